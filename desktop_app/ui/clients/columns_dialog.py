"""Asks which columns the list of clients shows, and by which one it is sorted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import Field, Value
from desktop_app.language import Message
from desktop_app.services.clients.list_columns import USUAL, KeptColumns
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import Check, ChoiceField
from desktop_app.ui.shared.labels import Second
from desktop_app.ui.shared.look import scaled
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.words import Words

WORDS: Final = {
    "born": Message("clients", "Born"),
    "community": Message("clients", "Community"),
    "language": Message("clients", "Language"),
    "owner": Message("clients", "Worker"),
    "complete": Message("clients", "File"),
    "shared": Message("clients", "Sharing"),
}
_NAME: Final = "-"


class ColumnsDialog(Dialog):
    """given: the columns and the order that were chosen."""

    given = Signal(object)

    def __init__(
        self, offered: Sequence[Field], kept: KeptColumns, parent: QWidget | None = None
    ) -> None:
        super().__init__(Message("clients", "Columns of the list"), parent)
        self.body.addWidget(
            Second(
                Message(
                    "clients",
                    "Chosen for you alone, on this laptop. Where there is no room, columns at the end "
                    "wait until the window is wider.",
                )
            )
        )
        self.boxes: dict[str, Check] = {}
        holder = ScrollPage(margin_steps=1)
        named: list[tuple[str, Words]] = [(key, WORDS[key]) for key in USUAL]
        for key, words in (*named, *((one.name, one.label) for one in offered)):
            box = Check(words)
            box.setChecked(key in kept.columns)
            self.boxes[key] = box
            holder.column.addWidget(box)
        holder.column.addStretch(1)
        self.body.addWidget(holder, 1)
        choices: list[tuple[Value, Words]] = [(_NAME, Message("clients", "Name"))]
        choices += [(one.name, one.label) for one in offered]
        self.sort = ChoiceField(Message("clients", "Sorted by"), choices, required=True)
        self.sort.set_value(kept.sort or _NAME)
        self.sort.setVisible(bool(offered))
        self.body.addWidget(self.sort)
        self.backwards = Check(Message("clients", "From the last to the first"))
        self.backwards.setChecked(not kept.ascending)
        self.backwards.setVisible(bool(offered))
        self.body.addWidget(self.backwards)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(Message("clients", "Show them"), self._give, Kind.PRIMARY)
        self.resize(scaled(520), scaled(560))
        next(iter(self.boxes.values())).setFocus()

    def _give(self) -> None:
        columns = tuple(key for key, box in self.boxes.items() if box.isChecked())
        sort = str(self.sort.value() or _NAME)
        chosen = KeptColumns(columns, "" if sort == _NAME else sort, not self.backwards.isChecked())
        self.accept()
        self.given.emit(chosen)
