"""What was done for a client and what is planned, in one list; templates applied, services recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.casework.standards import DatedAction
from desktop_app.domain.fields import Choice, Value
from desktop_app.language import Message
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.told import choice_words
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

USUAL_SERVICES: Final = (
    Choice("return", Message("services", "Tax return prepared")),
    Choice("application", Message("services", "Application for a benefit")),
    Choice("form", Message("services", "Form filled in together")),
    Choice("letter", Message("services", "Letter read and answered")),
    Choice("call", Message("services", "Call made together")),
    Choice("accompanied", Message("services", "Went along to an office")),
    Choice("information", Message("services", "Information given")),
)
"""What is done most often, to be recorded with one click."""


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action. on: YYYY-MM-DD, when it was done or by when it is due; empty for no day.

    late: planned for a day that is past. sort: the kind of record behind it.
    """

    id: str
    sort: str
    words: Message | str
    on: str
    done: bool
    late: bool


class Actions:
    """Reads and writes actions. Ids are 32 hexadecimal digits; days are YYYY-MM-DD."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def of(self, client: str, on: str = "") -> tuple[ActionLine, ...]:
        """What is planned, the earliest first, then what was done, the latest first."""
        today = on or today_of(self._session).isoformat()
        with self._session.database.reading() as tables:
            lines = [
                line
                for kind, tell in (
                    ("task", _task), ("plan_step", _step), ("appointment", _appointment),
                    ("encounter", _encounter),
                )
                for row in self._rows(tables, client, kind)
                if (line := tell(row, today)) is not None
            ]  # fmt: skip
        planned = [one for one in lines if not one.done]
        done = [one for one in lines if one.done]
        planned.sort(key=lambda one: (one.on or "9999", one.id))
        done.sort(key=lambda one: (one.on, one.id), reverse=True)
        return (*planned, *done)

    def apply(self, client: str, template: str, actions: Sequence[DatedAction]) -> int:
        """Write the actions of a template as tasks of whoever is at work, in one act; gives how
        many. Raises NotHere, NotAllowed, ValueRefused."""
        with self._session.database.writing() as tables:
            editor = Editor(self._session, tables)
            editor.begin_act()
            for one in actions:
                values: dict[str, Value] = {
                    "title": one.words,
                    "due_on": one.on or None,
                    "by": "worker",
                    "person": self._session.person.hex(),
                    "template": template,
                }
                self._records.write_new(tables, editor, "task", client, values)
            editor.flush()
        return len(actions)

    def record_service(
        self,
        client: str,
        words: str,
        minutes: int,
        mode: str,
        on: str = "",
        own: Mapping[str, Value] | None = None,
    ) -> str:
        """Write down that a service was given; gives the encounter's id. mode: of `people.MODES`.

        own: what stands in the organisation's own fields of a meeting, by name.
        Raises NotHere, NotAllowed, ValueRefused, UnknownField.
        """
        values: dict[str, Value] = {
            "happened_on": on or today_of(self._session).isoformat(),
            "sort": "service",
            "summary": words,
            "minutes": minutes or None,
            "mode": mode or None,
            "worker": self._session.person.hex(),
            **(own or {}),
        }
        return self._records.add("encounter", client, values)

    def _rows(self, tables: Tables, client: str, kind: str) -> Iterator[Row]:
        one = next((known for known in self._session.registry if known.name == kind), None)
        if one is None:
            return
        clause = "WHERE life != 0 AND f_client = ? ORDER BY id"
        yield from tables.rows.select(one, clause, (client,))


def _text(row: Row, name: str) -> str:
    return str(row.value(name) or "") if row.type.has_field(name) else ""


def _planned(row: Row, words: Message | str, due: str, done: str, today: str) -> ActionLine:
    late = bool(due) and not done and due < today
    return ActionLine(row.id.hex(), row.type.name, words, done or due, bool(done), late)


def _task(row: Row, today: str) -> ActionLine | None:
    if _text(row, "dismissed_on"):
        return None
    return _planned(row, _text(row, "title"), _text(row, "due_on"), _text(row, "done_on"), today)


def _step(row: Row, today: str) -> ActionLine:
    return _planned(row, _text(row, "words"), _text(row, "due"), _text(row, "done_on"), today)


def _appointment(row: Row, today: str) -> ActionLine | None:
    status, day = _text(row, "status"), _text(row, "starts_at")[:10]
    if status in ("cancelled", "no_show"):
        return None
    subject = _text(row, "subject")
    words = (
        Message("actions", "Appointment: {subject}", {"subject": subject})
        if subject
        else Message("actions", "Appointment")
    )
    done = day if status in ("kept", "late") else ""
    return _planned(row, words, day, done, today)


def _encounter(row: Row, today: str) -> ActionLine:
    sort = choice_words(row.type, "sort", row.value("sort"))
    summary = _text(row, "summary")
    words = (
        Message("actions", "{sort}: {summary}", {"sort": sort, "summary": summary})
        if summary
        else sort
    )
    day = _text(row, "happened_on")
    return ActionLine(row.id.hex(), row.type.name, words, day, True, False)
