"""Taking the segments of a bundle into the log: apply, park, or withhold with a reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.crypto.signing import Purpose, verify
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType
from desktop_app.services.erasure.erasing import stripping, take_stripped
from desktop_app.services.exchange.hollow import NOBODYS, Word, note_hollow, vouched
from desktop_app.services.session import Session
from desktop_app.services.trust.forks import (
    FORK,
    keep_side,
    leave,
    parted,
    stands_by_the_office,
    where_parted,
)
from desktop_app.services.trust.judging import judge_of, rebuild, refusal_of
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import Parked
from desktop_app.storage.log import APPLIED, ERASED, PENDING, WITHHELD, Feed, StoredEntry
from desktop_app.storage.rows import Admitted
from desktop_app.sync.bundle import SectionInfo, malformed
from desktop_app.sync.clock import is_plausible
from desktop_app.sync.judging import MISPLACED, SCOPE_NOT_HELD, UNKNOWN_DEVICE
from desktop_app.sync.log import (
    Body,
    ChainedEntry,
    Segment,
    SignedEnd,
    chain,
    decode_body,
    decode_head,
    decode_segment,
)
from desktop_app.sync.reading import Reading

BATCH: Final = 2000
PARKED_BYTES: Final = 256 * 1024 * 1024
"""Room for what waits for a missing part; beyond it, the part is asked for again later."""

PARKED_BY_ONE: Final = 64 * 1024 * 1024
"""Of that, room for what one device wrote, so that none crowds out what others wait for."""

SCOPE_NOT_OURS: Final = "scope_not_ours"

QUARANTINE_BYTES: Final = 256 * 1024 * 1024
"""Room for what was withheld; beyond it, only the reason is kept."""

WITHHELD_BY_ONE: Final = 64 * 1024 * 1024
"""Room for what one device wrote and may not count, in the log, and as much again for what lies aside:
one that was stolen must not fill the vault."""

STRANGE_FEEDS: Final = 1024
"""How many feeds that never came may be named by one device: each costs a row for ever."""

FEEDS_OF_ONE: Final = 1024
"""How many feeds one device may begin. It begins one for each community when it is new and when it was put
back from a copy. Each bundle of everybody names each feed that its sender holds: without an end of it, one
laptop could see to it that nobody's bundle has room for its own first page."""

PARKED_PIECES: Final = 4096
"""How many pieces of one device may wait for an earlier one: each is looked at with every bundle."""

# What no writer of ours puts into a value: control signs, and those that turn the direction of
# what follows, by which one text can pass for another on the screen.
_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(slots=True)
class Taken:
    """What has been taken in so far. by: {(person, kind): [new, changed] record ids}.

    removed: {(person, kind): the ids of records that they deleted}. left: a history that was held here
    was left for the one that the office named.
    """

    seen: int = 0
    applied: int = 0
    parked: int = 0
    withheld: list[str] = field(default_factory=list)
    new: set[tuple[str, bytes]] = field(default_factory=set)
    changed: set[tuple[str, bytes]] = field(default_factory=set)
    by: dict[tuple[bytes, str], tuple[set[bytes], set[bytes]]] = field(default_factory=dict)
    deleted: set[tuple[str, bytes]] = field(default_factory=set)
    removed: dict[tuple[bytes, str], set[bytes]] = field(default_factory=dict)
    grown: set[bytes] = field(default_factory=set)
    left: bool = False

    def count(self, person: bytes, kind: str, record: bytes, fresh: bool) -> None:
        """Count one record that this person made or changed."""
        made, edited = self.by.setdefault((person, kind), (set(), set()))
        if fresh:
            made.add(record)
            self.new.add((kind, record))
        elif record not in made:
            edited.add(record)
            if (kind, record) not in self.new:
                self.changed.add((kind, record))

    def went(self, kind: str, record: bytes, people: Iterable[bytes]) -> None:
        """A record ends hidden: these people deleted it, or nobody where it went with a file. Nobody
        has made or changed it then."""
        for (_, one), (made, edited) in self.by.items():
            if one == kind:
                made.discard(record)
                edited.discard(record)
        self.new.discard((kind, record))
        self.changed.discard((kind, record))
        for person in people:
            self.removed.setdefault((person, kind), set()).add(record)
            self.deleted.add((kind, record))

    def add(self, other: Taken) -> None:
        """Count what was taken in besides. What was withheld of it was told of when it came."""
        self.applied += other.applied
        self.parked += other.parked
        self.grown |= other.grown
        self.new |= other.new
        self.changed |= other.changed - self.new
        for key, (made, edited) in other.by.items():
            mine = self.by.setdefault(key, (set(), set()))
            mine[0].update(made)
            mine[1].update(edited - mine[0])

    def by_author(self) -> list[tuple[bytes, str, int, int, int]]:
        """(person, kind of record, how many new, changed, deleted), steadily ordered."""
        told = []
        for person, kind in sorted(self.by.keys() | self.removed.keys()):
            made, edited = self.by.get((person, kind), (set(), set()))
            gone = self.removed.get((person, kind), set())
            if made or edited or gone:
                told.append((person, kind, len(made), len(edited), len(gone)))
        return told

    def contested(self, fields: Iterable[tuple[str, bytes]]) -> list[tuple[bytes, int]]:
        """(person, how many of these fields lie in records in which they wrote), steadily ordered.

        fields: (kind, id) of each field that waits for a decision since.
        """
        wrote: list[tuple[bytes, str, set[bytes]]] = [
            *((person, kind, made | edited) for (person, kind), (made, edited) in self.by.items()),
            *((person, kind, gone) for (person, kind), gone in self.removed.items()),
        ]
        found: Counter[bytes] = Counter()
        for name, record in fields:
            found.update({one for one, kind, ids in wrote if kind == name and record in ids})
        return sorted(found.items())


