"""The bar above every screen: the one search, a new person, who is at work, the lock."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.buttons import Button, Kind, Tall
from desktop_app.ui.shared.icons import icon_pixmap
from desktop_app.ui.shared.look import RADIUS_CONTROL, Size, colour, scaled, space, text_font
from desktop_app.ui.shared.menus import Menu
from desktop_app.ui.shared.words import Words, say, unmarked

_SEARCH_WIDTH = 560
_KEYS = "Ctrl K"


class SearchButton(QPushButton):
    """Looks like the box that it opens; says as much of its sentence as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self.setAutoDefault(False)
        self.setProperty("kind", "search")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()
        self.retheme()

    def retranslate(self) -> None:
        """Say what can be searched."""
        self.setAccessibleName(say(Message("search", "Search a person, a service, a command")))
        self.update()

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.setFixedHeight(scaled(38))
        self.setMaximumWidth(scaled(_SEARCH_WIDTH))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(scaled(_SEARCH_WIDTH), scaled(38))

    def minimumSizeHint(self) -> QSize:
        short = QFontMetrics(self.font()).horizontalAdvance(say(Message("search", "Search")))
        return QSize(short + scaled(60), scaled(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, side = scaled(18), scaled(12)
        mark = icon_pixmap("search", "ink_second", 18, self.devicePixelRatioF())
        painter.drawPixmap(side, (self.height() - size) // 2, mark)
        font = text_font()
        metrics = QFontMetrics(font)
        left = side + size + scaled(8)
        keys_font = text_font(Size.SMALL)
        keys_width = QFontMetrics(keys_font).horizontalAdvance(_KEYS) + scaled(14)
        room = self.width() - left - keys_width - 2 * side
        sentence = say(Message("search", "Search a person, a service, a command"))
        keys_fit = metrics.horizontalAdvance(sentence) <= room
        if not keys_fit:
            sentence = say(Message("search", "Search"))
            keys_fit = metrics.horizontalAdvance(sentence) <= room
        painter.setFont(font)
        painter.setPen(colour("ink_second"))
        words = QRectF(left, 0, self.width() - left, self.height())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, flags, sentence)
        if keys_fit:
            height = scaled(19)
            key = QRectF(
                self.width() - side - keys_width, (self.height() - height) / 2, keys_width, height
            ).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(colour("line"), 1))
            painter.setBrush(colour("surface"))
            painter.drawRoundedRect(key, RADIUS_CONTROL / 2, RADIUS_CONTROL / 2)
            painter.setFont(keys_font)
            painter.setPen(colour("ink_second"))
            painter.drawText(key, Qt.AlignmentFlag.AlignCenter, _KEYS)
        painter.end()


class TopBar(QWidget):
    """Emits what was asked for; person_menu is filled by the window."""

    search_asked = Signal()
    new_person_asked = Signal()
    lock_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(space(5), space(2), space(5), space(2))
        self._line.setSpacing(space(2) + 2)
        self.search = SearchButton()
        self.search.clicked.connect(self.search_asked)
        self.new_person = Button(
            Message("shell", "New person"), icon_name="user-plus", key_hint="Ctrl+N"
        )
        self.new_person.clicked.connect(self.new_person_asked)
        self.person = Button("", kind=Kind.PLAIN, icon_name="circle-user-round")
        self.person_menu = Menu(self.person)
        self.person.setMenu(self.person_menu)
        self._actions: list[tuple[QAction, Words]] = []
        self.lock = Button(
            Message("shell", "Lock"), icon_name="lock", key_hint="Ctrl+L", tall=Tall.LIST
        )
        self.lock.clicked.connect(self.lock_asked)
        self._line.addWidget(self.search, 100)
        self._line.addStretch(1)
        for button in (self.new_person, self.person, self.lock):
            self._line.addWidget(button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_person(self, name: str) -> None:
        """Who is at work."""
        self.person.set_words(name)
        at_work = Message("shell", "{name}, at work on this laptop", {"name": name})
        self.person.set_name(at_work)
        self._fit()

    def add_person_action(self, words: Words, run: Callable[[], None]) -> None:
        """One more line in the menu of the person at work."""
        action = self.person_menu.addAction(unmarked(say(words)))
        action.triggered.connect(lambda checked=False: run())
        self._actions.append((action, words))

    def retranslate(self) -> None:
        """Say the menu again, and find out what has room."""
        for action, words in self._actions:
            action.setText(unmarked(say(words)))
        self._fit()

    def retheme(self) -> None:
        """Find out again what has room."""
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour("line"))
        painter.end()

    def be_flat(self, flat: bool) -> None:
        """Whether the screen below needs the height: its controls are large enough then."""
        edge = space(1) if flat else space(2)
        self._line.setContentsMargins(space(5), edge, space(5), edge)

    def _fit(self) -> None:
        """Without room for all words, the lock and then the new person keep their icons only."""
        buttons = (self.new_person, self.person, self.lock)
        for button in buttons:
            button.show_only_icon(False)
        for button in (self.lock, self.person, self.new_person):
            needed = sum(one.sizeHint().width() + self._line.spacing() for one in buttons)
            needed += self.search.minimumSizeHint().width() + 2 * space(5) + scaled(60)
            if needed <= self.width():
                return
            button.show_only_icon(True)
