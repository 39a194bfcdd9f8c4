"""`portage directory`: the referral directory, from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.clients import report_document, report_lines
from desktop_app.cli.opening import opened, write_for_person
from desktop_app.cli.output import Output
from desktop_app.interchange.hsds import write_csv_zip, write_json
from desktop_app.services.directory.directory import Directory
from desktop_app.services.directory.directory_entries import ServiceLine
from desktop_app.services.processes.reader import read_directory, read_table
from desktop_app.services.tables.imports import Imports


def import_file(arguments: argparse.Namespace, out: Output) -> int:
    """A directory in HSDS 2 or 3."""
    with opened(arguments, out) as vault:
        report = Imports(vault.session, read_directory, read_table).directory(
            arguments.file, arguments.dry_run
        )
    out.result(report_document(report), *report_lines(report))
    return 0


def export_file(arguments: argparse.Namespace, out: Output) -> int:
    """The directory as HSDS 3 JSON, or HSDS 2 CSV in a zip archive."""
    path: Path = arguments.out
    with opened(arguments, out) as vault:
        records = Directory(vault.session).export()
        data = write_csv_zip(records) if path.suffix.lower() == ".zip" else write_json(records)
        write_for_person(path, data)
    out.result({"file": str(path), "records": len(records)}, str(path))
    return 0


def _line(one: ServiceLine) -> dict[str, object]:
    return {
        "id": one.id,
        "kind": one.kind,
        "name": one.name,
        "organisation": one.organisation,
        "place": one.place,
        "telephone": one.telephone,
        "open": None if one.open is None else one.open.open,
        "verified_on": one.verified_on,
        "stale": one.stale,
        "score": round(one.score, 4),
        "why": [str(word) for word in one.why],
    }


def find(arguments: argparse.Namespace, out: Output) -> int:
    """Services to which the words lead."""
    with opened(arguments, out) as vault:
        found = Directory(vault.session).find(
            " ".join(arguments.words), open_now=arguments.open_now, limit=arguments.limit
        )
    out.result({"services": [_line(one) for one in found]}, *(_text(one) for one in found))
    return 0


def stale(arguments: argparse.Namespace, out: Output) -> int:
    """Entries that nobody has verified lately."""
    with opened(arguments, out) as vault:
        found = Directory(vault.session).stale(arguments.days, arguments.limit)
    out.result({"entries": [_line(one) for one in found]}, *(_text(one) for one in found))
    return 0


def _text(one: ServiceLine) -> str:
    return f"{one.id}  {one.name}  {one.organisation}  {one.place}  {one.telephone}"
