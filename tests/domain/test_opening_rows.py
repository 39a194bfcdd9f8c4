"""Hours as rows of a week, and what does not fit into a week as remarks."""

from __future__ import annotations

from datetime import date

from desktop_app.domain.directory.opening_rows import HoursTable, hours_table
from desktop_app.domain.fields import Value
from desktop_app.language import use_language

DAY = date(2026, 3, 2)


def item(**values: Value) -> dict[str, Value]:
    return dict(values)


def test_a_row_for_each_weekday() -> None:
    table = hours_table(
        [
            item(days="MO,TU", opens_at="13:00", closes_at="16:30"),
            item(days="MO", opens_at="09:00", closes_at="12:00"),
        ],
        DAY,
    )
    assert [row.day for row in table.days] == list(range(7))
    assert table.days[0].times == "09:00–12:00, 13:00–16:30"
    assert table.days[1].times == "13:00–16:30"
    assert table.days[6].times == "closed"
    use_language("fr")
    assert table.days[0].name == "lundi"


def test_a_closed_day_stays_empty_whatever_else_is_said() -> None:
    table = hours_table(
        [item(days="MO,TU", opens_at="09:00", closes_at="12:00"), item(days="TU", closed=True)], DAY
    )
    assert table.days[0].spans
    assert not table.days[1].spans


def test_other_seasons_and_repetitions_are_told_as_remarks() -> None:
    table = hours_table(
        [
            item(
                days="SA", opens_at="10:00", closes_at="14:00",
                valid_from="2026-07-01", valid_to="2026-08-15",
            ),
            item(days="1MO", opens_at="18:00", closes_at="20:00", description="First Monday"),
            item(valid_from="2026-12-24", valid_to="2026-12-26", closed=True),
        ],
        DAY,
    )  # fmt: skip
    said = [str(one) for one in table.remarks]
    assert not table.days
    assert "From 2026-07-01 to 2026-08-15" in said
    assert "Saturday 10:00–14:00" in said
    assert "1MO 18:00–20:00" in said
    assert "First Monday" in said
    assert "Closed" in said
    assert table


def test_the_season_that_it_is_makes_the_rows() -> None:
    summer = item(days="SA", opens_at="10:00", closes_at="14:00", valid_from="2026-07-01")
    assert not hours_table([summer], DAY).days
    assert hours_table([summer], date(2026, 7, 4)).days[5].spans == (("10:00", "14:00"),)


def test_nothing_is_known() -> None:
    assert not hours_table([], DAY)
    assert hours_table([], DAY) == HoursTable()
