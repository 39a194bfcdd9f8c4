"""What others made is named with its licence, and the icons take any colour."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop_app.ui.settings.others import FONTS_AND_ICONS, LIBRARIES

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))


def test_every_library_that_runs_with_the_program_is_in_the_notices() -> None:
    notices = (RESOURCES / "NOTICES.md").read_text(encoding="utf-8")
    named = {
        name.strip()
        for row in re.findall(r"^\| ([^|]+) \|", notices, re.MULTILINE)
        for name in row.split(",")
    }
    locked = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    installed = set(re.findall(r"^([a-z0-9.-]+)==", locked, re.MULTILINE))
    assert len(installed) > 20
    assert installed - named == set()


def test_the_window_lists_the_same_libraries_as_the_notices() -> None:
    notices = (RESOURCES / "NOTICES.md").read_text(encoding="utf-8")
    table = notices.split("| package |")[1]
    rows = [row.strip("| ").split(" | ") for row in table.splitlines() if row.startswith("| ")]
    shown = [[one.name, str(one.use), str(one.licence)] for one in LIBRARIES]
    assert shown == rows
    versions = [one.name.split()[-1] for one in FONTS_AND_ICONS if one.name[-1].isdigit()]
    assert len(versions) == 3
    assert [one for one in versions if one not in notices] == []


def test_every_font_is_in_the_notices() -> None:
    notices = (RESOURCES / "NOTICES.md").read_text(encoding="utf-8")
    fonts = [path.name for path in (RESOURCES / "fonts").glob("*.ttf")]
    assert len(fonts) == 4
    assert [name for name in fonts if f"`{name}`" not in notices] == []


@pytest.mark.parametrize("name", ["runtime.txt", "develop.txt", "lock.txt"])
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)[1:]
    assert packages != []
    assert [one.split("==")[0] for one in packages if "--hash=sha256:" not in one] == []
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("icon", ICONS, ids=lambda path: path.stem)
def test_an_icon_takes_the_colour_it_is_given(icon: Path) -> None:
    drawing = icon.read_text(encoding="utf-8")
    assert 'stroke="currentColor"' in drawing
    assert re.search(r'(?:stroke|fill)="#', drawing) is None
    assert 'viewBox="0 0 24 24"' in drawing
