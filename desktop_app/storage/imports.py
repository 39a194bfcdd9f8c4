"""Questions about what imports wrote, for taking one back and for looking at what it hid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.crypto.encoding import decode
from desktop_app.domain.fields import EntityType, Kind, Registry
from desktop_app.storage.connection import Connection

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
        rows = connection.run(
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
        rows = connection.run(
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
        for field in kind.columns:
            if field.kind is Kind.REFERENCE and field.reference in wanted:
                column = f"f_{field.name}"
                rows = connection.run(
                    f'SELECT id, {column} FROM "{kind.name}" WHERE life != 0 AND {column} <> ?',
                    ("",),
                )
                found += [(kind.number, row[0], row[1]) for row in rows]
    return found


def hidden(
    connection: Connection, kind: EntityType, entities: Sequence[bytes]
) -> list[tuple[bytes, int]]:
    """(id, local number of the scope) of those of these records that are shown nowhere."""
    found: list[tuple[bytes, int]] = []
    for at in range(0, len(entities), _CHUNK):
        part = tuple(entities[at : at + _CHUNK])
        places = ", ".join("?" * len(part))
        rows = connection.run(
            f'SELECT id, scope FROM "{kind.name}" r WHERE life != 1 AND id IN ({places}) AND NOT '
            f'EXISTS (SELECT 1 FROM "{kind.name}" s WHERE s.id = r.id AND s.life = 1)',
            part,
        )
        found += [(row[0], row[1]) for row in rows]
    return found


def owned_by(
    connection: Connection, kind: EntityType, clients: Iterable[bytes]
) -> frozenset[bytes]:
    """The records of a kind that are about one of these clients, shown or not."""
    if not any(one.name == "client" and one.kind is Kind.REFERENCE for one in kind.columns):
        return frozenset()
    found: set[bytes] = set()
    for one in clients:
        rows = connection.run(f'SELECT id FROM "{kind.name}" WHERE f_client = ?', (one.hex(),))
        found.update(row[0] for row in rows)
    return frozenset(found)


def concerned(connection: Connection, registry: Registry, records: Sequence[bytes]) -> set[bytes]:
    """The shown clients of whom some of these records tell, or which are among them."""
    found: set[str] = set()
    for at in range(0, len(records), _CHUNK):
        part = tuple(records[at : at + _CHUNK])
        places = ", ".join("?" * len(part))
        for kind in registry:
            for field in kind.columns:
                if field.kind is Kind.REFERENCE and field.reference == "client":
                    column = f"f_{field.name}"
                    rows = connection.run(
                        f'SELECT DISTINCT {column} FROM "{kind.name}" '
                        f"WHERE life = 1 AND id IN ({places}) AND {column} <> ''",
                        part,
                    )
                    found.update(row[0] for row in rows)
    ids = sorted({*records, *(bytes.fromhex(one) for one in found if len(one) == 32)})
    return set(standing(connection, registry["client"], ids))


def written_in(connection: Connection, spans: Iterable[Span]) -> set[tuple[int, bytes, int]]:
    """The records that the entries of these spans wrote in: (type number, id, scope number)."""
    found: set[tuple[int, bytes, int]] = set()
    for one in spans:
        rows = connection.run(
            "SELECT DISTINCT e.type, e.entity, f.scope FROM entry e JOIN feed f ON f.number = e.feed "
            "WHERE e.feed = ? AND e.seq BETWEEN ? AND ? AND e.state = 0",
            (one.feed, one.first, one.last),
        )
        found.update((row[0], row[1], row[2]) for row in rows)
    return found


def last_import(connection: Connection, bundle: bytes) -> tuple[int, dict[str, Any]] | None:
    """(number, summary) of the last time that a bundle was taken in."""
    row = connection.run(
        "SELECT number, summary FROM import_log WHERE bundle = ? "
        "AND outcome IN ('applied', 'partial', 'parked') ORDER BY number DESC LIMIT 1",
        (bundle,),
    ).first()
    return None if row is None else (row[0], decode(row[1]))


def newest_import(connection: Connection) -> int:
    """The number of the newest line of the log of imports; 0 without any."""
    return int(connection.run("SELECT coalesce(max(number), 0) FROM import_log").scalar_one())


def summaries_after(connection: Connection, number: int) -> list[dict[str, Any]]:
    """The summaries of the imports that came after that number."""
    rows = connection.run(
        "SELECT summary FROM import_log WHERE number > ? ORDER BY number", (number,)
    )
    return [decode(row[0]) for row in rows]
