"""The watch over keyboard and mouse: cover once, lock once, wake by a touch."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.shell.idle import IdleWatch


class _World:
    """A clock and a job that the test moves."""

    def __init__(self) -> None:
        self.now, self.busy = 1000.0, False
        self.heard: list[str] = []
        self.watch = IdleWatch(5, 15, lambda: self.busy, lambda: self.now)
        self.watch.cover_due.connect(lambda: self.heard.append("cover"))
        self.watch.lock_due.connect(lambda: self.heard.append("lock"))

    def wait(self, minutes: int) -> None:
        for _ in range(minutes * 12):
            self.now += 5
            self.watch.ask()


def test_cover_once_then_lock(qtbot: QtBot) -> None:
    world = _World()
    world.wait(14)
    assert world.heard == ["cover"]
    world.wait(1)
    assert world.heard == ["cover", "lock"]


def test_a_key_begins_anew(qtbot: QtBot) -> None:
    world = _World()
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    world.wait(4)
    QTest.keyClick(widget, Qt.Key.Key_A)
    world.wait(4)
    assert world.heard == []
    world.wait(2)
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    world.wait(6)
    assert world.heard == ["cover", "cover"]


def test_a_job_holds_the_lock_back_but_sleep_does_not(qtbot: QtBot) -> None:
    world = _World()
    world.busy = True
    world.wait(60)
    assert world.heard == ["cover"]
    world.now += 3600
    world.watch.ask()
    assert world.heard == ["cover", "lock"]


def test_other_times_count_from_now(qtbot: QtBot) -> None:
    world = _World()
    world.watch.change(1, 5)
    world.wait(2)
    assert world.heard == ["cover"]
    world.wait(3)
    assert world.heard == ["cover", "lock"]
