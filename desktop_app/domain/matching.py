"""Likely duplicates of people, with the reasons in words.

Two records are compared field by field (`likeness`) and the likenesses are weighed against two
other explanations: that they are strangers who happen to agree, and that they are relatives of one
household, who share family name, address and telephone. Agreement on a rare value tells more than
on a common one, and how rare a value is comes from the table itself. So does how
often a table holds households at all: where many people share a home under different given
names, two records that differ only in the given name are twins; where nobody else does, they
are one person. No labels are used, and there is one threshold for every table.

Rule: Fellegi and Sunter, A Theory for Record Linkage (1969), with a third class for relatives.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.likeness import (
    How,
    Level,
    Likeness,
    Name,
    Person,
    Traits,
    compare_births,
    compare_names,
    compare_sets,
    compare_streets,
    compare_words,
    prepared,
)
from desktop_app.domain.matching_reasons import Evidence, reasons
from desktop_app.domain.people_rows import people_from_rows
from desktop_app.language import Message

__all__ = ["THRESHOLD", "Pair", "Person", "find_pairs", "likely", "people_from_rows"]

THRESHOLD: Final = 0.4
"""The score from which a pair is shown to a person; measured on public data, one for all tables."""

_BLOCK: Final = 40
"""Largest group of people sharing one key of which all pairs are looked at."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person. score: 0 to 1; a comes before b in the table."""

    a: str
    b: str
    score: float
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _Relatives:
    """How a table's households look: odds of one person against relatives under one roof.

    given_differs, birth_differs: how often the given name or birth date of one person was recorded
    quite differently.
    """

    odds: float
    given_differs: float
    birth_differs: float


_UNKNOWN_TABLE: Final = _Relatives(odds=40 / 60, given_differs=0.005, birth_differs=0.005)
_PSEUDO_PERSONS: Final = 16.0
_PSEUDO_RELATIVES: Final = 24.0
_PSEUDO_RECORDINGS: Final = 100.0

# How often two relatives of one household agree by themselves: named after one another, twins.
_KIN_GIVEN: Final = {Level.SAME: 0.02, Level.NEAR: 0.02, Level.WEAK: 0.05, Level.DIFFERENT: 0.91}
_KIN_BIRTH: Final = {
    Level.SAME: 0.03,
    Level.NEAR: 0.006,
    Level.WEAK: 0.015,
    Level.DIFFERENT: 0.949,
}
_SELF_GIVEN: Final = {Level.SAME: 0.8, Level.NEAR: 0.14, Level.WEAK: 0.05}
_SELF_BIRTH: Final = {Level.SAME: 0.88, Level.NEAR: 0.08, Level.WEAK: 0.03}


class _Table:
    """How rare each value is among the people given."""

    def __init__(self, people: Sequence[Traits]) -> None:
        self.size = len(people)
        self.given = Counter(person.given.letters for person in people)
        self.family = Counter(person.family.letters for person in people)
        self.birth = Counter(person.birth for person in people)
        self.street = Counter(person.street for person in people)
        self.place = Counter(person.place for person in people)
        self.postcode = Counter(person.postcode for person in people)
        self.contact = Counter(
            contact for person in people for contact in person.telephones | person.emails
        )
        self.strangers = math.log(max(self.size, 2000))

    def name(self, count: int) -> float:
        """Weight of agreeing on a name that `count` people bear."""
        return min(8.0, math.log((self.size + 300) / (count + 2)))

    def value(self, count: int, most: float) -> float:
        return max(0.0, min(most, math.log((self.size + 200) / (count + 1))))

    def birthday(self, birth: tuple[int, int, int] | None) -> float:
        count = self.birth[birth]
        shared = count / self.size if count >= 10 else 0.0
        return -math.log(max((count + 1) / (self.size + 20000), shared))


def find_pairs(people: Iterable[Person], threshold: float = THRESHOLD) -> list[Pair]:
    """All likely pairs among `people`, the likeliest first, then in the order of the table.

    The work grows with the number of people, not with its square: only people who share several
    keys are compared. Two records that both match a third are a pair as well.
    """
    traits = [prepared(person) for person in people]
    table = _Table(traits)
    compared = [
        (first, second, _evidence(traits[first], traits[second], table))
        for first, second in _candidates(traits)
    ]
    relatives = _learned([evidence for _, _, evidence in compared])
    found: dict[tuple[int, int], tuple[float, Evidence | None]] = {}
    for first, second, evidence in compared:
        score = _probability(evidence, relatives, table)
        if score >= threshold:
            found[first, second] = (score, evidence)
    for first, second, score in _through_a_third(found):
        found[first, second] = (score, None)
    ranked = sorted(found.items(), key=lambda item: (-round(item[1][0], 4), item[0]))
    return [
        Pair(traits[first].id, traits[second].id, round(score, 4), reasons(evidence))
        for (first, second), (score, evidence) in ranked
    ]


