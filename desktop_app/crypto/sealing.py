"""Sealing: bundles as age v1 files for X25519 keys, and blobs under a key of their own.

age (C2SP) was chosen because any age tool with the receiver's key opens a bundle in twenty years.
The library reads headers in quadratic time and has no limit of its own (300 recipients take more
than a second, 2,000 more than a minute), so `scan_header` bounds every header before the library
sees a byte of it (docs/format.md).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from io import BytesIO
from typing import BinaryIO, Final, cast

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message

HEADER_LIMIT: Final = 16_384  # bytes
STANZA_LIMIT: Final = 64
RECIPIENT_LIMIT: Final = STANZA_LIMIT - 1  # the library may add one meaningless stanza of its own
BLOB_LIMIT: Final = 25 * 1024 * 1024  # bytes of the open blob

_VERSION_LINE: Final = b"age-encryption.org/v1\n"
_STANZA_LINE: Final = re.compile(rb"-> [!-~]+(?: [!-~]+)*")
_BODY_LINE: Final = re.compile(rb"[A-Za-z0-9+/]{0,64}")
_MAC_LINE: Final = re.compile(rb"--- [A-Za-z0-9+/]{43}")
_BODY_COLUMNS: Final = 64
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_MASKS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BLOB_MARK: Final = b"PRTGBLB\x01"  # the last byte is the format's number


class NotABundle(PortageError):
    """The file does not begin as a sealed file does."""

    code = "not_a_bundle"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "files",
                "This is not a sealed Portage file. Nothing was read from it and nothing was "
                "changed. Choose a file whose name ends in .portage.",
            )
        )


class TooManyRecipients(PortageError):
    """The header is longer, or names more receivers, than Portage writes or reads."""

    code = "header_too_large"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "files",
                "This file is addressed to more devices than one file may be. It was not opened "
                "and nothing was changed. Ask the sender to split it into several files.",
            )
        )


class NotForUs(PortageError):
    """None of the keys given opens the file."""

    code = "not_for_this_device"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "files",
                "This file is sealed for other devices, or for a key that this device no longer "
                "has. Nothing was changed. Ask the sender to address a new file to this device.",
            )
        )


class SealBroken(PortageError):
    """The sealed content was damaged, cut or changed."""

    code = "altered"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "files",
                "This file was damaged or changed after it was sealed. Nothing was taken from it. "
                "Copy it again from where it came, or ask the sender for a new one.",
            )
        )


class RecipientWrong(PortageError):
    """A receiver's public sealing key is not one that can be used."""

    code = "recipient_wrong"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "files",
                "The key of one of the receiving devices cannot be used, so no file was written. "
                "Nothing was lost. That device has to be enrolled again.",
            )
        )


class TooLargeToSeal(PortageError):
    """An attachment of more than 25 MiB."""

    code = "too_large"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "files",
                "An attachment can hold at most 25 MB. It was not added, and the file it came "
                "from is unchanged. Try a smaller copy of it.",
            )
        )


class SealingKey:
    """A device's private X25519 key for opening sealed files. Its repr shows no secret."""

    __slots__ = ("_identity",)

    def __init__(self, identity: pyrage.x25519.Identity) -> None:
        self._identity = identity

    @classmethod
    def generate(cls) -> SealingKey:
        """A new key from the operating system's random source."""
        return cls(pyrage.x25519.Identity.generate())

    @classmethod
    def from_secret(cls, secret: str) -> SealingKey:
        """The key written as AGE-SECRET-KEY-1...; raises ValueError for anything else."""
        try:
            return cls(pyrage.x25519.Identity.from_str(secret))
        except pyrage.IdentityError:
            raise ValueError("not an age secret key") from None

    @classmethod
    def from_bytes(cls, secret: bytes) -> SealingKey:
        """The key of 32 secret bytes, as a paper holds them; raises ValueError for another length."""
        if len(secret) != 32:
            raise ValueError("an X25519 key has 32 bytes")
        return cls.from_secret(_bech32("age-secret-key-", secret).upper())

    @property
    def secret(self) -> str:
        """AGE-SECRET-KEY-1..., as every age tool reads it."""
        return str(self._identity)

    @property
    def recipient(self) -> str:
        """age1..., the address that others seal to."""
        return str(self._identity.to_public())

    def __repr__(self) -> str:
        return f"SealingKey(recipient={self.recipient})"


