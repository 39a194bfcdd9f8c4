"""The fonts that come with Portage hold the letters of the people it is for."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
import uharfbuzz as hb

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
LARGEST = 1_400_000  # bytes: every bundle of the program carries them

# Unicode's blocks of Canadian syllabics. All of their code points are assigned.
SYLLABICS = {
    "Unified Canadian Aboriginal Syllabics": range(0x1400, 0x1680),
    "the same, Extended": range(0x18B0, 0x18F6),
    "the same, Extended-A": range(0x11AB0, 0x11AC0),
}
# Names of languages and words as their speakers write them in Latin letters.
LATIN_WORDS = (
    "Dënesųłıné",
    "Tłı̨chǫ",
    "Tłı̨̀chǫ",
    "Hul'q'umi'num'",
    "Hul’q’umi’num’",
    "Kwak̓wala",
    "Secwepemctsín",
    "nsyilxcən",
    "SENĆOŦEN",
    "Gwich'in",
    "X̱aad Kíl",
    "Mi'kmaq",
    "Miʼkmaq",
    "Kanien'kéha",
    "Innu ᵘ",
    "Michif",
    "g̱ x̌ʷ ꞌ ꞉ Ɂ ɂ Ⱥ",
    "Élise Bélanger Œuvre Noël Garçon",
)


@lru_cache(maxsize=8)
def letters(name: str) -> frozenset[int]:
    """The code points that a font file holds."""
    face = hb.Face(hb.Blob.from_file_path(str(FONTS / name)))
    return frozenset(face.unicodes)


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("block", sorted(SYLLABICS))
def test_every_syllabic_is_in_a_font(weight: str, block: str) -> None:
    held = letters(f"BCSans-{weight}.ttf") | letters(f"NotoSansCanadianAboriginal-{weight}.ttf")
    assert [f"U+{point:04X}" for point in SYLLABICS[block] if point not in held] == []


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("word", LATIN_WORDS)
def test_the_text_face_writes_every_word(weight: str, word: str) -> None:
    held = letters(f"BCSans-{weight}.ttf")
    assert [letter for letter in word if ord(letter) not in held] == []


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
@pytest.mark.parametrize("text", ["ı̨̀", "k̓", "g̱", "x̌"])
def test_marks_are_placed_by_the_font(weight: str, text: str) -> None:
    """A mark takes no room of its own and is moved onto its letter, below or above it."""
    font = hb.Font(hb.Face(hb.Blob.from_file_path(str(FONTS / f"BCSans-{weight}.ttf"))))
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    places = buffer.glyph_positions
    assert places is not None
    assert places[0].x_advance > 0
    moved = [(place.x_offset, place.y_offset) for place in places[1:]]
    assert len(moved) == len(text) - 1
    assert all(place.x_advance == 0 for place in places[1:])
    assert (0, 0) not in moved
    assert len(set(moved)) == len(moved)


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.name)
def test_each_font_is_small_and_comes_with_its_licence(path: Path) -> None:
    assert path.stat().st_size < LARGEST
    licence = FONTS / f"{path.stem.split('-')[0]}-OFL.txt"
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")
