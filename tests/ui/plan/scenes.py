"""The room of a client's plan, with a plan in it and without one, and its dialogs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtWidgets import QWidget

from desktop_app.services.casework.plans import Plans
from desktop_app.ui.plan.view import PlanRoom
from tests.ui.clients.rehearsal import World
from tests.ui.plan.rehearsal import Desk, a_desk, a_file, planned
from tests.ui.scene import Scene


@cache
def _known() -> tuple[World, str]:
    world, client = a_file()
    planned(world, client)
    return world, client


@cache
def _without() -> tuple[World, str]:
    return a_file()


def plan_room(desk: Desk) -> PlanRoom:
    """The widget of the room."""
    (room,) = desk.screen.file.rooms.findChildren(PlanRoom)
    return room


def _page(known: Callable[[], tuple[World, str]]) -> QWidget:
    desk = a_desk(*known())
    desk.world.drafts.kept.clear()
    desk.show("plan")
    return desk.screen


def _dialog(then: Callable[[PlanRoom], None]) -> QWidget:
    desk = a_desk(*_known())
    desk.world.drafts.kept.clear()
    desk.show("plan")
    room = plan_room(desk)
    then(room)
    dialog = room.dialog
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    # The dialog is all that is drawn; what it is joined to has to stay.
    dialog.setProperty("desk", desk)
    return dialog


def _first_goal() -> str:
    world, client = _known()
    return Plans(world.laptop).of(client).goals[0].record.id


def scenes() -> list[Scene]:
    """The room."""
    return [
        Scene("plan", lambda: _page(_known)),
        Scene("plan-empty", lambda: _page(_without)),
    ]


def dialog_scenes() -> list[Scene]:
    """Its dialogs."""
    return [
        Scene("plan-goal", lambda: _dialog(lambda room: room.add("goal"))),
        Scene("plan-step", lambda: _dialog(lambda room: room.add("step"))),
        Scene(
            "plan-progress",
            lambda: _dialog(lambda room: room.progress_asked.emit(_first_goal())),
        ),
    ]
