"""Privacy on the screen: whole in each look, by keys alone, nothing of others beside one person."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.services.casework.access import Access
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.codes import CODES_SETTING, ON
from desktop_app.services.clients.discretion import REASONS_SETTING
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.ui.privacy.client_view import ClientView
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import TextField
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shell.view import MainWindow
from tests.builders import a_client, swap
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.plan.rehearsal import Desk, a_desk, a_file
from tests.ui.privacy.scenes import room_of, scenes
from tests.ui.scene import Scene

OWN = [one for one in scenes() if not one.name.startswith("privacy-closed")]
"""The lists with a closed file are whole where the lists themselves are tested."""


@pytest.mark.parametrize("look", [("fr", "light", 100), ("en", "dark", 200)])
@pytest.mark.parametrize("scene", OWN, ids=lambda scene: scene.name)
def test_each_is_whole(qtbot: QtBot, scene: Scene, look: tuple[str, str, int]) -> None:
    language, palette, percent = look
    screen = scene.make()
    qtbot.addWidget(screen)
    prepare(screen, (1254, 682) if percent == 100 else (1366, 440), language, palette, percent)
    settle(screen)
    assert cut_off_text(screen) == []
    assert nameless(screen) == []
    assert rich_text_labels(screen) == []


def _press(key: Qt.Key, within: QWidget) -> None:
    focused = QApplication.focusWidget()
    QTest.keyClick(within if focused is None else focused, key)
    settle(within)


def _in_a_window(desk: Desk, qtbot: QtBot) -> MainWindow:
    window = MainWindow()
    qtbot.addWidget(window)
    window.register("clients", lambda: desk.screen)
    prepare(window, (1366, 768))
    from desktop_app.ui.shell.places import Route

    window.show_route(Route("clients", f"{desk.client}/privacy"), back=False, forward=False)
    window.show()
    window.activateWindow()
    settle(window)
    return window


def test_one_person_reads_their_own_page_and_says_what_is_not_right(qtbot: QtBot) -> None:
    world, client = a_file()
    a_client(world.laptop, "Bertille", community="Lac-Exemple")
    Clients(world.laptop).add_note(client, "Ce que personne ne lit ici.")
    desk = a_desk(world, client)
    window = _in_a_window(desk, qtbot)
    room = room_of(desk)
    room.add("page")
    assert room.choosing is not None
    room.choosing.boxes["needs"].setChecked(False)
    room.choosing.activateWindow()
    settle(room.choosing)
    verb = QApplication.focusWidget()
    assert verb is room.choosing.verb
    # The question is gone before the key is let go.
    QTest.keyPress(verb, Qt.Key.Key_Return)
    window.activateWindow()
    settle(window)
    view = room.page
    assert isinstance(view, ClientView)
    work = view.parentWidget()
    assert work is not None
    assert view.geometry() == work.rect()
    shown = [one.text() for one in view.findChildren(PlainLabel) if one.isVisible()]
    assert any("Jeanne" in one for one in shown)
    assert not any("Bertille" in one or "personne ne lit" in one for one in shown)
    big = [one.font().pixelSize() for one in view.findChildren(PlainLabel) if one.isVisible()]
    assert min(big) >= 20
    assert max(big) >= 28
    # Nothing beside the page can be reached: no other place, no search, no other widget.
    heard: list[object] = []
    window.gone_to.connect(heard.append)
    focused = QApplication.focusWidget()
    assert focused is view.right
    QTest.keyClick(focused, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(focused, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    for _ in range(8):
        _press(Qt.Key.Key_Tab, view)
        reached = QApplication.focusWidget()
        assert reached is not None
        assert view.isAncestorOf(reached)
    assert heard == []
    assert not window.palette_box.isVisible()
    view.wrong.setFocus()
    _press(Qt.Key.Key_Space, view)
    QTest.keyClicks(view.because.line, "Moved in")
    view.leave.clicked.emit()
    settle(window)
    # What the person began to say is kept, and there again when they go on.
    room.chosen.emit(("name", "birth_date"))
    view = room.page
    assert view is not None
    view.wrong.click()
    assert view.because.value() == "Moved in"
    view.because.line.setFocus()
    view.because.line.end(False)
    QTest.keyClicks(view.because.line, " May")
    view.send.setFocus()
    _press(Qt.Key.Key_Space, view)
    (kept,) = Records(world.laptop).of(client, "read_back")
    assert world.drafts.find("read_back", client) is None
    assert (kept.text("how"), kept.text("words")) == ("not_right", "Moved in May")
    assert "Jeanne" in kept.text("what")
    told = [str(one.title) for one in Clients(world.laptop).show(client).timeline]
    assert any("this is not right" in one or "pas exact" in one for one in told)
    # F12 hides the page of the person too; Esc gives the work back.
    window.show_cover(pin=True)
    assert not view.isVisible()
    window.lift_cover()
    assert view.isVisible()
    view.leave.setFocus()
    # The page is gone before the key is let go.
    QTest.keyPress(view.leave, Qt.Key.Key_Escape)
    settle(window)
    assert room.page is None
    assert window.rail.isEnabled()


def test_the_cover_takes_every_dialog_away(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    prepare(window, (1366, 768))
    window.show()
    first = Dialog("Jeanne Exemple", window)
    first.open()
    second = Dialog("Sa lettre", first)
    second.open()
    settle(window)
    assert first.isVisible()
    assert second.isVisible()
    window.show_cover(pin=False)
    settle(window)
    assert not first.isVisible()
    assert not second.isVisible()
    assert window.covered


def test_a_file_of_others_asks_why_and_a_name_behind_a_code_too(qtbot: QtBot) -> None:
    world, _client = a_file()
    others = a_client(
        world.laptop, "Bertille", community="Lac-Exemple", owner=world.office.person.hex()
    )
    OfficeSettings(world.office).set_text(REASONS_SETTING, ON)
    OfficeSettings(world.office).set_text(CODES_SETTING, ON)
    swap(world.laptop, world.office)
    desk = a_desk(world, others)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.screen.show_detail(others)
    desk.screen.activate()
    dialog = desk.screen.reason_dialog
    assert dialog is not None
    field = dialog.form.field("reason")
    assert isinstance(field, TextField)
    field.line.setText("Rempla")
    dialog.reject()
    # What was typed is there when the file is opened again, after a crash too.
    desk = a_desk(world, others)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.screen.show_detail(others)
    desk.screen.activate()
    dialog = desk.screen.reason_dialog
    assert dialog is not None
    assert dialog.form.values()["reason"] == "Rempla"
    dialog.form.show_values({"reason": "Remplacement"})
    dialog.verb.click()
    assert world.drafts.find("look", others) is None
    settle(desk.screen)
    assert [one.reason for one in Access(world.laptop).of(others).looks] == ["Remplacement"]
    assert desk.screen.file.client == others
    desk.show("privacy")
    room = room_of(desk)
    room.reveal_asked.emit()
    assert room.dialog is not None
    room.dialog.form.show_values({"reason": "Lettre au propriétaire"})
    room.dialog.verb.click()
    settle(desk.screen)
    assert Clients(world.laptop).show(others).title == "Bertille Exemple"
    sorts = [one.sort for one in Access(world.laptop).of(others).looks]
    assert sorts == ["revealed", "opened"]
