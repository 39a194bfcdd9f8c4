"""Whether an entry may count: a function of the entry and of what is believed, never of arrival.

A laptop that hears of a cut, of a narrowed right or of work that was admitted judges again what
it holds, and comes to what every other laptop comes to (`services.trust.judging`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.domain.roles import may_write
from desktop_app.sync.statements import REVOKED
from desktop_app.sync.trust import Trust

UNKNOWN_DEVICE: Final = "unknown_device"
SCOPE_NOT_HELD: Final = "scope_not_held"
DEVICE_MAY_NOT: Final = "role_may_not_write"
BEYOND_CUT: Final = "beyond_cut"
UNKNOWN_PERSON: Final = "unknown_person"
PERSON_MAY_NOT: Final = "person_may_not_write"
MISPLACED: Final = "misplaced"


@dataclass(frozen=True, slots=True)
class FeedRule:
    """What holds for all entries of a feed.

    refusal: why none of them may count. extent: the last number that may; None where no end is set.
    """

    refusal: str | None
    extent: int | None


class Judge:
    """What is believed now, asked about feeds and entries. own: the id of this laptop.

    A laptop that was itself cut off goes on showing its own work to whoever sits at it: nobody
    else listens to it any more, and nothing is gained by hiding it.
    """

    def __init__(self, trust: Trust, own: bytes) -> None:
        self._trust = trust
        self._own = own
        self._rules: dict[tuple[bytes, bytes, bytes], FeedRule] = {}
        self._people: dict[tuple[bytes, bytes, bytes, bytes], int | None] = {}

    def rule(self, device: bytes, feed: bytes, scope: bytes) -> FeedRule:
        """How far the entries of a feed may count."""
        key = (device, feed, scope)
        found = self._rules.get(key)
        if found is None:
            found = self._rules[key] = self._rule(device, feed, scope)
        return found

    def _rule(self, device: bytes, feed: bytes, scope: bytes) -> FeedRule:
        trust = self._trust
        line = trust.roster.get(device)
        if device == self._own and line is not None and line.status == REVOKED:
            return FeedRule(None, None)
        certificate = trust.certificate(device)
        if certificate is None:
            return FeedRule(UNKNOWN_DEVICE, None)
        cut = trust.cut(device, feed)
        admit = trust.admitted.get(feed)
        admitted = admit.seq if admit is not None and admit.device == device else 0
        # What was written before a right was narrowed stands: the cut says how far.
        if cut is not None:
            return FeedRule(None, max(cut[0], admitted))
        grant = trust.grant(device, scope)
        if grant is not None and may_write(certificate.role, grant.kind):
            return FeedRule(None, None)
        # Of a feed that the office had not seen when it narrowed the right, no cut speaks.
        if admitted:
            return FeedRule(None, admitted)
        return FeedRule(SCOPE_NOT_HELD if grant is None else DEVICE_MAY_NOT, None)

    def refusal(
        self, device: bytes, feed: bytes, scope: bytes, seq: int, actor: bytes
    ) -> str | None:
        """Why an entry may not count, as a code of docs/format.md, or None when it may."""
        rule = self.rule(device, feed, scope)
        if rule.refusal is not None:
            return rule.refusal
        if rule.extent is not None and seq > rule.extent:
            return BEYOND_CUT
        key = (device, actor, scope, feed)
        if key not in self._people:
            self._people[key] = self._person_end(*key)
        end = self._people[key]
        if end is None or seq <= end:
            return None
        return PERSON_MAY_NOT if actor in self._trust.people else UNKNOWN_PERSON

    def _person_end(self, device: bytes, actor: bytes, scope: bytes, feed: bytes) -> int | None:
        """Up to which number a person's entries count; None where no end is set."""
        if device == self._own and actor not in self._trust.people:
            return None  # whoever works on this laptop is known to it before the office lists them
        return self._trust.person_extent(actor, device, scope, feed)


def recalled(trust: Trust) -> Trust:
    """The beliefs of this moment, to be compared with later ones."""
    return trust.copied()


def agree(one: Trust, other: Trust) -> bool:
    """Whether two states of belief judge every entry alike."""
    return one.announced == other.announced and one.statements == other.statements


def people_changed(before: Trust, after: Trust) -> tuple[set[bytes], set[bytes]]:
    """(people whose work may count less than before, devices that named somebody now listed)."""
    less: set[bytes] = set()
    devices: set[bytes] = set()
    for one in before.people.keys() | after.people.keys():
        old, new = before.people.get(one), after.people.get(one)
        if old == new:
            continue
        if old is None:
            named = before.announced.get(one)
            if named is not None:
                devices.add(named[0])
            continue
        wider = (
            new is not None
            and not new.removed
            and old.role is new.role
            and set(old.communities) <= set(new.communities)
        )
        if not wider:
            less.add(one)
    return less, devices


__all__ = [
    "BEYOND_CUT",
    "DEVICE_MAY_NOT",
    "MISPLACED",
    "PERSON_MAY_NOT",
    "SCOPE_NOT_HELD",
    "UNKNOWN_DEVICE",
    "UNKNOWN_PERSON",
    "FeedRule",
    "Judge",
    "agree",
    "people_changed",
    "recalled",
]
