"""Erasing a person or a note: nothing is left anywhere, and nothing ever brings it back."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import Households
from desktop_app.services.editing import Editor
from desktop_app.services.erasure.erasing import ErasedRecord
from desktop_app.services.erasure.erasure import Erasures, NobodyElseSigns
from desktop_app.services.exchange import segments
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.services.trust.forks import Forks
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.services.vault.dump import dump
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.database import Database
from desktop_app.storage.erasures import ErasureTables
from desktop_app.sync.erasing import Basis, ErasureKind
from tests.builders import (
    Bundle,
    Clock,
    a_client,
    a_laptop,
    an_environment,
    an_office,
    bundle_for,
    carry,
    swap,
)
from tests.decrypted import holds
from tests.desks import Desks, desks
from tests.services.trust.test_copies import a_twin
from tests.simulator.fleet import copy_database

CANARY = "Quetzalcoatlus"
WORDS = [CANARY, "8675550199", "867 555-0199", "rugissait"]


def a_person(session: Session) -> str:
    """A client all of whose facts can be told from anybody else's."""
    return a_client(
        session,
        CANARY,
        f"{CANARY} rugissait ce matin.",
        telephone="867 555-0199",
        needs=f"{CANARY} veut rugissait",
    )


def lines(session: Session) -> list[str]:
    with session.database.reading() as tables:
        return list(dump(tables, session))


def bodies(session: Session) -> bytes:
    """Every body, row and kept segment of a vault, as one run of bytes."""
    with session.database.reading() as tables:
        run = tables.connection.run
        found = []
        for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            if name.startswith(("sqlite_", "search_")):
                continue
            for row in run(f'SELECT * FROM "{name}"').all():
                found += [one if isinstance(one, bytes) else str(one).encode() for one in row]
        found += [row[0] for row in run("SELECT block FROM search_data").all()]
    return b"\n".join(found)


def knows(session: Session) -> bool:
    return any(word.lower().encode() in bodies(session).lower() for word in WORDS)


def test_a_person_goes_from_every_laptop() -> None:
    office = an_office()
    north, south = a_laptop(office), a_laptop(office, "south", "Pita Exemple")
    other = a_client(office, "Béatrice")
    person = a_person(north)
    for one in (north, south):
        swap(one, office)
        carry(office, one)
    assert all(knows(one) for one in (office, north, south))
    erasure = Erasures(office).erase(person, Basis.ASKED)
    assert not knows(office)
    assert knows(north)
    carry(office, north)
    assert not knows(north)
    carry(north, south)  # every laptop passes an erasure on
    assert not knows(south)
    assert lines(office) == lines(north) == lines(south)
    assert Clients(office).show(other).title
    with pytest.raises(NotHere):
        Clients(north).show(person)
    carry(south, office)
    carry(north, office)
    (line,) = Erasures(office).all()
    assert (line.id, line.kind, line.basis) == (erasure, ErasureKind.PERSON, Basis.ASKED)
    assert {name for name, _ in line.done} == {"office", "north", "south"}
    assert not line.missing
    assert line.total == 3


def test_who_has_not_done_it_yet_is_named() -> None:
    office = an_office()
    north, south = a_laptop(office), a_laptop(office, "south", "Pita Exemple")
    person = a_person(office)
    swap(north, office)
    Erasures(office).erase(person, Basis.COURT)
    swap(office, north)
    (line,) = Erasures(office).all()
    assert [name for name, _ in line.done] == ["north", "office"]
    assert [name for name, _ in line.missing] == ["south"]
    assert knows(south) is False  # it had joined before the person came


def test_nothing_can_be_written_about_an_erased_person() -> None:
    office = an_office()
    person = a_person(office)
    Erasures(office).erase(person, Basis.ASKED)
    scope = None
    with office.database.writing() as tables:
        scope = next(one for one in tables.log.scopes().values() if one.kind == Scope.CASES.value)
        editor = Editor(office, tables)
        with pytest.raises(ErasedRecord):
            editor.edit(
                office.registry["client"], bytes.fromhex(person), scope, {"needs": "x"}, new=True
            )
        with pytest.raises(ErasedRecord):
            editor.edit(
                office.registry["note"], bytes(15) + b"\x01", scope, {"client": person}, new=True
            )
    assert not knows(office)


