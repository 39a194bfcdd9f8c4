"""The small language of conditions and calculations in forms.

    income * 12 > 30000 and selected(needs, 'tax')
    if(count(child) > 2, 'large', 'small')

Names are those of questions, `.` is the answer that is being checked, words stand in quotes. There
are + - * / mod, = != < <= > >=, and, or, not(...), and the functions of `FUNCTIONS`. What is not
answered is nothing: it counts as no in a condition, and a calculation with it has no result. A
text is read into a tree here and worked out from that tree; nothing of it is ever run as code.
Lengths, depth and numbers are bounded, so that no form from elsewhere can keep a laptop busy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, DecimalException, localcontext
from functools import lru_cache
from typing import Final

from desktop_app.language import Message

LONGEST: Final = 1000  # letters of one expression
MOST_PARTS: Final = 300  # words, numbers and signs in it
DEEPEST: Final = 20  # one bracket in another
LARGEST: Final = Decimal(10) ** 15
_DIGITS: Final = 28

Told = Decimal | str | bool | None
"""What a part of an expression comes to."""

FUNCTIONS: Final = {
    "not": (1, 1),
    "if": (3, 3),
    "coalesce": (2, 2),
    "answered": (1, 1),
    "selected": (2, 2),
    "count_selected": (1, 1),
    "count": (1, 1),
    "sum": (1, 1),
    "min": (1, 8),
    "max": (1, 8),
    "round": (1, 2),
    "years": (1, 1),
    "today": (0, 0),
    "true": (0, 0),
    "false": (0, 0),
}
"""The functions, each with the fewest and the most things that stand in its brackets."""

OVER_REPEATS: Final = frozenset({"count", "sum"})
"""Those that look at every repetition of a question."""

_PART: Final = re.compile(
    r"\s*(?:(?P<number>\d{1,15}(?:\.\d{1,10})?)|(?P<name>[A-Za-z_][A-Za-z0-9_]{0,79})"
    r"|'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|(?P<sign><=|>=|!=|[-+*/=<>(),.]))"
)
_COMPARED: Final = ("=", "!=", "<=", ">=", "<", ">")


class ExpressionWrong(ValueError):
    """The text is no expression. message: why, as a sentence."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text)
        self.message = message


