"""One ring around whatever has the keyboard, on every screen, drawn the same."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from desktop_app.ui.shared.look import RADIUS_CONTROL, colour

RING_WIDTH: Final = 2.0
RING_PROPERTY: Final = "ring"
"""Dynamic property of a widget: the token its ring is drawn with, or "own" if it draws it."""

_GAP: Final = 1
_MOVES: Final = frozenset(
    {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}
)


class FocusRing(QWidget):
    """The ring itself. It lies in the window, or in the page that scrolls, above everything there,
    because in the widget's own parent it would be cut off; and it takes no clicks.
    """

    def __init__(self, around: QWidget) -> None:
        self._around = around
        self._path = [around]
        host = around.parentWidget() or around
        while not (host.isWindow() or _scrolls(host)):
            self._path.append(host)
            parent = host.parentWidget()
            if parent is None:
                break
            host = parent
        super().__init__(host)
        self._host = host
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for widget in self._path:
            widget.installEventFilter(self)
        self.follow()

    def follow(self) -> None:
        """Lie around the widget where it is now."""
        corner = self._around.mapTo(self._host, QPoint(0, 0))
        away = _GAP + round(RING_WIDTH)
        self.setGeometry(QRect(corner, self._around.size()).adjusted(-away, -away, away, away))
        self.setVisible(self._around.isVisibleTo(self._host))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES and isValid(self) and isValid(self._around):
            self.follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour(self._around.property(RING_PROPERTY) or "focus"), RING_WIDTH))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        half = RING_WIDTH / 2
        ring = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(ring, RADIUS_CONTROL + _GAP + half, RADIUS_CONTROL + _GAP + half)
        painter.end()


def _scrolls(widget: QWidget) -> bool:
    """Whether this is the page inside a scroll area."""
    viewport = widget.parentWidget()
    area = viewport.parentWidget() if viewport is not None else None
    return isinstance(area, QScrollArea) and area.widget() is widget


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


def follow_focus(app: QApplication) -> None:
    """Show the ring in every window of `app`; asked twice, it is done once."""
    if app.findChild(_Follower) is None:
        _Follower(app)
