"""What the room for family decides; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import EntityType, Field, Kind, Registry, Scope, Value
from desktop_app.domain.people.relationships import RELATIONSHIP
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.families import (
    ADDRESS,
    Families,
    HomeVisit,
    Housemate,
    Moving,
    Relation,
)
from desktop_app.services.clients.client_lines import ClientLine
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import HouseholdLine, Households
from desktop_app.services.clients.timeline import LocalDay
from desktop_app.ui.shared.asking import Asker, Asking, Search, SearchingView, Told
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.jobs import Jobs

ADD: Final = "relationship"
MOVE: Final = "move"
END: Final = "relationship end"
PLACE: Final = "clients"
NAMES: Final = ("other", "relation", "other_name", "telephone", "from_on", "to_on", "words")
_MOST: Final = 6
_MATE, _VISIT = "mate ", "visit "
_ALONG: Final = Message("purpose", "So that one change of address reaches everybody it should.")


@dataclass(frozen=True, slots=True)
class FamilyServices:
    """The services behind the room. today: of this place, YYYY-MM-DD."""

    families: Families
    households: Households
    clients: Clients
    registry: Registry
    drafts: DraftBox
    today: Callable[[], str]


class FamilyView(SearchingView, Protocol):
    """The room as its presenter sees it."""

    def show_family(
        self, client: str, relations: Sequence[Relation], homes: Sequence[HouseholdLine]
    ) -> None:
        """Show who is what to the client, and the households."""


class FamilyPresenter:
    """One client's family at a time."""

    def __init__(self, view: FamilyView, services: FamilyServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._client = ""
        self.asker = Asker(view, services.drafts, jobs, door, self._again, view)

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

    def _again(self) -> None:
        self.open(self._client)

    def add(self, key: str) -> None:
        """Open the dialog of a relationship, or of a move."""
        client = self._client
        if key != MOVE:
            self.asker.ask(self._relationship(client))
            return
        self._jobs.start(
            "family moving",
            lambda progress: self._services.families.moving(client),
            done=lambda moving: self.asker.ask(self._move(client, moving)),
            failed=self._door.problem,
        )

    def _relationship(self, client: str) -> Asking:
        return Asking(
            ADD,
            client,
            self._services.registry[RELATIONSHIP.name],
            Message("family", "Add a relationship"),
            Message("family", "Save the relationship"),
            Message("family", "The relationship is saved."),
            lambda values: self._services.families.add(client, values),
            NAMES,
            hint=Message(
                "family",
                "Choose somebody who has a file, or write the name of somebody who has none.",
            ),
            searched={
                "other": Search(
                    Message("search", "A name, a date of birth, a number"),
                    lambda words: self._find(client, words),
                    self._named,
                )
            },
        )

    def _find(self, client: str, words: str) -> list[Found]:
        found = self._services.clients.find(words, _MOST)
        return [_found(one) for one in found if one.id != client and not one.closed]

    def _named(self, client: str) -> Found | None:
        try:
            return _found(self._services.clients.line(client))
        except PortageError:
            # The file went away, or is closed by now: somebody else is chosen.
            return None

    def _move(self, client: str, moving: Moving) -> Asking:
        kind = _moving_kind(self._services.registry["identity"], moving)
        begin: dict[str, Value] = {**moving.address}
        begin |= {f"{_MATE}{one.client}": one.same for one in moving.housemates}
        begin |= {f"{_VISIT}{one.appointment}": True for one in moving.visits}

        def save(values: Told) -> int:
            along, visits = (
                [name.removeprefix(start) for name, value in values.items()
                 if name.startswith(start) and value is True]
                for start in (_MATE, _VISIT)
            )  # fmt: skip
            address = {name: values.get(name) for name in ADDRESS}
            return self._services.families.move(client, address, along, visits)

        return Asking(
            MOVE,
            client,
            kind,
            Message("family", "Change the address"),
            Message("family", "Change the address"),
            _moved_words,
            save,
            tuple(one.name for one in kind.fields),
            begin=begin,
            hint=Message(
                "family", "Who is marked moves along, and appointments that are marked too."
            )
            if moving.housemates or moving.visits
            else "",
        )

    def end(self, relationship: str) -> None:
        """Ask since when the relationship goes on no longer; today, where nothing else is said."""
        today = self._services.today()

        def save(values: Told) -> Message:
            day = str(values.get("to_on") or today)
            self._services.families.end(relationship, day)
            return Message("family", "The relationship ended: {day}.", {"day": partial_date(day)})

        def said(words: Message) -> Message:
            return words

        self.asker.ask(
            Asking(
                END,
                relationship,
                self._services.registry[RELATIONSHIP.name],
                Message("family", "End of the relationship"),
                Message("family", "Save the end"),
                said,
                save,
                ("to_on",),
                begin={"to_on": today},
                hint=Message(
                    "family", "It stays in the list, with the date. A part of a date is enough."
                ),
            )
        )

    def go(self, client: str) -> None:
        """Open the file of somebody of the family."""
        self._door.go(PLACE, client)


def _moving_kind(identity: EntityType, moving: Moving) -> EntityType:
    """The new address, and a field for each one whom it may reach, as they are asked for."""
    boxes = {f"{_MATE}{one.client}": _mate_words(one) for one in moving.housemates}
    boxes |= {f"{_VISIT}{one.appointment}": _visit_words(one) for one in moving.visits}
    return EntityType(
        1,
        MOVE,
        Message("family", "The new address"),
        Scope.NAMES,
        (
            *(identity.field(name) for name in ADDRESS),
            *(Field(1000 + at, name, Kind.YES_NO, words, _ALONG)
              for at, (name, words) in enumerate(boxes.items())),
        ),
    )  # fmt: skip


def _mate_words(mate: Housemate) -> Message:
    if mate.same:
        return Message("family", "{name}, same address today", {"name": mate.name})
    return Message("family", "{name}, another address today", {"name": mate.name})


def _visit_words(visit: HomeVisit) -> Message:
    when = LocalDay(visit.starts_at, visit.time_zone)
    told = {"when": when, "name": visit.name}
    return Message("family", "Appointment at home, {when}, {name}", told)


def _moved_words(count: int) -> Message:
    return Message(
        "family", "The address was changed in {n} file.", {},
        "The address was changed in {n} files.", count,
    )  # fmt: skip


def _found(line: ClientLine) -> Found:
    facts = (line.birth_date, line.community, ", ".join(str(one) for one in line.why))
    return Found(line.id, line.name, " · ".join(part for part in facts if part))
