"""Tables as a workbook: true types, stable column codes, and nothing that runs when it is opened.

Row 1 holds the codes of the columns (folded away), row 2 the headings, the rest the values: the
layout that the import of spreadsheets knows as our own.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from desktop_app.domain.safe_cells import original_text, sheet_name, spreadsheet_text
from desktop_app.language import Message, base_language
from desktop_app.reports.printable import CUT
from desktop_app.reports.speaking import said_in, speaking
from desktop_app.reports.table import NO, YES, CellValue, Column, ColumnKind, Table, typed

LONGEST_CELL: Final = 32_767
"""Characters that a spreadsheet program takes in one cell."""

CODES_ROW: Final = 1
HEADINGS_ROW: Final = 2
FIRST_ROW: Final = 3

_FIRST_YEAR: Final = 1901  # spreadsheet programs count days from 1900 and miscount that year

_SHEET: Final = Message("list", "List")
_QUESTION: Final = Message("list", "What it answers")
_DATE_FORMAT: Final = "yyyy-mm-dd"
_MONEY_FORMAT: Final = {"fr": '#,##0.00" $"', "en": '"$"#,##0.00'}
_HEADING_FONT: Final = Font(bold=True)
_HEADING_LINE: Final = Border(bottom=Side(style="medium"))
_WRAPPED: Final = Alignment(vertical="top", wrap_text=True)
_TOP: Final = Alignment(vertical="top")
_NARROWEST, _WIDEST = 8, 48  # of a column, in digits of the usual font

# The file format writes what XML cannot hold as _xHHHH_, and so the same letters typed by a person.
_UNWRITABLE: Final = re.compile(
    "_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]"
)
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def workbook(tables: Sequence[Table], language: str, made_at: datetime | None = None) -> bytes:
    """The tables as one .xlsx file, a sheet each. Where they answer questions, the file opens with these.

    made_at: UTC; the file carries it instead of the computer's clock. Nothing is written to the
    disk on the way, where a name could stay behind.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "Portage"
    book.properties.created = book.properties.modified = (
        (made_at or datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
    )
    with speaking(language):
        base = base_language()
        (otherwise, yes, no) = said_in(language, _SHEET, YES, NO)
        opening = [
            (str(table.title), str(table.question)) for table in tables if str(table.question)
        ]
        question = str(_QUESTION)
        named = [
            (
                str(table.title),
                [str(column.heading) for column in table.columns],
                table,
            )
            for table in tables
        ]
    taken: set[str] = set()
    if opening:
        _write_opening(
            book.create_sheet(_free_name(sheet_name(question, otherwise), taken)), opening
        )
    for title, headings, table in named:
        sheet = book.create_sheet(_free_name(sheet_name(title, otherwise), taken))
        _Sheet(sheet, table, headings, {True: yes, False: no}, _MONEY_FORMAT[base]).write()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _InMemory(book, archive).save()
    return out.getvalue()


def _write_opening(sheet: Any, opening: Sequence[tuple[str, str]]) -> None:
    """The first sheet of a report: what it is, and which question it answers."""
    sheet.column_dimensions["A"].width = 2 * _WIDEST
    sheet._writer = WorksheetWriter(sheet, out=io.BytesIO())
    sheet._writer.write_top()
    for title, question in opening:
        for text, font in ((title, _HEADING_FONT), (question, None)):
            cell = WriteOnlyCell(sheet)
            safe = cell_text(text)
            cell.value, cell.data_type = safe, "s"
            cell.quotePrefix = safe != text
            cell.alignment = _WRAPPED
            if font is not None:
                cell.font = font
            sheet.append([cell])


def cell_text(value: str) -> str:
    """Text as a cell holds it: never a formula, never longer than a cell may be.

    A sign that XML cannot hold is written `_x0007_`, as the format says (ECMA-376, 22.9.2.19).
    """
    safe = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", spreadsheet_text(value))
    if len(safe) <= LONGEST_CELL:
        return safe
    kept = safe[: LONGEST_CELL - len(CUT) - 1]
    # Not in the middle of one of the signs written out.
    return re.sub(r"_x?[0-9A-F]{0,4}$", "", kept) + f" {CUT}"


def text_of_cell(value: str) -> str:
    """The text that `cell_text` was given, unless it had to be cut."""
    return original_text(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), value))


