"""The keyboard on one sheet: which keys do what, by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.reports.pdf import BODY, HEADING, STRONG, TITLE, Cell, Paper, Printed, Words
from desktop_app.reports.speaking import Said, said_in

HEADING_OF_PAPER: Final = Message("keys", "Keys in Portage")


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """The keys of one place. rows: the keys as they are written on this keyboard, what they do."""

    place: Said
    rows: tuple[tuple[str, Said], ...]


def render(groups: Sequence[KeyGroup], printed: Printed, language: str) -> bytes:
    """The sheet as a PDF, each place under its own heading."""
    (title,) = said_in(language, HEADING_OF_PAPER)
    paper = Paper(title, printed, language)
    paper.text(title, TITLE)
    for group in groups:
        place, *meanings = said_in(language, group.place, *(does for _, does in group.rows))
        paper.skip(12)
        paper.need(HEADING.line_height + 3 * BODY.line_height)
        paper.text(place, HEADING)
        paper.skip(2)
        paper.rule(1.4)
        for (keys, _), does in zip(group.rows, meanings, strict=True):
            cells = (
                Cell(0, 170, (Words(keys, STRONG),)),
                Cell(180, paper.width - 180, (Words(does, BODY),)),
            )
            paper.row(cells, above=3, below=3)
            paper.rule(0.4)
    return paper.finish()
