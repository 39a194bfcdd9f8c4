"""The page of journeys beside the list of clients, known before anything that draws it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Room

if TYPE_CHECKING:
    from desktop_app.ui.journey.services import JourneyServices

BOARD = "board"


def board_page(services: Callable[[], JourneyServices], jobs: Jobs, door: Door) -> Room:
    """The board of all clients. services: asked for when it is first shown."""

    def make() -> QWidget:
        from desktop_app.ui.journey.build import board

        return board(services(), jobs, door)

    return Room(BOARD, Message("board", "Board"), "columns-3", make)
