"""What an organisation changed of something built in: its own values lie over the built-in ones.

Only what was really changed is ever written, so that two offices that change different parts of it
apart from each other meet, and a later release can better what nobody touched.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.domain.fields import DELETED, EntityType, FieldKey, Value, path_of

Items = dict[str, dict[str, Value]]
"""The items of one list by id, each with its values by the names of its fields."""


def written_paths(kind: EntityType, values: Mapping[FieldKey, Value]) -> dict[str, Value]:
    """What a record says, by path; None for what was emptied. Its own life is left out."""
    paths = {path_of(kind, key): value for key, value in values.items()}
    paths.pop("life", None)
    return paths


def overlaid(
    base: Mapping[str, Value], written: Mapping[str, Value]
) -> tuple[dict[str, Value], dict[str, Items]]:
    """The fields by name, and the items of each list, of `written` over `base` (both by path)."""
    fields: dict[str, Value] = {}
    lists: dict[str, Items] = {}
    gone: set[tuple[str, str]] = set()
    for path, value in {**base, **written}.items():
        parts = path.split("/")
        if len(parts) == 1:
            fields[path] = value
            continue
        name, item, field = parts
        if field == "life":
            if value == DELETED:
                gone.add((name, item))
        elif value is not None:
            lists.setdefault(name, {}).setdefault(item, {})[field] = value
    for name, item in gone:
        lists.get(name, {}).pop(item, None)
    return {name: value for name, value in fields.items() if value is not None}, {
        name: {item: items[item] for item in sorted(items)} for name, items in lists.items()
    }
