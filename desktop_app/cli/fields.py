"""`portage fields`: what can be set, and what it is for."""

from __future__ import annotations

import argparse
from typing import Any

from desktop_app.cli.opening import opened
from desktop_app.cli.output import InputWrong, Output, read_json
from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Field, Registry, Value
from desktop_app.services.casework.records import new_item
from desktop_app.services.forms.fields import OwnFieldsDesk, name_in_tables

_EXAMPLE = '{"fields": {"about": "client", "sort": "text", "label_fr": "..."}, "choices": []}'


def show(arguments: argparse.Namespace, out: Output) -> int:
    """Every field of a client that `clients add` and `set` take, aliases first.

    With a vault, also the fields that its organisation added; `--add` makes one of them.
    """
    if arguments.vault is None:
        if arguments.add:
            raise InputWrong(_EXAMPLE)
        return _list(STANDARD, out)
    with opened(arguments, out) as vault:
        if arguments.add:
            desk = OwnFieldsDesk(vault.session)
            values = _told(read_json())
            values.setdefault("keeper", vault.session.person.hex())
            made = desk.add(values)
            out.result({"id": made, "name": name_in_tables(desk.get(made))}, made)
            return 0
        with vault.session.database.reading() as tables:
            return _list(tables.registry, out)


def _told(told: dict[str, Any]) -> dict[str, Value]:
    """The values of a definition, its answers as items of their list."""
    fields, choices = told.get("fields"), told.get("choices", [])
    if not isinstance(fields, dict) or not isinstance(choices, list):
        raise InputWrong(_EXAMPLE)
    values: dict[str, Value] = dict(fields)
    for number, choice in enumerate(choices, 1):
        if not isinstance(choice, dict):
            raise InputWrong(_EXAMPLE)
        item = new_item()
        values[f"choices/{item}/place"] = number
        values |= {f"choices/{item}/{name}": value for name, value in choice.items()}
    return values


def _list(registry: Registry, out: Output) -> int:
    rows = []
    for name in ("identity", "client"):
        kind = registry[name]
        for alias, items, field in kind.aliases:
            rows.append(_row(alias, kind.items(items).field(field), f"{items}/<id>/{field}"))
        rows += [_row(one.name, one, "") for one in kind.fields]
    own = [
        {**_row(one.name, one, ""), "about": kind.name}
        for kind in registry
        for one in kind.fields
        if isinstance(one.number, bytes)
    ]
    document = {"fields": rows, **({"own": own} if own else {})}
    out.result(document, *(f"{row['name']}\t{row['kind']}\t{row['label']}" for row in rows))
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
