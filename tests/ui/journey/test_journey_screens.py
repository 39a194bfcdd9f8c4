"""The journey by keyboard: move on, triage, steps, actions; the board; what the office settles."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.domain.casework import journey
from desktop_app.domain.casework.journey_rules import BUILT_IN
from desktop_app.domain.casework.triage import COMPLEX, SIMPLE
from desktop_app.language import Label
from desktop_app.services.casework.actions import Actions
from desktop_app.services.casework.board import NOBODY, Boards
from desktop_app.services.casework.journeys import Journeys
from desktop_app.services.casework.programs import Programs
from desktop_app.services.casework.triages import Triages
from desktop_app.services.clients.clients import Clients
from desktop_app.services.undo import Undo
from desktop_app.ui.journey.dialogs import (
    ColleagueDialog,
    EndDialog,
    OverrideDialog,
    TemplateDialog,
    WorkerDialog,
)
from desktop_app.ui.journey.service_dialog import ServiceDialog
from desktop_app.ui.journey.settings_view import JourneySettings, StageDialog
from desktop_app.ui.journey.triage_dialog import TriageDialog
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.fields import Check, ChoiceField
from desktop_app.ui.shared.item_rows import ItemRows
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.record_dialog import RecordDialog
from tests.ui.clients.rehearsal import World, a_world
from tests.ui.journey.rehearsal import (
    DISCOVER,
    INTAKE,
    PREPARE,
    SERVICE,
    Desk,
    a_desk,
    settings_page,
)
from tests.ui.picture import cut_off_text, nameless, prepare, settle

HOSTILE = "<b>x</b><img src='file:///etc/hostname'>\u202e{name}"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def client(world: World) -> str:
    return world.clients.add(
        {
            "given": "Jeanne", "family": "Exemple", "community": "Pangnirtung", "language": "fr",
            "telephone": "867 555 0101", "owner": world.laptop.person.hex(),
            "first_contact": "2026-10-01",
        }
    )  # fmt: skip


def shown(qtbot: QtBot, world: World, client: str, detail: str) -> Desk:
    desk = a_desk(world, client)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show(detail)
    desk.screen.activateWindow()
    qtbot.waitUntil(desk.screen.isActiveWindow)
    settle(desk.screen)
    return desk


def press(desk: Desk, words: str) -> None:
    """The visible button that begins with these words, by keyboard."""
    settle(desk.screen)
    found = [
        one
        for one in desk.screen.findChildren(QPushButton)
        if one.isVisible() and one.text().strip().startswith(words)
    ]
    found[0].setFocus()
    QTest.keyClick(found[0], Qt.Key.Key_Return)
    settle(desk.screen)


def stage_of(world: World, client: str) -> str:
    case = Journeys(world.laptop).of(client).cases[0]
    return "" if case.stage is None else case.stage.id


def test_a_client_is_moved_by_keyboard_and_each_move_can_be_taken_back(
    qtbot: QtBot, world: World, client: str
) -> None:
    undo = Undo(world.laptop)
    desk = shown(qtbot, world, client, f"{client}/journey")
    desk.room.take_focus()
    settle(desk.screen)
    for _ in range(2):
        assert desk.room.move_on is not None
        QTest.keyClick(desk.room.move_on, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        settle(desk.screen)
    assert stage_of(world, client) == PREPARE
    assert desk.room.move_on is not None
    QTest.keyClick(desk.room.move_on, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert stage_of(world, client) == INTAKE
    press(desk, "Skip this stage")
    assert stage_of(world, client) == SERVICE
    assert all(undone for _, undone in desk.way.said)
    undo.undo_last()
    assert stage_of(world, client) == INTAKE
    assert (cut_off_text(desk.screen), nameless(desk.screen)) == ([], [])


def test_what_is_missing_has_a_way_to_it(qtbot: QtBot, world: World, client: str) -> None:
    desk = shown(qtbot, world, client, f"{client}/journey")
    (missing,) = Journeys(world.laptop).of(client).cases[0].missing
    assert missing.what == "consent"
    press(desk, "Note the consent")
    dialog = desk.room.dialog
    assert isinstance(dialog, RecordDialog)
    dialog.verb.click()
    settle(desk.screen)
    assert desk.room.dialog is None
    assert Journeys(world.laptop).of(client).cases[0].missing == ()
    Clients(world.laptop).set(client, {"language": None})
    desk.show(f"{client}/journey")
    press(desk, "Complete the file")
    assert desk.way.gone[-1] == ("clients", f"{client}/edit")
    # A stage of an organisation's own may ask for an appointment: whom for and why go along.
    presenter, (case,) = desk.room.presenter, Journeys(world.laptop).of(client).cases
    assert presenter is not None
    presenter.provide(case, "", journey.APPOINTMENT)
    assert desk.way.gone[-1] == ("schedule", f"new/{client}/Next step: Intake and assessment")


def test_the_triage_is_answered_with_digits_and_overridden_in_writing(
    qtbot: QtBot, world: World, client: str
) -> None:
    desk = shown(qtbot, world, client, f"{client}/journey")
    press(desk, "Begin the triage")
    dialog = desk.room.dialog
    assert isinstance(dialog, TriageDialog)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_Backspace, Qt.Key.Key_1, Qt.Key.Key_1,
                Qt.Key.Key_2, Qt.Key.Key_1):  # fmt: skip
        QTest.keyClick(dialog, key)
    QTest.keyClick(dialog.verb, Qt.Key.Key_Return)
    (line,) = Triages(world.laptop).of(client)
    assert (line.result, len(line.answers)) == (COMPLEX, 5)
    press(desk, "Treat it otherwise")
    override = desk.room.dialog
    assert isinstance(override, OverrideDialog)
    override.verb.click()
    assert override.words.error()
    override.words.text.setPlainText("Déjà préparé.")
    override.verb.click()
    assert Triages(world.laptop).of(client)[0].treated_as == SIMPLE


def test_steps_are_ticked_by_keyboard(qtbot: QtBot, world: World, client: str) -> None:
    desk = shown(qtbot, world, client, f"{client}/journey")
    first = desk.room.findChildren(Check)[0]
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    settle(desk.screen)
    done = [one for one in Journeys(world.laptop).of(client).cases[0].checks if one.done_on]
    assert [one.standard.position for one in done] == [1]


def test_a_service_is_recorded_with_three_keys_and_a_template_is_adjusted(
    qtbot: QtBot, world: World, client: str
) -> None:
    desk = shown(qtbot, world, client, f"{client}/journey")
    press(desk, "Record a service")
    dialog = desk.room.dialog
    assert isinstance(dialog, ServiceDialog)
    QTest.keyClick(dialog.what.buttons[0], Qt.Key.Key_Space)
    QTest.keyClick(dialog.verb, Qt.Key.Key_Return)
    settle(desk.screen)
    press(desk, "Plan from a template")
    template = desk.room.dialog
    assert isinstance(template, TemplateDialog)
    words, due = template.rows[0]
    words.line.setText("Rappeler jeudi")
    due.set_value("2026-12-03")
    template.rows[1][0].line.clear()
    template.verb.click()
    lines = Actions(world.laptop).of(client, "2026-12-10")
    assert (str(lines[0].words), lines[0].done, lines[0].late) == ("Rappeler jeudi", False, True)
    assert [str(one.words) for one in lines if one.done] == ["service given: Tax return prepared"]
    assert len(lines) == len(Programs(world.laptop).templates()[0].actions)


def test_who_serves_is_written_down_and_what_is_typed_is_kept(
    qtbot: QtBot, world: World, client: str
) -> None:
    desk = shown(qtbot, world, client, f"{client}/journey")
    press(desk, "Add somebody")
    dialog = desk.room.dialog
    assert isinstance(dialog, WorkerDialog)
    dialog.verb.click()
    assert dialog.name.error()
    dialog.name.line.setText(HOSTILE[:20])
    dialog.name.finish()
    dialog.reject()
    desk.room.add("worker")
    again = desk.room.dialog
    assert isinstance(again, WorkerDialog)
    assert again.name.value() == HOSTILE[:20]
    again.verb.click()
    assert world.drafts.kept == {}
    served = Journeys(world.laptop).of(client).served
    assert [one.role for one in served.people] == ["owner", "worker"]
    press(desk, "Give to another worker")
    owner = desk.room.dialog
    assert isinstance(owner, ColleagueDialog)
    owner.person.set_value(None)
    owner.verb.click()
    assert Journeys(world.laptop).of(client).served.owner == ""
    press(desk, "End the journey")
    end = desk.room.dialog
    assert isinstance(end, EndDialog)
    end.outcome.set_value("reached")
    end.verb.click()
    assert not next(one for one in Journeys(world.laptop).of(client).cases if one.id).open


def test_the_board_is_led_by_keyboard_and_by_dragging(
    qtbot: QtBot, world: World, client: str
) -> None:
    hostile = world.clients.add(
        {"given": HOSTILE.replace("\u202e", ""), "community": "Pangnirtung"}
    )
    desk = shown(qtbot, world, client, "board")
    board = desk.board
    for stage in board.stages:
        QAbstractItemModelTester(stage.list.cards)
    assert [len(one.list.cards.cards) for one in board.stages] == [1, 0, 0, 0, 0]
    board.take_focus()
    QTest.keyClick(
        board.stages[0].list, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier
    )  # fmt: skip
    settle(desk.screen)
    assert stage_of(world, client) == INTAKE
    chosen = board.stages[1].list.card()
    assert chosen is not None
    assert chosen.client == client
    carried = QMimeData()
    carried.setData("application/x-portage-card", f"{client}/{chosen.case}".encode())
    board.stages[3].list.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.MoveAction, carried, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )  # fmt: skip
    assert stage_of(world, client) == SERVICE
    board.unowned_asked.emit()
    cards = [card for one in board.stages for card in one.list.cards.cards]
    assert [one.client for one in cards] == [hostile]
    tip = board.stages[0].list.cards.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
    board.take_focus()
    QTest.keyClick(board.stages[0].list, Qt.Key.Key_Return)
    assert desk.way.gone[-1] == ("clients", f"{hostile}/journey")
    assert (cut_off_text(board), nameless(board)) == ([], [])


def test_whose_clients_are_on_a_board(world: World, client: str) -> None:
    laptop, boards = world.laptop, Boards(world.laptop)
    other = world.clients.add({"given": "Sans", "community": "Pangnirtung"})
    mine = laptop.person.hex()

    def on(worker: str) -> set[str]:
        board = boards.view("", worker, "2026-11-21")
        return {card.client for column in board.columns for card in column.cards}

    assert (on(mine), on(NOBODY), on("")) == ({client}, {other}, {client, other})
    assert boards.view().unowned == 1
    journeys = Journeys(laptop)
    journeys.add_worker(other, "", {"person": mine, "role": "preparer"})
    assert on(mine) == {client, other}
    served = journeys.of(other).served.people
    last = next(one for one in served if one.role == "preparer")
    journeys.end_worker(last.case, last.item)
    # Whoever only wrote in a case does not have it on the board.
    assert on(mine) == {client}
    world.clients.set(client, {"status": "closed"})
    assert on(mine) == set()


def _change(page: JourneySettings, words: str) -> None:
    found = [one for one in page.findChildren(Button) if words in one.accessibleName()]
    next(one for one in found if one.accessibleName().startswith("Change,")).click()


def test_the_office_changes_a_stage_and_a_question_and_a_worker_only_reads(
    qtbot: QtBot, world: World
) -> None:
    page, holder, way = settings_page(world, world.office)
    qtbot.addWidget(holder)
    prepare(holder)
    changes = [
        one for one in page.findChildren(Button) if one.accessibleName().startswith("Change,")
    ]
    changes[0].click()
    stage = page.dialog
    assert isinstance(stage, StageDialog)
    stage.name_en.line.setText("First contact")
    stage.verb.click()
    assert page.dialog is None
    assert str(Programs(world.office).programs()[0].stages[0].name) == "First contact"
    settle(holder)
    question = [one for one in page.findChildren(Button) if "return for" in one.accessibleName()]
    next(one for one in question if one.accessibleName().startswith("Change,")).click()
    asked = [one for one in page.findChildren(RecordDialog) if one.isVisible()]
    asked[0].form.field("question_en").set_value("For whom is it?")
    asked[0].verb.click()
    first = Programs(world.office).questions()[0]
    assert (str(first.words), len(first.answers)) == ("For whom is it?", 2)
    back = Programs(world.office).questions()[1]
    _change(page, "money of the year")
    (dialog,) = (one for one in page.findChildren(RecordDialog) if one.isVisible())
    (rows,) = dialog.findChildren(ItemRows)
    field = rows.findChildren(ChoiceField)[0]
    assert len(rows.findChildren(ChoiceField)) == len(back.answers)
    field.set_value(first.id)
    dialog.verb.click()
    assert dialog.isVisible()
    assert any("circle" in one.text() for one in field.findChildren(PlainLabel))
    field.set_value(Programs(world.office).questions()[3].id)
    dialog.verb.click()
    assert page.dialog is None
    settle(holder)
    assert any("goes on with" in one.text() for one in page.findChildren(PlainLabel))
    # A point and a template may be for one program alone.
    other = Programs(world.office).add_program(Label.of("Logement", "Housing"))
    page.activate()
    settle(holder)
    _change(page, Programs(world.office).standards()[0].check.text)
    (dialog,) = (one for one in page.findChildren(RecordDialog) if one.isVisible())
    dialog.form.field("program").set_value(other)
    dialog.verb.click()
    assert other in [one.program for one in Programs(world.office).standards()]
    settle(holder)
    assert any("only in the program" in one.text() for one in page.findChildren(PlainLabel))
    later = [one for one in page.findChildren(Button) if one.accessibleName().startswith("Later,")]
    holder.activateWindow()
    later[0].setFocus()
    name = later[0].accessibleName()
    QTest.keyClick(later[0], Qt.Key.Key_Return)
    assert Programs(world.office).programs()[0].stages[1].id == DISCOVER
    # The keyboard is on the same button, at its new place.
    settle(holder)
    now = holder.window().focusWidget()
    assert now is not None
    assert now.accessibleName() == name
    assert way.problems == []
    assert (cut_off_text(holder), nameless(holder)) == ([], [])
    read, outside, _ = settings_page(world, world.laptop)
    qtbot.addWidget(outside)
    assert read.findChildren(Button) == []
    assert BUILT_IN.stages[0].id == DISCOVER
