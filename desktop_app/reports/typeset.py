"""Lines of text on paper: which letters go to which font, how wide they are, where they break.

Nothing here reads markup: a name such as `<b>&amp;` is five letters and more, never an order.
Canadian syllabics go to their own font and are not shaped, because shaped runs lose their small
finals when somebody copies or searches them. Only words that hold a combining mark are shaped,
or the marks of `Tłı̨chǫ` and `k̓w` would sit beside their letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.reports.printable import CUT, printable

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

FONTS: Final = Path(__file__).resolve().parent.parent.parent / "resources" / "fonts"
_FILES: Final = {
    ("letters", False): "BCSans-Regular",
    ("letters", True): "BCSans-Bold",
    ("syllabics", False): "NotoSansCanadianAboriginal-Regular",
    ("syllabics", True): "NotoSansCanadianAboriginal-Bold",
}
_MARKS: Final = ("Mn", "Me", "Mc")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks. size, line_height: in points, 11 at least; spacing: lines to size."""

    size: float = 11.0
    bold: bool = False
    spacing: float = 1.32

    @property
    def line_height(self) -> float:
        return self.size * self.spacing


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters of one font that are drawn together. shaped: the glyphs, where shaping is wanted."""

    text: str
    font: str
    shaped: str | None
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line, ready to be drawn. width: in points."""

    runs: tuple[_Run, ...]
    style: Style

    @property
    def width(self) -> float:
        return sum(run.width for run in self.runs)

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    def draw(self, canvas: Canvas, x: float, baseline: float) -> None:
        """Draw from `x` to the right on `baseline`, both in points from the lower left corner."""
        for run in self.runs:
            if run.text.strip(" "):
                self._draw_run(canvas, run, x, baseline)
            x += run.width

    def _draw_run(self, canvas: Canvas, run: _Run, x: float, baseline: float) -> None:
        words = canvas.beginText(x, baseline)
        words.setFont(run.font, self.style.size)
        if run.shaped is None:
            words.textOut(run.text)
            canvas.drawText(words)
            return
        # Shifted marks would be copied out of the file with spaces around them.
        spelled = ("\ufeff" + run.text).encode("utf-16-be").hex().upper()
        canvas.addLiteral(f"/Span <</ActualText <{spelled}>>> BDC")
        words.textOut(run.shaped)
        canvas.drawText(words)
        canvas.addLiteral("EMC")


def lines_of(text: str, style: Style, width: float, most: int = 0) -> list[Line]:
    """`text` broken into lines of at most `width` points, at spaces, or anywhere if need be.

    most: lines kept at most, the last one ending in the mark of a cut; 0 keeps all.
    """
    lines = [
        Line(_runs(line, style), style)
        for paragraph in printable(text).split("\n")
        for line in _broken(paragraph, style, width)
    ]
    if most and len(lines) > most:
        kept = lines[:most]
        last = kept[-1].text
        while last and width_of(f"{last} {CUT}", style) > width:
            last = last[:-1].rstrip()
        kept[-1] = Line(_runs(f"{last} {CUT}".strip(), style), style)
        return kept
    return lines


def width_of(text: str, style: Style) -> float:
    """The width in points of a text that is already printable and on one line."""
    return sum(run.width for run in _runs(text, style))


def without_letters(text: str) -> tuple[str, ...]:
    """The characters of `text` that neither font has, each once: worth a word before printing."""
    return tuple(
        dict.fromkeys(
            character
            for character in printable(text)
            if character != "\n"
            and not any(
                ord(character) in _coverage(kind, False) for kind in ("letters", "syllabics")
            )
        )
    )


def _broken(paragraph: str, style: Style, width: float) -> Iterator[str]:
    """The paragraph's lines; an empty paragraph is one empty line."""
    space = width_of(" ", style)
    line: list[str] = []
    used = 0.0
    for word in paragraph.split(" "):
        wide = width_of(word, style)
        if line and used + space + wide > width:
            yield " ".join(line)
            line, used = [], 0.0
        used += wide + (space if line else 0.0)
        if wide <= width:
            line.append(word)
            continue
        *whole, rest = _pieces(word, style, width)
        yield from whole
        line, used = [rest], width_of(rest, style)
    yield " ".join(line)


