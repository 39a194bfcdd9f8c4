"""The places of the window, the way between them, and its keys; free of Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.ui.shared.door import SETTINGS

TODAY: Final = "today"
CLIENTS: Final = "clients"
DIRECTORY: Final = "directory"
SCHEDULE: Final = "schedule"
EXCHANGE: Final = "exchange"


@dataclass(frozen=True, slots=True)
class Place:
    """One place: what it is called, its icon (a name in resources/icons) and its key."""

    key: str
    label: Message
    icon: str
    keys: str


PLACES: Final = (
    Place(TODAY, Message("shell", "Today"), "sun", "Ctrl+1"),
    Place(CLIENTS, Message("shell", "Clients"), "users", "Ctrl+2"),
    Place(DIRECTORY, Message("shell", "Directory"), "map-pinned", "Ctrl+3"),
    Place(SCHEDULE, Message("shell", "Schedule"), "calendar-days", "Ctrl+4"),
    Place(EXCHANGE, Message("shell", "Exchange"), "arrow-left-right", "Ctrl+5"),
)
SETTINGS_PLACE: Final = Place(SETTINGS, Message("shell", "Settings"), "settings", "Ctrl+,")
ALL_PLACES: Final = (*PLACES, SETTINGS_PLACE)


@dataclass(frozen=True, slots=True)
class Route:
    """Where somebody is: a place, and in it what is open (a record's id, "" for the list)."""

    place: str
    detail: str = ""


class History:
    """Where somebody was, for Alt+Left and Alt+Right."""

    LONGEST: Final = 100

    def __init__(self, start: Route) -> None:
        self._routes = [start]
        self._at = 0

    @property
    def here(self) -> Route:
        """Where one is now."""
        return self._routes[self._at]

    @property
    def can_go_back(self) -> bool:
        """Whether there is somewhere to go back to."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether somebody has gone back before."""
        return self._at + 1 < len(self._routes)

    def go(self, route: Route) -> None:
        """Go on to `route`; what lay ahead is forgotten."""
        if route == self.here:
            return
        self._routes = [*self._routes[: self._at + 1], route][-self.LONGEST :]
        self._at = len(self._routes) - 1

    def back(self) -> Route:
        """One step back; at the beginning one stays."""
        self._at = max(0, self._at - 1)
        return self.here

    def forward(self) -> Route:
        """One step forward; at the end one stays."""
        self._at = min(len(self._routes) - 1, self._at + 1)
        return self.here
