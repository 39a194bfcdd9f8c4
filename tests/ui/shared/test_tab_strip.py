"""Tabs stay on one line: those that have room, the chosen one always, the rest in a menu."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.language import Message
from desktop_app.ui.shared.tab_strip import Tab, TabStrip
from tests.ui.picture import prepare, settle

KEYS = ("history", "tasks", "plan", "benefits", "documents", "family")


def a_strip(qtbot: QtBot, width: int) -> TabStrip:
    tabs = [Tab(key, f"{key} & more", "history") for key in KEYS]
    strip = TabStrip(Message("client file", "Parts of the file"), tabs)
    strip.chosen.connect(strip.show_chosen)
    qtbot.addWidget(strip)
    prepare(strip, (width, 60))
    return strip


def places(strip: TabStrip) -> list[tuple[str, int]]:
    """Which tabs are seen, and where each begins."""
    return [(key, strip.bar.tabRect(strip.keys.index(key)).left()) for key in strip.seen]


def test_all_that_have_room_are_seen_and_no_menu_is_offered(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 1200)
    assert strip.seen == KEYS
    assert not strip.more.isVisible()


def test_the_chosen_tab_is_seen_and_the_first_ones_never_move(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 560)
    before = places(strip)
    assert 1 < len(before) < len(KEYS)
    assert strip.more.isVisibleTo(strip)
    for key in KEYS:
        strip.show_chosen(key)
        assert strip.current == key
        assert key in strip.seen
        assert places(strip)[:-1] == before[:-1]
        assert strip.more.geometry().right() < strip.width()
    strip.show_chosen("history")
    assert strip.seen[-1] == "family", "the last place stays with whichever was chosen last"


def test_the_menu_has_the_rest_and_its_lines_choose(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 560)
    strip.more.click()
    lines = [action.text().split(" ")[0] for action in strip.menu.actions()]
    assert lines == [key for key in KEYS if key not in strip.seen]
    strip.menu.actions()[-1].trigger()
    strip.menu.close()
    assert strip.current == "family"


def test_arrows_go_from_tab_to_tab_and_enter_goes_on_into_what_is_shown(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 1200)
    strip.bar.setFocus()
    QTest.keyClick(strip.bar, Qt.Key.Key_Right)
    QTest.keyClick(strip.bar, Qt.Key.Key_Right)
    assert strip.current == "plan"
    assert strip.has_keyboard()
    with qtbot.waitSignal(strip.entered):
        QTest.keyClick(strip.bar, Qt.Key.Key_Return)
    assert (strip.after(-1), strip.after(1)) == ("tasks", "benefits")


def test_larger_text_takes_room_and_never_another_line(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 1200)
    one_line = strip.height()
    prepare(strip, (1200, 120), text_percent=200)
    assert len(strip.seen) < len(KEYS)
    assert strip.sizeHint().height() < 2.5 * one_line
    assert strip.minimumSizeHint().width() < 1200
    prepare(strip, (1200, 60))
    assert strip.seen == KEYS


def test_a_wheel_chooses_nothing(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 1200)
    at = QPointF(strip.bar.rect().center())
    turn = QWheelEvent(
        at, strip.bar.mapToGlobal(at), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(strip.bar, turn)
    settle(strip)
    assert strip.current == "history"


def test_a_screen_reader_is_told_of_tabs(qtbot: QtBot) -> None:
    strip = a_strip(qtbot, 1200)
    line = QAccessible.queryAccessibleInterface(strip.bar)
    assert line.role() is QAccessible.Role.PageTabList
    assert line.text(QAccessible.Text.Name) == "history & more", "Qt says which is chosen"
    assert line.child(2).role() is QAccessible.Role.PageTab
    assert line.child(2).text(QAccessible.Text.Name) == "plan & more"
