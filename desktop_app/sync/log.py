"""What happened here: entries, their chain, and the segments in which they travel.

An entry is one visit to one record. Its header is chained by hash and holds nothing personal;
its body holds the change and can be erased while the chain still verifies. Bytes are signed and
stored as written, never encoded again: `docs/format.md` gives every position.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from desktop_app.crypto.encoding import decode, encode, encode_number
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import FieldKey, Value
from desktop_app.language import Message

VERSION: Final = 1
SCHEMA: Final = 1
"""The release of the declared fields that wrote an entry; rises when a field is added."""

KIND_EDIT: Final = 1
KIND_UNDO: Final = 2
"""An edit like any other, in an act that takes an import back."""
KINDS: Final = frozenset({KIND_EDIT, KIND_UNDO})
"""The kinds of entry that this release understands."""

MAXIMUM_BODY: Final = 256 * 1024  # bytes
MAXIMUM_OPERATIONS: Final = 500
MAXIMUM_TEXT: Final = 64 * 1024  # bytes of one value, in UTF-8
HEAD_INTERVAL: Final = 256
"""A signed head stands at least every so many entries, so that a relay can pass any part on."""

GENESIS: Final = bytes(32)

# Heads of the positions of a header: an array of eleven, version 1, bytes of so many.
_HEADER_START: Final = bytes((0x8B, VERSION, 0x50))
_BYTES_OF_16: Final = b"\x50"
_BYTES_OF_32: Final = b"\x58\x20"
_NO_BYTES: Final = b"\x40"

Dot = tuple[bytes, int, int]
"""The name of one change everywhere: (feed id, sequence number, operation)."""


_VALUES: Final = frozenset({str, int, bool, type(None)})


class EntryRefused(PortageError):
    """An entry is not written as the format says; nothing of it was used."""

    code = "entry_refused"

    def __init__(self, detail: str) -> None:
        super().__init__(
            Message(
                "bundle",
                "A change in this file is not written as it should be ({detail}). "
                "Nothing was imported. Ask the sender for a new bundle.",
                {"detail": detail},
            )
        )


class Operation(NamedTuple):
    """One field set to one value, naming the dots that it replaces.

    seen: only for a delete, every head of the record that its author saw.
    """

    key: FieldKey
    value: Value
    replaces: tuple[Dot, ...] = ()
    seen: tuple[Dot, ...] = ()


class Body(NamedTuple):
    """The separable part of an entry."""

    entity_type: int
    entity: bytes
    base: Dot | None
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The chained part of an entry. hlc: see `sync.clock`. txn: empty for an act of one entry."""

    feed: bytes
    seq: int
    previous: bytes
    hlc: int
    actor: bytes
    schema: int
    kind: int
    txn: bytes
    body_length: int
    body_hash: bytes


def feed_id(device: bytes, scope: bytes, nonce: bytes) -> bytes:
    """The id of the log of one device in one scope and one incarnation (16 bytes)."""
    return hashlib.sha256(b"portage.feed" + device + scope + nonce).digest()[:16]


def encode_body(body: Body, salt: bytes) -> bytes:
    """The bytes of a body. salt: 16 random bytes, so that a short value cannot be guessed later.

    Raises EntryRefused when a limit of the format is passed.
    """
    feeds: list[bytes] = []
    index: dict[bytes, int] = {}

    def flat(dots: Sequence[Dot]) -> list[int]:
        out: list[int] = []
        for feed, seq, op in dots:
            if feed not in index:
                index[feed] = len(feeds)
                feeds.append(feed)
            out += (index[feed], seq, op)
        return out

    operations: list[list[Any]] = []
    for one in body.operations:
        # Readers refuse a longer text, and with it the whole feed from here on.
        if type(one.value) is str and len(one.value.encode()) > MAXIMUM_TEXT:
            raise EntryRefused("text too long")
        written: list[Any] = [one.key, one.value]
        if one.replaces or one.seen:
            written.append(flat(one.replaces))
        if one.seen:
            written.append(flat(one.seen))
        operations.append(written)
    base = None if body.base is None else flat((body.base,))
    data = encode([salt, body.entity_type, body.entity, base, feeds, operations])
    _check_body_limits(len(data), len(operations))
    return data


def _check_body_limits(length: int, operations: int) -> None:
    if length > MAXIMUM_BODY:
        raise EntryRefused("body too long")
    if not 0 < operations <= MAXIMUM_OPERATIONS:
        raise EntryRefused("number of operations")


def decode_body(data: bytes) -> Body:
    """The change written in those bytes; raises EntryRefused when any position is wrong."""
    if len(data) > MAXIMUM_BODY:
        raise EntryRefused("body too long")
    return _body_from_plain(decode(data, depth=8, text_limit=MAXIMUM_TEXT))


