"""The hours of a directory entry as people read them: a row for each weekday, and what else is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.directory.opening import WEEKDAYS
from desktop_app.domain.fields import Value
from desktop_app.domain.words.calendar_words import weekday_name
from desktop_app.language import Message, tr

_DASH: Final = "\u2013"


@dataclass(frozen=True, slots=True)
class DayHours:
    """One weekday. day: 0 is Monday. spans: (opens, closes), local HH:MM, earliest first; none
    when it is closed that day."""

    day: int
    spans: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        """The day in the current language."""
        return weekday_name(self.day)

    @property
    def times(self) -> str:
        """The hours of the day in the current language."""
        if not self.spans:
            return tr("opening hours", "closed")
        return ", ".join(f"{opens}{_DASH}{closes}" for opens, closes in self.spans)


@dataclass(frozen=True, slots=True)
class HoursTable:
    """days: seven, or none when no regular hours are known. remarks: everything else that the
    entry says of its hours, seasons and exceptions among it."""

    days: tuple[DayHours, ...] = ()
    remarks: tuple[Message | str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.days or self.remarks)


def hours_table(items: Iterable[Mapping[str, Value]], on: date) -> HoursTable:
    """The table for hours as stored (see `opening.open_now`). on: the day it is, there.

    Hours of another season than that of `on`, and repetitions that are not by the week, are told
    as remarks; nothing is left out.
    """
    spans: dict[int, set[tuple[str, str]]] = {}
    closed: set[int] = set()
    remarks: list[Message | str] = []
    regular = False
    for item in items:
        days = _weekdays(item)
        season = _text(item, "valid_from"), _text(item, "valid_to")
        now = (not season[0] or season[0] <= on.isoformat()) and (
            not season[1] or on.isoformat() <= season[1]
        )
        opens, closes = _text(item, "opens_at"), _text(item, "closes_at")
        told = [text for name in ("description", "notes") if (text := _text(item, name))]
        if days and now and opens and closes and not item.get("closed"):
            regular = True
            for day in days:
                spans.setdefault(day, set()).add((opens, closes))
            if any(season):
                remarks.append(_season(*season))
        elif days and not any(season) and item.get("closed") and not (opens or closes):
            regular = True
            closed.update(days)
        else:
            remarks += _otherwise(item, days, opens, closes, season)
        remarks += told
    rows = tuple(
        DayHours(day, () if day in closed else tuple(sorted(spans.get(day, ()))))
        for day in range(len(WEEKDAYS))
    )
    return HoursTable(rows if regular else (), tuple(dict.fromkeys(remarks)) if remarks else ())


def _weekdays(item: Mapping[str, Value]) -> tuple[int, ...]:
    """The plain weekdays of an item; none when it repeats in another way."""
    written = [day for day in _text(item, "days").upper().replace(" ", "").split(",") if day]
    if item.get("rule") or not set(written) <= set(WEEKDAYS):
        return ()
    return tuple(sorted(WEEKDAYS.index(day) for day in set(written)))


def _otherwise(
    item: Mapping[str, Value],
    days: tuple[int, ...],
    opens: str,
    closes: str,
    season: tuple[str, str],
) -> list[Message | str]:
    """What an item says that does not fit into the week."""
    out: list[Message | str] = []
    if any(season):
        out.append(_season(*season))
    times = f"{opens}{_DASH}{closes}" if opens and closes else opens or closes
    names = ", ".join(weekday_name(day) for day in days) or _text(item, "days")
    if _text(item, "rule"):
        out.append(Message("opening hours", "Repeats as: {rule}", {"rule": _text(item, "rule")}))
    if item.get("closed"):
        out.append(
            Message("opening hours", "Closed: {when}", {"when": f"{names} {times}".strip()})
            if names or times
            else Message("opening hours", "Closed")
        )
    elif names or times:
        out.append(f"{names} {times}".strip())
    return out


def _season(first: str, last: str) -> Message:
    if first and last:
        return Message("opening hours", "From {first} to {last}", {"first": first, "last": last})
    if first:
        return Message("opening hours", "From {first} on", {"first": first})
    return Message("opening hours", "Until {last}", {"last": last})


def _text(item: Mapping[str, Value], name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""
