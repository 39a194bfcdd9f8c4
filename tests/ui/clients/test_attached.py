"""Files in a client's file, by keyboard: added, looked at, asked for, copied out of the vault."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop_app.services.clients.attachments import Attachments, Stand
from desktop_app.services.undo import Undo
from desktop_app.ui.clients.attachments_view import Picture, picture_of
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.builders import a_client
from tests.desks import Desks, desks
from tests.pictures import PDF, a_photograph
from tests.ui.clients.attached import Attached, attached, read, services_of
from tests.ui.clients.rehearsal import Way, a_world
from tests.ui.picture import cut_off_text, nameless, prepare, settle


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Desks]:
    made = desks(tmp_path)
    yield made
    made.close()


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Attached]:
    made = attached(tmp_path)
    yield made
    made.desks.close()


def opened(qtbot: QtBot, world: Desks, client: str, name: str, way: Way) -> ClientsScreen:
    screen = build(services_of(world, getattr(world, name)), ImmediateJobs(), way)
    qtbot.addWidget(screen)
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(client)
    screen.activate()
    prepare(screen)
    return screen


def test_a_file_is_added_and_looked_at_by_keyboard(
    qtbot: QtBot, world: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, way = a_client(world.north.session, "Ana"), Way()
    undo = Undo(world.north.session)
    screen = opened(qtbot, world, client, "north", way)
    part = screen.file.attached
    assert not part.cards.isVisibleTo(screen)
    chosen = [tmp_path / "photo.jpg", tmp_path / "lettre.txt"]
    chosen[0].write_bytes(a_photograph())
    chosen[1].write_text("Née à Rivière-Exemple. <b>Rien</b> de plus.", encoding="utf-8")
    for path in chosen:
        monkeypatch.setattr(
            QFileDialog, "getOpenFileNames", lambda *_, path=path: ([str(path)], "")
        )
        world.clock.forward(minutes=5)
        QTest.keyClick(screen.file.add, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
        settle(screen)
    assert [said for said, _ in way.said] == [
        "1 file is attached and sealed. The one that you chose is as it was."
    ] * 2
    rows = part.cards.rows()
    assert [row.card.title for row in rows] == ["lettre.txt", "photo.jpg"]
    assert "Maude Fictive" in rows[0].accessibleName()
    assert rows[0].badge is not None
    rows[0].setFocus()
    QTest.keyClick(rows[0], Qt.Key.Key_Return)
    dialog = screen.attachment_dialog
    assert dialog is not None
    assert isinstance(dialog.shown, QPlainTextEdit)
    assert dialog.shown.toPlainText().endswith("<b>Rien</b> de plus.")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert rows[1].button is not None
    QTest.keyClick(rows[1].button, Qt.Key.Key_Space)
    dialog = screen.attachment_dialog
    assert dialog is not None
    assert isinstance(dialog.shown, Picture)
    assert dialog.save.isVisible()
    assert not cut_off_text(dialog)
    assert not nameless(dialog)
    dialog.reject()
    assert [one.name for one in Attachments(world.north.session, read).of(client)] == [
        "lettre.txt",
        "photo.jpg",
    ]
    rows[0].setFocus()
    QTest.keyClick(rows[0], Qt.Key.Key_Return)
    dialog = screen.attachment_dialog
    assert dialog is not None
    dialog.remove.click()
    assert way.said[-1] == ("The file is out of the list. It can be brought back.", True)
    assert [row.card.title for row in part.cards.rows()] == ["photo.jpg"]
    undo.undo_last()
    assert len(Attachments(world.north.session, read).of(client)) == 2
    undo.undo_last()
    assert [one.name for one in Attachments(world.north.session, read).of(client)] == ["photo.jpg"]


def test_what_cannot_be_added_says_why(
    qtbot: QtBot, world: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, way = a_client(world.north.session, "Ana"), Way()
    screen = opened(qtbot, world, client, "north", way)
    good, bad = tmp_path / "a.txt", tmp_path / "letter.pdf"
    good.write_bytes(b"a")
    bad.write_bytes(b"MZ\x90\x00" + bytes(100))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(good), str(bad)], ""))
    QTest.mouseClick(screen.file.attached.add, Qt.MouseButton.LeftButton)
    settle(screen)
    assert len(way.problems) == 1
    assert "whatever its name says" in way.problems[0]
    assert [row.card.title for row in screen.file.attached.cards.rows()] == ["a.txt"]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    QTest.mouseClick(screen.file.attached.add, Qt.MouseButton.LeftButton)
    assert not way.said


def test_an_original_is_asked_for_and_a_copy_leaves_after_a_warning(
    qtbot: QtBot, full: Attached, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, world = Way(), full.desks
    screen = opened(qtbot, world, full.client, "office", way)
    screen.attachment_opened.emit(full.files["bail signé.pdf"])
    dialog = screen.attachment_dialog
    assert dialog is not None
    assert dialog.shown is None
    assert not hasattr(dialog, "save")
    dialog.ask.click()
    assert "asked for" in way.said[-1][0]
    office = Attachments(world.office.session, read)
    stands = {one.name: one.stand for one in office.of(full.client)}
    assert stands == {
        "avis de cotisation 2025.jpg": Stand.PREVIEW,
        "lettre du hameau.txt": Stand.HERE,
        "bail signé.pdf": Stand.ASKED,
        "carte santé.png": Stand.ASKED,
    }
    world.carry(world.office, world.north)
    world.carry(world.north, world.office)
    screen.attachment_opened.emit(full.files["bail signé.pdf"])
    dialog = screen.attachment_dialog
    assert dialog is not None
    target = tmp_path / "bail.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    dialog.save.click()
    assert dialog.warning is not None
    dialog.warning.keep.click()
    assert not target.exists()
    dialog.save.click()
    dialog.warning.verb.click()
    assert target.read_bytes().startswith(PDF)
    assert "not encrypted" in way.said[-1][0]


def test_nothing_can_be_attached_where_there_is_no_folder_or_the_file_is_deleted(
    qtbot: QtBot, full: Attached
) -> None:
    world = a_world(2)
    client = world.clients.page(1)[0].id
    services = world.services()
    screen = build(replace(services, attachments=None), ImmediateJobs(), Way())
    qtbot.addWidget(screen)
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(client)
    screen.activate()
    assert not screen.file.attached.isVisibleTo(screen)
    other = opened(qtbot, full.desks, full.client, "north", Way())
    assert len(other.file.attached.cards.rows()) == 4
    services_of(full.desks, full.desks.north).clients.delete(full.client)
    other.show_detail(full.client)
    other.activate()
    assert not other.file.attached.add.isVisibleTo(other)


def test_only_what_portage_drew_itself_is_drawn() -> None:
    assert picture_of(a_photograph(1600, 20)) is not None
    assert picture_of(a_photograph(4001, 10)) is None
    out = io.BytesIO()
    Image.new("L", (32, 16), 120).save(out, "JPEG", progressive=True)
    picture = out.getvalue()
    scans, last = picture.count(b"\xff\xda"), picture[picture.rindex(b"\xff\xda") : -2]
    # Each scan goes over the whole picture: forty kilobytes of them would hold the window for seconds.
    assert picture_of(picture) is not None
    assert picture_of(picture[:-2] + (17 - scans) * last + b"\xff\xd9") is None
