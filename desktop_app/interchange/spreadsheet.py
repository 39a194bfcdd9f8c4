"""Spreadsheets from outside as plain tables, and plain tables as spreadsheets.

Reading never works out a formula, runs a macro or follows a link. Writing never produces a cell
that another program would run as a formula, and what was written reads back as it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from desktop_app.domain.safe_cells import original_text, sheet_name, spreadsheet_text
from desktop_app.interchange.archive import FILE_LIMIT, MEGABYTE
from desktop_app.interchange.delimited import decode, rows, separator
from desktop_app.interchange.record import Notice, Refusal
from desktop_app.interchange.refusals import (
    CellTooLong,
    NoHeadings,
    NoSuchSheet,
    NotReadable,
    OldOrLocked,
    TooLarge,
    TooManyColumns,
    TooManyRows,
)
from desktop_app.interchange.workbook import (
    CELL_LIMIT,
    COLUMN_LIMIT,
    NO_VALUE,
    ROW_LIMIT,
    Cell,
    OpenWorkbook,
    SheetRow,
    escaped,
    open_workbook,
)
from desktop_app.language import Message

_CELLS_LIMIT: Final = 6_000_000  # cells that hold something, in all rows together
_TITLE_ROWS: Final = 12  # how far down the headings are looked for
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CODE: Final = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_WORKBOOK_CELL: Final = 32_767  # characters, the limit of the format itself

Written = str | int | bool | float | Decimal | date | datetime | None
"""What a cell to be written may hold; dates become real dates, texts are made safe."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as read. rows: cells as text, whole number, yes or no or None, each row as wide as
    the headings; dates are ISO text. row_numbers: where each row stands in the file, as a
    spreadsheet program numbers it. codes: the stable names of the columns when Portage wrote the
    file, else empty. refused: rows left out, each with its reason."""

    headings: list[str]
    rows: list[list[Cell]]
    row_numbers: list[int]
    sheet_names: list[str]
    sheet: str
    notices: list[Notice] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


def read_table(path: Path, sheet: str | None = None) -> Table:
    """The table in a workbook or a text file; of several sheets the first, or the named one.

    Raises a FileRefused: too large, unsound, damaged, locked, not a spreadsheet, no headings.
    """
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise TooLarge(path.name, FILE_LIMIT // MEGABYTE)
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as fault:
        raise NotReadable(path.name) from fault
    if start.startswith(_OLE):
        raise OldOrLocked(path.name)
    if start.startswith(b"PK"):
        with open_workbook(path) as book:
            return _from_workbook(book, sheet)
    if sheet is not None:
        raise NoSuchSheet(path.name, sheet)
    return _from_text(path)


def _from_workbook(book: OpenWorkbook, sheet: str | None) -> Table:
    wanted = book.sheets[0] if sheet is None else sheet
    if wanted not in book.sheets:
        raise NoSuchSheet(book.name, wanted)
    table = _table(book.name, book.rows(wanted), book.sheets, wanted, book.merged_areas(wanted))
    if book.scan.macros:
        table.notices.append(
            Notice(
                "macros",
                Message(
                    "interchange",
                    "The workbook holds macros. They were not run; values only were read.",
                ),
            )
        )
    if book.scan.links:
        table.notices.append(
            Notice(
                "outside_links",
                Message(
                    "interchange",
                    "The workbook points to other files. They were not opened; the values it "
                    "holds itself were read.",
                ),
            )
        )
    if len(book.sheets) > 1:
        table.notices.append(
            Notice(
                "several_sheets",
                Message(
                    "interchange",
                    "The workbook has several sheets. “{sheet}” was read.",
                    {"sheet": wanted},
                ),
                len(book.sheets),
            )
        )
    return table


def _from_text(path: Path) -> Table:
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise NotReadable(path.name) from fault
    decoded = decode(data, path.name)
    delimiter, skip = separator(decoded.text)
    text = decoded.text[skip:]
    read = (
        SheetRow(line, [_text_cell(cell, path.name) for cell in cells])
        for line, cells in rows(text, delimiter, path.name)
    )
    table = _table(path.name, read, [], "", [])
    if decoded.guessed:
        table.notices.append(
            Notice(
                "encoding_guessed",
                Message(
                    "interchange",
                    "Nothing in the file says how its letters are written. They were read as "
                    "{encoding}: look whether accents are right.",
                    {"encoding": decoded.encoding},
                ),
            )
        )
    return table


def _text_cell(cell: str, name: str) -> Cell:
    if len(cell) > CELL_LIMIT:
        raise CellTooLong(name, CELL_LIMIT)
    return cell or None


def _table(
    name: str,
    read: Iterable[SheetRow],
    sheets: list[str],
    sheet: str,
    merged: list[tuple[int, int, int, int]],
) -> Table:
    """Finds the headings and lines the rows up below them."""
    source = iter(read)
    codes, heading_row, early, titles = _headings(source)
    if heading_row is None:
        raise NoHeadings(name)
    headings = [_heading(cell) for cell in heading_row.cells]
    if len(headings) > COLUMN_LIMIT:
        raise TooManyColumns(name, COLUMN_LIMIT)
    table = Table(headings, [], [], sheets, sheet, codes=codes)
    if titles:
        table.notices.append(
            Notice(
                "title_rows",
                Message(
                    "interchange",
                    "The headings were found in row {row}; what stands above them was left out.",
                    {"row": heading_row.number},
                ),
                titles,
            )
        )
    _explain_merged(table, merged, heading_row.number)
    cells = 0
    for row in (*early, *source):
        values = [_cell(value) for value in row.cells]
        if not any(value is not None for value in values) and not row.problem:
            continue
        cells += len(values)
        if len(table.rows) + len(table.refused) >= ROW_LIMIT or cells > _CELLS_LIMIT:
            raise TooManyRows(name, ROW_LIMIT)
        if row.problem:
            table.refused.append(_problem(row, table.headings))
            continue
        if len(values) > len(table.headings):
            if len(values) > COLUMN_LIMIT:
                raise TooManyColumns(name, COLUMN_LIMIT)
            table.refused.append(_too_wide(row.number))
            continue
        values.extend([None] * (len(table.headings) - len(values)))
        table.rows.append(values)
        table.row_numbers.append(row.number)
    return table


def _headings(
    source: Iterator[SheetRow],
) -> tuple[list[str], SheetRow | None, list[SheetRow], int]:
    """(codes, the row of headings, rows already read below it, rows above it).

    The headings are the first row with two cells or more, most of them texts; a single text above
    is a title. A table of one column has its first row as heading.
    """
    seen: list[SheetRow] = []
    for row in source:
        texts = [cell for cell in row.cells if cell is not None]
        words = sum(isinstance(cell, str) for cell in texts)
        if len(texts) >= 2 and words * 2 >= len(texts) and not row.problem:
            codes = [original_text(str(cell or "")) for cell in row.cells]
            if all(_CODE.fullmatch(code) for code in codes):
                return codes, next(source, None), [], 0
            return [], row, [], len(seen)
        seen.append(row)
        if len(seen) >= _TITLE_ROWS:
            break
    if not seen or not any(isinstance(cell, str) for cell in seen[0].cells):
        return [], None, [], 0
    codes = [str(cell or "") for cell in seen[0].cells]
    if len(seen) > 1 and all(_CODE.fullmatch(code) for code in codes):
        return codes, seen[1], seen[2:], 0
    return [], seen[0], seen[1:], 0


def _heading(cell: Cell) -> str:
    return " ".join(original_text(cell).split()) if isinstance(cell, str) else str(cell or "")


def _cell(value: Cell) -> Cell:
    if isinstance(value, str):
        return original_text(value) or None
    return value


def _explain_merged(table: Table, merged: list[tuple[int, int, int, int]], row: int) -> None:
    """Columns under one joined heading get its words and a number, and a notice says so."""
    joined = 0
    for first, top, last, bottom in merged:
        if not top <= row <= bottom or last <= first or first > len(table.headings):
            continue
        joined += 1
        words = table.headings[first - 1]
        while len(table.headings) < min(last, COLUMN_LIMIT):
            table.headings.append("")
        for column in range(first, min(last, COLUMN_LIMIT)):
            table.headings[column] = f"{words} {column - first + 2}"
    if joined:
        table.notices.append(
            Notice(
                "merged_headings",
                Message(
                    "interchange",
                    "One heading stands over several columns. Its columns were numbered: look "
                    "at each before importing.",
                    {},
                    "{n} headings stand over several columns each. Their columns were "
                    "numbered: look at each before importing.",
                    joined,
                ),
                joined,
            )
        )


def _problem(row: SheetRow, headings: Sequence[str]) -> Refusal:
    from openpyxl.utils import get_column_letter

    index = row.column - 1
    heading = headings[index] if 0 <= index < len(headings) and headings[index] else ""
    place = {"row": row.number, "column": heading or get_column_letter(max(1, row.column))}
    message = (
        Message(
            "interchange",
            "Row {row}: “{column}” holds a formula without a stored result. Open the file in a "
            "spreadsheet program, save it and import it again.",
            place,
        )
        if row.problem == NO_VALUE
        else Message(
            "interchange",
            "Row {row}: “{column}” holds an error instead of a value. Correct it and import "
            "the row again.",
            place,
        )
    )
    return Refusal(str(row.number), row.problem, message)


def _too_wide(number: int) -> Refusal:
    return Refusal(
        str(number),
        "more_cells_than_headings",
        Message(
            "interchange",
            "Row {row} has more cells than there are headings. Give every column a heading, "
            "then import the row again.",
            {"row": number},
        ),
    )


@dataclass(frozen=True, slots=True)
class OutputTable:
    """A table to be written. codes: stable names of the columns such as `identity.given`, at least
    one dot each; they stand in the first row (hidden in a workbook) so that the file is understood
    in any language. headings: what people read."""

    name: str
    codes: Sequence[str]
    headings: Sequence[str]
    rows: Iterable[Sequence[Written]]


def write_csv(table: OutputTable) -> bytes:
    """The table as CSV: UTF-8 with a mark (Excel needs it), every cell quoted, CR LF line ends."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([spreadsheet_text(code) for code in table.codes])
    writer.writerow([spreadsheet_text(heading) for heading in table.headings])
    for row in table.rows:
        writer.writerow([_csv_text(value) for value in row])
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")


