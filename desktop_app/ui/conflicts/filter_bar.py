"""What narrows the list of conflicts: a name, a field, a laptop."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.conflicts.conflicts import Filter, Inbox
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.fields import ChoiceField, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Second
from desktop_app.ui.shared.look import space

_PAUSE_MS: Final = 200


class FilterBar(QWidget):
    """narrowed: carries the `Filter` in force."""

    narrowed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._waiting = False
        self._few, self._total = 0, 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self._narrow = QWidget()
        flow = FlowLayout(self._narrow, gap=space(2))
        self.name = TextField(
            Message("conflicts", "Find"),
            placeholder=Message("conflicts", "Name"),
            width_letters=18,
        )
        self.field = ChoiceField(
            Message("conflicts", "What"), (), empty=Message("conflicts", "All fields")
        )
        self.device = ChoiceField(
            Message("conflicts", "Laptop"), (), empty=Message("conflicts", "All laptops")
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.name.edited.connect(self._pause.start)
        for one in (self.name, self.field, self.device):
            one.label.hide()
            flow.addWidget(one)
        self.field.left.connect(lambda value: self._tell())
        self.device.left.connect(lambda value: self._tell())
        column.addWidget(self._narrow)
        self._wait = QWidget()
        line = FlowLayout(self._wait, gap=space(2))
        self._hidden = Second()
        self.toggle = Button(Message("conflicts", "Show them"))
        self.toggle.clicked.connect(self._toggle)
        line.addWidget(self._hidden)
        line.addWidget(self.toggle)
        self._wait.hide()
        column.addWidget(self._wait)

    def fit(self, few: int) -> None:
        """With up to `few` in the list there is nothing to narrow."""
        self._few = few
        self._narrow.setVisible(self.wanted().narrows or self._total > few)

    def show_inbox(self, inbox: Inbox) -> None:
        """Offer what occurs in the list."""
        self._total = inbox.total
        self.field.set_choices(list(inbox.fields))
        self.device.set_choices(list(inbox.devices))
        self.fit(self._few)
        self._wait.setVisible(bool(inbox.hidden) or self._waiting)
        if self._waiting:
            self._hidden.set_words(
                Message("conflicts", "Those that wait for a missing bundle are listed too.")
            )
            self.toggle.set_words(Message("conflicts", "Hide them"))
        else:
            self._hidden.set_words(
                Message(
                    "conflicts",
                    "{n} more waits for a missing bundle, which may settle it.",
                    {},
                    "{n} more wait for a missing bundle, which may settle them.",
                    inbox.hidden,
                )
            )
            self.toggle.set_words(Message("conflicts", "Show them"))

    def wanted(self) -> Filter:
        """What is asked for now."""
        return Filter(
            str(self.name.value() or ""),
            str(self.field.value() or ""),
            str(self.device.value() or ""),
            self._waiting,
        )

    def clear(self) -> None:
        """Narrow nothing any more."""
        self.name.set_value(None)
        self.field.set_value(None)
        self.device.set_value(None)
        self._tell()

    def _toggle(self) -> None:
        self._waiting = not self._waiting
        self._tell()

    def _tell(self) -> None:
        self.narrowed.emit(self.wanted())
