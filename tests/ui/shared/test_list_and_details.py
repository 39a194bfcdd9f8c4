"""The frame of screens with a list and the details of one row."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.list_and_details import ListAndDetails
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.tables import Column
from desktop_app.ui.shared.toast import Toast
from tests.ui.picture import prepare, settle


class Fruits(ListAndDetails[str]):
    """Words in a list; what was typed and chosen is kept."""

    def __init__(self, details: QWidget | None = None) -> None:
        super().__init__()
        self.letters: list[str] = []
        self.asked: list[str] = []
        self.left = 0
        columns = (Column[str]("word", "Word", lambda one: one),)
        self.begin(
            "Words", "Back", columns, "Words that wait", details or PlainLabel("One"), str,
            nothing="None.",
        )  # fmt: skip
        self.field = QLineEdit()
        self.add_above(self.field)
        self.chosen.connect(self.asked.append)
        self.back_asked.connect(self._leave)

    def _leave(self) -> None:
        self.left += 1

    def typed(self, letter: str) -> None:
        self.letters.append(letter)

    def keeps_keyboard(self) -> bool:
        return self.field.hasFocus()


def test_keys_go_from_row_to_row_and_out_and_letters_come_to_the_screen() -> None:
    screen = Fruits()
    prepare(screen)
    screen.show_rows(["a", "b", "c"], 0)
    assert screen.asked == []
    screen.take_focus()
    QTest.keyClick(screen.table, Qt.Key.Key_Right)
    QTest.keyClick(screen.table, Qt.Key.Key_Down)
    QTest.keyClick(screen.table, Qt.Key.Key_Right)
    QTest.keyClick(screen.table, Qt.Key.Key_Left)
    QTest.keyClick(screen.back, Qt.Key.Key_Left)
    assert screen.asked == ["b", "c", "b", "a"]
    QTest.keyClick(screen.table, Qt.Key.Key_K)
    QTest.keyClick(screen.back, Qt.Key.Key_2)
    assert screen.letters == ["k", "2"]
    QTest.keyClick(screen.table, Qt.Key.Key_Escape)
    assert screen.left == 1


def test_the_keyboard_follows_the_list_unless_somebody_is_typing() -> None:
    screen = Fruits()
    prepare(screen)
    screen.show_rows(["a", "b"], 1)
    screen.back.setFocus()
    screen.show_rows(["b"], 0)
    assert screen.table.hasFocus()
    screen.show_rows([], -1)
    assert screen.empty.button.hasFocus()
    assert screen.back.isHidden()
    screen.show_rows(["a"], 0)
    screen.field.setFocus()
    screen.show_rows(["b"], 0)
    assert screen.field.hasFocus()


def test_where_there_is_no_room_beside_the_list_one_page_scrolls() -> None:
    details = ScrollPage(margin_steps=0)
    details.column.addWidget(PlainLabel("\n".join(["A line"] * 60)))
    screen = Fruits(details)
    prepare(screen)
    screen.show_rows(["a", "b"], 0)
    bar = screen.findChildren(ScrollPage)[0].verticalScrollBar()
    screen.resize(1300, 600)
    settle(screen)
    assert (bar.maximum(), details.verticalScrollBar().maximum() > 0) == (0, True)
    screen.resize(700, 600)
    settle(screen)
    assert (bar.maximum() > 0, details.verticalScrollBar().maximum()) == (True, 0)
    bar.setValue(bar.maximum())
    screen.show_from_top()
    assert screen.table.visibleRegion().boundingRect().height() == screen.table.height()


def test_details_that_are_decided_on_come_into_sight_until_somebody_scrolls() -> None:
    details = ScrollPage(margin_steps=0)
    first = PlainLabel("The first line")
    details.column.addWidget(first)
    details.column.addWidget(PlainLabel("\n".join(["A line"] * 60)))
    screen = Fruits(details)
    screen.show_rows(["a", "b"], 0)
    screen.show_details_first()
    prepare(screen, (700, 300))
    bar = screen.findChildren(ScrollPage)[0].verticalScrollBar()
    held = bar.value()
    assert held > 0
    assert first.visibleRegion().boundingRect().height() == first.height()
    assert first.mapTo(screen, first.rect().topLeft()).y() < 20
    bar.setValue(0)
    screen.resize(700, 290)
    settle(screen)
    assert bar.value() == 0
    screen.show_details_first()
    settle(screen)
    assert bar.value() == held


def test_a_toast_does_not_cover_what_is_decided_next() -> None:
    screen = Fruits()
    host = QWidget()
    QVBoxLayout(host).addWidget(screen)
    toast = Toast(host)
    screen.show_rows(["a", "b"], 0)
    screen.show_details_first()
    prepare(host, (1300, 600))
    toast.show_done("Something was decided about somebody.")
    over = screen.table.rect().translated(screen.table.mapTo(host, QPoint(0, 0)))
    assert over.contains(toast.geometry())
    toast.show_done("Something was decided about somebody.", undo=True)
    settle(host)
    # The list is not wide: the button stands under the words, which keep one line.
    (words,) = (one for one in toast.findChildren(PlainLabel) if one.text())
    assert toast.undo.y() > words.geometry().bottom()
    assert over.contains(toast.geometry())
    host.resize(700, 600)
    settle(host)
    assert toast.geometry().bottom() > host.height() - 20
    screen.show_rows([], -1)
    toast.show_done("Something was decided about somebody.")
    assert toast.geometry().bottom() < host.height() - 40
