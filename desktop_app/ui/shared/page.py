"""A page that scrolls when it is taller than the window, never sideways."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui.shared.look import space


class ScrollPage(QScrollArea):
    """Holds a column of widgets, `column`, with the distances of a screen around them."""

    def __init__(self, parent: QWidget | None = None, *, margin_steps: int = 5) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("scrolled", True)
        self.column = QVBoxLayout(inner)
        margin = space(margin_steps)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(space(3))
        self.setWidget(inner)


def rule(parent: QWidget | None = None) -> QFrame:
    """A line that separates, one pixel high."""
    line = QFrame(parent)
    line.setProperty("rule", True)
    line.setFixedHeight(1)
    return line
