"""The recovery papers: one opens a vault, one is the root of the organisation, one helps with
forgotten passphrases.

They must never be mistaken for each other: another title, another border, another order of
words. Each works once and is then replaced by a new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from desktop_app.language import Message
from desktop_app.reports.pdf import HEADING, STRONG, Cell, Drawing, Paper, Printed, Words
from desktop_app.reports.signs import corner_border, double_border, hatched_border, qr_code
from desktop_app.reports.speaking import Said, said_in
from desktop_app.reports.typeset import Style

_TITLE: Final = Style(26.0, bold=True, spacing=1.2)
_CODE: Final = Style(17.0, bold=True, spacing=1.55)
_RULE: Final = Style(13.0)
_QR_SIDE: Final = 210.0
_SHEET: Final = (612.0, 792.0)

_VAULT_TITLE: Final = Message("recovery", "Recovery paper of one vault")
_VAULT_OPENS: Final = Message(
    "recovery",
    "With this paper, the vault named below opens without its passphrase. It opens no other vault.",
)
_ROOT_TITLE: Final = Message("recovery", "Recovery kit of the organisation")
_ROOT_OPENS: Final = Message(
    "recovery",
    "This paper holds the founding key of the organisation named below: whoever has it can speak"
    " for the organisation. It opens no vault.",
)
_ESCROW_TITLE: Final = Message("recovery", "Paper for forgotten passphrases")
_ESCROW_OPENS: Final = Message(
    "recovery",
    "With this paper, the office of the organisation named below helps somebody who forgot a passphrase."
    " Whoever has it and the office's vault can open the vaults of all laptops.",
)
_NUMBER: Final = Message("recovery", "Paper")
_ONCE: Final = Message(
    "recovery",
    "It works once. Portage then prints a new paper, and this one can be destroyed.",
)
_UNTIL_NEW: Final = Message(
    "recovery", "It counts until new papers are made. Then this one can be destroyed."
)
_AT_THE_OFFICE: Final = Message(
    "recovery",
    "To use it: at the office, open the settings, choose People and papers, then scan the square code or"
    " type the letters.",
)
_RULES: Final = (
    Message("recovery", "Keep it in a safe or a locked drawer. Never keep it with the laptop."),
    Message("recovery", "Do not photograph it, and do not send it by mail or message."),
    Message(
        "recovery",
        "If it is lost, or if somebody else has seen it, tell the office at once. The manual says"
        " how to make it open nothing any more.",
    ),
)
_HOW: Final = Message(
    "recovery",
    "To use it: start Portage, say that you have a recovery paper, then scan the square code or"
    " type the letters.",
)
_CODE_TITLE: Final = Message("recovery", "Recovery code")
_ORGANISATION: Final = Message("recovery", "Organisation")
_VAULT: Final = Message("recovery", "Vault")
_PERSON: Final = Message("recovery", "Made for")
_HOLDER: Final = Message("recovery", "Made by")
_MADE: Final = Message("recovery", "Made on")
_DIGITS: Final = Message("recovery", "Digits of the organisation")
_PUT_AWAY: Final = Message("recovery", "Put away on, where, by whom:")


@dataclass(frozen=True, slots=True)
class _Paper:
    """What differs between the two papers."""

    title: Message
    opens: Message
    border: Drawing
    facts: tuple[tuple[Message, str], ...]
    how: Message = _HOW
    lasts: Message = _ONCE


def vault_paper(
    code_lines: Sequence[str],
    qr_text: str,
    organisation: str,
    vault_name: str,
    made_on: str,
    person: str,
    printed: Printed,
    language: str,
    digits: str = "",
) -> bytes:
    """The paper that opens one vault, as a PDF of one page.

    code_lines: the code in groups, as it is typed back. qr_text: the same code for a camera.
    made_on: the date, already in words. digits: those of the organisation, if they are to be told.
    """
    facts = (
        (_VAULT, vault_name),
        (_ORGANISATION, organisation),
        (_DIGITS, digits),
        (_PERSON, person),
        (_MADE, made_on),
    )
    kind = _Paper(_VAULT_TITLE, _VAULT_OPENS, double_border(*_SHEET), facts)
    return _render(kind, code_lines, qr_text, printed, language)


def organisation_paper(
    code_lines: Sequence[str],
    qr_text: str,
    organisation: str,
    digits: str,
    made_on: str,
    person: str,
    printed: Printed,
    language: str,
    part: tuple[int, int, int] = (1, 1, 1),
) -> bytes:
    """The paper that is the organisation's root, as a PDF of one page.

    digits: the digits by which laptops know the organisation, in groups. part: which paper it is, of
    how many, and how many are needed together.
    """
    number, of, threshold = part
    facts = (
        (_ORGANISATION, organisation),
        (_DIGITS, digits),
        (_NUMBER, f"{number} / {of}" if of > 1 else ""),
        (_HOLDER, person),
        (_MADE, made_on),
    )
    part_opens = Message(
        "recovery",
        "This paper is one of {of} that hold the founding key of the organisation named below: {threshold}"
        " of them together can speak for the organisation. It opens no vault.",
        {"of": of, "threshold": threshold},
    )
    opens = _ROOT_OPENS if of == 1 else part_opens
    kind = _Paper(_ROOT_TITLE, opens, hatched_border(*_SHEET), facts, _AT_THE_OFFICE, _UNTIL_NEW)
    return _render(kind, code_lines, qr_text, printed, language)


def escrow_paper(
    code_lines: Sequence[str],
    qr_text: str,
    organisation: str,
    digits: str,
    made_on: str,
    person: str,
    printed: Printed,
    language: str,
) -> bytes:
    """The paper by which the office helps with forgotten passphrases, as a PDF of one page."""
    facts = (
        (_ORGANISATION, organisation),
        (_DIGITS, digits),
        (_HOLDER, person),
        (_MADE, made_on),
    )
    kind = _Paper(
        _ESCROW_TITLE, _ESCROW_OPENS, corner_border(*_SHEET), facts, _AT_THE_OFFICE, _UNTIL_NEW
    )
    return _render(kind, code_lines, qr_text, printed, language)


def _render(
    kind: _Paper, code_lines: Sequence[str], qr_text: str, printed: Printed, language: str
) -> bytes:
    title, opens, how, code_title, put_away = said_in(
        language, kind.title, kind.opens, kind.how, _CODE_TITLE, _PUT_AWAY
    )
    paper = Paper(title, printed, language, border=kind.border)
    paper.text(title, _TITLE)
    paper.skip(2)
    paper.text(opens, STRONG)
    paper.skip(10)
    _facts(paper, kind.facts, language)
    paper.skip(10)
    _code(paper, code_title, code_lines, qr_text)
    paper.text(how, _RULE)
    paper.skip(8)
    for rule in said_in(language, kind.lasts, *_RULES):
        paper.row(
            (Cell(0, 14, (Words("•", _RULE),)), Cell(16, paper.width - 16, (Words(rule, _RULE),)))
        )
        paper.skip(2)
    paper.skip(6)
    paper.text(put_away, STRONG)
    paper.y -= 22
    paper.rule(0.6)
    return paper.finish()


def _facts(paper: Paper, facts: Sequence[tuple[Said, str]], language: str) -> None:
    labels = said_in(language, *(label for label, _ in facts))
    for label, (_, fact) in zip(labels, facts, strict=True):
        if fact:
            short = fact if len(fact) <= 160 else f"{fact[:160]}…"
            cells = (
                Cell(0, 176, (Words(label),)),
                Cell(182, paper.width - 182, (Words(short, STRONG),)),
            )
            paper.row(cells)
            paper.skip(2)


def _code(paper: Paper, title: str, code_lines: Sequence[str], qr_text: str) -> None:
    """The code twice: for a camera at the right, for the eye at the left."""
    height = max(_QR_SIDE, HEADING.line_height + len(code_lines) * _CODE.line_height)
    top = paper.y
    paper.draw(
        qr_code(qr_text, paper.margin + paper.width - _QR_SIDE, top - _QR_SIDE, _QR_SIDE, "q")
    )
    words = [Words(title, HEADING), *(Words(line, _CODE) for line in code_lines)]
    paper.row((Cell(0, paper.width - _QR_SIDE - 12, words),), above=10)
    paper.y = min(paper.y, top - height)
    paper.skip(10)
