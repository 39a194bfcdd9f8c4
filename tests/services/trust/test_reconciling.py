"""The office learns again what a copy of it had forgotten, and lists whom others let in."""

from __future__ import annotations

import pytest

from desktop_app.crypto.signing import SigningKey
from desktop_app.services.editing import Editor
from desktop_app.services.erasure.erasing import carry_out, kept_beside, replay
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange.brake import Held, held_words
from desktop_app.services.exchange.bundle_words import paper_words
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.incarnations import open_incarnation
from desktop_app.services.trust.keepers import Keepers
from desktop_app.services.trust.organisation import Organisation, WasCutOff
from desktop_app.services.trust.rights import Rights
from desktop_app.storage.database import Database
from desktop_app.sync.erasing import Basis
from desktop_app.sync.roots import root_payload, sign_root
from desktop_app.sync.statements import ERASURE, ROOT
from tests.builders import a_client, a_laptop, an_office, bundle_for, carry, swap
from tests.simulator.fleet import copy_database


def a_copy_of(session: Session) -> Session:
    """The vault as it stands now, kept apart as a backup is."""
    database = Database.create(None, bytes(32))
    copy_database(session.database, database)
    kept = Session(
        database, session.environment, session.device, session.person, session.person_name
    )
    with database.writing() as tables:
        kept.load_trust(tables)
        open_incarnation(tables)
    return kept


def contents(session: Session) -> tuple[object, ...]:
    """What a vault holds of papers and of entries."""
    with session.database.reading() as tables:
        return sorted(map(repr, tables.trust.all())), tables.log.vector(), tables.exchange.peers()


def test_an_office_put_back_from_a_copy_finds_everything_again() -> None:
    office = an_office()
    north, stolen = a_laptop(office, "north"), a_laptop(office, "stolen", "Nadia Exemple")
    restored = a_copy_of(office)
    late = a_laptop(office, "late", "Luc Exemple")
    Organisation(office).revoke("stolen")
    carry(office, north)

    assert restored.require_trust().is_active(stolen.device)
    a_laptop(restored, "newer", "Noé Exemple")
    forgetful = restored.require_trust().roster_version
    assert forgetful > north.require_trust().roster_version
    carry(north, restored)  # it thinks that the office knows all laptops, as it did
    carry(restored, north)
    carry(north, restored)
    trust = restored.require_trust()
    assert not trust.is_active(stolen.device)
    assert trust.is_active(late.device)
    assert {"north", "late", "newer", "office"} == {one.name for one in trust.devices()}
    assert late.person in trust.people

    # What it publishes now is taken by the laptops, and says all of it in one roster.
    assert trust.roster_version > forgetful
    carry(restored, north)
    carry(restored, late)
    for laptop in (north, late, restored):
        held = laptop.require_trust()
        assert held.roster_version == trust.roster_version
        assert sum(kind == "roster" for kind, _, _ in held.statements) == 1
        assert not held.is_active(stolen.device)


def test_a_restored_office_is_read_even_before_it_has_heard_of_anything() -> None:
    office = an_office()
    north = a_laptop(office, "north")
    restored = a_copy_of(office)
    for name in ("one", "two", "three"):
        a_laptop(office, name)
    carry(office, north)
    known = north.require_trust().roster_version
    a_laptop(restored, "four")
    assert restored.require_trust().roster_version > known
    carry(restored, north)
    assert {"one", "four"} <= {one.name for one in north.require_trust().devices()}


def test_what_is_in_order_is_not_published_again() -> None:
    office = an_office()
    north = a_laptop(office, "north")
    a_client(north)
    carry(north, office)
    version = office.require_trust().roster_version
    for _ in range(3):
        a_client(north)
        carry(north, office)
        carry(office, north)
    assert office.require_trust().roster_version == version
    assert north.require_trust().roster_version == version