@dataclass(frozen=True, slots=True)
class Node:
    """One part of an expression: what it is, its own word, and what stands in it.

    what: `number`, `text`, `name`, `self`, `call`, or the sign of an operation.
    """

    what: str
    word: str = ""
    parts: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """This part and everything in it."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += one.parts


@lru_cache(maxsize=2048)
def read(text: str) -> Node:
    """The tree of an expression. Raises ExpressionWrong."""
    if len(text) > LONGEST:
        raise ExpressionWrong(
            Message("expressions", "It is longer than {n} letters.", {"n": LONGEST})
        )
    return _Reader(_parts(text)).whole()


def names_in(node: Node) -> frozenset[str]:
    """The questions that an expression looks at."""
    return frozenset(one.word for one in node.walk() if one.what == "name")


def _parts(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at = 0
    end = len(text.rstrip())
    while at < end:
        part = _PART.match(text, at)
        if part is None:
            raise ExpressionWrong(
                Message(
                    "expressions",
                    "It cannot be read from “{rest}” on.",
                    {"rest": text[at : at + 20].strip()},
                )
            )
        kind = str(part.lastgroup)
        word = part[kind]
        found.append(("text" if kind in ("single", "double") else kind, word))
        at = part.end()
    if not found:
        raise ExpressionWrong(Message("expressions", "There is nothing in it."))
    if len(found) > MOST_PARTS:
        raise ExpressionWrong(
            Message("expressions", "It has more than {n} parts.", {"n": MOST_PARTS})
        )
    return found


class _Reader:
    """Reads the parts from left to right, the loosest binding first."""

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        self._parts, self._at, self._depth = parts, 0, 0

    def whole(self) -> Node:
        node = self._either()
        if self._at < len(self._parts):
            raise self._unexpected()
        return node

    def _peek(self) -> tuple[str, str]:
        return self._parts[self._at] if self._at < len(self._parts) else ("end", "")

    def _take(self, *signs: str) -> str:
        """The next sign or word if it is one of these, and then go on; "" otherwise."""
        kind, word = self._peek()
        if kind in ("sign", "name") and word in signs:
            self._at += 1
            return word
        return ""

    def _unexpected(self) -> ExpressionWrong:
        kind, word = self._peek()
        if kind == "end":
            return ExpressionWrong(Message("expressions", "It ends too early."))
        return ExpressionWrong(
            Message("expressions", "“{word}” stands where it has no sense.", {"word": word[:40]})
        )

    def _either(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionWrong(
                Message("expressions", "More than {n} brackets lie in one another.", {"n": DEEPEST})
            )
        node = self._chain(("or",), lambda: self._chain(("and",), self._compared))
        self._depth -= 1
        return node

    def _chain(self, signs: tuple[str, ...], inner: Callable[[], Node]) -> Node:
        """One or several parts joined by signs of one strength; a flat list, however long."""
        node = inner()
        while sign := self._take(*signs):
            other = inner()
            if node.what == sign and sign in ("or", "and", "+", "*"):
                node = Node(sign, "", (*node.parts, other))
            else:
                node = Node(sign, "", (node, other))
        return node

    def _compared(self) -> Node:
        node = self._added()
        sign = self._take(*_COMPARED)
        return Node(sign, "", (node, self._added())) if sign else node

    def _added(self) -> Node:
        return self._chain(("+", "-"), lambda: self._chain(("*", "/", "div", "mod"), self._single))

    def _single(self) -> Node:
        if self._take("-"):
            return Node("minus", "", (self._plain(),))
        return self._plain()

    def _plain(self) -> Node:
        kind, word = self._peek()
        if kind in ("number", "text"):
            self._at += 1
            return Node(kind, word)
        if self._take("("):
            node = self._either()
            self._close()
            return node
        if self._take("."):
            return Node("self")
        if kind != "name" or word in ("and", "or", "div", "mod"):
            raise self._unexpected()
        self._at += 1
        return self._call(word) if self._take("(") else Node("name", word)

    def _call(self, word: str) -> Node:
        if word not in FUNCTIONS:
            raise ExpressionWrong(
                Message("expressions", "There is no function “{word}”.", {"word": word})
            )
        parts: list[Node] = []
        if not self._take(")"):
            parts.append(self._either())
            while self._take(","):
                parts.append(self._either())
            self._close()
        fewest, most = FUNCTIONS[word]
        if not fewest <= len(parts) <= most:
            raise ExpressionWrong(
                Message(
                    "expressions",
                    "In the brackets of “{word}” stand too few things or too many.",
                    {"word": word},
                )
            )
        if word in (*OVER_REPEATS, "answered") and parts[0].what not in ("name", "self"):
            raise ExpressionWrong(
                Message(
                    "expressions",
                    "In the brackets of “{word}” stands the name of a question.",
                    {"word": word},
                )
            )
        return Node("call", word, tuple(parts))

    def _close(self) -> None:
        if not self._take(")"):
            raise self._unexpected()


@dataclass(frozen=True, slots=True)
class Looks:
    """Where an expression finds what it looks at.

    answer: of a question by name. every: the answers of all its repetitions. own: of the question
    itself, for a check. today: of whoever fills the form in.
    """

    answer: Callable[[str], Told]
    every: Callable[[str], Sequence[Told]]
    own: Told
    today: date


def work_out(node: Node, looks: Looks) -> Told:
    """What an expression comes to; nothing where it cannot be worked out."""
    try:
        with localcontext() as context:
            context.prec = _DIGITS
            return _told(node, looks)
    except (DecimalException, ArithmeticError):
        return None


def holds(node: Node, looks: Looks) -> bool:
    """Whether a condition holds; what cannot be worked out does not."""
    return truth(work_out(node, looks))


def truth(value: Told) -> bool:
    """Whether a value counts as yes."""
    if isinstance(value, Decimal):
        return value != 0
    return bool(value) and value != "no"


def number_of(value: Told) -> Decimal | None:
    """The value as a number, or nothing."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, Decimal):
        return value if abs(value) <= LARGEST else None
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", value, re.ASCII):
        return Decimal(value)
    return None


