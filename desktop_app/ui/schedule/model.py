"""A week as the screen shows it: columns of days, lanes side by side, clocks; free of Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from desktop_app.domain.words.calendar_words import (
    day_heading,
    long_date,
    month_name,
    short_weekday_name,
    time_of_day,
)
from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message, base_language
from desktop_app.services.casework.meeting_readiness import (
    MeetingReady,
    Readiness,
    asked_to_bring,
)
from desktop_app.services.clients.interests import closed_words
from desktop_app.services.schedule.schedule import (
    CANCELLED,
    KEPT,
    LATE,
    NO_SHOW,
    PLANNED,
    AppointmentLine,
    ScheduleDay,
)
from desktop_app.services.schedule.visit_papers import city_of, mode_words, status_words
from desktop_app.ui.shared.readiness import ready_sign

DOT: Final = " · "
SAME_CLOCK: Final = " = "
"""Between places whose clocks show the same."""
DAYS: Final = 7
EARLIEST_HOUR: Final = 8
LATEST_HOUR: Final = 18
SHORTEST_SHOWN: Final = 30
"""Minutes that a block takes at least, so that it can be read and pressed."""
_DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Placed:
    """One appointment in the week. day: 0 is the first. start, end: minutes of that day on the
    clock of the week. lane of lanes: its place beside others of the same time.
    """

    line: AppointmentLine
    day: int
    start: int
    end: int
    lane: int = 0
    lanes: int = 1


@dataclass(frozen=True, slots=True)
class Scale:
    """A clock at the left edge. city: its places, between them `SAME_CLOCK`. minutes: by how much it
    is ahead of the clock of the week."""

    zone: str
    city: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days. now: on the clock of the week. hours: first and behind the last shown. scales:
    the clocks of the places where one meets, that of the week first. ready: what appointments still
    need before they begin, by their ids.
    """

    first: date
    zone: str
    now: datetime
    placed: tuple[Placed, ...]
    hours: tuple[int, int]
    scales: tuple[Scale, ...]
    ready: Mapping[str, MeetingReady] = field(default_factory=dict)

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days."""
        return tuple(self.first + timedelta(days=number) for number in range(DAYS))

    @property
    def today(self) -> int | None:
        """The number of the day that it is, None in another week."""
        number = (self.now.date() - self.first).days
        return number if 0 <= number < DAYS else None

    def of_day(self, day: int) -> tuple[Placed, ...]:
        """The appointments of one day in the order of their time."""
        return tuple(one for one in self.placed if one.day == day)

    def find(self, appointment: str) -> Placed | None:
        """The appointment of that id, when it is in this week."""
        return next((one for one in self.placed if one.line.id == appointment), None)


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def make_week(
    days: Sequence[ScheduleDay],
    zone: str,
    now: datetime,
    ready: Mapping[str, MeetingReady],
) -> Week:
    """The week of these seven days. zone: the clock by which they were asked. now: aware. ready: by
    the id of the appointment.
    """
    clock = zone_or_utc(zone)
    placed: list[Placed] = []
    for number, one in enumerate(days):
        placed += _in_lanes([_placed(line, number, zone) for line in one.lines])
    earliest = min([EARLIEST_HOUR, *(one.start // 60 for one in placed)])
    latest = max([LATEST_HOUR, *(-(-one.end // 60) for one in placed)])
    return Week(
        days[0].day,
        zone,
        now.astimezone(clock),
        tuple(placed),
        (earliest, latest),
        _scales(placed, zone),
        ready,
    )


def _placed(line: AppointmentLine, day: int, zone: str) -> Placed:
    at = line.on_clock(zone)
    start = at.hour * 60 + at.minute
    shown = max(line.minutes, SHORTEST_SHOWN)
    start = min(start, _DAY_MINUTES - SHORTEST_SHOWN)
    return Placed(line, day, start, min(start + shown, _DAY_MINUTES))


def _in_lanes(ordered: Sequence[Placed]) -> list[Placed]:
    """Those that overlap stand side by side, as many as overlap without a gap."""
    done: list[Placed] = []
    cluster: list[Placed] = []
    ends: list[int] = []

    def close() -> None:
        done.extend(replace(one, lanes=len(ends)) for one in cluster)
        cluster.clear()
        ends.clear()

    for one in ordered:
        if cluster and one.start >= max(ends):
            close()
        lane = next((n for n, end in enumerate(ends) if end <= one.start), len(ends))
        if lane == len(ends):
            ends.append(one.end)
        else:
            ends[lane] = one.end
        cluster.append(replace(one, lane=lane))
    close()
    return done


def _scales(placed: Sequence[Placed], zone: str) -> tuple[Scale, ...]:
    """The clock of the week, and each other that shows another time; most used first."""
    found: dict[int, list[str]] = {}
    for one in placed:
        ahead = _ahead(one.line, zone)
        if ahead:
            found.setdefault(ahead, []).append(one.line.zone)
    others = sorted(found, key=lambda ahead: -len(found[ahead]))
    return (
        Scale(zone, city_of(zone), 0),
        *(
            Scale(
                found[ahead][0],
                SAME_CLOCK.join(dict.fromkeys(city_of(one) for one in found[ahead])),
                ahead,
            )
            for ahead in others
        ),
    )


def _ahead(line: AppointmentLine, zone: str) -> int:
    """By how many minutes the clock of the place is ahead of that of the week."""
    there, here = line.local.utcoffset(), line.on_clock(zone).utcoffset()
    return int(((there or timedelta()) - (here or timedelta())).total_seconds() // 60)


def scale_time(hour: int, scale: Scale) -> str:
    """What a clock at the edge shows at a full hour of the week's clock."""
    minutes = (hour * 60 + scale.minutes) % _DAY_MINUTES
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


