"""Who is believed: roots, rosters, people, certificates and what contradicts them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.sealing import SealingKey
from desktop_app.crypto.signing import Purpose, SignatureWrong, SigningKey, payload_of
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role
from desktop_app.sync import statements as trusted
from desktop_app.sync.judging import Judge
from desktop_app.sync.roots import make_root, organisation_id
from desktop_app.sync.statements import (
    ACTIVE,
    Certificate,
    Person,
    RosterLine,
    TrustRefused,
    device_id,
    grants,
    make_certificate,
    make_people,
    make_request,
    make_roster,
    read_request,
    revoked,
    scope_id,
)
from desktop_app.sync.trust import Trust


def key(number: int) -> SigningKey:
    return SigningKey.from_secret(bytes((number,)) * 32)


ROOT, OFFICE, LAPTOP, STRANGER = key(1), key(2), key(3), key(4)
STATEMENT = make_root("Rehearsal", ROOT, OFFICE.public)
ORGANISATION = organisation_id(STATEMENT)
COMMUNITY, ELSEWHERE, ANA = bytes((7,)) * 16, bytes((8,)) * 16, bytes((9,)) * 16
CASES = scope_id(ORGANISATION, Scope.CASES, COMMUNITY)
DIRECTORY = scope_id(ORGANISATION, Scope.DIRECTORY)
DEVICE = device_id(LAPTOP.public)
LINE = RosterLine(DEVICE, bytes(32), ACTIVE, {})
SMALL_ORDER = bytes((1,)) + bytes(31)


def a_certificate(number: int = 1, role: Role = Role.WORKER, name: str = "coast") -> Certificate:
    return Certificate(
        DEVICE, name, LAPTOP.public, "age1", role, grants(ORGANISATION, [COMMUNITY]), number, b""
    )


def issued(certificate: Certificate, by: SigningKey = OFFICE) -> bytes:
    return make_certificate(by, ORGANISATION, certificate)


def a_roster(version: int, *lines: RosterLine, by: SigningKey = OFFICE, beacon: int = 5) -> bytes:
    return make_roster(by, ORGANISATION, version, beacon, lines)


def some_people(version: int, *people: Person, by: SigningKey = OFFICE) -> bytes:
    return make_people(by, ORGANISATION, version, people)


def believing(*statements: tuple[str, bytes]) -> Trust:
    trust = Trust.begin(STATEMENT)
    for kind, data in statements:
        assert trust.take(kind, data)
    return trust


def a_root(
    version: int, keys: list[bytes], threshold: int, signers: list[SigningKey], authority: bytes
) -> bytes:
    payload = encode(
        {
            "version": version, "name": "Rehearsal", "keys": keys, "threshold": threshold,
            "authorities": [authority],
        }
    )  # fmt: skip
    return encode([one.sign(payload, Purpose.ROOT) for one in signers])


def test_the_first_root_is_the_organisation() -> None:
    trust = Trust.begin(STATEMENT)
    assert trust.organisation == ORGANISATION
    assert trust.root.authorities == (OFFICE.public,)
    assert organisation_id(make_root("Rehearsal", STRANGER, OFFICE.public)) != ORGANISATION


def test_a_root_is_signed_by_its_threshold() -> None:
    keys = [ROOT.public, STRANGER.public]
    assert Trust.begin(a_root(1, keys, 2, [ROOT, STRANGER], OFFICE.public)).root.threshold == 2
    for wrong in (
        a_root(1, keys, 2, [ROOT], OFFICE.public),
        a_root(1, keys, 2, [ROOT, ROOT], OFFICE.public),
        a_root(1, keys, 3, [ROOT, STRANGER], OFFICE.public),
        a_root(1, keys, 0, [ROOT], OFFICE.public),
        a_root(1, [ROOT.public] * 2, 2, [ROOT, ROOT], OFFICE.public),
        a_root(1, [], 0, [], OFFICE.public),
        a_root(1, [ROOT.public, SMALL_ORDER], 1, [ROOT], OFFICE.public),
        a_root(1, [ROOT.public], 1, [ROOT], SMALL_ORDER),
        a_root(2, [ROOT.public], 1, [ROOT], OFFICE.public),
        b"",
        encode([]),
    ):
        with pytest.raises(TrustRefused):
            Trust.begin(wrong)


def test_a_root_turns_only_with_the_one_before() -> None:
    trust = Trust.begin(STATEMENT)
    new = [STRANGER.public]
    for wrong in (
        a_root(2, new, 1, [STRANGER], OFFICE.public),
        a_root(2, new, 1, [ROOT], OFFICE.public),
        a_root(3, new, 1, [ROOT, STRANGER], OFFICE.public),
    ):
        with pytest.raises(TrustRefused):
            trust.take(trusted.ROOT, wrong)
    assert trust.root.version == 1
    assert trust.take(trusted.ROOT, a_root(2, new, 1, [ROOT, STRANGER], LAPTOP.public))
    assert trust.root.version == 2
    assert trust.root.authorities == (LAPTOP.public,)
    assert not trust.take(trusted.ROOT, STATEMENT)


def test_a_roster_only_rises() -> None:
    trust = believing((trusted.ROSTER, a_roster(2, LINE, beacon=20)))
    assert not trust.take(trusted.ROSTER, a_roster(1, beacon=90))
    assert not trust.take(trusted.ROSTER, a_roster(2, beacon=90))
    assert (trust.roster_version, trust.beacon, set(trust.roster)) == (2, 20, {DEVICE})
    assert trust.take(trusted.ROSTER, a_roster(9, beacon=1))
    assert (trust.roster_version, trust.beacon) == (9, 1)
    # A roster that lost a device (of an office put back from a copy) does not put it out.
    assert trust.roster == {DEVICE: LINE}


def test_people_only_rise() -> None:
    ana = Person(ANA, "Ana", Role.WORKER, (COMMUNITY,))
    trust = believing((trusted.PEOPLE, some_people(2, ana)))
    assert not trust.take(trusted.PEOPLE, some_people(1))
    assert trust.people == {ANA: ana}
    assert trust.take(trusted.PEOPLE, some_people(3))
    assert trust.people == {ANA: ana}
    moved = replace(ana, communities=(ELSEWHERE,))
    assert trust.take(trusted.PEOPLE, some_people(4, moved))
    assert trust.people == {ANA: moved}


def test_a_certificate_of_a_lower_number_is_ignored() -> None:
    trust = believing((trusted.CERTIFICATE, issued(a_certificate(2))))
    assert not trust.take(trusted.CERTIFICATE, issued(a_certificate(1, Role.OFFICE)))
    assert trust.certificates[DEVICE].role is Role.WORKER
    assert trust.take(trusted.CERTIFICATE, issued(a_certificate(3, Role.READER)))
    assert trust.certificates[DEVICE].role is Role.READER


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        (trusted.ROSTER, lambda by: a_roster(1, LINE, by=by)),
        (trusted.PEOPLE, lambda by: some_people(1, by=by)),
        (trusted.CERTIFICATE, lambda by: issued(a_certificate(), by)),
    ],
)
def test_only_the_office_speaks(kind: str, make: Callable[[SigningKey], bytes]) -> None:
    trust = Trust.begin(STATEMENT)
    for stranger in (STRANGER, LAPTOP, ROOT):
        with pytest.raises(TrustRefused):
            trust.take(kind, make(stranger))
    good = make(OFFICE)
    parts = decode(good)
    forged = encode([*parts[:3], STRANGER.sign(payload_of(good), Purpose.ROSTER)[-64:]])
    with pytest.raises(SignatureWrong):
        trust.take(kind, forged)
    assert trust.take(kind, good)
    assert not trust.take(kind, good)


def test_a_statement_holds_for_its_purpose_and_organisation_alone() -> None:
    trust = Trust.begin(STATEMENT)
    with pytest.raises(SignatureWrong):
        trust.take(trusted.PEOPLE, a_roster(1, LINE))
    with pytest.raises(TrustRefused):
        trust.take(trusted.ROSTER, make_roster(OFFICE, bytes(32), 1, 5, []))
    with pytest.raises(PortageError):
        trust.take(trusted.ROSTER, b"not a statement")


def test_a_kind_of_a_newer_release_is_passed_over() -> None:
    trust = Trust.begin(STATEMENT)
    assert not trust.take("surprise", a_roster(1))
    assert not trust.take("surprise", b"not a statement")
    assert trust.roster_version == 0
    assert list(trust.statements) == [(trusted.ROOT, ORGANISATION, 1)]


def test_a_certificate_binds_a_sound_key_to_its_own_id() -> None:
    trust = Trust.begin(STATEMENT)
    for wrong in (
        replace(a_certificate(), device=bytes(16)),
        replace(a_certificate(), signing=SMALL_ORDER, device=device_id(SMALL_ORDER)),
        replace(a_certificate(), signing=bytes(31), device=device_id(bytes(31))),
    ):
        with pytest.raises(TrustRefused):
            trust.take(trusted.CERTIFICATE, issued(wrong))
    assert not trust.certificates


def test_a_device_countersigns_each_certificate_it_is_given() -> None:
    trust = believing((trusted.CERTIFICATE, issued(a_certificate())))
    first = trust.certificates[DEVICE]
    with pytest.raises(SignatureWrong):
        trust.take(trusted.COUNTERSIGNATURE, STRANGER.sign(first.hash, Purpose.CERTIFICATE))
    with pytest.raises(SignatureWrong):
        trust.take(trusted.COUNTERSIGNATURE, LAPTOP.sign(first.hash, Purpose.ROSTER))
    assert not trust.countersigned
    signed = LAPTOP.sign(first.hash, Purpose.CERTIFICATE)
    assert trust.take(trusted.COUNTERSIGNATURE, signed)
    assert not trust.take(trusted.COUNTERSIGNATURE, signed)
    assert not trust.take(trusted.COUNTERSIGNATURE, LAPTOP.sign(bytes(32), Purpose.CERTIFICATE))
    assert trust.countersigned == {DEVICE}
    # The next certificate is another binding, to which the device has not agreed yet.
    assert trust.take(trusted.CERTIFICATE, issued(a_certificate(2)))
    assert not trust.countersigned
    again = LAPTOP.sign(trust.certificates[DEVICE].hash, Purpose.CERTIFICATE)
    assert trust.take(trusted.COUNTERSIGNATURE, again)
    assert trust.countersigned == {DEVICE}


def test_a_revoked_device_is_out_and_its_feeds_end_at_their_cuts() -> None:
    trust = believing((trusted.CERTIFICATE, issued(a_certificate())))
    feed, other = bytes((1,)) * 16, bytes((2,)) * 16
    assert trust.is_active(DEVICE)
    assert trust.cut(DEVICE, feed) is None
    assert trust.take(trusted.ROSTER, a_roster(1, revoked(LINE, {feed: (5, bytes(32))})))
    assert not trust.is_active(DEVICE)
    assert trust.devices() == []
    assert trust.named("coast") == []
    assert trust.cut(DEVICE, feed) == (5, bytes(32))
    assert trust.cut(DEVICE, other) == (0, b"")


def test_rights_are_those_of_device_and_person_together() -> None:
    ana = Person(ANA, "Ana", Role.WORKER, (COMMUNITY,))
    trust = believing((trusted.CERTIFICATE, issued(a_certificate())))

    def refusal(device: bytes = DEVICE, scope: bytes = CASES) -> str | None:
        return Judge(trust, b"").refusal(device, bytes(16), scope, 1, ANA)

    assert refusal() == "unknown_person"
    trust.announced[ANA] = (bytes(16), "Ana")
    assert refusal() == "unknown_person"
    trust.announced[ANA] = (DEVICE, "Ana")
    assert refusal() is None
    trust.take(trusted.PEOPLE, some_people(1, ana))
    assert refusal() is None
    assert refusal(bytes(16)) == "unknown_device"
    assert refusal(scope=scope_id(ORGANISATION, Scope.CASES, ELSEWHERE)) == "scope_not_held"
    assert refusal(scope=DIRECTORY) == "role_may_not_write"
    for refused in (replace(ana, role=Role.READER), replace(ana, communities=(ELSEWHERE,))):
        trust.take(trusted.PEOPLE, some_people(trust.people_version + 1, refused))
        assert refusal() == "person_may_not_write"


def test_a_request_is_signed_by_the_key_that_it_brings() -> None:
    address = SealingKey.generate().recipient
    request = make_request(LAPTOP, address, "coast", ANA, "Ana")
    assert read_request(request.data) == request
    assert (request.device, len(request.digits.split())) == (DEVICE, 6)
    parts = decode(request.data)
    other = decode(make_request(STRANGER, address, "coast", ANA, "Ana").data)
    with pytest.raises(SignatureWrong):
        read_request(encode([*parts[:2], other[2], parts[3]]))
    with pytest.raises(TrustRefused):
        read_request(LAPTOP.sign(encode({"name": "coast"}), Purpose.REQUEST))
