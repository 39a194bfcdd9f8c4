"""What is said about a time before it is kept: that it does not exist, comes twice, is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop_app.domain.errors import PortageError
from desktop_app.domain.words.calendar_words import time_of_day
from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message
from desktop_app.services.schedule.schedule import TAKES_TIME, Schedule

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """A time that is being chosen. local: naive, on the clock of `zone`. but: the id of the
    appointment that is moved, "" for a new one.
    """

    local: datetime
    zone: str
    minutes: int
    client: str
    worker: str
    but: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """problem: why the time cannot be taken. warnings: what should be known of it."""

    problem: Message | None = None
    warnings: tuple[Message, ...] = ()


def told(schedule: Schedule, asked: TimeAsked) -> Told:
    """What there is to say of a time."""
    try:
        meant = schedule.meant(asked.local, asked.zone)
    except PortageError as fault:
        return Told(fault.message)
    warnings = []
    if meant.twice:
        warnings.append(
            Message(
                "schedule",
                "The clocks are put back that night, so this time comes twice. The first is meant.",
            )
        )
    end = meant.at + timedelta(minutes=asked.minutes)
    clock = zone_or_utc(asked.zone)
    people = {asked.client, asked.worker} - {""}
    for line in schedule.between(meant.at - _DAY, end):
        taken = line.status in TAKES_TIME and line.id != asked.but
        if taken and line.ends_at > meant.at and {line.client, line.worker} & people:
            words = {
                "name": line.client_name or line.subject,
                "start": time_of_day(line.starts_at.astimezone(clock)),
                "end": time_of_day(line.ends_at.astimezone(clock)),
            }
            warnings.append(
                Message("schedule", "At the same time: {name}, from {start} to {end}.", words)
            )
    return Told(None, tuple(warnings))
