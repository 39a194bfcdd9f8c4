"""The colours of Portage, by name: five palettes, and no colour anywhere else in the program."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final


@dataclass(frozen=True, slots=True)
class Palette:
    """One set of colours, each `#RRGGBB`.

    ground lies behind everything, surface under lists and controls; ink is for text, ink_second
    for what matters less. A `_soft` colour is the ground of a sign whose text has the colour
    without it. edge outlines what can be typed in, line only separates. An `on_` colour is for
    text upon the colour it names. outlined: signs get a border, because their ground alone would
    not show.
    """

    key: str
    ground: str
    surface: str
    ink: str
    ink_second: str
    line: str
    edge: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    hover: str
    waits: str
    waits_soft: str
    danger: str
    danger_soft: str
    on_danger: str
    done: str
    done_soft: str
    rail: str
    rail_chosen: str
    rail_ink: str
    rail_mark: str
    on_mark: str
    focus: str
    outlined: bool = False

    def __getitem__(self, token: str) -> str:
        """The colour of that name; KeyError for a name that is no colour."""
        if token not in TOKENS:
            raise KeyError(token)
        return str(getattr(self, token))


TOKENS: Final = frozenset(f.name for f in fields(Palette)) - {"key", "outlined"}

LIGHT: Final = Palette(
    key="light",
    ground="#F7F5F0",
    surface="#FFFFFF",
    ink="#1B2327",
    ink_second="#47545A",
    line="#DDD8CE",
    edge="#7A8286",
    accent="#0B6666",
    accent_hover="#095454",
    accent_soft="#DDEEEC",
    on_accent="#FFFFFF",
    hover="#F1EFE9",
    waits="#8A4B00",
    waits_soft="#FBECD2",
    danger="#A01C17",
    danger_soft="#F9DFDD",
    on_danger="#FFFFFF",
    done="#2B6237",
    done_soft="#E0F0E3",
    rail="#12363B",
    rail_chosen="#1F4F54",
    rail_ink="#DCEAE9",
    rail_mark="#F2B84B",
    on_mark="#1B2327",
    focus="#0B6666",
)

DARK: Final = Palette(
    key="dark",
    ground="#14191B",
    surface="#1C2326",
    ink="#EDF1F0",
    ink_second="#AAB6B9",
    line="#323D41",
    edge="#7F8C90",
    accent="#63C7C0",
    accent_hover="#7DD3CD",
    accent_soft="#163F40",
    on_accent="#0D2226",
    hover="#242D31",
    waits="#F2B84B",
    waits_soft="#3A2C12",
    danger="#FF9C94",
    danger_soft="#43201E",
    on_danger="#2A0E0C",
    done="#8FD19E",
    done_soft="#1B3A24",
    rail="#0D2226",
    rail_chosen="#1B474B",
    rail_ink="#CFE0DF",
    rail_mark="#F2B84B",
    on_mark="#1B2327",
    focus="#63C7C0",
)


def _contrast(key: str, ink: str, ground: str, soft: str) -> Palette:
    """A palette of two colours; soft is the one shade between, behind what is chosen."""
    return Palette(
        key=key,
        ground=ground,
        surface=ground,
        ink=ink,
        ink_second=ink,
        line=ink,
        edge=ink,
        accent=ink,
        accent_hover=ink,
        accent_soft=soft,
        on_accent=ground,
        hover=soft,
        waits=ink,
        waits_soft=ground,
        danger=ink,
        danger_soft=ground,
        on_danger=ground,
        done=ink,
        done_soft=ground,
        rail=ground,
        rail_chosen=soft,
        rail_ink=ink,
        rail_mark=ink,
        on_mark=ground,
        focus=ink,
        outlined=True,
    )


BLACK_ON_WHITE: Final = _contrast("black_on_white", "#000000", "#FFFFFF", "#E2E2E2")
WHITE_ON_BLACK: Final = _contrast("white_on_black", "#FFFFFF", "#000000", "#333333")
YELLOW_ON_BLACK: Final = _contrast("yellow_on_black", "#FFFF00", "#000000", "#333300")

PALETTES: Final[dict[str, Palette]] = {
    palette.key: palette
    for palette in (LIGHT, DARK, BLACK_ON_WHITE, WHITE_ON_BLACK, YELLOW_ON_BLACK)
}
