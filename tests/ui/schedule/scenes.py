"""The screen of the schedule as it is drawn for pictures."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.ui.schedule.build import build
from desktop_app.ui.schedule.view import ScheduleScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.ui.scene import Scene
from tests.ui.schedule.rehearsal import Shelf, a_week, a_world, services
from tests.ui.today.rehearsal import ZONE, Way, World


def schedule_screen(world: World, detail: str = "", way: Way | None = None) -> ScheduleScreen:
    """The screen on that page."""
    screen = build(services(world, Shelf()), ImmediateJobs(), way or Way())
    assert isinstance(screen, ScheduleScreen)
    screen.show_detail(detail)
    screen.activate()
    return screen


def _week() -> QWidget:
    world = a_world(ZONE)
    a_week(world)
    return schedule_screen(world)


def _form() -> QWidget:
    world = a_world(ZONE)
    made = a_week(world)
    return schedule_screen(world, f"{made['next']}/edit")


def _errors() -> QWidget:
    screen = schedule_screen(a_world(ZONE), "new")
    screen.form.save.click()
    return screen


def _taken() -> QWidget:
    world = a_world(ZONE)
    a_week(world)
    screen = schedule_screen(world, f"new/{world.people['Paul']}")
    form = screen.form.form
    assert form is not None
    for key, value in (("day", "2026-11-21"), ("time", "11:15")):
        form.field(key).set_value(value)
        form.field_left.emit(key, value)
    return screen


def scenes() -> list[Scene]:
    """A week, an empty one, the form: filled, refused, and at a time that is taken."""
    return [
        Scene("schedule-week", _week),
        Scene("schedule-empty", lambda: schedule_screen(a_world(ZONE))),
        Scene("schedule-form", _form),
        Scene("schedule-errors", _errors),
        Scene("schedule-taken", _taken),
    ]
