"""A field that is filled by typing a few letters and choosing from what is found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.fields import Field
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.words import Words, say

PAUSE_MS = 120


class SearchField(Field):
    """Its value is the id of what was chosen. Down goes to what is found, Enter takes it.

    words_asked: what is typed, after a short pause. chosen: the id.
    """

    words_asked = Signal(str)
    chosen = Signal(str)

    def __init__(
        self,
        label: Words,
        placeholder: Words,
        *,
        required: bool = False,
        help_text: Words = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, help_text=help_text, required=required, parent=parent)
        self._label, self._placeholder = label, placeholder
        self._id, self._name = "", ""
        self._found: tuple[Found, ...] = ()
        self.line = QLineEdit()
        self.line.textEdited.connect(self._typed)
        self.line.installEventFilter(self)
        self.row.addWidget(self.line)
        self.list = CardList(label)
        self.list.opened.connect(self._take)
        self.list.acted.connect(self._take)
        self.list.hide()
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self.list)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.retranslate()

    def inputs(self) -> Sequence[QWidget]:
        return (self.line,)

    def value(self) -> Value:
        return self._id or None

    def problem(self) -> Words | None:
        if self.line.text().strip() and not self._id:
            return Message("search", "Choose one of those found, or leave this empty.")
        return None

    def show_choice(self, found: Found | None) -> None:
        """Show what is stored; it is not announced as a choice of the person's."""
        self._id, self._name = ("", "") if found is None else (found.id, found.name)
        self._known = self._id or None
        self.line.setText(say(self._name))
        self.show_found(self.line.text(), ())

    def show_found(self, words: str, found: Sequence[Found]) -> None:
        """What is found for the words; an answer to other words than those in the box is dropped."""
        if words != self.line.text():
            return
        self._found = tuple(found)
        self.list.show_cards(
            [
                Card(one.id, one.name, one.facts, action=Message("search", "Choose"))
                for one in self._found
            ]
        )
        self.list.setVisible(bool(self._found))
        if self._found:
            many = len(self._found)
            announce(self.line, Message("search", "{n} found", {}, "{n} found", many))

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setPlaceholderText(say(self._placeholder))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent):
            pressed = event.type() is QEvent.Type.KeyPress
            key = event.key()
            if pressed and key == Qt.Key.Key_Down and self._found:
                self.list.rows()[0].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if pressed and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._found:
                self._take(self._found[0].id)
                return True
        return super().eventFilter(watched, event)

    def _typed(self, text: str) -> None:
        if text != say(self._name):
            self._id = ""
        self.edited.emit()
        self._pause.start()
        if not text.strip():
            self._pause.stop()
            self.show_found(text, ())
            self.finish()

    def _ask(self) -> None:
        if not self._id:
            self.words_asked.emit(self.line.text())

    def _take(self, key: str) -> None:
        one = next((found for found in self._found if found.id == key), None)
        if one is None:
            return
        self._pause.stop()
        self._id, self._name = one.id, one.name
        self.line.setText(say(one.name))
        self.show_found(self.line.text(), ())
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finish()
        self.chosen.emit(one.id)

    def _show(self, value: Value) -> None:
        self.show_choice(None if value is None else Found(str(value), self._name))
