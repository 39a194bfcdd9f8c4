"""What a laptop wrote after it was cut off and brought all the same: shown, then let count or left.

Honest work can come late: a bundle written before the theft lies on a stick for weeks. It is kept
where the authority's key lies, counts nowhere, and counts everywhere once the authority signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import RECORDS, id_in
from desktop_app.services.clients.client_lines import Lines, name_of
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.judging import judge_of, keep_judged
from desktop_app.services.trust.organisation import SeveralCalled, UnknownDevice
from desktop_app.storage.database import Tables
from desktop_app.storage.log import WITHHELD, Feed, StoredEntry, actor_of
from desktop_app.sync import statements as trusted
from desktop_app.sync.clock import is_plausible, milliseconds_of, moment_of, time_of
from desktop_app.sync.log import decode_body
from desktop_app.sync.statements import Certificate
from desktop_app.sync.verdicts import Admit, make_admit

_LEFT: Final = "late_work_left/"


@dataclass(frozen=True, slots=True)
class LateLaptop:
    """What lies aside of one laptop that was cut off.

    changes: how many. people: who wrote them, by name. about: whom they concern, by name; others:
    how many records besides, such as entries of the directory. first, last: UTC milliseconds, by
    that laptop's own clock. clock_wrong: its date was so far ahead that they mean little. waiting:
    parts of bundles that need an earlier one first. left: somebody decided to leave all of it.
    """

    device: bytes
    name: str
    changes: int
    people: tuple[str, ...]
    about: tuple[str, ...]
    others: int
    first: int
    last: int
    clock_wrong: bool
    waiting: int
    left: bool


class LateWork:
    """The work of laptops that were cut off, as far as it came here."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> list[LateLaptop]:
        """Each laptop with work beyond its cut, by name."""
        with self._session.database.reading() as tables:
            found = [self._of(tables, device) for device in sorted(_late(self._session, tables))]
        return sorted(found, key=lambda one: (one.left, one.name.casefold(), one.device))

    def admit(self, name: str, up_to: dict[bytes, int] | None = None) -> int:
        """Let a laptop's late work count everywhere; gives how many changes count now.

        name: as in the list of laptops, or its id. up_to: {feed: last number that shall count}, where not
        all of it may. It travels with the next bundles. Raises NotAllowed where the authority's
        key is not kept, UnknownDevice, SeveralCalled.
        """
        session = self._session
        device = self._named(name).device
        counted = 0
        with session.database.writing() as tables:
            authority = session.authority_key(tables)
            for feed, entries in _beyond(session, tables, device):
                last = (up_to or {}).get(feed.id, feed.seq) if up_to is not None else feed.seq
                if up_to is not None and feed.id not in up_to:
                    continue
                chosen = [one for one in entries if one.seq <= last]
                if not chosen:
                    continue
                end = tables.log.link_at(feed, min(last, feed.seq))
                statement = make_admit(
                    authority,
                    session.require_trust().organisation,
                    Admit(device, feed.id, min(last, feed.seq), end),
                )
                counted += keep_judged(session, tables, trusted.ADMIT, statement).let_in
            tables.facts.remove(_LEFT + device.hex())
        return counted

    def discard(self, name: str) -> None:
        """Leave a laptop's late work where it lies: it counts nowhere and is not asked about again.

        More of it, when it comes, is asked about anew. Raises as `admit`.
        """
        session = self._session
        device = self._named(name).device
        with session.database.writing() as tables:
            session.authority_key(tables)
            changes = sum(len(entries) for _, entries in _beyond(session, tables, device))
            tables.facts.set_number(_LEFT + device.hex(), changes)

    def _named(self, name: str) -> Certificate:
        trust = self._session.require_trust()
        with self._session.database.reading() as tables:
            if not self._session.has_authority(tables):
                raise NotAllowed
            late = _late(self._session, tables)
        held = [one for one in trust.certificates.values() if one.device in late]
        called = name.casefold()
        found = [one for one in held if one.device.hex() == called]
        found = found or [one for one in held if one.name.casefold() == called]
        if not found:
            raise UnknownDevice(name)
        if len(found) > 1:
            raise SeveralCalled(name, found)
        return found[0]

    def _of(self, tables: Tables, device: bytes) -> LateLaptop:
        session = self._session
        entries = [one for _, some in _beyond(session, tables, device) for one in some]
        about = _About(session, tables)
        for stored in entries:
            about.look(stored)
        times = [milliseconds_of(one.hlc) for one in entries]
        now, beacon = session.environment.now(), session.require_trust().beacon
        people = {session.person_called(actor_of(one.header)) for one in entries}
        return LateLaptop(
            device,
            session.device_called(device),
            len(entries),
            tuple(sorted(one for one in people if one)),
            tuple(sorted(set(about.names.values()))),
            len(about.others),
            min(times, default=0),
            max(times, default=0),
            any(not is_plausible(one.hlc, now, beacon) for one in entries),
            sum(1 for _, _, sender in tables.exchange.waiting() if sender == device),
            bool(entries) and tables.facts.number(_LEFT + device.hex()) >= len(entries),
        )


