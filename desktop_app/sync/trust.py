"""Who belongs to the organisation: root, office authority, devices, people.

Everything here is a signed statement that travels in bundles and is verified again wherever it
arrives. Nothing depends on a clock: a statement ends when a newer version replaces it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import (
    Purpose,
    SignatureWrong,
    SigningKey,
    acceptable_public_key,
    digits,
    payload_of,
    verify,
)
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role, may_write
from desktop_app.language import Message

ROOT: Final = "root"
ROSTER: Final = "roster"
PEOPLE: Final = "people"
CERTIFICATE: Final = "certificate"
COUNTERSIGNATURE: Final = "countersignature"

ACTIVE: Final = "active"
REVOKED: Final = "revoked"


class TrustRefused(PortageError):
    """A statement of trust does not hold; it was not kept."""

    code = "trust_refused"

    def __init__(self, detail: str) -> None:
        super().__init__(
            Message(
                "trust",
                "A statement about who belongs to the organisation does not hold ({detail}). "
                "It was not used. Ask the office for a new bundle.",
                {"detail": detail},
            )
        )


@dataclass(frozen=True, slots=True)
class ScopeGrant:
    """One scope that a device may hold. community: 16 zero bytes for org and directory."""

    id: bytes
    kind: Scope
    community: bytes


@dataclass(frozen=True, slots=True)
class Root:
    """Who may speak for the organisation. keys, authorities: Ed25519 public keys."""

    version: int
    name: str
    keys: tuple[bytes, ...]
    threshold: int
    authorities: tuple[bytes, ...]
    payload: bytes


@dataclass(frozen=True, slots=True)
class Certificate:
    """The binding of a device to its keys, role and scopes, issued by an authority."""

    device: bytes
    name: str
    signing: bytes
    sealing: str
    role: Role
    scopes: tuple[ScopeGrant, ...]
    number: int
    data: bytes

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.data).digest()

    def holds(self, scope: bytes) -> bool:
        """Whether the device may hold that scope."""
        return any(grant.id == scope for grant in self.scopes)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One device on the roster. cuts: {feed: (last valid number, its hash)} once revoked."""

    device: bytes
    certificate: bytes
    status: str
    cuts: Mapping[bytes, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with Portage, from the list that an authority signed."""

    id: bytes
    name: str
    role: Role
    communities: tuple[bytes, ...]


def device_id(signing: bytes) -> bytes:
    """The id of a device from its public signing key (16 bytes)."""
    return hashlib.sha256(signing).digest()[:16]


def scope_id(organisation: bytes, kind: Scope, community: bytes = bytes(16)) -> bytes:
    """The id of a scope (16 bytes), the same on every device of the organisation."""
    return hashlib.sha256(
        b"portage.scope" + organisation + kind.value.encode() + community
    ).digest()[:16]


def grants(organisation: bytes, communities: Iterable[bytes]) -> tuple[ScopeGrant, ...]:
    """The scopes of a device that works in these communities."""
    nowhere = bytes(16)
    out = [
        ScopeGrant(scope_id(organisation, Scope.ORGANISATION), Scope.ORGANISATION, nowhere),
        ScopeGrant(scope_id(organisation, Scope.DIRECTORY), Scope.DIRECTORY, nowhere),
    ]
    for community in communities:
        for kind in (Scope.CASES, Scope.NAMES):
            out.append(ScopeGrant(scope_id(organisation, kind, community), kind, community))
    return tuple(out)


def communities_of(certificate: Certificate) -> tuple[bytes, ...]:
    """The communities whose cases or names a device may hold, each once."""
    nowhere = bytes(16)
    held = (grant.community for grant in certificate.scopes if grant.community != nowhere)
    return tuple(dict.fromkeys(held))


def make_root(name: str, root: SigningKey, authority: bytes, version: int = 1) -> bytes:
    """The first root statement of an organisation, held by one key to begin with."""
    payload = encode(
        {
            "version": version,
            "name": name,
            "keys": [root.public],
            "threshold": 1,
            "authorities": [authority],
        }
    )
    return encode([root.sign(payload, Purpose.ROOT)])


def organisation_id(root_statement: bytes) -> bytes:
    """SHA-256 of the first root statement's payload: what the organisation's digits show."""
    return hashlib.sha256(payload_of(decode(root_statement, text_limit=1 << 20)[0])).digest()


def organisation_digits(organisation: bytes) -> str:
    """Six groups of five digits that are compared with the printed card."""
    return digits(organisation)


def read_root(statement: bytes) -> Root:
    """A root statement signed by its own threshold; raises TrustRefused."""
    try:
        signed = decode(statement, text_limit=1 << 20)
        payload = payload_of(signed[0])
        told = decode(payload)
        keys = tuple(told["keys"])
        root = Root(
            told["version"],
            told["name"],
            keys,
            told["threshold"],
            tuple(told["authorities"]),
            payload,
        )
    except (TypeError, KeyError, ValueError, IndexError, PortageError) as fault:
        raise TrustRefused("root") from fault
    # Anybody can sign a root of their own, so its shape is looked at before anything is compared.
    if (type(root.version), type(root.name), type(root.threshold)) != (int, str, int):
        raise TrustRefused("root shape")
    if type(signed) is not list or any(type(one) is not bytes for one in signed):
        raise TrustRefused("root shape")
    if not all(
        type(key) is bytes and acceptable_public_key(key) for key in (*keys, *root.authorities)
    ):
        raise TrustRefused("root keys")
    if not 1 <= root.threshold <= len(keys) or len(set(keys)) != len(keys):
        raise TrustRefused("root threshold")
    if _signers(signed, payload, keys) < root.threshold:
        raise TrustRefused("root signatures")
    return root


def _signers(signed: Iterable[Any], payload: bytes, keys: Iterable[bytes]) -> int:
    """How many of `keys` signed that payload."""
    count = 0
    for key in keys:
        for one in signed:
            try:
                if verify(one, key, Purpose.ROOT) == payload:
                    count += 1
                    break
            except SignatureWrong:
                continue
    return count


def make_certificate(authority: SigningKey, organisation: bytes, certificate: Certificate) -> bytes:
    """The statement by which the office lets a device in. certificate.data is not read."""
    return authority.sign(
        encode(
            {
                "org": organisation,
                "by": authority.public,
                "device": certificate.device,
                "name": certificate.name,
                "signing": certificate.signing,
                "sealing": certificate.sealing,
                "role": certificate.role.value,
                "scopes": [[one.id, one.kind.value, one.community] for one in certificate.scopes],
                "number": certificate.number,
            }
        ),
        Purpose.CERTIFICATE,
    )


def make_roster(
    authority: SigningKey,
    organisation: bytes,
    version: int,
    beacon: int,
    lines: Iterable[RosterLine],
) -> bytes:
    """The statement of which devices are in. beacon: office time, UTC milliseconds."""
    devices = [
        [
            line.device,
            line.certificate,
            line.status,
            [[feed, cut[0], cut[1]] for feed, cut in sorted(line.cuts.items())],
        ]
        for line in sorted(lines, key=lambda line: line.device)
    ]
    return authority.sign(
        encode(
            {
                "org": organisation,
                "by": authority.public,
                "version": version,
                "beacon": beacon,
                "devices": devices,
            }
        ),
        Purpose.ROSTER,
    )


def make_people(
    authority: SigningKey, organisation: bytes, version: int, people: Iterable[Person]
) -> bytes:
    """The statement of who works here, in which role and where."""
    return authority.sign(
        encode(
            {
                "org": organisation,
                "by": authority.public,
                "version": version,
                "people": [
                    [one.id, one.name, one.role.value, list(one.communities)]
                    for one in sorted(people, key=lambda one: one.id)
                ],
            }
        ),
        Purpose.PEOPLE,
    )


@dataclass(slots=True)
class Trust:
    """Everything that is believed, from the statements that held.

    announced: people that a device named in its own signed manifest and the office has not listed
    yet: {person: (device, name)}.
    """

    organisation: bytes
    root: Root
    roster_version: int = 0
    beacon: int = 0
    roster: dict[bytes, RosterLine] = field(default_factory=dict)
    people_version: int = 0
    people: dict[bytes, Person] = field(default_factory=dict)
    certificates: dict[bytes, Certificate] = field(default_factory=dict)
    countersigned: set[bytes] = field(default_factory=set)
    announced: dict[bytes, tuple[bytes, str]] = field(default_factory=dict)
    statements: dict[tuple[str, bytes, int], bytes] = field(default_factory=dict)
    _believed: set[bytes] = field(default_factory=set)

    @classmethod
    def begin(cls, first_root: bytes) -> Trust:
        """Trust in nothing but the first root statement, whose digits a person has compared."""
        root = read_root(first_root)
        if root.version != 1:
            raise TrustRefused("first root")
        organisation = organisation_id(first_root)
        trust = cls(organisation, root)
        trust.statements[(ROOT, organisation, 1)] = first_root
        return trust

    def take(self, kind: str, data: bytes) -> bool:
        """Believe a statement if it holds. True when it brought something new.

        Older versions than known are ignored. Raises TrustRefused when it does not hold.
        """
        if data in self._believed:
            return False  # it was verified before, byte for byte, and comes with every bundle
        fresh = self._take(kind, data)
        if fresh:
            self._believed.add(data)
        return fresh

    def _take(self, kind: str, data: bytes) -> bool:
        if kind == ROOT:
            return self._take_root(data)
        if kind == COUNTERSIGNATURE:
            return self._take_countersignature(data)
        purpose = {
            ROSTER: Purpose.ROSTER,
            PEOPLE: Purpose.PEOPLE,
            CERTIFICATE: Purpose.CERTIFICATE,
        }.get(kind)
        if purpose is None:
            raise TrustRefused("kind of statement")
        told = self._by_authority(data, purpose)
        try:
            if kind == ROSTER:
                return self._take_roster(told, data)
            if kind == PEOPLE:
                return self._take_people(told, data)
            return self._take_certificate(told, data)
        except (KeyError, TypeError, ValueError, IndexError) as fault:
            raise TrustRefused(kind) from fault

    def _by_authority(self, data: bytes, purpose: Purpose) -> dict[str, Any]:
        try:
            told = decode(payload_of(data), depth=8)
            by = told["by"]
            if by not in self.root.authorities or told["org"] != self.organisation:
                raise TrustRefused("not signed by this organisation's office")
            verify(data, by, purpose)
        except (KeyError, TypeError) as fault:
            raise TrustRefused("statement") from fault
        return dict(told)

    def _take_root(self, data: bytes) -> bool:
        root = read_root(data)
        if root.version <= self.root.version:
            return False
        if root.version != self.root.version + 1:
            raise TrustRefused("root version")
        signed = decode(data, text_limit=1 << 20)
        if _signers(signed, root.payload, self.root.keys) < self.root.threshold:
            raise TrustRefused("root not signed by the one before")
        self.root = root
        self.statements[(ROOT, self.organisation, root.version)] = data
        return True

    def _take_roster(self, told: dict[str, Any], data: bytes) -> bool:
        if told["version"] <= self.roster_version:
            return False
        lines = {}
        for device, certificate, status, cuts in told["devices"]:
            lines[device] = RosterLine(
                device, certificate, status, {feed: (seq, link) for feed, seq, link in cuts}
            )
        self.roster, self.roster_version, self.beacon = lines, told["version"], told["beacon"]
        self.statements[(ROSTER, self.organisation, self.roster_version)] = data
        return True

    def _take_people(self, told: dict[str, Any], data: bytes) -> bool:
        if told["version"] <= self.people_version:
            return False
        self.people = {
            one: Person(one, name, Role(role), tuple(communities))
            for one, name, role, communities in told["people"]
        }
        self.people_version = told["version"]
        self.statements[(PEOPLE, self.organisation, self.people_version)] = data
        return True

    def _take_certificate(self, told: dict[str, Any], data: bytes) -> bool:
        certificate = Certificate(
            told["device"],
            told["name"],
            told["signing"],
            told["sealing"],
            Role(told["role"]),
            tuple(ScopeGrant(one[0], Scope(one[1]), one[2]) for one in told["scopes"]),
            told["number"],
            data,
        )
        if not acceptable_public_key(certificate.signing):
            raise TrustRefused("device key")
        if device_id(certificate.signing) != certificate.device:
            raise TrustRefused("device id")
        known = self.certificates.get(certificate.device)
        if known is not None and known.number >= certificate.number:
            return False
        self.certificates[certificate.device] = certificate
        # A countersignature is over one certificate; this is another, not agreed to yet.
        self.countersigned.discard(certificate.device)
        self.statements[(CERTIFICATE, certificate.device, certificate.number)] = data
        return True

    def _take_countersignature(self, data: bytes) -> bool:
        certificate_hash = payload_of(data)
        for one in self.certificates.values():
            if one.hash == certificate_hash:
                verify(data, one.signing, Purpose.CERTIFICATE)
                fresh = one.device not in self.countersigned
                self.countersigned.add(one.device)
                self.statements[(COUNTERSIGNATURE, one.device, one.number)] = data
                return fresh
        return False

    # Questions

    def certificate(self, device: bytes) -> Certificate | None:
        """The certificate of a device that was let in, revoked since or not."""
        return self.certificates.get(device)

    def is_active(self, device: bytes) -> bool:
        """Whether a device is in now: on the roster, or certified and not on it yet."""
        line = self.roster.get(device)
        if line is not None:
            return line.status == ACTIVE
        return device in self.certificates

    def devices(self, role: Role | None = None) -> list[Certificate]:
        """Devices that are in now, by name."""
        found = [
            one
            for one in self.certificates.values()
            if self.is_active(one.device) and (role is None or one.role is role)
        ]
        return sorted(found, key=lambda one: (one.name, one.device))

    def named(self, name: str) -> list[Certificate]:
        """Active devices of that name, or all office devices for the word 'office'."""
        found = [one for one in self.devices() if one.name.casefold() == name.casefold()]
        if not found and name.casefold() == Role.OFFICE.value:
            return self.devices(Role.OFFICE)
        return found

    def grant(self, device: bytes, scope: bytes) -> ScopeGrant | None:
        """The device's right to hold a scope, or None."""
        certificate = self.certificates.get(device)
        if certificate is None:
            return None
        return next((one for one in certificate.scopes if one.id == scope), None)

    def cut(self, device: bytes, feed: bytes) -> tuple[int, bytes] | None:
        """Where a revoked device's feed ends; (0, b"") when nothing of it was known. None: no cut."""
        line = self.roster.get(device)
        if line is None or line.status == ACTIVE:
            return None
        return line.cuts.get(feed, (0, b""))

    def write_refusal(self, device: bytes, actor: bytes, scope: bytes) -> str | None:
        """Why an entry by that device and person in that scope may not stand, or None.

        Rights are those of device and person together (design, settled 6).
        """
        certificate = self.certificates.get(device)
        if certificate is None:
            return "unknown_device"
        grant = self.grant(device, scope)
        if grant is None:
            return "scope_not_held"
        if not may_write(certificate.role, grant.kind):
            return "role_may_not_write"
        person = self.people.get(actor)
        if person is None:
            named = self.announced.get(actor)
            return None if named is not None and named[0] == device else "unknown_person"
        if not may_write(person.role, grant.kind):
            return "person_may_not_write"
        everywhere = grant.community == bytes(16) or person.role is Role.OFFICE
        if not everywhere and grant.community not in person.communities:
            return "person_may_not_write"
        return None

    def with_line(self, line: RosterLine) -> list[RosterLine]:
        """The roster's lines with one of them added or replaced."""
        lines = dict(self.roster)
        lines[line.device] = line
        return list(lines.values())

    def with_person(self, person: Person) -> list[Person]:
        """The list of people with one of them added or replaced."""
        people = dict(self.people)
        people[person.id] = person
        return list(people.values())


def revoked(line: RosterLine, cuts: Mapping[bytes, tuple[int, bytes]]) -> RosterLine:
    """The roster line of a device that is cut off where `cuts` say."""
    return replace(line, status=REVOKED, cuts=dict(cuts))


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """What a new laptop writes on a stick: its keys, its name, and who works on it."""

    device: bytes
    name: str
    signing: bytes
    sealing: str
    person: bytes
    person_name: str
    data: bytes

    @property
    def digits(self) -> str:
        """What both screens show and two people compare by voice."""
        return digits(self.data)


def make_request(
    key: SigningKey, sealing: str, name: str, person: bytes, person_name: str
) -> EnrolmentRequest:
    """A request to join, signed by the new laptop itself."""
    data = key.sign(
        encode(
            {
                "name": name,
                "signing": key.public,
                "sealing": sealing,
                "person": person,
                "person_name": person_name,
            }
        ),
        Purpose.REQUEST,
    )
    return read_request(data)


def read_request(data: bytes) -> EnrolmentRequest:
    """The request in those bytes, signed by the key that it brings; raises TrustRefused."""
    try:
        told = decode(payload_of(data))
        signing = told["signing"]
        verify(data, signing, Purpose.REQUEST)
        if not acceptable_public_key(signing) or type(told["person"]) is not bytes:
            raise TrustRefused("request")
        if not isinstance(told["name"], str) or not isinstance(told["person_name"], str):
            raise TrustRefused("request")
        return EnrolmentRequest(
            device_id(signing),
            told["name"],
            signing,
            told["sealing"],
            told["person"],
            told["person_name"],
            data,
        )
    except (KeyError, TypeError) as fault:
        raise TrustRefused("request") from fault
