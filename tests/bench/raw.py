"""The limits: the very same rows and questions in bare SQLCipher, without any of our rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_app.storage.connecting import connect
from desktop_app.storage.database import BULK_CACHE_KIB
from tests.bench.figures import Clock

_TABLES = ("entry", "identity", "client", "search")


def opened(path: Path, key: bytes) -> Any:
    """A connection set as ours are set for bulk work."""
    connection = connect(path, key, True)
    connection.execute(f"PRAGMA cache_size = -{BULK_CACHE_KIB}")
    return connection


class Rows:
    """What was written into a vault since the last look: log, rows and search."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._ends = self._now()

    def _now(self) -> dict[str, Any]:
        run = self._connection.execute
        return {
            "entry": dict(run("SELECT number, seq FROM feed").fetchall()),
            **{
                table: run(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()[0]
                for table, key in (("identity", "n"), ("client", "n"), ("search", "rowid"))
            },
        }

    def new(self) -> list[tuple[str, list[Any]]]:
        """(statement, rows) that would write it again into a copy of the vault."""
        run, before, now = self._connection.execute, self._ends, self._now()
        entries = [
            row
            for feed, seq in now["entry"].items()
            for row in run(
                "SELECT * FROM entry WHERE feed = ? AND seq > ?",
                (feed, before["entry"].get(feed, 0)),
            )
        ]
        found = {
            "entry": entries,
            "identity": run("SELECT * FROM identity WHERE n > ?", (before["identity"],)).fetchall(),
            "client": run("SELECT * FROM client WHERE n > ?", (before["client"],)).fetchall(),
            "search": run(
                "SELECT rowid, text FROM search WHERE rowid > ?", (before["search"],)
            ).fetchall(),
        }
        self._ends = now
        return [
            (f"INSERT INTO {_names(table)} VALUES ({', '.join('?' * len(rows[0]))})", rows)
            for table in _TABLES
            if (rows := found[table])
        ]


def _names(table: str) -> str:
    return "search(rowid, text)" if table == "search" else table


def write(connection: Any, statements: list[tuple[str, list[Any]]]) -> float:
    """Seconds for one transaction of these rows."""
    begun = Clock.now()
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in statements:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
    return Clock.now() - begun
