"""Questions about what other laptops wrote and may hold."""

from __future__ import annotations

from desktop_app.storage.connection import Connection
from desktop_app.storage.log import actor_of


class DeviceTables:
    """Reads the log and the clients for the list of laptops."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last_writers(self) -> dict[int, bytes]:
        """Who wrote the last entry of each feed: {feed number: person}."""
        rows = self._connection.run(
            "SELECT f.number, CAST(e.header AS BLOB) FROM feed f "
            "JOIN entry e ON e.feed = f.number AND e.seq = f.seq"
        )
        return {row[0]: actor_of(row[1]) for row in rows}

    def clients_by_community(self) -> dict[str, int]:
        """How many clients of each community are shown here: {32 hexadecimal digits: number}."""
        rows = self._connection.run(
            "SELECT f_community, count(*) FROM client "
            "WHERE life = 1 AND f_community IS NOT NULL GROUP BY f_community"
        )
        return {str(row[0]): int(row[1]) for row in rows}
