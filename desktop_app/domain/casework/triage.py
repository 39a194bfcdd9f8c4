"""Triage: a short tree of questions that says whether a situation is simple or complex, and why.

The tree only sorts the work; it decides nothing about a right. What was asked and answered is
kept in the words in which it was asked, so that a later edition of the questions changes nothing
that was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.casework.journey_rules import firm_id, item_id
from desktop_app.domain.casework.standards import number
from desktop_app.domain.fields import (
    Choice,
    EntityType,
    Field,
    ItemList,
    Kind,
    Scope,
    Value,
    client_field,
)
from desktop_app.domain.labels import NO_WORDS, both, has_words
from desktop_app.domain.overlay import Items
from desktop_app.language import Label, Message

_SORT: Final = Message("purpose", "To give each situation the time and the person that it needs.")

SIMPLE: Final = "simple"
COMPLEX: Final = "complex"

RESULTS: Final = (
    Choice(SIMPLE, Message("choices", "simple")),
    Choice(COMPLEX, Message("choices", "complex")),
)

TRIAGE_QUESTION: Final = EntityType(
    67,
    "triage_question",
    Message("entities", "Question of the triage"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "question_fr", Kind.TEXT, Message("fields", "Question in French"), _SORT),
        Field(2, "question_en", Kind.TEXT, Message("fields", "Question in English"), _SORT),
        Field(3, "position", Kind.INTEGER, Message("fields", "Place in the order"), _SORT),
        Field(4, "closed", Kind.YES_NO, Message("fields", "No longer used"), _SORT),
    ),
    lists=(
        ItemList(
            1,
            "answers",
            Message("fields", "Answers"),
            (
                Field(1, "words_fr", Kind.TEXT, Message("fields", "Answer in French"), _SORT),
                Field(2, "words_en", Kind.TEXT, Message("fields", "Answer in English"), _SORT),
                Field(3, "complex", Kind.YES_NO, Message("fields", "Makes it complex"), _SORT),
                Field(4, "reason_fr", Kind.TEXT, Message("fields", "Reason in French"), _SORT),
                Field(5, "reason_en", Kind.TEXT, Message("fields", "Reason in English"), _SORT),
                Field(
                    6, "ends", Kind.YES_NO, Message("fields", "No further question after it"), _SORT
                ),
                Field(
                    7,
                    "next",
                    Kind.REFERENCE,
                    Message("fields", "Goes on with"),
                    _SORT,
                    reference="triage_question",
                ),
            ),
            Message("fields", "Answer"),
        ),
    ),
    title=("question_fr", "question_en"),
)

TRIAGE: Final = EntityType(
    68,
    "triage",
    Message("entities", "Triage"),
    Scope.CASES,
    fields=(
        client_field(_SORT),
        Field(2, "done_on", Kind.DATE, Message("fields", "Done on"), _SORT, required=True),
        Field(
            3, "result", Kind.CHOICE, Message("fields", "Result"), _SORT, required=True,
            choices=RESULTS,
        ),
        Field(
            4, "override", Kind.CHOICE, Message("fields", "Treated as"), _SORT, review=True,
            choices=RESULTS,
        ),
        Field(5, "override_words", Kind.LONG_TEXT, Message("fields", "Why, in writing"), _SORT, review=True),
    ),
    lists=(
        ItemList(
            1,
            "answers",
            Message("fields", "Answers"),
            (
                Field(1, "position", Kind.INTEGER, Message("fields", "Place in the order"), _SORT),
                Field(2, "question", Kind.TEXT, Message("fields", "Question"), _SORT),
                Field(3, "answer", Kind.TEXT, Message("fields", "Answer"), _SORT),
                Field(4, "complex", Kind.YES_NO, Message("fields", "Makes it complex"), _SORT),
                Field(5, "reason", Kind.TEXT, Message("fields", "Reason"), _SORT),
            ),
            Message("fields", "Answer"),
        ),
    ),
    title=("result",),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer. complex: it makes the situation complex. ends: nothing more is asked. next:
    the id of the question that is asked then, "" for the one that follows in the order.
    """

    id: str
    words: Label
    complex: bool = False
    reason: Label = NO_WORDS
    ends: bool = False
    next: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers."""

    id: str
    words: Label
    answers: tuple[Answer, ...]
    position: int = 0
    closed: bool = False

    def paths(self) -> dict[str, Value]:
        """The values of its record, by path."""
        values: dict[str, Value] = {
            "question_fr": self.words.french, "question_en": self.words.text, "position": self.position,
        }  # fmt: skip
        for one in self.answers:
            values |= {
                f"answers/{one.id}/words_fr": one.words.french,
                f"answers/{one.id}/words_en": one.words.text,
                f"answers/{one.id}/complex": one.complex or None,
                f"answers/{one.id}/reason_fr": one.reason.french,
                f"answers/{one.id}/reason_en": one.reason.text,
                f"answers/{one.id}/ends": one.ends or None,
                f"answers/{one.id}/next": one.next or None,
            }
        return {path: value for path, value in values.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given to a question."""

    question: Question
    answer: Answer


def result_of(given: Sequence[Given]) -> str:
    """`SIMPLE` or `COMPLEX`: one answer that makes it complex is enough."""
    return COMPLEX if any(one.answer.complex for one in given) else SIMPLE


def reasons_of(given: Sequence[Given]) -> tuple[Label, ...]:
    """Why it is complex: of each answer that makes it so its reason, or else its own words."""
    return tuple(
        (one.answer.reason if has_words(one.answer.reason) else one.answer.words)
        for one in given
        if one.answer.complex
    )


