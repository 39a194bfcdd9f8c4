"""Forms as rules: expressions, circles, what is shown and worked out, hostile definitions."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.forms.checking import circles, problems_of
from desktop_app.domain.forms.definition import (
    Form,
    NewerForm,
    NotAForm,
    Option,
    Question,
    Sort,
    is_newer,
    read_form,
    read_leniently,
    write_form,
)
from desktop_app.domain.forms.expressions import (
    DEEPEST,
    ExpressionWrong,
    Looks,
    read,
    work_out,
)
from desktop_app.domain.forms.filling import (
    DECLINED,
    LATER,
    Answer,
    Filling,
    Place,
)
from desktop_app.domain.forms.in_words import calculation_in_words, condition_in_words

TODAY = date(2026, 11, 21)
ANSWERS = {
    "income": Decimal(2000),
    "place": "Lac-Exemple",
    "needs": "tax food",
    "born": "1951-03-02",
}


def looks(**answers: object) -> Looks:
    told = {**ANSWERS, **answers}
    return Looks(
        told.get,  # type: ignore[arg-type]
        lambda name: [Decimal(3), None, Decimal(4)],
        Decimal(7),
        TODAY,
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 + 2 * 3", Decimal(7)),
        ("(1 + 2) * 3", Decimal(9)),
        ("10 - 3 - 2", Decimal(5)),
        ("7 mod 4", Decimal(3)),
        ("-2 + 5", Decimal(3)),
        ("income * 12 > 20000 and selected(needs, 'tax')", True),
        ("not(selected(needs, 'house')) or false()", True),
        ("place = 'Lac-Exemple'", True),
        ("nothing = ''", True),
        ("nothing > 3", False),
        ("nothing + 3", None),
        ("1 / 0", None),
        ("if(income > 1, 'yes', 'no')", "yes"),
        ("coalesce(nothing, 4)", Decimal(4)),
        ("sum(child) + count(child)", Decimal(9)),
        ("round(10 / 3, 2)", Decimal("3.33")),
        ("min(4, 2, 9)", Decimal(2)),
        ("years(born)", Decimal(75)),
        ("born < '1960-01-01'", True),
        (". >= 0 and . <= 7", True),
        ("0.1 + 0.2 = 0.3", True),
        ("answered(nothing)", False),
        ("count_selected(needs)", Decimal(2)),
    ],
)
def test_expressions_come_to_what_they_say(text: str, told: object) -> None:
    assert work_out(read(text), looks()) == told


@pytest.mark.parametrize(
    "text",
    [
        "", "1 +", "(1", "1 2", "a..b", "__import__('os')", "open('x')", "a[0]", "a.b", "lambda: 1",
        "1 = 2 = 3", "count(1)", "if(1, 2)", "'", "and", "x y", "9" * 2000, "(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
        "+".join(["1"] * 400),
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(ExpressionWrong):
        read(text)


@given(st.text("ab1.('\"),<>=+-*/ andorif", max_size=60))
def test_no_text_breaks_the_reader_or_the_reckoning(text: str) -> None:
    try:
        node = read(text)
    except ExpressionWrong:
        return
    assert isinstance(work_out(node, looks()), Decimal | str | bool | None)


def q(name: str, sort: Sort = Sort.INTEGER, **more: object) -> Question:
    told = {"french": name, "english": name, "why_french": "x", "why_english": "x", **more}
    return Question(name, sort, **told)  # type: ignore[arg-type]


CHILDREN = Form(
    (
        q("has_children", Sort.YES_NO, required=True),
        q(
            "child",
            Sort.REPEAT,
            when="has_children",
            questions=(q("age", check=". < 18"), q("benefit", Sort.MONEY, when="age < 6")),
        ),
        q("total", Sort.MONEY, calculate="sum(benefit)"),
        q("many", Sort.CALCULATION, calculate="if(count(age) > 1, 'yes', 'no')"),
    )
)


def answers(**told: object) -> dict[Place, Answer]:
    out = {}
    for name, value in told.items():
        question, _, repeat = name.partition("__")
        out[Place(question, repeat.replace("_", "/"))] = (
            value if isinstance(value, Answer) else Answer(str(value))
        )
    return out


def test_a_form_shows_works_out_and_checks() -> None:
    filling = Filling(CHILDREN)
    empty = filling.fill({}, TODAY)
    assert [one.place.question for one in empty.missing()] == ["has_children"]
    assert [one.question.name for one in empty.asked()] == ["has_children", "total", "many"]
    given_ = answers(
        has_children="yes",
        age__1="3",
        benefit__1="12000",
        age__2="9",
        benefit__2="999",
        age__3="20",
    )
    filled = filling.fill(given_, TODAY)
    assert filled.line("child").times == 3
    assert not filled.line("benefit", "2").shown  # what is hidden counts as nothing and is kept
    assert filled.line("benefit", "2").value == "999"
    assert filled.line("total").value == "12000"
    assert filled.line("many").value == "yes"
    assert [one.place for one in filled.wrong()] == [Place("age", "3")]
    hidden = filling.fill({**given_, Place("has_children"): Answer("no")}, TODAY)
    assert hidden.line("total").value == "0"
    assert not hidden.wrong()


def test_prefer_not_to_say_and_ask_later_settle_a_required_question() -> None:
    filling = Filling(CHILDREN)
    for state in (DECLINED, LATER):
        assert not filling.fill(answers(has_children=Answer("", state)), TODAY).missing()


def test_answers_that_the_form_does_not_know_are_kept() -> None:
    filled = Filling(CHILDREN).fill(answers(gone="old", age__0="1", age__9999="2"), TODAY)
    assert [place.question for place, _ in filled.kept] == ["age", "age", "gone"]


def test_circles_are_found_and_named() -> None:
    form = Form(
        (
            q("a", when="b > 1"),
            q("b", calculate="c + 1"),
            q("c", when="a = 2"),
            q("d", when="a = 1"),
        )
    )
    assert circles(form) == (("a", "b", "c"),)
    told = [str(one.words) for one in problems_of(form)]
    assert any("a → b → c → a" in one for one in told)
    # A laptop that gets such a form shows what lies in the circle, and does not hang.
    filled = Filling(form).fill(answers(a="2"), TODAY)
    assert [one.question.name for one in filled.asked()] == ["a", "b", "c", "d"]
    assert len(filled.circles) == 1
    assert circles(Form((q("a", when="a = 1"),))) == (("a",),)
    held = Form((q("g", Sort.GROUP, when="x = 1", questions=(q("x"),)),))
    assert circles(held) == (("g", "x"),)


def test_problems_say_at_which_question() -> None:
    form = Form(
        (
            q("a", when="gone = 1"),
            q("b", check="age > ("),
            q("c", when="age > 3"),
            q("child", Sort.REPEAT, questions=(q("age"),)),
            q("d", Sort.CHOICE),
            q("a"),
            Question("e", Sort.TEXT, "e", "e"),
        )
    )
    told = {(one.question, str(one.words)) for one in problems_of(form)}
    assert ("a", "“a”, asked only if: There is no question “gone”.") in told
    assert (
        "c",
        "“c”, asked only if: “age” is asked several times; use count(age) or sum(age).",
    ) in told
    assert {one for one, _ in told} == {"a", "b", "c", "d", "e"}
    assert not problems_of(CHILDREN)


def test_a_form_is_read_as_it_was_written_with_what_a_later_release_added() -> None:
    form = Form(
        (
            q(
                "a",
                Sort.CHOICE,
                choices=(Option("x", "X", "Ex", {"colour": "red"}), Option("y")),
                extra={"sound": [1]},
            ),
            *CHILDREN.questions,
        ),
        {"theme": "winter"},
    )
    assert read_form(write_form(form)) == form
    assert json.loads(write_form(form))["theme"] == "winter"
    assert json.loads(write_form(form))["questions"][0]["sound"] == [1]


def test_a_form_of_a_newer_release_is_told_apart_from_a_damaged_one() -> None:
    newer = json.dumps(
        {"format": 2, "questions": [{"name": "a", "kind": "hologram", "fr": "A", "en": "B"}]}
    )
    other = json.dumps({"format": 1, "questions": [{"name": "a", "kind": "hologram"}]})
    for text in (newer, other):
        assert is_newer(text)
        with pytest.raises(NewerForm):
            read_form(text)
    assert [(depth, name) for depth, name, _ in read_leniently(newer)] == [(0, "a")]


def bomb(depth: int) -> dict[str, object]:
    return {"name": "a", "kind": "group", "questions": [bomb(depth - 1)] if depth else []}


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{", "null", '{"format": 1, "questions": 3}', '{"format": true, "questions": []}',
        '{"format": NaN, "questions": []}', "[" * 50_000, '{"format": 0}',
        json.dumps({"format": 1, "questions": [bomb(6)]}),
        json.dumps({"format": 1, "questions": [{"name": f"q{n}", "kind": "note"} for n in range(301)]}),
        json.dumps({"format": 1, "questions": [{"name": "A b", "kind": "note"}]}),
        json.dumps({"format": 1, "questions": [{"name": "a", "kind": "choice", "choices": [{"value": "a b"}]}]}),
        json.dumps({"format": 1, "questions": [{"name": "a", "kind": "choice", "choices": [{"value": str(n)} for n in range(501)]}]}),
        json.dumps({"format": 1, "questions": [{"name": "a", "kind": "note", "fr": "x" * 5000}]}),
        json.dumps({"format": 1, "questions": [], "filler": "x" * 61_000}),
    ],
)  # fmt: skip
def test_hostile_definitions_are_refused_at_once(text: str) -> None:
    with pytest.raises(NotAForm):
        read_form(text)


def test_repeats_of_repeats_stay_bounded() -> None:
    inner = q("x", Sort.REPEAT, questions=(q("y"),))
    form = Form((q("a", Sort.REPEAT, questions=(q("b", Sort.REPEAT, questions=(inner,)),)),))
    filled = Filling(form).fill(answers(y__50_50_50="1", y__1_1_1="2"), TODAY)
    assert len(filled.lines) < 20_000


_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.text("abé_ 1", max_size=4)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "kind", "questions", "choices", "value", "fr", "when", "most", "format"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80)
@given(_JSON)
def test_any_json_is_a_form_or_is_refused(plain: object) -> None:
    text = json.dumps({"format": 1, "questions": plain}, ensure_ascii=False)
    try:
        form = read_form(text)
    except (NotAForm, NewerForm):
        return
    problems_of(form)
    Filling(form).fill({}, TODAY)
    assert read_form(write_form(form)) == form


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("heat = 'wood'", "“Heating?” is “With wood”"),
        ("heat != 'wood' and child", "“Heating?” is not “With wood” and “Children?” is yes"),
        ("child = 'no' or not(answered(heat))", "“Children?” is no or “Heating?” is not answered"),
        (
            "child and (cost > 12 or selected(heat, 'wood'))",
            "“Children?” is yes and (“Cost?” is more than 12 or “Heating?” includes “With wood”)",
        ),
        ("count(cost) >= 2", "the number of “Cost?” is at least 2"),
        ("round(cost) > 2", None),
        ("not(cost > 2)", None),
        ("cost", None),
        ("gone = 'x'", None),
        (". > 2", None),
        ("cost >", None),
    ],
)
def test_a_condition_is_said_in_the_words_of_the_questions_or_not_at_all(
    text: str, said: str | None
) -> None:
    form = Form(
        (
            Question("heat", Sort.CHOICE, english="Heating?",
                     choices=(Option("wood", english="With wood"),)),
            Question("child", Sort.YES_NO, english="Children?"),
            Question("cost", Sort.MONEY, english="Cost?"),
        )
    )  # fmt: skip
    found = condition_in_words(text, form)
    assert (None if found is None else str(found)) == said
    assert str(calculation_in_words("(cost + 2) * 6", form)) == "(“Cost?” + 2) × 6"
    assert calculation_in_words("cost mod 2", form) is None
