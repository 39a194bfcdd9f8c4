"""Asks which community a file is handed over to, and says what will happen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.language import Message
from desktop_app.ui.clients.services import Named
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import ChoiceField
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.words import Words


class HandOverDialog(Dialog):
    """given: the id of the community that gets the file."""

    given = Signal(str)

    def __init__(
        self, name: str, communities: Sequence[Named], parent: QWidget | None = None
    ) -> None:
        super().__init__(Message("client file", "Hand over to another community"), parent)
        self.body.addWidget(
            PlainLabel(
                Message(
                    "client file",
                    "The whole file of {name} goes along: names, notes, consents, appointments, "
                    "attached files. Laptops that only hold the old community then show that it was "
                    "handed over, and no longer list it. What somebody there writes meanwhile, not "
                    "knowing of it, is asked about. Ctrl+Z takes it back.",
                    {"name": name},
                )
            )
        )
        self.community = ChoiceField(
            Message("client file", "Community that gets the file"),
            tuple((one.id, one.name) for one in communities),
            required=True,
        )
        if len(communities) == 1:
            self.community.set_value(communities[0].id)
        self.body.addWidget(self.community)
        self._problem: Banner | None = None
        self.keep = self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(
            Message("client file", "Hand the file over"), self._give, ButtonKind.PRIMARY
        )
        self.community.take_focus()

    def show_problem(self, words: Words) -> None:
        """Say why it was not done."""
        if self._problem is not None:
            self._problem.hide()
            self._problem.deleteLater()
        self._problem = Banner(State.DANGER, words)
        self.body.addWidget(self._problem)

    def _give(self) -> None:
        chosen = self.community.value()
        if chosen is None:
            self.community.show_error(Message("client file", "Choose the community."))
            self.community.take_focus()
            return
        self.given.emit(str(chosen))