def scan_header(start: bytes) -> int:
    """How many stanzas the header of a sealed file has, by looking alone.

    start: the first 16 KiB of the file or more (all of it if shorter). Takes time in proportion
    to the header. Raises NotABundle (another kind of file), TooManyRecipients (more than 16 KiB
    or 64 stanzas) or SealBroken (the header is cut or not written as age demands).
    """
    if not start.startswith(_VERSION_LINE):
        raise NotABundle
    whole = len(start) <= HEADER_LIMIT
    at, stanzas, in_body = len(_VERSION_LINE), 0, False
    while True:
        end = start.find(b"\n", at, HEADER_LIMIT)
        if end < 0:
            raise SealBroken if whole and len(start) < HEADER_LIMIT else TooManyRecipients
        line = start[at:end]
        at = end + 1
        if in_body:
            if not _BODY_LINE.fullmatch(line):
                raise SealBroken
            in_body = len(line) == _BODY_COLUMNS
        elif line.startswith(b"---"):
            if not stanzas or not _MAC_LINE.fullmatch(line):
                raise SealBroken
            return stanzas
        elif _STANZA_LINE.fullmatch(line):
            stanzas += 1
            in_body = True
            if stanzas > STANZA_LIMIT:
                raise TooManyRecipients
        else:
            raise SealBroken


def receivers(start: bytes) -> int:
    """For how many keys a file is sealed: without what age adds now and then that is for nobody.

    As `scan_header`, which this checks by.
    """
    scan_header(start)
    header, _, _ = start.partition(b"\n---")
    return header.count(b"\n-> X25519 ")


def seal(plain: BinaryIO, sealed: BinaryIO, recipients: Sequence[str]) -> None:
    """Write to `sealed` all of `plain`, so that any of `recipients` (age1...) can open it.

    Streams in pieces of 64 KiB. At most 63 recipients: raises TooManyRecipients beyond,
    RecipientWrong for an address that is none, ValueError for no recipient at all. Faults of the
    two streams come through as they are.
    """
    if not recipients:
        raise ValueError("sealed for nobody")
    if len(recipients) > RECIPIENT_LIMIT:
        raise TooManyRecipients
    keys = [_usable(recipient) for recipient in recipients]
    source, target = _Watched(plain), _Watched(sealed)
    try:
        pyrage.encrypt_io(cast(BinaryIO, source), cast(BinaryIO, target), keys)
    except (pyrage.EncryptError, OSError):
        source.raise_fault()
        target.raise_fault()
        raise RecipientWrong from None


def unseal(sealed: BinaryIO, plain: BinaryIO, keys: Sequence[SealingKey]) -> None:
    """Write to `plain` what `sealed` holds, if one of `keys` opens it.

    Streams. What was written to `plain` counts only when this returns: on any error the caller
    throws it away. Raises NotABundle, TooManyRecipients, NotForUs or SealBroken; faults of the
    two streams come through as they are.
    """
    start = _first_bytes(sealed, HEADER_LIMIT + 1)
    scan_header(start)
    source, target = _Watched(sealed, start), _Watched(plain)
    try:
        pyrage.decrypt_io(
            cast(BinaryIO, source), cast(BinaryIO, target), [key._identity for key in keys]
        )
    except (pyrage.DecryptError, OSError) as fault:
        source.raise_fault()
        target.raise_fault()
        # The library has one class for all of it; only its sentence tells this case apart.
        if "No matching keys" in str(fault):
            raise NotForUs from None
        raise SealBroken from None


def opens(start: bytes, keys: Sequence[SealingKey]) -> bool:
    """Whether one of the keys opens a sealed file, by its header alone.

    start: the first 16 KiB of the file and one byte more (all of it if shorter). What is no sealed
    file, is damaged in its header, or passes the limits of `scan_header`, opens for nobody.
    """
    try:
        scan_header(start)
        identities = [key._identity for key in keys]
        pyrage.decrypt_io(BytesIO(start), BytesIO(), identities)
    except (NotABundle, TooManyRecipients, SealBroken, pyrage.DecryptError):
        return False
    except OSError:
        pass  # the header opened; the library then misses the rest, which is not here
    return True


def seal_bytes(plain: bytes, recipients: Sequence[str]) -> bytes:
    """`seal` for content that is held whole."""
    sealed = BytesIO()
    seal(BytesIO(plain), sealed, recipients)
    return sealed.getvalue()


