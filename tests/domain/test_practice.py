"""Which version holds, in which language, how complete a file is, and which files are drawn."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.casework.file_quality import FIELDS, RULES, FileState, Norms, draw, quality
from desktop_app.domain.casework.practice import KINDS, PRACTICE_EXCEPTION, in_force, spoken_first

TODAY = date(2026, 3, 2)
DAYS = [(TODAY + timedelta(days=days)).isoformat() for days in range(-3, 4)]

versions = st.lists(
    st.tuples(
        st.sampled_from(["late", "walk_in"]),
        st.sampled_from(DAYS),
        st.integers(1, 3),
        st.text("0123456789abcdef", min_size=4, max_size=4),
    ),
    unique_by=lambda one: one[3],
)


@given(versions, st.randoms(use_true_random=False))
def test_the_version_in_force_depends_on_no_order(
    made: list[tuple[str, str, int, str]], chance: random.Random
) -> None:
    today = TODAY.isoformat()
    held = in_force(made, today, lambda one: one)
    shuffled = list(made)
    chance.shuffle(shuffled)
    assert in_force(shuffled, today, lambda one: one) == held
    for text, one in held.items():
        assert one[1] <= today
        assert all(
            other[1:3] <= one[1:3] for other in made if other[0] == text and other[1] <= today
        )


def test_a_text_is_said_in_the_language_wanted_or_the_next_and_never_made_up() -> None:
    assert spoken_first(["iu-x-nunavik", "fr", "en"], ["en", "iu", "fr"]) == "iu"
    assert spoken_first(["atj", "fr", "en"], ["en", "fr"]) == "fr"
    assert spoken_first(["am", "en"], ["en", "fr"]) == "en"
    assert spoken_first(["am"], ["iu", "fr"]) == "fr"
    assert spoken_first(["fr"], []) == ""


@given(
    st.sets(st.sampled_from(sorted(FIELDS))),
    st.sets(st.sampled_from(sorted(FIELDS))),
    st.lists(st.booleans(), min_size=9, max_size=9),
    st.integers(0, 20),
    st.integers(0, 200),
)
def test_a_file_is_complete_when_nothing_is_missing(
    asked: set[str], filled: set[str], yes: list[bool], weeks: int, ago: int
) -> None:
    norms = Norms(asked, yes[0], yes[1], yes[2], yes[3], weeks)
    last = TODAY - timedelta(days=ago)
    state = FileState(filled, yes[8], yes[4], yes[5], yes[6], yes[7], last)
    found = quality(state, norms, TODAY)
    assert 0 <= found.score <= 100
    assert (found.score == 100) == (not found.missing)
    assert set(found.missing) <= FIELDS.keys() | RULES.keys()
    assert len(found.words()) == len(found.missing)
    assert ("contact" in found.missing) == (weeks > 0 and ago > 7 * weeks)
    # Whoever completes the file is never told of less than before.
    whole = FileState(FIELDS.keys(), yes[8], True, True, True, True, TODAY)
    assert quality(whole, norms, TODAY).missing == ()


def test_a_laptop_without_the_names_does_not_ask_for_them() -> None:
    state = FileState({"language"}, False, True, True, True, True, TODAY)
    assert quality(state, Norms(), TODAY).score == 100
    held = FileState({"language"}, True, True, True, True, True, TODAY)
    assert quality(held, Norms(), TODAY).missing == ("given", "family", "birth_date", "reach")


@given(st.sets(st.binary(min_size=16, max_size=16), max_size=30), st.integers(0, 12), st.text())
def test_one_seed_draws_the_same_files(files: set[bytes], many: int, seed: str) -> None:
    drawn = draw(files, many, seed)
    assert len(drawn) == min(many, len(files))
    assert draw(sorted(files), many, seed) == drawn
    another = draw([*files, bytes(16)], many, seed)
    assert len(set(drawn) - set(another)) <= 1


def test_an_exception_has_no_field_for_a_person() -> None:
    assert not [one.name for one in PRACTICE_EXCEPTION.fields if one.reference]
    assert sorted(one.number for one in KINDS) == [54, 55, 56, 58, 59, 70]
