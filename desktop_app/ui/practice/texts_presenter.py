"""What the page of approved messages decides: the office writes versions of them; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

from desktop_app.domain.casework.practice import APPROVED_MESSAGE
from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.casework.approved_messages import MessageLine
from desktop_app.services.casework.records import Record
from desktop_app.ui.practice.places import MESSAGES
from desktop_app.ui.practice.services import PracticeServices
from desktop_app.ui.shared.asking import Asker, Asking, AskingView
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

NAMES: Final = ("situation", "name", "in_force_from", "remark", "texts")


@dataclass(frozen=True, slots=True)
class TextsState:
    """later: versions whose day has not come, for the office."""

    lines: tuple[MessageLine, ...]
    later: tuple[Record, ...]
    may_write: bool


class TextsView(AskingView, Protocol):
    """The page as its presenter sees it."""

    def show_texts(self, state: TextsState) -> None:
        """Show them."""


class TextsPresenter:
    """The approved messages of the organisation."""

    def __init__(
        self,
        view: TextsView,
        services: PracticeServices,
        drafts: DraftBox,
        jobs: Jobs,
        door: Door,
        new_id: Callable[[], UUID],
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._desk, self._new_id = services.messages, new_id
        self._lines: tuple[MessageLine, ...] = ()
        self.asker = Asker(view, drafts, jobs, door, self.open)

    def open(self) -> None:
        """Show them."""

        def shown(state: TextsState) -> None:
            self._lines = state.lines
            self._view.show_texts(state)

        self._jobs.start(
            "approved messages",
            lambda progress: self._state(),
            done=shown,
            failed=self._door.problem,
        )

    def _state(self) -> TextsState:
        versions = self._desk.versions
        may_write = versions.may_write()
        later = [one for one in versions.all() if may_write and not versions.has_begun(one)]
        return TextsState(self._desk.shown().lines, tuple(later), may_write)

    def show_message(self, key: str) -> None:
        """Show one as it is said."""
        self._door.go(MESSAGES, f"/{key}")

    def write(self) -> None:
        """Ask for a message for a situation of the organisation's own."""
        begin: dict[str, Value] = {"situation": "own", "in_force_from": self._services.today()}
        begin |= self._texts({"fr": "", "en": ""})
        self._ask("", Message("practice", "Write a message"), begin)

    def renew(self, key: str) -> None:
        """Ask for the next version of a message, beginning with its words of today."""
        line = next((one for one in self._lines if one.key == key), None)
        if line is None:
            return
        begin: dict[str, Value] = {
            "situation": key if key.partition(" ")[0] != "own" else "own",
            "name": str(line.name) if key.startswith("own") else None,
            "in_force_from": self._services.today(),
            "remark": line.remark or None,
        }
        begin |= self._texts(line.texts)
        title = Message("practice", "New version of the message")
        if not line.approved:
            title = Message("practice", "Approve a message")
        self._ask(key, title, begin)

    def change(self, message: str) -> None:
        """Change a version whose day has not come."""

        def found(record: Record) -> None:
            known = {
                path: value
                for path, value in record.values.items()
                if path.partition("/")[0] in NAMES
            }
            self.asker.ask(
                Asking(
                    "approved message", message, APPROVED_MESSAGE,
                    Message("practice", "Change the message"),
                    Message("practice", "Save the message"),
                    Message("practice", "The message is saved."),
                    lambda values: self._desk.change(message, values, record.seen),
                    NAMES, known=known,
                )
            )  # fmt: skip

        self._jobs.start(
            "approved message",
            lambda progress: self._desk.versions.get(message),
            done=found,
            failed=self._door.problem,
        )

    def withdraw(self, key: str) -> None:
        """Take the version in force of a message out."""
        line = next((one for one in self._lines if one.key == key), None)
        if line is not None and line.id:
            self.asker.write(
                lambda: self._desk.versions.withdraw(line.id),
                Message("practice", "The version is withdrawn; the one before it holds again."),
            )

    def _texts(self, texts: Mapping[str, str]) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for code, text in texts.items():
            item = self._new_id()
            values |= {f"texts/{item}/language": code, f"texts/{item}/text": text or None}
        return values

    def _ask(self, before: str, title: Message, begin: Mapping[str, Value]) -> None:
        self.asker.ask(
            Asking(
                "new approved message", before, APPROVED_MESSAGE, title,
                Message("practice", "Save the message"),
                Message("practice", "The message is saved. It holds from its day on."),
                self._desk.add, NAMES, begin=begin,
                hint=Message(
                    "practice",
                    "Everybody says these words, from the reception to the direction. Write each "
                    "language once; Portage translates nothing.",
                ),
            )
        )  # fmt: skip
