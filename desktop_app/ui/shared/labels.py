"""The only labels for words and data: plain text, wrapped or shortened on purpose, never markup."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPen,
    QResizeEvent,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.ui.shared.icons import icon_pixmap
from desktop_app.ui.shared.look import Size, colour, scaled, text_font, theme
from desktop_app.ui.shared.words import Words, say, tooltip

READING_LETTERS: Final = 75
"""The most letters on a line of reading text."""
LONGEST_SHOWN: Final = 4000
"""Letters of one text that a label lays out; the rest is left to the place where it is edited."""


_ENDLESS: Final = 1_000_000.0
_WIDTHS_KEPT: Final = 32
_MEASURED_ANEW: Final = (
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
    QEvent.Type.ScreenChangeInternal,
)
"""After these, lines may break elsewhere."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    width: float
    cut: bool


class PlainLabel(QLabel):
    """A text exactly as it is: no markup, no mnemonics, no acting characters.

    lines: 0 for as many as needed, otherwise the most lines; a text that needs more ends in an
    ellipsis and is whole in the tool tip and for screen readers. `Message` words are said again
    after a change of language, `str` is data and stays.
    """

    def __init__(
        self,
        words: Words = "",
        *,
        size: Size = Size.BODY,
        bold: bool = False,
        ink: str = "ink",
        lines: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words: Words = words
        self._size, self._bold, self._ink, self._lines = size, bold, ink, lines
        # Laying out asks for the same lines many times over before a window is shown.
        self._known: dict[float, list[_Line]] = {}
        self._heights: dict[int, int] = {}
        self._line_height = 0.0
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.retheme()
        self.retranslate()

    def setText(self, text: str) -> None:
        self._forget_lines()
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in _MEASURED_ANEW:
            self._forget_lines()
        super().changeEvent(event)

    def set_words(self, words: Words) -> None:
        """Show other words."""
        self._words = words
        self.retranslate()

    def set_ink(self, ink: str) -> None:
        """Write in another colour of the palette."""
        self._ink = ink
        self.update()

    def retranslate(self) -> None:
        """Say the words in the current language."""
        said = say(self._words, lines=self._lines != 1)
        if len(said) > LONGEST_SHOWN:
            said = said[: LONGEST_SHOWN - 1] + "…"
        self.setText(said)
        self.setAccessibleName(said)
        self._tell_whole()
        self.updateGeometry()

    def retheme(self) -> None:
        """Take the size of text of the theme in force."""
        self.setFont(text_font(self._size, bold=self._bold))
        self.updateGeometry()
        self.update()

    def is_cut(self) -> bool:
        """Whether a part of the text does not show."""
        laid_out = self._laid_out(self._inner().width())
        height = QFontMetricsF(self.font()).height() * len(laid_out)
        return any(line.cut for line in laid_out) or height > self._inner().height() + 1.5

    def hasHeightForWidth(self) -> bool:
        return self._lines != 1

    def sizeHint(self) -> QSize:
        natural = self._natural_width()
        if self._lines != 1:
            natural = min(natural, QFontMetrics(self.font()).averageCharWidth() * READING_LETTERS)
        margins = self.contentsMargins()
        width = natural + margins.left() + margins.right()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        few = 8 if self._lines != 1 else 4
        width = min(self._natural_width(), metrics.averageCharWidth() * few)
        margins = self.contentsMargins()
        return QSize(width + margins.left() + margins.right(), metrics.height())

    def setContentsMargins(self, *margins: int) -> None:  # type: ignore[override]  # noqa: N802
        self._heights.clear()
        super().setContentsMargins(*margins)

    def heightForWidth(self, width: int) -> int:
        # Asked for a hundred thousand times while a window is used.
        height = self._heights.get(width)
        if height is None:
            if len(self._heights) >= _WIDTHS_KEPT:
                self._heights.clear()
            height = self._heights[width] = self._height_for(width)
        return height

    def _height_for(self, width: int) -> int:
        margins = self.contentsMargins()
        lines = self._laid_out(width - margins.left() - margins.right())
        self._line_height = self._line_height or QFontMetricsF(self.font()).height()
        height = self._line_height * max(1, len(lines))
        return round(height + 0.49) + margins.top() + margins.bottom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        self.paint_text(painter, QRectF(self._inner()))
        painter.end()

    def paint_text(self, painter: QPainter, inside: QRectF) -> None:
        """Write the lines into `inside`, aligned as the label is."""
        painter.setFont(self.font())
        painter.setPen(QPen(colour(self._ink if self.isEnabled() else "ink_second")))
        metrics = QFontMetricsF(self.font())
        lines = self._laid_out(inside.width())
        top = inside.top()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += max(0.0, (inside.height() - metrics.height() * len(lines)) / 2)
        for line in lines:
            left = inside.left()
            if self.alignment() & Qt.AlignmentFlag.AlignRight:
                left += max(0.0, inside.width() - line.width)
            elif self.alignment() & Qt.AlignmentFlag.AlignHCenter:
                left += max(0.0, (inside.width() - line.width) / 2)
            painter.drawText(QPointF(left, top + metrics.ascent()), line.text)
            top += metrics.height()

    def _inner(self) -> QRectF:
        return QRectF(self.contentsRect())

    def _natural_width(self) -> int:
        # Measured as it is laid out: the advance of a font may be a pixel less, and wrap.
        widths = [0.0]
        for part in self.text().split("\n"):
            layout = QTextLayout(part, self.font())
            layout.beginLayout()
            line = layout.createLine()
            if line.isValid():
                line.setLineWidth(_ENDLESS)
                widths.append(line.naturalTextWidth())
            layout.endLayout()
        return round(max(widths) + 1.5)

    def _laid_out(self, width: float) -> list[_Line]:
        """The lines as they are drawn in `width` pixels."""
        lines = self._known.get(width)
        if lines is None:
            if len(self._known) >= _WIDTHS_KEPT:
                self._known.clear()
            lines = self._known[width] = self._laid_out_anew(width)
        return lines

    def _forget_lines(self) -> None:
        self._known, self._heights, self._line_height = {}, {}, 0.0

    def _laid_out_anew(self, width: float) -> list[_Line]:
        text, metrics = self.text(), QFontMetricsF(self.font())
        if self._lines == 1:
            whole = metrics.horizontalAdvance(text)
            if whole <= width + 1:
                return [_Line(text, whole, False)]
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width))
            return [_Line(short, metrics.horizontalAdvance(short), True)]
        lines: list[_Line] = []
        for part in text.split("\n"):
            if not part:
                lines.append(_Line("", 0.0, False))
                continue
            layout = QTextLayout(part, self.font())
            option = QTextOption()
            option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            layout.setTextOption(option)
            layout.beginLayout()
            while (line := layout.createLine()).isValid():
                line.setLineWidth(max(1.0, width))
                start = line.textStart()
                written = part[start : start + line.textLength()].rstrip(" ")
                lines.append(_Line(written, line.naturalTextWidth(), False))
            layout.endLayout()
        if self._lines and len(lines) > self._lines:
            kept = lines[: self._lines]
            rest = " ".join(line.text for line in lines[self._lines - 1 :])
            short = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, max(0.0, width))
            if not short.endswith("…"):
                short = metrics.elidedText(short + "…", Qt.TextElideMode.ElideRight, width)
            kept[-1] = _Line(short, metrics.horizontalAdvance(short), True)
            return kept
        return lines

    def _tell_whole(self) -> None:
        cut = bool(self._lines) and any(line.cut for line in self._laid_out(self._inner().width()))
        self.setToolTip(tooltip(self.text()) if cut else "")


