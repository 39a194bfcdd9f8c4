"""Appointments: when and where people meet, in the local time of the place.

An appointment is an instant in UTC and the name of the clock that hangs where people meet. Two at
the same time are a warning worked out on reading, never a conflict of the log: both may be meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Value
from desktop_app.domain.record_values import checked_values, record_id
from desktop_app.domain.words.local_time import (
    Meant,
    comes_twice,
    day_span,
    instant_text,
    meant_by,
    read_instant,
    zone_or_utc,
)
from desktop_app.language import Message
from desktop_app.services.casework.before_meeting import BeforeMeeting, before_meetings
from desktop_app.services.clients.interests import check_about, check_not_kept_out, kept_out
from desktop_app.services.clients.naming import client_names, id_bytes, raw_id
from desktop_app.services.editing import Editor, Seen
from desktop_app.services.exchange.sharing import Shared, Sharing
from desktop_app.services.session import NotHere, Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

PLANNED: Final = "planned"
KEPT: Final = "kept"
LATE: Final = "late"
CANCELLED: Final = "cancelled"
NO_SHOW: Final = "no_show"

TAKES_TIME: Final = frozenset({PLANNED, KEPT, LATE})
"""Statuses in which an appointment takes the time of the people in it."""

DAY_MINUTES: Final = 24 * 60
_USUAL_MINUTES: Final = 30
_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_NEVER: Final = datetime(1, 1, 2, tzinfo=UTC)  # stands for a time that this release cannot read


class NotPlanned(PortageError):
    """The appointment is over or called off, so it cannot be moved."""

    code = "not_planned"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "schedule",
                "This appointment is over or was cancelled, so it was not moved. "
                "Nothing was changed. Make a new appointment for the new time.",
            )
        )


class NoSuchLength(PortageError):
    """An appointment lasts from one minute to one day."""

    code = "no_such_length"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "schedule",
                "An appointment lasts from 1 minute to 24 hours. Nothing was saved. "
                "Give its length in minutes.",
            )
        )


class NoSuchStatus(PortageError):
    """No appointment can have that status."""

    code = "no_such_status"

    def __init__(self, status: str) -> None:
        super().__init__(
            Message(
                "schedule",
                "An appointment cannot be marked as {status}. Nothing was changed. "
                "Choose one of the statuses in the list.",
                {"status": status},
            )
        )


@dataclass(frozen=True, slots=True)
class AppointmentLine:
    """One appointment as lists show it. Ids are 32 hexadecimal digits, empty for none.

    starts_at: UTC. local: the same instant on the clock of the place, whose IANA name is `zone`.
    twice: that local time stands twice on the clock of its day (the clocks are put back).
    overlaps: other appointments of the same worker or client at that time. before: what to know of
    the client before meeting, None where there is nothing. closed: why whoever is at work is kept out of
    the file, "" where nothing keeps them out; then only who and when is told. seen: the heads behind
    what is shown, to be handed back with a change.
    """

    id: str
    client: str
    client_name: str
    starts_at: datetime
    local: datetime
    zone: str
    minutes: int
    mode: str
    place: str
    status: str
    reason: str
    subject: str
    bring: str
    ask_for: str
    worker: str
    worker_name: str
    service: str
    location: str
    twice: bool
    contested: bool
    overlaps: tuple[str, ...]
    shared: Shared | None
    seen: Seen
    before: BeforeMeeting | None = None
    closed: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it is over, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    def on_clock(self, zone: str) -> datetime:
        """The beginning as a clock elsewhere shows it."""
        return self.starts_at.astimezone(zone_or_utc(zone))


@dataclass(frozen=True, slots=True)
class ScheduleDay:
    """One local day with the appointments that begin in it, earliest first."""

    day: date
    lines: tuple[AppointmentLine, ...]


class Schedule:
    """Making, moving, marking and reading appointments.

    Of a file that is closed to whoever is at work, lists tell who and when; every other method
    raises KeptOut.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._type = session.registry["appointment"]

    # Reading

    def between(
        self, start: datetime, end: datetime, worker: str | None = None
    ) -> list[AppointmentLine]:
        """Appointments that begin in [start, end), earliest first, whatever their status.

        start, end: aware. worker: only those of one person, by id.
        """
        with self._session.database.reading() as tables:
            return self._between(tables, start, end, worker)

    def day(self, on: date, zone: str, worker: str | None = None) -> list[AppointmentLine]:
        """The appointments of a local day in `zone`. Raises UnknownZone."""
        return self.between(*day_span(on, zone), worker)

    def today(self, now: datetime, zone: str, worker: str | None = None) -> list[AppointmentLine]:
        """The appointments of the day that it is now in `zone`. now: aware."""
        return self.day(now.astimezone(zone_or_utc(zone)).date(), zone, worker)

    def week(self, first: date, zone: str, worker: str | None = None) -> tuple[ScheduleDay, ...]:
        """Seven local days from `first` on, each with its appointments. Raises UnknownZone."""
        days = [first + timedelta(days=offset) for offset in range(7)]
        start, _ = day_span(first, zone)
        _, end = day_span(days[-1], zone)
        lines = self.between(start, end, worker)
        clock = ZoneInfo(zone)
        return tuple(
            ScheduleDay(
                day,
                tuple(one for one in lines if one.starts_at.astimezone(clock).date() == day),
            )
            for day in days
        )

    def show(self, appointment: str) -> AppointmentLine:
        """One appointment. Raises NotHere."""
        with self._session.database.reading() as tables:
            row = self._row(tables, appointment)
            starts = _starts(row)
            if starts == _NEVER:
                raise NotHere
            return self._lines(tables, [row], self._around(tables, starts, starts + _MINUTE))[0]

    def of(self, client: str) -> list[AppointmentLine]:
        """Every appointment of one client, earliest first."""
        with self._session.database.reading() as tables:
            check_not_kept_out(tables, self._session, [id_bytes(client)])
            rows = tables.rows.select(
                self._type, "WHERE f_client = ? AND life != 0 ORDER BY f_starts_at, n", (client,)
            )
            found = [row for row in rows if _starts(row) != _NEVER]
            return self._lines(tables, found, found)

    def next_for(self, client: str, now: datetime | None = None) -> AppointmentLine | None:
        """The next planned appointment of a client that has not ended, or None."""
        moment = now or self._now()
        return next(
            (one for one in self.of(client) if one.status == PLANNED and one.ends_at > moment), None
        )

    # Writing

    def meant(self, starts_local: datetime, zone: str) -> Meant:
        """Which instant a local time would be, for saying so before it is saved.

        Raises UnknownZone, TimeSkipped.
        """
        return meant_by(starts_local, zone)

    def make(
        self,
        client: str,
        starts_local: datetime,
        zone: str = "",
        minutes: int = _USUAL_MINUTES,
        mode: str = "",
        place: str = "",
        *,
        subject: str = "",
        bring: str = "",
        ask_for: str = "",
        worker: str = "",
        service: str = "",
        location: str = "",
    ) -> str:
        """A new appointment; gives its id.

        starts_local: naive, as the clock in `zone` shows it; of a time that comes twice the first
        is taken. zone: that of the client's community when left out. worker: whoever is at work
        when left out. Raises NotHere, UnknownZone, TimeSkipped, NoSuchLength, ValueRefused, NotAllowed.
        """
        if not 0 < minutes <= DAY_MINUTES:
            raise NoSuchLength
        session = self._session
        appointment = session.environment.new_id()
        with session.database.writing() as tables:
            kind = session.registry["client"]
            about = tables.rows.get(kind, id_bytes(client))
            if about is None:
                raise NotHere
            check_not_kept_out(tables, session, [about.id])
            clock = zone or self._zone_of(tables, about)
            values: dict[str, Value] = {
                "client": client,
                "starts_at": instant_text(meant_by(starts_local, clock).at),
                "time_zone": clock,
                "minutes": minutes,
                "status": PLANNED,
                "worker": worker or session.person.hex(),
            }
            further = {
                "mode": mode, "place": place, "subject": subject, "bring": bring,
                "ask_for": ask_for, "service": service, "location": location,
            }  # fmt: skip
            values |= {name: value for name, value in further.items() if value}
            editor = Editor(session, tables)
            editor.begin_act()
            scope = tables.log.scopes()[about.scope]
            editor.edit(
                self._type, appointment, scope, checked_values(self._type, values), new=True
            )
            editor.flush()
        return appointment.hex()

    def move(
        self, appointment: str, starts_local: datetime, zone: str = "", seen: Seen | None = None
    ) -> None:
        """Another time for a planned appointment. zone: as it was when left out.

        Raises NotHere, NotPlanned, UnknownZone, TimeSkipped, NotAllowed.
        """
        with self._session.database.writing() as tables:
            row = self._row(tables, appointment)
            if _text(row, "status") not in ("", PLANNED):
                raise NotPlanned
            clock = zone or _text(row, "time_zone")
            starts = instant_text(meant_by(starts_local, clock).at)
            self._write(tables, row, {"starts_at": starts, "time_zone": clock}, seen)

    def cancel(self, appointment: str, reason: str = "", seen: Seen | None = None) -> None:
        """Call an appointment off. Raises NotHere, NotAllowed."""
        self.mark(appointment, CANCELLED, reason, seen)

    def mark(
        self, appointment: str, status: str, reason: str = "", seen: Seen | None = None
    ) -> None:
        """Say how it went (kept, late, no_show, cancelled), or that it is planned again.

        Raises NotHere, NoSuchStatus, NotAllowed.
        """
        if all(status != choice.value for choice in self._type.field("status").choices):
            raise NoSuchStatus(status)
        with self._session.database.writing() as tables:
            row = self._row(tables, appointment)
            self._write(tables, row, {"status": status, "reason": reason or None}, seen)

    def set(
        self, appointment: str, values: Mapping[str, Value], seen: Seen | None = None
    ) -> tuple[str, ...]:
        """Change what else is known of an appointment; gives the fields that really changed.

        The time is changed by `move`. Raises NotHere, NoSuchLength, ValueRefused, NotAllowed, KeyError.
        """
        minutes = values.get("minutes", _USUAL_MINUTES)
        if not isinstance(minutes, int) or not 0 < minutes <= DAY_MINUTES:
            raise NoSuchLength
        with self._session.database.writing() as tables:
            return self._write(tables, self._row(tables, appointment), values, seen)

    def _write(
        self, tables: Tables, row: Row, values: Mapping[str, Value], seen: Seen | None
    ) -> tuple[str, ...]:
        editor = Editor(self._session, tables)
        editor.begin_act()
        scope = tables.log.scopes()[row.scope]
        changed = editor.edit(
            self._type, row.id, scope, checked_values(self._type, values), seen=seen
        )
        editor.flush()
        return changed

    # How rows become lines

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)

    def _row(self, tables: Tables, appointment: str) -> Row:
        row = tables.rows.get(self._type, id_bytes(appointment))
        if row is None or not row.state.life():
            raise NotHere
        check_about(tables, self._session, row)
        return row

    def _zone_of(self, tables: Tables, client: Row) -> str:
        community = tables.rows.get(
            self._session.registry["community"], id_bytes(str(client.value("community") or ""))
        )
        return "" if community is None else str(community.value("time_zone") or "")

    def _between(
        self, tables: Tables, start: datetime, end: datetime, worker: str | None
    ) -> list[AppointmentLine]:
        around = self._around(tables, start, end)
        shown = [
            row
            for row in around
            if start <= _starts(row) < end and (worker is None or _text(row, "worker") == worker)
        ]
        return self._lines(tables, shown, around)

    def _around(self, tables: Tables, start: datetime, end: datetime) -> list[Row]:
        """Appointments that touch that time: none lasts longer than a day."""
        return list(
            tables.rows.select(
                self._type,
                "WHERE f_starts_at >= ? AND f_starts_at < ? AND life != 0 ORDER BY f_starts_at, n",
                (instant_text(start - _DAY), instant_text(end + _DAY)),
            )
        )

    def _lines(
        self, tables: Tables, rows: Sequence[Row], around: Iterable[Row]
    ) -> list[AppointmentLine]:
        names = client_names(tables, self._session, {_text(row, "client") for row in rows})
        shared = Sharing(tables, self._session).state_of([row.id for row in rows])
        clients = {raw for one in names if (raw := raw_id(one)) is not None}
        closed = {one.hex(): why for one, why in kept_out(tables, self._session).items()}
        before = before_meetings(tables, self._session, clients)
        neighbours = _by_people(around)
        lines = [
            self._line(row, names, shared.get(row.id), _overlaps(row, neighbours)) for row in rows
        ]
        return [
            _withheld(one, closed[one.client])
            if one.client in closed
            else replace(one, before=before.get(one.client))
            for one in lines
        ]

    def _line(
        self,
        row: Row,
        names: Mapping[str, str],
        shared: Shared | None,
        overlaps: tuple[str, ...],
    ) -> AppointmentLine:
        starts = _starts(row)
        zone = _text(row, "time_zone")
        worker = _text(row, "worker")
        person = record_id(worker)
        return AppointmentLine(
            id=row.id.hex(),
            client=_text(row, "client"),
            client_name=names.get(_text(row, "client"), ""),
            starts_at=starts,
            local=starts.astimezone(zone_or_utc(zone)),
            zone=zone,
            minutes=_minutes(row),
            mode=_text(row, "mode"),
            place=_text(row, "place"),
            status=_text(row, "status") or PLANNED,
            reason=_text(row, "reason"),
            subject=_text(row, "subject"),
            bring=_text(row, "bring"),
            ask_for=_text(row, "ask_for"),
            worker=worker,
            worker_name=self._session.person_called(person) if person else "",
            service=_text(row, "service"),
            location=_text(row, "location"),
            twice=comes_twice(starts, zone),
            contested=bool(row.state.contested()),
            overlaps=overlaps,
            shared=shared,
            seen={key: row.state.dots(key) for key in row.state.heads},
        )


