"""A form as it is written down: its questions in order, as JSON in one value of a record.

The JSON has `format` (a number that rises when an older Portage can no longer fill the form in) and
`questions`. Keys that this release does not know are kept as they are and written again. A form of a
later format, or with a kind of question that is not known here, is opened to be read only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.values import LONG_TEXT_BYTES
from desktop_app.language import Label, Message

FORMAT: Final = 1
MOST_BYTES: Final = LONG_TEXT_BYTES
MOST_QUESTIONS: Final = 300
MOST_CHOICES: Final = 500  # of one question
MOST_CHOICES_IN_ALL: Final = 3000
DEEPEST: Final = 4  # groups and repeats in one another
MOST_REPEATS: Final = 50
_LONGEST_WORDS: Final = 4000

NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,59}", re.ASCII)
VALUE: Final = re.compile(r"[^\s]{1,80}")


class Sort(StrEnum):
    """What a question asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NOTE = "note"  # a sentence to read, no answer
    CALCULATION = "calculation"  # worked out, never typed
    GROUP = "group"
    REPEAT = "repeat"


SORT_WORDS: Final = {
    Sort.TEXT: Message("forms", "A few words"),
    Sort.LONG_TEXT: Message("forms", "Several lines"),
    Sort.INTEGER: Message("forms", "Whole number"),
    Sort.NUMBER: Message("forms", "Number"),
    Sort.MONEY: Message("forms", "Amount of money"),
    Sort.DATE: Message("forms", "Date"),
    Sort.CHOICE: Message("forms", "One answer of a list"),
    Sort.CHOICES: Message("forms", "Several answers of a list"),
    Sort.YES_NO: Message("forms", "Yes or no"),
    Sort.NOTE: Message("forms", "Text to read"),
    Sort.CALCULATION: Message("forms", "Worked out from other answers"),
    Sort.GROUP: Message("forms", "Group of questions"),
    Sort.REPEAT: Message("forms", "Questions asked several times"),
}

HOLDERS: Final = frozenset({Sort.GROUP, Sort.REPEAT})
SILENT: Final = frozenset({Sort.NOTE, Sort.GROUP, Sort.REPEAT})
"""Those that have no answer of their own."""


class NotAForm(PortageError):
    """The text of a form cannot be read at all, or goes beyond every bound."""

    code = "not_a_form"

    def __init__(self, reason: Message) -> None:
        super().__init__(
            Message(
                "forms",
                "This is no form that Portage can use. {reason} Nothing was changed, and what was "
                "there is kept as it is.",
                {"reason": reason},
            )
        )
        self.reason = reason


