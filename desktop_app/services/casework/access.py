"""Looking into files: with a reason outside one's own, and every look that had one is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.people.client_codes import code_for
from desktop_app.domain.people.privacy import NOTE_READ, OPENED, REVEALED
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.casework.told import choice_words
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.client_values import id_of, records_of
from desktop_app.services.clients.codes import shows_codes
from desktop_app.services.clients.discretion import ReasonNeeded, check_may_open
from desktop_app.services.clients.naming import client_names, raw_id
from desktop_app.services.editing import Editor
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.storage.database import Tables

LOOK: Final = "file_access"
DECLARED: Final = "declared_interest"


class NamesNotHeld(PortageError):
    """The names of that community are not on this laptop."""

    code = "names_not_held"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "access",
                "The names of this community are not on this laptop, so there is nothing to show. "
                "Nothing was changed. Ask somebody whose laptop holds them.",
            )
        )


class OwnInterest(PortageError):
    """Whoever declared an interest would end it, though somebody else could."""

    code = "own_interest"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "access",
                "This is your own interest. Nothing was changed. Somebody else of the office ends it.",
            )
        )


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look into a file. day: YYYY-MM-DD. sort: the stored word; what: as a person reads it."""

    day: str
    person: str
    device: str
    sort: str
    what: Message | str
    reason: str


@dataclass(frozen=True, slots=True)
class InterestLine:
    """One declared interest. ended: YYYY-MM-DD, "" while it keeps the person out."""

    id: str
    client: str
    name: str
    person: str
    why: str
    declared: str
    ended: str
    own: bool


@dataclass(frozen=True, slots=True)
class FilePrivacy:
    """How a file is guarded now. coded: codes stand in place of names. revealed: this one's identity is
    shown all the same. may_reveal: its names are on this laptop.
    """

    code: str
    coded: bool
    revealed: bool
    may_reveal: bool
    looks: tuple[LookLine, ...]
    interests: tuple[InterestLine, ...]


