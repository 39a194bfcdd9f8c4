"""The rooms of a client's file: tabs by mouse and keyboard, made late, asked for the open client."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.language import Message
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.rooms import Addition, Room
from tests.ui.clients.rehearsal import Way, a_world, jeanne
from tests.ui.picture import prepare, settle


class Plan(QPushButton):
    """A room that remembers what it was asked."""

    def __init__(self, made: list[Plan]) -> None:
        super().__init__("plan")
        made.append(self)
        self.opened: list[str] = []
        self.added: list[str] = []

    def open(self, client: str) -> None:
        self.opened.append(client)

    def add(self, key: str) -> None:
        self.added.append(key)

    def take_focus(self) -> None:
        self.setFocus()


def test_a_room_is_made_when_it_is_first_shown_and_asked_for_the_client(qtbot: QtBot) -> None:

    made: list[Plan] = []
    room = Room(
        "plan", Message("test", "Plan"), "calendar-days", lambda: Plan(made),
        (Addition("goal", Message("test", "Add a goal"), "plus"),),
    )  # fmt: skip
    world, way = a_world(), Way()
    screen = build(world.services(), ImmediateJobs(), way, lambda: (room,))
    assert isinstance(screen, ClientsScreen)
    qtbot.addWidget(screen)
    prepare(screen)
    screen.show()
    client = jeanne(world)
    screen.show_detail(client)
    screen.activate()
    settle(screen)
    assert made == []
    screen.activateWindow()
    screen.file.add.setFocus()
    settle(screen)
    QTest.keyClick(screen.file.add, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert way.gone == [("clients", f"{client}/plan")]
    screen.show_detail(f"{client}/plan")
    assert len(made) == 1
    assert made[0].opened == [client]
    assert made[0].isVisible()
    assert not screen.file.timeline.isVisible()
    screen.file.rooms.add("plan", "goal")
    assert made[0].added == ["goal"]
    screen.show_detail(client)
    assert not made[0].isVisible()
    assert screen.file.timeline.isVisible()
