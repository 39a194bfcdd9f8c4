"""Keyed digests: proof that a small file beside the vault was written by whoever held its key."""

from __future__ import annotations

import hashlib
import hmac


def keyed_digest(key: bytes, purpose: str, data: bytes) -> bytes:
    """HMAC-SHA256 of `data` under a key of its own for this purpose (32 bytes)."""
    own = hmac.new(key, purpose.encode(), hashlib.sha256).digest()
    return hmac.new(own, data, hashlib.sha256).digest()


def same_digest(one: bytes, other: bytes) -> bool:
    """Whether two digests are equal, in a time that tells nothing."""
    return hmac.compare_digest(one, other)
