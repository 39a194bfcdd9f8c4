"""A letter-size page, black on white: rows in, a PDF out.

Every printed report is made of rows of cells on a `Paper`. The paper breaks the pages, says on
each who printed it, when, and which page of how many it is, and embeds its fonts. Sizes and
places are in points (1/72 inch) from the lower left corner.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from desktop_app.language import Message
from desktop_app.reports.printable import CUT, on_one_line
from desktop_app.reports.speaking import said_in
from desktop_app.reports.typeset import Line, Style, lines_of, width_of

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_LETTER: Final = (612.0, 792.0)  # 8.5 by 11 inches
MARGIN: Final = 54.0
SMALL: Final = Style(11.0)
BODY: Final = Style(12.0)
STRONG: Final = Style(12.0, bold=True)
HEADING: Final = Style(15.0, bold=True)
TITLE: Final = Style(24.0, bold=True, spacing=1.2)

Drawing = Callable[["Canvas"], None]


@dataclass(frozen=True, slots=True)
class Printed:
    """Who printed a paper and when, as the foot of each page says it.

    by: the person's name as colleagues know it, never a login. when: date and time, local and
    already in words. at: the same instant in UTC, for the file's own date; without it the file
    carries a fixed one.
    """

    by: str
    when: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """One paragraph of a cell. tick: an empty box to tick stands before it."""

    text: str
    style: Style = BODY
    tick: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs under each other. x, width: in points from the left margin."""

    x: float
    width: float
    words: Sequence[Words] = ()
    at_right: bool = False


