"""Pages: one that scrolls, two columns that become one, a line between groups."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui.shared.look import scaled, space


class ScrollPage(QScrollArea):
    """Holds a column of widgets, `column`, with the distances of a screen around them. inside: the
    widget that is scrolled."""

    _whole = False

    def __init__(self, parent: QWidget | None = None, *, margin_steps: int = 5) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = inner = QWidget()
        inner.setProperty("scrolled", True)
        self.column = QVBoxLayout(inner)
        margin = space(margin_steps)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(space(3))
        self.setWidget(inner)

    def show_whole(self, whole: bool) -> None:
        """Be as high as what is inside, within another page that scrolls; or scroll by itself."""
        if whole is self._whole:
            return
        self._whole = whole
        off, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(off if whole else needed)
        self.setMinimumHeight(0)
        self._fit_whole()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        done = super().eventFilter(watched, event)
        if watched is self.inside and event.type() in (
            QEvent.Type.LayoutRequest,
            QEvent.Type.Resize,
        ):
            self._fit_whole()
        return done

    def _fit_whole(self) -> None:
        if self._whole:
            wide = self.viewport().width()
            high = self.column.totalHeightForWidth(wide)
            self.setMinimumHeight(max(high, self.column.totalMinimumSize().height()))


def rule(parent: QWidget | None = None) -> QFrame:
    """A line that separates, one pixel high."""
    line = QFrame(parent)
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line


class SideBySide(QWidget):
    """A wide column and a narrow one; under one another where they would have no room.

    main, side: their layouts. shares: how the width is divided.
    """

    NARROW = 900

    def __init__(self, shares: tuple[int, int] = (16, 9), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(space(5))
        self.main, self.side = QVBoxLayout(), QVBoxLayout()
        for layout, share in zip((self.main, self.side), shares, strict=True):
            layout.setSpacing(space(2))
            column = QVBoxLayout()
            column.addLayout(layout)
            column.addStretch(1)
            self._box.addLayout(column, share)
        self._shares = shares

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retheme()

    def retheme(self) -> None:
        """Stand side by side only where the text in force leaves room for it."""
        narrow = self.width() < scaled(self.NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() is not way:
            self._box.setDirection(way)
            for number, share in enumerate(self._shares):
                self._box.setStretch(number, 0 if narrow else share)
