"""A field is declared once: register one more, and find it in every room that has no screen."""

from __future__ import annotations

import json

import pytest

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Field, Kind
from desktop_app.interchange.client_mapping import guess_mapping
from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.session import Session
from desktop_app.services.tables.list_tables import Listed, list_table
from desktop_app.services.undo import Undo
from desktop_app.services.vault.dump import dump
from tests.builders import a_client, a_laptop, an_office, swap

EXTRA = Field(
    99,
    "boat_name",
    Kind.TEXT,
    Message("test", "Name of the boat"),
    Message("test", "To know which boat to wait for."),
    review=True,
    searchable=True,
    listed=True,
    indexed=True,
    headings=("boat", "bateau"),
)


@pytest.fixture(params=["identity", "client"])
def entity(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def office(entity: str) -> Session:
    return an_office(["Lac-Exemple"], registry=STANDARD.with_field(entity, EXTRA))


def test_it_can_be_set_shown_and_listed(office: Session) -> None:
    clients = Clients(office)
    client = a_client(office, boat_name="Aviq")
    assert clients.show(client).fields["boat_name"] == "Aviq"
    assert str(clients.show(client).labels["boat_name"]) == "Name of the boat"
    assert clients.page()[0].listed["boat_name"] == "Aviq"
    assert clients.set(client, {"boat_name": "Nanuq"}) == ("boat_name",)
    assert clients.page()[0].listed["boat_name"] == "Nanuq"


def test_it_is_searched(office: Session) -> None:
    client = a_client(office, boat_name="ᓇᓄᖅ")
    found = Clients(office).find("nanu")
    assert [line.id for line in found] == [client]
    assert [str(one) for one in found[0].why] == ["Name of the boat"]


def test_it_has_a_column_of_its_own(office: Session, entity: str) -> None:
    a_client(office, boat_name="Aviq")
    with office.database.reading() as tables:
        one = office.registry[entity]
        (row,) = tables.rows.select(one, "WHERE f_boat_name = ?", ("Aviq",))
        assert row.value("boat_name") == "Aviq"


def test_it_stands_in_history_and_timeline_and_is_undone(office: Session) -> None:
    clients = Clients(office)
    client = a_client(office, boat_name="Aviq")
    undo = Undo(office)
    clients.set(client, {"boat_name": "Nanuq"})
    change = clients.history(client)[0]
    assert (change.path, change.before, change.after) == ("boat_name", "Aviq", "Nanuq")
    assert str(change.label) == "Name of the boat"
    told = str(clients.show(client).timeline[0].title)
    assert told == "Name of the boat: Aviq became Nanuq"
    assert str(undo.undo_last().title) == "Undo: Name of the boat of Ana Exemple"
    assert clients.show(client).fields["boat_name"] == "Aviq"


def test_it_travels_merges_and_is_dumped(office: Session, entity: str) -> None:
    north = a_laptop(office)
    client = a_client(office, boat_name="Aviq")
    swap(office, north)
    Clients(office).set(client, {"boat_name": "Nanuq"})
    Clients(north).set(client, {"boat_name": "Tulugaq"})
    swap(office, north)
    for session in (office, north):
        (conflict,) = Conflicts(session).list()
        assert (conflict.field, str(conflict.label)) == ("boat_name", "Name of the boat")
        with session.database.reading() as tables:
            lines = [json.loads(line) for line in dump(tables, session)]
        (record,) = [one for one in lines if one["id"] == client and one["type"] == entity]
        assert record["fields"]["boat_name"] in ("Nanuq", "Tulugaq")


def test_a_release_without_it_keeps_it_for_others(office: Session) -> None:
    older = a_laptop(office, "older", "Paul Exemple", registry=STANDARD)
    client = a_client(office, boat_name="Aviq")
    swap(office, older)
    assert "boat_name" not in Clients(older).show(client).fields
    assert "newer Portage" in " ".join(str(one.label) for one in Clients(older).history(client))
    Clients(older).set(client, {"given": "Anna"})
    swap(older, office)
    shown = Clients(office).show(client).fields
    assert (shown["given"], shown["boat_name"]) == ("Anna", "Aviq")


def test_it_is_exported(office: Session, entity: str) -> None:
    a_client(office, boat_name="Aviq")
    _, data = list_table(office, Listed.CLIENTS, ".csv")
    text = data.decode("utf-8-sig")
    assert "Aviq" in text
    assert f"{entity}.boat_name" in text or "Name of the boat" in text


@pytest.mark.parametrize("heading", ["Boat", "BATEAU", "Name of the boat"])
def test_a_spreadsheet_may_bring_it(office: Session, entity: str, heading: str) -> None:
    mapping = guess_mapping(["Prénom", heading], office.registry)
    assert [column.path for column in mapping.columns] == ["identity.given", f"{entity}.boat_name"]
