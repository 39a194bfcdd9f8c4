"""Bundles that an enrolled but hostile laptop could sign: well sealed, well signed, and wrong."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.sealing import seal_bytes
from desktop_app.crypto.signing import Purpose, SigningKey, payload_of
from desktop_app.domain.fields import Scope
from desktop_app.services.session import Session
from desktop_app.sync import bundle as files
from desktop_app.sync.log import (
    GENESIS,
    Segment,
    chain,
    encode_head,
    encode_segment,
)
from desktop_app.sync.statements import scope_id
from tests.builders import bundle_for
from tests.hostile.laptops import community_of


def head(major: int, number: int) -> bytes:
    """The shortest CBOR head of a kind and a number or length."""
    for limit, low, size in ((24, None, 0), (1 << 8, 24, 1), (1 << 16, 25, 2), (1 << 32, 26, 4)):
        if number < limit:
            first = number if low is None else low
            return bytes((major << 5 | first,)) + (number.to_bytes(size, "big") if size else b"")
    return bytes((major << 5 | 27,)) + number.to_bytes(8, "big")


HOSTILE: Final[dict[str, bytes]] = {
    "not a number": b"\xf9\x7e\x00",
    "infinite": b"\xf9\x7c\x00",
    "a float": b"\xfb" + struct.pack(">d", 1.5),
    "half a float": b"\xf9\x3c\x00",
    "beyond 63 bits": b"\x1b" + b"\xff" * 8,
    "2^63": b"\x1b\x80" + bytes(7),
    "a large number by tag": b"\xc2\x49\x01" + bytes(8),
    "minus one": b"\x20",
    "far below zero": b"\x3b" + b"\xff" * 8,
    "a pattern by tag": b"\xd8\x23\x67(a+)+$b",
    "a date by tag": b"\xc1\x1a\x5f\x00\x00\x00",
    "a shared value by tag": b"\xd8\x1c\x80",
    "a cycle by tag": b"\xd8\x1c\x81\xd8\x1d\x00",
    "an unknown tag": b"\xda\x7f\xff\xff\xff\x00",
    "a hundred thousand deep": b"\x81" * 100_000 + b"\x00",
    "fifty deep": b"\x81" * 50 + b"\x00",
    "a key twice": b"\xa2\x61a\x01\x61a\x02",
    "keys out of order": b"\xa2\x61b\x01\x61a\x02",
    "a list as a key": b"\xa1\x80\x01",
    "1 GiB of bytes announced": b"\x5a\x40\x00\x00\x00",
    "1 GiB of text announced": b"\x7a\x40\x00\x00\x00",
    "2^60 items announced": b"\x9b\x10" + bytes(7),
    "2^60 pairs announced": b"\xbb\x10" + bytes(7),
    "a text of open length": b"\x7f\x61a\xff",
    "bytes of open length": b"\x5f\x41a\xff",
    "a list of open length": b"\x9f\x01\xff",
    "a map of open length": b"\xbf\x01\x02\xff",
    "a number spelt too long": b"\x18\x01",
    "a length spelt too long": b"\x58\x01a",
    "broken UTF-8": b"\x62\xc3\x28",
    "a lone surrogate": b"\x63\xed\xa0\x80",
    "undefined": b"\xf7",
    "a simple value": b"\xf8\x20",
    "a break alone": b"\xff",
    "yes": b"\xf5",
    "a map": b"\xa1\x01\x02",
}
"""Single values in CBOR that stand nowhere in what Portage writes."""


def spelt(fields: Mapping[str, bytes]) -> bytes:
    """A map of text keys in its one order, whose values are spelt already."""
    items = sorted((encode(name), value) for name, value in fields.items())
    return head(5, len(items)) + b"".join(key + value for key, value in items)


@dataclass(frozen=True)
class Part:
    """A section as it will stand in a bundle. packed: when the packing itself is hostile."""

    type: int
    scope: bytes
    feed: bytes
    start: int
    end: int
    content: bytes
    packed: bytes | None = None
    line: Mapping[int, object] | None = None

    def data(self) -> bytes:
        if self.packed is not None:
            return self.packed
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        data = packer.compress(self.content) + packer.flush()
        if len(self.content) > files.RATIO * len(data):
            packer = zlib.compressobj(0, zlib.DEFLATED, -15)
            data = packer.compress(self.content) + packer.flush()
        return data

    def told(self) -> list[object]:
        data = self.data()
        line: list[object] = [
            self.type, self.scope, self.feed, self.start, self.end, len(data), len(self.content),
            hashlib.sha256(data).digest(),
        ]  # fmt: skip
        for at, value in (self.line or {}).items():
            line[at] = value
        return line


class Forger:
    """What `sender` could write for `receiver` with a program of its own."""

    def __init__(self, sender: Session, receiver: Session) -> None:
        self.sender, self.receiver = sender, receiver
        with sender.database.reading() as tables:
            self.key: SigningKey = sender.signing_key(tables)
        with receiver.database.reading() as tables:
            keys = receiver.sealing_keys(tables)
        real = list(bundle_for(sender, receiver).frames(keys))
        self.manifest: dict[str, Any] = decode(payload_of(real[0][1]))
        self.trust = Part(files.TRUST, b"", b"", 0, 0, real[1][1][1])
        own = receiver.require_trust().certificates[receiver.device]
        self._address = own.sealing
        self._control = self.manifest["control"]
        organisation = sender.require_trust().organisation
        self.scope = scope_id(organisation, Scope.NAMES, community_of(receiver))
        self._bundles = 0

    def fields(self, parts: Sequence[Part], **changed: object) -> dict[str, bytes]:
        """The fields of a manifest over these sections, spelt one by one."""
        self._bundles += 1
        told = {
            **self.manifest,
            "bundle": hashlib.sha256(self._bundles.to_bytes(8, "big")).digest()[:16],
            "control": self._control + self._bundles,
            "sections": [one.told() for one in parts],
            **changed,
        }
        return {name: encode(value) for name, value in told.items()}

    def sealed(self, payload: bytes, parts: Sequence[Part], after: bytes = b"") -> bytes:
        """Any payload at all, signed by the sender's own key and sealed to the receiver."""
        signed = self.key.sign(payload, Purpose.BUNDLE)
        start = files.MAGIC + bytes((files.FORMAT,)) + len(signed).to_bytes(4, "big")
        plain = start + signed + b"".join(one.data() for one in parts) + after
        return seal_bytes(plain, [self._address])

    def bundle(self, parts: Sequence[Part], **changed: object) -> bytes:
        """A bundle of these sections behind the section of trust."""
        whole = [self.trust, *parts]
        return self.sealed(spelt(self.fields(whole, **changed)), whole)

    def segment(self, bodies: Sequence[bytes], **changed: Any) -> Segment:
        """A signed run of entries in a new feed of the sender. changed: positions of Segment."""
        self._bundles += 1
        count = len(bodies)
        nonce = hashlib.sha256(b"nonce" + self._bundles.to_bytes(8, "big")).digest()[:16]
        hlc = int(self.manifest["hlc"])
        columns: dict[str, Any] = {
            "device": self.sender.device, "scope": self.scope, "nonce": nonce, "start": 1,
            "base": GENESIS, "hlcs": tuple(hlc + one for one in range(count)),
            "actors": (self.sender.person,) * count, "schemas": (1,) * count,
            "kinds": (1,) * count, "txns": (b"",) * count, "bodies": tuple(bodies), "head": b"",
        }  # fmt: skip
        return self.signed(Segment(**{**columns, **changed}))

    def signed(self, segment: Segment, key: SigningKey | None = None) -> Segment:
        """The segment with a head over what it really holds."""
        last = chain(segment)[-1]
        told = encode_head(segment.feed, last.seq, last.link, last.hlc)
        return replace(segment, head=(key or self.key).sign(told, Purpose.HEAD))

    def part(self, segment: Segment, content: bytes | None = None, **line: object) -> Part:
        """A section that holds a segment, or `content` in its place."""
        return Part(
            files.SEGMENT, segment.scope, segment.feed, segment.start, segment.end,
            encode_segment(segment) if content is None else content,
            line={int(name.removeprefix("at")): value for name, value in line.items()},
        )  # fmt: skip


def body_positions(entity: bytes, number: int, key: int, value: object) -> list[bytes]:
    """The six positions of an honest body, spelt one by one."""
    honest = [bytes(range(16)), number, entity, None, [], [[key, value]]]
    return [encode(one) for one in honest]


def a_list(positions: Sequence[bytes]) -> bytes:
    return head(4, len(positions)) + b"".join(positions)
