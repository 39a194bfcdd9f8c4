"""The settings of journeys: programs and stages, standards of work, templates, triage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.domain.casework import journey, triage
from desktop_app.domain.casework.journey_rules import Need, Program, Stage
from desktop_app.domain.casework.standards import ActionTemplate, Standard
from desktop_app.domain.casework.triage import Question
from desktop_app.domain.fields import EntityType, Value
from desktop_app.language import Label, Message
from desktop_app.services.casework.needs import words_of
from desktop_app.services.casework.programs import (
    PROGRAM,
    QUESTION,
    STANDARD,
    TEMPLATE,
    StageGiven,
)
from desktop_app.ui.journey.dialogs import AskingDialog, fit
from desktop_app.ui.journey.settings_presenter import Settled, SettledPresenter
from desktop_app.ui.journey.words import choice_label
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.fields import Check, CheckField, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Badge, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.number_fields import IntegerField
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.record_dialog import Choices, RecordDialog
from desktop_app.ui.shared.words import Words, say


class StageDialog(AskingDialog):
    """One stage: its names, whether it may be skipped, when somebody is stuck, what must be there."""

    def __init__(self, stage: Stage | None, parent: QWidget | None = None) -> None:
        title = (
            Message("journey settings", "Add a stage")
            if stage is None
            else Message("journey settings", "Change a stage")
        )
        super().__init__(title, parent)
        self._stage = stage
        self.given_to: Callable[[StageGiven], None] = lambda given: None
        page = ScrollPage(margin_steps=1)
        self.name_fr = TextField(Message("fields", "Name in French"))
        self.name_en = TextField(Message("fields", "Name in English"))
        self.optional = CheckField(Message("fields", "May be skipped"))
        self.stuck = IntegerField(
            Message("fields", "Stuck after how many days"),
            help_text=Message("journey settings", "Empty: never."), width_letters=6,
        )  # fmt: skip
        for field in (self.name_fr, self.name_en, self.optional, self.stuck):
            page.column.addWidget(field)
        page.column.addWidget(
            Heading(Message("journey settings", "What must be there before it"), level=2)
        )
        known = {} if stage is None else {one.what: one for one in stage.needs}
        self.needs: dict[str, Check] = {}
        for choice in journey.NEEDS:
            if choice.value != journey.WORDS:
                check = Check(choice.label)
                check.setChecked(choice.value in known)
                self.needs[choice.value] = check
                page.column.addWidget(check)
        self.words_fr = TextField(Message("fields", "In own words, in French"))
        self.words_en = TextField(Message("fields", "In own words, in English"))
        page.column.addWidget(self.words_fr)
        page.column.addWidget(self.words_en)
        page.column.addStretch(1)
        self.body.addWidget(page, 1)
        if stage is not None:
            self.name_fr.set_value(stage.name.french or None)
            self.name_en.set_value(stage.name.text or None)
            self.optional.set_value(stage.optional)
            self.stuck.set_value(stage.stuck_after or None)
            own = known.get(journey.WORDS)
            if own is not None:
                self.words_fr.set_value(own.words.french or None)
                self.words_en.set_value(own.words.text or None)
        for key, one in (
            ("name_fr", self.name_fr), ("name_en", self.name_en), ("stuck", self.stuck),
            ("words_fr", self.words_fr), ("words_en", self.words_en),
        ):  # fmt: skip
            one.left.connect(lambda value, key=key: self.left.emit(key, value))
        self.verb = self.verbs(Message("journey settings", "Save the stage"), self._give)
        fit(self, parent, 560, 640)
        self.name_fr.take_focus()

    def resume(self, values: Mapping[str, Value]) -> None:
        for key, field in (
            ("name_fr", self.name_fr), ("name_en", self.name_en), ("stuck", self.stuck),
            ("words_fr", self.words_fr), ("words_en", self.words_en),
        ):  # fmt: skip
            if key in values:
                field.set_value(values[key])

    def _give(self) -> None:
        for field in (self.stuck,):
            wrong = field.problem()
            if wrong is not None:
                field.show_error(wrong)
                field.take_focus()
                return
        known = {} if self._stage is None else {one.what: one for one in self._stage.needs}
        needs = [
            known.get(what) or Need(str(uuid4()), what)
            for what, check in self.needs.items()
            if check.isChecked()
        ]
        words = _label(self.words_fr, self.words_en)
        own = [
            one
            for one in (() if self._stage is None else self._stage.needs)
            if one.what == journey.WORDS
        ]
        if words.text or words.french:
            needs.append(Need(own[0].id if own else str(uuid4()), journey.WORDS, words))
        needs += own[1:]
        stuck = self.stuck.value()
        self.given_to(
            StageGiven(
                _label(self.name_fr, self.name_en),
                bool(self.optional.value()),
                stuck if isinstance(stuck, int) else 0,
                tuple(needs),
            )
        )


class JourneySettings(QWidget):
    """The page of the settings."""

    def __init__(self, local: Callable[[int], datetime], new_id: Callable[[], UUID]) -> None:
        super().__init__()
        self._local, self._new_id = local, new_id
        self.presenter: SettledPresenter | None = None
        self.dialog: AskingDialog | RecordDialog | None = None
        self._settled: Settled | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, space(6))
        self._inside: QWidget | None = None

    def activate(self) -> None:
        """Ask for everything again."""
        if self.presenter is not None:
            self.presenter.activate()

    @property
    def asks(self) -> bool:
        return self.dialog is not None

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""
        if self.dialog is not None:
            self.dialog.show_problem(words)

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say at fields of the open dialog what cannot be kept."""
        if isinstance(self.dialog, RecordDialog):
            self.dialog.show_errors(errors)
        elif self.dialog is not None:
            self.dialog.show_problem(next(iter(errors.values())))

    def close_dialog(self) -> None:
        """What was asked is saved."""
        if self.dialog is not None:
            self.dialog.accept()

    def show_settled(self, settled: Settled) -> None:
        """Show all of it."""
        self._settled = settled
        held = self.window().focusWidget()
        name = held.accessibleName() if self.isAncestorOf(held) else ""
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
        self._inside = QWidget()
        self._column.addWidget(self._inside)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        if not settled.may:
            column.addWidget(
                Second(
                    Message(
                        "journey settings",
                        "Only the office changes this; it is shown here to be read.",
                    )
                )
            )
        for program in settled.programs:
            self._show_program(column, program, settled.may)
        self._buttons(
            column, settled.may,
            (Message("journey settings", "Add a program"), "plus",
             lambda: self._ask(PROGRAM, journey.PROGRAM, "", {}, ("name_fr", "name_en"))),
        )  # fmt: skip
        for sort in (journey.RECEPTION, journey.STRATEGY, journey.CHECK):
            self._show_standards(column, sort, settled)
        self._show_templates(column, settled)
        self._show_questions(column, settled)
        if name:
            # What was pressed is there again, at another place perhaps.
            buttons = self._inside.findChildren(Button)
            again = next((one for one in buttons if one.accessibleName() == name), None)
            QTimer.singleShot(0, self, partial(_take_keyboard, again or buttons[0]))

    # Parts

    def _show_program(self, column: QVBoxLayout, program: Program, may: bool) -> None:
        column.addWidget(Heading(program.name, level=2))
        if program.closed:
            column.addWidget(Badge(State.NEUTRAL, Message("journey settings", "no longer offered")))
        for stage in program.stages:
            column.addWidget(self._stage(program, stage, may))
        names = {"name_fr": program.name.french or None, "name_en": program.name.text or None}
        closing = (
            Message("journey settings", "Offer it again")
            if program.closed
            else Message("journey settings", "No longer offer it")
        )
        self._buttons(
            column, may,
            (Message("journey settings", "Add a stage"), "plus",
             lambda: self._ask_stage(program, None)),
            (Message("journey settings", "Rename the program"), "pencil",
             lambda: self._ask(PROGRAM, journey.PROGRAM, program.id, names, ("name_fr", "name_en"))),
            (closing, "ban",
             lambda: self._act(lambda one: one.close(PROGRAM, program.id, not program.closed))),
        )  # fmt: skip

    def _stage(self, program: Program, stage: Stage, may: bool) -> QFrame:
        def second() -> str:
            parts = []
            if stage.stuck_after:
                parts.append(
                    say(
                        Message(
                            "journey settings",
                            "stuck after {n} day",
                            {},
                            "stuck after {n} days",
                            stage.stuck_after,
                        )
                    )
                )
            if stage.optional:
                parts.append(say(Message("journey settings", "may be skipped")))
            if stage.needs:
                needs = ", ".join(say(words_of(one)) for one in stage.needs)
                parts.append(
                    say(Message("journey settings", "before it: {needs}", {"needs": needs}))
                )
            return "; ".join(parts)

        return self._card(
            stage.name, second, may,
            (Message("journey settings", "Earlier"), "chevron-up",
             lambda: self._act(lambda one: one.move_stage(program.id, stage.id, -1))),
            (Message("journey settings", "Later"), "chevron-down",
             lambda: self._act(lambda one: one.move_stage(program.id, stage.id, 1))),
            (Message("journey settings", "Change"), "pencil",
             lambda: self._ask_stage(program, stage)),
            (Message("journey settings", "Take away"), "trash-2",
             lambda: self._act(lambda one: one.remove_stage(program.id, stage.id))),
        )  # fmt: skip

    def _show_standards(self, column: QVBoxLayout, sort: str, settled: Settled) -> None:
        title = choice_label(journey.STANDARD_OF_WORK.field("sort").choices, sort)
        column.addWidget(Heading(lambda: _capital(say(title)), level=2))
        lines = [one for one in settled.standards if one.sort == sort]
        order = [one.id for one in lines]
        for line in lines:
            column.addWidget(self._standard(line, order, settled))
        self._buttons(
            column, settled.may,
            (Message("journey settings", "Add a point"), "plus",
             lambda: self._ask_standard("", {"sort": sort, "position": len(lines) + 1})),
        )  # fmt: skip

    def _standard(self, one: Standard, order: Sequence[str], settled: Settled) -> QFrame:
        def second() -> str:
            parts = [say(one.answer)] if one.answer.text or one.answer.french else []
            parts += _only_in(one.program, settled)
            if one.delay:
                parts.append(
                    say(
                        Message(
                            "journey settings", "within {n} day", {}, "within {n} days", one.delay
                        )
                    )
                )
            if one.closed:
                parts.append(say(Message("journey settings", "no longer used")))
            return "\n".join(parts)

        return self._card(
            one.check, second, settled.may,
            *self._ordering(STANDARD, one.id, order),
            (Message("journey settings", "Change"), "pencil",
             lambda: self._ask_standard(one.id, one.paths())),
            self._closing(STANDARD, one.id, one.closed),
        )  # fmt: skip

    def _show_templates(self, column: QVBoxLayout, settled: Settled) -> None:
        column.addWidget(Heading(Message("journey settings", "Templates of actions"), level=2))
        for one in settled.templates:
            column.addWidget(self._template(one, settled))
        self._buttons(
            column, settled.may,
            (Message("journey settings", "Add a template"), "plus",
             lambda: self._ask_template("", {})),
        )  # fmt: skip

    def _template(self, one: ActionTemplate, settled: Settled) -> QFrame:
        def second() -> str:
            parts = _only_in(one.program, settled)
            parts += [
                say(
                    Message(
                        "journey settings",
                        "day {n}: {words}",
                        {"n": action.after, "words": action.words},
                    )
                )
                for action in one.actions
            ]
            if one.closed:
                parts.append(say(Message("journey settings", "no longer used")))
            return "\n".join(parts)

        return self._card(
            one.name, second, settled.may,
            (Message("journey settings", "Change"), "pencil",
             lambda: self._ask_template(one.id, one.paths())),
            self._closing(TEMPLATE, one.id, one.closed),
        )  # fmt: skip

    def _show_questions(self, column: QVBoxLayout, settled: Settled) -> None:
        column.addWidget(Heading(Message("journey settings", "Questions of the triage"), level=2))
        for one in settled.questions:
            column.addWidget(self._question(one, settled))
        self._buttons(
            column, settled.may,
            (Message("journey settings", "Add a question"), "plus",
             lambda: self._ask_question("", {"position": len(settled.questions) + 1})),
        )  # fmt: skip

    def _question(self, one: Question, settled: Settled) -> QFrame:
        order = [each.id for each in settled.questions]
        asked = {each.id: each.words for each in settled.questions if not each.closed}

        def second() -> str:
            complex_ = Message("choices", "complex")
            parts = []
            for answer in one.answers:
                told = {"answer": answer.words, "result": complex_}
                words: Words = answer.words
                if answer.complex:
                    words = Message("journey settings", "{answer}: {result}", told)
                target = asked.get(answer.next)
                if answer.ends:
                    words = Message(
                        "journey settings", "{words}; nothing more is asked", {"words": words}
                    )
                elif target is not None:
                    words = Message(
                        "journey settings", "{words}; goes on with “{question}”",
                        {"words": words, "question": target},
                    )  # fmt: skip
                parts.append(say(words))
            if one.closed:
                parts.append(say(Message("journey settings", "no longer used")))
            return "\n".join(parts)

        return self._card(
            one.words, second, settled.may,
            *self._ordering(QUESTION, one.id, order),
            (Message("journey settings", "Change"), "pencil",
             lambda: self._ask_question(one.id, one.paths())),
            self._closing(QUESTION, one.id, one.closed),
        )  # fmt: skip

    # Dialogs

    def _ask_standard(self, identifier: str, values: Mapping[str, Value]) -> None:
        names = ("sort", "check_fr", "check_en", "answer_fr", "answer_en", "delay", "program")
        self._ask(
            STANDARD, journey.STANDARD_OF_WORK, identifier, values, names,
            {"program": self._programs(values)},
        )  # fmt: skip

    def _ask_template(self, identifier: str, values: Mapping[str, Value]) -> None:
        names = ("name_fr", "name_en", "program", "actions")
        self._ask(
            TEMPLATE, journey.ACTION_TEMPLATE, identifier, values, names,
            {"program": self._programs(values)},
        )  # fmt: skip

    def _programs(self, values: Mapping[str, Value]) -> list[tuple[Value, Words]]:
        """The programs that are offered, and the one that was chosen."""
        known = () if self._settled is None else self._settled.programs
        return [
            (one.id, one.name) for one in known if not one.closed or one.id == values.get("program")
        ]

    def _ask_question(self, identifier: str, values: Mapping[str, Value]) -> None:
        names = ("question_fr", "question_en", "answers")
        known = () if self._settled is None else self._settled.questions
        others = [(one.id, one.words) for one in known if not one.closed and one.id != identifier]
        self._ask(
            QUESTION, triage.TRIAGE_QUESTION, identifier, values, names, {"answers/next": others}
        )

    def _ask(
        self,
        name: str,
        kind: EntityType,
        identifier: str,
        values: Mapping[str, Value],
        names: Sequence[str],
        choices: Mapping[str, Choices] | None = None,
    ) -> None:
        shown = {
            path: value
            for path, value in values.items()
            if path.split("/")[0] in names and value is not None
        }
        aside = {
            path: value for path, value in values.items() if path not in shown and not identifier
        }
        dialog = RecordDialog(
            kind, kind.label, Message("journey settings", "Save"), self, self._new_id,
            known=shown if identifier else None, names=names, begin=shown, choices=choices,
        )  # fmt: skip
        form = f"settings {name}"
        presenter = self.presenter
        if presenter is None:
            return
        kept, at = presenter.draft(form, identifier)
        if kept:
            dialog.resume(kept, at, self._local)
        dialog.field_left.connect(partial(presenter.left, form, identifier))
        dialog.discarded.connect(partial(presenter.forget, form, identifier))
        dialog.accepted.connect(partial(presenter.forget, form, identifier))
        dialog.given.connect(lambda told: presenter.save(name, identifier, {**aside, **told}))
        self._open(dialog)

    def _ask_stage(self, program: Program, stage: Stage | None) -> None:
        presenter = self.presenter
        if presenter is None:
            return
        dialog = StageDialog(stage, self)
        known = "" if stage is None else stage.id
        kept, _ = presenter.draft("settings stage", known or program.id)
        if kept:
            dialog.resume(dict(kept))
        record = known or program.id
        dialog.left.connect(partial(presenter.left, "settings stage", record))
        dialog.accepted.connect(partial(presenter.forget, "settings stage", record))
        dialog.given_to = lambda given: presenter.save_stage(program.id, known, given)
        self._open(dialog)

    def _open(self, dialog: AskingDialog | RecordDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(lambda result: self._over(dialog))
        dialog.open()

    def _over(self, dialog: AskingDialog | RecordDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def _act(self, act: Callable[[SettledPresenter], None]) -> None:
        if self.presenter is not None:
            act(self.presenter)

    # Pieces

    def _ordering(self, kind: str, one: str, order: Sequence[str]) -> tuple[_Verb, ...]:
        def shift(by: int) -> None:
            changed = list(order)
            at = changed.index(one)
            if 0 <= at + by < len(changed):
                changed.insert(at + by, changed.pop(at))
                self._act(lambda presenter: presenter.put_in_order(kind, changed))

        return (
            (Message("journey settings", "Earlier"), "chevron-up", lambda: shift(-1)),
            (Message("journey settings", "Later"), "chevron-down", lambda: shift(1)),
        )

    def _closing(self, kind: str, one: str, closed: bool) -> _Verb:
        words = (
            Message("journey settings", "Use it again")
            if closed
            else Message("journey settings", "No longer use it")
        )
        return (
            words,
            "ban",
            lambda: self._act(lambda presenter: presenter.close(kind, one, not closed)),
        )

    def _card(self, title: Words, second: Callable[[], str], may: bool, *verbs: _Verb) -> QFrame:
        frame = QFrame()
        frame.setProperty("card", True)
        column = QVBoxLayout(frame)
        column.setContentsMargins(space(4), space(2), space(4), space(2))
        column.setSpacing(space(1))
        column.addWidget(PlainLabel(title, bold=True))
        if second():
            column.addWidget(Second(second))
        if may:
            holder = QWidget()
            flow = FlowLayout(holder, gap=space(2))
            for words, icon, act in verbs:
                flow.addWidget(_button(words, icon, act, title))
            column.addWidget(holder)
        return frame

    def _buttons(self, column: QVBoxLayout, may: bool, *verbs: _Verb) -> None:
        if not may:
            return
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(2))
        for words, icon, act in verbs:
            flow.addWidget(_button(words, icon, act))
        column.addWidget(holder)


_Verb = tuple[Words, str, Callable[[], None]]


def _button(words: Words, icon: str, act: Callable[[], None], of: Words = "") -> Button:
    button = Button(words, icon_name=icon)
    if of:
        button.set_name(lambda: f"{say(words)}, {say(of)}")
    button.clicked.connect(lambda checked=False: act())
    return button


def _take_keyboard(button: Button) -> None:
    if isValid(button):
        button.setFocus(Qt.FocusReason.OtherFocusReason)


def _only_in(program: str, settled: Settled) -> list[str]:
    """For which program alone something is; nothing where it is for all."""
    name = next((one.name for one in settled.programs if program and one.id == program), None)
    if name is None:
        return []
    return [say(Message("journey settings", "only in the program “{program}”", {"program": name}))]


def _label(french: TextField, english: TextField) -> Label:
    return Label.of(str(french.value() or ""), str(english.value() or ""))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
