"""Syllabics typed by their sounds: the charts of four ways of writing, and `nu` becoming ᓄ.

A person chooses the way of writing; nothing is converted that they did not type in it. The signs
are taken by their Unicode names; which of them a people uses, and what its finals are, is listed
here. What a chart writes, `domain.words.syllabics` reads back as the same sounds (a test holds both
together).

Sources: Unicode 14, blocks 1400-167F; the dual orthography of the Inuit Cultural Institute (1976),
with the column of `ai` that Nunavik kept; the standard roman orthography of western Cree (finals
of the west, the dot of `w` after the sign) and of eastern Cree (raised finals, the dot before it).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Final

from desktop_app.language import Message

_PREFIX: Final = "CANADIAN SYLLABICS "
_VOWELS: Final = {
    "ai": "E", "e": "E", "i": "I", "ii": "II", "u": "O", "o": "O", "uu": "OO", "oo": "OO",
    "a": "A", "aa": "AA",
}  # fmt: skip
_SAME_VOWEL: Final = {
    "î": "ii",
    "ī": "ii",
    "ô": "oo",
    "ō": "oo",
    "â": "aa",
    "ā": "aa",
    "ê": "e",
    "ē": "e",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One consonant: its signs under the vowels of the chart ("" where there is none), its final."""

    onset: str
    signs: tuple[str, ...]
    final: str


@dataclass(frozen=True, slots=True)
class Syllabary:
    """One way of writing. code: kept in the settings of a device. vowels: of the chart's columns.
    only_last: finals that stand at the end of a word alone."""

    code: str
    label: Message
    vowels: tuple[str, ...]
    lines: tuple[Line, ...]
    only_last: frozenset[str] = frozenset()
    _typed: dict[str, str] = field(init=False, repr=False, compare=False)
    _longest: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        typed: dict[str, str] = {}
        for line in self.lines:
            if line.final:
                typed[line.onset] = line.final
            for vowel, sign in zip(self.vowels, line.signs, strict=True):
                if sign:
                    typed[line.onset + vowel] = sign
        object.__setattr__(self, "_typed", typed)
        object.__setattr__(self, "_longest", max(len(one) for one in typed))

    def written(self, sounds: str) -> str:
        """Roman letters as signs, the longest syllable first; a letter without a sign stays."""
        rest, signs = "".join(_SAME_VOWEL.get(letter, letter) for letter in sounds.lower()), ""
        while rest:
            for length in range(min(self._longest, len(rest)), 0, -1):
                sign = self._typed.get(rest[:length])
                if sign is not None and (sign not in self.only_last or length == len(rest)):
                    break
            else:
                length, sign = 1, rest[0]
            if self.code.startswith("iu") and signs.endswith("ᖅ") and rest[0] == "q":
                # A doubled q is written with the signs of k: qqa is ᖅᑲ.
                sign = self._typed.get("k" + rest[1:length], sign)
            signs += sign
            rest = rest[length:]
        return signs

    def takes(self, letter: str) -> bool:
        """Whether this letter is part of a sound that the chart writes."""
        plain = _SAME_VOWEL.get(letter.lower(), letter.lower())
        return any(plain[0] in typed for typed in self._typed) if plain else False


def _sign(name: str) -> str:
    try:
        return unicodedata.lookup(_PREFIX + name)
    except KeyError:
        return ""


def _line(onset: str, named: str, final: str, vowels: tuple[str, ...], kind: str = "") -> Line:
    """named: the consonant as Unicode names it. kind: what its names begin with, `WEST-CREE `."""
    return Line(onset, tuple(_syllable(named, one, kind) for one in vowels), final)


def _syllable(named: str, vowel: str, kind: str) -> str:
    sign = _sign(kind + named + _VOWELS[vowel])
    if not sign and vowel == "ai":
        return _sign(named + "AI")  # the younger signs of this column have names of their own
    if not sign and kind and named.endswith("W"):
        return _sign(named[:-1] + _VOWELS[vowel]) + "\u1427"
    return sign


