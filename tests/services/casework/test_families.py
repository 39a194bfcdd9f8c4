"""Relationships read from both sides, no circles, and one change of address for a family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.fields import Value
from desktop_app.domain.people.relationships import INVERSE, RELATIONS, goes_round, seen_from_other
from desktop_app.domain.values import ValueRefused
from desktop_app.services.casework.families import Families
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.clients.households import Households
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import NotHere, Session
from desktop_app.services.undo import Undo
from desktop_app.sync.erasing import Basis
from tests.builders import a_client, a_laptop, an_office, carry, swap

PAIR = st.tuples(st.integers(0, 6), st.integers(0, 6))


@dataclass
class World:
    office: Session
    laptop: Session


@pytest.fixture
def world() -> World:
    office = an_office(("Pangnirtung", "Lac-Exemple"))
    laptop = a_laptop(office, communities=["Pangnirtung"])
    return World(office, laptop)


def in_pangnirtung(session: Session, given: str, **values: Value) -> str:
    return a_client(session, given, note="", community="Pangnirtung", **values)


def test_every_inverse_is_the_inverse_of_its_inverse() -> None:
    known = {one.value for one in RELATIONS}
    assert set(INVERSE) <= known
    assert all(seen_from_other(seen_from_other(one)) == one for one in known)


@given(st.lists(PAIR, max_size=12), PAIR)
def test_a_circle_is_found_where_walking_finds_one(
    pairs: list[tuple[int, int]], new: tuple[int, int]
) -> None:
    told = [(bytes([a]), bytes([b])) for a, b in pairs]
    child, parent = bytes([new[0]]), bytes([new[1]])
    above: set[bytes] = {parent}
    before: set[bytes] = set()
    while above != before:
        before = set(above)
        above |= {b for a, b in told if a in above}
    assert goes_round(told, child, parent) is (child in above)


def test_a_relationship_is_read_from_both_sides_on_both_laptops(world: World) -> None:
    families = Families(world.laptop)
    ana, joe = in_pangnirtung(world.laptop, "Ana"), in_pangnirtung(world.laptop, "Joe")
    made = families.add(ana, {"relation": "parent", "other": joe, "telephone": "819 555-0147"})
    families.add(ana, {"relation": "interpreter", "other_name": "La nièce", "from_on": "2025"})
    swap(world.laptop, world.office)
    for session in (world.laptop, world.office):
        theirs = [(one.name, str(one.relation)) for one in Families(session).of(joe)]
        assert theirs == [("Ana Exemple", "child")]
        mine = [(one.name, str(one.relation), one.other) for one in Families(session).of(ana)]
        assert mine == [("Joe Exemple", "parent", joe), ("La nièce", "interpreter", "")]
    families.end(made, "2026-02-01")
    assert [one.to_on for one in families.of(joe)] == ["2026-02-01"]
    told = [str(item.title) for item in Clients(world.laptop).show(ana).timeline]
    assert "Relationship: La nièce, interpreter" in told


@pytest.mark.parametrize("values", [{}, {"other_name": "  "}])
def test_somebody_must_be_named(world: World, values: dict[str, str]) -> None:
    ana = in_pangnirtung(world.laptop, "Ana")
    with pytest.raises(ValueRefused) as refused:
        Families(world.laptop).add(ana, {"relation": "partner", **values})
    assert refused.value.field.name == "other_name"


def test_nobody_is_their_own_parent_or_grandparent(world: World) -> None:
    families = Families(world.laptop)
    a, b, c = (in_pangnirtung(world.laptop, name) for name in ("Ana", "Bob", "Cam"))
    with pytest.raises(ValueRefused):
        families.add(a, {"relation": "sibling", "other": a})
    families.add(a, {"relation": "parent", "other": b})
    families.add(c, {"relation": "child", "other": b})
    for client, relation, other in ((c, "parent", a), (a, "child", c), (b, "parent", a)):
        with pytest.raises(ValueRefused) as refused:
            families.add(client, {"relation": relation, "other": other})
        assert refused.value.field.name == "relation"
    assert len(families.of(a)) == 1


def test_a_family_moves_in_one_act_that_is_undone_as_one(world: World) -> None:
    laptop = world.laptop
    address = {"street": "12, rue du Lac", "place": "Pangnirtung"}
    ana = in_pangnirtung(laptop, "Ana", **address)
    joe = in_pangnirtung(laptop, "Joe", **address)
    eva = in_pangnirtung(laptop, "Eva", street="7, rue Haute", place="Pangnirtung")
    households = Households(laptop)
    home = households.add("Ana et Joe", "Pangnirtung")
    for one in (ana, joe):
        households.join(home, one, "adult")
    Families(laptop).add(ana, {"relation": "child", "other": eva})
    visit = Schedule(laptop).make(
        joe,
        datetime.fromisoformat("2026-04-01T10:00"),
        mode="home",
        place="12, rue du Lac, Pangnirtung",
    )
    elsewhere = Schedule(laptop).make(
        joe, datetime.fromisoformat("2026-04-02T10:00"), place="Centre"
    )
    families, undo = Families(laptop), Undo(laptop)
    moving = families.moving(ana)
    assert [(one.client, one.same) for one in moving.housemates] == [(joe, True), (eva, False)]
    assert [one.appointment for one in moving.visits] == [visit]
    new = {"street": "3, chemin Neuf", "place": "Pangnirtung"}
    assert families.move(ana, new, [joe], [visit]) == 2
    shown = [Clients(laptop).show(one).fields["street"] for one in (ana, joe, eva)]
    assert shown == ["3, chemin Neuf", "3, chemin Neuf", "7, rue Haute"]
    assert Schedule(laptop).show(visit).place == "3, chemin Neuf, Pangnirtung"
    assert Schedule(laptop).show(elsewhere).place == "Centre"
    undo.undo_last()
    assert families.moving(ana) == moving


def test_an_unreadable_address_changes_no_file(world: World) -> None:
    ana = in_pangnirtung(world.laptop, "Ana", street="1, rue A")
    with pytest.raises(ValueRefused) as refused:
        Families(world.laptop).move(ana, {"street": "2, rue B", "postal_code": "\u202e"})
    assert refused.value.field.name == "postal_code"
    assert Clients(world.laptop).show(ana).fields["street"] == "1, rue A"


def test_erasing_either_person_takes_the_relationship_and_a_handover_takes_it_along(
    world: World,
) -> None:
    families = Families(world.laptop)
    ana, joe, eva = (in_pangnirtung(world.laptop, name) for name in ("Ana", "Joe", "Eva"))
    families.add(ana, {"relation": "partner", "other": joe})
    families.add(eva, {"relation": "helper", "other_name": "Un voisin"})
    swap(world.laptop, world.office)
    Erasures(world.office).erase(joe, Basis.ASKED)
    assert Families(world.office).of(ana) == ()
    there = next(one for one in Handovers(world.office).places(eva) if one.name == "Lac-Exemple")
    Handovers(world.office).hand_over(eva, there.id)
    assert [one.name for one in Families(world.office).of(eva)] == ["Un voisin"]
    carry(world.office, world.laptop)
    assert Families(world.laptop).of(ana) == ()
    with pytest.raises(NotHere):
        families.add("00" * 16, {"relation": "partner", "other_name": "X"})
