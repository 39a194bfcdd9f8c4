"""The agenda of a team's meeting on paper: what happened, and room to write what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.words.calendar_words import short_date
from desktop_app.language import Message
from desktop_app.reports.pdf import BODY, SMALL, STRONG, TITLE, Cell, Paper, Printed, Words
from desktop_app.reports.printable import printable
from desktop_app.reports.speaking import Said, said_in, speaking

HEADING: Final = Message("agenda page", "Agenda of the team")
_NOBODY: Final = Message(
    "agenda page", "We speak of what happened and of what would help. Nobody is named or blamed."
)
_EMPTY: Final = Message("agenda page", "Nothing waits for the team.")
_WISH: Final = Message("agenda page", "What would have helped:")
_DECIDED: Final = Message("agenda page", "What we decide:")
_ROOM: Final = 54.0  # height that two written lines need


@dataclass(frozen=True, slots=True)
class Line:
    """One matter. day: YYYY-MM-DD. wish: what would have helped, "" when nothing was said."""

    day: str
    topic: Said
    what: str
    wish: str = ""


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """organisation: whose team it is."""

    organisation: str
    lines: tuple[Line, ...] = ()


def render(page: AgendaPage, printed: Printed, language: str) -> bytes:
    """The agenda as a PDF, a block for each matter with room to write."""
    title, nobody, empty, wished, decided = said_in(
        language, HEADING, _NOBODY, _EMPTY, _WISH, _DECIDED
    )
    paper = Paper(title, printed, language)
    paper.text(title, TITLE)
    if page.organisation:
        paper.text(printable(page.organisation), BODY)
    paper.text(nobody, SMALL)
    paper.skip(12)
    paper.rule(1.4)
    if not page.lines:
        paper.row((Cell(0, paper.width, (Words(empty, BODY),)),), above=6, below=6)
    for number, line in enumerate(page.lines, 1):
        with speaking(language):
            topic, day = str(line.topic), short_date(date.fromisoformat(line.day))
        words = [Words(f"{number}. {topic} · {day}", STRONG), Words(printable(line.what), BODY)]
        if line.wish:
            words.append(Words(f"{wished} {printable(line.wish)}", BODY))
        words.append(Words(decided, SMALL))
        paper.row((Cell(0, paper.width, tuple(words)),), above=8)
        paper.need(_ROOM)
        paper.skip(_ROOM)
        paper.rule(0.5)
    return paper.finish()
