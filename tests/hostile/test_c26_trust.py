"""C26: the attacks that TUF lists, against statements of trust and the bundles that carry them.

Each kind of attack in at least twenty forms. What was refused left no trace; what was passed over
changed no belief.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any

import pytest

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.sealing import seal, unseal_bytes
from desktop_app.crypto.signing import Purpose, SigningKey, payload_of
from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync import bundle as files
from desktop_app.sync import statements as trusted
from desktop_app.sync.beliefs import Beliefs
from desktop_app.sync.roots import make_root, organisation_id, root_payload, sign_root
from desktop_app.sync.statements import (
    ACTIVE,
    HIGHEST_NUMBER,
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
    revoked,
)
from desktop_app.sync.trust import Trust
from tests.builders import Bundle, a_client, a_laptop, an_office, bundle_for, carry
from tests.hostile.laptops import copy_of, fingerprint

Statement = tuple[str, bytes]
NUMBERS = range(20)


def key(number: int) -> SigningKey:
    return SigningKey.from_secret(number.to_bytes(2, "big") * 16)


PAPERS = [key(number) for number in range(1, 4)]
OFFICE, LAPTOP, OTHER, STRANGER = key(10), key(11), key(12), key(13)
FIRST = sign_root(
    root_payload(1, "Rehearsal", [one.public for one in PAPERS], 2, [OFFICE.public]), PAPERS[:2]
)
ORGANISATION = organisation_id(FIRST)
HERE, THERE = bytes((1,)) * 16, bytes((2,)) * 16
ANA, FEED = bytes((3,)) * 16, bytes((9,)) * 16


def certificate(
    device: SigningKey = LAPTOP, by: SigningKey = OFFICE, number: int = 5, **changed: Any
) -> bytes:
    told: dict[str, Any] = {"role": Role.WORKER, "places": (HERE,), "name": "north", **changed}
    one = Certificate(
        device_id(device.public), told["name"], device.public, "age1", told["role"],
        grants(ORGANISATION, told["places"]), number, b"",
    )  # fmt: skip
    return make_certificate(by, ORGANISATION, one)


def line(data: bytes, cut: int | None = None) -> RosterLine:
    held = trusted.read_certificate(data, ORGANISATION)
    one = RosterLine(held.device, held.hash, ACTIVE, {})
    return one if cut is None else revoked(one, {FEED: (cut, bytes(32))})


def roster(version: int, *lines: RosterLine, by: SigningKey = OFFICE, beacon: int = 50) -> bytes:
    return make_roster(by, ORGANISATION, version, beacon, lines)


def people(version: int, *some: Person, by: SigningKey = OFFICE) -> bytes:
    return make_people(by, ORGANISATION, version, some)


NORTH, SOUTH = certificate(), certificate(OTHER, name="south")
WORKER = Person(ANA, "Ana", Role.WORKER, (HERE,))


@cache
def _known() -> Trust:
    trust = Trust.begin(FIRST)
    trust.take_all(
        [
            (trusted.CERTIFICATE, NORTH),
            (trusted.CERTIFICATE, SOUTH),
            (trusted.ROSTER, roster(100, line(NORTH), line(SOUTH, 7))),
            (trusted.PEOPLE, people(100, WORKER)),
            (trusted.SEALING, make_sealing(LAPTOP, ORGANISATION, 9, "age1new")),
        ]
    )
    return trust


def believing() -> Trust:
    return _known().copied()


def changed(trust: Trust) -> list[str]:
    """In what the beliefs are others than before."""
    before = believing()
    names = [one.name for one in fields(Beliefs)]
    parts = [n for n in names if getattr(before.beliefs, n) != getattr(trust.beliefs, n)]
    return parts + (["root"] if trust.root != before.root else [])


def refused_or_passed_over(kind: str, data: bytes) -> None:
    trust = believing()
    try:
        trust.take(kind, data)
    except PortageError:
        assert trust.statements == believing().statements
    assert changed(trust) == []


# Statements


@pytest.mark.parametrize("number", NUMBERS)
def test_arbitrary_statements_of_a_stranger(number: int) -> None:
    """Well written, signed by a key that nobody let in, each with something else in it."""
    by, version = key(1000 + number), 101 + number
    for kind, data in (
        (trusted.ROSTER, roster(version, line(NORTH, number), by=by)),
        (trusted.ROSTER, roster(version, line(SOUTH), by=by)),
        (trusted.PEOPLE, people(version, Person(ANA, "Eve", Role.OFFICE, ()), by=by)),
        (trusted.CERTIFICATE, certificate(by, by, number, role=list(Role)[number % 5])),
        (trusted.CERTIFICATE, certificate(LAPTOP, by, 6 + number, role=Role.OFFICE)),
        (trusted.SEALING, make_sealing(by, ORGANISATION, 10 + number, "age1thief")),
        (trusted.COUNTERSIGNATURE, by.sign(bytes(32), Purpose.CERTIFICATE)),
        (trusted.ROOT, make_root(f"Mine {number}", by, by.public)),
        (
            trusted.ROOT,
            sign_root(root_payload(2, "Mine", [by.public], 1, [by.public]), [by, key(2000)]),
        ),
    ):
        refused_or_passed_over(kind, data)


@pytest.mark.parametrize("number", NUMBERS)
def test_rollback_to_an_older_statement(number: int) -> None:
    """What the office really said once, and took back since."""
    version = number * 5
    for kind, data in (
        (trusted.ROSTER, roster(version, line(NORTH), line(SOUTH), beacon=number)),
        (trusted.PEOPLE, people(version, Person(ANA, "Ana", Role.OFFICE, ()))),
        (trusted.CERTIFICATE, certificate(number=number % 5, role=Role.OFFICE)),
        (trusted.SEALING, make_sealing(LAPTOP, ORGANISATION, number % 9, "age1old")),
        (trusted.ROOT, FIRST),
    ):
        refused_or_passed_over(kind, data)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_newer_roster_cannot_take_a_revocation_back(number: int) -> None:
    trust = believing()
    trust.take(trusted.ROSTER, roster(101 + number * 1000, line(NORTH), line(SOUTH)))
    assert not trust.is_active(device_id(OTHER.public))
    assert trust.cut(device_id(OTHER.public), FEED) == (7, bytes(32))


HUGE = [1 << bits for bits in range(48, 63)] + [2**63 - 1, 2**62 - 1, 2**61 + 5, 2**48 + 1, 2**50]


@pytest.mark.parametrize("version", HUGE)
def test_fast_forward_locks_no_authority_out(version: int) -> None:
    """A version from the far future is refused, also one that the authority itself signed."""
    for kind, data in (
        (trusted.ROSTER, roster(version, line(NORTH, 0))),
        (trusted.PEOPLE, people(version)),
    ):
        refused_or_passed_over(kind, data)
    if version >= HIGHEST_NUMBER:
        refused_or_passed_over(trusted.CERTIFICATE, certificate(number=version))
        refused_or_passed_over(
            trusted.SEALING, make_sealing(LAPTOP, ORGANISATION, version, "age1far")
        )
    trust = believing()
    assert trust.take(trusted.ROSTER, roster(101, line(NORTH), beacon=60))
    assert trust.beacon == 60


@pytest.mark.parametrize("number", NUMBERS)
def test_the_papers_heal_an_authority_whose_versions_are_used_up(number: int) -> None:
    """A thief of the office's key publishes the highest version that is read; the papers name
    another authority, which begins anew."""
    trust, new = believing(), key(300 + number)
    thief = roster(HIGHEST_VERSION - 1 - number, line(NORTH, 0))
    assert trust.take(trusted.ROSTER, thief)
    keys = [one.public for one in PAPERS]
    root = sign_root(root_payload(2, "Rehearsal", keys, 2, [new.public]), PAPERS[1:])
    assert trust.take(trusted.ROOT, root)
    again = certificate(by=new, number=6)
    trust.take_all([(trusted.CERTIFICATE, again), (trusted.ROSTER, roster(1, line(again), by=new))])
    assert trust.is_active(device_id(LAPTOP.public))
    assert not trust.take(trusted.ROSTER, thief)
    assert trust.roster_version == 1


@pytest.mark.parametrize("number", NUMBERS)
def test_freeze_shows_its_age(number: int) -> None:
    """Whoever keeps new statements back can be noticed: the roster tells the time of the office."""
    trust = believing()
    assert trust.beacon == 50
    later = roster(200 + number, line(NORTH), beacon=60 + number)
    for _ in range(3):
        trust.take(trusted.ROSTER, roster(100, line(NORTH), line(SOUTH, 7)))
        assert trust.beacon == 50
    trust.take(trusted.ROSTER, later)
    assert trust.beacon == 60 + number


@pytest.mark.parametrize("number", NUMBERS)
def test_mix_and_match_gives_nobody_more(number: int) -> None:
    """An old certificate with a new roster, a new one with an old roster, half of what is newest."""
    device = device_id(LAPTOP.public)
    wide = certificate(number=6 + number, places=(HERE, THERE))
    narrow = certificate(number=7 + number, places=(HERE,))
    whole: list[Statement] = [
        (trusted.CERTIFICATE, wide),
        (trusted.CERTIFICATE, narrow),
        (trusted.ROSTER, roster(101, line(wide))),
        (trusted.ROSTER, roster(102, line(narrow))),
    ]
    for left_out in range(4):
        trust = believing()
        for at, (kind, data) in enumerate(whole):
            if at != (left_out + number) % 4:
                trust.take(kind, data)
        held = trust.certificates[device]
        known = {data for kind, data in trust.statements.items() if kind[0] == trusted.CERTIFICATE}
        assert held.number == max(
            one.number
            for one in (trusted.read_certificate(data, ORGANISATION) for data in known)
            if one.device == device
        )
        trust.take_all(whole)
        assert trust.certificates[device].data == narrow
        assert trust.grant(device, grants(ORGANISATION, [THERE])[-1].id) is None


ALL_PURPOSES = list(Purpose)


@pytest.mark.parametrize("purpose", ALL_PURPOSES)
def test_a_signature_moved_to_another_type(purpose: Purpose) -> None:
    """The office's or a device's true signature, over what is good elsewhere: 11 purposes, 6 kinds."""
    cases: list[tuple[str, bytes, SigningKey, Purpose]] = [
        (trusted.ROSTER, roster(500, line(NORTH, 1)), OFFICE, Purpose.ROSTER),
        (trusted.PEOPLE, people(500), OFFICE, Purpose.PEOPLE),
        (trusted.CERTIFICATE, certificate(number=50), OFFICE, Purpose.CERTIFICATE),
        (
            trusted.SEALING,
            make_sealing(LAPTOP, ORGANISATION, 50, "age1x"),
            LAPTOP,
            Purpose.SEALING,
        ),
    ]
    for kind, data, signer, right in cases:
        moved = signer.sign(payload_of(data), purpose)
        if purpose is not right:
            refused_or_passed_over(kind, moved)
        for other in {trusted.ROSTER, trusted.PEOPLE, trusted.CERTIFICATE, trusted.SEALING} - {
            kind
        }:
            refused_or_passed_over(other, data)
    payload = root_payload(2, "Moved", [OFFICE.public], 1, [STRANGER.public])
    if purpose is not Purpose.ROOT:
        moved = encode([one.sign(payload, purpose) for one in (*PAPERS, OFFICE)])
        refused_or_passed_over(trusted.ROOT, moved)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_forged_author(number: int) -> None:
    """One signature under the name of another, in each place of the message."""
    good = roster(500, line(NORTH, number))
    protected, unprotected, payload, signature = decode(good)
    told = decode(payload)
    place = number * 3
    turned = bytes(
        byte ^ (1 << number % 8 if at == place else 0) for at, byte in enumerate(signature)
    )
    for forged in (
        encode([protected, unprotected, payload, turned]),
        encode([protected, unprotected, payload, bytes(64)]),
        STRANGER.sign(payload, Purpose.ROSTER),
        LAPTOP.sign(encode({**told, "version": 500 + number}), Purpose.ROSTER),
        LAPTOP.sign(encode({**told, "by": LAPTOP.public}), Purpose.ROSTER),
        encode([protected, {1: number}, payload, signature]),
        encode([encode({1: -7}), unprotected, payload, signature]),
        encode([protected, unprotected, payload + b"\0", signature]),
    ):
        refused_or_passed_over(trusted.ROSTER, forged)


def _root(
    keys: Sequence[SigningKey], threshold: Any, signers: Sequence[SigningKey], **more: Any
) -> bytes:
    told = {
        "version": 2, "name": "Rehearsal", "keys": [one.public for one in keys],
        "threshold": threshold, "authorities": [STRANGER.public], **more,
    }  # fmt: skip
    return sign_root(encode(told), signers)


THIEF = key(77)
GAMES: list[Callable[[], bytes]] = [
    lambda: _root([THIEF], 1, [THIEF]),
    lambda: _root([THIEF], 1, [THIEF, PAPERS[0]]),
    lambda: _root([THIEF], 1, [THIEF, PAPERS[0], PAPERS[0]]),
    lambda: _root([THIEF], 0, [THIEF, PAPERS[0], PAPERS[1]]),
    lambda: _root([THIEF], 2, [THIEF, PAPERS[0], PAPERS[1]]),
    lambda: _root([THIEF, THIEF], 2, [THIEF, PAPERS[0], PAPERS[1]]),
    lambda: _root([THIEF], -1, [THIEF, PAPERS[0], PAPERS[1]]),
    lambda: _root([], 1, [PAPERS[0], PAPERS[1]]),
    lambda: _root(PAPERS, 3, PAPERS[:2]),
    lambda: _root(PAPERS, 2, PAPERS[:1]),
    lambda: _root(PAPERS, 2, [PAPERS[2], PAPERS[2], PAPERS[2]]),
    lambda: _root([THIEF, *PAPERS], 2, [THIEF, PAPERS[0]]),
    lambda: _root(PAPERS, 2, PAPERS[:2], version=3),
    lambda: _root(PAPERS, 2, PAPERS[:2], version=1),
    lambda: _root(PAPERS, 2, PAPERS[:2], version=0),
    lambda: _root(PAPERS, 2, PAPERS[:2], version=2**62),
    lambda: _root(PAPERS, 2, PAPERS[:2], authorities=[bytes(32)]),
    lambda: _root(PAPERS, 2, PAPERS[:2], authorities=[THIEF.public] * 40),
    lambda: _root([key(400 + n) for n in range(40)], 1, [key(400), *PAPERS[:2]]),
    lambda: _root(PAPERS, "2", PAPERS[:2]),
    lambda: _root(PAPERS, 2, PAPERS[:2], name=7),
    lambda: _root(PAPERS, 2, PAPERS[:2], escrow=b"age1"),
    lambda: _root(PAPERS, 2, [OFFICE, LAPTOP]),
    lambda: encode([one.sign(payload_of(decode(FIRST)[0]), Purpose.ROOT) for one in (THIEF,)]),
]


@pytest.mark.parametrize("game", range(len(GAMES)))
def test_threshold_games(game: int) -> None:
    refused_or_passed_over(trusted.ROOT, GAMES[game]())


def test_the_root_that_holds_is_taken() -> None:
    """The control: what the games were made from is taken when it is signed as it must be."""
    trust = believing()
    assert trust.take(trusted.ROOT, _root(PAPERS, 2, PAPERS[:2]))
    assert trust.root.version == 2


# Bundles


@cache
def fleet() -> tuple[Session, Session, Session]:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    a_client(north)
    carry(north, office)
    return office, north, south


def opened(bundle: Bundle, receiver: Session) -> bytes:
    with receiver.database.reading() as tables:
        return unseal_bytes(bundle.data, receiver.sealing_keys(tables))


def sealed_to(plain: bytes, receiver: Session) -> Bundle:
    with receiver.database.reading() as tables:
        address = receiver.sealing_keys(tables)[0].recipient
    out = io.BytesIO()
    seal(io.BytesIO(plain), out, [address])
    return Bundle(out.getvalue())


def parts_of(plain: bytes) -> tuple[bytes, bytes]:
    """The signed manifest, and all sections."""
    start = len(files.MAGIC) + 5
    length = int.from_bytes(plain[start - 4 : start], "big")
    return plain[start : start + length], plain[start + length :]


def joined(signed: bytes, sections: bytes) -> bytes:
    return files.MAGIC + bytes((files.FORMAT,)) + len(signed).to_bytes(4, "big") + signed + sections


def leaves_no_trace(receiver: Session, bundle: Bundle) -> str | None:
    copied = copy_of(receiver)
    before = fingerprint(copied)
    imported = Exchange(copied).take_in(bundle)
    assert imported.outcome == "refused", imported.outcome
    assert fingerprint(copied) == before
    return imported.reason


@pytest.mark.parametrize("number", NUMBERS)
def test_a_bundle_for_somebody_else(number: int) -> None:
    """Whoever opened a bundle seals it again to another laptop, as it is or with another address."""
    office, north, south = fleet()
    plain = opened(bundle_for(office, north), north)
    signed, sections = parts_of(plain)
    assert leaves_no_trace(south, sealed_to(plain, south)) == "not_for_this_device"
    told = decode(payload_of(signed))
    told["recipients"] = [north.device] * (number % 3) + [south.device]
    told.pop("epochs", None)
    told["hlc"] += number
    protected, unprotected, _, signature = decode(signed)
    readdressed = encode([protected, unprotected, encode(told), signature])
    assert leaves_no_trace(south, sealed_to(joined(readdressed, sections), south)) == "altered"
    # Signed by whoever re-addressed it, in the name of the office.
    with north.database.reading() as tables:
        own = north.signing_key(tables)
    again = own.sign(encode(told), Purpose.BUNDLE)
    assert leaves_no_trace(south, sealed_to(joined(again, sections), south)) == "altered"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_bundle_of_an_author_who_is_not_in(number: int) -> None:
    office, north, south = fleet()
    plain = opened(bundle_for(north, office), office)
    signed, sections = parts_of(plain)
    stranger = key(500 + number)
    told = {**decode(payload_of(signed)), "sender": device_id(stranger.public)}
    bundle = joined(stranger.sign(encode(told), Purpose.BUNDLE), sections)
    assert leaves_no_trace(office, sealed_to(bundle, office)) == "unknown_sender"
    for name in (north.device, south.device, office.device):
        claimed = {**told, "sender": name, "control": number}
        bundle = joined(stranger.sign(encode(claimed), Purpose.BUNDLE), sections)
        assert leaves_no_trace(office, sealed_to(bundle, office)) == "altered"
        moved = joined(stranger.sign(encode(claimed), ALL_PURPOSES[number % 11]), sections)
        assert leaves_no_trace(office, sealed_to(moved, office)) == "altered"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_stolen_key_after_its_revocation(number: int) -> None:
    """The thief writes on, claims any time, and brings older rosters: nothing of it goes in."""
    office, _, south = (copy_of(one) for one in fleet())
    Organisation(office).revoke("south")
    south.trust = south.require_trust().copied()
    for _ in range(number % 3 + 1):
        a_client(south)
    with south.database.writing() as tables:
        tables.facts.set_number("hlc", (1 << 16) * (1_600_000_000_000 + number * 86_400_000_000))
        tables.facts.set_number("control", 10 ** (number % 18))
    before = fingerprint(office)
    certificate = south.require_trust().certificates[office.device]
    out = io.BytesIO()
    Exchange(south).write([certificate], out)
    rows = clients_of(office)
    imported = Exchange(office).take_in(Bundle(out.getvalue()))
    assert imported.outcome in ("refused", "partial")
    assert clients_of(office) == rows
    assert not office.require_trust().is_active(south.device)
    if imported.outcome == "refused":
        assert fingerprint(office) == before


def clients_of(session: Session) -> int:
    with session.database.reading() as tables:
        return tables.rows.count(session.registry["client"])
