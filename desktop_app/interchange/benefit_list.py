"""The list of benefits as a file: an edition with its questions, read within limits, written back.

The file is JSON: `edition`, `questions`, `benefits`. What a newer release adds is left out when it
is read; what is missing or wrong is refused with the line of the list that it is about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop_app.domain.casework.benefits import BENEFIT
from desktop_app.domain.casework.benefits_check import Answered, Question
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Kind, Value
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.language import Message

SHIPPED: Final = Path(__file__).resolve().parents[2] / "resources" / "benefits" / "benefits.json"
LARGEST: Final = 2_000_000
MOST: Final = 2_000
_MOST_CONDITIONS: Final = 40
LIST_FIELDS: Final = ("name_en", "name_fr", "why_en", "why_fr")
_FIELDS: Final = tuple(one for one in BENEFIT.fields if one.name not in ("edition", "own"))


class ListUnreadable(PortageError):
    """A file is no list of benefits."""

    code = "list_unreadable"

    def __init__(self, where: str) -> None:
        super().__init__(
            Message(
                "benefit list",
                "This file cannot be read as a list of benefits: reading stopped at {where}. "
                "Nothing was changed. Use a file that Portage has written.",
                {"where": where[:80]},
            )
        )


@dataclass(frozen=True, slots=True)
class ListedBenefit:
    """One benefit of a file. values: by the names of its fields. conditions: question, test, value."""

    code: str
    values: Mapping[str, Value]
    conditions: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ListedPapers:
    """A list of documents of a file. benefit: the code of one, or empty. documents: for each its
    names and reasons, in the order of LIST_FIELDS."""

    code: str
    name_en: str
    name_fr: str
    benefit: str
    documents: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """A whole list. name: of the edition, such as 2026-06."""

    name: str
    questions: tuple[Question, ...]
    benefits: tuple[ListedBenefit, ...]
    lists: tuple[ListedPapers, ...]


def shipped() -> Edition:
    """The edition that this release brings along."""
    return parse(SHIPPED.read_bytes())


def read(path: Path) -> Edition:
    """An edition from a file. Raises ListUnreadable, and the faults of the disk."""
    with path.open("rb") as file:
        data = file.read(LARGEST + 1)
    return parse(data)


def parse(data: bytes) -> Edition:
    """As `read`, from bytes."""
    if len(data) > LARGEST:
        raise ListUnreadable(str(LARGEST))
    try:
        whole: Any = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise ListUnreadable("1") from fault
    if not isinstance(whole, dict) or not isinstance(whole.get("benefits"), list):
        raise ListUnreadable("benefits")
    name = _text(whole, "edition", "edition")
    if not name or len(whole["benefits"]) > MOST:
        raise ListUnreadable("edition")
    benefits = tuple(_benefit(one) for one in whole["benefits"])
    codes = [one.code for one in benefits]
    for code in codes:
        if codes.count(code) > 1:
            raise ListUnreadable(code)
    questions = whole.get("questions", [])
    if not isinstance(questions, list) or len(questions) > MOST:
        raise ListUnreadable("questions")
    lists = whole.get("checklists", [])
    if not isinstance(lists, list) or len(lists) > MOST:
        raise ListUnreadable("checklists")
    return Edition(
        name,
        tuple(_question(one) for one in questions),
        benefits,
        tuple(_papers(one) for one in lists),
    )


def write(edition: Edition) -> bytes:
    """The same edition as a file."""
    benefits = []
    for one in edition.benefits:
        told: dict[str, object] = {
            field.name: one.values[field.name]
            for field in _FIELDS
            if one.values.get(field.name) is not None
        }
        told["conditions"] = [
            {"question": question, "test": test, "value": value}
            for question, test, value in one.conditions
        ]
        benefits.append(told)
    questions = [
        {
            "code": one.code,
            "sort": one.sort,
            "en": one.en,
            "fr": one.fr,
            "why_en": one.why_en,
            "why_fr": one.why_fr,
            **(
                {"choices": [{"value": c.value, "en": c.en, "fr": c.fr} for c in one.choices]}
                if one.choices
                else {}
            ),
        }
        for one in edition.questions
    ]
    lists = [
        {
            "code": one.code,
            "name_en": one.name_en,
            "name_fr": one.name_fr,
            "benefit": one.benefit,
            "documents": [dict(zip(LIST_FIELDS, part, strict=True)) for part in one.documents],
        }
        for one in edition.lists
    ]
    whole = {
        "edition": edition.name,
        "questions": questions,
        "benefits": benefits,
        "checklists": lists,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _benefit(told: object) -> ListedBenefit:
    if not isinstance(told, dict):
        raise ListUnreadable("benefits")
    code = _text(told, "code", "code")
    values: dict[str, Value] = {}
    for field in _FIELDS:
        value = told.get(field.name)
        if value is None:
            if field.required:
                raise ListUnreadable(f"{code} {field.name}")
            continue
        number = field.kind in (Kind.INTEGER, Kind.MONEY)
        yes_no = field.kind is Kind.YES_NO
        if isinstance(value, bool) is not yes_no or isinstance(value, int) is not (
            number or yes_no
        ):
            raise ListUnreadable(f"{code} {field.name}")
        if not isinstance(value, str | int):
            raise ListUnreadable(f"{code} {field.name}")
        try:
            values[field.name] = checked(field, value)
        except ValueRefused as fault:
            raise ListUnreadable(f"{code} {field.name}") from fault
        if field.required and values[field.name] is None:
            raise ListUnreadable(f"{code} {field.name}")
    conditions = told.get("conditions", [])
    if not isinstance(conditions, list) or len(conditions) > _MOST_CONDITIONS:
        raise ListUnreadable(f"{code} conditions")
    return ListedBenefit(code, values, tuple(_condition(code, one) for one in conditions))


def _condition(code: str, told: object) -> tuple[str, str, str]:
    if not isinstance(told, dict):
        raise ListUnreadable(f"{code} conditions")
    question, test, value = (_text(told, name, code) for name in ("question", "test", "value"))
    known = {one.value for one in BENEFIT.items("conditions").field("test").choices}
    if not question or test not in known:
        raise ListUnreadable(f"{code} {question} {test}")
    return question, test, value


def _question(told: object) -> Question:
    if not isinstance(told, dict):
        raise ListUnreadable("questions")
    code = _text(told, "code", "questions")
    choices = told.get("choices", [])
    if not code or not isinstance(choices, list):
        raise ListUnreadable(f"questions {code}")
    return Question(
        code,
        _text(told, "sort", code),
        _text(told, "en", code),
        _text(told, "fr", code),
        _text(told, "why_en", code),
        _text(told, "why_fr", code),
        tuple(
            Answered(_text(one, "value", code), _text(one, "en", code), _text(one, "fr", code))
            for one in choices
        ),
    )


def _papers(told: object) -> ListedPapers:
    if not isinstance(told, dict):
        raise ListUnreadable("checklists")
    code = _text(told, "code", "checklists")
    documents = told.get("documents", [])
    if not code or not isinstance(documents, list) or len(documents) > _MOST_CONDITIONS:
        raise ListUnreadable(f"checklists {code}")
    found: list[tuple[str, str, str, str]] = []
    for one in documents:
        english, french, why_english, why_french = (_text(one, name, code) for name in LIST_FIELDS)
        found.append((english, french, why_english, why_french))
    return ListedPapers(
        code,
        _text(told, "name_en", code),
        _text(told, "name_fr", code),
        _text(told, "benefit", code),
        tuple(found),
    )


def _text(told: object, name: str, where: str) -> str:
    value = told.get(name) if isinstance(told, dict) else None
    if not isinstance(value, str) or len(value) > 500:
        raise ListUnreadable(f"{where} {name}")
    return value.strip()
