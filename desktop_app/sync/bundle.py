"""The file that carries the work: a sealed envelope, a signed manifest first, then sections.

Layout and limits: docs/format.md. Every limit is checked before anything of that size is
allocated; the manifest is verified before any content is used; no name or path from a bundle
ever touches the file system.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.sealing import SealingKey, scan_header, seal, unseal
from desktop_app.crypto.signing import Purpose, SigningKey, payload_of
from desktop_app.domain.errors import PortageError
from desktop_app.language import Message

MAGIC: Final = b"PRTGBNDL"
FORMAT: Final = 1
SUFFIX: Final = ".portage"

HEADER_BYTES: Final = 16 * 1024
MANIFEST_BYTES: Final = 1024 * 1024
SECTIONS: Final = 4096
SECTION_PACKED: Final = 16 * 1024 * 1024
SECTION_OPEN: Final = 64 * 1024 * 1024
RATIO: Final = 100
FILE_BYTES: Final = int(1.9 * 1024**3)
RECIPIENTS: Final = 64

TRUST: Final = 1
SEGMENT: Final = 2
BLOB: Final = 4
"""A sealed attachment, whose key lies in an entry, or a piece of one: `scope` is its SHA-256, `start`
which piece this is (from 1), `end` how many there are."""

DELTA: Final = "delta"
ENROLMENT: Final = "enrol"

SEGMENT_TARGET: Final = 4 * 1024 * 1024
"""Segments are ended at the first signed head beyond so many bytes of bodies."""


class BundleRefused(PortageError):
    """A bundle was not taken in. code: one of a closed list, see docs/format.md."""

    def __init__(self, code: str, message: Message) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]


def not_a_bundle() -> BundleRefused:
    return BundleRefused(
        "not_a_bundle",
        Message(
            "bundle",
            "This file is not a Portage bundle. Nothing was imported. Choose a file whose name ends in .portage.",
        ),
    )


def altered() -> BundleRefused:
    return BundleRefused(
        "altered",
        Message(
            "bundle",
            "This file was changed or damaged after it was signed. Nothing was imported. "
            "Ask the sender for a new bundle.",
        ),
    )


def malformed() -> BundleRefused:
    return BundleRefused(
        "malformed",
        Message(
            "bundle",
            "This file is not written as a bundle should be. Nothing was imported. "
            "Ask the sender for a new bundle, and tell the office about it.",
        ),
    )


def too_large() -> BundleRefused:
    return BundleRefused(
        "too_large",
        Message(
            "bundle",
            "This file is larger than Portage reads at once. Nothing was imported. "
            "Ask the sender to write several smaller bundles.",
        ),
    )


def newer_format() -> BundleRefused:
    return BundleRefused(
        "newer_format",
        Message(
            "bundle",
            "A newer Portage wrote this file. Nothing was imported. "
            "Keep the file, install the newer Portage, then import it.",
        ),
    )


@dataclass(frozen=True, slots=True)
class SectionInfo:
    """One line of the manifest's table. digest: SHA-256 of the packed bytes."""

    type: int
    scope: bytes
    feed: bytes
    start: int
    end: int
    packed: int
    open: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the sender says and signs about a bundle.

    control: rises with each bundle of the sender. vector: flat (feed, number, hash) triples of
    what the sender holds: it is the acknowledgement. gaps: flat (feed, from, to) wanted. people:
    (person, name) of those who work on the sending laptop. erased: ids of the erasures that the
    sender has carried out. escrow: its database key, sealed for the organisation's escrow.
    certificates: the mark of those that the sender knows, 8 bytes (`Trust.certificates_mark`).
    epochs: to which of its keys the bundle is sealed for each receiver. had: bundles out of packs
    that the sender took in lately, so that nobody need carry them any more. blobs: the sealed files
    that the sender lacks and wants, each by its SHA-256.
    """

    bundle: bytes
    organisation: bytes
    sender: bytes
    incarnation: int
    control: int
    roster_version: int
    recipients: tuple[bytes, ...]
    kind: str
    hlc: int
    vector: tuple[Any, ...]
    gaps: tuple[Any, ...]
    people: tuple[tuple[bytes, str], ...]
    sections: tuple[SectionInfo, ...]
    erased: tuple[bytes, ...] = ()
    escrow: bytes = b""
    certificates: bytes = b""
    epochs: tuple[int, ...] = ()
    had: tuple[bytes, ...] = ()
    blobs: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A section ready to be written. data: packed with raw deflate."""

    info: SectionInfo
    data: bytes


