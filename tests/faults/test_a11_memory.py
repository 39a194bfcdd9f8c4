"""A11: memory runs out during an import, by a limit or by one request that fails: the vault is as
it was, or has the whole bundle. In full in tests/soak/test_a11_in_full.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.laptop import Laptop, a_laptop_with_work, prove
from tests.faults.shim import NEEDS_SHIM, build_shim
from tests.faults.workers import Workers
from tests.figures import Recorder, reached

pytestmark = NEEDS_SHIM

STEP = 256 * 1024
PEOPLE = 120


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    # Every object of Python by itself, so that each of them can be the one that is not given. And
    # no trace of Rust's: writing one asks for memory while it holds the lock of writing one.
    with Workers(
        build_shim(tmp_path, "malloc.c"), PYTHONMALLOC="malloc", RUST_BACKTRACE="0"
    ) as started:
        yield started


def begin(laptop: Laptop, workers: Workers, memory: dict[str, int]) -> list[list[Any]]:
    laptop.put_back()
    workers.start(laptop.job("bundle") | {"memory": memory})
    words, _ = workers.rest()
    return words


def starve_often(laptop: Laptop, workers: Workers, steps: int, allocations: int) -> tuple[int, int]:
    """(how often the import did not go through, how often it did)."""
    words = begin(laptop, workers, {"allocation": 0})
    asked = next(int(word[1]) for word in words if word[0] == "allocations")
    with laptop.reopened("bundle") as vault:
        laptop.after["bundle"] = laptop.state(vault)
    told = [{"bytes": STEP * at} for at in range(steps)]
    told += [{"allocation": 1 + at * asked // allocations} for at in range(allocations)]
    failed = went = 0
    for memory in told:
        words = begin(laptop, workers, memory)
        done = [word for word in words if word[0] == "bundle" and word[1] == "applied"]
        with laptop.reopened("bundle") as vault:
            prove(laptop, "bundle", done, vault)
        failed, went = failed + (not done), went + bool(done)
    return failed, went


def test_a11_memory_runs_out_in_an_import(
    tmp_path: Path, workers: Workers, record_property: Recorder
) -> None:
    failed, _ = starve_often(a_laptop_with_work(tmp_path, PEOPLE), workers, 6, 12)
    assert failed > 6
    reached(record_property, "A11", 6, "limits of memory during an import", 50)
    reached(record_property, "A11", 12, "failed allocations during an import", 200)
