"""What a form can be about besides a person: one journey, one meeting, one service of the directory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.casework.journeys import CASE, CaseLine, Journeys
from desktop_app.services.casework.programs import Programs
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.casework.told import TELLERS
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables

CLIENT: Final = "client"
ENCOUNTER: Final = "encounter"
SERVICE: Final = "service"

GONE: Final = {
    CASE: Message("forms", "A journey that is not here"),
    ENCOUNTER: Message("forms", "A meeting that is not here"),
    SERVICE: Message("forms", "A service that is not here"),
}
_NEWEST: Final = 20
_LETTERS: Final = 80


class NotAboutThis(PortageError):
    """A form about one kind of thing is filled in about another."""

    code = "form_about_other"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "forms",
                "This form is about something else, so nothing was saved. Open it where it belongs: "
                "in the file, at the journey or the meeting, or at the service in the directory.",
            )
        )


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that a form is about. about: `client`, `case`, `encounter` or `service`. id: of its
    record; "" for a journey of which nothing was written yet. client: whose it is, "" for a service.
    words: how a person calls it."""

    about: str
    id: str
    client: str
    words: Message | str

    @property
    def key(self) -> str:
        """By which it is found again among those of one client."""
        return f"{self.about}/{self.id}"


class Subjects:
    """Finds what forms can be about. Raises NotHere."""

    def __init__(self, session: Session) -> None:
        self._session, self._records = session, Records(session)

    def of(self, client: str) -> tuple[Subject, ...]:
        """The journeys of a client, those that go on first, then the newest meetings and calls."""
        cases = Journeys(self._session).of(client).cases
        found = [Subject(CASE, one.id, client, case_words(one)) for one in cases]
        with self._session.database.reading() as tables:
            met = [
                (_day(one), self._meeting(tables, one))
                for one in self._records.read_of(tables, client, ENCOUNTER)
            ]
        met.sort(key=lambda one: (one[0], one[1].id), reverse=True)
        return (*found, *(one for _, one in met[:_NEWEST]))

    def named(self, records: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Subject]:
        """Those of these kinds and ids that this laptop holds."""
        found = {}
        with self._session.database.reading() as tables:
            for about, identifier in dict.fromkeys(records):
                try:
                    found[about, identifier] = self.read(tables, about, identifier)
                except NotHere:
                    continue
        return found

    def get(self, about: str, identifier: str) -> Subject:
        """One of them."""
        with self._session.database.reading() as tables:
            return self.read(tables, about, identifier)

    def read(self, tables: Tables, about: str, identifier: str) -> Subject:
        """As `get`, inside a transaction."""
        record = self._records.read_one(tables, about, identifier)
        if about == ENCOUNTER:
            return self._meeting(tables, record)
        if about == SERVICE:
            name = record.text("name") or Message("directory", "Without a name")
            return Subject(SERVICE, identifier, "", name)
        try:
            program = Programs(self._session).require(tables, record.text("program"))
        except NotHere:
            words: Message | str = GONE[CASE]
        else:
            words = _journey_words(program.name, record.text("opened_on"))
        return Subject(CASE, identifier, record.text("client"), words)

    def _meeting(self, tables: Tables, record: Record) -> Subject:
        row = self._records.require(tables, ENCOUNTER, record.id)
        told = TELLERS[ENCOUNTER](row.type, row)[0]
        summary = record.text("summary")[:_LETTERS]
        values = {"day": told.day, "what": told.title, "summary": summary}
        words = (
            Message("forms", "{day}, {what}: {summary}", values)
            if summary
            else Message("forms", "{day}, {what}", values)
        )
        return Subject(ENCOUNTER, record.id, record.text("client"), words)


def case_words(case: CaseLine) -> Message:
    """How a journey is called among others."""
    return _journey_words(case.program.name, case.opened_on)


def _journey_words(program: Message, opened_on: str) -> Message:
    if not opened_on:
        return program
    return Message("forms", "{program}, since {day}", {"program": program, "day": opened_on})


def _day(record: Record) -> str:
    return record.text("happened_on")
