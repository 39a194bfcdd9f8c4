"""Where work ends that still counts when a right is taken away: cuts of devices and of people.

What was written while it might be written stands. So every narrowing names, for each feed that it
touches, the last number that the office holds; every laptop then judges old entries alike.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.domain.roles import may_write
from desktop_app.storage.database import Tables
from desktop_app.storage.log import actor_of
from desktop_app.sync import statements as trusted
from desktop_app.sync.judging import FeedRule, Judge
from desktop_app.sync.log import chain, decode_segment
from desktop_app.sync.statements import Certificate, Person
from desktop_app.sync.trust import Trust, person_may_write


def device_cuts(
    tables: Tables, trust: Trust, before: Certificate | None, after: Certificate
) -> dict[bytes, tuple[int, bytes]]:
    """Where the feeds of a device end in scopes in which it may write no longer.

    {feed: (last number that counts, its hash)}. before: its certificate until now.
    """
    line = trust.roster.get(after.device)
    kept = {} if line is None or line.status != trusted.ACTIVE else dict(line.cuts)
    cuts = {}
    scopes = tables.log.scopes()
    for feed in tables.log.feeds().values():
        if feed.device != after.device or not feed.seq:
            continue
        scope = scopes[feed.scope].id
        if _may_write_in(after, scope):
            continue
        if before is not None and _may_write_in(before, scope):
            cuts[feed.id] = (feed.seq, feed.link)
        elif feed.id in kept:
            cuts[feed.id] = kept[feed.id]
    return cuts


def revocation_cuts(tables: Tables, trust: Trust, device: bytes) -> dict[bytes, tuple[int, bytes]]:
    """Where the feeds of a device end that is cut off: {feed: (last number that counts, its hash)}.

    At what is held here, or at what waits here for an earlier part if a laptop that is in has said
    that it holds just that. What lies beyond is late work, and so is what lay aside before: to be cut
    off makes nothing count.
    """
    judge = Judge(trust, b"")
    scopes = tables.log.scopes()
    cuts = {}
    for feed in tables.log.feeds().values():
        if feed.device != device or not feed.seq:
            continue
        rule = judge.rule(device, feed.id, scopes[feed.scope].id)
        end = feed.seq if rule.extent is None else min(feed.seq, rule.extent)
        if rule.refusal is None and end:
            cuts[feed.id] = (end, tables.log.link_at(feed, end))
    words = [
        peer.vector for peer in tables.exchange.peers().values() if trust.is_active(peer.device)
    ]
    for parked in tables.exchange.parked():
        if parked.device != device or parked.end <= cuts.get(parked.feed, (0, b""))[0]:
            continue
        segment = decode_segment(parked.data)
        if judge.rule(device, parked.feed, segment.scope) != FeedRule(None, None):
            continue
        # Its signature was verified before it was parked.
        last = chain(segment)[-1]
        if any(one.get(parked.feed) == (last.seq, last.link[:8]) for one in words):
            cuts[parked.feed] = (last.seq, last.link)
    return cuts


def _may_write_in(certificate: Certificate, scope: bytes) -> bool:
    return any(
        grant.id == scope and may_write(certificate.role, grant.kind)
        for grant in certificate.scopes
    )


def person_cuts(tables: Tables, trust: Trust, person: Person) -> Mapping[bytes, int]:
    """Where a person's work ends in scopes in which those rights do not let them write any more.

    {feed: last number}, for the feeds in which the person wrote as far as the office holds them.
    person: as they are about to be listed.
    """
    known = trust.people.get(person.id)
    if known is None:
        return {}
    feeds, scopes = tables.log.feeds(), tables.log.scopes()
    written = {
        one.feed for one in tables.log.standing_by(person.id) if actor_of(one.header) == person.id
    }
    cuts = {}
    for feed in (feeds[number] for number in written):
        grant = trust.beliefs.scopes.get(scopes[feed.scope].id)
        if grant is None or person_may_write(person, grant):
            continue
        before = None if person_may_write(known, grant) else known.cuts.get(feed.id, 0)
        end = feed.seq if before is None else before
        if end:
            cuts[feed.id] = end
    return cuts
