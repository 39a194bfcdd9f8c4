"""Putting a bundle on a stick or into a shared folder, so that it is there whole or not at all.

Under a temporary name the bundle is written, brought to the medium, read back past the cache and
compared; only then it gets its name, and only then the vault remembers that it was exported.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.exchange.exchange import Exchange, Exported
from desktop_app.services.exchange.packs import Packed, Plan
from desktop_app.services.exchange.writing_bundles import Draft
from desktop_app.services.progress import Progress
from desktop_app.storage.files import sync_folder
from desktop_app.sync import bundle as files
from desktop_app.sync.statements import Certificate

PARTIAL: Final = ".tmp"

# Sealed content: whoever shares the folder may read the file, and only its receivers open it.
_FILE_MODE: Final = 0o644
_FOLDER_MODE: Final = 0o755
_CHUNK: Final = 1024 * 1024
_NAME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})-(\d{2,6})\.portage(?:\.tmp)?")
_FORSAKEN_SECONDS: Final = 3600
_NO_CACHE: Final = 48  # F_NOCACHE of macOS

_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY: Final = (errno.EROFS, errno.EACCES, errno.EPERM)
_REMOVED: Final = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR, errno.ESTALE)


Announce = Callable[[Path, bytes], None]
"""Told where a whole file is about to appear, and its SHA-256."""


class Direction(StrEnum):
    """Where bundles go; the name of the folder on the medium."""

    TO_OFFICE = "to-office"
    TO_LAPTOPS = "to-laptops"


class MediumFull(PortageError):
    """No room is left on the stick or in the folder."""

    code = "disk_full"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "media",
                "There is no room left where the bundle should go. Your work is safe on this "
                "computer. Free some space there, or take another memory stick, then export again.",
            )
        )


class MediumReadOnly(PortageError):
    """The stick or folder cannot be written to."""

    code = "read_only"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "media",
                "Nothing can be written there. Your work is safe on this computer. Slide the lock "
                "on the memory stick, or choose another stick or folder, then export again.",
            )
        )


class MediumRemoved(PortageError):
    """The stick or folder is not there any more."""

    code = "medium_removed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "media",
                "The memory stick was removed. Your work is safe on this computer. "
                "Put it back to finish the export.",
            )
        )


class MediumFault(PortageError):
    """The stick did not take or give back what was written."""

    code = "disk_fault"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "media",
                "The memory stick did not keep the bundle as it was written. Your work is safe on "
                "this computer. Take another memory stick and export again.",
            )
        )


@dataclass(frozen=True, slots=True)
class Written:
    """A file that lies whole at `path`. digest: its SHA-256.

    exported: the first bundle in it. bundles: all that were sealed here. carried: how many sealed
    by others go along. bytes: the size of the file.
    """

    path: Path
    exported: Exported
    digest: bytes
    bundles: tuple[Exported, ...] = ()
    carried: int = 0
    bytes: int = 0

    @property
    def entries(self) -> int:
        """How many changes it carries, each bundle counted for itself."""
        return sum(one.entries for one in self.bundles)

    @property
    def left(self) -> int:
        """How many changes did not fit and go with a later file."""
        return sum(one.left for one in self.bundles)


def export_to(
    exchange: Exchange,
    recipients: Sequence[Certificate],
    folder: Path,
    direction: Direction,
    today: date,
    progress: Progress | None = None,
    kind: str = files.DELTA,
) -> Written:
    """Write one bundle to `folder/direction/date-number.portage` and remember that it was written.

    folder: the root of the stick, or the shared folder. today: the date here, for the name alone.
    Raises MediumFull, MediumReadOnly, MediumRemoved, MediumFault, Cancelled, or what
    `Exchange.write` raises; then no bundle has appeared, and none is remembered.
    """
    return _put(
        folder,
        direction,
        today,
        lambda out: _alone(exchange.write(recipients, out, kind, progress)),
        exchange,
    )


def export_pack(
    exchange: Exchange,
    recipients: Sequence[Certificate],
    folder: Path,
    direction: Direction,
    today: date,
    progress: Progress | None = None,
    budget: int | None = None,
    alone: bool = False,
    announce: Announce | None = None,
) -> Written:
    """Write one file for all these devices, whatever they hold, and what goes along with it.

    budget: the most bytes of the file; what does not fit goes with a later one. alone: nothing
    goes along. announce: told the path and the hash just before the file appears under it.
    Otherwise as `export_to`.
    """
    plan = exchange.packs.plan(recipients, budget=budget, alone=alone)
    return _put(
        folder,
        direction,
        today,
        lambda out: exchange.packs.write(plan, out, progress, budget),
        exchange,
        plan.index_bytes,
        announce,
    )


def export_parts(
    exchange: Exchange,
    recipients: Sequence[Certificate],
    folder: Path,
    direction: Direction,
    today: date,
    size: int,
    progress: Progress | None = None,
) -> list[Written]:
    """Write everything in files of at most `size` bytes, each of which stands alone.

    As with any export, a laptop that writes for another one also seals for the office, in files of
    their own, and what it carries for others goes along where it takes no more than half of a file.
    They may come in any order, and any of them may be lost: the next bundle brings what it held.
    A run of changes that cannot be cut to that size makes one larger file. Raises as `export_to`;
    the files written before that stay and are remembered.
    """
    written: list[Written] = []
    plans, along = exchange.packs.parts(recipients, size)
    for plan in plans:
        draft, left = exchange.draft(plan.groups[0]), 1
        while left:
            part = exchange.packs.part(plan, along, size)

            def write(out: BinaryIO, part: Plan = part, draft: Draft = draft) -> Packed:
                return exchange.packs.write(part, out, progress, size, draft)

            written.append(_put(folder, direction, today, write, exchange, part.index_bytes))
            left = written[-1].left
    return written


def _alone(exported: Exported) -> Packed:
    return Packed((exported,), 0, exported.bytes)


def _put(
    folder: Path,
    direction: Direction,
    today: date,
    write: Callable[[BinaryIO], Packed],
    exchange: Exchange,
    index: int = 0,
    announce: Announce | None = None,
) -> Written:
    """Have one file written, read back and remembered. index: bytes at its beginning that are
    written last."""
    with _faults(folder):
        place = folder / direction.value
        if not folder.is_dir():
            raise MediumRemoved
        place.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        _clean(place)
        with _reserved(place, today) as (partial, path, file):
            hashing = _Hashing(file, index)
            packed = write(cast(BinaryIO, hashing))
            file.flush()
            _to_medium(file.fileno())
            digest, read = _read_back(partial, index)
            if read != hashing.told():
                raise MediumFault
            if sys.platform == "win32":
                file.close()  # an open file cannot get another name there
            if announce is not None:
                announce(path, digest)
            partial.replace(path)
        try:
            sync_folder(place)
            if path.stat().st_size != hashing.size:
                raise MediumFault
            exchange.packs.record(packed, f"{direction.value}/{path.name}")
        except BaseException:
            # Nobody shall carry what this vault does not know that it gave.
            with contextlib.suppress(OSError):
                path.unlink()
            raise
    return Written(path, packed.bundles[0], digest, packed.bundles, packed.carried, hashing.size)


@contextlib.contextmanager
def _faults(folder: Path) -> Iterator[None]:
    """Turn the medium's faults inside the block into sentences."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise MediumFull from fault
        if fault.errno in _REMOVED or not folder.is_dir():
            raise MediumRemoved from fault
        if fault.errno in _READ_ONLY:
            raise MediumReadOnly from fault
        raise MediumFault from fault


