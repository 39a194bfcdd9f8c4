"""One question of a form as a record that a dialog can ask for, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID, uuid5

from desktop_app.domain.fields import Choice, EntityType, Field, ItemList, Kind, Scope, Value
from desktop_app.domain.forms.definition import SORT_WORDS, Option, Question, Sort
from desktop_app.domain.own_fields import code_of
from desktop_app.language import Message

_ASKED: Final = Message("purpose", "So that an organisation asks what its own work needs.")
_WHY: Final = Message("purpose", "So that whoever is asked can be told why.")
_SPACE: Final = UUID("0d6d1a34-0d2e-5a8e-8f58-3b8d0f4d4b60")

QUESTION: Final = EntityType(
    51,
    "question",
    Message("forms", "Question"),
    Scope.ORGANISATION,
    fields=(
        Field(1, "sort", Kind.CHOICE, Message("fields", "Kind of answer"), _ASKED, required=True,
              choices=tuple(Choice(one.value, SORT_WORDS[one]) for one in Sort)),
        Field(2, "french", Kind.TEXT, Message("forms", "Question in French"), _ASKED),
        Field(3, "english", Kind.TEXT, Message("forms", "Question in English"), _ASKED),
        Field(4, "why_french", Kind.TEXT, Message("fields", "Why we ask, in French"), _WHY),
        Field(5, "why_english", Kind.TEXT, Message("fields", "Why we ask, in English"), _WHY),
        Field(6, "required", Kind.YES_NO, Message("fields", "Has to be filled in"), _ASKED),
        Field(7, "other", Kind.YES_NO, Message("forms", "May be answered in own words"), _ASKED),
        Field(8, "when", Kind.TEXT, Message("forms", "Asked only if"), _ASKED),
        Field(9, "calculate", Kind.TEXT, Message("forms", "Worked out from"), _ASKED),
        Field(10, "check", Kind.TEXT, Message("forms", "Accepted only if"), _ASKED),
        Field(11, "check_french", Kind.TEXT, Message("forms", "Otherwise say, in French"), _ASKED),
        Field(12, "check_english", Kind.TEXT, Message("forms", "Otherwise say, in English"), _ASKED),
        Field(13, "hint_french", Kind.TEXT, Message("forms", "Help in French"), _ASKED),
        Field(14, "hint_english", Kind.TEXT, Message("forms", "Help in English"), _ASKED),
        Field(15, "most", Kind.INTEGER, Message("forms", "At most how many times"), _ASKED),
    ),
    lists=(
        ItemList(
            1,
            "choices",
            Message("fields", "Answers to choose from"),
            (
                Field(1, "french", Kind.TEXT, Message("fields", "In French"), _ASKED),
                Field(2, "english", Kind.TEXT, Message("fields", "In English"), _ASKED),
            ),
            Message("fields", "Answer"),
        ),
    ),
)  # fmt: skip

NAMES: Final = (
    "sort", "french", "english", "why_french", "why_english", "required", "choices", "other", "when",
    "calculate", "check", "check_french", "check_english", "hint_french", "hint_english", "most",
)  # fmt: skip
_TEXTS: Final = (
    "french", "english", "why_french", "why_english", "when", "calculate", "check", "check_french",
    "check_english", "hint_french", "hint_english",
)  # fmt: skip


def values_of(question: Question) -> dict[str, Value]:
    """What the dialog shows of a question."""
    values: dict[str, Value] = {"sort": question.sort.value}
    values |= {name: text for name in _TEXTS if (text := getattr(question, name))}
    values |= {name: True for name in ("required", "other") if getattr(question, name)}
    if question.most:
        values["most"] = question.most
    for option in question.choices:
        item = item_of(option.value)
        values |= {
            f"choices/{item}/french": option.french,
            f"choices/{item}/english": option.english,
        }
    return {path: value for path, value in values.items() if value != ""}


def question_of(name: str, values: Mapping[str, Value], before: Question | None) -> Question:
    """The question that the whole values of the dialog make. before: what it was, so that stored
    words of answers stay as they are."""
    texts = {one: str(values.get(one) or "").strip() for one in _TEXTS}
    most = values.get("most")
    made = Question(name, Sort(str(values.get("sort") or Sort.TEXT.value)))
    base = made if before is None else replace(before, sort=made.sort)
    return replace(
        base,
        **texts,  # type: ignore[arg-type]
        required=values.get("required") is True,
        other=values.get("other") is True,
        most=most if isinstance(most, int) else 0,
        choices=_options(values, before),
    )


def item_of(value: str) -> UUID:
    """The id under which the dialog knows an answer."""
    return uuid5(_SPACE, value)


def _options(values: Mapping[str, Value], before: Question | None) -> tuple[Option, ...]:
    known = {str(item_of(one.value)): one for one in (() if before is None else before.choices)}
    items: dict[str, dict[str, str]] = {}
    for path, value in values.items():
        parts = path.split("/")
        if len(parts) == 3 and parts[0] == "choices" and parts[2] != "life" and value:
            items.setdefault(parts[1], {})[parts[2]] = str(value)
    made: list[Option] = []
    taken = {one.value for one in known.values()}
    # Those that were there keep their order; new ones follow.
    order = [item for item in known if item in items] + [
        item for item in items if item not in known
    ]
    for item in order:
        french, english = items[item].get("french", ""), items[item].get("english", "")
        option = known.get(item)
        if option is None:
            word = code_of(english or french) or item[:8]
            free, number = word, 1
            while free in taken:
                number += 1
                free = f"{word}_{number}"
            taken.add(free)
            option = Option(free)
        made.append(replace(option, french=french, english=english))
    return tuple(made)