class _Withheld(Exception):
    """A segment that may not take effect, with the code of the reason. kept: it lies aside already."""

    def __init__(self, reason: str, kept: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.kept = reason, kept


def take_segment(
    session: Session,
    tables: Tables,
    content: bytes,
    taken: Taken,
    said: SectionInfo | None = None,
    only: bytes | None = None,
    word: Word = NOBODYS,
) -> None:
    """Apply one segment if it continues what is here; otherwise park or withhold it.

    said: what the manifest says of it. only: a device; what others wrote is passed over.
    word: whose bundle it is, where that is known.
    Raises BundleRefused when that is not what it is.
    """
    segment = decode_segment(content)
    if said is not None and (said.scope, said.feed, said.start, said.end) != (
        segment.scope,
        segment.feed,
        segment.start,
        segment.end,
    ):
        raise malformed()
    taken.seen += len(segment.bodies)
    if only is not None and segment.device != only:
        return
    try:
        links = _verified(session, tables, segment)
        feed = _feed(session, tables, segment)
        if not _goes_on(session, tables, segment, links, feed, taken):
            room = _has_room(tables, segment.device, len(content))
            kept = take_stripped(session, tables, content)
            if keep_side(session, tables, feed, segment, links, kept, room, word.sender):
                raise _Withheld(FORK, kept=True)
            return
        if segment.start <= feed.seq:
            _fill(session, tables, feed, segment, links, word)
        if segment.end <= feed.seq:
            return
        if segment.start > feed.seq + 1:
            if (
                tables.exchange.parked_bytes() + len(content) <= PARKED_BYTES
                and tables.exchange.parked_bytes(segment.device) + len(content) <= PARKED_BY_ONE
                and tables.exchange.parked_pieces(segment.device) < PARKED_PIECES
            ):
                now = session.environment.now()
                tables.exchange.park(
                    Parked(
                        segment.feed,
                        segment.start,
                        segment.end,
                        segment.device,
                        now,
                        take_stripped(session, tables, content),
                    )
                )
            taken.parked += 1
            return
        held = feed.seq
        _apply(session, tables, segment, links, feed, taken)
        missing = [one.seq for one in links if one.body is None and one.seq > held]
        note_hollow(tables, feed, (one for one in missing if not word.settles(session, feed, one)))
    except _Withheld as held:
        if held.kept:
            taken.withheld.append(held.reason)
            return
        room = _has_room(tables, segment.device, len(content))
        news = tables.exchange.withhold(
            segment.feed,
            segment.start,
            held.reason,
            segment.device,
            session.environment.now(),
            take_stripped(session, tables, content) if room else b"",
        )
        # A laptop that holds a place no more brings this with each bundle until the office has decided.
        if news or held.reason != SCOPE_NOT_HELD:
            taken.withheld.append(held.reason)


def _has_room(tables: Tables, device: bytes, size: int) -> bool:
    """Whether the content of a segment of that device may be kept aside; else only the reason is."""
    aside = tables.exchange.withheld_bytes
    return aside() + size <= QUARANTINE_BYTES and aside(device) + size <= WITHHELD_BY_ONE


def _goes_on(
    session: Session,
    tables: Tables,
    segment: Segment,
    links: list[ChainedEntry],
    feed: Feed,
    taken: Taken,
) -> bool:
    """Whether a run is of the history that is held here, or of the one that the office named.

    In the second case what is held here is left for it first.
    """
    said = stands_by_the_office(session, feed, links)
    if said is False:
        return False
    if not parted(tables, feed, segment, links):
        return True
    if not said:
        return False
    leave(session, tables, feed, where_parted(session, tables, feed, segment, links))
    taken.left = True
    return True


def take_parked(session: Session, tables: Tables, taken: Taken) -> None:
    """Take in what was waiting for the part that has come now, until nothing moves any more."""
    moved = bool(taken.grown)
    while moved:
        moved = False
        for feed_id, start, _ in tables.exchange.waiting():
            feed = tables.log.feed(feed_id)
            if feed is not None and start <= feed.seq + 1:
                content = tables.exchange.parked_at(feed_id, start)
                tables.exchange.unpark(feed_id, start)
                take_segment(session, tables, content, taken)
                moved = True


def take_what_counts_now(session: Session, tables: Tables) -> Taken:
    """Take in what lay aside or waited, after the office has given a right or let work count."""
    taken = Taken()
    take_lifted(session, tables, taken)
    take_parked(session, tables, taken)
    return taken


_LIFTED: Final = (UNKNOWN_DEVICE, SCOPE_NOT_HELD, SCOPE_NOT_OURS, FORK)
"""Reasons for which a whole segment is kept aside, and which news of trust can take away."""


def take_lifted(session: Session, tables: Tables, taken: Taken) -> None:
    """Take in what lies aside for a reason that may not hold any more, from where it lies."""
    trust = session.require_trust()
    for number, _, reason, device in tables.exchange.set_aside():
        if reason not in _LIFTED or (reason == UNKNOWN_DEVICE and not trust.certificate(device)):
            continue
        content = tables.exchange.set_aside_at(number)
        if not content:
            continue
        segment = decode_segment(content)
        scope = tables.log.scope(segment.scope)
        rule = judge_of(session).rule(segment.device, segment.feed, segment.scope)
        if scope is None or rule.refusal in (UNKNOWN_DEVICE, SCOPE_NOT_HELD):
            continue
        if reason == FORK and not trust.words_on(segment.device, segment.feed):
            continue
        tables.exchange.forget_set_aside(number)
        # What has to stay aside goes back without being told to anybody again.
        again = Taken()
        take_segment(session, tables, content, again)
        taken.add(again)


def _verified(session: Session, tables: Tables, segment: Segment) -> list[ChainedEntry]:
    """The entries of a segment, once it is proven that the feed's own device signed their chain.

    Asked before anything else, also of what is here already and of what will wait: so nobody can
    raise a false alarm about another device, or put something in the place of its work.
    """
    if tables.log.scope(segment.scope) is None:
        raise _Withheld(SCOPE_NOT_OURS)
    device = session.require_trust().certificate(segment.device)
    if device is None:
        raise _Withheld(UNKNOWN_DEVICE)
    links = chain(segment)
    last = links[-1]
    try:
        signed: SignedEnd = decode_head(verify(segment.head, device.signing, Purpose.HEAD))
    except PortageError as fault:
        raise _Withheld("bad_signature") from fault
    if (signed.feed, signed.seq, signed.link) != (segment.feed, last.seq, last.link):
        raise _Withheld("bad_chain")
    return links


def _feed(session: Session, tables: Tables, segment: Segment) -> Feed:
    """The feed of a segment, begun here if it is new.

    Of a device that began more than any laptop needs, those count that came first, and those that the
    office spoke of: once it has cut the device off, everybody has the same again.
    """
    scope = tables.log.scope(segment.scope)
    if scope is None:
        raise _Withheld(SCOPE_NOT_OURS)
    feed = tables.log.feed(segment.feed)
    if feed is not None and feed.device:
        return feed
    begun = tables.log.begun_by(segment.device)
    said = session.require_trust().words_on(segment.device, segment.feed)
    if begun >= FEEDS_OF_ONE and not said:
        raise _Withheld("too_many_begun", kept=True)
    if feed is None:
        return tables.log.add_feed(segment.feed, segment.device, scope.number, segment.nonce, False)
    tables.log.settle_feed(feed, segment.device, scope.number, segment.nonce)
    return feed


def _apply(
    session: Session,
    tables: Tables,
    segment: Segment,
    links: list[ChainedEntry],
    feed: Feed,
    taken: Taken,
) -> None:
    rule = judge_of(session).rule(segment.device, segment.feed, segment.scope)
    if rule.refusal == SCOPE_NOT_HELD:
        raise _Withheld(SCOPE_NOT_HELD)
    fresh = [one for one in links if one.seq > feed.seq]
    refusals = _refusals(session, tables, feed, fresh)
    stored, admitted = _prepared(session, tables, feed, fresh, refusals)
    for at in range(0, len(stored), BATCH):
        part = stored[at : at + BATCH]
        tables.log.append(feed, part, fresh[at + len(part) - 1].link)
    tables.log.add_head(feed.number, segment.end, segment.head)
    for at in range(0, len(admitted), BATCH):
        group = admitted[at : at + BATCH]
        rows = tables.rows.merge(group)
        made = {(row.type.number, row.id, row.scope) for row in rows if row.fresh}
        for one in group:
            fresh_record = (one.type.number, one.entity, one.scope) in made
            taken.count(one.entry.actor, one.type.name, one.entity, fresh_record)
    _absorb(session, tables, [one for one in fresh if one.seq not in refusals])
    taken.applied += len(fresh) - len(refusals)
    if fresh:
        taken.grown.add(feed.id)
    taken.withheld += sorted(set(refusals.values()))


def _fill(
    session: Session,
    tables: Tables,
    feed: Feed,
    segment: Segment,
    links: list[ChainedEntry],
    word: Word,
) -> None:
    """Put the bodies in their places that came before without one (`services.exchange.hollow`)."""
    last = min(segment.end, feed.seq)
    empty = tables.log.without_body(feed, segment.start, last)
    if not empty:
        return
    inside = [one for one in links if one.seq <= last]
    came = [one for one in inside if one.seq in empty and one.body is not None]
    if came:
        refusals = _refusals(session, tables, feed, came)
        stored, _ = _prepared(session, tables, feed, came, refusals)
        filled = [one for one in stored if one.body is not None]
        tables.log.fill(filled)
        rebuild(tables, (one.entity for one in filled))
    if all(one.body is not None or word.settles(session, feed, one.seq) for one in inside):
        vouched(tables, feed, segment.start, segment.end)


def _refusals(
    session: Session, tables: Tables, feed: Feed, fresh: list[ChainedEntry]
) -> dict[int, str]:
    """Which of these entries may not count, and why; they have to find room."""
    judge = judge_of(session)
    found = {
        one.seq: refusal
        for one in fresh
        if (refusal := refusal_of(judge, tables, feed, one.seq, one.actor)) is not None
    }
    if not found:
        return found
    _check_room(tables, feed, sum(len(one.body or b"") for one in fresh if one.seq in found), found)
    return found


def _check_room(tables: Tables, feed: Feed, size: int, refusals: Mapping[int, str]) -> None:
    """Raises _Withheld where there is no room for so much that may not count."""
    whole = tables.log.withheld_bytes() + tables.exchange.withheld_bytes()
    same = [one.number for one in tables.log.feeds().values() if one.device == feed.device]
    if whole + size > QUARANTINE_BYTES or tables.log.withheld_bytes(same) + size > WITHHELD_BY_ONE:
        raise _Withheld(min(refusals.values()))


def _prepared(
    session: Session,
    tables: Tables,
    feed: Feed,
    fresh: list[ChainedEntry],
    refusals: dict[int, str],
) -> tuple[list[StoredEntry], list[Admitted]]:
    """Everything decoded and checked before a single row is written. refusals: those for what a body
    says are added."""
    stored: list[StoredEntry] = []
    bodies: list[tuple[ChainedEntry, EntityType, Body]] = []
    reading = Reading(session.registry)
    unread: list[int] = []
    misplaced = 0
    scope = tables.log.scopes()[feed.scope].kind
    strips = stripping(session, tables)
    for one in fresh:
        if one.body is None:
            # Whoever passes an erased entry on passes the erasure on with it, in front.
            if not session.require_trust().erasures:
                raise _Withheld("body_missing")
            stored.append(_erased(feed, one))
            continue
        try:
            body = decode_body(one.body)
        except PortageError as fault:
            raise _Withheld("malformed_entry") from fault
        if not _readable(body):
            raise _Withheld("malformed_entry")
        if strips and strips.concerns(body):
            stored.append(_erased(feed, one))
            continue
        kind = reading.type_of(one.kind, body)
        if kind is None or not reading.is_whole(kind, body):
            unread.append(one.seq)
        state = APPLIED if kind is not None else PENDING
        if one.seq not in refusals and not reading.belongs(body.entity_type, scope):
            refusals[one.seq] = MISPLACED
            misplaced += len(one.body)
        if one.seq in refusals:
            state = WITHHELD
        stored.append(
            StoredEntry(
                feed.number,
                one.seq,
                body.entity_type,
                body.entity,
                one.hlc,
                state,
                one.header,
                one.body,
            )
        )
        if kind is not None and state == APPLIED:
            bodies.append((one, kind, body))
    if misplaced:
        _check_room(tables, feed, misplaced, refusals)
    tables.erasures.name(strips.named)
    _count_strange(tables, feed, bodies)
    if unread:
        tables.log.note_unread(feed.number, unread)
    admitted = [
        Admitted(
            kind,
            body.entity,
            feed.scope,
            tables.log.localise_body(feed.number, one.seq, one.hlc, one.actor, body),
        )
        for one, kind, body in bodies
    ]
    return stored, admitted


def _erased(feed: Feed, one: ChainedEntry) -> StoredEntry:
    return StoredEntry(feed.number, one.seq, 0, bytes(16), one.hlc, ERASED, one.header, None)


def _readable(body: Body) -> bool:
    """Whether every text is one that a writer of ours could have written."""
    for one in body.operations:
        value = one.value
        # What is printable holds no such sign, and that is told much faster.
        if type(value) is str and not value.isprintable() and _UNSEEN.search(value):
            return False
    return True


def _count_strange(
    tables: Tables, feed: Feed, bodies: list[tuple[ChainedEntry, EntityType, Body]]
) -> None:
    """Keep count of the feeds that a device was the first to name, before rows are made for them."""
    named = {
        dot[0]
        for _, _, body in bodies
        for one in body.operations
        if one.replaces or one.seen
        for dot in (*one.replaces, *one.seen)
    }
    if not named:
        return
    strange = sum(1 for one in named if tables.log.feed(one) is None)
    if not strange:
        return
    fact = f"strange/{feed.device.hex()}"
    count = tables.facts.number(fact) + strange
    if count > STRANGE_FEEDS:
        raise _Withheld("too_many_feeds")
    tables.facts.set_number(fact, count)


def _absorb(session: Session, tables: Tables, fresh: list[ChainedEntry]) -> None:
    """Move our own logical time past what was received, unless that lies in the far future."""
    now, beacon = session.environment.now(), session.require_trust().beacon
    last = tables.facts.number("hlc")
    sound = [one.hlc for one in fresh if is_plausible(one.hlc, now, beacon)]
    if sound and max(sound) > last:
        tables.facts.set_number("hlc", max(sound))
    if len(sound) < len(fresh):
        tables.facts.set_number("clocks_wrong", tables.facts.number("clocks_wrong") + 1)
