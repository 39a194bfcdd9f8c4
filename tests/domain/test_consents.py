"""Which purposes are in force: whoever said no is believed, whatever the order of what is known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.casework.consents import SHARE, Agreement, Given, standing
from desktop_app.domain.casework.meeting_ways import fitting_ways

TODAY = date(2026, 3, 10)


def _day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


days = st.integers(-40, 40).map(_day)
some = st.one_of(st.just(""), days)
consents = st.builds(Given, st.sampled_from([SHARE, "file"]), days, some, some)


@pytest.mark.parametrize(
    ("known", "state", "since"),
    [
        ([], Agreement.NEVER_ASKED, ""),
        ([Given(SHARE, _day(1))], Agreement.NEVER_ASKED, ""),
        ([Given(SHARE, _day(0))], Agreement.IN_FORCE, _day(0)),
        ([Given(SHARE, _day(-9), _day(0))], Agreement.ENDS_SOON, _day(-9)),
        ([Given(SHARE, _day(-9), _day(61))], Agreement.IN_FORCE, _day(-9)),
        ([Given(SHARE, _day(-9), _day(-1))], Agreement.ENDED, _day(-1)),
        ([Given(SHARE, _day(-9), "", _day(1))], Agreement.IN_FORCE, _day(-9)),
        ([Given(SHARE, _day(-9), "", _day(0))], Agreement.WITHDRAWN, _day(0)),
        # Another laptop wrote the same consent down a day before it was taken back.
        (
            [Given(SHARE, _day(-9), "", _day(-3)), Given(SHARE, _day(-4))],
            Agreement.WITHDRAWN,
            _day(-3),
        ),
        (
            [Given(SHARE, _day(-9), "", _day(-3)), Given(SHARE, _day(-2))],
            Agreement.IN_FORCE,
            _day(-2),
        ),
        ([Given("file", _day(-9))], Agreement.NEVER_ASKED, ""),
    ],
)
def test_a_purpose_on_a_day(known: list[Given], state: Agreement, since: str) -> None:
    found = standing(known, SHARE, TODAY)
    assert (found.state, found.since) == (state, since)


@given(st.lists(consents, max_size=5), st.randoms())
def test_the_order_says_nothing(known: list[Given], chance: object) -> None:
    mixed = list(known)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert standing(mixed, SHARE, TODAY) == standing(known, SHARE, TODAY)


@given(st.lists(consents, max_size=5), days)
def test_whoever_takes_it_back_today_is_never_shared(known: list[Given], began: str) -> None:
    back = Given(SHARE, min(began, _day(0)), "", _day(0))
    assert not standing([*known, back], SHARE, TODAY).in_force


def test_which_ways_fit_what_a_person_has() -> None:
    def fits(*told: str) -> tuple[bool | None, ...]:
        return tuple(one.fits for one in fitting_ways(*told))

    assert fits("", "", "") == (None, None)
    assert fits("none", "", "") == (False, False)
    assert fits("landline", "good", "alone") == (True, False)
    assert fits("smartphone", "weak", "alone") == (True, False)
    assert fits("smartphone", "good", "none") == (True, False)
    assert fits("computer", "none", "alone") == (False, False)
    assert fits("tablet", "elsewhere", "help") == (True, True)
