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
from desktop_app.crypto.sealing import SealingKey
from desktop_app.domain.entities import STANDARD
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Registry
from desktop_app.language import Message
from desktop_app.services.environment import REAL, Environment
from desktop_app.services.erasure.erasing import kept_beside, note_sealed, replay, sealed_beside
from desktop_app.services.exchange.exchange import open_incarnation
from desktop_app.services.progress import Progress
from desktop_app.services.settled import number_settled
from desktop_app.services.vault.backup_keys import KEYS, BackupKeys
from desktop_app.services.vault.clock_watch import look_at_clocks
from desktop_app.services.vault.vault_folder import end_restore, exchange_files, stage
from desktop_app.services.vault.vaults import (
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
from desktop_app.storage.database import Database, Tables
from desktop_app.storage.erased_beside import ErasedBeside
from desktop_app.storage.files import disk_faults, make_folder, sync_folder, write_whole
from desktop_app.storage.migrating import KEPT
from desktop_app.storage.slots import Slot, encode_slots, keys_in, open_own_key, read_slots

INFO: Final = "backup.cbor"
PARTIAL: Final = ".partial"
REMINDER: Final = timedelta(days=7)
"""After so long without a copy on a second medium, the person is reminded."""

MONTHS_KEPT: Final = 12
"""For how many months the key of a month is kept, unless the organisation says otherwise."""

MONTHS_SETTING: Final = "backup_months"
MONTHS_MOST: Final = 120
_COPIED: Final = "copied_to/"
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


class BackupDestroyed(PortageError):
    """The key of a copy is gone: its time was over, or a person was erased."""

    code = "backup_destroyed"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "backup",
                "The key of this backup was destroyed, or does not lie beside it, so nobody can read it "
                "any more. The vault is as it was. Choose a newer backup.",
            )
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """A copy that may hold what was erased. medium: empty for one beside the vault. at: when it was
    made, UTC milliseconds, 0 when that is not known."""

    name: str
    medium: str
    at: int


@dataclass(frozen=True, slots=True)
class Backup:
    """One checked copy. at: UTC milliseconds. bytes: its size. clients: how many it holds. key: the
    name of the key that it lies under; empty for one made before there were such keys, which lies
    under the vault's own."""

    folder: Path
    at: int
    bytes: int
    clients: int
    mark: Mark
    key: str = ""


