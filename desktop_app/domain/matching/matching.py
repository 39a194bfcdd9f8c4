"""Likely duplicates of people, with the reasons in words.

Two records are compared field by field (`likeness`) and the likenesses are weighed against two
other explanations: that they are strangers who happen to agree, and that they are relatives of one
household, who share family name, address and telephone (`matching_weights`). How rare a value is
comes from the table itself. So does how
often a table holds households at all: where many people share a home under different given
names, two records that differ only in the given name are twins; where nobody else does, they
are one person. No labels are used, and there is one threshold for every table. Only records that
share several keys are compared (`blocking`), so the work grows with the number of people.

Rule: Fellegi and Sunter, A Theory for Record Linkage (1969), with a third class for relatives.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from desktop_app.domain.matching.blocking import Blocks, Few
from desktop_app.domain.matching.likeness import Level, Person, Traits, prepared
from desktop_app.domain.matching.matching_keys import keys_of, order_of, telling
from desktop_app.domain.matching.matching_reasons import Evidence, reasons
from desktop_app.domain.matching.matching_weights import (
    UNKNOWN_TABLE,
    Cell,
    Rarity,
    Relatives,
    cell_of,
    evidence_of,
    learned,
    probability,
)
from desktop_app.domain.matching.people_rows import people_from_rows
from desktop_app.language import Message

__all__ = [
    "THRESHOLD",
    "Knowledge",
    "Pair",
    "Person",
    "find_pairs",
    "likely",
    "pairs_of_some",
    "people_from_rows",
]

THRESHOLD: Final = 0.4
"""The score from which a pair is shown to a person; measured on public data, one for all tables."""

_PREPARED: Final = 20_000
_EVERY: Final = 1000
Step = Callable[[int, int], None]
"""Told how much is done of how much; it may raise to stop the work."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person. score: 0 to 1; a comes before b in the table."""

    a: str
    b: str
    score: float
    reasons: tuple[Message, ...]


@dataclass(slots=True)
class Knowledge:
    """What comparing a whole table taught, for comparing a few records with it later.

    compared: how many pairs were looked at.
    """

    rarity: Rarity = field(default_factory=Rarity)
    relatives: Relatives = UNKNOWN_TABLE
    compared: int = 0


def silent(done: int, total: int) -> None:
    """Nobody wants to know how far it is."""


def find_pairs(
    people: Iterable[Person],
    threshold: float = THRESHOLD,
    step: Step = silent,
    knowledge: Knowledge | None = None,
) -> list[Pair]:
    """All likely pairs among `people`, the likeliest first, then in the order of the table.

    The work grows with the number of people, not with its square: only people who share several
    keys are compared. Two records that both match a third are a pair as well. knowledge: filled
    with what was learned.
    """
    kept: list[Person] = []
    table = Rarity()
    blocks = Blocks()
    for person in people:
        if len(kept) % _EVERY == 0:
            step(len(kept), 0)
        traits = prepared(person)
        kept.append(person)
        table.add(traits)
        blocks.add(keys_of(traits), *order_of(traits))

    @lru_cache(maxsize=_PREPARED)
    def traits_of(index: int) -> Traits:
        return prepared(kept[index])

    cells: Counter[Cell] = Counter()
    hopeful: list[tuple[int, int, Evidence]] = []
    compared = 0
    for number, (first, others) in enumerate(blocks.meetings()):
        if number % _EVERY == 0:
            step(first, len(kept))
        traits = traits_of(first)
        for second in others:
            evidence = evidence_of(traits, traits_of(second), table)
            cell = cell_of(evidence)
            if cell is not None:
                cells[cell] += 1
            if probability(evidence, _HOPE, table) >= threshold:
                hopeful.append((first, second, evidence))
        compared += len(others)
    relatives = learned(cells)
    if knowledge is not None:
        knowledge.rarity, knowledge.relatives, knowledge.compared = table, relatives, compared
    found: dict[tuple[int, int], tuple[float, Evidence | None]] = {}
    for first, second, evidence in hopeful:
        score = probability(evidence, relatives, table)
        if score >= threshold:
            found[first, second] = (score, evidence)
    for first, second, score in _through_a_third(found):
        if not _namesakes(evidence_of(traits_of(first), traits_of(second), table)):
            found[first, second] = (score, None)
    ranked = sorted(found.items(), key=lambda item: (-round(item[1][0], 4), item[0]))
    return [
        Pair(kept[first].id, kept[second].id, round(score, 4), reasons(evidence))
        for (first, second), (score, evidence) in ranked
    ]


_HOPE: Final = Relatives(odds=math.inf, given_differs=1.0, birth_differs=1.0)
"""A table in which nothing speaks against a pair: what fails here fails in every table."""


def pairs_of_some(
    some: Sequence[Person],
    everybody: Iterable[Person],
    knowledge: Knowledge,
    threshold: float = THRESHOLD,
    step: Step = silent,
) -> list[Pair]:
    """Likely pairs in which at least one is among `some`, the likeliest first.

    everybody: read once, one at a time; `some` may be among them. The work grows with the number of
    `some`, and by one look at each other record. In a pair of one of `some` and somebody else,
    `a` is the one of `some`.
    """
    few = Few()
    traits = [prepared(person) for person in some]
    for one in traits:
        few.add(keys_of(one))
    few.settle([telling(one) for one in traits])
    places = {one.id: index for index, one in enumerate(traits)}
    pairs = []
    for number, person in enumerate(everybody):
        if number % _EVERY == 0:
            step(number, 0)
        other = prepared(person)
        own = places.get(other.id, -1)
        for index in few.met_by(keys_of(other), telling(other)):
            # A pair of two of the few is met twice.
            if index != own and (own < 0 or index < own):
                pair = _pair(traits[index], other, knowledge, threshold)
                if pair is not None:
                    pairs.append(pair)
    return sorted(pairs, key=lambda pair: (-pair.score, pair.a, pair.b))


def _pair(first: Traits, second: Traits, knowledge: Knowledge, threshold: float) -> Pair | None:
    evidence = evidence_of(first, second, knowledge.rarity)
    score = probability(evidence, knowledge.relatives, knowledge.rarity)
    if score < threshold:
        return None
    return Pair(first.id, second.id, round(score, 4), reasons(evidence))


def likely(
    person: Person,
    others: Iterable[Person],
    threshold: float = THRESHOLD,
    knowledge: Knowledge | None = None,
) -> list[Pair]:
    """Those of `others` who may be `person`, the likeliest first; `a` is always `person.id`.

    For checking while a person is typed in: `others` is what a search brought up. Without
    knowledge of the whole table, rarity is judged with caution and households are taken to exist.
    """
    traits = prepared(person)
    known = [prepared(other) for other in others if other.id != person.id]
    told = knowledge or Knowledge(Rarity([*known, traits]))
    pairs = [_pair(traits, other, told, threshold) for other in known]
    return sorted((one for one in pairs if one is not None), key=lambda pair: -pair.score)


def _namesakes(evidence: Evidence) -> bool:
    """Whether two bear one name in one home and were born on two dates: as father and son.

    A third record without a birth date, which may be either, does not make one person of them.
    """
    named = evidence.given.level >= Level.NEAR and evidence.one_home
    return named and evidence.birth.level is Level.DIFFERENT


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
