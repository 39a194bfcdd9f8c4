"""One folded form of a text, for search and matching and never for display.

A name is looked for as people type it: without accents, without the special letters of Dene or
Salish orthographies, with or without apostrophes, in syllabics or in roman letters. What is
indexed (`search_forms`) and what is typed (`query_forms`) are folded by the same tables, so
that each finds the other.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from desktop_app.domain.words.syllabics import has_syllabics, readings

LOOSE_MARK: Final = "\u1427"
"""First letter of every word of a loose form, so that it meets loose forms only."""

# Letters that Unicode does not take apart into a letter and marks.
_LETTERS: Final = {
    "ł": "l", "đ": "d", "ø": "o", "ħ": "h", "ŧ": "t", "ı": "i", "ɨ": "i", "ʉ": "u", "ɫ": "l",
    "ƛ": "l", "ɬ": "l", "ƚ": "l", "ⱥ": "a", "ⱦ": "t", "ȼ": "c", "ꝁ": "k", "ɇ": "e", "ɏ": "y",
    "ɍ": "r", "ƀ": "b", "ǥ": "g", "ƶ": "z", "œ": "oe", "æ": "ae", "ß": "ss", "þ": "th",
    "ð": "d", "θ": "th", "ŋ": "ng", "ə": "e", "ɛ": "e", "ɔ": "o", "ʌ": "a", "ɑ": "a", "ɩ": "i",
    "ɣ": "g", "ʁ": "r", "ʒ": "z", "ʃ": "sh", "χ": "x", "ꭓ": "x", "λ": "l", "ĸ": "k", "ŀ": "l",
}  # fmt: skip

# Apostrophes, glottal signs, marks of length, and quotes that are typed for them.
_DROPPED: Final = frozenset(
    "'`´‘’‛ʹʻʼʽʾʿˀˁˈˊˋ′ʔʕɂꞌꞋ" + ":ː꞉·‧ˑ"
)  # fmt: skip

_ELIDED: Final = re.compile(r"\b(qu|jusqu|lorsqu|puisqu|[cdjlmnst])['’ʼ](?=\w)", re.IGNORECASE)
_LATERAL: Final = re.compile(r"(?:(?<=[aiu])|(?<!\S))&(?=&?[aiu])|(?<=&)&|(?<=[aiu])&(?=&)")


class _Folding(dict[int, str | None]):
    """The table of `str.translate`, worked out for each character when it is first met."""

    def __missing__(self, point: int) -> str | None:
        folded = self[point] = _folded_character(chr(point))
        return folded


def _folded_character(character: str) -> str | None:
    if character in _LETTERS:
        return _LETTERS[character]
    if character in _DROPPED:
        return None
    category = unicodedata.category(character)
    if category.startswith(("L", "N")) or category == "Mc":
        return character.lower()
    if category in {"Mn", "Me", "Cf", "Cs", "Co", "Cn"}:
        return None
    if category == "Cc":
        return " " if character.isspace() else None
    return " "


_FOLDING: Final = _Folding()


def fold(text: str) -> str:
    """`text` in lower-case plain letters and digits with single spaces between words.

    Marks, apostrophes, glottal signs, control and bidirectional characters are dropped; hyphens
    and other punctuation become spaces; stroke letters and ligatures become plain letters.
    Syllabics stay syllabics (`search_forms` romanises them). Folding twice changes nothing.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return " ".join(text.translate(_FOLDING).split())


def search_forms(text: str) -> tuple[str, ...]:
    """The forms under which `text` is indexed: folded, with the readings of its syllabics.

    The first is `fold(text)`; the others differ from it and from one another. A text with French
    elision is also given with the elided word apart (`centre d aide`), one with the Inuktitut
    `&` also with `l`. One with syllabics has Inuktitut, eastern and western Cree readings (long
    vowels doubled and single) and loose forms, whose words begin with `LOOSE_MARK`. Give the whole
    searchable text of a record at once: every word then stands in every form, so that several
    typed words meet within one form though some are written in syllabics and some are not.
    """
    forms = [fold(text)]
    if "'" in text or "’" in text or "ʼ" in text:
        forms.append(fold(_ELIDED.sub(r"\1 ", text)))
    if "&" in text:
        forms.append(_with_laterals(text))
    if not text.isascii() and has_syllabics(text):
        forms.extend(_romanised(text))
        forms.extend(loose(reading) for reading in readings(text))
    return _distinct(forms)


def query_forms(text: str) -> tuple[str, ...]:
    """The forms in which typed words are looked up; a record is found that meets any of them.

    Roman letters give their folded form and a loose one that meets syllabics only; syllabics give
    themselves, their romanisations and loose forms. Each form is a list of words of which all
    must be found. Empty when nothing but punctuation was typed.
    """
    forms = [fold(text)]
    if "&" in text:
        forms.append(_with_laterals(text))
    if has_syllabics(text):
        forms.extend(_romanised(text))
        forms.extend(loose(reading) for reading in readings(text))
    elif not forms[-1].replace(" ", "").isdigit():
        forms.append(loose(forms[-1]))
    return tuple(form for form in _distinct(forms) if form)


