from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.reviewers import Deciding
from desktop_app.services.exchange.carrying import CarriedLine
from desktop_app.services.exchange.exchange_lines import Fate, RecordList
from desktop_app.services.exchange.shared_folder import Came, Round
from desktop_app.services.trust.cut_offs import CutOff
from desktop_app.ui.conflicts.view import ConflictsScreen
from desktop_app.ui.exchange import words
from desktop_app.ui.exchange.view import ExchangeScreen
from desktop_app.ui.exchange.watching import Watching
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.qt_jobs import ThreadJobs
from tests.builders import a_client
from tests.desks import Desks, desks
from tests.services.exchange.test_exchange_desk import state_of
from tests.ui.exchange.rehearsal import (
    Rehearsal,
    busy_office,
    contested,
    give,
    held_up,
    people,
    show_detail,
    stick,
)
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle

LOOKS = [("en", "light", 100), ("fr", "dark", 100), ("fr", "light", 200), ("en", "dark", 200)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Desks]:
    made = desks(tmp_path)
    yield made
    made.close()


def assert_sound(screen: ExchangeScreen, looks: Sequence[tuple[str, str, int]]) -> None:
    for language, palette, percent in looks:
        prepare(screen, (1254, 680), language, palette, percent)
        assert cut_off_text(screen) == []
        assert nameless(screen) == []
        assert rich_text_labels(screen) == []


def test_every_page_is_whole_in_both_languages_and_sizes(world: Desks) -> None:
    contested(world, 3)
    rehearsal = busy_office(world)
    screen = cast(ExchangeScreen, rehearsal.screen())
    found = rehearsal.desk.overview().received
    assert {one.fate for one in found} >= {Fate.IMPORTED, Fate.KNOWN, Fate.REFUSED}
    details = ["", "write", "sent", "only-here", "conflicts"]
    details += [f"received/{one.key}" for one in found if one.laptop == "south" or not one.laptop]
    for detail in details:
        show_detail(screen, detail)
        assert_sound(screen, LOOKS[1:3] if detail else LOOKS)
    # What is missing is counted, and one press asks for it.
    prepare(screen)
    waits = next(one for one in found if one.waiting)
    number = sum(one.end - one.start + 1 for one in waits.waiting)
    show_detail(screen, "")
    row = next(one for one in screen.home.decide.rows() if one.card.key == "write gap south")
    assert str(row.card.title) == f"{number} changes from south are missing"
    assert row.button is not None
    QTest.keyClick(row.button, Qt.Key.Key_Space)
    assert rehearsal.door.gone[-1] == ("exchange", "write")
    show_detail(screen, f"received/{waits.key}")
    settle(screen)
    said = " ".join(label.text() for label in labels(screen))
    assert f"{number} changes from south are missing. Nothing is lost" in said
    QTest.keyClick(screen.received.prepare, Qt.Key.Key_Space)
    assert rehearsal.door.gone[-1] == ("exchange", "write")


