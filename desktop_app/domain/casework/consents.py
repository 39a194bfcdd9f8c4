"""Which purposes a person agrees to on a day: the rule behind everything that a consent stops.

The rule looks only at days. The same consents in any order give the same answer on every laptop.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Final

KEEP_FILE: Final = "file"
SHARE: Final = "share"
CONTACT: Final = "contact"
SPEAK: Final = "speak"
STATISTICS: Final = "statistics"
PURPOSES: Final = (KEEP_FILE, SHARE, CONTACT, SPEAK, STATISTICS)
"""Those that a rule asks about; what was agreed to in other words is only shown."""

SOON_DAYS: Final = 60
"""So many days before its end a consent is told to end soon."""


@dataclass(frozen=True, slots=True)
class Given:
    """One consent. Days are YYYY-MM-DD, "" for none; the last one is the last day that counts."""

    purpose: str
    given_on: str
    expires_on: str = ""
    withdrawn_on: str = ""


class Agreement(Enum):
    """How a purpose stands on a day."""

    NEVER_ASKED = "never_asked"
    IN_FORCE = "in_force"
    ENDS_SOON = "ends_soon"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """A purpose on a day. since: the day that the state began, "" where nobody was asked. until:
    the last day of a consent that has one.
    """

    purpose: str
    state: Agreement
    since: str = ""
    until: str = ""

    @property
    def in_force(self) -> bool:
        """Whether the person agrees on that day."""
        return self.state in (Agreement.IN_FORCE, Agreement.ENDS_SOON)

    @property
    def refused(self) -> bool:
        """Whether the person agreed once and does not any more."""
        return self.state in (Agreement.ENDED, Agreement.WITHDRAWN)


def standing(consents: Iterable[Given], purpose: str, today: date) -> Standing:
    """How one purpose stands on that day.

    A consent that was taken back ends every consent to the same purpose that was given up to that
    day, also one that another laptop wrote down without knowing: whoever said no is believed. One
    that is given on a later day counts again.
    """
    day = today.isoformat()
    known = [one for one in consents if one.purpose == purpose and one.given_on]
    back = max(
        (o.withdrawn_on for o in known if o.withdrawn_on and o.withdrawn_on <= day), default=""
    )
    begun = [one for one in known if one.given_on <= day]
    standing_now = [
        one
        for one in begun
        if one.given_on > back and (not one.expires_on or one.expires_on >= day)
    ]
    if standing_now:
        endless = [one for one in standing_now if not one.expires_on]
        last = max(standing_now, key=lambda one: (one.expires_on, one.given_on))
        since = min(one.given_on for one in standing_now)
        if endless:
            return Standing(purpose, Agreement.IN_FORCE, since)
        soon = (today + timedelta(days=SOON_DAYS)).isoformat()
        state = Agreement.ENDS_SOON if last.expires_on <= soon else Agreement.IN_FORCE
        return Standing(purpose, state, since, last.expires_on)
    ended = max(
        (one.expires_on for one in begun if one.given_on > back and one.expires_on), default=""
    )
    if ended:
        return Standing(purpose, Agreement.ENDED, ended)
    if back:
        return Standing(purpose, Agreement.WITHDRAWN, back)
    return Standing(purpose, Agreement.NEVER_ASKED)
