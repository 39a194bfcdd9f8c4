"""A colleague's laptop says of records that they lost an entry to an erasure, so that the office erases them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from desktop_app.services.clients.clients import Clients
from desktop_app.services.editing import Editor
from desktop_app.services.erasure import erasing
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.sync.erasing import Basis
from tests.builders import Bundle, a_client, a_laptop, an_office, carry
from tests.hostile.forging import Forger


@dataclass
class World:
    """An office, two laptops that all heard of one erasure, and its id."""

    office: Session
    north: Session
    south: Session
    erasure: bytes


@pytest.fixture
def world() -> World:
    office = an_office(["Lac-Exemple"])
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    Erasures(office).erase(a_client(office, "Zoé"), Basis.ASKED)
    for one in (north, south):
        carry(office, one)
        carry(one, office)
    (erasure,) = office.require_trust().erasures
    return World(office, north, south, erasure)


def name(world: World, *records: bytes) -> None:
    bundle = Forger(world.south, world.office).bundle([], erased=[world.erasure, *records])
    assert Exchange(world.office).take_in(Bundle(bundle)).outcome == "applied"


def test_what_has_not_come_to_the_office_is_not_erased_unseen(world: World) -> None:
    """A new client went to a colleague first, whose laptop named it: it was gone everywhere for good."""
    client = a_client(world.north, "Ana", "Une note.")
    carry(world.north, world.south)
    name(world, bytes.fromhex(client))
    assert len(world.office.require_trust().erasures) == 1
    carry(world.office, world.north)
    carry(world.north, world.office)
    for one in (world.office, world.north):
        assert Clients(one).show(client).title == "Ana Exemple"


def test_a_note_whose_person_was_emptied_is_not_erased(world: World) -> None:
    client = a_client(world.north, "Ana", "Une note.")
    carry(world.north, world.south)
    with world.south.database.writing() as tables:
        kind = world.south.registry["note"]
        (note,) = tables.rows.select(kind, "")
        editor = Editor(world.south, tables)
        editor.edit(kind, note.id, tables.log.scopes()[note.scope], {"client": None})
        editor.flush()
    carry(world.south, world.office)
    name(world, note.id)
    assert len(world.office.require_trust().erasures) == 1
    assert Clients(world.office).show(client).title


def test_what_is_named_has_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each went on to everybody with every bundle."""
    monkeypatch.setattr(erasing, "NAMED_BY_ONE", 5)
    name(world, *(bytes((number,)) * 16 for number in range(1, 20)))
    with world.office.database.reading() as tables:
        assert len(tables.erasures.named()) == 5
