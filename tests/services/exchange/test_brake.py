"""A bundle that would hide many people waits until a person has looked at it."""

from __future__ import annotations

import io

import pytest

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.duplicates.links import Links
from desktop_app.services.editing import Editor
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange import brake
from desktop_app.services.exchange.brake import Held, Threshold
from desktop_app.services.exchange.exchange import APPLIED, REFUSED, Exchange
from desktop_app.services.processes.reports import imported_from_plain, imported_to_plain
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync import bundle as files
from desktop_app.sync.erasing import Basis
from tests.builders import Bundle, a_client, a_laptop, a_vault, an_office, bundle_for, carry, swap


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
    assert held.held is not None
    assert set(held.held.files) == set(ids[:6])
    assert "would delete 6 of 12 clients, by Maude Exemple" in str(held.message)
    assert imported_from_plain(imported_to_plain(held)) == held
    assert state_of(office) == before
    assert Clients(office).count() == 12
    taken = Exchange(office).take_in(bundle, accept_mass_change=True)
    assert taken.outcome == APPLIED
    # The names and the file of a person are one person, who was not changed as well.
    assert (taken.new, taken.changed, taken.deleted) == (0, 0, 6)
    assert taken.by == [(north.person, "client", 0, 0, 6)]
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
    taken = Exchange(office).take_in(bundle_for(north, office))
    assert (taken.outcome, taken.deleted) == (APPLIED, 0)


def test_what_both_had_deleted_does_not_count() -> None:
    office, north, ids = offices(12)
    for one in ids[:4]:
        Clients(office).delete(one)
    for one in ids[:7]:
        Clients(north).delete(one)
    taken = Exchange(office).take_in(bundle_for(north, office))
    assert (taken.outcome, taken.deleted) == (APPLIED, 3)


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


@pytest.mark.parametrize(("decided", "held"), [(2, None), (3, Held(0, 0, 3, (), False))])
def test_many_decisions_at_once_wait_too(
    decided: int, held: Held | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brake, "MOST_DECISIONS", 2)
    office, north, ids = offices(3)
    for one in ids:
        Clients(office).set(one, {"birth_date": "1951-04-02"})
        Clients(north).set(one, {"birth_date": "1952"})
    swap(north, office)
    for conflict in Conflicts(north).list()[:decided]:
        Conflicts(north).resolve(conflict.id, index=0)
    told = Exchange(office).take_in(bundle_for(north, office))
    assert (told.reason, told.held) == (None if held is None else "mass_change", held)
    assert Conflicts(office).count() == (3 if held else 3 - decided)


def test_how_many_are_many() -> None:
    """The figures of the design: more than fifty clients, a twentieth, two hundred decisions."""
    clients = brake.threshold(STANDARD["client"])
    assert brake.threshold(STANDARD["identity"]) == clients
    assert not clients.passed(50, 100_000)
    assert clients.passed(51, 100_000)
    assert not clients.passed(5, 100)
    assert clients.passed(6, 100)
    assert not clients.passed(4, 4)
    assert brake.MOST_DECISIONS == 200


