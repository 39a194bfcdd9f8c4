"""A form being filled in: what is shown, what is missing, what has been worked out.

Answers are kept as text by place: the name of the question and, inside repeats, which time it is
asked ("" outside, "2" the second time, "2/1" inside a repeat of a repeat). An answer to a question
that is not asked any more stays where it is and counts as nothing. What a question of this version
does not know (an answer to a removed question, a stored word that is no longer offered) is kept too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Final

from desktop_app.domain.forms.checking import circle_words, circles, tree, working_order
from desktop_app.domain.forms.definition import (
    MOST_REPEATS,
    SILENT,
    Form,
    Question,
    Sort,
)
from desktop_app.domain.forms.expressions import Looks, Told, truth, work_out
from desktop_app.domain.values import EARLIEST_YEAR, LATEST_YEAR
from desktop_app.language import Message

MOST_ANSWERS: Final = 3000
MOST_LINES: Final = 1200
"""So many lines of one form are shown; answers beyond stay where they are."""

MOST_WORK: Final = 30_000
"""So many looks at answers conditions and calculations take at most, however a form from elsewhere asks
for them: beyond, every question is shown and nothing more is worked out."""

OTHER: Final = "other"
"""The stored word of an answer in own words; the words follow in an answer of their own."""

OTHER_WORDS: Final = "__other"
"""What the name of a question ends with where its own words are kept."""

GIVEN, DECLINED, LATER = "given", "declined", "later"

_INTEGER: Final = re.compile(r"-?\d{1,15}", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: a question, and inside repeats which time."""

    question: str
    repeat: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. value: as text (a stored word, several with spaces between, cents for
    money, yes or no). state: given, declined ("prefer not to say") or later ("ask later")."""

    value: str = ""
    state: str = GIVEN

    @property
    def settles(self) -> bool:
        """Whether nothing more has to be asked here for now."""
        return bool(self.value) or self.state in (DECLINED, LATER)


Answers = Mapping[Place, Answer]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a form that is being filled in.

    times: for a repeat, how often it stands there. shown: it is asked now. value: as text, worked out
    where it is worked out. problem: why the answer does not fit. missing: it is required and has
    none.
    """

    question: Question
    place: Place
    depth: int
    shown: bool = True
    value: str = ""
    state: str = GIVEN
    problem: Message | None = None
    missing: bool = False
    times: int = 0


@dataclass(slots=True)
class Filled:
    """What follows from the answers. circles: sentences about what of the form cannot be followed, its
    circles first; what lies in them is shown always and not worked out. kept: answers for which the
    form has no question, or no line that is shown."""

    lines: tuple[Line, ...]
    kept: tuple[tuple[Place, Answer], ...]
    circles: tuple[Message, ...]
    _by_place: dict[Place, Line] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_place = {one.place: one for one in self.lines}

    def line(self, question: str, repeat: str = "") -> Line:
        """The line of a place. Raises KeyError."""
        return self._by_place[Place(question, repeat)]

    def asked(self) -> Iterator[Line]:
        """The lines that are shown now."""
        return (one for one in self.lines if one.shown)

    def missing(self) -> tuple[Line, ...]:
        """What has still to be answered."""
        return tuple(one for one in self.asked() if one.missing)

    def wrong(self) -> tuple[Line, ...]:
        """What does not fit."""
        return tuple(one for one in self.asked() if one.problem is not None)

    def worked_out(self) -> dict[Place, str]:
        """The results of the calculations that are shown."""
        return {
            one.place: one.value for one in self.asked() if one.question.worked_out and one.value
        }


TOO_MUCH: Final = Message(
    "forms",
    "This form asks more than a laptop can show or work out at once: some conditions and results are "
    "left out. Every answer is kept. Tell the office, which can split the form.",
)


