"""The chosen appointment, whole, with everything that can be done with it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.words.calendar_words import day_heading
from desktop_app.language import Message
from desktop_app.services.schedule.schedule import CANCELLED, KEPT, LATE, NO_SHOW, PLANNED
from desktop_app.ui.schedule.model import (
    DOT,
    Placed,
    Week,
    facts_of,
    missing_papers,
    more_facts,
    name_of,
    ready_sign_of,
    sign_of,
    times_of,
)
from desktop_app.ui.shared.buttons import Button, Tall
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Badge, PlainLabel, Second, State
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.words import say


class ChosenPanel(QFrame):
    """marked: a status. Everything else is asked by its own signal."""

    marked = Signal(str)
    move_asked = Signal()
    cancel_asked = Signal()
    edit_asked = Signal()
    slip_asked = Signal()
    client_asked = Signal()
    words_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(3), space(4), space(3))
        column.setSpacing(space(2))
        head = QHBoxLayout()
        head.setSpacing(space(3))
        words = QVBoxLayout()
        words.setSpacing(0)
        self.title, self.facts = PlainLabel(bold=True, lines=2), Second(lines=3)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        head.addLayout(words, 1)
        self.ready, self.badge = Badge(State.NEUTRAL, ""), Badge(State.NEUTRAL, "")
        for sign in (self.ready, self.badge):
            head.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self.safety = PlainLabel(ink="danger", bold=True)
        self.before, self.missing = Second(), Second()
        for label in (self.safety, self.before, self.missing):
            label.hide()
            column.addWidget(label)
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(2))
        self.kept = self._button(Message("schedule", "Kept"), "check", "K")
        self.late = self._button(Message("schedule", "Came late"), "clock", "L")
        self.no_show = self._button(Message("schedule", "Did not come"), "circle-x", "X")
        self.move_button = self._button(Message("schedule", "Move"), "calendar-clock", "M")
        self.cancel = self._button(
            Message("schedule", "Cancel it"), "ban", Message("schedule", "Del")
        )
        self.again = self._button(Message("schedule", "Plan it again"), "undo-2", "")
        self.edit = self._button(Message("schedule", "Change"), "pencil", "F2")
        self.slip = self._button(Message("schedule", "Print the slip"), "printer", "P")
        self.client = self._button(Message("schedule", "Open the file"), "user", "O")
        self.words = self._button(Message("schedule", "What to say…"), "message-square-text", "W")
        for button in self.buttons():
            flow.addWidget(button)
        column.addWidget(holder)
        self.kept.clicked.connect(lambda: self.marked.emit(KEPT))
        self.late.clicked.connect(lambda: self.marked.emit(LATE))
        self.no_show.clicked.connect(lambda: self.marked.emit(NO_SHOW))
        self.again.clicked.connect(lambda: self.marked.emit(PLANNED))
        self.move_button.clicked.connect(self.move_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.edit.clicked.connect(self.edit_asked)
        self.slip.clicked.connect(self.slip_asked)
        self.client.clicked.connect(self.client_asked)
        self.words.clicked.connect(self.words_asked)

    def _button(self, words: Message, icon_name: str, key: str | Message) -> Button:
        return Button(words, icon_name=icon_name, tall=Tall.LIST, key_hint=say(key))

    def buttons(self) -> tuple[Button, ...]:
        """All buttons, in the order in which they stand."""
        return (
            self.kept,
            self.late,
            self.no_show,
            self.again,
            self.move_button,
            self.cancel,
            self.edit,
            self.slip,
            self.client,
            self.words,
        )

    def show_chosen(self, placed: Placed | None, week: Week, worker: str) -> None:
        """Show an appointment; None hides everything. worker: whose name needs not be said."""
        self.setVisible(placed is not None)
        if placed is None:
            return
        line = placed.line
        self.title.set_words(partial(_title, placed, week))
        self.facts.set_words(partial(_facts, placed, worker))
        self.facts.setVisible(bool(_facts(placed, worker)))
        safety = "" if line.before is None else line.before.safety
        self.safety.set_words(Message("schedule", "Before the visit: {safety}", {"safety": safety}))
        self.safety.setVisible(bool(safety))
        self.before.set_words(partial(_before, placed))
        self.before.setVisible(bool(_before(placed)))
        self.missing.set_words(partial(missing_papers, placed, week))
        self.missing.setVisible(bool(missing_papers(placed, week)))
        sign, ready = sign_of(line), ready_sign_of(placed, week)
        self.badge.set_state(State(sign.tone), sign.words, sign.icon)
        for button in self.buttons():
            button.setVisible(not line.closed)
        self.ready.setVisible(ready is not None)
        if ready is not None:
            self.ready.set_state(State(ready.tone), ready.words, ready.icon)
        if line.closed:
            return
        planned = line.status == PLANNED
        for button in (self.kept, self.late, self.no_show, self.move_button):
            button.setVisible(planned)
        self.cancel.setVisible(line.status != CANCELLED and planned)
        self.again.setVisible(not planned)
        self.client.setVisible(bool(line.client))
        self.words.setVisible(bool(line.client))


def _title(placed: Placed, week: Week) -> str:
    line = placed.line
    when = times_of(line, week.zone, end=True)
    return DOT.join((name_of(line), day_heading(line.local.date()), when))


def _facts(placed: Placed, worker: str) -> str:
    parts = (facts_of(placed.line, worker=worker), more_facts(placed.line))
    return DOT.join(part for part in parts if part)


def _before(placed: Placed) -> str:
    before = placed.line.before
    return "" if before is None else DOT.join(say(one) for one in before.lines)
