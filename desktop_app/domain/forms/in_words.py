"""A condition or a calculation of a form as a sentence: with the words of the questions and of their
answers, where the text itself has the small words that name them.

What cannot be said so without saying something else has no sentence; whoever shows it then shows the
text as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce

from desktop_app.domain.forms.definition import Form, Question, Sort
from desktop_app.domain.forms.expressions import ExpressionWrong, Node, read
from desktop_app.language import Message


class _Unsaid(Exception):
    """A part that has no words."""


Words = Message | str


class _Sentence:
    """Says the parts of one expression about one form."""

    def __init__(self, form: Form) -> None:
        self._form = form

    def condition(self, node: Node) -> Message:
        """A part that holds or does not. Raises _Unsaid."""
        match node.what:
            case "and":
                return self._joined(node.parts, _both)
            case "or":
                return self._joined(node.parts, _either)
            case "name":
                question = self._question(node)
                if question.sort is Sort.YES_NO:
                    return Message("conditions", "{one} is yes", {"one": _named(question)})
            case "=" | "!=" | "<" | "<=" | ">" | ">=":
                return self._compared(node)
            case "call" if node.word == "not":
                return self._about_one(node.parts[0], holds=False)
            case "call":
                return self._about_one(node, holds=True)
        raise _Unsaid

    def value(self, node: Node) -> Words:
        """A part that comes to a number, a word or a day. Raises _Unsaid."""
        match node.what:
            case "number" | "text":
                return node.word
            case "name":
                return _named(self._question(node))
            case "+" | "-" | "*" | "/" | "div":
                parts = [self._part(one, node.what) for one in node.parts]
                return reduce(lambda one, other: _calculated(node.what, one, other), parts)
            case "call" if node.word in ("count", "sum", "years"):
                about = {"one": self.value(node.parts[0])}
                if node.word == "count":
                    return Message("conditions", "the number of {one}", about)
                if node.word == "sum":
                    return Message("conditions", "the sum of {one}", about)
                return Message("conditions", "the years since {one}", about)
        raise _Unsaid

    def _part(self, node: Node, sign: str) -> Words:
        """A part of a calculation, in brackets where it would bind otherwise."""
        said = self.value(node)
        loose = node.what in ("+", "-") and sign != "+"
        if loose or (node.what in ("*", "/", "div") and sign in ("/", "div")):
            return Message("conditions", "({part})", {"part": said})
        return said

    def _joined(
        self, parts: Sequence[Node], join: Callable[[Message, Message], Message]
    ) -> Message:
        said = [
            Message("conditions", "({part})", {"part": self.condition(one)})
            if one.what in ("and", "or")
            else self.condition(one)
            for one in parts
        ]
        return reduce(join, said)

    def _compared(self, node: Node) -> Message:
        first, second = node.parts
        values = {"one": self.value(first), "other": self._answer(first, second)}
        match node.what:
            case "=":
                return Message("conditions", "{one} is {other}", values)
            case "!=":
                return Message("conditions", "{one} is not {other}", values)
            case "<":
                return Message("conditions", "{one} is less than {other}", values)
            case "<=":
                return Message("conditions", "{one} is at most {other}", values)
            case ">":
                return Message("conditions", "{one} is more than {other}", values)
        return Message("conditions", "{one} is at least {other}", values)

    def _about_one(self, node: Node, *, holds: bool) -> Message:
        """What is asked of the answer to one question, or that it is not so."""
        if node.what != "call" or node.word not in ("answered", "selected"):
            raise _Unsaid
        question = self._question(node.parts[0])
        if node.word == "answered":
            about: dict[str, object] = {"one": _named(question)}
            if holds:
                return Message("conditions", "{one} is answered", about)
            return Message("conditions", "{one} is not answered", about)
        about = {"one": _named(question), "other": self._answer(*node.parts)}
        if holds:
            return Message("conditions", "{one} includes {other}", about)
        return Message("conditions", "{one} does not include {other}", about)

    def _answer(self, asked: Node, given: Node) -> Words:
        """What an answer is compared with: as the list of the question calls it."""
        if asked.what != "name" or given.what != "text":
            return self.value(given)
        question = self._question(asked)
        if question.sort is Sort.YES_NO and given.word in ("yes", "no"):
            yes = given.word == "yes"
            return Message("conditions", "yes") if yes else Message("conditions", "no")
        for option in question.choices:
            if option.value == given.word:
                return Message("conditions", "“{words}”", {"words": option.label})
        return Message("conditions", "“{words}”", {"words": given.word})

    def _question(self, node: Node) -> Question:
        found = self._form.question(node.word) if node.what == "name" else None
        if found is None or not (found.french or found.english):
            raise _Unsaid
        return found


def _named(question: Question) -> Message:
    return Message("conditions", "“{words}”", {"words": question.label})


def _both(one: Message, other: Message) -> Message:
    return Message("conditions", "{one} and {other}", {"one": one, "other": other})


def _either(one: Message, other: Message) -> Message:
    return Message("conditions", "{one} or {other}", {"one": one, "other": other})


def _calculated(sign: str, one: Words, other: Words) -> Words:
    values = {"one": one, "other": other}
    match sign:
        case "+":
            return Message("conditions", "{one} + {other}", values)
        case "-":
            return Message("conditions", "{one} − {other}", values)
        case "*":
            return Message("conditions", "{one} × {other}", values)
    return Message("conditions", "{one} ÷ {other}", values)


def condition_in_words(text: str, form: Form) -> Message | None:
    """When the condition `text` holds; None where it has no words."""
    try:
        return _Sentence(form).condition(read(text))
    except (_Unsaid, ExpressionWrong):
        return None


def calculation_in_words(text: str, form: Form) -> Message | str | None:
    """What is worked out by `text`; None where it has no words."""
    try:
        return _Sentence(form).value(read(text))
    except (_Unsaid, ExpressionWrong):
        return None
