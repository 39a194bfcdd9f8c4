"""What remains to be done for people: promises, follow-ups that come again, and what is awaited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.casework.rhythms import Rhythm, free_day, next_days, rhythm_of
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.words.holidays import is_closed
from desktop_app.language import Message
from desktop_app.services.casework.alert_sources import day_of
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.naming import raw_id
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

SHOWN_DAYS: Final = 3
"""So many of the next days of a rhythm are told."""

_CAUGHT_UP: Final = 400
_WHOLE_DAY: Final = 360
"""Minutes; an appointment without a client that takes so long takes the day."""


class NoSuchRhythm(PortageError):
    """A rhythm that nobody can follow."""

    code = "no_such_rhythm"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "tasks",
                "A follow-up comes again every so many days, weeks or months. Nothing was saved. "
                "Choose one from the list.",
            )
        )


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One open task. days: left until it is due, below 0 when it is late; None without a day.
    person: who does it, a name. next: the next days of its rhythm after the one it is due on."""

    record: Record
    client: str
    title: str
    due: date | None
    days: int | None
    promise: bool
    need: str
    by: str
    person: str
    rhythm: Rhythm | None
    next: tuple[date, ...]


class Tasks:
    """Writes and reads tasks. Ids are 32 hexadecimal digits."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._records = Records(session)

    def add(self, client: str, values: Mapping[str, Value]) -> str:
        """A new task; whoever is at work does it unless somebody else is named.

        Raises NotHere, ValueRefused, NoSuchRhythm, NotAllowed.
        """
        told = {"person": self._session.person.hex(), **values}
        if told.get("by") in ("client", "partner"):
            told.setdefault("promise", False)
        _check(told)
        return self._records.add("task", client, told)

    def change(self, task: str, values: Mapping[str, Value]) -> tuple[str, ...]:
        """Change a task; gives the fields that really changed. Raises as `add`."""
        _check(values)
        return self._records.change("task", task, values)

    def done(self, task: str) -> str:
        """It is done, today. A task with a rhythm comes again: gives the id of the next one, or "".

        Two laptops that both say so make the same next task. Raises NotHere, NotAllowed.
        """
        session, records = self._session, self._records
        today = today_of(session)
        with session.database.writing() as tables:
            row = records.require(tables, "task", task)
            editor = Editor(session, tables)
            editor.begin_act()
            records.write(tables, editor, "task", task, {"done_on": today.isoformat()})
            made = self._again(tables, editor, row, today)
            editor.flush()
            return made

    def put_aside(self, task: str, reason: str) -> None:
        """It will not be done, for a reason that others read. Raises ValueRefused, NotHere, NotAllowed."""
        day = today_of(self._session).isoformat()
        self._records.change("task", task, {"dismissed_on": day, "dismiss_reason": reason})

    def open_of(self, client: str) -> tuple[TaskLine, ...]:
        """The open tasks of a client: promises first, then by the day they are due."""
        with self._session.database.reading() as tables:
            lines = self.lines(tables, self._records.read_of(tables, client, "task"))
        far = date.max
        return tuple(
            sorted(lines, key=lambda one: (not one.promise, one.due or far, one.record.id))
        )

    def mine(
        self, tables: Tables, person: str, clients: Sequence[str], until: date
    ) -> list[Record]:
        """The open tasks that are a person's, or nobody's about these clients, due by `until` or
        on no day; inside a transaction."""
        kind = self._session.registry["task"]
        places = ", ".join("?" * len(clients)) or "NULL"
        rows = tables.rows.select(
            kind,
            "WHERE life = 1 AND f_done_on IS NULL AND f_dismissed_on IS NULL "
            "AND (f_due_on IS NULL OR f_due_on <= ?) AND (f_person = ? OR "
            f"((f_person IS NULL OR f_person = '') AND f_client IN ({places}))) ORDER BY id",
            (until.isoformat(), person, *clients),
        )
        return list(self._records.records(tables, list(rows)))

    def lines(self, tables: Tables, records: Sequence[Record]) -> list[TaskLine]:
        """The open ones of these as lines, inside a transaction."""
        today = today_of(self._session)
        found = []
        for one in records:
            if one.text("done_on") or one.text("dismissed_on"):
                continue
            due, rhythm = day_of(one.text("due_on")), rhythm_of(one.text("rhythm"))
            closed = self.closed_days(tables, one.text("client"), one.text("person"))
            person = one.text("person")
            found.append(
                TaskLine(
                    one,
                    one.text("client"),
                    one.text("title"),
                    due,
                    None if due is None else (due - today).days,
                    one.values.get("promise") is True,
                    one.text("need"),
                    one.text("by"),
                    self._called(person),
                    rhythm,
                    () if rhythm is None else next_days(rhythm, due or today, SHOWN_DAYS, closed),
                )
            )
        return found

    def _called(self, person: str) -> str:
        raw = raw_id(person)
        return "" if raw is None else self._session.person_called(raw)

    def closed_days(self, tables: Tables, client: str, person: str) -> Callable[[date], bool]:
        """Which days are closed for a task: weekends, the holidays of the client's province or
        territory, and days that the worker's schedule holds as taken whole, such as leave."""
        region = region_of(tables, self._session, client)
        taken = self._taken(tables, person)
        return lambda day: is_closed(day, region) or day in taken

    def _taken(self, tables: Tables, person: str) -> frozenset[date]:
        if not person:
            return frozenset()
        today = today_of(self._session).isoformat()
        rows = tables.rows.select(
            self._session.registry["appointment"],
            "WHERE life = 1 AND f_worker = ? AND f_starts_at >= ? AND f_minutes >= ? "
            "AND (f_client IS NULL OR f_client = '') AND (f_status IS NULL OR f_status = 'planned')",
            (person, today, _WHOLE_DAY),
        )
        days = (day_of(str(row.value("starts_at") or "")[:10]) for row in rows)
        return frozenset(day for day in days if day is not None)

    def _again(self, tables: Tables, editor: Editor, row: Row, today: date) -> str:
        """The next task of a rhythm, written beside the one that is done."""
        rhythm = rhythm_of(str(row.value("rhythm") or ""))
        if rhythm is None:
            return ""
        made = derived_id(row.id, "next")
        if tables.rows.get(row.type, made) is not None:
            return made.hex()
        start = day_of(row.value("due_on")) or today
        # A task that was forgotten for years begins its rhythm anew.
        times = next((n for n in range(1, _CAUGHT_UP) if rhythm.after(start, n) > today), 0)
        start, times = (start, times) if times else (today, 1)
        person = str(row.value("person") or "")
        closed = self.closed_days(tables, str(row.value("client")), person)
        due = free_day(rhythm.after(start, times), closed)
        kept = ("title", "by", "person", "why", "rhythm", "source", "promise", "template", "need")
        values: dict[str, Value] = {name: row.value(name) for name in kept}
        values |= {"due_on": due.isoformat(), "after": row.id.hex()}
        told = {name: value for name, value in values.items() if value is not None}
        return self._records.write_new(tables, editor, "task", str(row.value("client")), told, made)


def region_of(tables: Tables, session: Session, client: str) -> str:
    """The province or territory of the community that a client's file is in; "" when unknown."""
    raw = raw_id(client)
    row = None if raw is None else tables.rows.get(session.registry["client"], raw)
    community = None if row is None else raw_id(str(row.value("community") or ""))
    if community is None:
        return ""
    place = tables.rows.get(session.registry["community"], community)
    return "" if place is None else str(place.value("region") or "")


def _check(values: Mapping[str, Value]) -> None:
    rhythm = values.get("rhythm")
    if rhythm and rhythm_of(str(rhythm)) is None:
        raise NoSuchRhythm
