"""The questions that the journey asks: who, how it ended, which actions, which service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.casework import journey, triage
from desktop_app.domain.casework.standards import ActionTemplate, DatedAction
from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.ui.journey.services import Colleague
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.date_fields import DateField
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import ChoiceField, LongTextField, TextField
from desktop_app.ui.shared.labels import Second, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage, rule
from desktop_app.ui.shared.record_dialog import SMALLEST
from desktop_app.ui.shared.words import Words


class AskingDialog(Dialog):
    """A dialog that stays open when it could not be saved. left: a field and its value, for drafts."""

    left = Signal(str, object)

    def __init__(self, title: Words, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._problem: Banner | None = None

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved; what was typed stays."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def resume(self, values: Mapping[str, Value]) -> None:
        """Go on with what was typed and not saved."""

    def verbs(self, verb: Words, act: Callable[[], None]) -> Button:
        """Going back, and the verb."""
        self.add_button(Message("dialogs", "Go back"), self.reject)
        return self.add_button(verb, act, ButtonKind.PRIMARY)


class ColleagueDialog(AskingDialog):
    """Choose a colleague. given: an id, "" for nobody."""

    given = Signal(str)

    def __init__(
        self,
        title: Words,
        verb: Words,
        hint: Words,
        colleagues: Sequence[Colleague],
        now: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self.body.addWidget(Second(hint))
        self.person = ChoiceField(
            Message("fields", "Worker"),
            [(one.id, one.name) for one in colleagues],
            empty=Message("journey", "nobody"),
        )
        self.person.set_value(now or None)
        self.body.addWidget(self.person)
        self.verb = self.verbs(verb, lambda: self.given.emit(str(self.person.value() or "")))
        self.person.take_focus()


class WorkerDialog(AskingDialog):
    """Who else serves the person. given: the values of an item of `workers`."""

    given = Signal(object)

    def __init__(self, colleagues: Sequence[Colleague], parent: QWidget | None = None) -> None:
        super().__init__(Message("journey", "Add somebody who serves the person"), parent)
        self.person = ChoiceField(
            Message("fields", "Worker"),
            [(one.id, one.name) for one in colleagues],
            empty=Message("journey", "somebody from elsewhere"),
        )
        self.name = TextField(Message("fields", "Name, if from elsewhere"))
        self.role = ChoiceField(
            Message("fields", "Role"), [(one.value, one.label) for one in journey.ROLES]
        )
        self.role.set_value("worker")
        for field in (self.person, self.name, self.role):
            self.body.addWidget(field)
        self.name.left.connect(lambda value: self.left.emit("name", value))
        self.verb = self.verbs(Message("journey", "Add"), self._give)
        self.person.take_focus()

    def resume(self, values: Mapping[str, Value]) -> None:
        self.name.set_value(values.get("name"))

    def _give(self) -> None:
        person, name = self.person.value(), self.name.value()
        if not person and not name:
            self.name.show_error(Message("journey", "Choose a colleague, or write a name."))
            self.name.take_focus()
            return
        told = {"person": person, "name": None if person else name, "role": self.role.value()}
        self.given.emit(told)


class EndDialog(AskingDialog):
    """How the journey ended. given: the outcome, and words."""

    given = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Message("journey", "End this journey"), parent)
        self.outcome = ChoiceField(
            Message("fields", "How it ended"),
            [(one.value, one.label) for one in journey.OUTCOMES],
            required=True,
        )
        self.words = LongTextField(Message("fields", "What came of it"), rows=3)
        self.words.left.connect(lambda value: self.left.emit("words", value))
        self.body.addWidget(self.outcome)
        self.body.addWidget(self.words)
        self.verb = self.verbs(Message("journey", "End the journey"), self._give)
        self.outcome.take_focus()

    def resume(self, values: Mapping[str, Value]) -> None:
        self.words.set_value(values.get("words"))

    def _give(self) -> None:
        outcome = self.outcome.value()
        if not outcome:
            self.outcome.show_error(Message("journey", "Choose how it ended."))
            self.outcome.take_focus()
            return
        self.given.emit(str(outcome), str(self.words.value() or ""))


class OverrideDialog(AskingDialog):
    """Treat a situation otherwise than the triage says. given: the result, and why."""

    given = Signal(str, str)

    def __init__(self, now: str, parent: QWidget | None = None) -> None:
        super().__init__(Message("triage", "Treat it otherwise"), parent)
        self._other = triage.SIMPLE if now == triage.COMPLEX else triage.COMPLEX
        self.body.addWidget(
            Second(
                Message("triage", "It will be treated as complex. The answers stay as they are.")
                if self._other == triage.COMPLEX
                else Message(
                    "triage", "It will be treated as simple. The answers stay as they are."
                )
            )
        )
        self.words = LongTextField(Message("fields", "Why, in writing"), required=True, rows=3)
        self.words.left.connect(lambda value: self.left.emit("words", value))
        self.body.addWidget(self.words)
        self.verb = self.verbs(Message("triage", "Treat it so"), self._give)
        self.words.take_focus()

    def resume(self, values: Mapping[str, Value]) -> None:
        self.words.set_value(values.get("words"))

    def _give(self) -> None:
        words = str(self.words.value() or "")
        if not words:
            self.words.show_error(Message("triage", "Write why, in a few words."))
            self.words.take_focus()
            return
        self.given.emit(self._other, words)


class TemplateDialog(AskingDialog):
    """The actions of a template, each on its day, to be adjusted. given: the id of the template,
    and the dated actions that remain."""

    given = Signal(str, object)

    def __init__(
        self, templates: Sequence[ActionTemplate], today: date, parent: QWidget | None = None
    ) -> None:
        super().__init__(Message("actions", "Plan actions from a template"), parent)
        self._templates, self._today = tuple(templates), today
        self.template = ChoiceField(
            Message("entities", "Template of actions"),
            [(one.id, one.name) for one in templates],
            required=True,
        )
        self.template.left.connect(lambda value: self._show(str(value or "")))
        self.body.addWidget(self.template)
        self.page = ScrollPage(margin_steps=1)
        self.body.addWidget(self.page, 1)
        self.rows: list[tuple[TextField, DateField]] = []
        self.verb = self.verbs(Message("actions", "Plan these actions"), self._give)
        fit(self, parent, 680, 600)
        if templates:
            self.template.set_value(templates[0].id)
            self._show(templates[0].id)
        self.template.take_focus()

    def _show(self, template: str) -> None:
        while (item := self.page.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        chosen = next((one for one in self._templates if one.id == template), None)
        for number, action in enumerate(() if chosen is None else chosen.actions, 1):
            words = TextField(
                Message("actions", "Action {number}", {"number": number}),
                help_text=Message("actions", "Emptied, it is left out.") if number == 1 else "",
            )
            words.set_value(str(action.words))
            due = DateField(Message("actions", "By when"))
            due.set_value((self._today + timedelta(days=action.after)).isoformat())
            words.left.connect(lambda value, at=number: self.left.emit(f"words/{at}", value))
            due.left.connect(lambda value, at=number: self.left.emit(f"on/{at}", value))
            if number > 1:
                self.page.column.addWidget(rule())
            self.page.column.addWidget(words)
            self.page.column.addWidget(due)
            self.rows.append((words, due))
        self.page.column.addStretch(1)

    def resume(self, values: Mapping[str, Value]) -> None:
        for number, (words, due) in enumerate(self.rows, 1):
            if f"words/{number}" in values:
                words.set_value(values[f"words/{number}"])
            if f"on/{number}" in values:
                due.set_value(values[f"on/{number}"])

    def _give(self) -> None:
        for _, due in self.rows:
            wrong = due.problem()
            if wrong is not None:
                due.show_error(wrong)
                due.take_focus()
                return
        kept = [
            DatedAction(str(words.value()), str(due.value() or ""))
            for words, due in self.rows
            if words.value()
        ]
        if kept:
            self.given.emit(str(self.template.value()), kept)


def fit(dialog: Dialog, parent: QWidget | None, wide: int, high: int) -> None:
    """As large as it should be at 100 % text, and never larger than its window."""
    window = SMALLEST if parent is None else parent.window().size()
    room = QSize(min(window.width(), SMALLEST.width()), min(window.height(), SMALLEST.height()))
    # A layout whose height follows its width would otherwise grow beyond the screen.
    dialog.setMaximumHeight(room.height() - space(8))
    dialog.resize(
        min(scaled(wide), room.width() - space(8)), min(scaled(high), room.height() - space(8))
    )
