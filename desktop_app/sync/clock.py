"""Hybrid logical time: it breaks ties and is shown, and never decides what is newer.

A time is one whole number: 48 bits of milliseconds since 1970 (UTC), then 16 bits of a counter.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

COUNTER_BITS: Final = 16
TOLERANCE_MS: Final = 24 * 3600 * 1000
"""A received time further ahead than this is kept with its entry but never absorbed."""

LARGEST: Final = (1 << 63) - 1
"""The database keeps signed 64-bit numbers; this is the year 6429."""


def time_of(milliseconds: int) -> int:
    """The first logical time of that millisecond."""
    return max(0, min(milliseconds, (1 << 48) - 1)) << COUNTER_BITS


def next_time(now_ms: int, last: int) -> int:
    """The time of a local entry: the wall clock, or just after the last time seen here."""
    return min(max(time_of(now_ms), last + 1), LARGEST)


def is_plausible(remote: int, now_ms: int, beacon_ms: int) -> bool:
    """Whether a received time may move our own: at most a day ahead of wall clock and beacon."""
    return remote < time_of(max(now_ms, beacon_ms) + TOLERANCE_MS)


def milliseconds_of(time: int) -> int:
    """Milliseconds since 1970, UTC."""
    return time >> COUNTER_BITS


def moment_of(time: int) -> datetime:
    """The wall-clock part as a UTC moment; times beyond the calendar are given as its last day."""
    try:
        return datetime.fromtimestamp(milliseconds_of(time) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime(9999, 12, 31, tzinfo=UTC)
