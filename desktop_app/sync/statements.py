"""Signed statements of trust: what each one says, how it is made, and how it is read.

They travel in bundles and are verified again wherever they arrive. What is believed of them is
decided in `sync.trust`. Nothing depends on a clock: a statement ends when a newer version
replaces it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
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
    if signers(signed, payload, keys) < root.threshold:
        raise TrustRefused("root signatures")
    return root


def signers(signed: Iterable[Any], payload: bytes, keys: Iterable[bytes]) -> int:
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
