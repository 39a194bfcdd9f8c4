"""Signatures: Ed25519 in COSE_Sign1 messages, each bound to one purpose.

A signed statement is an untagged COSE_Sign1 (RFC 9052, 4.2) with the payload attached, algorithm
EdDSA (-8) in the protected header and the purpose as external data, so that a signature made for
one kind of statement is worth nothing for another. Statements are kept and passed on as the bytes
that were signed. Keys of small order and keys in more than one spelling are refused, because
libraries disagree about them and such a key makes one signature fit any text.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from desktop_app.crypto.encoding import NotStrict, decode, encode
from desktop_app.domain.errors import PortageError
from desktop_app.language import Message

KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64

_PROTECTED: Final = encode({1: -8})  # header 'alg', value EdDSA
_FIELD_PRIME: Final = 2**255 - 19
_ORDER_EIGHT: Final = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
# The second coordinates of the eight points whose order divides eight.
_SMALL_ORDER: Final = frozenset({0, 1, _FIELD_PRIME - 1, _ORDER_EIGHT, _FIELD_PRIME - _ORDER_EIGHT})


class Purpose(StrEnum):
    """What a signature is for; the external data of the COSE message (docs/format.md)."""

    ROOT = "portage.root.1"
    ROSTER = "portage.roster.1"
    CERTIFICATE = "portage.cert.1"
    HEAD = "portage.head.1"
    BUNDLE = "portage.bundle.1"
    ERASE = "portage.erase.1"
    PEOPLE = "portage.people.1"
    REQUEST = "portage.request.1"
    SEALING = "portage.sealing.1"
    ADMIT = "portage.admit.1"
    BRANCH = "portage.branch.1"


class SignatureWrong(PortageError):
    """The signature does not fit the content, the key or the purpose."""

    code = "signature_wrong"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "files",
                "The signature does not match: the content was changed after it was signed, or "
                "someone else signed it. Nothing was taken from it. Ask the sender for a new file.",
            )
        )


class SigningKey:
    """A device's or an authority's private Ed25519 key. Its repr shows the public half only."""

    __slots__ = ("_key",)

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from the operating system's random source."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_secret(cls, secret: bytes) -> SigningKey:
        """The key of 32 secret bytes; raises ValueError for another length."""
        return cls(Ed25519PrivateKey.from_private_bytes(secret))

    @property
    def secret(self) -> bytes:
        """The 32 bytes from which the key is made again."""
        return self._key.private_bytes_raw()

    @property
    def public(self) -> bytes:
        """The 32 bytes by which others verify."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, payload: bytes, purpose: Purpose) -> bytes:
        """`payload` inside an untagged COSE_Sign1 that holds for `purpose` alone."""
        signature = self._key.sign(_signed_bytes(payload, purpose))
        return encode([_PROTECTED, {}, payload, signature])

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public.hex()})"


def verify(signed: bytes, public: bytes, purpose: Purpose) -> bytes:
    """The payload of `signed`, once the signature by `public` (32 bytes) for `purpose` is proven.

    Raises SignatureWrong, also for a public key of small order or in a second spelling and for a
    message that is not exactly the COSE_Sign1 described above.
    """
    payload, signature = _parts(signed)
    if not is_genuine(_signed_bytes(payload, purpose), signature, public):
        raise SignatureWrong
    return payload


def is_genuine(message: bytes, signature: bytes, public: bytes) -> bool:
    """Whether `signature` (64 bytes) over the bare `message` was made by `public` (32 bytes).

    False for an unacceptable public key and for a signature in more than one spelling.
    """
    if not acceptable_public_key(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def payload_of(signed: bytes) -> bytes:
    """The payload of `signed` WITHOUT checking who signed it.

    Only for finding out which key to verify with; nothing else of it may be believed before
    `verify`. Raises SignatureWrong if it has not the form of a signed statement.
    """
    return _parts(signed)[0]


def acceptable_public_key(public: bytes) -> bool:
    """Whether `public` is the one spelling of a point whose order is not small.

    Asked before a key enters a certificate or a roster, and again at each verification.
    """
    if len(public) != KEY_BYTES:
        return False
    coordinate = int.from_bytes(public, "little") & (2**255 - 1)
    return coordinate < _FIELD_PRIME and coordinate not in _SMALL_ORDER


def digits(data: bytes) -> str:
    """Six groups of five digits that two people compare by voice: "12345 67890 ...".

    From SHA-256 of `data`: each five bytes, as a number, modulo 100,000. Some 99 bits.
    """
    digest = hashlib.sha256(data).digest()
    numbers = (int.from_bytes(digest[at : at + 5], "big") % 100_000 for at in range(0, 30, 5))
    return " ".join(f"{number:05d}" for number in numbers)


def _signed_bytes(payload: bytes, purpose: Purpose) -> bytes:
    """The Sig_structure of RFC 9052, 4.4."""
    return encode(["Signature1", _PROTECTED, purpose.value.encode("ascii"), payload])


def _parts(signed: bytes) -> tuple[bytes, bytes]:
    try:
        parts = decode(signed)
    except NotStrict:
        raise SignatureWrong from None
    match parts:
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)] if (
            protected == _PROTECTED and not unprotected and len(signature) == SIGNATURE_BYTES
        ):
            return payload, signature
        case _:
            raise SignatureWrong
