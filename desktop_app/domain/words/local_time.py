"""Local times and the instants that they mean, where clocks are put forward and back.

An instant is stored in UTC beside the IANA name of its place (America/Regina, America/Resolute):
so that a clock that is changed by law, or a laptop that has travelled, moves no appointment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from desktop_app.domain.errors import PortageError
from desktop_app.domain.words.calendar_words import time_of_day
from desktop_app.language import Message

_FORM: Final = "%Y-%m-%dT%H:%MZ"
_MINUTE: Final = timedelta(minutes=1)


class UnknownZone(PortageError):
    """No place on earth keeps its clocks under that name, as far as this release knows."""

    code = "unknown_zone"

    def __init__(self, zone: str) -> None:
        super().__init__(
            Message(
                "schedule",
                "No local time is called {zone}. Nothing was saved. "
                "Choose the local time of a place from the list.",
                {"zone": zone},
            )
        )


class TimeSkipped(PortageError):
    """The clocks go forward over that time: it does not exist on that day in that place.

    until: the first local time that exists again.
    """

    code = "time_skipped"

    def __init__(self, asked: datetime, start: datetime, until: datetime, zone: str) -> None:
        super().__init__(
            Message(
                "schedule",
                "{time} does not exist on {date} in {zone}: the clocks go forward from {start} to "
                "{until}. Nothing was saved. Choose a time before or after.",
                {
                    "time": time_of_day(asked),
                    "date": asked.date().isoformat(),
                    "zone": zone,
                    "start": time_of_day(start),
                    "until": time_of_day(until),
                },
            )
        )
        self.until = until


@dataclass(frozen=True, slots=True)
class Meant:
    """The instant that a local time means. at: UTC. twice: the clocks are put back over it, so
    that it comes twice that day; the first is meant."""

    at: datetime
    twice: bool


def zone_named(name: str) -> ZoneInfo:
    """The clock of a place. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as fault:
        raise UnknownZone(name) from fault


def zone_or_utc(name: str) -> ZoneInfo:
    """The clock of a place for showing; UTC for a name that only a newer release knows."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def meant_by(local: datetime, zone: str) -> Meant:
    """The instant of a local time, without seconds.

    local: naive, as the clock on the wall there shows it. Raises UnknownZone, TimeSkipped.
    """
    place = zone_named(zone)
    wall = local.replace(second=0, microsecond=0, fold=0, tzinfo=None)
    first = _instant(wall, place)
    if not _exists(wall, place):
        start = end = wall
        while not _exists(start - _MINUTE, place):
            start -= _MINUTE
        while not _exists(end, place):
            end += _MINUTE
        raise TimeSkipped(wall, start, end, zone)
    return Meant(first, twice=_instant(wall.replace(fold=1), place) != first)


def comes_twice(at: datetime, zone: str) -> bool:
    """Whether the local time of an instant stands twice on the clock of that day."""
    wall = at.astimezone(zone_or_utc(zone))
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


def day_span(day: date, zone: str) -> tuple[datetime, datetime]:
    """From the first to behind the last instant of a local day, in UTC. Raises UnknownZone."""
    place = zone_named(zone)
    return _instant(datetime.combine(day, time()), place), _instant(
        datetime.combine(day + timedelta(days=1), time()), place
    )


def instant_text(at: datetime) -> str:
    """An instant as it is stored: UTC, `YYYY-MM-DDTHH:MMZ`; such texts sort by time."""
    return at.astimezone(UTC).strftime(_FORM).zfill(17)


def read_instant(text: str) -> datetime | None:
    """The instant of a stored text; None when it is none, or at an end of the calendar, where no
    clock of a place could show it."""
    try:
        found = datetime.strptime(text, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if MINYEAR < found.year < MAXYEAR else None


def _instant(wall: datetime, place: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=place).astimezone(UTC)


def _exists(wall: datetime, place: ZoneInfo) -> bool:
    return _instant(wall, place).astimezone(place).replace(tzinfo=None, fold=0) == wall.replace(
        fold=0
    )
