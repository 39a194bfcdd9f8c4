"""Parts of a screen that live in folders of their own: a file's plan, its benefits, the forms.

A folder gives its `ROOM`; the window fills in what makes it. The screen that shows rooms knows
nothing of what is in them, so that screens stay apart from each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from desktop_app.language import Message


@dataclass(frozen=True, slots=True)
class Addition:
    """Something that a room can add, offered in the menu of the file. key: told to `add`. form:
    the name of its draft where that is not the key."""

    key: str
    words: Message
    icon: str
    form: str = ""


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that a room does with a record that the history of a file shows. kind: of the record;
    the room is told `<kind>/<id>` to `add`. shown: whether it is offered now."""

    kind: str
    words: Message
    icon: str
    shown: Callable[[], bool] = _always


@dataclass(frozen=True, slots=True)
class Room:
    """One room: its name in routes, the words and the icon of its tab, what makes it, what it adds,
    and what it does with single records of the history.

    make: called once, when it is first shown. For a room of a client's file it gives a
    `FileRoom`, for one of the settings an `OfficeRoom`, for a page of a place a `BesidePage`.
    """

    key: str
    words: Message
    icon: str
    make: Callable[[], QWidget]
    additions: tuple[Addition, ...] = ()
    offers: tuple[Offer, ...] = ()


class FileRoom(Protocol):
    """What the widget of a room of a client's file can be asked."""

    def open(self, client: str) -> None:
        """Show this client's; called each time that the room is shown or something changed."""

    def add(self, key: str) -> None:
        """Open the dialog that adds something, for the client that is shown; or do what an `Offer`
        says with a record."""

    def take_focus(self) -> None:
        """The keyboard goes to what is done most often."""


class BesidePage(Protocol):
    """What the widget of a further page of a place can be asked."""

    def activate(self) -> None:
        """Ask for everything again: it is shown, or something changed."""

    def take_focus(self) -> None:
        """The keyboard goes to what is done most often."""


class OfficeRoom(Protocol):
    """What the widget of a room of the settings can be asked."""

    def activate(self) -> None:
        """Ask for everything again: it is shown, or something changed."""
