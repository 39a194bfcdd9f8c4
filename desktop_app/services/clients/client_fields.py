"""One person, two records: which field of identity or client a name stands for.

Names are unique across both. An alias such as `telephone` stands for the preferred item of a list;
when there is no item yet, two laptops that add a first one give it the same id, so that they meet
in one field instead of making two items.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import (
    DELETED,
    LIFE,
    LIVE,
    EntityType,
    Field,
    FieldKey,
    Registry,
    Value,
    declared_field,
    is_item_key,
    item_key,
    key_of,
    path_of,
)
from desktop_app.language import Message
from desktop_app.services.editing import derived_id

RECORDS: Final = ("identity", "client")
"""The kinds of record that a client's file is made of; both carry the client's id."""

_ID_BYTES: Final = 16


class UnknownField(PortageError):
    """No field has that name."""

    code = "unknown_field"

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "clients",
                "No field of a client is called “{name}”. Nothing was changed. "
                "Look at the list of fields for the right name.",
                {"name": name[:80]},
            )
        )
        self.name = name


@dataclass(frozen=True, slots=True)
class Place:
    """Where a path leads. path: of the record itself, aliases resolved."""

    type: EntityType
    path: str
    field: Field | None


def type_of(registry: Registry, path: str) -> tuple[EntityType, tuple[str, str, str] | None]:
    """The record that a path belongs to, and its alias when it is one. Raises UnknownField."""
    first = path.split("/", maxsplit=1)[0]
    for name in RECORDS:
        one = registry[name]
        if "/" in path:
            if any(items.name == first for items in one.lists):
                return one, None
        elif one.has_field(path):
            return one, None
        else:
            for alias in one.aliases:
                if alias[0] == path:
                    return one, alias
    raise UnknownField(path)


def place_of(
    registry: Registry, path: str, client: bytes, values: Mapping[str, Mapping[FieldKey, Value]]
) -> Place:
    """Where a path leads on this client. values: what stands, by the name of the record.

    Raises UnknownField.
    """
    one, alias = type_of(registry, path)
    if alias is not None:
        item = preferred_item(one, alias[1], alias[2], values.get(one.name, {}))
        path = f"{alias[1]}/{item or first_item(client, alias[1])}/{alias[2]}"
    try:
        key = key_of(one, path)
    except KeyError as fault:
        raise UnknownField(path) from fault
    return Place(one, path, declared_field(one, key))


def first_item(client: bytes, items: str) -> uuid.UUID:
    """The id of the first item of a list, the same on every laptop."""
    return uuid.UUID(bytes=derived_id(client, items))


def live_items(
    one: EntityType, items: str, values: Mapping[FieldKey, Value]
) -> dict[uuid.UUID, dict[str, Value]]:
    """The items of a list that were not deleted, by id, each with its values by name."""
    declared = one.items(items)
    names = {field.number: field.name for field in declared.fields}
    found: dict[uuid.UUID, dict[str, Value]] = {}
    gone = set()
    for key, value in values.items():
        if not isinstance(key, bytes) or len(key) != 18 or key[0] != declared.number:
            continue
        item = uuid.UUID(bytes=key[1:17])
        if key[17] == LIFE:
            if value == DELETED:
                gone.add(item)
        elif key[17] in names and value is not None:
            found.setdefault(item, {})[names[key[17]]] = value
    return {item: found[item] for item in sorted(found, key=str) if item not in gone}


def has_item(one: EntityType, items: str, name: str, values: Mapping[FieldKey, Value]) -> bool:
    """Whether a list has an item, not deleted, whose field `name` says something."""
    declared = one.items(items)
    number = declared.field(name).number
    return any(
        value
        and isinstance(key, bytes)
        and len(key) == 18
        and (key[0], key[17]) == (declared.number, number)
        and values.get(key[:17] + bytes((LIFE,))) != DELETED
        for key, value in values.items()
    )


def preferred_item(
    one: EntityType, items: str, name: str, values: Mapping[FieldKey, Value]
) -> uuid.UUID | None:
    """The item that an alias of field `name` stands for: a preferred one that has a value, then
    any that has one, the smallest id first; None when the list is empty."""
    living = live_items(one, items, values)
    ranked = sorted(
        living,
        key=lambda item: (
            living[item].get(name) is None,
            living[item].get("preferred") is not True,
            str(item),
        ),
    )
    return ranked[0] if ranked else None


def opening_values(place: Place, values: Mapping[FieldKey, Value]) -> dict[str, Value]:
    """What must be written beside the value of a list item: its life, its being preferred."""
    parts = place.path.split("/")
    if len(parts) != 3 or parts[2] == "life":
        return {}
    items = place.type.items(parts[0])
    item = uuid.UUID(parts[1])
    extra: dict[str, Value] = {}
    if values.get(item_key(items.number, item, LIFE)) == DELETED:
        extra[f"{parts[0]}/{item}/life"] = LIVE
    has_preferred = any(field.name == "preferred" for field in items.fields)
    if has_preferred and not live_items(place.type, parts[0], values):
        extra[f"{parts[0]}/{item}/preferred"] = True
    return extra


def shown_fields(one: EntityType, values: Mapping[FieldKey, Value]) -> dict[str, Value]:
    """Every value that a file shows, by path; aliases stand beside the item that they name."""
    shown: dict[str, Value] = {}
    for field in one.fields:
        value = values.get(field.number)
        if value is not None and value != "":
            shown[field.name] = value
    for alias, items, name in one.aliases:
        item = preferred_item(one, items, name, values)
        if item is not None:
            value = live_items(one, items, values)[item].get(name)
            if value is not None:
                shown[alias] = value
    for declared in one.lists:
        for item, parts in live_items(one, declared.name, values).items():
            for name, value in parts.items():
                shown[f"{declared.name}/{item}/{name}"] = value
    return shown


def spoken_path(one: EntityType, key: FieldKey, values: Mapping[FieldKey, Value]) -> str:
    """The path of a key as people know it: `telephone` for the item that the alias names."""
    path = path_of(one, key)
    return alias_paths(one, values).get(path, path) if path.count("/") == 2 else path


def alias_paths(one: EntityType, values: Mapping[FieldKey, Value]) -> dict[str, str]:
    """The alias of each path that has one, as the values stand."""
    found: dict[str, str] = {}
    for alias, items, name in one.aliases:
        item = preferred_item(one, items, name, values)
        if item is not None:
            found.setdefault(f"{items}/{item}/{name}", alias)
    return found


def label_of(one: EntityType, key: FieldKey) -> Message:
    """What a person calls the field behind a key."""
    field = declared_field(one, key)
    if field is not None:
        return field.label
    if key == LIFE or (is_item_key(key) and key[17] == LIFE):
        return Message("clients", "Whether it is kept")
    if isinstance(key, bytes) and len(key) == _ID_BYTES:
        return Message("clients", "A field of the organisation whose description has not come yet")
    return Message("clients", "A field of a newer Portage")


def id_in(value: Value) -> bytes | None:
    """The id that a reference holds; None for nothing, and for what no id is: other laptops may
    have written anything."""
    try:
        raw = bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return None
    return raw if len(raw) == _ID_BYTES else None


def has_any(values: Iterable[Value]) -> bool:
    """Whether at least one of these says something."""
    return any(value is not None and value != "" for value in values)