def unseal_bytes(sealed: bytes, keys: Sequence[SealingKey]) -> bytes:
    """`unseal` for content that is held whole."""
    plain = BytesIO()
    unseal(BytesIO(sealed), plain, keys)
    return plain.getvalue()


def seal_blob(data: bytes) -> tuple[bytes, bytes]:
    """A new 32-byte key and `data` sealed under it (ChaCha20-Poly1305), 24 bytes longer.

    The key lives in a log entry and nowhere else, so erasing the entry kills every copy of the
    blob. It seals this one blob, so a fixed nonce is never used twice. Raises TooLargeToSeal
    above 25 MiB.
    """
    if len(data) > BLOB_LIMIT:
        raise TooLargeToSeal
    key = os.urandom(32)
    return key, _BLOB_MARK + ChaCha20Poly1305(key).encrypt(bytes(12), data, _BLOB_MARK)


def open_blob(key: bytes, sealed: bytes) -> bytes:
    """What `seal_blob` sealed; raises SealBroken if one bit of it, or the key, is another."""
    if not sealed.startswith(_BLOB_MARK) or len(sealed) > BLOB_LIMIT + len(_BLOB_MARK) + 16:
        raise SealBroken
    try:
        return ChaCha20Poly1305(key).decrypt(bytes(12), sealed[len(_BLOB_MARK) :], _BLOB_MARK)
    except (InvalidTag, ValueError):
        raise SealBroken from None


def is_usable(recipient: str) -> bool:
    """Whether something can be sealed to an address, so that whoever holds its key could open it."""
    try:
        _usable(recipient)
    except RecipientWrong:
        return False
    return True


def _usable(recipient: str) -> pyrage.x25519.Recipient:
    """The library's form of an address, after refusing what would make the library abort.

    A public key of small order gives everyone the same shared secret; the library stops the
    whole thread over it, so it is tried here first. Raises RecipientWrong.
    """
    try:
        key = pyrage.x25519.Recipient.from_str(recipient)
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(_raw_key(str(key))))
    except (pyrage.RecipientError, ValueError):
        raise RecipientWrong from None
    return key


def _raw_key(recipient: str) -> bytes:
    """The 32 bytes inside an address whose checksum has been checked (Bech32, BIP 173)."""
    number = 0
    for letter in recipient[len("age1") : -6]:
        number = number << 5 | _BECH32.index(letter)
    return (number >> 4).to_bytes(32, "big")


def _bech32(prefix: str, data: bytes) -> str:
    """`data` with its checksum in the letters of Bech32 (BIP 173), as age writes keys."""
    bits = int.from_bytes(data, "big") << -len(data) * 8 % 5
    count = -(-len(data) * 8 // 5)
    values = [bits >> 5 * place & 31 for place in reversed(range(count))]
    spread = [ord(sign) >> 5 for sign in prefix] + [0] + [ord(sign) & 31 for sign in prefix]
    check = 1
    for value in [*spread, *values, *[0] * 6]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, mask in enumerate(_BECH32_MASKS):
            check ^= mask if top >> place & 1 else 0
    check ^= 1
    values += [check >> 5 * place & 31 for place in reversed(range(6))]
    return f"{prefix}1{''.join(_BECH32[value] for value in values)}"


class _Watched:
    """A stream that remembers its own fault, which the library would turn into one of its own."""

    def __init__(self, stream: BinaryIO, start: bytes = b"") -> None:
        self._stream, self._start = stream, start
        self._fault: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        if self._start:
            piece = self._start if size < 0 else self._start[:size]
            self._start = self._start[len(piece) :]
            return piece if size >= 0 else piece + self._stream.read()
        try:
            return self._stream.read(size)
        except BaseException as fault:
            self._fault = fault
            raise

    def write(self, piece: bytes) -> int:
        try:
            return self._stream.write(piece)
        except BaseException as fault:
            self._fault = fault
            raise

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BaseException as fault:
            self._fault = fault
            raise

    def raise_fault(self) -> None:
        """Raise what went wrong in the stream itself, if anything did."""
        if self._fault is not None:
            raise self._fault


def _first_bytes(stream: BinaryIO, count: int) -> bytes:
    """The next `count` bytes of `stream`, fewer only at its end."""
    pieces = b""
    while len(pieces) < count:
        piece = stream.read(count - len(pieces))
        if not piece:
            break
        pieces += piece
    return pieces
