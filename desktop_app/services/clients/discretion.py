"""Whose file is one's own, and who reads what is marked as sensitive."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import id_in, live_items
from desktop_app.services.clients.codes import NamesHidden, is_masked, is_on
from desktop_app.services.clients.interests import check_not_kept_out
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

REASONS_SETTING: Final = "reason outside the caseload"
REASONS_AT_FIRST: Final = True
"""Files of others open with a reason, unless the office settled it otherwise."""


class ReasonNeeded(PortageError):
    """The file is not one's own, and the office asks for a reason to open it."""

    code = "reason_needed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "access",
                "This file is not one of yours. Nothing was opened. "
                "Open it with a reason, which stays in the file for the person to read.",
            )
        )


def is_own(tables: Tables, session: Session, client: Row) -> bool:
    """Whether a file is in the caseload of whoever is at work: they answer for it, cover it, or
    have a part in one of its cases. A file that nobody answers for is everybody's.
    """
    me = session.person.hex()
    owner = client.value("owner")
    if id_in(owner) is None or me in (owner, client.value("covered_by")):
        return True
    return _works_on_it(tables, session, client.id, me)


def check_reason_given(tables: Tables, session: Session, client: Row) -> None:
    """Raises ReasonNeeded where the office wants a reason and whoever is at work gave none yet."""
    if client.id in session.opened or is_own(tables, session, client):
        return
    if is_on(tables, session.registry, REASONS_SETTING, REASONS_AT_FIRST):
        raise ReasonNeeded


def check_may_open(tables: Tables, session: Session, client: bytes, names: bool = False) -> None:
    """Whether whoever is at work may see what is in the file that a record belongs to.

    names: what is to be seen may tell who the person is. Raises NotHere, KeptOut, ReasonNeeded, NamesHidden.
    """
    lead = tables.groups.leads([client]).get(client, client)
    check_not_kept_out(tables, session, [lead])
    row = tables.rows.get(session.registry["client"], lead)
    if row is None:
        raise NotHere
    check_reason_given(tables, session, row)
    if names and is_masked(tables, session, lead):
        raise NamesHidden


def may_read(tables: Tables, session: Session, client: Row | None, note: Row) -> bool:
    """Whether a sensitive note is shown: to who wrote it, who answers for the file or covers it, the
    coordinator and the office, and to whoever gave a reason.
    """
    if note.id in session.notes_read or session.is_office:
        return True
    if note.state.created is not None and note.state.created[2] == session.person:
        return True
    trust = session.trust
    known = None if trust is None else trust.people.get(session.person)
    if known is not None and known.role in (Role.OFFICE, Role.COORDINATOR):
        return True
    me = session.person.hex()
    return client is not None and me in (client.value("owner"), client.value("covered_by"))


def _works_on_it(tables: Tables, session: Session, client: bytes, me: str) -> bool:
    if all(one.name != "case" for one in session.registry):
        return False
    kind = session.registry["case"]
    rows = tables.rows.select(kind, "WHERE life = 1 AND f_client = ?", (client.hex(),))
    return any(
        part.get("person") == me and not part.get("to_on")
        for row in rows
        for part in live_items(kind, "workers", row.values).values()
    )
