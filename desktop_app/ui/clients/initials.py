"""The disc with a person's initials, beside the name on their file."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui.shared.look import Size, colour, scaled, text_font, theme
from desktop_app.ui.shared.words import shown

_SIDE = 52


def initials_of(name: str) -> str:
    """The first letters of the first and the last word; fewer where there are fewer."""
    words = [word for word in name.split() if word[:1].isalnum()]
    chosen = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(shown(word[0]).upper()[:1] for word in chosen)


class InitialsDisc(QWidget):
    """Drawn only; the name stands beside it, so screen readers skip it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.retheme()

    def show_name(self, name: str) -> None:
        """Show the initials of this name."""
        self._letters = initials_of(name)
        self.update()

    def retheme(self) -> None:
        """Take the size and colours of the theme in force."""
        self.setFixedSize(scaled(_SIDE), scaled(_SIDE))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outlined = theme().palette.outlined
        painter.setPen(colour("ink") if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_soft"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawEllipse(box)
        painter.setPen(colour("accent"))
        painter.setFont(text_font(Size.SECTION, bold=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._letters)
        painter.end()
