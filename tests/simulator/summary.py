"""What all histories of a run met, added up over its processes and shown at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Final

import pytest

PROPERTY: Final = "simulator"


@dataclass(slots=True)
class Totals:
    """What happened, to be added up over many histories."""

    histories: int = 0
    moves: int = 0
    entries: int = 0
    conflicts: int = 0
    decisions: int = 0
    bundles: int = 0
    lost: int = 0
    parked: int = 0
    duplicates: int = 0
    refused: int = 0
    cancelled: int = 0
    dry_runs: int = 0
    withheld: int = 0
    wrong_clocks: int = 0
    restored: int = 0
    revoked: int = 0
    updated: int = 0
    rights: int = 0
    late: int = 0
    admitted: int = 0
    erased: int = 0
    copied: int = 0
    forks: int = 0
    rotations: int = 0
    offices: int = 0
    let_in: int = 0
    months: int = 0
    asked_anew: int = 0
    files: int = 0

    def add(self, other: Totals) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def tell(record: Callable[[str, object], None], totals: Totals) -> None:
    """Hand the totals of one test over to the process that prints the summary."""
    record(PROPERTY, asdict(totals))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end of the run what the simulator met; nothing when it did not run."""
    whole = Totals()
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == PROPERTY and getattr(report, "when", "") == "call":
                    whole.add(Totals(**value))
    if not whole.histories:
        return
    told = ", ".join(
        f"{getattr(whole, one.name):,} {one.name.replace('_', ' ')}" for one in fields(whole)
    )
    terminalreporter.section("simulator")
    terminalreporter.line(told)
