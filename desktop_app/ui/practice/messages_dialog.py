"""The agreed messages in one place: the situations side by side, the text under them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.language import Message, language_name
from desktop_app.services.casework.approved_messages import (
    SPOKEN,
    TELEPHONED,
    WRITTEN,
    MessageLine,
    Shown,
)
from desktop_app.ui.practice.messages_presenter import MessagesPresenter
from desktop_app.ui.practice.pieces import version_words
from desktop_app.ui.practice.services import PracticeServices
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.fields import ChoiceField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.labels import Badge, PlainLabel, Second, State
from desktop_app.ui.shared.look import Size, scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.secret_copies import copy_words

_WIDE, _HIGH = 820, 620


class MessagesDialog(Dialog):
    """Shows one message at a time. chosen: its key. spoken: a language. used: how it was said.

    The keys 1 to 9 choose a message.
    """

    chosen = Signal(str)
    spoken = Signal(str)
    copied = Signal()
    printed = Signal()
    used = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Message("agreed messages", "Agreed messages"), parent)
        self._whom = Second()
        self.body.addWidget(self._whom)
        self._problem: Banner | None = None
        row = QWidget()
        self._situations = FlowLayout(row, gap=space(2))
        self._group = QButtonGroup(self)
        self.tabs: dict[str, Button] = {}
        self.body.addWidget(row)
        page = ScrollPage(margin_steps=1)
        frame = QFrame()
        frame.setProperty("card", True)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(space(4), space(3), space(4), space(4))
        inside.setSpacing(space(3))
        head = QHBoxLayout()
        head.setSpacing(space(3))
        self._facts = Second()
        head.addWidget(self._facts, 1)
        self.badge = Badge(State.WAITS, "")
        head.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(head)
        self.text = PlainLabel(size=Size.SECTION)
        inside.addWidget(self.text)
        self._remark = Second()
        inside.addWidget(self._remark)
        page.column.addWidget(frame)
        self.language = ChoiceField(Message("agreed messages", "Language"), ())
        self.language.left.connect(lambda code: self.spoken.emit(str(code or "")))
        page.column.addWidget(self.language)
        page.column.addStretch(1)
        self.body.addWidget(page, 1)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.add_button(Message("agreed messages", "Print"), self.printed.emit)
        self.copy = self.add_button(Message("agreed messages", "Copy the text"), self.copied.emit)
        self.uses = [
            self.add_button(words, partial(self.used.emit, how), kind)
            for words, how, kind in (
                (Message("agreed messages", "Note: written"), WRITTEN, ButtonKind.SECONDARY),
                (
                    Message("agreed messages", "Note: said by telephone"),
                    TELEPHONED,
                    ButtonKind.SECONDARY,
                ),
                (Message("agreed messages", "Note: said in person"), SPOKEN, ButtonKind.PRIMARY),
            )
        ]
        self._kept: object = None

    def keep(self, presenter: object) -> None:
        """Keep the presenter as long as the dialog: a signal does not keep what it calls."""
        self._kept = presenter

    def show_messages(self, shown: Shown) -> None:
        """Offer these messages."""
        words: Message | str = Message(
            "agreed messages", "Without a client: nothing is noted when you use one."
        )
        if shown.client:
            words = Message(
                "agreed messages",
                "For {name}. “Note” writes into the file that it was said, with its version.",
                {"name": shown.client_name},
            )
        self._whom.set_words(words)
        for number, line in enumerate(shown.lines, 1):
            hint = str(number) if number <= 9 else ""
            tab = Button(line.name, key_hint=hint)
            tab.setCheckable(True)
            tab.clicked.connect(partial(self._choose, line.key))
            if hint:
                shortcut = QShortcut(QKeySequence(hint), self)
                shortcut.activated.connect(partial(self._choose, line.key))
            self._group.addButton(tab)
            self._situations.addWidget(tab)
            # What is not shown yet takes no keyboard.
            tab.show()
            self.tabs[line.key] = tab
        for button in self.uses:
            button.setVisible(bool(shown.client))

    def show_text(self, line: MessageLine, code: str, spoken: str) -> None:
        """Show one message in that language."""
        self.tabs[line.key].setChecked(True)
        self.tabs[line.key].setFocus(Qt.FocusReason.OtherFocusReason)
        self.text.set_words(line.texts.get(code, ""))
        if line.approved:
            self.badge.set_state(State.DONE, Message("agreed messages", "Approved"))
            self._facts.set_words(partial(version_words, line.version, line.in_force_from))
        else:
            self.badge.set_state(State.WAITS, Message("agreed messages", "Not approved yet"))
            self._facts.set_words(
                Message(
                    "agreed messages",
                    "Neutral words that come with Portage. The organisation has not approved them yet.",
                )
            )
        remark: Message | str = line.remark
        if spoken and code != spoken and code != spoken.partition("-")[0]:
            remark = Message(
                "agreed messages",
                "There is no text in {spoken}; this one is in {code}.",
                {"spoken": language_name(spoken), "code": language_name(code)},
            )
        self._remark.set_words(remark)
        self._remark.setVisible(bool(remark))
        self.language.set_choices(
            [(one, partial(language_name, one)) for one in sorted(line.texts)]
        )
        self.language.set_value(code)
        self.language.setVisible(len(line.texts) > 1)

    def show_problem(self, words: Message) -> None:
        """Say what did not go."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def close_dialog(self) -> None:
        """The use is noted."""
        self.accept()

    def _choose(self, key: str, checked: bool = False) -> None:
        self.chosen.emit(key)

    def retheme(self) -> None:
        """Leave room for the size of text in force."""
        super().retheme()
        self._fit()

    def _fit(self) -> None:
        parent = self.parentWidget()
        window = None if parent is None else parent.window().size()
        wide, high = scaled(_WIDE), scaled(_HIGH)
        if window is not None:
            wide, high = min(wide, window.width() - space(8)), min(high, window.height() - space(8))
            self.setMaximumHeight(window.height() - space(8))
        self.resize(min(wide, 1366 - space(8)), min(high, 768 - space(8)))


class MessagesDesk:
    """Opens the dialog over a window, for a client or for nobody."""

    def __init__(
        self,
        services: PracticeServices,
        jobs: Jobs,
        door: Door,
        window: Callable[[], QWidget | None],
    ) -> None:
        self._services, self._jobs, self._door, self._window = services, jobs, door, window
        self.dialog: MessagesDialog | None = None

    def open(self, client: str = "", key: str = "") -> None:
        """Show the messages; once, however often it is asked."""
        if self.dialog is not None:
            return
        dialog = MessagesDialog(self._window())
        presenter = MessagesPresenter(dialog, self._services, self._jobs, self._door, copy_words)
        dialog.keep(presenter)
        dialog.chosen.connect(presenter.choose)
        dialog.spoken.connect(presenter.speak)
        dialog.copied.connect(presenter.copy)
        dialog.printed.connect(presenter.print_text)
        dialog.used.connect(presenter.use)
        dialog.finished.connect(lambda result: self._over(dialog))
        self.dialog = dialog
        presenter.open(client, key)
        dialog.open()

    def _over(self, dialog: MessagesDialog) -> None:
        self.dialog = None
        dialog.deleteLater()
