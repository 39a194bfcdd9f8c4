"""What a vault holds, as lines that say what it means: kept beside the kept files, and compared.

`dump` tells the records; here stand the statements, the log behind the records, and what lies beside
them. Numbers that are given out on one laptop alone never appear.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from desktop_app.crypto.encoding import decode
from desktop_app.services.session import Session
from desktop_app.services.vault.dump import dump
from desktop_app.storage.carried import CarriedTables
from desktop_app.storage.database import Tables
from desktop_app.sync.trust import Trust

Told = tuple[str, dict[str, Any]]


def state(session: Session) -> list[str]:
    """What every laptop that holds the same files says, in whatever order they came."""
    with session.database.reading() as tables:
        trust = session.require_trust()
        return [*dump(tables, session), *_lines(_statements(trust)), *_lines(_log(tables))]


def everything(session: Session) -> list[str]:
    """`state`, and what depends on which file came first."""
    lines = state(session)
    with session.database.reading() as tables:
        return [*lines, *_lines(_beside(session, tables))]


def brought(before: list[str], after: list[str]) -> dict[str, str]:
    """Which lines are others now, each as a short digest; "gone" for one that has gone."""
    old, new = ({_name(one): _short(one) for one in lines} for lines in (before, after))
    found = {name: digest for name, digest in new.items() if old.get(name) != digest}
    return found | dict.fromkeys(old.keys() - new.keys(), "gone")


def _name(line: str) -> str:
    told = json.loads(line)
    return f"{told['type']} {told['id']} {told.get('scope', '')[:8]}".rstrip()


def _short(line: str) -> str:
    return sha256(line.encode()).hexdigest()[:12]


def _lines(found: Iterator[Told]) -> list[str]:
    plain = ({"type": f"/{kind}", **facts} for kind, facts in found)
    return sorted(json.dumps(one, default=_hexadecimal, ensure_ascii=False) for one in plain)


def _hexadecimal(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else sorted(value)


def _by_id(found: Any) -> dict[str, Any]:
    return {one.hex(): told for one, told in sorted(found.items())}


def _statements(trust: Trust) -> Iterator[Told]:
    root = trust.root
    yield "papers", {
        "id": trust.organisation, "version": root.version, "name": root.name, "keys": root.keys,
        "threshold": root.threshold, "authorities": root.authorities, "escrow": root.escrow,
        "signatures": root.erasing.signatures, "signers": root.erasing.laptops,
        "decided": root.erasing.standing,
    }  # fmt: skip
    yield "lists", {
        "id": "", "roster": trust.roster_version, "people": trust.people_version,
        "beacon": trust.beacon,
    }  # fmt: skip
    for one in trust.certificates.values():
        line = trust.roster.get(one.device)
        yield "laptop", {
            "id": one.device, "name": one.name, "signing": one.signing, "certified": one.sealing,
            "sealing": trust.sealing_of(one), "epoch": trust.sealing_epoch(one.device),
            "role": one.role, "number": one.number, "by": one.by,
            "scopes": [[grant.id, grant.kind, grant.community] for grant in one.scopes],
            "active": trust.is_active(one.device), "agreed": one.device in trust.countersigned,
            "provisional": trust.is_provisional(one.device),
            "works": {person.hex(): name for person, name in one.people},
            "cuts": _by_id(line.cuts) if line else None,
        }  # fmt: skip
    for person in trust.people.values():
        yield "person", {
            "id": person.id, "name": person.name, "role": person.role, "removed": person.removed,
            "communities": person.communities, "cuts": _by_id(person.cuts),
        }  # fmt: skip
    for feed, admit in trust.admitted.items():
        yield "admit", {"id": feed, "device": admit.device, "end": [admit.seq, admit.link]}
    for feed, fork in trust.forks.items():
        ends = [[end.seq, end.link] for end in (fork.one, fork.other)]
        yield "fork", {"id": feed, "device": fork.device, "ends": ends}
    for feed, some in trust.branches.items():
        for branch in some:
            yield "branch", {
                "id": branch.id, "feed": feed, "device": branch.device, "main": branch.main,
                "common": [branch.common, branch.base], "side": [branch.side, branch.end],
                "anew": branch.anew,
            }  # fmt: skip
    for erasure in trust.erasures.values():
        yield "erasure", {
            "id": erasure.id, "kind": erasure.kind, "subjects": erasure.subjects,
            "people": erasure.people, "basis": erasure.basis, "at": erasure.at,
            "signatures": erasure.signatures, "by": erasure.by, "counts": trust.counts(erasure),
        }  # fmt: skip


def _log(tables: Tables) -> Iterator[Told]:
    """Each feed: how far it goes, and which of its entries count, have a body, or were erased."""
    scopes = tables.log.scopes()
    for feed in tables.log.feeds().values():
        entries = tables.log.entries(feed.number, 1, feed.seq)
        yield "feed", {
            "id": feed.id, "device": feed.device, "scope_of": scopes[feed.scope].id,
            "end": [feed.seq, feed.link],
            "states": dict(sorted(Counter(str(one.state) for one in entries).items())),
            "without": [one.seq for one in entries if one.body is None],
        }  # fmt: skip
    run = tables.connection.run
    for subject, erasure in tables.erasures.subjects().items():
        yield "erased", {"id": subject, "erasure": erasure}
    for member, lead in run("SELECT member, lead FROM grouped").all():
        yield "same person", {"id": member, "lead": lead}


def _beside(session: Session, tables: Tables) -> Iterator[Told]:
    yield "vault", {
        "id": "", "incarnation": tables.facts.number("incarnation"),
        "keys": len(tables.facts.starting_with("secret/sealing/")),
        "unread": tables.log.count_unread(), "heard_key": tables.facts.number("sealing/heard"),
    }  # fmt: skip
    for peer in tables.exchange.peers().values():
        vector = {feed.hex(): list(end) for feed, end in sorted(peer.vector.items())}
        yield "word", {"id": peer.device, "control": peer.control, "vector": vector}
    for device, _, data in tables.escrow.all():
        yield "key of a vault", {"id": device, "count": decode(data)[:2]}
    for erasure, done in tables.erasures.receipts().items():
        yield "carried out", {"id": erasure, "by": sorted(done)}
    for name, data in tables.facts.starting_with("erasing/draft/").items():
        yield "waits for a signature", {"id": name, "data": sha256(data).digest()}
    for held in tables.exchange.parked():
        yield "parked", {"id": held.feed, "from": held.start, "to": held.end}
    for feed, start, reason, device, _ in tables.exchange.withheld():
        yield "set aside", {"id": f"{feed.hex()}/{start}", "reason": reason, "device": device}
    for one in CarriedTables(tables.connection).all():
        yield "carried", {"id": one.file, "addressees": one.addressees, "sender": one.sender}
    for digest, size in (session.blobs.held() if session.blobs else {}).items():
        yield "sealed file", {"id": digest, "bytes": size}
