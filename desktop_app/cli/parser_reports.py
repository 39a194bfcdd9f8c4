"""The words of `portage report`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from desktop_app.language import tr


def add_reports(reports: Any, add: Callable[..., argparse.ArgumentParser]) -> None:
    """reports: the group of the commands. add: makes one command in a group."""
    add(
        reports,
        "list",
        tr("cli", "list the reports there are, with what each answers"),
        "reports.list_reports",
    )
    one = add(
        reports,
        "run",
        tr("cli", "add up one report between two days, both counted"),
        "reports.run",
    )
    one.add_argument("name", metavar="NAME")
    one.add_argument("--from", metavar="DATE", dest="first", type=_day, required=True)
    one.add_argument("--to", metavar="DATE", dest="last", type=_day, required=True)
    one.add_argument(
        "--out",
        metavar="FILE",
        type=Path,
        help=tr("cli", "write it as .xlsx or .pdf; without it the rows are printed"),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            tr("cli", "a day is written YYYY-MM-DD, for example 2026-11-21")
        ) from None
