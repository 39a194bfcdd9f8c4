"""What the dialog of agreed messages decides: which text, in which language, and its use; no Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from desktop_app.language import Message
from desktop_app.services.casework.approved_messages import MessageLine, Shown
from desktop_app.ui.practice.services import PracticeServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


class MessagesView(Protocol):
    """The dialog as its presenter sees it."""

    def show_messages(self, shown: Shown) -> None:
        """Offer these messages."""

    def show_text(self, line: MessageLine, code: str, spoken: str) -> None:
        """Show one of them in that language. spoken: the client's language, "" when unknown."""

    def show_problem(self, words: Message) -> None:
        """Say what did not go."""

    def close_dialog(self) -> None:
        """The use is noted."""


class MessagesPresenter:
    """The messages for one client, or for nobody.

    copy: puts a text where it can be pasted from.
    """

    def __init__(
        self,
        view: MessagesView,
        services: PracticeServices,
        jobs: Jobs,
        door: Door,
        copy: Callable[[str], None],
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._copy = copy
        self._shown: Shown | None = None
        self._line: MessageLine | None = None
        self._code = ""
        self._writing = False

    def open(self, client: str, key: str = "") -> None:
        """Show the messages, and this one of them; the first when there is no such."""

        def found(shown: Shown) -> None:
            self._shown = shown
            self._view.show_messages(shown)
            self.choose(key if any(one.key == key for one in shown.lines) else shown.lines[0].key)

        self._jobs.start(
            "agreed messages",
            lambda progress: self._services.messages.shown(client),
            done=found,
            failed=self._view.show_problem,
        )

    def choose(self, key: str) -> None:
        """Show this message, in the client's language where it is there in that."""
        shown = self._shown
        line = None if shown is None else next((one for one in shown.lines if one.key == key), None)
        if shown is None or line is None:
            return
        self._line, self._code = line, line.language_for(shown.spoken)
        self._view.show_text(line, self._code, shown.spoken)

    def speak(self, code: str) -> None:
        """Show the message in another of its languages."""
        if self._line is not None and self._shown is not None and code in self._line.texts:
            self._code = code
            self._view.show_text(self._line, code, self._shown.spoken)

    def copy(self) -> None:
        """Copy the text."""
        if self._line is not None:
            self._copy(self._line.texts.get(self._code, ""))
            self._door.done(Message("agreed messages", "The text is copied."))

    def print_text(self) -> None:
        """Print the text on a page without the client's name."""
        line, code = self._line, self._code
        if line is None:
            return
        title = Message("agreed messages", "Message: {name}", {"name": line.name})
        self._jobs.start(
            "agreed message paper",
            lambda progress: self._services.messages.paper(line, code, self._services.printed()),
            done=lambda pdf: self._door.print_pdf(pdf, title),
            failed=self._view.show_problem,
        )

    def use(self, how: str) -> None:
        """Note in the file that it was said; pressed twice, it is noted once."""
        shown, line = self._shown, self._line
        if self._writing or shown is None or not shown.client or line is None:
            return
        self._writing = True

        def written(record: str) -> None:
            self._writing = False
            self._view.close_dialog()
            self._door.done(
                Message("agreed messages", "It is noted in the file that this was said."),
                undo=True,
            )
            self._door.changed()

        def failed(problem: Message) -> None:
            self._writing = False
            self._view.show_problem(problem)

        self._jobs.start(
            "agreed message used",
            lambda progress: self._services.messages.used(shown.client, line, how),
            done=written,
            failed=failed,
        )
