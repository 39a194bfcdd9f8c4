"""A vault as a person meets it: make one, open it, recover it. What can be done with one that is
open is in `services.vault.open_vault`."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import filelock

from desktop_app.crypto.escrow import seal_vault_key
from desktop_app.crypto.passphrase import DEFAULT, FLOOR, KeyCost, WrongPassphrase
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.entities import STANDARD
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Registry
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.services.environment import REAL, Environment
from desktop_app.services.erasure.erasing import finish_outside, replay
from desktop_app.services.exchange.exchange import open_incarnation
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import prepare_device
from desktop_app.services.vault.backup_keys import BackupKeys
from desktop_app.services.vault.open_vault import (
    MOVED,
    ROLLED_BACK,
    Notice,
    OpenVault,
    anchor_folder,
    check_strength,
    mark_of,
)
from desktop_app.services.vault.vault_errors import (
    LastPerson,
    NoVault,
    OtherVault,
    PersonNeeded,
    PersonUnknown,
    VaultExists,
    VaultInUse,
    WeakPassphrase,
)
from desktop_app.services.vault.vault_folder import (
    BACKUPS,
    DATABASE,
    DRAFTS,
    HOLDER,
    LOCK,
    SLOTS,
    end_restore,
    finish_restore,
    is_being_restored,
    take_lock,
)
from desktop_app.storage.anchor import Anchor, AnchorAltered, Mark, Verdict
from desktop_app.storage.blobs import BLOBS
from desktop_app.storage.database import Database, Tables
from desktop_app.storage.drafts import Drafts
from desktop_app.storage.erased_beside import ErasedBeside
from desktop_app.storage.errors import Damaged
from desktop_app.storage.files import disk_faults, make_folder
from desktop_app.storage.slots import (
    Slot,
    Slots,
    keys_in,
    make_slot,
    open_own_key,
    read_slots,
    write_slots,
)

log = logging.getLogger(__name__)


def is_vault(folder: Path) -> bool:
    """Whether a folder holds a vault."""
    return (folder / DATABASE).is_file() or is_being_restored(folder)


def people_of(folder: Path) -> list[str]:
    """The names of those who can open a vault. Raises NoVault, SlotDamaged, NewerFile."""
    if not is_vault(folder):
        raise NoVault
    finish_restore(folder)
    return [one.name for one in read_slots(folder / SLOTS).slots]


def create(
    folder: Path,
    device_name: str,
    person_name: str,
    passphrase: str,
    *,
    environment: Environment = REAL,
    cost: KeyCost = DEFAULT,
    registry: Registry = STANDARD,
) -> OpenVault:
    """A new vault in an empty folder, open. Raises VaultExists, WeakPassphrase, DiskFull."""
    check_strength(passphrase, (person_name, device_name))
    with disk_faults():
        if folder.exists() and any(folder.iterdir()):
            raise VaultExists
    make_folder(folder)
    make_folder(folder / BLOBS)
    make_folder(folder / BACKUPS)
    lock = take_lock(folder)
    try:
        key, vault, person = environment.random(32), environment.random(16), environment.new_id()
        slots = Slots(
            vault, device_name, (make_slot(vault, person, person_name, passphrase, key, cost),)
        )
        database = Database.create(folder / DATABASE, key, registry)
        session = Session(database, environment, b"", person, person_name)
        with database.writing() as tables:
            tables.facts.set("vault", vault)
            prepare_device(session, tables, device_name)
        # Last, so that a folder with slots is always a whole vault.
        write_slots(folder / SLOTS, slots)
    except BaseException:
        lock.release()
        raise
    return _opened(folder, key, slots, session, lock)


def open_vault(
    folder: Path,
    passphrase: str,
    person: str = "",
    *,
    environment: Environment = REAL,
    registry: Registry = STANDARD,
    heal: bool = True,
    floor: KeyCost = FLOOR,
    progress: Progress | None = None,
) -> OpenVault:
    """Open a vault with a person's passphrase.

    person: a name, needed where several people work. heal: go on in a new incarnation when the
    file was rolled back (`vault check` only looks). progress: told how far it is where the lists
    have to be made anew, as after an update of Portage. Raises NoVault, VaultInUse, WrongPassphrase,
    SlotDamaged, PersonNeeded, PersonUnknown, Damaged, NewerFile.
    """
    if not is_vault(folder):
        raise NoVault
    finish_restore(folder)
    slots = read_slots(folder / SLOTS)
    slot = choose_slot(slots, person)
    own = open_own_key(slots.vault, slot, passphrase, floor)
    keys = keys_in(slot, own)
    try:
        return _unlocked(
            folder, keys, slots, slot.person, environment, registry, heal, progress=progress
        )
    except Damaged:
        # A backup that somebody put into the vault's place by hand lies under the key of its month.
        months = BackupKeys(folder / BACKUPS)
        found = [months.open(name, [own]) for name in months.names()]
        keys = [*(one for one in found if one is not None), *keys]
        return _unlocked(folder, keys, slots, slot.person, environment, registry, heal)


def open_with_key(
    folder: Path,
    key: bytes,
    person: bytes,
    *,
    environment: Environment = REAL,
    registry: Registry = STANDARD,
    locked_by_parent: bool = False,
) -> OpenVault:
    """Open a vault whose key is known already (the writer process gets it by pipe).

    locked_by_parent: the process that handed the key over holds the vault's lock.
    """
    slots = read_slots(folder / SLOTS)
    return _unlocked(folder, [key], slots, person, environment, registry, False, locked_by_parent)


def _unlocked(
    folder: Path,
    keys: list[bytes],
    slots: Slots,
    person: bytes,
    environment: Environment,
    registry: Registry,
    heal: bool,
    locked_by_parent: bool = False,
    progress: Progress | None = None,
) -> OpenVault:
    writable = os.access(folder, os.W_OK)
    lock = take_lock(folder) if writable and not locked_by_parent else None
    try:
        database, key = _database(folder, keys, registry, progress)
        with database.reading() as tables:
            if tables.facts.get("vault") != slots.vault:
                raise Damaged
            device = tables.facts.require("device")
            name = tables.facts.text(f"person/{person.hex()}") or next(
                (one.name for one in slots.slots if one.person == person), ""
            )
        session = Session(database, environment, device, person, name)
        others = [one for one in keys if one != key]
        vault = _opened(folder, key, slots, session, lock, heal, others)
        if others and not database.read_only:
            # Last: until everything has one key, the slots must hold both.
            vault._write(slots.sealed_to_all([key]))
        return vault
    except BaseException:
        if lock is not None:
            lock.release()
        raise


def _database(
    folder: Path, keys: list[bytes], registry: Registry, progress: Progress | None
) -> tuple[Database, bytes]:
    """The database under whichever key it has: two only after an interrupted change of keys."""
    told = progress or Progress.silent()
    making = Message("unlock", "Making the lists anew after an update; nothing is lost")

    def step(done: int, total: int) -> None:
        told.step(done, total, making)

    fault: PortageError = Damaged()
    for key in reversed(keys):
        try:
            return Database.open(folder / DATABASE, key, registry, step=step), key
        except Damaged as damage:
            fault = damage
    raise fault


def _opened(
    folder: Path,
    key: bytes,
    slots: Slots,
    session: Session,
    lock: filelock.BaseFileLock | None,
    heal: bool = True,
    others: Sequence[bytes] = (),
) -> OpenVault:
    """others: further keys that files beside the database may have, after an interrupted change."""
    database = session.database
    with database.reading() as tables:
        session.load_trust(tables)
        mark = mark_of(tables)
        writes = any(one.own and one.seq for one in tables.log.feeds().values())
    anchor = Anchor(anchor_folder(), slots.vault, key)
    verdict = _verdict(anchor, mark, slots.vault, others)
    drafts = _drafts(folder, key, others, database.read_only)
    vault = OpenVault(folder, key, slots, session, drafts, anchor, verdict, lock)
    session.seal_vault_key = lambda recipient: seal_vault_key(
        vault.vault_id, vault.key, session.device, recipient
    )
    if heal and not database.read_only:
        restoring = is_being_restored(folder)
        if restoring or verdict in (Verdict.ROLLED_BACK, Verdict.ALTERED):
            _go_on_anew(vault, ROLLED_BACK)
        elif verdict is Verdict.ABSENT and writes:
            _go_on_anew(vault, MOVED)  # perhaps a copy, whose original goes on elsewhere
        elif verdict is Verdict.ABSENT or others:
            anchor.write(mark)
        if restoring:
            end_restore(folder)
    if not database.read_only:
        database.after_commit(lambda tables: _remember(vault, tables))
        if heal:
            finish_outside(vault, _beside(vault))
    return vault


def _verdict(anchor: Anchor, mark: Mark, vault: bytes, others: Iterable[bytes]) -> Verdict:
    """What the anchor says; it may still be keyed with one of the other keys."""
    verdict = anchor.compare(mark)
    for other in others:
        if verdict is Verdict.ALTERED:
            verdict = Anchor(anchor_folder(), vault, other).compare(mark)
    return verdict


def _drafts(folder: Path, key: bytes, others: Iterable[bytes], read_only: bool) -> Drafts:
    try:
        return Drafts(folder / DRAFTS, key, read_only)
    except Damaged:
        if read_only:
            raise
    for other in others:
        with contextlib.suppress(Damaged):
            found = Drafts(folder / DRAFTS, other, read_only)
            found.change_key(key)
            return found
    # Unfinished typing must never keep a person from the vault itself. The file is kept aside.
    aside = folder / f"{DRAFTS}.unreadable"
    with disk_faults():
        (folder / DRAFTS).replace(aside)
        for ending in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                (folder / f"{DRAFTS}{ending}").unlink()
    return Drafts(folder / DRAFTS, key, read_only)


def _beside(vault: OpenVault) -> ErasedBeside:
    return ErasedBeside(anchor_folder(), vault.vault_id)


def _remember(vault: OpenVault, tables: Tables) -> None:
    if tables.log.mark is not None:
        counter, digest = tables.log.mark
        try:
            vault.anchor.write(Mark(tables.log.incarnation, counter, digest))
        except PortageError as fault:
            # The change is saved; to call it lost would have it entered twice. An anchor that is
            # behind its vault raises no alarm, and the next save writes it again.
            log.warning("the anchor could not be written: %s", fault.code)
    if tables.erasures.outside_grew:
        finish_outside(vault, _beside(vault))


def _go_on_anew(vault: OpenVault, notice: Notice) -> None:
    """The file is older than it was, or a copy: close the feeds, so that no history is written twice."""
    try:
        kept = vault.anchor.read()
    except AnchorAltered:
        kept = None
    # Before the counter rises, after which the vault counts as sound: if this is cut off, the next
    # opening erases what was erased since the copy was made.
    replay(vault.session, _beside(vault).read())
    with vault.session.database.writing() as tables:
        if vault.session.trust is not None:
            open_incarnation(
                tables,
                0 if kept is None else kept.incarnation,
                vault.session.environment.random,
            )
        counter = max(tables.facts.number("counter"), 0 if kept is None else kept.counter) + 1
        tables.facts.set_number("counter", counter)
        incarnation = max(
            tables.facts.number("incarnation"), 0 if kept is None else kept.incarnation
        )
        tables.facts.set_number("incarnation", incarnation)
        mark = mark_of(tables)
    vault.anchor.write(mark)
    vault.notices.append(notice)


def choose_slot(slots: Slots, person: str) -> Slot:
    """The slot of that person; nobody has to be named where only one works.

    Raises PersonNeeded, PersonUnknown.
    """
    if person:
        for one in slots.slots:
            if fold(one.name) == fold(person):
                return one
        raise PersonUnknown
    if len(slots.slots) != 1:
        raise PersonNeeded(one.name for one in slots.slots)
    return slots.slots[0]


def recover(
    folder: Path,
    code: RecoveryCode,
    person_name: str,
    passphrase: str,
    *,
    environment: Environment = REAL,
    cost: KeyCost = DEFAULT,
    registry: Registry = STANDARD,
) -> OpenVault:
    """Open a vault with its recovery paper and give it a new passphrase.

    Works without the slots file and under another system user. The database gets a new key, so
    the paper is used up: print the new one. Other people's ways in are kept when their slots are
    there. person_name: may be empty where only one person works. Raises NoVault, OtherVault,
    WeakPassphrase, VaultInUse, PersonNeeded.
    """
    if not is_vault(folder):
        raise NoVault
    if code.kind != "vault":
        raise OtherVault
    check_strength(passphrase, (person_name,))
    lock = take_lock(folder)
    try:
        try:
            database = Database.open(folder / DATABASE, code.secret, registry)
        except Damaged as fault:
            raise OtherVault from fault
        with database.reading() as tables:
            vault = tables.facts.get("vault")
            device, device_name = tables.facts.require("device"), tables.facts.text("device_name")
            people = {
                value.decode(): bytes.fromhex(name.split("/")[1])
                for name, value in tables.facts.starting_with("person/").items()
            }
        if vault != code.subject:
            database.close()
            raise OtherVault
        try:
            slots = read_slots(folder / SLOTS)
        except PortageError:
            slots = Slots(code.subject, device_name, ())
        person = next(
            (one for name, one in people.items() if fold(name) == fold(person_name)), None
        )
        session = Session(
            database, environment, device, person or environment.new_id(), person_name
        )
        if person is None:
            with database.writing() as tables:
                tables.facts.set_text(f"person/{session.person.hex()}", person_name)
        slots = slots.with_slot(
            make_slot(code.subject, session.person, person_name, passphrase, code.secret, cost)
        )
        write_slots(folder / SLOTS, slots)
        opened = _opened(folder, code.secret, slots, session, lock)
    except BaseException:
        lock.release()
        raise
    opened.change_key(environment.random(32))
    return opened


__all__ = [
    "BACKUPS",
    "BLOBS",
    "DATABASE",
    "DRAFTS",
    "HOLDER",
    "LOCK",
    "SLOTS",
    "LastPerson",
    "NoVault",
    "Notice",
    "OpenVault",
    "OtherVault",
    "PersonNeeded",
    "PersonUnknown",
    "VaultExists",
    "VaultInUse",
    "WeakPassphrase",
    "WrongPassphrase",
    "anchor_folder",
    "check_strength",
    "create",
    "mark_of",
    "open_vault",
    "open_with_key",
    "people_of",
    "recover",
    "take_lock",
]