def late_sentence(late: LateLaptop) -> Message:
    """What lies aside of one laptop, in a sentence."""
    told = {
        "name": late.name,
        "people": ", ".join(late.people),
        "first": _day(late.first),
        "last": _day(late.last),
    }
    if not late.people:
        return Message(
            "late work",
            "{name}: {n} change written after it was cut off. It counts nowhere until the office says so.",
            told,
            "{name}: {n} changes written after it was cut off. They count nowhere until the office says so.",
            late.changes,
        )
    return Message(
        "late work",
        "{name}: {n} change by {people}, on {last} by its own clock, after it was cut off. "
        "It counts nowhere until the office says so.",
        told,
        "{name}: {n} changes by {people}, from {first} to {last} by its own clock, after it was cut off. "
        "They count nowhere until the office says so.",
        late.changes,
    )


def _day(milliseconds: int) -> str:
    """The day of an instant, as 2026-03-02; the last day of the calendar for one beyond it."""
    return moment_of(time_of(milliseconds)).strftime("%Y-%m-%d")


class _About:
    """Whom entries concern, from the records here and from what the entries themselves say."""

    def __init__(self, session: Session, tables: Tables) -> None:
        self._tables, self._session = tables, session
        self._lines = Lines(tables, session)
        self._identity, self._client = (session.registry[name] for name in RECORDS)
        self.names: dict[bytes, str] = {}
        self.others: set[bytes] = set()

    def look(self, stored: StoredEntry) -> None:
        """Note whom one entry concerns."""
        whole = self._tables.log.entries(stored.feed, stored.seq, stored.seq)[0]
        kind = self._session.registry.by_number(stored.type)
        if kind is None or whole.body is None:
            self.others.add(stored.entity)
            return
        values: dict[int | bytes, Value] = {
            one.key: one.value for one in decode_body(whole.body).operations
        }
        person: bytes | None = stored.entity if kind.name in RECORDS else None
        if person is None and any(one.name == "client" for one in kind.fields):
            row = self._tables.rows.get(kind, stored.entity)
            told = values.get(kind.field("client").number)
            person = id_in(told if told is not None or row is None else row.value("client"))
        if person is None:
            self.others.add(stored.entity)
            return
        known = any(self._tables.rows.get(one, person) for one in (self._identity, self._client))
        if known:
            self.names[person] = self._lines.name_of_id(person)
        elif kind is self._identity:
            known_names = None if self._lines.coded else values
            self.names[person] = name_of(self._identity, self._client, known_names, {}, person)
        else:
            self.names.setdefault(person, name_of(self._identity, self._client, None, {}, person))


def _late(session: Session, tables: Tables) -> set[bytes]:
    """The devices that were cut off and of which something lies here that does not count."""
    trust = session.require_trust()
    feeds = tables.log.feeds()
    found = {feeds[one.feed].device for one in tables.log.withheld_entries()}
    found |= {device for _, _, device in tables.exchange.waiting()}
    return {one for one in found if one in trust.certificates and not trust.is_active(one)}


def _beyond(
    session: Session, tables: Tables, device: bytes
) -> Iterator[tuple[Feed, list[StoredEntry]]]:
    """The feeds of a device that go on beyond their cut, with the entries there."""
    judge = judge_of(session)
    scopes = tables.log.scopes()
    withheld: dict[int, list[StoredEntry]] = {}
    for one in tables.log.withheld_entries():
        withheld.setdefault(one.feed, []).append(one)
    for feed in sorted(tables.log.feeds().values(), key=lambda one: one.id):
        if feed.device != device or feed.number not in withheld:
            continue
        extent = judge.rule(device, feed.id, scopes[feed.scope].id).extent
        beyond = [
            one
            for one in withheld[feed.number]
            if extent is not None and one.seq > extent and one.state == WITHHELD
        ]
        if beyond:
            yield feed, beyond
