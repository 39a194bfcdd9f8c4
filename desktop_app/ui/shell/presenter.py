"""What the window decides: where one is, what the search finds, covering, undoing, changing looks.

Free of Qt. The services behind it come in as one small protocol, so that main can join them.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from desktop_app.domain.words.folding import fold
from desktop_app.language import Message
from desktop_app.ui.shared.hits import Group, Hit
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shell.places import ALL_PLACES, TODAY, History, Route

SHORTEST_SEARCH: Final = 2
SHORTEST_PIN: Final = 4
COVER_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How the vault stands.

    saved_at, exchanged_at: UTC; None when it has not happened yet. exchanged_with: who it was.
    only_here: changes that exist on this laptop alone, so what would be lost with it today; None at
    the office, which is where the others send theirs.
    """

    saved_at: datetime | None = None
    exchanged_at: datetime | None = None
    exchanged_with: str = ""
    only_here: int | None = 0


@dataclass(frozen=True, slots=True)
class Look:
    """The palette's key, the size of text in percent, and the language's code."""

    palette: str
    text_percent: int
    language: str


@dataclass(frozen=True, slots=True)
class Waits:
    """How many things wait in a place. said: which, in a sentence; None where the number is enough."""

    count: int
    said: Message | None = None


class ShellServices(Protocol):
    """What the window asks of the rest of the program. Every call may take its time."""

    def standing(self) -> Standing:
        """How the vault stands now."""

    def badges(self) -> Mapping[str, Waits]:
        """How many things wait in each place, by the place's key; none are left out or 0."""

    def find(self, words: str) -> Sequence[Hit]:
        """People, organisations and services that match, the best first in each group."""

    def undo(self) -> Message | None:
        """Take the last action back; what was taken back, or None when there is nothing."""

    def passphrase_fits(self, passphrase: str) -> bool:
        """Whether this is the passphrase of the person at work."""

    def remember_look(self, look: Look) -> None:
        """Keep the look for the next start."""


class ShellView(Protocol):
    """The window as its presenter sees it."""

    def show_route(self, route: Route, *, back: bool, forward: bool) -> None:
        """Show the place, and in it what is open; back, forward: whether one can go there."""

    def show_badges(self, badges: Mapping[str, Waits]) -> None:
        """Show how many things wait in each place."""

    def show_standing(self, standing: Standing, now: datetime) -> None:
        """Show how the vault stands. now: UTC."""

    def show_look(self, look: Look) -> None:
        """Draw and say everything anew."""

    def show_hits(self, words: str, hits: Sequence[Hit]) -> None:
        """Show what was found for these words."""

    def show_done(self, words: Message, *, undo: bool) -> None:
        """Say that something is done; undo: it can be taken back."""

    def show_problem(self, words: Message) -> None:
        """Say that something did not go."""

    def show_cover(self, *, pin: bool) -> None:
        """Hide the work. pin: the PIN of this session lifts the cover, otherwise the passphrase."""

    def show_cover_problem(self, words: Message) -> None:
        """Say on the cover that it was not lifted."""

    def lift_cover(self) -> None:
        """Show the work again."""

    def refresh(self) -> None:
        """The screen that is shown asks for its content again."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something the palette can do. key: its name in a `Hit`; keys: the shortcut shown as why."""

    key: str
    label: Message
    icon: str
    keys: str
    run: Callable[[], None]