def test_a_laptop_that_was_cut_off_joins_with_new_keys_only() -> None:
    office = an_office()
    stolen = a_laptop(office, "stolen")
    organisation = Organisation(office)
    organisation.revoke("stolen")
    request = Organisation(stolen).request()
    try:
        organisation.approve(request, stolen.certificate().role, [], "found")
    except WasCutOff:
        pass
    else:
        raise AssertionError("keys that were cut off were let in again")
    assert not office.require_trust().is_active(stolen.device)


def test_what_was_kept_is_read_again_without_a_warning() -> None:
    office = an_office()
    laptops = [a_laptop(office, name) for name in ("north", "south")]
    Organisation(office).revoke("south")
    bundle_for(office, laptops[0])
    carry(office, laptops[0])
    for session in (office, laptops[0]):
        before = session.require_trust().beliefs
        with session.database.reading() as tables:
            session.load_trust(tables)
        assert session.require_trust().beliefs == before


def test_a_laptop_put_back_from_before_another_authority_stays_in() -> None:
    """Certificates are left out for whom knows them; a copy may know those of the old authority."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    a_client(south)
    swap(south, office)
    carry(office, north)
    restored = a_copy_of(north)
    Keepers(office).rotate([], 1, 1, new_authority=True)
    swap(office, north)
    waiting = bundle_for(office, north)
    before = restored.require_trust().statements.copy()
    told = Exchange(restored).take_in(waiting)
    assert (told.outcome, told.reason) == ("refused", "counts_on_later")
    assert restored.require_trust().statements == before
    carry(restored, office)
    carry(office, restored)
    assert restored.require_trust().root == office.require_trust().root
    assert set(restored.require_trust().certificates) == set(office.require_trust().certificates)
    carry(restored, office)


def test_certificates_come_again_to_who_believed_another_root_meanwhile() -> None:
    """The office renews its papers with another authority, then goes back to a copy of before and
    renews them without: whom a laptop knows under the former it let go of under the latter."""
    office = an_office()
    north = a_laptop(office, "north")
    swap(north, office)
    restored = a_copy_of(office)
    Keepers(office).rotate([], 1, 1, new_authority=True)
    carry(office, north)
    for _ in range(2):  # the longer chain goes on
        Keepers(restored).rotate([], 1, 1)
    told = Exchange(north).take_in(bundle_for(restored, north), accept_mass_change=True)
    assert (told.outcome, told.reason) == ("applied", None)
    assert north.require_trust().root == restored.require_trust().root
    carry(north, restored)


@pytest.mark.parametrize("heard", [False, True])
def test_what_was_erased_under_papers_that_the_copy_lacks_is_ordered_again(heard: bool) -> None:
    """New papers and another authority, then a person erased, then the disk is gone. heard: whether
    a laptop brings the new root back before the others are told."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Luc Exemple")
    client = a_client(north)
    swap(north, office)
    carry(office, south)
    restored = a_copy_of(office)
    keepers = Keepers(office)
    (paper,) = [keepers.code(one.number) for one in keepers.state().waiting]
    keepers.rotate([paper], 1, 1, new_authority=True)
    (paper,) = [keepers.code(one.number) for one in keepers.state().waiting]
    if heard:
        carry(office, south)
    erased = bytes.fromhex(Erasures(office).erase(client, Basis.ASKED))
    with office.database.reading() as tables:
        outside = kept_beside(tables)

    assert replay(restored, outside) == 1
    carry(north, restored)
    if heard:
        told = Exchange(restored).take_in(bundle_for(south, restored))
        assert told.reason == "counts_on_later"
        carry(restored, south)
        carry(south, restored)
        Keepers(restored).rotate([paper], 1, 1, new_authority=True)
    for laptop in (north, south):
        carry(restored, laptop)
        carry(laptop, restored)
        with laptop.database.reading() as tables:
            assert laptop.device in tables.erasures.receipts()[erased]
            assert tables.rows.get(laptop.registry["client"], bytes.fromhex(client)) is None
    (line,) = Erasures(restored).all()
    assert not line.missing
    with restored.database.reading() as tables:
        assert [kind for kind, _ in kept_beside(tables)].count(ERASURE) == 1 + (not heard)


