"""The questions of the benefits check, and the hints that follow from the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.casework.benefits_check import Question
from desktop_app.domain.fields import Kind, Value
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message, base_language
from desktop_app.services.casework.benefit_check import CheckForm, HintLine
from desktop_app.ui.benefits.presenter import answer_choices
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.form import Form, FormField, FormGroup
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.record_dialog import SMALLEST
from desktop_app.ui.shared.unfinished import KEEP_MS, announce_finished, unfinished_words
from desktop_app.ui.shared.words import say

NUMBER_LATER = " later"
"""Behind the code of a question for a number: the answer where no number is given."""


class CheckDialog(Dialog):
    """The questions. given: the answers by code. left: a field and its value, kept as a draft."""

    given = Signal(object)
    left = Signal(str, object)

    def __init__(self, form: CheckForm, parent: QWidget | None = None) -> None:
        super().__init__(Message("benefits check", "Benefits check"), parent)
        self.body.addWidget(
            PlainLabel(
                Message(
                    "benefits check",
                    "Nobody has to answer. The answers give hints; they decide nothing.",
                )
            )
        )
        items = tuple(field for one in form.questions for field in _fields(one))
        self._keys = tuple(one.key for one in items)
        self.form = Form((FormGroup(Message("benefits check", "Questions"), items),), uuid4)
        self._known = dict(form.known)
        self.form.show_values(self._known)
        self.form.field_left.connect(self.left)
        self.form.save_asked.connect(self._give)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_MS)
        self._keep.timeout.connect(lambda: announce_finished(self.form, self._keys))
        self.form.edited.connect(lambda: None if self._keep.isActive() else self._keep.start())
        page = ScrollPage(margin_steps=1)
        page.column.addWidget(self.form)
        self.body.addWidget(page, 1)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(
            Message("benefits check", "Show the hints"), self._give, ButtonKind.PRIMARY
        )
        _fit(self, parent, scaled(720))
        if self._keys:
            self.form.field(self._keys[0]).take_focus()

    def resume(
        self, values: Mapping[str, Value], at: int, local: Callable[[int], datetime]
    ) -> None:
        """Go on with answers that were given before. at: milliseconds UTC."""
        self.form.show_values({**self._known, **values})
        self.body.insertWidget(0, Banner(State.WAITS, partial(unfinished_words, local, at)))

    def reject(self) -> None:
        """Leave; what was answered is announced before, so that it can be kept."""
        self.form.finish()
        super().reject()

    def _give(self) -> None:
        self.form.finish()
        values = self.form.values()
        wrong = {
            key: problem
            for key in self._keys
            if isinstance(problem := self.form.field(key).problem(), Message)
        }
        self.form.show_errors(wrong)
        if wrong:
            return
        answers: dict[str, Value] = {}
        for key, value in values.items():
            code = key.removesuffix(NUMBER_LATER)
            if code == key or code not in values:
                answers[code] = value
        self.given.emit(answers)


def _fields(question: Question) -> tuple[FormField, ...]:
    """The inputs of a question. Of a number, a second one says why there is none."""
    french = base_language() == "fr"
    label = partial(question.said, french)
    why = partial(_why_words, question)
    if question.sort == "number":
        return (
            FormField(question.code, label, Kind.INTEGER, help=why),
            FormField(
                question.code + NUMBER_LATER,
                Message("benefits check", "If there is no number"),
                Kind.CHOICE,
                choices=answer_choices(question, french),
            ),
        )
    return (
        FormField(
            question.code, label, Kind.CHOICE, help=why, choices=answer_choices(question, french)
        ),
    )


def _why_words(question: Question) -> str:
    why = question.why(base_language() == "fr")
    return say(Message("benefits check", "Why we ask: {why}", {"why": why}))


class HintsDialog(Dialog):
    """What is worth asking about. taken: the id of a benefit, to apply for it."""

    keep_asked = Signal()
    print_asked = Signal()
    again_asked = Signal()
    taken = Signal(str)

    def __init__(self, hints: Sequence[HintLine], parent: QWidget | None = None) -> None:
        super().__init__(Message("benefits check", "Worth asking about"), parent)
        self.body.addWidget(
            PlainLabel(
                Message(
                    "benefits check",
                    "These are hints with their reasons. Whoever pays a benefit decides.",
                )
                if hints
                else Message(
                    "benefits check",
                    "These answers point to no benefit of the list. Answer more, or ask the office.",
                )
            )
        )
        page = ScrollPage(margin_steps=1)
        self.cards = CardList(Message("benefits check", "Worth asking about"))
        self.cards.show_cards([_card(one) for one in hints])
        self.cards.acted.connect(self.taken)
        self.cards.opened.connect(self.taken)
        if not hints:
            self.cards.hide()
        page.column.addWidget(self.cards)
        page.column.addStretch(1)
        self.body.addWidget(page, 1)
        self.add_button(Message("benefits check", "Back to the questions"), self.again_asked.emit)
        self.add_button(Message("benefits check", "Print…"), self.print_asked.emit)
        self.keep = self.add_button(
            Message("benefits check", "Keep in the file"), self.keep_asked.emit, ButtonKind.PRIMARY
        )
        self.keep.setFocus()
        _fit(self, parent, scaled(860))


def _fit(dialog: Dialog, parent: QWidget | None, wide: int) -> None:
    """As high as the window allows: the questions are many."""
    window = SMALLEST if parent is None else parent.window().size()
    dialog.setMaximumHeight(window.height() - space(8))
    dialog.resize(min(wide, window.width() - space(8)), window.height() - space(8))


def _card(hint: HintLine) -> Card:
    return Card(
        hint.benefit.id,
        partial(_name, hint),
        partial(_hint_words, hint),
        badge=(State.WAITS, Message("benefits check", "to be checked"))
        if hint.benefit.to_check
        else None,
        action=Message("benefits check", "Apply…"),
    )


def _name(hint: HintLine) -> str:
    return hint.benefit.name


def _hint_words(hint: HintLine) -> str:
    lines = list(hint.reasons)
    if hint.missing:
        missing = {"questions": " ".join(hint.missing)}
        lines.append(say(Message("benefits check", "Not answered: {questions}", missing)))
    if hint.file_first:
        lines.append(say(Message("benefits check", "Last year's return comes first.")))
    lines.append(say(_facts_words(hint)))
    return "\n".join(lines)


def _facts_words(hint: HintLine) -> Message:
    """Of which day the facts are, and whether the office has to check them first."""
    day = hint.benefit.text("as_of")
    if not day:
        return Message("benefits check", "Facts without a day: the office checks them first.")
    as_of = {"day": partial_date(day)}
    if hint.benefit.to_check:
        return Message("benefits check", "Facts of {day}: the office checks them first.", as_of)
    if hint.stale:
        return Message("benefits check", "Facts of {day}, so ask whether they still hold.", as_of)
    return Message("benefits check", "Facts of {day}.", as_of)
