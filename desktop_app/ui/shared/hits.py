"""What the one search answers with; free of Qt, so that presenters may make it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.language import Message


class Group(StrEnum):
    """Under which heading a hit stands, in the order of the headings."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    WORK = "work"
    COMMANDS = "commands"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer.

    key: what opens it (a record's id, a command's name). title, why: data or a sentence; why says
    for what reason it matched. icon: a name in resources/icons. closed: shown in grey, opens nothing.
    """

    key: str
    group: Group
    title: Message | str
    why: Message | str
    icon: str
    closed: bool = False
