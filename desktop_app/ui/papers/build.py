"""Benefits and papers in the settings put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from desktop_app.language import Message
from desktop_app.ui.papers.presenter import PapersPresenter, PapersServices
from desktop_app.ui.papers.view import PapersRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Room


def room(services: PapersServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]) -> Room:
    """The room; its widget is made when it is first shown."""
    return Room(
        "papers",
        Message("papers", "Benefits and papers"),
        "receipt-text",
        lambda: build(services, jobs, door, new_id),
    )


def build(
    services: PapersServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]
) -> PapersRoom:
    """The widget of the room."""
    view = PapersRoom(new_id)
    presenter = PapersPresenter(view, services, jobs, door)
    # A partial keeps the presenter: a signal holds its methods only weakly.
    view.asked_again.connect(partial(PapersPresenter.activate, presenter))
    view.line_asked.connect(presenter.ask_line)
    view.list_asked.connect(presenter.ask_list)
    view.benefit_asked.connect(presenter.ask_benefit)
    view.load_asked.connect(presenter.load)
    view.answered_by(presenter.asker)
    return view
