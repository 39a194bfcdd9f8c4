"""Rules of applications: where one stands, what is late, what a household gains in a year.

Dates are those that people wrote (YYYY-MM-DD); `today` arrives as an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.casework.benefits import (
    ACCEPTED,
    ACKNOWLEDGED,
    APPEALED,
    DECIDED,
    GATHERED,
    MONTH,
    ONCE,
    PAID,
    PARTLY,
    QUARTER,
    REFUSED,
    SENT,
    STATES,
    WITHDRAWN,
    YEAR,
)
from desktop_app.domain.fields import Value

USUAL_DAYS: Final = 56
"""After so many days without an answer an application is late where nobody knows better: eight
weeks, a worker's custom and no promise of anybody."""

_ORDER: Final = {one.value: place for place, one in enumerate(STATES)}
_TIMES_A_YEAR: Final = {MONTH: 12, QUARTER: 4, YEAR: 1}
_WAITS: Final = (SENT, ACKNOWLEDGED, APPEALED)

_DOUBTFUL: Final = {MONTH: 1_000_000, QUARTER: 3_000_000, YEAR: 10_000_000, ONCE: 20_000_000}
"""Cents above which an amount is asked about again: no benefit of the list comes near."""


@dataclass(frozen=True, slots=True)
class Step:
    """One state that an application reached. id: of the item. by: id of a person, or empty."""

    id: str
    state: str
    on: str
    words: str = ""
    by: str = ""


def steps_of(items: Mapping[str, Mapping[str, Value]]) -> tuple[Step, ...]:
    """The states an application went through, the earliest first.

    Of one day, the order is that in which an application goes on; so two laptops that noted states
    apart read the same afterwards.
    """
    steps = [
        Step(
            item,
            str(values.get("state") or ""),
            str(values.get("on") or ""),
            str(values.get("words") or ""),
            str(values.get("by") or ""),
        )
        for item, values in items.items()
        if values.get("state")
    ]
    return tuple(sorted(steps, key=lambda one: (one.on, _ORDER.get(one.state, -1), one.id)))


def standing(steps: Iterable[Step]) -> Step:
    """Where an application stands; gathered from the beginning where nothing is noted."""
    last = Step("", GATHERED, "")
    for one in steps:
        last = one
    return last


def is_over(state: str, outcome: str) -> bool:
    """Whether nothing more is waited for."""
    return state in (PAID, WITHDRAWN) or (state == DECIDED and outcome == REFUSED)


def due_on(step: Step, answer_by: str, usual_days: int) -> str:
    """By when an answer is to be expected, YYYY-MM-DD; empty where nothing is waited for.

    answer_by: a date that was promised, which counts before any custom. usual_days: of the
    benefit, 0 while nobody knows; then USUAL_DAYS. A date nobody can add to gives an empty one.
    """
    if step.state not in _WAITS:
        return ""
    try:
        if answer_by:
            return date.fromisoformat(answer_by).isoformat()
    except ValueError:
        pass  # another laptop may have written anything; the custom counts
    try:
        since = date.fromisoformat(step.on)
        return (since + timedelta(days=usual_days or USUAL_DAYS)).isoformat()
    except (ValueError, OverflowError):
        return ""


def days_late(step: Step, answer_by: str, usual_days: int, today: date) -> int:
    """How many days an answer is late; 0 when it is not."""
    due = due_on(step, answer_by, usual_days)
    if not due:
        return 0
    return max(0, (today - date.fromisoformat(due)).days)


@dataclass(frozen=True, slots=True)
class Amount:
    """What an application brought or may bring. cents: 0 where nothing is known."""

    cents: int
    per: str
    starts_on: str
    ends_on: str
    state: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Gain:
    """What was gained: cents a year of what goes on, and cents that were paid once."""

    yearly: int = 0
    once: int = 0

    def __add__(self, other: Gain) -> Gain:
        return Gain(self.yearly + other.yearly, self.once + other.once)


def gain_of(amount: Amount, today: date) -> Gain:
    """What one application adds to a household.

    It counts from the day when it is paid or was accepted, with the amount that was written down;
    what has ended adds nothing a year. A refusal never counts.
    """
    counts = amount.state == PAID or (
        amount.state == DECIDED and amount.outcome in (ACCEPTED, PARTLY)
    )
    if not counts or amount.outcome == REFUSED or amount.cents <= 0:
        return Gain()
    if amount.per == ONCE:
        return Gain(once=amount.cents)
    day = today.isoformat()
    if (amount.ends_on and amount.ends_on < day) or amount.per not in _TIMES_A_YEAR:
        return Gain()
    return Gain(yearly=amount.cents * _TIMES_A_YEAR[amount.per])


def yearly(cents: int, per: str) -> int:
    """An amount as it adds up in a year; what is paid once stays as it is."""
    return cents * _TIMES_A_YEAR.get(per, 1)


def is_doubtful(cents: int, per: str) -> bool:
    """Whether an amount looks as if it were typed in another unit, and is worth asking again."""
    return cents < 0 or 0 < cents < 100 or cents > _DOUBTFUL.get(per, _DOUBTFUL[MONTH])


def same_request(one: tuple[str, str, str, int], other: tuple[str, str, str, int]) -> bool:
    """Whether two applications ask for the same thing for the same person.

    Each is the benefit (or the folded name of one outside the list), the client, the member of the
    household and the tax year, 0 for none. A year that one of them leaves open meets any year.
    """
    return one[:3] == other[:3] and (one[3] == other[3] or 0 in (one[3], other[3]))
