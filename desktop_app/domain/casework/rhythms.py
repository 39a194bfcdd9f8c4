"""How often somebody is to be met again, and on which days that falls.

A rhythm is written as RFC 5545 and ISO 8601 write a duration of whole units: P10D, P3W, P2M. A day
that is a holiday, a Saturday or Sunday, or taken by leave moves to the next one that is free.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.people.retention import after_months
from desktop_app.language import Message

LONGEST: Final = 1200
"""Days; more is not a rhythm."""

_WRITTEN: Final = re.compile(r"P([1-9][0-9]{0,3})([DWM])")
_PASSED_OVER: Final = 60


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every `many` days, weeks or months. unit: D, W or M."""

    many: int
    unit: str

    def __str__(self) -> str:
        return f"P{self.many}{self.unit}"

    def after(self, day: date, times: int = 1) -> date:
        """That day so many times later, whatever day it is; the last day there is where the
        calendar ends before."""
        try:
            if self.unit == "M":
                return after_months(day, self.many * times)
            return day + timedelta(days=self.many * times * (7 if self.unit == "W" else 1))
        except (OverflowError, ValueError):
            return date.max

    def words(self) -> Message:
        """As a person says it, after “comes again every”."""
        if self.unit == "M":
            return Message("rhythms", "{n} month", {}, "{n} months", self.many)
        if self.unit == "W":
            return Message("rhythms", "{n} week", {}, "{n} weeks", self.many)
        return Message("rhythms", "{n} day", {}, "{n} days", self.many)


THREE_WEEKS: Final = Rhythm(3, "W")
TWO_MONTHS: Final = Rhythm(2, "M")
OFFERED: Final = (
    Rhythm(1, "W"),
    Rhythm(2, "W"),
    THREE_WEEKS,
    Rhythm(1, "M"),
    TWO_MONTHS,
    Rhythm(3, "M"),
    Rhythm(6, "M"),
)
"""What is offered before a rhythm of one's own."""


def rhythm_of(written: str) -> Rhythm | None:
    """The rhythm of a stored text; None where it is none, or longer than `LONGEST` days."""
    found = _WRITTEN.fullmatch(written.strip().upper())
    if found is None:
        return None
    many, unit = int(found[1]), found[2]
    days = many * {"D": 1, "W": 7, "M": 30}[unit]
    return Rhythm(many, unit) if days <= LONGEST else None


def next_days(
    rhythm: Rhythm, last: date, many: int, closed: Callable[[date], bool]
) -> tuple[date, ...]:
    """The next days of a rhythm after `last`, each moved off the days that are `closed`.

    Where nothing is free for a long time the day stays as it is: a rhythm is never lost.
    """
    return tuple(free_day(rhythm.after(last, times), closed) for times in range(1, many + 1))


def free_day(day: date, closed: Callable[[date], bool]) -> date:
    """That day, or the first one after it that is not closed."""
    if day > date.max - timedelta(days=_PASSED_OVER):
        return day
    for offset in range(_PASSED_OVER):
        if not closed(day + timedelta(days=offset)):
            return day + timedelta(days=offset)
    return day