@contextlib.contextmanager
def _reserved(place: Path, today: date) -> Iterator[tuple[Path, Path, BinaryIO]]:
    """The next free number of the day: (temporary path, final path, open file).

    Two computers that share a folder cannot get the same number: the temporary name is made
    exclusively, and the final one is looked for once more after that. Whoever cleans up locks the
    file first, so a file that is locked or gone by now is left to the cleaner.
    """
    number = _highest(place, today) + 1
    while True:
        path = place / f"{today.isoformat()}-{number:02d}{files.SUFFIX}"
        partial = path.with_name(path.name + PARTIAL)
        number += 1
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            descriptor = os.open(partial, flags, _FILE_MODE)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "wb") as file:
            with contextlib.suppress(OSError, AttributeError):
                os.fchmod(descriptor, _FILE_MODE)  # whatever the umask: others must read it
            if _claim(file) is False or not _is_still(partial, file):
                continue
            if path.exists():
                partial.unlink()
                continue
            try:
                yield partial, path, file
            except BaseException:
                for act in (file.close, partial.unlink):  # a full stick fails at closing too
                    with contextlib.suppress(OSError):
                        act()
                raise
            return


def _highest(place: Path, today: date) -> int:
    found = (_NAME.fullmatch(one.name) for one in place.iterdir())
    return max((int(one[2]) for one in found if one and one[1] == today.isoformat()), default=0)


