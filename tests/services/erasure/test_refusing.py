"""An erasure that waits for a second signature: what whoever shall sign sees, and saying no to it."""

from __future__ import annotations

import pytest

from desktop_app.domain.roles import Role
from desktop_app.services.casework.access import Access
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.interests import KeptOut
from desktop_app.services.erasure.erasure import ErasureLine, Erasures, MustBeKept
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.services.undo import Undo
from desktop_app.sync.erasing import Basis
from tests.builders import a_client, a_laptop, an_office, carry, swap


def offices() -> tuple[Session, Session, str, str]:
    """Two office laptops that both have to sign, a client whom both hold, and an erasure that the
    first asked for."""
    office = an_office()
    second = a_laptop(office, "second", "Zoé Exemple", role=Role.OFFICE)
    client = a_client(office, "Ana", birth_date="1951-03-02")
    Clients(office).add_note(client, "Vue au centre.", "2026-03-02")
    OfficeSettings(office).set_signatures(2)
    swap(office, second)
    erasure = Erasures(office).erase(client, Basis.ASKED)
    carry(office, second)
    return office, second, client, erasure


def waiting(session: Session) -> list[ErasureLine]:
    return [one for one in Erasures(session).all() if one.waits_for_signature]


def test_whoever_shall_sign_sees_who_would_go_and_how_much() -> None:
    office, second, client, _ = offices()
    (line,) = waiting(second)
    request = line.request
    assert request is not None
    (file,) = request.files
    assert (file.id, file.name, file.birth_date) == (client, "Ana Exemple", "1951-03-02")
    assert file.community
    assert request.asked_on == (office.certificate().name,)
    assert (request.beside, request.missing, request.held, request.known) == ((), 0, "", True)
    assert (request.records["client"], request.records["note"]) == (1, 1)
    assert sum(request.records.values()) == line.records


def test_a_note_that_would_go_is_told_by_its_day_and_whose_it_is() -> None:
    office, second, client, erasure = offices()
    Erasures(office).drop(erasure)
    note = next(one.id for one in Clients(office).show(client).timeline if one.kind == "note")
    Erasures(office).redact(note)
    carry(office, second)
    (line,) = waiting(second)
    assert line.request is not None
    assert [one.id for one in line.request.files] == [client]
    assert (line.request.notes, dict(line.request.records)) == (("2026-03-02",), {"note": 1})


def test_a_refused_erasure_comes_back_with_no_bundle_and_everybody_hears_of_it() -> None:
    office, second, client, erasure = offices()
    third = a_laptop(office, "third", "Luc Exemple", role=Role.OFFICE)
    swap(office, third)
    Erasures(second).drop(erasure)
    assert not waiting(second)
    for _ in range(2):
        carry(office, second)  # which has not heard of it and asks again
        carry(third, second)
        assert not waiting(second)
    assert not Erasures(second).waits(erasure)
    for one in (Erasures(second).sign, Erasures(second).drop):
        with pytest.raises(NotHere):
            one(erasure)
    carry(second, office)
    carry(office, third)
    for session in (office, third):
        assert not waiting(session)
        (line,) = Erasures(session).refused()
        assert (line.id, line.laptop, line.person) == (erasure, "second", "Zoé Exemple")
        assert line.request is not None
        assert [one.name for one in line.request.files] == ["Ana Exemple"]
        with pytest.raises(NotHere):
            Erasures(session).sign(erasure)
    # It may be asked for anew, and be signed then.
    again = Erasures(office).erase(client, Basis.ASKED)
    carry(office, second)
    Erasures(second).sign(again)
    assert Clients(second).count() == 0
    assert [one.id for one in Erasures(second).refused()] == [erasure]


def test_a_refusal_can_be_undone() -> None:
    _, second, _, erasure = offices()
    undo = Undo(second)
    Erasures(second).drop(erasure)
    assert "refusing an erasure" in str(undo.undo_last().title)
    assert [one.id for one in waiting(second)] == [erasure]
    assert Erasures(second).refused() == []
    Erasures(second).drop(erasure)
    assert not waiting(second)
    undo.undo_last()
    Erasures(second).sign(erasure)
    assert Clients(second).count() == 0


def test_what_was_withdrawn_where_it_was_asked_is_not_offered_elsewhere() -> None:
    office, second, client, erasure = offices()
    north = a_laptop(office)
    with pytest.raises((NotHere, NotAllowed)):
        Erasures(north).drop(erasure)
    Erasures(office).drop(erasure)
    carry(office, second)
    assert not waiting(second)
    assert not waiting(office)
    with pytest.raises(NotHere):
        Erasures(second).sign(erasure)
    assert Clients(second).show(client).title


def test_one_that_was_signed_before_the_refusal_came_is_carried_out_everywhere() -> None:
    """Whichever comes first: the same."""
    office, second, _, erasure = offices()
    Erasures(office).drop(erasure)
    Erasures(second).sign(erasure)
    swap(office, second)
    for session in (office, second):
        assert Clients(session).count() == 0
        assert Erasures(session).refused() == []
        assert not waiting(session)


def test_a_file_that_must_be_kept_since_is_not_signed_away() -> None:
    office, second, client, erasure = offices()
    Access(second).open(client, "Une demande du tribunal")
    Clients(second).set(client, {"legal_hold": "recours collectif"})
    with pytest.raises(MustBeKept, match="recours collectif"):
        Erasures(second).sign(erasure)
    assert Clients(second).show(client).title
    assert waiting(office)


def test_whoever_declared_an_interest_does_not_sign() -> None:
    _, second, client, erasure = offices()
    Access(second).declare(client, "parenté")
    (line,) = waiting(second)
    assert line.request is not None
    (file,) = line.request.files
    assert (file.name, file.birth_date, file.community) == ("Ana Exemple", "", "")
    with pytest.raises(KeptOut):
        Erasures(second).sign(erasure)
    assert Clients(second).count() == 1
