"""What the list of clients decides: all of them by pages, or those that a filter finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol

from desktop_app.domain.fields import Field
from desktop_app.language import Message
from desktop_app.services.clients.client_lines import SHORTEST, ClientLine
from desktop_app.services.clients.interests import inside_words
from desktop_app.services.clients.list_columns import KeptColumns
from desktop_app.ui.clients.services import ClientsServices, Named
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

PLACE: Final = "clients"
NEW: Final = "new"
RESUME: Final = "resume"
_MOST_FOUND: Final = 50


@dataclass(frozen=True, slots=True)
class ListOpening:
    """What the list begins with. unfinished: when a new person was typed and not saved, or 0. offered:
    own fields that can be columns; kept: those that are."""

    communities: tuple[Named, ...]
    total: int
    unfinished: int
    offered: tuple[Field, ...] = ()
    kept: KeptColumns = field(default_factory=KeptColumns)


class ListView(Protocol):
    """The list as its presenter sees it."""

    def show_communities(self, communities: Sequence[Named]) -> None:
        """Offer these in the filter."""

    def show_columns(self, offered: Sequence[Field], kept: KeptColumns) -> None:
        """Show these columns, in that order of the rows. offered: own fields that can be chosen."""

    def show_total(self, total: int, *, filtered: bool) -> None:
        """Begin anew with that many clients, asked for page by page."""

    def put_page(self, first: int, lines: Sequence[ClientLine]) -> None:
        """The lines of a page."""

    def show_found(self, words: str, lines: Sequence[ClientLine]) -> None:
        """What the filter finds, each with the reason."""

    def show_unfinished(self, at: int) -> None:
        """A new person was typed and not saved (milliseconds UTC); 0: nobody."""


class ListPresenter:
    """Fills the list. A community narrows both the pages and what is found."""

    def __init__(self, view: ListView, services: ClientsServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._words = ""
        self._community = ""
        self._generation = 0
        self._sorted: tuple[tuple[object, ...], tuple[str, ...]] = ((), ())

    def begin(self) -> None:
        """Ask again for everything that is shown."""

        def ask() -> ListOpening:
            services = self._services
            draft = services.drafts.find("client", "")
            columns = services.columns
            return ListOpening(
                tuple(services.communities()),
                services.clients.count(self._community_id()),
                0 if draft is None else draft.at,
                () if columns is None else columns.offered(),
                KeptColumns() if columns is None else columns.kept(),
            )

        self._jobs.start(
            "clients list",
            lambda progress: ask(),
            done=self._begun,
            failed=self._door.problem,
        )

    def _begun(self, opening: ListOpening) -> None:
        self._view.show_communities(opening.communities)
        self._view.show_unfinished(opening.unfinished)
        if self._services.columns is not None:
            self._view.show_columns(opening.offered, opening.kept)
        self._counted(opening.total)

    def _counted(self, total: int) -> None:
        self._generation += 1
        if self._searching():
            self._search()
        else:
            self._view.show_total(total, filtered=bool(self._community))

    def narrow(self, words: str) -> None:
        """Letters were typed into the filter: from the second on, show who it may be."""
        before, self._words = self._searching(), words
        if self._searching():
            self._search()
        elif before:
            self._count()

    def choose_community(self, community: str) -> None:
        """Only one community's clients; "" for all."""
        self._community = community
        self._count()

    def keep_columns(self, chosen: KeptColumns) -> None:
        """Show these columns from now on."""
        columns = self._services.columns
        if columns is not None:
            self._jobs.start(
                "clients columns",
                lambda progress: columns.keep(chosen),
                done=lambda nothing: self.begin(),
                failed=self._door.problem,
            )

    def page(
        self,
        first: int,
        count: int,
        after: ClientLine | None,
        sort_key: str = "",
        ascending: bool = True,
    ) -> None:
        """A page comes into sight. after: the line just above it, when it is known. sort_key: the own
        field by which the list is sorted, "" for the name."""
        generation, community = self._generation, self._community_id()

        def ask() -> list[ClientLine]:
            clients, columns = self._services.clients, self._services.columns
            if sort_key and columns is not None:
                key = (generation, community, sort_key, ascending)
                known, order = self._sorted
                if known != key:
                    order = columns.order(sort_key, ascending, community)
                    self._sorted = key, order
                return columns.lines(order[first : first + count])
            if after is not None:
                return clients.page(count, after=after.id, community=community)
            return clients.page(count, offset=first, community=community)

        def put(lines: list[ClientLine]) -> None:
            if generation == self._generation:
                self._view.put_page(first, lines)

        self._jobs.start(
            f"clients page {first}",
            lambda progress: ask(),
            done=put,
            failed=self._door.problem,
        )

    def open(self, line: ClientLine) -> None:
        """Open a client's file; where it is closed to whoever is at work, say why it is."""
        if line.closed:
            self._door.problem(inside_words(line.closed))
            return
        self._door.go(PLACE, line.id)

    def new(self) -> None:
        """Open an empty file; what was searched is its name."""
        words = self._words.strip()
        self._door.go(PLACE, f"{NEW} {words}" if words else NEW)

    def show_page(self, key: str) -> None:
        """Go to another page of the clients, such as the board."""
        self._door.go(PLACE, key)

    def decide_doubles(self) -> None:
        """Where files that may be one person wait for a verdict."""
        self._door.go("exchange", "duplicates")

    def go_on(self) -> None:
        """Go on with the new person that was typed and not saved."""
        self._door.go(PLACE, RESUME)

    def discard_unfinished(self) -> None:
        """Forget the new person that was typed and not saved."""
        self._jobs.start(
            "clients discard",
            lambda progress: self._services.drafts.discard("client", ""),
            done=lambda nothing: self._view.show_unfinished(0),
            failed=self._door.problem,
        )

    def _searching(self) -> bool:
        return len(self._words.strip()) >= SHORTEST

    def _community_id(self) -> bytes | None:
        return bytes.fromhex(self._community) if self._community else None

    def _count(self) -> None:
        self._jobs.start(
            "clients list",
            lambda progress: self._services.clients.count(self._community_id()),
            done=self._counted,
            failed=self._door.problem,
        )

    def _search(self) -> None:
        words, community = self._words.strip(), self._community
        self._jobs.start(
            "clients find",
            lambda progress: self._services.clients.find(words, _MOST_FOUND),
            done=partial(self._found, words, community),
            failed=self._door.problem,
        )

    def _found(self, words: str, community: str, lines: Sequence[ClientLine]) -> None:
        if words == self._words.strip():
            kept = [one for one in lines if not community or one.community_id == community]
            self._view.show_found(words, kept)


def found_words(count: int) -> Message:
    """How many people a filter found; no more than the first fifty are shown."""
    if count >= _MOST_FOUND:
        return Message("clients", "The first {n}; type more", {"n": count})
    return Message("clients", "{n} person found", {}, "{n} people found", count)
