"""Noticing clocks that are wrong: this laptop's, from what it has seen, and those of others.

No clock decides which change is newer (sync/clock.py). A wrong one misleads people all the same:
about the day, about who was on time, about when something was written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from desktop_app.language import Message
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.sync.clock import TOLERANCE_MS, milliseconds_of

SEEN: Final = "clock_seen"
DISTRUSTED: Final = "clock_distrusted"
_LONG_UNUSED_MS: Final = 5 * 365 * 24 * 3600 * 1000
"""Nobody leaves a laptop for longer and then goes on working in its vault."""

_ROUNDING_MS: Final = 5 * 60 * 1000
"""By how much a clock may be set back without a word: that is what setting it right takes."""


@dataclass(frozen=True, slots=True)
class ClockReport:
    """behind, ahead: whether this laptop's clock cannot be right. seen: UTC milliseconds of the
    latest moment that it must be after, or 0. others: names of laptops whose clocks look wrong."""

    behind: bool
    ahead: bool
    seen: int
    others: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not (self.behind or self.ahead or self.others)

    def message(self) -> Message | None:
        """What the person should know, the own clock first; None when all is well."""
        if self.behind:
            day = datetime.fromtimestamp(self.seen / 1000, UTC).date().isoformat()
            return Message(
                "clock",
                "The clock of this laptop says an earlier time than it did before: it is after "
                "{day}. Nothing is lost, and no change is mistaken for an older one. "
                "Set date and time of this computer.",
                {"day": day},
            )
        if self.ahead:
            return Message(
                "clock",
                "The clock of this laptop is far ahead. Nothing is lost, but appointments of today "
                "cannot be told from others. Set date and time of this computer.",
            )
        if self.others:
            return Message(
                "clock",
                "The clock looks wrong on: {names}. Changes from there are kept and merged as they "
                "should be; only their times are not to be trusted. Tell the people who use it.",
                {"names": ", ".join(self.others)},
            )
        return None


def look_at_clocks(session: Session) -> ClockReport:
    """What can be told about the clocks now; writes nothing."""
    now = session.environment.now()
    with session.database.reading() as tables:
        seen = max(tables.facts.number(SEEN), _beacon(session, tables))
        others = _others(session, tables, max(now, seen))
    behind = now < seen - _ROUNDING_MS
    ahead = seen > 0 and now > seen + _LONG_UNUSED_MS
    return ClockReport(behind, ahead, seen, others)


def note_clock(session: Session) -> ClockReport:
    """Look at the clocks, then remember the time of this start, unless it cannot be right.

    To be called once when a vault is opened, and again now and then while it is open. A clock that
    was far ahead and is set right looks like one that fell behind; `trust_clock` ends that.
    """
    report = look_at_clocks(session)
    if not report.behind and not report.ahead and not session.database.read_only:
        with session.database.writing() as tables:
            tables.facts.set_number(SEEN, session.environment.now())
    return report


def trust_clock(session: Session) -> None:
    """The person says that the clock is right now: what was seen before was the mistake."""
    beacon = 0 if session.trust is None else session.trust.beacon
    with session.database.writing() as tables:
        tables.facts.set_number(DISTRUSTED, beacon)
        tables.facts.set_number(SEEN, session.environment.now())


def _beacon(session: Session, tables: Tables) -> int:
    """The office's word on the time, unless a person here has said that it cannot be right."""
    beacon = 0 if session.trust is None else session.trust.beacon
    return beacon if beacon > tables.facts.number(DISTRUSTED) else 0


def _others(session: Session, tables: Tables, now: int) -> tuple[str, ...]:
    """Laptops of which something came that lies more than a day in the future.

    It is judged anew each time: when the day has come that was told of, nobody is accused.
    """
    latest: dict[bytes, int] = {
        bytes.fromhex(name.split("/")[1]): int(value)
        for name, value in tables.facts.starting_with("clock/").items()
    }
    for feed in tables.log.feeds().values():
        # Time only rises along a feed: its last entry says the most.
        for entry in tables.log.entries(feed.number, feed.seq, feed.seq):
            latest[feed.device] = max(latest.get(feed.device, 0), entry.hlc)
    names = (
        session.device_called(device)
        for device, time in latest.items()
        if device != session.device and milliseconds_of(time) > now + TOLERANCE_MS
    )
    return tuple(sorted(one for one in names if one))
