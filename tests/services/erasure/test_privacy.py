"""What the law asks for: how long files are kept, the register of incidents, one person's report."""

from __future__ import annotations

import random
from datetime import date

import openpyxl
import pytest

from desktop_app.domain.people.retention import FileDates, Rule, after_months, due_since
from desktop_app.domain.roles import Role
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import Households
from desktop_app.services.erasure.erasure import Erasures, MustBeKept
from desktop_app.services.erasure.incidents import Incidents, KeptLonger
from desktop_app.services.erasure.retention import Retention
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync.erasing import Basis
from tests.builders import Clock, a_client, a_laptop, an_environment, an_office, swap

DAY = 24 * 3600 * 1000


def test_months_end_where_shorter_ones_do() -> None:
    assert after_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert after_months(date(2026, 12, 15), 60) == date(2031, 12, 15)
    assert after_months(date(2026, 8, 31), 6) == date(2027, 2, 28)


def test_nothing_is_proposed_on_a_guess() -> None:
    rule = Rule("", "", "closed", 12, "erase", "", "", "")
    today = date(2026, 3, 1)
    assert due_since(rule, FileDates("open", "", date(2000, 1, 1), None, None), today) is None
    closed = FileDates("closed", "", None, None, date(2025, 3, 1))
    assert due_since(rule, closed, today) == date(2026, 3, 1)
    assert due_since(rule, closed, date(2026, 2, 28)) is None


def retain(records: int, rules: int, seed: int = 1) -> None:
    """E40: the rehearsal tells what the real run then does; what is held stays."""
    chance, clock = random.Random(seed), Clock()
    office = an_office(environment=an_environment(clock))
    retention = Retention(office)
    communities = [one.id.hex() for one in Organisation(office).communities()]
    for number in range(rules):
        retention.add_rule(
            {
                "name": f"Règle {number}",
                "since": chance.choice(("last_contact", "closed", "created")),
                "months": chance.choice((1, 6, 12, 24)),
                "action": chance.choice(("erase", "close", "erase")),
                "community": chance.choice(("", "", *communities)),
                "status": chance.choice(("", "closed", "open")),
            }
        )
    clients, held = [], set()
    for _ in range(records):
        clock.at += chance.randrange(3 * DAY)
        values = {"community": chance.choice(communities)}
        if chance.random() < 0.1:
            values["legal_hold"] = "dossier devant la cour"
        client = a_client(office, **values)
        if chance.random() < 0.5:
            Clients(office).set(client, {"status": "closed"})
        if "legal_hold" in values:
            held.add(client)
        clients.append(client)
    clock.at += 400 * DAY
    due = retention.due()
    assert due == retention.due()
    assert {one.client for one in due if one.held} <= held
    wanted = {one.client for one in due if not one.held}
    assert wanted
    done = retention.decide(due)
    assert set(done) == wanted
    assert len(done) == len(set(done))
    left = {one.id for one in Clients(office).page(limit=10_000)}
    assert held <= left
    erased = {one.client for one in due if one.rule.action == "erase" and not one.held}
    again = retention.due()
    assert {one.client for one in again if not one.held} <= erased | wanted
    assert set(clients) - wanted <= left


def test_e40_retention_proposes_and_holds() -> None:
    retain(60, 10)


def test_a_rule_does_what_it_says_to_what_is_due_and_nothing_else() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    retention, clients = Retention(office), Clients(office)
    rules = (("closed", 12, "erase", "closed"), ("last_contact", 6, "close", "open"))
    for since, months, action, status in rules:
        retention.add_rule(
            {"name": action, "since": since, "months": months, "action": action, "status": status}
        )
    over, again, quiet, heard = (a_client(office) for _ in range(4))
    for one in (over, again):
        clients.set(one, {"status": "closed"})
    clock.forward(days=300)
    assert {one.client for one in retention.due()} == {quiet, heard}
    clock.forward(days=100)
    fresh = a_client(office)
    due = retention.due()
    assert {(one.client, one.rule.action) for one in due} == {
        (over, "erase"), (again, "erase"), (quiet, "close"), (heard, "close")
    }  # fmt: skip
    # Between the list and the button, somebody works on.
    clients.set(again, {"status": "open"})
    clients.add_note(heard, "Un appel.")
    assert retention.decide([one for one in due if one.client == over]) == [over]
    assert retention.decide(due) == [quiet]
    found = {one.id: clients.show(one.id).fields.get("status") for one in clients.page()}
    assert found.keys() == {again, quiet, heard, fresh}
    assert [one for one, status in found.items() if status == "closed"] == [quiet]