def test_old_bundles_bring_nothing_back() -> None:
    office = an_office()
    north = a_laptop(office)
    person = a_person(north)
    old = bundle_for(north, office)
    Clients(north).add_note(person, f"{CANARY} encore")
    newer = bundle_for(north, office)
    Exchange(office).take_in(newer)
    Erasures(office).erase(person, Basis.ASKED)
    for bundle in (old, newer, old):
        Exchange(office).take_in(bundle)
        assert not knows(office)
    late = bundle_for(north, office)  # written before north has heard of it
    Clients(north).add_note(person, f"{CANARY} toujours")
    later = bundle_for(north, office)
    for bundle in (later, late):
        assert Exchange(office).take_in(bundle).outcome in ("applied", "duplicate")
        assert not knows(office)
    swap(office, north)
    assert not knows(north)
    assert lines(office) == lines(north)


def test_parked_copies_are_stripped_before_and_after() -> None:
    office = an_office()
    north, reader = a_laptop(office), a_laptop(office, "reader", "Rita Exemple")
    person = a_client(office, "Ana")
    swap(office, north)
    before = Database.create(None, bytes(32))
    copy_database(reader.database, before)
    Clients(north).add_note(person, "Une première note")
    swap(north, reader)
    Clients(north).add_note(person, f"{CANARY} rugissait")
    # The laptop is set back: what comes next waits for what it has lost.
    copy_database(before, reader.database)
    late = bundle_for(north, reader)
    assert Exchange(reader).take_in(late).reason == "gap"
    assert _parked(reader)
    Erasures(office).erase(person, Basis.ASKED)
    assert Exchange(reader).take_in(bundle_for(office, reader)).outcome in ("applied", "partial")
    assert _parked(reader)
    assert not any(CANARY.encode() in one for one in _parked(reader))
    copy_database(before, reader.database)
    with reader.database.reading() as tables:
        reader.load_trust(tables)
    for bundle in (bundle_for(office, reader), late):
        Exchange(reader).take_in(bundle)
    assert not any(CANARY.encode() in one for one in _parked(reader))
    assert not knows(reader)


def _parked(session: Session) -> list[bytes]:
    with session.database.reading() as tables:
        return [one.data for one in tables.exchange.parked()]


def test_what_lies_aside_is_stripped_as_well() -> None:
    """A second history of one laptop lies aside until the office decides about it."""
    office = an_office()
    north, south = a_laptop(office), a_laptop(office, "south", "Pita Exemple")
    person = a_client(south, "Ana")
    for one in (south, north):
        swap(one, office)
    twin = a_twin(south)
    a_client(south, "Zoé")
    Clients(twin).add_note(person, f"{CANARY} rugissait")
    carry(south, office)
    assert Exchange(office).take_in(bundle_for(twin, office)).withheld == ["fork"]
    assert knows(office)
    Erasures(office).erase(person, Basis.ASKED)
    assert not knows(office)
    for line in Forks(office).list():
        if line.changes:
            Forks(office).admit(line.feed)
    for _ in range(2):
        for one in (north, south, twin):
            Exchange(office).take_in(bundle_for(one, office))
            Exchange(one).take_in(bundle_for(office, one))
    assert not any(knows(one) for one in (office, north, south, twin))
    assert lines(office) == lines(north) == lines(south) == lines(twin)


def test_a_record_that_moved_to_somebody_else_stays_whole() -> None:
    office = an_office()
    north = a_laptop(office)
    person, other = a_person(office), a_client(office, "Béatrice")
    with office.database.writing() as tables:
        kind = office.registry["appointment"]
        client = tables.rows.get(office.registry["client"], bytes.fromhex(other))
        assert client is not None
        scope = tables.log.scopes()[client.scope]
        editor = Editor(office, tables)
        visit = office.environment.new_id()
        values = {"client": person, "starts_at": "2026-03-09T15:00Z", "place": "Salle"}
        editor.edit(kind, visit, scope, values, new=True)
        editor.flush()
        editor.edit(kind, visit, scope, {"client": other})
        editor.flush()
    swap(office, north)
    Erasures(office).erase(person, Basis.ASKED)
    swap(office, north)
    for one in (office, north):
        with one.database.reading() as tables:
            row = tables.rows.get(kind, visit)
            assert row is not None
            assert (row.value("client"), row.value("place")) == (other, "Salle")
            assert row.value("starts_at") == "2026-03-09T15:00Z"
        with one.database.reading() as tables:
            assert not tables.erasures.entries_naming([bytes.fromhex(person)])
    assert lines(office) == lines(north)


