"""Papers of visits: what stands on them, in which language, and what does not."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pypdf
import pytest

from desktop_app.language import Message
from desktop_app.services.casework.reference_person import ReferencePeople
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.visit_papers import VisitPapers, city_of, slip_number
from desktop_app.services.session import NotHere, Session
from tests.builders import Clock, a_client, a_laptop, an_environment, an_office, swap

ZONE = "America/Toronto"
NOW = int(datetime(2026, 11, 21, 15, 0, tzinfo=UTC).timestamp() * 1000)


def _read(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def _at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 21, hour, minute)  # noqa: DTZ001  local time of the place


@pytest.fixture
def office() -> Session:
    return an_office(environment=an_environment(Clock(NOW)))


@pytest.fixture
def laptop(office: Session) -> Session:
    return a_laptop(office)


def test_a_slip_speaks_the_language_of_the_client_and_names_nobody(laptop: Session) -> None:
    client = a_client(laptop, "Ana", language="fr")
    made = Schedule(laptop).make(client, _at(9), ZONE, ask_for="Odile Exemple", subject="Loyer")
    papers = VisitPapers(laptop, ZONE)
    text = _read(papers.slip(made))
    assert "Votre rendez-vous" in text
    assert "Your appointment" in text
    assert "Odile Exemple" in text
    assert slip_number(made) in text
    assert "Ana" not in text
    assert "Loyer" not in text
    assert "Ana Exemple" in _read(papers.slip(made, with_name=True))


def test_a_slip_asks_for_what_the_service_asks_for(office: Session, laptop: Session) -> None:
    item = "01a00000-0000-7000-8000-000000000001"
    service = Directory(office).add(
        "service",
        {
            "name": "Logement",
            f"documents/{item}/document": "Preuve de revenu",
            f"phones/{item}/number": "819 555 0101",
        },
    )
    swap(office, laptop)
    made = Schedule(laptop).make(a_client(laptop), _at(9), ZONE, service=service)
    text = _read(VisitPapers(laptop, ZONE).slip(made))
    assert "Preuve de revenu" in text
    assert "819 555 0101" in text
    elsewhere = Schedule(laptop).make(a_client(laptop), _at(10), ZONE, service="00" * 16)
    assert "10:00" in _read(VisitPapers(laptop, ZONE).slip(elsewhere))


def test_a_slip_names_the_person_who_answers_for_the_file(office: Session, laptop: Session) -> None:
    people = ReferencePeople(office)
    people.set_line("", "819 555 0100")
    people.set_line(laptop.person.hex(), "867 555 0117")
    swap(office, laptop)
    client = a_client(laptop, owner=laptop.person.hex(), covered_by=office.person.hex())
    made = Schedule(laptop).make(client, _at(9), ZONE)
    text = _read(VisitPapers(laptop, ZONE).slip(made))
    for words in ("Maude Exemple", "867 555 0117", "819 555 0100", "When this person is away",
                  "Odile Exemple"):  # fmt: skip
        assert words in " ".join(text.split())


def test_the_next_slip_of_a_client_and_none_without_an_appointment(laptop: Session) -> None:
    client = a_client(laptop)
    papers = VisitPapers(laptop, ZONE)
    assert papers.next_slip(client) is None
    Schedule(laptop).make(client, _at(16), ZONE)
    assert "16:00" in _read(papers.next_slip(client) or b"")


def test_the_day_holds_the_visits_of_one_worker_with_the_time_of_each_place(
    laptop: Session,
) -> None:
    schedule = Schedule(laptop)
    schedule.make(a_client(laptop, "Ana"), _at(9), "America/Regina", 45, "home")
    schedule.make(a_client(laptop, "Paul"), _at(9), ZONE, worker="00" * 16)
    late = schedule.make(a_client(laptop, "Lia"), _at(11), ZONE)
    schedule.mark(late, "late")
    waiting = [(Message("today", "File to complete"), Message("today", "Nothing waits."))]
    text = _read(VisitPapers(laptop, ZONE).day(date(2026, 11, 21), ZONE, waiting))
    assert "Ana Exemple" in text
    assert "09:45" in text
    assert "Regina" in text
    assert "came late" in text
    assert "File to complete" in text
    assert "Paul" not in text


def test_an_entry_is_a_slip_in_words(office: Session) -> None:
    item = "01a00000-0000-7000-8000-000000000001"
    entry = Directory(office).add(
        "service",
        {
            "name": "Logement",
            f"languages/{item}/language": "iu",
            f"hours/{item}/days": "MO,TU",
            f"hours/{item}/opens_at": "09:00",
            f"hours/{item}/closes_at": "17:00",
            f"contacts/{item}/name": "Odile Exemple",
        },
    )
    text = _read(VisitPapers(office, ZONE).entry("service", entry))
    for fact in ("Logement", "Inuktitut", "Odile Exemple", "Never verified", "Monday"):
        assert fact in text
    with pytest.raises(NotHere):
        VisitPapers(office, ZONE).entry("service", "00" * 16)


def test_a_client_whose_language_nobody_knows_gets_that_of_the_screen(laptop: Session) -> None:
    client = a_client(laptop)
    Clients(laptop).set(client, {"language": None})
    made = Schedule(laptop).make(client, _at(9), ZONE)
    assert "Your appointment" in _read(VisitPapers(laptop, ZONE).slip(made))


def test_clocks_are_named_by_their_city() -> None:
    assert city_of("America/Rankin_Inlet") == "Rankin Inlet"
    assert city_of("UTC") == "UTC"
