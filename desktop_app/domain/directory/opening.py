"""Is it open now, and until when? Worked out from the hours of a directory entry.

Hours are local to the place; the question and the answers are in UTC. Where the entry does not
say enough, the answer is that it is not known: nobody should drive two hours on a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from desktop_app.domain.fields import Value

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Days as RFC 5545 writes them, Monday first (the order of `date.weekday`)."""

_NEAR: Final = 9  # days looked ahead first: a week and its edges
_FAR: Final = 370  # and when nothing was found: past the next season

_Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class OpenState:
    """open: None when the hours do not tell. until: when that ends, while open; None when it does
    not end within the coming days. next_opening: while closed or not known, the next opening that
    the hours name. Both in UTC."""

    open: bool | None
    until: datetime | None = None
    next_opening: datetime | None = None


def open_now(hours: Iterable[Mapping[str, Value]], at: datetime, time_zone: str) -> OpenState:
    """Whether a place with these hours is open at the instant `at`.

    hours: items of a directory entry (`days` such as "MO,TU", `opens_at` and `closes_at` local
    HH:MM, `valid_from` and `valid_to` YYYY-MM-DD inclusive, `rule`, `closed`). A closing time that
    is not after the opening time is of the next day. An item marked `closed` takes its days, or
    its times on them, away from all others. at: aware, UTC. time_zone: an IANA name; an unknown
    one gives "not known".
    """
    items = [item for item in hours if any(value is not None for value in item.values())]
    try:
        zone = ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        return OpenState(None)
    if not items:
        return OpenState(None)
    near = _state(items, at, zone, _NEAR)
    if near.open is True or near.next_opening is not None:
        return near
    return OpenState(near.open, None, _state(items, at, zone, _FAR).next_opening)


def _state(
    items: list[Mapping[str, Value]], at: datetime, zone: ZoneInfo, horizon: int
) -> OpenState:
    today = at.astimezone(zone).date()
    last = today + timedelta(days=horizon)
    opened: list[_Span] = []
    closed: list[_Span] = []
    unknown: list[_Span] = []
    for offset in range(-1, horizon + 1):
        day = today + timedelta(days=offset)
        for item in items:
            certain, span = _on_day(item, day, zone)
            if span is not None:
                kind = closed if item.get("closed") and certain else opened
                (kind if certain else unknown).append(span)
    opened = list(_without(_joined(opened), _joined(closed)))
    for start, end in opened:
        if start <= at < end:
            endless = end >= _instant(last, time(), zone)
            return OpenState(True, None if endless else end)
    following = next((start for start, _ in opened if start > at), None)
    if any(start <= at < end for start, end in closed):
        return OpenState(False, None, following)
    never_said = all(item.get("closed") for item in items)
    if never_said or any(start <= at < end for start, end in unknown):
        return OpenState(None, None, following)
    return OpenState(False, None, following)


def _on_day(item: Mapping[str, Value], day: date, zone: ZoneInfo) -> tuple[bool, _Span | None]:
    """What one item says of one local day: (is it certain, the span or None for nothing)."""
    first, last = _date(item.get("valid_from")), _date(item.get("valid_to"))
    if (first is not None and day < first) or (last is not None and day > last):
        return True, None
    whole = (_instant(day, time(), zone), _instant(day + timedelta(days=1), time(), zone))
    days = _days(item.get("days"))
    if days is None or item.get("rule"):
        return False, whole
    if days and WEEKDAYS[day.weekday()] not in days:
        return True, None
    if not days and first is None and last is None:
        return False, whole
    opens, closes = _time(item.get("opens_at")), _time(item.get("closes_at"))
    if opens is None or closes is None:
        return (bool(item.get("closed")) and opens is None and closes is None), whole
    end = day if closes > opens else day + timedelta(days=1)
    return True, (_instant(day, opens, zone), _instant(end, closes, zone))


def _days(value: Value) -> frozenset[str] | None:
    """The weekdays of a BYDAY list; None when it names other days than plain weekdays."""
    days = frozenset(str(value or "").upper().replace(" ", "").split(",")) - {""}
    return days if days <= set(WEEKDAYS) else None


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def _date(value: Value) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _time(value: Value) -> time | None:
    try:
        return time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _joined(spans: Iterable[_Span]) -> list[_Span]:
    joined: list[_Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _without(spans: Iterable[_Span], taken: list[_Span]) -> Iterator[_Span]:
    for start, end in spans:
        rest = start
        for first, last in taken:
            if last <= rest or first >= end:
                continue
            if first > rest:
                yield rest, first
            rest = max(rest, last)
        if rest < end:
            yield rest, end