class NewerForm(PortageError):
    """The form was made by a later release."""

    code = "newer_form"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "forms",
                "This form was made with a newer Portage. It can be read here, and everything in it "
                "is kept, but it can be neither filled in nor changed. Install the newer Portage on "
                "this laptop to go on.",
            )
        )


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a list. value: the stored word, without spaces."""

    value: str
    french: str = ""
    english: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def label(self) -> Label:
        return Label.of(
            self.french or self.english or self.value, self.english or self.french or self.value
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One question, or a group of them.

    name: how conditions, tables and stored answers name it; never given to another one. when: the
    condition under which it is asked. calculate: what its answer is worked out from. check: what has
    to hold of the answer (`.`), with the sentence that is said otherwise. most: how often a repeat is
    asked at most. other: the list may be answered in own words too. extra: what a later release
    wrote there.
    """

    name: str
    sort: Sort
    french: str = ""
    english: str = ""
    why_french: str = ""
    why_english: str = ""
    hint_french: str = ""
    hint_english: str = ""
    required: bool = False
    when: str = ""
    calculate: str = ""
    check: str = ""
    check_french: str = ""
    check_english: str = ""
    choices: tuple[Option, ...] = ()
    other: bool = False
    questions: tuple[Question, ...] = ()
    most: int = 0
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def label(self) -> Label:
        return (
            Label.of(self.french, self.english)
            if self.french or self.english
            else Label.of(self.name, self.name)
        )

    @property
    def why(self) -> Label:
        return Label.of(self.why_french, self.why_english)

    @property
    def hint(self) -> Label:
        return Label.of(self.hint_french, self.hint_english)

    @property
    def refusal(self) -> Label:
        return Label.of(self.check_french, self.check_english)

    @property
    def worked_out(self) -> bool:
        """Whether its answer comes from other answers and is never typed."""
        return self.sort is Sort.CALCULATION or bool(self.calculate)

    def option(self, value: str) -> Option | None:
        """The answer of its list with that stored word."""
        return next((one for one in self.choices if one.value == value), None)


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of one version of a form."""

    questions: tuple[Question, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def walk(self) -> Iterator[tuple[Question, tuple[Question, ...]]]:
        """Every question with the groups that it lies in, the outermost first, in order."""
        waiting: list[tuple[Question, tuple[Question, ...]]] = [
            (one, ()) for one in reversed(self.questions)
        ]
        while waiting:
            one, inside = waiting.pop()
            yield one, inside
            waiting += [(each, (*inside, one)) for each in reversed(one.questions)]

    def question(self, name: str) -> Question | None:
        """The question of that name."""
        return next((one for one, _ in self.walk() if one.name == name), None)


_TEXTS: Final = {
    "fr": "french", "en": "english", "why_fr": "why_french", "why_en": "why_english",
    "hint_fr": "hint_french", "hint_en": "hint_english", "when": "when", "calculate": "calculate",
    "check": "check", "check_fr": "check_french", "check_en": "check_english",
}  # fmt: skip
_OTHERS: Final = ("name", "kind", "required", "other", "most", "choices", "questions")


def read_form(text: str) -> Form:
    """The form that a text holds. Raises NotAForm, NewerForm."""
    plain = _plain(text)
    stated = plain.get("format")
    if type(stated) is not int or stated < 1:
        raise _no(Message("forms", "It does not say in which format it is written."))
    if stated > FORMAT:
        raise NewerForm
    counted = _Counted()
    questions = _questions(plain.get("questions", []), counted, 1)
    rest = {key: value for key, value in plain.items() if key not in ("format", "questions")}
    return Form(questions, rest)


def is_newer(text: str) -> bool:
    """Whether a text is a form that only a later release can fill in."""
    try:
        read_form(text)
    except NewerForm:
        return True
    except NotAForm:
        return False
    return False


def write_form(form: Form) -> str:
    """The text of a form: the same form gives the same text. Raises NotAForm when it is too large."""
    plain = {
        "format": FORMAT,
        **form.extra,
        "questions": [_question_to_plain(one) for one in form.questions],
    }
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    if len(text.encode()) > MOST_BYTES:
        raise _too_large()
    return text


def read_leniently(text: str) -> list[tuple[int, str, Label]]:
    """What can be told of a form that is not understood: (depth, name, words), to be read only.

    Raises NotAForm.
    """
    found: list[tuple[int, str, Label]] = []
    waiting: list[tuple[int, Any]] = [
        (0, one) for one in reversed(_list(_plain(text).get("questions")))
    ]
    while waiting and len(found) < MOST_QUESTIONS:
        depth, one = waiting.pop()
        if isinstance(one, dict):
            words = Label.of(_said(one.get("fr")), _said(one.get("en")))
            found.append((depth, _said(one.get("name"))[:60], words))
            inner = _list(one.get("questions"))
            waiting += [(depth + 1, each) for each in reversed(inner)]
    return found


def with_questions(form: Form, questions: tuple[Question, ...]) -> Form:
    """The same form with other questions."""
    return replace(form, questions=questions)


@dataclass(slots=True)
class _Counted:
    questions: int = 0
    choices: int = 0


def _plain(text: str) -> dict[str, Any]:
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise _too_large()
    try:
        plain = json.loads(text, parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError) as fault:
        raise _no(Message("forms", "Its text is damaged.")) from fault
    if not isinstance(plain, dict):
        raise _no(Message("forms", "Its text is damaged."))
    return plain


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _no(reason: Message) -> NotAForm:
    return NotAForm(reason)


def _too_large() -> NotAForm:
    return _no(
        Message(
            "forms",
            "It is longer than {n} kilobytes; split it into two forms.",
            {"n": MOST_BYTES // 1000},
        )
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""


def _questions(plain: object, counted: _Counted, depth: int) -> tuple[Question, ...]:
    if not isinstance(plain, list):
        raise _no(Message("forms", "Its text is damaged."))
    if depth > DEEPEST and plain:
        raise _no(Message("forms", "More than {n} groups lie in one another.", {"n": DEEPEST}))
    return tuple(_question(one, counted, depth) for one in plain)


def _question(plain: object, counted: _Counted, depth: int) -> Question:
    counted.questions += 1
    if counted.questions > MOST_QUESTIONS:
        raise _no(Message("forms", "It has more than {n} questions.", {"n": MOST_QUESTIONS}))
    if not isinstance(plain, dict):
        raise _no(Message("forms", "Its text is damaged."))
    name, kind = plain.get("name"), plain.get("kind")
    if not isinstance(name, str) or not NAME.fullmatch(name) or not isinstance(kind, str):
        raise _no(
            Message(
                "forms",
                "The question “{name}” has no usable name: small letters, digits and _, "
                "beginning with a letter.",
                {"name": str(name)[:60]},
            )
        )
    if kind not in set(Sort):
        raise NewerForm
    words = {}
    for key, attribute in _TEXTS.items():
        value = plain.get(key, "")
        if not isinstance(value, str) or len(value) > _LONGEST_WORDS:
            raise _no(
                Message("forms", "A text of the question “{name}” is too long.", {"name": name})
            )
        words[attribute] = value
    most = plain.get("most", 0)
    sort = Sort(kind)
    inner = plain.get("questions", [])
    return Question(
        name=name,
        sort=sort,
        **words,
        required=plain.get("required") is True,
        other=plain.get("other") is True,
        most=min(max(most, 0), MOST_REPEATS) if type(most) is int else 0,
        choices=_choices(plain.get("choices", []), name, counted),
        questions=_questions(inner, counted, depth + 1) if sort in HOLDERS else (),
        extra={
            key: value for key, value in plain.items() if key not in _TEXTS and key not in _OTHERS
        },
    )


def _choices(plain: object, name: str, counted: _Counted) -> tuple[Option, ...]:
    made: dict[str, Option] = {}
    for one in _list(plain):
        value = one.get("value") if isinstance(one, dict) else None
        if not isinstance(value, str) or not VALUE.fullmatch(value):
            raise _no(
                Message(
                    "forms",
                    "An answer of the question “{name}” has no stored word without spaces.",
                    {"name": name},
                )
            )
        rest = {key: each for key, each in one.items() if key not in ("value", "fr", "en")}
        made.setdefault(
            value, Option(value, _said(one.get("fr"))[:500], _said(one.get("en"))[:500], rest)
        )
    counted.choices += len(made)
    if len(made) > MOST_CHOICES or counted.choices > MOST_CHOICES_IN_ALL:
        raise _no(Message("forms", "The question “{name}” has too many answers.", {"name": name}))
    return tuple(made.values())


def _question_to_plain(one: Question) -> dict[str, Any]:
    plain: dict[str, Any] = {"name": one.name, "kind": one.sort.value}
    plain |= {key: value for key, name in _TEXTS.items() if (value := getattr(one, name))}
    if one.required:
        plain["required"] = True
    if one.other:
        plain["other"] = True
    if one.most:
        plain["most"] = one.most
    if one.choices:
        plain["choices"] = [
            {"value": each.value}
            | ({"fr": each.french} if each.french else {})
            | ({"en": each.english} if each.english else {})
            | dict(each.extra)
            for each in one.choices
        ]
    if one.questions:
        plain["questions"] = [_question_to_plain(each) for each in one.questions]
    return plain | dict(one.extra)
