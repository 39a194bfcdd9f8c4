"""Where the dialogs for files begin, and what becomes of a name without an ending."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared import choosing_files
from desktop_app.ui.shared.choosing_files import (
    choose_file,
    choose_files,
    choose_folder,
    choose_new,
)

TITLE = Message("tables", "Choose a table…")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Where each dialog began; the answers are a file of a stick, and names without endings."""
    began: list[str] = []
    stick = tmp_path / "stick"
    stick.mkdir()

    def answer(said: object) -> object:
        def shown(parent: object, title: str, place: str, *rest: object) -> object:
            began.append(place)
            return said

        return shown

    monkeypatch.setattr(choosing_files._Last, "folder", None)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer((str(stick / "a.portage"), "")))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer(([], "")))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer((str(stick / "hours"), "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", answer(str(tmp_path)))
    return began


def test_a_dialog_begins_where_the_last_one_ended(
    qapp: object, asked: list[str], tmp_path: Path
) -> None:
    parent = QWidget()
    stick = tmp_path / "stick"
    assert choose_file(parent, TITLE, "") == stick / "a.portage"
    assert choose_files(parent, TITLE, "") == []
    assert choose_new(parent, TITLE, "portage-hours.xlsx") == stick / "hours.xlsx"
    assert choose_folder(parent, TITLE) == tmp_path
    assert choose_files(parent, TITLE, "") == []
    first, *later = asked
    assert Path(first) != Path.cwd()
    assert later == [str(stick), str(stick / "portage-hours.xlsx"), str(stick), str(tmp_path)]


def test_a_stick_that_is_gone_is_not_asked_for(
    qapp: object, asked: list[str], tmp_path: Path
) -> None:
    parent = QWidget()
    choose_file(parent, TITLE, "")
    (tmp_path / "stick").rmdir()
    choose_file(parent, TITLE, "")
    assert asked[0] == asked[1]
