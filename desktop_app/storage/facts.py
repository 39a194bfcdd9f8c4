"""What this vault knows of itself: ids, counters and its own keys, by name."""

from __future__ import annotations

from desktop_app.storage.connection import Connection


class Facts:
    """Small values by name. Bytes in, bytes out; numbers are kept as decimal text.

    Lives in one transaction, in which each value is read once.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[str, bytes | None] = {}

    def get(self, name: str) -> bytes | None:
        """The value, or None when it was never set."""
        if name not in self._read:
            self._read[name] = self._connection.run(
                "SELECT value FROM fact WHERE name = ?", (name,)
            ).scalar()
        return self._read[name]

    def require(self, name: str) -> bytes:
        """The value; KeyError when it was never set."""
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def set(self, name: str, value: bytes) -> None:
        self._read[name] = value
        self._connection.run(
            "INSERT INTO fact(name, value) VALUES (?, ?) "
            "ON CONFLICT(name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def remove(self, name: str) -> None:
        self._read[name] = None
        self._connection.run("DELETE FROM fact WHERE name = ?", (name,))

    def number(self, name: str, default: int = 0) -> int:
        """The value as a whole number."""
        value = self.get(name)
        return default if value is None else int(value)

    def set_number(self, name: str, value: int) -> None:
        self.set(name, str(value).encode())

    def text(self, name: str, default: str = "") -> str:
        """The value as text."""
        value = self.get(name)
        return default if value is None else value.decode()

    def set_text(self, name: str, value: str) -> None:
        self.set(name, value.encode())

    def starting_with(self, prefix: str) -> dict[str, bytes]:
        """All values whose name begins so, by name."""
        rows = self._connection.run(
            "SELECT name, value FROM fact WHERE substr(name, 1, ?) = ? ORDER BY name",
            (len(prefix), prefix),
        )
        return {row[0]: row[1] for row in rows}
