"""Large things to press: a door, a vault, a person with their initials."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import PlainLabel, Second
from desktop_app.ui.shared.look import (
    RADIUS_KIOSK,
    Size,
    colour,
    scaled,
    space,
    text_font,
    theme,
)
from desktop_app.ui.shared.words import Words, say

_AVATAR = 40


class Avatar(QWidget):
    """The initials of a person in a circle; the name stands beside it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letters = initials(name)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.retheme()

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.setFixedSize(scaled(_AVATAR), scaled(_AVATAR))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("accent"), 1) if theme().palette.outlined else Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_soft"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setPen(colour("accent"))
        painter.setFont(text_font(Size.BODY, bold=True))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._letters)
        painter.end()


def initials(name: str) -> str:
    """The first letters of the first and the last word that begin with a letter; "?" without."""
    firsts = [word[0].upper() for word in name.split() if word[0].isalpha()]
    if not firsts:
        return "?"
    return firsts[0] if len(firsts) == 1 else firsts[0] + firsts[-1]


class Tile(QAbstractButton):
    """A card that is one button: a sign, a title, a second line. Enter and Space press it."""

    def __init__(
        self,
        title: Words,
        second: Words = "",
        *,
        icon_name: str = "",
        avatar: str = "",
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._second, self._large = title, second, large
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        line = QHBoxLayout(self)
        side = space(6) if large else space(4)
        line.setContentsMargins(side, space(3), side, space(3))
        line.setSpacing(space(5) if large else space(3))
        if icon_name:
            line.addWidget(IconMark(icon_name, "accent", 32 if large else 22))
        if avatar:
            line.addWidget(Avatar(avatar))
        words = QVBoxLayout()
        words.setSpacing(space(1))
        words.addStretch(1)
        words.addWidget(PlainLabel(title, size=Size.TITLE if large else Size.SECTION, bold=True))
        if second:
            words.addWidget(Second(second))
        words.addStretch(1)
        line.addLayout(words, 1)
        if large:
            line.addWidget(IconMark("arrow-right", "ink_second", 20))
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.retranslate()
        self.retheme()

    def retranslate(self) -> None:
        """Say the whole tile for screen readers."""
        parts = (say(self._title), say(self._second))
        self.setAccessibleName(", ".join(part for part in parts if part))

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.setMinimumHeight(scaled(88 if self._large else 56))
        self.update()

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else -1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = self.isChecked() or self.isDown()
        warm = self.underMouse() and self.isEnabled()
        painter.setPen(QPen(colour("accent" if chosen or warm else "line"), 2 if chosen else 1))
        painter.setBrush(colour("accent_soft" if chosen else "hover" if warm else "surface"))
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, RADIUS_KIOSK, RADIUS_KIOSK)
        painter.end()


def tile(words: Words, second: Words, icon_name: str, pressed: Callable[[], None]) -> Tile:
    """A large tile that does one thing."""
    made = Tile(words, second, icon_name=icon_name, large=True)
    made.clicked.connect(lambda checked=False: pressed())
    return made
