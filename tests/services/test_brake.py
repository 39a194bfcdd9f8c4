"""A bundle that would hide many people waits until a person has looked at it."""

from __future__ import annotations

import pytest

from desktop_app.services import brake
from desktop_app.services.brake import Held
from desktop_app.services.clients import Clients
from desktop_app.services.conflicts import Conflicts
from desktop_app.services.editing import Editor
from desktop_app.services.exchange import APPLIED, REFUSED, Exchange
from desktop_app.services.processes.reports import imported_from_plain, imported_to_plain
from desktop_app.services.session import Session
from tests.builders import Bundle, a_client, a_laptop, an_office, bundle_for, carry, swap


def offices(people: int) -> tuple[Session, Session, list[str]]:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    ids = [a_client(north, f"Ana {number}") for number in range(people)]
    swap(north, office)
    return office, north, ids


def state_of(session: Session) -> tuple[object, ...]:
    with session.database.reading() as tables:
        return (
            tables.log.count(),
            tables.log.computed_digest(),
            tables.facts.starting_with(""),
            tables.exchange.peers(),
            tables.exchange.imports(),
            tables.rows.reviews(),
        )


def test_many_deletes_wait_for_a_person_and_change_nothing() -> None:
    office, north, ids = offices(12)
    for one in ids[:6]:
        Clients(north).delete(one)
    bundle = bundle_for(north, office)
    before = state_of(office)
    held = Exchange(office).take_in(bundle)
    assert (held.outcome, held.reason) == (REFUSED, "mass_change")
    assert held.held == Held(6, 12, 0, (("Maude Exemple", 6),), False)
    assert "would delete 6 of 12 clients, by Maude Exemple" in str(held.message)
    assert imported_from_plain(imported_to_plain(held)) == held
    assert state_of(office) == before
    assert Clients(office).count() == 12
    taken = Exchange(office).take_in(bundle, accept_mass_change=True)
    assert taken.outcome == APPLIED
    assert Clients(office).count() == 6


@pytest.mark.parametrize(
    ("people", "deleted", "held"), [(12, 4, False), (100, 5, False), (99, 5, True)]
)
def test_it_holds_from_five_people_and_a_twentieth_on(
    people: int, deleted: int, held: bool
) -> None:
    office, north, ids = offices(people)
    for one in ids[:deleted]:
        Clients(north).delete(one)
    outcome = Exchange(office).take_in(bundle_for(north, office)).outcome
    assert outcome == (REFUSED if held else APPLIED)


def test_people_who_came_and_went_in_one_bundle_do_not_count() -> None:
    office, north, _ = offices(12)
    for number in range(8):
        Clients(north).delete(a_client(north, f"Béa {number}"))
    assert Exchange(office).take_in(bundle_for(north, office)).outcome == APPLIED


def test_what_both_had_deleted_does_not_count() -> None:
    office, north, ids = offices(12)
    for one in ids[:4]:
        Clients(office).delete(one)
    for one in ids[:7]:
        Clients(north).delete(one)
    assert Exchange(office).take_in(bundle_for(north, office)).outcome == APPLIED


def test_taking_an_import_back_is_called_by_its_name() -> None:
    office, north, ids = offices(12)
    kinds = [north.registry["identity"], north.registry["client"]]
    with north.database.writing() as tables:
        editor = Editor(north, tables)
        editor.begin_act(undo=True)
        for one in ids[:6]:
            for kind in kinds:
                row = tables.rows.get(kind, bytes.fromhex(one))
                assert row is not None
                editor.set_life(kind, row.id, tables.log.scopes()[row.scope], False)
        editor.flush()
    held = Exchange(office).take_in(bundle_for(north, office))
    assert held.held is not None
    assert held.held.undo
    assert "takes an import back: 6 of 12" in str(held.message)


def test_many_decisions_at_once_wait_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brake, "MOST_DECISIONS", 2)
    office, north, ids = offices(3)
    for one in ids:
        Clients(office).set(one, {"birth_date": "1951-04-02"})
        Clients(north).set(one, {"birth_date": "1952"})
    swap(north, office)
    for conflict in Conflicts(north).list():
        Conflicts(north).resolve(conflict.id, index=0)
    held = Exchange(office).take_in(bundle_for(north, office))
    assert (held.reason, held.held) == ("mass_change", Held(0, 0, 3, (), False))
    assert Conflicts(office).count() == 3


def test_a_dry_run_tells_of_it() -> None:
    office, north, ids = offices(12)
    for one in ids[:6]:
        Clients(north).delete(one)
    bundle: Bundle = bundle_for(north, office)
    assert Exchange(office).take_in(bundle, dry_run=True).reason == "mass_change"
    carry(office, north)
