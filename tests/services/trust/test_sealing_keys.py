"""The keys for opening bundles: a new one each month, the old ones destroyed once that is safe."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.incarnations import open_incarnation
from desktop_app.services.trust.keepers import Keepers
from desktop_app.services.trust.office_settings import KeysWrong, MonthsWrong, OfficeSettings
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.sealing_keys import (
    DAY,
    DAYS_SETTING,
    KEPT_SETTING,
    KEYS_KEPT,
    note_used,
    renew,
)
from desktop_app.services.vault.backups import MONTHS_SETTING
from desktop_app.storage.database import Database
from desktop_app.sync.bundle import ENROLMENT
from desktop_app.sync.statements import communities_of
from tests.builders import (
    Bundle,
    Clock,
    a_client,
    a_laptop,
    an_environment,
    an_office,
    bundle_for,
    carry,
    swap,
)
from tests.simulator.fleet import KEY, copy_database


def keys_of(session: Session) -> list[int]:
    with session.database.reading() as tables:
        names = tables.facts.starting_with("secret/sealing/")
    return sorted(int(name.rpartition("/")[2]) for name in names)


def test_a_new_key_each_month_and_six_are_kept() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north = a_laptop(office)
    old = bundle_for(office, north)
    assert keys_of(north) == [1]
    for month in range(2, 12):
        clock.forward(days=31)
        swap(north, office)
        assert keys_of(north)[-1] == month
        assert len(keys_of(north)) == min(month, KEYS_KEPT)
    assert keys_of(north) == [6, 7, 8, 9, 10, 11]
    assert office.require_trust().sealing_epoch(north.device) == 11
    imported = Exchange(north).take_in(old)
    assert (imported.outcome, imported.reason) == ("refused", "not_for_this_device")
    carry(office, north)


def test_nothing_is_destroyed_while_nobody_heard_of_a_newer_key() -> None:
    """A laptop that was away for two years still opens what waits for it."""
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north = a_laptop(office)
    waiting = bundle_for(office, north)
    for _ in range(24):
        clock.forward(days=31)
        bundle_for(north, office)
    assert len(keys_of(north)) == 25
    assert Exchange(north).take_in(waiting).outcome == "applied"
    swap(office, north)
    bundle_for(north, office)
    assert len(keys_of(north)) <= KEYS_KEPT


def test_a_bundle_goes_to_the_newest_key_that_was_announced() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    clock.forward(days=40)
    swap(north, office)
    carry(office, south)
    trust = south.require_trust()
    assert trust.sealing_epoch(north.device) == 2
    own = trust.certificates[north.device]
    with north.database.reading() as tables:
        assert trust.sealing_of(own) == north.sealing_keys(tables)[0].recipient
    assert own.sealing != trust.sealing_of(own)
    carry(south, north)


def test_a_vault_put_back_from_a_copy_announces_a_key_at_once() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north = a_laptop(office)
    with north.database.writing() as tables:
        open_incarnation(tables)
    carry(north, office)
    assert keys_of(north) == [1, 1 << 16]
    assert office.require_trust().sealing_epoch(north.device) == 1 << 16
    carry(office, north)


def test_a_copy_that_opens_nothing_any_more_asks_to_join_once_more_and_loses_nothing() -> None:
    """Put back from a copy of before its newest key, then away until the office destroyed the key
    that the copy knows: neither opens what the other writes."""
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Sam Exemple")
    kept = Database.create(None, KEY)
    copy_database(north.database, kept)
    clock.forward(days=31)
    swap(north, office)
    for _ in range(KEYS_KEPT + 1):
        clock.forward(days=31)
        swap(south, office)
    trust = north.require_trust()
    north = Session(kept, north.environment, north.device, north.person, north.person_name)
    with kept.writing() as tables:
        north.load_trust(tables)
        open_incarnation(tables)
    client = a_client(north, "Ana")
    for sender, receiver in ((north, office), (office, north)):
        told = Exchange(receiver).take_in(bundle_for(sender, receiver))
        assert told.reason == "not_for_this_device"

    request = Organisation(north).request()
    assert request.digits == Organisation(north).request().digits
    assert request.name == "north"
    own = trust.certificates[north.device]
    hostile = replace(request, notice=b"\x80")
    for asked in (hostile, request):
        issued = Organisation(office).approve(asked, own.role, communities_of(own))
    out = io.BytesIO()
    Exchange(office).write([issued], out, ENROLMENT)
    assert accept(north, Bundle(out.getvalue())).outcome != "refused"
    swap(north, office)
    with office.database.reading() as tables:
        assert tables.rows.get(office.registry["client"], bytes.fromhex(client)) is not None


def test_the_answer_opens_for_the_copy_that_asked() -> None:
    """Whatever newer key the other copy of the laptop announced meanwhile."""
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north = a_laptop(office)
    kept = Database.create(None, KEY)
    copy_database(north.database, kept)
    for _ in range(2):
        clock.forward(days=31)
        swap(north, office)
    own = north.require_trust().certificates[north.device]
    north = Session(kept, north.environment, north.device, north.person, north.person_name)
    with kept.writing() as tables:
        north.load_trust(tables)
    told = Exchange(north).take_in(bundle_for(office, north))
    assert told.reason == "not_for_this_device"
    request = Organisation(north).request()
    issued = Organisation(office).approve(request, own.role, communities_of(own))
    out = io.BytesIO()
    Exchange(office).write([issued], out, ENROLMENT)
    assert accept(north, Bundle(out.getvalue())).outcome != "refused"
    swap(north, office)


@settings(max_examples=25, deadline=None, derandomize=True, phases=[Phase.generate])
@given(st.lists(st.integers(-4000, 4000), min_size=1, max_size=30), st.booleans())
def test_a_clock_that_jumps_makes_one_key_a_day_at_most(days: list[int], heard: bool) -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    start, seen = clock.at, list[int]()
    for day in days:
        clock.at = start + day * DAY
        seen.append((clock.at + 1000) // DAY)
        with office.database.writing() as tables:
            before = keys_of_tables(tables)
            renew(office, tables)
            after = keys_of_tables(tables)
            assert max(after) >= max(before)
            assert len(after) - len(before) <= 1
            if heard:
                note_used(office, tables, max(after))
    # With a key that is destroyed goes the day on which it was made: a clock that shows that day
    # again may then make another one.
    shown = len(seen) if heard else len(set(seen))
    assert max(keys_of(office)) <= 1 + shown
    assert heard or len(keys_of(office)) == max(keys_of(office))


def keys_of_tables(tables: object) -> list[int]:
    names = tables.facts.starting_with("secret/sealing/")  # type: ignore[attr-defined]
    return [int(name.rpartition("/")[2]) for name in names]


def test_a_peer_cannot_have_keys_destroyed_by_a_number_from_the_future() -> None:
    office = an_office()
    with office.database.writing() as tables:
        note_used(office, tables, 2**60)
        assert tables.facts.number("sealing/heard") == 0


def test_another_authority_forgets_nobodys_newest_key() -> None:
    """After a year the key of the certificate is destroyed; only what was announced opens."""
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north = a_laptop(office)
    for _ in range(12):
        clock.forward(days=31)
        swap(north, office)
    Keepers(office).rotate([], 1, 1, new_authority=True)
    assert office.require_trust().sealing_epoch(north.device) == 13
    assert office.require_trust().sealing_epoch(office.device) == 13
    carry(office, north)
    assert north.require_trust().sealing_epoch(north.device) == 13
    carry(north, office)
    carry(office, north)


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [(DAYS_SETTING, 1, 365), (KEPT_SETTING, 2, 36), (MONTHS_SETTING, 1, 120)],
)
def test_what_the_office_may_settle_has_its_ends(name: str, least: int, most: int) -> None:
    settled = OfficeSettings(an_office())

    def settle(number: int) -> None:
        if name == DAYS_SETTING:
            settled.set_key_life(number, KEYS_KEPT)
        elif name == KEPT_SETTING:
            settled.set_key_life(30, number)
        else:
            settled.set_months(number)

    def read() -> int:
        by_name = {
            DAYS_SETTING: settled.key_days,
            KEPT_SETTING: settled.keys_kept,
            MONTHS_SETTING: settled.months,
        }
        return by_name[name]()

    otherwise = read()
    for number in (least, most):
        settle(number)
        assert read() == number
    for number in (least - 1, most + 1):
        with pytest.raises((KeysWrong, MonthsWrong)):
            settle(number)
        assert read() == most
        settled.set_text(name, str(number))  # as another release might write it
        assert read() == otherwise
        settle(most)


def test_the_office_settles_how_long_a_key_serves_and_how_many_are_kept() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    north = a_laptop(office)
    settled = OfficeSettings(office)
    assert (settled.key_days(), settled.keys_kept()) == (30, KEYS_KEPT)
    settled.set_key_life(7, 2)
    for wrong in ((7, 1), (0, 2), (366, 2)):
        with pytest.raises(KeysWrong):
            settled.set_key_life(*wrong)
    assert (settled.key_days(), settled.keys_kept()) == (7, 2)
    with pytest.raises(NotAllowed):
        OfficeSettings(north).set_key_life(7, 2)
    carry(office, north)
    for week in range(2, 6):
        clock.forward(days=8)
        swap(north, office)
        assert keys_of(north) == [week - 1, week]
