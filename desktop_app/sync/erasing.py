"""Erasing records everywhere: the signed statement, and what of a segment it removes.

An erasure names records by id. Nothing about these records may stand on any laptop from then on:
what is there is removed, and what arrives later is stripped before it is written. Only bodies go;
the headers, which hold nothing personal, stay, and with them every chain (docs/format.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import Purpose, SignatureWrong, SigningKey, payload_of, verify
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, Field, Kind, Registry, declared_field
from desktop_app.domain.people.links import LINK
from desktop_app.sync.log import Body, Segment, decode_body, hash_of
from desktop_app.sync.statements import TrustRefused

SUBJECTS: Final = 4096
"""How many records one statement names at most; more are named by several."""

SIGNATURES: Final = 8
DRAFT: Final = "erasure_draft"
"""How an erasure that waits for a signature travels, between laptops of the office alone."""

OWNER: Final = "client"
"""A record with a reference to a record of this kind is about that person."""


class ErasureKind(StrEnum):
    """What is erased: everything about one person, or one note."""

    PERSON = "person"
    REDACT = "redact"


class Basis(StrEnum):
    """Why the office erases."""

    ASKED = "asked"
    RETENTION = "retention"
    MISTAKE = "mistake"
    COURT = "court"


@dataclass(frozen=True, slots=True)
class Erasure:
    """One decision to erase. subjects: ids of records, all of which go.

    people: whose records these are (ids of clients): for a person they are among the subjects, for
    a note they stay. at: office time, UTC milliseconds. signatures: how many office laptops had to
    sign beside the authority. by: the authority's public key.
    """

    id: bytes
    kind: ErasureKind
    subjects: tuple[bytes, ...]
    people: tuple[bytes, ...]
    basis: Basis
    at: int
    signatures: int
    by: bytes

    @property
    def decision(self) -> bytes:
        """What was decided, whoever signs it: the first 16 bytes of a SHA-256."""
        told = [
            self.id, self.kind.value, list(self.subjects), list(self.people), self.basis.value, self.at,
        ]  # fmt: skip
        return hash_of(encode(told))[:16]


def make_erasure(organisation: bytes, authority: SigningKey, erasure: Erasure) -> bytes:
    """The statement signed by the authority; `sign_erasure` adds the laptops that have to."""
    if not 0 < len(erasure.subjects) <= SUBJECTS:
        raise ValueError("how many records are named")
    payload = encode(
        {
            "org": organisation,
            "by": authority.public,
            "id": erasure.id,
            "kind": erasure.kind.value,
            "subjects": list(erasure.subjects),
            "people": list(erasure.people),
            "basis": erasure.basis.value,
            "at": erasure.at,
            "signatures": erasure.signatures,
        }
    )
    return encode([authority.sign(payload, Purpose.ERASE)])


def erasure_anew(data: bytes, authority: SigningKey, signatures: int = 0) -> bytes:
    """The same decision, said again by another authority. signatures: how many laptops have to
    sign it beside; with none it answers for it alone."""
    told = dict(decode(payload_of(decode(data)[0])))
    payload = encode({**told, "by": authority.public, "signatures": signatures})
    return encode([authority.sign(payload, Purpose.ERASE)])


def sign_erasure(data: bytes, device: SigningKey) -> bytes:
    """The same statement with the signature of one office laptop more, each at most once."""
    signed = decode(data)
    own = device.sign(payload_of(signed[0]), Purpose.ERASE)
    return data if own in signed[1:] else encode([*signed, own])


def has_signed(data: bytes, key: bytes) -> bool:
    """Whether the office laptop with this public key signed the statement. data: as `read_erasure`
    accepted it."""
    signed = decode(data)
    return _has_signed(signed[1:], payload_of(signed[0]), key)


def content_of(data: bytes) -> bytes:
    """What a statement says, without who signed it. data: as `read_erasure` accepted it."""
    return payload_of(decode(data)[0])


def signed_only_by(data: bytes, keys: Iterable[bytes]) -> bytes:
    """The same statement with the authority's signature and at most one of each of these keys, as
    many as one statement holds."""
    signed = decode(data)
    payload, kept = payload_of(signed[0]), [signed[0]]
    for key in keys:
        found = next((one for one in signed[1:] if _has_signed([one], payload, key)), None)
        if found is not None and len(kept) < SIGNATURES:
            kept.append(found)
    return encode(kept)


def joined(one: bytes, other: bytes) -> bytes:
    """The statement with the signatures of two copies of it, which other laptops signed apart: of
    the same content, and perhaps more than one statement may have (`signed_only_by`)."""
    signed = decode(one)
    return encode([*signed, *(part for part in decode(other) if part not in signed)])


def read_erasure(
    data: bytes,
    organisation: bytes,
    authorities: Collection[bytes] | None,
    office: Iterable[bytes],
) -> tuple[Erasure, bool]:
    """The decision, and whether all who had to sign it did.

    authorities, office: public keys of the authority and of office laptops; None for whatever
    authority it names. Raises TrustRefused when the authority did not sign it.
    """
    try:
        signed = decode(data)
        if type(signed) is not list or not 0 < len(signed) <= SIGNATURES:
            raise TrustRefused("erasure")
        if any(type(one) is not bytes for one in signed):
            raise TrustRefused("erasure")
        payload = payload_of(signed[0])
        told = decode(payload)
        known = authorities is None or told["by"] in authorities
        if told["org"] != organisation or not known:
            raise TrustRefused("not signed by this organisation's office")
        verify(signed[0], told["by"], Purpose.ERASE)
        subjects, people = tuple(told["subjects"]), tuple(told["people"])
        ids = (told["id"], *subjects, *people)
        if (
            not 0 < len(subjects) <= SUBJECTS
            or len(people) > SUBJECTS
            or any(type(one) is not bytes or len(one) != 16 for one in ids)
        ):
            raise TrustRefused("erasure")
        if type(told["at"]) is not int or type(told["signatures"]) is not int:
            raise TrustRefused("erasure")
        erasure = Erasure(
            told["id"],
            ErasureKind(told["kind"]),
            subjects,
            people,
            Basis(told["basis"]),
            told["at"],
            told["signatures"],
            told["by"],
        )
    except (KeyError, TypeError, ValueError, SignatureWrong) as fault:
        raise TrustRefused("erasure") from fault
    agreed = sum(1 for key in set(office) if _has_signed(signed[1:], payload, key))
    return erasure, agreed >= erasure.signatures


def _has_signed(signed: Iterable[bytes], payload: bytes, key: bytes) -> bool:
    for one in signed:
        try:
            if verify(one, key, Purpose.ERASE) == payload:
                return True
        except PortageError:
            continue
    return False


def names_owner(kind: EntityType, field: Field) -> bool:
    """Whether a field says whose a record is. Both sides of a verdict on two files do."""
    if field.kind is not Kind.REFERENCE:
        return False
    return field.reference == OWNER or (kind.name == LINK.name and field.name in ("a", "b"))


def owners_in(body: Body, registry: Registry) -> set[bytes]:
    """The people whom an entry makes its record be about: ids of clients.

    Of a kind that only a newer release declares, every text that could be an id counts.
    """
    kind = registry.by_number(body.entity_type)
    found = set()
    for one in body.operations:
        if type(one.value) is not str or len(one.value) != 32:
            continue
        if kind is not None:
            told = declared_field(kind, one.key)
            if told is None or not names_owner(kind, told):
                continue
        try:
            found.add(bytes.fromhex(one.value))
        except ValueError:
            continue
    return found


@dataclass(slots=True)
class Stripping:
    """What the erasures of a vault remove from the log.

    subjects: records of which every entry goes, {record: erasure}. people: erased people, {client:
    erasure}: an entry that makes a record be about one of them goes, whatever record it is on.
    named: records that lost such an entry and are not subjects; the office decides about the rest
    of them, so that nobody can have another's records erased by a single entry.
    """

    registry: Registry
    subjects: dict[bytes, bytes]
    people: dict[bytes, bytes]
    named: dict[bytes, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.subjects)

    def concerns(self, body: Body) -> bool:
        """Whether an entry goes. Judged by the entry alone, so the order of arrival is of no
        matter."""
        if body.entity in self.subjects:
            return True
        for owner in owners_in(body, self.registry) if self.people else ():
            if owner in self.people:
                self.named[body.entity] = self.people[owner]
                return True
        return False

    def strip(self, segment: Segment) -> Segment:
        """The same segment without the bodies that are erased; its chain and its signature hold.

        A body that cannot be read goes when it holds an erased id anywhere.
        """
        bodies = tuple(
            (len(body), hash_of(body)) if isinstance(body, bytes) and self._goes(body) else body
            for body in segment.bodies
        )
        return segment if bodies == segment.bodies else replace(segment, bodies=bodies)

    def _goes(self, data: bytes) -> bool:
        try:
            return self.concerns(decode_body(data))
        except PortageError:
            return any(mentions(data, one) for one in self.subjects)


def mentions(data: bytes, record: bytes) -> bool:
    """Whether bytes name a record, by its id or by a reference to it."""
    return record in data or record.hex().encode() in data
