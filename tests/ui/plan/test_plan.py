"""The room of a plan: whole in each look, done by keys alone, nothing typed is lost, all undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.services.casework.plans import Plans
from desktop_app.services.undo import Undo
from desktop_app.ui.plan.view import PlanRoom
from desktop_app.ui.shared.buttons import Button
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.plan.rehearsal import Desk, a_desk, a_file
from tests.ui.plan.scenes import plan_room, scenes
from tests.ui.scene import Scene


@pytest.mark.parametrize("look", [("fr", "light", 100), ("en", "dark", 200)])
@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_the_room_is_whole(qtbot: QtBot, scene: Scene, look: tuple[str, str, int]) -> None:
    language, palette, percent = look
    screen = scene.make()
    qtbot.addWidget(screen)
    prepare(screen, (1254, 682) if percent == 100 else (1366, 440), language, palette, percent)
    settle(screen)
    assert cut_off_text(screen) == []
    assert nameless(screen) == []
    assert rich_text_labels(screen) == []


def _press(words: str, within: PlanRoom) -> None:
    found = next(one for one in within.findChildren(Button) if one.text().strip() == words)
    found.setFocus()
    QTest.keyClick(found, Qt.Key.Key_Return)


def _keyboard(room: PlanRoom) -> QWidget:
    """What has the keyboard in the open dialog."""
    assert room.dialog is not None
    room.dialog.activateWindow()
    settle(room.dialog)
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _save(room: PlanRoom) -> None:
    QTest.keyClick(_keyboard(room), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(room)


def test_a_goal_and_a_step_by_keys_alone(qtbot: QtBot) -> None:
    world, client = a_file()
    undo = Undo(world.laptop)
    desk = a_desk(world, client)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show("plan")
    room = plan_room(desk)
    room.take_focus()
    button = QApplication.focusWidget()
    assert button is not None
    QTest.keyClick(button, Qt.Key.Key_Return)
    QTest.keyClicks(_keyboard(room), "Open my letters without fear")
    # The power goes before it is saved: what was typed is kept when the dialog is left.
    assert room.dialog is not None
    QTest.keyClick(room.dialog, Qt.Key.Key_Escape)
    settle(desk.screen)
    assert Plans(world.laptop).of(client).goals == ()
    room.add("goal")
    assert room.dialog is not None
    assert room.dialog.form.values()["words"] == "Open my letters without fear"
    _save(room)
    (goal,) = Plans(world.laptop).of(client).goals
    assert (goal.words, goal.language, goal.set_on) == (
        "Open my letters without fear", "iu", "2026-11-21",
    )  # fmt: skip
    assert world.drafts.kept == {}
    _press("Add a step…", room)
    QTest.keyClicks(_keyboard(room), "Read one letter on Tuesday")
    _save(room)
    _press("Done", room)
    settle(desk.screen)
    plan = Plans(world.laptop).of(client)
    assert (plan.done, plan.steps) == (1, 1)
    assert [undone for _, undone in desk.way.said] == [True, True, True]
    undo.undo_last()
    assert Plans(world.laptop).of(client).done == 0
    _press("Print the plan…", room)
    assert desk.way.printed[0].startswith(b"%PDF")
    assert desk.way.problems == []


def test_a_goal_without_words_is_told_at_its_field(qtbot: QtBot) -> None:
    world, client = a_file()
    desk: Desk = a_desk(world, client)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show("plan")
    room = plan_room(desk)
    room.add("goal")
    dialog = room.dialog
    assert dialog is not None
    dialog.verb.click()
    assert dialog.form.field("words").error()
    assert room.dialog is dialog
