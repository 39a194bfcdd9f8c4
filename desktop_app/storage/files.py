"""Writing small files so that a power cut leaves the old one or the new one, never a piece."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.storage.errors import DiskFault, DiskFull, ReadOnly

FOLDER_MODE: Final = 0o700
FILE_MODE: Final = 0o600
_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY: Final = (errno.EROFS, errno.EACCES, errno.EPERM)


def told(fault: OSError) -> PortageError:
    """The sentence for a fault of the file system."""
    if fault.errno in _FULL:
        return DiskFull()
    if fault.errno in _READ_ONLY:
        return ReadOnly()
    return DiskFault()


@contextlib.contextmanager
def disk_faults() -> Iterator[None]:
    """Turn the file system's faults inside the block into sentences."""
    try:
        yield
    except OSError as fault:
        raise told(fault) from fault


def is_sayable(path: Path) -> bool:
    """Whether a path is text: on Linux a name may hold any bytes, and somebody may mean harm by it."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def make_folder(folder: Path) -> None:
    """A folder that only its owner may enter, whatever the umask; one that is there stays as it is."""
    with disk_faults():
        if folder.is_dir():
            return
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        folder.chmod(FOLDER_MODE)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place, bring it to the disk, then move it there at once."""
    partial = path.with_name(path.name + ".tmp")
    with disk_faults():
        try:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink()
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's own entries to the disk; systems that cannot do that are left alone."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError as fault:
        if fault.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(descriptor)
