"""Forks and laptops that exist twice: noticed at the first exchange, both histories kept, one way out."""

from __future__ import annotations

import io

import pytest

from desktop_app.domain.roles import Role
from desktop_app.services import editing
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange import trust_section
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import NotAllowed, NotEnrolled, Session
from desktop_app.services.trust import copies
from desktop_app.services.trust.copies import (
    become_new_device,
    exists_twice,
    may_become_new_device,
    other_name,
)
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.forks import Forks, NoSuchFork
from desktop_app.services.trust.incarnations import open_incarnation
from desktop_app.services.trust.judging import misjudged
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.database import Database
from desktop_app.sync import bundle as files
from desktop_app.sync.verdicts import read_fork
from tests.builders import Bundle, a_client, a_laptop, an_office, bundle_for, swap
from tests.simulator.fleet import KEY, copy_database


def a_twin(session: Session) -> Session:
    """The same vault on another computer."""
    database = Database.create(None, KEY)
    copy_database(session.database, database)
    return Session(
        database, session.environment, session.device, session.person, session.person_name,
        session.require_trust().copied(),
    )  # fmt: skip


def given(session: Session) -> list[str]:
    return sorted(one.name.split()[0] for one in Clients(session).find("Exemple"))


@pytest.fixture
def fork() -> tuple[Session, Session, Session, Session]:
    """An office, a laptop, and one that exists twice without knowing; both copies wrote."""
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south")
    a_client(south, "Ana")
    swap(south, office)
    swap(north, office)
    twin = a_twin(south)
    a_client(south, "Zoé")
    a_client(twin, "Line")
    Clients(twin).set(Clients(twin).find("Line")[0].id, {"preferred": "Lili"})
    return office, north, south, twin


def exchange(sender: Session, receiver: Session) -> list[str]:
    return Exchange(receiver).take_in(bundle_for(sender, receiver)).forked


def test_a_fork_is_proven_at_the_first_exchange_and_both_are_kept(
    fork: tuple[Session, Session, Session, Session],
) -> None:
    office, north, south, twin = fork
    assert exchange(south, office) == []
    assert exchange(twin, office) == ["south"]
    assert exchange(twin, office) == []
    assert given(office) == ["Ana", "Zoé"]
    lines = Forks(office).list()
    assert {one.laptop for one in lines} == {"south"}
    assert all(one.changes and not one.decided for one in lines)
    proof = next(iter(office.require_trust().forks.values()))
    signing = office.require_trust().certificates[south.device].signing
    assert read_fork(proof.data, signing).feed == proof.feed
    assert exchange(office, north) == ["south"]
    with pytest.raises(NotAllowed):
        Forks(north).admit(lines[0].feed)


def test_what_the_office_takes_over_stands_everywhere(
    fork: tuple[Session, Session, Session, Session],
) -> None:
    office, north, south, twin = fork
    exchange(south, office)
    exchange(twin, north)  # somebody met the copy first, and works on
    assert given(north) == ["Ana", "Line"]
    Clients(north).set(Clients(north).find("Line")[0].id, {"pronouns": "she"})
    exchange(twin, office)
    for line in Forks(office).list():
        assert Forks(office).admit(line.feed)
    with pytest.raises(NoSuchFork):
        Forks(office).admit(Forks(office).list()[0].feed)
    for _ in range(3):
        for one in (north, south, twin):
            exchange(one, office)
            exchange(office, one)
    for session in (office, north, south, twin):
        assert given(session) == ["Ana", "Line", "Zoé"]
        client = Clients(session).show(Clients(session).find("Line")[0].id)
        assert (client.fields["preferred"], client.fields["pronouns"]) == ("Lili", "she")
        with session.database.reading() as tables:
            assert not misjudged(session, tables)
            assert tables.log.computed_digest() == tables.facts.get("digest")
    assert all(one.decided for one in Forks(office).list())


