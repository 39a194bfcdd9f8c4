"""Judging the log again when what is believed has changed, so that arrival decides nothing.

An entry that may not count stays in its chain, withheld, while the reason could be lifted. After
each change of roster, people, certificates, admitted work or branches, `rejudge` brings the stored
states to what `sync.judging` says now, in both directions, and rebuilds the records concerned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.log import APPLIED, ERASED, PENDING, WITHHELD, Feed, StoredEntry, actor_of
from desktop_app.sync.judging import MISPLACED, Judge, agree, people_changed, recalled
from desktop_app.sync.log import KINDS, decode_header
from desktop_app.sync.reading import Reading
from desktop_app.sync.trust import Trust

CHUNK: Final = 400
"""How many records are rebuilt at a time."""


@dataclass(frozen=True, slots=True)
class Rejudged:
    """How many entries count no longer, and how many count now."""

    set_aside: int = 0
    let_in: int = 0


def judge_of(session: Session) -> Judge:
    """What this laptop believes now, to be asked about entries."""
    return Judge(session.require_trust(), session.device)


def refusal_of(judge: Judge, tables: Tables, feed: Feed, seq: int, actor: bytes) -> str | None:
    """Why an entry of a feed held here may not count, or None."""
    scope = tables.log.scopes()[feed.scope].id
    return judge.refusal(feed.device, feed.id, scope, seq, actor)


def refusal_of_stored(judge: Judge, tables: Tables, feed: Feed, stored: StoredEntry) -> str | None:
    """As `refusal_of`, also for what its kind of record says."""
    refusal = refusal_of(judge, tables, feed, stored.seq, actor_of(stored.header))
    if refusal is None and not belongs(tables, feed, stored.type):
        return MISPLACED
    return refusal


def belongs(tables: Tables, feed: Feed, entity_type: int) -> bool:
    """Whether that kind of record may stand in the scope of a feed."""
    return Reading(tables.registry).belongs(entity_type, tables.log.scopes()[feed.scope].kind)


def rejudge(session: Session, tables: Tables, before: Trust | None = None) -> Rejudged:
    """Let count exactly what may count by what is believed now.

    before: the beliefs (`recalled`) by which the stored states were judged; without them every
    entry is looked at.
    """
    after = session.require_trust()
    if before is not None and agree(before, after):
        return Rejudged()
    judge = judge_of(session)
    states: dict[tuple[int, int], tuple[int, bytes]] = {}
    feeds = tables.log.feeds()
    for stored in _candidates(session, tables, before, after, judge):
        if stored.state == ERASED:
            continue
        feed = feeds[stored.feed]
        refusal = refusal_of_stored(judge, tables, feed, stored)
        state = WITHHELD
        if refusal is None:
            state = APPLIED if _understood(tables, stored) else PENDING
        if state != stored.state:
            states[(stored.feed, stored.seq)] = (state, stored.entity)
    return _settle(tables, states)


def _understood(tables: Tables, stored: StoredEntry) -> bool:
    known = tables.registry.by_number(stored.type) is not None
    return known and decode_header(stored.header).kind in KINDS


def _settle(tables: Tables, states: dict[tuple[int, int], tuple[int, bytes]]) -> Rejudged:
    if not states:
        return Rejudged()
    tables.log.set_states([(state, *key) for key, (state, _) in states.items()])
    rebuild(tables, (entity for _, entity in states.values()))
    aside = sum(1 for state, _ in states.values() if state == WITHHELD)
    return Rejudged(aside, len(states) - aside)


def rebuild(tables: Tables, entities: Iterable[bytes]) -> None:
    """Make the rows of these records anew, some at a time."""
    wanted = sorted(set(entities))
    for at in range(0, len(wanted), CHUNK):
        tables.rows.rebuild(wanted[at : at + CHUNK])


def _candidates(
    session: Session, tables: Tables, before: Trust | None, after: Trust, judge: Judge
) -> Iterable[StoredEntry]:
    """Every entry whose judgement can have changed, each at least once."""
    feeds = [one for one in tables.log.feeds().values() if one.seq]
    if before is None:
        for feed in feeds:
            yield from tables.log.headers(feed.number)
        return
    # What may count more than before is among what is withheld: few, and found by an index.
    yield from tables.log.withheld_entries()
    less, devices = people_changed(before, after)
    scopes = tables.log.scopes()
    earlier = Judge(before, session.device)

    def changed(feed: Feed) -> bool:
        key = (feed.device, feed.id, scopes[feed.scope].id)
        return feed.device in devices or earlier.rule(*key) != judge.rule(*key)

    for feed in filter(changed, feeds):
        yield from tables.log.headers(feed.number)
    for person in sorted(less):
        yield from tables.log.standing_by(person)


def misjudged(session: Session, tables: Tables) -> list[tuple[bytes, int, int]]:
    """Every entry whose state is not what is believed now: (feed id, number, stored state).

    Empty in a sound vault; asked by `vault check` and by the simulator.
    """
    judge = judge_of(session)
    wrong = []
    for feed in tables.log.feeds().values():
        for stored in tables.log.headers(feed.number) if feed.seq else ():
            refusal = refusal_of_stored(judge, tables, feed, stored)
            if (refusal is not None) != (stored.state == WITHHELD):
                wrong.append((feed.id, stored.seq, stored.state))
    return wrong


def keep_judged(session: Session, tables: Tables, kind: str, data: bytes) -> Rejudged:
    """Believe and keep a statement made here, and judge again what it concerns."""
    before = recalled(session.require_trust())
    session.keep_statement(tables, kind, data)
    return rejudge(session, tables, before)
