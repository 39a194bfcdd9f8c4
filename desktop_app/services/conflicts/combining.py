"""Answers to a conflict that lose nothing: what two values are together, and where both can stand.

A second telephone becomes one more item of the list, another name one of the person's other names,
and two long texts stand one under the other. Where a field can hold one value only, there is no
keeping both.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import (
    DELETED,
    LIFE,
    LIVE,
    EntityType,
    FieldKey,
    Kind,
    Value,
    declared_field,
    is_item_key,
    item_key,
)
from desktop_app.language import Message
from desktop_app.services.editing import derived_id

_PARAGRAPH: Final = "\n\n"
_BESIDE: Final = " / "
_NAME_FIELDS: Final = ("given", "family", "preferred")
_OTHER_NAMES: Final = "names"


@dataclass(frozen=True, slots=True)
class Both:
    """How both values are kept. value: what then stands in the field itself.

    extra: what is written beside it, by path. words: what will happen, for a person.
    """

    value: Value
    extra: Mapping[str, Value]
    words: Message


def combined(one: EntityType, key: FieldKey, values: Sequence[Value]) -> Value:
    """What an editor begins with: texts joined, otherwise the first value that says something."""
    field = declared_field(one, key)
    told = [value for value in values if value is not None and value != ""]
    if field is None or not told:
        return None
    if field.kind is Kind.LONG_TEXT:
        return _joined([str(value) for value in told], _PARAGRAPH)
    if field.kind is Kind.TEXT:
        return _joined([str(value) for value in told], _BESIDE)
    return told[0]


def _joined(texts: Sequence[str], between: str) -> str:
    """Each text once; one that another already contains is not said again."""
    kept: list[str] = []
    for text in texts:
        if not any(text in other for other in kept):
            kept = [other for other in kept if other not in text]
            kept.append(text)
    return between.join(kept)


def keeping_both(
    one: EntityType,
    entity: bytes,
    key: FieldKey,
    values: Sequence[Value],
    standing: Mapping[FieldKey, Value],
) -> Both | None:
    """How a field keeps all of `values`; None where it cannot.

    values: the different ones, the earliest first. standing: everything that the record shows.
    """
    field = declared_field(one, key)
    told = [str(value) for value in values if isinstance(value, str) and value]
    if field is None or len(told) < 2 or len(told) < len(values):
        return None
    if is_item_key(key):
        return _items(one, entity, key, told, standing)
    if field.kind is Kind.LONG_TEXT:
        words = Message("conflicts", "Both texts stay, one under the other.")
        return Both(_joined(told, _PARAGRAPH), {}, words)
    if one.name == "identity" and field.name in _NAME_FIELDS:
        return _names(one, entity, field.name, told, standing)
    return None


def _items(
    one: EntityType,
    entity: bytes,
    key: bytes,
    told: Sequence[str],
    standing: Mapping[FieldKey, Value],
) -> Both | None:
    items = next((items for items in one.lists if items.number == key[0]), None)
    if items is None or items.fields[0].number != key[17]:
        return None
    first = items.fields[0]
    here = key[1:17]
    extra: dict[str, Value] = {}
    for value in told[1:]:
        item = _item(entity, items.name, value)
        extra |= _opened(one, items.name, item, standing)
        extra[f"{items.name}/{item}/{first.name}"] = value
        for field in items.fields[1:]:
            other = standing.get(item_key(items.number, here, field.number))
            if other is not None and field.name != "preferred":
                extra[f"{items.name}/{item}/{field.name}"] = other
    words = Message(
        "conflicts",
        "“{value}” stays where it is; the other becomes one more under “{list}”.",
        {"value": told[0][:80], "list": items.label},
    )
    return Both(told[0], extra, words)


def _names(
    one: EntityType,
    entity: bytes,
    field_name: str,
    told: Sequence[str],
    standing: Mapping[FieldKey, Value],
) -> Both | None:
    def whole(value: str) -> str:
        if field_name == "preferred":
            return value
        parts = {
            name: str(standing.get(one.field(name).number) or "") for name in ("given", "family")
        }
        parts[field_name] = value
        return " ".join(part for part in parts.values() if part)

    extra: dict[str, Value] = {}
    for value in told[1:]:
        item = _item(entity, _OTHER_NAMES, value)
        extra |= _opened(one, _OTHER_NAMES, item, standing)
        extra[f"{_OTHER_NAMES}/{item}/name"] = whole(value)
        extra[f"{_OTHER_NAMES}/{item}/sort"] = "former" if field_name == "family" else "spelling"
    words = Message(
        "conflicts",
        "“{value}” stays; “{other}” is kept under other names, so that searching finds it.",
        {"value": told[0][:80], "other": whole(told[1])[:80]},
    )
    return Both(told[0], extra, words)


def _item(entity: bytes, items: str, value: str) -> uuid.UUID:
    """The same item on every laptop on which somebody keeps both."""
    return uuid.UUID(bytes=derived_id(entity, f"both/{items}/{value}"))


def _opened(
    one: EntityType, items: str, item: uuid.UUID, standing: Mapping[FieldKey, Value]
) -> dict[str, Value]:
    life = item_key(one.items(items).number, item, LIFE)
    return {f"{items}/{item}/life": LIVE} if standing.get(life) == DELETED else {}
