"""Changing a form while it is made: nothing is lost on the way, and a move can be moved back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.forms.definition import Form, Question, Sort
from desktop_app.domain.forms.editing import added, changed, free_name, moved, without


def n(name: str) -> Question:
    return Question(name, Sort.TEXT)


FORM = Form((n("a"), Question("g", Sort.GROUP, questions=(n("b"), n("c"))), n("d")))


def names(form: Form) -> list[tuple[str, int]]:
    return [(one.name, len(inside)) for one, inside in form.walk()]


def test_a_question_is_added_where_it_was_asked_for() -> None:
    assert names(added(FORM, n("x"), "b")) == [
        ("a", 0),
        ("g", 0),
        ("b", 1),
        ("x", 1),
        ("c", 1),
        ("d", 0),
    ]
    assert names(added(FORM, n("x"), "g", inside=True))[-2:] == [("x", 1), ("d", 0)]
    assert names(added(FORM, n("x"), "g")) == [
        ("a", 0),
        ("g", 0),
        ("b", 1),
        ("c", 1),
        ("x", 0),
        ("d", 0),
    ]
    assert names(added(FORM, n("x")))[-1] == ("x", 0)


def test_taking_out_and_changing() -> None:
    assert names(without(FORM, "g")) == [("a", 0), ("d", 0)]
    assert names(without(FORM, "c")) == [("a", 0), ("g", 0), ("b", 1), ("d", 0)]
    other = changed(FORM, "g", Question("g", Sort.REPEAT, "Plusieurs"))
    assert names(other) == names(FORM)
    assert other.question("g") is not None
    assert free_name(FORM, "A ?") == "a_2"
    assert free_name(FORM, "ᐃᒡᓗ") == "question"


@given(st.lists(st.tuples(st.sampled_from("abcdg"), st.sampled_from([-1, 1])), max_size=12))
def test_moving_loses_and_doubles_nothing(steps: list[tuple[str, int]]) -> None:
    form = FORM
    for name, by in steps:
        form = moved(form, name, by)
        assert sorted(one for one, _ in names(form)) == ["a", "b", "c", "d", "g"]


def test_a_question_goes_into_a_group_and_out_of_it() -> None:
    inside = moved(FORM, "a", 1)
    assert names(inside) == [("g", 0), ("a", 1), ("b", 1), ("c", 1), ("d", 0)]
    assert moved(inside, "a", -1) == FORM
    assert moved(FORM, "a", -1) == FORM
