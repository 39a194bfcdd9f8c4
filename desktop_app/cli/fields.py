"""`portage fields`: what can be set, and what it is for."""

from __future__ import annotations

import argparse

from desktop_app.cli.output import Output
from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Field


def show(arguments: argparse.Namespace, out: Output) -> int:
    """Every field of a client that `clients add` and `set` take, aliases first."""
    rows = []
    for name in ("identity", "client"):
        kind = STANDARD[name]
        for alias, items, field in kind.aliases:
            rows.append(_row(alias, kind.items(items).field(field), f"{items}/<id>/{field}"))
        rows += [_row(one.name, one, "") for one in kind.fields]
    out.result({"fields": rows}, *(f"{row['name']}\t{row['kind']}\t{row['label']}" for row in rows))
    return 0


def _row(name: str, field: Field, path: str) -> dict[str, object]:
    row: dict[str, object] = {
        "name": name,
        "kind": field.kind.value,
        "label": str(field.label),
        "purpose": str(field.purpose),
        "identifying": field.identifying,
    }
    if field.choices:
        row["choices"] = {choice.value: str(choice.label) for choice in field.choices}
    if path:
        row["path"] = path
    return row
