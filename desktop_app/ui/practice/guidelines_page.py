"""The page of guidelines: to read, to confirm, and for those who answer for it, who has confirmed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.guidelines import (
    TOPIC_NAMES,
    Confirmed,
    GuidelineLine,
    Standing,
)
from desktop_app.services.casework.records import Record
from desktop_app.ui.practice.guidelines_presenter import GuidelinesState
from desktop_app.ui.practice.pieces import DOT, text_card, version_words
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import Badge, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.record_room import RecordRoom, button, buttons, group
from desktop_app.ui.shared.words import say


class GuidelinesPage(RecordRoom):
    """The page. The signals but the first two carry the id of a version."""

    opened = Signal()
    write_asked = Signal()
    confirmed = Signal(str)
    renew_asked = Signal(str)
    change_asked = Signal(str)
    withdraw_asked = Signal(str)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self.confirm_buttons: list[Button] = []

    def activate(self) -> None:
        """Ask for everything again."""
        self.opened.emit()

    def show_guidelines(self, state: GuidelinesState) -> None:
        """Show them."""
        self.clear()
        self.confirm_buttons = []
        words = Message("practice", "Write a guideline…")
        if state.may_write and state.lines:
            self.column.addWidget(
                buttons(button(words, self.write_asked.emit, "plus", Kind.PRIMARY))
            )
        if not state.lines:
            empty = EmptyState(
                Message("practice", "No guideline is in force yet."),
                words if state.may_write else None,
                Message(
                    "practice",
                    "Strategy of intervention, code of ethics, confidentiality, conflict of interest, "
                    "diversity, definitions: the office writes them, and they come with a bundle.",
                ),
                icon_name="book-open",
            )
            empty.acted.connect(self.write_asked)
            self.column.addWidget(empty)
        for line in state.lines:
            self.column.addWidget(self._card(line, state.may_write))
        if state.later:
            holder, column = group(Message("practice", "Versions to come"))
            later = CardList(Message("practice", "Versions to come"))
            later.opened.connect(self.change_asked)
            later.acted.connect(self.change_asked)
            later.show_cards([_later(one) for one in state.later])
            column.addWidget(later)
            self.column.addWidget(holder)
        if state.standing:
            holder, column = group(
                Message("practice", "Who has confirmed what"),
                Message(
                    "practice",
                    "Only what people confirmed themselves counts. It comes with their bundles.",
                ),
            )
            for one in state.standing:
                column.addWidget(_standing(one))
            self.column.addWidget(holder)

    def _card(self, line: GuidelineLine, may_write: bool) -> QWidget:
        made: list[Button] = []
        badge = None
        if line.confirmed_on:
            badge = Badge(State.DONE, partial(_confirmed, line.confirmed_on))
        elif line.to_confirm:
            badge = Badge(State.WAITS, Message("practice", "To be read and confirmed"))
            read = button(
                Message("practice", "I have read it"),
                partial(self.confirmed.emit, line.record.id),
                "check",
                Kind.PRIMARY,
            )
            read.set_name(partial(_about, Message("practice", "I have read it"), line.title))
            self.confirm_buttons.append(read)
            made.append(read)
        if may_write:
            for words, asked, icon, kind in (
                (Message("practice", "New version…"), self.renew_asked, "pencil", Kind.SECONDARY),
                (Message("practice", "Withdraw"), self.withdraw_asked, "undo-2", Kind.QUIET),
            ):
                one = button(words, partial(asked.emit, line.record.id), icon, kind)
                one.set_name(partial(_about, words, line.title))
                made.append(one)
        return text_card(line.title, partial(_facts, line), line.text, badge, made)


def _about(words: Message, title: Message) -> str:
    return f"{say(words)}, {say(title)}"


def _facts(line: GuidelineLine) -> str:
    return DOT.join((say(line.topic), version_words(line.version, line.in_force_from)))


def _confirmed(day: str) -> str:
    return say(Message("practice", "You confirmed it on {day}", {"day": partial_date(day)}))


def _later(record: Record) -> Card:
    def facts() -> str:
        topic = record.text("topic")
        words = version_words(record.number("version"), record.text("in_force_from"))
        return DOT.join((say(TOPIC_NAMES.get(topic, topic)), words))

    return Card(
        record.id,
        record.text("title_fr"),
        facts,
        icon="calendar-clock",
        action=Message("practice", "Change…"),
    )


def _standing(standing: Standing) -> CardList:
    line = standing.guideline
    shown = CardList(line.title)
    head = Card(
        "",
        line.title,
        Message(
            "practice",
            "{n} person has not confirmed version {version}",
            {"version": line.version},
            "{n} people have not confirmed version {version}",
            standing.missing,
        )
        if standing.missing
        else Message(
            "practice", "Everybody has confirmed version {version}", {"version": line.version}
        ),
        icon="book-open",
        quiet=True,
    )
    shown.show_cards([head, *(_person(one) for one in standing.people)])
    return shown


def _person(one: Confirmed) -> Card:
    def facts() -> str:
        if not one.version:
            return say(Message("practice", "nothing confirmed yet"))
        return say(
            Message(
                "practice",
                "version {n} on {day}",
                {"n": one.version, "day": partial_date(one.on)},
            )
        )

    badge = (State.WAITS, Message("practice", "missing"))
    if one.current:
        badge = (State.DONE, Message("practice", "confirmed"))
    return Card("", one.person, facts, icon="user", badge=badge, quiet=True)
