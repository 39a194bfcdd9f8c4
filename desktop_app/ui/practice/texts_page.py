"""The page of approved messages: what holds, and where the office writes it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from desktop_app.language import Message, current_language, language_name
from desktop_app.services.casework.approved_messages import SITUATION_NAMES, MessageLine
from desktop_app.services.casework.records import Record
from desktop_app.ui.practice.pieces import DOT, text_card, version_words
from desktop_app.ui.practice.texts_presenter import TextsState
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.labels import Badge, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.record_room import RecordRoom, button, buttons, group
from desktop_app.ui.shared.words import say


class TextsPage(RecordRoom):
    """The page. The signals carry the key of a message, change_asked the id of a version."""

    opened = Signal()
    write_asked = Signal()
    shown_asked = Signal(str)
    renew_asked = Signal(str)
    change_asked = Signal(str)
    withdraw_asked = Signal(str)

    def activate(self) -> None:
        """Ask for everything again."""
        self.opened.emit()

    def show_texts(self, state: TextsState) -> None:
        """Show them."""
        self.clear()
        if state.may_write:
            words = Message("practice", "Message for another situation…")
            self.column.addWidget(buttons(button(words, self.write_asked.emit, "plus")))
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

    def _card(self, line: MessageLine, may_write: bool) -> QWidget:
        badge = Badge(State.WAITS, Message("agreed messages", "Not approved yet"))
        if line.approved:
            badge = Badge(State.DONE, Message("agreed messages", "Approved"))
        made: list[Button] = [
            self._button(Message("practice", "Show"), self.shown_asked, line, "eye", Kind.SECONDARY)
        ]
        if may_write and line.approved:
            renew = Message("practice", "New version…")
            made.append(self._button(renew, self.renew_asked, line, "pencil", Kind.SECONDARY))
            out = Message("practice", "Withdraw")
            made.append(self._button(out, self.withdraw_asked, line, "undo-2", Kind.QUIET))
        elif may_write:
            approve = Message("practice", "Write the text of the organisation…")
            made.append(self._button(approve, self.renew_asked, line, "pencil", Kind.PRIMARY))
        return text_card(line.name, partial(_facts, line), partial(_text, line), badge, made)

    def _button(
        self, words: Message, asked: SignalInstance, line: MessageLine, icon: str, kind: Kind
    ) -> Button:
        made = button(words, partial(asked.emit, line.key), icon, kind)
        made.set_name(lambda: f"{say(words)}, {say(line.name)}")
        return made


def _text(line: MessageLine) -> str:
    return line.texts.get(line.language_for(current_language()), "")


def _facts(line: MessageLine) -> str:
    spoken = ", ".join(language_name(code) for code in sorted(line.texts))
    if not line.approved:
        words = Message("practice", "neutral words that come with Portage")
        return DOT.join((say(words), spoken))
    return DOT.join((version_words(line.version, line.in_force_from), spoken))


def _later(record: Record) -> Card:
    def facts() -> str:
        return version_words(record.number("version"), record.text("in_force_from"))

    situations = record.text("situation")
    return Card(
        record.id,
        record.text("name") or SITUATION_NAMES.get(situations, situations),
        facts,
        icon="calendar-clock",
        action=Message("practice", "Change…"),
    )
