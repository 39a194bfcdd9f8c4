"""Watched folders: looked into every now and then while the window is open; free of Qt."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.language import Message
from desktop_app.services.exchange.exchange import DUPLICATE, REFUSED
from desktop_app.services.exchange.shared_folder import Round
from desktop_app.services.progress import Progress
from desktop_app.ui.exchange.services import ExchangeServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


class Watching:
    """Takes in by itself what comes into the watched folders, and says so."""

    def __init__(self, services: ExchangeServices, jobs: Jobs, door: Door) -> None:
        self._services, self._jobs, self._door = services, jobs, door
        self._looking = False
        self._problem = ""

    def look(self) -> None:
        """Look into every watched folder once, unless a look is still going on."""
        folders = tuple(self._services.watched())
        if self._looking or not folders:
            return
        self._looking = True
        today = self._services.clock().date()
        desk = self._services.desk

        def rounds(progress: Progress) -> list[Round]:
            return [desk.look_into(one, today) for one in folders]

        self._jobs.start("exchange watch", rounds, done=self._looked, failed=self._failed)

    def _looked(self, rounds: Sequence[Round]) -> None:
        self._looking, self._problem = False, ""
        outcomes = [came.imported.outcome for one in rounds for came in one.came]
        taken = [one for one in outcomes if one not in (REFUSED, DUPLICATE)]
        waiting = sum(came.imported.held is not None for one in rounds for came in one.came)
        refused = outcomes.count(REFUSED) - waiting
        if taken:
            self._door.done(
                Message(
                    "exchange",
                    "{n} bundle came through the watched folder and was taken in.",
                    {},
                    "{n} bundles came through the watched folder and were taken in.",
                    len(taken),
                )
            )
        if waiting:
            self._door.problem(
                Message(
                    "exchange",
                    "{n} bundle from the watched folder waits for you in the exchange. Nothing of it was "
                    "imported.",
                    {},
                    "{n} bundles from the watched folder wait for you in the exchange. Nothing of them was "
                    "imported.",
                    waiting,
                )
            )
        if refused:
            self._door.problem(
                Message(
                    "exchange",
                    "{n} file in the watched folder was refused. Nothing of it was imported; the "
                    "exchange says why.",
                    {},
                    "{n} files in the watched folder were refused. Nothing of them was imported; the "
                    "exchange says why.",
                    refused,
                )
            )
        if outcomes or any(one.written for one in rounds):
            self._door.changed()

    def _failed(self, words: Message) -> None:
        """Say what is wrong once, not at every look."""
        self._looking = False
        if str(words) != self._problem:
            self._problem = str(words)
            self._door.problem(words)
