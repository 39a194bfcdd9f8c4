"""The neutral cover: nothing of the work shows, and a short PIN of this session lifts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import Size, scaled, space
from desktop_app.ui.shared.words import Words, say


class Cover(QWidget):
    """Fills the window in place of the work. lift_asked: what was typed; whoever answers calls
    `show_problem` or takes the cover away. lock_asked: the person wants the vault closed.
    """

    lift_asked = Signal(str)
    lock_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._label_words: Words = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(6), space(6), space(6))
        column.setSpacing(space(3))
        column.addStretch(2)
        column.addWidget(IconMark("lock", "ink_second", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        self.label = PlainLabel(size=Size.SECTION, bold=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.label)
        self.box = QLineEdit()
        self.box.setEchoMode(QLineEdit.EchoMode.Password)
        self.box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.box.returnPressed.connect(self._lift)
        column.addWidget(self.box, 0, Qt.AlignmentFlag.AlignHCenter)
        self.problem = PlainLabel(ink="danger", bold=True)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.problem)
        self.lift = Button(Message("cover", "Continue"), kind=Kind.PRIMARY)
        self.lift.clicked.connect(self._lift)
        column.addWidget(self.lift, 0, Qt.AlignmentFlag.AlignHCenter)
        self.lock = Button(Message("cover", "Lock instead"), kind=Kind.QUIET, icon_name="lock")
        self.lock.clicked.connect(self.lock_asked)
        column.addWidget(self.lock, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.ask(pin=True)
        self.retheme()

    def ask(self, *, pin: bool) -> None:
        """Ask for the PIN of this session, or for the passphrase when none was chosen."""
        if pin:
            self._label_words = Message("cover", "Enter your PIN to continue.")
        else:
            self._label_words = Message("cover", "Enter your passphrase to continue.")
        self.label.set_words(self._label_words)
        self.problem.set_words("")
        self.box.clear()
        self.retranslate()

    def show_problem(self, words: Words) -> None:
        """Say that it did not lift; the box is empty again."""
        self.problem.set_words(words)
        self.box.clear()
        self.box.setAccessibleDescription(self.problem.text())
        self.box.setFocus()

    def retranslate(self) -> None:
        """Say the box in the current language."""
        self.box.setAccessibleName(say(self._label_words))

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.box.setFixedWidth(scaled(240))

    def _lift(self) -> None:
        typed = self.box.text()
        self.box.clear()
        if typed:
            self.lift_asked.emit(typed)
