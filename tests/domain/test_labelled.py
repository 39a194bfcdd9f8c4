"""Quality on invented sets of which it is known who is who; the bench prints the figures.

The floors are below what is reached, so that a better rule may trade a little.
"""

from __future__ import annotations

import pytest

from desktop_app.domain.matching.likeness import Person
from desktop_app.domain.matching.matching import Knowledge, find_pairs, likely, pairs_of_some
from desktop_app.domain.matching.matching_weights import Rarity
from desktop_app.domain.matching.organisation_matching import Organised, find_organisation_pairs
from tests import labelled


def quality(found: set[frozenset[str]], true: set[frozenset[str]]) -> tuple[float, float]:
    right = len(found & true)
    precision, recall = right / len(found), right / len(true)
    return precision, 2 * precision * recall / (precision + recall)


@pytest.mark.parametrize("seed", [1, 2])
def test_french_families(seed: int) -> None:
    people, true = labelled.people(500, seed)
    found = {frozenset((one.a, one.b)) for one in find_pairs(people)}
    precision, f1 = quality(found, true)
    assert precision >= 0.99
    assert f1 >= 0.985


def test_organisations() -> None:
    organisations, true = labelled.organisations(500)
    found = {frozenset((one.a, one.b)) for one in find_organisation_pairs(organisations)}
    precision, f1 = quality(found, true)
    assert precision >= 0.995
    assert f1 >= 0.97


def test_some_against_everybody_finds_what_the_whole_table_finds() -> None:
    people, _ = labelled.people(400)
    knowledge = Knowledge()
    whole = find_pairs(people, knowledge=knowledge)
    some = people[::9]
    ids = {one.id for one in some}
    expected = {frozenset((one.a, one.b)) for one in whole if ids & {one.a, one.b}}
    found = pairs_of_some(some, iter(people), knowledge)
    assert len({frozenset((one.a, one.b)) for one in found}) == len(found)
    # Only what a whole table finds through a third record may be missing, or through a large block.
    assert len({frozenset((one.a, one.b)) for one in found} ^ expected) <= 2


def test_what_a_table_taught_can_be_kept() -> None:
    people, _ = labelled.people(200)
    knowledge = Knowledge()
    find_pairs(people, knowledge=knowledge)
    kept = Rarity.from_plain(knowledge.rarity.to_plain())
    assert kept.size == len(people)
    name, count = knowledge.rarity.family.most_common(1)[0]
    assert kept.family[name] == count > 1
    assert name not in str(knowledge.rarity.to_plain())


HOME = {"street": "12, rue du Rivage", "place": "Lac-Exemple", "telephones": ("819 555-0142",)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"given": "Léo", "birth": "1990-04-02"}, {"given": "Léa", "birth": "1990-04-02"}),
        ({"given": "Marie", "birth": "2001-05-05"}, {"given": "Zoé", "birth": "2001-05-05"}),
        ({"given": "Jean", "birth": "1950-01-20"}, {"given": "Jean", "birth": "1978-11-03"}),
        ({"given": "Anna", "birth": "1950-01-20"}, {"given": "Paul", "birth": "1948-07-13"}),
    ],
    ids=["twins of like names", "twins", "father and son", "spouses"],
)
def test_relatives_under_one_roof_are_not_proposed(
    one: dict[str, str], other: dict[str, str]
) -> None:
    first = Person("1", family="Exemple", **HOME, **one)  # type: ignore[arg-type]
    second = Person("2", family="Exemple", **HOME, **other)  # type: ignore[arg-type]
    assert likely(first, [second]) == []


def test_a_branch_and_a_tenant_are_no_doubles() -> None:
    whole = Organised("1", "Refuge Exemple", (), "3, rue A", "Lac-Exemple", ("819 555-0001",),
                      ("https://refuge.example",))  # fmt: skip
    branch = Organised("2", "Refuge Exemple", (), "9, rue B", "Anse-Exemple", (),
                       ("https://refuge.example",))  # fmt: skip
    tenant = Organised("3", "Comptoir Fictif", (), "3, rue A", "Lac-Exemple", ("819 555-0001",))
    double = Organised("4", "REFUGE EXEMPLE INC.", (), "3 rue A", "Lac-Exemple")
    (pair,) = find_organisation_pairs([whole, branch, tenant, double])
    assert (pair.a, pair.b) == ("1", "4")
    assert [str(one) for one in pair.reasons][:2] == [
        "Same name, but for accents, endings and small words.",
        "Same address.",
    ]
