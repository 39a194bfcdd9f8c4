"""A laptop writes in its own community under the id of somebody of another one, which it once held."""

from __future__ import annotations

import pytest

from desktop_app.domain.fields import Value
from desktop_app.services.clients.clients import Clients
from desktop_app.services.editing import Editor
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from tests.builders import a_client, a_laptop, an_office, carry

PLACES = ["Lac-Exemple", "Rivière-Exemple"]


def write_under(
    session: Session, client: str, kinds: dict[str, dict[str, Value]], place: bytes
) -> None:
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        for name, values in kinds.items():
            kind = session.registry[name]
            scope = session.scope(tables, kind.scope, place)
            editor.edit(kind, bytes.fromhex(client), scope, values, new=True)
        editor.flush()


@pytest.mark.parametrize("first", [0, 1])
def test_names_written_elsewhere_do_not_stand_in_the_place_of_the_persons_own(first: int) -> None:
    mine, theirs = PLACES[first], PLACES[1 - first]
    office = an_office(PLACES)
    north = a_laptop(office, "north", "Maude Exemple", [mine])
    south = a_laptop(office, "south", "Sam Exemple", [theirs])
    client = a_client(north, "Ana")
    carry(north, office)
    place = Organisation(south).own_communities()[0].id
    write_under(south, client, {"identity": {"given": "Zoé", "family": "Autre"}}, place)
    carry(south, office)
    assert {one.name for one in Clients(office).page(limit=10)} == {"Ana Exemple"}
    assert Clients(office).show(client).title == "Ana Exemple"
    assert Clients(office).find("Ana")[0].name == "Ana Exemple"


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_that_are_shown_under_one_id_everybody_sees_the_same(turned: bool) -> None:
    """Laptops number their scopes as they come to them: one showed the one, another the other."""
    office = an_office(PLACES)
    north = a_laptop(office, "north", "Maude Exemple", PLACES[:1])
    south = a_laptop(office, "south", "Sam Exemple", PLACES[1:])
    client = a_client(north, "Ana")
    place = Organisation(south).own_communities()[0].id
    told: dict[str, dict[str, Value]] = {
        "identity": {"given": "Zoé", "family": "Autre"}, "client": {"community": place.hex()},
    }  # fmt: skip
    write_under(south, client, told, place)
    for one in (south, north) if turned else (north, south):
        carry(one, office)
    shown = Clients(office).show(client)
    first = min(one.id for one in Organisation(office).communities())
    called = {place: "Zoé Autre"}.get(first, "Ana Exemple")
    assert shown.title == called
    assert {one.name for one in Clients(office).page(limit=10)} == {called}
