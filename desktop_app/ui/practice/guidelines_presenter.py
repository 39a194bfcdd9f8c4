"""What the page of guidelines decides: reading, confirming, writing versions; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from desktop_app.domain.casework.practice import GUIDELINE
from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.casework.guidelines import GuidelineLine, Standing
from desktop_app.services.casework.records import Record
from desktop_app.ui.practice.services import PracticeServices
from desktop_app.ui.shared.asking import Asker, Asking, AskingView
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

NAMES: Final = (
    "topic", "title_fr", "title_en", "text_fr", "text_en", "in_force_from", "accepted_by_each",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GuidelinesState:
    """later: versions whose day has not come, for the office. standing: who confirmed what, where
    whoever is at work is told."""

    lines: tuple[GuidelineLine, ...]
    later: tuple[Record, ...]
    may_write: bool
    standing: tuple[Standing, ...]


class GuidelinesView(AskingView, Protocol):
    """The page as its presenter sees it."""

    def show_guidelines(self, state: GuidelinesState) -> None:
        """Show them."""


class GuidelinesPresenter:
    """The guidelines of the organisation."""

    def __init__(
        self,
        view: GuidelinesView,
        services: PracticeServices,
        drafts: DraftBox,
        jobs: Jobs,
        door: Door,
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._desk = services.guidelines
        self.asker = Asker(view, drafts, jobs, door, self.open)

    def open(self) -> None:
        """Show them."""
        self._jobs.start(
            "guidelines",
            lambda progress: self._state(),
            done=self._view.show_guidelines,
            failed=self._door.problem,
        )

    def _state(self) -> GuidelinesState:
        desk = self._desk
        may_write = desk.versions.may_write()
        later = [
            one for one in desk.versions.all() if may_write and not desk.versions.has_begun(one)
        ]
        told = desk.standing() if desk.may_see_standing() else ()
        return GuidelinesState(desk.in_force(), tuple(later), may_write, told)

    def confirm(self, guideline: str) -> None:
        """Whoever is at work has read it."""
        self.asker.write(
            lambda: self._desk.confirm(guideline),
            Message("practice", "It is noted that you have read this version."),
        )

    def write(self) -> None:
        """Ask for a new guideline."""
        begin: dict[str, Value] = {
            "in_force_from": self._services.today(),
            "accepted_by_each": True,
        }
        self._ask("", Message("practice", "Write a guideline"), begin)

    def renew(self, guideline: str) -> None:
        """Ask for the next version of one, beginning with its text of today."""

        def found(record: Record) -> None:
            begin: dict[str, Value] = {name: record.values.get(name) for name in NAMES}
            begin["in_force_from"] = self._services.today()
            self._ask(guideline, Message("practice", "New version of the guideline"), begin)

        self._get(guideline, found)

    def change(self, guideline: str) -> None:
        """Change a version whose day has not come."""

        def found(record: Record) -> None:
            known = {name: record.values[name] for name in NAMES if name in record.values}
            self.asker.ask(
                Asking(
                    "guideline", guideline, GUIDELINE,
                    Message("practice", "Change the guideline"),
                    Message("practice", "Save the guideline"),
                    Message("practice", "The guideline is saved."),
                    lambda values: self._desk.change(guideline, values, record.seen),
                    NAMES, known=known,
                )
            )  # fmt: skip

        self._get(guideline, found)

    def withdraw(self, guideline: str) -> None:
        """Take a version out."""
        self.asker.write(
            lambda: self._desk.versions.withdraw(guideline),
            Message("practice", "The version is withdrawn; the one before it holds again."),
        )

    def _ask(self, before: str, title: Message, begin: Mapping[str, Value]) -> None:
        self.asker.ask(
            Asking(
                "new guideline", before, GUIDELINE, title,
                Message("practice", "Save the guideline"),
                Message("practice", "The guideline is saved. It holds from its day on."),
                self._desk.add, NAMES, begin=begin,
                hint=Message(
                    "practice",
                    "A version holds from its day on and does not change any more then: what somebody "
                    "confirmed stays what it was.",
                ),
            )
        )  # fmt: skip

    def _get(self, guideline: str, found: Callable[[Record], None]) -> None:
        self._jobs.start(
            "guideline",
            lambda progress: self._desk.versions.get(guideline),
            done=found,
            failed=self._door.problem,
        )
