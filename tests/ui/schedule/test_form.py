"""The form of an appointment: finding the person, the clock of the place, drafts, what is refused."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.domain.fields import Value
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.ui.schedule.build import build
from desktop_app.ui.schedule.view import ScheduleScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.builders import a_client
from tests.ui.picture import prepare
from tests.ui.schedule.rehearsal import Shelf, a_week, a_world, services
from tests.ui.schedule.scenes import schedule_screen
from tests.ui.today.rehearsal import ELSEWHERE, Way, World


def _open(
    qtbot: QtBot, world: World, detail: str = "new", shelf: Shelf | None = None
) -> tuple[ScheduleScreen, Way]:
    way = Way()
    screen = build(services(world, shelf), ImmediateJobs(), way)
    assert isinstance(screen, ScheduleScreen)
    qtbot.addWidget(screen)
    screen.show_detail(detail)
    screen.activate()
    prepare(screen, (1254, 650))
    return screen, way


def _type(screen: ScheduleScreen, key: str, text: str) -> None:
    form = screen.form.form
    assert form is not None
    form.field(key).set_value(text)
    form.field_left.emit(key, form.field(key).value())


def test_a_person_is_found_by_typing_and_the_clock_of_their_place_is_taken(qtbot: QtBot) -> None:
    world = a_world()
    made = a_week(world)
    screen, way = _open(qtbot, world)
    page = screen.form
    QTest.keyClicks(page.client.line, "jean")
    page.client.words_asked.emit(page.client.line.text())
    assert [row.card.title for row in page.client.list.rows()] == ["Jeanne Exemple"]
    QTest.keyClick(page.client.line, Qt.Key.Key_Return)
    assert page.client.value() == world.people["Jeanne"]
    assert page.values()["zone"] == "America/Toronto"
    _type(screen, "day", "2026-11-27")
    _type(screen, "time", "09:30")
    _type(screen, "subject", "Chauffage")
    QTest.keyClick(page.client.line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    place, appointment = way.gone[-1]
    assert place == "schedule"
    assert appointment not in made.values()
    line = Schedule(world.laptop).show(appointment)
    assert (line.client_name, f"{line.local:%Y-%m-%d %H:%M}", line.zone) == (
        "Jeanne Exemple",
        "2026-11-27 09:30",
        "America/Toronto",
    )
    assert (line.minutes, line.subject) == (30, "Chauffage")
    assert way.said == [("The appointment is saved.", True)]


def test_what_the_way_costs_the_person_is_said_while_booking(qtbot: QtBot) -> None:
    world = a_world()
    a_week(world)
    paul = world.people["Paul"]
    facts: dict[str, Value] = {"travel_minutes": 90, "child_care": "deux enfants", "mode": "home"}
    Clients(world.laptop).set(paul, facts)
    screen, _ = _open(qtbot, world)
    assert not screen.form.person.isVisibleTo(screen)
    screen.form.client_chosen.emit(paul)
    said = screen.form.person.text()
    assert screen.form.person.isVisibleTo(screen)
    assert "90 minutes" in said
    assert "deux enfants" in said
    assert "at home" in said


def test_a_clock_that_was_chosen_is_not_changed_by_the_person(qtbot: QtBot) -> None:
    world = a_world()
    a_week(world)
    screen, _ = _open(qtbot, world)
    _type(screen, "zone", ELSEWHERE)
    screen.form.client_chosen.emit(world.people["Paul"])
    assert screen.form.values()["zone"] == ELSEWHERE


def test_what_is_missing_is_said_in_the_same_words_on_top_and_at_the_field(qtbot: QtBot) -> None:
    world = a_world()
    screen, way = _open(qtbot, world)
    screen.form.save.click()
    form = screen.form.form
    assert form is not None
    assert screen.form.client.error() == "Choose the person from the list of those found."
    assert form.field("time").error() == "Enter the time, for example 13:30."
    assert form.summary.isVisible()
    form.summary.followed.emit("client")
    assert screen.form.client.line.hasFocus()
    assert way.gone == []


def test_a_name_that_was_not_chosen_is_not_a_person(qtbot: QtBot) -> None:
    world = a_world()
    screen, way = _open(qtbot, world)
    QTest.keyClicks(screen.form.client.line, "Personne")
    screen.form.save.click()
    assert "Choose one of those found" in screen.form.client.error()
    assert way.gone == []


def test_a_time_that_does_not_exist_stays_typed_and_is_explained(qtbot: QtBot) -> None:
    world = a_world()
    a_week(world)
    screen, way = _open(qtbot, world, f"new/{world.people['Paul']}")
    _type(screen, "day", "2027-03-14")
    _type(screen, "time", "02:30")
    assert len(screen.form.told.banners) == 1
    screen.form.save.click()
    form = screen.form.form
    assert form is not None
    assert "02:30 does not exist on 2027-03-14" in form.field("time").error()
    assert form.field("time").value() == "02:30"
    assert way.gone == []


def test_a_time_that_is_taken_is_a_warning_and_can_be_saved(qtbot: QtBot) -> None:
    world = a_world()
    a_week(world)
    screen, way = _open(qtbot, world, f"new/{world.people['Paul']}")
    _type(screen, "day", "2026-11-21")
    _type(screen, "time", "11:15")
    assert len(screen.form.told.banners) == 1
    screen.form.save.click()
    assert len(Schedule(world.laptop).show(way.gone[-1][1]).overlaps) == 1


def test_each_field_is_a_draft_until_it_is_saved(qtbot: QtBot) -> None:
    world = a_world()
    a_week(world)
    shelf = Shelf()
    screen, way = _open(qtbot, world, "new", shelf)
    _type(screen, "subject", "Chauffage")
    QTest.keyClick(screen.form.client.line, Qt.Key.Key_Escape)
    assert way.gone == [("schedule", "")]
    assert shelf.values()["subject"] == "Chauffage"
    again, way = _open(qtbot, world, "new", shelf)
    assert again.form.values()["subject"] == "Chauffage"
    assert again.form._banner is not None
    again.form.discard_asked.emit()
    assert "subject" not in again.form.values()
    assert shelf.kept == {}


def test_a_draft_is_gone_once_it_is_saved(qtbot: QtBot) -> None:
    world = a_world()
    client = a_client(world.laptop, "Paul")
    shelf = Shelf()
    screen, _ = _open(qtbot, world, f"new/{client}", shelf)
    _type(screen, "time", "09:30")
    assert shelf.values(f"new/{client}")["time"] == "09:30"
    screen.form.save.click()
    assert shelf.kept == {}


def test_a_form_for_somebody_begins_with_the_reason_and_leaves_another_draft_alone(
    qtbot: QtBot,
) -> None:
    world = a_world()
    client, shelf = a_client(world.laptop, "Paul"), Shelf()
    shelf.save("appointment", "", "subject", "Chauffage")
    screen, _ = _open(qtbot, world, f"new/{client}/Prochaine étape : Suivi", shelf)
    values = screen.form.values()
    assert (values["client"], values["subject"]) == (client, "Prochaine étape : Suivi")
    _type(screen, "time", "09:30")
    again, _ = _open(qtbot, world, f"new/{client}/Prochaine étape : Suivi", shelf)
    assert again.form.values()["time"] == "09:30"
    assert shelf.values() == {"subject": "Chauffage"}
    again.form.discard_asked.emit()
    assert "time" not in again.form.values()
    assert again.form.values()["client"] == client


def test_a_service_tells_the_place_whom_to_ask_for_and_what_to_bring(qtbot: QtBot) -> None:
    world = a_world()
    a_week(world, directory=True)
    line = next(one for one in Directory(world.laptop).find("logement") if one.kind == "service")
    screen, _ = _open(qtbot, world)
    _type(screen, "place", "Chez elle")
    screen.form.service_chosen.emit(line.id)
    values = screen.form.values()
    assert values["place"] == "Chez elle"
    assert "Preuve de revenu" in str(values["bring"])
    screen.form.services_asked.emit("logement")


def test_an_appointment_is_changed_and_only_what_changed_is_written(qtbot: QtBot) -> None:
    world = a_world()
    made = a_week(world)
    screen, way = _open(qtbot, world, f"{made['next']}/edit")
    assert screen.form.values()["ask_for"] == "Maude Fictive"
    _type(screen, "place", "Centre communautaire")
    _type(screen, "time", "10:00")
    screen.form.save.click()
    line = Schedule(world.laptop).show(made["next"])
    assert (line.place, line.local.hour, line.subject) == (
        "Centre communautaire",
        10,
        "Demande de passeport",
    )
    assert way.gone == [("schedule", made["next"])]


def test_a_text_that_nobody_can_see_is_refused_at_its_field(qtbot: QtBot) -> None:
    world = a_world()
    client = a_client(world.laptop, "Paul")
    screen, way = _open(qtbot, world, f"new/{client}")
    _type(screen, "time", "09:30")
    _type(screen, "place", "Bureau\u202e")
    screen.form.save.click()
    form = screen.form.form
    assert form is not None
    assert form.field("place").error()
    assert way.gone == []


def test_leaving_the_place_keeps_the_form_and_coming_back_shows_it(qtbot: QtBot) -> None:
    world = a_world()
    screen = schedule_screen(world, "new")
    qtbot.addWidget(screen)
    prepare(screen, (1254, 650))
    screen.form.client.line.setText("Jea")
    screen.show_detail("new")
    screen.activate()
    assert screen.form.client.line.text() == "Jea"
    screen.show_detail("")
    screen.activate()
    assert not screen.form_is_shown
