"""What goes into a bundle: which runs of which feeds, the most pressing first, and how much fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from desktop_app.crypto.signing import Purpose
from desktop_app.domain.casework.referrals import OPEN
from desktop_app.domain.errors import PortageError
from desktop_app.domain.words.local_time import instant_text
from desktop_app.language import Message
from desktop_app.services.exchange.gaps import asked_by
from desktop_app.services.session import Session
from desktop_app.services.trust.copies import twins_of
from desktop_app.services.trust.judging import judge_of
from desktop_app.storage.database import Tables
from desktop_app.storage.entries import EntryTables
from desktop_app.storage.exchange import Vector
from desktop_app.storage.log import Feed, StoredEntry
from desktop_app.sync import bundle as files
from desktop_app.sync.bundle import Section
from desktop_app.sync.clock import time_of
from desktop_app.sync.log import (
    GENESIS,
    Segment,
    decode_header,
    encode_head,
    encode_segment,
    hash_of,
)
from desktop_app.sync.statements import Certificate

URGENT_DAYS: Final = 14
"""Appointments that begin within so many days, and open referrals of which something was written
within so many, go before everything else."""

SMALLEST: Final = 64 * 1024
"""The smallest size that a bundle may be limited to, in bytes: below it hardly any change fits."""

_DAY_MS: Final = 24 * 3600 * 1000
_PIECES: Final = 16
_MISSES: Final = 8
"""After so many attachments that do not fit, no more are tried."""

_CUT_LEAST: Final = 4 * 1024
_LINE: Final = 112
"""Bytes of a section's line in the manifest, rounded up."""

_SECTIONS: Final = files.SECTIONS - 96
"""Lines that changes may take; the rest is left to trust and to attachments."""


class TooSmall(PortageError):
    """The size asked for holds not even what every bundle must hold."""

    code = "size_too_small"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "exchange",
                "A bundle of that size holds no change. Nothing was written. Choose a larger size.",
            )
        )


@dataclass(slots=True)
class Filled:
    """What went into one bundle. vector: what it brings each feed up to. left: changes left out."""

    sections: list[Section] = field(default_factory=list)
    entries: int = 0
    vector: Vector = field(default_factory=dict)
    left: int = 0
    size: int = 0

    def add(self, section: Section) -> None:
        """Put one more section in."""
        self.sections.append(section)
        self.size += len(section.data) + _LINE


