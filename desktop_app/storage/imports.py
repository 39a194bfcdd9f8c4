"""Questions about what imports of files wrote, for taking an import back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from desktop_app.domain.fields import EntityType, Kind, Registry

_CHUNK: Final = 400


@dataclass(frozen=True, slots=True)
class Span:
    """A run of entries of one feed: from `first` to `last`, both included. feed: local number."""

    feed: int
    first: int
    last: int

    def holds(self, feed: int, seq: int) -> bool:
        return feed == self.feed and self.first <= seq <= self.last


def touched_outside(
    connection: Connection, entities: Sequence[bytes], spans: Sequence[Span]
) -> set[tuple[int, bytes]]:
    """(type number, id) of those records that have entries outside of the spans."""
    found: set[tuple[int, bytes]] = set()
    inside = " OR ".join("(feed = ? AND seq BETWEEN ? AND ?)" for _ in spans) or "0"
    bounds = tuple(number for one in spans for number in (one.feed, one.first, one.last))
    for at in range(0, len(entities), _CHUNK):
        part = tuple(entities[at : at + _CHUNK])
        places = ", ".join("?" * len(part))
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT type, entity FROM entry "
            f"WHERE entity IN ({places}) AND NOT ({inside})",
            part + bounds,
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def standing(
    connection: Connection, kind: EntityType, entities: Sequence[bytes]
) -> dict[bytes, int]:
    """The local number of the scope of each of these records that is shown."""
    found: dict[bytes, int] = {}
    for at in range(0, len(entities), _CHUNK):
        part = tuple(entities[at : at + _CHUNK])
        places = ", ".join("?" * len(part))
        rows = connection.exec_driver_sql(
            f'SELECT id, scope FROM "{kind.name}" WHERE life != 0 AND id IN ({places})', part
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def references(
    connection: Connection, registry: Registry, pointed_to: Iterable[str]
) -> list[tuple[int, bytes, str]]:
    """Every reference of a shown record to a record of these types: (type number, id, value)."""
    wanted = frozenset(pointed_to)
    found: list[tuple[int, bytes, str]] = []
    for kind in registry:
        for field in kind.fields:
            if field.kind is Kind.REFERENCE and field.reference in wanted:
                column = f"f_{field.name}"
                rows = connection.exec_driver_sql(
                    f'SELECT id, {column} FROM "{kind.name}" WHERE life != 0 AND {column} <> ?',
                    ("",),
                )
                found += [(kind.number, row[0], row[1]) for row in rows]
    return found
