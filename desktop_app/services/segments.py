"""Taking the segments of a bundle into the log: apply, park, or withhold with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from desktop_app.crypto.signing import Purpose, SignatureWrong, verify
from desktop_app.domain.errors import PortageError
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.exchange import Parked
from desktop_app.storage.log import APPLIED, ERASED, PENDING, Feed, StoredEntry
from desktop_app.storage.rows import Admitted
from desktop_app.sync.clock import is_plausible
from desktop_app.sync.log import (
    GENESIS,
    ChainedEntry,
    Segment,
    SignedEnd,
    chain,
    decode_body,
    decode_head,
    decode_segment,
    hash_of,
)

BATCH: Final = 2000
PARKED_BYTES: Final = 256 * 1024 * 1024
"""Room for what waits for a missing part; beyond it, the part is asked for again later."""


@dataclass(slots=True)
class Taken:
    """What has been taken in so far. by: {(person, kind): [new, changed] record ids}."""

    seen: int = 0
    applied: int = 0
    parked: int = 0
    withheld: list[str] = field(default_factory=list)
    new: set[tuple[str, bytes]] = field(default_factory=set)
    changed: set[tuple[str, bytes]] = field(default_factory=set)
    by: dict[tuple[bytes, str], tuple[set[bytes], set[bytes]]] = field(default_factory=dict)
    grown: set[bytes] = field(default_factory=set)

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

    def by_author(self) -> list[tuple[bytes, str, int, int]]:
        """(person, kind of record, how many new, how many changed), steadily ordered."""
        return [
            (person, kind, len(made), len(edited))
            for (person, kind), (made, edited) in sorted(self.by.items())
        ]


class _Withheld(Exception):
    """A segment that may not take effect, with the code of the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def take_segment(session: Session, tables: Tables, content: bytes, taken: Taken) -> None:
    """Apply one segment if it continues what is here; otherwise park or withhold it."""
    segment = decode_segment(content)
    taken.seen += len(segment.bodies)
    try:
        feed = _feed(session, tables, segment)
        if segment.end <= feed.seq:
            _check_same(tables, segment, feed)
            return
        if segment.start > feed.seq + 1:
            if tables.exchange.parked_bytes() + len(content) <= PARKED_BYTES:
                now = session.environment.now()
                tables.exchange.park(
                    Parked(segment.feed, segment.start, segment.end, segment.device, now, content)
                )
            taken.parked += 1
            return
        _apply(session, tables, segment, feed, taken)
    except _Withheld as held:
        taken.withheld.append(held.reason)
        tables.exchange.withhold(
            segment.feed,
            segment.start,
            held.reason,
            segment.device,
            session.environment.now(),
            content,
        )


def take_parked(session: Session, tables: Tables, taken: Taken) -> None:
    """Take in what was waiting for the part that has come now, until nothing moves any more."""
    moved = bool(taken.grown)
    while moved:
        moved = False
        for one in tables.exchange.parked():
            feed = tables.log.feed(one.feed)
            if feed is not None and one.start <= feed.seq + 1:
                tables.exchange.unpark(one.feed, one.start)
                take_segment(session, tables, one.data, taken)
                moved = True


def _feed(session: Session, tables: Tables, segment: Segment) -> Feed:
    scope = tables.log.scope(segment.scope)
    if scope is None:
        raise _Withheld("scope_not_ours")
    if session.require_trust().certificate(segment.device) is None:
        raise _Withheld("unknown_device")
    feed = tables.log.feed(segment.feed)
    if feed is None:
        return tables.log.add_feed(segment.feed, segment.device, scope.number, segment.nonce, False)
    if not feed.device:
        tables.log.settle_feed(feed, segment.device, scope.number, segment.nonce)
    return feed


def _link_before(tables: Tables, feed: Feed, start: int) -> bytes:
    if start == 1:
        return GENESIS
    if start == feed.seq + 1:
        return feed.link
    return hash_of(tables.log.entries(feed.number, start - 1, start - 1)[0].header)


