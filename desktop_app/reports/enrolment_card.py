"""The card of digits that the office prints, so that a new laptop can be sure whom it joins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.language import Message
from desktop_app.reports.pdf import BODY, STRONG, Cell, Paper, Printed, Words
from desktop_app.reports.speaking import said_in
from desktop_app.reports.typeset import Style

_TITLE: Final = Style(26.0, bold=True, spacing=1.2)
_DIGITS: Final = Style(34.0, bold=True, spacing=1.45)
_STEP: Final = Style(14.0)
_GROUPS_IN_A_LINE: Final = 3

HEADING: Final = Message("enrolment", "The digits of your organisation")
_STEPS: Final = (
    Message("enrolment", "The new laptop shows digits too. Read both, group by group, aloud."),
    Message("enrolment", "All are the same: say so on the new laptop and go on."),
    Message(
        "enrolment",
        "One digit differs: stop. Nothing has been joined yet. Call the office before you go on.",
    ),
)
_NO_SECRET: Final = Message(
    "enrolment",
    "These digits are no secret: they open nothing. Only take them from paper or from a voice"
    " you know, never from the stick that carries the file.",
)
_OFFICE: Final = Message("enrolment", "Telephone of the office")


def render(
    organisation: str, digits: Sequence[str], telephone: str, printed: Printed, language: str
) -> bytes:
    """The card as a PDF of one page.

    digits: the groups in their order, for example six groups of five.
    """
    title, no_secret, office = said_in(language, HEADING, _NO_SECRET, _OFFICE)
    paper = Paper(title, printed, language)
    paper.text(title, _TITLE)
    paper.text(organisation[:200], Style(18.0))
    paper.skip(16)
    paper.rule(2.2)
    paper.skip(10)
    column = paper.width / _GROUPS_IN_A_LINE
    for start in range(0, len(digits), _GROUPS_IN_A_LINE):
        groups = digits[start : start + _GROUPS_IN_A_LINE]
        paper.row(
            [Cell(at * column, column, (Words(group, _DIGITS),)) for at, group in enumerate(groups)]
        )
    paper.skip(10)
    paper.rule(2.2)
    paper.skip(18)
    for number, step in enumerate(said_in(language, *_STEPS), start=1):
        cells = (
            Cell(0, 26, (Words(f"{number}.", Style(14.0, bold=True)),)),
            Cell(30, paper.width - 30, (Words(step, _STEP),)),
        )
        paper.row(cells, below=6)
    paper.skip(10)
    if telephone:
        paper.row(
            (
                Cell(0, 190, (Words(office, STRONG),)),
                Cell(196, paper.width - 196, (Words(telephone, STRONG),)),
            )
        )
        paper.skip(8)
    paper.text(no_secret, BODY)
    return paper.finish()
