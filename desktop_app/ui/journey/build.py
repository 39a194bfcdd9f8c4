"""The rooms of journeys, put together."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import own_names
from desktop_app.language import Message
from desktop_app.services.casework.journeys import CASE
from desktop_app.ui.journey.board_presenter import BoardPresenter
from desktop_app.ui.journey.board_view import BoardScreen
from desktop_app.ui.journey.presenter import JourneyPresenter
from desktop_app.ui.journey.services import JourneyServices
from desktop_app.ui.journey.settings_presenter import SettledPresenter
from desktop_app.ui.journey.settings_view import JourneySettings
from desktop_app.ui.journey.view import JourneyRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Offer, Room

ROOM = "journey"


def file_room(services: JourneyServices, jobs: Jobs, door: Door) -> Room:
    """The room of a client's file."""

    def make() -> QWidget:
        room = JourneyRoom(lambda: services.today)
        room.presenter = JourneyPresenter(room, services, jobs, door)
        return room

    return Room(
        ROOM,
        Message("journey", "Journey"),
        "footprints",
        make,
        (
            Addition("service", Message("actions", "Record a service…"), "hand-helping"),
            Addition("triage", Message("triage", "Triage…"), "list-filter"),
            Addition("template", Message("actions", "Plan from a template…"), "copy-check"),
            Addition("worker", Message("journey", "Somebody who serves the person…"), "user-plus"),
        ),
        (
            Offer(
                CASE,
                Message("journey", "What is known of it…"),
                "pencil",
                lambda: bool(own_names(services.case_kind())),
            ),
        ),
    )


def board(services: JourneyServices, jobs: Jobs, door: Door) -> QWidget:
    """The board of all clients, with its presenter at work."""
    screen = BoardScreen()
    presenter = BoardPresenter(screen, services, jobs, door)
    # A partial keeps the presenter alive; a bound method alone would let it go.
    screen.shown_again.connect(partial(BoardPresenter.activate, presenter))
    screen.program_chosen.connect(presenter.choose_program)
    screen.worker_chosen.connect(presenter.choose_worker)
    screen.unowned_asked.connect(presenter.show_unowned)
    screen.opened.connect(presenter.open)
    screen.moved.connect(presenter.move)
    screen.left.connect(presenter.leave)
    return screen


def settings_room(services: JourneyServices, jobs: Jobs, door: Door) -> Room:
    """What the office settles about journeys."""

    def local(at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, services.clock().tzinfo)

    def make() -> QWidget:
        page = JourneySettings(local, services.new_id)
        page.presenter = SettledPresenter(page, services, jobs, door)
        return page

    return Room(ROOM, Message("journey", "Journey"), "footprints", make)
