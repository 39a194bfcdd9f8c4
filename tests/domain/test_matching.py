"""Duplicates among fictional people: each kind of damage is found, relatives are left apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.domain.matching.matching import Pair, Person, find_pairs, likely, people_from_rows

GIVEN = [
    "Aputik",
    "Maïna",
    "Noémie",
    "Putulik",
    "Siasi",
    "Léa",
    "Qumaq",
    "Étienne",
    "Annie",
    "Mathieu",
    "Louisa",
    "Tivi",
    "Jeannie",
    "Gaston",
    "Elisapee",
    "Markusie",
    "Sophie",
    "Caroline",
    "Jobie",
    "Minnie",
    "Normand",
    "Hélène",
    "Kitty",
    "Paulusie",
    "Rosalie",
    "Clément",
]
FAMILY = [
    "Essai-Tremblay",
    "Nanuqtest",
    "Wapanessai",
    "Belleriveau",
    "Mistikessai",
    "Siputest",
    "Bouchardin",
    "Qalluviq",
    "Inventé",
    "Nipitest",
    "Lacasseur",
    "Kumarluk",
    "Fictif",
    "Trapperet",
    "Beaucôté",
    "Moaressai",
    "Exempleau",
]
STREETS = ("rue des Saules", "chemin de la Baie", "Fiction Road", "rue du Caribou")


def village(size: int = 340) -> list[Person]:
    """People of a made-up region: households of one to four, each with its own door and phone."""
    people: list[Person] = []
    home = 0
    while len(people) < size:
        home += 1
        family = FAMILY[home * 7 % len(FAMILY)]
        for member in range(1 + home % 4):
            number = len(people)
            people.append(
                Person(
                    id=f"p{number}",
                    given=GIVEN[(number * 11 + home) % len(GIVEN)],
                    family=family,
                    birth=f"{1931 + (number * 37 + member * 5) % 85}"
                    f"-{1 + number * 5 % 12:02}-{1 + number * 13 % 28:02}",
                    street=f"{home} {STREETS[home % 4]}",
                    place=("Rivière-aux-Saules", "Lac-Fictif", "Baie-Inventée")[home % 3],
                    postcode=("J0M 1A0", "J0M 2B0", "J0Y 3C0")[home % 3],
                    telephones=(f"819 555-{100 + home:04}",),
                )
            )
    return people


ELDER = Person(
    id="elder",
    given="Mary-Ann",
    family="Qalluviq",
    birth="1948-03-07",
    street="412 chemin de la Baie",
    place="Lac-Fictif",
    postcode="J0M 2B0",
    telephones=("819 555-0187",),
)

DAMAGED = {
    "lost accents": (
        replace(ELDER, given="Éloïse", family="Beaucôté"),
        replace(ELDER, given="Eloise", family="Beaucote"),
    ),
    "a letter typed wrong": (ELDER, replace(ELDER, family="Qalluvik", given="Mary-An")),
    "nickname": (replace(ELDER, given="Robert"), replace(ELDER, given="Bobby", street="")),
    "French nickname": (replace(ELDER, given="Catherine"), replace(ELDER, given="Kathy")),
    "names swapped": (ELDER, replace(ELDER, given="Qalluviq", family="Mary-Ann")),
    "day and month swapped": (ELDER, replace(ELDER, birth="1948-07-03")),
    "a digit wrong": (ELDER, replace(ELDER, birth="1943-03-07", telephones=())),
    "changed family name": (ELDER, replace(ELDER, family="Nipitest")),
    "two family names": (ELDER, replace(ELDER, family="Qalluviq Nipitest", street="")),
    "moved": (ELDER, replace(ELDER, street="9 rue du Caribou", telephones=())),
    "nothing but names and birth": (
        ELDER,
        Person("x", "Mary-Ann", "Qalluviq", birth="1948-03-07"),
    ),
    "birth missing": (ELDER, replace(ELDER, birth="")),
    "birth known by year": (ELDER, replace(ELDER, birth="1948")),
    "given name in syllabics": (
        replace(ELDER, given="Putulik", family="Kumarluk"),
        replace(ELDER, given="ᐳᑐᓕᒃ", family="ᑯᒪᕐᓗᒃ"),
    ),
    "Cree syllabics": (
        replace(ELDER, given="Nipiy", family="Acimosis"),
        replace(ELDER, given="ᓂᐱᕀ", family="ᐊᒋᒧᓯᐢ"),
    ),
    "former name": (
        replace(ELDER, other_names=("Nipitest",)),
        replace(ELDER, family="Nipitest", street="", telephones=(), postcode=""),
    ),
    "telephone in another style": (
        replace(ELDER, street="", postcode=""),
        replace(ELDER, telephones=("+1 (819) 555.0187",), street="", given="Mary", birth=""),
    ),
}

APART = {
    "twins": (ELDER, replace(ELDER, given="Josephine")),
    "father and son": (ELDER, replace(ELDER, birth="1975-11-21")),
    "father and son, one digit of the year alike": (ELDER, replace(ELDER, birth="1968-11-21")),
    "sister": (ELDER, replace(ELDER, given="Josephine", birth="1951-09-30")),
    "namesake elsewhere": (
        ELDER,
        Person("x", "Mary-Ann", "Qalluviq", birth="1990-12-24", place="Baie-Inventée"),
    ),
    "same birth date only": (
        ELDER,
        Person("x", "Zacharie", "Lacasseur", birth="1948-03-07", place="Lac-Fictif"),
    ),
    "same home, nothing else known": (
        replace(ELDER, birth=""),
        replace(ELDER, given="", birth=""),
    ),
}


def named(pairs: list[Pair]) -> set[frozenset[str]]:
    return {frozenset((pair.a, pair.b)) for pair in pairs}


@pytest.mark.parametrize("damage", DAMAGED)
def test_damage_is_seen_through(damage: str) -> None:
    first, second = DAMAGED[damage]
    second = replace(second, id="again")
    expected = {frozenset((first.id, "again"))}
    assert named(find_pairs([*village(), first, second])) == expected
    at_entry = likely(second, [*village(60), first])
    assert [(pair.a, pair.b) for pair in at_entry] == [("again", first.id)]
    assert at_entry[0].reasons


@pytest.mark.parametrize("kin", APART)
def test_relatives_and_namesakes_stay_apart(kin: str) -> None:
    first, second = APART[kin]
    second = replace(second, id="other")
    assert find_pairs([*village(), first, second]) == []
    assert likely(second, [*village(60), first]) == []


def test_many_twins_in_a_table_with_households_stay_apart() -> None:
    people = village()
    twins = [
        replace(person, id=f"twin{index}", given=("Oscar", "Bernadette", "Wilma")[index % 3])
        for index, person in enumerate(people[::40])
    ]
    assert not {pair.b for pair in find_pairs([*people, *twins])} & {t.id for t in twins}


def test_the_order_of_the_table_decides_nothing_but_the_order() -> None:
    people = [*village(120), ELDER, replace(ELDER, id="again", given="Marie-Ann")]
    once = find_pairs(people)
    assert once == find_pairs(people)
    assert named(once) == named(find_pairs(people[::-1]))


def test_two_that_match_a_third_are_a_pair() -> None:
    first = replace(ELDER, id="first", birth="", telephones=())
    third = replace(ELDER, id="third", given="Mary-An", family="Qaluvik")
    pairs = find_pairs([*village(), first, ELDER, third])
    assert len(named(pairs)) == 3


def test_reasons_are_sentences() -> None:
    again = replace(ELDER, id="again", birth="1948-07-03")
    (pair,) = find_pairs([*village(), ELDER, again])
    assert [str(reason) for reason in pair.reasons] == [
        "Same given name.",
        "Same family name.",
        "Same birth date with day and month the other way round.",
        "Same telephone number.",
        "Same address.",
    ]
    assert 0.9 < pair.score <= 1


def test_an_empty_table_and_empty_people() -> None:
    assert find_pairs([]) == []
    assert find_pairs([Person("a"), Person("b")]) == []
    assert likely(Person("a"), []) == []


def test_rows_of_a_table() -> None:
    rows = [
        {"n": "1", "first": "Ana", "last": "Test", "dob": "27/01/1942", "t1": "819", "t2": ""},
        {"n": "2", "first": "Ana", "last": "Test", "dob": "03/04/1942", "t1": "", "t2": "867"},
    ]
    columns = {
        "given": ("first",),
        "family": ("last",),
        "birth": ("dob",),
        "telephone": ("t1", "t2"),
        "street": ("absent",),
    }
    people = people_from_rows(rows, "n", columns)
    assert [person.birth for person in people] == ["1942-01-27", "1942-04-03"]
    assert [person.telephones for person in people] == [("819",), ("867",)]
    assert people[0].street == ""


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("19420127", "1942-01-27"),
        ("1942-01-27", "1942-01-27"),
        ("1942/1/7", "1942-01-07"),
        ("27.1.1942", "1942-01-27"),
        ("01/27/1942", "1942-01-27"),
        ("05/05/1942", "1942-05-05"),
        ("03/04/1942", "1942"),
        ("1942-01-27T00:00:00", "1942-01-27"),
        ("1942-01", "1942-01"),
        ("1942", "1942"),
        ("~1942", "~1942"),
        ("19420000", "1942"),
        ("spring", ""),
        ("", ""),
    ],
)
def test_birth_dates_in_several_styles(text: str, birth: str) -> None:
    (person,) = people_from_rows([{"id": "1", "b": text}], "id", {"birth": ("b",)})
    assert person.birth == birth
