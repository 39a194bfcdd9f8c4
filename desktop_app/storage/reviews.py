"""What waits for a person's decision, and since when it has waited on this laptop.

`review` is derived and made anew with the rows; `review_seen` is not, so that a rebuild does not
make an old conflict look new.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.fields import EntityType, FieldKey
from desktop_app.storage.connection import Connection
from desktop_app.storage.rows import Row, Rows

_CHUNK: Final = 400


class Review(NamedTuple):
    """One field that waits. type, scope: local numbers. seen: UTC milliseconds, 0 while not noted."""

    type: int
    entity: bytes
    scope: int
    key: FieldKey
    seen: int


class ReviewTables:
    """Reading the list of what waits, and noting when each came up here first."""

    def __init__(self, connection: Connection, rows: Rows) -> None:
        self._connection = connection
        self._rows = rows

    def all(self) -> list[Review]:
        """Everything that waits, in the order of records and fields."""
        rows = self._connection.run(
            "SELECT r.type, r.entity, r.scope, r.key, coalesce(s.at, 0) FROM review r "
            "LEFT JOIN review_seen s ON s.type = r.type AND s.entity = r.entity "
            "AND s.scope = r.scope AND s.key = r.key ORDER BY r.entity, r.type, r.scope, r.key"
        )
        return [Review(row[0], row[1], row[2], decode(row[3]), row[4]) for row in rows]

    def waits(self, number: int, entity: bytes, scope: int, key: FieldKey) -> bool:
        """Whether this field still waits for a decision."""
        found = self._connection.run(
            "SELECT 1 FROM review WHERE type = ? AND entity = ? AND scope = ? AND key = ?",
            (number, entity, scope, encode(key)),
        )
        return found.first() is not None

    def note(self, at: int) -> None:
        """Remember `at` (UTC milliseconds) for what waits now and was not noted; forget the rest."""
        run = self._connection.run
        run(
            "DELETE FROM review_seen WHERE NOT EXISTS (SELECT 1 FROM review r WHERE "
            "r.type = review_seen.type AND r.entity = review_seen.entity AND "
            "r.scope = review_seen.scope AND r.key = review_seen.key)"
        )
        run(
            "INSERT OR IGNORE INTO review_seen(type, entity, scope, key, at) "
            "SELECT type, entity, scope, key, ? FROM review",
            (at,),
        )

    def rows_of(
        self, reviews: Iterable[Review], types: Iterable[EntityType]
    ) -> dict[tuple[int, bytes, int], Row]:
        """The records that these are about, by type number, id and scope number."""
        wanted: dict[int, dict[bytes, None]] = {}
        for one in reviews:
            wanted.setdefault(one.type, {})[one.entity] = None
        found = {}
        for kind in types:
            ids = list(wanted.get(kind.number, ()))
            for at in range(0, len(ids), _CHUNK):
                part = ids[at : at + _CHUNK]
                places = ", ".join("?" * len(part))
                for row in self._rows.select(kind, f"WHERE id IN ({places})", tuple(part)):
                    found[kind.number, row.id, row.scope] = row
        return found
