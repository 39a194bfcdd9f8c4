"""What a field may hold: every value is checked here before it is written, whoever typed it.

What people type stays as they typed it wherever that does no harm (names with markup, telephones
with their dots); only what has one right form is brought to it (postal codes, ids, codes of
languages). What cannot be kept is refused with a sentence at its field, never cut short.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Field, Kind, Value
from desktop_app.domain.words.folding import digits_of, postal_code
from desktop_app.language import Message, client_languages, language

TEXT_LETTERS: Final = 500
LONG_TEXT_BYTES: Final = 60_000
"""In UTF-8, so that the value fits an entry of the log whatever its script."""

EARLIEST_YEAR: Final = 1850
LATEST_YEAR: Final = 2200
LARGEST_NUMBER: Final = 10**12

_NOT_AFTER_TODAY: Final = frozenset({"birth_date", "died_on"})

# Control and unassigned code points, and the signs that turn or hide the direction of what
# follows. Marks of direction (U+200E, U+200F, U+061C) belong to names in Arabic or Hebrew.
_REFUSED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")
_PARTIAL: Final = re.compile(r"(~?)(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z", re.ASCII)
_TIME: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+")
_POSTAL: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z \-]{0,15}", re.ASCII)
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(?!\d)")
_PRIVATE_LANGUAGE: Final = re.compile(r"(?:x|q[a-t][a-z])(?:-[a-z0-9]{1,8})*", re.IGNORECASE)
_KNOWN_LANGUAGES: Final = {row.code.lower(): row.code for row in client_languages()}


class ValueRefused(PortageError):
    """A value that its field cannot hold. field: the declaration, to show the sentence there."""

    code = "value_refused"

    def __init__(self, field: Field, message: Message) -> None:
        super().__init__(message)
        self.field = field


def checked(field: Field, value: Value, today: date | None = None) -> Value:
    """`value` in the form in which `field` holds it; an empty text is nothing.

    today: of whoever types; without it births yet to come are not noticed. Raises ValueRefused.
    """
    if isinstance(value, str):
        value = value.strip()
    if value is None or value == "":
        return None
    if field.kind is Kind.YES_NO:
        if not isinstance(value, bool):
            raise ValueRefused(
                field,
                Message(
                    "values",
                    "“{field}” is answered by yes or no. Nothing was changed. Choose one of them.",
                    {"field": field.label},
                ),
            )
        return value
    if field.kind in (Kind.INTEGER, Kind.MONEY):
        return _number(field, value)
    if not isinstance(value, str):
        raise _unreadable(field)
    text = _one_form(field, value)
    shape = _SHAPES.get(field.kind)
    if shape is not None:
        text = shape(field, text)
    if field.name in _NOT_AFTER_TODAY and today is not None:
        _check_past(field, text, today)
    return text


def _number(field: Field, value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_NUMBER:
        raise ValueRefused(
            field,
            Message(
                "values",
                "“{field}” is a whole number. Nothing was changed. Write it in digits.",
                {"field": field.label},
            ),
        )
    if value < 0 and field.kind is Kind.INTEGER:
        raise ValueRefused(
            field,
            Message(
                "values",
                "“{field}” cannot be less than zero. Nothing was changed. Write zero or more.",
                {"field": field.label},
            ),
        )
    return value


def _one_form(field: Field, text: str) -> str:
    """The text with one kind of line end; in fields of one line, on one line."""
    if _REFUSED.search(text):
        raise ValueRefused(
            field,
            Message(
                "values",
                "“{field}” holds a sign that nobody can see, probably from a copied text. "
                "Nothing was changed. Type the words here instead of pasting them.",
                {"field": field.label},
            ),
        )
    text = _LINE_ENDS.sub("\n", text)
    if field.kind is Kind.LONG_TEXT:
        room = _letters_that_fit(text, LONG_TEXT_BYTES)
    else:
        text = text.replace("\n", " ").replace("\t", " ")
        room = TEXT_LETTERS
    if len(text) > room:
        raise ValueRefused(
            field,
            Message(
                "values",
                "“{field}” has {length} letters, and {room} fit. Nothing was changed. "
                "Shorten it, or write the rest in a note.",
                {"field": field.label, "length": len(text), "room": room},
            ),
        )
    return text


def _letters_that_fit(text: str, limit: int) -> int:
    """How many letters of `text` take at most `limit` bytes; more than it has when all do."""
    encoded = text.encode()
    if len(encoded) <= limit:
        return len(text) + 1
    return len(encoded[:limit].decode(errors="ignore"))


def _unreadable(field: Field) -> ValueRefused:
    return ValueRefused(
        field,
        Message(
            "values",
            "“{field}” cannot be read as it is written. Nothing was changed. Write it another way.",
            {"field": field.label},
        ),
    )


def _choice(field: Field, text: str) -> str:
    if any(one.value == text for one in field.choices):
        return text
    raise ValueRefused(
        field,
        Message(
            "values",
            "That is not one of the answers to “{field}”. Nothing was changed. "
            "Choose one from the list.",
            {"field": field.label},
        ),
    )


def _no_such_date(field: Field) -> ValueRefused:
    return ValueRefused(
        field,
        Message(
            "values",
            "There is no such date in “{field}”. Nothing was changed. "
            "Write year-month-day, for example 1951-03-02.",
            {"field": field.label},
        ),
    )


def _check_day(field: Field, year: int, month: int, day: int) -> None:
    try:
        date(year, month, day)
    except ValueError as fault:
        raise _no_such_date(field) from fault
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise _no_such_date(field)


def _date(field: Field, text: str) -> str:
    if not _DATE.fullmatch(text):
        raise _no_such_date(field)
    _check_day(field, int(text[:4]), int(text[5:7]), int(text[8:]))
    return text


def _partial_date(field: Field, text: str) -> str:
    parts = _PARTIAL.fullmatch(text)
    if parts is None:
        raise ValueRefused(
            field,
            Message(
                "values",
                "“{field}” cannot be read as a date. Nothing was changed. Write what is known: "
                "1951, 1951-03, 1951-03-02, or ~1951 for about that year.",
                {"field": field.label},
            ),
        )
    _check_day(field, int(parts[2]), int(parts[3] or 1), int(parts[4] or 1))
    return text


def _check_past(field: Field, text: str, today: date) -> None:
    known = text.removeprefix("~")
    if known > today.isoformat()[: len(known)]:
        raise ValueRefused(
            field,
            Message(
                "values",
                "“{field}” is yet to come. Nothing was changed. "
                "Check the year, and the date of this laptop.",
                {"field": field.label},
            ),
        )


def _instant(field: Field, text: str) -> str:
    if not _INSTANT.fullmatch(text):
        raise _unreadable(field)
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M%z")
    except ValueError as fault:
        raise _no_such_date(field) from fault
    return text


def _time(field: Field, text: str) -> str:
    if _TIME.fullmatch(text):
        return text
    raise ValueRefused(
        field,
        Message(
            "values",
            "“{field}” is a time of 24 hours. Nothing was changed. Write it like 09:30 or 14:00.",
            {"field": field.label},
        ),
    )


def _time_zone(field: Field, text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError) as fault:
        raise ValueRefused(
            field,
            Message(
                "values",
                "No local time is known by that name. Nothing was changed. "
                "Choose the place in the list.",
            ),
        ) from fault


def _language(field: Field, text: str) -> str:
    known = _KNOWN_LANGUAGES.get(text.lower())
    if known is not None:
        return known
    if _PRIVATE_LANGUAGE.fullmatch(text) or ("-" in text and language(text) is not None):
        return text
    raise ValueRefused(
        field,
        Message(
            "values",
            "No language is known by that code. Nothing was changed. "
            "Choose the language in the list.",
        ),
    )


def _telephone(field: Field, text: str) -> str:
    if digits_of(text):
        return text
    raise ValueRefused(
        field,
        Message(
            "values",
            "There is no digit in “{field}”. Nothing was changed. Write the number to dial.",
            {"field": field.label},
        ),
    )


def _email(field: Field, text: str) -> str:
    if _EMAIL.fullmatch(text):
        return text
    raise ValueRefused(
        field,
        Message(
            "values",
            "“{field}” does not look like an address. Nothing was changed. "
            "Write it like name@example.org.",
            {"field": field.label},
        ),
    )


def _postal_code(field: Field, text: str) -> str:
    """Canadian codes in their one form; those of other countries as they were typed."""
    canadian = postal_code(text)
    if canadian is not None:
        return canadian
    if _POSTAL.fullmatch(text):
        return text
    raise ValueRefused(
        field,
        Message(
            "values",
            "“{field}” does not look like a postal code. Nothing was changed. "
            "Write it like X0A 0H0, or leave it empty.",
            {"field": field.label},
        ),
    )


def _web(field: Field, text: str) -> str:
    scheme = _SCHEME.match(text)
    if " " in text or (scheme is not None and scheme[1].lower() not in ("http", "https")):
        raise ValueRefused(
            field,
            Message(
                "values",
                "“{field}” does not look like a web address. Nothing was changed. "
                "Write it like www.example.org.",
                {"field": field.label},
            ),
        )
    return text


def _reference(field: Field, text: str) -> str:
    try:
        return uuid.UUID(text).hex
    except ValueError as fault:
        raise _unreadable(field) from fault


_SHAPES: Final[dict[Kind, Callable[[Field, str], str]]] = {
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.PARTIAL_DATE: _partial_date,
    Kind.INSTANT: _instant,
    Kind.TIME: _time,
    Kind.TIME_ZONE: _time_zone,
    Kind.LANGUAGE: _language,
    Kind.TELEPHONE: _telephone,
    Kind.EMAIL: _email,
    Kind.POSTAL_CODE: _postal_code,
    Kind.WEB: _web,
    Kind.REFERENCE: _reference,
}