_NOTHING: Final = b"\x00\x00\x00\xff\xff"
"""A stored block of raw deflate without content."""


def pack_section(
    type_: int, scope: bytes, feed: bytes, start: int, end: int, content: bytes
) -> Section:
    """Pack the content of one section; raises BundleRefused when it passes a limit."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    data = packer.compress(content) + packer.flush()
    # A section of one repeated letter would pass the ratio that readers accept: blocks of nothing
    # fill it up. Stored plainly it could pass the size that they accept.
    if len(content) > RATIO * len(data):
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        data = packer.compress(content) + packer.flush(zlib.Z_SYNC_FLUSH)
        data += _NOTHING * (len(content) // RATIO // len(_NOTHING) + 1) + packer.flush()
    if len(data) > SECTION_PACKED or len(content) > SECTION_OPEN:
        raise too_large()
    info = SectionInfo(
        type_, scope, feed, start, end, len(data), len(content), hashlib.sha256(data).digest()
    )
    return Section(info, data)


def encode_manifest(manifest: Manifest) -> bytes:
    """The payload that the sender signs."""
    optional = {
        "erased": list(manifest.erased),
        "escrow": manifest.escrow,
        "certificates": manifest.certificates,
        "epochs": list(manifest.epochs),
        "had": list(manifest.had),
        "blobs": list(manifest.blobs),
    }
    return encode(
        {
            **{name: value for name, value in optional.items() if value},
            "format": FORMAT,
            "min_reader": 1,
            "bundle": manifest.bundle,
            "org": manifest.organisation,
            "sender": manifest.sender,
            "incarnation": manifest.incarnation,
            "control": manifest.control,
            "roster": manifest.roster_version,
            "recipients": list(manifest.recipients),
            "kind": manifest.kind,
            "hlc": manifest.hlc,
            "vector": list(manifest.vector),
            "gaps": list(manifest.gaps),
            "people": [[person, name] for person, name in manifest.people],
            "sections": [
                [
                    one.type,
                    one.scope,
                    one.feed,
                    one.start,
                    one.end,
                    one.packed,
                    one.open,
                    one.digest,
                ]
                for one in manifest.sections
            ],
        }
    )


_SHAPE: Final[dict[str, type]] = {
    "format": int, "min_reader": int, "bundle": bytes, "org": bytes, "sender": bytes, "incarnation": int,
    "control": int, "roster": int, "recipients": list, "kind": str, "hlc": int, "vector": list, "gaps": list,
    "people": list, "sections": list,
}  # fmt: skip
_OPTIONAL: Final[dict[str, type]] = {
    "erased": list, "escrow": bytes, "certificates": bytes, "epochs": list, "had": list,
    "blobs": list,
}  # fmt: skip
"""Keys that the first releases neither wrote nor read; absent means empty."""

ERASED_IDS: Final = 4096
ESCROW_BYTES: Final = 4096
HAD_IDS: Final = 1024
PEOPLE: Final = 64
NAME_LETTERS: Final = 200
BLOB_IDS: Final = 4096
BLOB_PIECE: Final = 8 * 1024 * 1024
"""A sealed file that is larger travels in several sections, each but the last of that size."""


def told_name(name: str) -> str:
    """A person's name as a manifest holds it: of one line, without signs that nobody sees.

    What somebody typed may hold more: a French keyboard gives a no-break space with one slip.
    """
    shown = "".join(one if one.isprintable() else " " if one.isspace() else "" for one in name)
    return shown[:NAME_LETTERS]


def decode_manifest(payload: bytes) -> Manifest:
    """The manifest in those bytes; raises BundleRefused when any position is wrong."""
    if len(payload) > MANIFEST_BYTES:
        raise too_large()
    told = decode(payload, depth=6)
    if type(told) is not dict:
        raise malformed()
    if type(told.get("min_reader")) is int and told["min_reader"] > 1:
        raise newer_format()
    for name, kind in _SHAPE.items():
        if type(told.get(name)) is not kind:
            raise malformed()
    for name, kind in _OPTIONAL.items():
        if type(told.setdefault(name, kind())) is not kind:
            raise malformed()
    if len(told["erased"]) > ERASED_IDS or len(told["escrow"]) > ESCROW_BYTES:
        raise too_large()
    if len(told["certificates"]) not in (0, 8):
        raise malformed()
    if len(told["epochs"]) not in (0, len(told["recipients"])):
        raise malformed()
    if any(type(one) is not int or not 0 <= one < 1 << 62 for one in told["epochs"]):
        raise malformed()
    if len(told["had"]) > HAD_IDS or len(told["blobs"]) > BLOB_IDS:
        raise too_large()
    if len(told["sections"]) > SECTIONS or not 0 < len(told["recipients"]) <= RECIPIENTS:
        raise too_large()
    try:
        _check_ids((told["bundle"], told["sender"], *told["recipients"], *told["erased"]), 16)
        _check_ids(told["had"], 16)
        _check_ids((told["org"], *told["blobs"]), 32)
        _check_triples(told["vector"], bytes)
        _check_triples(told["gaps"], int)
        people = tuple((one[0], one[1]) for one in told["people"])
        _check_ids([person for person, _ in people], 16)
        if len(people) > PEOPLE or any(
            type(name) is not str or name != told_name(name) for _, name in people
        ):
            raise malformed()
        sections = tuple(SectionInfo(*one) for one in told["sections"])
        for one in sections:
            _check_section(one)
    except (TypeError, ValueError, LookupError) as fault:
        raise malformed() from fault
    if not 1 <= told["min_reader"] <= told["format"]:
        raise malformed()
    for name in ("incarnation", "control", "roster", "hlc"):
        if not 0 <= told[name] < 1 << 63:
            raise malformed()
    if sum(one.packed for one in sections) > FILE_BYTES:
        raise too_large()
    return Manifest(
        told["bundle"], told["org"], told["sender"], told["incarnation"], told["control"], told["roster"],
        tuple(told["recipients"]), told["kind"], told["hlc"], tuple(told["vector"]), tuple(told["gaps"]),
        people, sections, tuple(told["erased"]), told["escrow"], told["certificates"],
        tuple(told["epochs"]), tuple(told["had"]), tuple(told["blobs"]),
    )  # fmt: skip


def _check_ids(ids: Sequence[Any], length: int) -> None:
    if any(type(one) is not bytes or len(one) != length for one in ids):
        raise malformed()


def _check_triples(flat: list[Any], last: type) -> None:
    if len(flat) % 3:
        raise malformed()
    for at in range(0, len(flat), 3):
        feed, seq, third = flat[at : at + 3]
        if (
            type(feed) is not bytes
            or len(feed) != 16
            or type(seq) is not int
            or not 0 <= seq < 1 << 62
        ):
            raise malformed()
        if type(third) is not last or (type(third) is bytes and len(third) > 32):
            raise malformed()


def _check_section(one: SectionInfo) -> None:
    if any(
        type(n) is not int or n < 0 for n in (one.type, one.start, one.end, one.packed, one.open)
    ):
        raise malformed()
    if one.packed > SECTION_PACKED or one.open > SECTION_OPEN or one.open > RATIO * one.packed:
        raise too_large()
    if one.end >= 1 << 62 or type(one.digest) is not bytes or len(one.digest) != 32:
        raise malformed()
    if type(one.scope) is not bytes or type(one.feed) is not bytes:
        raise malformed()


class _Pieces(io.RawIOBase):
    """Several byte strings read as one stream, so that a bundle need not be joined in memory."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = [memoryview(piece) for piece in reversed(pieces) if piece]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._pieces:
            return 0
        view = memoryview(buffer).cast("B")
        piece = self._pieces.pop()
        size = min(len(view), len(piece))
        view[:size] = piece[:size]
        if size < len(piece):
            self._pieces.append(piece[size:])
        return size


