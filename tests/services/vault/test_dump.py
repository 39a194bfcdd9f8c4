"""The same entries give the same lines, on whichever laptop and in whatever order they came."""

from __future__ import annotations

import json

from desktop_app.domain.fields import Scope
from desktop_app.services.clients.clients import Clients
from desktop_app.services.session import Session
from desktop_app.services.vault.dump import dump
from tests.builders import a_client, a_laptop, an_office, carry, swap


def lines(session: Session, scope: bytes | None = None) -> list[str]:
    with session.database.reading() as tables:
        return list(dump(tables, session, scope))


def test_two_laptops_with_the_same_entries_give_the_same_lines() -> None:
    office = an_office()
    north = a_laptop(office)
    client = a_client(north, note="Première rencontre")
    swap(north, office)
    Clients(north).set(client, {"telephone": "867 555-0101"})
    Clients(office).set(client, {"telephone": "867 555-0102"})
    assert lines(north) != lines(office)
    swap(office, north)
    assert lines(north) == lines(office)
    identity = next(line for line in map(json.loads, lines(north)) if line["type"] == "identity")
    number = next(path for path in identity["heads"] if path.endswith("/number"))
    assert len(identity["heads"][number]) == 2
    assert identity["life"] == "live"


def test_a_scope_alone() -> None:
    office = an_office(("Rivière-Exemple", "Lac-Exemple"))
    south = a_laptop(office, "south", communities=["Lac-Exemple"])
    a_client(south, community="Lac-Exemple")
    a_client(office, community="Rivière-Exemple")
    carry(south, office)
    with south.database.reading() as tables:
        own = [one.id for one in tables.log.scopes().values() if one.kind == Scope.NAMES.value]
    assert own
    assert lines(south, own[0]) == lines(office, own[0])
    assert len(lines(south, own[0])) == 1
    assert lines(south) != lines(office)


def test_deleted_records_are_told_with_everything_that_stands() -> None:
    office = an_office()
    client = a_client(office)
    Clients(office).delete(client)
    told = [one for one in map(json.loads, lines(office)) if one["id"] == client]
    assert {one["life"] for one in told} == {"deleted"}
    assert any(one["fields"].get("given") == "Ana" for one in told)


def test_what_only_a_newer_release_knows_has_its_number() -> None:
    from desktop_app.domain.entities import STANDARD
    from desktop_app.domain.fields import Field, Kind
    from desktop_app.language import Message

    label = Message("fields", "Name")
    newer = STANDARD.with_field("client", Field(900, "boat", Kind.TEXT, label, label))
    office = an_office(registry=newer)
    north = a_laptop(office, registry=STANDARD)
    client = a_client(office)
    Clients(office).set(client, {"boat": "canot"})
    carry(office, north)
    told = [one for one in map(json.loads, lines(north)) if one["type"] == "client"]
    assert told[0]["fields"]["#900"] == "canot"
