"""`portage benefits`: the list of benefits, from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.opening import opened, today, write_for_person
from desktop_app.cli.output import Output
from desktop_app.interchange.benefit_list import read, write
from desktop_app.language import Message
from desktop_app.services.casework.benefit_list import BenefitLine, BenefitList


def show(arguments: argparse.Namespace, out: Output) -> int:
    """Every benefit that this laptop knows, with the date of its facts."""
    with opened(arguments, out) as vault:
        benefits = BenefitList(vault.session)
        lines, (loaded, shipped) = benefits.all(), benefits.editions()
        shown = [one for one in lines if arguments.all or not one.has_ended(today())]
    out.result(
        {"edition": loaded or shipped, "benefits": [_document(one) for one in shown]},
        *(_text(one) for one in shown),
    )
    return 0


def import_file(arguments: argparse.Namespace, out: Output) -> int:
    """Take an edition in: that of a file, or without one that of this release."""
    edition = None if arguments.file is None else read(arguments.file)
    with opened(arguments, out) as vault:
        loaded = BenefitList(vault.session).load(edition)
    out.result(
        {
            "edition": loaded.edition,
            "new": loaded.new,
            "changed": loaded.changed,
            "kept": loaded.kept,
            "gone": list(loaded.gone),
        },
        f"{loaded.edition}  {loaded.new} {loaded.changed} {loaded.kept}",
        *loaded.gone,
    )
    return 0


def export_file(arguments: argparse.Namespace, out: Output) -> int:
    """Write the list as it stands here, as an edition for others."""
    path: Path = arguments.out
    with opened(arguments, out) as vault:
        edition = BenefitList(vault.session).export()
        write_for_person(path, write(edition))
    out.result({"file": str(path), "benefits": len(edition.benefits)}, str(path))
    return 0


def _document(one: BenefitLine) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "province": one.text("province"),
        "needs_return": one.needs_return,
        "maximum": one.values.get("maximum"),
        "per": one.values.get("per"),
        "amount_to": one.values.get("amount_to"),
        "source": one.text("source"),
        "conditions_source": one.text("conditions_source"),
        "as_of": one.text("as_of"),
        "to_check": one.to_check,
        "ended_on": one.values.get("ended_on"),
        "stale": one.is_stale(today()),
        "own": one.values.get("own") is True,
    }


def _text(one: BenefitLine) -> str:
    check = str(Message("benefits", "to be checked by the office")) if one.to_check else ""
    parts = (one.code, one.text("province"), one.text("as_of"), one.name, check)
    return "  ".join(part for part in parts if part)
