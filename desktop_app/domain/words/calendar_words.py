"""Dates, times, amounts and spans as people write them in French and English Canada.

Numeric dates are always YYYY-MM-DD and times always of 24 hours; in words, "le 1er mai 2026" and
"May 1, 2026". Tables of our own, as the libraries answer in English month names, or in the
American order, for most languages of this program. Source: The Canadian Style, 5.14.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from desktop_app.language import attested_word, base_language, ntr, tr
from desktop_app.language import fill as filled

_MONTHS: Final = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "fr": (
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
}
_WEEKDAYS: Final = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
_SHORT_WEEKDAYS: Final = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
}

_NO_BREAK: Final = "\u00a0"
_MINUS: Final = "\u2212"


def month_name(month: int) -> str:
    """The name of a month, 1 to 12; in lower case in French, as within a sentence."""
    return _MONTHS[base_language()][month - 1]


def weekday_name(weekday: int) -> str:
    """The name of a day of the week, 0 for Monday; in lower case in French."""
    return _WEEKDAYS[base_language()][weekday]


def short_weekday_name(weekday: int) -> str:
    """The name of a day of the week for narrow columns, 0 for Monday."""
    return _SHORT_WEEKDAYS[base_language()][weekday]


def short_date(day: date) -> str:
    """YYYY-MM-DD, the one numeric form."""
    return day.isoformat()


def long_date(day: date, *, with_weekday: bool = False) -> str:
    """A date inside a sentence: "le 1er mai 2026", "May 1, 2026".

    with_weekday: "le vendredi 1er mai 2026", "Friday, May 1, 2026".
    """
    if base_language() == "fr":
        return f"le {_date_in_french(day, with_weekday=with_weekday)}"
    return _date_in_english(day, with_weekday=with_weekday)


def day_heading(day: date) -> str:
    """A date that stands alone above a list: "Vendredi 1er mai 2026", "Friday, May 1, 2026"."""
    if base_language() == "fr":
        text = _date_in_french(day, with_weekday=True)
        return text[0].upper() + text[1:]
    return _date_in_english(day, with_weekday=True)


def month_heading(day: date) -> str:
    """The month of a date that stands alone above a calendar: "Mai 2026", "May 2026"."""
    name = month_name(day.month)
    return f"{name[0].upper()}{name[1:]} {day.year}"


def partial_date(value: str) -> str:
    """A date of which only part may be known, in words.

    value: YYYY, YYYY-MM or YYYY-MM-DD, any of them after "~" when it is about then. What is not
    of that form is given back as it is.
    """
    about, known = value.startswith("~"), value.removeprefix("~")
    try:
        parts = [int(part) for part in known.split("-", maxsplit=2)]
        year, month, first = (*parts, 1, 1)[:3]
        day = date(year, month, first)
    except ValueError:
        return value
    if len(parts) == 3:
        text = _whole_date(day)
    elif len(parts) == 2:
        text = f"{month_name(day.month)} {day.year}"
    else:
        text = known
    return filled(tr("calendar", "about {date}"), {"date": text}) if about else text


def client_date(day: date, code: str) -> str:
    """A date for a paper that a client takes home, in the client's own language.

    code: of a word pack. Its word for the day stands beside the numeric date and never alone,
    since the same word can name another day in the next community. Without an attested word,
    the date is written as everywhere else.
    """
    word = attested_word(code, _WEEKDAYS["en"][day.weekday()])
    return f"{word}, {short_date(day)}" if word else day_heading(day)


def time_of_day(moment: time | datetime) -> str:
    """HH:MM of 24 hours, of a moment already in the local time of whoever reads it."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def number(value: int) -> str:
    """A whole number with its thousands set apart: "12 345" with no-break spaces, "12,345"."""
    grouped = f"{abs(value):,}"
    if base_language() == "fr":
        grouped = grouped.replace(",", _NO_BREAK)
    return f"{_MINUS if value < 0 else ''}{grouped}"


def money(cents: int) -> str:
    """An amount in dollars from cents: "1 234,50 $" with no-break spaces, "$1,234.50"."""
    dollars, rest = divmod(abs(cents), 100)
    sign = _MINUS if cents < 0 else ""
    if base_language() == "fr":
        return f"{sign}{number(dollars)},{rest:02d}{_NO_BREAK}$"
    return f"{sign}${number(dollars)}.{rest:02d}"


def relative_day(day: date, today: date) -> str:
    """How far a day is from today, in words: "tomorrow", "in 3 days", "2 weeks ago"."""
    distance = (day - today).days
    near = {
        -1: tr("calendar", "yesterday"),
        0: tr("calendar", "today"),
        1: tr("calendar", "tomorrow"),
    }
    if distance in near:
        return near[distance]
    days = abs(distance)
    if days < 14:
        n = days
        text = (
            ntr("calendar", "in {n} day", "in {n} days", n)
            if distance > 0
            else ntr("calendar", "{n} day ago", "{n} days ago", n)
        )
    elif days < 61:
        n = days // 7
        text = (
            ntr("calendar", "in {n} week", "in {n} weeks", n)
            if distance > 0
            else ntr("calendar", "{n} week ago", "{n} weeks ago", n)
        )
    elif days < 730:
        n = days * 12 // 365
        text = (
            ntr("calendar", "in {n} month", "in {n} months", n)
            if distance > 0
            else ntr("calendar", "{n} month ago", "{n} months ago", n)
        )
    else:
        n = days * 4 // 1461
        text = (
            ntr("calendar", "in {n} year", "in {n} years", n)
            if distance > 0
            else ntr("calendar", "{n} year ago", "{n} years ago", n)
        )
    return filled(text, {"n": n})


def time_since(then: datetime, now: datetime) -> str:
    """How long ago something happened, in words. Both in UTC; a `then` yet to come is "just now".

    After a day it counts in days of 24 hours, so that it does not depend on a time zone.
    """
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return tr("calendar", "just now")
    if minutes < 60:
        return filled(ntr("calendar", "{n} minute ago", "{n} minutes ago", minutes), {"n": minutes})
    hours = minutes // 60
    if hours < 24:
        return filled(ntr("calendar", "{n} hour ago", "{n} hours ago", hours), {"n": hours})
    today = now.date()
    return relative_day(date.fromordinal(today.toordinal() - hours // 24), today)


def _whole_date(day: date) -> str:
    if base_language() == "fr":
        return _date_in_french(day, with_weekday=False)
    return _date_in_english(day, with_weekday=False)


def _date_in_french(day: date, *, with_weekday: bool) -> str:
    first = "1er" if day.day == 1 else str(day.day)
    text = f"{first} {_MONTHS['fr'][day.month - 1]} {day.year}"
    return f"{_WEEKDAYS['fr'][day.weekday()]} {text}" if with_weekday else text


def _date_in_english(day: date, *, with_weekday: bool) -> str:
    text = f"{_MONTHS['en'][day.month - 1]} {day.day}, {day.year}"
    return f"{_WEEKDAYS['en'][day.weekday()]}, {text}" if with_weekday else text