def what_the_office_had_not_seen_follows(stripped: bool = False) -> None:
    """An appointment made far away, and changed by a third laptop, goes as a whole in the end, also
    when the clock of the office was wrong by decades on the day of the erasure. stripped: both hear
    of it before the office hears of the appointment."""
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north, south = a_laptop(office), a_laptop(office, "south", "Pita Exemple")
    person = a_person(office)
    for one in (north, south):
        swap(office, one)
    kind = office.registry["appointment"]
    visit = north.environment.new_id()
    _edit(north, person, visit, {"client": person, "starts_at": "2026-03-09T15:00Z"})
    carry(north, south)
    _edit(south, person, visit, {"reason": f"{CANARY} rugissait"})
    clock.forward(days=-40 * 365)
    Erasures(office).erase(person, Basis.ASKED)
    clock.forward(days=40 * 365)
    carry(office, north)
    if stripped:
        carry(office, south)
    carry(south, office)
    for _ in range(2):
        for one in (north, south):
            swap(one, office)
    for one in (office, north, south):
        assert not knows(one)
        with one.database.reading() as tables:
            assert tables.rows.get(kind, visit) is None
    assert lines(office) == lines(north) == lines(south)


@pytest.mark.parametrize("stripped", [False, True])
def test_what_the_office_had_not_seen_follows(stripped: bool) -> None:
    what_the_office_had_not_seen_follows(stripped)


def _edit(session: Session, person: str, record: bytes, values: dict[str, str]) -> None:
    with session.database.writing() as tables:
        client = tables.rows.get(session.registry["client"], bytes.fromhex(person))
        assert client is not None
        editor = Editor(session, tables)
        scope = tables.log.scopes()[client.scope]
        editor.edit(session.registry["appointment"], record, scope, values)
        editor.flush()


def test_nobody_erases_others_records_by_naming_an_erased_person() -> None:
    office = an_office()
    north = a_laptop(office)
    person, other = a_person(office), a_client(office, "Béatrice")
    note = Clients(office).add_note(other, "Une note qui reste")
    swap(office, north)
    Erasures(office).erase(person, Basis.ASKED)
    # A laptop that has not heard of it says that the other's note is about the erased person.
    with north.database.writing() as tables:
        row = tables.rows.get(north.registry["note"], bytes.fromhex(note))
        assert row is not None
        editor = Editor(north, tables)
        scope = tables.log.scopes()[row.scope]
        editor.edit(north.registry["note"], row.id, scope, {"client": person})
        editor.flush()
    for _ in range(2):
        swap(north, office)
    for one in (office, north):
        told = Clients(one).show(other).timeline
        assert any(item.text == "Une note qui reste" for item in told)
        assert not knows(one)
    assert lines(office) == lines(north)


def test_only_the_office_erases() -> None:
    office = an_office()
    north = a_laptop(office)
    person = a_person(office)
    swap(office, north)
    with pytest.raises(NotAllowed):
        Erasures(north).erase(person, Basis.ASKED)
    assert knows(north)


def test_households_of_nobody_else_go_and_the_others_stay_sound() -> None:
    office = an_office()
    person, other = a_person(office), a_client(office, "Béatrice")
    households = Households(office)
    alone = households.add(f"Famille {CANARY}", "Rivière-Exemple")
    shared = households.add("Famille Exemple", "Rivière-Exemple")
    households.join(alone, person, "adult")
    households.join(shared, person, "adult")
    households.join(shared, other, "child")
    Erasures(office).erase(person, Basis.ASKED)
    assert not knows(office)
    with office.database.reading() as tables:
        kind = office.registry["household_member"]
        members = list(tables.rows.select(kind, "WHERE life = 1"))
        assert [row.value("client") for row in members] == [other]
        assert tables.rows.count(office.registry["household"]) == 1


def test_a_note_is_removed_and_its_place_says_so() -> None:
    office = an_office()
    north = a_laptop(office)
    client = a_client(north, "Ana", "Reste")
    note = Clients(north).add_note(client, f"{CANARY} par erreur")
    swap(north, office)
    Erasures(office).redact(note)
    Clients(north).add_note(client, "Écrite sans le savoir")
    swap(office, north)
    Clients(north).add_note(client, "Écrite ensuite")
    swap(office, north)
    for one in (office, north):
        assert not knows(one)
        kinds = [item.kind for item in Clients(one).show(client).timeline]
        assert kinds.count("removed") == 1
        assert kinds.count("note") == 3
    assert lines(office) == lines(north)


