"""What is wrong with a form before anybody fills it in: names, references, and circles.

A circle is a question that is asked, or worked out, only once its own answer is known. It is found
over conditions and calculations together, and told by the names of the questions in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.forms.definition import HOLDERS, SILENT, Form, Question, Sort
from desktop_app.domain.forms.expressions import (
    OVER_REPEATS,
    ExpressionWrong,
    Node,
    names_in,
    read,
)
from desktop_app.language import Message

_PLACES: Final = {
    "when": Message("forms", "asked only if"),
    "calculate": Message("forms", "worked out from"),
    "check": Message("forms", "accepted only if"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. question: the name of the question it stands at; "" for the form.

    breaks: the form cannot be published with it; otherwise it is advice.
    """

    question: str
    words: Message
    breaks: bool = True


def problems_of(form: Form) -> tuple[Problem, ...]:
    """Everything that keeps a form from being published, in the order of its questions."""
    known: dict[str, Question] = {}
    inside: dict[str, tuple[Question, ...]] = {}
    found: list[Problem] = []
    for one, holders in form.walk():
        if one.name in known:
            found.append(
                Problem(
                    one.name,
                    Message("forms", "Two questions have the name “{name}”.", {"name": one.name}),
                )
            )
        known.setdefault(one.name, one)
        inside.setdefault(one.name, holders)
    if all(one.sort in SILENT for one in known.values()):
        found.append(Problem("", Message("forms", "The form asks nothing yet.")))
    for one in known.values():
        found += _of_question(one, known, inside)
    for names in circles(form):
        found.append(Problem(names[0], circle_words(names)))
    return tuple(found)


def circle_words(names: Iterable[str]) -> Message:
    """A circle in a sentence: each of the questions waits for the next one."""
    told = list(names)
    return Message(
        "forms",
        "These questions wait for each other in a circle: {names}. Take one of the conditions or "
        "calculations out.",
        {"names": " → ".join((*told, told[0]))},
    )


def circles(form: Form) -> tuple[tuple[str, ...], ...]:
    """The circles among conditions and calculations, each from its first question on."""
    waits = dependencies(form)
    _, left = _ordered(waits)
    if not left:
        return ()
    found: list[tuple[str, ...]] = []
    seen: set[str] = set()
    place = {name: at for at, name in enumerate(waits)}
    for name in waits:
        if name not in left or name in seen:
            continue
        way: list[str] = []
        at = name
        while at not in way and at not in seen:
            way.append(at)
            at = next((one for one in waits[at] if one in left), "")
            if not at:
                break
        if at and at in way:
            circle = way[way.index(at) :]
            first = min(range(len(circle)), key=lambda n: place[circle[n]])
            found.append((*circle[first:], *circle[:first]))
        seen.update(way)
    return tuple(found)


def working_order(form: Form) -> tuple[tuple[str, ...], frozenset[str]]:
    """Names of the questions so that each comes after what it waits for, and those that cannot be
    brought in order, because they lie in a circle or wait for one."""
    return _ordered(dependencies(form))


def dependencies(form: Form) -> dict[str, tuple[str, ...]]:
    """For each question those whose answers decide whether it is asked and what it comes to."""
    known = {one.name for one, _ in form.walk()}
    waits: dict[str, tuple[str, ...]] = {}
    for one, holders in form.walk():
        if one.name in waits:
            continue
        asked: dict[str, None] = dict.fromkeys(each.name for each in holders)
        for text in (one.when, one.calculate):
            node = tree(text)
            if node is not None:
                asked |= dict.fromkeys(sorted(names_in(node) & known))
        waits[one.name] = tuple(asked)
    return waits


def tree(text: str) -> Node | None:
    """The tree of an expression; None where there is none, or none that can be read."""
    if not text.strip():
        return None
    try:
        return read(text)
    except ExpressionWrong:
        return None


def _ordered(waits: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], frozenset[str]]:
    left = {name: {one for one in asked if one in waits} for name, asked in waits.items()}
    followers: dict[str, list[str]] = {}
    for name, asked in left.items():
        for one in asked:
            followers.setdefault(one, []).append(name)
    ready = [name for name, asked in left.items() if not asked]
    order: list[str] = []
    at = 0
    while at < len(ready):
        name = ready[at]
        at += 1
        order.append(name)
        for one in followers.get(name, ()):
            left[one].discard(name)
            if not left[one]:
                ready.append(one)
    return tuple(order), frozenset(waits.keys() - set(order))


def _of_question(
    one: Question, known: Mapping[str, Question], inside: Mapping[str, tuple[Question, ...]]
) -> list[Problem]:
    found: list[Problem] = []

    def wrong(words: Message, breaks: bool = True) -> None:
        found.append(Problem(one.name, words, breaks))

    if one.sort is not Sort.CALCULATION and not (one.french and one.english):
        wrong(
            Message(
                "forms", "“{name}” needs its words in French and in English.", {"name": one.name}
            )
        )
    if one.sort in (Sort.CHOICE, Sort.CHOICES) and len(one.choices) < 2:
        wrong(
            Message(
                "forms", "“{name}” needs at least two answers to choose from.", {"name": one.name}
            )
        )
    if one.sort is Sort.CALCULATION and not one.calculate:
        wrong(
            Message(
                "forms", "“{name}” does not say from what it is worked out.", {"name": one.name}
            )
        )
    if one.sort in HOLDERS and not one.questions:
        wrong(Message("forms", "The group “{name}” holds no question.", {"name": one.name}))
    if not one.worked_out and one.sort not in SILENT and not (one.why_french and one.why_english):
        wrong(
            Message(
                "forms", "“{name}” does not say why it is asked, in French and in English.",
                {"name": one.name},
            )
        )  # fmt: skip
    for place in ("when", "calculate", "check"):
        text = getattr(one, place)
        if text.strip():
            wrong_here = _of_expression(one, text, place, known, inside)
            if wrong_here is not None:
                wrong(
                    Message(
                        "forms",
                        "“{name}”, {place}: {reason}",
                        {"name": one.name, "place": _PLACES[place], "reason": wrong_here},
                    )
                )
    return found


def _of_expression(
    one: Question,
    text: str,
    place: str,
    known: Mapping[str, Question],
    inside: Mapping[str, tuple[Question, ...]],
) -> Message | None:
    try:
        node = read(text)
    except ExpressionWrong as fault:
        return fault.message
    over = {
        each.parts[0].word
        for each in node.walk()
        if each.what == "call" and each.word in OVER_REPEATS
    }
    own = _repeats(inside[one.name])
    for name in sorted(names_in(node)):
        other = known.get(name)
        if other is None:
            return Message("forms", "There is no question “{other}”.", {"other": name})
        if other.sort in SILENT:
            return Message("forms", "“{other}” has no answer of its own.", {"other": name})
        theirs = _repeats(inside[name])
        if name not in over and theirs != own[: len(theirs)]:
            return Message(
                "forms",
                "“{other}” is asked several times; use count({other}) or sum({other}).",
                {"other": name},
            )
    if place != "check" and any(each.what == "self" for each in node.walk()):
        return Message("forms", "The point stands only where an answer is checked.")
    return None


def _repeats(holders: tuple[Question, ...]) -> tuple[str, ...]:
    return tuple(one.name for one in holders if one.sort is Sort.REPEAT)
