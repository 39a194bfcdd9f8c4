"""The rooms of benefits, documents and papers: whole in each look, and done by keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.services.casework.applications import Applications
from desktop_app.services.casework.benefit_list import BenefitList
from desktop_app.services.casework.documents import Documents
from desktop_app.services.casework.reference_person import ReferencePeople
from desktop_app.services.clients.clients import Clients
from desktop_app.ui.benefits.view import BenefitsRoom
from desktop_app.ui.documents.view import DocumentsRoom
from desktop_app.ui.papers.view import PapersRoom
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.lists import CardRow
from tests.builders import swap
from tests.ui.benefits.scenes import CHECKED, benefit, papers_page, room_of, scenes
from tests.ui.clients.rehearsal import Way
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.plan.rehearsal import a_desk, a_file, rooms_of
from tests.ui.scene import Scene


@pytest.mark.parametrize("look", [("fr", "light", 100), ("en", "dark", 200)])
@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_the_rooms_are_whole(qtbot: QtBot, scene: Scene, look: tuple[str, str, int]) -> None:
    language, palette, percent = look
    screen = scene.make()
    qtbot.addWidget(screen)
    # Large text comes to a screen that stood with the usual one, and in the other language.
    prepare(screen)
    prepare(screen, (1254, 682) if percent == 100 else (1366, 440), language, palette, percent)
    settle(screen)
    assert cut_off_text(screen) == []
    assert nameless(screen) == []
    assert rich_text_labels(screen) == []


def _rest() -> None:
    """Let everything happen that waits; what was just closed is gone afterwards."""
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def _press(words: str, within: QWidget) -> None:
    found = next(one for one in within.findChildren(Button) if one.text().strip() == words)
    found.setFocus()
    QTest.keyClick(found, Qt.Key.Key_Return)
    _rest()


def _keyboard(dialog: QWidget | None) -> QWidget:
    assert dialog is not None
    dialog.activateWindow()
    settle(dialog)
    found = QApplication.focusWidget()
    assert found is not None
    return found


def _save(dialog: QWidget | None) -> None:
    QTest.keyClick(_keyboard(dialog), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _rest()


def test_a_request_already_made_is_joined_in_the_dialog(qtbot: QtBot) -> None:
    world, client = a_file()
    Applications(world.office).start(client, {"benefit": benefit(world, "ca.gis")}, on="2026-11-02")
    swap(world.office, world.laptop)
    desk = a_desk(world, client)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show("benefits")
    room = room_of(desk)
    _press("Start an application…", room)
    assert room.dialog is not None
    room.dialog.form.field("benefit").set_value(benefit(world, "ca.gis"))
    _save(room.dialog)
    # It asks back: who made it and when, with another way out.
    assert room.dialog is not None
    _press("Join that application", room.dialog)
    settle(desk.screen)
    assert room_of(desk).dialog is None
    (line,) = Applications(world.laptop).of(client).applications
    assert line.workers == ("Josée Exemple", "Maude Fictive")


def test_an_amount_in_the_wrong_unit_asks_back_before_it_is_saved(qtbot: QtBot) -> None:
    world, client = a_file()
    made = Applications(world.laptop).start(client, {"benefit": benefit(world, "ca.oas")})
    desk = a_desk(world, client)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show("benefits")
    room = room_of(desk)
    room.state_asked.emit(made)
    dialog = room.dialog
    assert dialog is not None
    for name, value in (("state", "paid"), ("amount", 120_000_000), ("per", "month")):
        dialog.form.field(name).set_value(value)
    _save(dialog)
    assert room.dialog is dialog
    assert Applications(world.laptop).of(client).gain.yearly == 0
    dialog.form.field("amount").set_value(120_000)
    _save(dialog)
    settle(desk.screen)
    assert Applications(world.laptop).of(client).gain.yearly == 12 * 120_000
    room.state_asked.emit(made)
    assert room.dialog is not None
    room.dialog.form.field("state").set_value("paid")
    room.dialog.form.field("amount").set_value(120_000_000)
    _save(room.dialog)
    _save(room.dialog)
    settle(desk.screen)
    # Said twice, it is what the person meant.
    assert Applications(world.laptop).of(client).gain.yearly == 12 * 120_000_000


def test_the_check_keeps_answers_and_leads_to_an_application(qtbot: QtBot) -> None:
    world, client = a_file()
    desk = a_desk(world, client)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show("benefits")
    room: BenefitsRoom = room_of(desk)
    room.take_focus()
    QTest.keyClick(_keyboard(desk.screen), Qt.Key.Key_Return)
    dialog = room.check_dialog
    assert dialog is not None
    assert dialog.form.values()["age"] == 75
    assert dialog.form.values()["province"] == "NU"
    dialog.form.field("income").set_value("under_20")
    dialog.left.emit("income", "under_20")
    QTest.keyClick(_keyboard(dialog), Qt.Key.Key_Escape)
    settle(desk.screen)
    room.add("check")
    dialog = room.check_dialog
    assert dialog is not None
    assert dialog.form.values()["income"] == "under_20"
    dialog.form.field("years_in_canada").set_value(60)
    dialog.verb.click()
    settle(desk.screen)
    hints = room.hints_dialog
    assert hints is not None
    names = [row.card.key for row in hints.cards.rows()]
    assert benefit(world, "ca.gis") in names
    said = {row.card.key: row.accessibleName() for row in hints.cards.rows()}
    assert "to be checked" in said[benefit(world, "ca.dental")]
    assert "the office checks them first" in said[benefit(world, "ca.dental")]
    assert "to be checked" not in said[benefit(world, "ca.gis")]
    hints.print_asked.emit()
    assert desk.way.printed[0].startswith(b"%PDF")
    hints.keep.click()
    settle(desk.screen)
    texts = [one.text for one in Clients(world.laptop).show(client).timeline]
    assert any("Guaranteed Income Supplement" in one for one in texts)
    room.checked.emit(CHECKED)
    assert room.hints_dialog is not None
    room.hints_dialog.taken.emit(benefit(world, "ca.gis"))
    settle(desk.screen)
    assert room.dialog is not None
    assert room.dialog.form.values()["benefit"] == benefit(world, "ca.gis")
    assert desk.way.problems == []


def test_documents_are_asked_for_and_ticked_by_keys(qtbot: QtBot) -> None:
    world, client = a_file()
    BenefitList(world.office).load()
    swap(world.office, world.laptop)
    desk = a_desk(world, client)
    qtbot.addWidget(desk.screen)
    prepare(desk.screen)
    desk.show("documents")
    (room,) = desk.screen.file.rooms.findChildren(DocumentsRoom)
    _press("Ask for these", room)
    found = Documents(world.laptop).of(client)
    assert found.missing > 0
    _press("I have it", room)
    assert Documents(world.laptop).of(client).missing == found.missing - 1
    _press("Print the list…", room)
    assert desk.way.printed[0].startswith(b"%PDF")
    assert [undo for _, undo in desk.way.said] == [True, True]


def test_the_office_settles_telephones_and_takes_the_edition_in(qtbot: QtBot) -> None:
    world, _ = a_file()
    way = Way()
    rooms = rooms_of(world, way, world.drafts, world.office).of_the_settings()
    room = next(one for one in rooms if one.key == "papers").make()
    assert isinstance(room, PapersRoom)
    qtbot.addWidget(room)
    prepare(room)
    room.activate()
    settle(room)
    _press("Take edition 2026-11 in", room)
    assert BenefitList(world.office).editions()[0] == "2026-11"
    room.line_asked.emit(world.office.person.hex())
    QTest.keyClicks(_keyboard(room.dialog), "819 555 0142")
    _save(room.dialog)
    settle(room)
    lines = {one.name: one.telephone for one in ReferencePeople(world.office).lines()}
    assert lines["Josée Exemple"] == "819 555 0142"
    room.benefit_asked.emit("ca.ccb")
    assert room.dialog is not None
    room.dialog.form.field("telephone").set_value("1-800-555-0100")
    _save(room.dialog)
    settle(room)
    (line,) = [one for one in BenefitList(world.office).all() if one.code == "ca.ccb"]
    assert (line.text("telephone"), line.values["own"]) == ("1-800-555-0100", True)
    assert way.problems == []


def test_a_field_laptop_reads_and_changes_nothing(qtbot: QtBot) -> None:
    world, _ = a_file()
    page = papers_page(world, office=False)
    qtbot.addWidget(page)
    prepare(page)
    (room,) = page.findChildren(PapersRoom)
    said = {one.accessibleName() for one in room.findChildren(CardRow)}
    assert any("Canadian Dental Care Plan" in one and "to be checked" in one for one in said)
    assert not any("Canada child benefit" in one and "to be checked" in one for one in said)
    words = {one.text().strip() for one in room.findChildren(Button)}
    assert words == set()
    room.benefit_asked.emit("ca.ccb")
    assert room.dialog is None
