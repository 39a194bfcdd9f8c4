"""What the one search finds a record by, and in which order lists stand."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Final

from desktop_app.domain.fields import (
    DELETED,
    LIFE,
    EntityType,
    Field,
    FieldKey,
    Kind,
    Value,
)
from desktop_app.domain.words.folding import fold, line_digits, search_forms

_DATES: Final = (Kind.PARTIAL_DATE, Kind.DATE)
_STEADILY: Final = itemgetter(
    0, 1
)  # numbers before the bytes of list items, with which none compares


def search_text(entity: EntityType, values: Mapping[FieldKey, Value]) -> str:
    """The words under which a record is indexed, folded; empty when nothing of it is searched.

    Names in every folded form, telephones by their digits and their last four, birth dates with
    and without hyphens. The same values give the same text, in whatever
    order they were set; list items that were deleted are left out.
    """
    searched: list[tuple[bool, FieldKey, Field, str]] = []
    plain = entity.searched
    for key, value in values.items():
        if type(value) is str and value:
            if type(key) is int:
                field = plain.get(key)
                if field is not None:
                    searched.append((False, key, field, value))
                continue
            field = entity.declared(key)
            if field is not None and field.searchable and not _deleted(key, values):
                searched.append((True, key, field, value))
    if not searched:
        return ""
    searched.sort(key=_STEADILY)
    words: list[str] = []
    texts: list[str] = []
    for _, _, field, value in searched:
        if field.kind is Kind.TELEPHONE:
            words += telephone_words(value)
        elif field.kind in _DATES:
            bare = value.lstrip("~")
            words += (bare.replace("-", " "), bare.replace("-", ""))
        else:
            texts.append(value)
    if texts:
        # One call for all of them: every word then stands in every form.
        words.extend(search_forms(" ".join(texts)))
    return " ".join(dict.fromkeys(filter(None, words)))


def telephone_words(number: str) -> tuple[str, ...]:
    """What a telephone number is found by: all its digits, ten, seven, and the last four."""
    digits = line_digits(number)
    return (digits, digits[-10:], digits[-7:], digits[-4:])


def _deleted(key: FieldKey, values: Mapping[FieldKey, Value]) -> bool:
    return (
        isinstance(key, bytes)
        and len(key) == 18
        and values.get(key[:17] + bytes((LIFE,))) == DELETED
    )


def sort_text(entity: EntityType, values: Mapping[FieldKey, Value]) -> str:
    """The folded text by which lists are ordered: family name first, otherwise the title."""
    parts = []
    names = ("family", "given", "preferred") if entity.name == "identity" else entity.title
    for name in names:
        value = values.get(entity.field(name).number)
        if isinstance(value, str) and value:
            parts.append(value[:120])
    return fold(" ".join(parts))
