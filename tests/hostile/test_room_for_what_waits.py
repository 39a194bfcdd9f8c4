"""Room for what waits, lies aside or is carried, made small: what just fits is kept, a byte more is not."""

from __future__ import annotations

import pytest

from desktop_app.domain.fields import Scope
from desktop_app.services.erasure import erasing
from desktop_app.services.erasure.erasing import said_erased
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange import carrying, packs, segments
from desktop_app.services.exchange.exchange import REFUSED, Exchange, Imported
from desktop_app.services.exchange.taking_in import WORD_LEAP
from desktop_app.services.session import Session
from desktop_app.services.trust import copies, forks
from desktop_app.services.trust.copies import twins_of
from desktop_app.services.trust.incarnations import open_incarnation
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.carried import CarriedTables
from desktop_app.sync.erasing import Basis
from desktop_app.sync.pack import ALONG, FRESH, encode_index, file_id, line
from desktop_app.sync.statements import scope_id
from tests.builders import Bundle, a_client, a_laptop, an_office, bundle_for, carry, swap
from tests.hostile.forging import Forger, Part
from tests.hostile.laptops import copy_of, fingerprint
from tests.hostile.test_floods import body
from tests.services.exchange.test_packs import an_organisation, items, pack_for
from tests.services.trust.test_copies import a_twin

LAKE, RIVER = "Lac-Exemple", "Rivière-Exemple"
BOTH = pytest.mark.parametrize("over", [0, 1])


@pytest.fixture
def office() -> Session:
    return an_office()


@pytest.fixture
def hostile(office: Session) -> tuple[Forger, Forger]:
    """Two laptops of the lake whose programs are their own."""
    one, other = (a_laptop(office, name, name, [LAKE]) for name in ("north", "south"))
    return Forger(one, office), Forger(other, office)


def names_of(office: Session, place: str) -> bytes:
    """The scope of the names of a community."""
    community = Organisation(office).community_named(place).id
    return scope_id(office.require_trust().organisation, Scope.NAMES, community)


def a_run(forger: Forger, number: int, place: str = LAKE, **changed: object) -> Part:
    """A run of one entry, in a feed of its own."""
    scope = names_of(forger.receiver, place)
    segment = forger.segment([body(number, bytes(16))], scope=scope, **changed)
    return forger.part(segment)


def waiting(forger: Forger, start: int) -> Part:
    """A run whose beginning never comes."""
    return a_run(forger, start, start=start)


def take(office: Session, forger: Forger, *some: Part) -> Imported:
    return Exchange(office).take_in(Bundle(forger.bundle(some)))