def _clean(place: Path) -> None:
    """Remove what a crashed export left, but not what another computer is writing now."""
    for one in place.iterdir():
        if one.name.endswith(PARTIAL) and _NAME.fullmatch(one.name):
            with contextlib.suppress(OSError):
                _clean_one(one)


def _clean_one(partial: Path) -> None:
    with partial.open("r+b") as file:
        claimed = _claim(file)
        if claimed is None:
            newest = max(one.stat().st_mtime for one in partial.parent.iterdir())
            claimed = newest - partial.stat().st_mtime > _FORSAKEN_SECONDS
        if claimed and sys.platform != "win32":
            partial.unlink()
    if sys.platform == "win32":
        partial.unlink()  # refused while anybody has it open


def _claim(file: BinaryIO) -> bool | None:
    """Take the lock of a temporary file: True when it is ours, False when somebody holds it, None
    where files cannot be locked. It ends with its process."""
    if sys.platform == "win32":
        return True  # an open file cannot be removed there
    import fcntl

    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is_still(path: Path, file: BinaryIO) -> bool:
    """Whether the name still belongs to the open file."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


class _Hashing:
    """A file that is written to, with the hash and the size of what went through.

    index: so many bytes at the beginning are written once more at the end, and are kept instead
    of being hashed.
    """

    def __init__(self, file: BinaryIO, index: int = 0) -> None:
        self._file, self._hash, self.size = file, hashlib.sha256(), 0
        self._index, self._beginning, self._at = index, b"", 0

    def write(self, piece: Any) -> int:
        if self._at < self._index:
            self._beginning = bytes(piece)
        else:
            self._hash.update(piece)
        self._at += len(piece)
        self.size = max(self.size, self._at)
        return self._file.write(piece)

    def flush(self) -> None:
        self._file.flush()

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int) -> int:
        self._at = self._file.seek(offset)
        return self._at

    def told(self) -> tuple[bytes, bytes, int]:
        """What a file must be: its beginning, the hash of the rest, the size of the whole."""
        return self._beginning, self._hash.digest(), self.size


def _to_medium(descriptor: int) -> None:
    """Have the system write everything out; on macOS the medium's own cache as well."""
    if sys.platform == "darwin":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
            return
    os.fsync(descriptor)


def _read_back(path: Path, index: int) -> tuple[bytes, tuple[bytes, bytes, int]]:
    """A file as the medium gives it back, not as memory remembers it: the hash of the whole, and
    what `_Hashing.told` says of it.

    Systems that cannot be told to forget a file answer from memory; the comparison then still
    finds what was cut.
    """
    with path.open("rb", buffering=0) as file:
        _forget_cached(file.fileno())
        beginning = b""
        while len(beginning) < index and (piece := file.read(index - len(beginning))):
            beginning += piece
        whole, rest, size = hashlib.sha256(beginning), hashlib.sha256(), len(beginning)
        while piece := file.read(_CHUNK):
            whole.update(piece)
            rest.update(piece)
            size += len(piece)
    return whole.digest(), (beginning, rest.digest(), size)


def _forget_cached(descriptor: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "darwin":
            import fcntl

            fcntl.fcntl(descriptor, _NO_CACHE, 1)
        else:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
