# One command for each thing a person does with this checkout; `make` alone lists them.
# The first one that needs it sets everything up (installer/linux/prepare); later ones lose no time.

PYTHON_IN_VENV := .venv/bin/python
RUNTIME := .venv/.ready-runtime
DEVELOP := .venv/.ready-develop
WORKERS ?= 2
SOAK ?=
export SOAK_MINUTES ?= 10
# Tests and measurements start many processes: none should compile the source anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run demo test format-check lint types contracts catalogue tests format screenshots bench soak lock clean

help:
	@echo 'make run          open Portage (without a display: walk through fictional data in the terminal)'
	@echo 'make demo         walk through fictional data in the terminal'
	@echo 'make test         check everything: format, lint, types, doors, catalogues, tests'
	@echo 'make format       put the source into its form'
	@echo 'make lint types contracts catalogue tests    one of the checks alone'
	@echo 'make screenshots  make the pictures of all screens'
	@echo 'make bench        measure, beside limits taken in the same run (MILLION=1: up to a million clients; JSON=file)'
	@echo 'make soak         the long runs; SOAK=a7 only those so named; SOAK_MINUTES=480 of fuzzing'
	@echo 'make lock         write requirements/ after a change of pyproject.toml (UPGRADE=--upgrade: newest versions)'
	@echo 'make clean        remove what was made, .venv included'

$(RUNTIME): requirements/runtime.txt installer/linux/prepare
	@installer/linux/prepare runtime

$(DEVELOP): requirements/develop.txt installer/linux/prepare
	@installer/linux/prepare develop

run: $(RUNTIME)
	@$(PYTHON_IN_VENV) -m desktop_app

demo: $(RUNTIME)
	@$(PYTHON_IN_VENV) -m desktop_app demo --walk

# One after the other, whatever -j says: the first failure ends it. Only the types, which need one
# processor for half a minute, are checked beside the tests.
test: $(DEVELOP)
	@$(MAKE) --no-print-directory -j1 format-check lint contracts catalogue
	@$(MAKE) --no-print-directory -j2 types tests

format-check: $(DEVELOP)
	$(PYTHON_IN_VENV) -m ruff format --check .

lint: $(DEVELOP)
	$(PYTHON_IN_VENV) -m ruff check .

types: $(DEVELOP)
	$(PYTHON_IN_VENV) -m mypy

contracts: $(DEVELOP)
	.venv/bin/lint-imports

catalogue: $(DEVELOP)
	$(PYTHON_IN_VENV) translations/check.py

tests: $(DEVELOP)
	QT_QPA_PLATFORM=offscreen $(PYTHON_IN_VENV) -m pytest -n $(WORKERS) --dist worksteal -q tests

format: $(DEVELOP)
	$(PYTHON_IN_VENV) -m ruff check --fix --quiet . || true
	$(PYTHON_IN_VENV) -m ruff format .

screenshots: $(DEVELOP)
	QT_QPA_PLATFORM=offscreen $(PYTHON_IN_VENV) -m tests.screenshots

bench: $(DEVELOP)
	QT_QPA_PLATFORM=offscreen $(PYTHON_IN_VENV) -m tests.bench $(if $(MILLION),--million) $(if $(JSON),--json $(JSON))

soak: $(DEVELOP)
	QT_QPA_PLATFORM=offscreen $(PYTHON_IN_VENV) -m pytest -n $(WORKERS) --dist worksteal -q -m soak \
		--timeout 0 -k '$(SOAK)' tests/soak

# The locks hold every wheel of Linux, macOS and Windows for Python 3.11 to 3.13, and no address.
lock: export UPGRADE := $(UPGRADE)
lock: $(RUNTIME)
	$(PYTHON_IN_VENV) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --only-binary=:all: --require-hashes -r requirements/lock.txt
	installer/linux/lock build/lock/bin/uv

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	rm -rf *.egg-info
	find desktop_app tests translations -name __pycache__ -type d -prune -exec rm -rf {} +
