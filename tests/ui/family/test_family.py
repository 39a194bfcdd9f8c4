"""The room for family, by the keyboard alone: a relationship, and a move of two people."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.services.casework.families import Families
from desktop_app.services.clients.clients import Clients
from desktop_app.ui.family.presenter import ADD, MOVE
from desktop_app.ui.family.view import FamilyRoom
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.lists import CardRow
from desktop_app.ui.shared.record_dialog import RecordDialog
from tests.ui.clients.rehearsal import Way
from tests.ui.family.scenes import a_family, screen_of
from tests.ui.picture import prepare, settle


def type_into(words: str) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClicks(widget, words)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key, modifier)


def asked(part: FamilyRoom) -> RecordDialog | None:
    """The open dialog."""
    return part.dialog


def test_a_relationship_and_a_move_by_keys(qtbot: QtBot) -> None:
    world, client, people = a_family()
    way = Way()
    screen, part = screen_of(world, client, way)
    qtbot.addWidget(screen)
    prepare(screen)
    names = [row.card.title for row in part.findChildren(CardRow)][:3]
    assert names == ["Aline Fictive", "Lucie, sa nièce", "Simeonie Fictive"]
    # An unsaved relationship is kept, and offered again.
    part.take_focus()
    settle(screen)
    press(Qt.Key.Key_Space)
    dialog = part.dialog
    assert dialog is not None
    settle(dialog)
    type_into("Aline")
    other = dialog.search_field("other")
    qtbot.waitUntil(other.list.isVisible)
    press(Qt.Key.Key_Return)
    assert other.value() == people["daughter"]
    dialog.form.field("words").set_value("")
    dialog.form.field("other_name").take_focus()
    settle(dialog)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert dialog.form.field("relation").error()
    dialog.form.field("relation").set_value("parent")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    # She is her child already: nobody is their own grandparent.
    assert "parent of their own parent" in dialog.form.field("relation").error()
    dialog.form.field("relation").set_value("helper")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked(part) is None
    assert world.drafts.find(ADD, client) is None
    assert way.said == [("The relationship is saved.", True)]
    assert len(Families(world.laptop).of(client)) == 4

    part.add(MOVE)
    moving = asked(part)
    assert moving is not None
    settle(moving)
    values = moving.form.values()
    assert values[f"mate {people['partner']}"] is True
    assert values[f"mate {people['daughter']}"] is False
    assert [value for name, value in values.items() if name.startswith("visit ")] == [True]
    # Half an address is kept too.
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_into("3, chemin")
    press(Qt.Key.Key_Escape)
    part.add(MOVE)
    moving = asked(part)
    assert moving is not None
    assert moving.form.field("street").value() == "3, chemin"
    settle(moving)
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_into("3, chemin Neuf")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked(part) is None
    shown = Clients(world.laptop)
    assert shown.show(people["partner"]).fields["street"] == "3, chemin Neuf"
    assert shown.show(people["daughter"]).fields["street"] == "7, rue Haute"
    assert way.said[-1] == ("The address was changed in 2 files.", True)
    # A relationship ends on a day that is asked for.
    ending = part.findChildren(CardRow)[0].card.key
    part.ended.emit(ending)
    end = asked(part)
    assert end is not None
    assert end.form.field("to_on").value() == "2026-11-21"
    end.form.field("to_on").set_value("2024-05")
    settle(end)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked(part) is None
    ended = {one.id: one.to_on for one in Families(world.laptop).of(client)}
    assert ended[ending] == "2024-05"
    assert way.problems == []


def test_what_was_typed_is_offered_again(qtbot: QtBot) -> None:
    world, client, people = a_family()
    screen, part = screen_of(world, client, Way())
    qtbot.addWidget(screen)
    prepare(screen)
    part.add("relationship")
    dialog = part.dialog
    assert dialog is not None
    dialog.form.field("other_name").take_focus()
    settle(dialog)
    type_into("Un voisin")
    press(Qt.Key.Key_Escape)
    assert asked(part) is None
    part.add("relationship")
    again = asked(part)
    assert again is not None
    assert again.form.field("other_name").value() == "Un voisin"
    # Who was chosen is called by name again.
    other = again.search_field("other")
    other.show_found("", [Found(people["partner"], "Simeonie Fictive")])
    other.list.acted.emit(people["partner"])
    again.reject()
    part.add(ADD)
    third = asked(part)
    assert third is not None
    assert third.search_field("other").value() == people["partner"]
    assert third.search_field("other").line.text() == "Simeonie Fictive"