def _check_same(tables: Tables, segment: Segment, feed: Feed) -> None:
    """A run that is here already must be the very same; another one is a fork."""
    last = chain(segment)[-1]
    stored = tables.log.entries(feed.number, last.seq, last.seq)[0]
    if hash_of(stored.header) != last.link:
        raise _Withheld("fork")


def _verified(session: Session, segment: Segment, links: list[ChainedEntry]) -> None:
    device = session.require_trust().certificate(segment.device)
    assert device is not None
    last = links[-1]
    try:
        signed: SignedEnd = decode_head(verify(segment.head, device.signing, Purpose.HEAD))
    except (SignatureWrong, PortageError) as fault:
        raise _Withheld("bad_signature") from fault
    if (signed.feed, signed.seq, signed.link) != (segment.feed, last.seq, last.link):
        raise _Withheld("bad_chain")


def _apply(session: Session, tables: Tables, segment: Segment, feed: Feed, taken: Taken) -> None:
    trust = session.require_trust()
    links = chain(segment)
    if segment.base != _link_before(tables, feed, segment.start):
        raise _Withheld("fork")
    if segment.start <= feed.seq and links[feed.seq - segment.start].link != feed.link:
        raise _Withheld("fork")
    _verified(session, segment, links)
    for actor in set(segment.actors):
        refusal = trust.write_refusal(segment.device, actor, segment.scope)
        if refusal is not None:
            raise _Withheld(refusal)
    fresh = [one for one in links if one.seq > feed.seq]
    cut = trust.cut(segment.device, segment.feed)
    beyond = False
    if cut is not None and segment.end > cut[0]:
        beyond = True
        fresh = [one for one in fresh if one.seq <= cut[0]]
        if fresh and fresh[-1].seq == cut[0] and fresh[-1].link != cut[1]:
            raise _Withheld("beyond_cut")
    stored, admitted = _prepared(session, tables, feed, fresh)
    for at in range(0, len(stored), BATCH):
        part = stored[at : at + BATCH]
        tables.log.append(feed, part, fresh[at + len(part) - 1].link)
    if not beyond:
        tables.log.add_head(feed.number, segment.end, segment.head)
    for at in range(0, len(admitted), BATCH):
        group = admitted[at : at + BATCH]
        rows = tables.rows.merge(group)
        made = {(row.type.number, row.id, row.scope) for row in rows if row.fresh}
        for one in group:
            fresh_record = (one.type.number, one.entity, one.scope) in made
            taken.count(one.entry.actor, one.type.name, one.entity, fresh_record)
    _absorb(session, tables, fresh)
    taken.applied += len(fresh)
    if fresh:
        taken.grown.add(feed.id)
    if beyond:
        raise _Withheld("beyond_cut")


def _prepared(
    session: Session, tables: Tables, feed: Feed, fresh: list[ChainedEntry]
) -> tuple[list[StoredEntry], list[Admitted]]:
    """Everything decoded and checked before a single row is written."""
    stored: list[StoredEntry] = []
    admitted: list[Admitted] = []
    registry = session.registry
    for one in fresh:
        if one.body is None:
            stored.append(
                StoredEntry(feed.number, one.seq, 0, bytes(16), one.hlc, ERASED, one.header, None)
            )
            continue
        try:
            body = decode_body(one.body)
        except PortageError as fault:
            raise _Withheld("malformed_entry") from fault
        kind = registry.by_number(body.entity_type)
        state = APPLIED if kind is not None else PENDING
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
        if kind is not None:
            entry = tables.log.localise_body(feed.number, one.seq, one.hlc, one.actor, body)
            admitted.append(Admitted(kind, body.entity, feed.scope, entry))
    return stored, admitted


def _absorb(session: Session, tables: Tables, fresh: list[ChainedEntry]) -> None:
    """Move our own logical time past what was received, unless that lies in the far future."""
    now, beacon = session.environment.now(), session.require_trust().beacon
    last = tables.facts.number("hlc")
    sound = [one.hlc for one in fresh if is_plausible(one.hlc, now, beacon)]
    if sound and max(sound) > last:
        tables.facts.set_number("hlc", max(sound))
    if len(sound) < len(fresh):
        tables.facts.set_number("clocks_wrong", tables.facts.number("clocks_wrong") + 1)
