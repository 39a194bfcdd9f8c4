"""Recovery papers: 32 secret bytes written so that a person can type them again by hand.

Five lines of five groups of four, in Crockford's Base32 (no I, L, O, U). The last group of each
line checks that line and all lines above it, so a slip is named by its line, and lines of two
papers cannot be mixed. One paper opens a vault, another is the organisation's root, a third opens
what laptops keep at the office for a forgotten passphrase, and none is ever taken for another.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final, Literal

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message

Kind = Literal["vault", "root", "escrow"]

SUBJECT_BYTES: Final = 16
SECRET_BYTES: Final = 32
LINES: Final = 5

_FORMAT: Final = 1
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_GROUP: Final = 4
_LINE_BYTES: Final = 10
_LINE_SYMBOLS: Final = 20
_CHECK_SYMBOLS: Final = 4
_MARKS: Final[dict[Kind, str]] = {"vault": "V", "root": "R", "escrow": "E"}
_NUMBERS: Final[dict[Kind, int]] = {"vault": 1, "root": 2, "escrow": 3}
_HEADING: Final = re.compile(r"\s*PORTAGE[\s-]*([VRE])\s*[1IL]\b[\s:]*")


class RecoveryCodeWrong(PortageError):
    """What was typed is not a recovery code as Portage prints them.

    line: which of the five lines differs first, counted from 1; None when it cannot be told.
    """

    code = "recovery_code_wrong"

    def __init__(self, line: int | None = None) -> None:
        self.line = line
        if line is None:
            message = Message(
                "recovery",
                "This is not a Portage recovery code. Nothing was changed. "
                "Type the five lines of the recovery paper, or scan its square.",
            )
        else:
            message = Message(
                "recovery",
                "Line {line} of the recovery code is not as it was printed. Nothing was changed. "
                "Compare line {line} with the paper and type it again.",
                {"line": line},
            )
        super().__init__(message)


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryCode:
    """What one recovery paper holds.

    kind: which door it opens. subject: 16 bytes, the id of the vault or the organisation.
    secret: 32 bytes. Its repr shows no secret.
    """

    kind: Kind
    subject: bytes
    secret: bytes

    def __post_init__(self) -> None:
        if len(self.subject) != SUBJECT_BYTES or len(self.secret) != SECRET_BYTES:
            raise ValueError("a recovery code holds an id of 16 bytes and a secret of 32")

    def __repr__(self) -> str:
        return f"RecoveryCode(kind={self.kind!r}, subject={self.subject.hex()})"

    @property
    def text(self) -> str:
        """A heading (PORTAGE-V1, PORTAGE-R1 or PORTAGE-E1), then the five lines to print and to type."""
        lines = [
            " ".join(line[at : at + _GROUP] for at in range(0, _LINE_SYMBOLS, _GROUP))
            for line in self._lines()
        ]
        return "\n".join([self._heading(), *lines])

    @property
    def qr_text(self) -> str:
        """The same in one line, in the letters for which a QR code needs least room."""
        return f"{self._heading()}:{''.join(self._lines())}"

    @classmethod
    def parse(cls, text: str) -> RecoveryCode:
        """The code in `text`, with or without heading, spaces, hyphens and line ends.

        Small letters, O for 0, I and L for 1 are taken as meant. Raises RecoveryCodeWrong.
        """
        heading, lines = _split(text)
        known = b""
        for number, line in enumerate(lines, start=1):
            data = _bytes(line[:-_CHECK_SYMBOLS]) if len(line) == _LINE_SYMBOLS else None
            if data is None or line[-_CHECK_SYMBOLS:] != _check(known + data):
                raise RecoveryCodeWrong(number if number <= LINES else None)
            known += data
            if number > LINES:
                raise RecoveryCodeWrong
        if len(lines) < LINES:
            raise RecoveryCodeWrong(len(lines) + 1 if lines else None)
        for kind, value in _NUMBERS.items():
            if known[:2] == bytes([_FORMAT, value]) and heading in {None, _MARKS[kind]}:
                subject_end = 2 + SUBJECT_BYTES
                return cls(kind, known[2:subject_end], known[subject_end:])
        raise RecoveryCodeWrong

    def _heading(self) -> str:
        return f"PORTAGE-{_MARKS[self.kind]}{_FORMAT}"

    def _lines(self) -> list[str]:
        data = bytes([_FORMAT, _NUMBERS[self.kind]]) + self.subject + self.secret
        ends = range(_LINE_BYTES, len(data) + 1, _LINE_BYTES)
        return [_symbols(data[end - _LINE_BYTES : end], 16) + _check(data[:end]) for end in ends]


def _split(text: str) -> tuple[str | None, list[str]]:
    """The heading's letter, if there is one, and the lines in the alphabet's own letters."""
    upper = text.upper()
    found = _HEADING.match(upper)
    rest = upper[found.end() :] if found else upper
    rows = [re.sub(r"[\s\-.]", "", row).translate(_READ_AS) for row in rest.splitlines()]
    rows = [row for row in rows if row]
    if len(rows) != LINES:  # written in one piece, or broken elsewhere
        whole = "".join(rows)
        rows = [whole[at : at + _LINE_SYMBOLS] for at in range(0, len(whole), _LINE_SYMBOLS)]
    return (found.group(1) if found else None), rows


def _symbols(data: bytes, count: int) -> str:
    """The first 5 * `count` bits of `data`."""
    number = int.from_bytes(data, "big") >> (8 * len(data) - 5 * count)
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(count)))


def _bytes(symbols: str) -> bytes | None:
    number = 0
    for symbol in symbols:
        value = _LETTERS.find(symbol)
        if value < 0:
            return None
        number = number << 5 | value
    return number.to_bytes(len(symbols) * 5 // 8, "big")


def _check(data: bytes) -> str:
    """Twenty bits over everything up to the end of a line."""
    return _symbols(hashlib.sha256(b"portage recovery paper 1" + data).digest(), _CHECK_SYMBOLS)