def test_what_was_erased_here_goes_again_also_when_its_authority_counts_no_more() -> None:
    """Another branch of the papers took over after the erasure, then a copy of before is put back."""
    office = an_office()
    north = a_laptop(office, "north")
    clients = a_client(north), a_client(north, "Bea")
    swap(north, office)
    restored = a_copy_of(north)
    erased = bytes.fromhex(Erasures(office).erase(clients[0], Basis.ASKED))
    carry(office, north)
    keepers, root = Keepers(office), office.require_trust().root
    (paper,) = [keepers.code(one.number) for one in keepers.state().waiting]
    payload = root_payload(2, root.name, root.keys, 1, [SigningKey.generate().public])
    other = (ROOT, sign_root(payload, [SigningKey.from_secret(paper.secret)]))
    Erasures(office).erase(clients[1], Basis.ASKED)
    late = [one for one in office.require_trust().statements.items() if one[0][0] == ERASURE]
    with north.database.writing() as tables:
        assert north.keep_statements(tables, [other, *((ERASURE, data) for _, data in late)])
        outside = kept_beside(tables)
    trust = north.require_trust()
    assert len(trust.erasures) == 2
    assert not any(map(trust.counts, trust.erasures.values()))

    assert replay(restored, outside) == 1  # not the one that never counted here
    with restored.database.reading() as tables:
        assert restored.device in tables.erasures.receipts()[erased]
        kind = restored.registry["client"]
        shown = [tables.rows.get(kind, bytes.fromhex(one)) is not None for one in clients]
    assert shown == [False, True]
    with restored.database.writing() as tables:
        restored.keep_statements(tables, [other])
        # It is known again, and waits for the office of today.
        carry_out(restored, tables)
        assert list(restored.require_trust().erasures) == [erased]
        assert outside == kept_beside(tables)


def test_what_was_ordered_under_papers_beside_those_that_go_on_is_ordered_again() -> None:
    """Two offices of one copy made new papers; the erasure was under those that do not go on, and both
    went with the disk before anybody heard of them."""
    office = an_office()
    north = a_laptop(office, "north")
    client = a_client(north)
    swap(north, office)
    restored, other = a_copy_of(office), a_copy_of(office)
    Keepers(office).rotate([], 1, 1, new_authority=True)
    Erasures(office).erase(client, Basis.ASKED)
    for _ in range(2):  # the longer chain goes on
        Keepers(other).rotate([], 1, 1, new_authority=True)
    with office.database.reading() as tables:
        outside = kept_beside(tables)
    outside += [(kind, data) for (kind, *_), data in other.require_trust().statements.items()]

    assert replay(restored, [one for one in outside if one[0] in (ROOT, ERASURE)]) == 1
    carry(restored, north)
    with north.database.reading() as tables:
        assert tables.rows.get(north.registry["client"], bytes.fromhex(client)) is None


def test_who_carried_out_an_erasure_of_the_authority_before_gets_that_of_today() -> None:
    """It is what others believe whom that laptop tells of it."""
    office = an_office()
    north = a_laptop(office, "north")
    client = a_client(north)
    swap(north, office)
    erased = bytes.fromhex(Erasures(office).erase(client, Basis.ASKED))
    swap(office, north)
    Keepers(office).rotate([], 1, 1, new_authority=True)
    for _ in range(2):
        carry(office, north)
        carry(north, office)
    trust = north.require_trust()
    assert trust.counts(trust.erasures[erased])
    (line,) = Erasures(office).all()
    assert not line.missing


