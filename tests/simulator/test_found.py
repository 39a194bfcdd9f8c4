"""What the simulator found once, each told by itself."""

from __future__ import annotations

import pytest

from desktop_app.services.exchange.exchange import APPLIED, open_incarnation
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.database import Database
from tests.simulator.checks import Broken, canonical, check_device, held_by
from tests.simulator.fleet import KEY, OFFICE, Device, copy_database
from tests.simulator.history import History
from tests.simulator.oracle import Write

COAST, RIVER, LAKE, RIDGE = 1, 2, 3, 4


def a_history() -> tuple[History, list[Device]]:
    history = History("told by itself")
    return history, history.devices


def add_identity(history: History, device: Device, given: str) -> None:
    history.create(device, "identity", {"given": given}, history.communities[0])


def restore(device: Device, kept: Database) -> None:
    copy_database(kept, device.database)
    device.restart()
    with device.database.writing() as tables:
        open_incarnation(tables, device.incarnation)
        device.incarnation = tables.facts.number("incarnation")


def test_entries_beyond_a_cut_are_set_aside_where_they_were_applied_before() -> None:
    history, devices = a_history()
    office, coast, ridge = devices[OFFICE], devices[COAST], devices[RIDGE]
    Organisation(office.session).revoke("ridge")
    add_identity(history, ridge, "Ana")
    # The coast hears the lost laptop before it hears of the loss.
    assert history.meet(ridge, coast) == 1
    check_device(coast, history.oracle)
    told = coast.take_in(office.write([coast.certificate()]))
    assert (told.outcome, told.set_aside) == (APPLIED, 1)
    check_device(coast, history.oracle)
    history.meet(coast, office)
    own = {grant.id for grant in coast.certificate().scopes}
    whole = canonical(office, own)
    assert canonical(coast, own) == {key: state for key, state in whole.items() if key[2] in own}


def test_what_a_lost_laptop_wrote_beyond_its_cut_is_not_passed_on() -> None:
    history, devices = a_history()
    office, coast, ridge = devices[OFFICE], devices[COAST], devices[RIDGE]
    add_identity(history, ridge, "Ana")
    Organisation(office.session).revoke("ridge")
    history.meet(ridge, coast)
    history.meet(office, coast)
    _, exported = coast.write_told([devices[RIVER].certificate()])
    with ridge.database.reading() as tables:
        lost = {feed.id for feed in tables.log.feeds().values() if feed.own}
    assert not lost & exported.vector.keys()


def test_an_edit_over_a_value_beyond_a_cut_stands_alike_everywhere() -> None:
    history, devices = a_history()
    office, coast, ridge = devices[OFFICE], devices[COAST], devices[RIDGE]
    add_identity(history, office, "Ana")
    for device in (coast, ridge):
        history.meet(office, device)
    Organisation(office.session).revoke("ridge")
    record = next(
        (coast.session.registry["identity"], key[1], key[2])
        for key, fields in history.oracle.records.items()
        if key[0] == 1 and [write.value for write in fields.get(1, ())] == ["Ana"]
    )
    for device, value in ((ridge, "Anna"), (coast, "Élise")):
        with device.database.reading() as tables:
            scope = tables.log.scope(record[2])
        assert scope is not None
        history.write(device, (record[0], record[1], scope), {"given": value})
        if device is ridge:
            history.meet(ridge, coast)
    history.revoked, history.gaps = RIDGE, True
    history.bring_together()


def test_a_restored_laptop_is_heard_at_once() -> None:
    history, devices = a_history()
    office, coast = devices[OFFICE], devices[COAST]
    kept = Database.create(None, KEY)
    copy_database(coast.database, kept)
    for given in ("Ana", "Anna"):
        add_identity(history, office, given)
        history.meet(office, coast)
        history.meet(coast, office)
    with coast.database.reading() as tables:
        before = held_by(tables)
    for _ in range(2):  # the second time from the same copy
        restore(coast, kept)
        history.meet(coast, office)
        history.meet(office, coast)
        with coast.database.reading() as tables:
            assert held_by(tables) == before


def test_the_oracle_would_see_a_lost_write() -> None:
    history, devices = a_history()
    key, fields = next(iter(history.oracle.records.items()))
    with devices[OFFICE].database.reading() as tables:
        held = held_by(tables)
    standing = history.oracle.standing(key, 1, held)[0]
    fields[1].append(Write((standing.dot[0], 1, 9), "never written", frozenset(), held))
    with pytest.raises(Broken, match="what stands"):
        check_device(devices[OFFICE], history.oracle)


def test_an_office_whose_clock_stands_before_1970_can_still_cut_a_laptop_off() -> None:
    _, devices = a_history()
    office = devices[OFFICE]
    office.clock.wrong = -2 * office.clock.now()
    Organisation(office.session).revoke("ridge")
    trust = office.session.require_trust()
    assert not trust.is_active(devices[RIDGE].id)
    assert trust.beacon == 0


FAILED_ONCE = (500023, 500134)
"""The seeds of histories that failed when they were met first; what they found has been mended."""


@pytest.mark.parametrize("seed", FAILED_ONCE)
def test_a_history_that_failed_once_ends_well(seed: int) -> None:
    assert History(seed).run().histories == 1
