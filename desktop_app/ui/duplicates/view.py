"""The screen of doubles: the pairs at the left, the two records side by side at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import Registry
from desktop_app.language import Message
from desktop_app.services.likely_pairs import LikelyPair, SideBySide
from desktop_app.services.progress import Step
from desktop_app.ui.duplicates import words
from desktop_app.ui.duplicates.pair_page import PairPage
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Caption, Heading, Second
from desktop_app.ui.shared.look import HEIGHT_CONTROL, scaled, space
from desktop_app.ui.shared.progress import ProgressCard
from desktop_app.ui.shared.tables import Column, PagedModel, Table
from desktop_app.ui.shared.words import say

_NARROW: Final = 900


class DuplicatesScreen(QWidget):
    """chosen: the id of a pair. turned: the number of a differing field, from 0. stepped: by how
    many rows to go on. open_asked: which of the two, 0 or 1."""

    shown_again = Signal()
    detail_asked = Signal(str)
    chosen = Signal(str)
    stepped = Signal(int)
    turned = Signal(int)
    same_asked = Signal()
    different_asked = Signal()
    later_asked = Signal()
    undo_asked = Signal()
    open_asked = Signal(int)
    compare_asked = Signal()
    stop_asked = Signal()
    back_asked = Signal()

    help_topic = "duplicates"

    def __init__(self, registry: Registry, local: Callable[[int], datetime]) -> None:
        super().__init__()
        self._presenter: object = None
        self._pair: LikelyPair | None = None
        outside = QVBoxLayout(self)
        outside.setContentsMargins(space(5), space(4), space(5), space(5))
        outside.setSpacing(space(3))
        outside.addLayout(self._make_head())
        self.comparing = ProgressCard(Message("duplicates", "Looking for doubles"))
        self.comparing.cancel_asked.connect(self.stop_asked)
        self.comparing.hide()
        outside.addWidget(self.comparing)
        self._body = QWidget()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._body)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(space(5))
        outside.addWidget(self._body, 1)
        columns: tuple[Column[LikelyPair], ...] = (
            Column("who", Message("duplicates", "About"), lambda one: say(words.title(one))),
            Column("likely", Message("duplicates", "Likely"), words.how_likely, width=76),
        )
        self.rows: PagedModel[LikelyPair] = PagedModel(columns, _sentence)
        self.table: Table[LikelyPair] = Table(
            self.rows, Message("duplicates", "Files that may be the same")
        )
        self.table.chosen.connect(lambda one: self.chosen.emit(one.id))
        self.table.opened.connect(lambda one: self.open_asked.emit(0))
        self.table.typed.connect(self._key)
        for sequence, by in (("Left", -1), ("Right", 1)):
            arrow = QShortcut(QKeySequence(sequence), self.table)
            arrow.setContext(Qt.ShortcutContext.WidgetShortcut)
            arrow.activated.connect(partial(self.stepped.emit, by))
        self._both.addWidget(self.table, 4)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self.page = PairPage(registry, local)
        self.page.turned.connect(self.turned)
        self.page.opened.connect(self.open_asked)
        column.addWidget(self.page, 1)
        column.addWidget(self._make_actions())
        self._both.addWidget(right, 8)
        self.empty = EmptyState(
            Message("duplicates", "No two files look like the same person."),
            Message("duplicates", "Back to the exchange"),
            Message(
                "duplicates",
                "After each import, what is new is compared with everybody on this laptop.",
            ),
            icon_name="circle-check",
            button_icon="arrow-left",
        )
        self.empty.acted.connect(self.back_asked)
        self.empty.hide()
        outside.addWidget(self.empty, 1)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_asked)

    def _make_head(self) -> QBoxLayout:
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(Heading(Message("duplicates", "Possible doubles")))
        self._count = Second()
        titles.addWidget(self._count)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        self.everything = Button(
            Message("duplicates", "Compare everything"), icon_name="refresh-cw", key_hint="C"
        )
        self.everything.clicked.connect(self._compare)
        self.back = Button(
            Message("duplicates", "Back to the exchange"), icon_name="arrow-left", key_hint="Esc"
        )
        self.back.clicked.connect(self.back_asked)
        buttons.addWidget(self.everything)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.addLayout(titles, 1)
        head.addLayout(buttons)
        self._head = head
        return head

    def _make_actions(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        row = QWidget()
        flow = FlowLayout(row)
        self.same = PrimaryButton(
            Message("duplicates", "The same person"), icon_name="git-merge", key_hint="S"
        )
        self.same.clicked.connect(self.same_asked)
        self.different = Button(Message("duplicates", "Not the same"), icon_name="x", key_hint="D")
        self.different.clicked.connect(self.different_asked)
        self.later = Button(Message("duplicates", "Later"), icon_name="clock", key_hint="L")
        self.later.clicked.connect(self.later_asked)
        self.undo = Button(Message("duplicates", "Take back"), icon_name="undo-2", key_hint="U")
        self.undo.clicked.connect(self.undo_asked)
        for button in (self.same, self.different, self.later, self.undo):
            flow.addWidget(button)
        column.addWidget(row)
        self._keys = Caption(
            Message(
                "duplicates",
                "Keys: S the same, D not the same, L later, U takes back, 1 to 9 choose what "
                "stands, the arrows go on. Nothing is rewritten: both files stay whole.",
            )
        )
        column.addWidget(self._keys)
        return holder

    def keep(self, presenter: object) -> None:
        """Keep whoever answers this screen's signals, which by themselves keep nobody."""
        self._presenter = presenter

    # What the window may call

    def show_detail(self, detail: str) -> None:
        """Open the pair of that id."""
        self.detail_asked.emit(detail)

    def activate(self) -> None:
        """The screen is shown again: ask for fresh content."""
        self.shown_again.emit()

    def take_focus(self) -> None:
        """The keyboard goes to the list, or to the way back when it is empty."""
        if self.rows.rowCount():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the presenter says

    def show_list(self, pairs: Sequence[LikelyPair], total: int, chosen: int) -> None:
        """List these and choose that row."""
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and self.isAncestorOf(focused)
        blocked = self.table.blockSignals(True)
        if tuple(pairs) != self._listed():
            self.rows.show_rows(pairs)
        if chosen >= 0:
            self.table.choose(chosen)
        self.table.blockSignals(blocked)
        self._count.set_words(
            Message(
                "duplicates",
                "{n} pair of files may be the same; you decide.",
                {},
                "{n} pairs of files may be the same; you decide.",
                total,
            )
            if total
            else ""
        )
        self._body.setVisible(bool(pairs))
        self.empty.setVisible(not pairs)
        self.back.setVisible(bool(pairs))
        if had_keyboard and self.isVisible():
            self.take_focus()
        if not pairs:
            announce(self, Message("duplicates", "No two files look like the same person."))

    def _listed(self) -> tuple[LikelyPair, ...]:
        rows = (self.rows.row_at(number) for number in range(self.rows.rowCount()))
        return tuple(row for row in rows if row is not None)

    def show_pair(self, pair: LikelyPair, both: SideBySide, stands: Mapping[str, int]) -> None:
        """Put both records side by side."""
        self._pair = pair
        self.same.set_words(words.same_words(pair))
        self.page.show_pair(pair, both, stands)

    def show_stands(self, stands: Mapping[str, int]) -> None:
        """Another value stands now."""
        self.page.show_stands(stands)

    def show_comparing(self, step: Step | None) -> None:
        """How far comparing is; None when it is over."""
        if step is None:
            self.comparing.hide()
        else:
            if self.comparing.isHidden():
                self.comparing.begin(Message("duplicates", "Looking for doubles"))
                self.comparing.show()
            self.comparing.show_step(step)
        self.everything.setEnabled(step is None)

    # Keys

    def _key(self, text: str) -> None:
        letter = text.casefold()
        acts = {
            "s": self.same_asked, "d": self.different_asked, "l": self.later_asked,
            "u": self.undo_asked, "c": self.compare_asked,
        }  # fmt: skip
        if text.isdecimal() and text != "0":
            self.turned.emit(int(text) - 1)
        elif letter in acts:
            acts[letter].emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.stepped.emit(1 if key == Qt.Key.Key_Right else -1)
        elif event.text() and event.text().isalnum():
            self._key(event.text())
        else:
            super().keyPressEvent(event)

    def _compare(self) -> None:
        # Without the button's own argument, which would be taken for an answer.
        self.compare_asked.emit()

    # Room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def retheme(self) -> None:
        """Stand side by side only where the text in force leaves room for it."""
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < scaled(_NARROW)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._both.setDirection(down if narrow else right)
        self._head.setDirection(down if self.width() < scaled(620) else right)
        # Without room the list is one line, the pair that is shown; the arrows go on to the others.
        line = scaled(HEIGHT_CONTROL) + space(2)
        self.table.setMaximumHeight(line if narrow else 16_777_215)
        self.table.setMinimumHeight(line if narrow else 0)
        self.table.horizontalHeader().setVisible(not narrow)
        self.page.show_title(not narrow)
        self._count.setVisible(not narrow)
        # The buttons say their keys themselves when one points at them.
        self._keys.setVisible(not narrow)


def _sentence(pair: LikelyPair) -> str:
    return f"{say(words.title(pair))}. {words.why(pair)}"