def _body_from_plain(plain: Any) -> Body:
    try:
        salt, entity_type, entity, base, feeds, operations = plain
        if type(salt) is not bytes or len(salt) != 16:
            raise EntryRefused("salt")
        if type(entity_type) is not int or not 0 <= entity_type < 65536:
            raise EntryRefused("kind of record")
        if type(entity) is not bytes or len(entity) != 16:
            raise EntryRefused("record id")
        if type(feeds) is not list or any(type(f) is not bytes or len(f) != 16 for f in feeds):
            raise EntryRefused("feeds")
        _check_body_limits(0, len(operations))
        read = tuple(
            [
                Operation(one[0], one[1], (), ())
                if type(one) is list
                and len(one) == 2
                and type(one[0]) is int
                and 0 <= one[0] < 65536
                and type(one[1]) in _VALUES
                else _operation(one, feeds)
                for one in operations
            ]
        )
        based = None if base is None else _dots(base, feeds)[0]
    except (TypeError, ValueError, LookupError) as fault:
        raise EntryRefused("shape") from fault
    return Body(entity_type, entity, based, read)


def _dots(flat: Any, feeds: list[bytes]) -> tuple[Dot, ...]:
    if not flat:
        return ()
    if type(flat) is not list or len(flat) % 3:
        raise EntryRefused("dots")
    for number in flat:
        if type(number) is not int or not 0 <= number < 1 << 63:
            raise EntryRefused("dots")
    return tuple((feeds[flat[i]], flat[i + 1], flat[i + 2]) for i in range(0, len(flat), 3))


def _operation(plain: Any, feeds: list[bytes]) -> Operation:
    if type(plain) is not list or not 2 <= len(plain) <= 4:
        raise EntryRefused("operation")
    key, value = plain[0], plain[1]
    kind = type(key)
    if kind is int:
        if not 0 <= key < 65536:
            raise EntryRefused("field")
    elif kind is not bytes or len(key) not in (16, 18):
        raise EntryRefused("field")
    if type(value) not in _VALUES:
        raise EntryRefused("value")
    if len(plain) == 2:
        return Operation(key, value, (), ())
    return Operation(
        key, value, _dots(plain[2], feeds), _dots(plain[3], feeds) if len(plain) == 4 else ()
    )


def encode_header(header: Header) -> bytes:
    """The bytes that are hashed into the chain."""
    return encode(
        [
            VERSION,
            header.feed,
            header.seq,
            header.previous,
            header.hlc,
            header.actor,
            header.schema,
            header.kind,
            header.txn,
            header.body_length,
            header.body_hash,
        ]
    )


def decode_header(data: bytes) -> Header:
    """The header in those bytes (ours: it was checked before it was stored)."""
    return Header(*decode(data)[1:])


def hash_of(header: bytes) -> bytes:
    """The link of the chain: SHA-256 of the header's bytes."""
    return hashlib.sha256(header).digest()


def encode_head(feed: bytes, seq: int, link: bytes, hlc: int) -> bytes:
    """What a device signs about the end of a feed."""
    return encode([feed, seq, link, hlc])


@dataclass(frozen=True, slots=True)
class SignedEnd:
    """The verified content of a signed head."""

    feed: bytes
    seq: int
    link: bytes
    hlc: int


