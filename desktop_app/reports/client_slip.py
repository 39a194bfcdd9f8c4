"""The slip that a client takes home: when, where, whom to ask for, what to bring.

In large type, in the client's language with a second one beside it, and without the client's
name unless it is asked for: a slip is left on tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.words.calendar_words import client_date, day_heading
from desktop_app.language import Message
from desktop_app.reports.pdf import Cell, Paper, Printed, Words
from desktop_app.reports.signs import qr_code
from desktop_app.reports.speaking import Said, said_in, speaking
from desktop_app.reports.typeset import Style

_SMALLEST: Final = Style(16.0)
_LABEL: Final = Style(16.0, bold=True, spacing=1.485)  # on one line with the facts
_FACT: Final = Style(18.0)
_TITLE: Final = Style(22.0, bold=True, spacing=1.2)
_DAY: Final = Style(25.0, bold=True, spacing=1.25)
_TIME: Final = Style(32.0, bold=True, spacing=1.0)
_QR_SIDE: Final = 98.0
_LABELS, _TIMES = 150.0, 112.0  # width of the columns of labels and of the time
_TOGETHER: Final = 4  # documents that are not parted by the end of a page

TITLE: Final = Message("slip", "Your appointment")
_WHERE: Final = Message("slip", "Where")
_HOW: Final = Message("slip", "How we meet")
_ASK_FOR: Final = Message("slip", "Ask for")
_TELEPHONE: Final = Message("slip", "Telephone")
_STAND_IN: Final = Message("slip", "When this person is away")
_ABOUT: Final = Message("slip", "What it is about")
_BRING: Final = Message("slip", "Bring with you")
_FOR: Final = Message("slip", "For")
_MISSED: Final = Message("slip", "If you cannot come, call us. We will find another day together.")


@dataclass(frozen=True, slots=True)
class ClientSlip:
    """One appointment, as its client needs it.

    day, time: local at the place of the appointment; time is HH:MM, with words if wanted.
    about, client_name: left empty unless the client wants them on paper. What is a Message is
    said in each language of the slip; other words are printed as they were typed.
    """

    number: str
    day: date
    time: str
    organisation: str
    organisation_telephone: str = ""
    place: str = ""
    meeting: Said = ""
    ask_for: str = ""
    telephone: str = ""
    stand_in: str = ""
    bring: tuple[Said, ...] = ()
    about: Said = ""
    client_name: str = ""

    @property
    def qr_text(self) -> str:
        """What the QR code holds: the number and the date, by which the office finds the rest."""
        return f"{self.number} {self.day.isoformat()}"


def render(slip: ClientSlip, printed: Printed, language: str, second_language: str = "") -> bytes:
    """The slip as a PDF, in `language` first; with a second one, each sentence is said twice.

    A sentence that the first language lacks is said once, in the language it falls back to.
    """
    codes = (language, second_language) if second_language else (language,)
    paper = Paper(_say(TITLE, codes)[0], printed, language, margin=46.0)
    _head(paper, slip, codes)
    _when(paper, slip, codes)
    for label, fact in (
        (_FOR, slip.client_name),
        (_WHERE, slip.place),
        (_HOW, slip.meeting),
        (_ASK_FOR, slip.ask_for),
        (_TELEPHONE, "" if slip.ask_for else slip.telephone),
        (_STAND_IN, slip.stand_in),
        (_ABOUT, slip.about),
    ):
        if fact:
            words = _in_turn(_say(fact, codes), _FACT)
            if label is _ASK_FOR and slip.telephone:
                words = (*words, Words(slip.telephone, _FACT))
            _row(paper, label, words, codes)
    _documents(paper, slip, codes)
    paper.rule()
    paper.skip(12)
    missed = tuple(Words(text, _LABEL) for text in _say(_MISSED, codes))
    paper.row((Cell(0, paper.width, missed),))
    return paper.finish()


def _head(paper: Paper, slip: ClientSlip, codes: tuple[str, ...]) -> None:
    """Who invites, and at the right the code by which the office finds the appointment."""
    beside = paper.width - _QR_SIDE - 16
    corner = paper.margin + paper.width - _QR_SIDE
    edge = 8.0  # the white edge of the code reaches a little into the margin
    paper.draw(qr_code(slip.qr_text, corner + edge, paper.y - _QR_SIDE + edge, _QR_SIDE))
    bottom = paper.y - _QR_SIDE
    number = Message("slip", "Slip number {number}", {"number": slip.number})
    paper.row(
        (
            Cell(
                0,
                beside,
                (
                    Words(slip.organisation, _TITLE),
                    Words(slip.organisation_telephone, _FACT),
                    Words(_say(number, codes)[0], _SMALLEST),
                ),
            ),
        )
    )
    paper.y = min(paper.y, bottom)
    paper.skip(8)
    paper.rule(2.2)
    paper.skip(12)


def _when(paper: Paper, slip: ClientSlip, codes: tuple[str, ...]) -> None:
    titles = " · ".join(_say(TITLE, codes))
    first, *others = dict.fromkeys(_day_in(code, slip.day) for code in codes)
    days = (Words(titles, _LABEL), Words(first, _DAY), *(Words(day, _FACT) for day in others))
    left = paper.width - _TIMES - 10
    times = (Words("", _LABEL), Words(slip.time, _TIME))
    cells = (Cell(0, left, days), Cell(left + 10, _TIMES, times, at_right=True))
    paper.row(cells, below=10)


def _row(paper: Paper, label: Message, facts: tuple[Words, ...], codes: tuple[str, ...]) -> None:
    paper.rule()
    labels = _in_turn(_say(label, codes), _LABEL)
    right = paper.width - _LABELS - 12
    paper.row((Cell(0, _LABELS, labels), Cell(_LABELS + 12, right, facts)), above=7, below=7)


def _documents(paper: Paper, slip: ClientSlip, codes: tuple[str, ...]) -> None:
    """What to bring, each with a box to tick; a long list goes on to the next page."""
    if not slip.bring:
        return
    paper.rule()
    labels = _in_turn(_say(_BRING, codes), _LABEL)
    right = paper.width - _LABELS - 12
    for start in range(0, len(slip.bring), _TOGETHER):
        words = tuple(
            line
            for document in slip.bring[start : start + _TOGETHER]
            for line in _in_turn(_say(document, codes), _FACT, tick=True)
        )
        label = () if start else (Cell(0, _LABELS, labels),)
        paper.row((*label, Cell(_LABELS + 12, right, words)), above=0 if start else 7)
    paper.skip(7)


def _in_turn(said: tuple[str, ...], style: Style, tick: bool = False) -> tuple[Words, ...]:
    """The first language as it is, the second under it in lighter type."""
    second = _SMALLEST if said[1:] else style
    return tuple(
        Words(text, style if number == 0 else second, tick and number == 0)
        for number, text in enumerate(said)
    )


def _say(sentence: Said, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The sentence in each language, once where two languages say the same."""
    return tuple(dict.fromkeys(said_in(code, sentence)[0] for code in codes))


def _day_in(code: str, day: date) -> str:
    with speaking(code):
        return client_date(day, code) if code not in ("fr", "en") else day_heading(day)
