"""A short word that something is done, at the bottom, with the way back."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import Button, Kind, Tall
from desktop_app.ui.shared.focus import RING_PROPERTY
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import RADIUS_CONTROL, colour, scaled, space
from desktop_app.ui.shared.words import Words

SHOWN_MS: Final = 12_000

OVER: Final = "toast over this"
"""The object name of a list beside which something is decided: there a toast lies over the list."""
UNDER: Final = "toast under this"
"""The same where that stands under the list, which it may leave out of sight though the list has the
keyboard: there a toast lies as low as it can."""

_NARROWEST: Final = 280
_WIDE: Final = 560


class Toast(QWidget):
    """Lies over the bottom centre of its host for 12 s, longer while the mouse or the keyboard is
    in it; where a screen says so (`OVER`, `UNDER`), where it does not cover what is decided next.
    undo_asked: the person wants it undone; the same undo is in the menu and on Ctrl+Z.
    """

    undo_asked = Signal()

    def __init__(self, host: QWidget, *, above: int = 48) -> None:
        super().__init__(host)
        self._host, self._above = host, above
        line = QHBoxLayout(self)
        line.setContentsMargins(space(4), space(2), space(2), space(2))
        line.setSpacing(space(3))
        line.addWidget(IconMark("circle-check", "surface"))
        self._label = PlainLabel(ink="surface")
        self._said = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._said.setSpacing(space(2))
        self._said.addWidget(self._label, 1)
        line.addLayout(self._said, 1)
        self.undo = Button(
            Message("shell", "Undo"), kind=Kind.SECONDARY, tall=Tall.LIST, icon_name="undo-2"
        )
        self.undo.setProperty(RING_PROPERTY, "accent")
        self.undo.clicked.connect(self._undo)
        self._said.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        self._timer = QTimer(self)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self._maybe_hide)
        host.installEventFilter(self)
        self.hide()

    def show_done(self, words: Words, *, undo: bool = False) -> None:
        """Say what is done; undo: it can be taken back."""
        self._label.set_words(words)
        self.undo.setVisible(undo)
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self._host, words)

    def place(self) -> None:
        """Lie at the bottom centre of the host as it is now."""
        room, above = self._host.rect(), self._above
        over, under = (self._shown(name) for name in (OVER, UNDER))
        if over is not None and over.width() >= scaled(_NARROWEST):
            room = QRect(over.mapTo(self._host, QPoint(0, 0)), over.size())
            above = space(2)
        elif under is not None:
            above = space(2)
        # Beside its button the words would stand one under the other in a list that is not wide.
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._said.setDirection(down if room.width() < scaled(_WIDE) else right)
        width = min(room.width() - 2 * space(4), max(self.sizeHint().width(), scaled(320)))
        height = max(self.heightForWidth(width), self.minimumSizeHint().height())
        left = room.x() + (room.width() - width) // 2
        self.setGeometry(left, room.bottom() + 1 - height - scaled(above), width, height)

    def _shown(self, name: str) -> QWidget | None:
        found = self._host.findChildren(QWidget, name)
        return next((one for one in found if one.isVisible()), None)

    def retheme(self) -> None:
        """Lie again where the size of text in force wants it."""
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("ink"))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS_CONTROL, RADIUS_CONTROL)
        painter.end()

    def _undo(self) -> None:
        self.hide()
        self._timer.stop()
        self.undo_asked.emit()

    def _maybe_hide(self) -> None:
        if not self.underMouse() and not self.undo.hasFocus():
            self.hide()
            self._timer.stop()
