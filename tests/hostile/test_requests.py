"""What somebody can do with a request to join, with a name, and with a key that is none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import Purpose, payload_of
from desktop_app.domain.fields import Scope
from desktop_app.domain.roles import Role
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.exchange.media import Direction, export_pack, export_to
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.joining import Admission, NotARequest, write_request
from desktop_app.services.trust.organisation import Organisation, SeveralCalled
from desktop_app.services.trust.rights import Rights
from desktop_app.sync import statements as trusted
from desktop_app.sync.statements import Certificate, grants, make_certificate, make_sealing
from tests.builders import Bundle, a_laptop, a_vault, an_office, carry

DAY = date(2026, 3, 2)


def places(office: Session) -> list[bytes]:
    return [one.id for one in Organisation(office).communities()]


def let_in(office: Session, guest: Session, role: Role = Role.WORKER) -> Certificate:
    return Organisation(office).approve(Organisation(guest).request(), role, places(office)[:1])


def test_a_request_in_the_name_of_the_office_leaves_the_office_in_its_place() -> None:
    office = an_office()
    stranger = a_vault("south", "Sam Exemple", office.environment)
    stranger.person = office.person
    before = office.require_trust().people[office.person]
    let_in(office, stranger)
    after = office.require_trust().people[office.person]
    assert (after.name, after.role, after.removed) == (before.name, Role.OFFICE, False)
    Organisation(office).revoke("south")


def test_a_request_in_the_name_of_a_colleague_makes_nobody_more_than_they_are() -> None:
    office = an_office()
    north = a_laptop(office, "north")
    stranger = a_vault("south", "Sam Exemple", office.environment)
    stranger.person = north.person
    let_in(office, stranger, Role.COORDINATOR)
    listed = office.require_trust().people[north.person]
    assert (listed.name, listed.role) == ("Maude Exemple", Role.WORKER)
    Rights(office).remove_person(north.person)
    let_in(office, stranger)
    assert office.require_trust().people[north.person].removed


def test_the_office_does_not_let_itself_in_as_less() -> None:
    office = an_office()
    with pytest.raises(NotAllowed):
        let_in(office, office)
    assert office.is_office


def test_a_laptop_that_works_with_codes_gets_no_names_by_asking_once_more() -> None:
    office = an_office()
    coded = a_vault("coded", "Cora Exemple", office.environment)
    request = Organisation(coded).request()
    first = Organisation(office).approve(request, Role.WORKER, places(office), names=False)
    again = Organisation(office).approve(request, Role.WORKER, places(office))
    for one in (first, again):
        assert {grant.kind for grant in one.scopes} == {
            Scope.ORGANISATION, Scope.DIRECTORY, Scope.CASES,
        }  # fmt: skip


@pytest.mark.parametrize("address", ["rubbish", "", 7, b"age1", None])
def test_a_request_with_a_key_that_is_none_is_no_request(address: object, tmp_path: Path) -> None:
    office = an_office()
    guest = a_vault("guest", "Gaëlle Exemple", office.environment)
    path, _ = write_request(guest, tmp_path)
    with guest.database.reading() as tables:
        key = guest.signing_key(tables)
    told = {**decode(payload_of(path.read_bytes())), "sealing": address}
    path.write_bytes(key.sign(encode(told), Purpose.REQUEST))
    with pytest.raises(NotARequest):
        Admission(office).read(path)


@pytest.mark.parametrize("name", ["x" * 401, "north\nDigits: 11111", "a\u202eb", 7])
@pytest.mark.parametrize("field", ["name", "person_name"])
def test_the_texts_of_a_request_are_short_and_of_one_line(
    field: str, name: object, tmp_path: Path
) -> None:
    guest = a_vault("guest", "Gaëlle Exemple")
    path, _ = write_request(guest, tmp_path)
    with guest.database.reading() as tables:
        key = guest.signing_key(tables)
    told = {**decode(payload_of(path.read_bytes())), field: name}
    path.write_bytes(key.sign(encode(told), Purpose.REQUEST))
    with pytest.raises(NotARequest):
        Admission(an_office()).read(path)


def _hear(session: Session, kind: str, statement: bytes) -> None:
    with session.database.writing() as tables:
        assert session.keep_statement(tables, kind, statement)


@pytest.mark.parametrize("announced", [True, False])
def test_a_key_that_is_none_keeps_nothing_from_the_others(announced: bool, tmp_path: Path) -> None:
    """A hostile laptop announces it, or a hostile coordinator writes it into a certificate."""
    office = an_office()
    clara = a_laptop(office, "field", "Clara Exemple", role=Role.COORDINATOR)
    north = a_laptop(office, "north")
    organisation = office.require_trust().organisation
    with clara.database.reading() as tables:
        key = clara.signing_key(tables)
    if announced:
        _hear(office, trusted.SEALING, make_sealing(key, organisation, 9, "rubbish"))
    else:
        ghost = a_vault("ghost", "Gil Exemple", office.environment)
        asked = Organisation(ghost).request()
        made = Certificate(
            asked.device, "ghost", asked.signing, "rubbish", Role.WORKER,
            grants(organisation, places(office)), 1, b"",
        )  # fmt: skip
        _hear(office, trusted.CERTIFICATE, make_certificate(key, organisation, made))
    everybody = [one for one in office.require_trust().devices() if one.device != office.device]
    assert len(everybody) == (2 if announced else 3)
    for write in (export_to, export_pack):
        path = write(Exchange(office), everybody, tmp_path, Direction.TO_LAPTOPS, DAY).path
        assert Exchange(north).take_in(Bundle(path.read_bytes())).outcome == "applied"


def test_a_namesake_does_not_take_a_revocation_upon_itself() -> None:
    """A coordinator who is about to be cut off let a second laptop in under the name of her own."""
    office = an_office()
    clara = a_laptop(office, "field", "Clara Exemple", role=Role.COORDINATOR)
    with clara.database.reading() as tables:
        key = clara.signing_key(tables)
    organisation = office.require_trust().organisation
    decoys = []
    for number in range(4):  # one of them comes first by its id, very likely
        asked = Organisation(a_vault(f"decoy {number}", "Dé", office.environment)).request()
        made = Certificate(
            asked.device, "field", asked.signing, asked.sealing, Role.WORKER, (), 1, b""
        )
        _hear(office, trusted.CERTIFICATE, make_certificate(key, organisation, made))
        decoys.append(asked.device)
    with pytest.raises(SeveralCalled):
        Organisation(office).revoke("field")
    with pytest.raises(SeveralCalled):
        Rights(office).change_laptop("field", Role.WORKER, [])
    assert all(office.require_trust().is_active(one) for one in (clara.device, *decoys))
    assert Organisation(office).revoke(clara.device.hex()).device == clara.device
    trust = office.require_trust()
    assert not trust.is_active(clara.device)
    assert not any(trust.is_active(one) for one in decoys)


def test_a_laptop_that_is_called_office_is_not_the_office() -> None:
    office = an_office()
    north = a_laptop(office, "north")
    clara = a_laptop(office, "field", "Clara Exemple", role=Role.COORDINATOR)
    asked = Organisation(a_vault("office", "Dé", office.environment)).request()
    with clara.database.reading() as tables:
        key = clara.signing_key(tables)
    organisation = office.require_trust().organisation
    made = Certificate(
        asked.device, "OFFICE", asked.signing, asked.sealing, Role.WORKER, (), 1, b""
    )
    carry(office, north)
    _hear(north, trusted.CERTIFICATE, make_certificate(key, organisation, made))
    assert [one.device for one in north.require_trust().named("office")] == [office.device]
