"""Coordinators who let laptops in: provisional until the office lists them."""

from __future__ import annotations

import io

import pytest

from desktop_app.domain.roles import Role
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.incarnations import open_incarnation
from desktop_app.services.trust.joining import Admission
from desktop_app.services.trust.keepers import Keepers
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.database import Database
from desktop_app.sync.bundle import ENROLMENT
from tests.builders import (
    Bundle,
    a_client,
    a_laptop,
    a_vault,
    an_office,
    bundle_for,
    carry,
    swap,
)
from tests.simulator.fleet import KEY, copy_database


def let_in(
    coordinator: Session,
    name: str = "guest",
    role: Role = Role.WORKER,
    communities: tuple[bytes, ...] | None = None,
) -> Session:
    """A laptop that joined with the answer of somebody else than the office."""
    guest = a_vault(name, "Gaëlle Exemple", coordinator.environment, coordinator.registry)
    organisation = Organisation(coordinator)
    own = [one.id for one in organisation.own_communities()]
    held = own if communities is None else communities
    certificate = organisation.approve(Organisation(guest).request(), role, held)
    out = io.BytesIO()
    exchange = Exchange(coordinator)
    exchange.record(exchange.write([certificate], out, ENROLMENT), "answer")
    assert accept(guest, Bundle(out.getvalue())).outcome == "applied"
    return guest


def fleet() -> tuple[Session, Session]:
    office = an_office()
    coordinator = a_laptop(
        office, "field", "Clara Exemple", ["Rivière-Exemple"], role=Role.COORDINATOR
    )
    return office, coordinator


def provisional(session: Session) -> list[str]:
    return [one.name for one in Admission(session).laptops() if one.provisional]


def test_a_coordinator_lets_a_laptop_in_until_the_office_lists_it() -> None:
    office, coordinator = fleet()
    a_client(coordinator)
    guest = let_in(coordinator)
    assert provisional(coordinator) == ["guest"]
    assert provisional(guest) == ["guest"]
    written = a_client(guest)
    carry(guest, coordinator)
    carry(coordinator, office)
    assert provisional(office) == []
    assert office.require_trust().is_active(guest.device)
    assert office.require_trust().people[guest.person].name == "Gaëlle Exemple"
    with office.database.reading() as tables:
        found = tables.rows.get(office.registry["client"], bytes.fromhex(written))
        assert found is not None
    swap(office, coordinator)
    carry(coordinator, guest)
    assert provisional(guest) == provisional(coordinator) == []
    swap(guest, office)


def test_a_third_laptop_takes_what_a_guest_wrote() -> None:
    office, coordinator = fleet()
    north = a_laptop(office, "north")
    carry(office, coordinator)
    guest = let_in(coordinator)
    written = a_client(guest)
    carry(guest, coordinator)
    carry(coordinator, north)
    with north.database.reading() as tables:
        found = tables.rows.get(north.registry["client"], bytes.fromhex(written))
        assert found is not None
    carry(guest, north)


def test_whom_a_coordinator_may_not_let_in() -> None:
    office, coordinator = fleet()
    elsewhere = Organisation(office).community_named("Lac-Exemple").id
    for role, places in (
        (Role.OFFICE, ()),
        (Role.COORDINATOR, ()),
        (Role.WORKER, (elsewhere,)),
    ):
        with pytest.raises(NotAllowed):
            let_in(coordinator, role=role, communities=places)
    guest = let_in(coordinator, "guest")
    with pytest.raises(NotAllowed):
        let_in(guest, "deeper")
    assert not Organisation(guest).may_let_in()
    assert Organisation(coordinator).may_let_in()
    Organisation(office).revoke("field")
    trust = guest.require_trust()
    trust.take_all((kind, data) for (kind, _, _), data in office.require_trust().statements.items())
    assert guest.device not in trust.certificates


def test_whom_a_revoked_coordinator_let_in_is_not_in_unless_the_office_had_listed_them() -> None:
    office, coordinator = fleet()
    listed, unlisted = let_in(coordinator, "listed"), let_in(coordinator, "unlisted")
    carry(listed, office)
    Organisation(office).revoke("field")
    assert office.require_trust().is_active(listed.device)
    assert Exchange(office).take_in(bundle(unlisted, office)).reason == "unknown_sender"
    carry(office, listed)
    assert not listed.require_trust().is_active(unlisted.device)
    carry(listed, office)


def bundle(sender: Session, receiver: Session) -> Bundle:
    out = io.BytesIO()
    certificate = sender.require_trust().certificates[receiver.device]
    Exchange(sender).write([certificate], out)
    return Bundle(out.getvalue())


def test_a_second_office_without_the_authority_lets_in_provisionally() -> None:
    office = an_office()
    second = a_laptop(office, "second", "Zoé Exemple", role=Role.OFFICE)
    guest = let_in(second)
    assert provisional(second) == ["guest"]
    swap(guest, office)
    assert provisional(office) == []


def test_an_office_put_back_does_not_call_the_bundle_of_a_guest_damaged() -> None:
    """The guest leaves out what the office had said that it knows: also the certificate, by the newest
    authority, of who let the guest in."""
    office, coordinator = fleet()
    guest = let_in(coordinator)
    swap(coordinator, office)
    kept = Database.create(None, KEY)
    copy_database(office.database, kept)
    Keepers(office).rotate([], 1, 1, new_authority=True)
    for _ in range(2):
        carry(office, guest)
        carry(guest, office)
    restored = Session(kept, office.environment, office.device, office.person, office.person_name)
    with kept.writing() as tables:
        restored.load_trust(tables)
        open_incarnation(tables)
    told = Exchange(restored).take_in(bundle_for(guest, restored))
    assert (told.outcome, told.reason) == ("refused", "counts_on_later")
    carry(restored, guest)
    assert Exchange(restored).take_in(bundle_for(guest, restored)).outcome == "applied"