def decode_head(payload: bytes) -> SignedEnd:
    """The end of a feed as signed; raises EntryRefused when it is not one."""
    try:
        feed, seq, link, hlc = decode(payload)
    except (TypeError, ValueError) as fault:
        raise EntryRefused("signed head") from fault
    if (type(feed), type(seq), type(link), type(hlc)) != (bytes, int, bytes, int) or len(
        link
    ) != 32:
        raise EntryRefused("signed head")
    return SignedEnd(feed, seq, link, hlc)


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of entries of one feed, as it travels: by column, without what can be recomputed.

    bodies: the bytes of each body, or for an erased one a pair (length, hash).
    head: the COSE_Sign1 of the end of this run by the feed's device.
    """

    device: bytes
    scope: bytes
    nonce: bytes
    start: int
    base: bytes
    hlcs: tuple[int, ...]
    actors: tuple[bytes, ...]
    schemas: tuple[int, ...]
    kinds: tuple[int, ...]
    txns: tuple[bytes, ...]
    bodies: tuple[bytes | tuple[int, bytes], ...]
    head: bytes

    @property
    def feed(self) -> bytes:
        return feed_id(self.device, self.scope, self.nonce)

    @property
    def end(self) -> int:
        """The last sequence number of the run."""
        return self.start + len(self.bodies) - 1


def _column(values: Sequence[Any]) -> list[Any]:
    """A column as (distinct values, which one each); a column of one value is that value alone."""
    distinct = list(dict.fromkeys(values))
    if len(distinct) == 1:
        return [distinct]
    index = {value: number for number, value in enumerate(distinct)}
    return [distinct, [index[value] for value in values]]


def _spread(column: list[Any], length: int) -> tuple[Any, ...]:
    if len(column) == 1:
        return (column[0][0],) * length
    distinct, which = column
    if len(which) != length or (which and min(which) < 0):
        raise EntryRefused("column")
    return tuple(distinct[number] for number in which)


def encode_segment(segment: Segment) -> bytes:
    """The bytes of a segment inside a section of a bundle."""
    deltas = [
        later - earlier for earlier, later in zip((0, *segment.hlcs), segment.hlcs, strict=False)
    ]
    return encode(
        [
            VERSION,
            segment.device,
            segment.scope,
            segment.nonce,
            segment.start,
            segment.base,
            deltas,
            _column(segment.actors),
            _column(segment.schemas),
            _column(segment.kinds),
            _column(segment.txns),
            [list(body) if isinstance(body, tuple) else body for body in segment.bodies],
            segment.head,
        ]
    )


def decode_segment(data: bytes) -> Segment:
    """The segment in those bytes; raises EntryRefused when any position is wrong."""
    try:
        (
            version,
            device,
            scope,
            nonce,
            start,
            base,
            deltas,
            actors,
            schemas,
            kinds,
            txns,
            bodies,
            head,
        ) = decode(data, depth=4)
        if version != VERSION:
            raise EntryRefused("segment version")
        for value, length in ((device, 16), (scope, 16), (nonce, 16), (base, 32)):
            if type(value) is not bytes or len(value) != length:
                raise EntryRefused("segment")
        if (
            type(start) is not int
            or not 1 <= start < 1 << 62
            or type(head) is not bytes
            or not bodies
        ):
            raise EntryRefused("segment")
        count = len(bodies)
        if len(deltas) != count:
            raise EntryRefused("column")
        hlcs: list[int] = []
        time = 0
        for delta in deltas:
            time += delta
            if type(delta) is not int or not 0 <= time < 1 << 63:
                raise EntryRefused("time")
            hlcs.append(time)
        read: list[bytes | tuple[int, bytes]] = []
        for body in bodies:
            if type(body) is bytes:
                if len(body) > MAXIMUM_BODY:
                    raise EntryRefused("body too long")
                read.append(body)
            else:
                length, body_hash = body
                if (
                    type(length) is not int
                    or not 0 <= length < 1 << 63
                    or type(body_hash) is not bytes
                    or len(body_hash) != 32
                ):
                    raise EntryRefused("erased body")
                read.append((length, body_hash))
        segment = Segment(
            device,
            scope,
            nonce,
            start,
            base,
            tuple(hlcs),
            _spread(actors, count),
            _spread(schemas, count),
            _spread(kinds, count),
            _spread(txns, count),
            tuple(read),
            head,
        )
    except (TypeError, ValueError, LookupError) as fault:
        raise EntryRefused("segment") from fault
    for actor, txn in zip(segment.actors, segment.txns, strict=True):
        if (
            type(actor) is not bytes
            or len(actor) != 16
            or type(txn) is not bytes
            or len(txn) not in (0, 16)
        ):
            raise EntryRefused("column")
    if any(
        type(number) is not int or not 0 <= number < 65536
        for number in (*segment.schemas, *segment.kinds)
    ):
        raise EntryRefused("column")
    return segment


class ChainedEntry(NamedTuple):
    """One entry of a segment with its header recomputed. body is None when it was erased."""

    seq: int
    hlc: int
    actor: bytes
    schema: int
    kind: int
    header: bytes
    link: bytes
    body: bytes | None


def chain(segment: Segment) -> list[ChainedEntry]:
    """The entries of a segment with headers and links recomputed from `segment.base`.

    The last link is what the signed head must say: then every header and body is the signer's.
    """
    sha256, number = hashlib.sha256, encode_number
    start = _HEADER_START + segment.feed
    previous, seq = segment.base, segment.start
    out: list[ChainedEntry] = []
    columns = zip(
        segment.bodies, segment.hlcs, segment.actors, segment.schemas, segment.kinds, segment.txns,
        strict=True,
    )  # fmt: skip
    for body, hlc, actor, schema, kind, txn in columns:
        if type(body) is bytes:
            length, body_hash, kept = len(body), sha256(body).digest(), body
        else:
            length, body_hash, kept = body[0], body[1], None
        # The same bytes as `encode_header`, put together here because every entry passes.
        header = b"".join(
            (
                start, number(seq), _BYTES_OF_32, previous, number(hlc), _BYTES_OF_16, actor,
                number(schema), number(kind), _BYTES_OF_16 if txn else _NO_BYTES, txn,
                number(length), _BYTES_OF_32, body_hash,
            )
        )  # fmt: skip
        previous = sha256(header).digest()
        out.append(ChainedEntry(seq, hlc, actor, schema, kind, header, previous, kept))
        seq += 1
    return out
