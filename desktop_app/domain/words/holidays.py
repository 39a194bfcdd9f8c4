"""Public holidays of the provinces and territories, as days on which offices are closed.

Facts: the Holidays Act (R.S.C. 1985, c. H-5), Part III of the Canada Labour Code for work under
federal rules, and the employment standards acts of the provinces and territories. A day that falls
on a Saturday or Sunday is not moved here: weekends are closed anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from dateutil.easter import easter

from desktop_app.language import Message

MONDAY: Final = 0

NEW_YEAR: Final = Message("holidays", "New Year's Day")
FAMILY: Final = Message("holidays", "Family Day")
GOOD_FRIDAY: Final = Message("holidays", "Good Friday")
EASTER_MONDAY: Final = Message("holidays", "Easter Monday")
PATRIOTS: Final = Message("holidays", "National Patriots' Day")
VICTORIA: Final = Message("holidays", "Victoria Day")
INDIGENOUS: Final = Message("holidays", "National Indigenous Peoples Day")
NATIONAL: Final = Message("holidays", "National Holiday of Québec")
CANADA: Final = Message("holidays", "Canada Day")
NUNAVUT: Final = Message("holidays", "Nunavut Day")
CIVIC: Final = Message("holidays", "Civic holiday")
DISCOVERY: Final = Message("holidays", "Discovery Day")
LABOUR: Final = Message("holidays", "Labour Day")
TRUTH: Final = Message("holidays", "National Day for Truth and Reconciliation")
THANKSGIVING: Final = Message("holidays", "Thanksgiving")
REMEMBRANCE: Final = Message("holidays", "Remembrance Day")
CHRISTMAS: Final = Message("holidays", "Christmas Day")
BOXING: Final = Message("holidays", "Boxing Day")

_FAMILY: Final = frozenset({"AB", "BC", "MB", "NB", "NS", "ON", "PE", "SK"})
_TRUTH: Final = frozenset({"BC", "MB", "NT", "NU", "PE", "YT"})
_CIVIC: Final = frozenset({"AB", "BC", "MB", "NB", "NT", "NU", "SK"})
_REMEMBRANCE: Final = frozenset(
    {"AB", "BC", "NB", "NL", "NT", "NU", "PE", "SK", "YT"}
)  # fmt: skip
_NO_THANKSGIVING: Final = frozenset({"NB", "NL", "NS", "PE"})
_NO_VICTORIA: Final = frozenset({"NB", "NL", "NS", "PE", "QC"})


@lru_cache(maxsize=64)
def holidays_of(region: str, year: int) -> dict[date, Message]:
    """The public holidays of a province or territory in a year, by day.

    region: two letters; another one gives the days that are kept everywhere.
    """
    return dict(_days(region.upper(), year))


def holiday_on(day: date, region: str) -> Message | None:
    """What a day is kept for in that region, or None."""
    return holidays_of(region, day.year).get(day)


def is_closed(day: date, region: str) -> bool:
    """Whether offices are closed: Saturday, Sunday, or a public holiday."""
    return day.weekday() > 4 or holiday_on(day, region) is not None


def _days(region: str, year: int) -> Iterator[tuple[date, Message]]:
    sunday = easter(year)
    yield date(year, 1, 1), NEW_YEAR
    if region in _FAMILY:
        yield _nth_monday(year, 2, 3), FAMILY
    yield sunday - timedelta(days=2), GOOD_FRIDAY
    if region == "QC":
        yield sunday + timedelta(days=1), EASTER_MONDAY
        yield _monday_before(year, 5, 25), PATRIOTS
        yield date(year, 6, 24), NATIONAL
    elif region not in _NO_VICTORIA:
        yield _monday_before(year, 5, 25), VICTORIA
    if region in ("NT", "YT"):
        yield date(year, 6, 21), INDIGENOUS
    yield date(year, 7, 1), CANADA
    if region == "NU":
        yield date(year, 7, 9), NUNAVUT
    if region in _CIVIC:
        yield _nth_monday(year, 8, 1), CIVIC
    if region == "YT":
        yield _nth_monday(year, 8, 3), DISCOVERY
    yield _nth_monday(year, 9, 1), LABOUR
    if region in _TRUTH and year >= 2021:
        yield date(year, 9, 30), TRUTH
    if region not in _NO_THANKSGIVING:
        yield _nth_monday(year, 10, 2), THANKSGIVING
    if region in _REMEMBRANCE:
        yield date(year, 11, 11), REMEMBRANCE
    yield date(year, 12, 25), CHRISTMAS
    if region == "ON":
        yield date(year, 12, 26), BOXING


def _nth_monday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(MONDAY - first.weekday()) % 7 + 7 * (nth - 1))


def _monday_before(year: int, month: int, day: int) -> date:
    last = date(year, month, day) - timedelta(days=1)
    return last - timedelta(days=(last.weekday() - MONDAY) % 7)
