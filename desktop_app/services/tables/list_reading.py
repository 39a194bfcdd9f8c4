"""Reading a list back that Portage wrote and somebody changed in a spreadsheet: what was changed is shown
first, and only then written, as one act that undo takes back.

Only what was changed in the table is read: a cell that says what it said when it was written stays out
of it, however old the table is. What somebody changed in Portage since is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Field, Kind, Value
from desktop_app.domain.values import ValueRefused, checked
from desktop_app.interchange import spreadsheet
from desktop_app.interchange.cells import CellRefused, Unreadable, cell_value
from desktop_app.interchange.dates import NoSuchDay, NotADate, Order, read_date
from desktop_app.interchange.record import Refusal
from desktop_app.interchange.spreadsheet import Table
from desktop_app.interchange.workbook import Cell
from desktop_app.language import Message
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.client_fields import RECORDS, id_in, shown_fields
from desktop_app.services.clients.client_lines import Lines, today_of
from desktop_app.services.clients.client_values import placed, records_of
from desktop_app.services.clients.interests import kept_out
from desktop_app.services.editing import Editor
from desktop_app.services.progress import Progress
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.tables.list_tables import (
    LISTS,
    NUMBER,
    SUMS,
    ListColumn,
    Listed,
    columns_of,
    money_text,
    plain_text,
    read_sums,
    sum_in,
    text_sum,
)
from desktop_app.storage.database import Tables
from desktop_app.storage.rows import Row

_READING: Final = Message("lists", "Comparing the table with what is kept")
_WRITING: Final = Message("lists", "Writing what was changed")
_STEP: Final = 200
_LONGEST: Final = 30_000
"""Letters of a text that is not read back from a cell."""


class NotOurList(PortageError):
    """A table was not written by Portage, or its rows are of another organisation."""

    code = "not_our_list"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "lists",
                "This table was not written by Portage, or none of its rows is kept here. Nothing was "
                "changed. To bring people in from it, import it.",
            )
        )


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that somebody changed. row: of the table. id: of the record. name: whom or what it is
    about. column: its code."""

    row: int
    id: str
    name: str
    column: str
    field: Field
    before: Value
    after: Value


@dataclass(slots=True)
class ReadBack:
    """What would be read from a table. rows: how many it has."""

    file: str
    listed: Listed
    rows: int = 0
    changes: list[CellChange] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, tuple[Message, int]]:
        """The columns in which something was changed: their words, and how often, by code."""
        found: dict[str, tuple[Message, int]] = {}
        for one in self.changes:
            _, many = found.get(one.column, (one.field.label, 0))
            found[one.column] = (one.field.label, many + 1)
        return found


def is_ours(table: Table) -> bool:
    """Whether Portage wrote a table, and its rows say of which records they are."""
    return NUMBER in table.codes


