"""The same statements, in any order, one by one or together, give the same beliefs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import fields, replace

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from desktop_app.crypto.signing import Purpose, SigningKey
from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.sync import statements as trusted
from desktop_app.sync.beliefs import Beliefs
from desktop_app.sync.judging import FeedRule, Judge
from desktop_app.sync.roots import make_root, organisation_id, root_payload, sign_root
from desktop_app.sync.statements import (
    ACTIVE,
    HIGHEST_VERSION,
    Certificate,
    Person,
    RosterLine,
    device_id,
    grants,
    make_certificate,
    make_people,
    make_roster,
    make_sealing,
    next_version,
    revoked,
)
from desktop_app.sync.trust import Trust

Statement = tuple[str, bytes]


def key(number: int) -> SigningKey:
    return SigningKey.from_secret(bytes((number,)) * 32)


PAPER, SECOND_PAPER, OFFICE, NEW_OFFICE = key(1), key(2), key(3), key(4)
COORDINATOR, WORKER, GUEST, OTHER_GUEST = key(5), key(6), key(7), key(8)
FIRST = make_root("Rehearsal", PAPER, OFFICE.public)
ORGANISATION = organisation_id(FIRST)
HERE, THERE = bytes((1,)) * 16, bytes((2,)) * 16
ANA, BEN = bytes((3,)) * 16, bytes((4,)) * 16
FEED = bytes((9,)) * 16


def second_root(authority: SigningKey = NEW_OFFICE) -> bytes:
    payload = root_payload(2, "Rehearsal", [SECOND_PAPER.public], 1, [authority.public])
    return sign_root(payload, [PAPER, SECOND_PAPER])


def certificate(
    device: SigningKey,
    by: SigningKey = OFFICE,
    number: int = 1,
    role: Role = Role.WORKER,
    places: Sequence[bytes] = (HERE,),
    people: tuple[tuple[bytes, str], ...] = (),
) -> bytes:
    return make_certificate(
        by,
        ORGANISATION,
        Certificate(
            device_id(device.public), f"laptop {number}", device.public, "age1", role,
            grants(ORGANISATION, places), number, b"", people=people,
        ),
    )  # fmt: skip


def line(device: SigningKey, data: bytes, cut: int | None = None) -> RosterLine:
    held = trusted.read_certificate(data, ORGANISATION)
    one = RosterLine(device_id(device.public), held.hash, ACTIVE, {})
    return one if cut is None else revoked(one, {FEED: (cut, bytes(32))})


def roster(version: int, *lines: RosterLine, by: SigningKey = OFFICE, beacon: int = 1) -> bytes:
    return make_roster(by, ORGANISATION, version, beacon, lines)


def people(version: int, *some: Person, by: SigningKey = OFFICE) -> bytes:
    return make_people(by, ORGANISATION, version, some)


LEADS = certificate(COORDINATOR, role=Role.COORDINATOR)
WORKS = certificate(WORKER)
GUEST_LET_IN = certificate(GUEST, COORDINATOR, people=((BEN, "Ben"),))
AGAIN = certificate(GUEST, COORDINATOR, 2)
BY_A_GUEST = certificate(OTHER_GUEST, GUEST)
ANA_HERE = Person(ANA, "Ana", Role.WORKER, (HERE,))

STATEMENTS: list[Statement] = [
    (trusted.CERTIFICATE, LEADS),
    (trusted.CERTIFICATE, WORKS),
    (trusted.CERTIFICATE, certificate(WORKER, number=2, places=(HERE, THERE))),
    (trusted.CERTIFICATE, GUEST_LET_IN),
    (trusted.CERTIFICATE, AGAIN),
    (trusted.ROSTER, roster(1, line(COORDINATOR, LEADS), line(WORKER, WORKS))),
    (trusted.ROSTER, roster(2, line(COORDINATOR, LEADS), line(WORKER, WORKS, 7))),
    # An office that was put back from a copy: it knows nothing of the revocation.
    (trusted.ROSTER, roster(1 << 24, line(COORDINATOR, LEADS), line(WORKER, WORKS))),
    (trusted.ROSTER, roster(1 << 24, line(COORDINATOR, LEADS), beacon=2)),
    (trusted.PEOPLE, people(1, ANA_HERE)),
    (trusted.PEOPLE, people(2, replace(ANA_HERE, removed=True, cuts={FEED: 4}))),
    (trusted.PEOPLE, people(1 << 24, ANA_HERE, Person(BEN, "Ben", Role.READER, ()))),
    (trusted.SEALING, make_sealing(WORKER, ORGANISATION, 2, "age1b")),
    (trusted.SEALING, make_sealing(WORKER, ORGANISATION, 3, "age1c")),
    (trusted.SEALING, make_sealing(COORDINATOR, ORGANISATION, 9, "age1d")),
    (
        trusted.COUNTERSIGNATURE,
        WORKER.sign(trusted.read_certificate(WORKS, ORGANISATION).hash, Purpose.CERTIFICATE),
    ),
]

TURNED: list[Statement] = [
    (trusted.ROOT, second_root()),
    (trusted.CERTIFICATE, certificate(COORDINATOR, NEW_OFFICE, 2, Role.COORDINATOR)),
    (trusted.ROSTER, roster(3, line(WORKER, WORKS, 7), by=NEW_OFFICE)),
    (trusted.PEOPLE, people(3, ANA_HERE, by=NEW_OFFICE)),
]


def shuffled(statements: Sequence[Statement], seed: int) -> list[Statement]:
    order = list(statements)
    random.Random(seed).shuffle(order)
    return order


def gossip(statements: Sequence[Statement]) -> Trust:
    """Each statement alone, as often as it takes: what cannot be placed yet comes again."""
    trust = Trust.begin(FIRST)
    for _ in range(4):
        for kind, data in statements:
            try:
                trust.take(kind, data)
            except PortageError:
                continue
    return trust


def differ(one: Trust, other: Trust) -> list[str]:
    """In what two states of belief differ."""
    parts = {
        "root": one.root == other.root,
        "countersigned": one.countersigned == other.countersigned,
        "held": one.statements == other.statements,
        **{
            part.name: getattr(one.beliefs, part.name) == getattr(other.beliefs, part.name)
            for part in fields(Beliefs)
        },
    }
    return [name for name, equal in parts.items() if not equal]


@settings(max_examples=60, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 1 << 32))
def test_any_order_gives_equal_beliefs(seed: int) -> None:
    order = shuffled(STATEMENTS, seed)
    trust = Trust.begin(FIRST)
    trust.take_all(STATEMENTS)
    assert differ(gossip(order), trust) == []
    together = Trust.begin(FIRST)
    together.take_all(order)
    assert differ(together, trust) == []


@settings(max_examples=60, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 1 << 32))
def test_any_order_around_a_new_root_gives_equal_beliefs(seed: int) -> None:
    order = shuffled([*STATEMENTS, *TURNED], seed)
    trust = gossip([*STATEMENTS, *TURNED])
    assert differ(gossip(order), trust) == []
    # The coordinator was let in anew, and so is whom it let in; the worker was not.
    assert set(trust.certificates) == {device_id(one.public) for one in (COORDINATOR, GUEST)}


@settings(max_examples=60, deadline=None, phases=[Phase.generate])
@given(st.integers(0, 1 << 32), st.integers(0, len(STATEMENTS)))
def test_what_was_let_go_changes_nothing(seed: int, some: int) -> None:
    """A laptop that is started again from what it kept goes on as if it had kept everything."""
    order = shuffled(STATEMENTS, seed)
    trust = gossip(order[:some])
    order = shuffled(STATEMENTS, seed + 1)
    again = gossip([(kind, data) for (kind, _, _), data in trust.statements.items()])
    assert differ(again, trust) == []
    for kind, data in [*order, *order]:
        for one in (trust, again):
            try:
                one.take(kind, data)
            except PortageError:
                continue
    assert differ(again, trust) == []


def test_a_revocation_outlasts_every_later_roster() -> None:
    trust = gossip(STATEMENTS)
    assert trust.roster_version == 1 << 24
    assert not trust.is_active(device_id(WORKER.public))
    assert trust.cut(device_id(WORKER.public), FEED) == (7, bytes(32))
    assert trust.people[ANA].removed
    assert set(trust.people) == {ANA, BEN}


def test_a_coordinator_lets_in_while_in_good_standing() -> None:
    guest = device_id(GUEST.public)
    trust = gossip([(trusted.CERTIFICATE, LEADS), (trusted.CERTIFICATE, GUEST_LET_IN)])
    assert trust.is_active(guest)
    assert trust.is_provisional(guest)
    scope = grants(ORGANISATION, [HERE])[-1].id
    assert Judge(trust, b"").refusal(guest, bytes(16), scope, 1, BEN) is None
    assert Judge(trust, b"").refusal(guest, bytes(16), scope, 1, ANA) == "unknown_person"
    # Strong removal: whoever is revoked has let nobody in whom no roster names.
    trust.take(trusted.ROSTER, roster(1, line(COORDINATOR, LEADS, 3)))
    assert trust.certificate(guest) is None
    assert not trust.is_active(guest)
    assert Judge(trust, b"").refusal(guest, bytes(16), scope, 1, BEN) == "unknown_device"
    # The office had put it on the roster before: then it is in.
    named = (line(COORDINATOR, LEADS, 3), line(GUEST, GUEST_LET_IN))
    trust.take(trusted.ROSTER, roster(2, *named))
    assert trust.is_active(guest)
    assert not trust.is_provisional(guest)


def test_whom_a_coordinator_may_not_let_in() -> None:
    guest = device_id(GUEST.public)
    leads = (trusted.CERTIFICATE, LEADS)
    for wrong in (
        certificate(GUEST, COORDINATOR, role=Role.OFFICE),
        certificate(GUEST, COORDINATOR, role=Role.COORDINATOR),
        certificate(GUEST, COORDINATOR, places=(THERE,)),
        certificate(GUEST, COORDINATOR, places=(HERE, THERE)),
        certificate(GUEST, WORKER),
    ):
        trust = gossip([leads, (trusted.CERTIFICATE, WORKS), (trusted.CERTIFICATE, wrong)])
        assert trust.certificate(guest) is None
    deeper = gossip([leads, (trusted.CERTIFICATE, GUEST_LET_IN), (trusted.CERTIFICATE, BY_A_GUEST)])
    assert deeper.certificate(guest) is not None
    assert deeper.certificate(device_id(OTHER_GUEST.public)) is None


def test_a_coordinator_widens_nothing_that_an_authority_gave() -> None:
    trust = gossip([(trusted.CERTIFICATE, LEADS), (trusted.CERTIFICATE, WORKS)])
    wider = certificate(WORKER, COORDINATOR, 99)
    trust.take(trusted.CERTIFICATE, wider)
    assert trust.certificates[device_id(WORKER.public)].data == WORKS
    many = [certificate(key(100), COORDINATOR, number) for number in range(400)]
    for one in many:
        trust.take(trusted.CERTIFICATE, one)
    assert sum(kind == trusted.CERTIFICATE for kind, _, _ in trust.statements) <= 2 + 256


def test_what_counts_of_a_person_whose_rights_were_narrowed() -> None:
    worker = device_id(WORKER.public)
    here, there = grants(ORGANISATION, [HERE])[-1].id, grants(ORGANISATION, [THERE])[-1].id
    both = certificate(WORKER, places=(HERE, THERE))
    trust = gossip([(trusted.CERTIFICATE, both)])
    moved = Person(ANA, "Ana", Role.WORKER, (THERE,), cuts={FEED: 5})
    trust.take(trusted.PEOPLE, people(1, moved))
    assert trust.person_extent(ANA, worker, here, FEED) == 5
    assert trust.person_extent(ANA, worker, here, bytes(16)) == 0
    assert trust.person_extent(ANA, worker, there, FEED) is None
    assert trust.person_extent(BEN, worker, there, FEED) == 0
    gone = replace(moved, removed=True)
    trust.take(trusted.PEOPLE, people(2, gone))
    assert trust.person_extent(ANA, worker, there, FEED) == 5
    trust.take(trusted.PEOPLE, people(3, replace(moved, cuts={})))
    assert trust.people[ANA] == gone


def test_what_counts_of_a_laptop_whose_rights_were_narrowed() -> None:
    worker = device_id(WORKER.public)
    here, there = grants(ORGANISATION, [HERE])[-1].id, grants(ORGANISATION, [THERE])[-1].id
    narrowed = certificate(WORKER, number=2, places=(THERE,))
    trust = gossip([(trusted.CERTIFICATE, WORKS), (trusted.CERTIFICATE, narrowed)])
    now = replace(line(WORKER, narrowed), cuts={FEED: (5, bytes(32))})
    trust.take(trusted.ROSTER, roster(1, now))
    judge = Judge(trust, b"")
    assert judge.rule(worker, FEED, here) == FeedRule(None, 5)
    assert judge.rule(worker, bytes(16), here) == FeedRule("scope_not_held", None)
    assert judge.rule(worker, bytes(16), there) == FeedRule(None, None)
    assert trust.is_active(worker)
    assert judge.rule(bytes(16), FEED, here) == FeedRule("unknown_device", None)


def test_versions_rise_above_all_that_was_written_before() -> None:
    assert next_version(4, 1) == 5
    assert next_version(4, 2) == 1 << 24
    assert next_version(1 << 24, 2) == (1 << 24) + 1
    assert next_version(3 << 24, 2) == (3 << 24) + 1
    trust = gossip([(trusted.ROSTER, roster(2**48 - 1))])
    assert trust.roster_version < HIGHEST_VERSION