class Heading(PlainLabel):
    """The title of a screen (level 1) or of a group on it (level 2)."""

    def __init__(
        self, words: Words = "", *, level: int = 1, lines: int = 0, parent: QWidget | None = None
    ) -> None:
        size = Size.TITLE if level == 1 else Size.SECTION
        super().__init__(words, size=size, bold=True, lines=lines, parent=parent)


class Second(PlainLabel):
    """Text of the usual size that matters less than what stands above it."""

    def __init__(self, words: Words = "", *, lines: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(words, ink="ink_second", lines=lines, parent=parent)


class Caption(PlainLabel):
    """The smallest text: help under a field, a unit, a source."""

    def __init__(self, words: Words = "", *, lines: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(words, size=Size.SMALL, ink="ink_second", lines=lines, parent=parent)


class State(StrEnum):
    """What a sign says: the word comes with a shape and a colour of its own."""

    DONE = "done"
    WAITS = "waits"
    DANGER = "danger"
    INFO = "info"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state is drawn: its icon, its colour and the ground behind it."""

    icon: str
    ink: str
    soft: str


STATE_LOOKS: Final[dict[State, StateLook]] = {
    State.DONE: StateLook("circle-check", "done", "done_soft"),
    State.WAITS: StateLook("circle-dashed", "waits", "waits_soft"),
    State.DANGER: StateLook("ban", "danger", "danger_soft"),
    State.INFO: StateLook("info", "accent", "accent_soft"),
    State.NEUTRAL: StateLook("minus", "ink_second", "ground"),
}

_BADGE_ICON: Final = 14
_BADGE_TEXT: Final = 13
_BADGE_SIDE: Final = 8
_BADGE_HEIGHT: Final = 22


def paint_badge(painter: QPainter, box: QRectF, state: State, text: str, icon_name: str) -> None:
    """Draw a sign into `box`: ground, shape and word. Used by labels and by tables alike."""
    look = STATE_LOOKS[state]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outlined = theme().palette.outlined or state is State.NEUTRAL
    painter.setPen(QPen(colour("line"), 1) if outlined else Qt.PenStyle.NoPen)
    painter.setBrush(colour(look.soft))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    side, size = scaled(_BADGE_SIDE), scaled(_BADGE_ICON)
    pixmap = icon_pixmap(icon_name, look.ink, _BADGE_ICON, painter.device().devicePixelRatio())
    painter.drawPixmap(QPointF(box.left() + side, box.center().y() - size / 2), pixmap)
    painter.setPen(colour(look.ink))
    painter.setFont(badge_font())
    left = box.left() + side + size + scaled(4)
    room = QRectF(left, box.top(), box.right() - left - side + 1, box.height())
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)
    painter.restore()


def badge_font() -> QFont:
    """The font of a sign."""
    font = text_font(Size.SMALL)
    font.setPixelSize(scaled(_BADGE_TEXT))
    return font


def badge_size(text: str) -> QSize:
    """The room that a sign with this word takes."""
    width = QFontMetrics(badge_font()).horizontalAdvance(text)
    sides = 2 * scaled(_BADGE_SIDE) + scaled(_BADGE_ICON) + scaled(4)
    return QSize(width + sides + 2, scaled(_BADGE_HEIGHT))


class Badge(PlainLabel):
    """A state in a word, a shape and a colour. icon: the shape, when it is not the state's own."""

    def __init__(
        self, state: State, words: Words, *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        self._state, self._icon = state, icon
        super().__init__(words, size=Size.SMALL, lines=1, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_state(self, state: State, words: Words, icon: str = "") -> None:
        """Show another state."""
        self._state, self._icon = state, icon
        self.set_words(words)
        self.update()

    def sizeHint(self) -> QSize:
        return badge_size(self.text())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        return False

    def is_cut(self) -> bool:
        return self.width() < self.sizeHint().width() - 2

    def paintEvent(self, event: object) -> None:
        painter = QPainter(self)
        shape = self._icon or STATE_LOOKS[self._state].icon
        paint_badge(painter, QRectF(self.rect()), self._state, self.text(), shape)
        painter.end()
