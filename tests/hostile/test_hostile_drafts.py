"""Drafts of erasures that an office laptop in wrong hands puts into its bundles.

Whatever they hold, the bundle goes in, the program starts, the screen that lists them is drawn, and
an honest draft can still be signed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import Purpose, SigningKey, payload_of
from desktop_app.domain.errors import PortageError
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.erasure.erasing import DRAFTED
from desktop_app.services.erasure.erasure import DRAFTS, Erasures
from desktop_app.services.exchange.exchange import APPLIED, DUPLICATE, Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.sync.erasing import (
    DRAFT,
    SIGNATURES,
    Basis,
    Erasure,
    ErasureKind,
    make_erasure,
    read_erasure,
)
from tests.builders import Bundle, a_client, a_laptop, an_office, carry, swap
from tests.hostile.forging import HOSTILE, Forger
from tests.hostile.test_erasing_orders import stolen_key

MINE = SigningKey.from_secret(bytes((9,)) * 32)


def offices() -> tuple[Session, Session, str]:
    office = an_office()
    second = a_laptop(office, "second", "Zoé Exemple", role=Role.OFFICE)
    client = a_client(office)
    OfficeSettings(office).set_signatures(2)
    swap(office, second)
    return office, second, client


def brought(sender: Session, receiver: Session, drafts: list[bytes]) -> str:
    """What becomes of a bundle with these drafts among its statements."""
    forger = Forger(sender, receiver)
    told = [*decode(forger.trust.content, depth=4), *([DRAFT, one] for one in drafts)]
    forger.trust = replace(forger.trust, content=encode(told))
    outcome = Exchange(receiver).take_in(Bundle(forger.bundle([])))
    assert outcome.outcome in (APPLIED, DUPLICATE), str(outcome.message)
    return outcome.outcome


def asked(office: Session, number: int = 0, by: Any = None, **changed: Any) -> bytes:
    """A draft in due form by the authority of that office; `changed` keys of its payload."""
    key = by or stolen_key(office)
    made = Erasure(
        number.to_bytes(16, "big"), ErasureKind.PERSON, (bytes((5,)) * 16,), (), Basis.ASKED, 1, 2,
        key.public,
    )  # fmt: skip
    data = make_erasure(office.require_trust().organisation, key, made)
    if not changed:
        return data
    told = {**decode(payload_of(decode(data)[0])), **changed}
    return encode([key.sign(encode(told), Purpose.ERASE)])


def test_no_draft_whatever_it_holds_stops_a_bundle_or_the_start() -> None:
    office, second, client = offices()
    erasure = Erasures(office).erase(client, Basis.ASKED)
    honest = Erasures(office)
    with office.database.reading() as tables:
        ((_, data),) = honest.drafts(tables)
    signed = decode(data)
    drafts = [
        b"", b"\xff" * 9, *HOSTILE.values(), encode([]), encode([1]), encode({}), encode([[], signed[0]]),
        encode([*signed, 5]), encode([*signed, None]), encode([signed[0], b""]), encode([b"", signed[0]]),
        encode([signed[0]] * (SIGNATURES + 1)), asked(office, by=MINE),
        *(asked(office, 7, **{name: value}) for name, value in (
            ("id", 5), ("id", b"short"), ("subjects", []), ("subjects", [5]), ("subjects", {}), ("people", None),
            ("kind", "all"), ("basis", 1), ("at", "now"), ("signatures", None), ("org", bytes(32)),                     )),
    ]  # fmt: skip
    brought(office, second, drafts)
    assert [line.id for line in Erasures(second).all()] == [erasure]
    Erasures(second).sign(erasure)
    assert Clients(second).count() == 0


def test_what_lies_among_the_drafts_already_stops_nothing() -> None:
    office, second, client = offices()
    with office.database.writing() as tables:
        for number, data in enumerate((b"", b"\xff", encode([b"x"]), asked(office, by=MINE))):
            tables.facts.set(f"{DRAFTED}{number:032x}", data)
    erasures = Erasures(office)
    assert erasures.all() == []
    erasure = erasures.erase(client, Basis.ASKED)
    with office.database.reading() as tables:
        assert erasures.asked_for(tables) == {bytes.fromhex(client)}
    carry(office, second)
    assert [line.id for line in Erasures(second).all()] == [erasure]


def test_signatures_of_nobody_leave_room_for_those_that_count() -> None:
    office, second, client = offices()
    erasure = Erasures(office).erase(client, Basis.ASKED)
    with office.database.reading() as tables:
        ((_, data),) = Erasures(office).drafts(tables)
    signed = decode(data)
    payload = payload_of(signed[0])
    others = [SigningKey.from_secret(bytes((one,)) * 32) for one in range(20, 26)]
    padded = encode([*signed, *(one.sign(payload, Purpose.ERASE) for one in others)])
    read_erasure(padded, office.require_trust().organisation, {stolen_key(office).public}, ())
    brought(office, second, [padded])
    Erasures(second).sign(erasure)
    assert Clients(second).count() == 0
    carry(second, office)
    assert Clients(office).count() == 0


def test_another_content_under_the_id_of_a_draft_changes_nothing_of_it() -> None:
    office, second, client = offices()
    erasure = Erasures(office).erase(client, Basis.ASKED)
    carry(office, second)
    brought(office, second, [asked(office, id=bytes.fromhex(erasure))])
    Erasures(second).sign(erasure)
    assert Clients(second).count() == 0


def test_records_of_somebody_whom_a_draft_does_not_name_are_shown_to_whoever_signs() -> None:
    """The statement says of itself that it is about Ana; the records are Béa's."""
    office, second, client = offices()
    other = a_client(office, "Béa")
    note = bytes.fromhex(Clients(office).add_note(other, "Vue au centre.", "2026-03-02"))
    swap(office, second)
    ana = bytes.fromhex(client)
    brought(office, second, [asked(office, 7, subjects=[ana, note], people=[ana])])
    (line,) = Erasures(second).all()
    assert line.request is not None
    assert [one.name for one in line.request.files] == ["Ana Exemple"]
    assert [one.name for one in line.request.beside] == ["Béa Exemple"]
    whole = asked(office, 8, subjects=[ana, bytes.fromhex(other)], people=[ana])
    brought(office, second, [whole])
    line = next(one for one in Erasures(second).all() if int(one.id, 16) == 8)
    assert line.request is not None
    assert [one.name for one in line.request.files] == ["Ana Exemple", "Béa Exemple"]


def test_what_a_laptop_does_not_hold_is_shown_as_not_held() -> None:
    office, second, _ = offices()
    brought(office, second, [asked(office, 7, people=[bytes((5,)) * 16])])
    (line,) = Erasures(second).all()
    assert line.request is not None
    assert (line.request.files, line.request.known, line.request.missing) == ((), False, 1)


def test_a_flood_of_drafts_fills_nobodys_vault() -> None:
    office, second, _ = offices()
    brought(office, second, [asked(office, number) for number in range(DRAFTS + 40)])
    with second.database.reading() as tables:
        assert len(tables.facts.starting_with(DRAFTED)) == DRAFTS


@pytest.mark.parametrize("rest", [5, None, [], {}, "text"])
def test_a_statement_with_anything_for_a_signature_is_refused_with_a_sentence(rest: object) -> None:
    office = an_office()
    trust = office.require_trust()
    data = encode([*decode(asked(office, signatures=0)), rest])
    with pytest.raises(PortageError):
        trust.take("erasure", data)