def test_what_waits_for_a_signature_is_not_proposed_again() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    second = a_laptop(office, "office 2", "Luc Exemple", role=Role.OFFICE)
    client, retention = a_client(office), Retention(office)
    retention.add_rule({"name": "Un mois", "since": "created", "months": 1, "action": "erase"})
    OfficeSettings(office).set_signatures(2)
    swap(office, second)
    clock.forward(days=60)
    due = retention.due()
    assert [one.client for one in due] == [client]
    assert retention.decide(due) == [client]
    assert Clients(office).show(client).title
    assert retention.due() == []
    assert retention.decide(due) == []
    (line,) = Erasures(office).all()
    assert line.waits_for_signature
    swap(office, second)
    assert Retention(second).due() == []
    Erasures(second).sign(line.id)
    swap(second, office)
    assert list(Clients(office).page()) == []


def test_a_file_that_must_be_kept_is_not_erased() -> None:
    office = an_office()
    client = a_client(office, legal_hold="recours collectif")
    with pytest.raises(MustBeKept, match="recours collectif"):
        Erasures(office).erase(client, Basis.ASKED)
    assert Clients(office).show(client).title


def an_incident(office: Session, noticed: str) -> str:
    return Incidents(office).add(
        {
            "title": "Clé perdue",
            "noticed_on": noticed,
            "circumstances": "Une clé non chiffrée est restée dans un taxi.",
            "facts": "Noms et téléphones",
            "people": 12,
            "people_in_quebec": 12,
            "risk": "yes",
            "risk_reasons": "Lisible par quiconque",
            "authority_told_on": noticed,
            "people_told_on": noticed,
            "told_how": "Par lettre",
            "measures": "Clés chiffrées seulement",
        }
    )


def test_e41_the_register_keeps_incidents_for_five_years() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north = a_laptop(office)
    incident = an_incident(office, "2026-03-01")
    with pytest.raises(NotAllowed):
        Incidents(north).all()
    clock.forward(days=365 * 4)
    with pytest.raises(KeptLonger, match="2031-03-01"):
        Incidents(office).delete(incident)
    Incidents(office).set(incident, {"closed_on": "2026-04-01"})
    (line,) = Incidents(office).all()
    assert line.values["closed_on"] == "2026-04-01"
    table = Incidents(office).table("fr")
    assert len(table.columns) == len(office.registry["incident"].fields)
    assert table.rows[0][0] == "Clé perdue"
    for ending in (".pdf", ".xlsx"):
        assert len(Incidents(office).file(ending, "fr")) > 500
    clock.forward(days=366)
    Incidents(office).delete(incident)
    assert Incidents(office).all() == []


def test_e42_the_report_on_one_person_is_complete(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Against a list made by hand: twenty facts, each written by somebody somewhere."""
    office = an_office()
    north = a_laptop(office)
    client = a_client(
        office, "Ana", telephone="867 555-0101", email="ana@example.org", birth_date="1950-03-02",
        street="12 rue Exemple", needs="du bois", safety="un chien", pronouns="elle",
    )  # fmt: skip
    swap(office, north)
    clients = Clients(north)
    note = clients.add_note(client, "Première note", "2026-03-03", "home", 20)
    clients.add_note(client, "Une erreur")
    clients.add_consent(client, "file", "2026-03-01", "spoken", words="oui, d’accord")
    households = Households(office)
    households.join(households.add("Famille Exemple", "Rivière-Exemple"), client, "adult")
    clients.set(client, {"family": "Nouveau-Nom", "needs": None})
    swap(north, office)
    redacted = Clients(office).add_note(client, "À retirer")
    Erasures(office).redact(redacted)
    other = a_client(office, "Béatrice", "Rien à voir")
    swap(office, north)
    table = AccessReport(office).table(client, "fr")
    said = "\n".join(" | ".join(str(cell) for cell in row) for row in table.rows)
    expected = [
        "Ana", "Exemple", "867-555-0101", "ana@example.org", "1950-03-02", "12 rue Exemple",
        "du bois", "un chien", "elle", "Première note", "2026-03-03", "à domicile", "20",
        "Une erreur", "oui, d’accord", "Famille Exemple", "Nouveau-Nom", "Maude Exemple", "north",
        "une note a été retirée par le bureau",
    ]  # fmt: skip
    assert len(expected) == 20
    digits = said.replace(" ", "").replace("-", "")
    missing = [
        one for one in expected
        if one not in said and one.replace(" ", "").replace("-", "") not in digits
    ]  # fmt: skip
    assert missing == []
    assert client not in said
    assert "cette personne" in said
    assert "Béatrice" not in said
    assert "Rien à voir" not in said
    assert "À retirer" not in said
    assert note
    assert other
    path = tmp_path_factory.mktemp("report") / "report.xlsx"
    path.write_bytes(AccessReport(office).file(client, ".xlsx", "en"))
    opening, sheet = openpyxl.load_workbook(path).worksheets
    assert "about this person" in str(opening["A2"].value)
    assert sheet.max_row >= len(table.rows)
    assert AccessReport(office).file(client, ".pdf", "fr").startswith(b"%PDF")
