"""The papers of a client: lists, ticks, the printed list, and readiness before a session."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pypdf
import pytest

from desktop_app.services.casework.benefit_list import BenefitList
from desktop_app.services.casework.documents import Documents
from desktop_app.services.casework.meeting_readiness import MeetingReadiness, Readiness
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.today import Today
from desktop_app.services.session import Session
from tests.builders import Clock, a_client, a_laptop, an_environment, an_office, swap

NOW = int(datetime(2026, 11, 21, 15, 0, tzinfo=UTC).timestamp() * 1000)
ZONE = "America/Toronto"


@pytest.fixture
def office() -> Session:
    session = an_office(["Lac-Exemple"], environment=an_environment(Clock(NOW)))
    BenefitList(session).load()
    return session


def _list(session: Session, name: str) -> str:
    return next(one.id for one in Documents(session).lists() if one.name == name)


def test_a_list_is_asked_for_once_whoever_asks(office: Session) -> None:
    north = a_laptop(office)
    client = a_client(office)
    swap(office, north)
    wanted = _list(office, "Income tax return")
    assert Documents(office).ask_for(client, wanted) == 8
    assert Documents(north).ask_for(client, wanted) == 8
    swap(office, north)
    swap(north, office)
    for session in (office, north):
        found = Documents(session).of(client)
        assert (len(found.documents), found.missing) == (8, 8)
        assert Documents(session).ask_for(client, wanted) == 0
    # What was taken out by mistake is asked for again with its list.
    Documents(office).delete(found.documents[0].record)
    assert Documents(office).ask_for(client, wanted) == 1
    document = found.documents[0].record.id
    Documents(north).tick(document, "in_hand")
    swap(north, office)
    found = Documents(office).of(client)
    assert found.missing == 7
    assert found.documents[-1].state == "in_hand"
    assert found.documents[0].why


def test_the_printed_list_is_in_the_clients_language(office: Session) -> None:
    client = a_client(office, language="fr")
    documents = Documents(office)
    documents.ask_for(client, _list(office, "Income tax return"))
    documents.add(client, {"name": "Bail signé", "state": "in_hand"})
    documents.add(client, {"name": "Carte jamais demandée", "state": "not_needed"})
    text = _read(documents.paper(client))
    for words in ("Documents à apporter", "Documents to bring", "Numéro d'assurance sociale",
                  "Social insurance number", "Nous avons déjà", "Bail signé"):  # fmt: skip
        assert words in text
    assert "Carte jamais demandée" not in text


def test_ready_or_not_before_a_session(office: Session) -> None:
    item = "01a00000-0000-7000-8000-000000000001"
    service = Directory(office).add(
        "service", {"name": "Clinique d'impôt", f"documents/{item}/document": "Avis de cotisation"}
    )
    checklist = Records(office).add_shared(
        "checklist",
        {
            "name_en": "Tax clinic", "name_fr": "Clinique d'impôt", "service": service,
            f"documents/{item}/name_en": "Rent receipt", f"documents/{item}/name_fr": "Reçu de loyer",
        },
    )  # fmt: skip
    client = a_client(office, "Jeanne", birth_date="1951-04-02", language="fr", code="N-1",
                      needs="impôt", telephone="819 555 0142")  # fmt: skip
    Clients(office).add_consent(client, "file", "2026-11-01", "spoken")
    Schedule(office).make(client, datetime(2026, 11, 21, 16), ZONE, service=service)  # noqa: DTZ001

    def ready() -> tuple[Readiness, str, tuple[str, ...]]:
        (line,) = Today(office).view(NOW, ZONE).appointments
        (of_the_week,) = MeetingReadiness(office).of([line.appointment]).values()
        assert of_the_week == line.ready
        return line.ready.readiness, str(line.ready.message), line.ready.documents

    assert ready()[0] is Readiness.TO_BRING
    documents = Documents(office)
    documents.ask_for(client, checklist)
    assert ready()[1:] == ("2 documents to bring", ("Avis de cotisation", "Rent receipt"))
    documents.add(client, {"name": "AVIS DE COTISATION", "state": "in_hand"})
    assert ready()[1:] == ("1 document to bring", ("Rent receipt",))
    (rent,) = [one for one in documents.of(client).documents if one.name == "Rent receipt"]
    documents.tick(rent.record.id, "not_needed")
    assert ready()[:2] == (Readiness.READY, "Ready: every document in hand")


def test_a_paper_that_ends_is_told_in_today_until_it_is_renewed(office: Session) -> None:
    client = a_client(office, "Jeanne")
    documents = Documents(office)
    card = documents.add(
        client, {"name": "Carte de statut", "state": "in_hand", "expires_on": "2026-12-20"}
    )
    documents.add(client, {"name": "Bail", "state": "needed", "expires_on": "2026-11-01"})

    def told() -> list[tuple[str, str]]:
        actions = Today(office).view(NOW, ZONE).actions
        return [(one.rule, str(one.reason)) for one in actions if one.rule.startswith("document")]

    assert told() == [("document_ends", "“Carte de statut” ends in 29 days, on 2026-12-20.")]
    north = a_laptop(office)
    swap(office, north)
    Records(north).change("document", card, {"expires_on": "2026-11-20"})
    swap(north, office)
    assert [rule for rule, _ in told()] == ["document_ended"]
    assert "was valid until 2026-11-20" in told()[0][1]
    (over,) = [one for one in documents.of(client).documents if one.over and one.state == "in_hand"]
    assert over.missing
    assert documents.of(client).missing == 2
    # The same paper with a later day renews it.
    documents.add(
        client, {"name": "CARTE DE STATUT", "state": "in_hand", "expires_on": "2031-01-01"}
    )
    assert told() == []


def _read(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
