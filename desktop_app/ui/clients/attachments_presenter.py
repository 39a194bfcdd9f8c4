"""What is done with the attached files of a client: added, looked at, asked for, copied; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from desktop_app.language import Message
from desktop_app.services.clients.attachments import AttachmentLine, NoPreview, NotReceived, Opened
from desktop_app.ui.clients.services import ClientsServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


class AttachmentsView(Protocol):
    """The attached file as its presenter sees it."""

    def show_attachment(self, line: AttachmentLine, opened: Opened | None) -> None:
        """Show one file. opened: what can be looked at, None where there is nothing."""

    def close_attachment(self) -> None:
        """What was asked is done."""

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not done."""


class AttachmentsPresenter:
    """The attached files of the client whose file is open.

    client: who that is. again: shows the file anew.
    """

    def __init__(
        self,
        view: AttachmentsView,
        services: ClientsServices,
        jobs: Jobs,
        door: Door,
        client: Callable[[], str],
        again: Callable[[], None],
    ) -> None:
        self._view, self._jobs, self._door = view, jobs, door
        self._attachments = services.attachments
        self._client, self._again = client, again

    def add(self, paths: Sequence[str]) -> None:
        """Add these files; one that is refused is named, and those before it stay."""
        attachments, client = self._attachments, self._client()
        if attachments is None or not paths:
            return

        def done(_: object) -> None:
            words = Message(
                "attachments",
                "{n} file is attached and sealed. The one that you chose is as it was.",
                plural="{n} files are attached and sealed. Those that you chose are as they were.",
                n=len(paths),
            )
            self._door.done(words, undo=len(paths) == 1)
            self._changed()

        def failed(problem: Message) -> None:
            self._door.problem(problem)
            self._again()

        self._jobs.start(
            "attach",
            lambda progress: [attachments.add(client, Path(one)) for one in paths],
            done=done,
            failed=failed,
        )

    def open(self, attachment: str) -> None:
        """Show what there is of a file."""
        attachments, client = self._attachments, self._client()
        if attachments is None:
            return

        def ask() -> tuple[AttachmentLine, Opened | None] | None:
            line = next((one for one in attachments.of(client) if one.id == attachment), None)
            if line is None:
                return None
            try:
                return line, attachments.preview(attachment)
            except (NoPreview, NotReceived):
                return line, None

        def show(found: tuple[AttachmentLine, Opened | None] | None) -> None:
            if found is not None:
                self._view.show_attachment(*found)

        self._jobs.start("attachment", lambda progress: ask(), done=show, failed=self._door.problem)

    def ask_original(self, attachment: str) -> None:
        """Have the next bundles say that the file itself is wanted."""
        attachments = self._attachments
        if attachments is None:
            return

        def done(_: object) -> None:
            self._view.close_attachment()
            self._door.done(
                Message(
                    "attachments",
                    "The original is asked for: your next bundle says so, and it comes with one of theirs.",
                )
            )
            self._again()

        self._jobs.start(
            "ask original",
            lambda progress: attachments.ask_original(attachment),
            done=done,
            failed=self._view.show_problem,
        )

    def remove(self, attachment: str) -> None:
        """Take the file out of the list."""
        attachments = self._attachments
        if attachments is None:
            return

        def done(_: object) -> None:
            self._view.close_attachment()
            self._door.done(
                Message("attachments", "The file is out of the list. It can be brought back."),
                undo=True,
            )
            self._changed()

        self._jobs.start(
            "remove attachment",
            lambda progress: attachments.remove(attachment),
            done=done,
            failed=self._view.show_problem,
        )

    def save(self, attachment: str, path: str) -> None:
        """Write a copy of the file where the person wants it."""
        attachments = self._attachments
        if attachments is None or not path:
            return

        def done(_: object) -> None:
            self._view.close_attachment()
            self._door.done(
                Message(
                    "attachments",
                    "Saved as {name}. That copy is not encrypted: delete it when you no longer need it.",
                    {"name": Path(path).name},
                )
            )

        self._jobs.start(
            "save attachment",
            lambda progress: attachments.save_copy(attachment, Path(path)),
            done=done,
            failed=self._view.show_problem,
        )

    def _changed(self) -> None:
        self._door.changed()
        self._again()
