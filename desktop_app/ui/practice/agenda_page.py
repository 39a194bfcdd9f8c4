"""The agenda of the team: what waits for the next meeting, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Signal

from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.team_agenda import Matter
from desktop_app.ui.practice.agenda_presenter import AgendaState
from desktop_app.ui.practice.pieces import DOT
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.record_room import RecordRoom, button, buttons, group
from desktop_app.ui.shared.words import say


class AgendaPage(RecordRoom):
    """The page. decide_asked: the id of a matter."""

    opened = Signal()
    add_asked = Signal()
    decide_asked = Signal(str)
    print_asked = Signal()

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self.waiting: CardList | None = None

    def activate(self) -> None:
        """Ask for everything again."""
        self.opened.emit()

    def show_agenda(self, state: AgendaState) -> None:
        """Show it."""
        self.clear()
        self.waiting = None
        add = Message("practice", "Put a matter on the agenda…")
        if not state.waiting:
            empty = EmptyState(
                Message("practice", "Nothing waits for the team."),
                add,
                Message(
                    "practice",
                    "Something did not go as agreed? Write what happened, not who it was. The team "
                    "speaks of it at the next meeting, and nobody is blamed.",
                ),
                icon_name="users-round",
            )
            empty.acted.connect(self.add_asked)
            self.column.addWidget(empty)
        else:
            self.column.addWidget(
                buttons(
                    button(add, self.add_asked.emit, "plus", Kind.PRIMARY),
                    button(
                        Message("practice", "Print the agenda"), self.print_asked.emit, "printer"
                    ),
                )
            )
            title = Message("practice", "For the next meeting")
            holder, column = group(
                title, Message("practice", "What happened and what would help; nobody is named.")
            )
            self.waiting = CardList(title)
            self.waiting.opened.connect(self.decide_asked)
            self.waiting.acted.connect(self.decide_asked)
            self.waiting.show_cards([_waiting(one) for one in state.waiting])
            column.addWidget(self.waiting)
            self.column.addWidget(holder)
        if state.decided:
            title = Message("practice", "Decided")
            holder, column = group(title)
            decided = CardList(title)
            decided.show_cards([_decided(one) for one in state.decided])
            column.addWidget(decided)
            self.column.addWidget(holder)


def _facts(matter: Matter, day: str) -> str:
    return DOT.join(
        part for part in (say(matter.topic), partial_date(day), matter.community) if part
    )


def _waiting(matter: Matter) -> Card:
    def second() -> str:
        said = _facts(matter, matter.happened_on)
        if matter.wish:
            help_words = Message("practice", "Would have helped: {what}", {"what": matter.wish})
            said += f"\n{say(help_words)}"
        return said

    return Card(
        matter.record.id,
        matter.what,
        second,
        icon="users-round",
        action=Message("practice", "Write the decision…"),
    )


def _decided(matter: Matter) -> Card:
    def second() -> str:
        return f"{matter.decision}\n{_facts(matter, matter.decided_on)}"

    return Card(
        matter.record.id, matter.what, second, icon="circle-check", icon_ink="done", quiet=True
    )
