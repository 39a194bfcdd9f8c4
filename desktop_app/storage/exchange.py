"""What this vault knows of exchanging: peers, imports, exports, what is parked or quarantined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop_app.crypto.encoding import decode, encode
from desktop_app.storage.connection import Connection

Vector = dict[bytes, tuple[int, bytes]]
"""{feed id: (last sequence number, first 8 bytes of its hash)}."""


@dataclass(frozen=True, slots=True)
class Peer:
    """The newest signed word of another device. heard_at: UTC milliseconds when it came here."""

    device: bytes
    control: int
    vector: Vector
    heard_at: int


@dataclass(frozen=True, slots=True)
class Word:
    """The newest signed word of one incarnation of a device. heard_at: UTC milliseconds."""

    device: bytes
    incarnation: int
    control: int
    vector: Vector
    heard_at: int


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One line of the import log. at: UTC milliseconds. summary: plain data for the screen."""

    bundle: bytes
    at: int
    sender: bytes
    outcome: str
    reason: str
    summary: Any


@dataclass(frozen=True, slots=True)
class ExportRecord:
    """One bundle written here. at: UTC milliseconds. vector: what it brought each feed up to."""

    bundle: bytes
    at: int
    file: str
    recipients: tuple[bytes, ...]
    vector: Vector
    entries: int


@dataclass(frozen=True, slots=True)
class Parked:
    """A segment that waits for what comes before it."""

    feed: bytes
    start: int
    end: int
    device: bytes
    at: int
    data: bytes


def plain_vector(vector: Vector) -> list[Any]:
    """A vector as it is written: sorted [feed, seq, hash] triples, flat."""
    out: list[Any] = []
    for feed in sorted(vector):
        out += (feed, vector[feed][0], vector[feed][1][:8])
    return out


def read_vector(plain: Any) -> Vector:
    """The vector that `plain_vector` wrote."""
    return {plain[at]: (plain[at + 1], plain[at + 2]) for at in range(0, len(plain), 3)}


