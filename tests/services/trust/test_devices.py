"""Who holds what, what is only there, and what a cut would mean."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.schedule.today import Today
from desktop_app.services.session import Session
from desktop_app.services.trust.cut_offs import Found, cut_off, note_incident, untold_sentence
from desktop_app.services.trust.devices import DeviceLine, Devices, DeviceStatus, may_cut_off
from desktop_app.services.trust.organisation import Organisation, UnknownDevice
from desktop_app.storage.exchange import Peer
from tests.builders import (
    START,
    Clock,
    a_client,
    a_laptop,
    an_environment,
    an_office,
    bundle_for,
    carry,
    swap,
)

MISSING = Message("today", "A bundle is missing")


def line_of(session: Session, name: str) -> DeviceLine:
    return next(one for one in Devices(session).list() if one.name == name)


def test_each_laptop_tells_what_it_may_hold() -> None:
    office = an_office()
    a_laptop(office, "north", communities=["Lac-Exemple"])
    a_laptop(office, "boat", "Noé Exemple", communities=[], role=Role.CARRIER)
    lines = Devices(office).list()
    assert [(one.name, one.own, one.status) for one in lines] == [
        ("office", True, DeviceStatus.ACTIVE),
        ("boat", False, DeviceStatus.ACTIVE),
        ("north", False, DeviceStatus.ACTIVE),
    ]
    assert lines[1].communities == ()
    assert lines[2].communities == ("Lac-Exemple",)
    assert (lines[2].heard_at, lines[2].silent_days) == (None, None)


def test_what_is_only_there_is_what_it_told_of_and_nobody_brought() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    swap(north, office)
    a_client(south, "Ana")
    carry(south, north)
    # The office hears from north that it holds south's work, without getting a byte of it.
    bundle = bundle_for(north, office)
    before = line_of(office, "north")
    assert before.only_there == 0
    with north.database.reading() as tables:
        held = dict(tables.log.vector())
    with office.database.writing() as tables:
        peer = tables.exchange.peers()[north.device]
        vector = {feed: (seq, link[:8]) for feed, (seq, link) in held.items()}
        tables.exchange.set_peer(Peer(north.device, peer.control, vector, peer.heard_at))
    assert line_of(office, "north").only_there == 2
    assert bundle.data
    carry(north, office)
    line = line_of(office, "north")
    assert line.only_there == 0
    assert line_of(office, "south").last_people == ("Pita Exemple",)


def test_what_waits_for_a_laptop_is_counted_until_it_says_that_it_has_it() -> None:
    office = an_office()
    north = a_laptop(office)
    swap(north, office)
    assert line_of(office, "north").to_send == 0
    a_client(office, "Ana")
    assert line_of(office, "north").to_send == 2
    carry(office, north)
    assert line_of(office, "north").to_send == 2
    carry(north, office)
    assert line_of(office, "north").to_send == 0


def test_silence_is_counted_in_whole_days() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north = a_laptop(office)
    carry(north, office)
    clock.forward(days=15)
    assert line_of(office, "north").silent_days == 15


def test_a_clock_in_the_far_future_is_told_with_its_date() -> None:
    office = an_office()
    wrong = Clock(int(datetime(2100, 5, 1, tzinfo=UTC).timestamp() * 1000))
    north = a_laptop(office, environment=an_environment(wrong, 7))
    a_client(north, "Ana")
    carry(north, office)
    at = line_of(office, "north").clock_at
    assert at is not None
    assert datetime.fromtimestamp(at / 1000, UTC).year == 2100
    assert line_of(office, "office").clock_at is None


def test_the_list_is_behind_until_the_laptop_has_heard() -> None:
    office = an_office()
    north = a_laptop(office)
    swap(office, north)
    assert not line_of(office, "north").list_behind
    a_laptop(office, "south", "Pita Exemple")
    assert line_of(office, "north").list_behind
    carry(office, north)
    carry(north, office)
    assert not line_of(office, "north").list_behind


def test_a_cut_is_told_before_it_is_made() -> None:
    office = an_office()
    north = a_laptop(office, "north", communities=["Lac-Exemple"])
    a_laptop(office, "south", "Pita Exemple")
    a_laptop(office, "boat", "Noé Exemple", communities=[], role=Role.CARRIER)
    a_client(office, "Ana", community="Lac-Exemple")
    a_client(office, "Béa", community="Rivière-Exemple")
    client = a_client(north, "Chloé")
    carry(north, office)
    preview = Devices(office).preview_cut(north.device.hex())
    assert preview.clients == {"Lac-Exemple": 2}
    assert preview.people == 2
    assert preview.kept == 2
    assert preview.only_there == 0
    assert preview.others == ("south",)  # those who read this need no word of it
    assert preview.last_people == ("Maude Exemple",)
    assert line_of(office, "north").status is DeviceStatus.ACTIVE
    Organisation(office).revoke("north")
    cut = line_of(office, "north")
    assert (cut.status, cut.to_send) == (DeviceStatus.CUT_OFF, 0)
    assert Clients(office).show(client).fields["given"] == "Chloé"


def test_only_where_the_key_of_the_office_lies_a_laptop_can_be_cut_off() -> None:
    office = an_office()
    north = a_laptop(office)
    assert may_cut_off(office)
    assert not may_cut_off(north)
    with pytest.raises(UnknownDevice):
        Devices(office).preview_cut(bytes(16).hex())


def test_after_a_cut_the_day_and_the_exchange_say_who_does_not_know_and_ask_for_nothing() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    a_client(south, "Ana")
    swap(south, office)
    swap(north, office)
    a_client(south, "Zoé")
    with south.database.writing() as tables:  # what was said to be held and is missing here
        feed = next(one for one in tables.log.feeds().values() if one.own)
        tables.exchange.set_peer(
            Peer(office.device, 9, {feed.id: (feed.seq, feed.link[:8])}, START)
        )
    a_client(south, "Line")
    Exchange(office).take_in(bundle_for(south, office))
    clock = office.environment.now()
    assert any(one.title == MISSING for one in Today(office).view(clock, "UTC").waiting)
    Organisation(office).revoke("south", Found.OPEN)
    view = Today(office).view(office.environment.now(), "UTC")
    assert all(one.title != MISSING for one in view.waiting)
    (cut,) = view.untold
    assert (cut.name, cut.behind, cut.found, cut.incident) == ("south", ("north",), Found.OPEN, "")
    assert str(untold_sentence(cut)) == "1 laptop does not know yet that south is cut off"
    assert cut.at is not None
    carry(office, north)
    carry(north, office)
    assert not Today(office).view(office.environment.now(), "UTC").untold
    note_incident(office, cut.device, "abc")
    assert cut_off(office, cut.device).incident == "abc"
    assert not Today(north).view(office.environment.now(), "UTC").untold


def test_another_pc_of_the_office_does_not_take_silence_for_knowing() -> None:
    """Who cut the laptop off, and with which list, lies in the vault of the PC that did it."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    second = a_laptop(office, "second", "Luc Exemple", role=Role.OFFICE)
    Organisation(office).revoke("south", Found.OPEN)
    carry(office, second)
    told = cut_off(second, south.device.hex())
    assert (told.at, told.found, told.behind) == (None, None, ("north",))
    assert not Today(second).view(second.environment.now(), "UTC").untold
    for sender, receiver in ((office, north), (north, second)):
        carry(sender, receiver)
    assert cut_off(second, south.device.hex()).behind == ()
