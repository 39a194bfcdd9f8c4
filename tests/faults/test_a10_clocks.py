"""A10: clocks that are decades off or jump: the same state everywhere, nothing lost, and a warning."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import permutations
from random import Random
from typing import Final

import pytest

from desktop_app.services.clients.clients import Clients
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.vault.clock_watch import look_at_clocks, note_clock, trust_clock
from tests.builders import (
    START,
    Clock,
    a_client,
    a_laptop,
    a_vault,
    an_environment,
    an_office,
    carry,
)
from tests.simulator.checks import check_same
from tests.simulator.fleet import NOON, OFFICE, Device, Time, copy_of, enrolled, spare_databases

DAY: Final = 24 * 3600 * 1000
ZONES: Final = ("America/Iqaluit", "America/Resolute", "America/Regina", "UTC")
UNIX: Final = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(year: int, month: int, day: int) -> int:
    return int((datetime(year, month, day, 12, tzinfo=UTC) - UNIX).total_seconds() * 1000)


CLOCKS: Final = {
    "1970": milliseconds(1970, 1, 2) - NOON,
    "2038": milliseconds(2038, 1, 20) - NOON,
    "2100": milliseconds(2100, 1, 1) - NOON,
    "jumps": 0,
}


def four(random: Random) -> list[Device]:
    """The office and three laptops that hold one community together."""
    beginning = enrolled()
    devices = copy_of(beginning, random, spare_databases(len(beginning.devices)), Time())
    return [devices[OFFICE], devices[1], devices[2], devices[4]]


def jump(device: Device, clock: str, days: int) -> None:
    """In the middle of a session, the clock that jumps does so."""
    if clock == "jumps":
        device.clock.wrong += days * DAY
    device.clock.time.true += 60_000


def round_trip(devices: list[Device]) -> None:
    """Everybody's changes to the office and back, so that each has all."""
    office = devices[0]
    for _ in range(2):
        for one in devices[1:]:
            assert office.take_in(one.write([office.certificate()])).outcome == "applied"
        for one in devices[1:]:
            assert one.take_in(office.write([one.certificate()])).outcome == "applied"


@pytest.mark.parametrize("order", list(permutations(CLOCKS)), ids="-".join)
def test_a10_wrong_clocks_change_nothing(order: tuple[str, ...]) -> None:
    devices = four(Random("-".join(order)))
    for device, clock in zip(devices, order, strict=True):
        device.clock.wrong = CLOCKS[clock]
    client = Clients(devices[0].session).add(
        {"given": "Ana", "family": "Exemple", "community": "Isle A"}
    )
    round_trip(devices)
    made = []
    for number, (device, clock) in enumerate(zip(devices, order, strict=True)):
        jump(device, clock, 1)
        Clients(device.session).set(client, {}, f"Note of {device.name}")
        jump(device, clock, -2)
        Clients(device.session).set(client, {}, f"Second note of {device.name}")
        made.append(
            Schedule(device.session).make(
                client, datetime.combine(date(2026, 3, 9), time(9 + number)), ZONES[number]
            )
        )
        jump(device, clock, 1)
    round_trip(devices)
    # One after the other, each having seen the last: the last one stands, whatever clocks say.
    for device in devices:
        Clients(device.session).set(client, {"given": f"Ana of {device.name}"})
        round_trip(devices)
    check_same(devices)
    for device in devices:
        file = Clients(device.session).show(client)
        assert file.fields["given"] == f"Ana of {devices[-1].name}"
        assert not file.contested
        texts = {one.text for one in file.timeline}
        for other in devices:
            assert {f"Note of {other.name}", f"Second note of {other.name}"} <= texts
        for number, appointment in enumerate(made):
            line = Schedule(device.session).show(appointment)
            assert line.zone == ZONES[number]
            assert (line.local.date(), line.local.hour) == (date(2026, 3, 9), 9 + number)
    warned = [device for device in devices if not look_at_clocks(device.session).ok]
    right = devices[order.index("jumps")]
    assert right in warned
    told = look_at_clocks(right.session).others
    assert devices[order.index("2100")].name in told
    assert devices[order.index("2038")].name in told
    assert devices[order.index("1970")] in warned


def test_a10_a_clock_that_was_put_back_is_told() -> None:
    clock = Clock()
    laptop = a_laptop(
        an_office(environment=an_environment(clock)), environment=an_environment(clock, 2)
    )
    assert note_clock(laptop).ok
    clock.forward(days=1)
    assert note_clock(laptop).message() is None
    clock.forward(days=-1)
    told = note_clock(laptop)
    assert told.behind
    assert "2026-03-03" in str(told.message())
    assert "Nothing is lost" in str(told.message())
    trust_clock(laptop)
    assert note_clock(laptop).ok


@pytest.mark.parametrize("year", [1970, 2038, 2100])
def test_a10_a_clock_decades_off_is_told_at_the_next_start(year: int) -> None:
    clock = Clock()
    laptop = a_laptop(
        an_office(environment=an_environment(clock)), environment=an_environment(clock, 2)
    )
    note_clock(laptop)
    clock.at = milliseconds(year, 1, 20)
    told = note_clock(laptop)
    assert (told.behind, told.ahead) == (year == 1970, year > 2026)
    assert told.message() is not None
    clock.at = START + DAY
    assert note_clock(laptop).ok, "a time that cannot be right is not remembered"


def test_a10_the_office_tells_the_time_to_a_laptop_that_never_saw_it() -> None:
    wrong = Clock(milliseconds(1970, 1, 2))
    laptop = a_laptop(an_office(), environment=an_environment(wrong, 2))
    assert note_clock(laptop).behind
    trust_clock(laptop)
    assert not note_clock(laptop).behind


def test_a10_before_joining_nothing_is_known() -> None:
    assert note_clock(a_vault("north", "Maude Exemple")).ok


def test_a10_a_laptop_from_the_future_is_named() -> None:
    office = an_office()
    future = Clock(START + 400 * DAY)
    north = a_laptop(office, environment=an_environment(future, 2))
    a_client(north)
    carry(north, office)
    told = look_at_clocks(office)
    assert told.others == ("north",)
    assert "north" in str(told.message())
