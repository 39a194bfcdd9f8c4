"""What the inbox of conflicts decides: which one is shown, what is taken, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from desktop_app.domain.fields import DELETED, LIVE, Value
from desktop_app.language import Message
from desktop_app.services.conflicts.conflicts import PAGE, Conflict, Filter, Inbox
from desktop_app.services.conflicts.contested import ContestedValue
from desktop_app.ui.conflicts.services import ConflictsServices
from desktop_app.ui.conflicts.words import (
    LIFE_PATH,
    both_words,
    decided_words,
    others_words,
    said_words,
)
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

Result = TypeVar("Result")

Also = tuple[tuple[Conflict, ContestedValue], ...]
"""What one person wrote in several fields that wait."""

_LOW: Final = 20
"""With fewer than this left in the list, the rest is asked for."""


class ConflictsView(Protocol):
    """The screen as its presenter sees it."""

    def show_list(self, inbox: Inbox, chosen: int) -> None:
        """List these and choose that row; -1 when there are none."""

    def show_conflict(
        self, conflict: Conflict, names: Mapping[str, str], also: Sequence[Also]
    ) -> None:
        """Put the values of this one side by side. also: for each value, what whoever wrote it wrote
        in other fields of this person that wait."""

    def ask_value(self, conflict: Conflict) -> None:
        """Let the person type another value."""

    def show_value_problem(self, words: Message) -> None:
        """Why the typed value cannot be taken."""

    def close_value(self) -> None:
        """The typed value is taken."""


class ConflictsPresenter:
    """One decision after another; each is announced with the way back."""

    def __init__(
        self, view: ConflictsView, services: ConflictsServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._listed: list[Conflict] = []
        self._inbox = Inbox((), 0, 0, 0, (), ())
        self._wanted_filter = Filter()
        self._names: Mapping[str, str] = {}
        self._chosen: Conflict | None = None
        self._wanted = ""
        self._deciding: set[str] = set()

    @property
    def chosen(self) -> Conflict | None:
        """The conflict whose values are shown."""
        return self._chosen

    def show(self, detail: str) -> None:
        """Open the conflict of that id, when it still waits; otherwise the first."""
        if detail:
            self._wanted = detail

    def narrow(self, wanted: Filter) -> None:
        """Only these are wanted."""
        if wanted != self._wanted_filter:
            self._wanted_filter = wanted
            self.activate()

    def activate(self) -> None:
        """Ask again what waits; the chosen one stays chosen."""
        services, wanted = self._services, self._wanted_filter

        def ask() -> tuple[Inbox, Mapping[str, str]]:
            limit = max(PAGE, len(self._listed))
            return services.conflicts.inbox(wanted, limit), services.names()

        self._jobs.start(
            "conflicts", lambda progress: ask(), done=self._show_all, failed=self._door.problem
        )

    def _show_all(self, asked: tuple[Inbox, Mapping[str, str]]) -> None:
        inbox, self._names = asked
        wanted = self._wanted or (self._chosen.id if self._chosen is not None else "")
        self._wanted = ""
        before = self._place_of(wanted)
        self._listed, self._inbox = list(inbox.conflicts), inbox
        at = self._place_of(wanted)
        if at < 0:
            at = before
        self._show_list(max(0, at))

    def _place_of(self, identifier: str) -> int:
        return next((n for n, one in enumerate(self._listed) if one.id == identifier), -1)

    def _show_list(self, at: int) -> None:
        at = min(at, len(self._listed) - 1)
        self._chosen = self._listed[at] if at >= 0 else None
        self._view.show_list(replace(self._inbox, conflicts=tuple(self._listed)), at)
        if self._chosen is not None:
            self._show_chosen(self._chosen)

    def _show_chosen(self, conflict: Conflict) -> None:
        self._view.show_conflict(conflict, self._names, self._also(conflict))

    def _also(self, conflict: Conflict) -> list[Also]:
        found: list[Also] = []
        for at, written in enumerate(conflict.values):
            wrote = (written.author, written.device)
            others = [one for one in self._of_author(conflict, at) if one.id != conflict.id]
            found.append(
                tuple(
                    (one, value)
                    for one in others
                    for value in one.values
                    if (value.author, value.device) == wrote
                )
            )
        return found

    def _of_author(self, conflict: Conflict, at: int) -> list[Conflict]:
        """The listed fields of this person in which whoever wrote that value wrote something."""
        if conflict.field == LIFE_PATH:
            return []
        wrote = (conflict.values[at].author, conflict.values[at].device)
        return [
            one
            for one in self._listed
            if one.person == conflict.person
            and one.field != LIFE_PATH
            and [(value.author, value.device) for value in one.values].count(wrote) == 1
        ]

    def choose(self, identifier: str) -> None:
        """Show the values of this one."""
        at = self._place_of(identifier)
        if at >= 0 and (self._chosen is None or self._chosen.id != identifier):
            self._chosen = self._listed[at]
            self._show_chosen(self._chosen)

    def take(self, index: int) -> None:
        """The value of that place stands."""
        conflict = self._chosen
        if conflict is None or not 0 <= index < len(conflict.values):
            return
        self._decide(conflict, conflict.values[index].value)

    def take_all(self, index: int) -> None:
        """In every field of this person, what whoever wrote that value wrote stands."""
        conflict = self._chosen
        if conflict is None or not 0 <= index < len(conflict.values):
            return
        together = self._of_author(conflict, index)
        if len(together) < 2:
            self._decide(conflict, conflict.values[index].value)
            return
        if not self._may(conflict):
            return
        written = conflict.values[index]
        ids = [one.id for one in together]

        def done(settled: int) -> None:
            self._gone(ids)
            self._door.done(
                Message(
                    "conflicts",
                    "{name}: {n} field is now as {author} wrote it.",
                    {"name": conflict.name, "author": written.author},
                    "{name}: {n} fields are now as {author} wrote them.",
                    settled,
                ),
                undo=True,
            )
            self._door.changed()
            if settled < len(ids):
                self.activate()

        self._start(
            conflict,
            lambda: self._services.conflicts.take_all(ids, written.author, written.device),
            done,
        )

    def keep_both(self) -> None:
        """Both values stay, where the field can hold both."""
        conflict = self._chosen
        if conflict is None or conflict.both is None or not self._may(conflict):
            return

        def done(nothing: None) -> None:
            self._gone([conflict.id])
            self._door.done(both_words(conflict), undo=True)
            self._door.changed()

        self._start(conflict, lambda: self._services.conflicts.keep_both(conflict.id), done)

    def ask_value(self) -> None:
        """Another value than those that stand is to be typed."""
        conflict = self._chosen
        if conflict is not None and conflict.field != LIFE_PATH and self._may(conflict):
            self._view.ask_value(conflict)

    def _may(self, conflict: Conflict) -> bool:
        """Whether whoever is at work may decide; otherwise they are told who does."""
        if not conflict.reviewer.allowed:
            self._door.problem(others_words(conflict))
        return conflict.reviewer.allowed

    def give_value(self, value: Value) -> None:
        """The typed value stands."""
        if self._chosen is not None:
            self._decide(self._chosen, value, typed=True)

    def open_record(self) -> None:
        """Open the file that the conflict is about."""
        conflict = self._chosen
        if conflict is None:
            return

        def go(target: tuple[str, str]) -> None:
            if target[0]:
                self._door.go(*target)

        self._jobs.start(
            "conflict place",
            lambda progress: self._services.place_of(conflict),
            done=go,
            failed=self._door.problem,
        )

    def leave(self) -> None:
        """Back to the exchange."""
        self._door.go("exchange")

    def _decide(self, conflict: Conflict, value: Value, *, typed: bool = False) -> None:
        if not self._may(conflict):
            return

        def done(nothing: None) -> None:
            if typed:
                self._view.close_value()
            self._gone([conflict.id])
            self._door.done(self._said(conflict, value), undo=True)
            self._door.changed()

        self._start(
            conflict,
            lambda: self._services.conflicts.resolve(conflict.id, value),
            done,
            self._view.show_value_problem if typed else None,
        )

    def _start(
        self,
        conflict: Conflict,
        act: Callable[[], Result],
        done: Callable[[Result], None],
        problem: Callable[[Message], None] | None = None,
    ) -> None:
        """Decide in a thread; a second key on the same one meanwhile is not a second decision."""
        if conflict.id in self._deciding:
            return
        self._deciding.add(conflict.id)

        def finished(result: Result) -> None:
            self._deciding.discard(conflict.id)
            done(result)

        def failed(words: Message) -> None:
            self._deciding.discard(conflict.id)
            if problem is not None:
                problem(words)
            else:
                self._door.problem(words)
                self.activate()

        self._jobs.start(
            f"decide {conflict.id}", lambda progress: act(), done=finished, failed=failed
        )

    def _gone(self, ids: Sequence[str]) -> None:
        """These are decided: the next one comes by itself."""
        chosen = "" if self._chosen is None else self._chosen.id
        at = self._place_of(chosen)
        gone = [one for one in self._listed if one.id in ids]
        before = sum(1 for one in self._listed[: max(0, at)] if one.id in ids)
        self._listed = [one for one in self._listed if one.id not in ids]
        mine = sum(1 for one in gone if one.reviewer.mine)
        self._inbox = replace(
            self._inbox,
            total=max(0, self._inbox.total - len(gone)),
            mine=max(0, self._inbox.mine - mine),
        )
        if gone:
            self._show_list(max(0, at - before))
        if len(self._listed) < min(_LOW, self._inbox.total):
            self.activate()

    def _said(self, conflict: Conflict, value: Value) -> Message:
        if conflict.moved:
            if value == LIVE:
                return Message(
                    "conflicts",
                    "{name}: the change is now in {community}.",
                    {"name": conflict.name, "community": conflict.moved},
                )
            return Message(
                "conflicts", "{name}: the change was left aside.", {"name": conflict.name}
            )
        if conflict.field == LIFE_PATH:
            if value == LIVE:
                return Message("conflicts", "{name} is back.", {"name": conflict.name})
            if value == DELETED:
                return Message("conflicts", "{name} stays deleted.", {"name": conflict.name})
        registry = self._services.registry
        return decided_words(conflict, said_words(registry, conflict, value, self._names))
