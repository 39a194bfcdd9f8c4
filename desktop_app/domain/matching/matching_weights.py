"""How much each likeness of two people tells: against strangers, and against relatives.

Agreement on a rare value tells more than on a common one, and how rare a value is comes from the
table itself (`Rarity`). How often one person's given name or birth date is recorded quite
differently, and how many relatives share a home, is learned from the table too (`Relatives`).
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final
from zlib import crc32

from desktop_app.domain.matching.likeness import (
    How,
    Level,
    Likeness,
    Name,
    Traits,
    compare_births,
    compare_names,
    compare_sets,
    compare_streets,
    compare_words,
)
from desktop_app.domain.matching.matching_reasons import Evidence


@dataclass(frozen=True, slots=True)
class Relatives:
    """How a table's households look: odds of one person against relatives under one roof.

    given_differs, birth_differs: how often the given name or birth date of one person was recorded
    quite differently.
    """

    odds: float
    given_differs: float
    birth_differs: float


UNKNOWN_TABLE: Final = Relatives(odds=40 / 60, given_differs=0.005, birth_differs=0.005)
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


_SLOTS: Final = 1 << 21
_KEPT: Final = 4000


class Counts:
    """How often each of very many texts came, in a fixed room: never too few, seldom too many."""

    def __init__(self) -> None:
        self._slots = array("I", bytes(4 * _SLOTS))

    def add(self, text: str) -> None:
        self._slots[crc32(text.encode("utf-8", "surrogatepass")) % _SLOTS] += 1

    def __getitem__(self, text: str) -> int:
        return self._slots[crc32(text.encode("utf-8", "surrogatepass")) % _SLOTS]


def _hidden(text: str) -> str:
    """What stands for a name where counts are kept: nobody can read it back."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


class _Kept(Counter[str]):
    """Counts by `_hidden` text, asked with the text itself."""

    def __getitem__(self, text: str) -> int:
        return self.get(_hidden(text), 0)


class Rarity:
    """How rare each value is among the people of a table."""

    def __init__(self, people: Iterable[Traits] = ()) -> None:
        self.size = 0
        self.given: Counter[str] = Counter()
        self.family: Counter[str] = Counter()
        self.birth: Counter[tuple[int, int, int]] = Counter()
        self.place: Counter[str] = Counter()
        self.postcode: Counter[str] = Counter()
        # Nearly every street and telephone is another one; names and places repeat.
        self.street: Counter[str] | Counts = Counter()
        self.road: Counter[str] = Counter()
        self.contact: Counter[str] | Counts = Counter()
        for person in people:
            self.add(person)

    def add(self, person: Traits) -> None:
        """Count one more person."""
        self.size += 1
        if self.size == _SLOTS // 64:
            self.street, self.contact = _counted(self.street), _counted(self.contact)
        self.given[person.given.letters] += 1
        self.family[person.family.letters] += 1
        if person.birth is not None:
            self.birth[person.birth] += 1
        self.place[person.place] += 1
        self.postcode[person.postcode] += 1
        self.road[person.road] += 1
        for counts, texts in (
            (self.street, (person.street,)),
            (self.contact, (*person.telephones, *person.emails)),
        ):
            for text in texts:
                if isinstance(counts, Counts):
                    counts.add(text)
                else:
                    counts[text] += 1

    @property
    def strangers(self) -> float:
        """The weight against any two people being one: how many others there are."""
        return math.log(max(self.size, 2000))

    def name(self, count: int) -> float:
        """Weight of agreeing on a name that `count` people bear."""
        return min(8.0, math.log((self.size + 300) / (count + 2)))

    def value(self, count: int, most: float) -> float:
        """Weight of agreeing on another value that `count` people have."""
        return max(0.0, min(most, math.log((self.size + 200) / (count + 1))))

    def birthday(self, birth: tuple[int, int, int] | None) -> float:
        """Weight of agreeing on a birth date; little where many have it, as 1 January."""
        count = 0 if birth is None else self.birth[birth]
        shared = count / self.size if count >= 10 else 0.0
        return -math.log(max((count + 1) / (self.size + 20000), shared))

    def share(self, birth: tuple[int, int, int] | None) -> float:
        """The share of people who have that birth date."""
        return 0.0 if birth is None or not self.size else self.birth[birth] / self.size

    def to_plain(self) -> dict[str, Any]:
        """What is common, for keeping, without a name in it: a value that is not in it is rare."""
        told: dict[str, Any] = {"size": self.size}
        for name in ("given", "family", "place", "postcode"):
            common: Counter[str] = getattr(self, name)
            told[name] = {_hidden(text): n for text, n in common.most_common(_KEPT) if n > 1}
        told["birth"] = [[*birth, n] for birth, n in self.birth.most_common(_KEPT) if n > 1]
        return told

    @classmethod
    def from_plain(cls, told: Mapping[str, Any]) -> Rarity:
        """What `to_plain` kept."""
        made = cls()
        made.size = int(told["size"])
        for name in ("given", "family", "place", "postcode"):
            setattr(made, name, _Kept(told[name]))
        for year, month, day, count in told["birth"]:
            made.birth[year, month, day] = count
        return made


def _counted(counts: Counter[str] | Counts) -> Counts:
    if isinstance(counts, Counts):
        return counts
    made = Counts()
    for text, count in counts.items():
        for _ in range(count):
            made.add(text)
    return made


