"""What a screen may ask of the window that holds it; free of Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from desktop_app.language import Message

SETTINGS: Final = "settings"
LET_IN: Final = "let-in/"
"""Followed by a path, it is the detail of the settings that reads a laptop's request to join."""


class Door(Protocol):
    """Ways out of a screen. Presenters are given one; tests give a list-keeping one."""

    def go(self, place: str, detail: str = "") -> None:
        """Show another place, with a record open when `detail` is its id."""
        ...

    def done(self, words: Message, undo: bool = False) -> None:
        """Say that something was done, with the offer to undo it."""
        ...

    def problem(self, words: Message) -> None:
        """Say what went wrong, whether anything was lost, and what to do now."""
        ...

    def changed(self) -> None:
        """Something was saved: counts, standing and the other screens ask again."""
        ...

    def print_pdf(
        self,
        pdf: bytes,
        title: Message,
        *,
        named: Callable[[], bytes] | None = None,
        printed: Callable[[], None] | None = None,
    ) -> None:
        """Print a finished PDF, or let the person save it where no printer answers.

        named: makes the same paper with the client's name, which is offered then. printed: called
        once the paper is printed or saved, and not when the person changes their mind.
        """
        ...
