"""Signed statements of trust: what each one says, how it is made, and how it is read.

They travel in bundles and are verified again wherever they arrive. What is believed of them is
decided in `sync.trust`. Nothing depends on a clock: a statement ends when a newer version
replaces it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.sealing import is_usable
from desktop_app.crypto.signing import (
    Purpose,
    SigningKey,
    acceptable_public_key,
    digits,
    payload_of,
    verify,
)
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role
from desktop_app.language import Message

ROOT: Final = "root"
ROSTER: Final = "roster"
PEOPLE: Final = "people"
CERTIFICATE: Final = "certificate"
COUNTERSIGNATURE: Final = "countersignature"
SEALING: Final = "sealing"
"""A device announces the key of its present month, to which bundles for it are sealed."""
ADMIT: Final = "admit"
"""The authority lets work count that lies beyond where a laptop was cut off."""
FORK: Final = "fork"
"""Two signed ends of one feed that exclude each other: a proof that anybody can verify."""
BRANCH: Final = "branch"
"""The authority lets the other history of a forked feed count, under a feed id of its own."""
ERASURE: Final = "erasure"
"""The authority has records erased everywhere."""

OWN_END: Final = "own_end"
"""The end of a receiver's own feed as the sender holds it: by it a restored laptop is told. Not kept."""

ACTIVE: Final = "active"
REVOKED: Final = "revoked"

HIGHEST_VERSION: Final = 1 << 48
"""Of rosters and lists of people. An office that was put back from a copy counts on from a higher
place (`next_version`), so honest ones stay far below; one beyond would leave no room above it."""

HIGHEST_NUMBER: Final = 1 << 40
"""Of certificates and of the keys that a device announces."""

_INCARNATION_BITS: Final = 24

_UNSEEN: Final = re.compile("[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Signs that begin a line or turn the direction of what follows."""


def next_version(known: int, incarnation: int) -> int:
    """The version after `known`, above all that this vault can have written before it was put back.

    incarnation: of the vault, from 1; it rises each time the vault is put back from a copy. A lower
    version than one that laptops know would not be read (docs/decisions).
    """
    return max(known + 1, (incarnation - 1) << _INCARNATION_BITS)


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
class Certificate:
    """The binding of a device to its keys, role and scopes.

    by: the public key of who issued it: an authority, or a device whose role may enrol. people:
    (id, name) of those who work on the device, where no authority has listed them yet.
    """

    device: bytes
    name: str
    signing: bytes
    sealing: str
    role: Role
    scopes: tuple[ScopeGrant, ...]
    number: int
    data: bytes
    by: bytes = b""
    people: tuple[tuple[bytes, str], ...] = ()

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.data).digest()

    def holds(self, scope: bytes) -> bool:
        """Whether the device may hold that scope."""
        return any(grant.id == scope for grant in self.scopes)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One device on the roster.

    cuts: {feed: (last valid number, its hash)}. A revoked device has a cut for every feed (nothing
    of a feed that is not named counts); an active one for the feeds of scopes that it lost.
    """

    device: bytes
    certificate: bytes
    status: str
    cuts: Mapping[bytes, tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with Portage, from the list that an authority signed.

    removed: works here no more. cuts: {feed: last number} of what still counts of this person
    where the rights of today would not let it stand.
    """

    id: bytes
    name: str
    role: Role
    communities: tuple[bytes, ...]
    removed: bool = False
    cuts: Mapping[bytes, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """The list of devices as one statement has it. beacon: UTC milliseconds."""

    version: int
    beacon: int
    by: bytes
    lines: Mapping[bytes, RosterLine]
    data: bytes


@dataclass(frozen=True, slots=True)
class People:
    """The list of people as one statement has it."""

    version: int
    by: bytes
    people: Mapping[bytes, Person]
    data: bytes


@dataclass(frozen=True, slots=True)
class SealingNotice:
    """A device's word to which key bundles for it are sealed now. epoch: rises with each key."""

    device: bytes
    epoch: int
    recipient: str
    data: bytes


def device_id(signing: bytes) -> bytes:
    """The id of a device from its public signing key (16 bytes)."""
    return hashlib.sha256(signing).digest()[:16]


def scope_id(organisation: bytes, kind: Scope, community: bytes = bytes(16)) -> bytes:
    """The id of a scope (16 bytes), the same on every device of the organisation."""
    return hashlib.sha256(
        b"portage.scope" + organisation + kind.value.encode() + community
    ).digest()[:16]


def grants(
    organisation: bytes, communities: Iterable[bytes], *, names: bool = True
) -> tuple[ScopeGrant, ...]:
    """The scopes of a device that works in these communities. names: it may know who the people are."""
    nowhere = bytes(16)
    out = [
        ScopeGrant(scope_id(organisation, Scope.ORGANISATION), Scope.ORGANISATION, nowhere),
        ScopeGrant(scope_id(organisation, Scope.DIRECTORY), Scope.DIRECTORY, nowhere),
    ]
    for community in communities:
        for kind in (Scope.CASES, Scope.NAMES) if names else (Scope.CASES,):
            out.append(ScopeGrant(scope_id(organisation, kind, community), kind, community))
    return tuple(out)


def communities_of(certificate: Certificate) -> tuple[bytes, ...]:
    """The communities whose cases or names a device may hold, each once."""
    nowhere = bytes(16)
    held = (grant.community for grant in certificate.scopes if grant.community != nowhere)
    return tuple(dict.fromkeys(held))


def make_certificate(authority: SigningKey, organisation: bytes, certificate: Certificate) -> bytes:
    """The statement by which a device is let in. certificate.data and certificate.by are not read.

    authority: the office's key, or that of a device whose role may enrol.
    """
    told: dict[str, Any] = {
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
    if certificate.people:
        told["people"] = [[person, name] for person, name in certificate.people]
    return authority.sign(encode(told), Purpose.CERTIFICATE)


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
                "people": [_person(one) for one in sorted(people, key=lambda one: one.id)],
            }
        ),
        Purpose.PEOPLE,
    )


