"""Taking rights away: what was written before stays, what comes later does not count."""

from __future__ import annotations

import pytest

from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.session import NotAllowed
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.rights import LastOfOffice, Rights, UnknownPerson
from desktop_app.sync.statements import scope_id
from tests.builders import a_client, a_laptop, an_office, carry, swap


def test_somebody_who_leaves() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    a_client(north)
    swap(north, office)
    rights = Rights(office)
    person = rights.person_named("maude exemple")
    rights.remove_person(person.id)
    assert [one.name for one in rights.people()] == ["Odile Exemple", "Sam Exemple"]
    with pytest.raises(UnknownPerson):
        rights.person_named("Maude Exemple")
    assert person.id not in office.require_trust().colleagues
    carry(office, north)
    carry(office, south)
    for session in (north, south, office):
        trust = session.require_trust()
        assert trust.people[person.id].removed
        for feed, last in trust.people[person.id].cuts.items():
            with office.database.reading() as tables:
                held = tables.log.feed(feed)
                assert held is not None
                scope = next(
                    row.id for row in tables.log.scopes().values() if row.number == held.scope
                )
            assert trust.person_extent(person.id, north.device, scope, feed) == last >= 1
    assert trust.people[person.id].cuts
    with pytest.raises(NotAllowed):
        a_client(north)


def test_somebody_who_works_elsewhere_now() -> None:
    office = an_office()
    north = a_laptop(office, "north")
    here, there = (
        Organisation(office).community_named(f"{n}-Exemple").id for n in ("Rivière", "Lac")
    )
    a_client(north, community="Rivière-Exemple")
    swap(north, office)
    person = Rights(office).person_named("Maude Exemple")
    Rights(office).change_person(person.id, Role.WORKER, [there])
    carry(office, north)
    with pytest.raises(NotAllowed):
        Clients(north).add(
            {"given": "Ana", "family": "Exemple", "community": "Rivière-Exemple"}, ""
        )
    Clients(north).add({"given": "Ana", "family": "Exemple", "community": "Lac-Exemple"}, "")
    trust = north.require_trust()
    cases = scope_id(trust.organisation, Scope.CASES, here)
    assert trust.people[person.id].cuts
    assert trust.person_extent(person.id, north.device, cases, bytes(16)) == 0


def test_a_laptop_that_holds_less() -> None:
    office = an_office()
    north = a_laptop(office, "north")
    there = Organisation(office).community_named("Lac-Exemple").id
    a_client(north, community="Rivière-Exemple")
    a_client(north, community="Lac-Exemple")
    swap(north, office)
    issued = Rights(office).change_laptop("north", Role.WORKER, [there])
    trust = office.require_trust()
    assert trust.is_active(north.device)
    assert issued.number == 2
    line = trust.roster[north.device]
    assert len(line.cuts) >= 1
    carry(office, north)
    assert north.require_trust().beliefs.roster == trust.beliefs.roster
    assert [one.name for one in Organisation(north).own_communities()] == ["Lac-Exemple"]
    # Given back: the cuts of scopes that it holds again are gone.
    both = [one.id for one in Organisation(office).communities()]
    Rights(office).change_laptop("north", Role.WORKER, both)
    assert office.require_trust().roster[north.device].cuts == {}


def test_who_may_not() -> None:
    office = an_office()
    north = a_laptop(office, "north")
    with pytest.raises(NotAllowed):
        Rights(north).remove_person(office.person)
    with pytest.raises(LastOfOffice):
        Rights(office).remove_person(office.person)
    with pytest.raises(LastOfOffice):
        Rights(office).change_person(office.person, Role.WORKER, [])
    with pytest.raises(UnknownPerson):
        Rights(office).remove_person(bytes(16))