def test_what_the_office_takes_over_is_signed_every_so_many_entries(
    fork: tuple[Session, Session, Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "HEAD_INTERVAL", 1)
    office, _, south, twin = fork
    for session in (south, twin):
        exchange(session, office)

    def own() -> dict[int, int]:
        return {one.number: one.seq for one in tables.log.feeds().values() if one.own}

    with office.database.reading() as tables:
        before = own()
    for line in Forks(office).list():
        Forks(office).admit(line.feed)
    with office.database.reading() as tables:
        grown = {number: seq for number, seq in own().items() if seq > before.get(number, 0)}
        assert grown
        for number, seq in grown.items():
            start = before.get(number, 0)
            signed = [end for end, _ in tables.log.heads_after(number, start)]
            assert signed == list(range(start + 1, seq + 1))


def test_who_had_seen_the_history_that_goes_on_is_remembered_where_the_other_one_was(
    fork: tuple[Session, Session, Session, Session],
) -> None:
    """A change that replaces a number of the feed comes to a copy that wrote another thing under that
    number; when the copy comes over, nothing that was replaced stands up again."""
    office, north, south, twin = fork
    (ana,) = (one.id for one in Clients(south).find("Ana"))
    Clients(south).set(ana, {"preferred": "Anouk"})
    exchange(south, office)
    exchange(office, north)
    Clients(north).set(ana, {"preferred": "Nan"})
    exchange(north, twin)
    exchange(twin, office)
    for line in Forks(office).list():
        Forks(office).admit(line.feed)
    for _ in range(2):
        exchange(office, twin)
        exchange(twin, office)
    with twin.database.reading() as tables:
        kind = twin.registry["identity"]
        row = tables.rows.get(kind, bytes.fromhex(ana))
        assert row is not None
        assert [head.value for head in row.state.heads[kind.field("preferred").number]] == ["Nan"]


def test_a_copy_in_an_incarnation_of_its_own_is_told_from_its_twin() -> None:
    office = an_office()
    south = a_laptop(office, "south")
    swap(south, office)
    twin = a_twin(south)
    with twin.database.writing() as tables:
        open_incarnation(tables, random=twin.environment.random)
    a_client(office, "Ana")
    for one in (south, twin):
        told = Exchange(office).take_in(bundle_for(one, office))
        assert told.twice == []
    # The first goes on: two copies are at work.
    told = Exchange(office).take_in(bundle_for(south, office))
    assert told.twice == ["south"]
    with office.database.reading() as tables:
        assert exists_twice(tables, south.device)
    # What one holds the other may lack, so both get it, each by a key that it holds.
    for one in (south, twin):
        assert Exchange(one).take_in(bundle_for(office, one)).outcome == "applied"
    assert given(south) == given(twin) == ["Ana"]


def test_a_copy_becomes_a_laptop_of_its_own() -> None:
    office = an_office()
    south = a_laptop(office, "south")
    a_client(south, "Ana")
    swap(south, office)
    twin = a_twin(south)
    assert may_become_new_device(twin)
    assert not may_become_new_device(a_twin(office))
    assert other_name(twin) == "south-2"
    become_new_device(twin, "south-2")
    assert twin.device != south.device
    with pytest.raises(NotEnrolled):
        a_client(twin, "Zoé", community="Rivière-Exemple")
    organisation = Organisation(office)
    held = [one.id for one in organisation.communities()]
    certificate = organisation.approve(Organisation(twin).request(), Role.WORKER, held)
    out = io.BytesIO()
    Exchange(office).write([certificate], out, files.ENROLMENT)
    assert accept(twin, Bundle(out.getvalue())).outcome == "applied"
    a_client(twin, "Zoé")
    for one in (south, twin, south):
        swap(one, office)
    assert given(office) == given(south) == given(twin) == ["Ana", "Zoé"]


@pytest.fixture
def ahead() -> tuple[Session, Session, Session]:
    """An office, a laptop, and its unnoticed copy, which alone wrote and sent three bundles since."""
    office = an_office()
    south = a_laptop(office, "south")
    swap(south, office)
    twin = a_twin(south)
    a_client(twin, "Line")
    for _ in range(3):
        assert Exchange(office).take_in(bundle_for(twin, office)).twice == []
    return office, south, twin


def come_home(office: Session, south: Session) -> list[str]:
    """South brings its bundles, takes the office's, and knows these people then."""
    told = [Exchange(office).take_in(bundle_for(south, office)).twice for _ in range(2)]
    assert told == [["south"], []]
    Exchange(south).take_in(bundle_for(office, south))
    return given(south)


def test_a_copy_that_only_lags_behind_is_told_by_the_numbers_of_its_bundles(
    ahead: tuple[Session, Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that it says is true of the other copy as well, so its words look like old ones."""
    office, south, _ = ahead
    spare = a_twin(office), a_twin(south)
    assert come_home(office, south) == ["Line"]
    with monkeypatch.context() as planted, pytest.raises(AssertionError):
        planted.setattr(copies, "_counted_already", lambda tables, manifest: False)
        come_home(*spare)


def test_what_one_copy_was_told_is_told_to_the_other_one_too(
    ahead: tuple[Session, Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, south, twin = ahead
    north = a_laptop(office, "north")
    swap(twin, office)
    assert north.device in twin.require_trust().certificates
    spare = a_twin(office), a_twin(south)
    come_home(office, south)
    assert north.device in south.require_trust().certificates
    with monkeypatch.context() as planted:
        planted.setattr(trust_section, "may_lack", lambda tables, device: False)
        come_home(*spare)
    assert north.device not in spare[1].require_trust().certificates


def test_a_copy_learns_of_each_of_its_feeds_that_it_goes_on_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where the feed that it wrote last itself has a later time."""
    office = an_office()
    south = a_laptop(office, "south")
    for given_name, town in (("Ana", "Lac-Exemple"), ("Max", "Rivière-Exemple")):
        a_client(south, given_name, community=town)
    swap(south, office)
    twin = a_twin(south)
    a_client(twin, "Line", community="Lac-Exemple")
    a_client(south, "Zoé", community="Rivière-Exemple")
    exchange(south, office)
    exchange(twin, office)
    exchange(office, south)
    with south.database.reading() as tables:
        assert tables.facts.number("incarnation") > 1
    exchange(south, office)
    exchange(office, south)
    assert given(south) == ["Ana", "Line", "Max", "Zoé"]
    for shared, devices, told in (
        (3, [south], 3),
        (4, [south, office], 3),
        (1, [south, office], 2),
    ):
        monkeypatch.setattr(trust_section, "OWN_ENDS", shared)
        with office.database.reading() as tables:
            ends = trust_section.own_ends_of(tables, [one.device for one in devices])
        assert len(set(ends)) == told
