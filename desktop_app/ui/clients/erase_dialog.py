"""Asks whether a person is erased for good: says what goes, from where, and that nothing undoes it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.language import Message
from desktop_app.services.erasure import ErasurePlan
from desktop_app.sync.erasing import Basis
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import ChoiceField
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.words import Words

BASES = (
    (Basis.ASKED.value, Message("erasure", "The person asked for it")),
    (Basis.RETENTION.value, Message("erasure", "It was kept long enough")),
    (Basis.MISTAKE.value, Message("erasure", "It should never have been kept")),
    (Basis.COURT.value, Message("erasure", "A court ordered it")),
)


class EraseDialog(Dialog):
    """given: the reason that was chosen."""

    given = Signal(str)

    def __init__(self, name: str, plan: ErasurePlan, parent: QWidget | None = None) -> None:
        super().__init__(Message("erasure", "Erase {name} everywhere?", {"name": name}), parent)
        records = sum(plan.records.values())
        self.body.addWidget(
            PlainLabel(
                Message(
                    "erasure",
                    "{n} record goes: names, notes, consents, appointments, attached files and their history.",
                    plural="{n} records go: names, notes, consents, appointments, attached files and their history.",
                    n=records,
                )
            )
        )
        if plan.laptops:
            self.body.addWidget(
                PlainLabel(
                    Message(
                        "erasure",
                        "Here it is done at once. On the laptops that may hold a copy it is done when they take "
                        "in their next bundle: {laptops}.",
                        {"laptops": ", ".join(plan.laptops)},
                    )
                )
            )
        self.body.addWidget(
            PlainLabel(
                Message(
                    "erasure",
                    "Nothing can bring it back: not Ctrl+Z, not an old bundle, not a backup. What other "
                    "people's notes say about this person stays. Paper and exported files are yours to destroy.",
                )
            )
        )
        self.basis = ChoiceField(Message("erasure", "Reason"), BASES, required=True)
        self.body.addWidget(self.basis)
        self._problem: Banner | None = None
        self.keep = self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(
            Message("erasure", "Erase for good"), self._give, ButtonKind.DANGER
        )
        self.keep.setFocus()

    def show_problem(self, words: Words) -> None:
        """Say why it was not done."""
        if self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
        self._problem = Banner(State.DANGER, words)
        self.body.addWidget(self._problem)

    def _give(self) -> None:
        chosen = self.basis.value()
        if chosen is None:
            self.basis.show_error(Message("erasure", "Choose the reason."))
            self.basis.take_focus()
            return
        self.given.emit(str(chosen))
