"""Stages and time in them: the same from whatever two laptops wrote, in any order."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.casework.journey_rules import (
    BUILT_IN,
    Span,
    current_span,
    due_on,
    program_of,
    spans_of,
    standing,
    told_spans,
)
from desktop_app.domain.casework.triage import BUILT_IN as QUESTIONS
from desktop_app.domain.casework.triage import (
    COMPLEX,
    SIMPLE,
    Answer,
    Given,
    Question,
    circle_of,
    next_question,
    reasons_of,
    result_of,
)
from desktop_app.domain.fields import DELETED, Value
from desktop_app.domain.overlay import overlaid
from desktop_app.language import Label, use_language

DAY = date(2026, 11, 21)
days = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(date.isoformat)
stages = st.sampled_from([one.id for one in BUILT_IN.stages])
spans = st.lists(
    st.builds(Span, st.uuids().map(str), stages, days, st.one_of(st.just(""), days)),
    max_size=6,
    unique_by=lambda one: one.id,
)


def _items(some: list[Span]) -> dict[str, dict[str, Value]]:
    return {
        one.id: {"stage": one.stage, "entered_on": one.entered_on, "left_on": one.left_on or None}
        for one in some
    }


def test_the_built_in_program_has_five_stages_of_which_one_may_be_skipped() -> None:
    assert [one.name.french for one in BUILT_IN.stages] == [
        "Découvrir", "Admission et évaluation", "Préparation et transfert", "Prestation", "Suivi",
    ]  # fmt: skip
    assert [one.name.text for one in BUILT_IN.stages if one.optional] == [
        "Preparation and transfer"
    ]
    values, lists = overlaid(BUILT_IN.paths(), {})
    assert program_of(BUILT_IN.id, values, lists["stages"], lists["needs"]) == BUILT_IN


@settings(max_examples=40)
@given(spans, stages, st.randoms())
def test_what_is_shown_does_not_hang_on_the_order_in_which_it_came(
    some: list[Span], stage: str, chance: object
) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert spans_of(_items(some)) == spans_of(_items(shuffled))


@settings(max_examples=40)
@given(spans, stages)
def test_at_most_the_present_stage_is_still_open(some: list[Span], stage: str) -> None:
    told = told_spans(stage, spans_of(_items(some)))
    still = [one for one in told if not one.left_on]
    assert len(still) <= 1
    assert all(one.stage == stage for one in still)
    written = {one.id for one in some if one.left_on}
    assert all(
        one.left_on >= one.entered_on for one in told if one.left_on and one.id not in written
    )


def test_two_laptops_that_moved_apart_leave_one_open_stage() -> None:
    a = Span("1", BUILT_IN.stages[1].id, "2026-11-02")
    b = Span("2", BUILT_IN.stages[3].id, "2026-11-05")
    told = told_spans(b.stage, (a, b))
    assert [(one.stage, one.left_on) for one in told] == [(a.stage, "2026-11-05"), (b.stage, "")]
    told = told_spans(a.stage, (a, b))
    assert [one.left_on for one in told if one.stage == a.stage] == [""]
    assert all(one.left_on for one in told if one.stage == b.stage)


def test_who_is_longer_in_a_stage_than_it_allows_is_stuck() -> None:
    stage = BUILT_IN.stages[0]
    since = (DAY - timedelta(days=stage.stuck_after)).isoformat()
    assert not standing(BUILT_IN, stage.id, since, DAY).stuck
    late = standing(BUILT_IN, stage.id, since, DAY + timedelta(days=1))
    assert (late.days, late.stuck) == (stage.stuck_after + 1, True)
    assert standing(BUILT_IN, stage.id, "", DAY).days == 0
    assert standing(BUILT_IN, "gone", since, DAY).stuck is False
    assert current_span(stage.id, ()) is None
    assert due_on("2026-02-27", 2) == "2026-03-01"
    assert due_on("", 2) == due_on("2026-02-27", 0) == ""


def test_a_change_lies_over_the_built_in_and_the_rest_stays() -> None:
    stage = BUILT_IN.stages[0]
    item = f"{stage.id[:8]}-{stage.id[8:12]}-{stage.id[12:16]}-{stage.id[16:20]}-{stage.id[20:]}"
    values, lists = overlaid(BUILT_IN.paths(), {f"stages/{item}/name_fr": "Premier contact"})
    program = program_of(BUILT_IN.id, values, lists["stages"], lists["needs"])
    assert program.stages[0].name == Label.of("Premier contact", "Discover")
    assert program.stages[1:] == BUILT_IN.stages[1:]
    values, lists = overlaid(BUILT_IN.paths(), {f"stages/{item}/life": DELETED})
    program = program_of(BUILT_IN.id, values, lists["stages"], lists["needs"])
    assert program.stages == BUILT_IN.stages[1:]
    assert program.after(stage.id) == BUILT_IN.stages[1]
    assert program.before(stage.id) is None


def _tree(drawn: list[list[tuple[bool, int]]]) -> list[Question]:
    """drawn: of each question its answers: whether nothing more is asked, and where it leads (-1 on)."""
    ids = [f"{number:032x}" for number in range(len(drawn))]
    return [
        Question(
            ids[number], Label.of("?", "?"),
            tuple(
                Answer(f"{number}.{at}", Label.of("x", "x"), ends=ends,
                       next=ids[to % len(ids)] if to >= 0 else "")
                for at, (ends, to) in enumerate(answers)
            ),
            number,
        )
        for number, answers in enumerate(drawn)
    ]  # fmt: skip


_ANSWERS = st.lists(st.tuples(st.booleans(), st.integers(-1, 4)), min_size=1, max_size=3)


@given(st.lists(_ANSWERS, min_size=1, max_size=5), st.lists(st.integers(0, 2), max_size=9))
def test_every_way_through_the_triage_ends_and_asks_nothing_twice(
    drawn: list[list[tuple[bool, int]]], choose: list[int]
) -> None:
    questions = _tree(drawn)
    way: list[Given] = []
    while (question := next_question(questions, way)) is not None:
        at = choose[len(way)] if len(way) < len(choose) else 0
        way.append(Given(question, question.answers[at % len(question.answers)]))
    assert len({one.question.id for one in way}) == len(way) <= len(questions)
    circle = circle_of(questions)
    if not circle:
        # Then each answer of the way led where it says, and no question had to be left out.
        for one, after in pairwise(way):
            wanted = one.answer.next
            assert not wanted or after.question.id == wanted
    for jump in circle:
        assert jump.answer.next == jump.target.id


def test_an_answer_leads_on_to_another_question_or_back_in_a_circle() -> None:
    on, to_third = (False, -1), (False, 2)
    questions = _tree([[on, to_third], [on], [on], [on]])
    first = questions[0]
    assert next_question(questions, [Given(first, first.answers[1])]) is questions[2]
    assert next_question(questions, [Given(first, first.answers[0])]) is questions[1]
    assert circle_of(questions) == ()
    back = _tree([[on], [on], [(False, 0)]])
    (jump,) = circle_of(back)
    assert (jump.question, jump.target) == (back[2], back[0])
    # Where the question before ends, leading back to it is no circle; to itself it is.
    assert circle_of(_tree([[(False, 2)], [(True, -1)], [(False, 1)]])) == ()
    assert circle_of(_tree([[(False, 0)]]))
    # What is no longer asked leads nowhere, and the order goes on after it.
    assert next_question(questions[1:], [Given(first, first.answers[1])]) is questions[2]
    assert next_question(questions[:2], [Given(first, first.answers[1])]) is questions[1]


def test_one_answer_is_enough_to_make_it_complex_and_says_why() -> None:
    given_so_far: list[Given] = []
    while (question := next_question(QUESTIONS, given_so_far)) is not None:
        given_so_far.append(Given(question, question.answers[0]))
    assert len(given_so_far) == 5
    assert result_of(given_so_far) == SIMPLE
    assert reasons_of(given_so_far) == ()
    question = QUESTIONS[2]
    given_so_far[2] = Given(question, question.answers[1])
    assert result_of(given_so_far) == COMPLEX
    use_language("en")
    assert [str(one) for one in reasons_of(given_so_far)] == ["A bankruptcy touches the year."]
