"""One cell of a spreadsheet as the value of a field, by the field's kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.fields import Field, Kind, Value
from desktop_app.domain.words.folding import digits_of, fold, postal_code, telephone
from desktop_app.interchange.dates import NoSuchDay, NotADate, Order, read_date
from desktop_app.interchange.values import cents, clean, language_code, whole_number, yes_no
from desktop_app.interchange.workbook import Cell
from desktop_app.language import Message

_EMAIL: Final = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]+")
_CALLED: Final = range(5, 21)  # figures in something that can be dialled
# French and everyday words for choices, folded; the labels themselves are asked for first.
_CHOICES: Final = {
    "ouvert": "open", "actif": "open", "active": "open", "en cours": "open",
    "ferme": "closed", "inactif": "closed", "inactive": "closed", "termine": "closed",
    "en personne": "in_person", "au bureau": "in_person", "sur place": "in_person",
    "telephone": "telephone", "par telephone": "telephone", "phone": "telephone",
    "video": "video", "par video": "video", "visioconference": "video",
    "courrier": "mail", "par la poste": "mail", "par courrier": "mail", "poste": "mail",
    "domicile": "home", "a domicile": "home", "home visit": "home", "visite a domicile": "home",
    "dossier": "file", "partage": "share", "statistiques": "statistics",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """value: what the field gets. doubt: the cell was taken, but a person should look at it."""

    value: Value
    doubt: Message | None = None


class Unreadable(ValueError):
    """The cell's text is no value of the field; it can still be kept as a remark."""


class CellRefused(ValueError):
    """The row cannot be taken with this cell. reason: a stable code; message: what to correct."""

    def __init__(self, reason: str, message: Message) -> None:
        super().__init__(reason)
        self.reason = reason
        self.message = message


def cell_value(field: Field, cell: Cell, order: Order, today: date, row: int) -> Read:
    """What `cell` says as a value of `field`; `Read(None)` when it is blank.

    order: of the column's dates. today: for years of two figures. row: for the sentences.
    Raises CellRefused for dates that do not exist or are none, Unreadable for other text that the
    field cannot hold.
    """
    text = clean(str(cell)) if cell is not None else ""
    if not text:
        return Read(None)
    match field.kind:
        case Kind.DATE | Kind.PARTIAL_DATE:
            return _date(field, text, order, today, row)
        case Kind.YES_NO:
            return Read(cell if isinstance(cell, bool) else _needed(yes_no(text)))
        case Kind.CHOICE:
            return Read(_needed(_choice(field, text)))
        case Kind.INTEGER:
            return Read(_needed(whole_number(text)))
        case Kind.MONEY:
            return Read(_needed(cents(text)))
        case Kind.LANGUAGE:
            return Read(_needed(language_code(text)))
        case Kind.POSTAL_CODE:
            return Read(_needed(postal_code(text)))
        case Kind.EMAIL:
            return Read(text if _EMAIL.fullmatch(text) else _needed(None))
        case Kind.TELEPHONE:
            return _telephone(field, text, row)
        case _:
            return Read(text)


def _needed(value: Value) -> Value:
    if value is None:
        raise Unreadable
    return value


def _choice(field: Field, text: str) -> str | None:
    folded = fold(text)
    for choice in field.choices:
        if folded in (fold(choice.value), fold(choice.label.text), fold(str(choice.label))):
            return choice.value
    guess = _CHOICES.get(folded)
    return guess if any(choice.value == guess for choice in field.choices) else None


def _telephone(field: Field, text: str, row: int) -> Read:
    number = telephone(text)
    if number is not None:
        return Read(number)
    if len(digits_of(text)) not in _CALLED or len(text) > 40:
        raise Unreadable
    return Read(
        text,
        Message(
            "client import",
            "Row {row}: “{value}” is not a whole telephone number. It was kept as it is written.",
            {"row": row, "value": text},
        ),
    )


def _date(field: Field, text: str, order: Order, today: date, row: int) -> Read:
    place = {"row": row, "field": field.label, "value": text}
    try:
        read = read_date(text, order, today)
    except NoSuchDay as fault:
        raise CellRefused("no_such_day", _no_such_day(field, place)) from fault
    except NotADate as fault:
        raise CellRefused(
            "not_a_date",
            Message("client import", "Row {row}: “{value}” under “{field}” is not a date.", place),
        ) from fault
    if field.kind is Kind.DATE and len(read.value) != 10:
        raise CellRefused(
            "date_not_exact",
            Message(
                "client import",
                "Row {row}: “{value}” under “{field}” lacks the day, which is needed there.",
                place,
            ),
        )
    if read.value.lstrip("~") > today.isoformat():
        raise CellRefused("date_in_future", _in_future(field, place))
    if not read.doubtful:
        return Read(read.value)
    return Read(
        read.value,
        Message(
            "client import",
            "Row {row}: the year of “{value}” has two figures. It was read as {year}.",
            {**place, "year": read.value.lstrip("~")[:4]},
        ),
    )


def _no_such_day(field: Field, place: dict[str, object]) -> Message:
    if field.name == "birth_date":
        return Message(
            "client import", "Row {row}: the date of birth {value} does not exist.", place
        )
    return Message(
        "client import", "Row {row}: the date {value} under “{field}” does not exist.", place
    )


def _in_future(field: Field, place: dict[str, object]) -> Message:
    if field.name == "birth_date":
        return Message(
            "client import", "Row {row}: the date of birth {value} is still to come.", place
        )
    return Message(
        "client import", "Row {row}: the date {value} under “{field}” is still to come.", place
    )
