"""What a laptop may do, who is in, and up to where somebody's word counts: questions of beliefs.

`sync.trust` holds the statements; here stands what is read off what follows from them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from desktop_app.domain.roles import Role
from desktop_app.sync.beliefs import Beliefs, digest_of, person_may_write
from desktop_app.sync.roots import Root
from desktop_app.sync.statements import (
    ACTIVE,
    REVOKED,
    Certificate,
    Person,
    RosterLine,
    ScopeGrant,
)
from desktop_app.sync.verdicts import Admit, Branch, Fork


class Standing(ABC):
    """The questions that everybody asks of what is believed.

    announced: people that a device named in its own signed manifest and the office has not listed
    yet: {person: (device, name)}. admitted, forks: by feed. branches: by feed, those of one feed by
    branch. agreed: what a device said to a certificate, by the certificate's hash.
    """

    announced: dict[bytes, tuple[bytes, str]]
    admitted: dict[bytes, Admit]
    forks: dict[bytes, Fork]
    branches: dict[bytes, tuple[Branch, ...]]
    agreed: dict[bytes, bytes]

    @property
    @abstractmethod
    def root(self) -> Root:
        """The newest root."""

    @property
    @abstractmethod
    def beliefs(self) -> Beliefs:
        """What follows from all that is held."""

    @property
    def roster_version(self) -> int:
        return self.beliefs.roster_version

    @property
    def beacon(self) -> int:
        """Office time of the newest roster, UTC milliseconds: no laptop's clock may be before it."""
        return self.beliefs.beacon

    @property
    def roster(self) -> Mapping[bytes, RosterLine]:
        """The line that counts of each device on a roster."""
        return self.beliefs.roster

    @property
    def people_version(self) -> int:
        return self.beliefs.people_version

    @property
    def people(self) -> Mapping[bytes, Person]:
        """Everybody listed, those who were removed too."""
        return self.beliefs.people

    @property
    def colleagues(self) -> dict[bytes, Person]:
        """Those listed who work here now."""
        return {one: person for one, person in self.people.items() if not person.removed}

    @property
    def certificates(self) -> Mapping[bytes, Certificate]:
        """The certificate that counts of each device that was let in, revoked since or not."""
        return self.beliefs.certificates

    @property
    def countersigned(self) -> set[bytes]:
        """The devices that agreed to the certificate that counts."""
        return {device for device, one in self.certificates.items() if one.hash in self.agreed}

    # Questions

    def certificate(self, device: bytes) -> Certificate | None:
        """The certificate of a device that was let in, revoked since or not."""
        return self.certificates.get(device)

    def certificates_mark(self) -> bytes:
        """Eight bytes that are equal where the same certificates count under the same root.

        Who believes another root may have let go of them since, also where they are the same here.
        """
        known = sorted((device, one.hash) for device, one in self.certificates.items())
        told = [self.root.payload, *(device + held for device, held in known)]
        return digest_of(b"".join(told))[:8]

    def is_active(self, device: bytes) -> bool:
        """Whether a device is in now: on the roster, or certified and not on it yet."""
        line = self.roster.get(device)
        if line is not None:
            return line.status == ACTIVE
        return device in self.certificates

    def is_provisional(self, device: bytes) -> bool:
        """Whether a device was let in by another device and no roster names it yet."""
        return device in self.beliefs.provisional

    def devices(self, role: Role | None = None) -> list[Certificate]:
        """Devices that are in now, by name."""
        found = [
            one
            for one in self.certificates.values()
            if self.is_active(one.device) and (role is None or one.role is role)
        ]
        return sorted(found, key=lambda one: (one.name, one.device))

    def named(self, name: str) -> list[Certificate]:
        """Active devices of that name or with that id, or all office devices for the word 'office'.

        Two that let laptops in far apart may give one name to two of them, and somebody hostile may
        give a name on purpose: so an id comes before a name, and no field laptop is the office.
        """
        called, active = name.casefold(), self.devices()
        found = [one for one in active if one.device.hex() == called]
        found = found or [one for one in active if one.name.casefold() == called]
        if called != Role.OFFICE.value:
            return found
        offices = [one for one in found if one.role is Role.OFFICE]
        return offices or self.devices(Role.OFFICE) or found

    def sealing_of(self, certificate: Certificate) -> str:
        """The age address to which a bundle for that device is sealed: the newest it announced."""
        notice = self.beliefs.sealing.get(certificate.device)
        return certificate.sealing if notice is None else notice.recipient

    def sealing_epoch(self, device: bytes) -> int:
        """The number of the key behind `sealing_of`; 1 for the one in the certificate."""
        notice = self.beliefs.sealing.get(device)
        return 1 if notice is None else notice.epoch

    def grant(self, device: bytes, scope: bytes) -> ScopeGrant | None:
        """The device's right to hold a scope, or None."""
        certificate = self.certificates.get(device)
        if certificate is None:
            return None
        return next((one for one in certificate.scopes if one.id == scope), None)

    def cut(self, device: bytes, feed: bytes) -> tuple[int, bytes] | None:
        """Where a device's feed ends, as far as it counts; None: no cut.

        (0, b"") for a feed of a revoked device of which nothing was known.
        """
        line = self.roster.get(device)
        if line is None:
            return None
        return line.cuts.get(feed, (0, b"") if line.status == REVOKED else None)

    def words_on(self, device: bytes, feed: bytes) -> dict[int, bytes]:
        """What the office said of a feed's chain: {number: hash of the entry there}."""
        words: dict[int, bytes] = {}
        cut, admit = self.cut(device, feed), self.admitted.get(feed)
        if cut is not None and cut[0]:
            words[cut[0]] = cut[1]
        if admit is not None and admit.device == device:
            words[admit.seq] = admit.link
        for branch in self.branches.get(feed, ()):
            words[branch.common + 1] = branch.main
            if branch.common:
                words[branch.common] = branch.base
        return words

    def person_extent(self, actor: bytes, device: bytes, scope: bytes, feed: bytes) -> int | None:
        """Up to which number a person's entries in a device's feed count, by the person's rights.

        None: all of them; 0: none. Rights are those of device and person together, so both extents are asked.
        """
        person = self.people.get(actor)
        if person is None:
            return None if self._announced_by(actor) == device else 0
        grant = self.grant(device, scope) or self.beliefs.scopes.get(scope)
        if grant is not None and person_may_write(person, grant):
            return None
        return person.cuts.get(feed, 0)

    def _announced_by(self, person: bytes) -> bytes | None:
        named = self.announced.get(person) or self.beliefs.announced.get(person)
        return None if named is None else named[0]

    def with_line(self, line: RosterLine) -> list[RosterLine]:
        """The roster's lines with one of them added or replaced."""
        return list({**self.roster, line.device: line}.values())

    def with_person(self, person: Person) -> list[Person]:
        """The list of people with one of them added or replaced."""
        return list({**self.people, person.id: person}.values())