def test_what_a_replaced_authority_had_ordered_here_waits_where_its_papers_are_lost() -> None:
    """The office did not know yet that the papers had been replaced; then a copy of before them all is
    put back. Somebody sees that the erasure waits, and signs it."""
    office = an_office()
    north = a_laptop(office, "north")
    client = a_client(north)
    swap(north, office)
    restored = a_copy_of(office)
    Keepers(office).rotate([], 1, 1, new_authority=True)
    newer = a_copy_of(office)
    erased = Erasures(office).erase(client, Basis.ASKED)
    Keepers(newer).rotate([], 1, 1, new_authority=True)
    with office.database.reading() as tables:
        outside = kept_beside(tables)
    outside += [(kind, data) for (kind, *_), data in newer.require_trust().statements.items()]

    assert replay(restored, [one for one in outside if one[0] in (ROOT, ERASURE)]) == 1
    carry(restored, north)
    (line,) = Erasures(restored).all()
    assert (line.id, line.waits_for_signature, line.former) == (erased, True, True)
    assert Erasures(restored).waits(erased)
    Erasures(restored).sign(erased)
    carry(restored, north)
    carry(north, restored)
    (line,) = Erasures(restored).all()
    assert not line.waits_for_signature
    assert not line.missing


def test_what_names_an_erased_person_does_not_come_before_the_root_of_the_erasure_does() -> None:
    """A laptop that was put back carried it out again, under papers that it does not know yet."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Luc Exemple")
    client = a_client(south)
    swap(south, office)
    for one in (north, south):
        swap(office, one)
    restored = a_copy_of(north)
    kind = south.registry["appointment"]
    visit = south.environment.new_id()
    with south.database.writing() as tables:
        row = tables.rows.get(south.registry["client"], bytes.fromhex(client))
        assert row is not None
        editor = Editor(south, tables)
        editor.edit(kind, visit, tables.log.scopes()[row.scope], {"client": client}, new=True)
        editor.flush()
    Keepers(office).rotate([], 1, 1, new_authority=True)
    Erasures(office).erase(client, Basis.ASKED)
    carry(office, north)
    with north.database.reading() as tables:
        outside = kept_beside(tables)
    assert replay(restored, outside) == 1
    carry(south, restored)
    with restored.database.reading() as tables:
        assert tables.rows.get(kind, visit) is None


def test_a_revocation_that_vanishes_with_its_papers_is_told() -> None:
    """An office that was put back cuts a laptop off before it hears of the papers made meanwhile: their
    authority knows nothing of it. Nobody may believe that the laptop is still out."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    restored = a_copy_of(office)
    Keepers(office).rotate([], 1, 1, new_authority=True)
    carry(office, north)
    Organisation(restored).revoke("south")
    Rights(restored).remove_person(south.person)
    assert carry(restored, north).back == []  # it never heard that south was out
    told = Exchange(restored).take_in(bundle_for(north, restored))
    assert (told.outcome, told.other_papers) == ("applied", False)
    assert restored.require_trust().is_active(south.device)
    assert told.back == ["south", "Sam Exemple"]
    with restored.database.reading() as tables:
        (kept,) = tables.exchange.imported(told.bundle)
    assert kept.summary["back"] == told.back
    assert len(paper_words(told.back, told.other_papers)) == 2
    assert Exchange(restored).take_in(bundle_for(north, restored)).back == []


def test_papers_made_again_from_an_older_paper_wait_for_somebody_and_are_told() -> None:
    """Whoever found a paper that was replaced can make a longer row of papers from it (decision 7: what
    is believed follows from the statements alone); nobody shall miss that."""
    office = an_office()
    north = a_laptop(office, "north")
    restored = a_copy_of(office)
    Keepers(office).rotate([], 1, 1)
    assert not carry(office, north).other_papers
    for _ in range(2):
        Keepers(restored).rotate([], 1, 1, new_authority=True)
    bundle, before = bundle_for(restored, north), contents(north)
    waits = Exchange(north).take_in(bundle)
    assert (waits.outcome, waits.reason) == ("refused", "mass_change")
    assert waits.held is not None
    assert Held.from_plain(waits.held.to_plain()).papers
    assert "by means of an older paper" in str(held_words(waits.held))
    assert contents(north) == before
    assert north.require_trust().root == office.require_trust().root
    told = Exchange(north).take_in(bundle, accept_mass_change=True)
    assert told.other_papers
    assert told.back == []
    assert not carry(restored, north).other_papers
