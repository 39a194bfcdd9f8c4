"""What is compared of two people, field by field, and how alike each field is.

A `Traits` is a person prepared once (folded, romanised, taken apart), so that comparing two is
cheap. Comparing gives a level for each field, not a decision; `matching` weighs the levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA, JaroWinkler

from desktop_app.domain.matching.nicknames import are_forms_of_one_name
from desktop_app.domain.words.folding import digits_of, fold, telephone
from desktop_app.domain.words.syllabics import has_syllabics, readings


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of one person for matching; an empty field is unknown and counts neither way.

    id: any text, unique in its table. birth: ISO, may be partial (`1950`, `1950-03`) or about
    (`~1950`). other_names: former names and nicknames. place: the community, with or without
    its province. Texts as people wrote them: folding happens here.
    """

    id: str
    given: str = ""
    family: str = ""
    other_names: tuple[str, ...] = ()
    birth: str = ""
    street: str = ""
    place: str = ""
    postcode: str = ""
    telephones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


class Level(IntEnum):
    """How alike two values are. UNKNOWN when either is missing."""

    UNKNOWN = 0
    DIFFERENT = 1
    WEAK = 2
    NEAR = 3
    SAME = 4


class How(IntEnum):
    """In which way two values are alike, for the reason that a person reads."""

    PLAINLY = 0
    TYPED = 1
    SOUND = 2
    NICKNAME = 3
    SCRIPT = 4
    PART = 5
    SWAPPED = 6
    FORMER = 7


@dataclass(frozen=True, slots=True)
class Likeness:
    """One field of two people."""

    level: Level
    how: How = How.PLAINLY


UNKNOWN: Final = Likeness(Level.UNKNOWN)
DIFFERENT: Final = Likeness(Level.DIFFERENT)
SAME: Final = Likeness(Level.SAME)


@dataclass(frozen=True, slots=True)
class Name:
    """A given or family name prepared. letters: folded, no spaces; sound: see `sound_of`."""

    letters: str
    words: tuple[str, ...]
    sound: str
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traits:
    """A person prepared for comparing. birth: year, month, day (0 unknown); None when unknown.

    road: the letters of the street without the number of the door.
    """

    id: str
    given: Name
    family: Name
    other: tuple[Name, ...]
    birth: tuple[int, int, int] | None
    birth_digits: str
    about: bool
    street: str
    road: str
    street_pairs: frozenset[str]
    numbers: frozenset[str]
    place: str
    postcode: str
    telephones: frozenset[str]
    emails: frozenset[str]


_SOUNDS: Final = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"ph", "f"),
        (r"sch|sh|ch|tch", "j"),
        (r"wr", "r"),
        (r"^kn|gn", "n"),
        (r"eaux?|aux?|ault|aulx", "o"),
        (r"ght?|gh", ""),
        (r"ck|qu|q|x", "k"),
        (r"c(?=[eiy])|z", "s"),
        (r"c", "k"),
        (r"g(?=[eiy])", "j"),
        (r"dg", "j"),
        (r"w|v", "f"),
        (r"b", "p"),
        (r"d", "t"),
        (r"y|j(?=[aeiou]?$)", "i"),
        (r"h", ""),
        (r"m(?=[pbt])", "n"),
        (r"(?<=.)(?:es|ent|[esxt])$", ""),
        (r"(?<=.)[aeiou]+", ""),
        (r"^[aeiou]+", "a"),
        (r"(.)\1+", r"\1"),
    )
)


def sound_of(letters: str) -> str:
    """A rough common sound of a folded name in French, English and romanised syllabics.

    Silent endings and vowels after the first are dropped, letters that are confused by ear
    become one. Two names of one sound are worth comparing, no more.
    """
    for pattern, letter in _SOUNDS:
        letters = pattern.sub(letter, letters)
    return letters


def prepared(person: Person) -> Traits:
    """`person` folded and taken apart."""
    birth, about = read_birth(person.birth)
    street = fold(person.street)
    letters = street.replace(" ", "")
    return Traits(
        id=person.id,
        given=_name(person.given),
        family=_name(person.family),
        other=tuple(_name(name) for name in person.other_names if name.strip()),
        birth=birth,
        birth_digits="{:04}{:02}{:02}".format(*birth) if birth else "",
        about=about,
        street=letters,
        road="".join(letter for letter in letters if letter.isalpha())[:16],
        street_pairs=_pairs(letters),
        numbers=frozenset(re.findall(r"\d+", street)),
        place=fold(person.place).replace(" ", ""),
        postcode=fold(person.postcode).replace(" ", ""),
        telephones=frozenset(_number(text) for text in person.telephones if digits_of(text)),
        emails=frozenset(text.strip().casefold() for text in person.emails if text.strip()),
    )


@lru_cache(maxsize=50_000)
def _name(text: str) -> Name:
    words = tuple(fold(text).split())
    romanised: tuple[str, ...] = ()
    if has_syllabics(text):
        romanised = tuple(dict.fromkeys(fold(form).replace(" ", "") for form in readings(text)))
        words = tuple(fold(readings(text)[0]).split())
    letters = "".join(words)
    return Name(letters, words, sound_of(letters), romanised)


def _pairs(letters: str) -> frozenset[str]:
    plain = re.sub(r"\d", "", letters)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def _number(text: str) -> str:
    normal = telephone(text)
    return (normal.split(";")[0] if normal else digits_of(text))[-10:]


