"""Sealed bundles for others that this laptop carries along; never opened here."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.crypto.encoding import decode, encode
from desktop_app.storage.connection import Connection


@dataclass(frozen=True, slots=True)
class Carried:
    """One sealed bundle for others, without its content.

    file: see `sync.pack`. addressees: those who have not said yet that they took it in. sender: who
    sealed it, where that is known, and which of its bundles came with it (control). at: UTC
    milliseconds since when it is here. days: on how many days it was carried. size: bytes.
    """

    file: bytes
    addressees: tuple[bytes, ...]
    sender: bytes
    control: int
    at: int
    days: int
    size: int


class CarriedTables:
    """Reads and writes what is carried for others."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> list[Carried]:
        """Everything that is carried, what has been carried longest first."""
        rows = self._connection.run(
            "SELECT file, addressees, sender, control, at, days, length(data) FROM carried "
            "ORDER BY days DESC, at, file"
        )
        return [Carried(row[0], tuple(decode(row[1])), *row[2:]) for row in rows]

    def data(self, file: bytes) -> bytes:
        """The sealed bytes of one."""
        return bytes(
            self._connection.run("SELECT data FROM carried WHERE file = ?", (file,)).scalar_one()
        )

    def add(self, one: Carried, data: bytes) -> None:
        """Carry one more; one that is carried already stays as it is."""
        self._connection.run(
            "INSERT OR IGNORE INTO carried(file, addressees, sender, control, at, days, data) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                one.file,
                encode(list(one.addressees)),
                one.sender,
                one.control,
                one.at,
                one.days,
                data,
            ),
        )

    def address(self, file: bytes, addressees: tuple[bytes, ...]) -> None:
        """Carry it only for these any more."""
        self._connection.run(
            "UPDATE carried SET addressees = ? WHERE file = ?", (encode(list(addressees)), file)
        )

    def remove(self, file: bytes) -> None:
        """Carry it no more."""
        self._connection.run("DELETE FROM carried WHERE file = ?", (file,))

    def count_day(self, longest: int) -> None:
        """One more day that everything was carried; what passes `longest` days goes."""
        self._connection.run("UPDATE carried SET days = days + 1")
        self._connection.run("DELETE FROM carried WHERE days > ?", (longest,))
