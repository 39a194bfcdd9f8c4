"""Which room may know what, by the folder a file lies in.

The import contracts of pyproject.toml say the same for the rooms by name. Here every file is read,
so that a new screen, room or file is under the rules from its first line.
"""

from __future__ import annotations

import ast
import graphlib
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = ROOT / "desktop_app"
LINES_AT_MOST = 600

# Who may import a library, as patterns of paths below desktop_app.
HOLDERS: dict[str, tuple[str, ...]] = {
    "PySide6": ("ui/**", "main.py"),
    "shiboken6": ("ui/**",),
    "sqlcipher3": ("storage/**",),
    "sqlite3": ("storage/**",),
    "openpyxl": ("reports/**", "interchange/**"),
    "reportlab": ("reports/**", "interchange/**"),
    "cryptography": ("crypto/**",),
    "pyrage": ("crypto/**",),
    "cbor2": ("crypto/**",),
}
# No part of the program may: it opens no connection, and it reads no file that could run code.
NOBODY = frozenset(
    {
        "PySide6.QtNetwork",
        "ftplib",
        "http.client",
        "http.server",
        "marshal",
        "pickle",
        "requests",
        "shelve",
        "smtplib",
        "ssl",
        "urllib.request",
    }
)


@dataclass(frozen=True, slots=True)
class Import:
    """One imported module.

    path: the file, below the folder that was read. module: its name, `a.b` for `from a import b`.
    at_once: it is loaded with the file, not by a function of it or for the types alone.
    """

    path: PurePosixPath
    line: int
    module: str
    at_once: bool

    def is_of(self, name: str) -> bool:
        return self.module == name or self.module.startswith(name + ".")

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


def _imports_of(path: Path, folder: Path) -> Iterator[Import]:
    place = PurePosixPath(path.relative_to(folder).as_posix())
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield Import(place, node.lineno, name.name, node in tree.body)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            module, at_once = node.module, node in tree.body
            for name in node.names:
                yield Import(place, node.lineno, f"{module}.{name.name}", at_once)


@lru_cache(maxsize=2)
def every_import(folder: Path = APPLICATION) -> tuple[Import, ...]:
    return tuple(
        found for path in sorted(folder.rglob("*.py")) for found in _imports_of(path, folder)
    )


def _named(path: PurePosixPath) -> str:
    """A file of ours as Python calls it."""
    path = path.parent if path.name == "__init__.py" else path.with_suffix("")
    return ".".join(("desktop_app", *path.parts))


def _loaded_with(module: str) -> set[str]:
    """Every module of ours that Python loads as soon as `module` is imported, and what else is."""
    told: dict[str, list[str]] = {}
    for one in every_import():
        if one.at_once:
            told.setdefault(_named(one.path), []).append(one.module)
    found: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        # `from a import b`: b is a module, or something in a.
        name = name if name in told else name.rpartition(".")[0] or name
        if name not in found:
            found.add(name)
            waiting += told.get(name, [])
    return found


@lru_cache(maxsize=1)
def project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def _undeclared(folder: Path, requirements: list[str]) -> list[str]:
    """What is imported below `folder` from a distribution that `requirements` does not name."""
    declared = {_plain(re.split(r"[<>=!~ ]", one)[0]) for one in requirements}
    ours = {"desktop_app", "tests", "translations"} | sys.stdlib_module_names
    distributions = packages_distributions()
    return [
        str(found)
        for found in every_import(folder)
        if (top := found.module.split(".")[0]) not in ours
        and declared.isdisjoint(_plain(one) for one in distributions.get(top, []))
    ]


def _plain(distribution: str) -> str:
    return distribution.lower().replace("_", "-")


def _lies_in(path: PurePosixPath, pattern: str) -> bool:
    folder = pattern.removesuffix("/**")
    return path == PurePosixPath(pattern) or PurePosixPath(folder) in path.parents


def _screens() -> list[str]:
    """The folders of ui that show one screen each: all but what they share."""
    folders = {path.parent.name for path in (APPLICATION / "ui").glob("*/*.py")}
    return sorted(folders - {"shared"})


