"""Asks which of its communities a laptop shall keep, and says what that does."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.language import Message
from desktop_app.services.trust.devices import DeviceLine
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import Check
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage

_FEW: Final = 4
"""So many communities stand in one line, most of the time."""


class NarrowDialog(Dialog):
    """given: the names of the communities that stay."""

    given = Signal(object)

    def __init__(self, line: DeviceLine, parent: QWidget | None = None) -> None:
        super().__init__(
            Message("devices", "Whose clients shall {name} hold?", {"name": line.name}), parent
        )
        self._line = line
        self.body.addWidget(
            PlainLabel(Message("devices", "Take the mark away from what it needs no longer."))
        )
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(4))
        self.boxes = [Check(name) for name in line.communities]
        for box in self.boxes:
            box.setChecked(True)
            box.toggled.connect(self._say)
            flow.addWidget(box)
        if len(self.boxes) <= _FEW:
            self.body.addWidget(holder)
        else:
            page = ScrollPage(margin_steps=1)
            page.column.addWidget(holder)
            page.column.addStretch(1)
            page.setMinimumHeight(scaled(180))
            self.body.addWidget(page)
        self.told = PlainLabel("")
        self.body.addWidget(self.told)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(
            Message("devices", "Let it hold these only"), self._give, Kind.PRIMARY
        )
        self._say()
        self.boxes[0].setFocus()

    def kept(self) -> tuple[str, ...]:
        """The communities that stay marked."""
        return tuple(
            name
            for box, name in zip(self.boxes, self._line.communities, strict=True)
            if box.isChecked()
        )

    def _say(self) -> None:
        kept, names = self.kept(), self._line.communities
        gone = [name for name in names if name not in kept]
        self.verb.setEnabled(bool(kept) and bool(gone))
        if not gone:
            words = Message("devices", "Nothing changes so far.")
        elif not kept:
            words = Message(
                "devices",
                "It would hold no clients any more. A laptop that is not used any longer is cut off.",
            )
        else:
            words = Message(
                "devices",
                "{name} gets nothing new about {gone}. What is written there about them from now on is "
                "not taken in any more. What it wrote before stays. Nothing on it is erased: it is "
                "encrypted, and only a passphrase opens it.",
                {"name": self._line.name, "gone": ", ".join(gone)},
            )
        self.told.set_words(words)

    def _give(self) -> None:
        self.given.emit(self.kept())
        self.accept()
