"""What two laptops wrote apart: listed alike on both, decided once for both."""

from __future__ import annotations

import pytest

from desktop_app.domain.values import ValueRefused
from desktop_app.services.clients import Clients
from desktop_app.services.conflicts import Conflicts, NoSuchConflict
from desktop_app.services.session import Session
from tests.builders import Clock, a_client, a_laptop, an_environment, an_office, carry, swap


def two_laptops() -> tuple[Session, Session, str]:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(north, "Jeanne", telephone="819 555-0142", birth_date="1951-03-02")
    swap(north, office)
    return north, office, client


def test_both_values_are_kept_and_listed_in_the_persons_words() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0122", "birth_date": "1951-03-20"})
    Clients(north).set(client, {"birth_date": "1951-02-03"})
    swap(north, office)
    for session in (north, office):
        listed = Conflicts(session).list()
        assert [one.field for one in listed] == ["birth_date", "telephone"]
        telephone = listed[1]
        assert str(telephone.title) == (
            "Jeanne Exemple: “Telephone number” was written differently on two laptops"
        )
        assert [one.value for one in telephone.values] == ["819 555-0111", "819 555-0122"]
        assert [one.author for one in telephone.values] == ["Maude Exemple", "Odile Exemple"]
        assert Conflicts(session).list(limit=1) == listed[:1]
        assert Conflicts(session).list(after=listed[0].id) == listed[1:]
        assert Conflicts(session).count() == 2
    assert Conflicts(north).list() == Conflicts(office).list()


def test_what_one_decides_holds_for_both() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0122"})
    swap(north, office)
    conflict = Conflicts(office).list()[0]
    Conflicts(office).resolve(conflict.id, index=0)
    swap(office, north)
    for session in (north, office):
        assert Conflicts(session).list() == []
        assert Clients(session).show(client).fields["telephone"] == "819 555-0111"
        assert Clients(session).show(client).contested == {}
    with pytest.raises(NoSuchConflict):
        Conflicts(north).resolve(conflict.id, index=0)


def test_a_third_value_may_be_decided_if_the_field_can_hold_it() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"birth_date": "1951-03-20"})
    Clients(office).set(client, {"birth_date": "1951-02-03"})
    swap(north, office)
    conflict = Conflicts(north).list()[0]
    with pytest.raises(ValueRefused):
        Conflicts(north).resolve(conflict.id, "1951-02-30")
    with pytest.raises(NoSuchConflict):
        Conflicts(north).resolve(conflict.id, index=2)
    Conflicts(north).resolve(conflict.id, "1951-03")
    swap(north, office)
    assert Clients(office).show(client).fields["birth_date"] == "1951-03"


@pytest.mark.parametrize("keep", [True, False])
def test_deleted_here_and_changed_there_is_asked_about(keep: bool) -> None:
    north, office, client = two_laptops()
    Clients(north).delete(client)
    Clients(office).set(client, {"telephone": "819 555-0122"})
    swap(north, office)
    for session in (north, office):
        (conflict,) = Conflicts(session).list()
        assert conflict.field == "life"
        assert (
            str(conflict.title) == "Jeanne Exemple was deleted on one laptop and changed on another"
        )
        assert {(one.value, one.author) for one in conflict.values} == {
            ("deleted", "Maude Exemple"),
            ("live", "Odile Exemple"),
        }
    Conflicts(office).resolve(conflict.id, "live" if keep else "deleted")
    swap(office, north)
    for session in (north, office):
        assert Conflicts(session).list() == []
        assert Clients(session).show(client).deleted is not keep
        assert [line.id for line in Clients(session).page()] == ([client] if keep else [])


def test_the_same_value_written_twice_is_no_conflict() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0111"})
    swap(north, office)
    assert Conflicts(north).list() == Conflicts(office).list() == []


def test_a_laptop_whose_date_is_wrong_is_told() -> None:
    office = an_office(["Lac-Exemple"])
    fast = Clock()
    fast.forward(days=400)
    north = a_laptop(office, environment=an_environment(fast, seed=2))
    client = a_client(office, "Jeanne", telephone="819 555-0142")
    carry(office, north)
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0122"})
    carry(north, office)
    (conflict,) = Conflicts(office).list()
    assert {(one.value, one.clock_wrong) for one in conflict.values} == {
        ("819 555-0122", False),
        ("819 555-0111", True),
    }
    assert all("819" not in str(one.label) for one in (conflict,))
