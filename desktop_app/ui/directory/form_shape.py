"""The form of an entry, built from its declarations; and the days of the week as people type them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from desktop_app.domain.directory.opening import WEEKDAYS
from desktop_app.domain.fields import EntityType, Field, Kind, Value
from desktop_app.domain.words.calendar_words import short_weekday_name
from desktop_app.domain.words.folding import fold
from desktop_app.language import Message

LEFT_OUT: Final = frozenset(
    {"source", "source_id", "latitude", "longitude", "tax_status", "tax_id", "legal_status", "year"}
)
"""Fields that only an import fills."""
LISTS_LEFT_OUT: Final = frozenset({"attributes", "funding", "identifiers", "categories"})
_FIRST: Final = {
    "service": ("documents", "contacts", "phones", "hours", "languages", "areas", "costs"),
    "organisation": ("contacts", "phones", "addresses", "languages"),
    "location": ("addresses", "hours", "contacts", "phones", "accessibility"),
}
"""The lists that people ask for first, in that order; the others follow."""

_DAYS: Final = Message("directory", "Days, for example Mon-Fri")
_RANGE: Final = re.compile(r"\s*(?:-|\u2013|\bto\b|\ba\b|\bau\b)\s*")
_NAMES: Final = (
    ("mo", "mon", "lu", "lun"),
    ("tu", "tue", "mar"),
    ("we", "wed", "me", "mer"),
    ("th", "thu", "je", "jeu"),
    ("fr", "fri", "ve", "ven"),
    ("sa", "sat", "sam"),
    ("su", "sun", "di", "dim"),
)


def plain_fields(kind: EntityType) -> tuple[Field, ...]:
    """The fields of an entry that a person fills in."""
    return tuple(
        one
        for one in kind.fields
        if one.kind is not Kind.REFERENCE
        and one.name not in LEFT_OUT
        and not one.name.startswith("verified")
    )


def verified_fields(kind: EntityType) -> tuple[Field, ...]:
    """When and by whom the entry was verified."""
    return tuple(one for one in kind.fields if one.name.startswith("verified"))


def list_names(kind: EntityType) -> tuple[str, ...]:
    """The lists of an entry that a person fills in, in the order of the form."""
    known = [one.name for one in kind.lists if one.name not in LISTS_LEFT_OUT]
    first = [name for name in _FIRST.get(kind.name, ()) if name in known]
    return (*first, *(name for name in known if name not in first))


def list_fields(kind: EntityType, name: str) -> tuple[Field, ...]:
    """The fields of the items of a list that a person fills in."""
    items = next(one for one in kind.lists if one.name == name)
    return tuple(
        replace(one, label=_DAYS) if (name, one.name) == ("hours", "days") else one
        for one in items.fields
        if one.kind is not Kind.REFERENCE and (name, one.name) != ("hours", "rule")
    )


def is_days(path: str) -> bool:
    """Whether a path holds days of the week."""
    return path.startswith("hours/") and path.endswith("/days")


def days_words(stored: Value) -> Value:
    """Days as they are stored (`MO,TU,WE`) as people read them in the current language."""
    if not isinstance(stored, str):
        return stored
    written = [day for day in stored.upper().replace(" ", "").split(",") if day]
    if not set(written) <= set(WEEKDAYS):
        return stored
    numbers = sorted(WEEKDAYS.index(day) for day in set(written))
    if len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{_short(numbers[0])}-{_short(numbers[-1])}"
    return ", ".join(_short(number) for number in numbers)


def _short(day: int) -> str:
    return short_weekday_name(day).rstrip(".")


def read_days(typed: str) -> str | None:
    """Days as they are stored from what people type in French or English; None when it is none.

    "Mon-Fri", "lundi au vendredi", "sam, dim" and the stored form are understood.
    """
    found: set[int] = set()
    for part in re.split(r"[,;/]|\bet\b|\band\b", typed.casefold().replace("à", "a")):
        if not part.strip():
            continue
        ends = [_day(word) for word in _RANGE.split(part.strip(), maxsplit=1)]
        if None in ends:
            return None
        first, last = ends[0], ends[-1]
        if first is None or last is None:
            return None
        found |= {day % 7 for day in range(first, last + 1 if last >= first else last + 8)}
    return ",".join(WEEKDAYS[day] for day in sorted(found)) if found else None


def _day(word: str) -> int | None:
    known = fold(word).strip(" .")
    for number, names in enumerate(_NAMES):
        if known in names or any(len(name) > 2 and known.startswith(name) for name in names):
            return number
    return None


def shown_values(values: Mapping[str, Value]) -> dict[str, Value]:
    """Stored values as the form shows them."""
    return {path: days_words(value) if is_days(path) else value for path, value in values.items()}


def stored_values(
    values: Mapping[str, Value],
) -> tuple[dict[str, Value], dict[str, Message]]:
    """Values of the form as they are stored, and by path what cannot be read."""
    stored: dict[str, Value] = {}
    wrong: dict[str, Message] = {}
    for path, value in values.items():
        if is_days(path) and isinstance(value, str):
            days = read_days(value)
            if days is None:
                wrong[path] = Message("directory", "Enter days of the week, for example Mon-Fri.")
            else:
                stored[path] = days
        else:
            stored[path] = value
    return stored, wrong