def evidence_of(first: Traits, second: Traits, table: Rarity) -> Evidence:
    """The likeness of each field of two people with its weight against chance."""
    given, family, names = _names(first, second, table)
    birth = compare_births(first, second)
    street = compare_streets(first, second)
    place = compare_words(first.place, second.place)
    postcode = compare_words(first.postcode, second.postcode)
    telephones = compare_sets(first.telephones, second.telephones)
    emails = compare_sets(first.emails, second.emails)
    home = (
        _graded(street, _street_weight(table, first, second, street), 1.5, -2.0)
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
        common_birth=table.share(first.birth),
    )


_BIRTH_WEIGHT: Final = {
    Level.UNKNOWN: 0.0,
    Level.DIFFERENT: 0.0,
    Level.WEAK: 1.5,
    Level.NEAR: 4.0,
    Level.SAME: 0.0,
}


def _rarest(table: Rarity, counts: Counter[str] | Counts, a: str, b: str, most: float) -> float:
    return table.value(max(counts[a], counts[b]), most)


def _street_weight(table: Rarity, first: Traits, second: Traits, likeness: Likeness) -> float:
    weight = _rarest(table, table.street, first.street, second.street, 7.0)
    if likeness.level is Level.WEAK:
        # Two doors of one road: as telling as the road is rare.
        weight = min(weight, _rarest(table, table.road, first.road, second.road, 7.0))
    return weight


def _graded(likeness: Likeness, weight: float, near_costs: float, differs: float) -> float:
    if likeness.level is Level.SAME:
        return weight
    if likeness.level is Level.NEAR:
        # Of all codes one sign apart, very few are the same signs in another order.
        costs = near_costs / 2 if likeness.how is How.SWAPPED else near_costs
        return max(0.0, weight - costs)
    if likeness.level is Level.WEAK:
        return 0.25 * weight
    return differs if likeness.level is Level.DIFFERENT else 0.0


def _contact(
    table: Rarity, first: frozenset[str], second: frozenset[str], likeness: Likeness
) -> float:
    if likeness.level is Level.SAME:
        return max(table.value(table.contact[contact], 7.0) for contact in first & second)
    return -0.4 if likeness.level is Level.DIFFERENT else 0.0


_SWAP_COSTS: Final = 3.0
_FORMER_COSTS: Final = 1.0


def _names(first: Traits, second: Traits, table: Rarity) -> tuple[Likeness, Likeness, float]:
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
    either = (crossed.level, back.level)
    if max(either) >= Level.NEAR and Level.DIFFERENT not in either:
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
    table: Rarity,
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
    table: Rarity, counts: Counter[str], first: Name, second: Name, likeness: Likeness
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


Cell = tuple[Level, Level]
"""How alike given name and birth date are of two records of one home and family name."""


def cell_of(evidence: Evidence) -> Cell | None:
    """The cell that a pair is counted in for `learned`; None where it tells nothing of households."""
    cell = (evidence.given.level, evidence.birth.level)
    return cell if evidence.one_home and Level.UNKNOWN not in cell else None


def learned(cells: Mapping[Cell, int]) -> Relatives:
    """What the table tells about households, by expectation and maximisation over its homes.

    Looks at pairs of one home only, counts who could be relatives, and starts from what is true of
    most tables, so that a small one changes little.
    """
    believed = UNKNOWN_TABLE
    for _ in range(30):
        persons, relatives = _PSEUDO_PERSONS, _PSEUDO_RELATIVES
        given_differs = UNKNOWN_TABLE.given_differs * _PSEUDO_RECORDINGS
        birth_differs = UNKNOWN_TABLE.birth_differs * _PSEUDO_RECORDINGS
        for (given, birth), count in cells.items():
            odds = believed.odds * _against_relatives(given, birth, believed, 0.0)
            share = count * odds / (1 + odds)
            persons += share
            relatives += count - share
            given_differs += share * (given is Level.DIFFERENT)
            birth_differs += share * (birth is Level.DIFFERENT)
        recordings = persons - _PSEUDO_PERSONS + _PSEUDO_RECORDINGS
        believed = Relatives(
            persons / relatives, given_differs / recordings, birth_differs / recordings
        )
    return believed


def _against_relatives(
    given: Level, birth: Level, believed: Relatives, common_birth: float
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
"""Taken off when given name or birth date differ, or the family name and not the same birth date,
and no home speaks for one person either."""


def probability(evidence: Evidence, believed: Relatives, table: Rarity) -> float:
    """That two records are one person, not strangers and not relatives."""
    weight = evidence.names + evidence.born + evidence.home - table.strangers
    if evidence.given.level is Level.DIFFERENT:
        weight += math.log(believed.given_differs)
    if evidence.birth.level is Level.DIFFERENT:
        weight += math.log(believed.birth_differs)
    apart = Level.DIFFERENT in (evidence.given.level, evidence.birth.level)
    renamed = evidence.family.level is Level.DIFFERENT and evidence.birth.level is not Level.SAME
    if evidence.home < _HOME_AGREES and (apart or renamed):
        weight -= _NOTHING_HOLDS
    kin = max(_LEAST_ODDS, believed.odds) * _against_relatives(
        evidence.given.level, evidence.birth.level, believed, evidence.common_birth
    )
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, weight))) + 1 / kin)