# Words


def week_heading(week: Week) -> str:
    """Which week it is, in words."""
    return str(Message("schedule", "Week of {date}", {"date": _from(week.first)}))


def _from(day: date) -> str:
    return long_date(day).removeprefix("le ")


def week_facts(week: Week) -> str:
    """How many appointments there are, and by whose clocks."""
    many = sum(1 for one in week.placed if one.line.status != CANCELLED)
    counted = str(Message("schedule", "{n} appointment", {}, "{n} appointments", many))
    cities = DOT.join(one.city for one in week.scales)
    clocks = Message("schedule", "Local time of {place}", {"place": cities})
    return f"{counted}{DOT}{clocks}"


def column_heading(day: date) -> tuple[str, str]:
    """The heading of a column: the day of the week, and the day of the month."""
    name = short_weekday_name(day.weekday())
    month = month_name(day.month)
    if base_language() == "fr":
        return name[0].upper() + name[1:], f"{'1er' if day.day == 1 else day.day} {month}"
    return name, f"{month} {day.day}"


def times_of(line: AppointmentLine, zone: str, *, end: bool = False) -> str:
    """The local time at the place, with its name where its clock is another than `zone`'s."""
    text = time_of_day(line.local)
    if end:
        text = f"{text}\u2013{time_of_day(line.ends_at.astimezone(line.local.tzinfo))}"
    return f"{text} {place_of_clock(line, zone)}".rstrip()


def place_of_clock(line: AppointmentLine, zone: str) -> str:
    """The place on whose clock it is, where that shows another time than `zone`'s; else empty."""
    return city_of(line.zone) if _ahead(line, zone) else ""


def name_of(line: AppointmentLine) -> str:
    """Whom one meets."""
    return line.client_name or str(Message("schedule", "Without a person"))


def facts_of(line: AppointmentLine, *, worker: str = "") -> str:
    """What it is about, how and where. worker: whose name is not said."""
    who = line.worker_name if line.worker != worker else ""
    if line.closed:
        return who
    parts = (line.subject, str(mode_words(line.mode)), line.place, who)
    return DOT.join(part for part in parts if part)


def more_facts(line: AppointmentLine) -> str:
    """Whom to ask for, what to bring, and why it did not take place."""
    bring = ", ".join(part.strip() for part in line.bring.splitlines() if part.strip())
    parts = (
        str(Message("schedule", "ask for {name}", {"name": line.ask_for})) if line.ask_for else "",
        str(Message("schedule", "bring: {what}", {"what": bring})) if bring else "",
        str(Message("schedule", "reason: {reason}", {"reason": line.reason}))
        if line.reason
        else "",
    )
    return DOT.join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Sign:
    """A state in a word, a shape and a colour. tone: one of the states of a sign."""

    tone: str
    words: Message | str
    icon: str


_SIGNS: Final = {
    PLANNED: ("info", "calendar-clock"),
    KEPT: ("done", "circle-check"),
    LATE: ("done", "clock"),
    CANCELLED: ("neutral", "ban"),
    NO_SHOW: ("waits", "circle-x"),
}


def sign_of(line: AppointmentLine) -> Sign:
    """How an appointment stands; that it is closed to whoever looks, or at the time of another, goes
    before."""
    if line.closed:
        return Sign("neutral", Message("schedule", "closed to you"), "lock")
    if line.overlaps:
        return Sign("danger", Message("schedule", "at the same time"), "triangle-alert")
    tone, icon = _SIGNS.get(line.status, ("neutral", "info"))
    return Sign(tone, status_words(line.status), icon)


def ready_sign_of(placed: Placed, week: Week) -> Sign | None:
    """What an appointment still needs before it begins; None where there is nothing to say."""
    ready = week.ready.get(placed.line.id)
    if ready is None or ready.message is None:
        return None
    tone, icon = ready_sign(ready.readiness)
    return Sign(tone, ready.message, icon)


def missing_papers(placed: Placed, week: Week) -> str:
    """The papers that are still to be brought, where the appointment itself does not list them all."""
    ready = week.ready.get(placed.line.id)
    if ready is None or ready.readiness is not Readiness.TO_BRING:
        return ""
    if set(ready.documents) == set(asked_to_bring(placed.line.bring)):
        return ""
    what = ", ".join(ready.documents)
    return str(Message("schedule", "still to be brought: {what}", {"what": what}))


def sentence(placed: Placed, week: Week) -> str:
    """The whole appointment for whoever cannot see where it stands."""
    line = placed.line
    parts = [
        day_heading(line.local.date()),
        times_of(line, week.zone, end=True),
        name_of(line),
        facts_of(line),
        str(closed_words() if line.closed else status_words(line.status)),
    ]
    if line.overlaps:
        parts.append(str(Message("schedule", "at the same time as another")))
    ready = ready_sign_of(placed, week)
    if ready is not None:
        parts.append(str(ready.words))
    return ", ".join(part for part in parts if part)
