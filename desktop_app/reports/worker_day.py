"""The worker's day on paper: the visits in their order, what waits, room to write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.reports.pdf import BODY, HEADING, SMALL, STRONG, TITLE, Cell, Paper, Printed, Words
from desktop_app.reports.speaking import Said, said_in
from desktop_app.reports.typeset import Style

_TIME: Final = Style(14.0, bold=True)
_NAME: Final = Style(14.0, bold=True)
_NOTE_LINE: Final = 22.0  # height that a hand needs

HEADING_OF_PAPER: Final = Message("day sheet", "My day")
_VISITS: Final = Message("day sheet", "Appointments")
_WAITING: Final = Message("day sheet", "Waiting for me")
_NOTES: Final = Message("day sheet", "Notes")
_NONE: Final = Message("day sheet", "No appointment on this day.")
_CONFIDENTIAL: Final = Message(
    "day sheet",
    "This sheet names people. Keep it with you, and shred it when it is in the file.",
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One appointment. start, end: local, HH:MM. client: a name, or the code in code mode. safety:
    what to know before a visit. before: what else to know before meeting.
    """

    start: str
    end: str
    client: str
    place: str = ""
    meeting: Said = ""
    subject: Said = ""
    documents: tuple[Said, ...] = ()
    telephone: str = ""
    status: Said = ""
    safety: str = ""
    before: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the worker: what, for whom, and since or until when, in words."""

    what: Said
    client: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class WorkerDay:
    """A day of one worker. day: the date in words, in the language of the paper."""

    worker: str
    day: str
    organisation: str
    visits: tuple[Visit, ...] = ()
    waiting: tuple[Waiting, ...] = ()


def render(sheet: WorkerDay, printed: Printed, language: str) -> bytes:
    """The day as a PDF: a block a visit with lines to write on beside it, then what waits."""
    title, visits, waiting, notes, none, confidential = said_in(
        language, HEADING_OF_PAPER, _VISITS, _WAITING, _NOTES, _NONE, _CONFIDENTIAL
    )
    paper = Paper(title, printed, language)
    paper.text(sheet.day, TITLE)
    paper.text(" · ".join(part for part in (sheet.worker, sheet.organisation) if part), BODY)
    paper.text(confidential, SMALL)
    paper.skip(12)
    _heading(paper, visits)
    if not sheet.visits:
        paper.row((Cell(0, paper.width, (Words(none, BODY),)),), above=6, below=6)
    for visit in sheet.visits:
        _visit(paper, visit, language)
    if sheet.waiting:
        paper.skip(16)
        _heading(paper, waiting)
        for one in sheet.waiting:
            _wait(paper, one, language)
    paper.skip(16)
    _heading(paper, notes, then=5 * _NOTE_LINE)
    while paper.room >= _NOTE_LINE:
        paper.y -= _NOTE_LINE
        paper.rule(0.4)
    return paper.finish()


def _heading(paper: Paper, text: str, then: float = 60.0) -> None:
    """A heading that is never left alone at the foot of a page."""
    paper.need(HEADING.line_height + 8 + then)
    paper.text(text, HEADING)
    paper.skip(3)
    paper.rule(1.4)


def _visit(paper: Paper, visit: Visit, language: str) -> None:
    meeting, subject, status, safety, *others = said_in(
        language,
        visit.meeting,
        visit.subject,
        visit.status,
        Message("day sheet", "Before the visit: {safety}", {"safety": visit.safety}),
        *visit.before,
        *visit.documents,
    )
    before, documents = others[: len(visit.before)], others[len(visit.before) :]
    where = " · ".join(part.strip() for part in (visit.place, meeting) if part)
    facts = [Words(visit.client, _NAME)]
    facts += [Words(safety, STRONG)] if visit.safety else []
    facts += [Words(text, BODY) for text in before]
    facts += [Words(text, BODY) for text in (where, visit.telephone) if text]
    facts += [Words(subject, STRONG)] if subject else []
    facts += [Words(document, BODY, tick=True) for document in documents]
    times = [Words(visit.start, _TIME), Words(visit.end, BODY)]
    times += [Words(status, SMALL)] if status else []
    middle = 264.0
    top = paper.row((Cell(0, 66, times), Cell(74, middle, facts)), above=8, below=10)
    below = paper.y
    lines = 74 + middle + 14
    paper.y = top - 6
    while paper.y - _NOTE_LINE >= below + 4:
        paper.y -= _NOTE_LINE
        paper.rule(0.4, lines)
    paper.y = below
    paper.rule()


def _wait(paper: Paper, one: Waiting, language: str) -> None:
    (what,) = said_in(language, one.what)
    cells = (
        Cell(0, 226, (Words(what, BODY, tick=True),)),
        Cell(238, 130, (Words(one.client, STRONG),)),
        Cell(380, paper.width - 380, (Words(one.when, BODY),), at_right=True),
    )
    paper.row(cells, above=6, below=6)
    paper.rule(0.4)
