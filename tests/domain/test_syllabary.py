"""Typing syllabics by their sounds: what is written reads back as what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.words.folding import fold
from desktop_app.domain.words.syllabary import SYLLABARIES, Syllabary, syllabary
from desktop_app.domain.words.syllabics import readings

READING = {"iu": 0, "iu-nunavik": 0, "cr-east": 1, "cr-west": 2}
SHORT = {"cr-west": {"ii": "i", "oo": "o", "aa": "a"}}
"""Vowels whose length this reading does not tell."""

SOUNDS = [(one, line.onset + vowel, sign) for one in SYLLABARIES for line in one.lines
          for vowel, sign in zip(one.vowels, line.signs, strict=True) if sign]  # fmt: skip


def expected(one: Syllabary, sounds: str) -> str:
    for long, short in SHORT.get(one.code, {}).items():
        sounds = sounds.replace(long, short)
    return sounds.replace("ł", "l")


@pytest.mark.parametrize("one", SYLLABARIES, ids=lambda one: one.code)
def test_every_sign_of_a_chart_reads_as_the_sound_that_types_it(one: Syllabary) -> None:
    heard = [
        (sounds, readings(sign)[READING[one.code]]) for of, sounds, sign in SOUNDS if of is one
    ]
    assert len(heard) >= 80
    assert [(sounds, expected(one, sounds)) for sounds, _ in heard] == heard
    finals = [(line.onset, line.final) for line in one.lines if line.final]
    assert [readings(sign)[READING[one.code]] for _, sign in finals] == [
        expected(one, onset) for onset, _ in finals
    ]


@pytest.mark.parametrize(
    ("code", "sounds", "signs"),
    [
        ("iu", "nu", "ᓄ"),
        ("iu", "nunavut", "ᓄᓇᕗᑦ"),
        ("iu", "inuktitut", "ᐃᓄᒃᑎᑐᑦ"),
        ("iu", "iqaluit", "ᐃᖃᓗᐃᑦ"),
        ("iu", "panniqtuuq", "ᐸᓐᓂᖅᑑᖅ"),
        ("iu", "uqqurmiut", "ᐅᖅᑯᕐᒥᐅᑦ"),
        ("iu-nunavik", "pai", "ᐯ"),
        ("iu", "pai", "ᐸᐃ"),
        ("cr-west", "nêhiyawêwin", "ᓀᐦᐃᔭᐍᐏᐣ"),
        ("cr-west", "mahkwa", "ᒪᐦᑿ"),
        ("cr-west", "-mihk", "-ᒥᕽ"),
        ("cr-east", "iiyiyuu", "ᐄᔨᔫ"),
    ],
)
def test_known_words(code: str, sounds: str, signs: str) -> None:
    assert syllabary(code).written(sounds) == signs


@given(st.sampled_from(SYLLABARIES), st.text("abcdefghijklmnopqrstuvwxyzł -'1", max_size=20))
def test_nothing_that_is_typed_is_lost(one: Syllabary, sounds: str) -> None:
    """A letter without a sign stays as it is, and so does what is no letter."""
    signs = one.written(sounds)
    assert bool(signs) is bool(sounds)
    for other in " -'1":
        assert signs.count(other) == sounds.count(other)


def test_what_was_typed_in_signs_is_found_by_roman_letters_and_back() -> None:
    assert fold("ᓄᓇᕗᑦ") != ""
    assert "nunavut" in readings(syllabary("iu").written("nunavut"))
