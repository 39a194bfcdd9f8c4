"""Text that goes out to spreadsheets is never a formula, and comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.safe_cells import (
    FILE_NAME_BYTES,
    SHEET_NAME_LENGTH,
    file_name,
    original_text,
    sheet_name,
    spreadsheet_text,
)

RISKY = "=+-@\t\r\n\x00＝＋－＠"


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    assert original_text(spreadsheet_text(text)) == text


@given(st.sampled_from(RISKY), st.text(), st.sampled_from(["", " ", "\u200b", "\ufeff", "''"]))
def test_no_formula_goes_out(sign: str, rest: str, before: str) -> None:
    safe = spreadsheet_text(before + sign + rest)
    assert safe.startswith("'")
    assert safe.lstrip(" \u200b\ufeff")[0] not in RISKY


def test_a_telephone_number_stays_readable() -> None:
    assert spreadsheet_text("+1 867 555-0101") == "'+1 867 555-0101"


@pytest.mark.parametrize("text", ["", "Ana", "l'été", "'quoted'", "3 - 2", "a=b", "ᐊᓇ"])
def test_harmless_text_is_unchanged(text: str) -> None:
    assert spreadsheet_text(text) == text


@given(st.text())
def test_sheet_names_are_taken_by_every_program(text: str) -> None:
    name = sheet_name(text)
    assert 0 < len(name) <= SHEET_NAME_LENGTH
    assert not set(name) & set("[]:*?/\\")
    assert name[0] not in RISKY + "'"


@given(st.text(st.characters(codec=None)))
def test_file_names_are_taken_by_every_system(text: str) -> None:
    name = file_name(text)
    assert 0 < len(name.encode()) <= FILE_NAME_BYTES + len("portage ")
    assert not set(name) & set('<>:"/\\|?*\x00\n')
    assert name[0] not in RISKY + "."
    assert not name.endswith((".", " "))


@pytest.mark.parametrize("text", ["CON", "nul.txt", "LPT1", "..", "", "../../etc/passwd"])
def test_names_of_devices_and_folders_are_no_file_names(text: str) -> None:
    name = file_name(text)
    assert name.split(".")[0].casefold() not in {"con", "nul", "lpt1", ""}
    assert "/" not in name


def test_names_in_every_script_are_kept() -> None:
    assert file_name("Été à Iqaluit ᐃᖃᓗᐃᑦ") == "Été à Iqaluit ᐃᖃᓗᐃᑦ"
