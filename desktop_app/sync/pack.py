"""A pack: one file that holds several sealed bundles, each for other devices.

Whoever carries it and knows the devices of the organisation can tell for whom each bundle is;
an outsider cannot, and nobody but its receivers can open one. The index is not signed, so it is a
hint: a receiver tries its keys on every bundle, and what it finds there is verified by itself; what it
carries has to have the hash by which the index names it. `docs/format.md` gives every byte.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, cast

from desktop_app.crypto.sealing import HEADER_LIMIT, SealingKey, opens, scan_header
from desktop_app.domain.errors import PortageError
from desktop_app.sync.bundle import FILE_BYTES, altered, malformed, newer_format, too_large

MAGIC: Final = b"PRTGPACK"
FORMAT: Final = 1

FRESH: Final = 1
"""A bundle by whoever wrote the pack."""
ALONG: Final = 2
"""A bundle by somebody else, that is carried along."""

ITEMS: Final = 512
ADDRESSEES: Final = 64
INDEX_BYTES: Final = 1024 * 1024
DAYS: Final = 0xFFFF

STANZAS_TRIED: Final = 4096
"""Of how many receivers' keys one laptop looks whether the key is its own, in one file."""

_START: Final = len(MAGIC) + 1 + 2
_FILE: Final = 16
_SALT: Final = 16
_TAG: Final = 8
_LINE: Final = _FILE + 8 + 1 + 2 + 1 + _SALT


@dataclass(frozen=True, slots=True)
class PackItem:
    """One line of the index. file: the first 16 bytes of the SHA-256 of the sealed bundle.

    days: for how many days it has been carried so far. tags: one for each receiver. offset: where
    the sealed bundle begins in the file.
    """

    file: bytes
    length: int
    kind: int
    days: int
    salt: bytes
    tags: tuple[bytes, ...]
    offset: int = 0

    def is_for(self, device: bytes) -> bool:
        """Whether this device is one of those for whom the bundle is sealed."""
        return _tag(self.salt, device) in self.tags

    def receivers(self, devices: Iterable[bytes]) -> list[bytes]:
        """Those of these devices for whom the bundle is sealed."""
        return [one for one in devices if self.is_for(one)]


def file_id(sealed: bytes) -> bytes:
    """How a pack names a sealed bundle."""
    return hashlib.sha256(sealed).digest()[:_FILE]


def line(
    file: bytes, length: int, kind: int, days: int, salt: bytes, devices: Sequence[bytes]
) -> PackItem:
    """A line of an index that is being written. devices: for whom the bundle is sealed."""
    tags = tuple(sorted(_tag(salt, one) for one in devices))
    return PackItem(file, length, kind, min(days, DAYS), salt, tags)


def index_size(receivers: Sequence[int]) -> int:
    """The bytes of an index of that many lines, each with so many receivers."""
    return _START + sum(_LINE + _TAG * one for one in receivers)


def encode_index(items: Sequence[PackItem]) -> bytes:
    """The beginning of a pack; the sealed bundles follow in the same order.

    Raises BundleRefused when it would pass a limit that readers enforce.
    """
    parts = [MAGIC, bytes((FORMAT,)), len(items).to_bytes(2, "big")]
    for one in items:
        if not 0 < len(one.tags) <= ADDRESSEES:
            raise too_large()
        parts += (
            one.file,
            one.length.to_bytes(8, "big"),
            bytes((one.kind,)),
            one.days.to_bytes(2, "big"),
            bytes((len(one.tags),)),
            one.salt,
            *one.tags,
        )
    whole = b"".join(parts)
    size = len(whole) + sum(one.length for one in items)
    if not 0 < len(items) <= ITEMS or len(whole) > INDEX_BYTES or size > FILE_BYTES:
        raise too_large()
    return whole


def is_pack(start: bytes) -> bool:
    """Whether a file begins as a pack does."""
    return start.startswith(MAGIC)


