"""Canadian syllabics read aloud in roman letters, for search only and never for display.

The same sign is read differently by different peoples (ᐅ is `u` in Inuktitut and `o` in Plains
Cree) and the language of a name is not known, so a text has several readings. The tables are built
from the Unicode names of the signs, which tell consonant and vowel; what each people changes
is listed below.

Sources: Unicode 14, blocks 1400-167F, 18B0-18FF and 11AB0-11ABF; the dual orthography of the Inuit
Cultural Institute (1976); the standard roman orthography of Cree, western (single letters) and
eastern (doubled long vowels, `ch`, `sh`, final `u`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

_BLOCKS: Final = (range(0x1401, 0x1680), range(0x18B0, 0x1900), range(0x11AB0, 0x11AC0))
_NAME: Final = "CANADIAN SYLLABICS "
_SPOKEN: Final = re.compile(r"([^aeiou]*)((?:aai|aay|ai|ay|oy|aa|ee|ii|oo|[aeiou])?)(.*)")
_MIDDLE_DOT: Final = "\u1427"
"""`w` after the consonant: written before the sign in the east, after it in the west."""

# Finals that Unicode names by their shape; the rest are named by their sound.
_SHAPES: Final = {
    0x141D: "y",  # named W for a dialect of the east; Plains Cree writes its y with it
    0x141E: "",
    0x141F: "t",
    0x1420: "k",
    0x1421: "sh",
    0x1422: "s",
    0x1423: "n",
    0x1424: "w",
    0x1425: "",
    0x1426: "h",
    0x1427: "w",
    0x1428: "c",
    0x1429: "y",
    0x142A: "",
    0x18DE: "w",
    0x18DF: "w",
}
_PUNCTUATION: Final = frozenset({0x166D, 0x166E})

RUN: Final = re.compile("[\u1401-\u166c\u166f-\u167f\u18b0-\u18ff\U00011ab0-\U00011abf]+")
"""Signs that follow one another without space or punctuation."""


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign taken apart: `kw` + `aa` + nothing; a final has an onset only."""

    onset: str
    vowel: str
    coda: str


@dataclass(frozen=True, slots=True)
class _Reading:
    """What one people changes in the sounds that Unicode names."""

    vowels: dict[str, str]
    onsets: dict[str, str]
    dot_before: bool
    final_u: bool
    doubled_letters: bool


def _signs() -> dict[str, _Sign]:
    found: dict[str, _Sign] = {}
    for block in _BLOCKS:
        for point in block:
            name = unicodedata.name(chr(point), "")
            if not name.startswith(_NAME) or point in _PUNCTUATION:
                continue
            sound = name.rsplit(" ", 1)[1].replace("-", "").lower()
            spoken = _SPOKEN.fullmatch(_SHAPES.get(point, sound))
            if spoken is not None:
                found[chr(point)] = _Sign(*spoken.groups())
    return found


_SIGNS: Final = _signs()

_INUKTITUT: Final = _Reading(
    vowels={"e": "ai", "o": "u", "oo": "uu"},
    onsets={"c": "g", "f": "v", "y": "j", "lh": "l", "th": "r", "shr": "sh"},
    dot_before=True,
    final_u=False,
    doubled_letters=True,
)
_EASTERN: Final = _Reading(
    vowels={"o": "u", "oo": "uu"},
    onsets={"c": "ch", "cw": "chw"},
    dot_before=True,
    final_u=True,
    doubled_letters=False,
)
_WESTERN: Final = _Reading(
    vowels={"ii": "i", "oo": "o", "aa": "a", "ee": "e"},
    onsets={"sh": "s", "shw": "sw"},
    dot_before=False,
    final_u=False,
    doubled_letters=False,
)
_READINGS: Final = (_INUKTITUT, _EASTERN, _WESTERN)


def has_syllabics(text: str) -> bool:
    """Whether any sign of the three blocks stands in `text`."""
    return not text.isascii() and RUN.search(text) is not None


def readings(text: str) -> tuple[str, ...]:
    """`text` with its syllabics in roman letters: Inuktitut, eastern Cree, western Cree.

    Three texts in this order, equal ones not dropped; other letters stay as they are. Lower case.
    """
    return tuple(
        RUN.sub(lambda run, reading=reading: _read(run.group(), reading), text)  # type: ignore[misc]
        for reading in _READINGS
    )


def _read(run: str, reading: _Reading) -> str:
    syllables = _with_dots([_SIGNS[sign] for sign in run if sign in _SIGNS], reading.dot_before)
    spoken: list[str] = []
    for index, sign in enumerate(syllables):
        onset = reading.onsets.get(sign.onset, sign.onset)
        before = spoken[-1] if spoken else ""
        if reading.doubled_letters and sign.vowel:
            if onset == "k" and before == "q":
                onset = "q"  # a doubled q is written with the signs of k: ᖅᑲ is qqa
            elif onset == "j" and before == "t":
                spoken[-1] = "j"  # a doubled j may be written with a t: ᑰᑦᔪᐊᖅ is kuujjuaq
        if (
            reading.final_u
            and onset == "w"
            and not sign.vowel
            and index
            and syllables[index - 1].vowel
        ):
            onset = "u"
        spoken.append(onset + reading.vowels.get(sign.vowel, sign.vowel) + sign.coda)
    return "".join(spoken)


def _with_dots(signs: list[_Sign], dot_before: bool) -> list[_Sign]:
    """`signs` with each middle dot moved into the syllable it belongs to."""
    dot = _SIGNS[_MIDDLE_DOT]
    joined: list[_Sign] = []
    waiting = False
    for index, sign in enumerate(signs):
        if sign is dot:
            follows = index + 1 < len(signs) and bool(signs[index + 1].vowel)
            precedes = bool(joined) and bool(joined[-1].vowel)
            if follows and (dot_before or not precedes):
                waiting = True
            elif precedes and index:
                joined[-1] = _rounded(joined[-1])
            else:
                joined.append(sign)
        else:
            joined.append(_rounded(sign) if waiting else sign)
            waiting = False
    return joined


def _rounded(sign: _Sign) -> _Sign:
    return _Sign(sign.onset + "w", sign.vowel, sign.coda)
