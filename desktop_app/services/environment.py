"""The time and the chance that services use, given from outside so that they can be rehearsed."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Environment:
    """now: UTC milliseconds since 1970. random: that many unpredictable bytes."""

    now: Callable[[], int]
    random: Callable[[int], bytes]

    def new_id(self) -> bytes:
        """A time-ordered id (UUIDv7, RFC 9562); nothing reads the time in it."""
        chance = bytearray(self.random(10))
        chance[0] = 0x70 | (chance[0] & 0x0F)
        chance[2] = 0x80 | (chance[2] & 0x3F)
        return (self.now() & ((1 << 48) - 1)).to_bytes(6, "big") + bytes(chance)


REAL: Final = Environment(lambda: time.time_ns() // 1_000_000, secrets.token_bytes)
