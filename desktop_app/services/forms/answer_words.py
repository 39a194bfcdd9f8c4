"""Answers as people read them."""

from __future__ import annotations

from desktop_app.domain.forms.definition import Question, Sort
from desktop_app.domain.forms.filling import (
    DECLINED,
    LATER,
    OTHER,
    OTHER_WORDS,
    Answer,
    Answers,
)
from desktop_app.domain.words.calendar_words import money, partial_date
from desktop_app.language import Message


def words_of(question: Question | None, answer: Answer, others: Answers | None = None) -> str:
    """An answer as people read it, in the language that is spoken now. others: the answers that stand
    beside it, where the own words of a list are."""
    if answer.state == DECLINED:
        return str(Message("forms", "Prefers not to say"))
    if answer.state == LATER:
        return str(Message("forms", "To be asked later"))
    text = answer.value
    if question is None:
        return text
    match question.sort:
        case Sort.YES_NO:
            return str(Message("answers", "Yes") if text == "yes" else Message("answers", "No"))
        case Sort.MONEY if text.removeprefix("-").isdigit():
            return money(int(text))
        case Sort.DATE:
            return partial_date(text)
        case Sort.CHOICE | Sort.CHOICES:
            return ", ".join(_option(question, one, others) for one in text.split(" "))
    return text


def _option(question: Question, value: str, others: Answers | None) -> str:
    option = question.option(value)
    if option is not None:
        return str(option.label)
    if value == OTHER and question.other and others is not None:
        for place, answer in others.items():
            if place.question == question.name + OTHER_WORDS and answer.value:
                return answer.value
    return str(Message("forms", "Other")) if value == OTHER else value