class Contents:
    """The changes that some devices lack, handed out bundle by bundle.

    known: what all the receivers have said that they hold; it moves on as bundles are filled.
    scopes: those that may be passed on, by local number. lost: those of which this laptop gives what it
    wrote itself, all of it.
    """

    def __init__(
        self,
        session: Session,
        scopes: Mapping[int, bytes],
        known: Vector,
        lost: Mapping[int, bytes] | None = None,
    ) -> None:
        self._session = session
        self._scopes = scopes
        self._lost = lost or {}
        self._reached = {feed: end[0] for feed, end in known.items()}

    def sign_cuts(self, tables: Tables, room: int) -> None:
        """Sign own feeds at more places, so that what goes out can be cut to size.

        room: bytes of a bundle. Feeds of others can be cut only where they were signed.
        """
        session = self._session
        every = _piece(room)
        key = None
        for feed in list(tables.log.feeds().values()):
            start = self._reached.get(feed.id, 0)
            known = feed.scope in self._scopes or feed.scope in self._lost
            if not feed.own or not known or start >= feed.seq:
                continue
            signed = {seq for seq, _ in tables.log.heads_after(feed.number, start)}
            size = 0
            for entry in _entries(tables, feed, start + 1, feed.seq):
                size += _weight(entry)
                if size >= every and entry.seq not in signed:
                    key = key or session.signing_key(tables)
                    head = encode_head(feed.id, entry.seq, hash_of(entry.header), entry.hlc)
                    tables.log.add_head(feed.number, entry.seq, key.sign(head, Purpose.HEAD))
                if size >= every or entry.seq in signed:
                    size = 0

    def fill(
        self,
        tables: Tables,
        room: int | None,
        at_least_one: bool = False,
        step: Callable[[int], None] = lambda entries: None,
        extra: Iterable[Sequence[Section]] = (),
    ) -> Filled:
        """The next changes that fit in `room` bytes; None: as much as one bundle may hold.

        Urgent things first, then what was written on this laptop, then what others wrote, the
        longest waiting first. at_least_one: take the first run even when it does not fit. extra:
        what goes last and only as far as there is room left (attachments); each whole or not at all.
        """
        filled = Filled()
        allowed = files.FILE_BYTES - files.MANIFEST_BYTES if room is None else room
        full: set[bytes] = set()
        for feed, upto in self._in_order(tables, limited=room is not None):
            if feed.id in full:
                continue
            if not self._take(tables, feed, upto, filled, allowed, room, step):
                full.add(feed.id)
        if at_least_one and not filled.sections:
            self._take_one(tables, filled)
        misses = 0
        for group in extra:
            size = sum(len(section.data) + _LINE for section in group)
            if len(filled.sections) + len(group) >= files.SECTIONS or misses > _MISSES:
                break
            if filled.size + size > allowed:
                misses += 1
                continue
            for section in group:
                filled.add(section)
        filled.left = sum(max(0, last - self._start(feed)) for feed, last in self._feeds(tables))
        return filled

    def _scope_of(self, feed: Feed) -> bytes:
        return self._scopes.get(feed.scope) or self._lost[feed.scope]

    def _start(self, feed: Feed) -> int:
        return self._reached.get(feed.id, 0)

    def _feeds(self, tables: Tables) -> list[tuple[Feed, int]]:
        """The feeds that may be passed on, and up to where: not beyond where one was cut off, and only
        to an end that its laptop signed; what it signed as a whole cannot be parted."""
        judge = judge_of(self._session)
        found = []
        for feed in sorted(tables.log.feeds().values(), key=lambda one: one.id):
            if feed.scope not in self._scopes:
                if feed.own and feed.scope in self._lost:
                    found.append((feed, feed.seq))
                continue
            rule = judge.rule(feed.device, feed.id, self._scopes[feed.scope])
            if rule.refusal is None:  # else it goes on its way when somebody could let it count
                last = feed.seq
                if rule.extent is not None and rule.extent < feed.seq:
                    ends = (seq for seq, _ in tables.log.heads_after(feed.number, 0))
                    last = max((seq for seq in ends if seq <= rule.extent), default=0)
                found.append((feed, last))
        return found

    def _in_order(self, tables: Tables, limited: bool) -> Iterator[tuple[Feed, int]]:
        waiting = [(feed, last) for feed, last in self._feeds(tables) if self._start(feed) < last]
        if not limited:
            yield from waiting  # everything goes, so nothing has to go first
            return
        own = [one for one in waiting if one[0].own]
        others = [one for one in waiting if not one[0].own]
        first = {feed.number: self._first_time(tables, feed) for feed, _ in others}
        others.sort(key=lambda one: (first[one[0].number], one[0].id))
        ends = self._urgent_ends(tables)
        for feed, last in own + others:
            if ends.get(feed.number, 0) > self._start(feed):
                yield feed, min(last, self._signed_from(tables, feed, ends[feed.number]))
        yield from own + others

    def _first_time(self, tables: Tables, feed: Feed) -> int:
        at = self._start(feed) + 1
        return tables.log.entries(feed.number, at, at)[0].hlc

    def _signed_from(self, tables: Tables, feed: Feed, seq: int) -> int:
        heads = tables.log.heads_after(feed.number, seq - 1)
        return heads[0][0] if heads else feed.seq

    def _urgent_ends(self, tables: Tables) -> dict[int, int]:
        """{feed: the last entry on something that presses}; what is before goes along."""
        pressing = [*self._soon(tables), *self._awaited(tables)]
        ends: dict[int, int] = {}
        for found in EntryTables(tables.connection).last_of(pressing).values():
            for number, seq in found:
                ends[number] = max(ends.get(number, 0), seq)
        return ends

    def _soon(self, tables: Tables) -> list[bytes]:
        """The appointments of the next days."""
        now = datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)
        return self._pressing(
            tables,
            "appointment",
            "WHERE f_starts_at >= ? AND f_starts_at < ? AND life != 0",
            (instant_text(now), instant_text(now + timedelta(days=URGENT_DAYS))),
        )

    def _awaited(self, tables: Tables) -> list[bytes]:
        """The referrals that are not over and of which something was written lately."""
        lately = self._session.environment.now() - URGENT_DAYS * _DAY_MS
        return self._pressing(
            tables,
            "referral",
            f"WHERE changed_hlc >= ? AND f_state IN ({', '.join('?' * len(OPEN))}) AND life != 0",
            (time_of(lately), *sorted(OPEN)),
        )

    def _pressing(
        self, tables: Tables, name: str, clause: str, parameters: tuple[object, ...]
    ) -> list[bytes]:
        kind = next((one for one in self._session.registry if one.name == name), None)
        return (
            [] if kind is None else [one.id for one in tables.rows.select(kind, clause, parameters)]
        )

    def _take(
        self,
        tables: Tables,
        feed: Feed,
        upto: int,
        filled: Filled,
        allowed: int,
        room: int | None,
        step: Callable[[int], None],
    ) -> bool:
        """Take the runs of a feed up to there as long as they fit; False: they no longer did."""
        start = self._start(feed)
        if start >= upto:
            return True
        sizes = [files.SEGMENT_TARGET] if room is None else [_piece(room), 1]
        for size in sizes:
            for segment in segments(tables, feed, self._scope_of(feed), start, upto, size):
                section = _packed(segment)
                fits = filled.size + len(section.data) + _LINE <= allowed
                if not fits or len(filled.sections) >= _SECTIONS:
                    break
                self._keep(feed, segment, section, filled)
                start = segment.end
                step(filled.entries)
            else:
                return True
        return False

    def _take_one(self, tables: Tables, filled: Filled) -> None:
        for feed, last in self._in_order(tables, limited=True):
            scope = self._scope_of(feed)
            for segment in segments(tables, feed, scope, self._start(feed), last, 1):
                self._keep(feed, segment, _packed(segment), filled)
                return

    def _keep(self, feed: Feed, segment: Segment, section: Section, filled: Filled) -> None:
        filled.add(section)
        filled.entries += len(segment.bodies)
        filled.vector[feed.id] = (segment.end, b"")
        self._reached[feed.id] = segment.end


