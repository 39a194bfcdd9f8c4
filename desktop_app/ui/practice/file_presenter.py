"""What the room of practice in a client's file decides; no Qt."""

from __future__ import annotations

from typing import Final, Protocol

from desktop_app.domain.casework.practice import FILE_REVIEW
from desktop_app.language import Message
from desktop_app.ui.practice.places import MESSAGES
from desktop_app.ui.practice.services import FilePractice, PracticeServices
from desktop_app.ui.shared.asking import Asker, Asking, AskingView
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

REVIEW_NAMES: Final = ("findings", "to_do")


class FilePracticeView(AskingView, Protocol):
    """The room as its presenter sees it."""

    def show_practice(self, shown: FilePractice) -> None:
        """Show what there is."""


class FilePracticePresenter:
    """One client's file at a time."""

    def __init__(
        self,
        view: FilePracticeView,
        services: PracticeServices,
        drafts: DraftBox,
        jobs: Jobs,
        door: Door,
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self.asker = Asker(view, drafts, jobs, door, self._again)
        self._client = ""

    def open(self, client: str) -> None:
        """Show this client's."""
        self._client = client

        def shown(practice: FilePractice) -> None:
            if practice.client == self._client:
                self._view.show_practice(practice)

        self._jobs.start(
            "practice of a file",
            lambda progress: self._services.file(client),
            done=shown,
            failed=self._door.problem,
        )

    def _again(self) -> None:
        self.open(self._client)

    def add(self, key: str) -> None:
        """A review, or the agreed messages."""
        if key == "review":
            self.ask_review()
        elif key == MESSAGES:
            self.show_message("")

    def show_message(self, key: str) -> None:
        """Show an agreed message for this client; the first when none is named."""
        self._door.go(MESSAGES, f"{self._client}/{key}")

    def mark(self, step: str, done: bool) -> None:
        """A step of today's reception is done, or is not."""
        client = self._client
        said = Message("practice", "The step is done.")
        if not done:
            said = Message("practice", "The step is open again.")
        self.asker.write(lambda: self._services.receptions.mark(client, step, done), said)

    def ask_review(self, sample: str = "", client: str = "") -> None:
        """Ask what was seen in this file."""
        ask_review(self.asker, self._services, client or self._client, sample)


def ask_review(asker: Asker, services: PracticeServices, client: str, sample: str = "") -> None:
    """Ask what was seen in a client's file. sample: by which words it was drawn."""
    asker.ask(
        Asking(
            "file review",
            client,
            FILE_REVIEW,
            Message("practice", "Review of the file"),
            Message("practice", "Save the review"),
            Message("practice", "The review is in the file."),
            lambda values: services.reviews.add(client, {**values, "sample": sample or None}),
            REVIEW_NAMES,
            hint=Message(
                "practice",
                "What has to be done becomes a task of whoever answers for the file. How complete "
                "the file is today is written beside it.",
            ),
        )
    )
