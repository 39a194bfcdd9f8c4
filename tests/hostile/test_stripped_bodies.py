"""A relay that strips what it passes on, and calls it erased: nothing of it is lost for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from desktop_app.services.clients.clients import Clients
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange import bundle_contents, writing_bundles
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.sync.erasing import Basis
from desktop_app.sync.log import Segment, hash_of
from tests.builders import Bundle, a_client, a_laptop, an_office, bundle_for, carry, swap
from tests.hostile.laptops import state_of


def four() -> tuple[Session, Session, Session, Session, str]:
    """Office, north, south and the relay; somebody was erased already. And a client at north."""
    office = an_office()
    north, south, relay = (
        a_laptop(office, name, f"{name} Exemple") for name in ("north", "south", "relay")
    )
    gone = a_client(office, "Quetzal")
    Erasures(office).erase(gone, Basis.ASKED)
    for one in (north, south, relay):
        swap(one, office)
    client = a_client(north, "Ana", "Une note.")
    carry(north, relay)
    return office, north, south, relay, client


def stripped(monkeypatch: pytest.MonkeyPatch, relay: Session, receiver: Session) -> Bundle:
    """What the relay writes when it takes every body away."""
    honest = bundle_contents.segments

    def bare(*given: Any) -> Iterator[Segment]:
        for one in honest(*given):
            bodies = ((len(b), hash_of(b)) if isinstance(b, bytes) else b for b in one.bodies)
            yield replace(one, bodies=tuple(bodies))

    with monkeypatch.context() as patch:
        patch.setattr(bundle_contents, "segments", bare)
        return bundle_for(relay, receiver)


def take(bundle: Bundle, receiver: Session) -> None:
    assert Exchange(receiver).take_in(bundle).outcome in ("applied", "partial")


@pytest.mark.parametrize("through", ["office", "author"])
def test_the_bodies_come_again_from_whoever_has_the_word(
    monkeypatch: pytest.MonkeyPatch, through: str
) -> None:
    office, north, south, relay, client = four()
    take(stripped(monkeypatch, relay, south), south)
    assert Clients(south).count() == 0
    swap(north, office)
    other = office if through == "office" else north
    swap(south, other)
    swap(south, other)
    assert Clients(south).show(client).title == Clients(north).show(client).title
    carry(office, south)
    assert state_of(south) == state_of(office)
    with south.database.reading() as tables:
        assert not tables.facts.starting_with("hollow/")


def test_the_office_itself_gets_them_from_the_author(monkeypatch: pytest.MonkeyPatch) -> None:
    office, north, _, relay, client = four()
    take(stripped(monkeypatch, relay, office), office)
    assert Clients(office).count() == 0
    swap(north, office)
    swap(north, office)
    assert Clients(office).show(client).title
    assert state_of(north) == state_of(office)


def test_the_office_gets_them_from_anybody_who_holds_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office, north, south, relay, client = four()
    take(stripped(monkeypatch, relay, office), office)
    carry(north, south)  # and north is never seen again
    carry(office, south)
    carry(south, office)
    assert Clients(office).show(client).title
    assert state_of(south) == state_of(office)


def test_what_was_really_erased_is_asked_for_once_and_stays_erased(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office, north, south, relay, client = four()
    swap(north, office)
    Erasures(office).erase(client, Basis.ASKED)
    for one in (north, relay):
        carry(office, one)
    carry(relay, south)
    with south.database.reading() as tables:
        assert tables.facts.starting_with("hollow/")
    for _ in range(2):
        swap(south, office)
    with south.database.reading() as tables:
        assert not tables.facts.starting_with("hollow/")
    assert state_of(south) == state_of(office)
    assert Clients(south).count() == 0


def test_an_office_that_was_served_stripped_heals_the_laptops_that_it_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office, north, south, relay, client = four()
    take(stripped(monkeypatch, relay, office), office)
    swap(office, south)  # which acknowledges what has no body
    assert Clients(south).count() == 0
    with south.database.reading() as tables:
        assert tables.facts.starting_with("hollow/")
    swap(north, office)
    swap(south, office)
    carry(office, south)
    assert Clients(south).show(client).title == Clients(north).show(client).title
    assert state_of(south) == state_of(office)
    for one in (office, south):
        with one.database.reading() as tables:
            assert not tables.facts.starting_with("hollow/")


def test_a_body_takes_its_place_where_nobody_missed_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _, north, south, relay, client = four()
    take(stripped(monkeypatch, relay, south), south)
    with south.database.writing() as tables:
        for name in tables.facts.starting_with("hollow/"):
            tables.facts.remove(name)
    monkeypatch.setattr(writing_bundles, "known_by", lambda *_: {})  # all of it once more
    carry(north, relay)
    carry(relay, south)
    assert Clients(south).show(client).title == Clients(north).show(client).title
