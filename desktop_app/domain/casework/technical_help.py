"""Hours that go into help with technology, by month and by what the help was for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Help:
    """One time that somebody was helped. day: YYYY-MM-DD. kind: the stored word. client: whom."""

    day: str
    kind: str
    minutes: int
    client: str


@dataclass(frozen=True, slots=True)
class HelpMonth:
    """One month and one kind of help. month: YYYY-MM. times, people: how often, how many people."""

    month: str
    kind: str
    times: int
    minutes: int
    people: int


def by_month(helps: Iterable[Help]) -> tuple[HelpMonth, ...]:
    """The sums, the newest month first; in a month the kind that took longest first."""
    found: dict[tuple[str, str], list[Help]] = {}
    for one in helps:
        found.setdefault((one.day[:7], one.kind), []).append(one)
    months = [
        HelpMonth(
            month,
            kind,
            len(all_of_it),
            sum(max(0, one.minutes) for one in all_of_it),
            len({one.client for one in all_of_it}),
        )
        for (month, kind), all_of_it in found.items()
    ]
    months.sort(key=lambda one: (-one.minutes, one.kind))
    return tuple(sorted(months, key=lambda one: one.month, reverse=True))
