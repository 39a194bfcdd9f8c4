"""The rules of plans, applications, documents and the benefits check, without a database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.casework.applications import (
    Amount,
    Gain,
    Step,
    days_late,
    due_on,
    gain_of,
    is_doubtful,
    same_request,
    standing,
    steps_of,
)
from desktop_app.domain.casework.benefits import ACCEPTED, DECIDED, PAID, REFUSED, STATES
from desktop_app.domain.casework.benefits_check import Condition, Rules, Weight, hints, meets
from desktop_app.domain.casework.documents import Paper, still_missing
from desktop_app.domain.casework.plans import in_order, percent_reached, progress_of
from desktop_app.domain.fields import Value

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(date.isoformat)
NAMES = [one.value for one in STATES]


@given(st.lists(st.tuples(st.sampled_from(NAMES), DAYS), max_size=6), st.randoms())
def test_where_an_application_stands_does_not_depend_on_the_order(
    noted: list[tuple[str, str]], chance: object
) -> None:
    items: dict[str, dict[str, Value]] = {
        f"{number:032x}": {"state": state, "on": on} for number, (state, on) in enumerate(noted)
    }
    mixed = list(items.items())
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert steps_of(dict(mixed)) == steps_of(items)
    last = standing(steps_of(items))
    assert last.on == max((on for _, on in noted), default="")


def test_a_decision_of_the_day_of_sending_stands_after_it() -> None:
    items: dict[str, dict[str, Value]] = {
        "a": {"state": "decided", "on": "2026-03-01"},
        "b": {"state": "sent", "on": "2026-03-01"},
    }
    assert standing(steps_of(items)).state == "decided"


@pytest.mark.parametrize(
    ("state", "answer_by", "usual", "due"),
    [
        ("sent", "", 30, "2026-10-31"),
        ("sent", "", 0, "2026-11-26"),
        ("acknowledged", "2026-11-01", 30, "2026-11-01"),
        ("gathered", "2026-11-01", 30, ""),
        ("paid", "", 30, ""),
    ],
)
def test_an_answer_is_late_by_promise_then_by_custom(
    state: str, answer_by: str, usual: int, due: str
) -> None:
    step = Step("", state, "2026-10-01")
    assert due_on(step, answer_by, usual) == due
    late = days_late(step, answer_by, usual, TODAY)
    assert late == (max(0, (TODAY - date.fromisoformat(due)).days) if due else 0)


def test_no_date_can_break_the_delay() -> None:
    assert due_on(Step("", "sent", ""), "", 10) == ""
    assert due_on(Step("", "sent", "9999-12-31"), "", 10**9) == ""


def test_what_is_paid_counts_for_the_year_and_what_is_refused_does_not() -> None:
    month = Amount(50_000, "month", "2026-01-01", "", PAID, "")
    assert gain_of(month, TODAY) == Gain(600_000, 0)
    assert gain_of(Amount(10_000, "quarter", "", "", DECIDED, ACCEPTED), TODAY).yearly == 40_000
    assert gain_of(Amount(30_000, "once", "", "", PAID, ""), TODAY) == Gain(0, 30_000)
    for lost in (
        Amount(50_000, "month", "", "", DECIDED, REFUSED),
        Amount(50_000, "month", "", "", "sent", ""),
        Amount(50_000, "month", "", "2026-11-20", PAID, ""),
        Amount(50_000, "", "", "", PAID, ""),
    ):
        assert gain_of(lost, TODAY) == Gain()


@given(
    st.lists(
        st.builds(
            Amount,
            st.integers(0, 10**7),
            st.sampled_from(["month", "quarter", "year", "once", ""]),
            DAYS,
            st.one_of(st.just(""), DAYS),
            st.sampled_from(NAMES),
            st.sampled_from(["", "accepted", "partly", "refused"]),
        )
    )
)
def test_a_household_never_loses_by_more_applications(amounts: list[Amount]) -> None:
    whole = Gain()
    for one in amounts:
        more = whole + gain_of(one, TODAY)
        assert more.yearly >= whole.yearly
        assert more.once >= whole.once
        whole = more


def test_a_wrong_unit_is_asked_about() -> None:
    assert is_doubtful(120_000_000, "month")
    assert is_doubtful(12, "month")
    assert is_doubtful(-5_000, "year")
    assert not is_doubtful(110_874, "month")
    assert not is_doubtful(815_700, "year")
    assert not is_doubtful(0, "")


def test_the_same_request_is_known_by_benefit_person_and_year() -> None:
    one = ("ca.ccb", "", "m1", 2024)
    assert same_request(one, ("ca.ccb", "", "m1", 0))
    assert not same_request(one, ("ca.ccb", "", "m1", 2023))
    assert not same_request(one, ("ca.ccb", "", "m2", 2024))


def test_papers_are_known_by_any_of_their_names() -> None:
    papers = [Paper(("Notice of assessment", "Avis de cotisation"), "in_hand"),
              Paper(("Lease",), "needed"), Paper(("Passport",), "not_needed")]  # fmt: skip
    asked = [("avis de COTISATION",), ("Lease", "Bail"), ("Passport",), ("Photograph",)]
    assert still_missing(asked, papers) == [1, 3]
    assert still_missing([("Lease",)], [*papers, Paper(("lease",), "in_hand")]) == []


@given(st.integers(), st.integers(0, 9), st.integers(1, 9))
def test_how_much_is_reached_stays_between_nothing_and_all(
    said: int, done: int, steps: int
) -> None:
    progress = progress_of({"a": {"on": "2026-01-01", "percent": said}})
    reached = percent_reached("open", progress, min(done, steps), steps)
    assert reached is not None
    assert 0 <= reached <= 100
    assert percent_reached("reached", progress, 0, steps) == 100


def test_open_steps_come_by_their_day_and_done_ones_last() -> None:
    steps = [("a", "", ""), ("b", "2026-05-01", ""), ("c", "2026-01-01", "2026-02-01"),
             ("d", "2026-03-01", "")]  # fmt: skip
    assert in_order(steps) == ["d", "b", "a", "c"]


GIS = Rules(
    "gis",
    "",
    True,
    False,
    (Condition("age", "least", "65"), Condition("income", "one_of", "under_20|20_40")),
)


def test_a_hint_says_why_and_what_is_missing() -> None:
    (hint,) = hints([GIS], {"age": 70, "income": "under_20", "return_filed": "no"})
    assert (hint.weight, hint.because, hint.missing, hint.file_first) == (
        Weight.LIKELY, ("age", "income"), (), True,
    )  # fmt: skip
    (hint,) = hints([GIS], {"age": 70, "income": "not_said"})
    assert (hint.weight, hint.missing) == (Weight.OPEN, ("income",))
    assert hints([GIS], {"age": 50, "income": "under_20"}) == ()
    assert hints([GIS], {}) == ()
    assert hints([Rules("old", "", True, True, GIS.conditions)], {"age": 70}) == ()


def test_a_benefit_of_another_province_is_no_hint() -> None:
    local = Rules("qc", "QC", False, False, (Condition("children", "least", "1"),))
    assert [one.code for one in hints([local], {"children": 2, "province": "QC"})] == ["qc"]
    assert hints([local], {"children": 2, "province": "NU"}) == ()
    assert hints([local], {"province": "QC"}) == ()


@given(
    st.dictionaries(
        st.sampled_from(["age", "income", "province", "return_filed"]),
        st.one_of(st.none(), st.text(max_size=8), st.integers(), st.booleans()),
    )
)
def test_no_answer_breaks_the_check(answers: dict[str, Value]) -> None:
    for hint in hints([GIS], answers):
        assert hint.because
        assert all(answers.get(one) not in (None, "", "not_said", "later") for one in hint.because)


def test_a_test_of_a_newer_release_tells_nothing() -> None:
    assert meets(Condition("age", "between", "60|65"), 62) is None
    assert meets(Condition("age", "least", "many"), 62) is None
