"""A message of the organisation on a page to give away: its words, and nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.reports.pdf import Cell, Paper, Printed, Words
from desktop_app.reports.printable import printable
from desktop_app.reports.speaking import said_in
from desktop_app.reports.typeset import Style

_FROM: Final = Style(15.0, bold=True)
_TEXT: Final = Style(20.0, spacing=1.4)

TITLE: Final = Message("message page", "A message from us")


@dataclass(frozen=True, slots=True)
class MessagePage:
    """organisation: whose message it is. text: as it was approved."""

    organisation: str
    text: str


def render(page: MessagePage, printed: Printed, language: str) -> bytes:
    """The page as a PDF; what was typed is printed as it was typed. language: of the foot."""
    (title,) = said_in(language, TITLE)
    paper = Paper(title, printed, language, margin=46.0)
    if page.organisation:
        paper.row((Cell(0, paper.width, (Words(page.organisation, _FROM),)),))
        paper.skip(8)
        paper.rule(2.2)
    paper.skip(14)
    for paragraph in printable(page.text).split("\n"):
        if paragraph.strip():
            paper.row((Cell(0, paper.width, (Words(paragraph, _TEXT),)),), below=8)
    return paper.finish()
