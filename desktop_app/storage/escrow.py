"""The keys of laptops' vaults that the office keeps, each sealed for a paper."""

from __future__ import annotations

from desktop_app.storage.connection import Connection


class EscrowTables:
    """One sealed key for each laptop, the newest that it sent."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, device: bytes) -> tuple[int, bytes] | None:
        """(when it came, UTC milliseconds; what came) of a laptop, or None."""
        row = self._connection.run(
            "SELECT at, data FROM escrow_wrap WHERE device = ?", (device,)
        ).first()
        return None if row is None else (row[0], row[1])

    def put(self, device: bytes, at: int, data: bytes) -> None:
        self._connection.run(
            "INSERT OR REPLACE INTO escrow_wrap(device, at, data) VALUES (?, ?, ?)",
            (device, at, data),
        )

    def all(self) -> list[tuple[bytes, int, bytes]]:
        """(device, when it came, what came) of every laptop."""
        rows = self._connection.run("SELECT device, at, data FROM escrow_wrap ORDER BY device")
        return [(row[0], row[1], row[2]) for row in rows]
