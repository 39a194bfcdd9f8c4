"""What follows from the statements of trust that are held: a pure function of their set.

No statement is judged by when it came. Of each device, each person and each key the newest word
counts, by (version, hash of the bytes); a revocation and a removal outlast every later word. So any
two laptops that hold the same statements believe the same, and a laptop that gets an old roster
after a newer one loses nothing by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from desktop_app.crypto.encoding import decode
from desktop_app.domain.roles import Role, may_write
from desktop_app.sync.roots import Root, signers
from desktop_app.sync.statements import (
    ACTIVE,
    REVOKED,
    Certificate,
    People,
    Person,
    Roster,
    RosterLine,
    ScopeGrant,
    SealingNotice,
    device_id,
)

Listing = TypeVar("Listing", Roster, People)

MAY_LET_IN: Final = frozenset({Role.COORDINATOR, Role.OFFICE})
"""Roles of devices that may let others in where no authority key lies."""

LET_IN_AS: Final = frozenset({Role.WORKER, Role.READER, Role.CARRIER})
"""What such a device may let others in as: never as somebody who lets in again."""


@dataclass(frozen=True, slots=True)
class Beliefs:
    """What holds now.

    roster, people: of each device and person the line that counts. listed: the devices that the
    newest roster itself has in that state. provisional: devices let in by another device and not
    on a roster yet. announced: {person: (device, name)} from certificates, whom no list names yet.
    """

    roster_version: int = 0
    beacon: int = 0
    roster: Mapping[bytes, RosterLine] = field(default_factory=dict)
    newest_roster: Roster | None = None
    people_version: int = 0
    people: Mapping[bytes, Person] = field(default_factory=dict)
    newest_people: People | None = None
    certificates: Mapping[bytes, Certificate] = field(default_factory=dict)
    provisional: frozenset[bytes] = frozenset()
    announced: Mapping[bytes, tuple[bytes, str]] = field(default_factory=dict)
    sealing: Mapping[bytes, SealingNotice] = field(default_factory=dict)
    scopes: Mapping[bytes, ScopeGrant] = field(default_factory=dict)


def digest_of(data: bytes) -> bytes:
    """What decides between two statements of one version, the same everywhere."""
    return hashlib.sha256(data).digest()


def chain_of_roots(first: Root, held: Mapping[bytes, tuple[Root, bytes]]) -> list[Root]:
    """The roots that follow from the first one: the longest chain, by hash where two are as long.

    held: {payload: (root, statement)}. Each is signed by the threshold of the one before it. To each
    root leads one chain, by way of the root of the greatest hash where several would do: whoever holds
    a paper can make roots that each follow each other's neighbours, and with them more ways than
    anybody could walk.
    """
    by_version: dict[int, list[tuple[Root, bytes]]] = {}
    for root, data in held.values():
        by_version.setdefault(root.version, []).append((root, data))
    chains = [[first]]
    version = first.version + 1
    while True:
        longer = []
        for root, data in by_version.get(version, []):
            before = next((chain for chain in chains if follows(root, data, chain[-1])), None)
            if before is not None:
                longer.append([*before, root])
        if not longer:
            return chains[0]
        longer.sort(key=lambda chain: digest_of(chain[-1].payload), reverse=True)
        chains, version = longer, version + 1


def follows(root: Root, statement: bytes, before: Root) -> bool:
    """Whether the keepers of the root before signed this one as its successor."""
    if root.version != before.version + 1:
        return False
    signed = decode(statement, text_limit=1 << 20)
    return signers(signed, root.payload, before.keys) >= before.threshold


def settle(
    authorities: Sequence[bytes],
    rosters: Iterable[Roster],
    lists: Iterable[People],
    certificates: Mapping[bytes, Sequence[Certificate]],
    notices: Mapping[bytes, SealingNotice],
) -> Beliefs:
    """What follows from those statements under these authorities.

    certificates: all that are held for each device. notices: the newest of each device.
    """
    rosters = sorted((one for one in rosters if one.by in authorities), key=_rank)
    lists = sorted((one for one in lists if one.by in authorities), key=_rank)
    roster: dict[bytes, RosterLine] = {}
    for one in rosters:
        for device, line in one.lines.items():
            known = roster.get(device)
            if known is None or line.status == REVOKED or known.status == ACTIVE:
                roster[device] = line
    people: dict[bytes, Person] = {}
    for names in lists:
        for person, told in names.people.items():
            before = people.get(person)
            if before is None or told.removed or not before.removed:
                people[person] = told
    chosen, provisional = _choose(authorities, roster, certificates)
    return Beliefs(
        rosters[-1].version if rosters else 0,
        rosters[-1].beacon if rosters else 0,
        roster,
        rosters[-1] if rosters else None,
        lists[-1].version if lists else 0,
        people,
        lists[-1] if lists else None,
        chosen,
        provisional,
        {
            person: (device, name)
            for device, certificate in sorted(chosen.items())
            for person, name in certificate.people
            if person not in people
        },
        {device: one for device, one in notices.items() if device in chosen},
        {
            grant.id: grant
            for held in certificates.values()
            for one in held
            if one.by in authorities
            for grant in one.scopes
        },
    )


def _rank(statement: Roster | People) -> tuple[int, bytes]:
    return statement.version, digest_of(statement.data)


def _choose(
    authorities: Sequence[bytes],
    roster: Mapping[bytes, RosterLine],
    held: Mapping[bytes, Sequence[Certificate]],
) -> tuple[dict[bytes, Certificate], frozenset[bytes]]:
    """The certificate that counts for each device, and the devices that are in provisionally.

    What an authority issued counts before all else, then what a roster confirms by its hash. What
    another device issued counts while that device itself is in good standing, asked now: whoever is
    revoked has let nobody in whom no roster names (strong removal).
    """
    chosen: dict[bytes, Certificate] = {}
    for device, candidates in held.items():
        issued = [one for one in candidates if one.by in authorities]
        line = roster.get(device)
        if issued:
            chosen[device] = max(issued, key=lambda one: (one.number, one.hash))
        elif line is not None:
            confirmed = [one for one in candidates if one.hash == line.certificate]
            if confirmed:
                chosen[device] = confirmed[0]
    provisional: dict[bytes, Certificate] = {}
    for device, candidates in held.items():
        if device not in chosen and device not in roster:
            valid = [one for one in candidates if may_let_in(chosen, roster, one)]
            if valid:
                provisional[device] = max(valid, key=lambda one: (one.number, one.hash))
    return {**chosen, **provisional}, frozenset(provisional)


def may_let_in(
    settled: Mapping[bytes, Certificate],
    roster: Mapping[bytes, RosterLine],
    certificate: Certificate,
) -> bool:
    """Whether the device that issued a certificate may do so: active, of such a role, and holding
    every scope that it gives."""
    issuer = settled.get(device_id(certificate.by))
    if issuer is None or issuer.signing != certificate.by or issuer.role not in MAY_LET_IN:
        return False
    line = roster.get(issuer.device)
    if line is not None and line.status != ACTIVE:
        return False
    held = {one.id for one in issuer.scopes}
    return certificate.role in LET_IN_AS and all(one.id in held for one in certificate.scopes)


def needed_rosters(rosters: Iterable[Roster]) -> list[Roster]:
    """Those without which something would be believed otherwise: of each authority the newest, and
    older ones that alone have the word on some device."""
    return _needed(rosters, lambda one: one.lines, lambda line: line.status == REVOKED)


def needed_people(lists: Iterable[People]) -> list[People]:
    """As `needed_rosters`, for lists of people."""
    return _needed(lists, lambda one: one.people, lambda person: person.removed)


def _needed(
    statements: Iterable[Listing],
    lines: Callable[[Listing], Mapping[bytes, Any]],
    lasting: Callable[[Any], bool],
) -> list[Listing]:
    newest: dict[bytes, Listing] = {}
    word: dict[tuple[bytes, bytes], tuple[Any, Listing]] = {}
    for one in sorted(statements, key=_rank):
        newest[one.by] = one
        for subject, line in lines(one).items():
            known = word.get((one.by, subject))
            if known is None or lasting(line) or not lasting(known[0]):
                word[(one.by, subject)] = (line, one)
    needed: dict[bytes, Listing] = {one.data: one for one in newest.values()}
    needed.update({one.data: one for _, one in word.values()})
    return [needed[data] for _, data in sorted((_rank(one), data) for data, one in needed.items())]


def person_may_write(person: Person, grant: ScopeGrant) -> bool:
    """Whether a person's role and communities let them write in that scope."""
    if person.removed or not may_write(person.role, grant.kind):
        return False
    everywhere = grant.community == bytes(16) or person.role is Role.OFFICE
    return everywhere or grant.community in person.communities