def write_bundle(
    out: BinaryIO,
    key: SigningKey,
    manifest: Manifest,
    sections: Sequence[Section],
    recipients: Sequence[str],
) -> None:
    """Sign, seal and write a bundle. recipients: the age addresses of manifest.recipients.

    Raises BundleRefused when it would pass a limit that readers enforce.
    """
    signed = key.sign(encode_manifest(manifest), Purpose.BUNDLE)
    if len(signed) > MANIFEST_BYTES or len(sections) > SECTIONS:
        raise too_large()
    start = MAGIC + bytes((FORMAT,)) + len(signed).to_bytes(4, "big")
    plain = io.BufferedReader(_Pieces([start, signed, *(one.data for one in sections)]), 1 << 16)
    seal(plain, out, recipients)


@dataclass(slots=True)
class OpenedBundle:
    """What came out of the envelope. signed: the COSE_Sign1 of the manifest, not yet verified."""

    signed: bytes
    manifest: Manifest


class _Opener(io.RawIOBase):
    """Takes the plain stream piece by piece: manifest first, then each section, checked."""

    def __init__(
        self,
        on_manifest: Callable[[OpenedBundle], None],
        on_section: Callable[[SectionInfo, bytes], None],
    ) -> None:
        self._on_manifest = on_manifest
        self._on_section = on_section
        self._buffer = bytearray()
        self._needed = len(MAGIC) + 5
        self._stage = "start"
        self._sections: list[SectionInfo] = []
        self._at = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._buffer += piece
        while len(self._buffer) >= self._needed and self._stage != "end":
            part = bytes(self._buffer[: self._needed])
            del self._buffer[: self._needed]
            self._take(part)
        if self._stage == "end" and self._buffer:
            raise malformed()
        return len(piece)

    def _take(self, part: bytes) -> None:
        if self._stage == "start":
            if part[: len(MAGIC)] != MAGIC:
                raise not_a_bundle()
            if part[len(MAGIC)] != FORMAT:
                raise newer_format()
            self._needed = int.from_bytes(part[-4:], "big")
            if not 0 < self._needed <= MANIFEST_BYTES:
                raise too_large()
            self._stage = "manifest"
        elif self._stage == "manifest":
            opened = OpenedBundle(part, decode_manifest(payload_of(part)))
            self._sections = list(opened.manifest.sections)
            self._on_manifest(opened)
            self._next()
        else:
            info = self._sections[self._at]
            self._at += 1
            self._on_section(info, unpack_section(info, part))
            self._next()

    def _next(self) -> None:
        if self._at == len(self._sections):
            self._stage, self._needed = "end", 0
        else:
            self._stage, self._needed = "section", self._sections[self._at].packed

    def finish(self) -> None:
        if self._stage != "end" or self._buffer:
            raise altered()