class ExchangeTables:
    """Peers, logs of imports and exports, parked and quarantined segments, imports to undo."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def peers(self) -> dict[bytes, Peer]:
        rows = self._connection.run("SELECT device, control, vector, heard_at FROM peer")
        return {row[0]: Peer(row[0], row[1], read_vector(decode(row[2])), row[3]) for row in rows}

    def heard(self) -> dict[bytes, int]:
        """When something of each device came here last, also what was not let count: UTC
        milliseconds."""
        rows = self._connection.run(
            "SELECT device, max(at) FROM (SELECT device, heard_at AS at FROM peer "
            "UNION ALL SELECT sender, at FROM import_log) GROUP BY device"
        )
        return {row[0]: row[1] for row in rows}

    def set_peer(self, peer: Peer) -> None:
        self._connection.run(
            "INSERT OR REPLACE INTO peer(device, control, vector, heard_at) VALUES (?, ?, ?, ?)",
            (peer.device, peer.control, encode(plain_vector(peer.vector)), peer.heard_at),
        )

    def words(self, device: bytes) -> list[Word]:
        """What each incarnation of a device said last."""
        rows = self._connection.run(
            "SELECT device, incarnation, control, vector, heard_at FROM peer_incarnation "
            "WHERE device = ? ORDER BY incarnation",
            (device,),
        )
        return [Word(row[0], row[1], row[2], read_vector(decode(row[3])), row[4]) for row in rows]

    def set_word(self, word: Word) -> None:
        """Remember what an incarnation of a device said last."""
        self._connection.run(
            "INSERT OR REPLACE INTO peer_incarnation(device, incarnation, control, vector, heard_at) "
            "VALUES (?, ?, ?, ?, ?)",
            (
                word.device,
                word.incarnation,
                word.control,
                encode(plain_vector(word.vector)),
                word.heard_at,
            ),
        )

    def add_import(self, record: ImportRecord) -> None:
        self._connection.run(
            "INSERT INTO import_log(bundle, at, sender, outcome, reason, summary) VALUES (?, ?, ?, ?, ?, ?)",
            (
                record.bundle,
                record.at,
                record.sender,
                record.outcome,
                record.reason,
                encode(record.summary),
            ),
        )

    def imports(self, limit: int = 200) -> list[ImportRecord]:
        """The latest imports, newest first."""
        rows = self._connection.run(
            "SELECT bundle, at, sender, outcome, reason, summary FROM import_log ORDER BY number DESC LIMIT ?",
            (limit,),
        )
        return [
            ImportRecord(row[0], row[1], row[2], row[3], row[4], decode(row[5])) for row in rows
        ]

    def imported(self, bundle: bytes) -> list[ImportRecord]:
        """How bundles of that id were taken in, the first time first.

        Several only when somebody used an id again for another bundle.
        """
        rows = self._connection.run(
            "SELECT bundle, at, sender, outcome, reason, summary FROM import_log "
            "WHERE bundle = ? AND outcome IN ('applied', 'partial', 'parked') ORDER BY number",
            (bundle,),
        )
        return [
            ImportRecord(row[0], row[1], row[2], row[3], row[4], decode(row[5])) for row in rows
        ]

    def add_export(self, record: ExportRecord) -> None:
        self._connection.run(
            "INSERT INTO export_log(bundle, at, file, recipients, vector, entries) VALUES (?, ?, ?, ?, ?, ?)",
            (
                record.bundle,
                record.at,
                record.file,
                encode(list(record.recipients)),
                encode(plain_vector(record.vector)),
                record.entries,
            ),
        )

    def exports(self, limit: int = 200) -> list[ExportRecord]:
        """The latest bundles written here, newest first."""
        rows = self._connection.run(
            "SELECT bundle, at, file, recipients, vector, entries FROM export_log ORDER BY at DESC LIMIT ?",
            (limit,),
        )
        return [
            ExportRecord(
                row[0], row[1], row[2], tuple(decode(row[3])), read_vector(decode(row[4])), row[5]
            )
            for row in rows
        ]

    def park(self, parked: Parked) -> None:
        self._connection.run(
            'INSERT OR REPLACE INTO parked(feed, start, "end", device, at, data) VALUES (?, ?, ?, ?, ?, ?)',
            (parked.feed, parked.start, parked.end, parked.device, parked.at, parked.data),
        )

    def parked(self) -> list[Parked]:
        rows = self._connection.run(
            'SELECT feed, start, "end", device, at, data FROM parked ORDER BY feed, start'
        )
        return [Parked(*row) for row in rows]

    def unpark(self, feed: bytes, start: int) -> None:
        self._connection.run("DELETE FROM parked WHERE feed = ? AND start = ?", (feed, start))

    def parked_pieces(self, device: bytes) -> int:
        """How many segments of one device are parked."""
        return int(
            self._connection.run(
                "SELECT count(*) FROM parked WHERE device = ?", (device,)
            ).scalar_one()
        )

    def waiting(self) -> list[tuple[bytes, int, bytes]]:
        """What is parked, without its content: (feed, first number, device)."""
        rows = self._connection.run("SELECT feed, start, device FROM parked ORDER BY feed, start")
        return [(row[0], row[1], row[2]) for row in rows]

    def parked_at(self, feed: bytes, start: int) -> bytes:
        """The content of one parked segment."""
        return bytes(
            self._connection.run(
                "SELECT data FROM parked WHERE feed = ? AND start = ?", (feed, start)
            ).scalar_one()
        )

    def parked_bytes(self, device: bytes | None = None) -> int:
        """How much room parked segments take; of one device, or of all."""
        whose, given = ("", ()) if device is None else ("WHERE device = ?", (device,))
        size: int = self._connection.run(
            f"SELECT coalesce(sum(length(data)), 0) FROM parked {whose}", given
        ).scalar_one()
        return size

    def sides_of(self, device: bytes, reason: str) -> tuple[int, int]:
        """How many segments of a device lie aside for that reason, and how many bytes."""
        row = self._connection.run(
            "SELECT count(*), coalesce(sum(length(data)), 0) FROM quarantine "
            "WHERE device = ? AND reason = ?",
            (device, reason),
        ).one()
        return row[0], row[1]

    def withhold(
        self, feed: bytes, start: int, reason: str, device: bytes, at: int, data: bytes
    ) -> bool:
        """Keep a segment that may not be applied, with the code of the reason. False: it was kept before.

        Of two for the same reason that begin alike, the longer one is kept.
        """
        kept = self._connection.run(
            "INSERT INTO quarantine(feed, start, reason, device, at, data) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT (feed, start) DO UPDATE SET at = excluded.at, data = excluded.data "
            "WHERE reason = excluded.reason AND length(excluded.data) > length(data) RETURNING number",
            (feed, start, reason, device, at, data),
        )
        return kept.first() is not None

    def withheld_bytes(self, device: bytes | None = None) -> int:
        """How much room quarantined segments take; of one device, or of all."""
        whose, given = ("", ()) if device is None else ("WHERE device = ?", (device,))
        size: int = self._connection.run(
            f"SELECT coalesce(sum(length(data)), 0) FROM quarantine {whose}", given
        ).scalar_one()
        return size

    def withheld(self) -> list[tuple[bytes, int, str, bytes, int]]:
        """What is quarantined: (feed, start, reason, device, at)."""
        rows = self._connection.run(
            "SELECT feed, start, reason, device, at FROM quarantine ORDER BY number"
        )
        return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]

    def set_aside(self) -> list[tuple[int, bytes, str, bytes]]:
        """What is quarantined and was kept, without its content: (number, feed, reason, device)."""
        rows = self._connection.run(
            "SELECT number, feed, reason, device FROM quarantine WHERE length(data) > 0 "
            "ORDER BY feed, start"
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def set_aside_at(self, number: int) -> bytes:
        """The content of one quarantined segment; empty when there was no room for it."""
        found = self._connection.run(
            "SELECT data FROM quarantine WHERE number = ?", (number,)
        ).scalar()
        return bytes(found or b"")

    def forget_set_aside(self, number: int) -> None:
        """Take one quarantined segment away."""
        self._connection.run("DELETE FROM quarantine WHERE number = ?", (number,))

    # Imports of files that can be taken back

    def add_undo(self, undo_id: bytes, at: int, title: str, records: list[Any]) -> None:
        self._connection.run(
            "INSERT INTO undo(id, at, title, records, undone_at) VALUES (?, ?, ?, ?, 0)",
            (undo_id, at, title, encode(records)),
        )

    def undo(self, undo_id: bytes) -> tuple[str, list[Any], int] | None:
        """(title, records, undone at) of an import that can be taken back."""
        row = self._connection.run(
            "SELECT title, records, undone_at FROM undo WHERE id = ?", (undo_id,)
        ).first()
        return None if row is None else (row[0], decode(row[1]), row[2])

    def undos(self) -> list[tuple[bytes, int, str, int]]:
        """(id, at, title, undone at) of every import that can be taken back, newest first."""
        rows = self._connection.run("SELECT id, at, title, undone_at FROM undo ORDER BY at DESC")
        return [(row[0], row[1], row[2], row[3]) for row in rows]

    def mark_undone(self, undo_id: bytes, at: int) -> None:
        self._connection.run("UPDATE undo SET undone_at = ? WHERE id = ?", (at, undo_id))

    # Saved mappings

    def mapping(self, headings: str) -> str | None:
        """The saved mapping for a file with those headings, as JSON."""
        found: str | None = self._connection.run(
            "SELECT data FROM mapping WHERE headings = ?", (headings,)
        ).scalar()
        return found

    def save_mapping(self, headings: str, data: str) -> None:
        self._connection.run(
            "INSERT OR REPLACE INTO mapping(headings, data) VALUES (?, ?)", (headings, data)
        )
