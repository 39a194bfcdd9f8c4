"""Every letter in its font, every mark in its place, every word found again."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.reports.pdf import Cell, Paper, Words
from desktop_app.reports.printable import CUT, LONGEST, on_one_line, printable
from desktop_app.reports.typeset import Style, lines_of, width_of, without_letters
from tests.reports.samples import PRINTED, squeezed, text_by_pdfium, text_by_pypdf

SYLLABICS = ("ᓀᐦᐃᔭᐍᐏᐣ", "ᐃᓄᒃᑎᑐᑦ", "ᐸᖕᓂᖅᑑᖅ", "ᐊᓂᔑᓈᐯᒧᐎᓐ", "ᑌᓀ ᔨᓬ")
LATIN = (
    "Tłı̨chǫ",
    "Tłı̨̀chǫ",
    "Kwak̓wala",
    "X̱aad Kíl",
    "x̌ʷəm",
    "SENĆOŦEN",
    "Dënesųłıné",
    "Kanien'kéha",
    "nsyilxcən",
    "Gwich'in",
    "Élise Beauséjour",
)


def on_paper(*texts: str, bold: bool = False) -> bytes:
    paper = Paper("Test", PRINTED, "en")
    for text in texts:
        paper.text(text, Style(14.0, bold=bold))
    return paper.finish()


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("word", SYLLABICS)
def test_syllabics_come_back_whole_from_both_readers(word: str, bold: bool) -> None:
    paper = on_paper(f"Avant {word} après", bold=bold)
    assert f"Avant {word} après" in text_by_pdfium(paper)
    assert f"Avant {word} après" in text_by_pypdf(paper)


@pytest.mark.parametrize("word", LATIN)
def test_words_with_marks_come_back_from_both_readers(word: str) -> None:
    paper = on_paper(word)
    assert unicodedata.normalize("NFC", word) in unicodedata.normalize("NFC", text_by_pdfium(paper))
    assert squeezed(unicodedata.normalize("NFC", word)) in squeezed(text_by_pypdf(paper))


def test_only_words_with_marks_are_shaped() -> None:
    (line,) = lines_of("Office AVATo Tłı̨chǫ ᓀᐦᐃᔭᐍᐏᐣ", Style(), 500)
    shaped = [run.text for run in line.runs if run.shaped is not None]
    assert shaped == ["Tłı̨chǫ"]
    assert [run.font for run in line.runs if "ᓀ" in run.text] == [
        "NotoSansCanadianAboriginal-Regular"
    ]


def test_fonts_are_embedded() -> None:
    paper = on_paper("Name ᓀᐦᐃᔭᐍᐏᐣ")
    assert paper.count(b"/FontFile2") >= 2


def test_what_no_font_has_is_told() -> None:
    assert without_letters("Ana ᐃᓄᒃ") == ()
    assert without_letters("Ana שלום 😀\n") == ("ש", "ל", "ו", "ם", "😀")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\u202eb", "a[U+202E]b"),
        ("a\u2066b", "a[U+2066]b"),
        ("a\x07b\x00", "a[U+0007]b[U+0000]"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\tb\r\nc\rd\u2028e", "a b\nc\nd\ne"),
        ("a\ud800b", "a\ufffdb"),
        ("e\u0301", "é"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_hidden_signs_are_written_out(typed: str, shown: str) -> None:
    assert printable(typed) == shown


def test_a_text_without_end_is_cut_with_a_mark() -> None:
    assert printable("a" * 1_000_000) == "a" * LONGEST + f" {CUT}"
    assert printable("a" + "\u0301\u0302" * 50).endswith(CUT)
    assert on_one_line("a\nb", 10) == "a b"


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=120), st.sampled_from([60.0, 200.0]))
def test_no_line_is_wider_than_its_place(text: str, width: float) -> None:
    style = Style(12.0)
    lines = lines_of(text, style, width)
    assert all(line.width <= width + 0.01 for line in lines)
    # Nothing is lost between the lines but spaces, and nothing is said twice.
    whole = [line.text for line in lines_of(text, style, 100_000.0)]
    assert squeezed("".join(line.text for line in lines)) == squeezed("".join(whole))
    assert len(lines_of(text, style, width, most=2)) <= 2


def test_long_words_break_after_their_hyphens() -> None:
    width = width_of("Anderson-Beaus", Style())
    assert [line.text for line in lines_of("Anderson-Beausejour-Cardinal", Style(), width)] == [
        "Anderson-",
        "Beausejour-",
        "Cardinal",
    ]


def test_a_cell_higher_than_a_page_is_cut_and_the_pages_are_counted() -> None:
    paper = Paper("Test", PRINTED, "en")
    many = [Words(f"paragraph {number}") for number in range(200)]
    paper.row((Cell(0, 200, many),))
    for number in range(50):
        paper.row((Cell(0, 200, (Words(f"row {number}"),)),))
    text = text_by_pdfium(paper.finish())
    assert CUT in text
    assert "paragraph 199" not in text
    assert "row 49" in text
    assert "Page 1 of 3" in text
    assert "Page 3 of 3" in text
    assert text.count("Printed by Maude Fictive, 2026-11-21 10:42") == 3
