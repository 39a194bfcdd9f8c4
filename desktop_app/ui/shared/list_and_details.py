"""A screen of things that wait: the list at the left, what is known of one of them at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, Second
from desktop_app.ui.shared.look import HEIGHT_CONTROL, scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.tables import Column, PagedModel, Table
from desktop_app.ui.shared.toast import OVER, UNDER
from desktop_app.ui.shared.words import Words

Row = TypeVar("Row")

_AS_HIGH_AS_IT_GETS: Final = 16_777_215
_LOW: Final = 340
"""Pixels at 100 % text under which two boxes that scroll would show a line or two each."""


class ListAndDetails(QWidget, Generic[Row]):
    """The frame of such a screen, which is made by deriving from it.

    A screen calls `begin` once with the words of its head and the columns of its list, then adds
    what is its own: `details` is the widget at the right, `add_action` a button beside the title,
    `add_above` a row over both sides (a filter, a progress), `add_empty` what stands there when a
    filter leaves nothing, `add_page` a whole other page (a guided way).

    Its presenter hears `detail_asked` (the id that the window was asked to open), `shown_again`,
    `chosen` (the row whose details are wanted, as `identify` says it), `opened` (Enter or a double
    click, the row) and `back_asked`, and answers with `show_rows`.

    Keys: Up and Down are the list's own; Left and Right go to the row before and after, also from
    the details; a letter or a digit anywhere comes to `typed`; Esc comes to `escape`. A screen
    overrides those two, `fit`, which is called whenever the room has changed, and
    `keeps_keyboard`, where its list must not take the keyboard back.
    """

    shown_again = Signal()
    detail_asked = Signal(str)
    chosen = Signal(str)
    opened = Signal(object)
    back_asked = Signal()

    rows: PagedModel[Row]
    table: Table[Row]
    count: Second
    back: Button
    empty: EmptyState

    def begin(
        self,
        title: Words,
        back: Words,
        columns: Sequence[Column[Row]],
        name: Words,
        details: QWidget,
        identify: Callable[[Row], str],
        *,
        sentence: Callable[[Row], str] | None = None,
        grey: Callable[[Row], bool] | None = None,
        nothing: Words = "",
        example: Words = "",
        share: tuple[int, int] = (5, 7),
        narrow_under: int = 900,
        lines: int = 4,
        head_under: int = 620,
    ) -> None:
        """Lay the frame out.

        title: over the list, with `count` under it. back: the button that leads out, Esc's too.
        name: what is listed, for screen readers. sentence: a row in one sentence, for them too.
        grey: the rows that nothing opens.
        nothing, example: what stands in the place of both sides when nothing waits at all.
        share: the room of the list and of the details. narrow_under: pixels at 100 % text under
        which they stand under one another in one page that scrolls; the list is then at most so
        many lines high, and what decides stands under what it decides on. They do so too where
        the window is low. head_under: the same for the title and its buttons.
        """
        self._presenter: object = None
        self._narrow = False
        self._narrow_under, self._lines, self._head_under = narrow_under, lines, head_under
        self.empty = EmptyState(
            nothing, back, example, icon_name="circle-check", button_icon="arrow-left"
        )
        self.empty.acted.connect(self.back_asked)
        self._nothing = nothing
        self._pages = QStackedLayout(self)
        self._page = ScrollPage()
        self._pages.addWidget(self._page)
        outside = self._page.column
        outside.setContentsMargins(space(5), space(4), space(5), space(5))
        outside.addLayout(self._make_head(title, back))
        self._above = QVBoxLayout()
        self._above.setSpacing(space(3))
        outside.addLayout(self._above)
        self._body = QWidget()
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._body)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(space(5))
        outside.addWidget(self._body, 1)
        self._instead: list[EmptyState] = []
        self._outside = outside
        self.add_empty(self.empty)
        self.rows = PagedModel(columns, sentence, grey=grey)
        self.table = Table(self.rows, name)
        self.table.chosen.connect(lambda row: self.chosen.emit(identify(row)))
        self.table.opened.connect(self.opened)
        self.table.typed.connect(self.typed)
        self._both.addWidget(self.table, share[0])
        self._both.addWidget(details, share[1])
        self._details, self._share = details, share
        self._are_decided_on = self._details_held = self._holding = False
        details.installEventFilter(self)
        bar = self._page.verticalScrollBar()
        bar.rangeChanged.connect(self._hold_details)
        bar.valueChanged.connect(self._let_go)
        own = [details] if isinstance(details, ScrollPage) else []
        self._scrolled: list[ScrollPage] = [*own, *details.findChildren(ScrollPage)]
        for key, by in (("Left", -1), ("Right", 1)):
            # The table would keep the arrows to itself, which go from cell to cell there.
            arrow = QShortcut(QKeySequence(key), self.table)
            arrow.setContext(Qt.ShortcutContext.WidgetShortcut)
            arrow.activated.connect(partial(self.step, by))
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.escape)

    def _make_head(self, title: Words, back: Words) -> QBoxLayout:
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(Heading(title))
        self.count = Second()
        titles.addWidget(self.count)
        titles.addStretch(1)
        actions = QWidget()
        self._actions = FlowLayout(actions, gap=space(2), align_right=True)
        self.back = Button(back, icon_name="arrow-left", key_hint="Esc")
        self.back.clicked.connect(self.back_asked)
        self._actions.addWidget(self.back)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.addLayout(titles, 3)
        self._head.addWidget(actions, 2, Qt.AlignmentFlag.AlignTop)
        return self._head

    def add_action(self, button: Button) -> None:
        """A button beside the title, before the way back."""
        last = self._actions.takeAt(self._actions.count() - 1)
        self._actions.addWidget(button)
        if last is not None:
            self._actions.addItem(last)
        # What was made after the list would come after everything that is known of a row.
        QWidget.setTabOrder(self.back, button)

    def add_above(self, widget: QWidget) -> None:
        """A row over the list and the details."""
        self._above.addWidget(widget)

    def add_empty(self, state: EmptyState) -> None:
        """Something else that may stand there when nothing is listed; `show_rows` is given it."""
        state.hide()
        self._instead.append(state)
        self._outside.addWidget(state, 1)

    def add_page(self, page: QWidget) -> None:
        """A page that `show_page` shows in place of everything else."""
        self._pages.addWidget(page)

    def keep(self, presenter: object) -> None:
        """Keep whoever answers this screen's signals, which by themselves keep nobody."""
        self._presenter = presenter

    # What the window may call

    def show_detail(self, detail: str) -> None:
        """Open the record of that id."""
        self.detail_asked.emit(detail)

    def activate(self) -> None:
        """The screen is shown again: ask for fresh content."""
        self.shown_again.emit()

    def take_focus(self) -> None:
        """The keyboard goes to the list, or to what stands in its place."""
        reason = Qt.FocusReason.OtherFocusReason
        if self.rows.rowCount():
            self.table.setFocus(reason)
        else:
            for state in self._instead:
                if not state.isHidden():
                    state.button.setFocus(reason)

    def retheme(self) -> None:
        """Stand side by side only where the text in force leaves room for it."""
        self._fit()

    # What the screen says

    def show_rows(
        self, rows: Sequence[Row], chosen: int, instead: EmptyState | None = None
    ) -> None:
        """List these and choose that row, without saying that it was chosen.

        instead: what stands there when nothing is listed, instead of `empty`.
        The keyboard goes to the list when it was in this screen, unless `keeps_keyboard`.
        """
        focused = QApplication.focusWidget()
        inside = focused is not None and self._page.isAncestorOf(focused)
        follow = inside and self.isVisible() and not self.keeps_keyboard()
        blocked = self.table.blockSignals(True)
        if tuple(rows) != self.listed():
            self.rows.show_rows(rows)
        if chosen >= 0:
            self.table.choose(chosen)
        self.table.blockSignals(blocked)
        there = None if rows else instead or self.empty
        self._body.setVisible(there is None)
        for state in self._instead:
            state.setVisible(state is there)
        # Where nothing waits, the way back is what the middle of the screen offers.
        self.back.setVisible(there is not self.empty)
        self._fit()
        if follow:
            self.take_focus()
        if there is self.empty:
            announce(self, self._nothing)

    def show_from_top(self) -> None:
        """The details are those of another row: begin with the row, where the page is scrolled."""
        bar = self._page.verticalScrollBar()
        bar.setValue(min(bar.value(), self._body.y()))
        for area in self._scrolled:
            area.verticalScrollBar().setValue(0)

    def show_details_first(self) -> None:
        """The details are those of another row, about which something is decided: where they stand
        under the list, scroll to them, so that nobody decides on what they do not see."""
        self.show_from_top()
        self._are_decided_on = self._details_held = True
        self._name_table()
        self._hold_details()

    def _hold_details(self) -> None:
        # Their place is known only when everything is laid out, so they are held until somebody scrolls.
        if self._details_held and self._narrow:
            self._holding = True
            top = self._details.mapTo(self._page.inside, QPoint(0, 0)).y()
            self._page.verticalScrollBar().setValue(top - space(2))
            self._holding = False

    def _name_table(self) -> None:
        """Tell the window where a toast may lie, and whether the list may be out of sight."""
        under = UNDER if self._are_decided_on else ""
        self.table.setObjectName(under if self._narrow else OVER)

    def _let_go(self) -> None:
        if self._narrow and not self._holding:
            self._details_held = False

    def show_part(self, part: QWidget) -> None:
        """Scroll to a part of the details that has just come."""
        self._details_held = False

        def scroll() -> None:
            for area in (*self._scrolled, self._page):
                area.ensureWidgetVisible(part)

        # Its place is known only when it is laid out.
        QTimer.singleShot(0, self, scroll)

    def listed(self) -> tuple[Row, ...]:
        """The rows of the list."""
        rows = (self.rows.row_at(number) for number in range(self.rows.rowCount()))
        return tuple(row for row in rows if row is not None)

    def step(self, by: int) -> None:
        """Choose the row that stands by so many lines further."""
        if 0 <= self.at() + by < self.rows.rowCount():
            self.table.choose(self.at() + by)

    def at(self) -> int:
        """The number of the row that is chosen, -1 when none is."""
        return self.table.currentIndex().row()

    def show_page(self, page: QWidget | None = None) -> None:
        """Show one of `add_page`, or the list and the details again."""
        self._pages.setCurrentWidget(self._page if page is None else page)

    def shown_page(self) -> QWidget | None:
        """The page that is shown in place of the list, if one is."""
        shown = self._pages.currentWidget()
        return None if shown is self._page else shown

    # What a screen answers

    def typed(self, letter: str) -> None:
        """A letter or a digit was typed, not into a field."""

    def escape(self) -> None:
        """Esc was pressed."""
        self.back_asked.emit()

    def fit(self, narrow: bool) -> None:
        """Lay the screen's own things out. narrow: the details stand under the list."""

    def keeps_keyboard(self) -> bool:
        """Whether what has the keyboard keeps it when the list is shown anew."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if self.shown_page() is None and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if key == Qt.Key.Key_Right else -1)
        elif self.shown_page() is None and event.text().isalnum():
            self.typed(event.text())
        else:
            super().keyPressEvent(event)

    # Room

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if watched is self._details and event.type() is QEvent.Type.Move:
            self._hold_details()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < scaled(self._narrow_under) or self.height() < scaled(_LOW)
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._both.setDirection(down if narrow else right)
        self._head.setDirection(down if self.width() < scaled(self._head_under) else right)
        for number, share in enumerate(self._share):
            self._both.setStretch(number, number if narrow else share)
        for area in self._scrolled:
            area.show_whole(narrow)
        lines = min(self.rows.rowCount(), self._lines)
        head = self.table.horizontalHeader().sizeHint().height()
        height = scaled(HEIGHT_CONTROL) * lines + head + 2
        self.table.setMaximumHeight(height if narrow else _AS_HIGH_AS_IT_GETS)
        self.table.setMinimumHeight(height if narrow else 0)
        if narrow and not self._narrow:
            self._details_held = self._are_decided_on
        self._narrow = narrow
        self._name_table()
        self.fit(narrow)
        self._hold_details()
