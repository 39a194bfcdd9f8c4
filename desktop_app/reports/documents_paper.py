"""The papers that a client brings: a list to tick, in large type, in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.words.calendar_words import client_date, long_date
from desktop_app.language import Message
from desktop_app.reports.pdf import Paper, Printed
from desktop_app.reports.plan_paper import CallWhom, whom_to_call
from desktop_app.reports.speaking import said_in, speaking
from desktop_app.reports.typeset import Style

_TITLE: Final = Style(25.0, bold=True, spacing=1.2)
_HEADING: Final = Style(18.0, bold=True)
_TEXT: Final = Style(18.0)
_SMALL: Final = Style(13.0)
_BOLD: Final = Style(16.0, bold=True)

TITLE: Final = Message("documents paper", "Documents to bring")
_IN_HAND: Final = Message("documents paper", "We already have")
_NOTHING: Final = Message("documents paper", "Nothing is missing.")


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """One paper. names, whys: in the languages of the page, the client's first; once where both are
    the same. at_hand: nobody has to bring it any more."""

    names: tuple[str, ...]
    whys: tuple[str, ...]
    at_hand: bool


@dataclass(frozen=True, slots=True)
class DocumentsPaper:
    """What a client brings, and whom to call about it."""

    organisation: str
    day: date
    papers: tuple[ListedPaper, ...]
    call: CallWhom


def render(found: DocumentsPaper, printed: Printed, language: str, second: str = "") -> bytes:
    """The list as a PDF, in `language` first; with a second one, our sentences are said twice."""
    codes = (language, second) if second else (language,)
    paper = Paper(_say(TITLE, codes)[0], printed, language, margin=46.0)
    paper.text(found.organisation, _BOLD)
    paper.text(" · ".join(_say(TITLE, codes)), _TITLE)
    with speaking(codes[0]):
        known = codes[0] in ("fr", "en")
        day = long_date(found.day) if known else client_date(found.day, codes[0])
    paper.text(day, _SMALL)
    paper.skip(6)
    paper.rule(2.2)
    paper.skip(8)
    missing = [one for one in found.papers if not one.at_hand]
    if not missing:
        for text in _say(_NOTHING, codes):
            paper.text(text, _TEXT)
    for one in missing:
        paper.need(60)
        _listed(paper, one, tick=True)
        paper.skip(6)
    at_hand = [one for one in found.papers if one.at_hand]
    if at_hand:
        paper.skip(8)
        paper.text(" · ".join(_say(_IN_HAND, codes)), _HEADING)
        for one in at_hand:
            _listed(paper, one, tick=False)
    whom_to_call(paper, found.call, codes)
    return paper.finish()


def _listed(paper: Paper, one: ListedPaper, *, tick: bool) -> None:
    for number, name in enumerate(one.names):
        style = _TEXT if number == 0 and tick else _SMALL
        paper.text(name, style, tick=tick and number == 0)
    for why in one.whys if tick else ():
        paper.text(why, _SMALL)


def _say(sentence: Message, codes: Sequence[str]) -> tuple[str, ...]:
    """The sentence in each language, once where two say the same."""
    return tuple(dict.fromkeys(said_in(code, sentence)[0] for code in codes))
