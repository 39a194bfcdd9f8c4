"""What the room for family decides; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from desktop_app.domain.fields import Value
from desktop_app.domain.values import ValueRefused
from desktop_app.language import Message
from desktop_app.services.casework.families import Families, Moving, Relation
from desktop_app.services.client_lines import ClientLine
from desktop_app.services.clients import Clients
from desktop_app.services.households import HouseholdLine, Households
from desktop_app.ui.shared.asking import or_refused
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.drafting import DraftBox, Unfinished
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.jobs import Jobs

DRAFT: Final = "relationship"
ADD: Final = "relationship"
MOVE: Final = "move"
PLACE: Final = "clients"
_SHORTEST: Final = 2
_MOST: Final = 6

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FamilyServices:
    """The services behind the room. today: of this place, YYYY-MM-DD."""

    families: Families
    households: Households
    clients: Clients
    drafts: DraftBox
    today: Callable[[], str]


class FamilyView(Protocol):
    """The room as its presenter sees it."""

    def show_family(
        self, client: str, relations: Sequence[Relation], homes: Sequence[HouseholdLine]
    ) -> None:
        """Show who is what to the client, and the households."""

    def ask_relationship(self, unfinished: Unfinished | None) -> None:
        """Open the dialog of a relationship."""

    def show_found(self, words: str, found: Sequence[Found]) -> None:
        """Show whom the words of the dialog may mean."""

    def ask_move(self, moving: Moving) -> None:
        """Ask for the new address, and for whom else it is."""

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say at a field of the open dialog what is wrong."""

    def close_dialog(self) -> None:
        """What was asked is saved."""


class FamilyPresenter:
    """One client's family at a time."""

    def __init__(self, view: FamilyView, services: FamilyServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._drafts = DraftKeeper(services.drafts, jobs, door)
        self._client = ""
        self._writing = False

    def open(self, client: str) -> None:
        """Show this client's."""
        self._client = client
        services = self._services

        def done(found: tuple[Sequence[Relation], Sequence[HouseholdLine]]) -> None:
            if client == self._client:
                self._view.show_family(client, *found)

        self._jobs.start(
            "family",
            lambda progress: (services.families.of(client), services.households.of(client)),
            done=done,
            failed=self._door.problem,
        )

    def add(self, key: str) -> None:
        """Open the dialog of a relationship, or of a move."""
        client, services = self._client, self._services
        if key == MOVE:
            self._jobs.start(
                "family moving",
                lambda progress: services.families.moving(client),
                done=self._view.ask_move,
                failed=self._door.problem,
            )
        else:
            self._jobs.start(
                "family draft",
                lambda progress: services.drafts.find(DRAFT, client),
                done=self._view.ask_relationship,
                failed=self._door.problem,
            )

    def find(self, words: str) -> None:
        """Letters were typed: show whom they may mean."""
        if len(words.strip()) < _SHORTEST:
            self._view.show_found(words, ())
            return
        self._jobs.start(
            "family search",
            lambda progress: [
                _found(one)
                for one in self._services.clients.find(words, _MOST)
                if one.id != self._client
            ],
            done=lambda found: self._view.show_found(words, found),
            failed=self._door.problem,
        )

    def left(self, field: str, value: Value) -> None:
        """A field of the dialog was left: it is kept as a draft."""
        self._drafts.keep(DRAFT, self._client, field, value)

    def discard(self) -> None:
        """What was typed earlier is not wanted."""
        self._drafts.forget(DRAFT, self._client)

    def relate(self, values: Mapping[str, Value]) -> None:
        """Save the relationship that the dialog holds."""
        client = self._client

        def saved(made: str) -> None:
            self._drafts.forget(DRAFT, client)
            self._saved(Message("family", "The relationship is saved."))

        self._write(
            lambda: self._services.families.add(client, values), saved, self._view.show_problem
        )

    def end(self, relationship: str) -> None:
        """The relationship goes on no longer, as of today."""
        day = self._services.today()
        self._write(
            lambda: self._services.families.end(relationship, day),
            lambda nothing: self._saved(Message("family", "The relationship ended today.")),
            self._door.problem,
        )

    def move(
        self, address: Mapping[str, Value], others: Sequence[str], visits: Sequence[str]
    ) -> None:
        """Write the new address into all these files and appointments."""
        client = self._client

        def saved(count: int) -> None:
            self._saved(
                Message(
                    "family",
                    "The address was changed in {n} file.",
                    plural="The address was changed in {n} files.",
                    n=count,
                )
            )

        self._write(
            lambda: self._services.families.move(client, address, others, visits),
            saved,
            self._view.show_problem,
        )

    def go(self, client: str) -> None:
        """Open the file of somebody of the family."""
        self._door.go(PLACE, client)

    def _write(
        self,
        work: Callable[[], T],
        saved: Callable[[T], None],
        failed: Callable[[Message], None],
    ) -> None:
        if self._writing:
            return

        def written(outcome: T | ValueRefused) -> None:
            self._writing = False
            if isinstance(outcome, ValueRefused):
                self._view.show_errors({outcome.field.name: outcome.message})
            else:
                saved(outcome)

        def refused(problem: Message) -> None:
            self._writing = False
            failed(problem)

        # Pressed twice, it is saved once.
        self._writing = True
        self._jobs.start(
            "family write", lambda progress: or_refused(work), done=written, failed=refused
        )

    def _saved(self, words: Message) -> None:
        self._view.close_dialog()
        self._door.done(words, undo=True)
        self._door.changed()
        self.open(self._client)


def _found(line: ClientLine) -> Found:
    facts = (line.birth_date, line.community, ", ".join(str(one) for one in line.why))
    return Found(line.id, line.name, " · ".join(part for part in facts if part))
