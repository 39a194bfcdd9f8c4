"""What the board decides: whose clients are on it, and what moving a card does; free of Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from desktop_app.language import Message
from desktop_app.services.casework.board import NOBODY, BoardCard, BoardView
from desktop_app.services.clients.interests import inside_words
from desktop_app.ui.journey.services import Colleague, JourneyServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

CLIENTS: Final = "clients"
EVERYBODY: Final = ""


class BoardPage(Protocol):
    """The board as its presenter sees it."""

    def show_filters(self, colleagues: Sequence[Colleague], worker: str) -> None:
        """Offer these workers, with one chosen; NOBODY and EVERYBODY are offered too."""

    def show_board(self, board: BoardView, chosen: str) -> None:
        """Show the columns. chosen: the client whose card has the keyboard, or empty."""


class BoardPresenter:
    """One board. It begins with the clients of whoever is at work, at the office with all."""

    def __init__(self, view: BoardPage, services: JourneyServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._program = ""
        self._worker: str | None = None

    @property
    def worker(self) -> str:
        """Whose clients are on the board."""
        if self._worker is None:
            self._worker = EVERYBODY if self._services.office() else self._services.me
        return self._worker

    def activate(self, chosen: str = "") -> None:
        """Ask for everything again."""
        program, worker = self._program, self.worker
        services = self._services

        def ask() -> tuple[BoardView, Sequence[Colleague]]:
            return services.boards.view(program, worker, services.today), services.colleagues()

        def shown(found: tuple[BoardView, Sequence[Colleague]]) -> None:
            self._view.show_filters(found[1], worker)
            self._view.show_board(found[0], chosen)

        self._jobs.start("board", lambda progress: ask(), done=shown, failed=self._door.problem)

    def choose_program(self, program: str) -> None:
        """Show another program."""
        self._program = program
        self.activate()

    def choose_worker(self, worker: str) -> None:
        """Show somebody else's clients."""
        self._worker = worker
        self.activate()

    def show_unowned(self) -> None:
        """Show the files that nobody answers for."""
        self.choose_worker(NOBODY)

    def open(self, card: BoardCard) -> None:
        """Open the journey of a client; of a file closed to whoever is at work, say why it is."""
        if card.closed:
            self._door.problem(inside_words(card.closed))
            return
        self._door.go(CLIENTS, f"{card.client}/journey")

    def leave(self) -> None:
        """Back to the list of clients."""
        self._door.go(CLIENTS, "")

    def move(self, card: BoardCard, stage: str, name: object) -> None:
        """Put a client into another stage."""
        if stage == card.stage or not stage or card.closed:
            return
        services = self._services

        def done(_: str) -> None:
            self._door.done(
                Message("board", "{name}, now in: {stage}", {"name": card.name, "stage": name}),
                undo=True,
            )
            self._door.changed()
            self.activate(card.client)

        self._jobs.start(
            "board move",
            lambda progress: services.journeys.move(card.client, card.case, stage, services.today),
            done=done,
            failed=self._door.problem,
        )