class _InMemory(ExcelWriter):  # type: ignore[misc]
    """Packs the sheets without the temporary files that the library would use."""

    def write_worksheet(self, ws: Any) -> None:
        ws.close()
        ws._rels = ws._writer._rels
        self._archive.writestr(ws.path[1:], ws._writer.out.getvalue())
        self.manifest.append(ws)


class _Sheet:
    """Writes one table into its sheet, from the top down."""

    def __init__(
        self,
        sheet: Any,
        table: Table,
        headings: Sequence[str],
        answers: dict[bool, str],
        money_format: str,
    ) -> None:
        self._sheet, self._table, self._headings = sheet, table, headings
        self._answers, self._money_format = answers, money_format

    def write(self) -> None:
        columns = self._table.columns
        self._lay_out()
        self._sheet._writer = WorksheetWriter(self._sheet, out=io.BytesIO())
        self._sheet._writer.write_top()
        self._sheet.append([self._text(column.code) for column in columns])
        self._sheet.append([self._heading(text) for text in self._headings])
        for row in self._table.rows:
            self._sheet.append(
                [self._cell(value, column) for value, column in zip(row, columns, strict=True)]
            )

    def _lay_out(self) -> None:
        sheet = self._sheet
        sheet.freeze_panes = f"A{FIRST_ROW}"
        sheet.row_dimensions[CODES_ROW].hidden = True
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = Worksheet.PAPERSIZE_LETTER
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.print_title_rows = f"{HEADINGS_ROW}:{HEADINGS_ROW}"
        if self._headings:
            last = get_column_letter(len(self._headings))
            end = len(self._table.rows) + HEADINGS_ROW
            sheet.auto_filter.ref = f"A{HEADINGS_ROW}:{last}{end}"
        for at, heading in enumerate(self._headings):
            longest = max((_length(row[at]) for row in self._table.rows[:500]), default=0)
            width = max(len(heading) + 2, longest + 1, _NARROWEST)
            dimension = sheet.column_dimensions[get_column_letter(at + 1)]
            dimension.width = min(width, _WIDEST)
            dimension.hidden = self._table.columns[at].folded

    def _heading(self, text: str) -> Any:
        cell = self._text(text)
        cell.font, cell.border, cell.alignment = _HEADING_FONT, _HEADING_LINE, _WRAPPED
        return cell

    def _text(self, text: str) -> Any:
        cell = WriteOnlyCell(self._sheet)
        safe = cell_text(text)
        # Said outright: left to itself the library makes formulas and errors of some texts.
        cell.value, cell.data_type = safe, "s"
        cell.quotePrefix = safe != text
        cell.alignment = _WRAPPED
        return cell

    def _cell(self, value: CellValue, column: Column) -> Any:
        value = typed(value, column.kind)
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, date) and value.year < _FIRST_YEAR:
            return self._text(value.isoformat())
        if isinstance(value, bool):
            return self._text(self._answers[value])
        cell = WriteOnlyCell(self._sheet)
        cell.alignment = _TOP
        if isinstance(value, date):
            cell.value, cell.number_format = value, _DATE_FORMAT
        elif column.kind is ColumnKind.MONEY:
            cell.value, cell.number_format = Decimal(value) / 100, self._money_format
        else:
            cell.value, cell.number_format = value, "0"
        return cell


def _length(value: CellValue) -> int:
    """How wide a value is about, in digits."""
    if isinstance(value, str):
        return max((len(line) for line in value[:200].split("\n")), default=0)
    return 0 if value is None else 11


def _free_name(wanted: str, taken: set[str]) -> str:
    """`wanted`, or with a number behind it where another sheet has that name."""
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted[:26]} {number}"
    taken.add(name.casefold())
    return name
