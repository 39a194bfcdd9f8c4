"""Several of a thing in one form: telephones, addresses, opening hours, each with its own id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import DELETED, LIVE, ItemList, Value
from desktop_app.domain.fields import Field as DeclaredField
from desktop_app.language import Message
from desktop_app.ui.shared.buttons import Button, Kind, Tall
from desktop_app.ui.shared.fields import CheckField, Field
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import rule
from desktop_app.ui.shared.words import Words, say

_FIELD_WIDTH = 220


@dataclass(frozen=True, slots=True)
class FormList:
    """A list in a form. one: what a single item is called ("Telephone"). choices: for fields whose
    closed list is not in the declaration."""

    key: str
    label: Words
    one: Words
    fields: tuple[DeclaredField, ...]
    choices: Mapping[str, Sequence[tuple[Value, Words]]] | None = None


def declared_list(
    items: ItemList, choices: Mapping[str, Sequence[tuple[Value, Words]]] | None = None
) -> FormList:
    """The form's list for a declared one. choices: by the names of its fields."""
    return FormList(items.name, items.label, items.one, items.fields, choices)


class _Item(QWidget):
    """The fields of one item, with the button that removes it."""

    left = Signal(str, object)
    edited = Signal()
    removed = Signal()

    def __init__(self, prefix: str, fields: Sequence[tuple[str, Field]], one: Words) -> None:
        super().__init__()
        self._prefix, self._one = prefix, one
        self._fields = dict(fields)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, space(2), 0, space(2))
        line.setSpacing(space(3))
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(3), align_bottom=True)
        for name, field in fields:
            path = f"{prefix}/{name}"
            field.left.connect(lambda value, path=path: self.left.emit(path, value))
            field.edited.connect(self.edited)
            flow.addWidget(field)
        line.addWidget(holder, 1)
        self.button = Button(
            Message("forms", "Remove"), kind=Kind.QUIET, icon_name="trash-2", tall=Tall.LIST
        )
        self.button.clicked.connect(self.removed)
        line.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.retheme()
        self.retranslate()

    @property
    def fields(self) -> Mapping[str, Field]:
        """The inputs by their names."""
        return self._fields

    @property
    def prefix(self) -> str:
        """The path of the item: `list/<uuid>`."""
        return self._prefix

    def retranslate(self) -> None:
        """Say what the button removes."""
        self.button.set_name(f"{say(Message('forms', 'Remove'))}, {say(self._one)}")

    def retheme(self) -> None:
        """Inputs as wide as their content needs at the size of text in force."""
        for field in self._fields.values():
            if not isinstance(field, CheckField):
                field.setMinimumWidth(scaled(_FIELD_WIDTH))


class ItemRows(QFrame):
    """The items of a list under one another, and the button that adds one."""

    field_left = Signal(str, object)
    edited = Signal()

    def __init__(
        self,
        items: FormList,
        make: Callable[[], Sequence[tuple[str, Field]]],
        new_id: Callable[[], UUID],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._declared, self._make, self._new_id = items, make, new_id
        self._items: list[_Item] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(PlainLabel(items.label, bold=True))
        column.addWidget(rule())
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        column.addLayout(self._column)
        self.add_button = Button(
            Message("forms", "Add: {one}", {"one": items.one}), icon_name="plus", tall=Tall.LIST
        )
        self.add_button.clicked.connect(self.add)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def add(self) -> None:
        """One more empty item; the cursor goes into it."""
        item = self._append(f"{self._declared.key}/{self._new_id()}")
        self.field_left.emit(f"{item.prefix}/life", LIVE)
        next(iter(item.fields.values())).take_focus()

    def show_values(self, values: Mapping[str, Value]) -> None:
        """Show the items whose paths are among these values, in the order in which they come."""
        for item in list(self._items):
            self._drop(item)
        start = f"{self._declared.key}/"
        prefixes: dict[str, None] = {}
        for path in values:
            if path.startswith(start) and path.count("/") == 2:
                prefixes.setdefault(path.rsplit("/", 1)[0])
        for prefix in prefixes:
            if values.get(f"{prefix}/life") == DELETED:
                continue
            item = self._append(prefix)
            for name, field in item.fields.items():
                field.set_value(values.get(f"{prefix}/{name}"))

    def values(self) -> dict[str, Value]:
        """What is in the items now, by path."""
        return {
            f"{item.prefix}/{name}": field.value()
            for item in self._items
            for name, field in item.fields.items()
        }

    def show_errors(self, errors: Mapping[str, Words]) -> None:
        """Say at each field what is wrong with it."""
        for item in self._items:
            for name, field in item.fields.items():
                field.show_error(errors.get(f"{item.prefix}/{name}"))

    def go_to(self, key: str) -> None:
        """Put the cursor into the field of that path, or on the button where there is none."""
        for item in self._items:
            for name, field in item.fields.items():
                if key in (f"{item.prefix}/{name}", item.prefix):
                    field.take_focus()
                    return
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def finish(self) -> None:
        """Announce what the cursor is in, as if it had been left."""
        for item in self._items:
            for field in item.fields.values():
                field.finish()

    def _append(self, prefix: str) -> _Item:
        item = _Item(prefix, self._make(), self._declared.one)
        item.left.connect(self.field_left)
        item.edited.connect(self.edited)
        item.removed.connect(lambda: self._remove(item))
        self._items.append(item)
        self._column.addWidget(item)
        # What is made later would otherwise be reached by Tab after the whole form.
        before: QWidget = self.add_button
        for widget in reversed(item.findChildren(QWidget)):
            takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            # The list that a closed choice drops down is a window of its own.
            if takes and widget.window() is self.window():
                _place_before(widget, before)
                before = widget
        return item

    def _remove(self, item: _Item) -> None:
        """Undo brings it back; the keyboard goes to the button that adds."""
        self._drop(item)
        self.field_left.emit(f"{item.prefix}/life", DELETED)
        self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop(self, item: _Item) -> None:
        self._items.remove(item)
        item.hide()
        item.deleteLater()


def _place_before(widget: QWidget, following: QWidget) -> None:
    """Let Tab come to `widget` just before `following`."""
    earlier = following.previousInFocusChain()
    # Qt orders only what takes the keyboard.
    while earlier is not None and earlier is not following:
        if earlier is not widget and earlier.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(earlier, widget)
            return
        earlier = earlier.previousInFocusChain()
