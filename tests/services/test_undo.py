"""Taking back what was done in this session."""

from __future__ import annotations

import pytest

from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.session import Session
from desktop_app.services.undo import NothingToUndo, Undo
from tests.builders import a_client, a_laptop, an_office, carry, swap


@pytest.fixture
def office() -> Session:
    return an_office(["Lac-Exemple"])


def test_nothing_was_done_yet(office: Session) -> None:
    a_client(office)
    undo = Undo(office)
    with pytest.raises(NothingToUndo):
        undo.undo_last()
    with pytest.raises(NothingToUndo):
        undo.redo()


def test_edits_are_taken_back_one_after_the_other_and_done_again(office: Session) -> None:
    clients = Clients(office)
    client = a_client(office, "Jeanne", telephone="819 555-0142")
    undo = Undo(office)
    clients.set(client, {"telephone": "819 555-0100", "language": "fr"})
    clients.set(client, {"telephone": "819 555-0101"})

    def seen() -> tuple[object, object]:
        fields = clients.show(client).fields
        return fields.get("telephone"), fields.get("language")

    undone = undo.undo_last()
    assert (str(undone.title), undone.kept) == ("Undo: Telephone number of Jeanne Exemple", 0)
    assert seen() == ("819 555-0100", "fr")
    assert str(undo.undo_last().title) == "Undo: several fields of Jeanne Exemple"
    assert seen() == ("819 555-0142", None)
    with pytest.raises(NothingToUndo):
        undo.undo_last()
    assert str(undo.redo().title) == "Redo: several fields of Jeanne Exemple"
    assert str(undo.redo().title) == "Redo: Telephone number of Jeanne Exemple"
    assert seen() == ("819 555-0101", "fr")
    with pytest.raises(NothingToUndo):
        undo.redo()
    undo.undo_last()
    assert seen() == ("819 555-0100", "fr")


def test_a_new_act_ends_doing_again(office: Session) -> None:
    clients = Clients(office)
    client = a_client(office, "Jeanne")
    undo = Undo(office)
    clients.set(client, {"language": "fr"})
    undo.undo_last()
    clients.set(client, {"language": "iu"})
    with pytest.raises(NothingToUndo):
        undo.redo()
    undo.undo_last()
    undo.redo()
    with pytest.raises(NothingToUndo):
        undo.redo()
    assert clients.show(client).fields["language"] == "iu"


def test_adding_is_taken_back_by_deleting_and_comes_back(office: Session) -> None:
    clients = Clients(office)
    undo = Undo(office)
    client = a_client(office, "Jeanne", note="First visit.")
    undone = undo.undo_last()
    assert str(undone.title) == "Undo: adding: Client, Jeanne Exemple"
    assert {kind for kind, _ in undone.records} == {"identity", "client", "note"}
    assert clients.page() == []
    assert clients.show(client).deleted
    assert str(undo.redo().title) == "Redo: adding: Client, Jeanne Exemple"
    shown = clients.show(client)
    assert not shown.deleted
    assert [item.text for item in shown.timeline if item.kind == "note"] == ["First visit."]


def test_deleting_is_taken_back_by_restoring(office: Session) -> None:
    clients = Clients(office)
    client = a_client(office, "Jeanne")
    undo = Undo(office)
    clients.delete(client)
    assert str(undo.undo_last().title) == "Undo: deleting Jeanne Exemple"
    assert [line.id for line in clients.page()] == [client]


def test_what_somebody_else_changed_since_is_left(office: Session) -> None:
    north = a_laptop(office)
    client = a_client(office, "Jeanne", telephone="819 555-0142")
    carry(office, north)
    undo = Undo(north)
    Clients(north).set(client, {"telephone": "819 555-0100", "language": "fr"})
    swap(north, office)
    Clients(office).set(client, {"telephone": "819 555-0199"})
    carry(office, north)
    assert undo.undo_last().kept == 1
    fields = Clients(north).show(client).fields
    assert fields["telephone"] == "819 555-0199"
    assert "language" not in fields


def test_what_is_undone_travels_and_stays_in_the_history(office: Session) -> None:
    north = a_laptop(office)
    undo = Undo(north)
    client = a_client(north, "Jeanne", birth_date="1951")
    Clients(north).set(client, {"birth_date": "1952"})
    undo.undo_last()
    swap(north, office)
    assert Clients(office).show(client).fields["birth_date"] == "1951"
    changes = [
        (line.before, line.after)
        for line in Clients(office).history(client)
        if line.path == "birth_date"
    ]
    assert changes == [("1952", "1951"), ("1951", "1952"), (None, "1951")]


def test_undoing_a_decision_opens_the_conflict_again() -> None:
    office = an_office()
    laptop = a_laptop(office)
    client = a_client(laptop, telephone="867-555-0100")
    carry(laptop, office)
    Clients(laptop).set(client, {"telephone": "867-555-0111"})
    Clients(office).set(client, {"telephone": "867-555-0122"})
    carry(laptop, office)
    undo = Undo(office)
    (conflict,) = Conflicts(office).list()
    Conflicts(office).resolve(conflict.id, index=0)
    assert Conflicts(office).list() == []
    undo.undo_last()
    (again,) = Conflicts(office).list()
    assert set(again.values) == set(conflict.values)
    assert len({one.device for one in again.values}) == 2
    undo.redo()
    undo.undo_last()
    swap(office, laptop)
    for session in (office, laptop):
        (again,) = Conflicts(session).list()
        assert set(again.values) == set(conflict.values)
