"""Forms on paper, blank and filled in, from what this laptop knows of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from desktop_app.domain.forms.checking import tree
from desktop_app.domain.forms.definition import Form, Question, Sort
from desktop_app.domain.forms.expressions import Node
from desktop_app.domain.forms.filling import Answer
from desktop_app.language import Label, Message
from desktop_app.reports.form_paper import FormPaper, PaperLine, render
from desktop_app.reports.pdf import Printed
from desktop_app.reports.speaking import speaking
from desktop_app.services.clients.clients import Clients
from desktop_app.services.forms.answer_words import words_of
from desktop_app.services.forms.answers import FilledForm, FilledForms, said, told_answers
from desktop_app.services.forms.forms import Forms
from desktop_app.services.forms.subjects import CLIENT, GONE, Subjects
from desktop_app.services.session import NotHere, Session

_BLANK_TIMES = 3
"""How often a repeat stands on a blank form, unless the form asks it less often."""


class FormPapers:
    """PDF of forms. Raises NotHere, and NewerForm or NotAForm for one that cannot be used here."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def blank(self, form: str, language: str) -> bytes:
        """A form to be filled in by hand; of one in preparation, the questions as they stand."""
        found = Forms(self._session).get(form)
        asked = found.form_to_fill()
        with speaking(language):
            lines = tuple(_blank_lines(asked, asked.questions, 0))
        return self._rendered(found.title, found.purpose, lines, True, "", found.version, language)

    def filled(self, record: str, language: str) -> bytes:
        """A form as it was answered."""
        filled = FilledForms(self._session).get(record)
        purpose = Label.of("", "") if filled.form is None else filled.form.purpose
        with speaking(language):
            lines = tuple(
                PaperLine(
                    one.label,
                    "none",
                    one.depth,
                    answer=said(filled, one),
                )
                for one in told_answers(filled)
            )
            about = self._about(filled)
        return self._rendered(
            filled.title, purpose, lines, False, about, filled.version, language, filled.on
        )

    def _about(self, filled: FilledForm) -> str:
        """Whom and what it was filled in about, in the language that is spoken now."""
        parts = [Clients(self._session).show(filled.client).title] if filled.client else []
        if filled.about != CLIENT:
            try:
                words = Subjects(self._session).get(filled.about, filled.subject).words
            except NotHere:
                words = GONE[filled.about]
            parts.append(str(words))
        return " · ".join(parts)

    def _rendered(
        self,
        title: Label,
        purpose: Label,
        lines: tuple[PaperLine, ...],
        blank: bool,
        about: str,
        version: int,
        language: str,
        on: str = "",
    ) -> bytes:
        remark = (
            Message("form paper", "Version {n}, filled in on {day}", {"n": version, "day": on})
            if on
            else Message("form paper", "Version {n}", {"n": version})
        )
        now = datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)
        printed = Printed(self._session.person_name, f"{now:%Y-%m-%d %H:%M} UTC", now)
        return render(FormPaper(title, purpose, lines, blank, about, remark), printed, language)


def _blank_lines(form: Form, questions: Sequence[Question], depth: int) -> Iterator[PaperLine]:
    for one in questions:
        only_if = condition_words(form, one)
        if one.sort is Sort.GROUP:
            yield PaperLine(one.label, "heading", depth, only_if=only_if)
            yield from _blank_lines(form, one.questions, depth + 1)
        elif one.sort is Sort.REPEAT:
            times = min(one.most or _BLANK_TIMES, _BLANK_TIMES)
            for number in range(1, times + 1):
                label = Message("forms", "{label}, number {n}", {"label": one.label, "n": number})
                yield PaperLine(label, "heading", depth, only_if=only_if if number == 1 else "")
                yield from _blank_lines(form, one.questions, depth + 1)
        elif one.sort is Sort.NOTE:
            yield PaperLine(one.label, "read", depth)
        elif not one.worked_out:
            yield PaperLine(
                one.label, _room(one), depth, one.required, one.hint, one.why, only_if,
                options=_options(one),
            )  # fmt: skip


def _room(one: Question) -> str:
    if one.sort in (Sort.CHOICE, Sort.CHOICES, Sort.YES_NO):
        return "short" if one.other else "ticks"
    return "long" if one.sort is Sort.LONG_TEXT else "short"


def _options(one: Question) -> tuple[tuple[Message, bool], ...]:
    if one.sort is Sort.YES_NO:
        return ((Message("answers", "Yes"), False), (Message("answers", "No"), False))
    if one.sort not in (Sort.CHOICE, Sort.CHOICES):
        return ()
    options: list[Message] = [each.label for each in one.choices]
    if one.other:
        options.append(Message("forms", "Other"))
    return tuple((each, False) for each in options)


def condition_words(form: Form, one: Question) -> str:
    """The condition of a question in words, in the language that is spoken now; "" without one."""
    node = tree(one.when)
    if node is None:
        return ""
    told = _said(form, node)
    if not told:
        return str(Message("forms", "Only if it follows from the answers above"))
    return str(Message("forms", "Only if: {condition}", {"condition": told}))


def _said(form: Form, node: Node) -> str:
    """A condition in the words of its questions; "" where it is more than that."""
    if node.what in ("and", "or"):
        parts = [_said(form, each) for each in node.parts]
        word = Message("forms", "and") if node.what == "and" else Message("forms", "or")
        return f" {word} ".join(parts) if all(parts) else ""
    if node.what == "name":
        question = form.question(node.word)
        if question is None or question.sort is not Sort.YES_NO:
            return ""
        return _answered(question, "yes")
    equal = node.what == "=" or (node.what == "call" and node.word == "selected")
    if not equal or node.parts[0].what != "name" or node.parts[1].what not in ("text", "number"):
        return ""
    question = form.question(node.parts[0].word)
    return "" if question is None else _answered(question, node.parts[1].word)


def _answered(question: Question, value: str) -> str:
    words = words_of(question, Answer(value))
    return str(
        Message("forms", "“{question}”: {answer}", {"question": question.label, "answer": words})
    )
