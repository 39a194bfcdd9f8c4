"""Open now, closed, or not known: over weeks, midnights, seasons and the two changes of clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.directory.opening import OpenState, open_now
from desktop_app.domain.fields import Value

TORONTO = "America/Toronto"
OFFICE: dict[str, Value] = {"days": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "17:00"}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_open_until_the_end_of_the_day() -> None:
    state = open_now([OFFICE], utc("2025-01-15T15:00"), TORONTO)  # a Wednesday, 10:00
    assert state == OpenState(True, until=utc("2025-01-15T22:00"))


def test_closed_until_the_next_morning_and_over_the_week_end() -> None:
    night = open_now([OFFICE], utc("2025-01-15T23:00"), TORONTO)
    assert night == OpenState(False, next_opening=utc("2025-01-16T14:00"))
    saturday = open_now([OFFICE], utc("2025-01-18T15:00"), TORONTO)
    assert saturday.next_opening == utc("2025-01-20T14:00")


def test_the_closing_minute_is_closed_and_the_opening_minute_open() -> None:
    assert open_now([OFFICE], utc("2025-01-15T22:00"), TORONTO).open is False
    assert open_now([OFFICE], utc("2025-01-15T14:00"), TORONTO).open is True


def test_past_midnight() -> None:
    night: dict[str, Value] = {"days": "FR", "opens_at": "20:00", "closes_at": "02:00"}
    state = open_now([night], utc("2025-01-18T06:30"), TORONTO)  # Saturday, 01:30
    assert state == OpenState(True, until=utc("2025-01-18T07:00"))
    assert open_now([night], utc("2025-01-18T07:30"), TORONTO).open is False


def test_always_open_has_no_end() -> None:
    always: dict[str, Value] = {
        "days": "MO,TU,WE,TH,FR,SA,SU",
        "opens_at": "00:00",
        "closes_at": "00:00",
    }
    assert open_now([always], utc("2025-03-09T07:30"), TORONTO) == OpenState(True)


def test_two_spans_that_touch_are_one() -> None:
    morning: dict[str, Value] = {"days": "WE", "opens_at": "09:00", "closes_at": "12:00"}
    afternoon: dict[str, Value] = {"days": "WE", "opens_at": "12:00", "closes_at": "16:00"}
    state = open_now([morning, afternoon], utc("2025-01-15T15:00"), TORONTO)
    assert state.until == utc("2025-01-15T21:00")


@pytest.mark.parametrize(
    ("at", "opened"),
    [
        ("2025-03-07T14:30", True),  # the Friday before, winter: 09:30
        ("2025-03-10T13:30", True),  # the Monday after, summer: 09:30
        ("2025-03-07T13:30", False),  # 08:30
        ("2025-03-10T12:30", False),  # 08:30
        ("2025-10-31T13:30", True),  # before the clocks go back: 09:30
        ("2025-11-03T13:30", False),  # after: 08:30
        ("2025-11-03T14:30", True),  # after: 09:30
    ],
)
def test_hours_are_local_on_both_sides_of_a_change_of_clock(at: str, opened: bool) -> None:
    assert open_now([OFFICE], utc(at), TORONTO).open is opened


def test_the_night_of_the_change_is_an_hour_shorter_and_longer() -> None:
    night: dict[str, Value] = {"days": "SA", "opens_at": "22:00", "closes_at": "06:00"}
    spring = open_now([night], utc("2025-03-09T04:00"), TORONTO)
    autumn = open_now([night], utc("2025-11-02T04:00"), TORONTO)
    assert spring.until == utc("2025-03-09T10:00")
    assert autumn.until == utc("2025-11-02T11:00")


def test_places_without_a_change_of_clock() -> None:
    for month in ("01", "07"):
        state = open_now([OFFICE], utc(f"2025-{month}-15T16:00"), "America/Regina")
        assert state.until == utc(f"2025-{month}-15T23:00")


def test_a_season_and_what_comes_after_it() -> None:
    summer: dict[str, Value] = {**OFFICE, "valid_from": "2025-07-01", "valid_to": "2025-08-29"}
    before = open_now([summer], utc("2025-01-15T15:00"), TORONTO)
    assert before == OpenState(False, next_opening=utc("2025-07-01T13:00"))
    assert open_now([summer], utc("2025-07-02T15:00"), TORONTO).open is True
    assert open_now([summer], utc("2026-01-14T15:00"), TORONTO) == OpenState(
        False, next_opening=None
    )


def test_a_holiday_closes_the_whole_day() -> None:
    holiday: dict[str, Value] = {
        "closed": True, "valid_from": "2025-01-15", "valid_to": "2025-01-15",
    }  # fmt: skip
    state = open_now([OFFICE, holiday], utc("2025-01-15T15:00"), TORONTO)
    assert state == OpenState(False, next_opening=utc("2025-01-16T14:00"))


def test_a_lunch_break_is_taken_out() -> None:
    lunch: dict[str, Value] = {
        "closed": True, "days": "WE", "opens_at": "12:00", "closes_at": "13:00",
    }  # fmt: skip
    assert open_now([OFFICE, lunch], utc("2025-01-15T15:00"), TORONTO).until == utc(
        "2025-01-15T17:00"
    )
    noon = open_now([OFFICE, lunch], utc("2025-01-15T17:30"), TORONTO)
    assert noon == OpenState(False, next_opening=utc("2025-01-15T18:00"))


@pytest.mark.parametrize(
    "hours",
    [
        [],
        [{}],
        [{"days": "WE"}],
        [{"days": "WE", "closes_at": "17:00"}],
        [{"opens_at": "09:00", "closes_at": "17:00"}],
        [{"days": "1WE", "opens_at": "09:00", "closes_at": "17:00"}],
        [{**OFFICE, "rule": "FREQ=MONTHLY"}],
        [{"description": "call first"}],
        [{"closed": True, "valid_from": "2025-12-25", "valid_to": "2025-12-25"}],
        [{"days": "WE", "opens_at": "nine", "closes_at": "17:00"}],
    ],
)
def test_what_is_not_said_is_not_known(hours: list[dict[str, Value]]) -> None:
    assert open_now(hours, utc("2025-01-15T15:00"), TORONTO).open is None


def test_known_hours_stand_beside_unknown_ones() -> None:
    unknown: dict[str, Value] = {"days": "SA", "description": "by appointment"}
    assert open_now([OFFICE, unknown], utc("2025-01-15T15:00"), TORONTO).open is True
    saturday = open_now([OFFICE, unknown], utc("2025-01-18T15:00"), TORONTO)
    assert saturday == OpenState(None, next_opening=utc("2025-01-20T14:00"))


@pytest.mark.parametrize("zone", ["", "Nowhere/Atlantis", "../../etc/passwd", "\x00"])
def test_an_unknown_time_zone_is_not_known(zone: str) -> None:
    assert open_now([OFFICE], utc("2025-01-15T15:00"), zone) == OpenState(None)


@given(
    st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2027-01-01")),
    st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1),
    st.integers(0, 23),
    st.integers(0, 23),
    st.sampled_from([TORONTO, "America/Iqaluit", "America/St_Johns", "America/Resolute"]),
)
def test_the_state_holds_until_the_instant_that_it_names(
    at: datetime, days: list[str], opens: int, closes: int, zone: str
) -> None:
    hours: list[dict[str, Value]] = [
        {"days": ",".join(days), "opens_at": f"{opens:02}:00", "closes_at": f"{closes:02}:00"}
    ]
    state = open_now(hours, at.replace(tzinfo=UTC), zone)
    minute = timedelta(minutes=1)
    if state.open and state.until is not None:
        assert open_now(hours, state.until - minute, zone).open is True
        assert open_now(hours, state.until, zone).open is False
    elif state.open is False:
        assert state.next_opening is not None
        assert open_now(hours, state.next_opening, zone).open is True
        assert open_now(hours, state.next_opening - minute, zone).open is False
