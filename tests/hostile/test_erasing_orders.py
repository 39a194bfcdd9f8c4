"""Erasures as a weapon: ordered with a stolen key of the office, or by somebody in a hurry."""

from __future__ import annotations

import pytest

from desktop_app.crypto.signing import SigningKey
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.duplicates.links import Links
from desktop_app.services.erasure.erasing import waiting
from desktop_app.services.erasure.erasure import Erasures, MustBeKept
from desktop_app.services.exchange.exchange import APPLIED, REFUSED, Exchange
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.keepers import Keepers
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync.erasing import Basis, Erasure, ErasureKind, make_erasure
from desktop_app.sync.statements import ERASURE
from tests.builders import a_client, a_laptop, an_office, bundle_for, carry, swap
from tests.hostile.laptops import state_of

EIGHT, NINE = bytes((8,)) * 16, bytes((9,)) * 16


def stolen_key(office: Session) -> SigningKey:
    with office.database.reading() as tables:
        return office.authority_key(tables)


def order(session: Session, key: SigningKey, erasure: bytes, *clients: str) -> bytes:
    """A genuine order to erase these clients, signed with that key."""
    people = tuple(bytes.fromhex(one) for one in clients)
    return make_erasure(
        session.require_trust().organisation,
        key,
        Erasure(erasure, ErasureKind.PERSON, people, people, Basis.ASKED, 1, 0, key.public),
    )


def believe(session: Session, data: bytes) -> None:
    """What a laptop in the hands of the thief does: it takes the order along in its bundles."""
    with session.database.writing() as tables:
        session.keep_statement(tables, ERASURE, data)


def after_the_theft() -> tuple[Session, Session, Session, SigningKey, list[str]]:
    """The office was stolen; a second one replaced its key. (second, north, south, key, clients)."""
    office = an_office()
    second = a_laptop(office, "second", "Zoé Exemple", role=Role.OFFICE)
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    clients = [a_client(north, f"Ana {number}") for number in range(3)]
    for one in (north, south):
        swap(one, office)
        carry(office, one)
    swap(office, second)
    code = Keepers(office).code(1)
    Keepers(second).rotate([code])
    Organisation(second).revoke("office")
    return second, north, south, stolen_key(office), clients


def test_a_replaced_key_erases_nobody_and_stops_no_bundle() -> None:
    second, north, south, key, clients = after_the_theft()
    carry(second, north)
    carry(second, south)
    before = state_of(south)
    believe(north, order(north, key, NINE, *clients))
    assert Exchange(south).take_in(bundle_for(north, south)).outcome != REFUSED
    assert Exchange(second).take_in(bundle_for(north, second)).outcome != REFUSED
    assert state_of(south) == before
    assert [Clients(one).count() for one in (second, north, south)] == [3, 3, 3]
    with south.database.reading() as tables:
        assert waiting(south, tables) == []


def test_the_office_of_today_decides_on_it() -> None:
    second, north, south, key, clients = after_the_theft()
    carry(second, north)
    believe(north, order(north, key, NINE, clients[0]))
    believe(north, order(north, key, EIGHT, clients[1]))
    carry(north, second)
    lines = {one.id: one for one in Erasures(second).all()}
    assert all(one.waits_for_signature and one.former for one in lines.values())
    with pytest.raises(NotAllowed):
        Erasures(north).sign(NINE.hex())
    Erasures(second).sign(NINE.hex())
    Erasures(second).drop(EIGHT.hex())
    (line,) = Erasures(second).all()
    assert (line.id, line.waits_for_signature) == (NINE.hex(), False)
    for one in (north, south):
        swap(one, second)
    assert [Clients(one).count() for one in (second, north, south)] == [2, 2, 2]
    assert state_of(second) == state_of(north) == state_of(south)


def test_what_was_ordered_before_the_key_was_replaced_is_ordered_again() -> None:
    """Whichever comes first, the order or the new root: the same tables."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    gone, kept = a_client(north, "Ana"), a_client(north, "Béa")
    for one in (north, south):
        swap(one, office)
        carry(office, one)
    Erasures(office).erase(gone, Basis.ASKED)
    carry(office, north)
    believed = dict(north.require_trust().erasures)
    Keepers(office).rotate([Keepers(office).code(1)], 1, 1, new_authority=True)
    (again,) = office.require_trust().erasures.values()
    (first,) = believed.values()
    assert (again.id, again.subjects) == (first.id, first.subjects)
    assert again.by != first.by
    carry(north, south)
    carry(office, south)
    carry(office, north)
    assert state_of(office) == state_of(north) == state_of(south)
    assert [list(one.require_trust().erasures) for one in (north, south)] == [[first.id]] * 2
    assert Clients(south).show(kept).title
    late = a_laptop(office, "late", "Luc Exemple")
    carry(office, south)
    assert Exchange(late).take_in(bundle_for(south, late)).outcome == APPLIED
    carry(office, late)
    assert state_of(late) == state_of(office)


def test_a_file_that_must_be_kept_is_not_erased_by_way_of_a_link() -> None:
    office = an_office()
    first, kept = a_client(office, "Ana"), a_client(office, "Béa")
    Clients(office).set(kept, {"legal_hold": "Enquête en cours"})
    Links(office).link(first, kept)
    for one in (first, kept):
        with pytest.raises(MustBeKept):
            Erasures(office).erase(one, Basis.ASKED)


def test_another_content_under_the_id_of_an_honest_order_gains_nothing() -> None:
    second, north, south, key, clients = after_the_theft()
    Erasures(second).erase(clients[0], Basis.ASKED)
    (honest,) = second.require_trust().erasures
    carry(second, north)
    believe(south, order(south, key, honest, *clients))  # held back, not heard of the new root yet
    assert Clients(south).count() == 3
    carry(north, south)
    assert Clients(south).count() == 2
    assert state_of(south) == state_of(second)
