"""Workbooks (.xlsx, .xlsm) read as plain values: no formula is worked out, no macro is run.

The markup is looked over as a stream before the workbook library sees it, because that library
holds a whole cell, a whole list of strings and a whole table of styles in memory.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from desktop_app.interchange.archive import MEGABYTE, checked_archive, chunks
from desktop_app.interchange.refusals import (
    CellTooLong,
    Damaged,
    FileRefused,
    MarkupUnsafe,
    NotASpreadsheet,
    UnpacksTooLarge,
)

Cell = str | int | bool | None

ROW_LIMIT: Final = 200_000
COLUMN_LIMIT: Final = 300
CELL_LIMIT: Final = 65_536

_LAST_ROW: Final = 1_048_576
_RUN_LIMIT: Final = CELL_LIMIT * 6  # bytes between two tags: a cell of 64 Ki escaped letters
_TAGS_LIMIT: Final = 200_000  # tags inside one row or one string
_STRINGS_LIMIT: Final = 64 * MEGABYTE
_PART_LIMIT: Final = 8 * MEGABYTE  # styles, relations, properties: held as a tree
_DOCUMENT_TYPE: Final = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]{0,80}?ref=[\"']([A-Z0-9:$]{1,40})[\"']")
_UNIT: Final = re.compile(rb"</?(?:\w+:)?(?:row|si|mergeCell)[\s>/]")
_ESCAPED: Final = re.compile(r"_x(005[Ff]|00[01][0-9A-Fa-f]|007[Ff])_")
_ESCAPED_MARK: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNPRINTED: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f]")

NO_VALUE: Final = "formula"
ERROR_VALUE: Final = "error_value"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that holds something. problem: why it cannot be taken (a code), with its column."""

    number: int
    cells: list[Cell]
    problem: str = ""
    column: int = 0


@dataclass(slots=True)
class Scan:
    """What looking over the markup told. merged: joined areas of each sheet part, as written."""

    formulas: bool = False
    macros: bool = False
    links: bool = False
    merged: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class OpenWorkbook:
    """A workbook that was found harmless. sheets: names of those with cells."""

    name: str
    sheets: list[str]
    scan: Scan
    _values: Any
    _formulas: Any

    def merged_areas(self, sheet: str) -> list[tuple[int, int, int, int]]:
        """Joined areas of a sheet as (first column, first row, last column, last row)."""
        from openpyxl.utils.cell import range_boundaries

        part = getattr(self._values[sheet], "_worksheet_path", "")
        areas = []
        for reference in self.scan.merged.get(str(part).lstrip("/"), []):
            try:
                bounds = range_boundaries(reference.replace("$", ""))
            except ValueError:
                continue
            if None not in bounds:
                areas.append(bounds)
        return areas

    def rows(self, sheet: str) -> Iterator[SheetRow]:
        """The rows of one sheet that hold something, in order, at most one column over the limit.

        Raises CellTooLong and Damaged.
        """
        bounds = {"max_row": _LAST_ROW, "max_col": COLUMN_LIMIT + 1}
        with _faults(self.name):
            written = self._values[sheet].iter_rows(**bounds)
            source = self._formulas[sheet].iter_rows(**bounds) if self._formulas else None
            blank: object = None  # the library gives one and the same tuple for every missing row
            for number, cells in enumerate(written, start=1):
                behind = next(source, ()) if source is not None else ()
                if cells is blank:
                    continue
                row = _row(number, cells, behind, self.name)
                if row is not None:
                    yield row
                else:
                    blank = cells


@contextmanager
def open_workbook(path: Path) -> Iterator[OpenWorkbook]:
    """The workbook at `path`, after its archive and its markup were looked over.

    Raises a FileRefused; nothing is unpacked to the disk and no outside link is followed.
    """
    # The library loads longer than the window takes to open, so it waits for the first workbook.
    from openpyxl import load_workbook

    with checked_archive(path) as archive:
        names = {member.filename for member in archive.infolist()}
        if "[Content_Types].xml" not in names or any(
            name.endswith("/workbook.bin") for name in names
        ):
            raise NotASpreadsheet(path.name)
        scan = _scan(path, archive)
        scan.macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        scan.links = any(name.startswith("xl/externalLinks/") for name in names)
    with _faults(path.name), path.open("rb") as file, path.open("rb") as again:
        values = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        formulas = (
            load_workbook(again, read_only=True, data_only=False, keep_links=False)
            if scan.formulas
            else None
        )
        sheets = [sheet.title for sheet in values.worksheets]
        if not sheets:
            raise NotASpreadsheet(path.name)
        for book in (values, formulas):
            for sheet in book.worksheets if book is not None else ():
                # The size that the file states is not believed: the rows themselves tell.
                sheet.reset_dimensions()
        yield OpenWorkbook(path.name, sheets, scan, values, formulas)