@BOTH
def test_bytes_of_one_laptop_that_wait(
    office: Session, hostile: tuple[Forger, Forger], over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = hostile
    found = [waiting(one, 3), waiting(one, 4)]
    room = sum(len(part.content) for part in found) - over
    monkeypatch.setattr(segments, "PARKED_BY_ONE", room)
    take(office, one, *found)
    take(office, other, waiting(other, 3))  # the other one has room of its own
    with office.database.reading() as tables:
        assert len(tables.exchange.waiting()) == 3 - over
        assert tables.exchange.parked_bytes(one.sender.device) <= room


@BOTH
def test_bytes_of_all_that_wait(
    office: Session, hostile: tuple[Forger, Forger], over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [waiting(forger, 3) for forger in hostile]
    monkeypatch.setattr(segments, "PARKED_BYTES", sum(len(one.content) for one in found) - over)
    for forger, part in zip(hostile, found, strict=True):
        take(office, forger, part)
    with office.database.reading() as tables:
        assert len(tables.exchange.waiting()) == 2 - over


def of_nobody(forger: Forger, number: int) -> Part:
    """A change by a person whom nobody listed: it stays in the log and does not count."""
    return a_run(forger, number, actors=(bytes(16),))


def elsewhere(forger: Forger, number: int) -> Part:
    """A change in a community that its laptop does not hold: it lies aside, as it came."""
    return a_run(forger, number, RIVER)


@BOTH
def test_bytes_of_one_laptop_that_may_not_count(
    office: Session, hostile: tuple[Forger, Forger], over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = hostile
    room = len(body(1, bytes(16))) + len(body(2, bytes(16))) - over
    monkeypatch.setattr(segments, "WITHHELD_BY_ONE", room)
    assert take(office, one, of_nobody(one, 1), of_nobody(one, 2)).withheld
    take(office, other, of_nobody(other, 1))
    with office.database.reading() as tables:
        own = [row.number for row in tables.log.feeds().values() if row.device == one.sender.device]
        assert tables.log.withheld_bytes(own) <= room
        assert (tables.log.withheld_bytes(own) == room) == (not over)
        assert tables.log.withheld_bytes() - tables.log.withheld_bytes(own) > 0


@BOTH
def test_bytes_of_one_laptop_that_lie_aside(
    office: Session, hostile: tuple[Forger, Forger], over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once one laptop filled all the room there was; now that of the other one is left to it."""
    one, other = hostile
    found = [elsewhere(one, 1), elsewhere(one, 2)]
    monkeypatch.setattr(
        segments, "WITHHELD_BY_ONE", sum(len(part.content) for part in found) - over
    )
    assert take(office, one, *found).withheld == ["scope_not_held"]
    take(office, other, elsewhere(other, 1))
    with office.database.reading() as tables:
        assert len(tables.exchange.withheld()) == 3  # of each the reason is known
        assert len(tables.exchange.set_aside()) == 3 - over
        assert tables.exchange.withheld_bytes(other.sender.device) > 0


@BOTH
def test_bytes_of_all_that_lies_aside(
    office: Session, hostile: tuple[Forger, Forger], over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [elsewhere(forger, 1) for forger in hostile]
    monkeypatch.setattr(segments, "QUARANTINE_BYTES", sum(len(one.content) for one in found) - over)
    for forger, part in zip(hostile, found, strict=True):
        take(office, forger, part)
    with office.database.reading() as tables:
        assert len(tables.exchange.withheld()) == 2
        assert len(tables.exchange.set_aside()) == 2 - over


@BOTH
@pytest.mark.parametrize("limit", ["SIDE_BYTES", "SIDE_PIECES"])
def test_other_histories_of_one_laptop(
    office: Session, limit: str, over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    south = a_laptop(office, "south")
    a_client(south, "Ana")
    swap(south, office)
    twin = a_twin(south)
    for session, given in ((south, "Zoé"), (twin, "Line")):
        a_client(session, given)
    carry(south, office)
    bundle, probe = bundle_for(twin, office), copy_of(office)
    Exchange(probe).take_in(bundle)
    with probe.database.reading() as tables:
        pieces, size = tables.exchange.sides_of(south.device, forks.FORK)
    most = (size if limit == "SIDE_BYTES" else pieces) - over
    assert most > 0
    monkeypatch.setattr(forks, limit, most)
    before = fingerprint(office)
    told = Exchange(office).take_in(bundle)
    assert (told.outcome == REFUSED) == bool(over)
    assert (fingerprint(office) == before) == bool(over)
    assert told.reason == ("too_many_histories" if over else "fork")


def carried(session: Session) -> int:
    with session.database.reading() as tables:
        return len(CarriedTables(tables.connection).all())


@BOTH
@pytest.mark.parametrize("limit", ["LARGEST", "OF_ONE_FILE"])
def test_bytes_of_one_carried_bundle(
    limit: str, over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, one, _, river = an_organisation()
    bundle = pack_for(office, one, river)
    (size,) = (item.length for item in items(bundle) if item.is_for(river.device))
    monkeypatch.setattr(carrying, limit, size - over)
    assert Exchange(one).take_in(bundle).carried == 1 - over
    assert carried(one) == 1 - over


@BOTH
def test_bytes_of_all_that_is_carried(over: int, monkeypatch: pytest.MonkeyPatch) -> None:
    office, one, _, river = an_organisation()
    Exchange(one).take_in(pack_for(office, one, river))
    (first,) = carrying.Carrying(one).list()
    rubbish = b"x" * first.size
    lines = [line(file_id(rubbish), len(rubbish), ALONG, 0, bytes(16), [river.device])]
    monkeypatch.setattr(carrying, "QUOTA", 2 * first.size - over)
    Exchange(one).take_in(Bundle(encode_index(lines) + rubbish))
    assert carried(one) == 2 - over


@BOTH
def test_bundles_of_a_pack_that_one_laptop_opens(
    over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, one, *_ = an_organisation()
    sealed = []
    for given in ("Ana", "Bea", "Zoé"):
        a_client(office, given, community=LAKE)
        sealed.append(bundle_for(office, one).data)
    kinds = (FRESH, ALONG, ALONG)
    lines = [
        line(file_id(data), len(data), kind, 0, bytes(16), [one.device])
        for data, kind in zip(sealed, kinds, strict=True)
    ]
    monkeypatch.setattr(packs, "OPENED", 3 - over)
    with one.database.reading() as tables:
        before = len(tables.exchange.imports())
    told = Exchange(one).take_in(Bundle(encode_index(lines) + b"".join(sealed)))
    assert told.untried == over
    with one.database.reading() as tables:
        assert len(tables.exchange.imports()) == before + 3 - over


@BOTH
def test_how_far_a_word_may_leap(
    office: Session, hostile: tuple[Forger, Forger], over: int
) -> None:
    forger, _ = hostile
    take(office, forger)

    def heard() -> int:
        with office.database.reading() as tables:
            return tables.exchange.peers()[forger.sender.device].control

    before = heard()
    leap = before + WORD_LEAP + over
    Exchange(office).take_in(Bundle(forger.bundle([], control=leap)))
    assert heard() == (before if over else leap)
    assert WORD_LEAP == 1_000_000


@BOTH
def test_how_long_a_copy_that_is_silent_counts(
    office: Session, over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "SILENT", 3)
    south = a_laptop(office, "south")
    swap(south, office)
    twin = a_twin(south)
    with twin.database.writing() as tables:
        open_incarnation(tables, random=twin.environment.random)
    for one in (south, twin, south):
        Exchange(office).take_in(bundle_for(one, office))
    for _ in range(2 + over):
        Exchange(office).take_in(bundle_for(twin, office))
    with office.database.reading() as tables:
        assert len(twins_of(tables, south.device)) == 1 - over


def test_of_how_many_erasures_a_laptop_speaks(
    office: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the newest ones; of the others the office remembers that they were carried out."""
    monkeypatch.setattr(erasing, "SAID", 4)
    north = a_laptop(office)
    for given in ("Ana", "Bea", "Cléo", "Dora", "Eva"):
        Erasures(office).erase(a_client(office, given), Basis.ASKED)
        swap(office, north)
    with north.database.reading() as tables:
        said = said_erased(north, tables)
    ordered = sorted(office.require_trust().erasures.values(), key=lambda one: one.at)
    assert set(said) == {one.id for one in ordered[1:]}
    carry(north, office)
    assert [len(one.done) for one in Erasures(office).all()] == [2] * 5
