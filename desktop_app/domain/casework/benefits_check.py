"""A benefits check: plain questions, and hints with their reasons. It never decides anything.

A hint says that a benefit is worth asking about, and which answers point to it. Whoever pays the
benefit decides; so nothing here computes an amount or says that somebody is entitled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from desktop_app.domain.fields import Value

YES, NO = "yes", "no"
NOT_SAID, LATER = "not_said", "later"
"""The person would rather not say; it is asked another time."""

SEPARATOR: Final = "|"
PROVINCE: Final = "province"
RETURN_FILED: Final = "return_filed"


@dataclass(frozen=True, slots=True)
class Answered:
    """A word and its sentence in English and French."""

    value: str
    en: str
    fr: str

    def said(self, french: bool) -> str:
        """In the language of whoever reads."""
        return self.fr if french else self.en


@dataclass(frozen=True, slots=True)
class Question:
    """One plain question. sort: number, yes_no or choice. why_en, why_fr: why it is asked."""

    code: str
    sort: str
    en: str
    fr: str
    why_en: str
    why_fr: str
    choices: tuple[Answered, ...] = ()

    def said(self, french: bool) -> str:
        """The question in the language of whoever reads."""
        return self.fr if french else self.en

    def why(self, french: bool) -> str:
        """Why it is asked, in the language of whoever reads."""
        return self.why_fr if french else self.why_en


@dataclass(frozen=True, slots=True)
class Condition:
    """An answer that points to a benefit. test: is, least, most or one_of (words apart by `|`)."""

    question: str
    test: str
    value: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What a benefit asks for. province: empty for all of Canada. ended: nothing new is paid."""

    code: str
    province: str
    needs_return: bool
    ended: bool
    conditions: tuple[Condition, ...]


class Weight(StrEnum):
    """How a hint is meant. LIKELY: every answer points to it. OPEN: some answers are missing."""

    LIKELY = "likely"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Hint:
    """A benefit that is worth asking about. because: the questions whose answers point to it.
    missing: those not answered. file_first: last year's return is not filed, and it needs one."""

    code: str
    weight: Weight
    because: tuple[str, ...]
    missing: tuple[str, ...]
    file_first: bool


def meets(condition: Condition, answer: Value) -> bool | None:
    """Whether an answer points to the benefit; None where nobody can tell.

    Numbers are compared as numbers; an answer that cannot be read tells nothing, and neither does a
    test that only a newer release knows.
    """
    if answer in (None, "", NOT_SAID, LATER):
        return None
    said = str(answer)
    if condition.test == "is":
        return said == condition.value
    if condition.test == "one_of":
        return said in condition.value.split(SEPARATOR)
    if condition.test not in ("least", "most"):
        return None
    try:
        number, wanted = int(said), int(condition.value)
    except ValueError:
        return None
    return number >= wanted if condition.test == "least" else number <= wanted


def hints(benefits: Iterable[Rules], answers: Mapping[str, Value]) -> tuple[Hint, ...]:
    """The benefits that are worth asking about, those with every answer first, then by code.

    answers: by the codes of questions. One answer that speaks against a benefit leaves it out; so
    does another province. A benefit that no answer points to at all is no hint.
    """
    found: list[Hint] = []
    for one in benefits:
        if one.ended:
            continue
        conditions = list(one.conditions)
        if one.province:
            conditions.append(Condition(PROVINCE, "is", one.province))
        told = [
            (condition.question, meets(condition, answers.get(condition.question)))
            for condition in conditions
        ]
        if any(met is False for _, met in told):
            continue
        because = tuple(dict.fromkeys(question for question, met in told if met))
        missing = tuple(dict.fromkeys(question for question, met in told if met is None))
        # Where the place is all that fits, it would be every benefit of the province.
        if not [question for question in because if question != PROVINCE]:
            continue
        found.append(
            Hint(
                one.code,
                Weight.OPEN if missing else Weight.LIKELY,
                because,
                missing,
                one.needs_return and answers.get(RETURN_FILED) == NO,
            )
        )
    return tuple(
        sorted(found, key=lambda hint: (hint.weight is Weight.OPEN, len(hint.missing), hint.code))
    )


def questions_asked(
    questions: Iterable[Question], benefits: Iterable[Rules]
) -> tuple[Question, ...]:
    """The questions that some benefit of the list looks at, in their order; no other is asked."""
    wanted = {PROVINCE, RETURN_FILED}
    wanted |= {condition.question for one in benefits for condition in one.conditions}
    return tuple(one for one in questions if one.code in wanted)
