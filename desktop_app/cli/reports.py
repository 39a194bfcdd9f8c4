"""`portage report`: sums between two days, from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.opening import opened, write_for_person
from desktop_app.cli.output import Output
from desktop_app.language import base_language
from desktop_app.reports.speaking import speaking
from desktop_app.services.standing_reports import StandingReports


def list_reports(arguments: argparse.Namespace, out: Output) -> int:
    """The reports there are, each with what it answers."""
    with opened(arguments, out) as vault:
        lines = StandingReports(vault.session).all()
    out.result(
        {
            "reports": [
                {"name": one.name, "title": str(one.title), "question": str(one.question)}
                for one in lines
            ]
        },
        *(f"{one.name}  {one.question}" for one in lines),
    )
    return 0


def run(arguments: argparse.Namespace, out: Output) -> int:
    """One report, as a file or in words."""
    path: Path | None = arguments.out
    language = base_language()
    with opened(arguments, out) as vault:
        reports = StandingReports(vault.session)
        table = reports.table(arguments.name, arguments.first, arguments.last, language)
        if path is not None:
            write_for_person(path, reports.file(table, path.suffix.lower(), language))
    with speaking(language):
        headings = [str(one.heading) for one in table.columns]
    rows = [list(row) for row in table.rows]
    out.result(
        {
            "report": arguments.name,
            "file": None if path is None else str(path),
            "columns": [one.code for one in table.columns],
            "rows": rows,
        },
        *(
            [str(path)]
            if path is not None
            else ["  ".join(headings), *("  ".join(str(one) for one in row) for row in rows)]
        ),
    )
    return 0
