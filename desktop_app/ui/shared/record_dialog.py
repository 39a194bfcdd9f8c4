"""The dialog that asks for one record: a form over its declared fields.

    dialog = RecordDialog(GOAL, Message("goals", "Add a goal"), Message("goals", "Save the goal"), parent)
    dialog.given.connect(presenter.save)

With `known` it changes a record that is there, and gives only what is different then. A presenter
that keeps drafts joins `field_left` and `discarded`, and calls `resume` with what was kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import DELETED, EntityType, Value
from desktop_app.language import Message
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.form import Form, FormField, FormGroup, declared
from desktop_app.ui.shared.item_rows import FormList, declared_list
from desktop_app.ui.shared.labels import Second, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.search_field import SearchField
from desktop_app.ui.shared.unfinished import KEEP_MS, announce_finished, unfinished_words
from desktop_app.ui.shared.words import Words

SMALLEST = QSize(1366, 768)
"""The screen that everything has to fit on."""

Choices = Sequence[tuple[Value, Words]]


class RecordDialog(Dialog):
    """A form over the fields of one kind of record.

    given: the values by path, None for what was emptied. field_left: a field and its value, to be
    kept as a draft. discarded: what was kept of an earlier time is not wanted.
    known: what the record holds already, None for a new one. names: its fields and lists that are
    asked for, in that order; without it, all but references. choices: for fields whose closed list
    is not in the declaration, such as a reference to a colleague; of a list `<list>/<field>`.
    searched: for references that are found by typing, what stands in the empty box; words_asked: of
    which field, and what was typed. begin: what a new record begins
    with. hint: a sentence above the form.
    """

    given = Signal(object)
    field_left = Signal(str, object)
    discarded = Signal()
    words_asked = Signal(str, str)

    def __init__(
        self,
        kind: EntityType,
        title: Words,
        verb: Words,
        parent: QWidget | None = None,
        new_id: Callable[[], UUID] = uuid4,
        known: Mapping[str, Value] | None = None,
        *,
        names: Sequence[str] | None = None,
        choices: Mapping[str, Choices] | None = None,
        searched: Mapping[str, Words] | None = None,
        begin: Mapping[str, Value] | None = None,
        hint: Words = "",
    ) -> None:
        super().__init__(title, parent)
        self._known, self._begin = known, dict(begin or {})
        items = tuple(_items(kind, names, choices or {}, searched or {}))
        self._keys = tuple(one.key for one in items if isinstance(one, FormField))
        required = {one.name for one in kind.fields if one.required}
        self._needed = tuple(key for key in self._keys if key in required)
        if hint:
            self.body.addWidget(Second(hint))
        self._unfinished: Banner | None = None
        self.form = Form((FormGroup(kind.label, items),), new_id)
        self.form.show_values(self._begin if known is None else known)
        self.form.save_asked.connect(self._give)
        self.form.field_left.connect(self.field_left)
        for key in searched or {}:
            self.search_field(key).words_asked.connect(partial(self.words_asked.emit, key))
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_MS)
        self._keep.timeout.connect(lambda: announce_finished(self.form, self._keys))
        self.form.edited.connect(lambda: None if self._keep.isActive() else self._keep.start())
        self._problem: Banner | None = None
        self.page = ScrollPage(margin_steps=1)
        self.page.column.addWidget(self.form)
        self.body.addWidget(self.page, 1)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(verb, self._give, ButtonKind.PRIMARY)
        wide, high = scaled(640), self.form.sizeHint().height() + scaled(200)
        window = SMALLEST if parent is None else parent.window().size()
        wide = min(wide, window.width() - space(8))
        high = min(high, window.height() - space(8))
        # A layout whose height follows its width would otherwise grow beyond the screen.
        self.setMaximumHeight(window.height() - space(8))
        self.resize(wide, high)
        self.form.field(self._keys[0]).take_focus()

    def resume(
        self, values: Mapping[str, Value], at: int, local: Callable[[int], datetime]
    ) -> None:
        """Go on with what was typed and not saved. at: milliseconds UTC."""
        start = self._begin if self._known is None else self._known
        self.form.show_values({**start, **values})
        banner = Banner(
            State.WAITS,
            partial(unfinished_words, local, at),
            (Message("client file", "Begin anew"),),
        )
        banner.acted.connect(lambda number: self._begin_anew())
        self._unfinished = banner
        self.body.insertWidget(0, banner)

    def search_field(self, key: str) -> SearchField:
        """The field of that name that is filled by searching; KeyError where it is not."""
        field = self.form.field(key)
        if not isinstance(field, SearchField):
            raise KeyError(key)
        return field

    def show_errors(self, errors: Mapping[str, Words]) -> None:
        """Say at the fields what is missing or wrong."""
        self.form.show_errors(errors)
        if errors:
            self.page.verticalScrollBar().setValue(0)

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved; what was typed stays."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def reject(self) -> None:
        """Leave; what was typed is announced before, so that it can be kept."""
        self.form.finish()
        super().reject()

    def _begin_anew(self) -> None:
        if self._unfinished is not None:
            self._unfinished.hide()
            self._unfinished = None
        self.form.show_values(self._begin if self._known is None else self._known)
        self.discarded.emit()
        self.form.field(self._keys[0]).take_focus()

    def _give(self) -> None:
        self.form.finish()
        values = self.form.values()
        wrong: dict[str, Words] = {
            key: Message("forms", "Fill this in.")
            for key in self._needed
            if values.get(key) is None
        }
        for key in self._keys:
            problem = self.form.field(key).problem()
            if isinstance(problem, Message):
                wrong[key] = problem
        self.show_errors(wrong)
        if wrong:
            return
        if self._known is None:
            self.given.emit(values)
            return
        before = self._known
        told: dict[str, Value] = {key: values.get(key) for key in self._keys}
        told |= {path: value for path, value in values.items() if "/" in path}
        kept = {path.rpartition("/")[0] for path in values if "/" in path}
        for path in before:
            item, _, _ = path.rpartition("/")
            if item and item not in kept:
                told[f"{item}/life"] = DELETED
        self.given.emit({key: value for key, value in told.items() if value != before.get(key)})


def _items(
    kind: EntityType,
    names: Sequence[str] | None,
    choices: Mapping[str, Choices],
    searched: Mapping[str, Words],
) -> list[FormField | FormList]:
    lists = {one.name: one for one in kind.lists}
    wanted = (
        [one.name for one in kind.fields if not one.reference or one.name in choices]
        if names is None
        else names
    )
    items: list[FormField | FormList] = []
    for name in wanted:
        if name in lists:
            own = {
                path.removeprefix(f"{name}/"): offered
                for path, offered in choices.items()
                if path.startswith(f"{name}/")
            }
            items.append(declared_list(lists[name], own))
            continue
        field = kind.field(name)
        if name in searched:
            items.append(
                FormField(name, field.label, required=field.required, search=searched[name])
            )
        elif name in choices:
            items.append(
                FormField(name, field.label, required=field.required, choices=tuple(choices[name]))
            )
        else:
            items.append(declared(field))
    return items
