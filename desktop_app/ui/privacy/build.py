"""The room about privacy, and the part of the settings, put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from desktop_app.language import Message
from desktop_app.ui.privacy.office_presenter import OfficePresenter, OfficeServices
from desktop_app.ui.privacy.office_view import GuardPart
from desktop_app.ui.privacy.presenter import PrivacyPresenter, PrivacyServices
from desktop_app.ui.privacy.view import PrivacyRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Room


def room(services: PrivacyServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]) -> Room:
    """The room of a file; its widget is made when it is first shown."""
    return Room(
        "privacy",
        Message("privacy", "Privacy"),
        "lock",
        lambda: build(services, jobs, door, new_id),
        (
            Addition("page", Message("privacy", "Let the person read…"), "eye", "read_back"),
            Addition(
                "interest", Message("privacy", "Declare an interest…"), "ban", "declared_interest"
            ),
        ),
    )


def build(
    services: PrivacyServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]
) -> PrivacyRoom:
    """The widget of the room."""
    view = PrivacyRoom(new_id)
    presenter = PrivacyPresenter(view, services, jobs, door)
    # A partial keeps the presenter: a signal holds its methods only weakly.
    view.opened.connect(partial(PrivacyPresenter.open, presenter))
    view.consent_asked.connect(presenter.ask_consent)
    view.withdraw_asked.connect(presenter.withdraw)
    view.reveal_asked.connect(presenter.ask_reveal)
    view.hide_asked.connect(presenter.hide)
    view.interest_asked.connect(presenter.ask_interest)
    view.print_asked.connect(presenter.print_looks)
    view.page_asked.connect(presenter.choose_page)
    view.chosen.connect(presenter.show_page)
    view.said.connect(presenter.said)
    view.typed.connect(presenter.typed)
    view.left.connect(presenter.left)
    view.answered_by(presenter.asker)
    return view


def office_room(services: OfficeServices, jobs: Jobs, door: Door) -> Room:
    """The part of the settings."""

    def make() -> GuardPart:
        view = GuardPart()
        presenter = OfficePresenter(view, services, jobs, door)
        view.asked.connect(partial(OfficePresenter.open, presenter))
        view.switched.connect(presenter.switch)
        view.ended.connect(presenter.end)
        return view

    return Room("guard", Message("privacy", "Names and files"), "eye-off", make)
