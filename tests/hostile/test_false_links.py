"""Somebody says of two people that they are one, so that erasing one erases both."""

from __future__ import annotations

import pytest

from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.duplicates.links import Links
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.session import NotHere, Session
from desktop_app.sync.erasing import Basis
from tests.builders import a_client, a_laptop, an_office, swap
from tests.hostile.laptops import state_of


def linked_by_the_field() -> tuple[Session, Session, list[str]]:
    """Four files: the second and third tied to the first by the field, the fourth by the office."""
    office = an_office()
    north = a_laptop(office, "north", "Max Exemple")
    clients = [a_client(north, name) for name in ("Ana", "Bea", "Cora", "Dora")]
    Links(north).link(clients[0], clients[1])
    Links(north).link(clients[1], clients[2])
    swap(north, office)
    Links(office).link(clients[0], clients[3])
    swap(north, office)
    return office, north, clients


def test_the_default_takes_along_only_what_the_office_linked() -> None:
    office, north, clients = linked_by_the_field()
    plan = Erasures(office).plan(clients[0])
    told = {one.id: one for one in plan.linked}
    assert {one: told[one].goes for one in clients[1:]} == dict(
        zip(clients[1:], (False, False, True), strict=True)
    )
    assert [told[one].who for one in clients[1:]] == [
        "Max Exemple",
        "Max Exemple",
        told[clients[3]].who,
    ]
    assert {told[one].laptop for one in clients[1:3]} == {"north"}
    assert told[clients[1]].name.startswith("Bea")
    assert all(one.at > 0 for one in plan.linked)
    Erasures(office).erase(clients[0], Basis.ASKED)
    swap(north, office)
    for one in (office, north):
        assert sorted(line.name.split()[0] for line in Clients(one).find("Exemple")) == ["Bea"]
        assert Clients(one).count() == 1  # Bea and Cora are still said to be one
        for left in clients[1:3]:
            assert Clients(one).show(left).title
    assert state_of(office) == state_of(north)


def test_a_chain_by_way_of_a_false_link_is_not_the_offices_choice() -> None:
    office, north, clients = linked_by_the_field()
    other = a_client(north, "Ella")
    swap(north, office)
    Links(office).link(
        clients[2], other
    )  # true, and tied to the first only through the field's word
    told = {one.id: one.goes for one in Erasures(office).plan(clients[0]).linked}
    assert told[other] is False
    assert Erasures(office).plan(clients[2]).linked


def test_the_person_chooses_file_by_file() -> None:
    office, north, clients = linked_by_the_field()
    more = Erasures(office).plan(clients[0], clients[1:])
    less = Erasures(office).plan(clients[0], [])
    assert len(more.people) == 4
    assert less.people == (bytes.fromhex(clients[0]),)
    assert sum(more.records.values()) > sum(less.records.values())
    stranger = a_client(office, "Zoe")
    with pytest.raises(NotHere):
        Erasures(office).erase(clients[0], Basis.ASKED, [stranger])
    Erasures(office).erase(clients[0], Basis.ASKED, [clients[1]])
    swap(north, office)
    for one in clients[2:]:
        assert Clients(north).show(one).title
    with pytest.raises(NotHere):
        Clients(north).show(clients[1])


def test_a_second_office_laptops_word_is_the_offices() -> None:
    office, _, clients = linked_by_the_field()
    second = a_laptop(office, "second", "Luc Exemple", role=Role.OFFICE)
    swap(office, second)
    Links(second).unlink(clients[0], clients[1])
    Links(second).link(clients[0], clients[1])
    swap(second, office)
    told = {one.id: one for one in Erasures(office).plan(clients[0]).linked}
    assert (told[clients[1]].goes, told[clients[1]].who) == (True, "Luc Exemple")
    assert not told[clients[2]].goes