_ISO: Final = re.compile(r"(~?)(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)


def read_birth(text: str) -> tuple[tuple[int, int, int] | None, bool]:
    """Year, month and day (0 where unknown) of an ISO date, and whether it is only about."""
    match = _ISO.fullmatch(text.strip())
    if match is None:
        return None, False
    about, year, month, day = match.groups()
    return (int(year), int(month or 0), int(day or 0)), bool(about)


def compare_names(first: Name, second: Name, given: bool) -> Likeness:
    """How alike two given (or two family) names are: spelling, sound, script, part, nickname."""
    a, b = first.letters, second.letters
    if not a or not b:
        return UNKNOWN
    if a == b and bool(first.readings) == bool(second.readings):
        return SAME
    if first.readings or second.readings:
        return _across_scripts(first, second)
    if given and are_forms_of_one_name(first.words[0], second.words[0]):
        return Likeness(Level.NEAR, How.NICKNAME)
    longest = max(len(a), len(b))
    distance = OSA.distance(a, b, score_cutoff=3)
    if distance == 1 and longest > 3:
        return Likeness(Level.NEAR, How.TYPED)
    if distance == 2 and longest > 5 and a[0] == b[0]:
        return Likeness(Level.NEAR, How.TYPED)
    if _share_a_word(first.words, second.words):
        return Likeness(Level.NEAR, How.PART)
    if len(a) == 1 or len(b) == 1:
        return Likeness(Level.WEAK if a[0] == b[0] else Level.DIFFERENT, How.PART)
    if first.sound == second.sound and len(first.sound) > 1:
        return Likeness(Level.NEAR if len(first.sound) > 2 else Level.WEAK, How.SOUND)
    if given and min(len(a), len(b)) == 3 and (a.startswith(b) or b.startswith(a)):
        return Likeness(Level.WEAK, How.PART)
    if longest > 4 and (distance <= 2 or JaroWinkler.similarity(a, b) >= 0.88):
        return Likeness(Level.WEAK, How.TYPED)
    if longest > 7 and distance == 3:
        return Likeness(Level.WEAK, How.TYPED)
    return DIFFERENT


def _share_a_word(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    if len(first) == 1 and len(second) == 1:
        a, b = sorted((first[0], second[0]), key=len)
        return len(a) >= 4 and b.startswith(a) and len(b) - len(a) >= 3
    return any(len(word) > 2 and word in second for word in first)


def _across_scripts(first: Name, second: Name) -> Likeness:
    forms = first.readings or (first.letters,)
    others = second.readings or (second.letters,)
    best = min(OSA.distance(a, b) / max(len(a), len(b)) for a in forms for b in others)
    if best == 0:
        return Likeness(Level.SAME, How.SCRIPT)
    if best <= 0.2:
        return Likeness(Level.NEAR, How.SCRIPT)
    return Likeness(Level.WEAK, How.SCRIPT) if best <= 0.34 else DIFFERENT


def compare_births(first: Traits, second: Traits) -> Likeness:
    """How alike two birth dates are: equal as far as known, swapped, a digit wrong."""
    if first.birth is None or second.birth is None:
        return UNKNOWN
    (year, month, day), (other_year, other_month, other_day) = first.birth, second.birth
    if first.about or second.about:
        apart = abs(year - other_year)
        return Likeness(Level.WEAK, How.PART) if apart <= 3 else _unless(apart <= 8)
    if first.birth == second.birth and day:
        return SAME
    if not (day and other_day):
        known = year == other_year and (month == other_month or not (month and other_month))
        if not known:
            return DIFFERENT
        return Likeness(Level.NEAR if month and other_month else Level.WEAK, How.PART)
    if year == other_year and month == other_day and day == other_month:
        return Likeness(Level.NEAR, How.SWAPPED)
    distance = OSA.distance(first.birth_digits, second.birth_digits, score_cutoff=2)
    if distance == 1:
        return Likeness(Level.NEAR, How.TYPED)
    if distance == 2 and (year == other_year or (month, day) == (other_month, other_day)):
        return Likeness(Level.WEAK, How.TYPED)
    return DIFFERENT


def _unless(close: bool) -> Likeness:
    return UNKNOWN if close else DIFFERENT


def compare_streets(first: Traits, second: Traits) -> Likeness:
    """How alike two street addresses are, whatever the order of their parts."""
    a, b = first.street_pairs, second.street_pairs
    numbers = first.numbers & second.numbers
    if len(a) < 3 or len(b) < 3:
        if first.street and first.street == second.street:
            return Likeness(Level.NEAR)
        return UNKNOWN
    common = len(a & b)
    alike = 2 * common / (len(a) + len(b))
    inside = common / min(len(a), len(b)) if min(len(a), len(b)) > 5 else 0.0
    agree = bool(numbers) or not (first.numbers and second.numbers)
    if (alike >= 0.92 or inside >= 0.97) and agree:
        return SAME if alike >= 0.92 else Likeness(Level.NEAR, How.PART)
    if alike >= 0.72 or inside >= 0.85:
        return Likeness(Level.NEAR if agree else Level.WEAK, How.TYPED)
    if alike >= 0.55 and numbers:
        return Likeness(Level.WEAK, How.TYPED)
    return DIFFERENT


def compare_words(a: str, b: str) -> Likeness:
    """How alike two short values are (a place, a postal code): equal, two signs swapped, or one slip
    of the hand."""
    if not a or not b:
        return UNKNOWN
    if a == b:
        return SAME
    distance = OSA.distance(a, b, score_cutoff=2)
    if distance == 1 and len(a) == len(b) and sorted(a) == sorted(b):
        return Likeness(Level.NEAR, How.SWAPPED)
    if distance == 1 or (distance == 2 and max(len(a), len(b)) > 7):
        return Likeness(Level.NEAR, How.TYPED)
    return DIFFERENT


def compare_sets(first: frozenset[str], second: frozenset[str]) -> Likeness:
    """Telephones or e-mail addresses: one in common is enough, none in common tells little."""
    if not first or not second:
        return UNKNOWN
    return DIFFERENT if first.isdisjoint(second) else SAME