def test_the_first_list_waits_for_no_other_screen() -> None:
    loaded = _loaded_with("desktop_app.ui.workplace")
    first = {"shared", "shell", "today", "clients"}
    known = {"desktop_app.ui.journey.beside", "desktop_app.ui.practice.places"}  # a word or two
    screens = {one for one in loaded - known if one.startswith("desktop_app.ui.")}
    assert {
        one for one in screens if one.count(".") > 2 and one.split(".")[2] not in first
    } == set()
    assert {one.split(".")[0] for one in loaded}.isdisjoint({"openpyxl", "reportlab", "PIL"})


@pytest.mark.parametrize("library", sorted(HOLDERS))
def test_a_library_is_known_to_its_holders_alone(library: str) -> None:
    strangers = [
        str(found)
        for found in every_import()
        if found.is_of(library)
        and not any(_lies_in(found.path, pattern) for pattern in HOLDERS[library])
    ]
    assert strangers == []


def test_presenters_know_no_qt() -> None:
    """A presenter sees its view as a Protocol, so neither Qt nor a view's module is met there."""
    decided = [
        str(found)
        for found in every_import()
        if _lies_in(found.path, "ui/**")
        and (found.path.name == "presenter.py" or found.path.parent.name == "presenter")
        and (found.is_of("PySide6") or found.is_of("shiboken6") or ".view." in found.module)
    ]
    assert decided == []


def test_screens_do_not_know_each_other() -> None:
    names = _screens()
    neighbours = [
        str(found)
        for found in every_import()
        for name in names
        if found.is_of(f"desktop_app.ui.{name}")
        and any(_lies_in(found.path, f"ui/{other}/**") for other in names if other != name)
    ]
    assert neighbours == []


def test_what_screens_share_knows_no_screen() -> None:
    names = _screens()
    upwards = [
        str(found)
        for found in every_import()
        if _lies_in(found.path, "ui/shared/**")
        for name in names
        if found.is_of(f"desktop_app.ui.{name}")
    ]
    assert upwards == []


def test_nobody_opens_a_connection_or_unpickles() -> None:
    forbidden = [
        str(found) for found in every_import() if any(found.is_of(name) for name in NOBODY)
    ]
    assert forbidden == []


def test_the_program_imports_only_what_it_declares() -> None:
    assert _undeclared(APPLICATION, project()["project"]["dependencies"]) == []


def test_the_tests_import_only_what_is_declared() -> None:
    declared = project()["project"]["dependencies"] + project()["dependency-groups"]["develop"]
    assert _undeclared(ROOT / "tests", declared) == []


def test_every_room_has_its_place_in_the_layers() -> None:
    contracts = project()["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = {
        room.strip().strip("()").removeprefix("desktop_app.")
        for layer in layers
        for room in layer.split("|")
    }
    rooms = {
        path.stem
        for path in APPLICATION.iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or any(path.glob("*.py"))
    }
    assert rooms - named == set()


def test_no_file_needs_itself_by_way_of_others() -> None:
    """Not even for the types alone: what lies in a circle is read and changed only as a whole."""
    needs: dict[str, set[str]] = {}
    for path in APPLICATION.rglob("*.py"):
        needs[_named(PurePosixPath(path.relative_to(APPLICATION).as_posix()))] = set()
    for one in every_import():
        # `from a import b`: b is a module, or something in a.
        module = one.module if one.module in needs else one.module.rpartition(".")[0]
        if module in needs and module != _named(one.path):
            needs[_named(one.path)].add(module)
    assert "desktop_app.domain.fields" in needs["desktop_app.services.editing"]
    graphlib.TopologicalSorter(needs).prepare()  # raises CycleError, which names the circle


def test_no_file_is_too_long_to_read() -> None:
    sources = [
        path for folder in (APPLICATION, ROOT / "tests") for path in sorted(folder.rglob("*.py"))
    ]
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for path in sources
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LINES_AT_MOST
    ]
    assert long == []
