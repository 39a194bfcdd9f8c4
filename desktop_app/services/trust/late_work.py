"""What a laptop wrote after it was cut off, or about places that it holds no more: shown, then let count
or left.

Honest work can come late: a bundle written before the theft lies on a stick for weeks, and so does one
of a laptop that lost a community meanwhile. It is kept where the authority's key lies, counts nowhere,
and counts everywhere once the authority signs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope, Value
from desktop_app.language import Message
from desktop_app.services.clients.client_fields import RECORDS, id_in
from desktop_app.services.clients.client_lines import Lines, name_of
from desktop_app.services.exchange.segments import take_what_counts_now
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.judging import judge_of, keep_judged
from desktop_app.services.trust.organisation import SeveralCalled, UnknownDevice
from desktop_app.storage.database import Tables
from desktop_app.storage.log import StoredEntry, actor_of
from desktop_app.sync import statements as trusted
from desktop_app.sync.clock import is_plausible, milliseconds_of, moment_of, time_of
from desktop_app.sync.judging import DEVICE_MAY_NOT, SCOPE_NOT_HELD
from desktop_app.sync.log import (
    GENESIS,
    Body,
    ChainedEntry,
    chain,
    decode_body,
    decode_segment,
    hash_of,
)
from desktop_app.sync.statements import Certificate
from desktop_app.sync.verdicts import Admit, make_admit

_LEFT: Final = "late_work_left/"

_NARROWED: Final = (SCOPE_NOT_HELD, DEVICE_MAY_NOT)
_OF_PEOPLE: Final = (Scope.CASES, Scope.NAMES)
"""In these a field laptop could write once. What it writes elsewhere was never its right."""


@dataclass(frozen=True, slots=True)
class LateLaptop:
    """What lies aside of one laptop that was cut off, or that holds fewer communities than before.

    cut_off: which of both. communities: those in which it was written, by name. changes: how many.
    people: who wrote them, by name. about: whom they concern, by name; others: how many records
    besides, such as entries of the directory. first, last: UTC milliseconds, by that laptop's own
    clock. clock_wrong: its date was so far ahead that they mean little. waiting:
    parts of bundles that need an earlier one first. left: somebody decided to leave all of it.
    """

    device: bytes
    name: str
    cut_off: bool
    communities: tuple[str, ...]
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
    """The work of laptops that was written without the right to it, as far as it came here."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> list[LateLaptop]:
        """Each laptop with work that lies aside, by name."""
        with self._session.database.reading() as tables:
            late = _late(self._session, tables)
            found = [self._of(tables, device, late[device]) for device in sorted(late)]
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
            organisation = session.require_trust().organisation
            for run in _runs(session, tables, device):
                end = run.end
                if up_to is not None:
                    chosen = [one for one in run.entries if one.seq <= up_to.get(run.feed, 0)]
                    if not chosen:
                        continue
                    end = (chosen[-1].seq, chosen[-1].link)
                statement = make_admit(authority, organisation, Admit(device, run.feed, *end))
                counted += keep_judged(session, tables, trusted.ADMIT, statement).let_in
            counted += take_what_counts_now(session, tables).applied
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
            changes = sum(len(run.entries) for run in _runs(session, tables, device))
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

    def _of(self, tables: Tables, device: bytes, runs: Sequence[_Run]) -> LateLaptop:
        session, trust = self._session, self._session.require_trust()
        entries = [one for run in runs for one in run.entries]
        about = _About(session, tables)
        for one in entries:
            about.look(one.body)
        times = [milliseconds_of(one.hlc) for one in entries]
        now, beacon = session.environment.now(), trust.beacon
        people = {session.person_called(one.actor) for one in entries}
        return LateLaptop(
            device,
            session.device_called(device),
            not trust.is_active(device),
            _places(session, tables, {run.scope for run in runs}),
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
        "communities": ", ".join(late.communities),
    }
    if not late.cut_off:
        return _narrowed_sentence(late, told)
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


