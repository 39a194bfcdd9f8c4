"""One fictional record, in the shape in which any record is written."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from desktop_app.domain.fields import Value


@dataclass(frozen=True, slots=True)
class FictionalRecord:
    """entity: a kind of record; values: by path, such as `family` or `phones/<uuid>/number`.

    References are 32 hexadecimal digits.
    """

    entity: str
    id: uuid.UUID
    values: Mapping[str, Value]


def new_id(chance: random.Random, on: date) -> uuid.UUID:
    """A time-ordered id (UUIDv7) of somewhere in the day `on`, the same for the same chance."""
    start = datetime.combine(on, time(0), UTC)
    milliseconds = int(start.timestamp() * 1000) + chance.randrange(86_400_000)
    bits = milliseconds << 80 | 0x7 << 76 | chance.getrandbits(12) << 64
    return uuid.UUID(int=bits | 0b10 << 62 | chance.getrandbits(62))


def listed(
    chance: random.Random, on: date, name: str, items: list[dict[str, Value]]
) -> dict[str, Value]:
    """The paths of list items: what is empty is left out."""
    values: dict[str, Value] = {}
    for item in items:
        item_id = new_id(chance, on)
        for field, value in item.items():
            if value not in (None, ""):
                values[f"{name}/{item_id}/{field}"] = value
    return values


def stated(values: Mapping[str, Value]) -> dict[str, Value]:
    """The same values without those that are empty."""
    return {path: value for path, value in values.items() if value not in (None, "")}
