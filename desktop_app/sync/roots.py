"""Root statements: who may speak for the organisation, signed by those who keep its papers.

Version n + 1 is signed by the thresholds of version n and of itself (as TUF does), so the papers of
today decide who holds those of tomorrow. The first version's payload names the organisation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import (
    Purpose,
    SignatureWrong,
    SigningKey,
    acceptable_public_key,
    digits,
    payload_of,
    verify,
)
from desktop_app.domain.errors import PortageError
from desktop_app.sync.erasure_rule import NO_RULE, ErasureRule, read_rule
from desktop_app.sync.statements import TrustRefused

KEEPERS: Final = 16
"""How many keys, and how many authorities, a root may name."""


@dataclass(frozen=True, slots=True)
class Root:
    """Who may speak for the organisation. keys, authorities: Ed25519 public keys.

    escrow: the age address to which laptops seal the keys of their vaults; "" for none. erasing: who
    has to agree to an erasure.
    """

    version: int
    name: str
    keys: tuple[bytes, ...]
    threshold: int
    authorities: tuple[bytes, ...]
    payload: bytes
    escrow: str = ""
    erasing: ErasureRule = NO_RULE


def root_payload(
    version: int,
    name: str,
    keys: Iterable[bytes],
    threshold: int,
    authorities: Iterable[bytes],
    escrow: str = "",
    erasing: ErasureRule = NO_RULE,
) -> bytes:
    """What the keepers of the organisation sign, each with their own key."""
    told: dict[str, Any] = {
        "version": version,
        "name": name,
        "keys": list(keys),
        "threshold": threshold,
        "authorities": list(authorities),
    }
    if escrow:
        told["escrow"] = escrow
    if erasing.signatures > 1:
        told["erasing"] = erasing.to_plain()
    return encode(told)


def sign_root(payload: bytes, keys: Iterable[SigningKey]) -> bytes:
    """The root statement of that payload, signed by these keys."""
    return encode([key.sign(payload, Purpose.ROOT) for key in keys])


def make_root(name: str, root: SigningKey, authority: bytes, escrow: str = "") -> bytes:
    """The first root statement of an organisation, held by one key to begin with."""
    return sign_root(root_payload(1, name, [root.public], 1, [authority], escrow), [root])


def organisation_id(root_statement: bytes) -> bytes:
    """SHA-256 of the first root statement's payload: what the organisation's digits show."""
    return hashlib.sha256(payload_of(decode(root_statement, text_limit=1 << 20)[0])).digest()


def organisation_digits(organisation: bytes) -> str:
    """Six groups of five digits that are compared with the printed card."""
    return digits(organisation)


def read_root(statement: bytes) -> Root:
    """A root statement signed by its own threshold; raises TrustRefused."""
    try:
        signed = decode(statement, text_limit=1 << 20)
        payload = payload_of(signed[0])
        told = decode(payload)
        keys = tuple(told["keys"])
        root = Root(
            told["version"],
            told["name"],
            keys,
            told["threshold"],
            tuple(told["authorities"]),
            payload,
            told.get("escrow", ""),
            read_rule(told.get("erasing")),
        )
    except (TypeError, KeyError, ValueError, IndexError, PortageError) as fault:
        raise TrustRefused("root") from fault
    # Anybody can sign a root of their own, so its shape is looked at before anything is compared.
    shape = (type(root.version), type(root.name), type(root.threshold), type(root.escrow))
    if shape != (int, str, int, str) or root.version < 1:
        raise TrustRefused("root shape")
    if type(signed) is not list or any(type(one) is not bytes for one in signed):
        raise TrustRefused("root shape")
    if len(signed) > 2 * KEEPERS or len(keys) > KEEPERS or len(root.authorities) > KEEPERS:
        raise TrustRefused("root shape")
    if not all(
        type(key) is bytes and acceptable_public_key(key) for key in (*keys, *root.authorities)
    ):
        raise TrustRefused("root keys")
    if not 1 <= root.threshold <= len(keys) or len(set(keys)) != len(keys):
        raise TrustRefused("root threshold")
    if signers(signed, payload, keys) < root.threshold:
        raise TrustRefused("root signatures")
    return root


def signers(signed: Iterable[Any], payload: bytes, keys: Iterable[bytes]) -> int:
    """How many of `keys` signed that payload."""
    count = 0
    for key in keys:
        for one in signed:
            try:
                if verify(one, key, Purpose.ROOT) == payload:
                    count += 1
                    break
            except SignatureWrong:
                continue
    return count
