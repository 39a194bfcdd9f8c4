"""The words of `portage forms`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_app.language import tr


def add_forms(forms: Any, add: Callable[..., argparse.ArgumentParser]) -> None:
    """forms: the group of the commands. add: makes one command in a group."""
    add(forms, "list", tr("cli", "list the forms of the organisation"), "forms.list_forms")
    show = add(
        forms,
        "show",
        tr("cli", "show a form with its questions and what keeps it from use"),
        "forms.show",
    )
    show.add_argument("form", metavar="FORM")
    importing = add(
        forms,
        "import",
        tr("cli", "make a form in preparation from an XLSForm workbook"),
        "forms.take",
    )
    importing.add_argument("file", metavar="FILE", type=Path)
    importing.add_argument("--dry-run", action="store_true")
    for name, words in (
        ("--purpose-fr", tr("cli", "why it is asked, in French")),
        ("--purpose-en", tr("cli", "why it is asked, in English")),
        ("--keeper", tr("cli", "name of whoever answers for it")),
        ("--review-on", tr("cli", "day on which it is looked at again, year-month-day")),
    ):
        importing.add_argument(name, metavar="WORDS", default="", help=words)
    export = add(
        forms,
        "export",
        tr("cli", "write a form as an XLSForm workbook, or blank as a PDF"),
        "forms.export",
    )
    export.add_argument("form", metavar="FORM")
    export.add_argument("--out", metavar="FILE.xlsx|FILE.pdf", type=Path, required=True)
    publish = add(
        forms, "publish", tr("cli", "put a form into use on every laptop"), "forms.publish"
    )
    publish.add_argument("form", metavar="FORM")
    quality = add(
        forms,
        "quality",
        tr("cli", "count answers, gaps and seconds by question, and how full own fields are"),
        "forms.quality",
    )
    quality.add_argument("form", metavar="FORM", nargs="?", default="")
