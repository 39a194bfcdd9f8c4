"""Typed values held against their declarations before they are sent; free of Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from desktop_app.domain.fields import EntityType, Field, Kind, Registry, Value
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.language import Message


def refusals(
    registry: Registry, records: Iterable[str], values: Mapping[str, Value], today: date
) -> dict[str, Message]:
    """What fields cannot hold, by path: the sentence that stands at the field.

    records: the kinds of record whose fields the paths may name.
    """
    types = [registry[name] for name in records]
    found: dict[str, Message] = {}
    for path, value in values.items():
        field = _declared(types, path)
        # What is chosen from a list of records is looked up where it is written.
        if field is None or field.kind is Kind.REFERENCE:
            continue
        try:
            checked(field, value, today)
        except ValueRefused as refused:
            found[path] = refused.message
    return found


def _declared(types: Iterable[EntityType], path: str) -> Field | None:
    parts = path.split("/")
    for one in types:
        try:
            if len(parts) == 3:
                return one.items(parts[0]).field(parts[2])
            return one.field(path)
        except KeyError:
            continue
    return None
