"""Households: who lives with whom, since when and until when."""

from __future__ import annotations

import pytest

from desktop_app.domain.values import ValueRefused
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import Households
from desktop_app.services.exchange.sharing import ShareState
from desktop_app.services.session import NotHere
from desktop_app.services.trust.organisation import UnknownCommunity
from tests.builders import a_client, a_laptop, an_office, swap


def test_people_come_and_go() -> None:
    office = an_office(["Lac-Exemple"])
    households = Households(office)
    elder, child = a_client(office, "Jeanne"), a_client(office, "Zoé")
    home = households.add("Maison Exemple", "lac exemple")
    stay = households.join(home, elder, "elder", "1999")
    households.join(home, child, "child")
    (line,) = households.of(child)
    assert (line.id, line.name) == (home, "Maison Exemple")
    assert [(one.name, one.role) for one in line.members] == [
        ("Jeanne Exemple", "elder"),
        ("Zoé Exemple", "child"),
    ]
    households.leave(stay, "2020-05")
    assert [one.name for one in households.of(child)[0].members] == [
        "Zoé Exemple",
        "Jeanne Exemple",
    ]
    households.join(home, elder, "elder", "2021")
    times = [
        (one.from_on, one.to_on) for one in households.of(elder)[0].members if one.client == elder
    ]
    assert times == [("2021", ""), ("1999", "2020-05")]
    titles = [
        (item.at, str(item.title))
        for item in Clients(office).show(elder).timeline
        if item.kind == "household"
    ]
    assert titles == [
        ("2021-01-01", "Joined the household “Maison Exemple”"),
        ("2020-05-01", "Left the household “Maison Exemple”"),
        ("1999-01-01", "Joined the household “Maison Exemple”"),
    ]
    assert [one.id for one in households.all()] == [home]


def test_two_laptops_that_say_the_same_make_one_membership() -> None:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(office)
    home = Households(office).add("Maison Exemple", "Lac-Exemple")
    swap(office, north)
    Households(office).join(home, client, "adult")
    Households(north).join(home, client, "adult")
    assert Households(north).of(client)[0].members[0].shared.state is ShareState.ONLY_HERE
    swap(office, north)
    swap(north, office)
    for session in (office, north):
        assert len(Households(session).of(client)[0].members) == 1


def test_what_is_not_there_or_not_said_is_refused() -> None:
    office = an_office(["Lac-Exemple"])
    households = Households(office)
    client = a_client(office)
    home = households.add("Maison Exemple", "Lac-Exemple")
    with pytest.raises(UnknownCommunity):
        households.add("Maison", "Ailleurs")
    with pytest.raises(ValueRefused):
        households.add(" ", "Lac-Exemple")
    with pytest.raises(NotHere):
        households.join("0" * 32, client, "adult")
    with pytest.raises(ValueRefused):
        households.join(home, client, "lodger")
    with pytest.raises(ValueRefused):
        households.leave(households.join(home, client, "adult"), "")
    with pytest.raises(NotHere):
        households.of("nobody")