def _romanised(text: str) -> list[str]:
    """Readings of the syllabics of `text` as roman records may spell them, folded."""
    inuktitut, eastern, western = (fold(reading) for reading in readings(text))
    with_w = _FINAL_U.sub("w", eastern)
    return [
        inuktitut,
        _single_vowels(inuktitut),
        eastern,
        _single_vowels(eastern),
        with_w,
        _single_vowels(with_w),
        western,
        western.replace("o", "u"),
    ]


def _with_laterals(text: str) -> str:
    return fold(_LATERAL.sub("l", text.lower()))


def _distinct(forms: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(forms))


_FINAL_U: Final = re.compile(r"(?<=[aei])u\b")
_LONG: Final = re.compile(r"([aeiou])\1")


def _single_vowels(text: str) -> str:
    return _LONG.sub(r"\1", text)


# One letter for the sounds that the orthographies of one word write differently. In order.
_LOOSE_STEPS: Final = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"tch|ch|sh|ts|[cz]", "s"),
        (r"th", "t"),
        (r"h", ""),
        (r"n?ng|n(?=[kgq])", "n"),
        (r"[qgx]", "k"),
        (r"b", "p"),
        (r"d", "t"),
        (r"f", "v"),
        (r"j", "y"),
        (r"ou|oo|o", "u"),
        (r"ee|ay|ey|ai|e", "i"),
        (r"w(?![aiu])", "u"),
        (r"y(?![aiu])", "i"),
        (r"(.)\1+", r"\1"),
    )
)


def loose(folded: str) -> str:
    """The loose form of a folded text: what is left when orthographies disagree.

    Long and short vowels, o and u, e and i, voiced and unvoiced, c/ch/s/sh/ts and q/k become
    one letter, h is dropped. Each word begins with `LOOSE_MARK`.
    """
    letters = folded
    for pattern, letter in _LOOSE_STEPS:
        letters = pattern.sub(letter, letters)
    return " ".join(LOOSE_MARK + word for word in letters.split())


def digits_of(text: str) -> str:
    """The decimal digits of `text` in ASCII, in order, in whatever script they were written."""
    if text.isascii():
        return "".join(filter(str.isdigit, text))
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


_POSTAL: Final = re.compile(
    r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d", re.ASCII
)


def line_digits(text: str) -> str:
    """The digits of a telephone number without its extension, for finding it by its last four."""
    if text[:1] == "+" and text.isascii() and text[1:].isdigit():
        return text[1:]  # as it is kept
    normal = telephone(text)
    return digits_of(text if normal is None else normal.partition(";")[0])


def postal_code(text: str) -> str | None:
    """A Canadian postal code as `A1A 1A1`, or None when `text` is not one.

    Case, spaces and hyphens do not matter. The letters D F I O Q U are never used, W and Z never
    come first; the first letter tells the province (X is the Northwest Territories or Nunavut).
    """
    code = re.sub(r"[\s-]", "", text).upper()
    return f"{code[:3]} {code[3:]}" if _POSTAL.fullmatch(code) else None


_EXTENSION: Final = re.compile(
    r"(?:[;,]?\s*(?:extension|ext|poste|post|x|#)\s*[.:=#]?\s*)(\d{1,6})\s*$",
    re.IGNORECASE | re.ASCII,
)
_NORTH_AMERICAN: Final = re.compile(r"1?([2-9]\d{2}[2-9]\d{6})", re.ASCII)
_INTERNATIONAL: Final = re.compile(r"(?:\+|00|011)([1-9]\d{6,14})", re.ASCII)
_NOT_DIALLED: Final = re.compile(r"[\s().\-/\u2010-\u2015\u00a0]+")


def telephone(text: str) -> str | None:
    """A telephone number as `+18195550123`, with `;ext=45` when it has one; None when it is none.

    Ten digits, or eleven that begin with 1, are read as North American (area code and exchange
    do not begin with 0 or 1). Numbers of other countries need their `+`, `00` or `011`.
    """
    extension = _EXTENSION.search(text)
    number = _NOT_DIALLED.sub("", text[: extension.start()] if extension else text)
    suffix = f";ext={extension.group(1)}" if extension else ""
    home = _NORTH_AMERICAN.fullmatch(
        number.removeprefix("+1") if number.startswith("+1") else number
    )
    if home is not None:
        return f"+1{home.group(1)}{suffix}"
    abroad = _INTERNATIONAL.fullmatch(number)
    if abroad is not None and not abroad.group(1).startswith("1"):
        return f"+{abroad.group(1)}{suffix}"
    return None