def _withheld(line: AppointmentLine, why: str) -> AppointmentLine:
    return replace(
        line, mode="", place="", reason="", subject="", bring="", ask_for="", service="",
        location="", closed=why,
    )  # fmt: skip


def _text(row: Row, name: str) -> str:
    value = row.value(name)
    return value if isinstance(value, str) else ""


def _minutes(row: Row) -> int:
    value = row.value("minutes")
    return value if isinstance(value, int) and 0 < value <= DAY_MINUTES else _USUAL_MINUTES


def _starts(row: Row) -> datetime:
    return read_instant(_text(row, "starts_at")) or _NEVER


def _by_people(rows: Iterable[Row]) -> dict[str, list[tuple[datetime, datetime, str]]]:
    """For each worker and each client the spans of time that are taken: (start, end, id)."""
    taken: dict[str, list[tuple[datetime, datetime, str]]] = {}
    for row in rows:
        starts = _starts(row)
        if (_text(row, "status") or PLANNED) not in TAKES_TIME:
            continue
        span = (starts, starts + timedelta(minutes=_minutes(row)), row.id.hex())
        for person in {_text(row, "worker"), _text(row, "client")} - {""}:
            taken.setdefault(person, []).append(span)
    return taken


def _overlaps(
    row: Row, taken: Mapping[str, Sequence[tuple[datetime, datetime, str]]]
) -> tuple[str, ...]:
    starts = _starts(row)
    if (_text(row, "status") or PLANNED) not in TAKES_TIME:
        return ()
    ends = starts + timedelta(minutes=_minutes(row))
    found = {
        other
        for person in (_text(row, "worker"), _text(row, "client"))
        for first, last, other in taken.get(person, ())
        if first < ends and starts < last and other != row.id.hex()
    }
    return tuple(sorted(found))