def unpack_section(info: SectionInfo, packed: bytes) -> bytes:
    """The content of a section, whose packed bytes are hashed before they are unpacked."""
    if hashlib.sha256(packed).digest() != info.digest:
        raise altered()
    opener = zlib.decompressobj(-15)
    try:
        content = opener.decompress(packed, info.open + 1)
    except zlib.error as fault:
        raise malformed() from fault
    if len(content) != info.open or not opener.eof or opener.unused_data or opener.unconsumed_tail:
        raise malformed()
    return content


def open_bundle(
    file: BinaryIO,
    keys: Sequence[SealingKey],
    on_manifest: Callable[[OpenedBundle], None],
    on_section: Callable[[SectionInfo, bytes], None],
) -> None:
    """Open a bundle from its file, calling back with the manifest, then with each section's content.

    The manifest's signature is NOT verified here: whoever is called back does that first.
    Raises BundleRefused, or the errors of `crypto.sealing`.
    """
    size = file.seek(0, io.SEEK_END)
    if size > FILE_BYTES:
        raise too_large()
    file.seek(0)
    scan_header(file.read(HEADER_BYTES + 1))
    file.seek(0)
    opener = _Opener(on_manifest, on_section)
    unseal(file, opener, keys)  # type: ignore[arg-type]
    opener.finish()


Frame = tuple[str, Any]
"""('manifest', COSE bytes) first, then ('section', (number, content)) in order."""


def read_frames(file: BinaryIO, keys: Sequence[SealingKey], give: Callable[[Frame], None]) -> None:
    """Open a bundle here and give its frames one by one (the reader process does this)."""
    number = 0

    def section(_: SectionInfo, content: bytes) -> None:
        nonlocal number
        give(("section", (number, content)))
        number += 1

    open_bundle(file, keys, lambda opened: give(("manifest", opened.signed)), section)


def encode_trust(statements: Sequence[tuple[str, bytes]]) -> bytes:
    """The content of a section of trust: (kind, statement) pairs, roots first."""
    return encode([[kind, data] for kind, data in statements])


def decode_trust(content: bytes) -> list[tuple[str, bytes]]:
    """The statements of a section of trust."""
    plain = decode(content, depth=4)
    try:
        out = [(kind, data) for kind, data in plain]
    except (TypeError, ValueError) as fault:
        raise malformed() from fault
    if any(type(kind) is not str or type(data) is not bytes for kind, data in out):
        raise malformed()
    return out
