"""The guided way when a laptop is gone: what it holds, what cutting it off does, what remains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.people.retention import INCIDENT
from desktop_app.domain.words.calendar_words import long_date
from desktop_app.language import Message
from desktop_app.services.trust.cut_offs import CutOff, Found
from desktop_app.services.trust.devices import CutPreview, DeviceLine
from desktop_app.ui.devices import words
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import Button, Kind, PrimaryButton
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import Heading, PlainLabel, Second
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.record_dialog import RecordDialog
from desktop_app.ui.shared.words import Words

STEPS = 3

_SIGNS: Final = {True: "circle-check", False: "circle-dashed", None: "info"}


class Path(ScrollPage):
    """One step after another; each has one thing to decide.

    chosen: the laptop that is gone. found: how it was. cut_asked: the person has read what it
    means. write_asked: write the bundles that tell the others. incident_given: a line for the
    register. back_asked: one step back. left: out of the guided way.
    """

    chosen = Signal(str)
    found = Signal(object)
    cut_asked = Signal()
    write_asked = Signal()
    incident_given = Signal(object)
    back_asked = Signal()
    left = Signal()

    def __init__(self, local: Callable[[int], datetime], today: Callable[[], date]) -> None:
        super().__init__()
        self._local, self._today = local, today
        self._preview: CutPreview | None = None
        self._cut: CutOff | None = None
        self._dialog: RecordDialog | None = None
        self._first: QWidget | None = None
        self._inside: QWidget | None = None

    def take_focus(self) -> None:
        """The keyboard goes to what is decided here."""
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin(self, title: Message, step: int) -> QVBoxLayout:
        if self._inside is not None:
            self.column.removeWidget(self._inside)
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        if step:
            column.addWidget(
                Second(Message("devices", "Step {step} of {steps}", {"step": step, "steps": STEPS}))
            )
        column.addWidget(Heading(title))
        self.column.addWidget(self._inside)
        self.verticalScrollBar().setValue(0)
        announce(self, title)
        return column

    def _buttons(self, column: QVBoxLayout, *buttons: Button) -> None:
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(2))
        for button in buttons:
            flow.addWidget(button)
        column.addWidget(holder)
        column.addStretch(1)

    def _leave(self, said: Message | None = None) -> Button:
        button = Button(
            said or Message("devices", "Do nothing"), icon_name="arrow-left", key_hint="Esc"
        )
        button.clicked.connect(self.left)
        return button

    # Steps

    def show_choice(self, lines: Sequence[DeviceLine], today: date) -> None:
        """Which laptop is gone?"""
        column = self._begin(Message("devices", "Which laptop is gone?"), 0)
        cards = CardList(Message("devices", "Laptops in use"))
        cards.show_cards([self._card(line, today) for line in lines])
        cards.opened.connect(self.chosen)
        cards.acted.connect(self.chosen)
        column.addWidget(cards)
        self._buttons(column, self._leave())
        rows = cards.rows()
        self._first = rows[0] if rows else None

    def _card(self, line: DeviceLine, today: date) -> Card:
        people = ", ".join(line.last_people)
        places = ", ".join(line.communities)
        return Card(
            line.device,
            line.name,
            " · ".join(part for part in (people, places) if part),
            icon="laptop",
            action=Message("devices", "This one"),
        )

    def show_preview(self, preview: CutPreview, today: date) -> None:
        """What it may hold, and how it was when it was lost."""
        column = self._begin(Message("devices", "What {name} may hold", {"name": preview.name}), 1)
        if preview.clients:
            column.addWidget(PlainLabel(words.held_words(preview)))
            for told in words.community_lines(preview):
                column.addWidget(_Point(told, "map-pinned"))
        else:
            column.addWidget(
                PlainLabel(Message("devices", "It holds the clients of no community."))
            )
        if preview.heard_at is not None:
            heard = long_date(self._local(preview.heard_at).date())
            column.addWidget(
                Second(Message("devices", "Last heard from on {date}.", {"date": heard}))
            )
        column.addWidget(Heading(Message("devices", "How was it when it was lost?"), level=2))
        column.addWidget(
            Second(
                Message(
                    "devices",
                    "Everything on it is encrypted. What counts is whether somebody can open it.",
                )
            )
        )
        answers = (
            (Found.LOCKED, Message("devices", "Shut down or locked"), "lock"),
            (
                Found.OPEN,
                Message("devices", "Open, or a passphrase was with it"),
                "lock-open",
            ),
            (Found.UNKNOWN, Message("devices", "Nobody knows"), "circle-help"),
        )
        buttons = []
        for found, said, icon in answers:
            button = Button(said, icon_name=icon)
            button.clicked.connect(lambda checked=False, found=found: self.found.emit(found))
            buttons.append(button)
        self._buttons(column, *buttons, self._leave())
        self._first = buttons[0]

    def show_consequences(self, preview: CutPreview) -> None:
        """What cutting it off does."""
        column = self._begin(
            Message("devices", "What happens when {name} is cut off", {"name": preview.name}), 2
        )
        for told in words.consequences(preview):
            column.addWidget(_Point(told, "arrow-right"))
        verb = Button(
            Message("devices", "Cut off {name}", {"name": preview.name}),
            kind=Kind.DANGER,
            icon_name="ban",
        )
        verb.clicked.connect(self.cut_asked)
        back = Button(Message("devices", "One step back"), icon_name="chevron-left")
        back.clicked.connect(self.back_asked)
        leave = self._leave()
        self._buttons(column, verb, back, leave)
        # The safe answer has the keyboard, as wherever something cannot be taken back.
        self._first = leave

    def show_aftermath(self, preview: CutPreview, cut: CutOff) -> None:
        """It is cut off; what remains, and what of it is done."""
        self._preview, self._cut = preview, cut
        column = self._begin(Message("devices", "{name} is cut off", {"name": preview.name}), 3)
        since = words.cut_words(cut, self._local)
        if since is not None:
            column.addWidget(Second(since))
        column.addWidget(
            PlainLabel(Message("devices", "These things remain, and only people can do them:"))
        )
        for told, done in words.remaining(cut):
            column.addWidget(_Point(told, _SIGNS[done]))
        write = PrimaryButton(
            Message("devices", "Write the bundles that tell the others"), icon_name="package-plus"
        )
        write.clicked.connect(self.write_asked)
        self.incident = Button(Message("devices", "Write the incident down…"), icon_name="pencil")
        self.incident.clicked.connect(self._ask_incident)
        buttons: list[Button] = [write] if cut.behind else []
        buttons += [] if cut.incident else [self.incident]
        leave = self._leave(Message("devices", "Back to the laptops"))
        self._buttons(column, *buttons, leave)
        self._first = buttons[0] if buttons else leave

    def _ask_incident(self) -> None:
        """Ask for the line of the register, with what is known already."""
        if self._preview is None or self._cut is None:
            return
        self._dialog = RecordDialog(
            INCIDENT,
            Message("privacy", "Add an incident"),
            Message("privacy", "Write it into the register"),
            self,
            begin=words.incident_of(self._preview, self._cut, self._local, self._today()),
        )
        self._dialog.given.connect(self.incident_given)
        self._dialog.finished.connect(self._forget_dialog)
        self._dialog.open()

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def incident_written(self) -> None:
        """The incident stands in the register: its question goes."""
        if self._dialog is not None:
            self._dialog.accept()

    def incident_refused(self, said: Message) -> None:
        """Say why the incident was not written; what was typed stays."""
        if self._dialog is not None:
            self._dialog.show_problem(said)


class _Point(QWidget):
    """One point of a list, with its sign."""

    def __init__(self, said: Words, icon: str) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(2))
        line.addWidget(IconMark(icon, "accent"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(PlainLabel(said), 1)
