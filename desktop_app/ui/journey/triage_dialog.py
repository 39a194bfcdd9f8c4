"""The triage: one question a page, answered with one key; at the end the result and its reasons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.casework.triage import (
    COMPLEX,
    Answer,
    Given,
    Question,
    next_question,
    reasons_of,
    result_of,
)
from desktop_app.language import Message
from desktop_app.ui.journey.dialogs import AskingDialog, fit
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import Button, Tall
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.labels import Badge, Caption, PlainLabel, Second, State
from desktop_app.ui.shared.look import Size
from desktop_app.ui.shared.words import say


class TriageDialog(AskingDialog):
    """Asks the questions in turn. given: the answers. The digits choose, Backspace goes back."""

    given = Signal(object)

    def __init__(self, questions: Sequence[Question], parent: QWidget | None = None) -> None:
        super().__init__(Message("entities", "Triage"), parent)
        self._questions = tuple(questions)
        self._given: list[Given] = []
        self.count = Caption()
        self.question = PlainLabel(size=Size.TITLE, bold=True)
        self.body.addWidget(self.count)
        self.body.addWidget(self.question)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(holder)
        self.body.addStretch(1)
        self.answers: list[Button] = []
        self.back = self.add_button(Message("triage", "Previous question"), self._go_back)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(
            Message("triage", "Write it down"), lambda: self.given.emit(tuple(self._given)),
            ButtonKind.PRIMARY,
        )  # fmt: skip
        fit(self, parent, 620, 380)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2, 3 … choose an answer; Backspace goes back to the question before."""
        number = event.key() - Qt.Key.Key_1
        if 0 <= number < len(self.answers):
            self.answers[number].click()
        elif event.key() == Qt.Key.Key_Backspace and self._given:
            self._go_back()
        else:
            super().keyPressEvent(event)

    def _answer(self, question: Question, answer: Answer) -> None:
        self._given.append(Given(question, answer))
        self._show()

    def _go_back(self) -> None:
        if self._given:
            self._given.pop()
            self._show()

    def _show(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.answers = []
        question = next_question(self._questions, self._given)
        self.back.setVisible(bool(self._given))
        self.verb.setVisible(question is None)
        if question is None:
            self._show_result()
            return
        self.count.set_words(
            Message(
                "triage",
                "Question {number} of {total} at most",
                {"number": len(self._given) + 1, "total": len(self._questions)},
            )
        )
        self.question.set_words(lambda: str(question.words))
        for number, one in enumerate(question.answers, 1):
            button = Button(
                lambda one=one, number=number: f"{number}  {one.words}",  # type: ignore[misc]
                tall=Tall.ACTED,
            )
            button.clicked.connect(lambda checked=False, one=one: self._answer(question, one))
            self._column.addWidget(button)
            self.answers.append(button)
        if self.answers:
            self.answers[0].setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, say(self.question.text()))

    def _show_result(self) -> None:
        complex_ = result_of(self._given) == COMPLEX
        self.count.set_words(Message("triage", "Result"))
        self.question.set_words(
            Message("triage", "The situation is complex.")
            if complex_
            else Message("triage", "The situation is simple.")
        )
        badge = (
            Badge(State.WAITS, Message("choices", "complex"), icon="triangle-alert")
            if complex_
            else Badge(State.DONE, Message("choices", "simple"))
        )
        self._column.addWidget(badge)
        for reason in reasons_of(self._given):
            self._column.addWidget(PlainLabel(lambda reason=reason: str(reason)))  # type: ignore[misc]
        self._column.addWidget(
            Second(
                Message(
                    "triage",
                    "It sorts the work and decides nothing about a right. It can be overridden in "
                    "writing.",
                )
            )
        )
        self.verb.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, say(self.question.text()))
