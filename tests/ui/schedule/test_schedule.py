"""The week: what it shows, where the keyboard leads, what is written and what is said of a time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.language import Message
from desktop_app.services.schedule.schedule import AppointmentLine, Schedule
from desktop_app.ui.schedule.dialogs import CancelDialog, MoveDialog
from desktop_app.ui.schedule.model import (
    Week,
    column_heading,
    make_week,
    scale_time,
    sentence,
    times_of,
    week_facts,
)
from desktop_app.ui.schedule.presenter import WeekPresenter
from desktop_app.ui.schedule.services import Clock, clock_choices
from desktop_app.ui.schedule.warnings import TimeAsked, Told, told
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.scene import Scene
from tests.ui.schedule.rehearsal import a_week, a_world, at, services
from tests.ui.schedule.scenes import scenes, schedule_screen
from tests.ui.today.rehearsal import ELSEWHERE, HOSTILE, ZONE, Way, World, called


class Seen:
    """Keeps what it was told to show."""

    def __init__(self) -> None:
        self.weeks: list[tuple[Week, str]] = []
        self.moving: list[tuple[AppointmentLine, Sequence[Clock]]] = []
        self.cancelling: list[AppointmentLine] = []
        self.typed: list[str] = []
        self.told: list[Told] = []
        self.problems: list[str] = []
        self.closed = 0

    @property
    def week(self) -> Week:
        return self.weeks[-1][0]

    def show_week(self, week: Week, chosen: str) -> None:
        self.weeks.append((week, chosen))

    def ask_move(self, line: AppointmentLine, clocks: Sequence[Clock]) -> None:
        self.moving.append((line, clocks))

    def ask_reason(self, line: AppointmentLine, typed: str) -> None:
        self.cancelling.append(line)
        self.typed.append(typed)

    def show_told(self, told: Told) -> None:
        self.told.append(told)

    def show_problem(self, words: Message) -> None:
        self.problems.append(str(words))

    def close_dialog(self) -> None:
        self.closed += 1


def _opened() -> tuple[World, dict[str, str], WeekPresenter, Seen, Way]:
    world = a_world()
    made = a_week(world)
    seen, way = Seen(), Way()
    presenter = WeekPresenter(seen, services(world), ImmediateJobs(), way)
    presenter.activate()
    return world, made, presenter, seen, way


# The week


def test_the_week_begins_on_monday_with_the_next_appointment_chosen() -> None:
    _, made, _, seen, _ = _opened()
    week, chosen = seen.weeks[0]
    assert week.first == date(2026, 11, 16)
    assert week.today == 5
    assert chosen == made["next"]
    assert "8 appointments" in week_facts(week)


def test_clocks_that_differ_stand_beside_each_other() -> None:
    _, made, _, seen, _ = _opened()
    assert [(one.city, one.minutes) for one in seen.week.scales] == [
        ("Iqaluit", 0),
        ("Regina", -60),
    ]
    assert [scale_time(9, one) for one in seen.week.scales] == ["09:00", "08:00"]
    there = seen.week.find(made["elsewhere"])
    assert there is not None
    assert there.start == 9 * 60 + 30
    assert times_of(there.line, ZONE) == "08:30 Regina"
    assert "Regina" in sentence(there, seen.week)


def test_those_at_the_same_time_stand_side_by_side() -> None:
    _, made, _, seen, _ = _opened()
    lanes = [seen.week.find(made[name]) for name in ("over", "under", "next")]
    assert [(one.lane, one.lanes) for one in lanes if one] == [(0, 2), (1, 2), (0, 1)]
    assert lanes[0] is not None
    assert "at the same time as another" in sentence(lanes[0], seen.week)


def test_an_appointment_before_dawn_widens_the_hours() -> None:
    world = a_world()
    made = a_week(world)
    schedule = Schedule(world.laptop)
    schedule.move(made["next"], at(21, 5, 30), ZONE)
    schedule.move(made["after"], at(21, 23, 50), ZONE)
    own = services(world)
    week = make_week(
        schedule.week(date(2026, 11, 16), ZONE), ZONE, schedule.show(made["next"]).local, {}
    )
    assert week.hours == (5, 24)
    late = week.find(made["after"])
    assert late is not None
    assert late.end == 24 * 60
    assert own.clocks()[0].zone == ZONE


def test_columns_are_named_as_people_write_dates() -> None:
    assert column_heading(date(2026, 11, 16)) == ("Mon", "November 16")


def test_weeks_are_gone_through_and_back() -> None:
    _, _, presenter, seen, _ = _opened()
    presenter.step(1)
    assert seen.week.first == date(2026, 11, 23)
    assert seen.week.placed == ()
    presenter.step(-2)
    assert seen.week.first == date(2026, 11, 9)
    presenter.this_week()
    assert seen.week.first == date(2026, 11, 16)


def test_an_appointment_opens_in_its_own_week() -> None:
    world, _, presenter, seen, way = _opened()
    far = Schedule(world.laptop).make(world.people["Paul"], at(30, 9), ZONE)
    presenter.open(far)
    assert seen.weeks[-1][0].first == date(2026, 11, 30)
    assert seen.weeks[-1][1] == far
    presenter.open("00" * 16)
    assert len(way.problems) == 1


# What is done


@pytest.mark.parametrize("status", ["kept", "late", "no_show"])
def test_how_it_went_is_written_and_can_be_taken_back(status: str) -> None:
    world, made, presenter, _, way = _opened()
    presenter.mark(status)
    assert Schedule(world.laptop).show(made["next"]).status == status
    assert way.said[-1][1]
    assert way.changes == 1
    presenter.mark("planned")
    assert Schedule(world.laptop).show(made["next"]).status == "planned"


def test_an_appointment_is_cancelled_with_its_reason() -> None:
    world, made, presenter, seen, _ = _opened()
    presenter.ask_cancel()
    assert [one.id for one in seen.cancelling] == [made["next"]]
    presenter.left_reason("Tempê")
    presenter.ask_cancel()
    assert seen.typed == ["", "Tempê"]
    presenter.cancel(" Tempête ")
    line = Schedule(world.laptop).show(made["next"])
    assert (line.status, line.reason) == ("cancelled", "Tempête")
    assert seen.closed == 1
    presenter.ask_cancel()
    assert len(seen.cancelling) == 2
    presenter.mark("planned")
    presenter.ask_cancel()
    assert seen.typed[-1] == ""


def test_an_appointment_is_moved_to_another_week_and_shown_there() -> None:
    world, made, presenter, seen, _ = _opened()
    presenter.ask_move()
    line, clocks = seen.moving[0]
    assert line.id == made["next"]
    assert clocks[0].zone == ZONE
    presenter.move(at(25, 10), ELSEWHERE)
    moved = Schedule(world.laptop).show(made["next"])
    assert (moved.local.hour, moved.zone) == (10, ELSEWHERE)
    assert seen.weeks[-1] == (seen.week, made["next"])
    assert seen.week.first == date(2026, 11, 23)


def test_what_is_over_cannot_be_moved_and_that_is_said() -> None:
    _, made, presenter, seen, way = _opened()
    presenter.choose(made["kept"])
    presenter.ask_move()
    assert seen.moving == []
    assert "cannot be moved" in way.problems[0]


def test_a_time_that_does_not_exist_is_said_in_a_sentence() -> None:
    _, _, presenter, seen, _ = _opened()
    presenter.move(at(21, 9).replace(month=3, day=14, year=2027, hour=2, minute=30), ZONE)
    assert "02:30 does not exist on 2027-03-14" in seen.problems[0]
    assert "Nothing was saved" in seen.problems[0]
    presenter.activate()
    assert seen.week.first == date(2026, 11, 16)


def test_what_there_is_to_say_of_a_time() -> None:
    world, made, presenter, seen, _ = _opened()
    schedule = Schedule(world.laptop)
    worker = world.laptop.person.hex()

    def look(local_day: int, hour: int, minute: int, month: int = 11) -> Told:
        local = at(1, hour, minute).replace(month=month, day=local_day)
        return told(schedule, TimeAsked(local, ZONE, 30, "", worker))

    assert look(20, 9, 0) == Told()
    assert "Jeanne Exemple, from 11:00 to 11:45" in str(look(21, 11, 30).warnings[0])
    assert look(21, 11, 45).warnings == ()
    assert "twice" in str(look(1, 1, 30).warnings[0])
    presenter.look_at(at(21, 14, 15), ZONE)
    assert "Marc-Éric" in str(seen.told[0].warnings[0])
    presenter.look_at(at(21, 11, 15), ZONE)
    assert seen.told[1] == Told()  # it does not stand in its own way
    assert made["next"]


def test_the_ways_out() -> None:
    world, made, presenter, _, way = _opened()
    presenter.make()
    presenter.edit()
    presenter.open_client()
    assert way.gone == [
        ("schedule", "new"),
        ("schedule", f"{made['next']}/edit"),
        ("clients", world.people["Jeanne"]),
    ]


def test_the_slip_has_no_name_and_the_day_has_them() -> None:
    _, _, presenter, _, way = _opened()
    presenter.print_slip()
    presenter.print_day()
    slip, day = (
        "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
        for pdf in way.printed
    )
    assert "Jeanne" not in slip
    assert "11:00" in slip
    assert "Deux photos" in slip
    assert "Jeanne Exemple" in day
    assert "Marc-Éric Fictif" in day


def test_clocks_are_named_by_a_city_and_the_communities_that_keep_them() -> None:
    world = a_world()
    clocks = clock_choices(ZONE, services(world).communities(), ("America/Rankin_Inlet", ZONE))
    assert [one.label for one in clocks] == [
        "Iqaluit",
        "Toronto (Kinngait, Pangnirtung)",
        "Rankin Inlet",
    ]


# By keyboard


def test_everything_is_done_from_the_board_by_keys(qtbot: QtBot) -> None:
    world = a_world()
    made = a_week(world)
    way = Way()
    screen = schedule_screen(world, "", way)
    qtbot.addWidget(screen)
    prepare(screen, (1254, 650))
    screen.week.take_focus()
    schedule = Schedule(world.laptop)

    def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        holder = QApplication.focusWidget()
        assert holder is not None
        QTest.keyClick(holder, key, held)

    def here() -> str:
        return screen.week.said()

    assert "Demande de passeport" in here()
    press(Qt.Key.Key_Down)
    assert "Signature" in here()
    press(Qt.Key.Key_Left)
    assert "Thursday" in here()
    press(Qt.Key.Key_Left)
    assert "Wednesday" in here()
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Up)
    assert "Demande de passeport" in here()
    press(Qt.Key.Key_K)
    assert schedule.show(made["next"]).status == "kept"
    press(Qt.Key.Key_A)
    press(Qt.Key.Key_X)
    assert schedule.show(made["next"]).status == "no_show"
    press(Qt.Key.Key_A)
    press(Qt.Key.Key_Delete)
    assert isinstance(screen.dialog, CancelDialog)
    screen.dialog.reason.line.setText("Tempête")
    QTest.keyClick(screen.dialog.reason.line, Qt.Key.Key_Return)
    assert schedule.show(made["next"]).reason == "Tempête"
    press(Qt.Key.Key_A)
    press(Qt.Key.Key_M)
    assert isinstance(screen.dialog, MoveDialog)
    screen.dialog.time.line.setText("1530")
    QTest.keyClick(screen.dialog.time.line, Qt.Key.Key_Return)
    assert schedule.show(made["next"]).local.hour == 15
    press(Qt.Key.Key_N)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_O)
    press(Qt.Key.Key_P)
    press(Qt.Key.Key_W)
    assert way.gone[3] == ("messages", f"{world.people['Jeanne']}/")
    assert way.gone[0] == ("schedule", "new")
    assert way.gone[1] == ("schedule", f"{made['next']}/edit")
    assert way.gone[2] == ("clients", world.people["Jeanne"])
    assert len(way.printed) == 1
    press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert screen.week.title.text() == "Week of November 23, 2026"
    press(Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert screen.week.title.text() == "Week of November 16, 2026"


def test_every_key_is_a_button_too(qtbot: QtBot) -> None:
    world = a_world()
    made = a_week(world)
    screen = schedule_screen(world)
    qtbot.addWidget(screen)
    prepare(screen, (1254, 650))
    panel = screen.week.panel
    shown = [one.text().strip() for one in panel.buttons() if one.isVisible()]
    assert shown == [
        "Kept", "Came late", "Did not come", "Move", "Cancel it", "Change", "Print the slip",
        "Open the file", "What to say…",
    ]  # fmt: skip
    QTest.mouseClick(panel.late, Qt.MouseButton.LeftButton)
    assert Schedule(world.laptop).show(made["next"]).status == "late"
    assert panel.again.isVisible()
    assert not panel.move_button.isVisible()


def test_at_200_percent_days_become_lists_with_the_same_keys(qtbot: QtBot) -> None:
    world = a_world()
    made = a_week(world)
    screen = schedule_screen(world)
    qtbot.addWidget(screen)
    prepare(screen, (1366, 500), "en", "light", 200)
    assert not screen.week.board.isVisible()
    rows = screen.week.list.rows()
    assert len(rows) == 9
    rows[0].setFocus()
    QTest.keyClick(rows[0], Qt.Key.Key_Down)
    assert "Marc-Éric" in screen.week.said()
    QTest.keyClick(rows[1], Qt.Key.Key_A)
    assert Schedule(world.laptop).show(made["late"]).status == "planned"
    assert screen.week.panel.isVisible()
    prepare(screen, (1254, 650))
    assert screen.week.board.isVisible()
    assert screen.week.panel.isVisible()


def test_a_skipped_time_is_said_in_the_dialog(qtbot: QtBot) -> None:
    world = a_world()
    a_week(world)
    screen = schedule_screen(world)
    qtbot.addWidget(screen)
    prepare(screen, (1254, 650))
    screen.week.move_asked.emit()
    dialog = screen.dialog
    assert isinstance(dialog, MoveDialog)
    dialog.day.set_value("2027-03-14")
    dialog.time.set_value("02:30")
    dialog.verb.click()
    assert len(dialog.told.banners) == 1
    assert screen.dialog is dialog
    dialog.time.line.setText("")
    dialog.verb.click()
    assert "Enter the time" in dialog.time.error()
    prepare(dialog, (520, 420), "fr", "dark", 200)
    assert cut_off_text(dialog) == []
    dialog.reject()


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_it_shows_in_both_languages_and_all_sizes(scene: Scene, qtbot: QtBot) -> None:
    screen = scene.make()
    qtbot.addWidget(screen)
    for language, palette, percent in (
        ("en", "light", 100),
        ("fr", "dark", 200),
    ):
        prepare(screen, (1254, 650), language, palette, percent)
        settle(screen)
        assert cut_off_text(screen) == []
        assert nameless(screen) == []
        assert rich_text_labels(screen) == []
        buttons = [one for one in screen.findChildren(Button) if one.isVisible()]
        assert all(one.height() >= 24 for one in buttons)


@pytest.mark.parametrize("name", HOSTILE, ids=("markup", "directions", "endless", "hebrew"))
def test_names_are_shown_as_they_were_typed(name: str, qtbot: QtBot) -> None:
    world = a_world()
    a_week(world)
    called(world, world.people["Jeanne"], name)
    screen = schedule_screen(world)
    qtbot.addWidget(screen)
    prepare(screen, (1254, 650))
    assert rich_text_labels(screen) == []
    block = screen.week.board.hours.blocks[0]
    assert "\u202e" not in block.accessibleName()
    assert "\x00" not in block.accessibleName()
    assert block.height() >= 24
