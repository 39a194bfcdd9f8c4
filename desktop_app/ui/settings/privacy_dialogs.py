"""Writing a rule of how long files are kept, or an incident, into the organisation's records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID, uuid4

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import EntityType, Value
from desktop_app.domain.retention import INCIDENT, RETENTION_RULE
from desktop_app.language import Message
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.form import Form, FormGroup, declared
from desktop_app.ui.shared.labels import State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.words import Words

SMALLEST = QSize(1366, 768)
"""The screen that everything has to fit on."""


class RecordDialog(Dialog):
    """A form over the fields of one kind of record. given: the values by name, None for what was
    emptied. known: what the record holds already, None for a new one."""

    given = Signal(object)

    def __init__(
        self,
        kind: EntityType,
        title: Words,
        verb: Words,
        parent: QWidget | None = None,
        new_id: Callable[[], UUID] = uuid4,
        known: Mapping[str, Value] | None = None,
    ) -> None:
        super().__init__(title, parent)
        self._known = known
        shown = tuple(declared(one) for one in kind.fields if not one.reference)
        self._keys = tuple(one.key for one in shown)
        self._needed = tuple(one.name for one in kind.fields if one.required)
        self.form = Form((FormGroup(kind.label, shown),), new_id)
        if known is not None:
            self.form.show_values({key: known.get(key) for key in self._keys})
        self.form.save_asked.connect(self._give)
        self._problem: Banner | None = None
        self._page = ScrollPage(margin_steps=1)
        self._page.column.addWidget(self.form)
        self.body.addWidget(self._page, 1)
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

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved; what was typed stays."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def _give(self) -> None:
        self.form.finish()
        values = self.form.values()
        wrong: dict[str, Words] = {
            key: Message("privacy", "Fill this in.")
            for key in self._needed
            if values.get(key) is None
        }
        for key in self._keys:
            problem = self.form.field(key).problem()
            if isinstance(problem, Message):
                wrong[key] = problem
        self.form.show_errors(wrong)
        if wrong:
            self._page.verticalScrollBar().setValue(0)
            return
        if self._known is None:
            self.given.emit({key: value for key, value in values.items() if value is not None})
            return
        before = self._known
        told = {key: values.get(key) for key in self._keys}
        self.given.emit({key: value for key, value in told.items() if value != before.get(key)})


def incident_dialog(parent: QWidget | None = None) -> RecordDialog:
    """A new line of the register."""
    return RecordDialog(
        INCIDENT,
        Message("privacy", "Add an incident"),
        Message("privacy", "Write it into the register"),
        parent,
    )


def change_incident_dialog(
    values: Mapping[str, Value], parent: QWidget | None = None
) -> RecordDialog:
    """A line of the register, to be completed or corrected."""
    return RecordDialog(
        INCIDENT,
        Message("privacy", "Change an incident"),
        Message("privacy", "Keep the change"),
        parent,
        known=values,
    )


def rule_dialog(parent: QWidget | None = None) -> RecordDialog:
    """A new rule."""
    return RecordDialog(
        RETENTION_RULE,
        Message("privacy", "Add a rule"),
        Message("privacy", "Add the rule"),
        parent,
    )
