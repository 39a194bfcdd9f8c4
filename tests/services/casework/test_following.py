"""Tasks, warnings and weak signs on real vaults, and what travels of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desktop_app.domain.fields import Value
from desktop_app.services.casework.agenda import Action, Agenda
from desktop_app.services.casework.alerts import Alerts
from desktop_app.services.casework.engagement import engagement_of
from desktop_app.services.casework.journeys import Journeys
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.signs import Signs
from desktop_app.services.casework.tasks import NoSuchRhythm, Tasks
from desktop_app.services.casework.thresholds import AlertSettings, ThresholdWrong
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.sync.erasing import Basis
from tests.builders import Clock, a_client, a_laptop, an_environment, an_office, carry, swap

TODAY = date(2026, 3, 2)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(clock: Clock) -> Session:
    return an_office(environment=an_environment(clock))


@pytest.fixture
def north(office: Session) -> Session:
    return a_laptop(office)


def actions(session: Session) -> tuple[Action, ...]:
    with session.database.reading() as tables:
        return Agenda(session).actions(tables)


def rules(session: Session, client: str) -> list[str]:
    return [one.alert.rule for one in Alerts(session).of(client)]


def test_a_task_is_ranked_done_undone_and_told_in_the_history(north: Session) -> None:
    client, tasks = a_client(north), Tasks(north)
    late = tasks.add(client, {"title": "Appeler la clinique", "due_on": "2026-02-27"})
    promised = tasks.add(
        client, {"title": "Lui apporter le formulaire", "due_on": "2026-03-01", "promise": True}
    )
    tasks.add(client, {"title": "Plus tard", "due_on": "2026-05-01"})
    found = actions(north)
    assert [one.id for one in found] == [promised, late]
    assert [str(one.reason) for one in found] == ["promised, 1 day late", "3 days late"]
    undo = Undo(north)
    tasks.done(late)
    assert [one.id for one in actions(north)] == [promised]
    told = [str(one.title) for one in Clients(north).show(client).timeline]
    assert "Done: Appeler la clinique" in told
    assert "Promised for 2026-03-01: Lui apporter le formulaire" in told
    undo.undo_last()
    assert [one.id for one in actions(north)] == [promised, late]
    tasks.put_aside(promised, "Il l'a déjà reçu")
    assert [one.id for one in actions(north)] == [late]


def test_a_rhythm_comes_again_around_holidays_and_leave_and_once_for_two_laptops(
    office: Session, north: Session, clock: Clock
) -> None:
    clock.at = int(datetime(2026, 12, 4, 15, tzinfo=UTC).timestamp() * 1000)
    client, tasks = a_client(north), Tasks(north)
    leave = datetime(2026, 12, 28, 8, 0)  # noqa: DTZ001  local time of the place
    made = Schedule(north).make(client, leave, "America/Toronto", 480)
    Records(north).change("appointment", made, {"client": None})
    task = tasks.add(
        client, {"title": "Suivi", "due_on": "2026-12-04", "rhythm": "P3W", "why": "Convenu"}
    )
    line = tasks.open_of(client)[0]
    assert line.next == (date(2026, 12, 29), date(2027, 1, 15), date(2027, 2, 5))
    swap(north, office)
    again = tasks.done(task)
    assert Tasks(office).done(task) == again
    swap(north, office)
    for session in (north, office):
        following = Tasks(session).open_of(client)
        assert [one.record.id for one in following] == [again]
        assert following[0].title == "Suivi"
    assert tasks.open_of(client)[0].due == date(2026, 12, 29)
    with pytest.raises(NoSuchRhythm):
        tasks.add(client, {"title": "Suivi", "rhythm": "souvent"})


def test_a_warning_is_put_aside_everywhere_and_comes_back_with_new_facts(
    office: Session, north: Session, clock: Clock
) -> None:
    client = a_client(north, owner=north.person.hex(), first_contact="2026-01-01")
    Clients(north).add_consent(client, "file", "2025-03-20", "spoken", "2026-03-09")
    assert rules(north, client) == ["consent_ends", "quiet"]
    swap(north, office)
    flag = Alerts(north).of(client)[0]
    Alerts(north).put_aside(client, flag.alert.rule, flag.alert.facts, "Renouvelé au téléphone")
    assert rules(north, client) == ["quiet"]
    assert rules(office, client) == ["consent_ends", "quiet"]
    swap(north, office)
    assert rules(office, client) == ["quiet"]
    Records(office).add(
        "encounter", client, {"happened_on": "2026-03-02", "sort": "call", "outcome": "no_answer"}
    )
    assert rules(office, client) == ["quiet"]
    Records(office).add("encounter", client, {"happened_on": "2026-03-02", "sort": "call"})
    assert rules(office, client) == []
    clock.forward(days=10)
    assert rules(office, client) == ["consent_ended"]


def test_an_alert_appears_when_an_event_comes_in_a_bundle_without_any_server(
    office: Session, north: Session
) -> None:
    client = a_client(north, owner=north.person.hex())
    at = datetime(2026, 3, 1, 9, 0)  # noqa: DTZ001  local time of the place
    meeting = Schedule(north).make(client, at, "America/Toronto")
    swap(north, office)
    assert actions(north) == ()
    Schedule(office).mark(meeting, "no_show")
    carry(office, north)
    found = actions(north)
    assert [one.rule for one in found] == ["not_come"]
    assert "2026-03-01" in str(found[0].reason)


def test_weak_signs_add_up(north: Session) -> None:
    client, signs = a_client(north), Signs(north)
    noted = [signs.note(client, sort) for sort in ("money", "mood", "money")]
    assert rules(north, client) == ["signs"]
    assert [one.sort for one in signs.of(client)] == ["money", "mood", "money"]
    signs.settle(noted[0])
    assert rules(north, client) == []


def test_a_partner_without_news_is_a_warning(north: Session, clock: Clock) -> None:
    client = a_client(north)
    Tasks(north).add(
        client, {"title": "Clinique juridique", "by": "partner", "due_on": "2026-03-02"}
    )
    clock.forward(days=14)
    assert "Clinique juridique" in str(Alerts(north).of(client)[0].alert.reason)


def test_the_office_settles_from_when_on_a_file_is_quiet(office: Session, north: Session) -> None:
    client = a_client(office, first_contact="2026-02-20")
    assert rules(office, client) == []
    AlertSettings(office).set({"quiet_weeks": 1})
    assert rules(office, client) == ["quiet"]
    swap(office, north)
    assert AlertSettings(north).thresholds().quiet_weeks == 1
    with pytest.raises(ThresholdWrong):
        AlertSettings(office).set({"quiet_weeks": -1})
    with pytest.raises(NotAllowed):
        AlertSettings(north).set({"quiet_weeks": 2})


def test_how_somebody_was_met(north: Session) -> None:
    client, records = a_client(north), Records(north)
    contacts: tuple[tuple[str, dict[str, Value]], ...] = (
        ("2026-02-01", {"sort": "call"}),
        ("2026-02-02", {"sort": "call", "outcome": "no_answer"}),
        ("2026-02-03", {"sort": "message"}),
        ("2026-02-04", {"sort": "meeting", "mode": "home", "minutes": 40}),
    )
    for day, values in contacts:
        records.add("encounter", client, {"happened_on": day, **values})
    Clients(north).add_note(client, "Vue chez elle.", "2026-02-04", "home")
    shown = Clients(north).show(client)
    engagement = engagement_of(shown.timeline)
    assert (engagement.times, engagement.last) == (2, "2026-02-04")
    assert dict(engagement.modes) == {"telephone": 1, "home": 1}
    assert engagement.workers == (("Maude Exemple", 2),)
    titles = [str(one.title) for one in shown.timeline]
    assert "Meeting, at home, 40 min" in titles
    assert "Telephone call, no answer" in titles


def test_they_go_with_the_person_are_reported_and_erased(office: Session) -> None:
    client = a_client(office)
    Tasks(office).add(client, {"title": "Tâche fictive"})
    Signs(office).note(client, "money", "Le frigo est vide")
    Records(office).add(
        "encounter", client, {"happened_on": "2026-03-01", "sort": "call", "text": "Parlé du loyer"}
    )
    Alerts(office).put_aside(client, "quiet", "2026-01-01", "En voyage")
    report = str(list(AccessReport(office).table(client, "fr").rows))
    for words in ("Tâche fictive", "Le frigo est vide", "Parlé du loyer", "En voyage"):
        assert words in report
    other = next(one for one in Organisation(office).communities() if one.name == "Rivière-Exemple")
    Handovers(office).hand_over(client, other.id)
    kinds = ("task", "sign", "encounter", "alert_dismissal")
    records = Records(office)
    assert [len(records.of(client, kind)) for kind in kinds] == [1, 1, 1, 1]
    Erasures(office).erase(client, Basis.ASKED)
    with office.database.reading() as tables:
        assert [len(records.read_all(tables, kind)) for kind in kinds] == [0, 0, 0, 0]


def test_who_changed_what_in_a_task_from_what_when_and_on_which_laptop(
    office: Session, north: Session
) -> None:
    client = a_client(north)
    task = Tasks(north).add(client, {"title": "Appeler", "due_on": "2026-03-09"})
    swap(north, office)
    Tasks(office).change(task, {"due_on": "2026-03-16", "need": "urgent"})
    Tasks(office).done(task)
    lines = [one for one in Clients(office).history(client) if one.kind == "task"]
    told = [
        (str(one.label), one.before, one.after, one.person, one.device) for one in reversed(lines)
    ]
    assert told[0] == ("Added: Task", None, "Appeler", "Maude Exemple", "north")
    assert ("Task: By when", "2026-03-09", "2026-03-16", "Odile Exemple", "office") in told
    assert ("Task: Done on", None, "2026-03-02", "Odile Exemple", "office") in told
    undo = Undo(office)
    Tasks(office).put_aside(task, "Inutile")
    undo.undo_last()
    newest = Clients(office).history(client)[0]
    assert (newest.path, newest.after) in (("dismiss_reason", None), ("dismissed_on", None))


def test_a_journey_that_is_stuck_and_an_application_without_an_answer_are_warnings(
    north: Session, clock: Clock
) -> None:
    client = a_client(north)
    journeys = Journeys(north)
    case = journeys.of(client).cases[0]
    assert case.next is not None
    journeys.move(client, case.id, case.next.id)
    item = "states/00000000-0000-4000-8000-000000000001"
    Records(north).add(
        "application", client,
        {"other": "Crédit fictif", f"{item}/state": "sent", f"{item}/on": "2026-03-02",
         "answer_by": "2026-03-20"},
    )  # fmt: skip
    clock.forward(days=17)
    assert "no_news" not in rules(north, client)
    clock.forward(days=200)
    alerts = {one.alert.rule: str(one.alert.reason) for one in Alerts(north).of(client)}
    assert "Crédit fictif" in alerts["no_news"]
    assert str(case.next.name) in alerts["stuck"]
