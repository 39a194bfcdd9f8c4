"""The words of `portage erasures`, and of the commands that erase a person or a note."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from desktop_app.language import tr


def add_erasing(
    group: Callable[[str, str], Any],
    clients: Any,
    add: Callable[..., argparse.ArgumentParser],
) -> None:
    """group: makes a group of commands. clients: a group that is there. add: makes one command."""
    erasing = add(
        clients, "erase", tr("cli", "erase a person everywhere, for good"), "privacy.erase"
    )
    erasing.add_argument("id", metavar="ID")
    erasing.add_argument(
        "--basis", choices=("asked", "retention", "mistake", "court"), required=True
    )
    erasing.add_argument(
        "--along",
        metavar="ID",
        action="append",
        help=tr("cli", "a linked file that goes too, instead of those that the office linked"),
    )
    erasing.add_argument(
        "--alone", action="store_true", help=tr("cli", "no linked file goes along")
    )
    erasing.add_argument("--dry-run", action="store_true")
    removing = add(
        clients, "redact", tr("cli", "remove one note everywhere, for good"), "privacy.redact"
    )
    removing.add_argument("note", metavar="NOTE")
    removing.add_argument(
        "--basis", choices=("asked", "retention", "mistake", "court"), required=True
    )
    erasures = group(
        "erasures", tr("cli", "erasures that wait for a signature, and those that are done")
    )
    add(
        erasures,
        "list",
        tr("cli", "list what waits for a signature, what was refused and what was erased"),
        "privacy.erasures",
    )
    for name, words, run in (
        (
            "sign",
            tr("cli", "sign an erasure that waits, on a second office laptop"),
            "privacy.sign",
        ),
        (
            "drop",
            tr("cli", "say no to an erasure that waits, or take the request back"),
            "privacy.drop",
        ),
    ):
        add(erasures, name, words, run).add_argument("id", metavar="ID")