@dataclass(slots=True)
class Paper:
    """A document that is being written from the top down.

    title: what the file calls itself; one of our own sentences, nothing of a person. border:
    drawn on every page before anything else. repeated: drawn again at the top of each next page.
    """

    title: str
    printed: Printed
    language: str
    landscape: bool = False
    margin: float = MARGIN
    border: Drawing | None = None
    repeated: Callable[[], None] | None = None
    y: float = field(init=False, default=0.0)
    _pages: list[list[Drawing]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self._turn()

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the sheet."""
        return (_LETTER[1], _LETTER[0]) if self.landscape else _LETTER

    @property
    def width(self) -> float:
        """Width between the margins."""
        return self.size[0] - 2 * self.margin

    @property
    def bottom(self) -> float:
        """Where writing ends, above the foot of the page."""
        return self.margin + 26

    @property
    def room(self) -> float:
        """Height that is left on this page."""
        return self.y - self.bottom

    def new_page(self) -> None:
        """Go on with the next page, under whatever is repeated there."""
        self._turn()
        if self.repeated is not None:
            self.repeated()

    def _turn(self) -> None:
        self._pages.append([])
        self.y = self.size[1] - self.margin

    def need(self, height: float) -> None:
        """Turn the page if less than `height` is left of it."""
        if self.room < height:
            self.new_page()

    def draw(self, drawing: Drawing) -> None:
        """Have something drawn on this page."""
        self._pages[-1].append(drawing)

    def skip(self, height: float) -> None:
        """Leave a gap; at the end of a page it is swallowed."""
        self.y = max(self.bottom, self.y - height)

    def rule(self, thickness: float = 0.7, x: float = 0.0, width: float = 0.0) -> None:
        """A line across the page, or from `x` over `width`, at the present height."""
        start, y = self.margin + x, self.y
        end = start + (width or self.width - x)

        def line(canvas: Canvas) -> None:
            canvas.setLineWidth(thickness)
            canvas.line(start, y, end, y)

        self.draw(line)

    def text(self, text: str, style: Style = BODY, tick: bool = False) -> None:
        """A paragraph over the whole width, going on to the next page where it must."""
        indent = style.size * 1.6 if tick else 0.0
        for number, line in enumerate(lines_of(text, style, self.width - indent)):
            self.need(style.line_height)
            if tick and number == 0:
                self._tick_box(self.margin, self.y - style.size * 1.05, style.size)
            self._line(line, self.margin + indent)

    def row(self, cells: Sequence[Cell], above: float = 0.0, below: float = 0.0) -> float:
        """Cells beside each other, on one page; gives the height at which the row began.

        A cell that is higher than a whole page is cut, with a mark at its end.
        """
        full = self.size[1] - self.margin - self.bottom - 40 - above - below
        laid = [_laid_out(cell, full) for cell in cells]
        height = max(
            (sum(line.style.line_height for _, _, line in rows) for rows in laid), default=0.0
        )
        self.need(height + above + below)
        top = self.y
        for cell, rows in zip(cells, laid, strict=True):
            self.y = top - above
            for indent, tick, line in rows:
                left = self.margin + cell.x
                if tick:
                    self._tick_box(left, self.y - line.style.size * 1.05, line.style.size)
                gap = cell.width - line.width if cell.at_right else indent
                self._line(line, left + gap)
        self.y = top - above - height - below
        return top

    def _line(self, line: Line, x: float) -> None:
        # The letters sit in the middle of their line, a little low: most have no descender.
        baseline = self.y - line.style.line_height / 2 - line.style.size * 0.34
        self.draw(lambda canvas: line.draw(canvas, x, baseline))
        self.y -= line.style.line_height

    def _tick_box(self, x: float, y: float, size: float) -> None:
        def box(canvas: Canvas) -> None:
            canvas.setLineWidth(1.1)
            canvas.rect(x + 0.6, y, size * 0.88, size * 0.88)

        self.draw(box)

    def finish(self) -> bytes:
        """The PDF, complete; the paper is not written on any more."""
        # The library loads longer than the window takes to open, so it waits for the first paper.
        from reportlab.pdfgen.canvas import Canvas

        out = io.BytesIO()
        canvas = Canvas(out, pagesize=self.size, invariant=1, lang=self.language)
        canvas.setTitle(self.title)
        canvas.setAuthor("Portage")
        canvas.setCreator("Portage")
        canvas.setProducer("Portage")
        canvas.setSubject("")
        canvas.setDateFormatter(_fixed_date(self.printed.at))
        for number, page in enumerate(self._pages, start=1):
            if self.border is not None:
                self.border(canvas)
            for drawing in page:
                drawing(canvas)
            self._foot(canvas, number)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _foot(self, canvas: Canvas, number: int) -> None:
        by, when = on_one_line(self.printed.by, 80), on_one_line(self.printed.when, 80)
        left, right = said_in(
            self.language,
            Message("print", "Printed by {person}, {when}", {"person": by, "when": when})
            if by
            else Message("print", "Printed {when}", {"when": when}),
            Message("print", "Page {page} of {pages}", {"page": number, "pages": len(self._pages)}),
        )
        space = width_of(right, SMALL)
        baseline = self.margin
        canvas.setLineWidth(0.5)
        canvas.line(self.margin, baseline + 15, self.margin + self.width, baseline + 15)
        lines_of(left, SMALL, self.width - space - 20, most=1)[0].draw(
            canvas, self.margin, baseline
        )
        lines_of(right, SMALL, space + 1)[0].draw(
            canvas, self.margin + self.width - space, baseline
        )


def _laid_out(cell: Cell, full: float) -> list[tuple[float, bool, Line]]:
    """Each line of a cell with its indent and whether a tick box stands before it."""
    rows: list[tuple[float, bool, Line]] = []
    left = full
    for words in cell.words:
        indent = words.style.size * 1.6 if words.tick else 0.0
        most = int(left // words.style.line_height)
        if most < 1:
            indent, tick, last = rows[-1]
            rows[-1] = (indent, tick, lines_of(f"{last.text} {CUT}", last.style, cell.width)[0])
            break
        for number, line in enumerate(lines_of(words.text, words.style, cell.width - indent, most)):
            rows.append((indent, words.tick and number == 0, line))
            left -= words.style.line_height
    return rows


def _fixed_date(at: datetime | None) -> Callable[..., str]:
    """How the file writes its own dates: the given instant in UTC, never the computer's clock."""
    moment = (at or datetime(2000, 1, 1, tzinfo=UTC)).astimezone(UTC)
    written = moment.strftime("D:%Y%m%d%H%M%S+00'00'")
    return lambda *_parts: written