def _csv_text(value: Written) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return spreadsheet_text(value)
    return str(value)


def write_xlsx(table: OutputTable) -> bytes:
    """The table as a workbook: real numbers and dates, texts that are never formulas.

    Raises CellTooLong for a text beyond what the format can hold (32,767 characters).
    """
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(sheet_name(table.name))
    sheet.freeze_panes = "A3"
    sheet.row_dimensions[1].hidden = True
    try:
        sheet.append([xlsx_cell(sheet, code, table.name) for code in table.codes])
        headings = [xlsx_cell(sheet, heading, table.name) for heading in table.headings]
        for cell in headings:
            cell.font = Font(bold=True)
        sheet.append(headings)
        for row in table.rows:
            sheet.append([xlsx_cell(sheet, value, table.name) for value in row])
    except CellTooLong:
        sheet.close()  # the library would leave its half-written file open
        raise
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xlsx_cell(sheet: Any, value: Written, name: str) -> Any:
    """One cell to be written: texts are made safe, dates are dates. name: of the table, for what
    is raised (CellTooLong)."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str) or (isinstance(value, date) and value.year < 1901):
        text = escaped(spreadsheet_text(value if isinstance(value, str) else value.isoformat()))
        text = text.encode("utf-8", "replace").decode()
        if len(text) > _WORKBOOK_CELL:
            raise CellTooLong(name, _WORKBOOK_CELL)
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        return cell
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell
