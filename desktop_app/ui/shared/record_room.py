"""What rooms of records are built from: a column, groups with cards, and the open dialog."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.asking import Asker, Asking
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.labels import Badge, Heading, Second
from desktop_app.ui.shared.lists import Card, CardList, CardRow
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.record_dialog import RecordDialog
from desktop_app.ui.shared.words import Words


def local_time(at: int) -> datetime:
    """A moment in milliseconds UTC, as the clock of this laptop shows it."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone()


class RecordRoom(QWidget):
    """A room that shows records in groups and asks for one in a dialog.

    What it shows is built anew after each act; the keyboard comes back to where it was.

    field_left, discarded, given, words_asked: of the open dialog, see `record_dialog.RecordDialog`.
    """

    field_left = Signal(str, object)
    discarded = Signal()
    given = Signal(object)
    words_asked = Signal(str, str)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__()
        self._new_id = new_id
        self.dialog: RecordDialog | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, space(3))
        self.column.setSpacing(space(3))
        self._held: tuple[str, str] | None = None
        self._returning = QTimer(self)
        self._returning.setSingleShot(True)
        self._returning.timeout.connect(self._return_keyboard)

    def answered_by(self, asker: Asker) -> None:
        """Let this one hear what happens in the open dialog."""
        self.field_left.connect(asker.left)
        self.discarded.connect(asker.discard)
        self.given.connect(asker.give)
        self.words_asked.connect(asker.find)

    def take_focus(self) -> None:
        """The keyboard goes to what is done most often."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask(self, asking: Asking, draft: Unfinished | None) -> None:
        """Open the dialog that asks for a record."""
        dialog = RecordDialog(
            asking.kind,
            asking.title,
            asking.verb,
            self,
            self._new_id,
            asking.known,
            names=asking.names,
            choices=asking.choices,
            searched={key: one.placeholder for key, one in asking.searched.items()},
            begin=asking.begin,
            hint=asking.hint,
        )
        self.dialog = dialog
        dialog.field_left.connect(self.field_left)
        dialog.given.connect(self.given)
        dialog.discarded.connect(self.discarded)
        dialog.words_asked.connect(self.words_asked)
        dialog.finished.connect(lambda result: self._over(dialog))
        if draft is not None:
            dialog.resume(draft.values, draft.at, local_time)
        dialog.open()

    def show_found(self, key: str, words: str, found: Sequence[Found]) -> None:
        """Show in the open dialog what the words in a field may mean."""
        if self.dialog is not None:
            self.dialog.search_field(key).show_found(words, found)

    def show_choice(self, key: str, found: Found) -> None:
        """Show in the open dialog what was chosen earlier."""
        if self.dialog is not None:
            self.dialog.search_field(key).show_choice(found)

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""
        if self.dialog is not None:
            self.dialog.show_problem(words)

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say at fields of the open dialog what cannot be kept."""
        if self.dialog is not None:
            self.dialog.show_errors(errors)

    def close_dialog(self) -> None:
        """What was asked is saved."""
        if self.dialog is not None:
            self.dialog.accept()

    def clear(self) -> None:
        """Take everything out of the column. The keyboard waits here for what is shown instead."""
        held = self.window().focusWidget()
        if held is self or self.isAncestorOf(held):
            if held is not self:
                self._held = _place_of(held)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self._returning.start(0)
        while (item := self.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _return_keyboard(self) -> None:
        """To the row or the button where it was; where that is gone, to what is done most often."""
        if self.window().focusWidget() is not self:
            return
        place, self._held = self._held, None
        able = (
            one
            for one in self.findChildren(QWidget)
            if one.isVisibleTo(self) and one.isEnabled() and _place_of(one) == place
        )
        found = None if place is None else next(able, None)
        if found is None:
            self.take_focus()
        else:
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _over(self, dialog: RecordDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()


class FileRecordRoom(RecordRoom):
    """A room of a client's file. opened: a client. add_asked: the key of an addition.

    first: what is done most often in what is shown, where the keyboard begins.
    """

    opened = Signal(str)
    add_asked = Signal(str)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self.first: QWidget = self
        self._client = ""

    def open(self, client: str) -> None:
        """Show this client's. What is shown of somebody else goes at once, before anything comes."""
        if client != self._client:
            self._client, self.first = client, self
            self.take_out()
        self.opened.emit(client)

    def take_out(self) -> None:
        """Show nothing; a room that keeps a part of itself from one client to the next keeps it here."""
        self.clear()

    def add(self, key: str) -> None:
        """Open the dialog that adds something."""
        self.add_asked.emit(key)

    def take_focus(self) -> None:
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)


def _place_of(widget: QWidget) -> tuple[str, str] | None:
    """By what a place of the keyboard is found again: the key of a card, or the words of a button."""
    if isinstance(widget, CardRow):
        return "card", widget.card.key
    if isinstance(widget, Button):
        row = widget.parentWidget()
        if isinstance(row, CardRow):
            return "button of", row.card.key
        return "button", widget.objectName() or widget.text()
    return None


def group(
    title: Words, second: Words = "", badge: Badge | None = None, level: int = 2
) -> tuple[QWidget, QVBoxLayout]:
    """A group of a room: its title, a line about it and a sign; gives it with its column."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, space(2), 0, 0)
    column.setSpacing(space(2))
    head = QHBoxLayout()
    head.setSpacing(space(2))
    head.addWidget(Heading(title, level=level), 1)
    if badge is not None:
        head.addWidget(badge, 0, Qt.AlignmentFlag.AlignTop)
    column.addLayout(head)
    if second:
        column.addWidget(Second(second))
    return holder, column


def cards(
    name: Words, shown: Sequence[Card], opened: Callable[[str], None], acted: Callable[[str], None]
) -> CardList:
    """A list of cards with what happens when one is opened, or its button pressed."""
    made = CardList(name)
    made.opened.connect(opened)
    made.acted.connect(acted)
    made.show_cards(shown)
    return made


def buttons(*made: QWidget) -> QWidget:
    """Buttons, and what is said beside them, side by side, under one another where there is no room."""
    holder = QWidget()
    flow = FlowLayout(holder, gap=space(2))
    for one in made:
        flow.addWidget(one)
    return holder


def button(
    words: Words,
    pressed: Callable[[], None],
    icon_name: str = "",
    kind: Kind = Kind.SECONDARY,
    *,
    place: str = "",
) -> Button:
    """A button that does one thing. place: by what the keyboard finds it again where several buttons
    of a room have the same words."""
    made = Button(words, kind=kind, icon_name=icon_name)
    made.setObjectName(place)
    made.clicked.connect(lambda checked=False: pressed())
    return made
