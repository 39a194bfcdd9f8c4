"""One row of a source table as fields of a record or a list item, with what did not fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.domain.words.folding import telephone
from desktop_app.interchange.hsds_shape import SCHEDULE_PARTS, Column, Reading
from desktop_app.interchange.values import (
    STATUSES,
    cents,
    clock_times,
    iso_date,
    language_code,
    weekdays,
    whole_number,
    yes_no,
)

EXTENSION: Final = ";ext="


@dataclass(slots=True)
class Fields:
    """values: by field name. rest: columns that no field takes, or whose text a field of that
    kind cannot hold (those are also named in `unread`)."""

    values: dict[str, Value] = field(default_factory=dict)
    rest: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def number(text: str) -> str:
    """A telephone number in its one form, or as it was written when it has none (`911`)."""
    bare = text.strip(" \"'")
    return telephone(bare) or bare


def _status(text: str) -> str | None:
    return text.lower() if text.lower() in STATUSES else None


def _as_written(text: str) -> str:
    return text


_READERS: Final[Mapping[Reading, Callable[[str], Value]]] = {
    Reading.TEXT: _as_written,
    Reading.TIME: _as_written,  # times of a row are read together, before
    Reading.DATE: iso_date,
    Reading.NUMBER: whole_number,
    Reading.CENTS: cents,
    Reading.TELEPHONE: number,
    Reading.LANGUAGE: language_code,
    Reading.STATUS: _status,
    Reading.YES_NO: yes_no,
}


def read_fields(columns: Iterable[Column], cells: Mapping[str, str], skip: Iterable[str]) -> Fields:
    """The fields that `cells` fill; columns in `skip` are technical and are left out.

    A second column for the same field that says something else stays in `rest`.
    """
    fields = Fields(rest={name: text for name, text in cells.items() if name not in skip})
    for column in columns:
        if column.reading is Reading.REFERENCE:
            continue
        for name in column.names:
            text = fields.rest.get(name)
            if text is None:
                continue
            if column.field in fields.values:
                if fields.values[column.field] == text:
                    del fields.rest[name]
                continue
            value = _READERS[column.reading](text)
            if value is None:
                fields.unread.append(name)
            else:
                fields.values[column.field] = value
                del fields.rest[name]
    return fields


def prepared(table: str, source: str, cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row with the ways of older tables brought to those of HSDS 3."""
    ready = dict(cells)
    if table == "schedules":
        _prepare_schedule(ready)
    elif table == "addresses" and "address_type" not in ready:
        for kind in ("physical", "postal"):
            if source.startswith(kind):
                ready["address_type"] = kind
    elif table == "contacts":
        _prepare_contact(ready)
    elif table == "phones":
        _prepare_phone(ready)
    return ready


def _prepare_schedule(cells: dict[str, str]) -> None:
    for name in ("weekday", "byday"):
        days = weekdays(cells[name]) if name in cells else None
        if days is not None:
            del cells[name]
            cells["byday"] = days
    given = cells.get("opens_at", ""), cells.get("closes_at", "")
    for name, text, time in zip(("opens_at", "closes_at"), given, clock_times(*given), strict=True):
        if text:
            del cells[name]
            cells[name if time else f"{name} (unclear)"] = time or text
    parts = {name: cells.pop(name) for name in SCHEDULE_PARTS if name in cells}
    if parts.get("freq", "").upper() == "WEEKLY" and parts.get("interval", "1") == "1":
        parts.pop("interval", None)
        if "byday" in cells and set(parts) == {"freq"}:
            del parts["freq"]
    if parts and "rule" not in cells:
        cells["rule"] = ";".join(f"{name.upper()}={text}" for name, text in parts.items())


def _prepare_contact(cells: dict[str, str]) -> None:
    area, local = cells.pop("phone_areacode", ""), cells.pop("phone_number", "")
    extension = cells.pop("phone_extension", "")
    if area or local:
        cells["telephone"] = joined_number(f"{area} {local}".strip(), extension)
    elif extension:
        cells["phone_extension"] = extension


def _prepare_phone(cells: dict[str, str]) -> None:
    """An extension that stands in the number goes to its own column."""
    whole = number(cells.get("number", ""))
    if EXTENSION in whole and "extension" not in cells:
        cells["number"], cells["extension"] = whole.split(EXTENSION, 1)


def joined_number(text: str, extension: str) -> str:
    """A number and its extension in one text."""
    if not extension:
        return number(text)
    plain = telephone(text)
    return f"{plain}{EXTENSION}{extension}" if plain else f"{text} {EXTENSION[1:-1]} {extension}"
