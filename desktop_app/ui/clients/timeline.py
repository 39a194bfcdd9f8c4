"""The history of a file as a list: day, sign, title, words, who wrote it, and how far it came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.clients.timeline import TimelineItem
from desktop_app.ui.clients.words import joined, sharing_sign
from desktop_app.ui.shared.buttons import Button, Kind, Tall
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import Badge, Caption, PlainLabel, Second, State
from desktop_app.ui.shared.look import HEIGHT_ACTED, scaled, space
from desktop_app.ui.shared.page import rule
from desktop_app.ui.shared.words import say

SHOWN_AT_ONCE: Final = 12
LINES_OF_TEXT: Final = 3

_ICONS: Final = {
    "note": ("message-square-text", "ink"),
    "consent": ("file-check", "done"),
    "appointment": ("calendar-days", "accent"),
    "household": ("house", "accent"),
    "encounter": ("messages-square", "accent"),
    "task": ("copy-check", "ink"),
    "case": ("footprints", "accent"),
    "triage": ("list-filter", "accent"),
    "referral": ("arrow-right", "accent"),
    "agreement": ("handshake", "accent"),
    "sign": ("eye", "waits"),
    "alert_dismissal": ("triangle-alert", "ink_second"),
    "created": ("user-plus", "accent"),
    "changed": ("pencil", "ink_second"),
    "deleted": ("trash-2", "danger"),
    "handed_over": ("arrow-right", "accent"),
    "restored": ("undo-2", "accent"),
}


class TimelineRow(QWidget):
    """One thing that happened. It takes the keyboard; Enter opens it whole."""

    opened = Signal(object)
    step_asked = Signal(int)

    NARROW = 560

    def __init__(self, item: TimelineItem, local: Callable[[int], datetime]) -> None:
        super().__init__()
        self.item = item
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(space(3) + 2, space(2), space(3) + 2, space(2))
        self._box.setSpacing(space(3))
        facts = QHBoxLayout()
        facts.setSpacing(space(3))
        self._day = Second(item.at, lines=1)
        facts.addWidget(self._day, 0, Qt.AlignmentFlag.AlignVCenter)
        icon, ink = _ICONS.get(item.kind, ("info", "ink_second"))
        facts.addWidget(IconMark(icon, ink))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(PlainLabel(item.title, bold=True))
        if item.text:
            words.addWidget(PlainLabel(item.text, lines=LINES_OF_TEXT))
        origin: Message | str = ""
        if item.origin_name:
            origin = Message("client file", "file “{name}”", {"name": item.origin_name})
        if author := joined((item.author, item.device, say(origin))):
            words.addWidget(Caption(author))
        facts.addLayout(words, 1)
        self._box.addLayout(facts, 1)
        sign = sharing_sign(item.shared)
        side = QVBoxLayout()
        side.setSpacing(0)
        side.addStretch(1)
        self.badge = Badge(State(sign.tone), sign.words, icon=sign.icon)
        side.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignRight)
        if item.shared.at is not None:
            when = Caption(local(item.shared.at).date().isoformat(), lines=1)
            side.addWidget(when, 0, Qt.AlignmentFlag.AlignRight)
        side.addStretch(1)
        self._box.addLayout(side)
        self.retheme()
        self.retranslate()

    def retranslate(self) -> None:
        """Say the whole row for screen readers."""
        item = self.item
        parts = (item.at, say(item.title), say(item.text), item.author)
        shared = say(sharing_sign(item.shared).words)
        self.setAccessibleName(", ".join(part for part in (*parts, shared) if part))

    def retheme(self) -> None:
        """Take the heights of the size of text in force."""
        self.setMinimumHeight(scaled(HEIGHT_ACTED))
        self._day.setFixedWidth(self._day.fontMetrics().horizontalAdvance("2026-11-20") + 4)

    def be_narrow(self, narrow: bool) -> None:
        """Without room beside the words, the sign stands under them."""
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._box.setDirection(way)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.item)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step_asked.emit(1 if key == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.item)


class Timeline(QFrame):
    """Everything that happened with one client, the newest first, a dozen at once.

    opened: the thing that is to be shown whole.
    """

    opened = Signal(object)

    def __init__(self, local: Callable[[int], datetime], parent: QWidget | None = None) -> None:
        """local: a moment in milliseconds UTC on the clock of this place."""
        super().__init__(parent)
        self._local = local
        self._items: tuple[TimelineItem, ...] = ()
        self._rows: list[TimelineRow] = []
        self._shown, self._made = 0, True
        self.setProperty("card", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self.older = Button(Message("client file", "Show older"), kind=Kind.QUIET, tall=Tall.LIST)
        self.older.clicked.connect(self._show_older)
        self.retranslate()

    def show_items(self, items: Sequence[TimelineItem]) -> None:
        """Show these instead of what was there; rows are made when somebody sees them."""
        self._items, self._made = tuple(items), False
        if self.isVisible():
            self._make()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._make()

    def _make(self) -> None:
        if self._made:
            return
        self._made = True
        while (layout := self._column.takeAt(0)) is not None:
            widget = layout.widget()
            if widget is not None:
                widget.hide()
                if widget is not self.older:
                    widget.deleteLater()
        self._rows, self._shown = [], 0
        self._append(SHOWN_AT_ONCE)

    def rows(self) -> tuple[TimelineRow, ...]:
        """The rows that are shown, in their order."""
        self._make()
        return tuple(self._rows)

    def retranslate(self) -> None:
        """Say what the list holds, for screen readers."""
        self.setAccessibleName(say(Message("client file", "History")))

    def fit(self, width: int) -> None:
        """Lay the rows out for that many pixels."""
        for row in self._rows:
            row.be_narrow(width < scaled(TimelineRow.NARROW))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.fit(self.width())

    def retheme(self) -> None:
        """Larger text leaves less room beside the words."""
        self.fit(self.width())

    def _append(self, many: int) -> None:
        self._column.removeWidget(self.older)
        for item in self._items[self._shown : self._shown + many]:
            if self._rows:
                self._column.addWidget(rule())
            row = TimelineRow(item, self._local)
            row.opened.connect(self.opened)
            row.step_asked.connect(self._step)
            row.be_narrow(self.width() < scaled(TimelineRow.NARROW))
            self._rows.append(row)
            self._column.addWidget(row)
        self._shown = len(self._rows)
        more = self._shown < len(self._items)
        if more:
            self._column.addWidget(self.older, 0, Qt.AlignmentFlag.AlignLeft)
        self.older.setVisible(more)

    def _show_older(self) -> None:
        first = self._shown
        self._append(SHOWN_AT_ONCE)
        if first < len(self._rows):
            self._rows[first].setFocus(Qt.FocusReason.TabFocusReason)

    def _step(self, by: int) -> None:
        now = next((n for n, row in enumerate(self._rows) if row.hasFocus()), 0)
        if 0 <= now + by < len(self._rows):
            self._rows[now + by].setFocus(Qt.FocusReason.TabFocusReason)
