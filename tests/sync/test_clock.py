"""Logical time: always forward, never moved by a clock that is far off."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.sync.clock import (
    COUNTER_BITS,
    LARGEST,
    TOLERANCE_MS,
    is_plausible,
    milliseconds_of,
    moment_of,
    next_time,
    time_of,
)

MILLISECONDS = st.integers(-(1 << 50), 1 << 50)
TIMES = st.integers(0, LARGEST)


@given(MILLISECONDS, TIMES)
def test_time_goes_forward_and_stays_within_the_database(now: int, last: int) -> None:
    following = next_time(now, last)
    assert 0 <= following <= LARGEST
    assert following > last or last == LARGEST


@given(st.integers(0, (1 << 47) - 1))
def test_a_wall_clock_that_runs_is_kept(now: int) -> None:
    assert milliseconds_of(next_time(now, 0)) == now or now == 0
    assert milliseconds_of(time_of(now)) == now


def test_the_counter_tells_entries_of_one_millisecond_apart() -> None:
    first = next_time(1000, 0)
    assert next_time(1000, first) == first + 1
    assert next_time(10, first) == first + 1
    assert first >> COUNTER_BITS == 1000


def test_a_day_ahead_is_the_limit() -> None:
    limit = time_of(5000 + TOLERANCE_MS)
    assert is_plausible(limit - 1, 5000, 0)
    assert not is_plausible(limit, 5000, 0)
    assert is_plausible(limit - 1, 0, 5000)


@given(MILLISECONDS, TIMES, TIMES)
def test_what_is_absorbed_is_never_far_ahead(now: int, remote: int, beacon: int) -> None:
    if is_plausible(remote, now, milliseconds_of(beacon)):
        ahead = milliseconds_of(remote) - max(now, milliseconds_of(beacon), 0)
        assert ahead <= TOLERANCE_MS


@given(TIMES)
def test_every_time_can_be_shown(time: int) -> None:
    assert moment_of(time).tzinfo is UTC


def test_times_beyond_the_calendar_are_its_last_day() -> None:
    assert moment_of(LARGEST) >= datetime(6000, 1, 1, tzinfo=UTC)
    assert moment_of(1 << 80) == datetime(9999, 12, 31, tzinfo=UTC)
    assert moment_of(0) == datetime(1970, 1, 1, tzinfo=UTC)
