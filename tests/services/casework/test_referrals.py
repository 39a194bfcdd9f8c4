"""Referrals that are followed until they are over, and agreements that end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop_app.domain.values import ValueRefused
from desktop_app.services.casework.access import Access
from desktop_app.services.casework.agreements import Agreements
from desktop_app.services.casework.consents import ConsentMissing
from desktop_app.services.casework.referrals import ReferralLine, Referrals
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.clients.interests import KeptOut
from desktop_app.services.directory.directory import Directory
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.schedule.today import Today
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.sync.erasing import Basis
from tests.builders import Clock, a_client, a_laptop, an_environment, an_office, swap

NOW = int(datetime(2026, 11, 21, 15, 0, tzinfo=UTC).timestamp() * 1000)
ZONE = "America/Toronto"


@pytest.fixture
def office() -> Session:
    places = ["Lac-Exemple", "Rivière-Exemple"]
    return an_office(places, environment=an_environment(Clock(NOW)))


def told(session: Session, rule: str) -> list[str]:
    actions = Today(session).view(NOW, ZONE).actions
    return [str(one.reason) for one in actions if one.rule.startswith(rule)]


def test_a_referral_is_followed_from_being_written_to_its_end(office: Session) -> None:
    client, north = a_client(office), a_laptop(office)
    clinic = Directory(office).add("organisation", {"name": "Clinique juridique Exemple"})
    swap(office, north)
    referrals = Referrals(north)
    with pytest.raises(ValueRefused, match="whom"):
        referrals.add(client, {"reason": "Bail"})
    made = referrals.add(client, {"service": clinic, "reason": "Bail", "means": "call"})

    def line(session: Session = north) -> ReferralLine:
        (found,) = Referrals(session).of(client)
        return found

    assert (line().to, line().state, line().days) == ("Clinique juridique Exemple", "drafted", None)
    assert line().record.text("organisation") == clinic
    # Who tells another organisation who somebody is needs the consent of the person.
    with pytest.raises(ConsentMissing):
        referrals.hear(line().record, {"state": "sent", "on": "2026-11-01"})
    assert line().state == "drafted"
    consent = Clients(north).add_consent(client, "share", "2026-10-01", "spoken")
    referrals.hear(line().record, {"state": "sent", "on": "2026-11-01"})
    assert (line().record.text("sent_on"), line().record.text("consent")) == ("2026-11-01", consent)
    assert line().days == 20
    assert told(north, "no_news") == ["“Clinique juridique Exemple”: no news for 20 days."]
    assert referrals.another_open(client, clinic) == "2026-11-01"
    swap(north, office)
    Referrals(office).hear(
        line(office).record, {"state": "started", "on": "2026-11-20", "words": "Vue"}
    )
    swap(office, north)
    assert (line().state, line().days, [one.state for one in line().news]) == (
        "started", 1, ["started", "sent"],
    )  # fmt: skip
    assert told(north, "no_news") == []
    undo = Undo(north)
    referrals.hear(line().record, {"state": "done", "words": "Le bail est signé"})
    assert (line().open, line().record.text("outcome")) == (False, "Le bail est signé")
    assert referrals.another_open(client, clinic) == ""
    undo.undo_last()
    assert line().state == "started"
    said = [str(one.title) for one in Clients(north).show(client).timeline]
    assert "Referral to Clinique juridique Exemple: begun there" in said
    assert "Heard of Clinique juridique Exemple: sent to them" in said
    assert made == line().record.id


def test_who_goes_alone_with_a_paper_shares_nothing(office: Session) -> None:
    client, referrals = a_client(office), Referrals(office)
    values = {"to_name": "Refuge Exemple", "reason": "Une nuit", "state": "sent"}
    with pytest.raises(ConsentMissing):
        referrals.add(client, values)
    referrals.add(client, {**values, "means": "alone"})
    (line,) = referrals.of(client)
    assert (line.record.text("sent_on"), line.record.text("consent")) == ("2026-11-21", "")
    referrals.change(line.record, {"person": "Josée", "to_name": "Refuge Fictif"})
    (line,) = referrals.of(client)
    assert (line.to, line.record.text("person")) == ("Refuge Fictif", "Josée")


def test_an_agreement_is_told_before_it_ends_with_what_has_to_be_done(office: Session) -> None:
    client, agreements = a_client(office), Agreements(office)
    with pytest.raises(ValueRefused, match="before the day"):
        agreements.add(client, {"name": "Stage", "from_on": "2026-11-02", "until": "2026-11-01"})
    agreements.add(
        client,
        {"name": "Logement temporaire", "until": "2026-12-20", "to_do": "Demander la prolongation"},
    )
    (line,) = agreements.of(client)
    assert line.days == 29
    assert told(office, "agreement") == [
        "“Logement temporaire” ends in 29 days, on 2026-12-20. Before that: Demander la prolongation"
    ]
    agreements.change(line.record, {"until": "2026-11-20"})
    assert "Renew it" in told(office, "agreement")[0]
    (line,) = agreements.of(client)
    agreements.end(line.record)
    assert told(office, "agreement") == []
    (line,) = agreements.of(client)
    assert line.days is None
    said = [str(one.title) for one in Clients(office).show(client).timeline]
    assert "Agreement ended: Logement temporaire" in said


def test_both_move_and_are_erased_with_the_file(office: Session) -> None:
    client = a_client(office, community="Lac-Exemple")
    Referrals(office).add(client, {"to_name": "Clinique Exemple", "reason": "Bail"})
    Agreements(office).add(client, {"name": "Logement", "until": "2026-12-20"})
    rows = AccessReport(office).table(client, "en").rows
    assert any("Clinique Exemple" in str(row) for row in rows)
    other = Organisation(office).community_named("Rivière-Exemple").id
    Handovers(office).hand_over(client, other)
    kinds = ("referral", "agreement")
    with office.database.reading() as tables:
        for kind in kinds:
            (row,) = tables.rows.select(office.registry[kind], "WHERE life = 1")
            assert tables.log.scopes()[row.scope].community == other
    access = Access(office)
    interest = access.declare(client, "Voisine")
    for ask in (Referrals(office).of, Agreements(office).of):
        with pytest.raises(KeptOut):
            ask(client)
    access.end(interest)
    Erasures(office).erase(client, Basis.ASKED)
    with office.database.reading() as tables:
        for kind in kinds:
            assert not list(tables.rows.select(office.registry[kind], "")), kind
