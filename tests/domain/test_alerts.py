"""Rules of warnings, rhythms, holidays and the order of what is to be done."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.casework.alerts import (
    RULE_NAMES,
    Alert,
    Awaited,
    Ending,
    FileFacts,
    Thresholds,
    alerts_of,
    standing,
)
from desktop_app.domain.casework.ranking import Pressing, place
from desktop_app.domain.casework.rhythms import OFFERED, Rhythm, next_days, rhythm_of
from desktop_app.domain.words.holidays import holiday_on, is_closed

TODAY = date(2026, 11, 27)
USUAL = Thresholds()


def rules(facts: FileFacts, today: date = TODAY, thresholds: Thresholds = USUAL) -> list[str]:
    return [one.rule for one in alerts_of(facts, thresholds, today)]


def test_a_file_in_which_nothing_is_wrong_is_left_in_peace() -> None:
    assert rules(FileFacts(opened=TODAY, last_contact=TODAY)) == []


def test_quiet_for_weeks_until_somebody_is_in_touch() -> None:
    facts = FileFacts(opened=date(2026, 1, 1), last_contact=TODAY - timedelta(weeks=8))
    assert rules(facts) == ["quiet"]
    assert "8 weeks" in str(alerts_of(facts, USUAL, TODAY)[0].reason)
    assert rules(facts, TODAY - timedelta(days=1)) == []
    assert rules(facts, thresholds=Thresholds(quiet_weeks=0)) == []
    assert rules(FileFacts(opened=date(2026, 1, 1), closed=True)) == []


def test_an_agreement_is_told_at_60_30_and_7_days_each_time_anew_and_when_it_has_ended() -> None:
    seen: list[Alert] = []
    for left in (61, 60, 31, 30, 8, 7, 0, -1):
        consents = (Ending("c", "file", TODAY + timedelta(days=left)),)
        seen += alerts_of(FileFacts(TODAY, TODAY, consents=consents), USUAL, TODAY)
    assert [one.weight for one in seen] == [1, 1, 2, 2, 3, 3, 3]
    assert [one.rule for one in seen][-2:] == ["consent_ends", "consent_ended"]
    one_end = [
        alerts_of(
            FileFacts(TODAY, TODAY, consents=(Ending("c", "file", date(2027, 1, 20)),)),
            USUAL, date(2027, 1, 20) - timedelta(days=left),
        )[0].facts
        for left in (60, 45, 30, 7)
    ]  # fmt: skip
    assert len(set(one_end)) == 3
    papers = FileFacts(
        TODAY, TODAY,
        documents=(Ending("d", "card", TODAY + timedelta(days=7)), Ending("e", "x", date(2026, 1, 1))),
    )  # fmt: skip
    assert rules(papers) == ["document_ends", "document_ended"]
    closed = FileFacts(TODAY, closed=True, consents=(Ending("c", "x", date(2026, 1, 1)),))
    assert rules(closed) == ["consent_ended"]


def test_no_news_stuck_signs_and_somebody_who_did_not_come() -> None:
    old = TODAY - timedelta(days=50)
    facts = FileFacts(
        opened=old, last_contact=TODAY - timedelta(days=20),
        awaited=(Awaited("r", "Clinique", TODAY - timedelta(days=14)),),
        stage=Awaited("s", "Préparation", old),
        signs=(TODAY, TODAY - timedelta(days=89), TODAY - timedelta(days=90)),
        missed=Awaited("a", "", TODAY - timedelta(days=3)),
    )  # fmt: skip
    assert sorted(rules(facts)) == ["no_news", "not_come", "signs", "stuck"]
    assert set(rules(facts)) <= set(RULE_NAMES)
    assert "not_come" not in rules(
        FileFacts(old, TODAY, missed=Awaited("a", "", TODAY - timedelta(days=3)))
    )
    assert rules(FileFacts(TODAY, TODAY, signs=(TODAY, TODAY))) == []


def test_what_is_put_aside_comes_back_when_the_facts_change() -> None:
    facts = FileFacts(opened=date(2026, 1, 1), last_contact=date(2026, 6, 1))
    alert = alerts_of(facts, USUAL, TODAY)[0]
    aside = [(alert.rule, alert.facts)]
    assert standing(alerts_of(facts, USUAL, TODAY), aside) == ()
    assert standing(alerts_of(facts, USUAL, TODAY + timedelta(days=5)), aside) == ()
    later = FileFacts(opened=date(2026, 1, 1), last_contact=date(2026, 7, 1))
    assert len(standing(alerts_of(later, USUAL, TODAY), aside)) == 1


days = st.dates(date(2015, 1, 1), date(2040, 1, 1))
rhythms = st.builds(Rhythm, st.integers(1, 20), st.sampled_from("DWM"))


@given(rhythms, days)
def test_the_days_of_a_rhythm_are_open_rise_and_are_never_too_early(
    rhythm: Rhythm, last: date
) -> None:
    found = next_days(rhythm, last, 3, lambda day: is_closed(day, "QC"))
    assert rhythm_of(str(rhythm)) == rhythm
    assert list(found) == sorted(found)
    for times, day in enumerate(found, 1):
        assert not is_closed(day, "QC")
        assert rhythm.after(last, times) <= day <= rhythm.after(last, times) + timedelta(days=5)


def test_three_weeks_before_christmas_fall_on_the_next_open_day() -> None:
    found = next_days(Rhythm(3, "W"), date(2026, 12, 4), 2, lambda day: is_closed(day, "QC"))
    assert found == (date(2026, 12, 28), date(2027, 1, 15))
    leave = {date(2026, 12, 28), date(2026, 12, 29)}
    found = next_days(
        Rhythm(3, "W"), date(2026, 12, 4), 1, lambda day: is_closed(day, "QC") or day in leave
    )
    assert found == (date(2026, 12, 30),)
    assert next_days(Rhythm(2, "M"), date(2026, 12, 31), 1, lambda day: False) == (
        date(2027, 2, 28),
    )


def test_the_calendar_ends_somewhere() -> None:
    last = date(9999, 12, 30)
    for rhythm in (Rhythm(3, "W"), Rhythm(2, "M")):
        assert next_days(rhythm, last, 2, lambda day: True) == (date.max, date.max)


def test_what_is_no_rhythm() -> None:
    for written in ("", "P0W", "P3Y", "three weeks", "P9999D", "P3W; DROP"):
        assert rhythm_of(written) is None
    assert len({str(one.words()) for one in OFFERED}) == len(OFFERED)


def test_public_holidays() -> None:
    """Days as the governments published them."""
    for region, day in (
        ("QC", date(2026, 6, 24)), ("QC", date(2026, 5, 18)), ("NU", date(2026, 7, 9)),
        ("NT", date(2026, 6, 21)), ("YT", date(2026, 8, 17)), ("ON", date(2026, 2, 16)),
        ("BC", date(2026, 9, 30)), ("MB", date(2026, 8, 3)), ("AB", date(2026, 4, 3)),
        ("SK", date(2026, 10, 12)), ("NL", date(2026, 12, 25)), ("", date(2026, 7, 1)),
    ):  # fmt: skip
        assert holiday_on(day, region), (region, day)
    assert holiday_on(date(2026, 6, 24), "ON") is None
    assert holiday_on(date(2026, 11, 11), "QC") is None


@given(days, st.integers(-90, 90), st.integers(-90, 90))
def test_the_nearer_deadline_never_stands_behind(today: date, one: int, other: int) -> None:
    near, far = sorted((one, other))

    def due(left: int) -> Pressing:
        return Pressing(today + timedelta(days=left))

    assert place(due(near), today) <= place(due(far), today)


def test_need_and_promises_come_earlier() -> None:
    tomorrow = TODAY + timedelta(days=1)
    usual = place(Pressing(tomorrow), TODAY)
    assert place(Pressing(tomorrow, promise=True), TODAY) < usual
    assert place(Pressing(tomorrow, "urgent"), TODAY) < place(
        Pressing(tomorrow, "important"), TODAY
    )
    assert place(Pressing(TODAY - timedelta(days=400), weight=1), TODAY) >= 0
