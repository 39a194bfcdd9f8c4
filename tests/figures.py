"""The numbers that a run reached under the names of the list of faults, shown at its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Final

import pytest

PROPERTY: Final = "figure"

Recorder = Callable[[str, object], None]


def reached(record: Recorder, name: str, number: int, what: str, asked: int = 0) -> None:
    """Hand a number over to the process that prints the summary; numbers of one name are added up.

    name: as the list of faults has it ("A2"). what: the things that were counted. asked: the
    number in all that the name asks for, told once or by each part alike.
    """
    record(PROPERTY, [name, what, number, asked])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each name: how much of what was done, and how much was asked for."""
    whole: defaultdict[tuple[str, str], int] = defaultdict(int)
    asked: dict[tuple[str, str], int] = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for key, value in getattr(report, "user_properties", ()):
                if key == PROPERTY and getattr(report, "when", "") == "call":
                    name, what, number, wanted = value
                    whole[name, what] += number
                    asked[name, what] = max(wanted, asked.get((name, what), 0))
    if not whole:
        return
    terminalreporter.section("figures")
    for (name, what), number in sorted(whole.items()):
        wanted = asked[name, what]
        told = f"  (of {wanted:,} in `make soak`)" if wanted else ""
        terminalreporter.line(f"{name:5} {number:>9,} {what}{told}")
