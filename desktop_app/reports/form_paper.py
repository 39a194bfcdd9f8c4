"""A form on paper: blank to be filled in by hand, or as it was answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.reports.pdf import Cell, Paper, Printed, Words
from desktop_app.reports.speaking import Said, said_in
from desktop_app.reports.typeset import Style

_TITLE: Final = Style(22.0, bold=True, spacing=1.2)
_GROUP: Final = Style(16.0, bold=True)
_LABEL: Final = Style(14.0, bold=True)
_SMALL: Final = Style(12.0)
_FACT: Final = Style(14.0)
_STEP: Final = 14.0  # how far each group is set in
_LINE: Final = 26.0  # room to write on by hand
_LINES: Final = {"short": 1, "long": 4}

_FOR: Final = Message("form paper", "For")
_NEEDED: Final = Message("form paper", "(needed)")
_NO_ANSWER: Final = Message(
    "form paper", "Nobody has to answer. Leave empty what you prefer not to say."
)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of a form. room: how it is answered by hand: `heading`, `read`, `ticks`, `short`,
    `long` or `none`. answer: what was answered; "" on a blank form. options: with ticks, each with
    whether it was chosen."""

    label: Said
    room: str
    depth: int = 0
    needed: bool = False
    hint: Said = ""
    why: Said = ""
    only_if: Said = ""
    answer: Said = ""
    options: tuple[tuple[Said, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class FormPaper:
    """A form to be printed. blank: with room to write; otherwise with the answers. about: whose it
    is, on a filled one. remark: its version, and since when."""

    title: Said
    purpose: Said
    lines: tuple[PaperLine, ...]
    blank: bool
    about: str = ""
    remark: Said = ""


def render(form: FormPaper, printed: Printed, language: str) -> bytes:
    """The form as a PDF in `language`."""
    title, purpose, remark, no_answer = said_in(
        language, form.title, form.purpose, form.remark, _NO_ANSWER
    )
    paper = Paper(
        said_in(language, Message("form paper", "Form"))[0], printed, language, margin=46.0
    )
    paper.text(title, _TITLE)
    if form.about:
        paper.text(f"{said_in(language, _FOR)[0]}: {form.about}", _FACT)
    if purpose:
        paper.text(
            said_in(language, Message("form paper", "Why we ask: {words}", {"words": purpose}))[0],
            _SMALL,
        )
    if form.blank:
        paper.text(no_answer, _SMALL)
    paper.skip(6)
    paper.rule(2.2)
    paper.skip(6)
    for line in form.lines:
        _line(paper, line, form.blank, language)
    if remark:
        paper.skip(8)
        paper.text(remark, _SMALL)
    return paper.finish()


def _line(paper: Paper, line: PaperLine, blank: bool, language: str) -> None:
    label, hint, why, only_if, answer, needed = said_in(
        language, line.label, line.hint, line.why, line.only_if, line.answer, _NEEDED
    )
    x = line.depth * _STEP
    width = paper.width - x
    if line.room == "heading":
        paper.need(130)  # a heading is not parted from its first question
        paper.row((Cell(x, width, (Words(label, _GROUP), *_small(only_if))),), above=8, below=4)
        return
    if line.room == "read":
        paper.row((Cell(x, width, (Words(label, _FACT),)),), above=4, below=4)
        return
    head = [Words(f"{label} {needed}" if line.needed and blank else label, _LABEL)]
    head += [
        one for text in (only_if if blank else "", hint if blank else "") for one in _small(text)
    ]
    if why and blank:
        head += _small(
            said_in(language, Message("form paper", "Why we ask: {words}", {"words": why}))[0]
        )
    lines = _LINES.get(line.room, 0) if blank else 0
    paper.need(60 + lines * _LINE)
    paper.row((Cell(x, width, head),), above=6, below=2)
    if blank and line.options:
        for option, _ in line.options:
            paper.row(
                (
                    Cell(
                        x + _STEP,
                        width - _STEP,
                        (Words(said_in(language, option)[0], _FACT, True),),
                    ),
                )
            )
    elif not blank and answer:
        paper.row((Cell(x + _STEP, width - _STEP, (Words(answer, _FACT),)),), below=2)
    for _ in range(lines):
        paper.skip(_LINE)
        paper.rule(0.7, x)
    paper.skip(4)


def _small(text: str) -> list[Words]:
    return [Words(text, _SMALL)] if text else []
