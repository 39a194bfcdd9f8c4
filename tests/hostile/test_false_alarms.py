"""What an enrolled laptop can claim of another one, and how much it can make others keep."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.crypto.encoding import decode, encode
from desktop_app.crypto.signing import Purpose
from desktop_app.services.exchange.exchange import APPLIED, REFUSED, Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust import forks
from desktop_app.storage.exchange import read_vector
from desktop_app.sync.log import encode_head
from desktop_app.sync.statements import OWN_END
from tests.builders import Bundle, a_client, a_laptop, an_office, bundle_for, carry, swap
from tests.hostile.forging import Forger
from tests.hostile.laptops import copy_of, fingerprint
from tests.services.trust.test_copies import a_twin


def incarnation(session: Session) -> int:
    with session.database.reading() as tables:
        return tables.facts.number("incarnation")


def own_ends(session: Session) -> dict[bytes, int]:
    with session.database.reading() as tables:
        return {one.id: one.seq for one in tables.log.feeds().values() if one.own and one.seq}


def places() -> tuple[Session, Session]:
    office = an_office()
    north = a_laptop(office, "north")
    a_client(north, "Ana")
    swap(north, office)
    return office, north


def test_a_claim_to_know_more_of_a_laptop_than_itself_makes_it_begin_nothing_anew() -> None:
    office, north = places()
    before = incarnation(north)
    forger = Forger(office, north)
    flat = list(forger.manifest["vector"])
    ours = own_ends(north)
    for at in range(0, len(flat), 3):
        if flat[at] in ours:
            flat[at + 1 : at + 3] = [flat[at + 1] + 50, b"\x07" * 8]
    assert read_vector(flat) != read_vector(forger.manifest["vector"])
    feed, seq = max(ours.items(), key=lambda one: one[1])
    false = encode_head(feed, seq + 9, bytes(32), 1)
    statements = [
        *decode(forger.trust.content, depth=4),
        [OWN_END, b""], [OWN_END, forger.key.sign(false, Purpose.HEAD)], [OWN_END, b"\xff"],
    ]  # fmt: skip
    forger.trust = replace(forger.trust, content=encode(statements))
    for _ in range(2):
        taken = Exchange(north).take_in(Bundle(forger.bundle([], vector=flat)))
        assert taken.outcome == APPLIED
    assert incarnation(north) == before
    assert own_ends(north) == ours


def test_its_own_signature_tells_a_laptop_that_it_was_put_back() -> None:
    office, north = places()
    old = copy_of(north)
    a_client(north, "Béa")
    carry(north, office)
    before = incarnation(old)
    assert Exchange(old).take_in(bundle_for(office, old)).outcome == APPLIED
    assert incarnation(old) > before
    # The one that went on hears nothing that it does not know.
    same = incarnation(north)
    carry(office, north)
    assert incarnation(north) == same


def test_other_histories_of_one_laptop_have_their_limit_and_no_relay_pays_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    a_client(south, "Ana")
    swap(south, office)
    swap(north, office)
    twin = a_twin(south)
    a_client(south, "Zoé")
    a_client(twin, "Line")
    carry(south, office)
    carry(twin, north)
    a_client(north, "Nora")
    monkeypatch.setattr(forks, "SIDE_PIECES", 0)
    before = fingerprint(office)
    refused = Exchange(office).take_in(bundle_for(twin, office))
    assert (refused.outcome, refused.reason) == (REFUSED, "too_many_histories")
    assert "south" in str(refused.message)
    assert fingerprint(office) == before
    assert Exchange(office).take_in(bundle_for(north, office)).outcome != REFUSED
    monkeypatch.undo()
    assert Exchange(office).take_in(bundle_for(twin, office)).outcome != REFUSED
    with office.database.reading() as tables:
        pieces, size = tables.exchange.sides_of(south.device, forks.FORK)
    assert pieces
    assert size