class ListReading:
    """Compares tables with what is kept, and takes what was changed."""

    def __init__(
        self,
        session: Session,
        read_table: Callable[[Path, str | None], Table] = spreadsheet.read_table,
    ) -> None:
        self._session, self._read_table = session, read_table

    def compare(self, path: Path, progress: Progress | None = None) -> ReadBack | None:
        """What was changed in a table; None where Portage did not write it, or its rows are of another
        organisation. Raises a FileRefused, Cancelled."""
        told = progress or Progress.silent()
        told.step(0, None, _READING)
        table = self._read_table(path, None)
        listed = _list_of(table)
        if listed is None:
            return None
        found = ReadBack(path.name, listed, len(table.rows))
        with self._session.database.reading() as tables:
            comparing = _Comparing(tables, self._session, table, found)
            for number, cells in enumerate(table.rows):
                if number % _STEP == 0:
                    told.step(number, len(table.rows), _READING)
                comparing.row(table.row_numbers[number], cells)
            return found if comparing.known else None

    def take(
        self, found: ReadBack, columns: Collection[str], progress: Progress | None = None
    ) -> int:
        """Write what was changed in these columns, in one act; gives how many cells were.

        What became another value since it was compared is left. Raises NotAllowed, ValueRefused.
        """
        told = progress or Progress.silent()
        session = self._session
        by_record: dict[str, list[CellChange]] = {}
        for one in found.changes:
            if one.column in columns:
                by_record.setdefault(one.id, []).append(one)
        written = 0
        with session.database.writing(bulk=True) as tables:
            editor = Editor(session, tables)
            editor.begin_act()
            for number, (identifier, changes) in enumerate(by_record.items()):
                if number % _STEP == 0:
                    told.step(number, len(by_record), _WRITING)
                standing = _standing(tables, session, found.listed, bytes.fromhex(identifier))
                still = [one for one in changes if standing.get(one.column) == one.before]
                if still and found.listed is Listed.CLIENTS:
                    self._write_client(tables, editor, identifier, still)
                elif still:
                    kind = LISTS[found.listed][1][0]
                    values = {one.field.name: one.after for one in still}
                    Records(session).write(tables, editor, kind, identifier, values)
                written += len(still)
            editor.flush()
        return written

    def _write_client(
        self, tables: Tables, editor: Editor, client: str, changes: list[CellChange]
    ) -> None:
        session = self._session
        records = records_of(tables, session, client)
        values = {one.column.partition(".")[2]: one.after for one in changes}
        fields, _ = placed(tables, session, records, values)
        scopes = tables.log.scopes()
        for name, told in fields.items():
            if name in records.rows:
                row = records.rows[name]
                editor.edit(session.registry[name], records.id, scopes[row.scope], told)


def _list_of(table: Table) -> Listed | None:
    if not is_ours(table):
        return None
    kinds = {code.partition(".")[0] for code in table.codes} - {NUMBER.partition(".")[0]}
    return next((one for one, (_, names) in LISTS.items() if kinds & set(names)), None)


def _standing(tables: Tables, session: Session, listed: Listed, record: bytes) -> dict[str, Value]:
    """What is kept in a record of a list, by the code of the column."""
    values: dict[str, Value] = {}
    for name in LISTS[listed][1]:
        kind = session.registry[name]
        row = tables.rows.get(kind, record)
        if row is not None:
            shown = shown_fields(kind, row.values)
            values |= {f"{name}.{path}": value for path, value in shown.items()}
    return values


