"""Work that a laptop wrote after it was cut off: kept aside at the office, shown, admitted or left."""

from __future__ import annotations

import pytest

from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.bundle_words import sentence_of, whom_to_tell
from desktop_app.services.exchange.exchange import APPLIED, DUPLICATE, PARTIAL, REFUSED, Exchange
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.devices import Devices, DeviceStatus
from desktop_app.services.trust.judging import misjudged
from desktop_app.services.trust.late_work import LateWork, late_sentence
from desktop_app.services.trust.organisation import Organisation, UnknownDevice
from tests.builders import Bundle, a_client, a_laptop, an_office, bundle_for, carry, swap


@pytest.fixture
def theft() -> tuple[Session, Session, Session, str]:
    """An office, a laptop that stays and one that was cut off and went on, with a client's id."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    client = a_client(south, "Ana")
    swap(south, office)
    swap(north, office)
    Organisation(office).revoke("south")
    Clients(south).set(client, {"preferred": "Nan"})
    a_client(south, "Zoé")
    return office, north, south, client


def given(session: Session) -> list[str]:
    return sorted(one.name for one in Clients(session).find("Exemple"))


def test_late_work_lies_aside_until_the_office_admits_it(
    theft: tuple[Session, Session, Session, str],
) -> None:
    office, north, south, client = theft
    bundle = bundle_for(south, office)
    told = Exchange(office).take_in(bundle)
    assert (told.outcome, told.reason, told.entries) == (PARTIAL, "beyond_cut", 0)
    assert Exchange(office).take_in(bundle).outcome == DUPLICATE
    assert given(office) == ["Ana Exemple"]
    late = LateWork(office).list()
    assert [(one.name, one.people, one.about) for one in late] == [
        ("south", ("Sam Exemple",), ("Ana Exemple", "Zoé Exemple"))
    ]
    assert late[0].changes >= 3
    assert not late[0].clock_wrong
    assert "Sam Exemple" in str(late_sentence(late[0]))
    assert LateWork(office).admit("south") == late[0].changes
    assert LateWork(office).list() == []
    assert given(office) == ["Ana Exemple", "Zoé Exemple"]
    carry(office, north)
    assert given(north) == ["Ana Exemple", "Zoé Exemple"]
    assert Clients(north).show(client).fields["preferred"] == "Nan"
    for session in (office, north):
        with session.database.reading() as tables:
            assert not misjudged(session, tables)


def test_what_was_left_is_asked_about_again_when_there_is_more(
    theft: tuple[Session, Session, Session, str],
) -> None:
    office, _, south, _ = theft
    Exchange(office).take_in(bundle_for(south, office))
    LateWork(office).discard("south")
    assert [one.left for one in LateWork(office).list()] == [True]
    a_client(south, "Line")
    Exchange(office).take_in(bundle_for(south, office))
    assert [one.left for one in LateWork(office).list()] == [False]
    assert given(office) == ["Ana Exemple"]


def test_part_of_it_may_count(theft: tuple[Session, Session, Session, str]) -> None:
    office, _, south, client = theft
    Exchange(office).take_in(bundle_for(south, office))
    with office.database.reading() as tables:
        feeds = {one.id: one for one in tables.log.feeds().values() if one.device == south.device}
        kept = {one.feed: 0 for one in tables.log.withheld_entries()}
        first = {
            tables.log.feeds()[number].id: min(
                one.seq for one in tables.log.withheld_entries() if one.feed == number
            )
            for number in kept
        }
    assert set(first) <= set(feeds)
    assert LateWork(office).admit("south", first) == len(first)
    assert Clients(office).show(client).fields["preferred"] == "Nan"
    assert LateWork(office).list()[0].changes > 0


def test_elsewhere_the_bundle_is_refused_whole(
    theft: tuple[Session, Session, Session, str],
) -> None:
    office, north, south, _ = theft
    carry(office, north)
    with pytest.raises(NotAllowed):
        LateWork(north).admit("south")
    with pytest.raises(UnknownDevice):
        LateWork(office).admit("south")
    told = Exchange(north).take_in(bundle_for(south, north))
    assert (told.outcome, told.reason) == (REFUSED, "revoked_sender")


def test_a_late_bundle_without_work_is_refused_as_before() -> None:
    office = an_office()
    south = a_laptop(office, "south")
    swap(south, office)
    Organisation(office).revoke("south")
    told = Exchange(office).take_in(bundle_for(south, office))
    assert (told.outcome, told.reason) == (REFUSED, "revoked_sender")


def test_a_laptop_that_was_heard_only_after_it_was_cut_off_was_heard_all_the_same() -> None:
    office = an_office()
    south = a_laptop(office, "south")
    a_client(south, "Ana")
    Organisation(office).revoke("south")
    assert Devices(office).list()[1].heard_at is None
    Exchange(office).take_in(bundle_for(south, office))
    (line,) = [one for one in Devices(office).list() if not one.own]
    assert line.status is DeviceStatus.CUT_OFF
    assert line.heard_at is not None
    assert Devices(office).preview_cut(line.device).heard_at == line.heard_at


def narrowed(office: Session, *communities: str) -> None:
    Devices(office).hold("south", communities)


def test_late_work_of_a_laptop_that_lost_a_community_lies_aside_until_the_office_admits_it() -> (
    None
):
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    a_client(south, "Ana", community="Lac-Exemple")
    swap(south, office)
    swap(north, office)
    # One feed goes on beyond its cut, another one nobody had seen when the community was lost.
    a_client(south, "Line", community="Lac-Exemple")
    a_client(south, "Zoé", community="Rivière-Exemple")
    narrowed(office, "Rivière-Exemple")
    a_client(south, "Élise", community="Lac-Exemple")
    carry(office, south)
    assert given(south) == ["Ana Exemple", "Zoé Exemple"]
    # It holds the place no more, and the office gets what was written there all the same.
    told = Exchange(office).take_in(bundle_for(south, office))
    assert (told.outcome, told.reason) == (PARTIAL, "beyond_cut")
    # The office is not told to tell the office.
    assert str(sentence_of(told, office=True)).endswith(
        "Open Laptops and choose south, or call who uses it."
    )
    assert str(sentence_of(told)).endswith("Tell the office.")
    assert whom_to_tell(["gap", "unknown_device"], office=True) is None
    assert given(office) == ["Ana Exemple", "Zoé Exemple"]
    (late,) = LateWork(office).list()
    assert (late.name, late.cut_off, late.communities) == ("south", False, ("Lac-Exemple",))
    assert late.about == ("Line Exemple", "Élise Exemple")
    assert "by Sam Exemple about Lac-Exemple, which it holds no more" in str(late_sentence(late))
    # It has been heard, so it is not brought again.
    carry(office, south)
    assert carry(south, office).entries == 0
    carry(office, north)
    assert LateWork(office).admit("south") == late.changes
    assert LateWork(office).list() == []
    carry(office, north)
    carry(office, south)
    for session in (office, north, south):
        assert given(session) == ["Ana Exemple", "Line Exemple", "Zoé Exemple", "Élise Exemple"]
        with session.database.reading() as tables:
            assert not misjudged(session, tables)


def test_of_a_feed_that_nobody_had_seen_the_late_work_is_admitted_too() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south")
    a_client(south, "Ana", community="Lac-Exemple")
    narrowed(office, "Rivière-Exemple")
    bundle = bundle_for(south, north)
    told = Exchange(office).take_in(bundle_for(south, office))
    assert (told.outcome, told.reason) == (PARTIAL, "scope_not_held")
    carry(office, south)
    a_client(office, "Zoé", community="Lac-Exemple")
    carry(south, office)  # it comes again until it is decided, and is no news
    (late,) = LateWork(office).list()
    assert (late.about, late.changes) == (("Ana Exemple",), 2)
    LateWork(office).discard("south")
    assert LateWork(office).list()[0].left
    assert LateWork(office).admit("south") == 2
    # What another laptop had from it counts there with the office's word, whichever came first.
    carry(office, north)
    assert Exchange(north).take_in(bundle).outcome in (APPLIED, PARTIAL)
    for session in (office, north):
        assert given(session) == ["Ana Exemple", "Zoé Exemple"]
        with session.database.reading() as tables:
            assert not misjudged(session, tables)


def test_to_be_cut_off_makes_nothing_count_that_lay_aside() -> None:
    office = an_office()
    south = a_laptop(office, "south")
    a_client(south, "Ana", community="Lac-Exemple")
    swap(south, office)
    a_client(south, "Line", community="Lac-Exemple")
    narrowed(office, "Rivière-Exemple")
    Exchange(office).take_in(bundle_for(south, office))
    Organisation(office).revoke("south")
    assert given(office) == ["Ana Exemple"]
    assert [(one.cut_off, one.about) for one in LateWork(office).list()] == [
        (True, ("Line Exemple",))
    ]
    assert LateWork(office).admit("south") == 2
    assert given(office) == ["Ana Exemple", "Line Exemple"]


def test_who_works_on_a_laptop_may_write_where_it_is_let_hold_more() -> None:
    office = an_office()
    south = a_laptop(office, "south", communities=["Lac-Exemple"])
    a_client(south, "Ana")
    swap(south, office)
    Devices(office).hold("south", ["Lac-Exemple", "Rivière-Exemple"])
    carry(office, south)
    a_client(south, "Zoé", community="Rivière-Exemple")
    carry(south, office)
    assert given(office) == ["Ana Exemple", "Zoé Exemple"]
    with pytest.raises(NotAllowed):
        Devices(south).hold("office", ["Lac-Exemple"])
    with pytest.raises(UnknownDevice):
        Devices(office).hold("office", ["Lac-Exemple"])


def test_a_narrowed_right_leaves_what_was_written_before() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south")
    a_client(south, "Ana")
    swap(south, office)
    organisation = Organisation(office)
    request = Organisation(south).request()
    held = Organisation(south).own_communities()[0]
    kept = [one.id for one in organisation.communities() if one.id != held.id]
    organisation.approve(request, south.certificate().role, kept, "south")
    a_client(south, "Late", community=held.name)
    late = bundle_for(south, office)
    for session in (north, office):
        bundle: Bundle = late if session is office else bundle_for(office, north)
        assert Exchange(session).take_in(bundle).outcome in (APPLIED, PARTIAL)
        assert given(session) == ["Ana Exemple"]
        with session.database.reading() as tables:
            assert not misjudged(session, tables)
