"""Proposals for the referral directory: written where people work, decided by the office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.record_values import checked_values
from desktop_app.language import Message
from desktop_app.services.clients.naming import id_bytes
from desktop_app.services.editing import Editor, Seen
from desktop_app.services.exchange.sharing import Shared, Sharing
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row
from desktop_app.sync.clock import milliseconds_of

WAITING: Final = "waiting"
TAKEN: Final = "taken"
DECLINED: Final = "declined"


class NothingProposed(PortageError):
    """A proposal without words says nothing to the office."""

    code = "nothing_proposed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "directory",
                "The proposal is empty, so it was not saved. Write what should be changed or added.",
            )
        )


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One proposal. about: the id of an entry of the directory, empty for a new one.

    at: UTC milliseconds. by: the name of whoever wrote it. answer: the office's words.
    """

    id: str
    community: str
    about: str
    subject: str
    text: str
    state: str
    answer: str
    by: str
    at: int
    shared: Shared | None
    seen: Seen


class Proposals:
    """Writing, reading and answering proposals."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._type = session.registry["proposal"]

    def propose(self, community: str, about_id: str, subject: str, text: str) -> str:
        """A new proposal, in a community of this laptop; gives its id.

        community: id or name; empty takes the first that this laptop holds. about_id: empty for
        an entry that is not there yet. Raises UnknownCommunity, NothingProposed, ValueRefused,
        NotAllowed.
        """
        if not text.strip():
            raise NothingProposed
        session = self._session
        place = Organisation(session).community_here(community)
        values: dict[str, Value] = {
            "about": about_id or None, "subject": subject, "text": text, "state": WAITING,
        }  # fmt: skip
        proposal = session.environment.new_id()
        with session.database.writing() as tables:
            scope = session.scope(tables, Scope.CASES, place)
            editor = Editor(session, tables)
            editor.begin_act()
            editor.edit(self._type, proposal, scope, checked_values(self._type, values), new=True)
            editor.flush()
        return proposal.hex()

    def all(self, state: str = "") -> list[ProposalLine]:
        """Proposals, the oldest first. state: only those (waiting, taken, declined)."""
        with self._session.database.reading() as tables:
            return self.listed(tables, state)

    def listed(self, tables: Tables, state: str = "") -> list[ProposalLine]:
        """The same inside a transaction that is already open."""
        rows = [
            row
            for row in tables.rows.select(self._type, "WHERE life != 0 ORDER BY created_hlc, id")
            if not state or _text(row, "state") == state
        ]
        shared = Sharing(tables, self._session).state_of([row.id for row in rows])
        scopes = tables.log.scopes()
        return [self._line(row, scopes[row.scope].community, shared.get(row.id)) for row in rows]

    def answer(self, proposal: str, state: str, text: str = "", seen: Seen | None = None) -> None:
        """The office's decision, which goes back to whoever proposed.

        state: taken or declined. Raises NotAllowed outside the office, NotHere, ValueRefused.
        """
        session = self._session
        if not session.is_office:
            raise NotAllowed
        with session.database.writing() as tables:
            row = tables.rows.get(self._type, id_bytes(proposal))
            if row is None or not row.state.life():
                raise NotHere
            values = checked_values(self._type, {"state": state, "answer": text})
            editor = Editor(session, tables)
            editor.begin_act()
            editor.edit(self._type, row.id, tables.log.scopes()[row.scope], values, seen=seen)
            editor.flush()

    def _line(self, row: Row, community: bytes, shared: Shared | None) -> ProposalLine:
        created = row.state.created
        return ProposalLine(
            id=row.id.hex(),
            community=community.hex(),
            about=_text(row, "about"),
            subject=_text(row, "subject"),
            text=_text(row, "text"),
            state=_text(row, "state") or WAITING,
            answer=_text(row, "answer"),
            by="" if created is None else self._session.person_called(created[2]),
            at=0 if created is None else milliseconds_of(created[0]),
            shared=shared,
            seen={key: row.state.dots(key) for key in row.state.heads},
        )


def _text(row: Row, name: str) -> str:
    value = row.value(name)
    return value if isinstance(value, str) else ""
