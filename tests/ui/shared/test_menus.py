"""A menu is led by letters too."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.ui.shared.menus import Menu


def test_a_few_letters_of_any_word_lead_to_a_line(qtbot: QtBot) -> None:
    menu = Menu()
    qtbot.addWidget(menu)
    taken: list[str] = []
    for text in ("Ajouter une note", "Ajouter une tâche…", "Étape du plan", "Tout effacer"):
        action = menu.addAction(text)
        action.triggered.connect(lambda checked=False, text=text: taken.append(text))
    menu.actions()[-1].setEnabled(False)
    menu.popup(menu.pos())
    QTest.keyClicks(menu, "tac")
    assert menu.activeAction().text() == "Ajouter une tâche…"
    menu._since.invalidate()
    QTest.keyClicks(menu, "eta")
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert taken == ["Étape du plan"]
    menu._since.invalidate()
    menu.popup(menu.pos())
    QTest.keyClicks(menu, "tout")
    assert menu.activeAction().text() == "Ajouter une tâche…"  # what cannot be done is passed over
