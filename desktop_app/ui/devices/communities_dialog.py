"""Asks which communities a laptop shall hold, and says what that does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.language import Message
from desktop_app.services.trust.devices import DeviceLine
from desktop_app.ui.devices import words
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import Check
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage

_FEW: Final = 4
"""So many communities stand in one line, most of the time."""


class CommunitiesDialog(Dialog):
    """given: the names of the communities that it holds from now on."""

    given = Signal(object)

    def __init__(
        self, line: DeviceLine, communities: Sequence[str], parent: QWidget | None = None
    ) -> None:
        """communities: all of those it could hold, by name."""
        super().__init__(
            Message("devices", "Whose clients shall {name} hold?", {"name": line.name}), parent
        )
        self._line = line
        self._names = tuple(communities)
        self.body.addWidget(
            PlainLabel(Message("devices", "Mark what is needed on it, and no more."))
        )
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(4))
        self.boxes = [Check(name) for name in self._names]
        for name, box in zip(self._names, self.boxes, strict=True):
            box.setChecked(name in line.communities)
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
        self._told = [PlainLabel("") for _ in range(words.CHANGES)]
        for label in self._told:
            self.body.addWidget(label)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(
            Message("devices", "Let it hold these"), self._give, Kind.PRIMARY
        )
        self._say()
        self.boxes[0].setFocus()

    def held(self) -> tuple[str, ...]:
        """The communities that are marked."""
        marked = zip(self._names, self.boxes, strict=True)
        return tuple(name for name, box in marked if box.isChecked())

    def told(self) -> str:
        """What the marks would do, as it stands there."""
        return "\n".join(label.text() for label in self._told if not label.isHidden())

    def _say(self) -> None:
        held = self.held()
        self.verb.setEnabled(bool(held) and set(held) != set(self._line.communities))
        said = words.communities_told(self._line, held)
        for label, sentence in zip(self._told, [*said, *[None] * len(self._told)], strict=False):
            label.setVisible(sentence is not None)
            if sentence is not None:
                label.set_words(sentence)
        self.adjustSize()

    def _give(self) -> None:
        self.given.emit(self.held())
        self.accept()
