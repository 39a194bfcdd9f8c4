"""A list that leaves as a workbook: typed, found again, and harmless."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.interchange.spreadsheet import read_table
from desktop_app.reports import list_report
from desktop_app.reports.excel import LONGEST_CELL, cell_text, text_of_cell, workbook
from desktop_app.reports.printable import CUT
from desktop_app.reports.table import Column, ColumnKind, Table
from tests.reports.samples import LIST, PRINTED, same_as_kept, text_by_pdfium

LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
PAYLOADS = tuple(
    f"{lead}{rest}"
    for lead in LEADS
    for rest in (
        "1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.invalid","x")', "SUM(A1:A9)",
        "WEBSERVICE(A1)", "DDE(\"x\")", "", " ", "867 555-0100", "'", "_x003D_1", "\ud800", "é",
        "\x07", "=",  "#N/A", "@x",
    )
)  # fmt: skip


def opened(book: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(book))


def values(book: bytes) -> list[list[list[Any]]]:
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in opened(book)]


def test_the_cells_are_what_was_kept() -> None:
    cells = json.dumps(values(workbook([LIST], "en")), default=str, ensure_ascii=False, indent=1)
    assert same_as_kept("list_cells.json", cells + "\n")


def test_dates_are_dates_and_numbers_numbers() -> None:
    sheet = opened(workbook([LIST], "fr")).active
    assert sheet["B3"].value == datetime(1951, 3, 2)  # noqa: DTZ001  # a date has no zone
    assert sheet["B3"].is_date
    assert sheet["B3"].number_format == "yyyy-mm-dd"
    assert sheet["C4"].value == 1200
    assert sheet["D3"].value == 3180
    assert sheet["D4"].value == pytest.approx(-0.05)
    assert sheet["D3"].number_format == '#,##0.00" $"'
    assert sheet["B5"].value == "~1950"
    assert sheet["C5"].value is None


def test_headings_stay_and_codes_are_folded_away() -> None:
    sheet = opened(workbook([LIST], "en")).active
    assert [cell.value for cell in sheet[1]] == [column.code for column in LIST.columns]
    assert sheet.row_dimensions[1].hidden
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:E5"
    assert sheet.column_dimensions["A"].width >= len("Jeanne Exemple")
    assert sheet["A2"].font.bold


def test_no_payload_is_ever_a_formula() -> None:
    assert len(PAYLOADS) >= 200
    table = Table(
        "=1+1",
        tuple(Column(text, text) for text in PAYLOADS),
        [PAYLOADS, PAYLOADS[::-1]],
        question="=2+2",
    )
    book = workbook([table, table], "en")
    for sheet in opened(book):
        assert sheet.title[0] not in LEADS
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                assert cell.data_type == "s"
                assert text_of_cell(cell.value)[:1] not in LEADS or cell.value[0] == "'"
                assert cell.value[0] not in LEADS
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        for name in archive.namelist():
            assert b"<f>" not in archive.read(name)
            assert b"<f " not in archive.read(name)


@pytest.fixture
def texts() -> tuple[str, ...]:
    return (*PAYLOADS, "plain", "'quoted", "'=quoted", "_x0041_", "a\r\nb", " space ", "#REF!")


def test_what_comes_back_is_what_went_out(texts: tuple[str, ...]) -> None:
    table = Table("Texts", (Column("text", "Text"),), [(text,) for text in texts], question="")
    sheet = opened(workbook([table], "en")).active
    back = [text_of_cell(sheet.cell(at, 1).value) for at in range(3, 3 + len(texts))]
    assert back == list(texts)


def test_our_own_import_reads_it_back(texts: tuple[str, ...], tmp_path: Path) -> None:
    columns = (
        Column("person.name", "Name"),
        Column("person.visits", "Visits", ColumnKind.NUMBER),
        Column("person.born", "Born", ColumnKind.DATE),
    )
    # Half of a surrogate pair is no text: no record can hold it.
    whole = [text for text in texts if "\ud800" not in text]
    rows = [(text, at, "1951-03-02") for at, text in enumerate(whole)]
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook([Table("People", columns, rows, question="")], "fr"))
    read = read_table(file)
    assert read.codes == ["person.name", "person.visits", "person.born"]
    assert [tuple(row) for row in read.rows] == rows


def test_a_birth_before_spreadsheets_count_stays_itself() -> None:
    table = Table(
        "People", LIST.columns[:2], [("Ana", "1899-12-30"), ("Paul", "1901-01-01")], question=""
    )
    sheet = opened(workbook([table], "en")).active
    assert sheet["B3"].value == "1899-12-30"
    assert sheet["B4"].is_date


def test_a_telephone_stays_readable() -> None:
    assert cell_text("+1 867 555-0100") == "'+1 867 555-0100"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_goes_out_and_comes_back(text: str) -> None:
    assert text_of_cell(cell_text(text)) == text
    assert cell_text(text)[:1] not in LEADS


def test_a_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    for text in ("a" * 1_000_000, "\x07" * 40_000):
        cell = cell_text(text)
        assert len(cell) <= LONGEST_CELL
        assert cell.endswith(CUT)
        assert text_of_cell(cell).removesuffix(f" {CUT}").strip(text[0]) == ""


def test_nothing_is_written_to_the_disk_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("a temporary file was asked for")

    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refuse)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    assert values(workbook([LIST], "en"))[0][2][0] == "Jeanne Exemple"


def test_the_file_says_nothing_of_the_computer() -> None:
    at = datetime(2026, 11, 21, 15, 42, tzinfo=UTC)
    facts = opened(workbook([LIST], "en", at)).properties
    assert facts.creator == "Portage"
    assert facts.lastModifiedBy is None
    assert facts.created == datetime(2026, 11, 21, 15, 42)  # noqa: DTZ001  # the library drops UTC


def test_sheets_of_one_name_are_numbered() -> None:
    assert opened(workbook([LIST, LIST, LIST], "en")).sheetnames == [
        "Clients",
        "Clients 2",
        "Clients 3",
    ]


def test_a_report_opens_with_its_question_on_paper_and_as_a_workbook() -> None:
    question = "Who is still without a winter coat?"
    table = Table("Coats", LIST.columns, LIST.rows, question=question)
    book = opened(workbook([table], "en"))
    assert [cell.value for row in book.worksheets[0].iter_rows() for cell in row] == [
        "Coats",
        question,
    ]
    assert book.worksheets[1]["A2"].value == "Name"
    words = text_by_pdfium(list_report.render(table, PRINTED, "en"))
    assert words.index("Coats") < words.index(question) < words.index("Jeanne Exemple")
    # Whoever makes a table has to say what it answers; a list that is read back answers nothing.
    with pytest.raises(TypeError):
        Table("Coats", LIST.columns, LIST.rows)  # type: ignore[call-arg]
    assert len(opened(workbook([LIST], "en")).worksheets) == 1