def test_a_laptop_that_carries_for_others_is_not_said_to_hold_nothing(world: Desks) -> None:
    # The office heard of everything, and answered; what it wrote carried nothing but a receipt.
    world.carry(world.north, world.office)
    world.carry(world.office, world.north)
    world.carry(world.north, world.office)
    world.carry(world.office, world.north)
    rehearsal = Rehearsal(world, world.north)
    screen = cast(ExchangeScreen, rehearsal.screen())
    prepare(screen)
    overview = rehearsal.desk.overview()
    alone = "The office has everything that was written here."
    nothing = "Nothing would be lost with this laptop today."
    carried = (CarriedLine(("south",), 5000, 0, 0),)
    for one, lost in ((overview, True), (replace(overview, carried=carried), False)):
        screen.home.show_overview(one)
        screen.here.show_only_here(one, RecordList((), False))
        said = [row.accessibleName() for row in screen.home.here.rows()]
        assert said[0] == (f"{alone}, {nothing}" if lost else alone)
        shown = [one.text() for one in screen.here.empty.findChildren(PlainLabel)]
        assert (alone in shown, nothing in shown) == (True, lost)
    # What others decide is not asked here, and what was held back opens with its file.
    held = replace(overview.received[0], held=("scope_not_held",))
    screen.home.show_overview(
        replace(overview, deciding=Deciding(0, 2), held_back=1, received=(held,))
    )
    keys = {row.card.key: row.accessibleName() for row in screen.home.decide.rows()}
    assert "conflicts" not in keys
    assert keys["conflicts others"].startswith("2 decisions wait for the office")
    assert f"received/{held.key} held" in keys
    assert words.held_to_do(held) == [Message("bundle", "Tell the office.")]
    assert "choose office" in str(words.held_to_do(replace(held, at_office=True))[0])
    desk = Rehearsal(world, world.office)
    office = cast(ExchangeScreen, desk.screen())
    prepare(office)
    said = [row.accessibleName() for row in office.home.here.rows()]
    cut = CutOff("ab" * 16, "east", 0, None, ("north", "south"), "")
    office.home.show_overview(replace(desk.desk.overview(), untold=(cut,)))
    told = office.home.here.rows()[0]
    assert "2 laptops do not know yet that east is cut off" in told.accessibleName()
    QTest.keyClick(told, Qt.Key.Key_Return)
    assert desk.door.gone[-1] == ("exchange", "write")
    office.home.show_overview(desk.desk.overview())
    assert [one for one in said if one == "north, Nothing new: only a receipt."]
    assert "Nothing new: only a receipt" in office.home.sent.rows()[0].accessibleName()
    assert len(office.home.sent.rows()) == 1


