"""The file beside the database that holds, for each person, the way to the database's key.

Each person has a key pair of their own: the private half is wrapped by their passphrase, and the
database key is sealed to the public half. So the database can get a new key (after somebody
leaves) without asking the others for their passphrases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.passphrase import DEFAULT, FLOOR, KeyCost, SlotDamaged, unwrap, wrap
from desktop_app.crypto.sealing import SealingKey, seal_bytes, unseal_bytes
from desktop_app.domain.errors import PortageError
from desktop_app.storage.errors import NewerFile
from desktop_app.storage.files import disk_faults, write_whole

FORMAT: Final = 1
LARGEST: Final = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Slot:
    """One person's way in. sealed: the database key, once, or twice while it is being changed."""

    person: bytes
    name: str
    recipient: str
    wrapped: bytes
    sealed: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Slots:
    """The whole file. vault: the vault's id (16 bytes). name: how this laptop is called."""

    vault: bytes
    name: str
    slots: tuple[Slot, ...]

    def with_slot(self, slot: Slot) -> Slots:
        """The same file with one person's slot added or replaced."""
        return replace(
            self, slots=(*(one for one in self.slots if one.person != slot.person), slot)
        )

    def without(self, person: bytes) -> Slots:
        """The same file without that person."""
        return replace(self, slots=tuple(one for one in self.slots if one.person != person))

    def sealed_to_all(self, keys: Sequence[bytes]) -> Slots:
        """The same people, for whom these database keys are sealed."""
        return replace(
            self,
            slots=tuple(
                replace(one, sealed=tuple(seal_bytes(key, [one.recipient]) for key in keys))
                for one in self.slots
            ),
        )


def make_slot(
    vault: bytes, person: bytes, name: str, passphrase: str, key: bytes, cost: KeyCost = DEFAULT
) -> Slot:
    """A new slot by which `passphrase` opens the vault whose database key is `key`."""
    own = SealingKey.generate()
    return Slot(
        person,
        name,
        own.recipient,
        wrap(own.secret.encode(), passphrase, vault + person, cost),
        (seal_bytes(key, [own.recipient]),),
    )


def open_own_key(vault: bytes, slot: Slot, passphrase: str, floor: KeyCost = FLOOR) -> SealingKey:
    """The person's own key pair. Raises WrongPassphrase, SlotDamaged."""
    return SealingKey.from_secret(
        unwrap(slot.wrapped, passphrase, vault + slot.person, floor).decode()
    )


def open_slot(vault: bytes, slot: Slot, passphrase: str, floor: KeyCost = FLOOR) -> list[bytes]:
    """The database keys in a slot, newest last. Raises WrongPassphrase, SlotDamaged."""
    return keys_in(slot, open_own_key(vault, slot, passphrase, floor))


def keys_in(slot: Slot, own: SealingKey) -> list[bytes]:
    """The database keys in a slot, newest last. Raises SlotDamaged."""
    try:
        return [unseal_bytes(sealed, [own]) for sealed in slot.sealed]
    except PortageError as fault:
        raise SlotDamaged from fault


def encode_slots(slots: Slots) -> bytes:
    """The file's bytes: a checksum tells damage from a wrong passphrase."""
    content = encode(
        [
            FORMAT,
            slots.vault,
            slots.name,
            [
                [one.person, one.name, one.recipient, one.wrapped, list(one.sealed)]
                for one in slots.slots
            ],
        ]
    )
    return encode([content, hashlib.sha256(content).digest()])


def decode_slots(data: bytes) -> Slots:
    """The slots in those bytes. Raises SlotDamaged, NewerFile."""
    try:
        content, checksum = decode(data, text_limit=LARGEST)
        if hashlib.sha256(content).digest() != checksum:
            raise SlotDamaged
        told: list[Any] = decode(content, text_limit=LARGEST)
        if told[0] > FORMAT:
            raise NewerFile
        return Slots(
            told[1],
            told[2],
            tuple(Slot(one[0], one[1], one[2], one[3], tuple(one[4])) for one in told[3]),
        )
    except (TypeError, ValueError, IndexError) as fault:
        raise SlotDamaged from fault
    except PortageError as fault:
        if isinstance(fault, NewerFile):
            raise
        raise SlotDamaged from fault


def read_slots(path: Path) -> Slots:
    """The slots file. Raises SlotDamaged (also when it is missing), NewerFile, DiskFault."""
    with disk_faults():
        if not path.is_file() or path.stat().st_size > LARGEST:
            raise SlotDamaged
        return decode_slots(path.read_bytes())


def write_slots(path: Path, slots: Slots) -> None:
    """Write the slots file whole or not at all."""
    write_whole(path, encode_slots(slots))
