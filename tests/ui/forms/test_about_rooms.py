"""Forms and own fields where they belong: at a journey, at a meeting, at a service; drafts included."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.domain.forms.filling import Answer, Place
from desktop_app.services.casework.journeys import Journeys
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.clients import Clients
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.forms import Forms
from desktop_app.services.undo import Undo
from desktop_app.services.unfinished import _way
from desktop_app.ui.followup.view import FollowUpRoom
from desktop_app.ui.forms.view import FormsRoom
from desktop_app.ui.journey.dialogs import EndDialog, WorkerDialog
from desktop_app.ui.journey.service_dialog import ServiceDialog
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.fields import TextField
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.builders import carry
from tests.ui.forms import about
from tests.ui.forms.scenes import dialog_scenes
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.scene import Scene

_LOOKED_AT = ("forms-file", "forms-of-a-meeting", "forms-service-filling")


@pytest.mark.parametrize(
    "scene",
    [one for one in dialog_scenes() if one.name in _LOOKED_AT],
    ids=lambda scene: scene.name,
)
def test_the_pages_are_whole_in_large_text(qtbot: QtBot, scene: Scene) -> None:
    screen = scene.make()
    qtbot.addWidget(screen)
    prepare(screen, (1366, 768), "fr", "dark", 200)
    settle(screen)
    assert cut_off_text(screen) == []
    assert nameless(screen) == []
    assert rich_text_labels(screen) == []


def test_a_meeting_is_changed_and_a_form_about_it_filled_in_from_the_history(qtbot: QtBot) -> None:
    desk = about.a_desk(*about.a_file())
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    laptop = desk.world.laptop
    desk.show(desk.client)
    row = next(one for one in desk.screen.file.timeline.rows() if one.item.id == desk.meeting)
    row.opened.emit(row.item)
    whole = desk.screen.item_dialog
    assert whole is not None
    assert "Means of transport: Motoneige" in row.item.text
    change, _ = whole.offers
    change.click()
    (follow_up,) = desk.screen.findChildren(FollowUpRoom)
    dialog = follow_up.dialog
    assert dialog is not None
    dialog.form.field("own_means_of_transport").set_value("Avion")
    dialog.verb.click()
    assert Records(laptop).get("encounter", desk.meeting).text("own_means_of_transport") == "Avion"
    desk.show(desk.client)
    row = next(one for one in desk.screen.file.timeline.rows() if one.item.id == desk.meeting)
    row.opened.emit(row.item)
    assert desk.screen.item_dialog is not None
    desk.screen.item_dialog.offers[1].click()
    settle(desk.screen)
    room = desk.forms
    (line,) = room.shown.to_fill
    assert line.about is not None
    assert line.about.id == desk.meeting
    room.begin_asked.emit(line.key)
    room.page.answered.emit("felt", "", "short")
    room.page.left.emit()  # what was typed is kept, and said in the list
    (line,) = room.shown.to_fill
    assert line.typed
    ((form, record),) = desk.world.drafts.kept
    place, detail = _way(form, record, desk.client)
    room.all_asked.emit()
    # The list of what was typed and not saved leads back into it.
    desk.way.go(place, detail)
    assert room.page._rows[Place("felt")].field.value() == "short"
    room.page.saved.emit(True)
    filled = next(one for one in FilledForms(laptop).of(desk.client) if one.about == "encounter")
    assert (filled.subject, filled.answers) == (desk.meeting, {Place("felt"): Answer("short")})
    room.read_asked.emit(filled.id)
    assert desk.world.drafts.kept == {}
    # Another person's file never shows what was open in this one.
    room.go_on_asked.emit(filled.id)
    other = Clients(laptop).add({"given": "Ana", "community": "Pangnirtung"})
    desk.show(f"{other}/forms")
    assert not room._filling


def test_own_fields_of_a_journey_are_asked_kept_and_shown(qtbot: QtBot) -> None:
    desk = about.a_desk(*about.a_file())
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show(f"{desk.client}/journey")
    laptop, journey = desk.world.laptop, desk.journey
    (case,) = Journeys(laptop).of(desk.client).cases
    pressed = next(
        one for one in journey.findChildren(Button) if one.text().strip().startswith("Change what")
    )
    pressed.click()
    assert journey.dialog is not None
    name = "own_file_number_of_the_partner"
    field = journey.dialog.form.field(name)  # type: ignore[union-attr]
    assert field.value() == "CJ-2026-114"
    journey.dialog.field_left.emit(name, "CJ-2026-115")  # type: ignore[union-attr]
    journey.dialog.reject()
    assert list(desk.world.drafts.kept) == [("case", case.id)]
    desk.show(desk.client)
    desk.way.go(*_way("case", case.id, desk.client))
    settle(desk.screen)
    dialog = journey.dialog
    assert dialog is not None
    assert dialog.form.field(name).value() == "CJ-2026-115"  # type: ignore[union-attr]
    dialog.verb.click()  # type: ignore[union-attr]
    (case,) = Journeys(laptop).of(desk.client).cases
    assert [str(one) for one in case.own] == ["CJ-2026-115"]
    assert desk.world.drafts.kept == {}
    next(
        one for one in journey.findChildren(Button) if one.text().strip().startswith("Forms about")
    ).click()
    assert [one.about for one in desk.forms.shown.filled] == ["case"]


def test_a_recorded_service_asks_the_own_fields_of_a_meeting(qtbot: QtBot) -> None:
    desk = about.a_desk(*about.a_file())
    about.a_field(
        desk.world.office, "encounter", "Frais avancés", "Costs advanced", sort="money", needed=True
    )
    carry(desk.world.office, desk.world.laptop)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show(f"{desk.client}/journey")
    journey, undo = desk.journey, Undo(desk.world.laptop)
    journey.add("service")
    dialog = journey.dialog
    assert isinstance(dialog, ServiceDialog)
    transport = dialog.own.field("own_means_of_transport")
    assert isinstance(transport, TextField)
    transport.line.setText("Traîneau")
    dialog.reject()  # without leaving the field
    ((form, record),) = desk.world.drafts.kept
    desk.show(desk.client)
    desk.way.go(*_way(form, record, desk.client))
    settle(desk.screen)
    dialog = journey.dialog
    assert isinstance(dialog, ServiceDialog)
    assert dialog.own.field("own_means_of_transport").value() == "Traîneau"
    dialog.verb.click()
    assert dialog.other.error()
    assert dialog.own.field("own_costs_advanced").error(), "it has to be filled in"
    dialog.what.buttons[0].click()
    dialog.own.field("own_costs_advanced").set_value(1250)
    dialog.verb.click()
    assert journey.dialog is None
    assert desk.world.drafts.kept == {}
    made = Records(desk.world.laptop).of(desk.client, "encounter")[-1]
    told = (
        made.text("sort"),
        made.text("own_means_of_transport"),
        made.values["own_costs_advanced"],
    )
    assert told == ("service", "Traîneau", 1250)
    desk.show(desk.client)
    row = next(one for one in desk.screen.file.timeline.rows() if one.item.id == made.id)
    assert "Means of transport: Traîneau" in row.item.text
    undo.undo_last()
    assert made.id not in {
        one.id for one in Records(desk.world.laptop).of(desk.client, "encounter")
    }


def test_what_is_added_waits_for_the_journeys_of_the_right_person(qtbot: QtBot) -> None:
    """The menu of a file asks for a dialog before the journeys of that person have come."""
    desk = about.a_desk(*about.a_file())
    other = Clients(desk.world.laptop).add({"given": "Ana", "community": "Pangnirtung"})
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show(f"{desk.client}/journey")
    journey = desk.journey
    assert journey.presenter is not None
    late: list[Callable[[], None]] = []

    class Later(ImmediateJobs):
        def start(self, name, work, done, failed, progressed=None):  # type: ignore[no-untyped-def]
            late.append(lambda: done(work(None)))

    journey.presenter._jobs = Later()
    settle(desk.screen)
    assert any(one.isVisibleTo(journey) for one in journey.findChildren(QLabel))
    journey.open(other)
    assert not any(one.isVisibleTo(journey) for one in journey.findChildren(QLabel))
    journey.add("worker")
    assert not journey.asks, "the journeys of somebody else are shown still"
    late.pop()()
    assert isinstance(journey.dialog, WorkerDialog)
    journey.dialog.reject()
    journey.open(desk.client)
    journey.add("end")
    journey.open(other)
    for answer in late:
        answer()
    assert not journey.asks, "it was asked of somebody else"
    journey.presenter._jobs = ImmediateJobs()
    desk.way.go(*_way("journey end", desk.client, desk.client))
    assert isinstance(journey.dialog, EndDialog)


def test_a_form_about_a_service_is_filled_in_in_the_directory(qtbot: QtBot) -> None:
    screen, world, service = about.a_service_page()
    qtbot.addWidget(screen)
    prepare(screen)
    (room,) = screen.findChildren(FormsRoom)
    assert room.isVisibleTo(screen)
    assert screen.entry.room_buttons["forms"].isVisibleTo(screen)
    (line,) = room.shown.to_fill
    room.begin_asked.emit(line.key)
    settle(screen)
    assert not screen.entry._facts.isVisibleTo(screen)
    room.page.answered.emit("tongues", "", "Inuktitut")
    room.page.saved.emit(True)
    assert screen.entry._facts.isVisibleTo(screen)
    found = FilledForms(world.laptop).of_service(service)
    assert found[-1].answers == {Place("tongues"): Answer("Inuktitut")}
    owner = screen.entry.owner.rows()[0].card.key
    screen.show_detail(owner)
    screen.activate()
    assert not room.isVisibleTo(screen)
    assert Forms(world.laptop).any_about("service")
