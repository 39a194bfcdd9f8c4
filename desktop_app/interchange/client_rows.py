"""Rows of a spreadsheet as people: each row is taken as a person, or refused with its reason."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Kind, Registry, Value
from desktop_app.domain.words.folding import fold
from desktop_app.interchange.cells import CellRefused, Unreadable, cell_value
from desktop_app.interchange.client_mapping import (
    FULL_NAME,
    ColumnMapping,
    Mapping,
    Target,
    guess_mapping,
    target,
)
from desktop_app.interchange.dates import Order
from desktop_app.interchange.record import (
    Plain,
    Refusal,
    item_id,
    message_from_plain,
    message_to_plain,
    record_id,
)
from desktop_app.interchange.spreadsheet import Table
from desktop_app.interchange.values import clean, yes_no
from desktop_app.interchange.workbook import Cell
from desktop_app.language import Message

_KEYS: Final = ("identity.identifier", "client.code")
_NAMES: Final = ("given", "family", "preferred")
_SEVERAL: Final = (";", "/", ",", "\n", " et ", " and ", " & ")
_BIRTH_NAMES: Final = ("maiden", "birth", "naissance", "jeune fille")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row as a person. id: 16 bytes, of identity and client alike. values: by kind of record
    (`identity`, `client`; `note` and `consent` only when the row has one), by path. ids: of those
    records; the reference of note and consent to the client is set. unresolved: texts that name a
    community or a worker, by `entity.field`. doubts: what was taken but should be looked at."""

    row: int
    id: bytes
    values: AnyMapping[str, AnyMapping[str, Value]]
    ids: AnyMapping[str, bytes]
    unresolved: AnyMapping[str, str] = field(default_factory=dict)
    doubts: tuple[Message, ...] = ()

    def to_plain(self) -> Plain:
        return {
            "row": self.row,
            "id": self.id,
            "values": {entity: dict(values) for entity, values in self.values.items()},
            "ids": dict(self.ids),
            "unresolved": dict(self.unresolved),
            "doubts": [message_to_plain(doubt) for doubt in self.doubts],
        }

    @classmethod
    def from_plain(cls, plain: AnyMapping[str, Any]) -> PersonRow:
        return cls(
            int(plain["row"]),
            bytes(plain["id"]),
            {str(entity): dict(values) for entity, values in plain["values"].items()},
            {str(entity): bytes(raw) for entity, raw in plain["ids"].items()},
            dict(plain["unresolved"]),
            tuple(message_from_plain(doubt) for doubt in plain["doubts"]),
        )


