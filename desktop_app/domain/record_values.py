"""The values of one record: checked by their declarations, and put together into list items."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from desktop_app.domain.fields import (
    DELETED,
    LIFE,
    EntityType,
    FieldKey,
    Value,
    declared_field,
    key_of,
)
from desktop_app.domain.values import checked

_KEY_BYTES: Final = 18


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list. id: as it stands in paths. values: by the names of its fields."""

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field as text, empty when it is not filled in."""
        value = self.values.get(name)
        return "" if value is None else str(value)


def items_by_list(
    kind: EntityType, values: Mapping[FieldKey, Value]
) -> dict[str, tuple[Item, ...]]:
    """The items of every list of a record, by the name of the list, in the order of `values`.

    Deleted items, fields of newer releases and items that say nothing are left out.
    """
    lists = {one.number: one for one in kind.lists}
    found: dict[tuple[int, bytes], dict[str, Value]] = {}
    gone: set[tuple[int, bytes]] = set()
    for key, value in values.items():
        if not isinstance(key, bytes) or len(key) != _KEY_BYTES or key[0] not in lists:
            continue
        place = (key[0], key[1:17])
        if key[17] == LIFE:
            if value == DELETED:
                gone.add(place)
            continue
        name = next((one.name for one in lists[key[0]].fields if one.number == key[17]), None)
        if name is not None and value is not None:
            found.setdefault(place, {})[name] = value
    out: dict[str, tuple[Item, ...]] = {}
    for (number, raw), filled in found.items():
        if (number, raw) not in gone:
            name = lists[number].name
            out[name] = (*out.get(name, ()), Item(str(uuid.UUID(bytes=raw)), filled))
    return out


def checked_values(
    kind: EntityType, values: Mapping[str, Value], today: date | None = None
) -> dict[str, Value]:
    """Values by path, each in the form in which its field holds it.

    Raises ValueRefused, and KeyError for a path that is not declared.
    """
    out: dict[str, Value] = {}
    for path, value in values.items():
        declared = declared_field(kind, key_of(kind, path))
        out[path] = value if declared is None else checked(declared, value, today)
    return out


def record_id(value: object) -> bytes | None:
    """The id that a reference names; None for anything that is no id: any laptop may write that."""
    if not isinstance(value, str) or len(value) != 32:
        return None
    try:
        return bytes.fromhex(value)
    except ValueError:
        return None


def json_of(value: object) -> object:
    """What a text that holds JSON says; None for anything else, however deep it is nested."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None
