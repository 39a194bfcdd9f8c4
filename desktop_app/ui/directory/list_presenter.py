"""What the list of the directory decides: all of it by pages, or what words and filters find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from desktop_app.language import Message
from desktop_app.services.directory.directory_entries import ServiceLine
from desktop_app.services.directory.proposals import WAITING
from desktop_app.ui.directory.services import DirectoryServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

PLACE: Final = "directory"
MOST_FOUND: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. community: the name of the place that has it or is served."""

    words: str = ""
    open_now: bool = False
    language: str = ""
    community: str = ""
    stale: bool = False

    @property
    def everything(self) -> bool:
        """Whether nothing is narrowed."""
        return self == Asked()


@dataclass(frozen=True, slots=True)
class Counts:
    """total: services in all. proposals: that wait for the office. stale: to be verified."""

    total: int
    proposals: int
    stale: int
    communities: tuple[str, ...]


class ListView(Protocol):
    """The list as its presenter sees it."""

    def show_counts(self, counts: Counts, *, office: bool) -> None:
        """Show what waits, and offer the communities in the filter."""

    def show_total(self, total: int) -> None:
        """Begin anew with that many entries, asked for page by page."""

    def put_page(self, first: int, lines: Sequence[ServiceLine]) -> None:
        """The lines of a page."""

    def show_found(self, asked: Asked, lines: Sequence[ServiceLine]) -> None:
        """What is found."""


class ListPresenter:
    """Fills the list."""

    def __init__(self, view: ListView, services: DirectoryServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._asked = Asked()
        self._generation = 0

    @property
    def asked(self) -> Asked:
        """What is looked for now."""
        return self._asked

    def begin(self, *, stale: bool = False) -> None:
        """Ask again for everything that is shown. stale: only what is to be verified."""
        self._asked = replace(self._asked, stale=stale)
        self._jobs.start(
            "directory list",
            lambda progress: self._count(),
            done=self._counted,
            failed=self._door.problem,
        )

    def _count(self) -> Counts:
        services = self._services
        waiting = len(services.directory.proposals(WAITING))
        stale = len(services.directory.stale()) if services.is_office() else 0
        names = tuple(one.name for one in services.communities())
        return Counts(services.directory.count(), waiting, stale, names)

    def _counted(self, counts: Counts) -> None:
        self._generation += 1
        self._view.show_counts(counts, office=self._services.is_office())
        if self._asked.everything:
            self._view.show_total(counts.total)
        else:
            self._search()

    def narrow(self, words: str, open_now: bool, language: str, community: str) -> None:
        """Words were typed or a filter was set."""
        asked = replace(
            self._asked,
            words=words.strip(),
            open_now=open_now,
            language=language,
            community=community,
        )
        if asked == self._asked:
            return
        self._asked = asked
        if asked.everything:
            self.begin()
        else:
            self._search()

    def page(self, first: int, count: int) -> None:
        """A page comes into sight."""
        generation, zone = self._generation, self._services.zone()

        def put(lines: Sequence[ServiceLine]) -> None:
            if generation == self._generation:
                self._view.put_page(first, lines)

        self._jobs.start(
            f"directory page {first}",
            lambda progress: self._services.directory.page(count, first, zone),
            done=put,
            failed=self._door.problem,
        )

    def open(self, line: ServiceLine) -> None:
        """Open an entry."""
        self._door.go(PLACE, line.id)

    def propose(self) -> None:
        """Propose an entry that is not there yet."""
        self._door.go(PLACE, "propose")

    def make(self) -> None:
        """Write a new organisation."""
        self._door.go(PLACE, "new/organisation")

    def _search(self) -> None:
        asked, directory, zone = self._asked, self._services.directory, self._services.zone()

        def find() -> Sequence[ServiceLine]:
            if asked.stale:
                return directory.stale()
            return directory.find(
                asked.words,
                asked.open_now,
                asked.language,
                MOST_FOUND,
                place=asked.community,
                zone=zone,
            )

        def found(lines: Sequence[ServiceLine]) -> None:
            if asked == self._asked:
                self._view.show_found(asked, lines)

        self._jobs.start(
            "directory find", lambda progress: find(), done=found, failed=self._door.problem
        )


def found_words(asked: Asked, count: int) -> Message:
    """How many entries there are, in words."""
    if asked.stale:
        return Message("directory", "{n} entry to verify", {}, "{n} entries to verify", count)
    if count >= MOST_FOUND:
        return Message(
            "directory",
            "The first {n} entry that fits. Type more to find fewer.",
            {},
            "The first {n} entries that fit. Type more to find fewer.",
            count,
        )
    return Message("directory", "{n} entry found", {}, "{n} entries found", count)