def source_of(path: Path) -> str:
    """A name for a file by its content: the same file makes the same people, wherever it lies."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rows_to_people(
    table: Table, mapping: Mapping, source: str, today: date, registry: Registry = STANDARD
) -> Iterator[PersonRow | Refusal]:
    """The people of a table, row by row, with refusals in between; blank rows are no rows.

    source: part of every id (`source_of`), so that a second import of the same rows meets the
    first. A row is told from others by the column of numbers or client codes where there is one,
    else by what it says. today: nobody is born after it.
    """
    columns = [
        (index, column, target(registry, column.path))
        for index, column in enumerate(mapping.columns)
    ]
    seen: dict[str, tuple[int, str]] = {}
    for number, cells in zip(table.row_numbers, table.rows, strict=True):
        key = _key(columns, cells)
        content = json.dumps(cells, ensure_ascii=False)
        if key in seen:
            yield _repeated(number, seen[key], content)
            continue
        seen[key] = (number, content)
        person = _Person(number, record_id(source, "people", key))
        try:
            for index, column, found in columns:
                if index < len(cells) and cells[index] is not None:
                    _take(person, column, found, cells[index], today)
        except CellRefused as fault:
            yield Refusal(str(number), fault.reason, fault.message)
            continue
        yield person.finished()


@dataclass(slots=True)
class _Person:
    """A person while the cells of a row are read."""

    row: int
    id: uuid.UUID
    values: dict[str, dict[str, Value]] = field(
        default_factory=lambda: {"identity": {}, "client": {}, "note": {}, "consent": {}}
    )
    remarks: list[str] = field(default_factory=list)
    unresolved: dict[str, str] = field(default_factory=dict)
    doubts: list[Message] = field(default_factory=list)

    def finished(self) -> PersonRow | Refusal:
        identity = self.values["identity"]
        if not any(identity.get(name) for name in _NAMES):
            return Refusal(
                str(self.row),
                "no_name",
                Message("client import", "Row {row} names nobody.", {"row": self.row}),
            )
        if self.remarks:
            self.values["note"]["text"] = "\n".join(self.remarks)
        values = {name: dict(given) for name, given in self.values.items() if given}
        values.setdefault("client", {})
        ids = {"identity": self.id.bytes, "client": self.id.bytes}
        for name in ("note", "consent"):
            if name in values:
                ids[name] = item_id(self.id, name, "").bytes
                values[name]["client"] = self.id.hex
        return PersonRow(self.row, self.id.bytes, values, ids, self.unresolved, tuple(self.doubts))


def _take(
    person: _Person, column: ColumnMapping, found: Target | None, cell: Cell, today: date
) -> None:
    if column.path == FULL_NAME:
        _take_full_name(person, clean(str(cell)))
        return
    if found is None:
        return
    order = Order(column.date_order) if column.date_order else Order.DAY_FIRST
    text = clean(str(cell))
    if (found.entity, found.field.name) == ("consent", "purpose"):
        _take_consent(person, found, cell, order, today)
    elif found.field.kind is Kind.REFERENCE:
        person.unresolved[f"{found.entity}.{found.field.name}"] = text
    elif found.entity == "note" and found.field.name == "text":
        person.remarks.append(text)
    elif found.items and found.field.kind in (Kind.LANGUAGE, Kind.TELEPHONE, Kind.EMAIL):
        for part in _parts(text) if found.field.kind is not Kind.TELEPHONE else _numbers(text):
            _take_one(person, column, found, part, order, today)
    else:
        _take_one(person, column, found, cell, order, today)


def _take_one(
    person: _Person, column: ColumnMapping, found: Target, cell: Cell, order: Order, today: date
) -> None:
    try:
        read = cell_value(found.field, cell, order, today, person.row)
    except Unreadable:
        _keep(person, column, clean(str(cell)))
        return
    if read.value is None:
        return
    if read.doubt is not None:
        person.doubts.append(read.doubt)
    values = person.values[found.entity]
    if not found.items:
        values[found.field.name] = read.value
        return
    item = item_id(person.id, found.items, f"{column.heading} {read.value}")
    path = f"{found.items}/{item}"
    values[f"{path}/{found.field.name}"] = read.value
    if found.items == "phones" and fold(column.heading) not in _folded(found.field.headings):
        values[f"{path}/label"] = column.heading
    elif found.items == "identifiers":
        values[f"{path}/sort"] = column.heading
    elif found.items == "names" and any(word in fold(column.heading) for word in _BIRTH_NAMES):
        values[f"{path}/sort"] = "birth"


def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _keep(person: _Person, column: ColumnMapping, text: str) -> None:
    """What a field cannot hold is kept as a remark, so that nothing of the list is lost."""
    person.remarks.append(f"{column.heading}: {text}")
    person.doubts.append(
        Message(
            "client import",
            "Row {row}: “{value}” under “{column}” was kept as a note.",
            {"row": person.row, "value": text, "column": column.heading},
        )
    )


def _take_full_name(person: _Person, text: str) -> None:
    identity = person.values["identity"]
    before, comma, after = text.partition(",")
    words = text.split()
    if comma and after.strip():
        identity["family"], identity["given"] = before.strip(), after.strip()
    elif len(words) > 1:
        identity["given"], identity["family"] = " ".join(words[:-1]), words[-1]
    elif text:
        identity["given"] = text
    if len(words) > 2 and not comma:
        person.doubts.append(
            Message(
                "client import",
                "Row {row}: of “{value}”, the last word was taken as the family name.",
                {"row": person.row, "value": text},
            )
        )


def _take_consent(person: _Person, found: Target, cell: Cell, order: Order, today: date) -> None:
    """A column `consent` says yes, gives a date, or names what is agreed to."""
    values = person.values["consent"]
    text = clean(str(cell))
    agreed = cell if isinstance(cell, bool) else yes_no(text)
    if agreed is False:
        return
    if agreed:
        values["purpose"] = "file"
        return
    try:
        values["purpose"] = cell_value(found.field, cell, order, today, person.row).value
    except Unreadable:
        given_on = STANDARD["consent"].field("given_on")
        try:
            values["given_on"] = cell_value(given_on, cell, order, today, person.row).value
            values["purpose"] = "file"
        except CellRefused:
            values["purpose"], values["words"] = "other", text


def _parts(text: str) -> list[str]:
    parts = [text]
    for sign in _SEVERAL:
        parts = [piece for part in parts for piece in part.split(sign)]
    return [piece.strip() for piece in parts if piece.strip()]


def _numbers(text: str) -> list[str]:
    """Several telephone numbers in one cell; a slash inside a number is no border."""
    parts = [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
    return [
        piece.strip()
        for part in parts
        for piece in (part.split(" / ") if " / " in part else [part])
        if piece.strip()
    ]


def _key(columns: list[tuple[int, ColumnMapping, Target | None]], cells: list[Cell]) -> str:
    for wanted in _KEYS:
        for index, column, _ in columns:
            if column.path == wanted and index < len(cells) and cells[index] is not None:
                return f"{wanted} {fold(str(cells[index]))}"
    return json.dumps(cells, ensure_ascii=False)


def _repeated(number: int, first: tuple[int, str], content: str) -> Refusal:
    place = {"row": number, "first": first[0]}
    if first[1] == content:
        return Refusal(
            str(number),
            "repeated_row",
            Message("client import", "Row {row} says the same as row {first}.", place),
        )
    return Refusal(
        str(number),
        "repeated_number",
        Message(
            "client import",
            "Row {row} has the number of row {first} but says something else.",
            place,
        ),
    )


__all__ = [
    "FULL_NAME",
    "ColumnMapping",
    "Mapping",
    "PersonRow",
    "guess_mapping",
    "rows_to_people",
    "source_of",
]
