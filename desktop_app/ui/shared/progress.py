"""Work that is running: a bar with the count, what is being done, and Cancel."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.domain.words.calendar_words import number
from desktop_app.language import Message
from desktop_app.services.progress import Step
from desktop_app.ui.shared.buttons import Button, Tall
from desktop_app.ui.shared.labels import PlainLabel, Second
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.words import Words, say

_SCALE = 1000


class ProgressCard(QFrame):
    """One running job. cancel_asked: the person wants it to stop; the data stay as before."""

    cancel_asked = Signal()

    def __init__(self, title: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(3), space(3), space(3), space(3))
        column.setSpacing(space(2))
        self._title_words = title
        self._title = PlainLabel(title, bold=True)
        column.addWidget(self._title)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        column.addWidget(self.bar)
        line = QHBoxLayout()
        self._what = Second()
        line.addWidget(self._what, 1)
        self.cancel = Button(Message("jobs", "Cancel"), tall=Tall.LIST)
        self.cancel.clicked.connect(self._stop)
        line.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(line)
        self.begin(title)

    def begin(self, title: Words) -> None:
        """Another job begins; nothing is known of its length yet."""
        self._title_words = title
        self._title.set_words(title)
        self.bar.setRange(0, 0)
        self._what.set_words("")
        self.cancel.setEnabled(True)
        self.retranslate()

    def show_step(self, step: Step) -> None:
        """Show how far it is."""
        if step.total:
            self.bar.setRange(0, _SCALE)
            self.bar.setValue(min(_SCALE, step.done * _SCALE // step.total))
        else:
            self.bar.setRange(0, 0)
        if step.what is not None:
            self._what.set_words(step.what)
        elif step.total:
            counted = {"done": number(step.done), "total": number(step.total)}
            self._what.set_words(Message("jobs", "{done} of {total}", counted))

    def retranslate(self) -> None:
        """Say what the bar belongs to, for screen readers."""
        self.bar.setAccessibleName(say(self._title_words))

    def _stop(self) -> None:
        self.cancel.setEnabled(False)
        self._what.set_words(Message("jobs", "Stopping. Everything stays as it was before."))
        self.cancel_asked.emit()
