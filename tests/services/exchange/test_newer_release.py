"""What a newer Portage writes: kept, passed on, counted, and shown after the update."""

from __future__ import annotations

import pytest

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import EntityType, Field, Kind, Registry, Scope
from desktop_app.language import Message
from desktop_app.services import editing
from desktop_app.services.clients.clients import Clients
from desktop_app.services.editing import Editor
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from tests.builders import a_client, a_laptop, an_office, bundle_for, carry, swap

_WORDS = Message("test", "Of a later year")
_FIELD = Field(60_001, "moon", Kind.TEXT, _WORDS, _WORDS)
_KIND = EntityType(60_002, "voyage", _WORDS, Scope.CASES, (_FIELD,), title=("moon",))
LATER = Registry((*STANDARD.with_field("client", _FIELD).types, _KIND))


def unread(session: Session) -> int:
    with session.database.reading() as tables:
        return tables.log.count_unread()


def update(session: Session) -> None:
    """Install the newer Portage on that laptop: its declarations are others from now on."""
    session.database.registry = LATER
    with session.database.writing() as tables:
        tables.rows.rebuild_all()


def shown(session: Session, kind: str, entity: bytes) -> object:
    with session.database.reading() as tables:
        row = tables.rows.get(session.registry[kind], entity)
        return None if row is None else row.value("moon")


def an_organisation_of_two_releases() -> tuple[Session, Session, Session]:
    """The office has the newer Portage; its two laptops have not."""
    office = an_office(registry=LATER)
    north = a_laptop(office, "north", registry=STANDARD)
    south = a_laptop(office, "south", "Pita Exemple", registry=STANDARD)
    return office, north, south


def write_newer(office: Session) -> tuple[str, bytes]:
    """Somebody at the office sets a new field and makes a record of a new kind."""
    client = a_client(office, "Ana")
    voyage = office.environment.new_id()
    community = Organisation(office).own_communities()[0].id
    with office.database.writing() as tables:
        cases = office.scope(tables, Scope.CASES, community)
        editor = Editor(office, tables)
        editor.edit(
            LATER["client"], bytes.fromhex(client), cases, {"moon": "full", "needs": "wood"}
        )
        editor.edit(_KIND, voyage, cases, {"moon": "new"}, new=True)
        editor.flush()
    return client, voyage


def test_it_is_counted_passed_on_and_shown_after_the_update() -> None:
    office, north, south = an_organisation_of_two_releases()
    client, voyage = write_newer(office)
    assert unread(office) == 0
    assert carry(office, north).outcome == "applied"
    assert unread(north) == 2
    assert Clients(north).show(client).fields["needs"] == "wood"
    # South never meets the office: it gets everything from north, which does not understand it.
    swap(north, south)
    assert unread(south) == 2
    for laptop in (north, south):
        update(laptop)
        assert unread(laptop) == 0
        assert shown(laptop, "client", bytes.fromhex(client)) == "full"
        assert shown(laptop, "voyage", voyage) == "new"


def test_an_older_release_changes_nothing_of_what_it_does_not_know() -> None:
    office, north, _ = an_organisation_of_two_releases()
    client, voyage = write_newer(office)
    carry(office, north)
    Clients(north).set(client, {"needs": "water"})
    swap(north, office)
    assert shown(office, "client", bytes.fromhex(client)) == "full"
    assert Clients(office).show(client).fields["needs"] == "water"
    assert shown(office, "voyage", voyage) == "new"


def test_a_new_kind_of_entry_takes_no_effect_until_it_is_understood(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = an_office()
    north = a_laptop(office)
    client = a_client(office, "Ana")
    carry(office, north)
    monkeypatch.setattr(editing, "KIND_EDIT", 60_003)
    Clients(office).set(client, {"given": "Another meaning"})
    monkeypatch.undo()
    imported = Exchange(north).take_in(bundle_for(office, north))
    assert imported.outcome == "applied"
    assert Clients(north).show(client).fields["given"] == "Ana"
    assert unread(north) == 1
    with north.database.writing() as tables:
        tables.rows.rebuild_all()
    assert Clients(north).show(client).fields["given"] == "Ana"
    assert unread(north) == 1


def test_a_field_that_the_organisation_added_is_no_news() -> None:
    office = an_office()
    north = a_laptop(office)
    own = bytes(range(16))
    client = a_client(office, "Ana")
    with office.database.writing() as tables:
        row = tables.rows.get(office.registry["client"], bytes.fromhex(client))
        assert row is not None
        editor = Editor(office, tables)
        scope = tables.log.scopes()[row.scope]
        editor.decide(office.registry["client"], row.id, scope, own, "red")
        editor.flush()
    carry(office, north)
    assert unread(north) == 0
