"""Dates of lists: many styles, one order for a column, and no day that does not exist."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.interchange.dates import (
    ColumnOrder,
    NoSuchDay,
    NotADate,
    Order,
    ReadDate,
    decide_order,
    read_date,
)

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1980-03-03", "1980-03-03"),
        ("1980-3-3", "1980-03-03"),
        ("1980-03-03T00:00", "1980-03-03"),
        ("1980/03/03", "1980-03-03"),
        ("19800303", "1980-03-03"),
        ("03/03/80", "1980-03-03"),
        ("3.3.1980", "1980-03-03"),
        ("03 03 1980", "1980-03-03"),
        ("3 mars 1980", "1980-03-03"),
        ("1er avril 1980", "1980-04-01"),
        ("le 3 août 1980", "1980-08-03"),
        ("March 3, 1980", "1980-03-03"),
        ("March 3rd, 1980", "1980-03-03"),
        ("3-Mar-80", "1980-03-03"),
        ("mars 1980", "1980-03"),
        ("03/1980", "1980-03"),
        ("1980-03", "1980-03"),
        ("1980", "1980"),
        ("~1950", "~1950"),
        ("vers 1950", "~1950"),
        ("environ 1950", "~1950"),
        ("about March 1950", "~1950-03"),
        ("circa 1950", "~1950"),
        ("1950?", "~1950"),
        ("29283", "1980-03-03"),
        (29283, "1980-03-03"),
        (1980, "1980"),
        ("29 février 2000", "2000-02-29"),
    ],
)
def test_styles(text: object, value: str) -> None:
    assert read_date(text, Order.DAY_FIRST, TODAY) == ReadDate(value)


@pytest.mark.parametrize(
    "text",
    ["31/02/1980", "1980-02-30", "29 février 2001", "32/01/1980", "13/13/1980", "00/00/1980",
     "April 31, 1999", "31/04/99", "1980-00-10"],
)  # fmt: skip
def test_days_that_do_not_exist(text: str) -> None:
    with pytest.raises(NoSuchDay):
        read_date(text, Order.DAY_FIRST, TODAY)


@pytest.mark.parametrize("text", ["inconnu", "n/a", "12", "3 mars", "1980-1985", "au printemps"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(NotADate):
        read_date(text, Order.DAY_FIRST, TODAY)


def test_order_of_figures() -> None:
    assert read_date("03/04/1980", Order.DAY_FIRST, TODAY).value == "1980-04-03"
    assert read_date("03/04/1980", Order.MONTH_FIRST, TODAY).value == "1980-03-04"
    assert read_date("80-04-03", Order.YEAR_FIRST, TODAY).value == "1980-04-03"
    assert read_date("25/12/1980", Order.MONTH_FIRST, TODAY).value == "1980-12-25"


def test_years_of_two_figures_are_never_to_come_and_doubted_when_both_are_possible() -> None:
    assert read_date("03/03/26", Order.DAY_FIRST, TODAY) == ReadDate("1926-03-03")
    assert read_date("03/03/24", Order.DAY_FIRST, TODAY) == ReadDate("2024-03-03", doubtful=True)
    assert read_date("03/03/10", Order.DAY_FIRST, TODAY) == ReadDate("2010-03-03")


@pytest.mark.parametrize(
    ("values", "decided"),
    [
        (["25/12/1980", "03/04/1980"], ColumnOrder(Order.DAY_FIRST, asked=False)),
        (["12/25/1980", "03/04/1980"], ColumnOrder(Order.MONTH_FIRST, asked=False)),
        (["03/04/1980", "05/06/1980"], ColumnOrder(Order.DAY_FIRST, asked=True)),
        (["1980-03-04", "1981/05/06"], ColumnOrder(Order.YEAR_FIRST, asked=False)),
        (["25/12/1980", "12/25/1980", "1/2/1980"], ColumnOrder(Order.DAY_FIRST, asked=True)),
        (["05/05/1980"], ColumnOrder(Order.DAY_FIRST, asked=False)),
        ([None, "", "~1950"], ColumnOrder(Order.DAY_FIRST, asked=False)),
    ],
)
def test_the_order_is_decided_over_the_column(values: list[object], decided: ColumnOrder) -> None:
    assert decide_order(values) == decided


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%B %d, %Y"]))
def test_what_is_written_is_read(day: date, style: str) -> None:
    assert read_date(day.strftime(style), Order.DAY_FIRST, TODAY).value == day.isoformat()


@given(st.text())
def test_no_text_does_harm(text: str) -> None:
    try:
        read = read_date(text, Order.DAY_FIRST, TODAY)
    except (NoSuchDay, NotADate):
        return
    assert read.value.lstrip("~")[:4].isdecimal()
