"""The room of a client's follow-up: why the file is flagged, what is to be done, weak signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal

from desktop_app.domain.casework.alerts import RULE_NAMES
from desktop_app.domain.casework.encounters import SIGN
from desktop_app.domain.casework.tasks import TASK
from desktop_app.language import Message
from desktop_app.services.casework.agenda import task_reason
from desktop_app.services.casework.alerts import Flag
from desktop_app.services.casework.signs import SignLine
from desktop_app.services.casework.tasks import TaskLine
from desktop_app.services.casework.told import choice_words
from desktop_app.ui.followup.services import FollowUp
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.labels import Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.record_room import FileRecordRoom, button, buttons, group
from desktop_app.ui.shared.words import say

DOT: Final = " · "
_PRESSING: Final = {3: "danger", 2: "waits", 1: "ink"}


class FollowUpRoom(FileRecordRoom):
    """The room. opened: a client. add_asked: what is to be added. The others carry the id of a
    task or a sign, the key of a flag, or the sort of a sign.
    """

    done_asked = Signal(str)
    change_asked = Signal(str)
    task_aside_asked = Signal(str)
    flag_aside_asked = Signal(str)
    sign_noted = Signal(str)
    sign_settled = Signal(str)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self.flags: CardList | None = None
        self.tasks: CardList | None = None
        self.sign_buttons: dict[str, Button] = {}
        self._kept: object = None

    def keep(self, presenter: object) -> None:
        """Keep the presenter as long as the room: a signal does not keep what it calls."""
        self._kept = presenter

    # What the presenter says

    def show_follow_up(self, shown: FollowUp) -> None:
        """Show what there is to know and to do."""
        self.clear()
        log = button(
            Message("follow-up", "Write down a contact…"),
            partial(self.add_asked.emit, "encounter"),
            "phone",
            Kind.PRIMARY,
        )
        self.first = log
        self.column.addWidget(
            buttons(
                log,
                button(
                    Message("follow-up", "Add a task…"),
                    partial(self.add_asked.emit, "task"),
                    "plus",
                ),
                button(
                    Message("follow-up", "Time help with technology…"),
                    partial(self.add_asked.emit, "help"),
                    "laptop",
                ),
                button(
                    Message("follow-up", "Write a synthesis…"),
                    partial(self.add_asked.emit, "synthesis"),
                    "file-text",
                ),
            )
        )
        self._show_flags(shown)
        self._show_tasks(shown)
        self._show_signs(shown)

    def _show_flags(self, shown: FollowUp) -> None:
        title = Message("follow-up", "Why this file is flagged")
        self.flags = None
        if not shown.flags:
            return
        holder, column = group(title)
        self.flags = CardList(title, letters="X")
        self.flags.opened.connect(self.flag_aside_asked)
        self.flags.acted.connect(self.flag_aside_asked)
        self.flags.lettered.connect(lambda key, letter: self.flag_aside_asked.emit(key))
        self.flags.show_cards([_flag_card(one) for one in shown.flags])
        column.addWidget(self.flags)
        self.column.addWidget(holder)

    def _show_tasks(self, shown: FollowUp) -> None:
        title = Message("follow-up", "To do")
        holder, column = group(title)
        self.tasks = CardList(title, letters="DX")
        self.tasks.opened.connect(self.change_asked)
        self.tasks.acted.connect(self.done_asked)
        self.tasks.lettered.connect(self._lettered)
        cards = [_task_card(one) for one in shown.tasks]
        nothing = Card(
            "",
            Message("follow-up", "Nothing is open."),
            icon="circle-check",
            icon_ink="done",
            quiet=True,
        )
        self.tasks.show_cards(cards or [nothing])
        column.addWidget(self.tasks)
        if cards:
            column.addWidget(
                Second(
                    Message("follow-up", "Enter changes a task, D marks it done, X puts it aside.")
                )
            )
        self.column.addWidget(holder)

    def _show_signs(self, shown: FollowUp) -> None:
        title = Message("follow-up", "Weak signs")
        holder, column = group(
            title,
            Message("follow-up", "One click notes what you have noticed today; signs add up."),
        )
        counts = Counter(one.sort for one in shown.signs)
        self.sign_buttons = {}
        for choice in SIGN.field("sort").choices:
            label = partial(_sign_words, choice.label, counts[choice.value])
            made = button(label, partial(self.sign_noted.emit, choice.value), "plus")
            self.sign_buttons[choice.value] = made
        words = button(
            Message("follow-up", "In the words heard…"),
            partial(self.add_asked.emit, "sign"),
            "message-square-text",
            Kind.QUIET,
        )
        column.addWidget(buttons(*self.sign_buttons.values(), words))
        if shown.signs:
            noted = CardList(Message("follow-up", "Signs that hold"))
            noted.acted.connect(self.sign_settled)
            noted.opened.connect(lambda key: None)
            noted.show_cards([_sign_card(one) for one in shown.signs])
            column.addWidget(noted)
        self.column.addWidget(holder)

    def _lettered(self, task: str, letter: str) -> None:
        if letter == "D":
            self.done_asked.emit(task)
        else:
            self.task_aside_asked.emit(task)


def _flag_card(flag: Flag) -> Card:
    alert = flag.alert
    return Card(
        flag.key,
        RULE_NAMES[alert.rule],
        alert.reason,
        icon="triangle-alert",
        icon_ink=_PRESSING.get(alert.weight, "ink"),
        action=Message("follow-up", "Put aside…"),
    )


def _task_card(line: TaskLine) -> Card:
    late = line.days is not None and line.days < 0
    badge = (State.DANGER, Message("follow-up", "late")) if late else None
    if badge is None and line.promise:
        badge = (State.WAITS, Message("follow-up", "promised"))
    return Card(
        line.record.id,
        line.title,
        partial(_task_words, line),
        icon="clock" if line.rhythm is None else "refresh-cw",
        icon_ink="waits" if late else "ink",
        badge=badge,
        action=Message("follow-up", "Done"),
    )


def _task_words(line: TaskLine) -> str:
    parts = [say(task_reason(line))]
    if line.due is not None:
        parts.append(line.due.isoformat())
    if line.by in ("client", "partner"):
        parts.append(say(choice_words(TASK, "by", line.by)))
    elif line.person:
        parts.append(line.person)
    if line.rhythm is not None:
        days = ", ".join(day.isoformat() for day in line.next)
        words = Message(
            "follow-up",
            "every {rhythm}, then {days}",
            {"rhythm": line.rhythm.words(), "days": days},
        )
        parts.append(say(words))
    return DOT.join(parts)


def _sign_words(label: Message, many: int) -> str:
    return f"{say(label)} ({many})" if many else say(label)


def _sign_card(line: SignLine) -> Card:
    return Card(
        line.record.id,
        choice_words(SIGN, "sort", line.sort),
        partial(_sign_facts, line),
        lead="",
        icon="eye",
        action=Message("follow-up", "No longer true"),
    )


def _sign_facts(line: SignLine) -> str:
    parts = [line.noted_on, line.record.author]
    if line.words:
        parts.append(say(Message("follow-up", "“{words}”", {"words": line.words})))
    return DOT.join(part for part in parts if part)
