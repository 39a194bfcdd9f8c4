"""The room of benefits put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from desktop_app.language import Message
from desktop_app.ui.benefits.presenter import BenefitsPresenter, BenefitsServices
from desktop_app.ui.benefits.view import BenefitsRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Room


def room(services: BenefitsServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]) -> Room:
    """The room; its widget is made when it is first shown."""
    return Room(
        "benefits",
        Message("benefits", "Benefits"),
        "receipt-text",
        lambda: build(services, jobs, door, new_id),
        (
            Addition("application", Message("benefits", "Application"), "receipt-text"),
            Addition("check", Message("benefits", "Benefits check"), "heart-handshake"),
        ),
    )


def build(
    services: BenefitsServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]
) -> BenefitsRoom:
    """The widget of the room."""
    view = BenefitsRoom(new_id)
    presenter = BenefitsPresenter(view, services, jobs, door)
    # A partial keeps the presenter: a signal holds its methods only weakly.
    view.opened.connect(partial(BenefitsPresenter.open, presenter))
    view.application_asked.connect(presenter.ask_application)
    view.state_asked.connect(presenter.ask_state)
    view.change_asked.connect(presenter.change)
    view.delete_asked.connect(presenter.delete)
    view.join_asked.connect(presenter.join)
    view.year_asked.connect(presenter.ask_year)
    view.check_asked.connect(presenter.begin_check)
    view.check_left.connect(presenter.check_left)
    view.checked.connect(presenter.answer)
    view.check_kept.connect(presenter.keep_check)
    view.check_printed.connect(presenter.print_check)
    view.hint_taken.connect(presenter.start_hinted)
    view.answered_by(presenter.asker)
    return view