def read_index(file: BinaryIO) -> list[PackItem]:
    """The lines of a pack's index, checked against the size of the file.

    Raises BundleRefused: the file is cut, longer than it says, or passes a limit.
    """
    size = file.seek(0, io.SEEK_END)
    if size > FILE_BYTES:
        raise too_large()
    file.seek(0)
    index = _Index(file.read(INDEX_BYTES + 1))
    if index.take(len(MAGIC)) != MAGIC:
        raise malformed()
    if index.number(1) != FORMAT:
        raise newer_format()
    count = index.number(2)
    if count > ITEMS:
        raise too_large()
    items: list[PackItem] = []
    for _ in range(count):
        name, length, kind, days = (
            index.take(_FILE),
            index.number(8),
            index.number(1),
            index.number(2),
        )
        receivers = index.number(1)
        if receivers > ADDRESSEES or length > FILE_BYTES:
            raise too_large()
        if not length or not receivers:
            raise malformed()
        salt = index.take(_SALT)
        tags = tuple(index.take(_TAG) for _ in range(receivers))
        items.append(PackItem(name, length, kind, days, salt, tags))
    if not items or len({one.file for one in items}) != len(items):
        raise malformed()
    offset, placed = index.at, []
    for one in items:
        placed.append(
            PackItem(one.file, one.length, one.kind, one.days, one.salt, one.tags, offset)
        )
        offset += one.length
    if offset != size:
        raise altered()
    return placed


@dataclass(frozen=True, slots=True)
class Found:
    """What a line of an index stands for in truth. opens: one of the keys opens the bundle; None: it
    was not tried, there was too much of it. file: the hash of its bytes where that was asked."""

    item: PackItem
    opens: bool | None
    file: bytes = b""


def look(
    file: BinaryIO, items: Sequence[PackItem], keys: Sequence[SealingKey], device: bytes
) -> Iterator[Found]:
    """Try the keys on every bundle of a pack, whatever its index says, by the headers alone.

    First those that the index says are for `device`, which are hashed in any case. Stops trying
    after STANZAS_TRIED stanzas, so that a file cannot keep a laptop busy.
    """
    left = STANZAS_TRIED
    for one in sorted(items, key=lambda one: not one.is_for(device)):
        start = part_of(file, one.offset, one.length).read(HEADER_LIMIT + 1)
        try:
            left -= scan_header(start)
        except PortageError:
            found: bool | None = False  # no sealed file at all
        else:
            found = opens(start, keys) if left >= 0 else None
        hashed = found or one.is_for(device)
        yield Found(one, found, _hash_of(file, one) if hashed else b"")


def _hash_of(file: BinaryIO, item: PackItem) -> bytes:
    whole, part = hashlib.sha256(), part_of(file, item.offset, item.length)
    while piece := part.read(1024 * 1024):
        whole.update(piece)
    return whole.digest()[:_FILE]


class _Index:
    """The bytes of an index, taken one position after the other."""

    def __init__(self, data: bytes) -> None:
        self._data, self.at = data, 0

    def take(self, size: int) -> bytes:
        piece = self._data[self.at : self.at + size]
        self.at += size
        if self.at > INDEX_BYTES:
            raise too_large()
        if len(piece) < size:
            raise altered()
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")


class Window(io.RawIOBase):
    """A part of a file, read as if it were a file of its own."""

    def __init__(self, file: BinaryIO, offset: int, length: int) -> None:
        self._file, self._offset, self._length, self._at = file, offset, length, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        size = max(0, min(len(buffer), self._length - self._at))
        self._file.seek(self._offset + self._at)
        piece = self._file.read(size)
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def part_of(file: BinaryIO, offset: int, length: int) -> BinaryIO:
    """One sealed bundle of a pack, to be read as a file of its own."""
    return cast(BinaryIO, io.BufferedReader(Window(file, offset, length)))


def _tag(salt: bytes, device: bytes) -> bytes:
    return hashlib.sha256(salt + device).digest()[:_TAG]