def _inuktitut(code: str, label: Message, vowels: tuple[str, ...]) -> Syllabary:
    finals = (
        ("", "", ""), ("p", "P", "ᑉ"), ("t", "T", "ᑦ"), ("k", "K", "ᒃ"), ("g", "C", "ᒡ"),
        ("m", "M", "ᒻ"), ("n", "N", "ᓐ"), ("s", "S", "ᔅ"), ("l", "L", "ᓪ"), ("j", "Y", "ᔾ"),
        ("v", "F", "ᕝ"), ("r", "R", "ᕐ"), ("q", "Q", "ᖅ"), ("ng", "NG", "ᖕ"), ("nng", "NNG", "ᖖ"),
        ("ł", "LH", "ᖦ"),
    )  # fmt: skip
    lines = [_line(onset, named, final, vowels) for onset, named, final in finals]
    lines.append(Line("h", ("",) * len(vowels), "ᕼ"))
    return Syllabary(code, label, vowels, tuple(lines))


_CREE_VOWELS: Final = ("e", "i", "o", "a", "ii", "oo", "aa")
_EAST_VOWELS: Final = ("e", "i", "u", "a", "ii", "uu", "aa")


def _western() -> Syllabary:
    finals = (
        ("", "", ""), ("p", "P", "ᑊ"), ("t", "T", "ᐟ"), ("k", "K", "ᐠ"), ("c", "C", "ᐨ"),
        ("m", "M", "ᒼ"), ("n", "N", "ᐣ"), ("s", "S", "ᐢ"), ("y", "Y", "ᕀ"), ("l", "L", "ᓬ"),
        ("r", "R", "ᕒ"),
    )  # fmt: skip
    lines = [_line(onset, named, final, _CREE_VOWELS) for onset, named, final in finals]
    lines.append(_line("w", "W", "ᐤ", _CREE_VOWELS, "WEST-CREE "))
    lines += [
        _line(f"{onset}w", f"{named}W", "", _CREE_VOWELS, "WEST-CREE ")
        for onset, named, _ in finals[1:9]
    ]
    lines.append(Line("h", ("",) * len(_CREE_VOWELS), "ᐦ"))
    lines.append(Line("hk", ("",) * len(_CREE_VOWELS), "ᕽ"))
    return Syllabary(
        "cr-west",
        Message("syllabary", "Cree, western"),
        _CREE_VOWELS,
        tuple(lines),
        frozenset({"ᕽ"}),
    )


def _eastern() -> Syllabary:
    finals = (
        ("", "", ""), ("p", "P", "ᑉ"), ("t", "T", "ᑦ"), ("k", "K", "ᒃ"), ("ch", "C", "ᒡ"),
        ("m", "M", "ᒻ"), ("n", "N", "ᓐ"), ("s", "S", "ᔅ"), ("sh", "SH", "ᔥ"), ("y", "Y", "ᔾ"),
        ("l", "L", "ᓪ"), ("r", "R", "ᕐ"),
    )  # fmt: skip
    lines = [_line(onset, named, final, _EAST_VOWELS) for onset, named, final in finals]
    lines.append(_line("w", "W", "ᐤ", _EAST_VOWELS))
    lines += [_line(f"{onset}w", f"{named}W", "", _EAST_VOWELS) for onset, named, _ in finals[1:10]]
    lines.append(Line("h", ("",) * len(_EAST_VOWELS), "ᐦ"))
    return Syllabary("cr-east", Message("syllabary", "Cree, eastern"), _EAST_VOWELS, tuple(lines))


SYLLABARIES: Final = (
    _inuktitut("iu", Message("syllabary", "Inuktitut"), ("i", "u", "a", "ii", "uu", "aa")),
    _inuktitut(
        "iu-nunavik",
        Message("syllabary", "Inuktitut of Nunavik"),
        ("ai", "i", "u", "a", "ii", "uu", "aa"),
    ),
    _western(),
    _eastern(),
)
"""The ways of writing that can be typed; other ones through the keyboards of the system."""


def syllabary(code: str) -> Syllabary:
    """The way of writing of that code; the first one for any other."""
    return next((one for one in SYLLABARIES if one.code == code), SYLLABARIES[0])
