"""`portage incidents`: the register of confidentiality incidents, for the office."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.opening import opened, write_for_person
from desktop_app.cli.output import InputWrong, Output, read_json
from desktop_app.domain.fields import Value
from desktop_app.language import Message, base_language
from desktop_app.services.erasure.incidents import Incidents


def show(arguments: argparse.Namespace, out: Output) -> int:
    """The register, the newest first."""
    with opened(arguments, out) as vault:
        found = Incidents(vault.session).all()
    out.result(
        {
            "incidents": [
                {
                    "id": one.id,
                    "keep_until": None if one.keep_until is None else one.keep_until.isoformat(),
                    "fields": {
                        name: value for name, value in one.values.items() if value is not None
                    },
                }
                for one in found
            ]
        },
        *(f"{one.id}\t{one.values['noticed_on']}\t{one.values['title']}" for one in found),
    )
    return 0


def add(arguments: argparse.Namespace, out: Output) -> int:
    """Write an incident into the register."""
    with opened(arguments, out) as vault:
        made = Incidents(vault.session).add(_values())
    out.result({"id": made}, made)
    return 0


def change(arguments: argparse.Namespace, out: Output) -> int:
    """Change or complete an incident."""
    with opened(arguments, out) as vault:
        values = _values()
        Incidents(vault.session).set(arguments.id, values)
    out.result({"id": arguments.id, "changed": sorted(values)}, *sorted(values))
    return 0


def delete(arguments: argparse.Namespace, out: Output) -> int:
    """Take an incident out of the register when its time is over."""
    with opened(arguments, out) as vault:
        Incidents(vault.session).delete(arguments.id)
    told = Message("cli", "The incident is out of the register.")
    out.result({"deleted": arguments.id}, str(told))
    return 0


def export(arguments: argparse.Namespace, out: Output) -> int:
    """The whole register as PDF or workbook, as the authority asks for it."""
    path: Path = arguments.out
    with opened(arguments, out) as vault:
        data = Incidents(vault.session).file(path.suffix.lower(), base_language())
        write_for_person(path, data)
    out.result({"file": str(path)}, str(path))
    return 0


def _values() -> dict[str, Value]:
    """What standard input says of the fields, by the names that the register has. Raises InputWrong."""
    told = read_json().get("fields")
    if not isinstance(told, dict) or not all(
        value is None or isinstance(value, (str, int)) for value in told.values()
    ):
        raise InputWrong
    return dict(told)