class ShellPresenter:
    """Decides for the window.

    clock gives the time in UTC. lock ends the work: the vault is closed and the process replaced.
    route_of: where a hit of people or organisations is shown.
    """

    def __init__(
        self,
        view: ShellView,
        services: ShellServices,
        jobs: Jobs,
        look: Look,
        *,
        clock: Callable[[], datetime],
        lock: Callable[[], None],
        route_of: Callable[[Hit], Route],
    ) -> None:
        self._view, self._services, self._jobs = view, services, jobs
        self._look, self._clock, self._lock, self._route_of = look, clock, lock, route_of
        self._history = History(Route(TODAY))
        self._commands: dict[str, Command] = {}
        self._more_commands: Callable[[], Iterable[Command]] = tuple
        self._pin = ""
        self._tries_left = COVER_TRIES
        self._covered = False
        for place in ALL_PLACES:
            route = Route(place.key)
            self.add_command(
                Command(
                    f"go {place.key}",
                    place.label,
                    place.icon,
                    place.keys,
                    partial(self.go, route),
                )
            )

    @property
    def look(self) -> Look:
        """The look in force."""
        return self._look

    @property
    def here(self) -> Route:
        """Where one is."""
        return self._history.here

    def begin(self) -> None:
        """Show the first place and how everything stands."""
        self._view.show_look(self._look)
        self._show_route()
        self.look_around()

    def add_command(self, command: Command) -> None:
        """Let the palette find one more command."""
        self._commands[command.key] = command

    def add_commands_later(self, more: Callable[[], Iterable[Command]]) -> None:
        """Let the palette find these too, asked for when something is searched first."""
        self._more_commands = more

    def look_around(self) -> None:
        """Ask again how the vault stands and what waits; after every change and every minute."""
        self._jobs.start(
            "standing",
            lambda progress: self._services.standing(),
            done=lambda standing: self._view.show_standing(standing, self._clock()),
            failed=self._view.show_problem,
        )
        self._jobs.start(
            "badges",
            lambda progress: self._services.badges(),
            done=self._view.show_badges,
            failed=self._view.show_problem,
        )

    def go(self, route: Route) -> None:
        """Go to a place, or to a record in it."""
        self._history.go(route)
        self._show_route()

    def back(self) -> None:
        """Where one was before."""
        self._history.back()
        self._show_route()

    def forward(self) -> None:
        """Where one came back from."""
        self._history.forward()
        self._show_route()

    def search(self, words: str) -> None:
        """Find commands at once, people and organisations from the second letter."""
        commands = self._matching_commands(words)
        typed = words.strip()
        if len(typed) < SHORTEST_SEARCH:
            self._view.show_hits(words, commands)
            return
        self._jobs.start(
            "search",
            lambda progress: self._services.find(typed),
            done=lambda hits: self._view.show_hits(words, [*hits, *commands]),
            failed=self._view.show_problem,
        )

    def open_hit(self, hit: Hit) -> None:
        """Run the command, or go to the record."""
        if hit.group is Group.COMMANDS:
            self._commands[hit.key].run()
        else:
            self.go(self._route_of(hit))

    def undo(self) -> None:
        """Take the last action back."""
        self._jobs.start(
            "undo",
            lambda progress: self._services.undo(),
            done=self._undone,
            failed=self._view.show_problem,
        )

    def change_look(
        self,
        *,
        palette: str | None = None,
        text_percent: int | None = None,
        language: str | None = None,
    ) -> None:
        """Change what is given, at once, and keep it for the next start."""
        before = self._look.language
        self._look = Look(
            palette or self._look.palette,
            text_percent or self._look.text_percent,
            language or self._look.language,
        )
        self._view.show_look(self._look)
        if self._look.language != before:
            # Names of documents and benefits are read in the language of the screen.
            self._view.refresh()
        self._jobs.start(
            "remember look",
            lambda progress: self._services.remember_look(self._look),
            done=lambda nothing: None,
            failed=self._view.show_problem,
        )

    def choose_pin(self, pin: str) -> Message | None:
        """Take a PIN for this session; what is wrong with it, or None. It is kept nowhere."""
        if len(pin) < SHORTEST_PIN or not pin.isdecimal():
            return Message("cover", "Choose at least 4 digits. The PIN is only for this session.")
        self._pin = pin
        return None

    def cover_if_pin(self) -> None:
        """Hide the work where whoever is at work chose a PIN for this session."""
        if self._pin:
            self.cover()

    def cover(self) -> None:
        """Hide the work at once; a running job goes on under the cover."""
        if not self._covered:
            self._covered = True
            self._tries_left = COVER_TRIES
        self._view.show_cover(pin=bool(self._pin))

    def lift(self, typed: str) -> None:
        """Lift the cover if the PIN, or without one the passphrase, is right."""
        if self._pin:
            self._lifted(hmac.compare_digest(typed.encode(), self._pin.encode()))
            return
        self._jobs.start(
            "lift the cover",
            lambda progress: self._services.passphrase_fits(typed),
            done=self._lifted,
            failed=self._view.show_cover_problem,
        )

    def lock(self) -> None:
        """Close the vault and end the work."""
        self._lock()

    def _lifted(self, right: bool) -> None:
        if right:
            self._covered = False
            self._view.lift_cover()
            return
        self._tries_left -= 1
        if self._tries_left <= 0:
            self._lock()
            return
        self._view.show_cover_problem(
            Message(
                "cover",
                "That does not match. Your work is kept. {n} try is left before Portage locks.",
                {},
                "That does not match. Your work is kept. {n} tries are left before Portage locks.",
                self._tries_left,
            )
        )

    def _undone(self, what: Message | None) -> None:
        if what is None:
            nothing = Message("shell", "There is nothing to undo on this laptop.")
            self._view.show_done(nothing, undo=False)
            return
        self._view.show_done(what, undo=False)
        self._view.refresh()
        self.look_around()

    def _show_route(self) -> None:
        self._view.show_route(
            self._history.here,
            back=self._history.can_go_back,
            forward=self._history.can_go_forward,
        )

    def _matching_commands(self, words: str) -> list[Hit]:
        """All of them while the box is empty, then those in whose name the words occur."""
        for more in self._more_commands():
            self.add_command(more)
        self._more_commands = tuple
        wanted = fold(words).split()
        return [
            Hit(command.key, Group.COMMANDS, command.label, command.keys, command.icon)
            for command in self._commands.values()
            if all(word in fold(str(command.label)) for word in wanted)
        ]
