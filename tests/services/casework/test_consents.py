"""What is agreed to: it ends, it is taken back on one laptop, and stops the other ones."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest

from desktop_app.domain.casework.consents import PURPOSES, Agreement, Given, standing
from desktop_app.services.casework.consents import ConsentMissing, Consents
from desktop_app.services.clients.client_lines import Lines
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.services.session import Session
from desktop_app.services.tables.list_tables import Listed, list_table
from tests.builders import Clock, a_client, a_laptop, an_environment, an_office, swap

ZONE = "America/Toronto"
DAY = date(2026, 11, 21)
NOW = int(datetime(2026, 11, 21, 15, 0, tzinfo=UTC).timestamp() * 1000)


def _read(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def office() -> Session:
    return an_office(environment=an_environment(Clock(NOW)))


def test_a_withdrawal_travels_and_stops_the_name_on_paper_and_in_the_export(
    office: Session,
) -> None:
    service = Directory(office).add("service", {"name": "Logement"})
    north = a_laptop(office)
    swap(office, north)
    client = a_client(north, "Ana", telephone="819 555 0101")
    other = a_client(north, "Paul")
    made = Schedule(north).make(client, datetime(2026, 11, 21, 9), ZONE, service=service)  # noqa: DTZ001
    papers = VisitPapers(north, ZONE)
    with pytest.raises(ConsentMissing, match="holds no consent"):
        papers.slip(made, with_name=True)
    assert papers.slip(made)
    consent = Clients(north).add_consent(client, "share", "2026-11-01", "signed", "2027-01-05")
    assert "Ana Exemple" in _read(papers.slip(made, with_name=True))
    swap(north, office)
    assert list_table(office, Listed.CLIENTS, ".csv")[0] == 2
    (share,) = (one for one in Consents(office).of(client) if one.standing.purpose == "share")
    assert (share.standing.state, share.standing.until) == (Agreement.ENDS_SOON, "2027-01-05")
    Clients(office).withdraw_consent(share.consent, "2026-11-21")
    assert consent == share.consent
    swap(office, north)
    with pytest.raises(ConsentMissing, match="was taken back on 2026-11-21"):
        papers.slip(made, with_name=True)
    count, data = list_table(north, Listed.CLIENTS, ".csv")
    assert (count, b"Ana" in data, b"Paul" in data) == (1, False, True)
    assert not Clients(north).show(other).no_contact


def test_whoever_took_the_contact_back_is_not_called(office: Session) -> None:
    clients = Clients(office)
    client = a_client(office, "Ana", telephone="819 555 0101")
    assert clients.show(client).no_contact is None
    consent = clients.add_consent(client, "contact", "2026-11-01", "spoken")
    assert clients.show(client).no_contact is None
    clients.withdraw_consent(consent, "2026-11-20")
    said = clients.show(client).no_contact
    assert said is not None
    assert "withdrawn on 2026-11-20" in str(said)
    ended = a_client(office, "Paul")
    clients.add_consent(ended, "contact", "2026-01-01", "spoken", "2026-11-20")
    assert "ended on 2026-11-20" in str(clients.show(ended).no_contact)


def test_the_question_to_the_database_is_the_rule(office: Session) -> None:
    """Lists ask in SQL what the rule says in words: the same for every mixture of three consents."""
    clients = Clients(office)
    given: dict[bytes, list[Given]] = {}
    ends = {"": "", "past": "2026-11-20", "today": "2026-11-21", "later": "2026-12-24"}
    for first in ("", "2026-11-10", "2026-11-21", "2026-11-22"):
        for second in ends.values():
            client = a_client(office, "Ana")
            known = [Given("file", "2026-11-01", "", first), Given("file", "2026-11-10", second)]
            for one in known:
                made = clients.add_consent(
                    client, one.purpose, one.given_on, "spoken", one.expires_on
                )
                if one.withdrawn_on:
                    clients.withdraw_consent(made, one.withdrawn_on)
            given[bytes.fromhex(client)] = known
    for day in (DAY - timedelta(days=20), DAY, DAY + timedelta(days=1), DAY + timedelta(days=60)):
        with office.database.reading() as tables:
            found = Lines(tables, office).people.with_consent(list(given), "file", day.isoformat())
        wanted = {who for who, known in given.items() if standing(known, "file", day).in_force}
        assert found == wanted
    assert len(PURPOSES) == 5


def test_what_to_know_before_a_visit_stands_on_the_appointment_and_the_paper(
    office: Session,
) -> None:
    client = a_client(
        office, "Ana", safety="Deux chiens détachés", money_comfort="alone",
        privacy_wishes="Pas devant le conjoint", device="landline", connection="none",
    )  # fmt: skip
    schedule = Schedule(office)
    made = schedule.make(client, datetime(2026, 11, 21, 9), ZONE)  # noqa: DTZ001
    before = schedule.show(made).before
    assert before is not None
    assert before.safety == "Deux chiens détachés"
    assert [str(one) for one in before.lines] == [
        "Privacy: Pas devant le conjoint",
        "Money: only when nobody else is there",
        "Fits: by telephone",
        "Does not fit: by video, no device for it",
    ]
    text = _read(VisitPapers(office, ZONE).day(DAY, ZONE)).replace("\n", " ")
    for words in ("Before the visit: Deux chiens", "Pas devant le conjoint", "Fits: by telephone"):
        assert words in text
    shown = Clients(office).show(client)
    assert str(shown.ways[0]) == "Fits: by telephone"
    plain = schedule.make(a_client(office, "Paul"), datetime(2026, 11, 21, 11), ZONE)  # noqa: DTZ001
    assert schedule.show(plain).before is None
