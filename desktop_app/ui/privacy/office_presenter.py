"""What the office settles about names and files: codes, reasons, declared interests; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from desktop_app.language import Message
from desktop_app.services.casework.access import Access, InterestLine
from desktop_app.services.clients.codes import CODES_SETTING, OFF, ON
from desktop_app.services.clients.discretion import REASONS_AT_FIRST, REASONS_SETTING
from desktop_app.services.trust.office_settings import OfficeSettings, SettingChange
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

SWITCHES: Final = ((CODES_SETTING, False), (REASONS_SETTING, REASONS_AT_FIRST))
"""What is on or off, and whether it is on until somebody settles it."""


@dataclass(frozen=True, slots=True)
class OfficeServices:
    """What the part works with. is_office: whether this laptop may settle it."""

    settings: OfficeSettings
    access: Access
    is_office: Callable[[], bool]
    local: Callable[[int], datetime]


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that is on or off, with who settled it, the newest first."""

    name: str
    on: bool
    history: tuple[SettingChange, ...]


class OfficeView(Protocol):
    """The part as its presenter sees it."""

    def show_switches(
        self,
        switches: Sequence[Switch],
        interests: Sequence[InterestLine],
        may: bool,
        local: Callable[[int], datetime],
    ) -> None:
        """Show everything. may: whether it can be changed here."""


class OfficePresenter:
    """Shows and switches."""

    def __init__(self, view: OfficeView, services: OfficeServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door

    def open(self) -> None:
        """Show it all."""
        services = self._services

        def ask() -> tuple[list[Switch], tuple[InterestLine, ...]]:
            found = []
            for name, at_first in SWITCHES:
                history = services.settings.history(name)
                on = history[0].value == ON if history else at_first
                found.append(Switch(name, on, history))
            return found, services.access.interests()

        self._jobs.start(
            "names and files",
            lambda progress: ask(),
            done=lambda found: self._view.show_switches(
                *found, services.is_office(), services.local
            ),
            failed=self._door.problem,
        )

    def switch(self, name: str, on: bool) -> None:
        """Turn something on or off for everybody."""
        words = {
            (CODES_SETTING, True): Message("privacy", "Codes stand in place of names from now on."),
            (CODES_SETTING, False): Message("privacy", "Names are shown again from now on."),
            (REASONS_SETTING, True): Message("privacy", "Files of others open with a reason now."),
            (REASONS_SETTING, False): Message("privacy", "Files of others open without a reason."),
        }[name, on]
        self._write(lambda: self._services.settings.set_text(name, ON if on else OFF), words)

    def end(self, interest: str) -> None:
        """A declared interest is over."""
        self._write(
            lambda: self._services.access.end(interest),
            Message("privacy", "The interest is over. The file opens again."),
        )

    def _write(self, work: Callable[[], object], words: Message) -> None:
        def written(result: object) -> None:
            self._door.done(words, undo=True)
            self._door.changed()
            self.open()

        self._jobs.start(
            "names and files write",
            lambda progress: work(),
            done=written,
            failed=self._door.problem,
        )