def _narrowed_sentence(late: LateLaptop, told: Mapping[str, str]) -> Message:
    if not late.people:
        return Message(
            "late work",
            "{name}: {n} change about {communities}, which it holds no more. "
            "It counts nowhere until the office says so.",
            told,
            "{name}: {n} changes about {communities}, which it holds no more. "
            "They count nowhere until the office says so.",
            late.changes,
        )
    return Message(
        "late work",
        "{name}: {n} change by {people} about {communities}, which it holds no more, written on {last} by "
        "its own clock. It counts nowhere until the office says so.",
        told,
        "{name}: {n} changes by {people} about {communities}, which it holds no more, the last one written "
        "on {last} by its own clock. They count nowhere until the office says so.",
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

    def look(self, data: bytes | None) -> None:
        """Note whom one entry concerns, by its body; nothing of one that was erased."""
        body = None if data is None else _read(data)
        if body is None:
            return
        kind = self._session.registry.by_number(body.entity_type)
        if kind is None:
            self.others.add(body.entity)
            return
        values: dict[int | bytes, Value] = {one.key: one.value for one in body.operations}
        person: bytes | None = body.entity if kind.name in RECORDS else None
        if person is None and any(one.name == "client" for one in kind.fields):
            row = self._tables.rows.get(kind, body.entity)
            told = values.get(kind.field("client").number)
            person = id_in(told if told is not None or row is None else row.value("client"))
        if person is None:
            self.others.add(body.entity)
            return
        known = any(self._tables.rows.get(one, person) for one in (self._identity, self._client))
        if known:
            self.names[person] = self._lines.name_of_id(person)
        elif kind is self._identity:
            known_names = None if self._lines.coded else values
            self.names[person] = name_of(self._identity, self._client, known_names, {}, person)
        else:
            self.names.setdefault(person, name_of(self._identity, self._client, None, {}, person))


def _read(data: bytes) -> Body | None:
    """A body; None for one that no writer of ours made: it lies aside as it came, unread."""
    try:
        return decode_body(data)
    except PortageError:
        return None


def _places(session: Session, tables: Tables, scopes: set[bytes]) -> tuple[str, ...]:
    """The names of the communities of these scopes."""
    kind, known = session.registry["community"], session.require_trust().beliefs.scopes
    places = {known[one].community for one in scopes if one in known}
    rows = [tables.rows.get(kind, one) for one in sorted(places)]
    return tuple(sorted(str(row.value("name") or "") for row in rows if row is not None))


class _Entry(NamedTuple):
    """One change that lies aside. link: its hash. body: None when it was erased."""

    seq: int
    hlc: int
    actor: bytes
    body: bytes | None
    link: bytes


@dataclass(frozen=True, slots=True)
class _Run:
    """Work of one feed that counts nowhere and could be let count. end: its last number and that one's hash."""

    device: bytes
    feed: bytes
    scope: bytes
    end: tuple[int, bytes]
    entries: tuple[_Entry, ...]


def _runs(session: Session, tables: Tables, only: bytes | None = None) -> list[_Run]:
    """All the work that lies aside because a laptop was cut off or holds a place no more, by feed.

    only: of that device.
    """
    found = [*_beyond(session, tables, only), *_unseen(session, tables, only)]
    return sorted(found, key=lambda one: one.feed)


def _beyond(session: Session, tables: Tables, only: bytes | None) -> Iterator[_Run]:
    """What lies in the log: beyond a cut, or where the laptop may write no more."""
    judge = judge_of(session)
    scopes, feeds = tables.log.scopes(), tables.log.feeds()
    withheld: dict[int, list[StoredEntry]] = {}
    for one in tables.log.withheld_entries():
        withheld.setdefault(one.feed, []).append(one)
    for number, entries in withheld.items():
        feed = feeds[number]
        if only not in (None, feed.device) or feed.device == session.device:
            continue
        scope = scopes[feed.scope]
        rule = judge.rule(feed.device, feed.id, scope.id)
        extent = rule.extent
        if rule.refusal in _NARROWED and Scope(scope.kind) in _OF_PEOPLE:
            extent = 0
        if extent is None:
            continue
        beyond = tuple(_stored(tables, one) for one in entries if one.seq > extent)
        if beyond:
            yield _Run(feed.device, feed.id, scope.id, (feed.seq, feed.link), beyond)


def _stored(tables: Tables, one: StoredEntry) -> _Entry:
    body = tables.log.entries(one.feed, one.seq, one.seq)[0].body
    return _Entry(one.seq, one.hlc, actor_of(one.header), body, hash_of(one.header))


def _unseen(session: Session, tables: Tables, only: bytes | None) -> Iterator[_Run]:
    """What lies beside the log: of feeds that nobody had seen when the laptop lost the place."""
    trust = session.require_trust()
    came: dict[bytes, list[ChainedEntry]] = {}
    about: dict[bytes, tuple[bytes, bytes]] = {}
    for number, feed, reason, device in tables.exchange.set_aside():
        scope = None
        if reason == SCOPE_NOT_HELD and only in (None, device) and device in trust.certificates:
            segment = decode_segment(tables.exchange.set_aside_at(number))
            scope = tables.log.scope(segment.scope)
        if scope is None or Scope(scope.kind) not in _OF_PEOPLE:
            continue
        known, run = tables.log.feed(feed), came.setdefault(feed, [])
        before = run[-1].link if run else GENESIS if known is None or not known.seq else known.link
        # Its signature was verified before it was laid aside. What does not go on waits for what is missing.
        if segment.base == before:
            run += chain(segment)
            about[feed] = (device, scope.id)
    for feed, (device, scope_id) in about.items():
        entries = came[feed]
        yield _Run(
            device, feed, scope_id, (entries[-1].seq, entries[-1].link),
            tuple(_Entry(one.seq, one.hlc, one.actor, one.body, one.link) for one in entries),
        )  # fmt: skip


def _late(session: Session, tables: Tables) -> dict[bytes, list[_Run]]:
    """The devices of which something lies here that counts nowhere and could."""
    trust = session.require_trust()
    waits = {device for _, _, device in tables.exchange.waiting()}
    found: dict[bytes, list[_Run]] = {
        one: [] for one in waits if one in trust.certificates and not trust.is_active(one)
    }
    for run in _runs(session, tables):
        found.setdefault(run.device, []).append(run)
    return {one: runs for one, runs in found.items() if one in trust.certificates}
