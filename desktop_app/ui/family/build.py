"""The room for family, put together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from desktop_app.domain.fields import Registry
from desktop_app.language import Message
from desktop_app.ui.family.presenter import ADD, MOVE, FamilyPresenter, FamilyServices
from desktop_app.ui.family.view import FamilyPart
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Room


def build(
    services: FamilyServices,
    registry: Registry,
    new_id: Callable[[], UUID],
    local: Callable[[int], datetime],
    jobs: Jobs,
    door: Door,
) -> Room:
    """The room, whose widget is made when it is first shown. local: milliseconds UTC here."""

    def make() -> FamilyPart:
        view = FamilyPart(registry, new_id, local)
        presenter = FamilyPresenter(view, services, jobs, door)
        view.keep(presenter)
        view.opened_for.connect(presenter.open)
        view.add_asked.connect(presenter.add)
        view.words_asked.connect(presenter.find)
        view.field_left.connect(presenter.left)
        view.discarded.connect(presenter.discard)
        view.related.connect(presenter.relate)
        view.moved.connect(presenter.move)
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
