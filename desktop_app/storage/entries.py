"""Questions about how far the entries of records reach, for telling what has been shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.storage.connection import Connection

_CHUNK: Final = 400


class EntryTables:
    """Reads the ends of records in the log."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_of(self, entities: Sequence[bytes]) -> dict[bytes, list[tuple[int, int]]]:
        """For each record the last entry of each feed on it: (feed number, sequence number).

        Who holds a feed up to a number holds all before it, so the last ones tell everything.
        """
        found: dict[bytes, list[tuple[int, int]]] = {}
        for at in range(0, len(entities), _CHUNK):
            part = tuple(entities[at : at + _CHUNK])
            rows = self._connection.run(
                "SELECT entity, feed, max(seq) FROM entry "
                f"WHERE entity IN ({', '.join('?' * len(part))}) GROUP BY entity, feed",
                part,
            )
            for entity, feed, seq in rows:
                found.setdefault(entity, []).append((feed, seq))
        return found

    def beyond(self, ends: Sequence[tuple[int, int]]) -> tuple[int, int, dict[int, int]]:
        """What these feeds hold beyond those numbers: (entries, records, {type number: records}).

        ends: (feed number, last sequence number that somebody else holds).
        """
        if not ends:
            return 0, 0, {}
        where = " OR ".join("(feed = ? AND seq > ?)" for _ in ends)
        parameters = tuple(number for end in ends for number in end)
        entries, records = self._connection.run(
            f"SELECT count(*), count(DISTINCT entity) FROM entry WHERE {where}", parameters
        ).one()
        by_type = self._connection.run(
            f"SELECT type, count(DISTINCT entity) FROM entry WHERE {where} GROUP BY type",
            parameters,
        )
        return entries, records, {row[0]: row[1] for row in by_type}