@contextmanager
def _faults(name: str) -> Iterator[None]:
    """Whatever the workbook library stumbles over becomes one sentence about the file."""
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except FileRefused:
        raise
    except InvalidFileException as fault:
        raise NotASpreadsheet(name) from fault
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        EOFError,
        LookupError,
        NotImplementedError,
        OSError,
        RecursionError,
        SyntaxError,  # the parser's own fault is one
        TypeError,
        ValueError,  # among them those of defusedxml
        zipfile.BadZipFile,
        zlib.error,
    ) as fault:
        raise Damaged(name) from fault


def _scan(path: Path, archive: zipfile.ZipFile) -> Scan:
    scan = Scan()
    for member in archive.infolist():
        lower = member.filename.lower()
        if not lower.endswith((".xml", ".rels", ".vml")):
            continue
        is_sheet = "/worksheets/" in lower and "/_rels/" not in lower
        is_strings = lower.endswith("sharedstrings.xml")
        read_whole = lower.endswith(".rels") or lower.count("/") <= 1
        if is_strings and member.file_size > _STRINGS_LIMIT:
            raise UnpacksTooLarge(path.name, _STRINGS_LIMIT // MEGABYTE)
        if read_whole and not is_strings and member.file_size > _PART_LIMIT:
            raise UnpacksTooLarge(path.name, _PART_LIMIT // MEGABYTE)
        _scan_part(path, archive, member, scan, bounded=is_sheet or is_strings)
    return scan


def _scan_part(
    path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, scan: Scan, *, bounded: bool
) -> None:
    """Looks over one part as a stream: no document type, no endless cell, no endless row."""
    run = tags = 0
    rest = b""
    merged: list[str] = []
    for number, piece in enumerate(chunks(archive, member, path.name)):
        if number == 0 and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in piece[:200]):
            raise MarkupUnsafe(path.name)  # wide letters would hide a document type from us
        window = rest + piece
        if _DOCUMENT_TYPE.search(window):
            raise MarkupUnsafe(path.name)
        if bounded:
            pieces = piece.split(b"<")
            run += len(pieces[0])
            longest = max(run, max(map(len, pieces[1:]), default=0))
            run = run if len(pieces) == 1 else len(pieces[-1])
            if longest > _RUN_LIMIT:
                raise CellTooLong(path.name, CELL_LIMIT)
            units = _UNIT.search(window)
            tags = tags + len(pieces) if units is None else len(pieces)
            if tags > _TAGS_LIMIT:
                raise CellTooLong(path.name, CELL_LIMIT)
            scan.formulas = scan.formulas or _FORMULA.search(window) is not None
            if len(merged) < 10_000:
                merged.extend(found.decode() for found in _MERGED.findall(window))
        rest = window[-160:]
    if merged:
        scan.merged[member.filename] = sorted(set(merged))


def _row(number: int, cells: Any, behind: Any, name: str) -> SheetRow | None:
    from openpyxl.cell.read_only import EMPTY_CELL

    values: list[Cell] = []
    problem, column = "", 0
    for index, cell in enumerate(cells):
        if cell is EMPTY_CELL:
            values.append(None)
            continue
        value = plain_value(cell.value, name)
        if value is None and index < len(behind) and behind[index].data_type == "f":
            problem, column = problem or NO_VALUE, column or index + 1
        elif cell.data_type == "e":
            value = None
            problem, column = problem or ERROR_VALUE, column or index + 1
        values.append(value)
    while values and values[-1] is None and len(values) > column:
        values.pop()
    return SheetRow(number, values, problem, column) if values else None


def plain_value(value: object, name: str) -> Cell:
    """A cell's value as text, whole number, yes or no; dates as ISO text, empty text as None.

    name: of the file, for the sentence. Raises CellTooLong.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**63 else str(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    if isinstance(value, timedelta):
        return str(value)
    text = str(value)
    if len(text) > CELL_LIMIT:
        raise CellTooLong(name, CELL_LIMIT)
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
    return text or None


def escaped(text: str) -> str:
    """`text` as a cell of a workbook can hold it: signs that XML lacks are written `_x0000_`."""
    text = _ESCAPED_MARK.sub("_x005F_", text)
    return _UNPRINTED.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