class _Comparing:
    """Looks at one table, row by row. Lives in one transaction. known: rows whose record is here."""

    def __init__(self, tables: Tables, session: Session, table: Table, found: ReadBack) -> None:
        self._tables, self._session, self._found = tables, session, found
        self.known = 0
        by_code = {one.code: one for one in columns_of(tables, session, found.listed)}
        self._columns = [by_code.get(code) for code in table.codes]
        self._number = table.codes.index(NUMBER)
        self._sums = table.codes.index(SUMS) if SUMS in table.codes else None
        self._closed = kept_out(tables, session)
        self._lines = Lines(tables, session)
        self._today: date = today_of(session)
        self._seen: set[str] = set()

    def row(self, number: int, cells: list[Cell]) -> None:
        """What was changed in one row."""
        if all(one is None for one in cells):
            return
        identifier = str(cells[self._number] or "").strip()
        record = id_in(identifier)
        if record is None:
            self._refuse(number, "no_number", Message("lists", "Row {row} has no number of Portage, so nothing of it is read. Bring new people in as a table of their own.", {"row": number}))  # fmt: skip
            return
        kind = self._session.registry[LISTS[self._found.listed][1][-1]]
        row = self._tables.rows.get(kind, record)
        if row is None or row.state.life() == 0:
            self._refuse(number, "not_here", Message("lists", "Row {row}: this record is not on this laptop, or was deleted. Nothing of it is read.", {"row": number}))  # fmt: skip
            return
        self.known += 1
        if identifier in self._seen:
            self._refuse(number, "twice", Message("lists", "Row {row}: the record stands in the table twice. Only its first row is read.", {"row": number}))  # fmt: skip
            return
        self._seen.add(identifier)
        changes = list(self._changes(number, record, cells))
        if changes and self._may_not(row):
            self._refuse(number, "not_yours", Message("lists", "Row {row}: this record may not be changed from here. Nothing of it is read.", {"row": number}))  # fmt: skip
            return
        self._found.changes += changes

    def _may_not(self, row: Row) -> bool:
        client = row.id if row.type.name in RECORDS else None
        if row.type.has_field("client"):
            client = id_in(row.value("client"))
        if client is not None and client in self._closed:
            return True
        try:
            self._session.check_may_write(self._tables.log.scopes()[row.scope])
        except NotAllowed:
            return True
        return False

    def _changes(self, number: int, record: bytes, cells: list[Cell]) -> Iterator[CellChange]:
        sums: Mapping[str, str] | None = None
        if self._sums is not None and cells[self._sums] is not None:
            sums = read_sums(str(cells[self._sums]))
        standing = _standing(self._tables, self._session, self._found.listed, record)
        for column, cell in zip(self._columns, cells, strict=False):
            if column is None or column.field.kind is Kind.REFERENCE:
                continue
            now = standing.get(column.code)
            text = _text(column.field, cell)
            kept = plain_text(column.field, now)
            # A cell of a spreadsheet holds no more than so much, and would bring back less.
            if text == kept or len(kept) > _LONGEST or not self._edited(sums, column, text):
                continue
            if sums is not None and sum_in(sums, column.code) != text_sum(kept):
                self._refuse(number, "changed_since", Message("lists", "Row {row}, “{field}”: it was changed in Portage after the table was written. What stands in Portage stays.", {"row": number, "field": column.field.label}))  # fmt: skip
                continue
            try:
                value = self._read(column, cell, number)
            except (CellRefused, ValueRefused) as fault:
                self._refuse(number, "unreadable", fault.message)
                continue
            if value != now:
                yield CellChange(
                    number, record.hex(), self._name(record), column.code, column.field, now, value
                )

    @staticmethod
    def _edited(sums: Mapping[str, str] | None, column: ListColumn, text: str) -> bool:
        """Whether somebody changed the cell. Without the sums an empty cell says nothing."""
        return bool(text) if sums is None else sum_in(sums, column.code) != text_sum(text)

    def _read(self, column: ListColumn, cell: Cell, number: int) -> Value:
        one = column.field
        text = _text(one, cell)
        place = {"row": number, "field": one.label, "value": text[:60]}
        try:
            if not text:
                value: Value = None
            elif any(choice.value == text for choice in one.choices):
                value = text
            elif one.kind in (Kind.DATE, Kind.PARTIAL_DATE):
                value = read_date(text, Order.DAY_FIRST, self._today).value
            elif one.kind in (Kind.INTEGER, Kind.MONEY) and text.removeprefix("-").isdigit():
                value = int(text)
            else:
                value = cell_value(one, cell, Order.DAY_FIRST, self._today, number).value
        except (Unreadable, NotADate, NoSuchDay) as fault:
            raise CellRefused(
                "unreadable",
                Message("lists", "Row {row}: “{value}” cannot stand under “{field}”. What is kept stays.", place),
            ) from fault  # fmt: skip
        if value is None and one.required:
            raise CellRefused(
                "needed",
                Message("lists", "Row {row}: “{field}” may not be empty. What is kept stays.", place),
            )  # fmt: skip
        return checked(one, value, self._today)

    def _name(self, record: bytes) -> str:
        if self._found.listed is Listed.CLIENTS:
            return self._lines.name_of_id(record)
        kind = self._session.registry[LISTS[self._found.listed][1][0]]
        row = self._tables.rows.get(kind, record)
        client = None if row is None or not kind.has_field("client") else id_in(row.value("client"))
        if client is not None:
            return self._lines.name_of_id(client)
        return "" if row is None else str(row.value("name") or "")

    def _refuse(self, number: int, reason: str, words: Message) -> None:
        self._found.refused.append(Refusal(str(number), reason, words))


def _text(one: Field, cell: Cell) -> str:
    return money_text(cell) if one.kind is Kind.MONEY else plain_text(one, cell)
