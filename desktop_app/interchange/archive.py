"""Zip archives from outside, looked over before anything in them is unpacked.

Refused: more members or bytes than an honest file has, members that lie over one another
(CVE-2024-0450, which the Python of Debian 12 does not check), names that leave the folder, links,
encryption and unusual compression. Nothing is ever written to the disk.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from desktop_app.interchange.refusals import (
    ArchiveUnsound,
    Damaged,
    NotReadable,
    TooLarge,
    UnpacksTooLarge,
)

MEGABYTE: Final = 1024 * 1024
FILE_LIMIT: Final = 100 * MEGABYTE
UNPACKED_LIMIT: Final = 400 * MEGABYTE
MEMBER_LIMIT: Final = 2_000
CHUNK: Final = 64 * 1024

_DIRECTORY_LIMIT: Final = 4 * MEGABYTE
_SUSPECT_SIZE: Final = 16 * MEGABYTE  # below it any ratio is harmless
_SUSPECT_RATIO: Final = 250
_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x06"


@contextmanager
def checked_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive at `path`, open for reading, after all checks that need no unpacking.

    Raises a FileRefused. Faults of zip and zlib inside the block become Damaged.
    """
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise TooLarge(path.name, FILE_LIMIT // MEGABYTE)
        _check_end(path, size)
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive)
            yield archive
    except (
        zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError,
        UnicodeDecodeError,  # the name of a member that says it is UTF-8 and is not
    ) as fault:  # fmt: skip
        raise Damaged(path.name) from fault
    except OSError as fault:
        raise NotReadable(path.name) from fault


def chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """The bytes of one member in pieces, counted while they are inflated.

    name: of the file, for the sentence. Raises UnpacksTooLarge when more comes than was declared.
    """
    count = 0
    with archive.open(member) as file:
        while piece := file.read(CHUNK):
            count += len(piece)
            if count > member.file_size or count > UNPACKED_LIMIT:
                raise UnpacksTooLarge(name, UNPACKED_LIMIT // MEGABYTE)
            yield piece


def _check_end(path: Path, size: int) -> None:
    """Refuses a table of contents so large that reading it would fill the memory."""
    with path.open("rb") as file:
        file.seek(max(0, size - 66_000))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        raise Damaged(path.name)
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    wide = at - 20 - 56
    if wide >= 0 and tail[wide : wide + 4] == _END_64:
        length = int.from_bytes(tail[wide + 40 : wide + 48], "little")
    if length > _DIRECTORY_LIMIT:
        raise ArchiveUnsound(path.name)


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MEMBER_LIMIT:
        raise ArchiveUnsound(path.name)
    if len({member.filename.casefold() for member in members}) != len(members):
        raise ArchiveUnsound(path.name)
    for member in members:
        if not _sound(member):
            raise ArchiveUnsound(path.name)
        if member.file_size > max(_SUSPECT_SIZE, _SUSPECT_RATIO * member.compress_size):
            raise UnpacksTooLarge(path.name, UNPACKED_LIMIT // MEGABYTE)
    if sum(member.file_size for member in members) > UNPACKED_LIMIT:
        raise UnpacksTooLarge(path.name, UNPACKED_LIMIT // MEGABYTE)
    _check_overlap(path, archive, members)


def _sound(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    return not (
        len(name) > 512
        or "\x00" in name
        or name.startswith(("/", "\\"))
        or ":" in name
        or ".." in parts
        or stat.S_ISLNK(member.external_attr >> 16)
        or member.flag_bits & 0x1
        or member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    )


def _check_overlap(path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """Each member must end before the next begins, and the last before the table of contents."""
    starts = sorted(members, key=lambda member: member.header_offset)
    limits = [member.header_offset for member in starts[1:]] + [archive.start_dir]
    with path.open("rb") as file:
        for member, limit in zip(starts, limits, strict=True):
            file.seek(member.header_offset)
            header = file.read(30)
            if len(header) != 30 or header[:4] != b"PK\x03\x04":
                raise Damaged(path.name)
            name_length, extra_length = struct.unpack("<HH", header[26:30])
            end = member.header_offset + 30 + name_length + extra_length + member.compress_size
            if end > limit:
                raise ArchiveUnsound(path.name)
