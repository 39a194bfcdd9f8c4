"""The list of likely doubles: after an import only what is new is compared, and verdicts hold."""

from __future__ import annotations

import pytest

from desktop_app.domain.errors import Cancelled
from desktop_app.domain.fields import Value
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.duplicates.likely_pairs import Duplicates
from desktop_app.services.duplicates.links import Links
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from tests.builders import a_client, a_laptop, an_office, carry

BORN = {"birth_date": "1950-02-03", "street": "12, rue du Rivage", "telephone": "819 555-0142"}


def pairs(session: Session) -> list[tuple[str, str]]:
    return [(one.a, one.b) for one in Duplicates(session).pairs()]


def test_what_came_is_compared_with_everybody() -> None:
    office = an_office(["Lac-Exemple"])
    laptop = a_laptop(office)
    known = a_client(office, "Élisabeth", **BORN)
    other = a_client(office, "Zoé", birth_date="1981-07-08")
    duplicates = Duplicates(office)
    assert duplicates.is_behind()
    assert duplicates.catch_up() == 2
    assert not duplicates.is_behind()
    assert pairs(office) == []
    came = a_client(laptop, "Elizabeth", **{**BORN, "birth_date": "1950-03-02"})
    carry(laptop, office)
    assert duplicates.is_behind()
    assert duplicates.catch_up() == 1
    assert pairs(office) == [(known, came)]
    (pair,) = duplicates.pairs()
    assert duplicates.count() == 1
    assert pair.names == ("Élisabeth Exemple", "Elizabeth Exemple")
    assert pair.places == ("Lac-Exemple", "Lac-Exemple")
    told = [str(one) for one in pair.reasons]
    assert "Same birth date with day and month the other way round." in told
    assert "Same telephone number." in told
    Clients(office).set(came, {"birth_date": "1988-12-30", "given": "Rose", "telephone": None})
    duplicates.catch_up()
    assert pairs(office) == []
    assert other not in {one for pair in pairs(office) for one in pair}


def test_catching_up_finds_what_comparing_everything_finds() -> None:
    office = an_office(["Lac-Exemple"])
    names = ["Ana", "Anna", "Jean", "Jeannot", "Léa", "Paul", "Rémi", "Rose", "Zoé", "Zoe"]
    for at, name in enumerate(names):
        a_client(office, name, birth_date=f"19{50 + at // 2}-02-03")
        if at == 4:
            Duplicates(office).catch_up()
    Duplicates(office).catch_up()
    gradually = set(pairs(office))
    assert Duplicates(office).find_all() == len(gradually)
    assert set(pairs(office)) == gradually
    assert {(one.a, one.b) for one in Clients(office).duplicates()} == gradually
    assert len(gradually) >= 2


def test_a_verdict_takes_the_pair_off_the_list_and_taking_it_back_brings_it_again() -> None:
    office = an_office(["Lac-Exemple"])
    first, second = a_client(office, "Ana", **BORN), a_client(office, "Anna", **BORN)
    third = a_client(office, "Anne", **BORN)
    Duplicates(office).catch_up()
    assert len(pairs(office)) == 3
    Links(office).link(first, second)
    Links(office).link(second, third)
    assert pairs(office) == []  # first and third are one through the second
    Links(office).unlink(second, third)
    Links(office).different(first, third)
    assert pairs(office) == [(second, third)]
    Duplicates(office).find_all()
    assert pairs(office) == [(second, third)]


def test_a_deleted_file_is_in_no_pair() -> None:
    office = an_office(["Lac-Exemple"])
    first, _ = a_client(office, "Ana", **BORN), a_client(office, "Anna", **BORN)
    Duplicates(office).catch_up()
    Clients(office).delete(first)
    assert Duplicates(office).count() == 0


def test_comparing_that_is_stopped_goes_on_the_next_time() -> None:
    office = an_office(["Lac-Exemple"])
    a_client(office, "Ana", **BORN)
    a_client(office, "Anna", **BORN)
    stopped = Progress.silent()
    stopped.cancel()
    with pytest.raises(Cancelled):
        Duplicates(office).catch_up(stopped)
    Duplicates(office).after_import(stopped)
    assert Duplicates(office).is_behind()
    Duplicates(office).after_import()
    assert Duplicates(office).count() == 1


def test_both_files_side_by_side() -> None:
    office = an_office(["Lac-Exemple"])
    first = a_client(office, "Ana", "Seen at the fair.", **BORN)
    second = a_client(office, "Anna", **{**BORN, "birth_date": "1950-03-02"})
    shown = Duplicates(office).side_by_side("client", first, second)
    fields = {one.path: one for one in shown.fields}
    assert fields["birth_date"].values == ("1950-02-03", "1950-03-02")
    assert {path for path, one in fields.items() if one.differs} == {"given", "birth_date"}
    assert [one.notes for one in shown.sides] == [1, 0]
    assert {one.opened_by for one in shown.sides} == {"Odile Exemple"}
    assert {one.device for one in shown.sides} == {"office"}


def test_double_organisations_are_found_and_settled() -> None:
    office = an_office(["Lac-Exemple"])
    directory = Directory(office)
    item = "00000000-0000-4000-8000-000000000001"

    def listed(name: str, place: str) -> str:
        values: dict[str, Value] = {
            "name": name,
            f"phones/{item}/number": "819 555-0199",
            f"addresses/{item}/street": "3, rue A",
            f"addresses/{item}/place": place,
        }
        return directory.add("organisation", values)

    one, two = listed("Refuge Exemple", "Lac-Exemple"), listed("REFUGE EXEMPLE INC.", "Lac-Exemple")
    listed("Refuge Exemple", "Anse-Exemple")
    duplicates = Duplicates(office)
    duplicates.catch_up()
    (pair,) = duplicates.pairs()
    assert (pair.about, pair.a, pair.b) == ("organisation", one, two)
    shown = duplicates.side_by_side("organisation", one, two)
    assert [field.path for field in shown.fields if field.differs] == ["name"]
    Links(office).link(one, two, about="organisation")
    assert duplicates.count() == 0
