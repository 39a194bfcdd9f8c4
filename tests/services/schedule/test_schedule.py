"""Appointments across places that keep their clocks differently."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from desktop_app.domain.roles import Role
from desktop_app.domain.values import ValueRefused
from desktop_app.domain.words.local_time import TimeSkipped, UnknownZone
from desktop_app.services.exchange.sharing import ShareState
from desktop_app.services.schedule.schedule import NoSuchLength, NoSuchStatus, NotPlanned, Schedule
from desktop_app.services.session import NotAllowed, NotHere, Session
from tests.builders import START, a_client, a_laptop, an_office, carry, swap

IQALUIT = "America/Iqaluit"
RESOLUTE = "America/Resolute"
REGINA = "America/Regina"
BLANC_SABLON = "America/Blanc-Sablon"
MONDAY = date(2026, 3, 2)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


@pytest.fixture
def north() -> Session:
    return a_laptop(an_office())


def test_an_appointment_is_read_as_it_was_made(north: Session) -> None:
    schedule = Schedule(north)
    client = a_client(north)
    made = schedule.make(
        client, at(MONDAY, 9, 30), IQALUIT, 45, "in_person", "Centre communautaire",
        subject="Déclaration", bring="Avis de cotisation", ask_for="Maude",
    )  # fmt: skip
    line = schedule.show(made)
    assert line.starts_at == datetime(2026, 3, 2, 14, 30, tzinfo=UTC)
    assert (line.local.hour, line.local.minute, line.zone) == (9, 30, IQALUIT)
    assert (line.client, line.client_name) == (client, "Ana Exemple")
    assert (line.minutes, line.mode, line.place) == (45, "in_person", "Centre communautaire")
    assert (line.subject, line.bring, line.ask_for) == (
        "Déclaration", "Avis de cotisation", "Maude",
    )  # fmt: skip
    assert (line.status, line.worker_name) == ("planned", "Maude Exemple")
    assert line.shared is not None
    assert line.shared.state is ShareState.ONLY_HERE
    assert line.ends_at == datetime(2026, 3, 2, 15, 15, tzinfo=UTC)


def test_without_a_zone_it_is_that_of_the_community(north: Session) -> None:
    schedule = Schedule(north)
    made = schedule.make(a_client(north), at(MONDAY, 9))
    assert schedule.show(made).zone == "America/Toronto"


def test_two_zones_at_once_stand_in_their_order(north: Session) -> None:
    schedule = Schedule(north)
    client, other = a_client(north), a_client(north, "Béa")
    first = schedule.make(client, at(MONDAY, 10), BLANC_SABLON, worker="0" * 32)
    third = schedule.make(other, at(MONDAY, 9), REGINA, worker="0" * 32)
    second = schedule.make(other, at(MONDAY, 9, 30), IQALUIT)
    day = schedule.day(MONDAY, RESOLUTE)
    assert [line.id for line in day] == [first, second, third]
    assert [line.on_clock(RESOLUTE).hour for line in day] == [8, 8, 9]
    assert [line.local.hour for line in day] == [10, 9, 9]


def test_a_week_puts_each_in_the_day_of_the_clock_that_is_asked(north: Session) -> None:
    schedule = Schedule(north)
    client = a_client(north)
    late = schedule.make(client, at(date(2026, 3, 4), 23, 30), REGINA)
    regina = schedule.week(MONDAY, REGINA)
    east = schedule.week(MONDAY, BLANC_SABLON)
    assert [day.day for day in regina] == [date(2026, 3, 2 + n) for n in range(7)]
    assert [one.id for one in regina[2].lines] == [late]
    assert [one.id for one in east[3].lines] == [late]
    assert not east[2].lines


def test_the_week_in_which_the_clocks_go_forward(north: Session) -> None:
    schedule = Schedule(north)
    client = a_client(north)
    sunday = date(2026, 3, 8)
    made = [schedule.make(client, at(sunday, hour), IQALUIT, 30) for hour in (1, 3, 23)]
    week = schedule.week(MONDAY, IQALUIT)
    assert [one.id for one in week[6].lines] == made
    assert [one.starts_at.hour for one in week[6].lines] == [6, 7, 3]
    assert not schedule.week(date(2026, 3, 9), IQALUIT)[0].lines


def test_a_skipped_time_saves_nothing(north: Session) -> None:
    schedule = Schedule(north)
    client = a_client(north)
    with pytest.raises(TimeSkipped):
        schedule.make(client, at(date(2026, 3, 8), 2, 30), RESOLUTE)
    assert schedule.of(client) == []
    made = schedule.make(client, at(date(2026, 3, 8), 2, 30), REGINA)
    with pytest.raises(TimeSkipped):
        schedule.move(made, at(date(2026, 3, 8), 2, 30), IQALUIT)
    assert schedule.show(made).zone == REGINA


def test_a_time_that_comes_twice_says_so(north: Session) -> None:
    schedule = Schedule(north)
    sunday = date(2026, 11, 1)
    assert schedule.meant(at(sunday, 1, 30), IQALUIT).twice
    line = schedule.show(schedule.make(a_client(north), at(sunday, 1, 30), IQALUIT))
    assert line.twice
    assert line.starts_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    other = schedule.show(schedule.make(a_client(north), at(sunday, 1, 30), BLANC_SABLON))
    assert not other.twice


def test_moving_keeps_the_zone_unless_another_is_given(north: Session) -> None:
    schedule = Schedule(north)
    made = schedule.make(a_client(north), at(MONDAY, 9), IQALUIT)
    schedule.move(made, at(MONDAY, 11))
    assert schedule.show(made).starts_at.hour == 16
    schedule.move(made, at(MONDAY, 11), RESOLUTE)
    line = schedule.show(made)
    assert (line.starts_at.hour, line.local.hour, line.zone) == (17, 11, RESOLUTE)


def test_what_is_over_is_marked_and_not_moved(north: Session) -> None:
    schedule = Schedule(north)
    made = schedule.make(a_client(north), at(MONDAY, 9), IQALUIT)
    for status in ("kept", "late", "no_show"):
        schedule.mark(made, status, "vol retardé")
        assert (schedule.show(made).status, schedule.show(made).reason) == (status, "vol retardé")
        with pytest.raises(NotPlanned):
            schedule.move(made, at(MONDAY, 10))
    schedule.cancel(made, "tempête")
    assert schedule.show(made).status == "cancelled"
    schedule.mark(made, "planned")
    assert schedule.show(made).reason == ""
    schedule.move(made, at(MONDAY, 10))


def test_overlaps_are_told_and_never_refused(north: Session) -> None:
    schedule = Schedule(north)
    client, other = a_client(north), a_client(north, "Béa")
    first = schedule.make(client, at(MONDAY, 9), IQALUIT, 60)
    second = schedule.make(other, at(MONDAY, 8, 30), RESOLUTE, 30)  # 9:30 in Iqaluit
    after = schedule.make(other, at(MONDAY, 10), IQALUIT, 30)
    elsewhere = schedule.make(other, at(MONDAY, 9, 45), IQALUIT, 10, worker="0" * 32)
    by_id = {line.id: line for line in schedule.day(MONDAY, IQALUIT)}
    assert by_id[first].overlaps == (second,)
    assert set(by_id[second].overlaps) == {first, elsewhere}
    assert by_id[after].overlaps == ()
    schedule.cancel(second)
    assert schedule.show(first).overlaps == ()


def test_an_overlap_with_the_evening_before_is_seen(north: Session) -> None:
    schedule = Schedule(north)
    client = a_client(north)
    night = schedule.make(client, at(MONDAY, 23), IQALUIT, 600)
    morning = schedule.make(client, at(date(2026, 3, 3), 8), IQALUIT)
    day = schedule.day(date(2026, 3, 3), IQALUIT)
    assert [line.id for line in day] == [morning]
    assert day[0].overlaps == (night,)


def test_the_next_one_is_planned_and_not_over(north: Session) -> None:
    schedule = Schedule(north)
    client = a_client(north)
    schedule.make(client, at(date(2026, 3, 1), 9), IQALUIT)
    cancelled = schedule.make(client, at(date(2026, 3, 3), 9), IQALUIT)
    following = schedule.make(client, at(date(2026, 3, 4), 9), IQALUIT)
    schedule.cancel(cancelled)
    found = schedule.next_for(client)
    assert found is not None
    assert found.id == following
    assert schedule.next_for(a_client(north, "Béa")) is None


def test_two_moves_apart_are_a_decision_and_keep_both(north: Session) -> None:
    office = an_office()
    laptop = a_laptop(office)
    client = a_client(laptop)
    made = Schedule(laptop).make(client, at(MONDAY, 9), IQALUIT)
    swap(laptop, office)
    Schedule(laptop).move(made, at(MONDAY, 10))
    Schedule(office).move(made, at(MONDAY, 11))
    carry(office, laptop)
    line = Schedule(laptop).show(made)
    assert line.contested
    assert line.local.hour == 11


def test_a_move_does_not_overwrite_what_it_never_saw(north: Session) -> None:
    office = an_office()
    laptop = a_laptop(office)
    made = Schedule(laptop).make(a_client(laptop), at(MONDAY, 9), IQALUIT)
    swap(laptop, office)
    seen = Schedule(laptop).show(made).seen
    Schedule(office).move(made, at(MONDAY, 11))
    carry(office, laptop)
    Schedule(laptop).move(made, at(MONDAY, 10), seen=seen)
    assert Schedule(laptop).show(made).contested


def test_what_cannot_be_is_a_sentence(north: Session) -> None:
    schedule = Schedule(north)
    client = a_client(north)
    made = schedule.make(client, at(MONDAY, 9), IQALUIT)
    for minutes in (0, -5, 24 * 60 + 1):
        with pytest.raises(NoSuchLength):
            schedule.make(client, at(MONDAY, 9), IQALUIT, minutes)
    with pytest.raises(NoSuchLength):
        schedule.set(made, {"minutes": 0})
    with pytest.raises(NoSuchStatus):
        schedule.mark(made, "forgotten")
    with pytest.raises(UnknownZone):
        schedule.make(client, at(MONDAY, 9), "Atlantis/Sunken")
    with pytest.raises(ValueRefused):
        schedule.make(client, at(MONDAY, 9), IQALUIT, mode="pigeon")
    with pytest.raises(NotHere):
        schedule.make("0" * 32, at(MONDAY, 9), IQALUIT)
    with pytest.raises(NotHere):
        schedule.show("not an id")
    assert len(schedule.of(client)) == 1


def test_other_facts_are_changed_apart(north: Session) -> None:
    schedule = Schedule(north)
    made = schedule.make(a_client(north), at(MONDAY, 9), IQALUIT)
    assert schedule.set(made, {"place": "Salle 2", "minutes": 30}) == ("place",)
    assert schedule.show(made).place == "Salle 2"


def test_who_only_reads_makes_none() -> None:
    office = an_office()
    client = a_client(office)
    reader = a_laptop(office, "reader", "Rita Exemple", role=Role.READER)
    carry(office, reader)
    with pytest.raises(NotAllowed):
        Schedule(reader).make(client, at(MONDAY, 9), IQALUIT)


def test_today_is_the_day_of_the_place(north: Session) -> None:
    schedule = Schedule(north)
    made = schedule.make(a_client(north), at(MONDAY, 9), IQALUIT)
    now = datetime.fromtimestamp(START / 1000, UTC)
    assert [line.id for line in schedule.today(now, IQALUIT)] == [made]
    assert schedule.today(now, IQALUIT, worker="0" * 32) == []
