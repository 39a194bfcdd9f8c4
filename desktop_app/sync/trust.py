"""Who belongs to the organisation: what is believed of the signed statements that have come.

The same statements, in whatever order they come, give the same beliefs on every laptop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from desktop_app.crypto.encoding import decode
from desktop_app.crypto.signing import Purpose, acceptable_public_key, payload_of, verify
from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role, may_write
from desktop_app.sync.statements import (
    ACTIVE,
    CERTIFICATE,
    COUNTERSIGNATURE,
    PEOPLE,
    ROOT,
    ROSTER,
    Certificate,
    Person,
    Root,
    RosterLine,
    ScopeGrant,
    TrustRefused,
    device_id,
    organisation_id,
    read_root,
    signers,
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

        Older versions than known, and kinds that only a newer release knows, are ignored. Raises
        TrustRefused when it does not hold.
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
            return False  # of a newer release; what else the bundle brings still holds
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
        if signers(signed, root.payload, self.root.keys) < self.root.threshold:
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
