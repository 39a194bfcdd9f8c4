"""The look in force: which palette, how large the text, which fonts.

Sizes in pixels are given for text at 100 % and pass through `scaled`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase

from desktop_app.ui.shared.palettes import LIGHT, PALETTES, Palette

FONTS: Final = Path(__file__).resolve().parents[3] / "resources" / "fonts"
FAMILIES: Final = ("BC Sans", "Noto Sans Canadian Aboriginal")

GRID: Final = 4
RADIUS_CONTROL: Final = 8
RADIUS_LIST: Final = 10
RADIUS_KIOSK: Final = 14
HEIGHT_CONTROL: Final = 36
HEIGHT_ACTED: Final = 44
HEIGHT_KIOSK: Final = 56
HEIGHT_DENSE: Final = 28

SMALLEST_TEXT: Final = 100
LARGEST_TEXT: Final = 200


class Size(IntEnum):
    """The five sizes of type, in pixels at 100 %."""

    SMALL = 12
    BODY = 14
    SECTION = 16
    TITLE = 20
    QUESTION = 28


@dataclass(frozen=True, slots=True)
class Theme:
    """What the screens are drawn with. text_percent: 100 to 200."""

    palette: Palette
    text_percent: int


class _InForce:
    """The one theme of this process, and the font families that could be loaded."""

    theme: Theme = Theme(LIGHT, 100)
    families: tuple[str, ...] | None = None


def theme() -> Theme:
    """The theme in force."""
    return _InForce.theme


def colour(token: str) -> QColor:
    """The colour of that name in the palette in force; KeyError for an unknown name."""
    return QColor(_InForce.theme.palette[token])


def scaled(pixels: int) -> int:
    """A length that belongs to text (a control's height, an icon), at the text size in force."""
    return round(pixels * _InForce.theme.text_percent / 100)


def space(steps: int) -> int:
    """A distance of so many steps of the grid; distances do not grow with the text."""
    return steps * GRID


def text_font(size: Size = Size.BODY, *, bold: bool = False) -> QFont:
    """The text face at `size`, with the syllabics face behind it and tabular figures."""
    font = QFont()
    families = load_fonts()
    if families:
        font.setFamilies(list(families))
    font.setPixelSize(scaled(size))
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    font.setFeature(QFont.Tag.fromString("tnum"), 1)
    return font


def load_fonts() -> tuple[str, ...]:
    """Load the fonts that come with Portage, once; their families, the text face first.

    Without the files the system's own face is used: the program must open all the same.
    """
    if _InForce.families is None:
        loaded: set[str] = set()
        for file in sorted(FONTS.glob("*.ttf")):
            number = QFontDatabase.addApplicationFont(str(file))
            if number >= 0:
                loaded.update(QFontDatabase.applicationFontFamilies(number))
        _InForce.families = tuple(family for family in FAMILIES if family in loaded)
    return _InForce.families


def put_in_force(palette: str | Palette, text_percent: int) -> Theme:
    """Remember the theme; nothing is redrawn by this (see `theme.apply_theme`).

    text_percent outside 100 to 200 is brought to the nearer end; KeyError for an unknown key.
    """
    chosen = PALETTES[palette] if isinstance(palette, str) else palette
    percent = min(max(text_percent, SMALLEST_TEXT), LARGEST_TEXT)
    _InForce.theme = Theme(chosen, percent)
    return _InForce.theme
