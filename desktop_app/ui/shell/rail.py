"""The places at the left: an icon over its word, and how many things wait there.

With large text or in a narrow window the rail lies across the top; where there is room for it,
each word stands beside its icon then, so that the rail takes half the height.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QSizePolicy, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.focus import RING_PROPERTY, RING_WIDTH
from desktop_app.ui.shared.icons import icon_pixmap
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import Size, colour, scaled, space, text_font, theme
from desktop_app.ui.shared.words import say, tooltip
from desktop_app.ui.shell.places import PLACES, SETTINGS_PLACE, Place
from desktop_app.ui.shell.presenter import Waits

_WIDTH = 112
_ITEM = 70
_ITEM_BESIDE = 38
_ICON = 22
_MARK = 4
_MOST_SHOWN = 99


class RailItem(QAbstractButton):
    """One place. It draws its own ring, since its ground differs from every other."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self._waiting = 0
        self._said: Message | None = None
        self._across = self._beside = False
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setProperty(RING_PROPERTY, "own")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def show_waiting(self, waits: Waits) -> None:
        """How many things wait in this place; 0 takes the number away."""
        self._waiting, self._said = waits.count, waits.said
        self.retranslate()
        self.update()

    def lie_across(self, across: bool) -> None:
        """Whether the rail lies across the top."""
        self._across = across
        self.updateGeometry()
        self.update()

    def stand_beside(self, beside: bool) -> None:
        """Whether the word stands beside its icon, across the top."""
        self._beside = beside
        self.updateGeometry()
        self.update()

    def width_beside(self) -> int:
        """The width with the word beside the icon, and with what waits."""
        return round(self._content_width()) + scaled(20)

    def retranslate(self) -> None:
        """Say the place, and what waits there, for the eye and for screen readers."""
        name = say(self.place.label)
        self.setText(name)
        keys: str = self.place.keys
        if self._waiting and self._said is not None:
            self.setAccessibleName(f"{name}, {say(self._said)}")
            keys = f"{say(self._said)} ({keys})"
        elif self._waiting:
            values = {"place": name}
            waiting = Message(
                "shell", "{place}, {n} waits", values, "{place}, {n} wait", self._waiting
            )
            self.setAccessibleName(say(waiting))
        else:
            self.setAccessibleName(name)
        self.setToolTip(tooltip(keys))
        self.updateGeometry()

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        if self._across and self._beside:
            return QSize(self.width_beside(), scaled(_ITEM_BESIDE))
        words = QFontMetrics(text_font(Size.SMALL)).horizontalAdvance(self.text())
        if self._across:
            return QSize(words + scaled(20), scaled(_ITEM - 10))
        return QSize(max(scaled(_WIDTH), words + scaled(16)), scaled(_ITEM))

    def minimumSizeHint(self) -> QSize:
        if not self._across or self._beside:
            return self.sizeHint()
        words = QFontMetrics(text_font(Size.SMALL)).horizontalAdvance(self.text())
        return QSize(words + scaled(4), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect())
        if self.isChecked() or self.underMouse():
            painter.fillRect(whole, colour("rail_chosen"))
        if self.isChecked():
            mark = QRectF(0, 0, _MARK, whole.height())
            if self._across:
                mark = QRectF(0, whole.height() - _MARK, whole.width(), _MARK)
            painter.fillRect(mark, colour("rail_mark"))
        if self._across and self._beside:
            self._paint_beside(painter)
        else:
            self._paint_under(painter, whole)
        if self.hasFocus():
            painter.setPen(QPen(colour("rail_mark"), RING_WIDTH))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(whole.adjusted(7, 3, -3, -3), 8, 8)
        painter.end()

    def _content_width(self) -> float:
        """Icon, word and number in one line."""
        words = QFontMetrics(text_font(Size.SMALL)).horizontalAdvance(self.text())
        number = self._pill_size().width() + scaled(5) if self._waiting else 0
        return scaled(_ICON) + scaled(6) + words + number

    def _paint_beside(self, painter: QPainter) -> None:
        """The icon, the word beside it, and then how many things wait."""
        metrics = QFontMetrics(text_font(Size.SMALL))
        size, middle = scaled(_ICON), self.height() / 2
        left = (self.width() - self._content_width()) / 2
        pixmap = icon_pixmap(self.place.icon, "rail_ink", _ICON, self.devicePixelRatioF())
        painter.drawPixmap(round(left), round(middle - size / 2), pixmap)
        painter.setFont(text_font(Size.SMALL))
        painter.setPen(colour("rail_ink"))
        left += size + scaled(6)
        words = metrics.horizontalAdvance(self.text())
        line = QRectF(left, 0, words + 2, self.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._waiting:
            height = self._pill_size().height()
            self._paint_number(painter, left + words + scaled(5), middle - height / 2)

    def _paint_under(self, painter: QPainter, whole: QRectF) -> None:
        """The icon, the word under it, and how many things wait at the icon's corner."""
        font = text_font(Size.SMALL)
        words_height = QFontMetrics(font).height()
        size = scaled(_ICON)
        middle = whole.center().x() + (0 if self._across else _MARK / 2)
        top = (whole.height() - size - scaled(6) - words_height) / 2
        pixmap = icon_pixmap(self.place.icon, "rail_ink", _ICON, self.devicePixelRatioF())
        painter.drawPixmap(round(middle - size / 2), round(top), pixmap)
        painter.setFont(font)
        painter.setPen(colour("rail_ink"))
        words = QRectF(0, top + size + scaled(6), whole.width(), words_height + 2)
        words.translate(0 if self._across else _MARK / 2, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter, self.text())
        if self._waiting:
            self._paint_number(painter, middle + size / 2 - scaled(2), top - scaled(6))

    def _number(self) -> str:
        return f"{_MOST_SHOWN}+" if self._waiting > _MOST_SHOWN else str(self._waiting)

    def _pill_size(self) -> QSize:
        height = scaled(15)
        words = QFontMetrics(_number_font()).horizontalAdvance(self._number())
        return QSize(max(height, words + scaled(10)), height)

    def _paint_number(self, painter: QPainter, left: float, top: float) -> None:
        """The number in its amber pill."""
        size = self._pill_size()
        pill = QRectF(left, top, size.width(), size.height())
        painter.setFont(_number_font())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("rail_mark"))
        painter.drawRoundedRect(pill, size.height() / 2, size.height() / 2)
        painter.setPen(colour("on_mark"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._number())


def _number_font() -> QFont:
    font = text_font(Size.SMALL, bold=True)
    font.setPixelSize(scaled(11))
    return font


class Rail(QWidget):
    """The word mark, the five places, and the settings at the end. gone_to: a place's key."""

    gone_to = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        # The name of the program is the same in every language.
        self.mark = PlainLabel("Portage", bold=True, ink="rail_ink", lines=1)
        self.mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._box.addWidget(self.mark)
        self.items = {place.key: RailItem(place) for place in (*PLACES, SETTINGS_PLACE)}
        for place in PLACES:
            self._box.addWidget(self.items[place.key])
        self._box.addStretch(1)
        self._box.addWidget(self.items[SETTINGS_PLACE.key])
        for key, item in self.items.items():
            item.clicked.connect(lambda checked=False, key=key: self._go(key))
        self._across = False
        self.lie_across(False)

    @property
    def across(self) -> bool:
        """Whether the rail lies across the top."""
        return self._across

    def lie_across(self, across: bool) -> None:
        """Lie across the top, or stand at the left."""
        self._across = across
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._box.setDirection(right if across else down)
        for item in self.items.values():
            item.lie_across(across)
        fixed, usual = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred
        self.setSizePolicy(*((usual, fixed) if across else (fixed, usual)))
        self.retheme()

    def show_place(self, key: str) -> None:
        """Mark the place where one is."""
        for name, item in self.items.items():
            item.setChecked(name == key)

    def show_badges(self, badges: Mapping[str, Waits]) -> None:
        """Show how many things wait in each place."""
        for name, item in self.items.items():
            item.show_waiting(badges.get(name, Waits(0)))
        self._fit()

    def retheme(self) -> None:
        """Take the size of text in force."""
        margin = space(3)
        self.mark.setContentsMargins(margin, 0, margin, 0)
        # Back to Qt's own limits before one of them is fixed.
        self.mark.setMinimumSize(0, 0)
        self.mark.setMaximumSize(16_777_215, 16_777_215)
        if self._across:
            self.mark.setFixedWidth(self.mark.sizeHint().width())
        else:
            self.mark.setFixedHeight(scaled(42))
        self._fit()

    def retranslate(self) -> None:
        """Find out again whether the word mark has room."""
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("rail"))
        if theme().palette.outlined:
            painter.setPen(colour("line"))
            if self._across:
                painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
            else:
                painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())
        painter.end()

    def _fit(self) -> None:
        """Across the top, the places come before the word mark, and in one line where they can."""
        beside = sum(item.width_beside() for item in self.items.values()) <= self.width()
        for item in self.items.values():
            item.stand_beside(beside)
        places = sum(item.sizeHint().width() for item in self.items.values())
        room = self.width() - self.mark.sizeHint().width() >= places
        self.mark.setVisible(room or not self._across)

    def _go(self, key: str) -> None:
        self.items[key].setChecked(True)
        self.gone_to.emit(key)
