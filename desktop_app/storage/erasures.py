"""What was erased here: the ids that never come back, who has carried an erasure out, and
removing what stands about a record anywhere in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.storage.connection import Connection
from desktop_app.storage.facts import Facts
from desktop_app.storage.log import ERASED, LogTables

_CHUNK: Final = 400
_OUTSIDE: Final = "erasing/outside"
_NAMED: Final = "erasing/named/"
_SEALED: Final = "erasing/sealed/"


@dataclass(frozen=True, slots=True)
class Outside:
    """What is left to remove outside the database. records: hexadecimal ids. blobs: digests."""

    records: tuple[str, ...]
    blobs: tuple[str, ...]


class ErasureTables:
    """Erased ids, receipts, and the removing itself."""

    def __init__(self, connection: Connection, facts: Facts, log: LogTables) -> None:
        self._connection = connection
        self._facts = facts
        self._log = log
        self._subjects: dict[bytes, bytes] | None = None
        self.outside_grew = False

    # Erased ids

    def subjects(self) -> dict[bytes, bytes]:
        """Every erased record, with the id of the erasure that named it."""
        if self._subjects is None:
            rows = self._connection.run("SELECT subject, erasure FROM erased_subject")
            self._subjects = {row[0]: row[1] for row in rows}
        return self._subjects

    def add(self, subjects: Iterable[bytes], erasure: bytes) -> None:
        """Remember records as erased; one that was erased before keeps its first erasure."""
        named = list(subjects)
        self._connection.run_many(
            "INSERT OR IGNORE INTO erased_subject(subject, erasure) VALUES (?, ?)",
            [(one, erasure) for one in named],
        )
        for one in named:
            self.subjects().setdefault(one, erasure)

    def named(self) -> dict[bytes, bytes]:
        """Records that lost an entry because it named an erased person: {record: erasure}.

        The office decides about the rest of each.
        """
        kept = self._facts.starting_with(_NAMED)
        return {bytes.fromhex(name.removeprefix(_NAMED)): erasure for name, erasure in kept.items()}

    def name(self, named: dict[bytes, bytes]) -> None:
        """Remember such records, until they are erased themselves."""
        for record, erasure in named.items():
            if record not in self.subjects():
                self._facts.set(_NAMED + record.hex(), erasure)

    def unname(self, records: Iterable[bytes]) -> None:
        """These records were decided about."""
        for one in records:
            self._facts.remove(_NAMED + one.hex())

    # Removing

    def entries_naming(self, people: Sequence[bytes]) -> list[tuple[int, int, bytes, bytes]]:
        """Entries whose body holds a reference to one of these: (feed, number, record, body)."""
        found: dict[tuple[int, int], tuple[int, int, bytes, bytes]] = {}
        for one in people:
            rows = self._connection.run(
                "SELECT feed, seq, entity, CAST(body AS BLOB) FROM entry "
                "WHERE body IS NOT NULL AND instr(body, CAST(? AS BLOB))",
                (one.hex(),),
            )
            found.update({(row[0], row[1]): (row[0], row[1], row[2], row[3]) for row in rows})
        return [found[key] for key in sorted(found)]

    def remove_records(self, records: Sequence[bytes]) -> int:
        """Take the bodies of every entry on these records away; gives how many there were."""
        number = 0
        for at in range(0, len(records), _CHUNK):
            part = tuple(records[at : at + _CHUNK])
            number += self._connection.run(
                "UPDATE entry SET state = ?, type = 0, entity = ?, body = NULL "
                f"WHERE entity IN ({', '.join('?' * len(part))})",
                (ERASED, bytes(16), *part),
            ).rowcount
        self._log.forget_states()
        return number

    def remove_entries(self, dots: Iterable[tuple[int, int]]) -> None:
        """Take the bodies of single entries away: (feed number, sequence number)."""
        places = [(ERASED, bytes(16), feed, seq) for feed, seq in dots]
        if places:
            self._connection.run_many(
                "UPDATE entry SET state = ?, type = 0, entity = ?, body = NULL "
                "WHERE feed = ? AND seq = ?",
                places,
            )
        self._log.forget_states()

    def rewrite_waiting(self, strip: Callable[[bytes], bytes]) -> None:
        """Pass every parked and every quarantined segment through `strip`."""
        for table, key in (("parked", "feed, start"), ("quarantine", "number")):
            names = key.split(", ")
            where = " AND ".join(f"{name} = ?" for name in names)
            keys = self._connection.run(f"SELECT {key} FROM {table}").all()
            for one in keys:
                data = self._connection.run(
                    f"SELECT data FROM {table} WHERE {where}", tuple(one)
                ).scalar_one()
                stripped = strip(bytes(data))
                if stripped != data:
                    self._connection.run(
                        f"UPDATE {table} SET data = ? WHERE {where}", (stripped, *one)
                    )

    def rewrite_undos(self, strip: Callable[[list[Any]], list[Any]]) -> None:
        """Pass what is kept for taking imports back through `strip`."""
        rows = self._connection.run("SELECT id, records FROM undo").all()
        for undo, records in rows:
            stripped = encode(strip(decode(records)))
            if stripped != records:
                self._connection.run("UPDATE undo SET records = ? WHERE id = ?", (stripped, undo))

    # Sealed files, whose names stand in entries

    def bodies(
        self, kind: int, records: Sequence[bytes] | None = None
    ) -> list[tuple[bytes, bytes]]:
        """(record, body) of every entry of a kind of record that is held, also of those that may not
        count. records: only of these."""
        chunks: list[tuple[bytes, ...]] = [()]
        if records is not None:
            chunks = [tuple(records[at : at + _CHUNK]) for at in range(0, len(records), _CHUNK)]
        found: list[tuple[bytes, bytes]] = []
        for part in chunks:
            where = f" AND entity IN ({', '.join('?' * len(part))})" if part else ""
            rows = self._connection.run(
                "SELECT entity, CAST(body AS BLOB) FROM entry "
                f"WHERE type = ? AND body IS NOT NULL{where}",
                (kind, *part),
            )
            found += [(row[0], row[1]) for row in rows]
        return found

    def note_sealed(self, sealed: Mapping[bytes, Iterable[str]]) -> None:
        """Remember which sealed files records name whose entries are not here: {record: digests}."""
        for record, digests in sealed.items():
            self._facts.set(_SEALED + record.hex(), encode(sorted(digests)))

    def sealed(self) -> dict[bytes, set[str]]:
        """What `note_sealed` remembered."""
        kept = self._facts.starting_with(_SEALED)
        return {bytes.fromhex(one.removeprefix(_SEALED)): set(decode(kept[one])) for one in kept}

    def forget_sealed(self, records: Iterable[bytes]) -> None:
        """Nothing needs to be remembered of these records any more."""
        for one in records:
            self._facts.remove(_SEALED + one.hex())

    # What lies outside

    def leave_outside(self, records: Iterable[bytes], blobs: Iterable[str]) -> None:
        """Note what has to go outside of the database, until `outside_done`."""
        before = self.outside()
        after = Outside(
            tuple(sorted({*before.records, *(one.hex() for one in records)})),
            tuple(sorted({*before.blobs, *blobs})),
        )
        self._facts.set(_OUTSIDE, encode([list(after.records), list(after.blobs)]))
        self.outside_grew = True

    def outside(self) -> Outside:
        """What is left to remove outside the database."""
        kept = self._facts.get(_OUTSIDE)
        if kept is None:
            return Outside((), ())
        records, blobs = decode(kept)
        return Outside(tuple(records), tuple(blobs))

    def outside_done(self) -> None:
        """Nothing is left outside."""
        self._facts.remove(_OUTSIDE)

    # Receipts

    def add_receipt(self, erasure: bytes, device: bytes, at: int) -> None:
        """A laptop said that it carried an erasure out; the first word counts."""
        self._connection.run(
            "INSERT OR IGNORE INTO erasure_receipt(erasure, device, at) VALUES (?, ?, ?)",
            (erasure, device, at),
        )

    def remove_receipt(self, erasure: bytes, device: bytes) -> None:
        """A laptop no longer says so: it was set back."""
        self._connection.run(
            "DELETE FROM erasure_receipt WHERE erasure = ? AND device = ?", (erasure, device)
        )

    def carried_out_by(self, device: bytes) -> frozenset[bytes]:
        """What one laptop has said that it carried out: ids of erasures."""
        rows = self._connection.run(
            "SELECT erasure FROM erasure_receipt WHERE device = ?", (device,)
        )
        return frozenset(row[0] for row in rows)

    def carried_out(self, erasure: bytes) -> frozenset[bytes]:
        """Who has said that it carried one erasure out: ids of laptops."""
        rows = self._connection.run(
            "SELECT device FROM erasure_receipt WHERE erasure = ?", (erasure,)
        )
        return frozenset(row[0] for row in rows)

    def receipts(self) -> dict[bytes, dict[bytes, int]]:
        """Who has carried what out: {erasure: {device: when its word came, UTC milliseconds}}."""
        found: dict[bytes, dict[bytes, int]] = {}
        rows = self._connection.run("SELECT erasure, device, at FROM erasure_receipt")
        for erasure, device, at in rows:
            found.setdefault(erasure, {})[device] = at
        return found
