"""The screen of today as it is drawn for pictures."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.today.build import build
from desktop_app.ui.today.view import TodayView
from tests.ui.scene import Scene
from tests.ui.today.rehearsal import Way, World, a_day, a_world, what_waits


def today_screen(world: World) -> QWidget:
    """The screen with a day in it."""
    screen = build(world.services(), ImmediateJobs(), Way())
    assert isinstance(screen, TodayView)
    screen.activate()
    return screen


def _busy() -> QWidget:
    world = a_world()
    a_day(world, conflict=True)
    what_waits(world)
    return today_screen(world)


def scenes() -> list[Scene]:
    """A full day, and one on which nothing is planned."""
    return [Scene("today", _busy), Scene("today-empty", lambda: today_screen(a_world()))]
