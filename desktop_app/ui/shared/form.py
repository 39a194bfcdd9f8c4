"""A form built from declarations: groups of fields, lists of items, errors told on top.

Every field is announced when the person leaves it (`field_left`), so that drafts are kept field by
field. Enter never submits; Ctrl+Enter and Ctrl+S ask to save.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desktop_app.domain import fields as declarations
from desktop_app.domain.fields import Kind, Value
from desktop_app.language import Message, client_languages, language_name
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import WrappingLink
from desktop_app.ui.shared.date_fields import DateField, TimeField
from desktop_app.ui.shared.fields import CheckField, ChoiceField, Field, LongTextField, TextField
from desktop_app.ui.shared.item_rows import FormList, ItemRows
from desktop_app.ui.shared.labels import Heading
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.number_fields import IntegerField, MoneyField
from desktop_app.ui.shared.search_field import SearchField
from desktop_app.ui.shared.words import Words

_LETTERS = {Kind.TELEPHONE: 20, Kind.POSTAL_CODE: 8, Kind.INTEGER: 8, Kind.MONEY: 12}


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    key: the path that `field_left` announces. choices: stored value and words; where there are
    some, the field is a closed list, whatever its kind. wide: it takes the whole width. why: what
    it is asked for, as the label's tool tip and for screen readers. search: what stands in the empty
    box where the field is filled by searching, see `search_field.SearchField`.
    """

    key: str
    label: Words
    kind: Kind = Kind.TEXT
    help: Words = ""
    required: bool = False
    choices: tuple[tuple[Value, Words], ...] = ()
    wide: bool = False
    why: Words = ""
    search: Words = ""


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Fields that belong together, under a heading."""

    title: Words
    items: tuple[FormField | FormList, ...]


def declared(field: declarations.Field, *, key: str = "", help_text: Words = "") -> FormField:
    """The form's field for a declared one. key: another path than its name."""
    choices: tuple[tuple[Value, Words], ...] = tuple(
        (choice.value, choice.label) for choice in field.choices
    )
    if field.kind is Kind.LANGUAGE and not choices:
        choices = tuple((one.code, partial(language_name, one.code)) for one in client_languages())
    # Of what the program itself asks, the reason is a tool tip; an organisation's own says it.
    own = isinstance(field.number, bytes)
    return FormField(
        key=key or field.name,
        label=field.label,
        kind=field.kind,
        help=help_text or (field.purpose if own else ""),
        required=field.required,
        choices=choices,
        why=field.purpose,
    )


def _of_item(field: declarations.Field, choices: Sequence[tuple[Value, Words]] | None) -> FormField:
    if choices is None:
        return declared(field)
    return FormField(field.name, field.label, choices=tuple(choices), why=field.purpose)


def make_field(field: FormField) -> Field:
    """The input that suits the kind of the field, which says what it is asked for."""
    made = _made_field(field)
    made.explain(field.why)
    return made


def _made_field(field: FormField) -> Field:
    words, needed = field.help, field.required
    if field.search:
        return SearchField(field.label, field.search, help_text=words, required=needed)
    if field.choices:
        return ChoiceField(field.label, field.choices, help_text=words, required=needed)
    match field.kind:
        case Kind.LONG_TEXT:
            return LongTextField(field.label, help_text=words, required=needed)
        case Kind.YES_NO:
            return CheckField(field.label, help_text=words)
        case Kind.DATE | Kind.PARTIAL_DATE:
            about = field.kind is Kind.PARTIAL_DATE
            return DateField(field.label, help_text=words, required=needed, partial=about)
        case Kind.TIME:
            return TimeField(field.label, help_text=words, required=needed)
        case Kind.INTEGER:
            return IntegerField(field.label, help_text=words, required=needed, width_letters=8)
        case Kind.MONEY:
            return MoneyField(field.label, help_text=words, required=needed, width_letters=12)
        case _:
            letters = _LETTERS.get(field.kind, 0)
            return TextField(field.label, help_text=words, required=needed, width_letters=letters)


class ErrorSummary(QFrame):
    """There is a problem: one line for each, which leads to its field."""

    followed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("problems", True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space(4), space(3), space(4), space(3))
        self._column.setSpacing(space(1))
        self._heading = Heading(Message("forms", "There is a problem"), level=2)
        self._column.addWidget(self._heading)
        self._links: list[WrappingLink] = []
        self.hide()

    def show_errors(self, errors: Mapping[str, Words]) -> None:
        """List these; the keyboard goes to the first, and the list is read out."""
        for link in self._links:
            link.hide()
            link.deleteLater()
        self._links = []
        for key, words in errors.items():
            link = WrappingLink(words)
            link.clicked.connect(lambda checked=False, key=key: self.followed.emit(key))
            self._links.append(link)
            self._column.addWidget(link)
        self.setVisible(bool(errors))
        if self._links:
            self._links[0].setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, Message("forms", "There is a problem"))


