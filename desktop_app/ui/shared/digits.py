"""Digits that two people compare by voice or with a card."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import Size, space
from desktop_app.ui.shared.words import Words, say


class Digits(QFrame):
    """Groups of digits, large enough to read to somebody across a table."""

    def __init__(self, digits: str, name: Words) -> None:
        super().__init__()
        self._name, self._digits = name, digits
        self.setProperty("card", True)
        flow = FlowLayout(self, gap=space(6))
        flow.setContentsMargins(space(5), space(4), space(5), space(4))
        groups = digits.split()
        # Three and three, as on the printed card: in one line or in two.
        for start in range(0, len(groups), 3):
            half = QWidget()
            line = QHBoxLayout(half)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(space(6))
            for group in groups[start : start + 3]:
                line.addWidget(PlainLabel(group, size=Size.QUESTION, bold=True, lines=1))
            flow.addWidget(half)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the groups one after the other for screen readers."""
        self.setAccessibleName(say(self._name))
        self.setAccessibleDescription(self._digits)
