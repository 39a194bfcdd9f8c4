"""What each kind of record about a client says in the history of the file.

A new kind adds its function to `TELLERS`, and the history, its filter and its search have it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from desktop_app.domain.fields import EntityType, Value
from desktop_app.language import Message
from desktop_app.storage.rows import Row


@dataclass(frozen=True, slots=True)
class Told:
    """What a record says in the history. day: YYYY-MM-DD, empty when it is the day of writing.
    corrects: for a note, the id of the note that it corrects. open: it waits for something to be
    done."""

    day: str
    title: Message
    text: str = ""
    corrects: str = ""
    open: bool = False


Teller = Callable[[EntityType, Row], list[Told]]


def choice_words(kind: EntityType, name: str, value: Value) -> str | Message:
    """What a stored word of a closed list is called; the word itself where nobody knows it."""
    for choice in kind.field(name).choices:
        if choice.value == value:
            return choice.label
    return str(value or "")


def first_day(value: Value) -> str:
    """The first day that a partial date may mean, to stand in order."""
    known = str(value or "").removeprefix("~")
    return known + "-01-01"[len(known) - 4 :] if len(known) in (4, 7) else known


TELLERS: Final[dict[str, Teller]] = {}
"""By the name of the kind of record; kinds that the history itself knows are not here."""
