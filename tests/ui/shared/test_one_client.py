"""A room never shows what is somebody else's, not even until the right person's has come."""

from __future__ import annotations

import uuid

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.record_room import FileRecordRoom
from tests.ui.picture import prepare, settle


def _shown(room: QWidget) -> list[str]:
    return [one.text() for one in room.findChildren(PlainLabel) if one.isVisibleTo(room)]


def test_what_is_somebody_elses_goes_before_anything_comes(qtbot: QtBot) -> None:
    room = FileRecordRoom(uuid.uuid4)
    qtbot.addWidget(room)
    asked: list[tuple[str, list[str]]] = []
    room.opened.connect(lambda client: asked.append((client, _shown(room))))
    prepare(room)
    room.open("ana")
    room.column.addWidget(PlainLabel("Ana's goal"))
    settle(room)
    room.open("ana")  # something changed: what stands there stays until it is shown anew
    room.open("paul")
    assert asked == [("ana", []), ("ana", ["Ana's goal"]), ("paul", [])]
