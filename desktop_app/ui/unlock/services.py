"""What the first screens are made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop_app.language import Message
from desktop_app.services.progress import Progress
from desktop_app.services.trust.beginning import Beginnings
from desktop_app.services.trust.joining import Reader
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.settings import SettingsFile


@dataclass(frozen=True, slots=True)
class UnlockServices:
    """The services behind the first screens.

    reader: opens a bundle somewhere safe. demo: makes that many fictional clients in that folder
    and gives the open vault of their office. clock: seconds that only go forward.
    """

    beginnings: Beginnings
    settings: SettingsFile
    reader: Reader
    demo: Callable[[Path, int, Progress], OpenVault]
    clock: Callable[[], float]


class UnlockDoor(Protocol):
    """What the first screens ask of the program around them."""

    def opened(self, vault: OpenVault) -> None:
        """A vault is open and belongs to an organisation: show the work."""
        ...

    def print_pdf(
        self,
        pdf: bytes,
        title: Message,
        printed: Callable[[], None],
        problem: Callable[[Message], None],
    ) -> None:
        """Print a finished PDF, or let the person save it where no printer answers.

        printed: called once that is done, and not when the person changes their mind.
        """
        ...

    def language(self, code: str) -> None:
        """Say everything in that language from now on."""
        ...
