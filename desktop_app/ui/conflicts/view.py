"""The inbox of conflicts: the list at the left, the values side by side at the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import Kind, Registry
from desktop_app.language import Message
from desktop_app.services.conflicts.conflicts import Conflict, Inbox
from desktop_app.ui.conflicts import words
from desktop_app.ui.conflicts.filter_bar import FilterBar
from desktop_app.ui.conflicts.presenter import Also
from desktop_app.ui.conflicts.value_card import ValueCard
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.fields import Field, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.form import declared, make_field
from desktop_app.ui.shared.labels import Badge, Caption, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.list_and_details import ListAndDetails
from desktop_app.ui.shared.look import Size, scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.tables import Column
from desktop_app.ui.shared.words import say

_CARD_WIDTH: Final = 250
_FEW: Final = 8
"""Up to so many in the list, nobody needs to narrow it."""
_MANY: Final = 40
"""The same where text is so large that the values need the room."""


class ConflictsScreen(ListAndDetails[Conflict]):
    """taken: the number of a value, from 0. all_taken: the number of a value whose author is right
    about this person. given: a typed value. narrowed: the `Filter` in force.
    """

    taken = Signal(int)
    all_taken = Signal(int)
    both_kept = Signal()
    narrowed = Signal(object)
    other_asked = Signal()
    given = Signal(object)
    open_asked = Signal()

    help_topic = "conflicts"

    def __init__(self, registry: Registry, local: Callable[[int], datetime]) -> None:
        super().__init__()
        self._registry, self._local = registry, local
        self._cards: list[ValueCard] = []
        self._field: Field | None = None
        self._conflict: Conflict | None = None
        self._shared = False
        self.filters = FilterBar()
        self.filters.narrowed.connect(self.narrowed)
        columns: tuple[Column[Conflict], ...] = (
            Column("who", Message("conflicts", "About"), lambda one: one.name),
            Column("field", Message("conflicts", "What"), _what),
            Column(
                "who_decides",
                Message("conflicts", "Who decides"),
                lambda one: say(words.reviewer_words(one)),
                width=116,
            ),
            Column(
                "since",
                Message("conflicts", "Since"),
                lambda one: f"{local(words.since(one)):%Y-%m-%d}",
                width=112,
            ),
        )
        self.begin(
            Message("conflicts", "To decide"),
            Message("conflicts", "Back to the exchange"),
            columns,
            Message("conflicts", "What waits for a decision"),
            self._make_values(),
            lambda one: one.id,
            sentence=lambda one: say(one.title),
            nothing=Message("conflicts", "Nothing waits for a decision."),
            example=Message(
                "conflicts",
                "When two people write different things in one field, both values are kept and wait here.",
            ),
            head_under=600,
        )
        self.add_above(self.filters)
        self.opened.connect(lambda one: self.open_asked.emit())
        self.none = EmptyState(
            Message("conflicts", "Nothing that waits fits this filter."),
            Message("conflicts", "Show everything"),
            icon_name="search",
        )
        self.none.acted.connect(self.filters.clear)
        self.add_empty(self.none)
        for number in range(9):
            every = QShortcut(QKeySequence(f"Alt+{number + 1}"), self)
            every.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            every.activated.connect(partial(self.all_taken.emit, number))

    def _make_values(self) -> QWidget:
        self._side = ScrollPage(margin_steps=0)
        column = self._side.column
        self._name = Heading(level=2)
        self._what = Second()
        column.addWidget(self._name)
        column.addWidget(self._what)
        self._signs = QWidget()
        self._signs_room = FlowLayout(self._signs, gap=space(2))
        self._decides = Badge(State.NEUTRAL, "")
        self._waits = Badge(
            State.WAITS, Message("conflicts", "A bundle that is missing may settle it")
        )
        self._signs_room.addWidget(self._decides)
        self._signs_room.addWidget(self._waits)
        column.addWidget(self._signs)
        holder = QWidget()
        self._values = QBoxLayout(QBoxLayout.Direction.LeftToRight, holder)
        self._values.setContentsMargins(0, 0, 0, 0)
        self._values.setSpacing(space(3))
        column.addWidget(holder)
        self._edit = QFrame()
        self._edit.setProperty("card", True)
        inside = QVBoxLayout(self._edit)
        inside.setContentsMargins(space(5), space(4), space(5), space(4))
        inside.setSpacing(space(3))
        inside.addWidget(
            PlainLabel(Message("conflicts", "Another value"), size=Size.SECTION, bold=True)
        )
        self._edit_room = QVBoxLayout()
        inside.addLayout(self._edit_room)
        buttons = QHBoxLayout()
        self.save = PrimaryButton(Message("conflicts", "Save this value"), key_hint="Ctrl+S")
        self.save.clicked.connect(self._save)
        self.drop = Button(Message("conflicts", "Leave it"), key_hint="Esc")
        self.drop.clicked.connect(self.close_value)
        buttons.addWidget(self.save)
        buttons.addWidget(self.drop)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        self._edit.hide()
        column.addWidget(self._edit)
        actions = QWidget()
        flow = FlowLayout(actions, gap=space(2))
        self.both = Button(
            Message("conflicts", "Keep both"), icon_name="copy-check", key_hint=words.KEEP_KEY
        )
        self.both.clicked.connect(self.both_kept)
        self.other = Button(
            Message("conflicts", "Combine or type another"),
            icon_name="pencil",
            key_hint=words.OTHER_KEY,
        )
        self.other.clicked.connect(self.other_asked)
        self.open = Button(
            Message("conflicts", "Open the file"), icon_name="user", key_hint="Enter"
        )
        self.open.clicked.connect(self.open_asked)
        self.before = Button(
            Message("conflicts", "Previous"), icon_name="chevron-left", key_hint="←"
        )
        self.before.clicked.connect(lambda: self.step(-1))
        self.after = Button(Message("conflicts", "Next"), icon_name="chevron-right", key_hint="→")
        self.after.clicked.connect(lambda: self.step(1))
        for button in (self.both, self.other, self.open, self.before, self.after):
            flow.addWidget(button)
        self._both_words = Second()
        column.addWidget(self._both_words)
        column.addWidget(actions)
        self._keys = Caption("")
        column.addWidget(self._keys)
        self._all_keys = Caption("")
        column.addWidget(self._all_keys)
        column.addStretch(1)
        save = QShortcut(QKeySequence("Ctrl+S"), self._edit)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self._save)
        return self._side

    # What the presenter says

    def show_list(self, inbox: Inbox, chosen: int) -> None:
        """List these and choose that row."""
        self.count.set_words(words.count_words(inbox))
        self.filters.show_inbox(inbox)
        self._shared = 0 < inbox.mine < inbox.total
        self.show_rows(
            inbox.conflicts, chosen, self.none if self.filters.wanted().narrows else None
        )

    def show_conflict(
        self, conflict: Conflict, names: Mapping[str, str], also: Sequence[Also] = ()
    ) -> None:
        """Put the values of this one side by side."""
        another = self._conflict is None or self._conflict.id != conflict.id
        if another:
            self.close_value()
        self._conflict = conflict
        self._name.set_words(conflict.name)
        self._what.set_words(words.what_words(conflict))
        reviewer = conflict.reviewer
        self._decides.set_state(
            State.INFO if reviewer.mine else State.NEUTRAL, words.decides_words(conflict), "user"
        )
        self._waits.setVisible(conflict.provisional)
        self.other.setVisible(conflict.field != words.LIFE_PATH and reviewer.allowed)
        self.both.setVisible(conflict.both is not None and reviewer.allowed)
        self._keys.set_words(words.key_words(conflict))
        with_more = [at for at, lines in enumerate(also) if lines and reviewer.allowed]
        self._all_keys.setVisible(bool(with_more))
        self._all_keys.set_words(words.all_keys_words(with_more))
        self._both_words.setVisible(not self.both.isHidden())
        self._both_words.set_words(
            Message("conflicts", "Keep both: {what}", {"what": conflict.both})
            if conflict.both is not None
            else ""
        )
        for card in self._cards:
            self._values.removeWidget(card)
            card.hide()
            card.deleteLater()
        field = words.field_of(self._registry, conflict)
        self._cards = []
        for number, value in enumerate(conflict.values):
            card = ValueCard(
                number,
                partial(words.life_words, conflict, value)
                if conflict.field == words.LIFE_PATH
                else partial(words.said_words, self._registry, conflict, value.value, names),
                words.author_words(value),
                partial(words.when_words, value, self._local),
                words.take_words(conflict, value),
                clock_wrong=value.clock_wrong,
                also=[
                    partial(words.also_line, self._registry, other, wrote, names)
                    for other, wrote in (also[number] if number < len(also) else ())
                ],
                allowed=reviewer.allowed,
                long=field is not None and field.kind is Kind.LONG_TEXT,
            )
            card.taken.connect(self.taken)
            card.all_taken.connect(self.all_taken)
            self._cards.append(card)
            self._values.addWidget(card, 1)
        before: QWidget = self.table
        for card in self._cards:
            # The values come first by Tab, as they do for the eye, then what else can be done.
            for button in card.findChildren(Button):
                QWidget.setTabOrder(before, button)
                before = button
        QWidget.setTabOrder(before, self.both)
        if another:
            self.show_details_first()
        self.before.setEnabled(self.at() > 0)
        self.after.setEnabled(self.at() + 1 < self.rows.rowCount())
        self._fit()

    def ask_value(self, conflict: Conflict) -> None:
        """Let the person type another value."""
        field = words.field_of(self._registry, conflict)
        if field is None:
            return
        self._drop_field()
        self._field = make_field(declared(field))
        self._field.set_value(conflict.combined)
        if isinstance(self._field, TextField):
            self._field.line.returnPressed.connect(self._save)
        self._edit_room.addWidget(self._field)
        self._edit.show()
        self._field.take_focus()
        self.show_part(self._edit)

    def show_value_problem(self, problem: Message) -> None:
        """Why the typed value cannot be taken."""
        if self._field is not None:
            self._field.show_error(problem)
            self._field.take_focus()

    def close_value(self) -> None:
        """Nothing is typed any more; the keyboard goes back to the list."""
        shown = self._edit.isVisible()
        self._edit.hide()
        self._drop_field()
        if shown:
            self.take_focus()
            self.show_details_first()

    def cards(self) -> tuple[ValueCard, ...]:
        """The values that are shown."""
        return tuple(self._cards)

    @property
    def field(self) -> Field | None:
        """The input for another value, while it is open."""
        return self._field

    def _drop_field(self) -> None:
        if self._field is not None:
            self._edit_room.removeWidget(self._field)
            self._field.hide()
            self._field.deleteLater()
            self._field = None

    def _save(self) -> None:
        if self._field is None:
            return
        wrong = self._field.problem()
        if wrong is not None:
            self._field.show_error(wrong)
            self._field.take_focus()
            return
        self.given.emit(self._field.value())

    # What the frame asks

    def typed(self, letter: str) -> None:
        if self._edit.isVisible():
            return
        if letter.isdecimal() and letter != "0":
            self.taken.emit(int(letter) - 1)
        elif letter.casefold() == say(words.OTHER_KEY).casefold():
            self.other_asked.emit()
        elif letter.casefold() == say(words.KEEP_KEY).casefold():
            self.both_kept.emit()

    def escape(self) -> None:
        if self._edit.isVisible():
            self.close_value()
        else:
            super().escape()

    def keeps_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        filtering = focused is not None and self.filters.isAncestorOf(focused)
        return filtering or self._edit.isVisible()

    def fit(self, narrow: bool) -> None:
        room = self.width() if narrow else self.width() * 7 // 12
        beside = len(self._cards) * scaled(_CARD_WIDTH) <= room
        right, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._values.setDirection(right if beside else down)
        # Names need the room: who decides is said only where it is not always the same person.
        self.table.setColumnHidden(2, not self._shared)
        self.table.setColumnHidden(3, self._shared or self.width() < scaled(1150))
        self.filters.fit(_MANY if narrow else _FEW)


def _what(conflict: Conflict) -> str:
    """The field that waits, in the list."""
    if conflict.moved:
        return say(Message("conflicts", "Handed over"))
    if conflict.field == words.LIFE_PATH:
        return say(Message("conflicts", "Deleted or kept"))
    return say(conflict.label)
