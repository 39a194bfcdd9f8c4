"""Who serves a client, in which role, and what each did last; who answered for the file before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.services.casework.records import Record
from desktop_app.services.clients.timeline import TimelineItem, history_of, timeline_of
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

OWNER: Final = "owner"
COVERS: Final = "covers"
WROTE: Final = "wrote"
"""Roles that nobody gives: they follow from the file itself."""


@dataclass(frozen=True, slots=True)
class Server:
    """Somebody who serves the person.

    person: an id, empty for somebody from elsewhere. role: of `journey.ROLES`, or OWNER, COVERS,
    WROTE. from_on, to_on: YYYY-MM-DD or empty. last, last_on: what they did last, None where
    nothing of them is here. item, case: where they stand in the list of a case.
    """

    person: str
    name: str
    role: str
    from_on: str = ""
    to_on: str = ""
    last: Message | None = None
    last_on: str = ""
    item: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class OwnerChange:
    """The file went from one worker to another. at: UTC milliseconds. Names, "" for nobody."""

    at: int
    before: str
    after: str
    by: str


@dataclass(frozen=True, slots=True)
class Served:
    """owner, covers: ids of people, empty for nobody. people: whoever serves, the owner first."""

    owner: str
    covers: str
    people: tuple[Server, ...]
    owners: tuple[OwnerChange, ...]


def serving(
    tables: Tables, session: Session, client: Row, members: Sequence[bytes], cases: Sequence[Record]
) -> Served:
    """Who serves a client, inside one transaction. members: the file and those linked to it."""
    latest: dict[str, TimelineItem] = {}
    for member in members:
        for item in timeline_of(tables, session, member):
            known = latest.get(item.person)
            if item.person and (known is None or item.written_at > known.written_at):
                latest[item.person] = item
    owner = str(client.value("owner") or "")
    covers = str(client.value("covered_by") or "")
    found = [
        _server(session, latest, one, role)
        for one, role in ((owner, OWNER), (covers, COVERS))
        if one
    ]
    for case in cases:
        for at, told in case.items("workers").items():
            person = str(told.get("person") or "")
            last = latest.get(person) if person else None
            found.append(
                Server(
                    person,
                    _called(session, person) if person else str(told.get("name") or ""),
                    str(told.get("role") or "other"),
                    str(told.get("from_on") or ""),
                    str(told.get("to_on") or ""),
                    None if last is None else last.title,
                    "" if last is None else last.at,
                    at,
                    case.id,
                )
            )
    named = {one.person for one in found}
    found += [_server(session, latest, one, WROTE) for one in sorted(latest) if one not in named]
    return Served(owner, covers, tuple(found), _owners(tables, session, client.id))


def _server(session: Session, latest: dict[str, TimelineItem], person: str, role: str) -> Server:
    last = latest.get(person)
    return Server(
        person,
        _called(session, person),
        role,
        last=None if last is None else last.title,
        last_on="" if last is None else last.at,
    )


def _owners(tables: Tables, session: Session, client: bytes) -> tuple[OwnerChange, ...]:
    """Every change of who answers for the file, the newest first."""
    return tuple(
        OwnerChange(
            one.at,
            _called(session, str(one.before or "")),
            _called(session, str(one.after or "")),
            one.person,
        )
        for one in history_of(tables, session, client)
        if one.path == "owner" and one.before != one.after
    )


def _called(session: Session, person: str) -> str:
    try:
        return session.person_called(bytes.fromhex(person))
    except ValueError:
        return ""