def test_conflicts_and_deletes_do_not_keep_anything() -> None:
    office = an_office()
    north = a_laptop(office)
    person = a_person(office)
    swap(office, north)
    Clients(north).set(person, {"given": f"{CANARY} du Nord"})
    Clients(office).set(person, {"given": f"{CANARY} du Sud"})
    swap(north, office)
    with office.database.reading() as tables:
        assert tables.rows.review_count()
    Clients(office).delete(person)
    Erasures(office).erase(person, Basis.ASKED)
    swap(office, north)
    for one in (office, north):
        assert not knows(one)
        with one.database.reading() as tables:
            assert not tables.rows.review_count()


def test_two_office_laptops_have_to_sign_where_that_is_asked() -> None:
    office = an_office()
    with pytest.raises(NobodyElseSigns):
        OfficeSettings(office).set_signatures(2)
    second = a_laptop(office, "office 2", "Luc Exemple", role=Role.OFFICE)
    person = a_person(office)
    OfficeSettings(office).set_signatures(2)
    swap(office, second)
    assert OfficeSettings(second).signatures() == 2
    with pytest.raises(NotAllowed):
        OfficeSettings(a_laptop(office)).set_signatures(1)
    erasure = Erasures(office).erase(person, Basis.ASKED)
    assert knows(office)
    (line,) = Erasures(office).all()
    assert (line.waits_for_signature, line.signed_here) == (True, True)
    for _ in range(20):
        Erasures(office).sign(erasure)  # pressed again and again, it is one signature
    assert knows(office)
    assert [line.signed_here for line in Erasures(office).all()] == [True]
    carry(office, second)
    assert knows(second)
    assert [line.signed_here for line in Erasures(second).all()] == [False]
    Erasures(second).sign(erasure)
    assert not knows(second)
    carry(second, office)
    assert not knows(office)
    assert [line.waits_for_signature for line in Erasures(office).all()] == [False]


@pytest.mark.parametrize("over", [0, 1])
def test_drafts_that_wait_for_a_signature_have_an_end(
    over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = an_office()
    second = a_laptop(office, "office 2", "Luc Exemple", role=Role.OFFICE)
    OfficeSettings(office).set_signatures(2)
    for one in ("Ana", "Béa", "Cléo"):
        Erasures(office).erase(a_client(office, one), Basis.ASKED)
    monkeypatch.setattr("desktop_app.services.erasure.erasure.DRAFTS", 3 - over)
    for _ in range(2):
        carry(office, second)
        assert len([one for one in Erasures(second).all() if one.waits_for_signature]) == 3 - over
    Erasures(second).sign(Erasures(second).all()[0].id)  # one that is signed makes room
    carry(office, second)
    assert len([one for one in Erasures(second).all() if one.waits_for_signature]) == 2


def test_a_relay_that_only_removes_bodies_is_not_believed() -> None:
    """Without an erasure there is no reason why a body should be missing."""
    office = an_office()
    north = a_laptop(office)
    a_client(north)
    with north.database.writing() as tables:
        dots = tables.connection.run(
            "SELECT e.feed, e.seq FROM entry e JOIN feed f ON e.feed = f.number WHERE f.own"
        ).all()
        tables.erasures.remove_entries([(row[0], row[1]) for row in dots])
    bundle = bundle_for(north, office)
    taken = Exchange(office).take_in(bundle)
    assert (taken.outcome, taken.reason) == ("partial", "body_missing")


def _histories(seed: int) -> tuple[list[Bundle], Session, Session]:
    """An office's erasure, and what two laptops wrote about the person, as bundles for a third."""
    chance = random.Random(seed)
    office = an_office()
    north, south = a_laptop(office), a_laptop(office, "south", "Pita Exemple")
    reader = a_laptop(office, "reader", "Rita Exemple")
    control = a_laptop(office, "control", "Carl Exemple")
    person = a_person(office)
    other = a_client(office, "Béatrice", "Reste")
    swap(office, north)
    swap(office, south)
    found = [bundle_for(office, reader, control)]
    for number in range(6):
        writer = chance.choice((north, south))
        act = chance.randrange(5)
        clients = Clients(writer)
        if act == 0:
            clients.add_note(*chance.choice(((person, CANARY), (other, f"reste {number}"))))
        elif act == 1:
            clients.set(person, {"needs": f"{CANARY} {number}"})
        elif act == 2:
            clients.set(other, {"needs": f"reste {number}"})
        elif act == 3:
            swap(north, south)
        else:
            clients.add_consent(person, "file", "2026-03-01", "spoken", words=CANARY)
        found.append(bundle_for(writer, reader, control))
    Erasures(office).erase(person, Basis.ASKED)
    found.append(bundle_for(office, reader, control))
    return found, reader, control


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
    phases=[Phase.generate],
)
@given(st.integers(0, 1 << 30), st.randoms(use_true_random=False))
def test_before_or_after_the_entries_is_the_same(seed: int, order: random.Random) -> None:
    found, reader, control = _histories(seed)
    shuffled = list(found)
    order.shuffle(shuffled)
    for bundles, laptop in ((found, reader), (shuffled, control)):
        for bundle in (*bundles, *bundles):
            Exchange(laptop).take_in(bundle)
    assert lines(reader) == lines(control)
    assert not knows(reader)
    assert not knows(control)


