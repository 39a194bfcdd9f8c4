"""The part of the settings about names and files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt, Signal

from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.access import InterestLine
from desktop_app.services.clients.codes import CODES_SETTING, ON
from desktop_app.ui.privacy.office_presenter import Switch
from desktop_app.ui.privacy.view import interest_card
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.labels import Badge, PlainLabel, Second, State
from desktop_app.ui.shared.record_room import RecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say

_TITLES = {
    CODES_SETTING: (
        Message("privacy", "Codes in place of names"),
        Message(
            "privacy",
            "Lists, files, papers and the export show a code of eight signs instead of the name, on "
            "every laptop. Whoever holds the names shows one with a reason, which stays in the file. "
            "Notes stay as they were written.",
        ),
    ),
}
_REASONS = (
    Message("privacy", "A reason to open files of others"),
    Message(
        "privacy",
        "Whoever neither answers for a file, nor covers it, nor serves the person gives a reason "
        "before it opens. The person can read it.",
    ),
)
_SHOWN = 5


class GuardPart(RecordRoom):
    """The part. asked: show everything anew. switched: what, and whether it is on. ended: an interest."""

    asked = Signal()
    switched = Signal(str, bool)
    ended = Signal(str)

    def __init__(self) -> None:
        super().__init__(uuid4)
        self._acts: dict[str, Button] = {}
        self._acted = ""

    def take_focus(self) -> None:
        """The keyboard goes to the switch that was pressed last, which says something else now."""
        act = self._acts.get(self._acted) or next(iter(self._acts.values()), None)
        (act or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def activate(self) -> None:
        """Ask for everything again."""
        self.asked.emit()

    def _switch(self, name: str, on: bool) -> None:
        self._acted = name
        self.switched.emit(name, on)

    def show_switches(
        self,
        switches: Sequence[Switch],
        interests: Sequence[InterestLine],
        may: bool,
        local: Callable[[int], datetime],
    ) -> None:
        """Show everything. may: whether it can be changed here."""
        self.clear()
        self._acts = {}
        for one in switches:
            title, second = _TITLES.get(one.name, _REASONS)
            badge = (
                Badge(State.INFO, Message("privacy", "on"))
                if one.on
                else Badge(State.NEUTRAL, Message("privacy", "off"))
            )
            holder, column = group(title, second, badge)
            for change in one.history[:_SHOWN]:
                column.addWidget(Second(partial(_changed_words, change.value, change.person,
                                                local, change.at)))  # fmt: skip
            if may:
                words = Message("privacy", "Turn off") if one.on else Message("privacy", "Turn on")
                act = button(words, partial(self._switch, one.name, not one.on))
                act.set_name(partial(_named, words, title))
                self._acts[one.name] = act
                column.addWidget(buttons(act))
            self.column.addWidget(holder)
        title = Message("privacy", "Declared interests")
        holder, column = group(
            title,
            Message(
                "privacy",
                "Who is close to a person declares it in the room Privacy of the file, and keeps out of "
                "the file until the office ends it.",
            ),
        )
        if interests:
            action = Message("privacy", "It is over") if may else None
            shown = [interest_card(one, True, action) for one in interests]
            column.addWidget(cards(title, shown, lambda key: None, self.ended.emit))
        else:
            column.addWidget(PlainLabel(Message("privacy", "Nobody declared one.")))
        self.column.addWidget(holder)
        self.column.addStretch(1)


def _named(words: Message, title: Message) -> str:
    return f"{say(words)}, {say(title)}"


def _changed_words(value: str, person: str, local: Callable[[int], datetime], at: int) -> str:
    when = {"day": partial_date(local(at).date().isoformat()), "who": person or "?"}
    if value == ON:
        return say(Message("privacy", "Turned on by {who} on {day}", when))
    return say(Message("privacy", "Turned off by {who} on {day}", when))
