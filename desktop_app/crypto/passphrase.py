"""Passphrases: keeping a secret under one with Argon2id (RFC 9106), judging one, proposing one.

A slot holds a secret sealed under a key stretched from a passphrase. It carries a checksum over
all its bytes, so that damage and a wrong passphrase are told apart, and the cost parameters are
authenticated and bounded on both sides: an edited header can neither make guessing cheap nor ask
for a hundred gigabytes.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop_app.crypto.encoding import NotStrict, Value, decode, encode
from desktop_app.crypto.guessing import normal, strength, suggest, weakness
from desktop_app.domain.errors import PortageError
from desktop_app.language import Message

__all__ = [
    "CEILING",
    "DEFAULT",
    "FLOOR",
    "CostTooLow",
    "KeyCost",
    "SlotDamaged",
    "WrongPassphrase",
    "normal",
    "strength",
    "suggest",
    "unwrap",
    "weakness",
    "wrap",
]

_FORMAT: Final = 1
_FIELD_TYPES: Final = [int, str, int, int, int, bytes, bytes, bytes]
_SALT_BYTES: Final = 16
_CHECKSUM_BYTES: Final = 32
_SLOT_LIMIT: Final = 4_096  # bytes


@dataclass(frozen=True, slots=True)
class KeyCost:
    """What one guess costs. memory_kib: KiB of memory; passes over it; lanes: parallel parts."""

    memory_kib: int
    passes: int
    lanes: int


FLOOR: Final = KeyCost(memory_kib=64 * 1024, passes=3, lanes=1)
DEFAULT: Final = KeyCost(memory_kib=256 * 1024, passes=3, lanes=4)
CEILING: Final = KeyCost(memory_kib=1024 * 1024, passes=16, lanes=16)


class WrongPassphrase(PortageError):
    """The slot is whole, and this passphrase does not open it."""

    code = "wrong_passphrase"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "unlock",
                "This passphrase does not open the vault. Nothing was lost or changed. "
                "Check the Caps Lock key and the keyboard's language, then try again.",
            )
        )


class SlotDamaged(PortageError):
    """The bytes that hold the wrapped key were changed or cut, or belong to another vault."""

    code = "slots_damaged"

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(
            message
            or Message(
                "unlock",
                "The part of the vault that your passphrase opens is damaged, so no passphrase can "
                "be tried on it. The records themselves were not touched. Restore that part from "
                "a backup, or use the recovery paper.",
            )
        )


class CostTooLow(SlotDamaged):
    """The slot asks for less work a guess than Portage ever writes: someone lowered it."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "unlock",
                "The lock of this vault was changed to make guessing the passphrase easy, so the "
                "passphrase was not used. The records themselves were not touched. Restore that "
                "part from a backup, or use the recovery paper.",
            )
        )


def wrap(secret: bytes, passphrase: str, associated: bytes, cost: KeyCost = DEFAULT) -> bytes:
    """A slot from which `passphrase` gives `secret` back.

    associated: what the slot belongs to (the vault's id); the same bytes are needed to open it.
    cost: below FLOOR `unwrap` will refuse unless told of a lower floor.
    Layout: CBOR [format, "argon2id", memory KiB, passes, lanes, salt (16), sealed, checksum (32)],
    sealed with ChaCha20-Poly1305 over the parameters and `associated`. The key is new with each
    salt, so a fixed nonce is never used twice.
    """
    salt = os.urandom(_SALT_BYTES)
    header = _header(cost, salt, associated)
    key = _stretch(passphrase, salt, cost)
    sealed = ChaCha20Poly1305(key).encrypt(bytes(12), secret, header)
    return encode(
        [
            _FORMAT,
            "argon2id",
            cost.memory_kib,
            cost.passes,
            cost.lanes,
            salt,
            sealed,
            _checksum(header, sealed),
        ]
    )


def unwrap(slot: bytes, passphrase: str, associated: bytes, floor: KeyCost = FLOOR) -> bytes:
    """The secret that `wrap` put into `slot`.

    floor: the least memory and passes accepted. Raises SlotDamaged before any stretching if the
    bytes are not as written (or `associated` is another's), CostTooLow below the floor,
    WrongPassphrase if only the passphrase does not fit.
    """
    cost, salt, sealed, checksum = _parts(slot)
    header = _header(cost, salt, associated)
    if not hmac.compare_digest(checksum, _checksum(header, sealed)):
        raise SlotDamaged
    if cost.memory_kib < floor.memory_kib or cost.passes < floor.passes:
        raise CostTooLow
    if not _within_ceiling(cost):
        raise SlotDamaged
    try:
        return ChaCha20Poly1305(_stretch(passphrase, salt, cost)).decrypt(bytes(12), sealed, header)
    except InvalidTag:
        raise WrongPassphrase from None


def _within_ceiling(cost: KeyCost) -> bool:
    return (
        cost.memory_kib <= CEILING.memory_kib
        and 1 <= cost.passes <= CEILING.passes
        and 1 <= cost.lanes <= CEILING.lanes
        and cost.memory_kib >= 8 * cost.lanes
    )


def _stretch(passphrase: str, salt: bytes, cost: KeyCost) -> bytes:
    stretcher = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return stretcher.derive(normal(passphrase).encode("utf-8", "surrogatepass"))


def _header(cost: KeyCost, salt: bytes, associated: bytes) -> bytes:
    return encode([_FORMAT, "argon2id", cost.memory_kib, cost.passes, cost.lanes, salt, associated])


def _checksum(header: bytes, sealed: bytes) -> bytes:
    return hashlib.sha256(encode([header, sealed])).digest()


def _parts(slot: bytes) -> tuple[KeyCost, bytes, bytes, bytes]:
    if len(slot) > _SLOT_LIMIT:
        raise SlotDamaged
    try:
        fields: Value = decode(slot, depth=1)
    except NotStrict:
        raise SlotDamaged from None
    if not isinstance(fields, list) or [type(field) for field in fields] != _FIELD_TYPES:
        raise SlotDamaged
    match fields:
        case [
            int(number),
            "argon2id",
            int(memory),
            int(passes),
            int(lanes),
            bytes(salt),
            bytes(sealed),
            bytes(checksum),
        ] if number == _FORMAT and len(salt) == _SALT_BYTES and len(checksum) == _CHECKSUM_BYTES:
            return KeyCost(memory, passes, lanes), salt, sealed, checksum
        case _:
            raise SlotDamaged
