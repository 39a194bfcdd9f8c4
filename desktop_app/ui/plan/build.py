"""The room of a client's plan put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from desktop_app.language import Message
from desktop_app.ui.plan.presenter import PlanPresenter, PlanServices
from desktop_app.ui.plan.view import PlanRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Room


def room(services: PlanServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]) -> Room:
    """The room; its widget is made when it is first shown."""
    return Room(
        "plan",
        Message("plan", "Plan"),
        "star",
        lambda: build(services, jobs, door, new_id),
        (
            Addition("goal", Message("plan", "Goal"), "star"),
            Addition("step", Message("plan", "Step of the plan"), "check"),
        ),
    )


def build(services: PlanServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]) -> PlanRoom:
    """The widget of the room."""
    view = PlanRoom(new_id)
    presenter = PlanPresenter(view, services, jobs, door)
    # A partial keeps the presenter: a signal holds its methods only weakly.
    view.opened.connect(partial(PlanPresenter.open, presenter))
    view.goal_asked.connect(presenter.ask_goal)
    view.step_asked.connect(presenter.ask_step)
    view.progress_asked.connect(presenter.ask_progress)
    view.change_asked.connect(presenter.change)
    view.tick_asked.connect(presenter.tick)
    view.delete_asked.connect(presenter.delete)
    view.print_asked.connect(presenter.print_plan)
    view.answered_by(presenter.asker)
    return view
