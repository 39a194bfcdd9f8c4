"""A lasting state, told at the top of a screen until it is over or put away."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import Button, Kind, Tall
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import STATE_LOOKS, PlainLabel, State
from desktop_app.ui.shared.look import RADIUS_CONTROL, colour, space, theme
from desktop_app.ui.shared.words import Words

_ICONS = {
    State.DONE: "circle-check",
    State.WAITS: "clock",
    State.DANGER: "triangle-alert",
    State.INFO: "info",
    State.NEUTRAL: "info",
}


class Banner(QWidget):
    """One sentence with its buttons. acted: the number of the button, in the order given."""

    acted = Signal(int)

    def __init__(
        self,
        state: State,
        sentence: Words,
        buttons: tuple[Words, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._sentence = state, sentence
        line = QHBoxLayout(self)
        line.setContentsMargins(space(3), space(2), space(3), space(2))
        line.setSpacing(space(2))
        mark = IconMark(_ICONS[state], STATE_LOOKS[state].ink)
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
        self._label = PlainLabel(sentence)
        line.addWidget(self._label, 2)
        made = [Button(words, kind=Kind.SECONDARY, tall=Tall.LIST) for words in buttons]
        for number, button in enumerate(made):
            button.clicked.connect(lambda checked=False, number=number: self.acted.emit(number))
        if len(made) == 1:
            line.addWidget(made[0])  # the sentence has all the rest
        elif made:
            holder = QWidget()
            flow = FlowLayout(holder, gap=space(2), align_right=True)
            for button in made:
                flow.addWidget(button)
            line.addWidget(holder, 1)

    def show_sentence(self, sentence: Words) -> None:
        """Say something else, and have it read out."""
        self._sentence = sentence
        self._label.set_words(sentence)
        self.read_out()

    def read_out(self) -> None:
        """Have the sentence read by a screen reader."""
        announce(self, self._sentence)

    def paintEvent(self, event: QPaintEvent) -> None:
        look = STATE_LOOKS[self._state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outlined = theme().palette.outlined
        painter.setPen(QPen(colour(look.ink), 1) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(colour(look.soft))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.end()
