"""Keyed digests (proof that a small file was written by whoever held a key), and derived keys."""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def keyed_digest(key: bytes, purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 of `data` under a key of its own for this purpose (32 bytes)."""
    own = hmac.new(key, purpose.encode(), hashlib.sha256).digest()
    return hmac.new(own, data, hashlib.sha256).digest()


def same_digest(one: bytes, other: bytes) -> bool:
    """Whether two digests are equal, in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def derived_secret(secret: bytes, purpose: str) -> bytes:
    """32 bytes that follow from `secret` for one purpose and tell nothing of it (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)
