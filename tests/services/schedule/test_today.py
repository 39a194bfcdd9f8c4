"""What the day shows: appointments with what they still need, and what waits, each with its place."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from desktop_app.services.casework.meeting_readiness import Readiness
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.today import Place, Today, TodayView, WaitingThing
from desktop_app.services.session import Session
from desktop_app.storage.exchange import Parked
from tests.builders import START, a_client, a_laptop, an_office, swap

ZONE = "America/Toronto"
DAY = date(2026, 3, 2)
AN_HOUR_AGO = START - 3_600_000


def view(session: Session, backup: int | None = AN_HOUR_AGO) -> TodayView:
    return Today(session).view(START, ZONE, backup)


def at(hour: int) -> datetime:
    return datetime.combine(DAY, time(hour))


def of(shown: TodayView, place: Place) -> list[WaitingThing]:
    return [one for one in shown.waiting if one.target.place is place]


def a_complete_client(session: Session, given: str = "Ana") -> str:
    client = a_client(
        session, given, birth_date="1951-03-02", telephone="867 555-0101", language="iu"
    )
    Clients(session).add_consent(client, "file", "2026-02-01", "spoken")
    return client


def test_a_quiet_day() -> None:
    shown = view(an_office())
    assert shown.day == DAY
    assert (shown.appointments, shown.waiting, shown.share.entries) == ((), (), 0)


def test_readiness() -> None:
    north = a_laptop(an_office())
    schedule = Schedule(north)
    ready, incomplete = a_complete_client(north), a_client(north, "Béa")
    schedule.make(ready, at(9))
    schedule.make(ready, at(10), bring="Avis de cotisation; Bail")
    schedule.make(incomplete, at(11), bring="Bail")
    cancelled = schedule.make(incomplete, at(12))
    schedule.cancel(cancelled)
    lines = view(north).appointments
    assert [line.ready.readiness for line in lines] == [
        Readiness.NOTHING, Readiness.TO_BRING, Readiness.TO_COMPLETE, Readiness.NOTHING,
    ]  # fmt: skip
    assert lines[1].ready.documents == ("Avis de cotisation", "Bail")
    assert [None if one.ready.message is None else str(one.ready.message) for one in lines] == [
        None, "2 documents to bring", "File to complete", None,
    ]  # fmt: skip


def test_a_service_says_what_to_bring() -> None:
    office = an_office()
    item = "documents/00000000-0000-4000-8000-000000000001/document"
    service = Directory(office).add("service", {"name": "Aide fictive", item: "Bail"})
    Schedule(office).make(a_complete_client(office), at(9), service=service)
    assert view(office).appointments[0].ready.documents == ("Bail",)


def test_files_to_complete_say_what_is_missing() -> None:
    north = a_laptop(an_office())
    a_complete_client(north)
    client = a_client(north, "Béa")
    waiting = of(view(north), Place.CLIENT)
    assert [one.target.id for one in waiting] == [client]
    assert "Béa Exemple" in str(waiting[0].reason)
    assert "Date of birth" in str(waiting[0].reason)


def test_a_copy_that_is_missing_or_old() -> None:
    office = an_office()
    assert of(view(office), Place.BACKUP) == []
    for never in (None, 0):
        assert "No copy" in str(of(view(office, never), Place.BACKUP)[0].reason)
    old = START - 9 * 24 * 3_600_000
    assert str(of(view(office, old), Place.BACKUP)[0].reason) == "The last copy is 9 days old."


def test_decisions_and_proposals_wait_for_the_office() -> None:
    office = an_office()
    north = a_laptop(office)
    client = a_complete_client(north)
    swap(north, office)
    Clients(north).set(client, {"telephone": "867 555-0102"})
    Clients(office).set(client, {"telephone": "867 555-0103"})
    proposal = Directory(north).propose("", "", "Clinique", "Nouvelle adresse")
    swap(north, office)
    shown = view(office)
    conflict = of(shown, Place.CONFLICTS)[0]
    assert (conflict.count, str(conflict.title)) == (1, "1 decision waits")
    assert [one.target.id for one in of(shown, Place.PROPOSAL)] == [proposal]
    assert "Maude Exemple" in str(of(shown, Place.PROPOSAL)[0].reason)
    assert of(view(north), Place.PROPOSAL) == []


def test_a_missing_bundle_is_named_by_its_laptop() -> None:
    office = an_office()
    north = a_laptop(office)
    for start in (5, 9):
        parked = Parked(b"f" * 16, start, start + 1, north.device, START, b"a segment")
        with office.database.writing() as tables:
            tables.exchange.park(parked)
    gaps = of(view(office), Place.EXCHANGE)
    assert [one.target.id for one in gaps] == [north.device.hex()]
    assert "north" in str(gaps[0].reason)


def test_what_would_be_lost_with_the_laptop() -> None:
    office = an_office()
    north = a_laptop(office)
    a_client(north)
    assert (view(north).share.records, view(north).share.entries) == (1, 2)
    swap(north, office)
    assert view(north).share.records == 0


def test_the_day_is_that_of_the_place() -> None:
    office = an_office()
    Schedule(office).make(a_client(office), datetime.combine(DAY, time(23, 30)), "America/Regina")
    shown = Today(office).view(START, ZONE, AN_HOUR_AGO)
    assert shown.appointments == ()
    tomorrow = START + timedelta(days=1) // timedelta(milliseconds=1)
    assert len(Today(office).view(tomorrow, ZONE, AN_HOUR_AGO).appointments) == 1
