"""A client's plan to take home: the goals in the client's words, who does what, whom to call.

In large type and short sentences, in the client's language with a second one beside it. What was
typed is printed as it was typed: nothing is translated by a machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.words.calendar_words import client_date, long_date
from desktop_app.language import Message, base_language
from desktop_app.reports.pdf import Cell, Paper, Printed, Words
from desktop_app.reports.speaking import Said, said_in, speaking
from desktop_app.reports.typeset import Style

_TEXT: Final = Style(16.0)
_BOLD: Final = Style(16.0, bold=True)
_SECOND: Final = Style(13.0)
_GOAL: Final = Style(20.0, bold=True, spacing=1.25)
_TITLE: Final = Style(25.0, bold=True, spacing=1.2)
_WHO: Final = 150.0

TITLE: Final = Message("plan paper", "Your plan")
_GOAL_WORDS: Final = Message("plan paper", "What you want")
_OTHERS: Final = Message("plan paper", "Also agreed")
_REACHED: Final = Message("plan paper", "You have reached this.")
_YOU: Final = Message("plan paper", "You")
_ALONE: Final = Message("plan paper", "You, on your own")
_PARTNER: Final = Message("plan paper", "A partner")
_NO_STEPS: Final = Message("plan paper", "The next steps are still to be agreed together.")
_ASK: Final = Message("plan paper", "The person to ask")
_AWAY: Final = Message("plan paper", "When this person is away")
_CALL: Final = Message("plan paper", "Call whenever something changes or is not clear.")


@dataclass(frozen=True, slots=True)
class PaperStep:
    """One step. who: client, worker or partner. name: of the worker or the partner, or empty."""

    words: str
    who: str
    name: str = ""
    alone: bool = False
    due: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class PaperGoal:
    """One goal. words: the client's own. percent: None where nothing says it."""

    words: str
    by: date | None = None
    percent: int | None = None
    reached: bool = False
    steps: tuple[PaperStep, ...] = ()


@dataclass(frozen=True, slots=True)
class CallWhom:
    """Whom the client calls: a name, a telephone, and who covers. Empty where not known."""

    name: str = ""
    telephone: str = ""
    stand_in: str = ""
    stand_in_telephone: str = ""


@dataclass(frozen=True, slots=True)
class PlanPaper:
    """A plan as its client needs it. client_name: empty unless the client wants it on paper."""

    organisation: str
    day: date
    goals: tuple[PaperGoal, ...]
    others: tuple[PaperStep, ...]
    call: CallWhom
    client_name: str = ""


def render(plan: PlanPaper, printed: Printed, language: str, second_language: str = "") -> bytes:
    """The plan as a PDF, in `language` first; with a second one, our sentences are said twice.

    A sentence that the first language lacks is said once, in the language it falls back to.
    """
    codes = (language, second_language) if second_language else (language,)
    paper = Paper(_say(TITLE, codes)[0], printed, language, margin=46.0)
    paper.text(plan.organisation, _BOLD)
    paper.text(" · ".join(_say(TITLE, codes)), _TITLE)
    about = [_date_in(codes[0], plan.day)]
    if plan.client_name:
        about.insert(0, plan.client_name)
    paper.text(" · ".join(about), _TEXT)
    paper.skip(6)
    paper.rule(2.2)
    paper.skip(10)
    for goal in plan.goals:
        _goal(paper, goal, codes)
    if plan.others:
        _sentence(paper, _OTHERS, codes, _BOLD)
        _steps(paper, plan.others, codes)
    if not plan.goals and not plan.others:
        _sentence(paper, _NO_STEPS, codes, _TEXT)
    whom_to_call(paper, plan.call, codes)
    return paper.finish()


def whom_to_call(paper: Paper, call: CallWhom, codes: Sequence[str]) -> None:
    """The end of every paper that a client takes home: a name, a number, and who covers."""
    if not (call.name or call.telephone):
        return
    paper.need(120)
    paper.skip(6)
    paper.rule(2.2)
    for label, name, telephone in (
        (_ASK, call.name, call.telephone),
        (_AWAY, call.stand_in, call.stand_in_telephone),
    ):
        if name or (telephone and label is _ASK):
            facts = tuple(Words(text, _GOAL) for text in (name, telephone) if text)
            right = paper.width - _WHO - 12
            paper.row(
                (Cell(0, _WHO, _in_turn(label, codes, _BOLD)), Cell(_WHO + 12, right, facts)),
                above=8,
            )
    _sentence(paper, _CALL, codes, _TEXT)


def _goal(paper: Paper, goal: PaperGoal, codes: Sequence[str]) -> None:
    paper.need(90)
    _sentence(paper, _GOAL_WORDS, codes, _SECOND)
    with speaking(codes[0]):
        french = base_language() == "fr"
    paper.text(f"«\u00a0{goal.words}\u00a0»" if french else f"“{goal.words}”", _GOAL)
    if goal.reached:
        _sentence(paper, _REACHED, codes, _BOLD)
    else:
        facts: list[str] = []
        if goal.by is not None:
            by = Message("plan paper", "By {day}", {"day": _Day(goal.by)})
            facts += _say(by, codes)
        if goal.percent:  # a goal of today would only read "0 %"
            facts += _say(Message("plan paper", "{n} % reached", {"n": goal.percent}), codes)
        if facts:
            paper.text(" · ".join(facts), _TEXT)
        if not goal.steps:
            _sentence(paper, _NO_STEPS, codes, _TEXT)
    _steps(paper, goal.steps, codes)
    paper.skip(10)


def _steps(paper: Paper, steps: Sequence[PaperStep], codes: Sequence[str]) -> None:
    """Each step with a box to tick, and who does it beside it."""
    right = paper.width - _WHO - 12
    for step in steps:
        paper.rule()
        who: Said = step.name or _PARTNER
        if step.who == "client":
            who = _ALONE if step.alone else _YOU
        words = [Words(step.words, _TEXT, tick=step.done_on is None)]
        when = step.done_on or step.due
        if when is not None:
            sentence = (
                Message("plan paper", "Done on {day}", {"day": _Day(when)})
                if step.done_on
                else Message("plan paper", "By {day}", {"day": _Day(when)})
            )
            words += [Words(text, _SECOND) for text in _say(sentence, codes)]
        cells = (Cell(0, _WHO, _in_turn(who, codes, _BOLD)), Cell(_WHO + 12, right, words))
        paper.row(cells, above=6, below=6)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day, written in the language that is spoken when it is read."""

    day: date

    def __str__(self) -> str:
        return long_date(self.day)


def _sentence(paper: Paper, sentence: Said, codes: Sequence[str], style: Style) -> None:
    for number, text in enumerate(_say(sentence, codes)):
        paper.text(text, style if number == 0 else _SECOND)


def _in_turn(sentence: Said, codes: Sequence[str], style: Style) -> tuple[Words, ...]:
    said = _say(sentence, codes)
    return tuple(Words(text, style if at == 0 else _SECOND) for at, text in enumerate(said))


def _say(sentence: Said, codes: Sequence[str]) -> tuple[str, ...]:
    """The sentence in each language, once where two say the same."""
    return tuple(dict.fromkeys(said_in(code, sentence)[0] for code in codes))


def _date_in(code: str, day: date) -> str:
    with speaking(code):
        return client_date(day, code) if code not in ("fr", "en") else long_date(day)