class Backups:
    """The backups of one open vault."""

    def __init__(self, vault: OpenVault) -> None:
        self._vault = vault
        self._folder = vault.folder / BACKUPS

    def make(self, progress: Progress | None = None, fresh_key: bool = False) -> Backup:
        """Copy the vault, open the copy and check it; only then does it count.

        fresh_key: under a key that no other backup lies under.

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
            name, key = BackupKeys(self._folder).current(
                database,
                self._vault.session.environment,
                [one.recipient for one in self._vault.slots.slots],
                fresh_key,
            )
            with database.reading() as tables:
                mark = mark_of(tables)
                clients = tables.rows.count(self._vault.session.registry["client"])
            database.backup_to(
                partial / DATABASE,
                key,
                lambda left, total: step.step(
                    total - left, total, Message("backup", "Copying the vault")
                ),
            )
            write_whole(partial / SLOTS, encode_slots(self._vault.slots))
            write_whole(
                partial / INFO,
                encode_info(now, clients, mark, name),
            )
            verify(partial, key, self._vault.session.registry)
            with disk_faults():
                partial.rename(place)
                sync_folder(self._folder)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        made = read_info(place)
        self._thin(made)
        self._expire(now)
        return made

    def _free_name(self, now: int) -> Path:
        day = datetime.fromtimestamp(now / 1000, UTC).strftime("%Y-%m-%d-%H%M")
        number = 1
        while (self._folder / f"{day}-{number:02}").exists():
            number += 1
        return self._folder / f"{day}-{number:02}"

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
            key_file = BackupKeys(self._folder).path(made.key)
            make_folder(target_root / KEYS)
            write_whole(target_root / KEYS / made.key, key_file.read_bytes())
            verify(partial, self.key_of(made), self._vault.session.registry)
            partial.rename(target)
            sync_folder(target_root)
        now = self._vault.session.environment.now()
        with self._vault.session.database.writing() as tables:
            tables.facts.set_number("copied_at", now)
            # Where it went, so that an erasure can say which medium still holds it.
            tables.facts.set(f"{_COPIED}{made.folder.name}", encode([now, medium.name, made.key]))
        return target

    def key_of(self, backup: Backup) -> bytes:
        """The key that a backup beside the vault lies under. Raises BackupDestroyed."""
        if not backup.key:
            return self._vault.key
        with self._vault.session.database.reading() as tables:
            kept = tables.facts.get("secret/backups")
        own = [] if kept is None else [SealingKey.from_secret(kept.decode())]
        key = BackupKeys(self._folder).open(backup.key, own)
        if key is None:
            raise BackupDestroyed
        return key

    def copied_at(self) -> int:
        """When a copy last went to a second medium, UTC milliseconds; 0 for never."""
        with self._vault.session.database.reading() as tables:
            return tables.facts.number("copied_at")

    def is_overdue(self) -> bool:
        """Whether it is time to remind of a copy on a second medium."""
        waited = self._vault.session.environment.now() - self.copied_at()
        return waited > REMINDER / timedelta(milliseconds=1)

    # What an erasure cannot reach by itself

    def holding(self, since: int) -> list[Holding]:
        """The copies of this vault made before that moment (UTC milliseconds), which may still hold
        what was erased then: beside the vault first, then on other media."""
        found = [Holding(one.folder.name, "", one.at) for one in self.list() if one.at < since]
        found += [Holding(one.name, "", 0) for one in self._put_aside()]
        with self._vault.session.database.reading() as tables:
            copied = tables.facts.starting_with(_COPIED)
        for name, kept in copied.items():
            at, medium, _ = decode(kept)
            if at < since:
                found.append(Holding(name.removeprefix(_COPIED), str(medium), at))
        return found

    def renew(self, progress: Progress | None = None) -> Backup:
        """Make a new backup under a new key, then destroy all the older ones beside the vault.

        Raises DiskFull, DiskFault, Cancelled; nothing older was destroyed then.
        """
        made = self.make(progress, fresh_key=True)
        for one in self.list():
            if one.folder != made.folder:
                shutil.rmtree(one.folder, ignore_errors=True)
        for aside in self._put_aside():
            shutil.rmtree(aside, ignore_errors=True) if aside.is_dir() else aside.unlink()
        keys = BackupKeys(self._folder)
        for name in keys.names():
            if name != made.key:
                keys.destroy(name)
        return made

    def _put_aside(self) -> list[Path]:
        """Older files of the vault itself: replaced by a restore, or kept before an upgrade."""
        return [
            *sorted(self._folder.glob("replaced-*")),
            *sorted(self._vault.folder.glob(f"{DATABASE}{KEPT}*")),
        ]

    def _expire(self, now: int) -> None:
        """Destroy the keys whose time is over, and the copies that lie under them.

        Not by a clock that cannot be right: what it destroys, nothing brings back.
        """
        clock = look_at_clocks(self._vault.session)
        if clock.behind or clock.ahead:
            return
        moment = datetime.fromtimestamp(now / 1000, UTC)
        with self._vault.session.database.reading() as tables:
            months = months_kept(tables, self._vault.session.registry)
        count = moment.year * 12 + moment.month - 1 - months
        oldest = f"{count // 12:04}-{count % 12 + 1:02}"
        keys = BackupKeys(self._folder)
        over = [name for name in keys.names() if name[:7] < oldest]
        for one in self.list():
            if one.key in over:
                shutil.rmtree(one.folder, ignore_errors=True)
        for name in over:
            keys.destroy(name)

    def list(self) -> list[Backup]:
        """All whole backups beside the vault, newest first."""
        return backups_in(self._folder)


def months_kept(tables: Tables, registry: Registry) -> int:
    """For how many months backups are kept: what the organisation says, or a year."""
    return number_settled(tables, registry, MONTHS_SETTING, 1, MONTHS_MOST, MONTHS_KEPT)


def backups_in(folder: Path) -> list[Backup]:
    """The whole backups in a folder, newest first."""
    found = []
    if folder.is_dir():
        for one in folder.iterdir():
            if one.is_dir() and not one.name.endswith(PARTIAL):
                with contextlib.suppress(BackupDamaged):
                    found.append(read_info(one))
    return sorted(found, key=lambda backup: (-backup.at, backup.folder.name))


def encode_info(at: int, clients: int, mark: Mark, key: str = "") -> bytes:
    """What a backup says of itself, and a hash by which a damaged byte in it is noticed.

    key: the name of the key that it lies under, if that is not the vault's own.
    """
    told = [at, clients, mark.incarnation, mark.counter, mark.digest, *([key] if key else [])]
    return encode([2, *told, hashlib.sha256(encode(told)).digest()])


def read_info(folder: Path) -> Backup:
    """What a backup says of itself. Raises BackupDamaged."""
    try:
        version, *told = decode((folder / INFO).read_bytes())
        if version == 2:
            proof = told.pop()
            if hashlib.sha256(encode(told)).digest() != proof:
                raise BackupDamaged
        at, clients, incarnation, counter, digest, *key = told
        size = (folder / DATABASE).stat().st_size
    except (OSError, TypeError, ValueError, PortageError) as fault:
        raise BackupDamaged from fault
    if version not in (1, 2) or not all(type(one) is int for one in told[:4]) or len(key) > 1:
        raise BackupDamaged
    return Backup(folder, at, size, clients, Mark(incarnation, counter, digest), *key)


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
        way = _way_in(backup, passphrase, person, floor)
    except BackupDamaged as fault:
        raise BackupDamaged(_whole_one(backup, passphrase, person, floor)) from fault
    outside, sealed = _before(folder, way.vault, way.keys)
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
        stage(
            folder, backup, now.strftime("%Y-%m-%d-%H%M%S"),
            lambda database: _change_key(database, way.lies_under, way.key),
        )  # fmt: skip
        exchange_files(folder)
        vault = open_with_key(
            folder, way.key, way.slot.person, environment=environment, locked_by_parent=True
        )
    except BaseException:
        lock.release()
        raise
    vault.lock = lock
    try:
        with vault.session.database.writing() as tables:
            note_sealed(vault.session, tables, sealed)
        # Before anything is shown, and before the restore counts as done: what was erased since
        # the copy was made goes again.
        replay(vault.session, outside)
        _begin_anew(vault)
    except BaseException:
        vault.close()
        raise
    return vault


@dataclass(frozen=True, slots=True)
class _WayIn:
    """How a whole backup opens. lies_under: the key that its database has now. key: the one that it
    gets in the vault's place. keys: all that the person's slot holds."""

    vault: bytes
    slot: Slot
    lies_under: bytes
    key: bytes
    keys: tuple[bytes, ...]


def _way_in(backup: Path, passphrase: str, person: str, floor: KeyCost) -> _WayIn:
    """How a whole backup opens. Raises BackupDamaged, BackupDestroyed, WrongPassphrase."""
    try:
        slots = read_slots(backup / SLOTS)
    except PortageError as fault:
        raise BackupDamaged from fault
    slot = choose_slot(slots, person)
    own = open_own_key(slots.vault, slot, passphrase, floor)
    keys, named = keys_in(slot, own), read_info(backup).key
    if not named:
        fitting = _fitting_key(backup, keys)
        return _WayIn(slots.vault, slot, fitting, fitting, tuple(keys))
    month = BackupKeys(backup.parent).open(named, [own])
    if month is None:
        raise BackupDestroyed
    return _WayIn(slots.vault, slot, _fitting_key(backup, [month]), keys[-1], tuple(keys))


def _whole_one(damaged: Path, passphrase: str, person: str, floor: KeyCost) -> Backup | None:
    """The newest whole backup beside a damaged one that the same passphrase opens."""
    for one in backups_in(damaged.parent):
        if one.folder != damaged:
            with contextlib.suppress(PortageError):
                _way_in(one.folder, passphrase, person, floor)
                return one
    return None


def _change_key(path: Path, old: bytes, new: bytes) -> None:
    if old == new:
        return
    database = Database.open(path, old, prepare=False)
    try:
        database.change_key(new)
    finally:
        database.close()


def _before(
    folder: Path, vault: bytes, keys: Iterable[bytes]
) -> tuple[list[tuple[str, bytes]], dict[bytes, set[str]]]:
    """What was erased in the vault that is to be replaced: as it says itself, where it can still be
    opened, and as it was kept beside the anchor. And which of its records names which sealed files."""
    found = ErasedBeside(anchor_folder(), vault).read()
    sealed: dict[bytes, set[str]] = {}
    for key in dict.fromkeys(keys):
        with contextlib.suppress(PortageError, OSError):
            database = Database.open(folder / DATABASE, key, prepare=False)
            try:
                with database.reading() as tables:
                    found += kept_beside(tables)
                    sealed.update(sealed_beside(tables, database.registry))
            finally:
                database.close()
    return found, sealed


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
            open_incarnation(
                tables,
                0 if kept is None else kept.incarnation,
                vault.session.environment.random,
            )
        counter = max(tables.facts.number("counter"), 0 if kept is None else kept.counter) + 1
        tables.facts.set_number("counter", counter)
        mark = mark_of(tables)
    anchor.write(mark)
    end_restore(vault.folder)
    vault.verdict = Verdict.SOUND


__all__ = [
    "Backup",
    "BackupDamaged",
    "BackupDestroyed",
    "Backups",
    "Holding",
    "backups_in",
    "restore",
    "verify",
]
