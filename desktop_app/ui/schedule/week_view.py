"""The page of the week: where one is, the board or the list of days, the chosen appointment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.schedule.schedule import KEPT, LATE, NO_SHOW, PLANNED
from desktop_app.ui.schedule.chosen import ChosenPanel
from desktop_app.ui.schedule.day_list import WeekList
from desktop_app.ui.schedule.grid import WeekBoard
from desktop_app.ui.schedule.model import Week, sentence, week_facts, week_heading
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, Second
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage

NARROW = 900
"""Under this width (at 100 % text) the columns have no room for a name."""
_BOARD_HEIGHT = 300


class WeekPage(QWidget):
    """One week at a time.

    stepped: by so many weeks. chosen: an appointment; marked: a status. opened: Enter on one.
    """

    stepped = Signal(int)
    now_asked = Signal()
    new_asked = Signal()
    chosen = Signal(str)
    opened = Signal(str)
    marked = Signal(str)
    move_asked = Signal()
    cancel_asked = Signal()
    edit_asked = Signal()
    client_asked = Signal()
    words_asked = Signal()
    slip_asked = Signal()
    day_asked = Signal()

    def __init__(self, worker: str) -> None:
        """worker: the id of whoever is at work, whose name needs not be said."""
        super().__init__()
        self._worker = worker
        self._week: Week | None = None
        self._chosen = ""
        self._narrow = False
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        self._page = ScrollPage()
        outside.addWidget(self._page)
        column = self._page.column
        column.addLayout(self._head())
        self.board = WeekBoard()
        self.list = WeekList()
        self.panel = ChosenPanel()
        self.empty = EmptyState(
            Message("schedule", "No appointment in this week."),
            Message("schedule", "New appointment"),
            Message("schedule", "For example a visit, a call, a form to fill in together."),
            icon_name="calendar-days",
        )
        self.empty.acted.connect(self.new_asked)
        column.addWidget(self.empty)
        column.addWidget(self.board, 1)
        column.addWidget(self.panel)
        column.addWidget(self.list)
        for part in (self.board, self.list):
            part.chosen.connect(self._choose)
            part.opened.connect(self.opened)
        self.panel.marked.connect(self.marked)
        self.panel.move_asked.connect(self.move_asked)
        self.panel.cancel_asked.connect(self.cancel_asked)
        self.panel.edit_asked.connect(self.edit_asked)
        self.panel.client_asked.connect(self.client_asked)
        self.panel.words_asked.connect(self.words_asked)
        self.panel.slip_asked.connect(self.slip_asked)
        self.empty.hide()
        self.panel.hide()
        for keys, weeks in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self.stepped.emit, weeks))

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(space(3))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self.title, self.facts = Heading(), Second()
        titles.addWidget(self.title)
        titles.addWidget(self.facts)
        head.addLayout(titles, 1)
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(2), align_right=True)
        self.before = Button(
            Message("schedule", "Previous"), icon_name="chevron-left", key_hint="Ctrl+PgUp"
        )
        self.now = Button(Message("schedule", "This week"), key_hint="T")
        self.after = Button(
            Message("schedule", "Next"), icon_name="chevron-right", key_hint="Ctrl+PgDown"
        )
        self.paper = Button(
            Message("schedule", "Print the day"), icon_name="printer", key_hint="Ctrl+P"
        )
        self.new = PrimaryButton(
            Message("schedule", "New appointment"), icon_name="plus", key_hint="N"
        )
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.now.clicked.connect(self.now_asked)
        self.paper.clicked.connect(self.day_asked)
        self.new.clicked.connect(self.new_asked)
        for button in (self.before, self.now, self.after, self.paper, self.new):
            flow.addWidget(button)
        head.addWidget(holder, 2, Qt.AlignmentFlag.AlignTop)
        return head

    def show_week(self, week: Week, chosen: str) -> None:
        """Show a week with one appointment chosen."""
        another = self._week is None or self._week.first != week.first
        self._week, self._chosen = week, chosen
        self.title.set_words(partial(week_heading, week))
        self.facts.set_words(partial(week_facts, week))
        self.retheme()
        self._fill()
        if another and self.isVisible():
            announce(self, partial(week_heading, week))

    def take_focus(self) -> None:
        """The keyboard goes to the chosen appointment, or to what makes one."""
        if self._week is None or not self._week.placed:
            self.new.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._narrow:
            self.list.take_focus(self._chosen)
        else:
            self.board.take_focus()

    def retheme(self) -> None:
        """Columns only where the text in force leaves room for them."""
        narrow = self.width() < scaled(NARROW)
        self.board.setMinimumHeight(scaled(_BOARD_HEIGHT))
        if narrow != self._narrow:
            focused = self.window().focusWidget()
            held = any(one.isAncestorOf(focused) for one in (self.board, self.list))
            self._narrow = narrow
            self._fill()
            if held:
                self.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retheme()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys without Ctrl reach this page only when nothing that is typed into has the keyboard."""
        runs: dict[int, Callable[[], None]] = {
            Qt.Key.Key_N: self.new_asked.emit,
            Qt.Key.Key_M: self.move_asked.emit,
            Qt.Key.Key_K: partial(self.marked.emit, KEPT),
            Qt.Key.Key_L: partial(self.marked.emit, LATE),
            Qt.Key.Key_X: partial(self.marked.emit, NO_SHOW),
            Qt.Key.Key_A: partial(self.marked.emit, PLANNED),
            Qt.Key.Key_O: self.client_asked.emit,
            Qt.Key.Key_W: self.words_asked.emit,
            Qt.Key.Key_P: self.slip_asked.emit,
            Qt.Key.Key_T: self.now_asked.emit,
            Qt.Key.Key_Delete: self.cancel_asked.emit,
            Qt.Key.Key_F2: self.edit_asked.emit,
        }
        run = runs.get(event.key())
        if run is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            run()

    def _fill(self) -> None:
        week = self._week
        if week is None:
            return
        some = bool(week.placed)
        self.list.setVisible(self._narrow and some)
        self.board.setVisible(not self._narrow)
        self.empty.setVisible(self._narrow and not some)
        if self._narrow:
            self.list.show_week(week, self._chosen)
        else:
            self._page.column.insertWidget(self._page.column.indexOf(self.board) + 1, self.panel)
            self.board.show_week(week, self._chosen)
        self._show_chosen()

    def _show_chosen(self) -> None:
        week = self._week
        placed = None if week is None else week.find(self._chosen)
        if week is None:
            return
        self.panel.show_chosen(placed, week, self._worker)
        if self._narrow and placed is not None:
            self.list.place_panel(self.panel, placed.day)

    def _choose(self, appointment: str) -> None:
        if appointment == self._chosen:
            return
        self._chosen = appointment
        self._show_chosen()
        self.chosen.emit(appointment)
        if self._narrow:
            row = next((one for one in self.list.rows() if one.hasFocus()), None)
            if row is not None:
                self._page.ensureWidgetVisible(row, 0, space(6))

    def said(self) -> str:
        """The chosen appointment in one sentence."""
        placed = None if self._week is None else self._week.find(self._chosen)
        return "" if placed is None or self._week is None else sentence(placed, self._week)
