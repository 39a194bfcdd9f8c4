"""B23: the program copies nothing by itself; a secret copied by hand is taken back, unless something
else was copied meanwhile."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.language import Message
from desktop_app.ui.shared import secret_copies
from desktop_app.ui.shared.dialogs import SecretField
from desktop_app.ui.shared.secret_copies import TAKEN_BACK_AFTER_MS, SecretCopies
from tests.figures import Recorder, reached

PROGRAM = Path(secret_copies.__file__).parents[2]
SECRET = "canot rouge sur lac tranquille"


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: object) -> Iterator[None]:
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


def a_field(qtbot: QtBot) -> SecretField:
    field = SecretField(Message("dialogs", "Passphrase"))
    qtbot.addWidget(field)
    field.show()
    field.line.setText(SECRET)
    field.activateWindow()
    field.line.setFocus()
    qtbot.waitUntil(field.line.hasFocus)
    return field


def guard() -> SecretCopies:
    application = QGuiApplication.instance()
    assert application is not None
    found = application.findChild(SecretCopies)
    assert found is not None
    return found


def copy_shown(qtbot: QtBot, field: SecretField) -> None:
    field.toggle.setChecked(True)
    field.line.setFocus()
    field.line.selectAll()
    QTest.keyClick(field.line, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def test_b23_nothing_in_the_program_copies_by_itself() -> None:
    """One file may touch the clipboard: it takes secrets back, and copies words when asked."""
    naming = {
        path.name
        for path in PROGRAM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "clipboard")
        or (isinstance(node, ast.Name) and node.id == "QClipboard")
    }
    assert naming <= {"secret_copies.py"}, naming


def test_b23_a_hidden_passphrase_cannot_be_copied(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    field.line.selectAll()
    for key in (Qt.Key.Key_C, Qt.Key.Key_X):
        QTest.keyClick(field.line, key, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == ""


def test_b23_a_shown_passphrase_is_taken_back(qtbot: QtBot, record_property: Recorder) -> None:
    assert TAKEN_BACK_AFTER_MS <= 15_000
    field, clipboard = a_field(qtbot), QGuiApplication.clipboard()
    watch = guard()
    assert watch._timer.interval() == TAKEN_BACK_AFTER_MS
    for number in range(100):
        copy_shown(qtbot, field)
        assert clipboard.text() == SECRET
        assert clipboard.mimeData().data("x-kde-passwordManagerHint").data() == b"secret"
        assert watch._timer.isActive()
        if number % 2:
            clipboard.setText(f"of another program {number}")
        watch._timer.timeout.emit()
        assert clipboard.text() == (f"of another program {number}" if number % 2 else "")
    reached(record_property, "B23", 100, "copies taken back, or left to others", 100)


def test_b23_closing_the_field_or_the_program_takes_it_back_too(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    watch = guard()
    copy_shown(qtbot, field)
    field.close()
    field.deleteLater()
    assert watch._timer.isActive()
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.aboutToQuit.emit()
    assert QGuiApplication.clipboard().text() == ""


def test_b23_other_fields_are_left_alone(qtbot: QtBot) -> None:
    field = a_field(qtbot)
    field.line.setProperty("secret", False)
    copy_shown(qtbot, field)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == SECRET
    assert not data.hasFormat("x-kde-passwordManagerHint")
