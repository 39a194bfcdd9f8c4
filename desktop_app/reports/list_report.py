"""Any list on paper: as many columns beside each other as stay legible, the rest further on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_app.language import Message
from desktop_app.reports.pdf import BODY, STRONG, TITLE, Cell, Paper, Printed, Words
from desktop_app.reports.printable import on_one_line, printable
from desktop_app.reports.speaking import said_in, speaking
from desktop_app.reports.table import ColumnKind, Table, written
from desktop_app.reports.typeset import Style, width_of

_HEAD: Final = Style(11.0, bold=True)
_CELL: Final = Style(11.0)
_GAP: Final = 12.0
_NARROWEST, _WIDEST = 58.0, 210.0
_LONGEST: Final = 600  # characters of one cell on paper; the spreadsheet has them all
_PORTRAIT, _LANDSCAPE = 504.0, 684.0

_FILE_TITLE: Final = Message("list", "List")
_EMPTY: Final = Message("list", "This list is empty.")


def render(table: Table, printed: Printed, language: str) -> bytes:
    """The list as a PDF: upright if it fits, else lying; its headings again on every page.

    A list too wide even for that is printed in parts, each beginning with the first column.
    """
    with speaking(language):
        title = on_one_line(str(table.title), 200)
        question = printable(str(table.question), _LONGEST)
        headings = [printable(str(column.heading), 120) for column in table.columns]
        rows = [
            [
                printable(written(value, column.kind), _LONGEST)
                for value, column in zip(row, table.columns, strict=True)
            ]
            for row in table.rows
        ]
        count = Message("list", "{n} row", plural="{n} rows", n=len(rows))
        file_title, empty, counted = said_in(language, _FILE_TITLE, _EMPTY, count)
    wanted = [
        _wanted_width(heading, [row[at] for row in rows[:300]])
        for at, heading in enumerate(headings)
    ]
    landscape = sum(wanted) + _GAP * (len(wanted) - 1) > _PORTRAIT
    paper = Paper(file_title, printed, language, landscape=landscape)
    paper.text(title, TITLE)
    if question:
        paper.text(question, STRONG)
    paper.text(counted if rows else empty, BODY)
    numbers = [column.kind in (ColumnKind.NUMBER, ColumnKind.MONEY) for column in table.columns]
    for part in _parts(wanted, _LANDSCAPE if landscape else _PORTRAIT):
        widths = _shared_out([wanted[at] for at in part], paper.width)
        places = _Places(part, widths, [numbers[at] for at in part])
        paper.repeated = None
        paper.skip(14)
        paper.need(120)
        _headings(paper, places, headings)
        paper.repeated = lambda places=places: _headings(paper, places, headings)
        for row in rows:
            paper.row(places.cells(row, _CELL), above=4, below=4)
            paper.rule(0.35)
    paper.repeated = None
    return paper.finish()


class _Places:
    """Where the columns of one part stand."""

    def __init__(
        self, part: Sequence[int], widths: Sequence[float], numbers: Sequence[bool]
    ) -> None:
        self._part, self._widths, self._numbers = part, widths, numbers

    def cells(self, texts: Sequence[str], style: Style) -> list[Cell]:
        cells, x = [], 0.0
        for at, width, is_number in zip(self._part, self._widths, self._numbers, strict=True):
            cells.append(Cell(x, width, (Words(texts[at], style),), at_right=is_number))
            x += width + _GAP
        return cells


def _headings(paper: Paper, places: _Places, headings: Sequence[str]) -> None:
    paper.row(places.cells(headings, _HEAD), below=4)
    paper.rule(1.4)


def _wanted_width(heading: str, texts: Sequence[str]) -> float:
    """Room for the longest line, within what reads well."""
    lines = [line for text in texts for line in text[:80].split("\n")]
    longest = max((width_of(line, _CELL) for line in lines), default=0.0)
    words = max((width_of(word, _HEAD) for word in heading.split()), default=0.0)
    return min(max(longest, words, _NARROWEST) + 1, _WIDEST)


def _parts(wanted: Sequence[float], room: float) -> list[list[int]]:
    """Which columns stand beside each other; each part after the first repeats column 0."""
    parts: list[list[int]] = []
    part: list[int] = []
    used = 0.0
    for at, width in enumerate(wanted):
        least = min(width, 96.0) + _GAP
        if part and used + least - _GAP > room:
            parts.append(part)
            part, used = [0], min(wanted[0], 96.0) + _GAP
        part.append(at)
        used += least
    return [*parts, part] if part else parts


def _shared_out(wanted: Sequence[float], room: float) -> list[float]:
    """Widths that fill the room: what is wanted and a share of the rest, or less for the widest."""
    free = room - _GAP * (len(wanted) - 1)
    if sum(wanted) <= free:
        more = min((free - sum(wanted)) / len(wanted), 40.0) if wanted else 0.0
        return [width + more for width in wanted]
    ceiling = max(wanted)
    while sum(min(width, ceiling) for width in wanted) > free:
        ceiling -= 1
    return [min(width, ceiling) for width in wanted]
