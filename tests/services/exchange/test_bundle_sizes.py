"""Bundles of a bounded size: what goes first, what is left for later, and parts in any order."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.fields import Scope
from desktop_app.services import editing
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.bundle_contents import SMALLEST, TooSmall
from desktop_app.services.exchange.exchange import APPLIED, PARKED, PARTIAL, Exchange, Exported
from desktop_app.services.exchange.gaps import asked_by
from desktop_app.services.exchange.writing_bundles import BundleWriter
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault.dump import dump
from desktop_app.sync import bundle as files
from tests.builders import Bundle, Clock, a_client, a_laptop, an_office, bundle_for, carry, swap

ROOM = SMALLEST


def many_clients(session: Session, number: int, seed: int = 1, note_letters: int = 20_000) -> None:
    """Clients whose notes do not pack, so that bundles of them have a size."""
    for at in range(number):
        a_client(session, f"Client {seed}-{at}", noise(note_letters, at))


def noise(letters: int, seed: int = 0) -> str:
    """So many letters that hardly pack."""
    return Random(seed).randbytes(letters // 2).hex()


def written(sender: Session, receiver: Session, budget: int | None) -> tuple[Bundle, Exported]:
    out = io.BytesIO()
    exchange = Exchange(sender)
    certificate = sender.require_trust().certificates[receiver.device]
    exported = exchange.write([certificate], out, budget=budget)
    exchange.record(exported, "a file")
    return Bundle(out.getvalue()), exported


def parts(sender: Session, receiver: Session, size: int) -> list[Bundle]:
    certificate = sender.require_trust().certificates[receiver.device]
    draft, found = Exchange(sender).draft([certificate]), []
    while True:
        out = io.BytesIO()
        exported = draft.write(out, budget=size, part=True)
        found.append(Bundle(out.getvalue()))
        if not exported.left:
            return found


def same(one: Session, other: Session) -> bool:
    with one.database.reading() as mine, other.database.reading() as theirs:
        return list(dump(mine, one)) == list(dump(theirs, other))


def test_a_bundle_stays_within_its_size_and_the_rest_follows() -> None:
    office = an_office()
    north = a_laptop(office)
    many_clients(north, 16)
    rounds = 0
    while not same(north, office):
        bundle, exported = written(north, office, ROOM)
        assert len(bundle.data) <= ROOM
        assert exported.bytes == len(bundle.data)
        assert Exchange(office).take_in(bundle).outcome == APPLIED
        carry(office, north)
        rounds += 1
        assert rounds < 20
    assert rounds > 2


def test_what_is_left_out_is_counted_and_not_remembered_as_sent() -> None:
    office = an_office()
    north = a_laptop(office)
    whole = written(north, office, None)[1].entries
    many_clients(north, 16)
    bundle, exported = written(north, office, ROOM)
    assert exported.left
    again = written(north, office, None)[1]
    assert again.entries == exported.entries + exported.left
    assert whole < again.entries
    assert Exchange(office).take_in(bundle).entries == exported.entries - whole


def test_a_size_in_which_nothing_fits_is_refused() -> None:
    office = an_office()
    north = a_laptop(office)
    with pytest.raises(TooSmall):
        written(north, office, SMALLEST - 1)


def test_appointments_of_the_next_two_weeks_go_first() -> None:
    """Of two feeds that do not both fit, the one whose turn comes last has the appointment."""
    office = an_office()
    north = a_laptop(office)
    first, last = communities_in_order(office)
    for at in range(9):
        a_client(office, f"Far {at}", noise(20_000, at), community=first)
    soon = a_client(office, "Soon", noise(30_000), community=last)
    now = datetime.fromtimestamp(office.environment.now() / 1000, UTC).replace(tzinfo=None)
    Schedule(office).make(soon, now + timedelta(days=15), "UTC", 30)
    clock = office.environment.now
    assert isinstance(clock, Clock)
    shown = []
    for days in (0, 2):  # in fifteen days, and in thirteen
        clock.forward(days=days)
        bundle, exported = written(office, north, ROOM)
        assert exported.left
        assert Exchange(north).take_in(bundle).outcome == APPLIED
        shown.append(len(Schedule(north).of(soon)))
    assert shown == [0, 1]


def test_open_referrals_of_which_something_was_written_lately_go_first() -> None:
    office = an_office()
    north = a_laptop(office)
    first, last = communities_in_order(office)
    for at in range(9):
        a_client(office, f"Far {at}", noise(20_000, at), community=first)
    sent_on = a_client(office, "Sent on", noise(30_000), community=last)
    records = Records(office)
    referral = records.add("referral", sent_on, {"reason": "Un logement.", "state": "done"})
    clock = office.environment.now
    assert isinstance(clock, Clock)
    shown = []
    for state, days in (("done", 0), ("sent", 15), ("received", 0)):
        records.change("referral", referral, {"state": state})
        clock.forward(days=days)  # nothing is heard for so long
        bundle, exported = written(office, north, ROOM)
        assert exported.left
        assert Exchange(north).take_in(bundle).outcome == APPLIED
        shown.append(len(Records(north).all("referral")))
    assert shown == [0, 0, 1]


def communities_in_order(session: Session) -> list[str]:
    """The communities in the order in which what this laptop writes about their cases goes out."""
    names = {one.id: one.name for one in Organisation(session).communities()}
    for name in names.values():
        a_client(session, "Nobody", community=name)
    with session.database.reading() as tables:
        scopes = {one.number: one for one in tables.log.scopes().values()}
        own = sorted(
            (one for one in tables.log.feeds().values() if one.own), key=lambda one: one.id
        )
        cases = [scopes[one.scope] for one in own if scopes[one.scope].kind == Scope.CASES.value]
    return [names[one.community] for one in cases]


def notes_of(session: Session) -> set[str]:
    """The first word of each note that a laptop shows."""
    with session.database.reading() as tables:
        rows = list(tables.rows.select(session.registry["note"], ""))
    return {str(row.value("text")).split()[0] for row in rows}


@pytest.mark.parametrize("older", [0, 1])
def test_own_changes_go_first_and_of_others_what_has_waited_longest(older: int) -> None:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    others = [a_laptop(office, name, f"{name} Exemple") for name in ("south", "east")]
    waiting, late = others[older], others[1 - older]
    # Whose feed is the oldest of all has nothing old in it that the office lacks.
    for session, text in ((late, "known"), (waiting, "known")):
        a_client(session, "Ana", text)
        carry(session, north)
    swap(north, office)
    for session, text in ((waiting, "older"), (late, "newer"), (north, "own")):
        a_client(session, "Bea", f"{text} {noise(40_000)}")
        if session is not north:
            carry(session, north)
    bundle, exported = written(north, office, ROOM)
    assert exported.left
    assert Exchange(office).take_in(bundle).outcome == APPLIED
    assert notes_of(office) == {"known", "own", "older"}


def test_parts_come_in_any_order_and_hold_everything() -> None:
    office = an_office()
    north = a_laptop(office)
    many_clients(north, 16)
    found = parts(north, office, ROOM)
    assert len(found) > 2
    assert all(len(one.data) <= ROOM for one in found)
    outcomes = {Exchange(office).take_in(one).outcome for one in reversed(found)}
    assert outcomes <= {APPLIED, PARTIAL, PARKED}
    assert same(north, office)


@settings(max_examples=6, deadline=None)
@given(st.randoms(use_true_random=False))
def test_parts_that_are_lost_or_doubled_heal_with_the_next_bundle(random: Random) -> None:
    office = an_office()
    north = a_laptop(office)
    many_clients(north, 16)
    found = parts(north, office, ROOM)
    came = [one for one in found * 2 if random.random() < 0.6]
    random.shuffle(came)
    for one in came:
        Exchange(office).take_in(one)
    carry(office, north)
    Exchange(office).take_in(bundle_for(north, office))
    assert same(north, office)
    with office.database.reading() as tables:
        assert not tables.exchange.parked()


def test_a_gap_that_was_asked_for_is_filled_even_against_an_older_word() -> None:
    office = an_office()
    north = a_laptop(office)
    many_clients(north, 16)
    found = parts(north, office, ROOM)
    for one in found[1:]:
        Exchange(office).take_in(one)
    with office.database.reading() as tables:
        assert tables.exchange.parked()
    carry(office, north)
    with north.database.reading() as tables:
        assert asked_by(tables, office.device)
    assert Exchange(office).take_in(bundle_for(north, office)).outcome == APPLIED
    assert same(north, office)
    carry(office, north)
    with north.database.reading() as tables:
        assert not asked_by(tables, office.device)


def test_what_another_laptop_signed_only_at_its_end_goes_in_a_larger_part() -> None:
    office = an_office()
    north = a_laptop(office)
    south = a_laptop(office, "south")
    many_clients(north, 16)
    carry(north, office)
    assert written(office, south, ROOM)[1].left
    found = parts(office, south, ROOM)
    assert max(len(one.data) for one in found) > ROOM
    for one in found:
        Exchange(south).take_in(one)
    assert same(north, south)


def test_what_was_cut_off_inside_of_what_was_signed_as_a_whole_makes_no_parts_without_end() -> None:
    office = an_office()
    north, south, east = (a_laptop(office, name) for name in ("north", "south", "east"))
    for one in (north, south):
        carry(office, one)
    a_client(north, "Ana")
    carry(north, office)
    a_client(north, "Bea")
    carry(north, south)
    Organisation(office).revoke("north")
    carry(office, south)
    out = io.BytesIO()
    draft = Exchange(south).draft([south.require_trust().certificates[east.device]])
    assert draft.write(out, budget=ROOM, part=True).left == 0


def test_a_feed_is_signed_every_so_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a relay could not part it, and a second history of it could not be proven."""
    monkeypatch.setattr(editing, "HEAD_INTERVAL", 3)
    north = a_laptop(an_office(["Lac-Exemple"]))
    client = a_client(north, "Ana")
    for number in range(6):
        Clients(north).add_note(client, f"note {number}")
    with north.database.reading() as tables:
        own = [one for one in tables.log.feeds().values() if one.own]
        found = [[seq for seq, _ in tables.log.heads_after(one.number, 0)] for one in own]
        assert (sorted(one.seq for one in own), sorted(found)) == ([1, 7], [[], [3, 6]])


def test_extra_sections_go_last_and_only_as_far_as_there_is_room() -> None:
    office = an_office()
    north = a_laptop(office)
    a_client(north, "Ana")
    blobs = [
        [files.pack_section(99, b"", b"", at, at, Random(at).randbytes(20_000))] for at in range(5)
    ]
    writer = BundleWriter(north)
    certificate = north.require_trust().certificates[office.device]
    sizes = []
    for budget in (None, ROOM):
        out = io.BytesIO()
        exported = writer.draft([certificate], extra=lambda tables: iter(blobs)).write(
            out, budget=budget
        )
        assert not exported.left
        sizes.append(len(out.getvalue()))
        # A reader that does not know them takes in the rest.
        assert Exchange(office).take_in(Bundle(out.getvalue())).outcome == APPLIED
    assert sizes[0] > 100_000
    assert 40_000 < sizes[1] <= ROOM
