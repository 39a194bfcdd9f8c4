"""One value of a conflict: what it says, who wrote it, when, where, and the button that takes it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_app.language import Message
from desktop_app.ui.conflicts import words
from desktop_app.ui.shared.buttons import Button, QuietButton
from desktop_app.ui.shared.labels import Badge, Caption, PlainLabel, Second, State
from desktop_app.ui.shared.look import Size, space
from desktop_app.ui.shared.words import Words, say


class ValueCard(QFrame):
    """taken, all_taken: the number of this value, counted from 0.

    also: what the same author wrote in the other fields of this person that wait, a line each.
    """

    taken = Signal(int)
    all_taken = Signal(int)

    def __init__(
        self,
        number: int,
        value: Words,
        author: Message | str,
        when: Words,
        verb: Message,
        *,
        clock_wrong: bool,
        also: Sequence[Words] = (),
        allowed: bool = True,
        long: bool = False,
    ) -> None:
        super().__init__()
        self.number = number
        self._value, self._verb = value, verb
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(5), space(4))
        column.setSpacing(space(1))
        column.addWidget(Caption(Message("conflicts", "Value {number}", {"number": number + 1})))
        # A long text is read, not recognised: large and bold it would only take room.
        self.value = PlainLabel(value, size=Size.BODY if long else Size.TITLE, bold=not long)
        column.addWidget(self.value)
        column.addSpacing(space(2))
        column.addWidget(PlainLabel(author))
        column.addWidget(Second(when))
        if clock_wrong:
            column.addSpacing(space(1))
            badge = Badge(
                State.WAITS, Message("conflicts", "its clock looks wrong"), icon="triangle-alert"
            )
            column.addWidget(badge, 0, Qt.AlignmentFlag.AlignLeft)
        if not also:
            column.addStretch(1)
        column.addSpacing(space(3))
        self.button = Button(verb, icon_name="check", key_hint=str(number + 1))
        self.button.clicked.connect(lambda: self.taken.emit(self.number))
        self.button.setVisible(allowed)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        self.all: Button | None = None
        self._author, self._also = author, also
        if allowed and also:
            column.addSpacing(space(2))
            column.addWidget(Second(partial(words.also_words, author)))
            for line in also:
                column.addWidget(PlainLabel(line))
            self.all = QuietButton(words.all_words(len(also) + 1), key_hint=f"Alt+{number + 1}")
            self.all.clicked.connect(lambda: self.all_taken.emit(self.number))
            column.addWidget(self.all, 0, Qt.AlignmentFlag.AlignLeft)
            column.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """The buttons say what they take, for screen readers."""
        self.button.set_name(f"{say(self._verb)}: {say(self._value)}")
        if self.all is not None:
            lines = "; ".join(say(line) for line in self._also)
            self.all.set_name(words.all_named(len(self._also) + 1, self._author, lines))
