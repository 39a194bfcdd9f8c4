"""The way out for a laptop that opens nothing any more: its request, once more."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.choosing_files import choose_folder
from desktop_app.ui.shared.digits import Digits
from desktop_app.ui.shared.labels import PlainLabel, Second
from desktop_app.ui.shared.look import space


class AskAnew(QWidget):
    """Asks where the request goes, and then shows its digits. asked: the folder."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(2))
        self._column.addWidget(
            Second(
                Message(
                    "devices",
                    "Does no bundle open here any more, and none of this laptop at the office? Then ask once more "
                    "to join. Nothing that is on this laptop is lost by it.",
                )
            )
        )
        self.verb = Button(Message("devices", "Ask once more to join…"), icon_name="laptop")
        self.verb.clicked.connect(self._ask)
        self._column.addWidget(self.verb, 0, Qt.AlignmentFlag.AlignLeft)
        self._told: list[QWidget] = []

    def _ask(self) -> None:
        folder = choose_folder(self, Message("devices", "Where shall the request be put?"))
        if folder is not None:
            self.asked.emit(folder)

    def show_request(self, file: str, digits: str) -> None:
        """The request was written: say what to do with it, and its digits."""
        for one in self._told:
            one.hide()
            one.deleteLater()
        words = Message(
            "devices",
            "Your request is the file {file}. Bring it to the office. Read these digits aloud there, or "
            "bring them on paper. Then import the file that the office gives you.",
            {"file": file},
        )
        self._told = [
            PlainLabel(words),
            Digits(digits, Message("devices", "Digits of this laptop")),
        ]
        for one in self._told:
            self._column.addWidget(one)
