"""The room for family on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.calendar_words import partial_date
from desktop_app.domain.fields import Registry, Value
from desktop_app.language import Message
from desktop_app.services.casework.families import Moving, Relation
from desktop_app.services.households import HouseholdLine, Member
from desktop_app.ui.family.dialogs import MoveDialog, RelationshipDialog
from desktop_app.ui.family.presenter import ADD, MOVE
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.labels import Heading, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.words import say


class FamilyPart(QWidget):
    """Who is what to the client, and with whom they live.

    opened_for: the client to show. add_asked: a relationship or a move is to be added. words_asked: typed
    into the search of the dialog. related: the values of a relationship. moved: address, others,
    appointments. ended: a relationship. client_opened: somebody of the family.
    """

    opened_for = Signal(str)
    add_asked = Signal(str)
    words_asked = Signal(str)
    field_left = Signal(str, object)
    discarded = Signal()
    related = Signal(object)
    moved = Signal(object, object, object)
    ended = Signal(str)
    client_opened = Signal(str)

    help_topic = "clients"

    def __init__(
        self, registry: Registry, new_id: Callable[[], UUID], local: Callable[[int], datetime]
    ) -> None:
        super().__init__()
        self._registry, self._new_id, self._local = registry, new_id, local
        self._presenter: object = None
        self._others: dict[str, str] = {}
        self.dialog: RelationshipDialog | MoveDialog | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space(2), 0, 0)
        column.setSpacing(space(3))
        row = QWidget()
        flow = FlowLayout(row, gap=space(2))
        self.add_button = PrimaryButton(
            Message("family", "Add a relationship"), icon_name="user-plus"
        )
        self.add_button.clicked.connect(lambda: self.add_asked.emit(ADD))
        self.move_button = Button(Message("family", "Change the address"), icon_name="house")
        self.move_button.clicked.connect(lambda: self.add_asked.emit(MOVE))
        for button in (self.add_button, self.move_button):
            flow.addWidget(button)
        column.addWidget(row)
        self._relations_title = Heading(Message("family", "Relationships"), level=2)
        self.relations = CardList(Message("family", "Relationships"))
        self.relations.opened.connect(self._open)
        self.relations.acted.connect(self.ended)
        self._homes_title = Heading(Message("family", "Households"), level=2)
        self.homes = CardList(Message("family", "Households"))
        self.homes.opened.connect(self._open)
        self.empty = EmptyState(
            Message("family", "Nobody is named yet."),
            Message("family", "Add a relationship"),
            Message("family", "A niece who interprets, a partner, a helper to call."),
            icon_name="users-round",
        )
        self.empty.acted.connect(lambda: self.add_asked.emit(ADD))
        for widget in (
            self._relations_title, self.relations, self.empty, self._homes_title, self.homes
        ):  # fmt: skip
            column.addWidget(widget)

    # What the page of the file asks

    def open(self, client: str) -> None:
        """Show this client's."""
        self.opened_for.emit(client)

    def add(self, key: str) -> None:
        """Open the dialog that adds something."""
        self.add_asked.emit(key)

    def take_focus(self) -> None:
        """The keyboard goes to what is done most often."""
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self, presenter: object) -> None:
        """Keep whoever answers the signals, which by themselves keep nobody."""
        self._presenter = presenter

    # What the presenter says

    def show_family(
        self, client: str, relations: Sequence[Relation], homes: Sequence[HouseholdLine]
    ) -> None:
        """Show who is what to the client, and the households."""
        self._others = {one.id: one.other for one in relations}
        self.relations.show_cards([_card(one) for one in relations])
        cards = [card for home in homes for card in self._home(home, client)]
        self.homes.show_cards(cards)
        self._relations_title.setVisible(bool(relations))
        self.relations.setVisible(bool(relations))
        self.empty.setVisible(not relations)
        self._homes_title.setVisible(bool(cards))
        self.homes.setVisible(bool(cards))

    def ask_relationship(self, unfinished: Unfinished | None) -> None:
        """Open the dialog of a relationship."""
        dialog = RelationshipDialog(self._registry, self._new_id, self)
        self.dialog = dialog
        dialog.words_asked.connect(self.words_asked)
        dialog.field_left.connect(self.field_left)
        dialog.discarded.connect(self.discarded)
        dialog.given_whole.connect(self.related)
        dialog.finished.connect(lambda result: self._over(dialog))
        if unfinished is not None:
            dialog.resume(unfinished.values, unfinished.at, self._local)
        dialog.open()

    def show_found(self, words: str, found: Sequence[Found]) -> None:
        """Show whom the words of the dialog may mean."""
        if isinstance(self.dialog, RelationshipDialog):
            self.dialog.other.show_found(words, found)

    def ask_move(self, moving: Moving) -> None:
        """Ask for the new address, and for whom else it is."""
        dialog = MoveDialog(self._registry, self._new_id, moving, self)
        self.dialog = dialog
        dialog.given.connect(self.moved)
        dialog.finished.connect(lambda result: self._over(dialog))
        dialog.open()

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""
        if self.dialog is not None:
            self.dialog.show_problem(words)

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say at a field of the open dialog what is wrong."""
        if self.dialog is not None:
            self.dialog.show_errors(errors)

    def close_dialog(self) -> None:
        """What was asked is saved."""
        if self.dialog is not None:
            self.dialog.accept()

    def _over(self, dialog: RelationshipDialog | MoveDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

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
            Card(home.id, home.name, icon="house", quiet=True),
            *(
                Card(
                    one.client,
                    one.name,
                    partial(told, one),
                    icon="user",
                    icon_ink="accent",
                    quiet=one.client == client,
                )
                for one in home.members
            ),
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
        action=None if one.to_on else Message("family", "Ended today"),
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
