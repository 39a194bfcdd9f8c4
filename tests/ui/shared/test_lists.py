"""Lists of cards and the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.lists import Card, CardList


def test_tab_passes_a_list_in_one_step_and_enter_presses_a_button(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column, cards, after = QVBoxLayout(page), CardList("Files"), Button("Write")
    column.addWidget(cards)
    column.addWidget(after)
    cards.show_cards([Card(str(number), f"File {number}") for number in range(3)])
    page.show()
    qtbot.waitExposed(page)
    first, second, _ = cards.rows()
    page.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Tab)
    assert after.hasFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab)
    assert second.hasFocus()
    with qtbot.waitSignal(after.clicked):
        QTest.keyClick(after, Qt.Key.Key_Return)
