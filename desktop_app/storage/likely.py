"""Likely doubles that were found here, so that their list opens at once.

Derived and local: made by comparing (`services.duplicates.duplicates`), never part of a bundle. `about` tells
people from organisations; a < b.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.storage.connection import Connection

_CHUNK: Final = 400


@dataclass(frozen=True, slots=True)
class LikelyRow:
    """One pair. reasons: as the service wrote them."""

    a: bytes
    b: bytes
    score: float
    reasons: bytes


class LikelyTables:
    """Reads and writes the pairs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self) -> None:
        """Make the table, empty."""
        run = self._connection.run
        run("DROP TABLE IF EXISTS likely_pair")
        run(
            "CREATE TABLE likely_pair (about TEXT NOT NULL, a BLOB NOT NULL, b BLOB NOT NULL, "
            "score REAL NOT NULL, reasons BLOB NOT NULL, PRIMARY KEY (about, a, b)) WITHOUT ROWID"
        )
        run("CREATE INDEX likely_b ON likely_pair(about, b)")
        # What was compared before is to be compared again.
        run("DELETE FROM fact WHERE name IN ('compared', 'knowledge')")

    def all(self, about: str) -> list[LikelyRow]:
        """Every pair of which both are shown, the likeliest first."""
        rows = self._connection.run(
            f"SELECT p.a, p.b, p.score, p.reasons FROM likely_pair p "
            f"JOIN {about} x ON x.id = p.a AND x.life = 1 "
            f"JOIN {about} y ON y.id = p.b AND y.life = 1 "
            "WHERE p.about = ? ORDER BY p.score DESC, p.a, p.b",
            (about,),
        )
        return [LikelyRow(*row) for row in rows]

    def forget(self, about: str, records: Sequence[bytes]) -> None:
        """Drop every pair that one of these is in: it is compared again."""
        run = self._connection.run
        for at in range(0, len(records), _CHUNK):
            part = tuple(records[at : at + _CHUNK])
            places = ", ".join("?" * len(part))
            for column in ("a", "b"):
                run(
                    f"DELETE FROM likely_pair WHERE about = ? AND {column} IN ({places})",
                    (about, *part),
                )

    def forget_all(self, about: str) -> None:
        """Drop every pair."""
        self._connection.run("DELETE FROM likely_pair WHERE about = ?", (about,))

    def add(self, about: str, rows: Iterable[LikelyRow]) -> None:
        """Keep these pairs, in place of the same pairs of before."""
        written = [(about, row.a, row.b, row.score, row.reasons) for row in rows]
        if written:
            self._connection.run_many(
                "INSERT OR REPLACE INTO likely_pair(about, a, b, score, reasons) "
                "VALUES (?, ?, ?, ?, ?)",
                written,
            )

    def changed_since(
        self, marks: Mapping[int, int], types: Sequence[int]
    ) -> tuple[list[bytes], dict[int, int]]:
        """The records of these types that entries beyond the marks are about, and the new marks.

        marks: by number of a feed, the last of its entries that was looked at.
        """
        run = self._connection.run
        ends = {row[0]: row[1] for row in run("SELECT number, seq FROM feed")}
        found: dict[bytes, None] = {}
        places = ", ".join("?" * len(types))
        for number, seq in ends.items():
            if seq > marks.get(number, 0):
                rows = run(
                    f"SELECT DISTINCT entity FROM entry WHERE feed = ? AND seq > ? "
                    f"AND type IN ({places})",
                    (number, marks.get(number, 0), *types),
                )
                found.update((row[0], None) for row in rows)
        return list(found), ends
