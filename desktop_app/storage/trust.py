"""The signed statements of trust, kept as they came."""

from __future__ import annotations

from desktop_app.storage.connection import Connection


class TrustTables:
    """Statements by kind (root, roster, people, certificate, countersignature) and subject."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, kind: str, subject: bytes, version: int, data: bytes) -> None:
        """Keep a statement that was verified; one already kept stays as it is."""
        self._connection.run(
            "INSERT OR IGNORE INTO statement(kind, subject, version, data) VALUES (?, ?, ?, ?)",
            (kind, subject, version, data),
        )

    def put(self, kind: str, subject: bytes, version: int, data: bytes) -> None:
        """Keep a statement that was verified, in the place of another one of that version."""
        self._connection.run(
            "INSERT OR REPLACE INTO statement(kind, subject, version, data) VALUES (?, ?, ?, ?)",
            (kind, subject, version, data),
        )

    def remove(self, kind: str, subject: bytes, version: int) -> None:
        """Let go of a statement that nothing depends on any more."""
        self._connection.run(
            "DELETE FROM statement WHERE kind = ? AND subject = ? AND version = ?",
            (kind, subject, version),
        )

    def all(self) -> list[tuple[str, bytes, int, bytes]]:
        """Every statement: (kind, subject, version, data), roots first, then by version, proofs last."""
        rows = self._connection.run(
            "SELECT kind, subject, version, data FROM statement ORDER BY "
            "CASE kind WHEN 'root' THEN 0 WHEN 'roster' THEN 1 WHEN 'people' THEN 2 WHEN 'fork' THEN 4 "
            "WHEN 'erasure' THEN 5 ELSE 3 END, version, subject"
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def clear(self) -> None:
        """Forget every statement, when joining an organisation was given up."""
        self._connection.run("DELETE FROM statement")
