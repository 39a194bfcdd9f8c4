"""The room for family, put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from desktop_app.language import Message
from desktop_app.ui.family.presenter import ADD, MOVE, FamilyPresenter, FamilyServices
from desktop_app.ui.family.view import FamilyRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Room


def build(services: FamilyServices, new_id: Callable[[], UUID], jobs: Jobs, door: Door) -> Room:
    """The room, whose widget is made when it is first shown."""

    def make() -> FamilyRoom:
        view = FamilyRoom(services.registry, new_id)
        presenter = FamilyPresenter(view, services, jobs, door)
        # A partial keeps the presenter: a signal holds its methods only weakly.
        view.opened.connect(partial(FamilyPresenter.open, presenter))
        view.add_asked.connect(presenter.add)
        view.answered_by(presenter.asker)
        view.ended.connect(presenter.end)
        view.client_opened.connect(presenter.go)
        return view

    return Room(
        "family",
        Message("family", "Family"),
        "users-round",
        make,
        (
            Addition(ADD, Message("family", "Add a relationship"), "user-plus"),
            Addition(MOVE, Message("family", "Change the address…"), "house"),
        ),
    )