class Filling:
    """A form that can be asked again and again what follows from other answers."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._where = {one.name: (one, holders) for one, holders in reversed(list(form.walk()))}
        order, self._circular = working_order(form)
        self._order = (*order, *(name for name in self._where if name in self._circular))
        self._circles = tuple(circle_words(names) for names in circles(form))
        self._trees = {
            one.name: (tree(one.when), tree(one.calculate), tree(one.check))
            for one, _ in self._where.values()
        }
        self._weights = {
            name: sum(1 for each in told if each is not None for _ in each.walk())
            for name, told in self._trees.items()
        }

    def fill(self, answers: Answers, today: date) -> Filled:
        """What follows from these answers."""
        return _Run(self, answers, today).done()


class _Run:
    def __init__(self, filling: Filling, answers: Answers, today: date) -> None:
        self._filling, self._answers, self._today = filling, answers, today
        self._where, self._circular = filling._where, filling._circular
        self._shown: dict[Place, bool] = {}
        self._values: dict[Place, Told] = {}
        self._texts: dict[Place, str] = {}
        self._given: dict[str, list[str]] = {}
        for place in answers:
            self._given.setdefault(place.question, []).append(place.repeat)
        self._times: dict[tuple[str, str], int] = {}
        self._left = MOST_WORK
        self._cut = False
        self._repeated: dict[str, list[str]] = {}
        self._every: dict[str, Sequence[Told]] = {}
        self._count_repeats()

    def done(self) -> Filled:
        for name in self._filling._order:
            self._settle(name)
        walked = self._lines(self._filling.form.questions, "", 0)
        lines = tuple(islice(walked, MOST_LINES))
        self._cut = self._cut or next(walked, None) is not None
        stands = {one.place for one in lines}
        kept = [
            (place, answer)
            for place, answer in self._answers.items()
            if place not in stands and not self._own_words(place) and answer.settles
        ]
        kept.sort(key=lambda one: (one[0].question, one[0].repeat))
        circles = (*self._filling._circles, *((TOO_MUCH,) if self._spent or self._cut else ()))
        return Filled(lines, tuple(kept), circles)

    @property
    def _spent(self) -> bool:
        return self._left < 0

    def _own_words(self, place: Place) -> bool:
        name = place.question.removesuffix(OTHER_WORDS)
        return name != place.question and name in self._where and self._where[name][0].other

    def _count_repeats(self) -> None:
        """How often each repeat stands: at least once, and as often as something was answered."""
        for name, (one, holders) in self._where.items():
            repeats = [each.name for each in holders if each.sort is Sort.REPEAT]
            if one.sort is Sort.REPEAT:
                repeats.append(name)
            for told in self._given.get(name, ()):
                steps = told.split("/") if told else []
                if len(steps) != len(repeats):
                    continue
                for at, (repeat, step) in enumerate(zip(repeats, steps, strict=True)):
                    if step.isascii() and step.isdigit() and 0 < int(step) <= MOST_REPEATS:
                        key = (repeat, "/".join(steps[:at]))
                        self._times[key] = max(self._times.get(key, 1), int(step))

    def _settle(self, name: str) -> None:
        """Decide for every repetition of a question whether it is asked, and what it comes to."""
        question, holders = self._where[name]
        when, calculate, _ = self._filling._trees[name]
        weight = 1 + self._filling._weights[name]
        for repeat in self._repetitions_of(name):
            self._left -= weight
            if self._spent:
                return  # what was not decided is shown, as it was answered
            place = Place(name, repeat)
            shown = all(self._is_shown(each, repeat) for each in holders)
            if shown and when is not None and name not in self._circular and not self._spent:
                shown = truth(work_out(when, self._looks(repeat, None)))
            self._shown[place] = shown
            if question.sort in SILENT:
                continue
            if question.worked_out:
                text = ""
                if calculate is not None and name not in self._circular and not self._spent:
                    text = _text_of(question, work_out(calculate, self._looks(repeat, None)))
            else:
                answer = self._answers.get(place, Answer())
                text = answer.value if answer.state == GIVEN else ""
            self._texts[place] = text
            self._values[place] = _told(question, text) if shown else None

    def _is_shown(self, holder: Question, repeat: str) -> bool:
        _, above = self._where[holder.name]
        depth = sum(1 for one in above if one.sort is Sort.REPEAT)
        return self._shown.get(Place(holder.name, _upper(repeat, depth)), True)

    def _repetitions_of(self, name: str) -> list[str]:
        """As `_repetitions`, of a question by its name, worked out once."""
        if name not in self._repeated:
            self._repeated[name] = self._repetitions(self._where[name][1])
        return self._repeated[name]

    def _repetitions(self, holders: Sequence[Question]) -> list[str]:
        found = [""]
        for one in holders:
            if one.sort is Sort.REPEAT:
                found = [
                    f"{repeat}/{number}".lstrip("/")
                    for repeat in found
                    for number in range(1, self._times.get((one.name, repeat), 1) + 1)
                ][:MOST_ANSWERS]
                self._left -= len(found)
        return found

    def _looks(self, repeat: str, own: Told) -> Looks:
        def answer(name: str) -> Told:
            if name not in self._where or self._spent:
                return None
            self._left -= 1
            _, holders = self._where[name]
            depth = sum(1 for one in holders if one.sort is Sort.REPEAT)
            return self._values.get(Place(name, _upper(repeat, depth)))

        def every(name: str) -> Sequence[Told]:
            if name not in self._where or self._spent:
                return ()
            if name not in self._every:
                places = self._repetitions_of(name)
                self._every[name] = [self._values.get(Place(name, one)) for one in places]
            self._left -= len(self._every[name])
            return self._every[name]

        return Looks(answer, every, own, self._today)

    def _lines(self, questions: Sequence[Question], repeat: str, depth: int) -> Iterator[Line]:
        for one in questions:
            place = Place(one.name, repeat)
            shown = self._shown.get(place, True)
            if one.sort is Sort.REPEAT:
                times = self._times.get((one.name, repeat), 1)
                yield Line(one, place, depth, shown, times=times)
                for number in range(1, times + 1):
                    inner = f"{repeat}/{number}".lstrip("/")
                    yield from self._lines(one.questions, inner, depth + 1)
            elif one.sort in SILENT:
                yield Line(one, place, depth, shown)
                yield from self._lines(one.questions, repeat, depth + 1)
            else:
                yield self._line(one, place, depth, shown)

    def _line(self, one: Question, place: Place, depth: int, shown: bool) -> Line:
        answer = self._answers.get(place, Answer())
        text = self._texts.get(place, "") if one.worked_out else answer.value
        problem = None
        if shown and text and not one.worked_out and answer.state == GIVEN:
            problem = fault_in(one, text) or self._unchecked(one, place, text)
        missing = shown and one.required and not one.worked_out and not answer.settles
        return Line(one, place, depth, shown, text, answer.state, problem, missing)

    def _unchecked(self, one: Question, place: Place, text: str) -> Message | None:
        _, _, check = self._filling._trees.get(one.name, (None, None, tree(one.check)))
        if (
            check is None
            or self._spent
            or truth(work_out(check, self._looks(place.repeat, _told(one, text))))
        ):
            return None
        if one.check_french or one.check_english:
            return one.refusal
        return Message(
            "forms",
            "This answer does not fit the other answers. Look at it again, or leave it and say why "
            "in a note.",
        )


def fault_in(question: Question, text: str) -> Message | None:
    """Why a text is no answer to a question; None where it is one."""
    match question.sort:
        case Sort.INTEGER | Sort.MONEY:
            if not _INTEGER.fullmatch(text):
                return Message("forms", "Enter a whole number, for example 12.")
        case Sort.NUMBER:
            if not _NUMBER.fullmatch(text):
                return Message("forms", "Enter a number, for example 12.5.")
        case Sort.DATE:
            if not _is_day(text):
                return Message("forms", "There is no such date. Write year-month-day.")
        case Sort.YES_NO:
            if text not in ("yes", "no"):
                return Message("forms", "Choose yes or no.")
        case Sort.CHOICE | Sort.CHOICES:
            words = text.split(" ") if question.sort is Sort.CHOICES else [text]
            if any(question.option(one) is None and not _is_other(question, one) for one in words):
                return Message(
                    "forms",
                    "One of these answers is no longer on the list. It is kept; choose another if "
                    "it is not right any more.",
                )
    return None


def _is_other(question: Question, word: str) -> bool:
    return question.other and word == OTHER


def _is_day(text: str) -> bool:
    try:
        return (
            bool(_DATE.fullmatch(text))
            and EARLIEST_YEAR <= date.fromisoformat(text).year <= LATEST_YEAR
        )
    except ValueError:
        return False


def _upper(repeat: str, depth: int) -> str:
    """The first steps of which time it is, as far as an outer question has them."""
    return "/".join(repeat.split("/")[:depth]) if depth else ""


def _told(question: Question, text: str) -> Told:
    """An answer as expressions see it: money in dollars, yes and no as such."""
    if not text:
        return None
    if question.sort is Sort.MONEY:
        return Decimal(text) / 100 if _INTEGER.fullmatch(text) else None
    if question.sort in (Sort.INTEGER, Sort.NUMBER):
        return Decimal(text) if _NUMBER.fullmatch(text) else None
    if question.sort is Sort.YES_NO:
        return text == "yes"
    return text


def _text_of(question: Question, value: Told) -> str:
    """What was worked out, as an answer is kept."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value[:500]
    if question.sort is Sort.MONEY:
        return str(int((value * 100).quantize(Decimal(1), ROUND_HALF_UP)))
    if question.sort is Sort.INTEGER:
        return str(int(value.quantize(Decimal(1), ROUND_HALF_UP)))
    rounded = value.quantize(Decimal("0.0000000001"), ROUND_HALF_UP) if value % 1 else value
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


__all__ = [
    "DECLINED", "GIVEN", "LATER", "OTHER", "OTHER_WORDS", "Answer", "Answers", "Filled", "Filling",
    "Line", "Place", "fault_in",
]  # fmt: skip
