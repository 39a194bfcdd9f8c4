"""The room for family on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal

from desktop_app.domain.fields import Registry, Value
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.families import Relation
from desktop_app.services.clients.households import HouseholdLine, Member
from desktop_app.ui.family.presenter import ADD, MOVE
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import FileRecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say


class FamilyRoom(FileRecordRoom):
    """Who is what to the client, and with whom they live.

    opened: the client to show. add_asked: a relationship or a move is to be added. ended: a
    relationship. client_opened: somebody of the family.
    """

    ended = Signal(str)
    client_opened = Signal(str)

    help_topic = "clients"

    def __init__(self, registry: Registry, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self._registry = registry
        self._others: dict[str, str] = {}

    # What the presenter says

    def show_family(
        self, client: str, relations: Sequence[Relation], homes: Sequence[HouseholdLine]
    ) -> None:
        """Show who is what to the client, and the households."""
        self.clear()
        self._others = {one.id: one.other for one in relations}
        add = button(
            Message("family", "Add a relationship"),
            partial(self.add_asked.emit, ADD),
            "user-plus",
            Kind.PRIMARY,
        )
        self.first = add
        move = button(
            Message("family", "Change the address"), partial(self.add_asked.emit, MOVE), "house"
        )
        self.column.addWidget(buttons(add, move))
        title = Message("family", "Relationships")
        if relations:
            holder, column = group(title)
            shown = [_card(one) for one in relations]
            column.addWidget(cards(title, shown, self._open, self.ended.emit))
            self.column.addWidget(holder)
        else:
            empty = EmptyState(
                Message("family", "Nobody is named yet."),
                Message("family", "Add a relationship"),
                Message("family", "A niece who interprets, a partner, a helper to call."),
                icon_name="users-round",
            )
            empty.acted.connect(partial(self.add_asked.emit, ADD))
            self.column.addWidget(empty)
        if homes:
            holder, column = group(Message("family", "Households"))
            for home in homes:
                column.addWidget(PlainLabel(home.name, bold=True))
                shown = self._home(home, client)
                if shown:
                    column.addWidget(cards(home.name, shown, self._open, self._open))
            self.column.addWidget(holder)

    def _open(self, key: str) -> None:
        other = self._others.get(key, key)
        if other:
            self.client_opened.emit(other)

    def _home(self, home: HouseholdLine, client: str) -> list[Card]:
        roles = self._registry["household_member"].field("role")
        words: dict[Value, Message] = {one.value: one.label for one in roles.choices}

        def told(member: Member) -> str:
            parts = [say(words[member.role]) if member.role in words else "", _span(member)]
            return " · ".join(part for part in parts if part)

        return [
            Card(
                one.client,
                one.name,
                partial(told, one),
                icon="user",
                icon_ink="accent",
                quiet=one.client == client,
            )
            for one in home.members
        ]


def _card(one: Relation) -> Card:
    def told() -> str:
        parts = [say(one.relation), one.telephone, _span(one), one.words]
        return " · ".join(part for part in parts if part)

    ended = (State.NEUTRAL, Message("family", "ended")) if one.to_on else None
    return Card(
        one.id,
        one.name,
        told,
        icon="user" if one.other else "users-round",
        icon_ink="accent" if one.other else "ink",
        badge=ended,
        action=None if one.to_on else Message("family", "End of the relationship…"),
    )


def _span(one: Relation | Member) -> str:
    if one.from_on and one.to_on:
        words = {"first": partial_date(one.from_on), "last": partial_date(one.to_on)}
        return say(Message("family", "from {first} to {last}", words))
    if one.from_on:
        return say(Message("family", "since {first}", {"first": partial_date(one.from_on)}))
    if one.to_on:
        return say(Message("family", "until {last}", {"last": partial_date(one.to_on)}))
    return ""
