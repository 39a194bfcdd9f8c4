"""The key of a vault, sealed for a paper of the organisation: help with a forgotten passphrase.

What opens it lies on paper only. While one keeper holds the organisation's paper it follows from
that paper (HKDF), so that one paper serves for both; otherwise it is a paper of its own.
"""

from __future__ import annotations

from typing import Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.keyed import derived_secret
from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.crypto.sealing import SealBroken, SealingKey, seal_bytes, unseal_bytes

_PURPOSE: Final = "portage.escrow.1"
_FORM: Final = 1


def escrow_of(secret: bytes) -> SealingKey:
    """The key for forgotten passphrases that follows from the one paper of the organisation."""
    return SealingKey.from_bytes(derived_secret(secret, _PURPOSE))


def escrow_key(code: RecoveryCode) -> SealingKey | None:
    """The key for forgotten passphrases that a paper holds; None for the paper of a vault."""
    if code.kind == "root":
        return escrow_of(code.secret)
    return SealingKey.from_bytes(code.secret) if code.kind == "escrow" else None


def seal_vault_key(vault: bytes, key: bytes, device: bytes, recipient: str) -> bytes:
    """The key of a vault (32 bytes), for nobody but the holder of the paper to that address."""
    return seal_bytes(encode([_FORM, vault, key, device]), [recipient])


def open_vault_key(sealed: bytes, key: SealingKey, device: bytes) -> RecoveryCode:
    """The recovery code of that device's vault; raises NotForUs or SealBroken."""
    match decode(unseal_bytes(sealed, [key])):
        case [int(form), bytes(vault), bytes(secret), bytes(sender)] if (
            form == _FORM and sender == device and len(vault) == 16 and len(secret) == 32
        ):
            return RecoveryCode("vault", vault, secret)
        case _:
            raise SealBroken
