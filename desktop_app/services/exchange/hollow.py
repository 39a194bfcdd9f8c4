"""Entries that came without their bodies from somebody who has no word on that.

Any laptop may pass an erased entry on: header, hash, no body. Nothing in it says whose record it
was, so one that strips what it relays cannot be told from one that erased. What comes so is kept,
and asked for once more of those whose word counts: the office, and the laptop that wrote it; but not
for what they ask for in the same bundle, as they lack it too. When a body comes after all, from
whomever, it has the hash that the header names, and takes its place, whether it was missed here or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.roles import Role
from desktop_app.services.exchange.gaps import Asked
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import Feed
from desktop_app.sync.statements import Certificate

_HOLLOW: Final = "hollow/"


@dataclass(frozen=True, slots=True)
class Word:
    """Whose bundle something came in, as far as its word counts. sender: None where that is not known
    any more. asked: what that bundle asks for: what its sender lacks itself, it does not vouch for."""

    sender: bytes | None = None
    asked: tuple[Asked, ...] = ()

    def settles(self, session: Session, feed: Feed, seq: int) -> bool:
        """Whether it settles that an entry of this feed has no body any more."""
        known = None if self.sender is None else session.require_trust().certificate(self.sender)
        if known is None or (known.role is not Role.OFFICE and known.device != feed.device):
            return False
        return not any(one.feed == feed.id and one.held < seq <= one.before for one in self.asked)


NOBODYS: Final = Word()


def hollow(tables: Tables, feed: Feed) -> tuple[int, int] | None:
    """The first and the last number of a feed whose missing body nobody vouched for."""
    kept = tables.facts.get(_HOLLOW + feed.id.hex())
    if kept is None:
        return None
    first, last = decode(kept)
    return first, last


def note_hollow(tables: Tables, feed: Feed, numbers: Iterable[int]) -> None:
    """Remember that these came without a body."""
    found = list(numbers)
    if found:
        known = hollow(tables, feed)
        found += known or ()
        tables.facts.set(_HOLLOW + feed.id.hex(), encode([min(found), max(found)]))


def vouched(tables: Tables, feed: Feed, start: int, end: int) -> None:
    """Somebody whose word counts, or all the bodies, came for this run."""
    known = hollow(tables, feed)
    if known is None or start > known[0] or end < known[0]:
        return
    if end >= known[1]:
        tables.facts.remove(_HOLLOW + feed.id.hex())
    else:
        tables.facts.set(_HOLLOW + feed.id.hex(), encode([end + 1, known[1]]))


def hollow_wanted(session: Session, tables: Tables, recipients: Iterable[Certificate]) -> list[Any]:
    """What to ask of these receivers, flat, as a manifest names gaps.

    The office asks everybody: whoever wrote it may be gone, and another may hold it still.
    """
    asked = list(recipients)
    flat: list[Any] = []
    for name in sorted(tables.facts.starting_with(_HOLLOW)):
        feed = tables.log.feed(bytes.fromhex(name.removeprefix(_HOLLOW)))
        span = None if feed is None else hollow(tables, feed)
        if feed is None or span is None:
            continue
        if session.is_office or any(
            one.role is Role.OFFICE or one.device == feed.device for one in asked
        ):
            flat += [feed.id, span[0] - 1, span[1]]
    return flat
