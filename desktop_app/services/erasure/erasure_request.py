"""What an erasure that waits for a signature would remove, as the vault of whoever shall sign shows it.

The statement names records by their ids alone. Whoever signs it must see a person, and may not believe
what the asking laptop says about itself: so everything here is read in this vault, also whose records
are named beside those of the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.record_values import record_id
from desktop_app.services.erasure.erasure_files import FileAsked, files_asked
from desktop_app.services.erasure.erasure_plan import owners_now
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.erasing import Erasure, ErasureKind, has_signed

_AT_ONCE: Final = 400


@dataclass(frozen=True, slots=True)
class ErasureRequest:
    """What would go. asked_on: names of the laptops that signed it. files: those that go whole, or of
    which a note goes. beside: files that stay, and of which records are named that are about nobody
    who goes. records: how many lie here, by kind. notes: the days of the notes, where only notes go.
    missing: how many of the records that are named this laptop does not hold."""

    asked_on: tuple[str, ...]
    files: tuple[FileAsked, ...]
    beside: tuple[FileAsked, ...]
    records: Mapping[str, int]
    notes: tuple[str, ...]
    missing: int

    @property
    def held(self) -> str:
        """Why one of the files must be kept, empty when nothing asks for it."""
        return next((one.held for one in (*self.files, *self.beside) if one.held), "")

    @property
    def known(self) -> bool:
        """Whether this laptop holds anything of what would go."""
        return bool(self.records)


def read_request(session: Session, tables: Tables, data: bytes, erasure: Erasure) -> ErasureRequest:
    """What an erasure that waits names here. data: its statement, as `read_erasure` accepted it."""
    trust = session.require_trust()
    records: dict[str, int] = {}
    kinds: dict[bytes, str] = {}
    owners: dict[bytes, set[bytes]] = {}
    notes = []
    for row in _rows(session, tables, erasure.subjects):
        # A person has two records of one id, and counts once.
        kinds[row.id] = "client" if row.type.name == "identity" else row.type.name
        found = {record_id(one) for one in owners_now(row)} - {None}
        owners.setdefault(row.id, set()).update(one for one in found if one is not None)
        if row.type.name == "note" and erasure.kind is ErasureKind.REDACT:
            notes.append(str(row.value("happened_on") or ""))
    for name in kinds.values():
        records[name] = records.get(name, 0) + 1
    whose = dict.fromkeys(erasure.people)
    if erasure.kind is ErasureKind.PERSON:
        whose |= dict.fromkeys(one for one, name in kinds.items() if name == "client")
    others: dict[bytes, None] = {}
    for about in owners.values():
        if about and about.isdisjoint(whose):
            others |= dict.fromkeys(sorted(about))
    return ErasureRequest(
        tuple(
            sorted(one.name for one in trust.certificates.values() if has_signed(data, one.signing))
        ),
        files_asked(session, tables, list(whose)),
        files_asked(session, tables, list(others)),
        records,
        tuple(sorted(notes)),
        len(set(erasure.subjects) - kinds.keys()),
    )


def clients_asked(request: ErasureRequest) -> list[bytes]:
    """The files that a request touches."""
    return [bytes.fromhex(one.id) for one in (*request.files, *request.beside)]


def _rows(session: Session, tables: Tables, records: Sequence[bytes]) -> Iterator[Row]:
    """The rows of these records, of whatever kind they are."""
    for at in range(0, len(records), _AT_ONCE):
        some = tuple(records[at : at + _AT_ONCE])
        places = ", ".join("?" * len(some))
        for kind in session.registry:
            yield from tables.rows.select(kind, f"WHERE id IN ({places})", some)
