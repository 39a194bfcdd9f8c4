"""The screen of today: what it asks, where it leads, what it prints, and how it looks."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime

import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.casework.agenda import Action
from desktop_app.services.directory.proposals import Proposals
from desktop_app.services.exchange.sharing import Waiting
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.ui.shared.asking import Asking
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.today.build import build
from desktop_app.ui.today.model import (
    Day,
    chosen,
    deeds,
    heading_facts,
    meetings,
    share_facts,
    waits,
)
from desktop_app.ui.today.presenter import TodayPresenter
from desktop_app.ui.today.view import TodayView
from tests.builders import carry
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle
from tests.ui.today.rehearsal import (
    HOSTILE,
    Way,
    World,
    a_day,
    a_person,
    a_world,
    called,
    in_conflict,
    what_waits,
)
from tests.ui.today.scenes import scenes, today_screen


class Shown:
    """Keeps what it was told to show."""

    def __init__(self) -> None:
        self.days: list[Day] = []
        self.asked: list[Asking] = []
        self.closed = 0

    def ask(self, asking: Asking, draft: Unfinished | None) -> None:
        self.asked.append(asking)

    def show_problem(self, words: Message) -> None:
        raise AssertionError(str(words))

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        raise AssertionError(str(errors))

    def close_dialog(self) -> None:
        self.closed += 1

    def show_day(self, day: Day) -> None:
        self.days.append(day)


def _opened(world: World, office: bool = False) -> tuple[TodayPresenter, Shown, Way]:
    shown, way = Shown(), Way()
    services = world.services(world.office if office else world.laptop)
    presenter = TodayPresenter(shown, services, ImmediateJobs(), way)
    presenter.activate()
    return presenter, shown, way


def test_the_appointments_stand_in_the_order_of_time_with_the_local_time_of_their_place() -> None:
    world = a_world()
    a_day(world)
    _, shown, _ = _opened(world)
    rows = meetings(shown.days[0])
    assert [one.time for one in rows] == ["08:15", "09:00", "10:15", "11:15", "12:30"]
    assert "local time of Regina" in (rows[-1].second() if callable(rows[-1].second) else "")
    assert [one.now for one in rows] == [False, False, True, False, False]
    assert [None if one.sign is None else str(one.sign.words) for one in rows] == [
        "did not come",
        "kept",
        "2 documents to bring",
        "File to complete",
        None,
    ]


def test_what_is_to_be_done_is_ranked_with_its_reason_done_and_put_aside() -> None:
    world = a_world()
    a_day(world)
    what_waits(world)
    presenter, shown, way = _opened(world)
    rows = deeds(shown.days[-1].view.actions)
    told = [(str(one.title), one.reason() if callable(one.reason) else "") for one in rows]
    assert told[:4] == [
        ("Clinique juridique fictive", "Jeanne Exemple · 16 days late"),
        (
            "Did not come",
            "Paul Démo · Missed the appointment of 2026-11-21; nobody has spoken with the person since.",
        ),
        ("Lui lire la lettre de Revenu Québec", "Marc-Éric Fictif · promised in 2 days"),
        ("Suivi des trois semaines", "Jeanne Exemple · 1 day late"),
    ]
    promised = next(one.key for one in rows if "lettre" in str(one.title))
    presenter.letter(promised, "D")
    assert way.said[-1][1]
    assert promised not in [one.key for one in shown.days[-1].view.actions]
    warning = next(one.key for one in rows if one.icon == "triangle-alert")
    presenter.letter(warning, "X")
    assert shown.asked[-1].form == "put_aside"
    presenter.asker.give({"reason": "Part en voyage"})
    assert warning not in [one.key for one in shown.days[-1].view.actions]
    presenter.deal_with(rows[0].key)
    assert way.gone[-1] == ("clients", f"{world.people['Jeanne']}/followup")


def test_forty_quiet_files_do_not_hide_what_presses() -> None:
    quiet = [
        Action(
            f"alert/{n}",
            "alert",
            "",
            "",
            "Quiet",
            Message("test", "Why"),
            0,
            rule="quiet",
            weight=1,
        )
        for n in range(40)
    ]
    task = Action("task/1", "task", "", "", "Task", Message("test", "Why"), 5)
    assert [one.key for one in chosen([*quiet, task])] == [
        "alert/0", "alert/1", "alert/2", "task/1",
    ]  # fmt: skip


def test_two_at_the_same_time_are_said() -> None:
    world = a_world()
    a_day(world)
    services = world.services()
    view = services.today.view(world.clock.at, services.zone())
    meeting = view.appointments[2].appointment
    Schedule(world.laptop).make(
        world.people["Paul"],
        datetime(2026, 11, 21, 10, 30),  # noqa: DTZ001  local time of the place
        meeting.zone,
        30,
    )
    _, shown, _ = _opened(world)
    signs = [one.sign for one in meetings(shown.days[0]) if one.time in ("10:15", "10:30")]
    assert [str(one.words) for one in signs if one] == ["Two at the same time"] * 2


def test_an_appointment_opens_the_file_of_its_person() -> None:
    world = a_world()
    a_day(world)
    presenter, shown, way = _opened(world)
    presenter.open_meeting(meetings(shown.days[0])[1].key)
    assert way.gone == [("clients", world.people["Jeanne"])]


def test_what_waits_leads_to_where_it_is_dealt_with() -> None:
    world = a_world()
    a_day(world)
    in_conflict(world)
    presenter, shown, way = _opened(world)
    rows = waits(shown.days[0].view.waiting)
    for row in rows:
        presenter.deal_with(row.key)
    presenter.deal_with("99")
    assert ("exchange", "conflicts") in way.gone
    assert ("settings", "backup") in way.gone
    assert ("clients", world.people["0417"]) in way.gone
    assert len(way.gone) == len(rows)


def test_a_proposal_waits_at_the_office() -> None:
    world = a_world()
    Proposals(world.laptop).propose("", "", "Clinique", "Fermée le lundi.")
    carry(world.laptop, world.office)
    presenter, shown, way = _opened(world, office=True)
    for row in waits(shown.days[0].view.waiting):
        presenter.deal_with(row.key)
    assert any(
        place == "directory" and detail.startswith("proposals/") for place, detail in way.gone
    )


def test_the_share_card_says_what_would_be_lost() -> None:
    world = a_world()
    a_person(world, "Ana")
    presenter, shown, way = _opened(world)
    assert "1 person" in share_facts(shown.days[0].view.share)
    presenter.share()
    assert way.gone == [("exchange", "")]
    assert share_facts(Waiting(3, 2, {"note": 2, "appointment": 1})) == "2 notes, 1 appointment"


def test_the_heading_counts() -> None:
    world = a_world()
    a_day(world)
    _, shown, _ = _opened(world)
    assert heading_facts(shown.days[0]).startswith("Kinngait, Pangnirtung · 5 appointments")


def test_the_day_is_printed_with_what_waits() -> None:
    world = a_world()
    a_day(world)
    presenter, _, way = _opened(world)
    presenter.print_day()
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(way.printed[0])).pages
    )
    assert "Jeanne Exemple" in text
    assert "Regina" in text
    assert "File to complete" in text


def test_a_problem_is_said_and_nothing_is_shown() -> None:
    class Broken(PortageError):
        code = "broken"

    world = a_world()
    services = world.services()
    fault = Broken(Message("today", "Nothing waits."))

    def fail() -> str:
        raise fault

    shown, way = Shown(), Way()
    broken = type(services)(
        services.today, services.papers, services.now, fail, services.communities,
        services.worker, services.last_copy, services.tasks, services.alerts, services.drafts,
        services.unfinished, services.discard,
    )  # fmt: skip
    TodayPresenter(shown, broken, ImmediateJobs(), way).activate()
    assert shown.days == []
    assert way.problems == ["Nothing waits."]


def test_the_keyboard_goes_through_the_list_and_opens(qtbot: QtBot) -> None:
    world = a_world()
    a_day(world)
    way = Way()
    screen = build(world.services(), ImmediateJobs(), way)
    assert isinstance(screen, TodayView)
    qtbot.addWidget(screen)
    screen.activate()
    prepare(screen)
    rows = screen.meetings.rows()
    rows[0].setFocus()
    QTest.keyClick(rows[0], Qt.Key.Key_Down)
    QTest.keyClick(rows[1], Qt.Key.Key_Return)
    assert way.gone == [("clients", world.people["Jeanne"])]
    screen.print_asked()
    assert len(way.printed) == 1
    assert "Jeanne Exemple" in rows[1].accessibleName()


def test_an_empty_day_offers_to_make_an_appointment(qtbot: QtBot) -> None:
    way = Way()
    screen = build(a_world().services(), ImmediateJobs(), way)
    assert isinstance(screen, TodayView)
    qtbot.addWidget(screen)
    screen.activate()
    prepare(screen)
    assert screen.free.isVisible()
    QTest.mouseClick(screen.free.button, Qt.MouseButton.LeftButton)
    assert way.gone == [("schedule", "new")]


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_it_shows_in_both_languages_and_all_sizes(scene: object, qtbot: QtBot) -> None:
    screen: QWidget = scene.make()  # type: ignore[attr-defined]
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
        assert all(button.height() >= 24 for button in screen.findChildren(Button))


@pytest.mark.parametrize("name", HOSTILE, ids=("markup", "directions", "endless", "hebrew"))
def test_names_are_shown_as_they_were_typed(name: str, qtbot: QtBot) -> None:
    world = a_world()
    a_day(world)
    called(world, world.people["Jeanne"], name)
    screen = today_screen(world)
    qtbot.addWidget(screen)
    prepare(screen)
    assert rich_text_labels(screen) == []
    assert isinstance(screen, TodayView)
    said = screen.meetings.rows()[1].accessibleName()
    assert "\u202e" not in said
    assert "\x00" not in said
