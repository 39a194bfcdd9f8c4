"""The room of referrals by the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.services.casework.agreements import Agreements
from desktop_app.services.casework.referrals import Referrals
from desktop_app.ui.shared.lists import CardRow
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.plan.rehearsal import a_desk
from tests.ui.referrals.scenes import CLINIC, dialog_scenes, referred, room_of, scenes
from tests.ui.scene import Scene


@pytest.mark.parametrize("scene", [*scenes(), *dialog_scenes()], ids=lambda scene: scene.name)
def test_each_is_whole(qtbot: QtBot, scene: Scene) -> None:
    screen = scene.make()
    qtbot.addWidget(screen)
    prepare(screen, (1366, 768), "fr", "dark", 200)
    settle(screen)
    assert (cut_off_text(screen), nameless(screen), rich_text_labels(screen)) == ([], [], [])


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifier)


def test_somebody_is_referred_and_heard_of_by_keys(qtbot: QtBot) -> None:
    world, client = referred()
    desk = a_desk(world, client)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show("referrals")
    desk.screen.activateWindow()
    settle(desk.screen)
    room = room_of(desk)
    before = len(Referrals(world.laptop).of(client))
    room.take_focus()
    press(Qt.Key.Key_Space)
    dialog = room.dialog
    assert dialog is not None
    settle(dialog)
    field = dialog.search_field("service")
    QTest.keyClicks(field.line, "juridique")
    qtbot.waitUntil(field.list.isVisible)
    press(Qt.Key.Key_Return)
    assert field.line.text() == CLINIC
    dialog.form.field("reason").set_value("Appel du refus")
    dialog.form.field("state").set_value("drafted")
    dialog.form.field("person").take_focus()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(desk.screen)
    assert len(Referrals(world.laptop).of(client)) == before + 1
    # The same again is asked about, once.
    room.add("referral")
    dialog = room.dialog
    assert dialog is not None
    entry = next(
        one.record.text("organisation")
        for one in Referrals(world.laptop).of(client)
        if one.record.text("organisation")
    )
    values = {"service": entry, "reason": "Encore", "state": "drafted"}
    dialog.given.emit(values)
    assert len(Referrals(world.laptop).of(client)) == before + 1
    dialog.given.emit(values)
    assert len(Referrals(world.laptop).of(client)) == before + 2
    settle(desk.screen)
    # The longest without news is on top; Tab comes to its button.
    row = room.findChildren(CardRow)[0]
    assert row.card.title == CLINIC
    assert row.button is not None
    QTest.keyClick(row.button, Qt.Key.Key_Return)
    dialog = room.dialog
    assert dialog is not None
    dialog.form.field("state").set_value("received")
    dialog.verb.click()
    settle(desk.screen)
    heard = [one for one in Referrals(world.laptop).of(client) if one.state == "received"]
    assert [one.days for one in heard] == [0]
    end = next(one for one in room.findChildren(CardRow) if one.card.title == "Logement temporaire")
    assert end.button is not None
    end.button.click()
    assert [one.days for one in Agreements(world.laptop).of(client)].count(None) == 1
    assert desk.way.problems == []
    assert all(undo for _, undo in desk.way.said)
