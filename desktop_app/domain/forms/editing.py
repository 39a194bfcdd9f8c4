"""Changing a form while it is being made: adding, moving and taking out questions, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from desktop_app.domain.forms.definition import DEEPEST, HOLDERS, Form, Question, with_questions
from desktop_app.domain.own_fields import code_of

Questions = tuple[Question, ...]


def free_name(form: Form, label: str) -> str:
    """A name for a new question that no question of the form has, made from its words."""
    wanted = code_of(label) or "question"
    wanted = wanted if wanted[0].isalpha() else f"_{wanted}"
    taken = {one.name for one, _ in form.walk()}
    free, number = wanted, 1
    while free in taken:
        number += 1
        free = f"{wanted}_{number}"
    return free


def added(form: Form, question: Question, after: str = "", inside: bool = False) -> Form:
    """The form with one more question: after the named one, inside the named group as its last, or
    at the end."""

    def put(questions: Questions) -> Questions:
        made: list[Question] = []
        for one in questions:
            if one.name == after and inside and one.sort in HOLDERS:
                made.append(replace(one, questions=(*one.questions, question)))
                continue
            made.append(replace(one, questions=put(one.questions)) if one.questions else one)
            if one.name == after:
                made.append(question)
        return tuple(made)

    if form.question(after) is None:
        return with_questions(form, (*form.questions, question))
    return with_questions(form, put(form.questions))


def without(form: Form, name: str) -> Form:
    """The form without a question, and without what a group held."""
    return with_questions(
        form, _each(form.questions, lambda one: () if one.name == name else (one,))
    )


def changed(form: Form, name: str, question: Question) -> Form:
    """The form with another question in the place of one; what a group holds stays."""

    def put(one: Question) -> Questions:
        if one.name != name:
            return (one,)
        inner = one.questions if question.sort in HOLDERS else ()
        return (replace(question, questions=inner),)

    return with_questions(form, _each(form.questions, put))


def moved(form: Form, name: str, by: int) -> Form:
    """The form with a question one step up (-1) or down (1): past its neighbour, into a group that
    is its neighbour, or out of the group in which it is first or last."""
    question = form.question(name)
    if question is None:
        return form
    after = _moved(form.questions, question, by, 1)
    return form if after is None else with_questions(form, after)


def _moved(questions: Questions, question: Question, by: int, depth: int) -> Questions | None:
    """None where nothing of these moves."""
    names = [one.name for one in questions]
    if question.name in names:
        at = names.index(question.name)
        to = at + by
        if not 0 <= to < len(names):
            return None
        rest = [one for one in questions if one is not questions[at]]
        neighbour = questions[to]
        if neighbour.sort in HOLDERS and depth < DEEPEST and question.sort not in HOLDERS:
            inner = neighbour.questions
            inner = (question, *inner) if by > 0 else (*inner, question)
            return tuple(replace(one, questions=inner) if one is neighbour else one for one in rest)
        rest.insert(to, questions[at])
        return tuple(rest)
    for at, one in enumerate(questions):
        inside = _moved(one.questions, question, by, depth + 1)
        if inside is not None:
            return (*questions[:at], replace(one, questions=inside), *questions[at + 1 :])
        if any(each.name == question.name for each in one.questions):
            # It is the first or the last there: it leaves the group.
            left = replace(
                one, questions=tuple(e for e in one.questions if e.name != question.name)
            )
            pair = (question, left) if by < 0 else (left, question)
            return (*questions[:at], *pair, *questions[at + 1 :])
    return None


def _each(questions: Questions, put: Callable[[Question], Questions]) -> Questions:
    made: list[Question] = []
    for one in questions:
        for kept in put(one):
            inner = _each(kept.questions, put) if kept.questions else kept.questions
            made.append(replace(kept, questions=inner) if kept.questions else kept)
    return tuple(made)