@pytest.mark.parametrize(("deleted", "held"), [(2, False), (3, True)])
def test_so_many_wait_however_few_they_are_among_all(
    deleted: int, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(brake._BY_KIND, "client", Threshold(2, 100, 1.0))
    monkeypatch.setitem(brake._BY_SCOPE, Scope.NAMES, Threshold(9, 100, 1.0))
    office, north, ids = offices(4)
    for one in ids[:deleted]:
        Clients(north).delete(one)
    outcome = Exchange(office).take_in(bundle_for(north, office)).outcome
    assert outcome == (REFUSED if held else APPLIED)


def test_a_dry_run_tells_of_it() -> None:
    office, north, ids = offices(12)
    for one in ids[:6]:
        Clients(north).delete(one)
    bundle: Bundle = bundle_for(north, office)
    assert Exchange(office).take_in(bundle, dry_run=True).reason == "mass_change"
    carry(office, north)


def test_many_small_bundles_of_one_laptop_are_no_way_around_it() -> None:
    office, north, ids = offices(12)
    for one in ids[:3]:
        Clients(north).delete(one)
    assert Exchange(office).take_in(bundle_for(north, office)).outcome == APPLIED
    for one in ids[3:5]:
        Clients(north).delete(one)
    bundle = bundle_for(north, office)
    held = Exchange(office).take_in(bundle)
    assert held.held == Held(2, 9, 0, (("Maude Exemple", 2),), False, before=3)
    assert "2 of 9 clients, by Maude Exemple, after 3 in the last days" in str(held.message)
    assert Held.from_plain(held.held.to_plain()) == held.held
    assert Exchange(office).take_in(bundle, accept_mass_change=True).outcome == APPLIED
    for one in ids[5:7]:  # somebody looked: it begins anew
        Clients(north).delete(one)
    assert Exchange(office).take_in(bundle_for(north, office)).outcome == APPLIED


def test_what_two_laptops_delete_is_not_added_up() -> None:
    office, north, ids = offices(12)
    south = a_laptop(office, "south", "Pita Exemple")
    swap(south, office)
    carry(office, south)
    for session, some in ((north, ids[:3]), (south, ids[3:6])):
        for one in some:
            Clients(session).delete(one)
        assert Exchange(office).take_in(bundle_for(session, office)).outcome == APPLIED


def test_laptops_that_one_coordinator_let_in_are_added_up() -> None:
    """A hostile one lets in as many as it takes: two people each are never a twentieth."""
    office = an_office(["Lac-Exemple"])
    clara = a_laptop(office, "field", "Clara Exemple", role=Role.COORDINATOR)
    ids = [a_client(clara, f"Ana {number}") for number in range(12)]
    swap(clara, office)
    outcomes = []
    for number in range(3):
        guest = a_vault(f"guest {number}", f"Gil {number}", office.environment)
        organisation = Organisation(clara)
        places = [one.id for one in organisation.own_communities()]
        made = organisation.approve(Organisation(guest).request(), Role.WORKER, places)
        out = io.BytesIO()
        Exchange(clara).record(Exchange(clara).write([made], out, files.ENROLMENT), "to-guest")
        accept(guest, Bundle(out.getvalue()))
        for one in ids[2 * number : 2 * number + 2]:
            Clients(guest).delete(one)
        outcomes.append(Exchange(office).take_in(bundle_for(guest, office)).reason)
    assert outcomes == [None, None, "mass_change"]


def test_people_said_to_be_one_person_are_hidden_too() -> None:
    office, north, ids = offices(12)
    for one in ids[1:6]:
        Links(north).link(ids[0], one)
    before = state_of(office)
    held = Exchange(office).take_in(bundle_for(north, office))
    assert (held.reason, held.held) == (
        "mass_change",
        Held(0, 12, 0, (("Maude Exemple", 5),), False, joined=5),
    )
    assert "5 of 12 clients" in str(held.message)
    assert state_of(office) == before


def test_new_files_that_are_one_person_do_not_count() -> None:
    office, north, _ = offices(12)
    fresh = [a_client(north, f"Béa {number}") for number in range(7)]
    for one in fresh[1:]:
        Links(north).link(fresh[0], one)
    assert Exchange(office).take_in(bundle_for(north, office)).outcome == APPLIED


def test_an_order_to_erase_many_waits_before_anything_is_erased() -> None:
    office, north, ids = offices(12)
    for one in ids[:5]:
        Erasures(office).erase(one, Basis.ASKED)
    bundle = bundle_for(office, north)
    before = state_of(north)
    held = Exchange(north).take_in(bundle)
    assert held.held == Held(0, 12, 0, (), False, erased=5)
    assert "The office ordered 5 of 12 clients erased" in str(held.message)
    assert state_of(north) == before
    assert Exchange(north).take_in(bundle, accept_mass_change=True).outcome == APPLIED
    assert Clients(north).count() == 7
    for part in (ids[5:8], ids[8:10]):
        for one in part:
            Erasures(office).erase(one, Basis.ASKED)
        told = Exchange(north).take_in(bundle_for(office, north))
    assert told.held == Held(0, 4, 0, (), False, erased=2, before=3)


def test_one_person_with_many_records_is_one() -> None:
    office, north, ids = offices(12)
    note = a_client(north, "Zoé", "Une note.")
    swap(north, office)
    Erasures(office).erase(note, Basis.ASKED)
    Erasures(office).erase(ids[0], Basis.ASKED)
    assert Exchange(north).take_in(bundle_for(office, north)).outcome == APPLIED


def appointments(session: Session, client: str, number: int) -> list[bytes]:
    """Records of visits, as the log holds them."""
    made = [session.environment.new_id() for _ in range(number)]
    with session.database.writing() as tables:
        row = tables.rows.get(session.registry["client"], bytes.fromhex(client))
        assert row is not None
        editor, scope = Editor(session, tables), tables.log.scopes()[row.scope]
        for one in made:
            values = {"client": client, "starts_at": "2026-03-09T15:00Z"}
            editor.edit(session.registry["appointment"], one, scope, values, new=True)
        editor.flush()
    return made


def delete(session: Session, kind: str, records: list[bytes]) -> None:
    with session.database.writing() as tables:
        editor = Editor(session, tables)
        for one in records:
            row = tables.rows.get(session.registry[kind], one)
            assert row is not None
            editor.set_life(row.type, one, tables.log.scopes()[row.scope], False)
        editor.flush()


def test_a_laptop_that_deletes_the_visits_of_everybody_is_held_up_and_adds_up() -> None:
    office, north, ids = offices(12)
    made = appointments(north, ids[0], 130)
    swap(north, office)
    delete(north, "appointment", made[:50])  # a series: nobody is asked
    assert Exchange(office).take_in(bundle_for(north, office)).outcome == APPLIED
    delete(north, "appointment", made[50:65])
    bundle = bundle_for(north, office)
    before = state_of(office)
    told = Exchange(office).take_in(bundle)
    assert (told.outcome, told.reason) == (REFUSED, "mass_change")
    assert told.held == Held(
        0, 0, 0, (("Maude Exemple", 15),), False, before=50, kinds=(("appointment", 15, 80),)
    )
    assert "Appointment: 15 of 80" in str(told.message)
    assert "by Maude Exemple" in str(told.message)
    assert imported_from_plain(imported_to_plain(told)) == told
    assert state_of(office) == before
    assert Exchange(office).take_in(bundle, accept_mass_change=True).outcome == APPLIED


def test_what_goes_with_a_deleted_file_counts_once() -> None:
    office, north, ids = offices(12)
    made = appointments(north, ids[0], 100)
    swap(north, office)
    delete(north, "appointment", made)
    Clients(north).delete(ids[0])
    taken = Exchange(office).take_in(bundle_for(north, office))
    assert (taken.outcome, taken.by) == (APPLIED, [(north.person, "client", 0, 0, 1)])


def test_the_directory_and_the_settings_are_held_up_too() -> None:
    """What the office writes, and whoever has its laptop, reaches every laptop."""
    office, north, _ = offices(1)
    directory = {"organisation": 12, "service": 12, "setting": 6}
    made: dict[str, list[bytes]] = {}
    with office.database.writing() as tables:
        editor = Editor(office, tables)
        for name, number in directory.items():
            kind = office.registry[name]
            made[name] = [office.environment.new_id() for _ in range(number)]
            for one in made[name]:
                scope = office.scope(tables, kind.scope)
                editor.edit(kind, one, scope, {"name": f"Exemple {one.hex()[:4]}"}, new=True)
        editor.flush()
    carry(office, north)
    for name in directory:
        delete(office, name, made[name])
    told = Exchange(north).take_in(bundle_for(office, north))
    assert told.held is not None
    assert {one[0] for one in told.held.kinds} == set(directory)
    assert "Service: 12 of 12" in str(told.message)


def test_every_kind_of_record_has_a_threshold() -> None:
    for kind in STANDARD:
        limit = brake.threshold(kind)
        assert 0 < limit.least <= limit.most
        assert not limit.passed(limit.least - 1, limit.least - 1)
        assert limit.passed(limit.least, limit.least)
        assert limit.passed(limit.most + 1, 10**9)