def _pieces(word: str, style: Style, width: float) -> list[str]:
    """A word that is too long for a line, cut between letters into pieces that are not."""
    pieces: list[str] = []
    piece, used = "", 0.0
    for cluster in _clusters(word):
        wide = width_of(cluster, style)
        if piece and used + wide > width:
            # A double name is better broken after its hyphen, if that leaves some letters.
            joint = max(piece.rfind("-"), piece.rfind("/")) + 1
            joint = joint if joint > len(piece) // 3 else len(piece)
            pieces.append(piece[:joint])
            piece = piece[joint:]
            used = width_of(piece, style)
        piece += cluster
        used += wide
    return [*pieces, piece]


def _clusters(text: str) -> Iterator[str]:
    """Each letter with the marks upon it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or unicodedata.category(text[at]) not in _MARKS:
            if at > start:
                yield text[start:at]
            start = at


@lru_cache(maxsize=8_192)
def _runs(text: str, style: Style) -> tuple[_Run, ...]:
    """The text cut where the font changes, and around words whose marks have to be placed."""
    pieces: list[tuple[str, str]] = []
    for cluster in _clusters(text):
        kind, shown = _kind(cluster, style.bold)
        if pieces and pieces[-1][0] == kind and " " not in (cluster, pieces[-1][1][-1]):
            pieces[-1] = (kind, pieces[-1][1] + shown)
        else:
            pieces.append((kind, shown))
    return tuple(_joined([_run(kind, shown, style) for kind, shown in pieces], style))


def _joined(runs: list[_Run], style: Style) -> Iterator[_Run]:
    """Neighbouring runs of one font as one, so that a sentence stays whole in the file."""
    at = 0
    while at < len(runs):
        end = at + 1
        if runs[at].shaped is None:
            while end < len(runs) and runs[end].shaped is None and runs[end].font == runs[at].font:
                end += 1
        text = "".join(run.text for run in runs[at:end])
        width = sum(run.width for run in runs[at:end])
        yield _Run(text, runs[at].font, runs[at].shaped, width)
        at = end


def _run(kind: str, text: str, style: Style) -> _Run:
    font = _font(kind, style.bold)
    if kind == "letters" and any(unicodedata.category(mark) in _MARKS for mark in text):
        from reportlab.pdfbase.ttfonts import shapeStr

        shaped = shapeStr(text, font, style.size, force=True)
        advance = sum(glyph.x_advance for glyph in shaped.__shapeData__)
        return _Run(text, font, shaped, advance * style.size / 1000)
    from reportlab.pdfbase import pdfmetrics

    return _Run(text, font, None, pdfmetrics.stringWidth(text, font, style.size))


def _kind(cluster: str, bold: bool) -> tuple[str, str]:
    """Which font draws the cluster, and what it draws: a character no font has becomes U+FFFD."""
    first = "syllabics" if "CANADIAN SYLLABICS" in unicodedata.name(cluster[0], "") else "letters"
    for kind in (first, "letters", "syllabics"):
        if all(ord(character) in _coverage(kind, bold) for character in cluster):
            return kind, cluster
    apart = unicodedata.normalize("NFD", cluster)
    if all(ord(character) in _coverage("letters", bold) for character in apart):
        return "letters", apart
    return "letters", "\ufffd"


@lru_cache(maxsize=8)
def _coverage(kind: str, bold: bool) -> frozenset[int]:
    return frozenset(_face(kind, bold).face.charToGlyph)


@lru_cache(maxsize=8)
def _face(kind: str, bold: bool) -> TTFont:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = _FILES[kind, bold]
    face = TTFont(name, str(FONTS / f"{name}.ttf"), shapable=True)
    pdfmetrics.registerFont(face)
    return face


def _font(kind: str, bold: bool) -> str:
    return str(_face(kind, bold).fontName)
