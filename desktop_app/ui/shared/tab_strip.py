"""Tabs on one line, however large the text: those that have room, and a menu with the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.buttons import QuietButton
from desktop_app.ui.shared.focus import RING_PROPERTY, RING_WIDTH
from desktop_app.ui.shared.icons import icon
from desktop_app.ui.shared.look import RADIUS_CONTROL, colour, space
from desktop_app.ui.shared.menus import Menu
from desktop_app.ui.shared.page import rule
from desktop_app.ui.shared.words import Words, say, unmarked


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: its name for the program, its words, the icon beside them in the menu."""

    key: str
    words: Words
    icon: str


class TabStrip(QWidget):
    """A line of tabs of which one is chosen.

    Where not all have room, the first ones keep their places whatever is chosen. The last place
    belongs to whichever of the others was chosen last, so the chosen tab is always seen; the rest
    are in a menu at the end. chosen: the person chose that tab. entered: Enter or Down on it: the
    keyboard is to go on into what it shows. name: what a screen reader says of the whole line.
    """

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, name: Words, tabs: Sequence[Tab]) -> None:
        super().__init__()
        self._name, self._tabs = name, tuple(tabs)
        self.keys = tuple(one.key for one in self._tabs)
        self._last = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.bar = _Bar(self)
        for _ in self._tabs:
            self.bar.addTab("")
        self.bar.currentChanged.connect(lambda index: self.chosen.emit(self.keys[index]))
        self.bar.entered.connect(self.entered)
        self.more = QuietButton(Message("tabs", "More"), icon_name="chevron-down")
        self.more.setParent(self)
        self.more.set_name(Message("tabs", "More tabs"))
        self.more.clicked.connect(self._open_menu)
        self.menu = Menu(self.more)
        self._line = rule(self)
        self.retranslate()

    @property
    def current(self) -> str:
        """The key of the chosen tab."""
        return self.keys[self.bar.currentIndex()]

    @property
    def seen(self) -> tuple[str, ...]:
        """The keys of the tabs that have room."""
        return tuple(key for at, key in enumerate(self.keys) if self.bar.isTabVisible(at))

    def show_chosen(self, key: str) -> None:
        """This tab is chosen; nothing is announced. KeyError where there is none of that name."""
        at = self.keys.index(key)
        self.bar.blockSignals(True)
        self.bar.setTabVisible(at, True)
        self.bar.setCurrentIndex(at)
        self.bar.blockSignals(False)
        self._arrange()

    def after(self, by: int) -> str:
        """The key of the tab so many places after the chosen one, round and round."""
        return self.keys[(self.bar.currentIndex() + by) % len(self.keys)]

    def has_keyboard(self) -> bool:
        """Whether the arrow keys go from tab to tab now."""
        return self.bar.hasFocus()

    def retranslate(self) -> None:
        """Say the words in the current language."""
        self.bar.setAccessibleName(say(self._name))
        for at, one in enumerate(self._tabs):
            self.bar.setTabText(at, unmarked(say(one.words)))
        self._arrange()

    def retheme(self) -> None:
        """Other letters need other room."""
        self.updateGeometry()
        self._arrange()

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        widest = max((size.width() for size in self.bar.wanted()), default=0)
        return QSize(widest + space(2) + self.more.sizeHint().width(), self._height() + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        """Anew too when the style sheet came later than the words."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Polish):
            self._arrange()
        return done

    def _height(self) -> int:
        tabs = max((size.height() for size in self.bar.wanted()), default=0)
        return max(tabs, self.more.sizeHint().height())

    def _arrange(self) -> None:
        """Let those be seen that have room."""
        seen = self._with_room([size.width() for size in self.bar.wanted()])
        self.bar.blockSignals(True)
        for at in range(len(self._tabs)):
            if self.bar.isTabVisible(at) != (at in seen):
                self.bar.setTabVisible(at, at in seen)
        self.bar.blockSignals(False)
        height = self._height()
        more = self.more.sizeHint()
        end = sum(self.bar.wanted()[at].width() for at in seen)
        self.bar.setGeometry(QRect(0, 0, end, height))
        self.more.setVisible(len(seen) < len(self._tabs))
        self.more.setGeometry(
            QRect(end + space(2), (height - more.height()) // 2, more.width(), more.height())
        )
        self._line.setGeometry(QRect(0, height, self.width(), 1))

    def _with_room(self, widths: Sequence[int]) -> set[int]:
        """Which are seen. widths: what each needs."""
        if sum(widths) <= self.width():
            return set(range(len(widths)))
        room = self.width() - space(2) - self.more.sizeHint().width()
        # Room for the widest of the others is kept, so that nothing moves whichever is chosen.
        fixed = max(
            (
                many
                for many in range(len(widths))
                if sum(widths[:many]) + max(widths[many:]) <= room
            ),
            default=0,
        )
        current = self.bar.currentIndex()
        if current >= fixed:
            self._last = current
        return {*range(fixed), max(self._last, fixed)}

    def _open_menu(self) -> None:
        """The tabs without room, below the button; made anew, so in the current language."""
        self.menu.clear()
        for at, one in enumerate(self._tabs):
            if not self.bar.isTabVisible(at):
                action = self.menu.addAction(icon(one.icon, "ink", 17), unmarked(say(one.words)))
                action.triggered.connect(lambda checked=False, key=one.key: self.chosen.emit(key))
        corner = self.more.mapToGlobal(self.more.rect().bottomRight())
        corner.setX(max(0, corner.x() - self.menu.sizeHint().width()))
        self.menu.popup(corner)


class _Bar(QTabBar):
    """Qt's tabs, so that a screen reader says them as tabs; without scrolling, and not chosen by a wheel."""

    entered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setProperty(RING_PROPERTY, "own")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def wanted(self) -> list[QSize]:
        """The size of each tab, seen or not."""
        return [self.tabSizeHint(at) for at in range(self.count())]

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page under the pointer scrolls on."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down, Qt.Key.Key_Space)
        if event.key() in keys and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("focus"), RING_WIDTH))
        inside = RING_WIDTH / 2
        around = QRectF(self.tabRect(self.currentIndex()))
        painter.drawRoundedRect(
            around.adjusted(inside, inside, -inside, -inside), RADIUS_CONTROL, RADIUS_CONTROL
        )
        painter.end()