def _told(node: Node, looks: Looks) -> Told:
    match node.what:
        case "number":
            return Decimal(node.word)
        case "text":
            return node.word
        case "self":
            return looks.own
        case "name":
            return looks.answer(node.word)
        case "or":
            return any(truth(_told(one, looks)) for one in node.parts)
        case "and":
            return all(truth(_told(one, looks)) for one in node.parts)
        case "call":
            return _called(node, looks)
        case "minus":
            value = number_of(_told(node.parts[0], looks))
            return None if value is None else -value
    values = [_told(one, looks) for one in node.parts]
    if node.what in _COMPARED:
        return _compare(node.what, values[0], values[1])
    numbers = [number_of(one) for one in values]
    if any(one is None for one in numbers):
        return None
    result = _calculated(node.what, [one for one in numbers if one is not None])
    return None if result is None or abs(result) > LARGEST else result


def _calculated(sign: str, numbers: list[Decimal]) -> Decimal | None:
    total = numbers[0]
    for one in numbers[1:]:
        if sign == "+":
            total += one
        elif sign == "-":
            total -= one
        elif sign == "*":
            total *= one
        elif one == 0:
            return None
        else:
            total = total % one if sign == "mod" else total / one
        if abs(total) > LARGEST:
            return None
    return total


def _compare(sign: str, one: Told, other: Told) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        one, other = _yes_no(one), _yes_no(other)
    if sign in ("=", "!="):
        return _equal(one, other) is (sign == "=")
    if one is None or other is None:
        return False
    first, second = number_of(one), number_of(other)
    if first is not None and second is not None:
        less, equal = first < second, first == second
    else:
        # Dates, written year-month-day, stand in the order of their letters.
        less, equal = str(one) < str(other), str(one) == str(other)
    return {"<": less, "<=": less or equal, ">": not less and not equal, ">=": not less}[sign]


def _equal(one: Told, other: Told) -> bool:
    first, second = number_of(one), number_of(other)
    if first is not None and second is not None:
        return first == second
    return ("" if one is None else str(one)) == ("" if other is None else str(other))


def _yes_no(value: Told) -> Told:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _called(node: Node, looks: Looks) -> Told:
    parts = node.parts
    match node.word:
        case "true":
            return True
        case "false":
            return False
        case "today":
            return looks.today.isoformat()
        case "if":
            return _told(parts[1 if truth(_told(parts[0], looks)) else 2], looks)
        case "coalesce":
            first = _told(parts[0], looks)
            return _told(parts[1], looks) if first in (None, "") else first
        case "not":
            return not truth(_told(parts[0], looks))
        case "answered":
            return _told(parts[0], looks) not in (None, "")
        case "count":
            given = looks.every(parts[0].word)
            return Decimal(sum(1 for one in given if one not in (None, "")))
        case "sum":
            numbers = [number_of(one) for one in looks.every(parts[0].word)]
            return _calculated("+", [Decimal(0), *(one for one in numbers if one is not None)])
    values = [_told(one, looks) for one in parts]
    if node.word == "selected":
        return str(values[1] or "") in str(values[0] or "").split(" ")
    if node.word == "count_selected":
        return Decimal(len(str(values[0] or "").split()))
    if node.word == "years":
        return _years(values[0], looks.today)
    numbers = [number_of(one) for one in values]
    known = [one for one in numbers if one is not None]
    if len(known) < len(numbers):
        return None
    if node.word == "round":
        places = int(known[1]) if len(known) > 1 else 0
        unit = Decimal(1).scaleb(-min(max(places, 0), 10))
        return known[0].quantize(unit, ROUND_HALF_UP)
    return min(known) if node.word == "min" else max(known)


def _years(value: Told, today: date) -> Decimal | None:
    """Whole years since a date."""
    try:
        since = date.fromisoformat(str(value or ""))
    except ValueError:
        return None
    before = (today.month, today.day) < (since.month, since.day)
    return Decimal(today.year - since.year - before)
