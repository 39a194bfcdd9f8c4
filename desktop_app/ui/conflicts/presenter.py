"""What the inbox of conflicts decides: which one is shown, what is taken, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from desktop_app.domain.fields import DELETED, LIVE, Value
from desktop_app.language import Message
from desktop_app.services.conflicts import Conflict
from desktop_app.ui.conflicts.services import ConflictsServices
from desktop_app.ui.conflicts.words import LIFE_PATH, decided_words, field_of, value_words
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

PAGE: Final = 200
"""How many conflicts are fetched at once; more are fetched before the last is reached."""

_LOW: Final = 20


class ConflictsView(Protocol):
    """The screen as its presenter sees it."""

    def show_list(self, conflicts: Sequence[Conflict], total: int, chosen: int) -> None:
        """List these and choose that row; -1 when there are none. total: with those not listed."""

    def show_conflict(self, conflict: Conflict, names: Mapping[str, str]) -> None:
        """Put the values of this one side by side."""

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
        self._total = 0
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

    def activate(self) -> None:
        """Ask again what waits; the chosen one stays chosen."""
        services = self._services

        def ask() -> tuple[list[Conflict], int, Mapping[str, str]]:
            count = services.conflicts.count()
            return services.conflicts.list(max(PAGE, len(self._listed))), count, services.names()

        self._jobs.start(
            "conflicts", lambda progress: ask(), done=self._show_all, failed=self._door.problem
        )

    def _show_all(self, asked: tuple[list[Conflict], int, Mapping[str, str]]) -> None:
        listed, total, self._names = asked
        wanted = self._wanted or (self._chosen.id if self._chosen is not None else "")
        self._wanted = ""
        before = self._place_of(wanted)
        self._listed, self._total = listed, total
        at = self._place_of(wanted)
        if at < 0:
            at = before
        self._show_list(max(0, at))

    def _place_of(self, identifier: str) -> int:
        return next((n for n, one in enumerate(self._listed) if one.id == identifier), -1)

    def _show_list(self, at: int) -> None:
        at = min(at, len(self._listed) - 1)
        self._chosen = self._listed[at] if at >= 0 else None
        self._view.show_list(tuple(self._listed), self._total, at)
        if self._chosen is not None:
            self._view.show_conflict(self._chosen, self._names)

    def choose(self, identifier: str) -> None:
        """Show the values of this one."""
        at = self._place_of(identifier)
        if at >= 0 and (self._chosen is None or self._chosen.id != identifier):
            self._chosen = self._listed[at]
            self._view.show_conflict(self._chosen, self._names)

    def step(self, by: int) -> None:
        """Show the next one, or the one before."""
        if self._chosen is not None:
            at = self._place_of(self._chosen.id) + by
            if 0 <= at < len(self._listed):
                self._show_list(at)

    def take(self, index: int) -> None:
        """The value of that place stands."""
        conflict = self._chosen
        if conflict is None or not 0 <= index < len(conflict.values):
            return
        self._decide(conflict, conflict.values[index].value)

    def ask_value(self) -> None:
        """Another value than those that stand is to be typed."""
        if self._chosen is not None and self._chosen.field != LIFE_PATH:
            self._view.ask_value(self._chosen)

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
        if conflict.id in self._deciding:
            return
        self._deciding.add(conflict.id)

        def done(nothing: None) -> None:
            self._deciding.discard(conflict.id)
            if typed:
                self._view.close_value()
            self._decided(conflict, value)

        def failed(words: Message) -> None:
            self._deciding.discard(conflict.id)
            if typed:
                self._view.show_value_problem(words)
            else:
                self._door.problem(words)
                self.activate()

        self._jobs.start(
            f"decide {conflict.id}",
            lambda progress: self._services.conflicts.resolve(conflict.id, value),
            done=done,
            failed=failed,
        )

    def _decided(self, conflict: Conflict, value: Value) -> None:
        at = self._place_of(conflict.id)
        if at >= 0:
            was_chosen = self._chosen is not None and self._chosen.id == conflict.id
            del self._listed[at]
            self._total = max(0, self._total - 1)
            shown = at if was_chosen else self._place_of(self._chosen.id if self._chosen else "")
            self._show_list(max(0, shown))
        self._door.done(self._said(conflict, value), undo=True)
        self._door.changed()
        if len(self._listed) < min(_LOW, self._total):
            self.activate()

    def _said(self, conflict: Conflict, value: Value) -> Message:
        if conflict.field == LIFE_PATH:
            if value == LIVE:
                return Message("conflicts", "{name} is back.", {"name": conflict.name})
            if value == DELETED:
                return Message("conflicts", "{name} stays deleted.", {"name": conflict.name})
        field = field_of(self._services.registry, conflict)
        return decided_words(conflict, value_words(field, value, self._names))