def test_files_that_are_dropped_are_imported(world: Desks) -> None:
    a_client(world.north.session)
    path = world.bundle(world.north, world.office)
    rehearsal = Rehearsal(world, world.office)
    screen = cast(ExchangeScreen, rehearsal.screen())
    prepare(screen)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    screen.dropEvent(
        QDropEvent(
            QPoint(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    assert [row.card.key for row in screen.home.today.rows()] == [
        rehearsal.desk.overview().received[0].key
    ]
    QTest.keyClick(screen.home.today.rows()[0], Qt.Key.Key_Return)
    assert rehearsal.door.gone[-1][1].startswith("received/")


def test_what_was_left_is_one_line_with_two_answers(world: Desks) -> None:
    path = world.bundle(world.north, world.office)
    rehearsal = Rehearsal(world, world.office)
    rehearsal.desk.keep_given([path, world.stick / "2026-11-20-02.portage"])
    screen = cast(ExchangeScreen, rehearsal.screen())
    assert_sound(screen, LOOKS)
    assert screen.home.left.isVisible()
    take, leave = screen.home.left.findChildren(Button)
    take.setFocus()
    QTest.keyClick(take, Qt.Key.Key_Tab)
    assert leave.hasFocus()
    asked: list[bool] = []
    screen.home.left_asked.disconnect()
    screen.home.left_asked.connect(lambda: asked.append(True))
    QTest.keyClick(take, Qt.Key.Key_Space)
    assert asked == [True]
    QTest.keyClick(leave, Qt.Key.Key_Space)
    assert not screen.home.left.isVisible()
    assert rehearsal.desk.overview().left == 0


def test_enter_in_the_zone_chooses_files(world: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = cast(ExchangeScreen, Rehearsal(world, world.office).screen())
    asked: list[bool] = []
    screen.home.choose_asked.disconnect()
    screen.home.choose_asked.connect(lambda: asked.append(True))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(screen.home.zone, key)
    assert asked == [True, True]


def test_writing_ends_with_the_word_that_the_stick_may_be_removed(world: Desks) -> None:
    people(world.north, 3, 2)
    locked = stick(world, "LOCKED", read_only=True)
    rehearsal = Rehearsal(world, world.north, [stick(world)])
    screen = cast(ExchangeScreen, rehearsal.screen(detail="write"))
    prepare(screen)
    QTest.keyClick(screen.write.places.rows()[0], Qt.Key.Key_Return)
    settle(screen)
    said = " ".join(label.text() for label in labels(screen))
    assert "Written and read back: you may remove the stick." in said
    assert "to-office/" in said
    rehearsal.places = [locked]
    screen.page_asked.emit("")
    screen.page_asked.emit("write")
    sent = len(rehearsal.desk.sent())
    QTest.keyClick(screen.write.places.rows()[0], Qt.Key.Key_Return)
    assert len(rehearsal.desk.sent()) == sent


def labels(screen: ExchangeScreen) -> list[PlainLabel]:
    return [one for one in screen.findChildren(PlainLabel) if one.isVisibleTo(screen)]


def test_the_window_answers_while_a_file_goes_in_and_cancel_leaves_nothing(
    world: Desks, qtbot: QtBot
) -> None:
    people(world.north, 3, 60)
    path = world.bundle(world.north, world.office)
    rehearsal = Rehearsal(world, world.office)
    jobs = ThreadJobs()
    screen = cast(ExchangeScreen, rehearsal.screen(jobs))
    prepare(screen)
    screen.files_given.emit([path])
    qtbot.waitUntil(screen.home.task.isVisible, timeout=20_000)
    turns = 0
    while "exchange import" not in jobs.running() and turns < 100_000:
        QApplication.processEvents()
        turns += 1
    screen.home.task.cancel.click()
    qtbot.waitUntil(lambda: not screen.home.task.isVisible(), timeout=30_000)
    jobs.close()
    assert rehearsal.desk.overview().received == ()
    assert "Everything is as it was before" in rehearsal.door.problems[0]
    assert rehearsal.desk.take_in(path).outcome == "applied"


def test_what_came_is_opened_by_the_button_that_shows_it(world: Desks) -> None:
    rehearsal, _, _ = held_up(world)
    screen = cast(ExchangeScreen, rehearsal.screen())
    prepare(screen)
    waits, came = screen.home.today.rows()
    # The list of decisions does not say that there is none.
    (asks,) = screen.home.decide.rows()
    assert str(asks.card.title) == "1 bundle waits for your answer"
    assert asks.button is not None
    QTest.keyClick(asks.button, Qt.Key.Key_Space)
    assert rehearsal.door.gone == [("exchange", f"received/{waits.card.key}")]
    for row, said in ((waits, "Decide"), (came, "See")):
        assert row.button is not None
        assert row.button.text() == said
        screen.page_asked.emit("")
        QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
        assert rehearsal.door.gone[-1] == ("exchange", f"received/{row.card.key}")


def test_only_its_button_ends_the_watching_of_a_folder(world: Desks) -> None:
    shared = world.stick.parent / "Partage"
    shared.mkdir()
    rehearsal = Rehearsal(world, world.north, watched=[shared])
    screen = cast(ExchangeScreen, rehearsal.screen())
    prepare(screen)
    (row,) = screen.home.watched.rows()
    QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert rehearsal.watched == [shared]
    assert row.button is not None
    row.button.setFocus()
    QTest.keyClick(row.button, Qt.Key.Key_Space)
    assert rehearsal.watched == []
    assert [said for said, _ in rehearsal.door.said] == [
        "Partage is watched no more. The files in it stay as they are."
    ]


def test_what_the_brake_holds_up_can_be_left_out_by_keys_and_asks_again(world: Desks) -> None:
    rehearsal, ids, path = held_up(world)
    before = state_of(world.office)
    give(world.office, path)
    (waits,) = (one for one in rehearsal.desk.overview().received if one.brake)
    screen = cast(ExchangeScreen, rehearsal.screen(detail=f"received/{waits.key}"))
    prepare(screen)
    page = screen.received
    said = " ".join(label.text() for label in labels(screen))
    assert "Take it in only if it is." in said
    assert "Ask Maude Fictive to undo it and to send a new bundle." in said

    page.back.setFocus()
    QTest.keyClick(page.back, Qt.Key.Key_Tab)
    assert page.decline.hasFocus()
    for keys in ((Qt.Key.Key_Escape,), (Qt.Key.Key_Tab, Qt.Key.Key_Space)):
        assert any(one.brake for one in rehearsal.desk.overview().received)
        QTest.keyClick(page.decline, Qt.Key.Key_Space)
        assert page.question is not None
        page.question.activateWindow()
        settle(page.question)
        for key in keys:
            QTest.keyClick(QApplication.focusWidget() or page, key)

    assert not any(one.brake for one in rehearsal.desk.overview().received)
    assert rehearsal.door.gone[-1] == ("exchange", "")
    assert "It was not taken in." in rehearsal.door.said[-1][0]
    assert (state_of(world.office), path.is_file()) == (before, True)
    again = give(world.office, path)
    assert again.held is not None
    watching = Watching(rehearsal.services(), ImmediateJobs(), rehearsal.door)
    watching._looked([Round((Came(path, again),))])
    assert rehearsal.door.problems == [
        "1 bundle from the watched folder waits for you in the exchange. Nothing of it was imported."
    ]
    assert sum(one.brake is not None for one in rehearsal.desk.overview().received) == 1
    # Undone where it was done, the next bundle passes and nobody is gone.
    for one in ids:
        Clients(world.north.session).restore(one)
    assert give(world.office, world.bundle(world.north, world.office)).outcome == "applied"
    assert Clients(world.office.session).count() == len(ids)
    assert not any(one.brake for one in rehearsal.desk.overview().received)


def test_what_waits_is_not_taken_in_from_another_stick(world: Desks) -> None:
    rehearsal, _, path = held_up(world)
    (waits,) = (one for one in rehearsal.desk.overview().received if one.brake)
    screen = cast(ExchangeScreen, rehearsal.screen(detail=f"received/{waits.key}"))
    prepare(screen)
    data = path.read_bytes()
    for there in (None, b"another bundle of that name"):
        path.unlink()
        if there is not None:
            path.write_bytes(there)
        QTest.mouseClick(screen.received.anyway, Qt.MouseButton.LeftButton)
        assert f"Put back the stick that holds {path.name}" in rehearsal.door.problems[-1]
        path.touch()
    assert len([one for one in rehearsal.desk.overview().received if one.brake]) == 1
    assert len(rehearsal.desk.overview().received) == 2
    path.write_bytes(data)
    QTest.mouseClick(screen.received.anyway, Qt.MouseButton.LeftButton)
    assert Clients(world.office.session).count() == 0
    assert not any(one.brake for one in rehearsal.desk.overview().received)


def test_taking_an_import_back_counts_what_went_as_people_do_and_marks_it(world: Desks) -> None:
    stays, _, _ = people(world.north, 3, 3)
    rehearsal = Rehearsal(world, world.office)
    bundle = give(world.office, world.bundle(world.north, world.office)).bundle
    Clients(world.office.session).add_note(stays, "Relevé reçu.", "2026-11-21")
    screen = cast(ExchangeScreen, rehearsal.screen(detail=f"received/{bundle.hex()}"))
    prepare(screen)
    QTest.keyClick(screen.received.undo, Qt.Key.Key_Space)
    settle(screen)
    said = " ".join(label.text() for label in labels(screen))
    assert (
        "Taken back. Deleted: 2 people, 3 notes, 1 appointment. 1 person stays; why is said below."
        in said
    )
    signs = {
        row.card.title: (str(row.card.badge[1]), row.button is not None)
        for row in screen.received.records.cards.rows()
        if row.card.badge is not None
    }
    name = Clients(world.office.session).line(stays).name
    assert signs.pop(name) == ("deleted in part", True)
    assert list(signs.values()) == [("deleted", False)] * 2
    assert "deleted: 1 note, 1 appointment" in said


def test_conflicts_are_a_page_of_the_exchange(world: Desks) -> None:
    contested(world, 2)
    rehearsal = Rehearsal(world, world.office)
    screen = cast(ExchangeScreen, rehearsal.screen(detail="conflicts"))
    inbox = screen.findChild(ConflictsScreen)
    assert isinstance(inbox, ConflictsScreen)
    assert inbox.rows.rowCount() == 2
    assert screen.help_topic == "conflicts"
