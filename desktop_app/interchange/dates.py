"""Dates as people write them in lists, in French and English, with the order decided by column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from desktop_app.domain.words.folding import fold

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january janvier jan janv", "february fevrier feb fev fevr", "march mars mar",
            "april avril apr avr", "may mai", "june juin jun", "july juillet jul juil",
            "august aout aug aou", "september septembre sep sept", "october octobre oct",
            "november novembre nov", "december decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ABOUT: Final = re.compile(
    r"^(?:~|≈|±|(?:circa|ca|c|about|around|approx\w*|abt|vers|environ|env|autour de)\b\.?)\s*"
    r"(?:l'an\s+|en\s+)?(?=\d|\w+ \d)",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]\d{2}:\d{2}.*)?")
_THREE: Final = re.compile(r"(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{2,4})")
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_YEAR: Final = re.compile(r"(1[89]\d{2}|20\d{2})")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_EXCEL_START: Final = date(1899, 12, 30)
_SERIALS: Final = range(2_200, 110_000)  # 1906 to 2201; smaller numbers are years


class Order(StrEnum):
    """In which order a column writes day, month and year."""

    DAY_FIRST = "DMY"
    MONTH_FIRST = "MDY"
    YEAR_FIRST = "YMD"


@dataclass(frozen=True, slots=True)
class ColumnOrder:
    """order: how dates of figures alone are read. asked: no value of the column proved it, or two
    values prove different orders, so that a person should look."""

    order: Order
    asked: bool


@dataclass(frozen=True, slots=True)
class ReadDate:
    """value: YYYY, YYYY-MM or YYYY-MM-DD, after `~` when it is about then. doubtful: the century
    was not written and both are possible."""

    value: str
    doubtful: bool = False


class NoSuchDay(ValueError):
    """The text is a date, but the calendar has no such day."""


class NotADate(ValueError):
    """The text is no date that is known here."""


def decide_order(values: Iterable[object]) -> ColumnOrder:
    """The order of a whole column, from the values that can be read one way only.

    Day first when nothing tells, as Canada's French does, and then `asked`.
    """
    day = month = unclear = year = 0
    for value in values:
        found = _THREE.fullmatch(str(value or "").strip())
        if found is None:
            year += _ISO.fullmatch(str(value or "").strip()) is not None
            continue
        if len(found.group(1)) > 2:
            year += 1
            continue
        first, second = int(found.group(1)), int(found.group(2))
        if first > 12 >= second:
            day += 1
        elif second > 12 >= first:
            month += 1
        elif first != second:
            unclear += 1
    if not day and not month:
        chosen = Order.YEAR_FIRST if year and not unclear else Order.DAY_FIRST
        return ColumnOrder(chosen, unclear > 0)
    order = Order.DAY_FIRST if day >= month else Order.MONTH_FIRST
    return ColumnOrder(order, bool(day and month and unclear))


def read_date(value: object, order: Order, today: date) -> ReadDate:
    """A date, exact or not, from a cell: text in many styles, a year, or a spreadsheet's number.

    today: decides the century of two-figure years (never in the future). Raises NoSuchDay,
    NotADate.
    """
    text = " ".join(str(value).split())
    about = _ABOUT.match(text)
    if about is not None:
        rest = read_date(text[about.end() :], order, today)
        return ReadDate(f"~{rest.value.removeprefix('~')}", rest.doubtful)
    if text.endswith("?") and len(text) > 1:
        rest = read_date(text[:-1], order, today)
        return ReadDate(f"~{rest.value.removeprefix('~')}", rest.doubtful)
    if _YEAR.fullmatch(text):
        return ReadDate(text)
    if text.isdecimal() and text.isascii() and int(text) in _SERIALS:
        return ReadDate((_EXCEL_START + timedelta(days=int(text))).isoformat())
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return ReadDate(_joined(*(int(part) for part in found.groups() if part)))
    if found := _THREE.fullmatch(text):
        return _figures(found, order, today)
    if (found := _MONTH_YEAR.fullmatch(text)) and 1 <= int(found.group(1)) <= 12:
        return ReadDate(_joined(int(found.group(2)), int(found.group(1))))
    return _words(text, today)


def _figures(found: re.Match[str], order: Order, today: date) -> ReadDate:
    first, second, third = found.groups()
    if len(first) > 2:
        if len(first) != 4:
            raise NotADate
        return ReadDate(_joined(int(first), int(second), int(third)))
    if order is Order.YEAR_FIRST and len(third) == 2 and not found.group().count("/"):
        year, doubtful = _century(first, today)
        return ReadDate(_joined(year, int(second), int(third)), doubtful)
    if len(third) == 3:
        raise NotADate
    year, doubtful = _century(third, today)
    pairs = [(int(second), int(first)), (int(first), int(second))]  # (month, day)
    if order is Order.MONTH_FIRST:
        pairs.reverse()
    for month, day in pairs:
        if month <= 12:
            return ReadDate(_joined(year, month, day), doubtful)
    raise NoSuchDay


def _words(text: str, today: date) -> ReadDate:
    """`3 mars 1980`, `March 3rd, 1980`, `1er avril 1980`, `Mar-80`, `mars 1980`."""
    month = 0
    figures: list[str] = []
    for word in re.findall(r"\d+|[a-z]+", fold(text)):
        if word in _MONTHS and not month:
            month = _MONTHS[word]
        elif word.isdecimal():
            figures.append(word)
        elif word not in ("st", "nd", "rd", "th", "er", "re", "le", "of", "de", "the", "ne", "nee"):
            raise NotADate
    if not month or not 1 <= len(figures) <= 2:
        raise NotADate
    if len(figures) == 2 and len(figures[0]) == 4:
        figures.reverse()
    if len(figures[-1]) not in (2, 4):
        raise NotADate
    year, doubtful = _century(figures[-1], today)
    if len(figures) == 1:
        return ReadDate(_joined(year, month), doubtful)
    return ReadDate(_joined(year, month, int(figures[0])), doubtful)


def _century(figures: str, today: date) -> tuple[int, bool]:
    """The year of two figures, and whether someone alive could mean the century before."""
    if len(figures) != 2:
        return int(figures), False
    year = today.year // 100 * 100 + int(figures)
    if year > today.year:
        return year - 100, False
    return year, today.year - (year - 100) <= 105


def _joined(year: int, month: int | None = None, day: int | None = None) -> str:
    if not 1850 <= year <= 2200:
        raise NoSuchDay
    if month is None:
        return f"{year}"
    try:
        whole = date(year, month, 1 if day is None else day)
    except ValueError as fault:
        raise NoSuchDay from fault
    return whole.isoformat()[:7] if day is None else whole.isoformat()
