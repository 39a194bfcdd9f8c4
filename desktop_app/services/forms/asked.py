"""What an answer is called and how it is read where it stands apart from its form: in a decision that
waits, and in the history of a file."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import Choice, Field, FieldKey, Kind, Value, is_item_key, item_key
from desktop_app.domain.forms.definition import Question, Sort
from desktop_app.domain.forms.filling import DECLINED, LATER, OTHER_WORDS, Answer
from desktop_app.domain.forms.records import ANSWER_KINDS, ANSWERS, FORM
from desktop_app.language import Label, Message
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.client_fields import id_in
from desktop_app.services.forms.answer_words import words_of
from desktop_app.services.forms.forms import FormRecord, form_record
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

_LIST: Final = ANSWERS.items("values")
_ANSWER: Final = _LIST.field("value")
_STATE: Final = _LIST.field("state")
_KINDS: Final = {Sort.MONEY: Kind.MONEY, Sort.INTEGER: Kind.INTEGER, Sort.DATE: Kind.DATE,
                 Sort.LONG_TEXT: Kind.LONG_TEXT}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """The question behind one answer of a filled form. question: None where its form has not come.

    repeat: which time it was asked, "" outside repeats. what: `value` or `state` of the answer.
    """

    name: str
    question: Question | None
    repeat: str
    what: str

    @property
    def label(self) -> Message:
        """The words of the question; its name while its form has not come."""
        words: Message = Label.of(self.name, self.name)
        if self.question is not None:
            words = self.question.label
            if self.name != self.question.name:
                words = Message("forms", "{label}, in own words", {"label": words})
        if not self.repeat:
            return words
        return Message("forms", "{label}, number {n}", {"label": words, "n": self.repeat})

    def words(self, value: Value) -> str:
        """What was answered, as people read it in the language that is spoken now."""
        text = _text(value)
        if self.what == "state":
            return words_of(None, Answer("", text)) if text in (DECLINED, LATER) else ""
        return words_of(self._asked, Answer(text)) if text else ""

    def field(self, standing: Sequence[Value]) -> Field:
        """How another answer is typed or chosen. standing: the answers that there are."""
        question = self._asked
        sort = Sort.LONG_TEXT if question is None else question.sort
        kind = _KINDS.get(sort, Kind.TEXT)
        choices: tuple[Choice, ...] = ()
        if sort is Sort.YES_NO:
            choices = (
                Choice("yes", Message("answers", "Yes")), Choice("no", Message("answers", "No")),
            )  # fmt: skip
        elif question is not None and sort in (Sort.CHOICE, Sort.CHOICES):
            texts = [_text(one) for one in standing if one]
            if sort is Sort.CHOICES:
                texts.insert(0, _text(self.combined(standing)))
            texts += [one.value for one in question.choices]
            choices = tuple(Choice(one, self._said(one)) for one in dict.fromkeys(texts) if one)
        return Field(
            _ANSWER.number,
            "value",
            Kind.CHOICE if choices else kind,
            self.label,
            _ANSWER.purpose,
            choices=choices,
        )

    def combined(self, standing: Sequence[Value]) -> Value:
        """What an editor of another answer begins with, as its input shows it."""
        texts = [_text(one) for one in standing if one]
        sort = None if self._asked is None else self._asked.sort
        if not texts:
            return None
        if sort is Sort.CHOICES:
            return " ".join(dict.fromkeys(word for text in texts for word in text.split()))
        if sort in (Sort.TEXT, Sort.LONG_TEXT, None):
            return ("\n\n" if sort is not Sort.TEXT else " / ").join(dict.fromkeys(texts))
        if sort in (Sort.MONEY, Sort.INTEGER):
            return next((int(one) for one in texts if one.removeprefix("-").isdigit()), None)
        return texts[0]

    @property
    def _asked(self) -> Question | None:
        """The question itself; None for the own words beside a list, which are text."""
        return None if self.question is None or self.name != self.question.name else self.question

    def _said(self, text: str) -> Label:
        question = self._asked
        if question is None:
            return Label.of(text, text)
        labels = [option.label if (option := question.option(one)) else Label.of(one, one)
                  for one in text.split(" ")]  # fmt: skip
        return Label.of(
            ", ".join(one.french or one.text for one in labels),
            ", ".join(one.text or one.french for one in labels),
        )


class AskedAnswers:
    """Finds the questions behind answers. Lives in one transaction."""

    def __init__(self, tables: Tables, session: Session) -> None:
        self._tables, self._records = tables, Records(session)
        self._forms: dict[bytes, FormRecord | None] = {}

    def of(self, row: Row, key: FieldKey) -> AskedAnswer | None:
        """The question behind a value of a filled form; None for every other value."""
        if row.type.name not in ANSWER_KINDS or not is_item_key(key) or key[0] != _LIST.number:
            return None
        what = next((one.name for one in (_ANSWER, _STATE) if one.number == key[17]), "")
        item = uuid.UUID(bytes=key[1:17])
        name = _text(row.values.get(item_key(key[0], item, _LIST.field("question").number)))
        if not what or not name:
            return None
        repeat = _text(row.values.get(item_key(key[0], item, _LIST.field("repeat").number)))
        form = self._form(row)
        question = None
        if form is not None:
            question = form.question(name) or form.question(name.removesuffix(OTHER_WORDS))
        return AskedAnswer(name, question, repeat, what)

    def title(self, row: Row) -> Label | None:
        """What the form is called that a filled one answers; None while it has not come."""
        form = self._form(row)
        return None if form is None else form.title

    def _form(self, row: Row) -> FormRecord | None:
        wanted = id_in(row.value("form"))
        if wanted is None:
            return None
        if wanted not in self._forms:
            found = self._tables.rows.get(self._tables.registry[FORM.name], wanted)
            known = [] if found is None else list(self._records.records(self._tables, [found]))
            self._forms[wanted] = form_record(known[0]) if known else None
        return self._forms[wanted]


def _text(value: Value) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
