"""Lists of cards: an icon or a time, a bold title, a second line, a sign and a button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from desktop_app.ui.shared.buttons import Button, Kind, Tall
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import Badge, PlainLabel, Second, State
from desktop_app.ui.shared.look import HEIGHT_ACTED, RADIUS_LIST, colour, scaled, space, theme
from desktop_app.ui.shared.page import rule
from desktop_app.ui.shared.words import Words, say


@dataclass(frozen=True, slots=True)
class Card:
    """One row of a list.

    key: what the signals carry. lead: a short text in front, bold (a time). badge: a state with its
    word, badge_icon its shape when it is not the state's own. action: the words of the button at
    the end. chosen: it is the one of now. quiet: nothing can be opened here (a pause). plain: the title is
    a text to read. closed: it is shown in grey and reached by keyboard, and opens nothing.
    """

    key: str
    title: Words
    second: Words = ""
    lead: Words = ""
    icon: str = ""
    icon_ink: str = "ink"
    badge: tuple[State, Words] | None = None
    badge_icon: str = ""
    action: Words | None = None
    primary: bool = False
    chosen: bool = False
    quiet: bool = False
    plain: bool = False
    closed: bool = False


class CardRow(QWidget):
    """One card on the screen. It takes the keyboard; Enter opens it."""

    opened = Signal(str)
    acted = Signal(str)
    step_asked = Signal(int)
    reached = Signal()
    lettered = Signal(str, str)

    def __init__(
        self,
        card: Card,
        *,
        first: bool,
        last: bool,
        leads: bool,
        last_thing: bool,
        letters: str = "",
    ) -> None:
        super().__init__()
        self.card, self._letters = card, letters
        self._first, self._last = first, last
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if card.quiet else Qt.FocusPolicy.StrongFocus)
        line = QHBoxLayout(self)
        line.setContentsMargins(space(3) + 2, 2, space(3) + 2, 2)
        line.setSpacing(space(3))
        ink = "ink_second" if card.closed else "ink"
        self._leading: PlainLabel | None = None
        if leads:
            self._leading = PlainLabel(card.lead, bold=not card.closed, ink=ink, lines=1)
            line.addWidget(self._leading)
        if card.icon:
            line.addWidget(IconMark(card.icon, card.icon_ink))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        usual = card.quiet or card.plain or card.closed
        words.addWidget(PlainLabel(card.title, bold=not usual, ink=ink))
        if card.second:
            words.addWidget(Second(card.second))
        words.addStretch(1)
        line.addLayout(words, 1)
        self.badge: Badge | None = None
        self._badge_room = QHBoxLayout()
        self._badge_room.setSpacing(0)
        if card.badge is not None:
            self.badge = Badge(*card.badge, icon=card.badge_icon)
            self._badge_room.addWidget(self.badge)
        self._badge_space = QSpacerItem(0, 0)
        # Signs stand at the right edge unless buttons do; then they begin under one another.
        self._badge_room.insertItem(0 if last_thing else -1, self._badge_space)
        line.addLayout(self._badge_room)
        self.button: Button | None = None
        if card.action is not None:
            kind = Kind.PRIMARY if card.primary else Kind.SECONDARY
            self.button = Button(card.action, kind=kind, tall=Tall.LIST)
            self.button.clicked.connect(lambda: self.acted.emit(card.key))
            line.addWidget(self.button)
        self._button_space = QSpacerItem(0, 0)
        line.addItem(self._button_space)
        self.retheme()
        self.retranslate()

    def retranslate(self) -> None:
        """Say the whole row for screen readers, and which row its button belongs to."""
        card = self.card
        parts = [say(card.lead), say(card.title), say(card.second)]
        if card.badge is not None:
            parts.append(say(card.badge[1]))
        self.setAccessibleName(", ".join(part for part in parts if part))
        if self.button is not None and card.action is not None:
            self.button.set_name(f"{say(card.action)}, {say(card.title)}")

    def retheme(self) -> None:
        """Take the heights of the size of text in force."""
        self.setMinimumHeight(scaled(HEIGHT_ACTED))
        if self._leading is not None:
            self._leading.setFixedWidth(scaled(54))

    def reserve(self, badge_width: int, button_width: int) -> None:
        """Leave this much room for the sign and for the button, also where there is none."""
        fixed = QSizePolicy.Policy.Fixed
        own = self.badge.sizeHint().width() if self.badge is not None else 0
        self._badge_space.changeSize(max(0, badge_width - own), 0, fixed, fixed)
        if self.button is not None:
            self.button.setMinimumWidth(button_width)
        # Qt leaves no distance beside an empty space, as it does beside a button.
        room = button_width + space(3) if button_width else 0
        self._button_space.changeSize(0 if self.button is not None else room, 0, fixed, fixed)
        # A space that changed tells nobody: the words beside it would keep the height of before.
        self._badge_room.invalidate()
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
        self.updateGeometry()

    def button_has_focus(self) -> bool:
        """Whether the keyboard is on its button."""
        return self.button is not None and self.button.hasFocus()

    def be_stop(self, stop: bool) -> None:
        """Whether Tab comes by here; a click always does."""
        policy = Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.ClickFocus
        if not self.card.quiet:
            self.setFocusPolicy(policy)
        if self.button is not None:
            self.button.setFocusPolicy(policy)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.reached.emit()

    def _open(self) -> None:
        if not self.card.closed:
            self.opened.emit(self.card.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step_asked.emit(1 if key == Qt.Key.Key_Down else -1)
        elif event.text().upper() in tuple(self._letters) and not event.modifiers():
            self.lettered.emit(self.card.key, event.text().upper())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self.card.quiet:
            self._open()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.card.chosen:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        radius = RADIUS_LIST - 1
        box = QRectF(self.rect())
        box.setTop(box.top() if self._first else box.top() - radius)
        box.setBottom(box.bottom() if self._last else box.bottom() + radius)
        path.addRoundedRect(box, radius, radius)
        painter.setClipRect(self.rect())
        painter.fillPath(path, colour("accent_soft"))
        if theme().palette.outlined:
            painter.fillRect(0, 0, 4, self.height(), colour("ink"))
        painter.end()


class CardList(QFrame):
    """Cards under one another, separated by lines. Up and Down go from card to card.

    Tab comes by one card only, the one that was reached last, so that what follows a long list is
    not thirty keys away.

    opened, acted: the key of the card that was opened, or whose button was pressed. lettered: such
    a key, and which of `letters` was pressed on it.
    """

    opened = Signal(str)
    acted = Signal(str)
    lettered = Signal(str, str)

    def __init__(self, name: Words, parent: QWidget | None = None, *, letters: str = "") -> None:
        super().__init__(parent)
        self._name, self._letters = name, letters
        self._rows: list[CardRow] = []
        self.setProperty("card", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self.retranslate()

    def set_name(self, name: Words) -> None:
        """Call the list something else, for screen readers."""
        self._name = name
        self.retranslate()

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show these instead of what was there; the keyboard stays on the card of the same key."""
        now = next((row.card.key for row in self._rows if row.hasFocus()), None)
        pressed = next((row.card.key for row in self._rows if row.button_has_focus()), None)
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = []
        leads = any(card.lead for card in cards)
        actions = any(card.action is not None for card in cards)
        for number, card in enumerate(cards):
            if number:
                self._column.addWidget(rule())
            row = CardRow(
                card,
                first=number == 0,
                last=number == len(cards) - 1,
                leads=leads,
                last_thing=not actions,
                letters=self._letters,
            )
            row.lettered.connect(self.lettered)
            row.opened.connect(self.opened)
            row.acted.connect(self.acted)
            row.step_asked.connect(self._step)
            row.reached.connect(partial(self._stop_at, row))
            self._rows.append(row)
            self._column.addWidget(row)
            if card.key == now:
                row.setFocus()
            elif card.key == pressed:
                (row.button or row).setFocus()
        able = [row for row in self._rows if not row.card.quiet]
        if able:
            held = (row for row in able if row.hasFocus() or row.button_has_focus())
            self._stop_at(next(held, able[0]))
        self._order_keys()
        self._align()

    def _order_keys(self) -> None:
        """Rows that come later are reached where they stand, not after everything else."""
        before: QWidget = self
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt orders only what takes the keyboard
        for row in self._rows:
            for one in (row, row.button):
                if one is not None and one.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    QWidget.setTabOrder(before, one)
                    before = one
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _stop_at(self, stop: CardRow) -> None:
        for row in self._rows:
            row.be_stop(row is stop or row.card.quiet)

    def rows(self) -> tuple[CardRow, ...]:
        """The rows in their order."""
        return tuple(self._rows)

    def retranslate(self) -> None:
        """Say what the list holds, for screen readers."""
        self.setAccessibleName(say(self._name))
        self._align()

    def retheme(self) -> None:
        """Align the signs and the buttons again, whose widths have changed with the text."""
        self._align()

    def _align(self) -> None:
        """Signs and buttons begin at the same place in every row."""
        badges = [row.badge.sizeHint().width() for row in self._rows if row.badge is not None]
        buttons = [row.button.sizeHint().width() for row in self._rows if row.button is not None]
        for row in self._rows:
            row.reserve(max(badges, default=0), max(buttons, default=0))

    def _step(self, by: int) -> None:
        able = [row for row in self._rows if not row.card.quiet]
        now = next((number for number, row in enumerate(able) if row.hasFocus()), 0)
        if able and 0 <= now + by < len(able):
            able[now + by].setFocus(Qt.FocusReason.TabFocusReason)