def _person(one: Person) -> list[Any]:
    """A line of the list; the first releases read the short form only."""
    line: list[Any] = [one.id, one.name, one.role.value, list(one.communities)]
    if one.removed or one.cuts:
        line += [one.removed, [[feed, one.cuts[feed]] for feed in sorted(one.cuts)]]
    return line


def make_sealing(key: SigningKey, organisation: bytes, epoch: int, recipient: str) -> bytes:
    """A device's word to which key bundles for it are sealed from now on."""
    return key.sign(
        encode({"org": organisation, "by": key.public, "epoch": epoch, "recipient": recipient}),
        Purpose.SEALING,
    )


def issued_anew(data: bytes, purpose: Purpose, authority: SigningKey, **changed: Any) -> bytes:
    """What a statement of an authority says, said again by another one. changed: keys that differ."""
    told = dict(decode(payload_of(data)))
    return authority.sign(encode({**told, **changed, "by": authority.public}), purpose)


# Reading: whoever signed, the shape is proven before anything is compared.


def told_by(data: bytes, purpose: Purpose, organisation: bytes) -> dict[str, Any]:
    """The payload of a statement, signed by the key that it names; raises TrustRefused."""
    told = decode(payload_of(data))
    if type(told) is not dict or type(told.get("by")) is not bytes:
        raise TrustRefused("statement")
    if told.get("org") != organisation:
        raise TrustRefused("of another organisation")
    verify(data, told["by"], purpose)
    return told


