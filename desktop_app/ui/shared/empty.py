"""What stands where nothing is yet: one sentence, one button, one example."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import PlainLabel, Second
from desktop_app.ui.shared.look import Size, space
from desktop_app.ui.shared.words import Words


class EmptyState(QFrame):
    """Shown in place of an empty list. acted: the button was pressed."""

    acted = Signal()

    def __init__(
        self,
        sentence: Words,
        button: Words | None = None,
        example: Words = "",
        *,
        icon_name: str = "",
        button_icon: str = "plus",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(6), space(6), space(6))
        column.setSpacing(space(3))
        # Stretches, not an alignment: with that one, the sentences get less width than their height
        # was reckoned for, and lose their last line.
        column.addStretch(1)
        if icon_name:
            mark = IconMark(icon_name, "accent", 28)
            column.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        self._sentence = PlainLabel(sentence, size=Size.SECTION, bold=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._sentence)
        self._example = Second(example)
        self._example.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # Shown before they lie in the page, they would flash up as windows of their own.
        if not example:
            self._example.hide()
        column.addWidget(self._example)
        self.button = Button(button or "", kind=Kind.PRIMARY, icon_name=button_icon)
        if button is None:
            self.button.hide()
        self.button.clicked.connect(self.acted)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def set_words(self, sentence: Words, example: Words = "") -> None:
        """Say something else, for example when a filter finds nobody."""
        self._sentence.set_words(sentence)
        self._example.set_words(example)
        self._example.setVisible(bool(example))
