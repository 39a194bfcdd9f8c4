"""Syllabics where text is typed: by sounds with the keyboard alone, and from the chart."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.fields import LongTextField, TextField
from desktop_app.ui.shared.syllabics_input import SyllabicsInput


class Desk(QWidget):
    """A name and a note, and a passphrase beside them."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        self.name, self.note = TextField("Name"), LongTextField("Note")
        self.secret = QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        for one in (self.name, self.note, self.secret):
            column.addWidget(one)
        self.resize(1366, 768)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def kept() -> list[str]:
    return []


@pytest.fixture
def typing(desk: Desk, kept: list[str]) -> Iterator[SyllabicsInput]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    made = SyllabicsInput(app, "iu", kept.append)
    yield made
    made.close()
    app.removeEventFilter(made)


def is_open(typing: SyllabicsInput) -> bool:
    return typing.chart is not None


def line_of(desk: Desk) -> QLineEdit:
    line = desk.name.inputs()[0]
    assert isinstance(line, QLineEdit)
    return line


def test_sounds_become_signs_while_they_are_typed(desk: Desk, typing: SyllabicsInput) -> None:
    line = line_of(desk)
    line.setText("Anne ")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_F8)
    assert is_open(typing)
    QTest.keyClicks(line, "n")
    assert line.text() == "Anne ᓐ"
    QTest.keyClicks(line, "unavut 2")
    assert line.text() == "Anne ᓄᓇᕗᑦ 2"
    QTest.keyClicks(line, "nuu")
    QTest.keyClick(line, Qt.Key.Key_Backspace)
    assert line.text() == "Anne ᓄᓇᕗᑦ 2ᓄ"
    QTest.keyClick(line, Qt.Key.Key_F8)
    assert not is_open(typing)
    QTest.keyClicks(line, "nu")
    assert line.text() == "Anne ᓄᓇᕗᑦ 2ᓄnu"
    assert desk.name.value() == "Anne ᓄᓇᕗᑦ 2ᓄnu"


def test_a_sound_stays_where_the_cursor_was_put(desk: Desk, typing: SyllabicsInput) -> None:
    line = line_of(desk)
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_F8)
    QTest.keyClicks(line, "na")
    line.setCursorPosition(0)
    QTest.keyClicks(line, "pi")
    assert line.text() == "ᐱᓇ"
    line.selectAll()
    QTest.keyClicks(line, "q")
    assert line.text() == "ᖅ"


def test_a_note_and_the_chart(desk: Desk, typing: SyllabicsInput, kept: list[str]) -> None:
    note = desk.note.inputs()[0]
    assert isinstance(note, QPlainTextEdit)
    note.setFocus()
    QTest.keyClick(note, Qt.Key.Key_F8)
    QTest.keyClicks(note, "qqa")
    assert note.toPlainText() == "ᖅᑲ"
    chart = typing.chart
    assert chart is not None
    sign = next(one for one in chart.findChildren(Button) if one.accessibleName() == "ᓄ nu")
    QTest.mouseClick(sign, Qt.MouseButton.LeftButton)
    assert note.toPlainText() == "ᖅᑲᓄ"
    chart.writing.left.emit("cr-west")
    assert kept == ["cr-west"]
    QTest.keyClicks(note, " niso")
    assert note.toPlainText() == "ᖅᑲᓄ ᓂᓱ"


def test_a_passphrase_stays_what_is_typed(desk: Desk, typing: SyllabicsInput) -> None:
    desk.secret.setFocus()
    QTest.keyClick(desk.secret, Qt.Key.Key_F8)
    QTest.keyClicks(desk.secret, "nuna")
    assert desk.secret.text() == "nuna"
