"""`portage demo`: three vaults to try, or the carry walked in words."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from desktop_app.cli.output import Output
from desktop_app.language import Message
from desktop_app.services.fiction import demo


def make(arguments: argparse.Namespace, out: Output) -> int:
    """Make the three vaults, or walk."""
    if arguments.walk or arguments.folder is None:
        from desktop_app.cli.walk import walk

        with tempfile.TemporaryDirectory(prefix="portage-demo-") as folder:
            walk(Path(folder), min(arguments.clients, 40), out)
        return 0
    made = demo.make(arguments.folder, arguments.clients, arguments.seed)
    out.result(
        {
            "office": str(made.office),
            "north": str(made.north),
            "south": str(made.south),
            "passphrase": made.passphrase,
            "clients": made.clients,
        },
        str(Message("demo", "Office: {folder}", {"folder": made.office})),
        str(Message("demo", "North: {folder}", {"folder": made.north})),
        str(Message("demo", "South: {folder}", {"folder": made.south})),
        str(
            Message(
                "demo", "Passphrase of all three: {passphrase}", {"passphrase": made.passphrase}
            )
        ),
        str(
            Message(
                "demo",
                "{n} fictional person is registered.",
                {},
                plural="{n} fictional people are registered.",
                n=made.clients,
            )
        ),
    )
    return 0
