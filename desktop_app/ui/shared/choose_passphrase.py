"""Choosing a passphrase: the field, how easily it is guessed, and one drawn by chance."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.trust.beginning import Judged
from desktop_app.ui.shared.buttons import Button, Kind, Tall
from desktop_app.ui.shared.dialogs import SecretField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import PlainLabel, Second
from desktop_app.ui.shared.look import Size, space
from desktop_app.ui.shared.words import Words, say


class StrengthBar(QWidget):
    """How easily a passphrase is guessed: a bar, a word, and what would help."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        line = QHBoxLayout()
        line.setSpacing(space(3))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 4)
        line.addWidget(self.bar, 1)
        self.word = PlainLabel("", bold=True)
        line.addWidget(self.word, 1)
        column.addLayout(line)
        self.why = Second("")
        column.addWidget(self.why)
        self.show_strength(None)
        self.retranslate()

    def show_strength(self, judged: Judged | None) -> None:
        """None: nothing is typed yet."""
        self.setVisible(judged is not None)
        if judged is None:
            return
        self.bar.setValue(max(judged.level, 0))
        self.word.set_words(judged.words)
        self.word.set_ink("done" if judged.accepted else "waits")
        self.why.set_words(judged.why or "")
        self.why.setVisible(judged.why is not None)
        self.bar.setAccessibleDescription(say(judged.words))

    def retranslate(self) -> None:
        """Say what the bar shows."""
        self.bar.setAccessibleName(say(Message("passphrase", "Strength of the passphrase")))


class ChoosePassphrase(QWidget):
    """Choosing a passphrase: the field, how strong it is, and one drawn by chance.

    typed: what is in the field now. proposal_asked: draw one.
    """

    typed = Signal(str)
    proposal_asked = Signal()

    def __init__(self, label: Words) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        self.field = SecretField(label)
        self.field.line.textChanged.connect(self.typed)
        column.addWidget(self.field)
        self.strength = StrengthBar()
        column.addWidget(self.strength)
        row = QWidget()
        flow = FlowLayout(row, gap=space(3))
        self.draw = Button(Message("passphrase", "Suggest a passphrase"), icon_name="key-round")
        self.draw.clicked.connect(lambda checked=False: self.proposal_asked.emit())
        flow.addWidget(self.draw)
        self.phrase = PlainLabel("", size=Size.SECTION, bold=True)
        flow.addWidget(self.phrase)
        self.use = Button(Message("passphrase", "Use this one"), kind=Kind.QUIET, tall=Tall.LIST)
        self.use.clicked.connect(lambda checked=False: self._use())
        self.use.hide()
        self.phrase.hide()
        flow.addWidget(self.use)
        column.addWidget(row)

    def show_proposal(self, phrase: str) -> None:
        """Offer it beside the button."""
        self.phrase.set_words(phrase)
        self.phrase.show()
        self.use.show()
        self.use.set_name(Message("passphrase", "Use this one: {phrase}", {"phrase": phrase}))
        self.draw.set_words(Message("passphrase", "Suggest another one"))

    def show_strength(self, judged: Judged | None) -> None:
        """Say how strong what is typed is."""
        self.strength.show_strength(judged)

    def _use(self) -> None:
        self.field.line.setText(self.phrase.text())
        self.field.toggle.setChecked(True)
        self.field.take_focus()
