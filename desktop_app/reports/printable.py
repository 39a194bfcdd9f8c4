"""Text that someone typed or sent, made fit for paper.

Paper shows what is there: a control or direction character is written out as its code point, so
that it neither hides nor reorders anything; a text without end is cut with a mark.
"""

from __future__ import annotations

import unicodedata
from typing import Final

CUT: Final = "[…]"
"""Stands where a text was cut: the same in every language."""

LONGEST: Final = 4_000
"""Characters of one text that are printed at most; about a page and a half."""

MOST_MARKS: Final = 6
"""Combining marks on one letter at most; no orthography that we know stacks more than three."""

_NEW_LINES: Final = "\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_WRITTEN_OUT: Final = frozenset({"Cc", "Cf", "Co", "Cn"})


def printable(text: str, longest: int = LONGEST) -> str:
    """`text` as it is printed: composed, unambiguous, and at most `longest` characters and a mark.

    Line ends of any kind become a newline and tabs a space; other control, format and
    unassigned characters become `[U+202E]`; half of a surrogate pair becomes U+FFFD.
    """
    shown = text[:longest]
    cut = len(text) > len(shown)
    shown = unicodedata.normalize("NFC", shown.replace("\r\n", "\n").replace("\r", "\n"))
    written: list[str] = []
    marks = 0
    for character in shown:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            cut = cut or marks == MOST_MARKS + 1
        elif character in _NEW_LINES:
            written.append("\n")
        elif character == "\t":
            written.append(" ")
        elif category == "Cs":
            written.append("\ufffd")
        elif category in _WRITTEN_OUT:
            written.append(f"[U+{ord(character):04X}]")
        else:
            written.append(character)
    return "".join(written) + (f" {CUT}" if cut else "")


def on_one_line(text: str, longest: int = 400) -> str:
    """`text` as printed where only one line has room: line ends become spaces."""
    return " ".join(printable(text, longest).split("\n"))