class Access:
    """Opens, reveals and writes down. Ids are 32 hexadecimal digits.

    What was opened with a reason stays open to whoever gave it until the vault is locked; one
    identity at a time is shown.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def open(self, client: str, reason: str) -> None:
        """Open a file that is not one's own. Raises NotHere, KeptOut, ValueRefused, NotAllowed.

        Whoever may only read gives the reason too; their laptop writes nothing, so it stays with them.
        """
        try:
            self._look(client, OPENED, reason)
        except NotAllowed:
            if not self._only_reads():
                raise
        with self._session.database.reading() as tables:
            group = tables.groups.group(id_of(client))
        self._session.opened |= {id_of(client)} if group is None else set(group.members)

    def reason_needed(self, client: str) -> bool:
        """Whether a file opens only with a reason. Raises NotHere, KeptOut."""
        with self._session.database.reading() as tables:
            try:
                check_may_open(tables, self._session, id_of(client))
            except ReasonNeeded:
                return True
        return False

    def _only_reads(self) -> bool:
        trust = self._session.require_trust()
        own, person = (
            trust.certificate(self._session.device),
            trust.people.get(self._session.person),
        )
        if own is None or person is None or person.removed:
            return False
        return Role.READER in (own.role, person.role)

    def reveal(self, client: str, reason: str) -> None:
        """Show who is behind one code, until another one is shown or it is hidden again.

        Raises NamesNotHeld, NotHere, KeptOut, ValueRefused, NotAllowed.
        """
        session = self._session
        with session.database.reading() as tables:
            if tables.rows.get(session.registry["identity"], id_of(client)) is None:
                raise NamesNotHeld
        self._look(client, REVEALED, reason)
        session.revealed = id_of(client)

    def hide(self) -> None:
        """Show codes alone again."""
        self._session.revealed = b""

    def left_for(self, client: str) -> None:
        """Another file is opened: the identity that was shown is a code again."""
        if self._session.revealed != id_of(client):
            self.hide()

    def read_note(self, note: str, reason: str) -> None:
        """Read a sensitive note. Raises NotHere, KeptOut, ValueRefused, NotAllowed."""
        found = self._records.get("note", note)
        self._look(found.text("client"), NOTE_READ, reason, note)
        self._session.notes_read.add(id_of(note))

    def of(self, client: str) -> FilePrivacy:
        """How a file is guarded, and who looked into it, the newest first. Raises NotHere, KeptOut."""
        session = self._session
        raw = id_of(client)
        with session.database.reading() as tables:
            records_of(tables, session, client, even_deleted=True)
            looks = self._looks(tables, client)
            interests = self._interests(tables, self._records.read_of(tables, client, DECLARED))
            return FilePrivacy(
                code_for(raw),
                shows_codes(tables, session.registry),
                session.revealed == raw,
                tables.rows.get(session.registry["identity"], raw) is not None,
                looks,
                interests,
            )

    def declare(self, client: str, why: str) -> str:
        """Whoever is at work is close to this person and keeps out of the file from now on.

        Raises NotHere, ValueRefused, NotAllowed.
        """
        session = self._session
        values = {
            "person": session.person.hex(), "why": why,
            "declared_on": today_of(session).isoformat(),
        }  # fmt: skip
        return self._records.add(DECLARED, client, values)

    def end(self, interest: str) -> None:
        """The interest is over; the office alone says so, and of one's own somebody else of it where
        there is somebody. Raises NotAllowed, OwnInterest, NotHere."""
        session = self._session
        if not session.is_office:
            raise NotAllowed
        kind = session.registry[DECLARED]
        with session.database.writing() as tables:
            row = tables.rows.get(kind, id_of(interest))
            if row is None:
                raise NotHere
            if row.value("person") == session.person.hex() and self._another_office():
                raise OwnInterest
            editor = Editor(session, tables)
            editor.begin_act()
            day = {"ended_on": today_of(session).isoformat()}
            editor.edit(kind, row.id, tables.log.scopes()[row.scope], day)
            editor.flush()

    def _another_office(self) -> bool:
        """Whether somebody else answers for the office too."""
        me = self._session.person
        return any(
            one.role is Role.OFFICE and not one.removed and one.id != me
            for one in self._session.require_trust().people.values()
        )

    def interests(self) -> tuple[InterestLine, ...]:
        """Every declared interest, the newest first."""
        with self._session.database.reading() as tables:
            return self._interests(tables, self._records.read_all(tables, DECLARED))[::-1]

    def _look(self, client: str, sort: str, reason: str, note: str = "") -> None:
        session = self._session
        values = {
            "person": session.person.hex(), "on": today_of(session).isoformat(),
            "reason": reason, "sort": sort, "note": note or None,
        }  # fmt: skip
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            self._records.write_new(tables, editor, LOOK, client, values, even_deleted=True)
            editor.flush()

    def _looks(self, tables: Tables, client: str) -> tuple[LookLine, ...]:
        session = self._session
        kind = session.registry[LOOK]
        found = []
        for one in reversed(self._records.read_of(tables, client, LOOK)):
            person = raw_id(one.text("person"))
            found.append(
                LookLine(
                    one.text("on"),
                    one.author if person is None else session.person_called(person) or one.author,
                    one.device,
                    one.text("sort"),
                    choice_words(kind, "sort", one.text("sort")),
                    one.text("reason"),
                )
            )
        return tuple(found)

    def _interests(self, tables: Tables, records: tuple[Record, ...]) -> tuple[InterestLine, ...]:
        session = self._session
        names = client_names(tables, session, {one.text("client") for one in records})
        return tuple(
            InterestLine(
                one.id,
                one.text("client"),
                names.get(one.text("client"), ""),
                session.person_called(raw_id(one.text("person")) or b""),
                one.text("why"),
                one.text("declared_on"),
                one.text("ended_on"),
                one.text("person") == session.person.hex(),
            )
            for one in records
        )