def likely(person: Person, others: Iterable[Person], threshold: float = THRESHOLD) -> list[Pair]:
    """Those of `others` who may be `person`, the likeliest first; `a` is always `person.id`.

    For checking while a person is typed in: `others` is what a search brought up, so rarity is
    judged with caution and households are taken to exist.
    """
    traits = prepared(person)
    known = [prepared(other) for other in others if other.id != person.id]
    table = _Table([*known, traits])
    pairs = []
    for other in known:
        evidence = _evidence(traits, other, table)
        score = _probability(evidence, _UNKNOWN_TABLE, table)
        if score >= threshold:
            pairs.append(Pair(person.id, other.id, round(score, 4), reasons(evidence)))
    return sorted(pairs, key=lambda pair: -pair.score)


def _keys(person: Traits) -> Iterator[tuple[str, ...]]:
    """What two records of one person are likely to share, in spite of one or two mistakes."""
    names = [name for name in (person.given, person.family, *person.other) if name.letters]
    sounds = sorted({sound for name in names for sound in _sounds(name)})
    initials = sorted({name.letters[0] for name in names})
    for index, sound in enumerate(sounds):
        for other in sounds[index + 1 :]:
            yield "names", sound, other
    post = "".join(sorted(person.postcode))
    if person.birth_digits:
        yield "birth", person.birth_digits
        digits = "".join(sorted(person.birth_digits))
        year, day = person.birth_digits[:4], "".join(sorted(person.birth_digits[4:]))
        for sound in sounds:
            yield "birth-sound", digits, sound
            yield "day-sound", day, sound
            yield "year-sound", year, sound
        for initial in initials:
            yield "birth-initial", person.birth_digits, initial
        if post:
            yield "birth-post", digits, post
    for contact in sorted(person.telephones | person.emails):
        yield "contact", contact
        for initial in initials:
            yield "contact-initial", contact, initial
    streets = _street_words(person)
    for word in streets:
        yield "street", word
        for sound in sounds:
            yield "street-sound", word, sound
        if post:
            yield "street-post", word, post
    for sound in sounds:
        if post:
            yield "post-sound", post, sound
        if person.place:
            yield "place-sound", person.place, sound
    for number in sorted(person.numbers):
        if post:
            yield "post-number", post, number
        if person.place:
            yield "place-number", person.place, number
        for word in streets:
            yield "street-number", word, number


def _sounds(name: Name) -> Iterator[str]:
    yield name.sound
    if len(name.words) > 1:
        yield from (sound for word in name.words if len(sound := word[:5]) > 2)


def _street_words(person: Traits) -> list[str]:
    """Two slices of the street without its number, so that a slip in one leaves the other."""
    letters = "".join(letter for letter in person.street if letter.isalpha())
    return sorted({letters[:6], letters[-6:]}) if len(letters) > 5 else []


def _candidates(people: Sequence[Traits]) -> list[tuple[int, int]]:
    """Pairs worth comparing, as positions, in order: they share two keys that few people share."""
    blocks: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, person in enumerate(people):
        for key in dict.fromkeys(_keys(person)):
            blocks[key].append(index)
    size = len(people)
    shared: Counter[int] = Counter()
    for members in blocks.values():
        if 1 < len(members) <= _BLOCK:
            for position, first in enumerate(members):
                start = first * size
                shared.update([start + second for second in members[position + 1 :]])
    return [divmod(pair, size) for pair in sorted(shared) if shared[pair] > 1]


