"""What did not go as agreed, for the next meeting of the team: what happened, never who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message, current_language
from desktop_app.reports import agenda_page
from desktop_app.reports.pdf import Printed
from desktop_app.services.casework.guidelines import TOPIC_NAMES, own_cases
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation

KIND: Final = "practice_exception"

_SHORTEST_NAME: Final = 3


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter. decided_on: "" while it waits for the meeting. community: whose team, by name."""

    record: Record
    happened_on: str
    topic: Message | str
    what: str
    wish: str
    decided_on: str
    decision: str
    community: str


class TeamAgenda:
    """Reads and writes the agenda. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session, self._records = session, Records(session)

    def communities(self) -> tuple[tuple[str, str], ...]:
        """The teams whose agenda this laptop holds: (id of the community, its name)."""
        own = Organisation(self._session).own_communities()
        return tuple((one.id.hex(), one.name) for one in own)

    def add(self, values: Mapping[str, Value], community: str = "") -> str:
        """Put a matter on the agenda of a community; of the first one here when none is named.

        Raises NotAllowed, NotHere, ValueRefused, UnknownField.
        """
        session = self._session
        kind = session.registry[KIND]
        told = {"happened_on": today_of(session).isoformat(), **values}
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            made = session.environment.new_id()
            scope = own_cases(session, tables, community)
            editor.edit(kind, made, scope, self._records.checked_new(kind, told), new=True)
            editor.flush()
            return made.hex()

    def change(self, matter: str, values: Mapping[str, Value]) -> tuple[str, ...]:
        """Change a matter. Raises NotHere, NotAllowed, ValueRefused."""
        return self._records.change(KIND, matter, values)

    def decide(self, matter: str, decision: str) -> None:
        """Write what the team decided, today. Raises NotHere, NotAllowed, ValueRefused."""
        day = today_of(self._session).isoformat()
        self._records.change(KIND, matter, {"decision": decision, "decided_on": day})

    def waiting(self) -> tuple[Matter, ...]:
        """What the next meeting speaks of, the oldest first."""
        return tuple(one for one in self._all() if not one.decided_on)

    def decided(self) -> tuple[Matter, ...]:
        """What was decided, the newest first."""
        found = [one for one in self._all() if one.decided_on]
        return tuple(sorted(found, key=lambda one: (one.decided_on, one.record.id), reverse=True))

    def names_in(self, *texts: str) -> tuple[str, ...]:
        """The colleagues whose names stand in these texts, so that whoever writes can take them out."""
        trust = self._session.trust
        words = f" {fold(' '.join(texts))} "
        found = []
        for one in () if trust is None else trust.colleagues.values():
            parts = [fold(one.name), *fold(one.name).split()]
            if any(len(part) >= _SHORTEST_NAME and f" {part} " in words for part in parts):
                found.append(one.name)
        return tuple(sorted(found))

    def paper(self, printed: Printed) -> bytes:
        """The agenda of the next meeting as a PDF, in the language of the screen, with room to write."""
        page = agenda_page.AgendaPage(
            Organisation(self._session).name(),
            tuple(
                agenda_page.Line(one.happened_on, one.topic, one.what, one.wish)
                for one in self.waiting()
            ),
        )
        return agenda_page.render(page, printed, current_language())

    def _all(self) -> tuple[Matter, ...]:
        with self._session.database.reading() as tables:
            kind = self._session.registry[KIND]
            rows = list(tables.rows.select(kind, "WHERE life = 1 ORDER BY id"))
            places = {row.id.hex(): tables.log.scopes()[row.scope].community for row in rows}
            records = self._records.records(tables, rows)
        names = dict(self.communities())
        lines = [_matter(one, names.get(places[one.id].hex(), "")) for one in records]
        return tuple(sorted(lines, key=lambda one: (one.happened_on, one.record.id)))


def _matter(record: Record, community: str) -> Matter:
    topic = record.text("topic")
    return Matter(
        record,
        record.text("happened_on"),
        TOPIC_NAMES.get(topic, topic),
        record.text("what"),
        record.text("wish"),
        record.text("decided_on"),
        record.text("decision"),
        community,
    )
