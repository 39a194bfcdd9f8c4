"""The words of `portage retention`, `incidents` and `settings`: what the office keeps and settles."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_app.cli.office_settings import NAMES
from desktop_app.domain.people.retention import RETENTION_RULE
from desktop_app.language import tr

Add = Callable[..., argparse.ArgumentParser]


def add_office(group: Callable[[str, str], Any], add: Add) -> None:
    """group: makes a group of commands. add: makes one command."""
    _retention(
        group("retention", tr("cli", "how long files are kept, and whose time is over")), add
    )
    _incidents(group("incidents", tr("cli", "the register of confidentiality incidents")), add)
    settings = group("settings", tr("cli", "what the office settles for every laptop"))
    add(settings, "show", tr("cli", "show what the office has settled"), "office_settings.show")
    change = add(settings, "set", tr("cli", "settle one of them"), "office_settings.change")
    change.add_argument("name", choices=NAMES)
    change.add_argument("number", metavar="NUMBER", type=int)


def _retention(retention: Any, add: Add) -> None:
    add(retention, "list", tr("cli", "list the rules"), "retention.rules")
    rule = add(
        retention,
        "add",
        tr("cli", "add a rule; it proposes, and changes no file by itself"),
        "retention.add",
    )
    rule.add_argument("--name", metavar="NAME", required=True)
    rule.add_argument("--months", metavar="N", type=int, required=True)
    for name in ("since", "action"):
        rule.add_argument(f"--{name}", choices=_choices(name), required=True)
    rule.add_argument("--status", choices=_choices("status"), default="")
    for name in ("basis", "keeper"):
        rule.add_argument(f"--{name}", metavar="WORDS", default="")
    rule.add_argument("--community", metavar="NAME", default="")
    drop = add(retention, "drop", tr("cli", "delete a rule"), "retention.drop")
    drop.add_argument("id", metavar="ID")
    add(
        retention,
        "due",
        tr("cli", "list the files whose time is over; nothing is changed"),
        "retention.due",
    )


def _choices(field: str) -> list[str]:
    return [one.value for one in RETENTION_RULE.field(field).choices]


def _incidents(incidents: Any, add: Add) -> None:
    add(incidents, "list", tr("cli", "list the register"), "incidents.show")
    add(
        incidents,
        "add",
        tr("cli", "write an incident into the register"),
        "incidents.add",
    )
    change = add(incidents, "set", tr("cli", "change or complete an incident"), "incidents.change")
    change.add_argument("id", metavar="ID")
    gone = add(
        incidents,
        "delete",
        tr("cli", "take an incident out of the register when its time is over"),
        "incidents.delete",
    )
    gone.add_argument("id", metavar="ID")
    export = add(
        incidents, "export", tr("cli", "write the register as PDF or workbook"), "incidents.export"
    )
    export.add_argument("--out", metavar="FILE", type=Path, required=True)
