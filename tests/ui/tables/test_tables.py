"""People from a workbook: columns, a rehearsal, the import, and everything taken back; by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.services.progress import Progress
from desktop_app.services.tables.imports import _WRITING
from desktop_app.services.tables.list_tables import Listed
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.lists import CardRow
from desktop_app.ui.tables.view import TablesPart
from tests.ui.clients.rehearsal import Way, a_world
from tests.ui.picture import prepare, settle
from tests.ui.tables.scenes import a_changed_list, a_workbook, room_of


def said(part: TablesPart) -> list[str]:
    return [one.text() for one in part.findChildren(PlainLabel) if one.isVisibleTo(part)]


def button_called(part: TablesPart, words: str) -> Button:
    return next(
        one
        for one in part.findChildren(Button)
        if one.text().strip() == words and one.isVisibleTo(part)
    )


def press(part: TablesPart, key: Qt.Key = Qt.Key.Key_Space) -> None:
    part.activateWindow()
    settle(part)
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key)
    settle(part)


def test_a_table_goes_in_and_is_taken_back_by_keys(qtbot: QtBot, tmp_path: Path) -> None:
    world, way = a_world(), Way()
    world.clients.add(
        {"given": "Jeanne", "family": "Exemple", "birth_date": "1951-02-03",
         "telephone": "867 555-0101", "community": "Pangnirtung"}
    )  # fmt: skip
    written: list[Path] = []

    def write(listed: Listed, path: Path) -> int:
        written.append(path)
        return 7

    part = room_of(world, way, write)
    qtbot.addWidget(part)
    prepare(part)
    part.choose_file = lambda: a_workbook(tmp_path)
    button_called(part, "Choose a table…").setFocus()
    press(part)
    means = {field.label.text(): field.value() for field in part.columns}
    assert means["Prénom"] == "identity.given"
    assert means["Remarques"] == "note.text"
    assert means["Couleur"] == "-"
    assert part.primary is not None
    part.primary.setFocus()
    press(part)
    # Nothing is written by the rehearsal; what is wrong stands with its row.
    assert "4 rows: 1 new, 0 changed, 0 already here, 1 left aside, 2 not taken" in said(part)
    assert world.clients.count() == 1
    assert part.refused is not None
    assert part.doubles is not None
    # Who may be here already is not taken until somebody says so.
    assert [row.card.badge is not None for row in part.doubles.findChildren(CardRow)] == [True]
    part.left_out.emit(2, False)
    settle(part)
    assert "4 rows: 2 new, 0 changed, 0 already here, 2 not taken" in said(part)
    part.primary.setFocus()
    press(part)
    assert world.clients.count() == 3
    press(part)
    assert world.clients.count() == 3
    settle(part)
    button_called(part, "Take it back").click()
    assert world.clients.count() == 1
    assert way.said == [("5 records were taken back.", False)]
    settle(part)
    part.choose_new = lambda name: tmp_path / "all.xlsx"
    assert any("not encrypted" in one for one in said(part))
    button_called(part, "Write the list into a table…").click()
    assert written == [tmp_path / "all.xlsx"]
    assert way.said[-1][0].startswith("7 rows were written.")


def test_a_list_that_was_changed_is_read_back_after_a_look(qtbot: QtBot, tmp_path: Path) -> None:
    world, way = a_world(), Way()
    client = world.clients.add({"given": "Jeanne", "community": "Pangnirtung"})
    part = room_of(world, way, lambda listed, path: 0)
    qtbot.addWidget(part)
    prepare(part)
    part.choose_file = lambda: a_changed_list(world, tmp_path)
    button_called(part, "Choose a table…").setFocus()
    press(part)
    # Every change stands there with what it was; the row that is nobody's is told.
    assert "Jeanne → Jeanne-Aimée" in said(part)
    assert part.refused is not None
    assert world.clients.show(client).fields["given"] == "Jeanne"
    part.column_chosen.emit("client.needs", False)
    settle(part)
    assert part.primary is not None
    part.primary.setFocus()
    press(part)
    fields = world.clients.show(client).fields
    assert fields["given"] == "Jeanne-Aimée"
    assert "needs" not in fields
    assert way.said == [("1 value was changed.", True)]
    assert world.clients.count() == 1


def test_what_is_no_table_is_refused_in_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    part = room_of(a_world(), Way(), lambda listed, path: 0)
    qtbot.addWidget(part)
    path = tmp_path / "people.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    part.file_given.emit(path)
    assert any("Nothing was" in words for words in said(part))
    assert not part.progress.isVisibleTo(part)


def test_an_import_that_is_stopped_leaves_everything_as_it_was(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world()
    part = room_of(world, Way(), lambda listed, path: 0)
    qtbot.addWidget(part)
    part.file_given.emit(a_workbook(tmp_path))
    part.rehearse_asked.emit()
    genuine, steps = Progress.step, []

    def stop_late(self: Progress, *told: object) -> None:
        steps.append(told)
        if told[2:] == (_WRITING,) and told[0]:
            self.cancel()
        genuine(self, *told)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Progress, "step", stop_late)
        part.take_asked.emit()
    assert len(steps) >= 3
    assert world.clients.count() == 0
    part.take_asked.emit()
    assert world.clients.count() == 2
