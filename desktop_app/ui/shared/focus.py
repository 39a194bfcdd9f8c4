"""One ring around whatever has the keyboard, on every screen, drawn the same."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFocusFrame, QWidget
from shiboken6 import isValid

from desktop_app.ui.shared.look import RADIUS_CONTROL, colour

RING_WIDTH: Final = 2.0
RING_PROPERTY: Final = "ring"
"""Dynamic property of a widget: the token its ring is drawn with, or "own" if it draws it."""


class FocusRing(QFocusFrame):
    """The ring itself; it follows its widget, lies above its neighbours and takes no clicks."""

    def paintEvent(self, event: QPaintEvent) -> None:
        widget = self.widget()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(widget.property(RING_PROPERTY) or "focus"), RING_WIDTH))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = RING_WIDTH / 2
        ring = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(ring, RADIUS_CONTROL + half, RADIUS_CONTROL + half)
        painter.end()


class _Follower(QObject):
    """Keeps the ring around the widget that has the keyboard."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: FocusRing | None = None
        app.focusChanged.connect(self._moved)

    def _moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if self._ring is not None and isValid(self._ring):
            self._ring.hide()
            self._ring.deleteLater()
        self._ring = None
        if now is None or now.isWindow() or now.property(RING_PROPERTY) == "own":
            return
        self._ring = FocusRing(now)
        self._ring.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._ring.setWidget(now)


def follow_focus(app: QApplication) -> None:
    """Show the ring in every window of `app`; asked twice, it is done once."""
    if app.findChild(_Follower) is None:
        _Follower(app)
