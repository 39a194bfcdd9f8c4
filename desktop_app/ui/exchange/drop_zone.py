"""Where files are dropped, or chosen by a click or by Enter."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import PlainLabel, Second
from desktop_app.ui.shared.look import RADIUS_LIST, colour, scaled, space
from desktop_app.ui.shared.words import say

_TITLE = Message("exchange", "Drop the files you received (.portage) here, in any order")
_HELP = Message(
    "exchange", "or press Enter to choose files, a folder or a whole stick may be dropped too"
)


class DropZone(QWidget):
    """A place with a dashed edge. choose_asked: it was clicked, or Enter or Space was pressed."""

    choose_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._over = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(3), space(4), space(3))
        column.setSpacing(space(1))
        column.addStretch(1)
        column.addWidget(IconMark("package-open", "accent", 26), 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (PlainLabel(_TITLE, bold=True), Second(_HELP)):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter)
            column.addWidget(label)
        column.addStretch(1)
        self.retranslate()
        self.retheme()

    def show_over(self, over: bool) -> None:
        """Files are held over the screen and would be taken."""
        self._over = over
        self.update()

    def retranslate(self) -> None:
        """Say what it is for, for screen readers."""
        self.setAccessibleName(say(_TITLE))
        self.setAccessibleDescription(say(_HELP))

    def retheme(self) -> None:
        """Take the height of the size of text in force."""
        self.setMinimumHeight(scaled(104))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.choose_asked.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.choose_asked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(colour("accent"), 2)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.setBrush(colour("accent_soft" if self._over else "surface"))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, RADIUS_LIST, RADIUS_LIST)
        painter.end()


def files_of(data: QMimeData) -> list[Path]:
    """The files and folders of this computer that are being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
