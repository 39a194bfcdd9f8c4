"""A stored value as a person reads it: the words of a choice, the name of a language, dollars."""

from __future__ import annotations

from desktop_app.domain.fields import Field, Kind, Value
from desktop_app.domain.words.calendar_words import money
from desktop_app.language import Message, language_name


def stored_words(field: Field | None, value: Value) -> str:
    """The value in the current language; references and dates as they are stored.

    field: None for one that only a newer release knows.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(Message("values", "yes")) if value else str(Message("values", "no"))
    if field is None:
        return str(value)
    for choice in field.choices:
        if choice.value == value:
            return str(choice.label)
    if field.kind is Kind.LANGUAGE:
        return language_name(str(value))
    if field.kind is Kind.MONEY and isinstance(value, int):
        return money(value)
    return str(value)