def _evidence(first: Traits, second: Traits, table: _Table) -> Evidence:
    """The likeness of each field of two people with its weight against chance."""
    given, family, names = _names(first, second, table)
    birth = compare_births(first, second)
    street = compare_streets(first, second)
    place = compare_words(first.place, second.place)
    postcode = compare_words(first.postcode, second.postcode)
    telephones = compare_sets(first.telephones, second.telephones)
    emails = compare_sets(first.emails, second.emails)
    home = (
        _graded(street, _rarest(table, table.street, first.street, second.street, 7.0), 1.5, -2.0)
        + _graded(place, 0.5 * _rarest(table, table.place, first.place, second.place, 6), 0.5, -1.3)
        + _graded(
            postcode, _rarest(table, table.postcode, first.postcode, second.postcode, 6), 3.0, -1.5
        )
        + _contact(table, first.telephones, second.telephones, telephones)
        + _contact(table, first.emails, second.emails, emails)
    )
    born = table.birthday(first.birth) if birth.level is Level.SAME else 0.0
    return Evidence(
        given=given,
        family=family,
        birth=birth,
        street=street,
        place=place,
        postcode=postcode,
        telephones=telephones,
        emails=emails,
        names=names,
        born=born if born else _BIRTH_WEIGHT[birth.level],
        home=home,
        common_birth=table.birth[first.birth] / table.size,
    )


_BIRTH_WEIGHT: Final = {
    Level.UNKNOWN: 0.0,
    Level.DIFFERENT: 0.0,
    Level.WEAK: 1.5,
    Level.NEAR: 4.0,
    Level.SAME: 0.0,
}


def _rarest(table: _Table, counts: Counter[str], a: str, b: str, most: float) -> float:
    return table.value(max(counts[a], counts[b]), most)


def _graded(likeness: Likeness, weight: float, near_costs: float, differs: float) -> float:
    if likeness.level is Level.SAME:
        return weight
    if likeness.level is Level.NEAR:
        return max(0.0, weight - near_costs)
    if likeness.level is Level.WEAK:
        return 0.25 * weight
    return differs if likeness.level is Level.DIFFERENT else 0.0


def _contact(
    table: _Table, first: frozenset[str], second: frozenset[str], likeness: Likeness
) -> float:
    if likeness.level is Level.SAME:
        return max(table.value(table.contact[contact], 7.0) for contact in first & second)
    return -0.4 if likeness.level is Level.DIFFERENT else 0.0


_SWAP_COSTS: Final = 3.0
_FORMER_COSTS: Final = 1.0


def _names(first: Traits, second: Traits, table: _Table) -> tuple[Likeness, Likeness, float]:
    """Given and family likeness and their weight, read in the order that agrees best."""
    given = compare_names(first.given, second.given, given=True)
    family = compare_names(first.family, second.family, given=False)
    given_weight = _name_weight(table, table.given, first.given, second.given, given)
    family_weight = _name_weight(table, table.family, first.family, second.family, family)
    best = (given, family, given_weight + family_weight)
    if min(given.level, family.level) >= Level.NEAR:
        return best
    crossed = compare_names(first.given, second.family, given=True)
    back = compare_names(first.family, second.given, given=True)
    if max(crossed.level, back.level) >= Level.NEAR:
        weight = (
            _name_weight(table, table.given, first.given, second.family, crossed)
            + _name_weight(table, table.family, first.family, second.given, back)
            - _SWAP_COSTS
        )
        if weight > best[2]:
            best = (
                Likeness(crossed.level, How.SWAPPED),
                Likeness(back.level, How.SWAPPED),
                weight,
            )
    for name in (*first.other, *second.other):
        best = _with_former(first, second, name, best, table)
    return best


def _with_former(
    first: Traits,
    second: Traits,
    name: Name,
    best: tuple[Likeness, Likeness, float],
    table: _Table,
) -> tuple[Likeness, Likeness, float]:
    """`best`, or better if a former name or a nickname stands for one that disagrees."""
    given, family, weight = best
    for bearer in (first, second):
        if given.level <= Level.DIFFERENT and How.SWAPPED not in (given.how, family.how):
            met = compare_names(name, bearer.given, given=True)
            if met.level >= Level.NEAR and name not in bearer.other:
                gain = _name_weight(table, table.given, name, bearer.given, met) - _FORMER_COSTS
                lost = _name_weight(table, table.given, first.given, second.given, given)
                return Likeness(met.level, How.FORMER), family, weight - lost + gain
        if family.level <= Level.DIFFERENT and How.SWAPPED not in (given.how, family.how):
            met = compare_names(name, bearer.family, given=False)
            if met.level >= Level.NEAR and name not in bearer.other:
                gain = _name_weight(table, table.family, name, bearer.family, met) - _FORMER_COSTS
                lost = _name_weight(table, table.family, first.family, second.family, family)
                return given, Likeness(met.level, How.FORMER), weight - lost + gain
    return best


