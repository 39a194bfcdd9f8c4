"""Tables in, tables out: encodings, headings, formulas, types, limits, and no formula ever."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.interchange import workbook
from desktop_app.interchange.refusals import CellTooLong, FileRefused, NoSuchSheet
from desktop_app.interchange.spreadsheet import (
    OutputTable,
    Written,
    read_table,
    write_csv,
    write_xlsx,
)
from tests.interchange import hostile

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
TAILS = (
    "1+1", "cmd|' /C calc'!A0", "SUM(A1:A9)", "HYPERLINK(\"http://192.0.2.1\",\"x\")",
    "IMPORTXML(1)", "2+5+cmd", "DDE(\"a\";\"b\")", "A1", "", "867 555-0101", "\"a\",=1", ";=1",
    "'", "''", " ", "rundll32|'x'!A", "=", "+@-",
)  # fmt: skip
PAYLOADS = [sign + tail for sign in SIGNS for tail in TAILS]


def saved(path: Path, *rows: list[object], title: str = "People") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "liste.csv"
    rows = [["Prénom", "Nom de famille", "Ville"], ["Élise", "Nutaraq", "Chisasibi"]]
    path.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))
    table = read_table(path)
    assert table.headings == rows[0]
    assert table.rows == [rows[1]]
    guessed = {"encoding_guessed"} & {notice.code for notice in table.notices}
    assert bool(guessed) is (encoding in ("utf-16-le", "cp1252"))


def test_a_separator_that_the_file_names(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("sep=;\r\na, b;c\r\n1, 2;3\r\n", encoding="utf-8", newline="")
    assert read_table(path).rows == [["1, 2", "3"]]


def test_rows_keep_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('a,b\n"two\nlines",1\n\n , \nlast,2\n', encoding="utf-8")
    assert read_table(path).row_numbers == [2, 5]


def test_titles_above_the_headings_are_left_out(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ["Clients 2024"], [None], ["Name", "Year", 2024], ["Ana", 1])
    table = read_table(path)
    assert table.headings == ["Name", "Year", "2024"]
    assert table.rows == [["Ana", 1, None]]
    assert [notice.code for notice in table.notices] == ["title_rows"]


def test_types(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2024-05-06T13:30")
    path = saved(
        tmp_path / "a.xlsx",
        ["text", "whole", "part", "yes", "day", "moment", "blank", "more"],
        ["Ana", 3, 2.5, True, date(1980, 3, 3), moment, None, 4.0],
    )
    expected = ["Ana", 3, "2.5", True, "1980-03-03", "2024-05-06T13:30", None, 4]
    assert read_table(path).rows == [expected]


def test_formulas_are_read_as_their_stored_value_or_the_row_is_refused(tmp_path: Path) -> None:
    rows = (
        hostile.headings("Name", "Age")
        + '<row r="2"><c r="A2" t="str"><f>CONCATENATE("A","na")</f><v>Ana</v></c></row>'
        + '<row r="3"><c r="A3"><f>1+1</f></c><c r="B3"><v>3</v></c></row>'
        + '<row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
        + f'<row r="5">{hostile.text_cell("A5", "Bo")}</row>'
    )
    table = read_table(hostile.workbook(tmp_path / "a.xlsx", rows))
    assert table.rows == [["Ana", None], ["Bo", None]]
    assert table.row_numbers == [2, 5]
    assert [(one.where, one.reason) for one in table.refused] == [
        ("3", "formula"),
        ("4", "error_value"),
    ]
    assert str(table.refused[0].message).startswith("Row 3: “Name” holds a formula")


def test_merged_headings_are_numbered_and_explained(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", None, "Town"])
    sheet.append(["Ana", "Ittuk", "Salluit"])
    sheet.merge_cells("A1:B1")
    book.save(path)
    table = read_table(path)
    assert table.headings == ["Name", "Name 2", "Town"]
    assert table.rows == [["Ana", "Ittuk", "Salluit"]]
    assert [notice.code for notice in table.notices] == ["merged_headings"]


def test_sheets_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["a", "b"])
    second = book.create_sheet("Été")
    second.append(["c", "d"])
    second.append(["1", "2"])
    book.save(path)
    table = read_table(path, "Été")
    assert (table.headings, table.sheet) == (["c", "d"], "Été")
    assert len(table.sheet_names) == 2
    with pytest.raises(NoSuchSheet):
        read_table(path, "Hiver")


def test_a_row_wider_than_the_headings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a,b\n1,2,3\n4,5\n", encoding="utf-8")
    table = read_table(path)
    assert table.rows == [["4", "5"]]
    assert [(one.where, one.reason) for one in table.refused] == [("2", "more_cells_than_headings")]


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    path.write_text("a,b\n" + "1,2\n" * 20, encoding="utf-8")
    monkeypatch.setattr("desktop_app.interchange.spreadsheet.ROW_LIMIT", 10)
    with pytest.raises(FileRefused) as told:
        read_table(path)
    assert told.value.code == "too_many_rows"
    path.write_text(",".join("abc" for _ in range(301)) + "\n", encoding="utf-8")
    with pytest.raises(FileRefused) as told:
        read_table(path)
    assert told.value.code == "too_many_columns"


def test_far_and_missing_rows_cost_nothing(tmp_path: Path) -> None:
    rows = hostile.headings("a", "b") + (
        f'<row r="1048576">{hostile.text_cell("A1048576", "far")}</row>'
        f'<row r="99999999999">{hostile.text_cell("A99999999999", "too far")}</row>'
    )
    table = read_table(hostile.workbook(tmp_path / "a.xlsx", rows))
    assert table.row_numbers == [1_048_576]


def test_there_are_two_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) >= 200


def test_no_payload_becomes_a_formula_and_all_come_back(tmp_path: Path) -> None:
    codes = [f"identity.c{number}" for number in range(12)]
    heads = PAYLOADS[:: len(PAYLOADS) // 12][:12]
    rows = [[payload] * 12 for payload in PAYLOADS]
    for sheet_title in ("=cmd", "+1", "@x", "\t[a]:b"):
        out = OutputTable(sheet_title, codes, heads, rows)
        (tmp_path / "a.xlsx").write_bytes(write_xlsx(out))
        (tmp_path / "a.csv").write_bytes(write_csv(out))
        book = openpyxl.load_workbook(tmp_path / "a.xlsx")
        assert book.sheetnames[0][0] not in SIGNS
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} == {"s"}
        assert not any(str(cell.value).startswith(SIGNS) for cell in cells)
        written = (tmp_path / "a.csv").read_bytes().decode("utf-8-sig")
        for row in csv.reader(io.StringIO(written, newline="")):
            assert not any(cell.startswith(SIGNS) for cell in row)
        for name in ("a.xlsx", "a.csv"):
            table = read_table(tmp_path / name)
            assert table.codes == codes
            assert table.headings == [" ".join(head.split()) for head in heads]
            assert table.rows == rows


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_every_text_comes_back(tmp_path: Path, rows: list[list[str]]) -> None:
    out = OutputTable("List", ["client.a", "client.b"], ["A", "B"], rows)
    expected = [[cell or None for cell in row] for row in rows if any(row)]
    path = tmp_path / "a.xlsx"
    path.write_bytes(write_xlsx(out))
    assert read_table(path).rows == expected


def test_types_are_real_and_dates_before_excel_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    day = date(1980, 3, 3)
    row: list[Written] = [day, date(1850, 1, 1), 3, Decimal("3.5"), True, None, "_x0000_"]
    codes = [f"client.c{number}" for number in range(7)]
    path.write_bytes(write_xlsx(OutputTable("List", codes, list("abcdefg"), [row])))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.row_dimensions[1].hidden
    assert [cell.data_type for cell in sheet[3]] == ["d", "s", "n", "n", "b", "n", "s"]
    expected = ["1980-03-03", "1850-01-01", 3, "3.5", True, None, "_x0000_"]
    assert read_table(path).rows == [expected]


def test_a_text_beyond_the_format_is_not_cut_in_silence() -> None:
    out = OutputTable("List", ["client.a"], ["A"], [["a" * 40_000]])
    with pytest.raises(CellTooLong):
        write_xlsx(out)
    assert b"a" * 40_000 in write_csv(out)


def test_a_large_sheet_is_read_whole(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ["a", "b"], *([f"row {n}", n] for n in range(3_000)))
    table = read_table(path)
    assert len(table.rows) == 3_000
    assert table.rows[-1] == ["row 2999", 2999]


def test_unprinted_signs_survive_the_workbook() -> None:
    text = "a\x00\x0b\r_x0041__x005F_"
    assert workbook.plain_value(workbook.escaped(text), "a.xlsx") == text
