"""The few questions that stop a person: a decision that cannot be undone, or a passphrase.

Buttons are verbs; Esc always leaves, never loses.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.fields import TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, PlainLabel
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.secret_copies import mark_secret
from desktop_app.ui.shared.words import Words, say


class Dialog(QDialog):
    """A titled question with its buttons at the bottom right. Subclasses fill `self.body`."""

    def __init__(self, title: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.setModal(True)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(space(6), space(5), space(6), space(5))
        outside.setSpacing(space(4))
        self.heading = Heading(title)
        outside.addWidget(self.heading)
        self.body = QVBoxLayout()
        self.body.setSpacing(space(3))
        outside.addLayout(self.body)
        self._button_row = QWidget()
        self._buttons = FlowLayout(self._button_row, gap=space(2), align_right=True)
        outside.addWidget(self._button_row)
        self.retranslate()
        self.retheme()

    def add_button(
        self, words: Words, pressed: Callable[[], None], kind: Kind = Kind.SECONDARY
    ) -> Button:
        """One more button, after those that are there."""
        button = Button(words, kind=kind)
        button.clicked.connect(lambda checked=False: pressed())
        self._buttons.addWidget(button)
        return button

    def above_buttons(self) -> int:
        """How many pixels of its height are above its buttons; all where it has none."""
        row = self._button_row
        return row.y() - space(1) if self._buttons.count() and row.y() else self.height()

    def event(self, event: QEvent) -> bool:
        """Grow with what is said in it, an error for example, so that nothing is cut off."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            layout = self.layout()
            needed = layout.totalHeightForWidth(self.width()) if layout is not None else 0
            if needed > self.height():
                self.resize(self.width(), needed)
        return done

    def retranslate(self) -> None:
        """Say the title of the window in the current language."""
        self.setWindowTitle(say(self._title))

    def retheme(self) -> None:
        """Leave room for the size of text in force."""
        self.setMinimumWidth(min(scaled(460), 900))


class Decision(Dialog):
    """Asks for a decision that cannot be undone. The safe answer has the keyboard.

    verb: what will be done ("Revoke this laptop"), never Yes. Exactly one of `accepted` and
    `rejected` follows.
    """

    def __init__(
        self,
        title: Words,
        explanation: Words,
        verb: Words,
        *,
        danger: bool = True,
        keep: Words | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self.body.addWidget(PlainLabel(explanation))
        self.keep = self.add_button(keep or Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(verb, self.accept, Kind.DANGER if danger else Kind.PRIMARY)
        self.keep.setFocus()


class SecretField(TextField):
    """A passphrase: it can be pasted, and shown by a button beside it."""

    def __init__(
        self, label: Words, *, help_text: Words = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(label, help_text=help_text, required=True, parent=parent)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        hints = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        self.line.setInputMethodHints(hints | Qt.InputMethodHint.ImhNoAutoUppercase)
        mark_secret(self.line)
        self.toggle = Button(Message("dialogs", "Show"), icon_name="eye")
        self.toggle.setCheckable(True)
        self.toggle.toggled.connect(self._show_letters)
        self.row.addWidget(self.toggle)

    def secret(self) -> str:
        """What was typed, letter for letter; a space at the end belongs to it."""
        return self.line.text()

    def clear(self) -> None:
        """Empty the input and hide the letters again."""
        self.line.clear()
        self.toggle.setChecked(False)

    def finish(self) -> None:
        """A passphrase is never announced as a change: nothing of it goes into a draft."""

    def _show_letters(self, shown: bool) -> None:
        normal, hidden = QLineEdit.EchoMode.Normal, QLineEdit.EchoMode.Password
        self.line.setEchoMode(normal if shown else hidden)
        words = Message("dialogs", "Hide") if shown else Message("dialogs", "Show")
        self.toggle.set_words(words, "eye-off" if shown else "eye")


class PassphraseDialog(Dialog):
    """Asks for one passphrase. given carries it; the dialog stays until `accept` is called, so
    that `show_problem` can say that it did not open.
    """

    given = Signal(str)

    def __init__(
        self,
        title: Words,
        explanation: Words,
        verb: Words,
        parent: QWidget | None = None,
        *,
        label: Words | None = None,
    ) -> None:
        """label: what is asked for when it is not a passphrase."""
        super().__init__(title, parent)
        self.body.addWidget(PlainLabel(explanation))
        self._empty = Message("dialogs", "Enter the passphrase.") if label is None else explanation
        self.field = SecretField(label or Message("dialogs", "Passphrase"))
        self.body.addWidget(self.field)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(verb, self._give, Kind.PRIMARY)
        self.field.line.returnPressed.connect(self._give)
        self.field.line.setFocus()

    def show_problem(self, words: Words) -> None:
        """Say why it did not go, and let the person try again."""
        self.field.show_error(words)
        self.field.line.selectAll()
        self.field.take_focus()

    def done(self, result: int) -> None:
        """Close; what was typed does not stay in the widget."""
        self.field.clear()
        super().done(result)

    def _give(self) -> None:
        secret = self.field.secret()
        if secret:
            self.field.show_error(None)
            self.given.emit(secret)
        else:
            self.show_problem(self._empty)
