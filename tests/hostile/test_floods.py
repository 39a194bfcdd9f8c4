"""What every laptop passes on with every bundle has an end, whatever one hostile laptop writes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from desktop_app.crypto.signing import Purpose, SigningKey
from desktop_app.domain.roles import Role
from desktop_app.services.exchange import segments
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.exchange.gaps import gaps_wanted
from desktop_app.services.exchange.trust_section import statements_for
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync import statements as trusted
from desktop_app.sync.log import Body, Operation, encode_body, encode_head, feed_id
from desktop_app.sync.statements import Certificate, make_certificate
from desktop_app.sync.trust import CERTIFICATE_BYTES, FORKS_OF_ONE
from desktop_app.sync.verdicts import make_fork
from tests.builders import Bundle, a_laptop, a_vault, an_office, carry
from tests.hostile.forging import Forger
from tests.hostile.laptops import state_of


def signing_key(session: Session) -> SigningKey:
    with session.database.reading() as tables:
        return session.signing_key(tables)


def invented_forks(session: Session, number: int) -> list[tuple[str, bytes]]:
    """Proofs that this laptop wrote second histories of feeds that nobody ever saw."""
    key, scope = signing_key(session), bytes(16)
    made = []
    for at in range(number):
        nonce = at.to_bytes(16, "big")
        feed = feed_id(session.device, scope, nonce)
        one, other = (
            key.sign(encode_head(feed, 1, bytes((side,)) * 32, 5), Purpose.HEAD) for side in (1, 2)
        )
        made.append((trusted.FORK, make_fork(session.device, scope, nonce, one, other, [])))
    return made


def test_proofs_of_invented_histories_have_an_end_whatever_their_order() -> None:
    """They go with every bundle of everybody, and are verified at each start: sixty-five thousand, one
    bundle full, took a minute of each; twice as many left no room for any bundle."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    flood = invented_forks(north, FORKS_OF_ONE + 40)
    for session, order in ((office, flood), (south, flood[::-1])):
        with session.database.writing() as tables:
            session.keep_statements(tables, order)
    kept = office.require_trust().forks
    assert len(kept) == FORKS_OF_ONE
    assert kept.keys() == south.require_trust().forks.keys()
    with office.database.reading() as tables:
        told = statements_for(office, tables, office.require_trust().devices())
        assert sum(1 for kind, _ in told if kind == trusted.FORK) == FORKS_OF_ONE
        assert sum(1 for kind, *_ in tables.trust.all() if kind == trusted.FORK) == FORKS_OF_ONE


def test_a_certificate_of_a_coordinator_is_no_freight() -> None:
    office = an_office()
    clara = a_laptop(office, "field", "Clara Exemple", role=Role.COORDINATOR)
    key, organisation = signing_key(clara), office.require_trust().organisation
    asked = Organisation(a_vault("guest", "Gaëlle Exemple", office.environment)).request()
    made = Certificate(asked.device, "guest", asked.signing, asked.sealing, Role.WORKER, (), 1, b"")
    crowd = tuple(
        (hashlib.sha256(bytes((one, two))).digest()[:16], "x" * 60)
        for one in range(4) for two in range(100)
    )  # fmt: skip
    heavy = make_certificate(key, organisation, replace(made, people=crowd))
    assert len(heavy) > CERTIFICATE_BYTES
    for data, taken in ((heavy, False), (make_certificate(key, organisation, made), True)):
        with office.database.writing() as tables:
            assert office.keep_statement(tables, trusted.CERTIFICATE, data) is taken


def body(number: int, entity: bytes) -> bytes:
    told = Body(1, entity, None, (Operation(1, f"Ana {number}"),))
    return encode_body(told, number.to_bytes(16, "big"))


def test_feeds_have_an_end_and_after_a_revocation_all_have_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each bundle names every feed: forty thousand of them left no room for its own first page."""
    office = an_office()
    south, north = a_laptop(office, "south", "Sam Exemple"), a_laptop(office, "north")
    carry(north, office)
    carry(office, south)
    carry(south, north)
    begun = len(_feeds(office, north))
    monkeypatch.setattr(segments, "FEEDS_OF_ONE", begun + 3)
    forgers = {one.device: Forger(north, one) for one in (office, south)}
    forger = forgers[office.device]
    names = [number.to_bytes(16, "big") for number in range(1, 6)]
    made = [
        forger.part(forger.segment([body(number, name)], nonce=name))
        for number, name in enumerate(names)
    ]
    for receiver, order in ((office, (made[:3], made[3:])), (south, (made[3:], made[:3]))):
        begun = len(_feeds(receiver, north))
        held = [
            Exchange(receiver).take_in(Bundle(forgers[receiver.device].bundle(parts))).withheld
            for parts in order
        ]
        assert held == [[], ["too_many_begun"]]
        assert len(_feeds(receiver, north)) == begun + 3
    assert state_of(south) != state_of(office)
    Organisation(office).revoke("north")
    carry(office, south)
    assert state_of(south) == state_of(office)


def _feeds(holder: Session, writer: Session) -> list[bytes]:
    with holder.database.reading() as tables:
        return [one.id for one in tables.log.feeds().values() if one.device == writer.device]


def test_many_gaps_in_one_feed_are_one_wish() -> None:
    office = an_office()
    north = a_laptop(office, "north")
    forger = Forger(north, office)
    nonce = bytes(range(16))
    parts = [
        forger.part(forger.segment([body(start, bytes(16))], nonce=nonce, start=start))
        for start in range(3, 40, 2)
    ]
    told = Exchange(office).take_in(Bundle(forger.bundle(parts)))
    assert told.outcome == "parked"
    with office.database.reading() as tables:
        assert len(tables.exchange.waiting()) == len(parts)
        assert gaps_wanted(tables) == [forger.segment([b"x"], nonce=nonce).feed, 0, 2]


def test_pieces_that_wait_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "PARKED_PIECES", 5)
    office = an_office()
    north = a_laptop(office, "north")
    forger = Forger(north, office)
    parts = [
        forger.part(forger.segment([body(start, bytes(16))], start=start)) for start in range(3, 20)
    ]
    assert Exchange(office).take_in(Bundle(forger.bundle(parts))).outcome == "parked"
    with office.database.reading() as tables:
        assert len(tables.exchange.waiting()) == 5