class Form(QWidget):
    """Groups of fields, two columns where there is room.

    field_left: key and value each time a field is left with another value; for a list item the
    key is `list/<uuid>/field`, and `list/<uuid>/life` says that it was added ("live") or removed
    ("deleted"). edited: something is being typed. save_asked: Ctrl+Enter or Ctrl+S; the field in
    which the cursor is has been announced before.
    """

    field_left = Signal(str, object)
    edited = Signal()
    save_asked = Signal()

    WIDE = 760

    def __init__(
        self,
        groups: Sequence[FormGroup],
        new_id: Callable[[], UUID],
        parent: QWidget | None = None,
    ) -> None:
        """new_id: makes the ids of new list items."""
        super().__init__(parent)
        self._fields: dict[str, Field] = {}
        self._lists: dict[str, ItemRows] = {}
        self._grids: list[tuple[QGridLayout, list[tuple[QWidget, bool]]]] = []
        self._columns = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        self.summary = ErrorSummary()
        self.summary.followed.connect(self.go_to)
        column.addWidget(self.summary)
        for group in groups:
            column.addWidget(Heading(group.title, level=2))
            grid = QGridLayout()
            grid.setHorizontalSpacing(space(6))
            grid.setVerticalSpacing(space(3))
            placed = [self._make(item, new_id) for item in group.items]
            self._grids.append((grid, placed))
            column.addLayout(grid)
            column.addSpacing(space(3))
        column.addStretch(1)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self._save)
        self._arrange(1)

    def field(self, key: str) -> Field:
        """The input of that key; KeyError when the form has none."""
        return self._fields[key]

    def items(self, key: str) -> ItemRows:
        """The list of that key; KeyError when the form has none."""
        return self._lists[key]

    def show_values(self, values: Mapping[str, Value]) -> None:
        """Show a record by the paths of its values; fields not named become empty."""
        for key, field in self._fields.items():
            field.set_value(values.get(key))
        for rows in self._lists.values():
            rows.show_values(values)
        self.show_errors({})

    def values(self) -> dict[str, Value]:
        """What is in the form now, by path, without what is empty."""
        found = {key: field.value() for key, field in self._fields.items()}
        for rows in self._lists.values():
            found |= rows.values()
        return {key: value for key, value in found.items() if value is not None}

    def show_errors(self, errors: Mapping[str, Words]) -> None:
        """Say what is wrong, on top and at each field, in the same words."""
        for key, field in self._fields.items():
            field.show_error(errors.get(key))
        for rows in self._lists.values():
            rows.show_errors(errors)
        self.summary.show_errors(errors)

    def go_to(self, key: str) -> None:
        """Put the cursor into the field of that key."""
        parts = key.split("/")
        if key in self._fields:
            self._fields[key].take_focus()
        elif parts[0] in self._lists:
            self._lists[parts[0]].go_to(key)

    def finish(self) -> None:
        """Announce what the cursor is in, as if it had been left."""
        for field in self._fields.values():
            field.finish()
        for rows in self._lists.values():
            rows.finish()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retheme()

    def retheme(self) -> None:
        """Two columns only where the text in force leaves room for them."""
        self._arrange(2 if self.width() >= scaled(self.WIDE) else 1)

    def _make(self, item: FormField | FormList, new_id: Callable[[], UUID]) -> tuple[QWidget, bool]:
        if isinstance(item, FormList):
            made = [
                (one.name, _of_item(one, (item.choices or {}).get(one.name))) for one in item.fields
            ]
            rows = ItemRows(item, lambda: [(name, make_field(one)) for name, one in made], new_id)
            rows.field_left.connect(self.field_left)
            rows.edited.connect(self.edited)
            self._lists[item.key] = rows
            return rows, True
        field = make_field(item)
        field.left.connect(lambda value, key=item.key: self.field_left.emit(key, value))
        field.edited.connect(self.edited)
        self._fields[item.key] = field
        return field, item.wide or item.kind is Kind.LONG_TEXT

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for grid, placed in self._grids:
            for widget, _ in placed:
                # Qt then deletes the item too; one that Python took would keep the widget's old
                # height for ever, and the form would not grow with its lists.
                grid.removeWidget(widget)
            row = column = 0
            for widget, wide in placed:
                if wide and column:
                    row, column = row + 1, 0
                span = columns if wide else 1
                grid.addWidget(widget, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
                column += span
                if column >= columns:
                    row, column = row + 1, 0
            for number in range(2):
                grid.setColumnStretch(number, 1 if number < columns else 0)

    def _save(self) -> None:
        self.finish()
        self.save_asked.emit()
