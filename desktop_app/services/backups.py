"""Copies of the vault: made by themselves, each opened and checked, thinned with time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.passphrase import FLOOR, KeyCost
from desktop_app.domain.entities import STANDARD
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Registry
from desktop_app.language import Message
from desktop_app.services.environment import REAL, Environment
from desktop_app.services.exchange import open_incarnation
from desktop_app.services.progress import Progress
from desktop_app.services.vault_folder import end_restore, exchange_files, stage
from desktop_app.services.vaults import (
    BACKUPS,
    BLOBS,
    DATABASE,
    SLOTS,
    OpenVault,
    anchor_folder,
    choose_slot,
    mark_of,
    open_with_key,
    take_lock,
)
from desktop_app.storage.anchor import Anchor, AnchorAltered, Mark, Verdict
from desktop_app.storage.database import Database
from desktop_app.storage.files import disk_faults, make_folder, sync_folder, write_whole
from desktop_app.storage.slots import Slot, encode_slots, open_slot, read_slots

INFO: Final = "backup.cbor"
PARTIAL: Final = ".partial"
REMINDER: Final = timedelta(days=7)
"""After so long without a copy on a second medium, the person is reminded (ux.md, Anki row)."""

_KEPT_LATEST: Final = 5
_KEPT_DAYS: Final = 7
_KEPT_WEEKS: Final = 8


class BackupDamaged(PortageError):
    """A copy is not whole."""

    code = "backup_damaged"

    def __init__(self, instead: Backup | None = None) -> None:
        if instead is None:
            words = Message(
                "backup",
                "This backup is damaged and was not used. The vault is as it was. Choose the backup before it.",
            )
        else:
            made = datetime.fromtimestamp(instead.at / 1000, UTC)
            words = Message(
                "backup",
                "This backup is damaged and was not used. The vault is as it was. "
                "The newest backup that is whole was made on {when} (UTC): choose that one.",
                {"when": made.strftime("%Y-%m-%d %H:%M")},
            )
        super().__init__(words)
        self.instead = instead


@dataclass(frozen=True, slots=True)
class Backup:
    """One checked copy. at: UTC milliseconds. bytes: its size. clients: how many it holds."""

    folder: Path
    at: int
    bytes: int
    clients: int
    mark: Mark


class Backups:
    """The backups of one open vault."""

    def __init__(self, vault: OpenVault) -> None:
        self._vault = vault
        self._folder = vault.folder / BACKUPS

    def make(self, progress: Progress | None = None) -> Backup:
        """Copy the vault, open the copy and check it; only then does it count.

        A copy that was stopped or failed leaves nothing behind. Raises DiskFull, Cancelled.
        """
        step = progress or Progress.silent()
        now = self._vault.session.environment.now()
        make_folder(self._folder)
        for stale in self._folder.glob(f"*{PARTIAL}"):
            shutil.rmtree(stale, ignore_errors=True)
        place = self._free_name(now)
        partial = place.with_name(place.name + PARTIAL)
        make_folder(partial)
        try:
            database = self._vault.session.database
            with database.reading() as tables:
                mark = mark_of(tables)
                clients = tables.rows.count(self._vault.session.registry["client"])
            database.backup_to(
                partial / DATABASE,
                self._vault.key,
                lambda left, total: step.step(
                    total - left, total, Message("backup", "Copying the vault")
                ),
            )
            write_whole(partial / SLOTS, encode_slots(self._vault.slots))
            write_whole(
                partial / INFO,
                encode_info(now, clients, mark),
            )
            verify(partial, self._vault.key, self._vault.session.registry)
            with disk_faults():
                partial.rename(place)
                sync_folder(self._folder)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        made = read_info(place)
        self._thin(made)
        return made

    def _free_name(self, now: int) -> Path:
        day = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y-%m-%d-%H%M")
        number = 1
        while (self._folder / f"{day}-{number:02}").exists():
            number += 1
        return self._folder / f"{day}-{number:02}"

    def list(self) -> list[Backup]:
        """All whole backups beside the vault, newest first."""
        return backups_in(self._folder)

    def is_current(self) -> bool:
        """Whether the newest backup already holds everything that is in the vault."""
        newest = next(iter(self.list()), None)
        return newest is not None and newest.mark == self._vault.mark()

    def _thin(self, made: Backup) -> None:
        # The one that was just proven stays, even if a wrong clock calls it the oldest of all.
        kept = _kept(self.list()) | {made.folder}
        for one in self.list():
            if one.folder not in kept:
                shutil.rmtree(one.folder, ignore_errors=True)

    def copy_to(self, medium: Path, progress: Progress | None = None) -> Path:
        """Make a backup and copy it, with the attached files, to a second medium; read it back.

        Raises DiskFull, ReadOnly, BackupDamaged.
        """
        made = self.make(progress)
        target_root = medium / f"portage-backup-{self._vault.vault_id.hex()[:8]}"
        target = target_root / made.folder.name
        partial = target.with_name(target.name + PARTIAL)
        with disk_faults():
            partial.mkdir(parents=True, exist_ok=True)
            for name in (DATABASE, SLOTS, INFO):
                shutil.copyfile(made.folder / name, partial / name)
                with (partial / name).open("rb+") as file:
                    os.fsync(file.fileno())
            blobs = self._vault.folder / BLOBS
            for blob in blobs.glob("??/*"):
                place = target_root / BLOBS / blob.parent.name / blob.name
                if not place.exists():
                    place.parent.mkdir(parents=True, exist_ok=True)
                    write_whole(place, blob.read_bytes())
            verify(partial, self._vault.key, self._vault.session.registry)
            partial.rename(target)
            sync_folder(target_root)
        with self._vault.session.database.writing() as tables:
            tables.facts.set_number("copied_at", self._vault.session.environment.now())
        return target

    def copied_at(self) -> int:
        """When a copy last went to a second medium, UTC milliseconds; 0 for never."""
        with self._vault.session.database.reading() as tables:
            return tables.facts.number("copied_at")

    def is_overdue(self) -> bool:
        """Whether it is time to remind of a copy on a second medium."""
        waited = self._vault.session.environment.now() - self.copied_at()
        return waited > REMINDER / timedelta(milliseconds=1)


def backups_in(folder: Path) -> list[Backup]:
    """The whole backups in a folder, newest first."""
    found = []
    if folder.is_dir():
        for one in folder.iterdir():
            if one.is_dir() and not one.name.endswith(PARTIAL):
                with contextlib.suppress(BackupDamaged):
                    found.append(read_info(one))
    return sorted(found, key=lambda backup: (-backup.at, backup.folder.name))


def encode_info(at: int, clients: int, mark: Mark) -> bytes:
    """What a backup says of itself, and a hash by which a damaged byte in it is noticed."""
    told = [at, clients, mark.incarnation, mark.counter, mark.digest]
    return encode([2, *told, hashlib.sha256(encode(told)).digest()])


def read_info(folder: Path) -> Backup:
    """What a backup says of itself. Raises BackupDamaged."""
    try:
        version, *told = decode((folder / INFO).read_bytes())
        if version == 2:
            proof = told.pop()
            if hashlib.sha256(encode(told)).digest() != proof:
                raise BackupDamaged
        at, clients, incarnation, counter, digest = told
        size = (folder / DATABASE).stat().st_size
    except (OSError, TypeError, ValueError, PortageError) as fault:
        raise BackupDamaged from fault
    if version not in (1, 2) or not all(type(one) is int for one in told[:4]):
        raise BackupDamaged
    return Backup(folder, at, size, clients, Mark(incarnation, counter, digest))


def _kept(backups: Iterable[Backup]) -> set[Path]:
    """The latest few, then one a day, then one a week; never nothing."""
    kept: set[Path] = set()
    days: set[str] = set()
    weeks: set[str] = set()
    for number, one in enumerate(backups):
        moment = datetime.fromtimestamp(one.at / 1000, UTC)
        day, week = moment.strftime("%Y-%m-%d"), moment.strftime("%G-%V")
        if (
            number < _KEPT_LATEST
            or (day not in days and len(days) < _KEPT_DAYS)
            or (week not in weeks and len(weeks) < _KEPT_WEEKS)
        ):
            kept.add(one.folder)
        days.add(day)
        weeks.add(week)
    return kept


def verify(folder: Path, key: bytes, registry: Registry = STANDARD) -> Mark:
    """Open a copy with its key and prove it: cipher page by page, structure, the log's digest.

    Raises BackupDamaged.
    """
    try:
        database = Database.open(folder / DATABASE, key, registry, prepare=False)
    except PortageError as fault:
        raise BackupDamaged from fault
    try:
        with database.reading() as tables:
            mark = mark_of(tables)
            sound = tables.log.computed_digest() == mark.digest or not mark.counter
        if not sound or database.faults():
            raise BackupDamaged
    except PortageError as fault:
        raise BackupDamaged from fault
    finally:
        database.close()
        for ending in ("-wal", "-shm"):
            with contextlib.suppress(OSError):
                (folder / f"{DATABASE}{ending}").unlink()
    info = folder / INFO
    if info.is_file() and read_info(folder).mark != mark:
        raise BackupDamaged
    return mark


def restore(
    folder: Path,
    backup: Path,
    passphrase: str,
    person: str = "",
    *,
    environment: Environment = REAL,
    floor: KeyCost = FLOOR,
) -> OpenVault:
    """Put a backup in the vault's place and open it, going on in a new incarnation.

    What stood there before is kept in the vault's backups folder as `replaced-...`. The passphrase
    is the one of the time of the backup. Raises BackupDamaged, which names the newest whole backup
    beside it when there is one, WrongPassphrase, VaultInUse.
    """
    try:
        slot, key = _way_in(backup, passphrase, person, floor)
    except BackupDamaged as fault:
        raise BackupDamaged(_whole_one(backup, passphrase, person, floor)) from fault
    make_folder(folder)
    make_folder(folder / BACKUPS)
    make_folder(folder / BLOBS)
    lock = take_lock(folder)
    try:
        kept_blobs = backup.parent / BLOBS
        if kept_blobs.is_dir() and kept_blobs != folder / BLOBS:
            for blob in kept_blobs.glob("??/*"):
                place = folder / BLOBS / blob.parent.name / blob.name
                if not place.exists():
                    make_folder(place.parent)
                    write_whole(place, blob.read_bytes())
        exchange_files(folder)  # a restore before this one, if it was interrupted
        end_restore(folder)
        now = datetime.fromtimestamp(environment.now() / 1000, UTC)
        stage(folder, backup, now.strftime("%Y-%m-%d-%H%M%S"))
        exchange_files(folder)
        vault = open_with_key(
            folder, key, slot.person, environment=environment, locked_by_parent=True
        )
    except BaseException:
        lock.release()
        raise
    vault.lock = lock
    try:
        _begin_anew(vault)
    except BaseException:
        vault.close()
        raise
    return vault


def _way_in(backup: Path, passphrase: str, person: str, floor: KeyCost) -> tuple[Slot, bytes]:
    """The slot and the key with which a whole backup opens. Raises BackupDamaged, WrongPassphrase."""
    try:
        slots = read_slots(backup / SLOTS)
    except PortageError as fault:
        raise BackupDamaged from fault
    slot = choose_slot(slots, person)
    return slot, _fitting_key(backup, open_slot(slots.vault, slot, passphrase, floor))


def _whole_one(damaged: Path, passphrase: str, person: str, floor: KeyCost) -> Backup | None:
    """The newest whole backup beside a damaged one that the same passphrase opens."""
    for one in backups_in(damaged.parent):
        if one.folder != damaged:
            with contextlib.suppress(PortageError):
                _way_in(one.folder, passphrase, person, floor)
                return one
    return None


def _fitting_key(backup: Path, keys: list[bytes]) -> bytes:
    """The key that opens a copy: there are two only for one made while the key was changed."""
    for key in reversed(keys):
        with contextlib.suppress(BackupDamaged):
            verify(backup, key)
            return key
    raise BackupDamaged


def _begin_anew(vault: OpenVault) -> None:
    """A restored vault never goes on in the feeds it had: others may hold more of them."""
    anchor = Anchor(anchor_folder(), vault.vault_id, vault.key)
    try:
        kept = anchor.read()
    except AnchorAltered:
        kept = None
    with vault.session.database.writing() as tables:
        if vault.session.trust is not None:
            open_incarnation(tables, 0 if kept is None else kept.incarnation)
        counter = max(tables.facts.number("counter"), 0 if kept is None else kept.counter) + 1
        tables.facts.set_number("counter", counter)
        mark = mark_of(tables)
    anchor.write(mark)
    end_restore(vault.folder)
    vault.verdict = Verdict.SOUND


__all__ = ["Backup", "BackupDamaged", "Backups", "backups_in", "restore", "verify"]
