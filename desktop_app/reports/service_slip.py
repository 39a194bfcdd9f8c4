"""An entry of the referral directory as a slip: where, when, whom to ask for, what to bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.domain.directory.opening_rows import DayHours
from desktop_app.language import Message
from desktop_app.reports.pdf import Cell, Paper, Printed, Words
from desktop_app.reports.speaking import Said, said_in, speaking
from desktop_app.reports.typeset import Style

_FACT: Final = Style(15.0)
_LABEL: Final = Style(15.0, bold=True)
_SMALL: Final = Style(12.0)
_TITLE: Final = Style(24.0, bold=True, spacing=1.2)
_UNDER: Final = Style(18.0)
_LABELS: Final = 150.0
_TOGETHER: Final = 6  # lines that are not parted by the end of a page

TITLE: Final = Message("service slip", "A place that can help")
_BRING: Final = Message("service slip", "Bring with you")
_WHERE: Final = Message("service slip", "Where")
_TELEPHONE: Final = Message("service slip", "Telephone")
_ASK_FOR: Final = Message("service slip", "Ask for")
_WHEN: Final = Message("service slip", "When")
_WHO: Final = Message("service slip", "Who can have it")
_COST: Final = Message("service slip", "Cost")
_LANGUAGES: Final = Message("service slip", "Languages")


@dataclass(frozen=True, slots=True)
class SlipPlace:
    """Where it is. address: lines as on an envelope."""

    name: str
    address: tuple[str, ...] = ()
    telephones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlipContact:
    """Somebody to ask for."""

    name: str
    title: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class ServiceSlip:
    """One entry. hours: day (0 is Monday) and its (opens, closes), local HH:MM. remarks: what else
    is said of the hours. verified: how far the entry can be trusted.
    """

    name: str
    organisation: str = ""
    places: tuple[SlipPlace, ...] = ()
    telephones: tuple[str, ...] = ()
    contacts: tuple[SlipContact, ...] = ()
    hours: tuple[tuple[int, tuple[tuple[str, str], ...]], ...] = ()
    remarks: tuple[Said, ...] = ()
    documents: tuple[Said, ...] = ()
    eligibility: tuple[Said, ...] = ()
    costs: tuple[Said, ...] = ()
    languages: tuple[str, ...] = ()
    verified: Said = ""


def render(slip: ServiceSlip, printed: Printed, language: str) -> bytes:
    """The slip as a PDF in `language`; what was typed is printed as it was typed."""
    (title,) = said_in(language, TITLE)
    paper = Paper(title, printed, language, margin=46.0)
    paper.row((Cell(0, paper.width, _words((slip.name,), _TITLE)),))
    if slip.organisation:
        paper.row((Cell(0, paper.width, _words((slip.organisation,), _UNDER)),))
    paper.skip(8)
    paper.rule(2.2)
    _row(paper, language, _BRING, _words(said_in(language, *slip.documents), _FACT, tick=True))
    _row(paper, language, _WHERE, _places(slip))
    numbers = [*slip.telephones, *(one for place in slip.places for one in place.telephones)]
    _row(paper, language, _TELEPHONE, _words(tuple(dict.fromkeys(numbers)), _FACT))
    asked = [
        ", ".join(part for part in (one.name, one.title, one.telephone) if part)
        for one in slip.contacts
    ]
    _row(paper, language, _ASK_FOR, _words(tuple(asked), _FACT))
    _row(paper, language, _WHEN, _hours(slip, language))
    _row(paper, language, _WHO, _words(said_in(language, *slip.eligibility), _FACT))
    _row(paper, language, _COST, _words(said_in(language, *slip.costs), _FACT))
    _row(paper, language, _LANGUAGES, _words((", ".join(slip.languages),), _FACT))
    paper.rule()
    paper.skip(10)
    paper.row((Cell(0, paper.width, _words(said_in(language, slip.verified), _SMALL)),))
    return paper.finish()


def _places(slip: ServiceSlip) -> tuple[Words, ...]:
    words: list[Words] = []
    for place in slip.places:
        if place.name:
            words.append(Words(place.name, _LABEL))
        words += [Words(line, _FACT) for line in place.address]
    return tuple(words)


def _hours(slip: ServiceSlip, language: str) -> tuple[Words, ...]:
    with speaking(language):
        lines = [
            f"{row.name} · {row.times}"
            for row in (DayHours(day, spans) for day, spans in slip.hours)
        ]
    return _words((*lines, *said_in(language, *slip.remarks)), _FACT)


def _words(texts: tuple[str, ...], style: Style, *, tick: bool = False) -> tuple[Words, ...]:
    return tuple(Words(text, style, tick) for text in texts if text)


def _row(paper: Paper, language: str, label: Message, facts: tuple[Words, ...]) -> None:
    """A fact beside its label; many lines go on to the next page."""
    if not facts:
        return
    paper.rule()
    labels = _words(said_in(language, label), _LABEL)
    right = paper.width - _LABELS - 12
    for start in range(0, len(facts), _TOGETHER):
        label_cell = () if start else (Cell(0, _LABELS, labels),)
        cells = (*label_cell, Cell(_LABELS + 12, right, facts[start : start + _TOGETHER]))
        paper.row(cells, above=0 if start else 6)
    paper.skip(6)
