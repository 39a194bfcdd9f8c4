"""Local times in places that keep their clocks differently, on the days when clocks are changed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.words.local_time import (
    TimeSkipped,
    UnknownZone,
    comes_twice,
    day_span,
    instant_text,
    meant_by,
    read_instant,
    zone_or_utc,
)

IQALUIT = "America/Iqaluit"  # Eastern, with daylight time
RESOLUTE = "America/Resolute"  # Central, with daylight time
REGINA = "America/Regina"  # Central standard time, all year
BLANC_SABLON = "America/Blanc-Sablon"  # Atlantic standard time, all year
FORWARD = date(2026, 3, 8)
BACK = date(2026, 11, 1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


@pytest.mark.parametrize("zone", [IQALUIT, RESOLUTE])
def test_a_time_that_the_clocks_skip_is_a_sentence(zone: str) -> None:
    with pytest.raises(TimeSkipped) as caught:
        meant_by(at(FORWARD, 2, 30), zone)
    said = str(caught.value)
    assert "02:30 does not exist on 2026-03-08" in said
    assert "from 02:00 to 03:00" in said
    assert caught.value.until == at(FORWARD, 3)
    assert meant_by(at(FORWARD, 1, 59), zone).at + timedelta(minutes=1) == (
        meant_by(at(FORWARD, 3), zone).at
    )


@pytest.mark.parametrize(
    ("zone", "offset"), [(IQALUIT, 4), (RESOLUTE, 5)], ids=["Iqaluit", "Resolute"]
)
def test_a_time_that_comes_twice_means_the_first(zone: str, offset: int) -> None:
    meant = meant_by(at(BACK, 1, 30), zone)
    assert meant.twice
    assert meant.at == datetime(2026, 11, 1, 1 + offset, 30, tzinfo=UTC)
    assert comes_twice(meant.at, zone)
    assert not comes_twice(meant.at + timedelta(hours=2), zone)


@pytest.mark.parametrize(("zone", "offset"), [(REGINA, 6), (BLANC_SABLON, 4)])
def test_places_without_daylight_time_have_plain_days(zone: str, offset: int) -> None:
    for day in (FORWARD, BACK):
        for hour, minute in ((1, 30), (2, 30)):
            meant = meant_by(at(day, hour, minute), zone)
            assert not meant.twice
            assert meant.at == datetime(
                day.year, day.month, day.day, hour + offset, minute, tzinfo=UTC
            )
        start, end = day_span(day, zone)
        assert end - start == timedelta(hours=24)


def test_a_day_has_twenty_three_or_twenty_five_hours() -> None:
    start, end = day_span(FORWARD, IQALUIT)
    assert end - start == timedelta(hours=23)
    start, end = day_span(BACK, IQALUIT)
    assert end - start == timedelta(hours=25)


@pytest.mark.parametrize("zone", ["", "Atlantis/Sunken", "../etc/passwd", "America", "\0"])
def test_an_unknown_zone_is_a_sentence(zone: str) -> None:
    with pytest.raises(UnknownZone):
        meant_by(at(BACK, 12), zone)
    assert zone_or_utc(zone).key == "UTC"


@given(
    st.datetimes(at(date(2000, 1, 1), 0), at(date(2037, 12, 31), 0)),
    st.sampled_from([IQALUIT, RESOLUTE, REGINA, BLANC_SABLON, "America/St_Johns"]),
)
def test_what_is_meant_reads_back_as_it_was_said(wall: datetime, zone: str) -> None:
    wall = wall.replace(second=0, microsecond=0)
    try:
        meant = meant_by(wall, zone)
    except TimeSkipped as skipped:
        wall = skipped.until
        meant = meant_by(wall, zone)
    assert meant.at.astimezone(zone_or_utc(zone)).replace(tzinfo=None, fold=0) == wall
    assert read_instant(instant_text(meant.at)) == meant.at


def test_instants_sort_as_texts() -> None:
    moments = [datetime(2026, 3, 8, hour, tzinfo=UTC) for hour in (23, 4, 11)]
    assert sorted(map(instant_text, moments)) == [instant_text(one) for one in sorted(moments)]
    assert read_instant("tomorrow") is None