def _number(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value < most:
        raise TrustRefused("version")
    return value


def _bytes(value: Any, length: int) -> bytes:
    if type(value) is not bytes or len(value) != length:
        raise TrustRefused("id")
    return value


def _text(value: Any) -> str:
    if type(value) is not str or len(value) > 400:
        raise TrustRefused("text")
    return value


def read_roster(data: bytes, organisation: bytes) -> Roster:
    """The roster in those bytes; raises TrustRefused or SignatureWrong. Who signed is not judged."""
    told = told_by(data, Purpose.ROSTER, organisation)
    try:
        lines = {}
        for device, certificate, status, cuts in told["devices"]:
            if status not in (ACTIVE, REVOKED):
                raise TrustRefused("roster status")
            ends = {
                _bytes(feed, 16): (_number(seq, 1 << 62), _bytes(link, len(link)))
                for feed, seq, link in cuts
            }
            lines[_bytes(device, 16)] = RosterLine(device, _bytes(certificate, 32), status, ends)
        version = _number(told["version"], HIGHEST_VERSION)
        return Roster(version, _number(told["beacon"], 1 << 62), told["by"], lines, data)
    except (KeyError, TypeError, ValueError) as fault:
        raise TrustRefused("roster") from fault


def read_people(data: bytes, organisation: bytes) -> People:
    """The list of people in those bytes; raises TrustRefused or SignatureWrong."""
    told = told_by(data, Purpose.PEOPLE, organisation)
    try:
        people = {}
        for one, name, role, communities, *more in told["people"]:
            removed, cuts = more or (False, [])
            if type(removed) is not bool:
                raise TrustRefused("people")
            people[_bytes(one, 16)] = Person(
                one,
                _text(name),
                Role(role),
                tuple(_bytes(place, 16) for place in communities),
                removed,
                {_bytes(feed, 16): _number(seq, 1 << 62) for feed, seq in cuts},
            )
        return People(_number(told["version"], HIGHEST_VERSION), told["by"], people, data)
    except (KeyError, TypeError, ValueError) as fault:
        raise TrustRefused("people") from fault


def read_certificate(data: bytes, organisation: bytes) -> Certificate:
    """The certificate in those bytes; raises TrustRefused or SignatureWrong."""
    told = told_by(data, Purpose.CERTIFICATE, organisation)
    try:
        signing = told["signing"]
        if type(signing) is not bytes or not acceptable_public_key(signing):
            raise TrustRefused("device key")
        if device_id(signing) != told["device"]:
            raise TrustRefused("device id")
        scopes = tuple(
            ScopeGrant(_bytes(one, 16), Scope(kind), _bytes(place, 16))
            for one, kind, place in told["scopes"]
        )
        # The id says it all. Who lets others in could else call the settings of the organisation the
        # cases of their own community, where a worker may write.
        if any(one.id != scope_id(organisation, one.kind, one.community) for one in scopes):
            raise TrustRefused("scope")
        return Certificate(
            told["device"],
            _text(told["name"]),
            signing,
            _text(told["sealing"]),
            Role(told["role"]),
            scopes,
            _number(told["number"], HIGHEST_NUMBER),
            data,
            told["by"],
            tuple((_bytes(one, 16), _text(name)) for one, name in told.get("people", [])),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise TrustRefused("certificate") from fault


def read_sealing(data: bytes, organisation: bytes) -> SealingNotice:
    """The announced key in those bytes; raises TrustRefused or SignatureWrong."""
    told = told_by(data, Purpose.SEALING, organisation)
    try:
        recipient = _text(told["recipient"])
        epoch = _number(told["epoch"], HIGHEST_NUMBER)
    except KeyError as fault:
        raise TrustRefused("sealing") from fault
    return SealingNotice(device_id(told["by"]), epoch, recipient, data)


def revoked(line: RosterLine, cuts: Mapping[bytes, tuple[int, bytes]]) -> RosterLine:
    """The roster line of a device that is cut off where `cuts` say."""
    return replace(line, status=REVOKED, cuts=dict(cuts))


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """What a new laptop writes on a stick: its keys, its name, and who works on it.

    notice: of a laptop that is in already, its announced key (`make_sealing`); empty otherwise.
    """

    device: bytes
    name: str
    signing: bytes
    sealing: str
    person: bytes
    person_name: str
    data: bytes
    notice: bytes = b""

    @property
    def digits(self) -> str:
        """What both screens show and two people compare by voice."""
        return digits(self.data)


def make_request(
    key: SigningKey,
    sealing: str,
    name: str,
    person: bytes,
    person_name: str,
    notice: bytes = b"",
) -> EnrolmentRequest:
    """A request to join, signed by the new laptop itself. notice: of one that is in already."""
    told: dict[str, Any] = {
        "name": name,
        "signing": key.public,
        "sealing": sealing,
        "person": person,
        "person_name": person_name,
    }
    if notice:
        told["notice"] = notice
    return read_request(key.sign(encode(told), Purpose.REQUEST))


def read_request(data: bytes) -> EnrolmentRequest:
    """The request in those bytes, signed by the key that it brings; raises TrustRefused."""
    try:
        told = decode(payload_of(data))
        signing = told["signing"]
        verify(data, signing, Purpose.REQUEST)
        if not acceptable_public_key(signing) or type(told["person"]) is not bytes:
            raise TrustRefused("request")
        # They are shown to whoever decides, beside the digits: nothing in them may look like more.
        if any(_UNSEEN.search(_text(told[one])) for one in ("name", "person_name")):
            raise TrustRefused("request")
        notice = told.get("notice", b"")
        if type(notice) is not bytes or not is_usable(_text(told["sealing"])):
            raise TrustRefused("request")
        return EnrolmentRequest(
            device_id(signing),
            told["name"],
            signing,
            told["sealing"],
            told["person"],
            told["person_name"],
            data,
            notice,
        )
    except (KeyError, TypeError) as fault:
        raise TrustRefused("request") from fault
