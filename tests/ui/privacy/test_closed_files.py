"""A file that an interest closes stands in every list in grey and opens nothing; why is told inside."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.services.casework.agenda import CLOSED
from desktop_app.ui.duplicates.view import DuplicatesScreen
from desktop_app.ui.journey.board_model import spoken
from desktop_app.ui.schedule.grid import Block
from desktop_app.ui.schedule.model import facts_of
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.tables import ICON_ROLE
from desktop_app.ui.shared.theme import colour
from desktop_app.ui.today.build import build
from desktop_app.ui.today.view import TodayView
from tests.ui.exchange.rehearsal import Way as ExchangeWay
from tests.ui.picture import nameless, prepare, settle
from tests.ui.privacy.closed import WHY, a_closed_day, closed_files, doubles, on_desk, palette
from tests.ui.schedule.scenes import schedule_screen
from tests.ui.today.rehearsal import Way as TodayWay


def test_today_and_the_week(qtbot: QtBot) -> None:
    world, way = a_closed_day(), TodayWay()
    screen = build(world.services(), ImmediateJobs(), way)
    assert isinstance(screen, TodayView)
    qtbot.addWidget(screen)
    prepare(screen)
    screen.activate()
    settle(screen)
    rows = [
        *(row for row in screen.meetings.rows() if "Closed to you" in row.accessibleName()),
        *(row for row in screen.deeds.rows() if row.card.key.startswith(CLOSED)),
    ]
    assert len(rows) == 2
    for row in rows:
        assert "Marc-Éric" in row.accessibleName()
        assert WHY not in row.accessibleName()
        assert "Lui lire" not in row.accessibleName()
        assert "enfants" not in row.accessibleName()
        assert row.button is None
        row.setFocus()
        QTest.keyClick(row, Qt.Key.Key_Return)
        for letter in (Qt.Key.Key_D, Qt.Key.Key_X):
            QTest.keyClick(row, letter)
    assert (way.gone, way.said, way.problems, screen.room.dialog) == ([], [], [], None)
    assert nameless(screen) == []
    week = schedule_screen(world, way=way)
    qtbot.addWidget(week)
    prepare(week, (1366, 768))
    week.show()
    settle(week)
    (closed,) = (one.placed for one in week.week.findChildren(Block) if one.placed.line.closed)
    assert facts_of(closed.line) == "Maude Fictive"
    way.gone.clear()
    week.week.chosen.emit(closed.line.id)
    week.week.opened.emit(closed.line.id)
    assert way.gone == []


def test_the_list_the_board_and_the_search(qtbot: QtBot) -> None:
    _, client = closed_files()
    desk = on_desk("")
    qtbot.addWidget(desk.screen)
    table = desk.screen.list.table
    index = table.model().index(2, 0)
    cells = [table.model().index(2, at).data() for at in range(table.model().columnCount())]
    assert sorted(cells, reverse=True)[:3] == ["Closed", index.data(), ""]
    assert index.data().endswith(" (closed to you)")
    assert table.model().index(2, 6).data(ICON_ROLE) == "lock"
    assert WHY not in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert index.data(Qt.ItemDataRole.ForegroundRole).color() == colour("ink_second")
    assert table.model().index(0, 0).data(Qt.ItemDataRole.ForegroundRole) is None
    table.setCurrentIndex(index)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert desk.way.gone == []
    assert [WHY in str(one) for one in desk.way.problems] == [True]
    desk.way.problems.clear()
    desk.show("board")
    (card,) = (
        found
        for stage in desk.board.stages
        for found in stage.list.cards.cards
        if found.client == client
    )
    assert spoken(card) == f"{card.name}, closed to you"
    desk.board.opened.emit(card)
    desk.board.moved.emit(card, "somewhere", "else")
    assert desk.way.gone == []
    assert [WHY in str(one) for one in desk.way.problems] == [True]
    box = palette()
    with qtbot.assertNotEmitted(box.opened):
        QTest.keyClick(box.box, Qt.Key.Key_Return)
    QTest.keyClick(box.box, Qt.Key.Key_Down)
    with qtbot.waitSignal(box.opened):
        QTest.keyClick(box.box, Qt.Key.Key_Return)


@pytest.mark.parametrize("act", ["same_asked", "different_asked"])
def test_a_pair_of_doubles(qtbot: QtBot, act: str) -> None:
    way = ExchangeWay()
    screen = doubles(way)
    assert isinstance(screen, DuplicatesScreen)
    qtbot.addWidget(screen)
    pair = screen.rows.row_at(1)
    first = screen.rows.row_at(0)
    assert pair is not None
    assert first is not None
    assert (first.closed, pair.closed) == ("", WHY)
    screen.chosen.emit(pair.id)
    assert not screen.same.isEnabled()
    assert screen.page.rows == []
    getattr(screen, act).emit()
    screen.open_asked.emit(0)
    assert (way.gone, way.said, way.problems) == ([], [], [])
