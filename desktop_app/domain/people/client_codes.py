"""The code that stands for a client: short, safe to read aloud, and the same on every laptop.

It is made from the end of the client's id, which is random, so no laptop has to ask another one and
nothing has to be written. Forty bits: among 20,000 files two share a code about once in 5,000
organisations. The alphabet is that of Crockford's base 32 (https://www.crockford.com/base32.html):
no I, L, O or U; who types O, I or L means 0, 1 and 1.
"""

from __future__ import annotations

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT: Final = str.maketrans("OIL", "011", "- ")
_LETTERS: Final = 8
TAIL_BYTES: Final = 5
"""So many bytes at the end of an id make the code."""


def code_for(client: bytes) -> str:
    """The code of a client: two groups of four. client: the 16 bytes of the id."""
    number = int.from_bytes(client[-TAIL_BYTES:])
    letters = "".join(_ALPHABET[number >> 5 * at & 31] for at in reversed(range(_LETTERS)))
    return f"{letters[:4]}-{letters[4:]}"


def tail_of(typed: str) -> bytes | None:
    """The end of the ids that a typed code means; None for what is no whole code."""
    letters = typed.upper().translate(_MEANT)
    if len(letters) != _LETTERS or any(one not in _ALPHABET for one in letters):
        return None
    number = 0
    for one in letters:
        number = number << 5 | _ALPHABET.index(one)
    return number.to_bytes(TAIL_BYTES)
