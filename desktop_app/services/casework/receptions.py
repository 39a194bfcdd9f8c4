"""Receiving somebody step by step: what is done of the steps of reception, and what remains."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.casework.journey import CASE, RECEPTION
from desktop_app.domain.casework.journey_rules import BUILT_IN
from desktop_app.domain.fields import Value
from desktop_app.language import Label
from desktop_app.services.casework.programs import Programs
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.client_values import id_of
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables

KIND: Final = "reception_visit"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. id: of its standard of work. answer: what to say or do then."""

    id: str
    words: Label
    answer: Label
    done: bool


@dataclass(frozen=True, slots=True)
class Reception:
    """One visit. id: "" while no step is done. day: YYYY-MM-DD."""

    id: str
    day: str
    steps: tuple[Step, ...]

    @property
    def remaining(self) -> int:
        """How many steps remain."""
        return sum(not one.done for one in self.steps)


class Receptions:
    """Follows the steps of the reception of a client on one day.

    The steps are the organisation's standards of work of that sort, for all or for a program that the
    client is in. A standard that is no longer
    used is not asked for; what was done stays written.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records, self._programs = Records(session), Programs(session)

    def today(self, client: str) -> Reception:
        """Today's visit of a client as it stands."""
        with self._session.database.reading() as tables:
            day = today_of(self._session).isoformat()
            begun = self._begun(tables, client, day)
            inside = self._programs_of(tables, client)
            done: Mapping[str, Mapping[str, Value]] = {} if begun is None else begun.items("done")
            steps = tuple(
                Step(
                    one.id,
                    one.check,
                    one.answer,
                    done.get(str(uuid.UUID(one.id)), {}).get("is_done") is True,
                )
                for one in self._programs.standards(tables)
                if one.sort == RECEPTION and one.program in ("", *inside)
            )
            return Reception("" if begun is None else begun.id, day, steps)

    def mark(self, client: str, step: str, done: bool = True) -> str:
        """A step of today's visit is done, or is not; the first begins the visit. Gives its id.

        Two people who receive the same client on one day write into one record. Raises NotHere,
        NotAllowed.
        """
        session = self._session
        key = f"done/{uuid.UUID(step)}/is_done"
        day = today_of(session).isoformat()
        with session.database.writing() as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            begun = self._begun(tables, client, day)
            if begun is not None:
                self._records.write(tables, editor, KIND, begun.id, {key: done})
                made = begun.id
            else:
                made = self._records.write_new(
                    tables, editor, KIND, client,
                    {"happened_on": day, "worker": session.person.hex(), key: done},
                    derived_id(id_of(client), f"reception {day}"),
                )  # fmt: skip
            editor.flush()
            return made

    def _programs_of(self, tables: Tables, client: str) -> set[str]:
        """The programs that a client is in; the first one where nothing was written yet."""
        cases = [one for one in self._records.read_of(tables, client, CASE.name)
                 if not one.text("closed_on")]  # fmt: skip
        return {one.text("program") or BUILT_IN.id for one in cases} or {BUILT_IN.id}

    def _begun(self, tables: Tables, client: str, day: str) -> Record | None:
        found = self._records.read_of(tables, client, KIND)
        return next((one for one in found if one.text("happened_on") == day), None)
