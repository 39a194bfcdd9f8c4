"""Whose file is one's own, and who reads what is marked as sensitive."""

from __future__ import annotations

from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.client_fields import live_items
from desktop_app.services.codes import is_on
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

REASONS_SETTING: Final = "reason outside the caseload"


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
    if not owner or me in (owner, client.value("covered_by")):
        return True
    return _works_on_it(tables, session, client.id, me)


def check_reason_given(tables: Tables, session: Session, client: Row) -> None:
    """Raises ReasonNeeded where the office wants a reason and whoever is at work gave none yet."""
    if client.id in session.opened or is_own(tables, session, client):
        return
    if is_on(tables, session.registry, REASONS_SETTING):
        raise ReasonNeeded


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
