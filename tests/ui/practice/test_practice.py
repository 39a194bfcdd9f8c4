"""The rooms of practice: whole in each look, done by keys alone, each act undone in one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.services.casework.access import Access
from desktop_app.services.casework.guidelines import Guidelines
from desktop_app.services.casework.receptions import Receptions
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.team_agenda import TeamAgenda
from desktop_app.services.undo import Undo
from desktop_app.ui.practice.agenda_page import AgendaPage
from desktop_app.ui.practice.guidelines_page import GuidelinesPage
from desktop_app.ui.practice.messages_dialog import MessagesDesk, MessagesDialog
from desktop_app.ui.practice.quality_page import QualityPage
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.record_dialog import RecordDialog
from tests.ui.clients.rehearsal import Way
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.plan.rehearsal import a_desk
from tests.ui.practice.rehearsal import a_messages_desk, an_office_desk, practised
from tests.ui.practice.scenes import practice_room, scenes
from tests.ui.scene import Scene


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_the_rooms_are_whole(qtbot: QtBot, scene: Scene) -> None:
    screen = scene.make()
    qtbot.addWidget(screen)
    prepare(screen, (1366, 440), "fr", "dark", 200)
    settle(screen)
    assert cut_off_text(screen) == []
    assert nameless(screen) == []
    assert rich_text_labels(screen) == []


def _keyboard(dialog: QWidget | None) -> QWidget:
    """What has the keyboard in the open dialog."""
    assert dialog is not None
    dialog.activateWindow()
    settle(dialog)
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _open(desk: MessagesDesk) -> MessagesDialog | None:
    return desk.dialog


def _save(dialog: RecordDialog | None) -> None:
    QTest.keyClick(_keyboard(dialog), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_message_is_found_copied_and_noted_by_keys_alone(qtbot: QtBot) -> None:
    world, client = practised()
    undo, way = Undo(world.laptop), Way()
    desk = a_messages_desk(world, way)
    desk.open(client, "walk_in")
    dialog = desk.dialog
    assert dialog is not None
    prepare(dialog, (820, 600))
    assert cut_off_text(dialog) == []
    assert "Without" not in dialog.text.text()
    # Of the program alone, and said to be so; 1 is the office's own, in the language of the client.
    assert dialog.badge.text() == "Not approved yet"
    QTest.keyClick(_keyboard(dialog), Qt.Key.Key_1)
    assert dialog.badge.text() == "Approved"
    assert "Hello, you are here" in dialog.text.text() or "Bonjour" in dialog.text.text()
    QTest.keyClick(dialog.copy, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == dialog.text.text()
    dialog.printed.emit()
    assert way.printed[0].startswith(b"%PDF")
    QTest.keyClick(dialog.uses[-1], Qt.Key.Key_Return)
    (used,) = Records(world.laptop).of(client, "encounter")
    assert used.text("message")
    assert (used.text("sort"), used.text("direction")) == ("meeting", "ours")
    assert _open(desk) is None
    assert way.said[-1][1]
    undo.undo_last()
    assert Records(world.laptop).of(client, "encounter") == ()
    assert way.problems == []
    desk.open()
    again = _open(desk)
    assert again is not None
    assert not any(one.isVisible() for one in again.uses)
    again.reject()


def test_the_steps_of_reception_by_keys_alone(qtbot: QtBot) -> None:
    world, client = practised()
    desk = a_desk(world, client)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show("practice")
    room = practice_room(desk)
    room.take_focus()
    QTest.keyClick(_keyboard(desk.screen), Qt.Key.Key_Return)
    assert desk.way.gone[-1] == ("messages", f"{client}/late")
    before = Receptions(world.laptop).today(client).remaining
    assert room.steps is not None
    room.steps.rows()[2].setFocus()
    QTest.keyClick(_keyboard(desk.screen), Qt.Key.Key_Return)
    assert Receptions(world.laptop).today(client).remaining == before - 1
    settle(desk.screen)
    # The keyboard stays at the step, so that the next is one key away.
    assert room.steps.rows()[2].hasFocus()
    assert desk.way.said[-1][1]


def test_a_guideline_is_confirmed_and_the_office_sees_it(qtbot: QtBot) -> None:
    world, _ = practised()
    desk = an_office_desk(world, world.laptop)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    page = desk.show("guidelines").page("guidelines")
    assert isinstance(page, GuidelinesPage)
    (read,) = page.confirm_buttons
    QTest.keyClick(read, Qt.Key.Key_Return)
    assert [one for one in page.confirm_buttons if one.isVisible()] == []
    assert all(one.confirmed_on for one in Guidelines(world.laptop).in_force())
    # Without the office's rights nothing can be written.
    words = {one.text().strip() for one in page.findChildren(Button)}
    assert not words & {"New version…", "Write a guideline…", "Withdraw"}
    assert desk.way.problems == []


def test_a_matter_that_names_somebody_is_asked_about_once(qtbot: QtBot) -> None:
    world, _ = practised()
    desk = an_office_desk(world, world.laptop)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    page = desk.show("agenda").page("agenda")
    assert isinstance(page, AgendaPage)
    page.add_asked.emit()
    dialog = page.dialog
    assert dialog is not None
    dialog.form.field("topic").set_value("ethics")
    dialog.form.field("what").set_value("Maude a oublié la règle")
    _save(dialog)
    assert page.dialog is dialog
    dialog.form.field("what").set_value("La règle n'était pas affichée")
    _save(dialog)
    assert not page.findChildren(RecordDialog) or page.dialog is not dialog
    assert [one.what for one in TeamAgenda(world.laptop).waiting()][-1] == (
        "La règle n'était pas affichée"
    )
    assert desk.drafts.kept == {}
    page.print_asked.emit()
    assert desk.way.printed[0].startswith(b"%PDF")


def test_a_sample_is_drawn_and_a_file_reviewed(qtbot: QtBot) -> None:
    world, client = practised()
    desk = an_office_desk(world, world.office)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    page = desk.show("quality").page("quality")
    assert isinstance(page, QualityPage)
    QTest.keyClick(page.draw, Qt.Key.Key_Return)
    drawn = page.rows.rowCount()
    assert drawn == 2
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    lines = [page.rows.row_at(number) for number in range(drawn)]
    names = [one.name for one in lines if one is not None]
    assert names == sorted(names, reverse=True)
    page.table.choose(next(at for at, one in enumerate(lines) if one and one.client == client))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert desk.way.gone[-1] == ("clients", f"{client}/practice")
    # That it was drawn for a review is the reason why a file of others is opened.
    (look,) = Access(world.office).of(client).looks
    assert "2026-11" in look.reason
    QTest.keyClick(page.review, Qt.Key.Key_Return)
    assert page.dialog is not None
    QTest.keyClicks(_keyboard(page.dialog), "Nothing to add")
    _save(page.dialog)
    reviews = Records(world.office).of(client, "file_review")
    assert [one.text("sample") for one in reviews] == ["", "2026-11"]
    assert desk.way.problems == []
