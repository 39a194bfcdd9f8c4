"""What a benefits check points to, for the client to take home: names, who pays, whom to call.

It says on top that nothing is decided, because only whoever pays a benefit decides.
"""

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
_NAME: Final = Style(18.0, bold=True)
_TEXT: Final = Style(16.0)
_SMALL: Final = Style(13.0)

TITLE: Final = Message("benefits slip", "Benefits to ask about")
_DECIDES: Final = Message(
    "benefits slip",
    "These are hints from your answers. Whoever pays a benefit decides whether you receive it.",
)
_NONE: Final = Message("benefits slip", "Your answers point to no benefit of our list.")
_TO_CHECK: Final = Message(
    "benefits slip", "Not checked by the office yet: ask before you count on it."
)
_FILE_FIRST: Final = Message("benefits slip", "File the income tax return first.")


@dataclass(frozen=True, slots=True)
class SlipBenefit:
    """One benefit. names: official, once for each language of the paper that has one. to_check: the
    office has not checked its facts yet."""

    names: tuple[str, ...]
    paid_by: str
    telephone: str
    about: str
    file_first: bool
    to_check: bool


@dataclass(frozen=True, slots=True)
class BenefitsSlip:
    """What to ask about, and whom to call. The client's name is not on it."""

    organisation: str
    day: date
    benefits: tuple[SlipBenefit, ...]
    call: CallWhom


def render(slip: BenefitsSlip, printed: Printed, language: str, second: str = "") -> bytes:
    """The slip as a PDF, in `language` first; with a second one, our sentences are said twice."""
    codes = (language, second) if second else (language,)
    paper = Paper(_say(TITLE, codes)[0], printed, language, margin=46.0)
    paper.text(slip.organisation, _NAME)
    paper.text(" · ".join(_say(TITLE, codes)), _TITLE)
    with speaking(codes[0]):
        known = codes[0] in ("fr", "en")
        day = long_date(slip.day) if known else client_date(slip.day, codes[0])
    paper.text(day, _SMALL)
    for sentence in _say(_DECIDES, codes):
        paper.text(sentence, _TEXT)
    paper.skip(6)
    paper.rule(2.2)
    if not slip.benefits:
        for sentence in _say(_NONE, codes):
            paper.text(sentence, _TEXT)
    for one in slip.benefits:
        paper.need(110)
        paper.skip(8)
        for number, name in enumerate(one.names):
            paper.text(name, _NAME if number == 0 else _SMALL, tick=number == 0)
        who = " · ".join(part for part in (one.paid_by, one.telephone) if part)
        paper.text(who, _TEXT)
        paper.text(one.about, _SMALL)
        if one.file_first:
            for sentence in _say(_FILE_FIRST, codes):
                paper.text(sentence, _TEXT)
        if one.to_check:
            for sentence in _say(_TO_CHECK, codes):
                paper.text(sentence, _TEXT)
    whom_to_call(paper, slip.call, codes)
    return paper.finish()


def _say(sentence: Message, codes: Sequence[str]) -> tuple[str, ...]:
    """The sentence in each language, once where two say the same."""
    return tuple(dict.fromkeys(said_in(code, sentence)[0] for code in codes))
