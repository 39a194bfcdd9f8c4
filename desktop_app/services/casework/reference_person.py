"""Whom a client calls: the worker who answers for the file, with a telephone, and who covers.

The telephones are settled by the office and travel to every laptop, so that each paper that a
client takes home names a person who can be reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import Field, Kind
from desktop_app.domain.values import checked
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.clients.client_values import records_of
from desktop_app.services.session import Session
from desktop_app.services.trust.office_settings import OfficeSettings, setting_text
from desktop_app.storage.database import Tables

OFFICE_LINE: Final = "telephone"
_OF_A_PERSON: Final = "telephone/"

_NUMBER: Final = Field(
    1,
    "telephone",
    Kind.TELEPHONE,
    Message("fields", "Telephone"),
    Message("purpose", "So that whoever holds our paper can reach us."),
)


@dataclass(frozen=True, slots=True)
class ReferencePerson:
    """Whom a client asks. name: empty where nobody answers for the file. telephone: their own, or
    that of the office. stand_in, stand_in_telephone: who covers when that person is away. office: the
    telephone of the office itself."""

    name: str = ""
    telephone: str = ""
    stand_in: str = ""
    stand_in_telephone: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A telephone of somebody who works here. person: an id, empty for the office itself."""

    person: str
    name: str
    telephone: str


class ReferencePeople:
    """Asks who a client's person is, and keeps the telephones."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, client: str) -> ReferencePerson:
        """Whom that client calls. Raises NotHere."""
        with self._session.database.reading() as tables:
            return read_reference(tables, self._session, client)

    def lines(self) -> tuple[Line, ...]:
        """The office's telephone, then those of everybody on the list of people, by name."""
        session = self._session
        people = {} if session.trust is None else session.trust.colleagues
        with session.database.reading() as tables:
            found = [Line("", "", setting_text(tables, session.registry, OFFICE_LINE))]
            found += [
                Line(one.id.hex(), one.name, _own(tables, session, one.id))
                for one in sorted(people.values(), key=lambda one: (one.name, one.id))
            ]
        return tuple(found)

    def set_line(self, person: str, telephone: str) -> None:
        """Settle a telephone; an empty one takes it away. person: an id, "" for the office.

        Raises NotAllowed where this is not the office, ValueRefused for what nobody can dial.
        """
        number = checked(_NUMBER, telephone)
        name = f"{_OF_A_PERSON}{person}" if person else OFFICE_LINE
        OfficeSettings(self._session).set_text(name, str(number or ""))


def read_reference(tables: Tables, session: Session, client: str) -> ReferencePerson:
    """As `ReferencePeople.of`, inside a transaction."""
    row = records_of(tables, session, client).rows["client"]
    owner = id_in(row.value("owner"))
    covering = row.value("covered_by") if row.type.has_field("covered_by") else None
    stand_in = id_in(covering)
    office = setting_text(tables, session.registry, OFFICE_LINE)
    if owner is None and stand_in is not None:
        owner, stand_in = stand_in, None
    if owner is None:
        return ReferencePerson(telephone=office, office=office)
    own = _own(tables, session, owner) or office
    if stand_in is None or stand_in == owner:
        return ReferencePerson(session.person_called(owner), own, office=office)
    return ReferencePerson(
        session.person_called(owner),
        own,
        session.person_called(stand_in),
        _own(tables, session, stand_in) or office,
        office,
    )


def _own(tables: Tables, session: Session, person: bytes) -> str:
    return setting_text(tables, session.registry, f"{_OF_A_PERSON}{person.hex()}")
