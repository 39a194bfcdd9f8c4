"""Finding clients as people type: beginnings, accents, scripts, digits, dates, numbers."""

from __future__ import annotations

import pytest

from desktop_app.domain.fields import Scope
from desktop_app.services.clients.clients import Clients
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from tests.builders import a_client, a_laptop, an_office, swap
from tests.domain.test_folding import CREE, INUKTITUT

PAIRS = INUKTITUT + CREE


@pytest.fixture(scope="module")
def office() -> Session:
    """Everybody of every pair, once in syllabics and once in roman letters, and a few more."""
    office = an_office(["Lac-Exemple"])
    for number, (syllabics, roman, _) in enumerate(PAIRS):
        a_client(office, syllabics, family=f"Syllabique{number}")
        a_client(office, roman, family=f"Latine{number}")
    a_client(
        office,
        "Jean-François",
        family="Bélanger-Tłı̨chǫ",
        preferred="Jeff",
        birth_date="1951-03-02",
        telephone="(819) 555-0142",
        email="jf@example.org",
        other_name="Pitsiulaaq",
        identifier="RAMQ BELJ 5103",
        code="K-0077",
    )
    return office


def names(office: Session, words: str) -> list[str]:
    return [line.name for line in Clients(office).find(words)]


def why(office: Session, words: str) -> list[str]:
    found = Clients(office).find(words)
    assert [line.code for line in found] == ["K-0077"], words
    return [str(one) for one in found[0].why]


@pytest.mark.parametrize("number", range(len(PAIRS)))
def test_published_pairs_find_each_other(office: Session, number: int) -> None:
    syllabics, roman, source = PAIRS[number]
    written = {f"{syllabics} Syllabique{number}", f"{roman} Latine{number}"}
    assert written <= set(names(office, roman)), source
    assert written <= set(names(office, syllabics)), source


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("jean francois", "name"),
        ("BELANGER", "name"),
        ("tlicho", "name"),
        ("be je", "name"),
        ("jeff", "Preferred name"),
        ("pitsiul", "Other name"),
        ("0142", "telephone ends in 0142"),
        ("8195550142", "telephone ends in 0142"),
        ("+1 819 555-0142", "telephone ends in 0142"),
        ("555.0142", "telephone ends in 0142"),
        ("1951-03-02", "born 1951-03-02"),
        ("19510302", "born 1951-03-02"),
        ("jf@example.org", "E-mail"),
        ("belj 5103", "Number or card"),
        ("k-0077", "Client number"),
    ],
)
def test_a_person_is_found_and_it_says_why(office: Session, words: str, reason: str) -> None:
    assert reason in why(office, words)


def test_several_words_may_meet_several_fields(office: Session) -> None:
    assert set(why(office, "jeff 1951 0142")) == {
        "Preferred name",
        "born 1951-03-02",
        "telephone ends in 0142",
    }


@pytest.mark.parametrize("words", ["", " ", "j", "'", '"', "*", "()", "-", "AND", "j'"])
def test_nothing_is_looked_for_under_two_letters(office: Session, words: str) -> None:
    assert names(office, words) == []


@pytest.mark.parametrize(
    "words",
    ['je" OR "', "jean) OR (x", "text:jean", "jean NEAR francois", "jean\x00", "^jean", "{jean}"],
)
def test_what_looks_like_a_question_to_the_database_is_words(office: Session, words: str) -> None:
    for name in names(office, words):
        assert "Jean" in name


def test_whole_words_come_before_beginnings() -> None:
    office = an_office(["Lac-Exemple"])
    longer = a_client(office, "Marianne")
    exact = a_client(office, "Maria")
    found = Clients(office).find("maria")
    assert [line.id for line in found] == [exact, longer]
    assert found[0].score > found[1].score > 0


def test_many_matches_give_the_first_of_them() -> None:
    office = an_office(["Lac-Exemple"])
    scope_of = Organisation(office).communities()[0].id
    with office.database.writing() as tables:
        editor = Editor(office, tables)
        names_scope = office.scope(tables, Scope.NAMES, scope_of)
        cases = office.scope(tables, Scope.CASES, scope_of)
        for number in range(1100):
            client = office.environment.new_id()
            editor.edit(
                office.registry["client"], client, cases, {"community": scope_of.hex()}, new=True
            )
            editor.edit(
                office.registry["identity"],
                client,
                names_scope,
                {"given": "Ana", "family": f"Exemple {number}"},
                new=True,
            )
        editor.flush()
    clients = Clients(office)
    assert len(clients.find("ana exemple")) == 50
    assert len(clients.find("ana", limit=7)) == 7
    assert [line.name for line in clients.find("ana 1042")] == ["Ana Exemple 1042"]


def test_what_was_typed_elsewhere_is_found_here() -> None:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(north, "Jeanne", telephone="819 555-0142")
    swap(north, office)
    assert [line.id for line in Clients(office).find("jea 0142")] == [client]
    Clients(office).set(client, {"telephone": "819 555-0177"})
    assert Clients(office).find("0142") == []
    assert [line.id for line in Clients(office).find("0177")] == [client]


def test_likely_duplicates_are_told_before_saving() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    known = a_client(office, "Marguerite", birth_date="1951-03-02", telephone="819 555-0142")
    a_client(office, "Paul", birth_date="1980-01-01")
    likely = clients.likely(
        {"given": "Margaret", "family": "Exemple", "birth_date": "1951-03-02", "community": ""}
    )
    assert [line.id for line, _ in likely] == [known]
    line, pair = likely[0]
    assert line.name == "Marguerite Exemple"
    assert pair.score > 0.4
    assert "Same birth date." in map(str, pair.reasons)
    assert clients.likely({"given": "Zoé", "family": "Autre"}) == []
    assert clients.likely({}) == []


def test_duplicates_of_the_whole_list() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    one = a_client(
        office, "Jeanne", family="Rareté", birth_date="1951-03-02", telephone="819 555-0142"
    )
    two = a_client(
        office, "Jeane", family="Rareté", birth_date="1951-03-02", telephone="819 555-0142"
    )
    a_client(office, "Paul", family="Autre", birth_date="1980-01-01")
    assert [{pair.a, pair.b} for pair in clients.duplicates()] == [{one, two}]
