"""Who is kept out of a file because of an interest that they declared.

On one laptop it is the program that keeps people apart, not cryptography (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row


class KeptOut(PortageError):
    """Whoever is at work declared an interest in this file."""

    code = "kept_out"

    def __init__(self, why: str) -> None:
        super().__init__(
            Message(
                "interests",
                "You declared an interest in this file, so it stays closed to you: {why}. Nothing "
                "was changed. A colleague takes care of it; the office can end the interest.",
                {"why": why},
            )
        )


def kept_out(tables: Tables, session: Session) -> dict[bytes, str]:
    """The files that whoever is at work is kept out of, each with the reason that they gave.

    All files of one person count together.
    """
    kind = session.registry["declared_interest"]
    found: dict[bytes, str] = {}
    for row in tables.rows.select(
        kind, "WHERE life = 1 AND f_person = ? AND f_ended_on IS NULL", (session.person.hex(),)
    ):
        client = bytes.fromhex(str(row.value("client")))
        group = tables.groups.group(client)
        why = str(row.value("why") or "")
        found |= dict.fromkeys((client,) if group is None else group.members, why)
    return found


def closed_words() -> Message:
    """What a row of a list says in place of everything else, where its file is closed.

    Not why: a list is seen by whoever stands beside.
    """
    return Message("interests", "Closed to you")


def inside_words(why: str) -> Message:
    """What is told to whoever tries to open the file all the same."""
    return Message(
        "interests",
        "You declared an interest in this file, so it stays closed to you: {why}. A colleague takes "
        "care of it; the office can end the interest.",
        {"why": why},
    )


def check_about(tables: Tables, session: Session, record: Row) -> None:
    """Raises KeptOut where a record is about a client whose file is closed to whoever is at work."""
    client = id_in(record.value("client"))
    check_not_kept_out(tables, session, () if client is None else [client])


def check_not_kept_out(tables: Tables, session: Session, clients: Iterable[bytes]) -> None:
    """Raises KeptOut where one of these files is closed to whoever is at work."""
    closed = kept_out(tables, session)
    for client in clients:
        if client in closed:
            raise KeptOut(closed[client])
