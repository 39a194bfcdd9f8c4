from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from desktop_app.domain.words.calendar_words import (
    client_date,
    day_heading,
    long_date,
    money,
    month_heading,
    number,
    partial_date,
    relative_day,
    short_date,
    short_weekday_name,
    time_of_day,
    time_since,
)
from desktop_app.language import use_language

MAY_DAY = date(2026, 5, 1)


def test_dates_in_english() -> None:
    assert long_date(MAY_DAY) == "May 1, 2026"
    assert long_date(MAY_DAY, with_weekday=True) == "Friday, May 1, 2026"
    assert day_heading(MAY_DAY) == "Friday, May 1, 2026"
    assert month_heading(MAY_DAY) == "May 2026"
    assert short_weekday_name(4) == "Fri"


def test_dates_in_french() -> None:
    use_language("fr")
    assert long_date(MAY_DAY) == "le 1er mai 2026"
    assert long_date(date(2026, 8, 2)) == "le 2 août 2026"
    assert long_date(MAY_DAY, with_weekday=True) == "le vendredi 1er mai 2026"
    assert day_heading(MAY_DAY) == "Vendredi 1er mai 2026"
    assert month_heading(date(2026, 12, 3)) == "Décembre 2026"
    assert short_weekday_name(4) == "ven."


@pytest.mark.parametrize("code", ["fr", "en", "atj", "iu-Cans-x-nunavik"])
def test_numeric_dates_and_times_are_the_same_everywhere(code: str) -> None:
    use_language(code)
    assert short_date(MAY_DAY) == "2026-05-01"
    assert time_of_day(time(7, 5)) == "07:05"
    assert time_of_day(datetime(2026, 5, 1, 17, 0, tzinfo=UTC)) == "17:00"


@pytest.mark.parametrize(
    ("value", "in_english", "in_french"),
    [
        ("1950", "1950", "1950"),
        ("~1950", "about 1950", "vers 1950"),
        ("1980-03", "March 1980", "mars 1980"),
        ("1980-08-31", "August 31, 1980", "31 août 1980"),
        ("1980-13", "1980-13", "1980-13"),
        ("1980-02-30", "1980-02-30", "1980-02-30"),
        ("spring", "spring", "spring"),
        ("", "", ""),
        ("~", "~", "~"),
    ],
)
def test_dates_known_in_part(value: str, in_english: str, in_french: str) -> None:
    assert partial_date(value) == in_english
    use_language("fr")
    assert partial_date(value) == in_french


def test_amounts() -> None:
    assert money(123_450) == "$1,234.50"
    assert money(5) == "$0.05"
    assert money(-123_450) == "\u2212$1,234.50"
    assert number(1_234_567) == "1,234,567"
    use_language("fr")
    assert money(123_450) == "1\u00a0234,50\u00a0$"
    assert money(-5) == "\u22120,05\u00a0$"
    assert number(-12_345) == "\u221212\u00a0345"


@pytest.mark.parametrize(
    ("days", "in_english", "in_french"),
    [
        (0, "today", "aujourd'hui"),
        (1, "tomorrow", "demain"),
        (-1, "yesterday", "hier"),
        (2, "in 2 days", "dans 2 jours"),
        (-3, "3 days ago", "il y a 3 jours"),
        (-14, "2 weeks ago", "il y a 2 semaines"),
        (60, "in 8 weeks", "dans 8 semaines"),
        (-61, "2 months ago", "il y a 2 mois"),
        (365, "in 12 months", "dans 12 mois"),
        (-731, "2 years ago", "il y a 2 ans"),
        (-36_525, "100 years ago", "il y a 100 ans"),
    ],
)
def test_days_from_today(days: int, in_english: str, in_french: str) -> None:
    day = MAY_DAY + timedelta(days=days)
    assert relative_day(day, MAY_DAY) == in_english
    use_language("fr")
    assert relative_day(day, MAY_DAY) == in_french


@pytest.mark.parametrize(
    ("ago", "in_english", "in_french"),
    [
        (timedelta(seconds=-30), "just now", "à l'instant"),
        (timedelta(seconds=59), "just now", "à l'instant"),
        (timedelta(minutes=1), "1 minute ago", "il y a 1 minute"),
        (timedelta(minutes=59), "59 minutes ago", "il y a 59 minutes"),
        (timedelta(hours=23, minutes=59), "23 hours ago", "il y a 23 heures"),
        (timedelta(hours=24), "yesterday", "hier"),
        (timedelta(days=3, hours=5), "3 days ago", "il y a 3 jours"),
    ],
)
def test_time_since(ago: timedelta, in_english: str, in_french: str) -> None:
    now = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
    assert time_since(now - ago, now) == in_english
    use_language("fr")
    assert time_since(now - ago, now) == in_french


def test_a_paper_for_a_client_has_the_attested_word_beside_the_numeric_date() -> None:
    assert client_date(date(2026, 5, 4), "atj") == "ockorkananiwon, 2026-05-04"
    assert client_date(date(2026, 5, 4), "iu-Cans-x-qikiqt") == "ᓇᒡᒐᔾᔭᐅ, 2026-05-04"
    # What a file says of a person is the language that they speak, not how it is written.
    assert client_date(date(2026, 5, 4), "iu-x-qikiqt") == "ᓇᒡᒐᔾᔭᐅ, 2026-05-04"
    assert client_date(date(2026, 5, 4), "iu") == "Monday, May 4, 2026"
    assert client_date(date(2026, 5, 4), "chp") == "Monday, May 4, 2026"