def next_question(questions: Sequence[Question], given: Sequence[Given]) -> Question | None:
    """What is asked next; None when the tree is at its end.

    questions: in their order. Nothing is asked twice, whatever two offices wrote apart from each other.
    """
    offered = [one for one in questions if one.answers]
    if not given:
        return offered[0] if offered else None
    asked = {one.question.id for one in given}
    found = _after(offered, given[-1].question, given[-1].answer)
    while found is not None and found.id in asked:
        found = _following(offered, found)
    return found


def _after(offered: Sequence[Question], question: Question, answer: Answer) -> Question | None:
    """What an answer leads to; a question that is no longer asked leads to nothing."""
    if answer.ends:
        return None
    jump = next((one for one in offered if answer.next and one.id == answer.next), None)
    return jump or _following(offered, question)


def _following(offered: Sequence[Question], question: Question) -> Question | None:
    """The one that follows in the order, also after one that is not asked any more."""
    ids = [one.id for one in offered]
    if question.id in ids:
        later = offered[ids.index(question.id) + 1 :]
    else:
        place = (question.position, question.id)
        later = [one for one in offered if (one.position, one.id) > place]
    return later[0] if later else None


@dataclass(frozen=True, slots=True)
class Jump:
    """An answer that leads to another question than the one that follows."""

    question: Question
    answer: Answer
    target: Question


def circle_of(questions: Sequence[Question]) -> tuple[Jump, ...]:
    """The jumps of a way through the questions that comes back to one of them; none where every way
    ends. questions: in their order, those that are asked.
    """
    offered = [one for one in questions if one.answers]
    over: set[str] = set()

    def walk(question: Question, way: list[tuple[Question, Answer, Question]]) -> list[Jump]:
        for answer in question.answers:
            target = _after(offered, question, answer)
            if target is None or target.id in over:
                continue
            steps = [*way, (question, answer, target)]
            begun = [step[0].id for step in steps]
            if target.id in begun:
                circle = steps[begun.index(target.id) :]
                return [Jump(*step) for step in circle if step[1].next == step[2].id]
            found = walk(target, steps)
            if found:
                return found
        over.add(question.id)
        return []

    for one in offered:
        found = [] if one.id in over else walk(one, [])
        if found:
            return tuple(found)
    return ()


def question_of(identifier: str, values: Mapping[str, Value], answers: Items) -> Question:
    """A question from the values of its record. answers: items by id, in the order of their ids."""
    return Question(
        identifier,
        both(values, "question"),
        tuple(
            Answer(
                item,
                both(told, "words"),
                told.get("complex") is True,
                both(told, "reason"),
                told.get("ends") is True,
                str(told.get("next") or ""),
            )
            for item, told in sorted(answers.items())
            if has_words(both(told, "words"))
        ),
        number(values, "position"),
        values.get("closed") is True,
    )


def _question(key: str, position: int, fr: str, en: str, *answers: Answer) -> Question:
    return Question(firm_id(f"triage/{key}"), Label.of(fr, en), answers, position)


def _answer(key: str, fr: str, en: str, why_fr: str = "", why_en: str = "") -> Answer:
    # Items stand in the order of their ids, so the number of the answer comes first.
    number = int(key.rpartition("/")[2])
    return Answer(
        item_id(f"{number:02x}{firm_id(f'triage/{key}')[2:]}"),
        Label.of(fr, en),
        bool(why_fr),
        Label.of(why_fr, why_en),
    )


BUILT_IN: Final = (
    _question(
        "whose", 1,
        "Pour qui est la déclaration?",
        "Who is the return for?",
        _answer("whose/1", "Pour la personne elle-même", "For the person"),
        _answer(
            "whose/2", "Pour quelqu'un qui est décédé", "For somebody who has died",
            "La déclaration est pour une personne décédée.",
            "The return is for somebody who has died.",
        ),
    ),
    _question(
        "income", 2,
        "D'où est venu l'argent de l'année?",
        "Where did the money of the year come from?",
        _answer(
            "income/1", "D'un salaire, d'une pension ou de prestations",
            "Wages, a pension or benefits",
        ),
        _answer(
            "income/2", "Aussi d'un travail à son compte", "Also from self-employment",
            "Il y a du revenu d'un travail à son compte.",
            "There is income from self-employment.",
        ),
        _answer(
            "income/3", "Aussi d'un loyer, ou de la vente d'un bien",
            "Also from rent, or from something that was sold",
            "Il y a du revenu de location ou un gain en capital.",
            "There is rental income or a capital gain.",
        ),
    ),
    _question(
        "bankruptcy", 3,
        "Y a-t-il eu une faillite pendant l'année, ou est-elle en cours?",
        "Was there a bankruptcy in the year, or is one going on?",
        _answer("bankruptcy/1", "Non", "No"),
        _answer(
            "bankruptcy/2", "Oui", "Yes",
            "Une faillite touche l'année.", "A bankruptcy touches the year.",
        ),
    ),
    _question(
        "years", 4,
        "Combien d'années n'ont pas été déclarées?",
        "How many years were not filed?",
        _answer("years/1", "Aucune, ou une seule", "None, or one"),
        _answer(
            "years/2", "Plusieurs, ou la personne ne le sait pas", "Several, or the person does not know",
            "Plusieurs années ne sont pas déclarées.", "Several years were not filed.",
        ),
    ),
    _question(
        "status", 5,
        "La situation de la personne au Canada a-t-elle changé dans l'année?",
        "Did the person's situation in Canada change in the year?",
        _answer("status/1", "Non", "No"),
        _answer(
            "status/2", "Oui : arrivée, départ ou nouveau statut",
            "Yes: arrived, left or has a new status",
            "La personne est arrivée ou partie dans l'année, ou son statut a changé.",
            "The person arrived or left in the year, or has a new status.",
        ),
    ),
)  # fmt: skip
"""The five questions that stand until an organisation writes its own."""
