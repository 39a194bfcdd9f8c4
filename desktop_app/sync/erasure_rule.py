"""How many have to agree to an erasure: a rule of the root, which no key of the office can change.

The authority lets laptops in, so whoever steals its key can make as many office laptops as they
like. The rule therefore names the laptops whose signatures count, and stands in the statement that
only the keepers of the papers can sign. Each laptop asks it before it erases anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from desktop_app.crypto.signing import acceptable_public_key
from desktop_app.sync.erasing import SIGNATURES, Erasure, has_signed

LAPTOPS: Final = 16
"""How many laptops a rule may name."""

STANDING: Final = 2048
"""How many erasures of the time before the rule it may let stand."""


@dataclass(frozen=True, slots=True)
class ErasureRule:
    """signatures: how many of `laptops` (Ed25519 public keys) have to sign beside the authority; 1
    asks for none. standing: decisions of before the rule that count without (`Erasure.decision`)."""

    signatures: int = 1
    laptops: tuple[bytes, ...] = ()
    standing: frozenset[bytes] = frozenset()

    def allows(self, erasure: Erasure, data: bytes) -> bool:
        """Whether a statement that its authority signed may be carried out. data: as it came."""
        if self.signatures <= 1 or erasure.decision in self.standing:
            return True
        return sum(has_signed(data, key) for key in self.laptops) >= self.signatures

    def to_plain(self) -> list[Any]:
        """As the root statement holds it."""
        return [self.signatures, list(self.laptops), sorted(self.standing)]


NO_RULE: Final = ErasureRule()
"""The authority alone erases: right for an organisation with one office laptop."""


def read_rule(plain: Any) -> ErasureRule:
    """The rule in a root statement; None is none. Raises ValueError for any other shape."""
    if plain is None:
        return NO_RULE
    signatures, laptops, standing = plain
    if type(signatures) is not int or not 1 < signatures < SIGNATURES:
        raise ValueError("how many sign an erasure")
    if type(laptops) is not list or len(laptops) > LAPTOPS or len(set(laptops)) != len(laptops):
        raise ValueError("who signs an erasure")
    if not all(type(one) is bytes and acceptable_public_key(one) for one in laptops):
        raise ValueError("who signs an erasure")
    if type(standing) is not list or len(standing) > STANDING:
        raise ValueError("what stands of before")
    if not all(type(one) is bytes and len(one) == 16 for one in standing):
        raise ValueError("what stands of before")
    return ErasureRule(signatures, tuple(laptops), frozenset(standing))
