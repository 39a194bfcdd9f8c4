"""What lies in a vault's folder: the names of its files, its lock, and putting others in their place."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import filelock

from desktop_app.services.vault.vault_errors import VaultInUse
from desktop_app.storage.files import FILE_MODE, disk_faults, make_folder, sync_folder, told

DATABASE: Final = "vault.db"
DRAFTS: Final = "drafts.db"
SLOTS: Final = "slots.cbor"
BACKUPS: Final = "backups"
LOCK: Final = "lock"
HOLDER: Final = "lock.who"

_STAGED: Final = "restoring-"
_UNSTAGED: Final = "restoring.partial"


def take_lock(folder: Path) -> filelock.BaseFileLock:
    """Hold the vault for this process alone. Raises VaultInUse with who holds it and since when."""
    lock = filelock.FileLock(folder / LOCK, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as fault:
        host, since = _holder(folder)
        raise VaultInUse(host, since) from fault
    except OSError as fault:
        raise told(fault) from fault
    now = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M")
    with contextlib.suppress(OSError):
        (folder / HOLDER).write_text(json.dumps({"host": socket.gethostname(), "since": now}))
    return lock


def _holder(folder: Path) -> tuple[str, str]:
    try:
        who = json.loads((folder / HOLDER).read_text())
        return str(who["host"])[:100], str(who["since"])[:40]
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""


# Putting a backup in the place of the vault. One rename decides: before it nothing has happened;
# after it every step can be done again, by this process or by the next one that opens the vault.


def stage(
    folder: Path, backup: Path, stamp: str, prepare: Callable[[Path], None] = lambda database: None
) -> None:
    """Bring a backup's files beside the vault's, whole and on the disk. stamp: names what is
    replaced. prepare: makes the copied database ready to take the vault's place. Raises DiskFull, DiskFault, ReadOnly; then the vault is as it was."""
    partial = folder / _UNSTAGED
    with disk_faults():
        if partial.exists():
            shutil.rmtree(partial)
    make_folder(partial)
    with disk_faults():
        try:
            for name in (DATABASE, SLOTS):
                shutil.copyfile(backup / name, partial / name)
                (partial / name).chmod(FILE_MODE)
                if name == DATABASE:
                    prepare(partial / name)
                with (partial / name).open("rb+") as file:
                    os.fsync(file.fileno())
            for left in partial.glob(f"{DATABASE}-*"):
                left.unlink()
            sync_folder(partial)
            partial.rename(folder / f"{_STAGED}{_free(folder, stamp)}")
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        sync_folder(folder)


def _free(folder: Path, stamp: str) -> str:
    """A name under which nothing was replaced yet."""
    name, number = stamp, 1
    while (folder / BACKUPS / f"replaced-{name}").exists():
        number += 1
        name = f"{stamp}-{number:02}"
    return name


def is_being_restored(folder: Path) -> bool:
    """Whether a restore was decided and is not yet at its end."""
    return _staged(folder) is not None


def exchange_files(folder: Path) -> None:
    """Put the staged files in their places; what stood there goes to the backups as `replaced-...`.

    For whoever holds the lock. It may be done any number of times.
    """
    staged = _staged(folder)
    if staged is None:
        return
    with disk_faults():
        if (staged / DATABASE).exists():
            aside = _aside(folder, staged)
            # The old write-ahead log first: beside another database it would be taken for its own.
            for name in (f"{DATABASE}-wal", f"{DATABASE}-shm", DATABASE):
                with contextlib.suppress(FileNotFoundError):
                    (folder / name).rename(aside / name)
            (staged / DATABASE).rename(folder / DATABASE)
        if (staged / SLOTS).exists():
            aside = _aside(folder, staged)
            with contextlib.suppress(FileNotFoundError):
                (folder / SLOTS).rename(aside / SLOTS)
            (staged / SLOTS).rename(folder / SLOTS)
        sync_folder(folder)


def end_restore(folder: Path) -> None:
    """The restored vault has begun anew: nothing of the restore is open any more."""
    staged = _staged(folder)
    if staged is not None:
        with disk_faults():
            staged.rmdir()


def _staged(folder: Path) -> Path | None:
    try:
        return next(iter(sorted(folder.glob(f"{_STAGED}*"))), None)
    except OSError:
        return None


def _aside(folder: Path, staged: Path) -> Path:
    aside = folder / BACKUPS / f"replaced-{staged.name.removeprefix(_STAGED)}"
    make_folder(aside)
    return aside


def finish_restore(folder: Path) -> None:
    """Go on with a restore that was interrupted. Raises VaultInUse while it goes on elsewhere."""
    if is_being_restored(folder) and os.access(folder, os.W_OK):
        lock = take_lock(folder)
        try:
            exchange_files(folder)
        finally:
            lock.release()