def _name_weight(
    table: _Table, counts: Counter[str], first: Name, second: Name, likeness: Likeness
) -> float:
    """Evidence of a name against strangers; a different given name is weighed by `_probability`."""
    if likeness.level is Level.UNKNOWN:
        return 0.0
    if likeness.level is Level.DIFFERENT:
        return 0.0 if counts is table.given else -2.3
    common = max(counts[first.letters], counts[second.letters])
    weight = table.name(common)
    if likeness.level is Level.SAME:
        return weight
    return max(0.5, weight - 1.8) if likeness.level is Level.NEAR else 0.2 * weight


def _learned(compared: Sequence[Evidence]) -> _Relatives:
    """What the table tells about households, by expectation and maximisation over its homes.

    Looks at pairs of one home only, counts who could be relatives, and starts from what is true of
    most tables, so that a small one changes little.
    """
    cells = Counter(
        (evidence.given.level, evidence.birth.level)
        for evidence in compared
        if evidence.one_home and Level.UNKNOWN not in (evidence.given.level, evidence.birth.level)
    )
    believed = _UNKNOWN_TABLE
    for _ in range(30):
        persons, relatives = _PSEUDO_PERSONS, _PSEUDO_RELATIVES
        given_differs = _UNKNOWN_TABLE.given_differs * _PSEUDO_RECORDINGS
        birth_differs = _UNKNOWN_TABLE.birth_differs * _PSEUDO_RECORDINGS
        for (given, birth), count in cells.items():
            odds = believed.odds * _against_relatives(given, birth, believed, 0.0)
            share = count * odds / (1 + odds)
            persons += share
            relatives += count - share
            given_differs += share * (given is Level.DIFFERENT)
            birth_differs += share * (birth is Level.DIFFERENT)
        recordings = persons - _PSEUDO_PERSONS + _PSEUDO_RECORDINGS
        believed = _Relatives(
            persons / relatives, given_differs / recordings, birth_differs / recordings
        )
    return believed


def _against_relatives(
    given: Level, birth: Level, believed: _Relatives, common_birth: float
) -> float:
    """How many times likelier these likenesses are of one person than of two relatives."""
    ratio = 1.0
    if given is Level.DIFFERENT:
        ratio *= believed.given_differs / _KIN_GIVEN[given]
    elif given is not Level.UNKNOWN:
        ratio *= _SELF_GIVEN[given] / _KIN_GIVEN[given]
    if birth is Level.DIFFERENT:
        ratio *= believed.birth_differs / _KIN_BIRTH[birth]
    elif birth is not Level.UNKNOWN:
        ratio *= _SELF_BIRTH[birth] / max(_KIN_BIRTH[birth], common_birth)
    return ratio


_LEAST_ODDS: Final = 0.3
"""However many relatives a table holds, two records of one name in one home are worth a look."""

_HOME_AGREES: Final = 5.0
_NOTHING_HOLDS: Final = 4.0
"""Taken off when given name or birth date differ and no home speaks for one person either."""


def _probability(evidence: Evidence, believed: _Relatives, table: _Table) -> float:
    """That two records are one person, not strangers and not relatives."""
    weight = evidence.names + evidence.born + evidence.home - table.strangers
    if evidence.given.level is Level.DIFFERENT:
        weight += math.log(believed.given_differs)
    if evidence.birth.level is Level.DIFFERENT:
        weight += math.log(believed.birth_differs)
    if evidence.home < _HOME_AGREES and Level.DIFFERENT in (
        evidence.given.level,
        evidence.birth.level,
    ):
        weight -= _NOTHING_HOLDS
    kin = max(_LEAST_ODDS, believed.odds) * _against_relatives(
        evidence.given.level, evidence.birth.level, believed, evidence.common_birth
    )
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, weight))) + 1 / kin)


def _through_a_third(
    found: dict[tuple[int, int], tuple[float, Evidence | None]],
) -> list[tuple[int, int, float]]:
    """Pairs not found that share a record matched to both, with the weaker of the two scores."""
    near: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for (first, second), (score, _) in found.items():
        near[first][second] = near[second][first] = score
    added: dict[tuple[int, int], float] = {}
    for neighbours in near.values():
        ordered = sorted(neighbours)
        for position, first in enumerate(ordered):
            for second in ordered[position + 1 :]:
                if (first, second) not in found:
                    score = min(neighbours[first], neighbours[second])
                    added[first, second] = max(score, added.get((first, second), 0.0))
    return [(first, second, score) for (first, second), score in added.items()]