def known_by(tables: Tables, recipients: Sequence[Certificate]) -> Vector:
    """What all these devices have said that they hold: the lowest of each feed.

    Where one has asked for what is missing below, everything from there on counts as not held.
    """
    peers = tables.exchange.peers()
    vectors = [peers[one.device].vector if one.device in peers else {} for one in recipients]
    # A copy of a laptop may lack what the other one holds.
    vectors += [vector for one in recipients for vector in twins_of(tables, one.device)]
    if not vectors:
        return {}
    shared = set(vectors[0])
    for vector in vectors[1:]:
        shared &= set(vector)
    known = {
        feed: min((vector[feed] for vector in vectors), key=lambda end: end[0]) for feed in shared
    }
    for one in recipients:
        for gap in asked_by(tables, one.device):
            if gap.feed in known and known[gap.feed][0] > gap.held:
                known[gap.feed] = (gap.held, b"")
    return known


def segments(
    tables: Tables, feed: Feed, scope: bytes, known: int, last: int, target: int
) -> Iterator[Segment]:
    """The runs of a feed beyond `known`, each ended at the first signed head at which its bodies
    have `target` bytes.

    last: nothing beyond that number is passed on (where a revoked laptop was cut off).
    """
    heads = [one for one in tables.log.heads_after(feed.number, known) if one[0] <= last]
    start, size = known + 1, 0
    entries: list[StoredEntry] = []
    if not heads:
        return
    base = (
        GENESIS if known == 0 else hash_of(tables.log.entries(feed.number, known, known)[0].header)
    )
    for seq, head in heads:
        run = tables.log.entries(feed.number, start + len(entries), seq)
        entries += run
        size += sum(_weight(one) for one in run)
        if size < target and seq != heads[-1][0]:
            continue
        headers = [decode_header(one.header) for one in entries]
        yield Segment(
            feed.device, scope, feed.nonce, start, base,
            tuple(one.hlc for one in headers), tuple(one.actor for one in headers),
            tuple(one.schema for one in headers), tuple(one.kind for one in headers),
            tuple(one.txn for one in headers),
            tuple(
                stored.body if stored.body is not None else (header.body_length, header.body_hash)
                for stored, header in zip(entries, headers, strict=True)
            ),
            head,
        )  # fmt: skip
        base = hash_of(entries[-1].header)
        start, size, entries = seq + 1, 0, []


def _packed(segment: Segment) -> Section:
    return files.pack_section(
        files.SEGMENT,
        segment.scope,
        segment.feed,
        segment.start,
        segment.end,
        encode_segment(segment),
    )


def _piece(room: int) -> int:
    """How many bytes of bodies a run has, so that several fit and the rest stays small."""
    return max(_CUT_LEAST, min(files.SEGMENT_TARGET, room // _PIECES))


def _weight(entry: StoredEntry) -> int:
    return len(entry.body or b"") + 16


def _entries(tables: Tables, feed: Feed, start: int, end: int) -> Iterator[StoredEntry]:
    steps = [*range(start, end + 1, 1000), end + 1]
    for lower, upper in pairwise(steps):
        yield from tables.log.entries(feed.number, lower, upper - 1)
