"""Statements and segments in any order of arrival leave every laptop with the same tables."""

from __future__ import annotations

from functools import cache
from typing import Final

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from desktop_app.crypto.signing import Purpose, verify
from desktop_app.domain.roles import Role
from desktop_app.services.editing import sign_ends
from desktop_app.services.exchange.bundle_contents import segments
from desktop_app.services.exchange.segments import Taken, take_lifted, take_parked, take_segment
from desktop_app.services.session import Session
from desktop_app.services.trust.judging import keep_judged, misjudged
from desktop_app.services.trust.late_work import LateWork
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.rights import Rights
from desktop_app.services.vault.dump import dump
from desktop_app.storage.database import Database
from desktop_app.sync import statements as trusted
from desktop_app.sync.bundle import SEGMENT_TARGET
from desktop_app.sync.log import encode_segment
from tests.simulator.fleet import KEY, OFFICE, Device, copied_trust, copy_database
from tests.simulator.history import History

COAST, RIVER, RIDGE = 1, 2, 4
Arrival = tuple[str, bytes]
SEGMENT: Final = "segment"


def runs_of(device: Device, known: dict[bytes, int]) -> list[Arrival]:
    """What a laptop wrote since it was asked last, as segments. known: is brought up to date."""
    out = []
    with device.database.writing() as tables:
        sign_ends(device.session, tables)
        for feed in tables.log.feeds().values():
            if feed.own and feed.seq > known.get(feed.id, 0):
                scope = tables.log.scopes()[feed.scope].id
                start = known.get(feed.id, 0)
                out += [
                    (SEGMENT, encode_segment(one))
                    for one in segments(tables, feed, scope, start, feed.seq, SEGMENT_TARGET)
                ]
                known[feed.id] = feed.seq
    return out


@cache
def what_happened() -> tuple[History, list[Arrival]]:
    """A theft with everything around it, and all that a laptop of the coast would ever hear of it.

    The ridge's second person loses a community; the ridge is cut off, goes on, and part of its
    late work counts in the end; the river's new person is listed late. The river loses a community,
    goes on there, in a feed that was known and in one that was not, and part of that counts as well.
    """
    history = History("any order")
    office, river, ridge = (history.devices[one] for one in (OFFICE, RIVER, RIDGE))
    known: dict[bytes, int] = {}
    news: list[Arrival] = []
    seen = set(office.session.require_trust().statements)

    def office_said() -> None:
        held = office.session.require_trust().statements
        news.extend((key[0], held[key]) for key in sorted(set(held) - seen))
        seen.update(held)

    def person(device: Device, number: int) -> None:
        device.session.person, device.session.person_name = device.people[number]

    place = history.communities[0]
    for device in (office, river, ridge):
        runs_of(device, known)  # what the coast holds already
    person(ridge, 0)
    history.create(ridge, "identity", {"given": "Ana"}, place)
    news += runs_of(ridge, known)
    history.meet(ridge, office)
    person(ridge, 1)
    history.create(ridge, "identity", {"given": "Élise"}, place)
    news += runs_of(ridge, known)
    history.meet(ridge, office)
    listed, _ = ridge.people[1]
    Rights(office.session).change_person(listed, Role.WORKER, history.communities[1:])
    office_said()
    person(river, 1)
    history.create(river, "identity", {"given": "Anna"}, place)
    news += runs_of(river, known)
    history.meet(river, office)
    office_said()
    Rights(office.session).change_laptop("river", Role.WORKER, history.communities[1:2])
    office_said()
    person(river, 0)
    for given_name in ("Marie", "Mary"):
        history.create(river, "identity", {"given": given_name}, place)
        history.create(river, "note", {"text": given_name, "minutes": 20}, place)
        news += runs_of(river, known)
        if given_name == "Marie":
            office.take_in(river.write([office.certificate()]))
            assert LateWork(office.session).admit("river")
            office_said()
    Organisation(office.session).revoke("ridge")
    office_said()
    person(ridge, 0)
    for one in ("Ana", None, "Anna"):
        with ridge.database.reading() as tables:
            record = history.visible(ridge, tables, ["identity"])[-1][:3]
        history.write(ridge, record, {"given": one, "family": "North"})
        news += runs_of(ridge, known)
        if one is None:
            office.take_in(ridge.write([office.certificate()]))
            assert LateWork(office.session).admit("ridge")
            office_said()
    return history, news


@cache
def spare() -> Database:
    return Database.create(None, KEY)


def told_in_order(news: list[Arrival]) -> tuple[list[str], list[tuple[bytes, int, int]]]:
    """A laptop of the coast that hears all of this in that order: its tables, and what is wrong."""
    history, _ = what_happened()
    coast = history.devices[COAST]
    copy_database(coast.database, spare())
    session = Session(
        spare(), coast.session.environment, coast.id, coast.session.person, "",
        copied_trust(coast.session.require_trust()),
    )  # fmt: skip
    with session.database.writing() as tables:
        for kind, data in news:
            taken = Taken()
            if kind == SEGMENT:
                take_segment(session, tables, data, taken)
                take_parked(session, tables, taken)
            else:
                keep_judged(session, tables, kind, data)
                take_lifted(session, tables, taken)
                take_parked(session, tables, taken)
    with session.database.reading() as tables:
        return list(dump(tables, session)), misjudged(session, tables)


def test_the_story_has_everything_in_it() -> None:
    kinds = [kind for kind, _ in what_happened()[1]]
    assert kinds.count(SEGMENT) >= 5
    assert {trusted.ROSTER, trusted.PEOPLE, trusted.ADMIT} <= set(kinds)
    office = what_happened()[0].devices[OFFICE].session
    trust = office.require_trust()
    river = what_happened()[0].devices[RIVER].id
    late = {one.feed for one in trust.admitted.values() if one.device == river}
    assert {trust.cut(river, feed) is None for feed in late} == {True, False}
    admit = next(data for kind, data in what_happened()[1] if kind == trusted.ADMIT)
    root = office.require_trust().root
    assert verify(admit, root.authorities[0], Purpose.ADMIT)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)  # fmt: skip
@given(st.data())
def test_any_order_of_arrival_gives_the_same_tables(data: st.DataObject) -> None:
    history, news = what_happened()
    expected, _ = told_in_order(news)
    lines, wrong = told_in_order(data.draw(st.permutations(news)))
    assert not wrong
    assert lines == expected
    office = history.devices[OFFICE]
    held = {grant.id for grant in history.devices[COAST].certificate().scopes}
    with office.database.reading() as tables:
        whole = [line for scope in sorted(held) for line in dump(tables, office.session, scope)]
    # The last run of the ridge never reached the office, and counts nowhere.
    assert lines == whole