def parked_copy_kept(patch: pytest.MonkeyPatch) -> None:
    """A part that waits for an earlier one keeps what it says of the erased."""
    patch.setattr(segments, "take_stripped", lambda session, tables, content: content)
    patch.setattr(ErasureTables, "rewrite_waiting", lambda tables, strip: None)


def aside_kept(patch: pytest.MonkeyPatch) -> None:
    """What lies aside with its reason keeps what it says of the erased."""
    genuine = ErasureTables.rewrite_waiting

    def rewrite_waiting(tables: ErasureTables, strip: Callable[[bytes], bytes]) -> None:
        run = tables._connection.run
        kept = run("SELECT data, number FROM quarantine").all()
        genuine(tables, strip)
        for data, number in kept:
            run("UPDATE quarantine SET data = ? WHERE number = ?", (data, number))

    patch.setattr(ErasureTables, "rewrite_waiting", rewrite_waiting)


def rest_forgotten(patch: pytest.MonkeyPatch) -> None:
    """The office does not ask what else turned out to be about an erased person."""
    patch.setattr(Erasures, "complete", lambda erasures, tables: 0)


def all_that_is_named_goes(patch: pytest.MonkeyPatch) -> None:
    """A record that once named an erased person goes as a whole, whosever it is."""
    patch.setattr(Erasures, "_is_nobodys", lambda erasures, tables, record: True)


@pytest.mark.parametrize(
    ("plant", "caught_by"),
    [
        (parked_copy_kept, test_parked_copies_are_stripped_before_and_after),
        (aside_kept, test_what_lies_aside_is_stripped_as_well),
        (rest_forgotten, what_the_office_had_not_seen_follows),
        (all_that_is_named_goes, test_nobody_erases_others_records_by_naming_an_erased_person),
    ],
)
def test_a_planted_bug_is_caught(
    plant: Callable[[pytest.MonkeyPatch], None],
    caught_by: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch)
    with pytest.raises((AssertionError, AttributeError, StopIteration)):
        caught_by()


@pytest.fixture
def world(tmp_path: Path) -> Desks:
    return desks(tmp_path)


def _found(vaults: Sequence[OpenVault]) -> list[tuple[str, list[str]]]:
    out = []
    for vault in vaults:
        for name in ("vault.db", "drafts.db"):
            out.append(
                (f"{vault.folder.name}/{name}", holds(vault.folder / name, vault.key, WORDS))
            )
    return [one for one in out if one[1]]


def test_e39_not_a_byte_is_left_on_the_disk(world: Desks) -> None:
    """The pages themselves: free ones, unused room, the write-ahead log, the search, the drafts."""
    office, north = world.office, world.north
    people = [a_person(north.session) for _ in range(8)]
    stay = a_client(north.session, "Béatrice", "Reste ici")
    world.carry(north, office)
    world.carry(office, north)
    for number, person in enumerate(people):
        Clients(north.session).set(person, {"family": f"{CANARY}-{number}"})
        Clients(office.session).set(person, {"safety": f"{CANARY} a un chien {number}"})
        now = office.session.environment.now()
        for vault in (office, north):
            vault.drafts.save("client", person, "needs", f"{CANARY} rugissait", now)
    world.carry(north, office)
    old = world.bundle(north, office).read_bytes()
    assert _found([office, north])
    for person in people:
        Erasures(office.session).erase(person, Basis.ASKED)
    assert _found([office]) == []
    world.carry(office, north)
    assert _found([office, north]) == []
    assert office.drafts.all() == []
    Exchange(office.session).take_in(Bundle(old))
    assert _found([office]) == []
    assert Clients(office.session).show(stay).title
    world.close()
