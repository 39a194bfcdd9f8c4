"""What two laptops wrote apart: listed alike on both, decided once for both."""

from __future__ import annotations

import pytest

from desktop_app.domain.values import ValueRefused
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import (
    PROVISIONAL_DAYS,
    Conflict,
    Conflicts,
    Filter,
    NoSuchConflict,
    OneValueOnly,
    deciding,
)
from desktop_app.services.conflicts.reviewers import Deciding, name_reviewer
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.storage.exchange import Peer
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


def two_laptops() -> tuple[Session, Session, str]:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(north, "Jeanne", telephone="819 555-0142", birth_date="1951-03-02")
    swap(north, office)
    return north, office, client


def test_both_values_are_kept_and_listed_in_the_persons_words() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0122", "birth_date": "1951-03-20"})
    Clients(north).set(client, {"birth_date": "1951-02-03"})
    swap(north, office)
    for session in (north, office):
        listed = Conflicts(session).list()
        assert [one.field for one in listed] == ["birth_date", "telephone"]
        telephone = listed[1]
        assert str(telephone.title) == (
            "Jeanne Exemple: “Telephone number” was written differently on two laptops"
        )
        assert [one.value for one in telephone.values] == ["819 555-0111", "819 555-0122"]
        assert [one.author for one in telephone.values] == ["Maude Exemple", "Odile Exemple"]
        assert Conflicts(session).list(limit=1) == listed[:1]
        assert Conflicts(session).list(after=listed[0].id) == listed[1:]
        with session.database.reading() as tables:
            asked = deciding(session, tables)
        assert asked.mine + asked.others == 2
    assert Conflicts(north).list() == Conflicts(office).list()


def test_what_one_decides_holds_for_both() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0122"})
    swap(north, office)
    conflict = Conflicts(office).list()[0]
    Conflicts(office).resolve(conflict.id, index=0)
    swap(office, north)
    for session in (north, office):
        assert Conflicts(session).list() == []
        assert Clients(session).show(client).fields["telephone"] == "819 555-0111"
        assert Clients(session).show(client).contested == {}
    with pytest.raises(NoSuchConflict):
        Conflicts(north).resolve(conflict.id, index=0)


def test_a_third_value_may_be_decided_if_the_field_can_hold_it() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"birth_date": "1951-03-20"})
    Clients(office).set(client, {"birth_date": "1951-02-03"})
    swap(north, office)
    conflict = Conflicts(north).list()[0]
    with pytest.raises(ValueRefused):
        Conflicts(north).resolve(conflict.id, "1951-02-30")
    with pytest.raises(NoSuchConflict):
        Conflicts(north).resolve(conflict.id, index=2)
    Conflicts(north).resolve(conflict.id, "1951-03")
    swap(north, office)
    assert Clients(office).show(client).fields["birth_date"] == "1951-03"


@pytest.mark.parametrize("keep", [True, False])
def test_deleted_here_and_changed_there_is_asked_about(keep: bool) -> None:
    north, office, client = two_laptops()
    Clients(north).delete(client)
    Clients(office).set(client, {"telephone": "819 555-0122"})
    swap(north, office)
    for session in (north, office):
        (conflict,) = Conflicts(session).list()
        assert conflict.field == "life"
        assert (
            str(conflict.title) == "Jeanne Exemple was deleted on one laptop and changed on another"
        )
        assert {(one.value, one.author) for one in conflict.values} == {
            ("deleted", "Maude Exemple"),
            ("live", "Odile Exemple"),
        }
        assert [str(label) for label in conflict.changed] == ["Telephone number"]
    Conflicts(office).resolve(conflict.id, "live" if keep else "deleted")
    swap(office, north)
    for session in (north, office):
        assert Conflicts(session).list() == []
        assert Clients(session).show(client).deleted is not keep
        assert [line.id for line in Clients(session).page()] == ([client] if keep else [])


def test_what_was_changed_apart_from_a_delete_is_told_of_names_and_file_together() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"family": "Vue"})
    swap(north, office)
    Clients(north).delete(client)
    Clients(office).set(client, {"telephone": "819 555-0122", "safety": "Dog behind the house."})
    swap(north, office)
    for session in (north, office):
        told = [sorted(map(str, one.changed)) for one in Conflicts(session).list()]
        # Whoever deleted had seen the family name.
        assert told == [["Telephone number", "To know before a visit"]] * len(told)
        assert told


def test_the_same_value_written_twice_is_no_conflict() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0111"})
    swap(north, office)
    assert Conflicts(north).list() == Conflicts(office).list() == []


def test_a_laptop_whose_date_is_wrong_is_told() -> None:
    office = an_office(["Lac-Exemple"])
    fast = Clock()
    fast.forward(days=400)
    north = a_laptop(office, environment=an_environment(fast, seed=2))
    client = a_client(office, "Jeanne", telephone="819 555-0142")
    carry(office, north)
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0122"})
    carry(north, office)
    (conflict,) = Conflicts(office).list()
    assert {(one.value, one.clock_wrong) for one in conflict.values} == {
        ("819 555-0122", False),
        ("819 555-0111", True),
    }
    assert all("819" not in str(one.label) for one in (conflict,))


def numbers_of(session: Session, client: str) -> set[str]:
    fields = Clients(session).show(client).fields
    return {str(value) for path, value in fields.items() if path.endswith("/number")}


def test_both_telephones_stay_on_every_laptop_even_when_two_decide_alike() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0122"})
    swap(north, office)
    for session in (north, office):
        (conflict,) = Conflicts(session).list()
        assert conflict.both is not None
        assert "Telephones" in str(conflict.both)
        Conflicts(session).keep_both(conflict.id)
        assert numbers_of(session, client) == {"819 555-0111", "819 555-0122"}
    swap(north, office)
    for session in (north, office):
        assert Conflicts(session).list() == []
        assert numbers_of(session, client) == {"819 555-0111", "819 555-0122"}


def test_another_family_name_is_kept_among_the_other_names() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"family": "Essai"})
    Clients(office).set(client, {"family": "Fictive"})
    swap(north, office)
    (conflict,) = Conflicts(office).list()
    Conflicts(office).keep_both(conflict.id)
    fields = Clients(office).show(client).fields
    assert fields["family"] == "Essai"
    assert fields["other_name"] == "Jeanne Fictive"
    assert [one.id for one in Clients(office).find("Jeanne Fictive")] == [client]


def test_where_one_value_fits_both_are_not_offered() -> None:
    north, office, client = two_laptops()
    Clients(north).set(client, {"birth_date": "1951-03-20", "street": "1, chemin Exemple"})
    Clients(office).set(client, {"birth_date": "1951-02-03", "street": "2, chemin Exemple"})
    swap(north, office)
    birth, street = Conflicts(office).list()
    assert (birth.both, street.both) == (None, None)
    assert birth.combined == "1951-03-20"
    assert street.combined == "1, chemin Exemple / 2, chemin Exemple"
    with pytest.raises(OneValueOnly):
        Conflicts(office).keep_both(birth.id)
    assert len(Conflicts(office).list()) == 2


def test_what_one_person_wrote_is_taken_for_all_fields_in_one_act() -> None:
    north, office, client = two_laptops()
    ours = {"birth_date": "1951-03-20", "telephone": "819 555-0111"}
    Clients(north).set(client, ours)
    Clients(office).set(client, {"birth_date": "1951-02-03", "telephone": "819 555-0122"})
    swap(north, office)
    ids = [one.id for one in Conflicts(office).list()]
    assert (
        Conflicts(office).take_all([*ids, "identity-00-00000001-00"], "Maude Exemple", "north") == 2
    )
    fields = Clients(office).show(client).fields
    assert {name: fields[name] for name in ours} == ours


def named(session: Session, *reviewers: str) -> None:
    """Say at the office who decides in its first community."""
    trust = session.require_trust()
    person = next(one.id for one in trust.people.values() if one.name == reviewers[0])
    name_reviewer(session, Organisation(session).communities()[0].id, person)


def one_conflict(north: Session, office: Session, client: str) -> tuple[Conflict, Conflict]:
    Clients(north).set(client, {"birth_date": "1951-03-20"})
    Clients(office).set(client, {"birth_date": "1951-02-03"})
    swap(north, office)
    return Conflicts(north).inbox().conflicts[0], Conflicts(office).inbox().conflicts[0]


def test_the_office_decides_where_nobody_else_is_named() -> None:
    north, office, client = two_laptops()
    at_north, at_office = one_conflict(north, office, client)
    assert at_north == at_office
    assert (at_office.reviewer.names, at_office.reviewer.office) == (("Odile Exemple",), True)
    assert (at_north.reviewer.mine, at_north.reviewer.allowed) == (False, True)
    assert at_office.reviewer.mine
    # Nobody is told to decide what others decide.
    for session, mine in ((north, 0), (office, 1)):
        with session.database.reading() as tables:
            assert deciding(session, tables) == Deciding(mine, 1 - mine)
        assert Conflicts(session).count() == mine


def test_a_community_names_who_decides_and_theirs_come_first() -> None:
    north, office, client = two_laptops()
    named(office, "Maude Exemple")
    at_north, at_office = one_conflict(north, office, client)
    assert at_office.reviewer.names == ("Maude Exemple",)
    assert (at_north.reviewer.mine, at_office.reviewer.mine) == (True, False)
    with office.database.reading() as tables:
        assert deciding(office, tables) == Deciding(0, 1, ("Maude Exemple",))
    inbox = Conflicts(north).inbox()
    assert (inbox.total, inbox.mine, inbox.hidden) == (1, 1, 0)


def test_the_list_is_narrowed_by_name_field_and_laptop() -> None:
    north, office, client = two_laptops()
    other = a_client(north, "Béatrice", birth_date="1960")
    swap(north, office)
    Clients(north).set(other, {"family": "Nord"})
    Clients(office).set(other, {"family": "Bureau"})
    one_conflict(north, office, client)
    conflicts = Conflicts(office)

    def told(**wanted: str) -> list[str]:
        return [one.entity for one in conflicts.inbox(Filter(**wanted)).conflicts]  # type: ignore[arg-type]

    assert len(told()) == 2
    assert told(words="beatrice") == [other]
    assert told(words="jea exe") == [client]
    fields = {str(label): key for key, label in conflicts.inbox().fields}
    assert told(field=fields["Date of birth"]) == [client]
    assert len(told(device=north.device.hex())) == 2
    assert told(device=bytes(16).hex()) == []


def a_gap() -> tuple[Session, Clock, Bundle, str]:
    """An office that waits for a bundle of `south`, in which its own value was replaced.

    The bundle of `north` that came rests on it: two values stand side by side only until then.
    """
    clock = Clock()
    office = an_office(["Lac-Exemple"], environment=an_environment(clock))
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    client = a_client(office, "Jeanne", birth_date="1951-06-06")
    carry(office, south)
    Clients(south).set(client, {"birth_date": "1951-04-04"})
    missing = bundle_for(south, office)
    carry(south, north)
    Clients(north).set(client, {"birth_date": "1951-05-05"})
    with north.database.writing() as tables:
        # As if the bundle of `south` had arrived.
        known = tables.exchange.peers()[office.device]
        theirs = {
            feed.id: (feed.seq, feed.link[:8])
            for feed in tables.log.feeds().values()
            if feed.device == south.device and feed.seq
        }
        tables.exchange.set_peer(
            Peer(office.device, known.control, known.vector | theirs, known.heard_at)
        )
    carry(north, office)
    return office, clock, missing, client


def test_what_a_missing_bundle_may_settle_is_not_put_before_people_at_first() -> None:
    office, _, missing, client = a_gap()
    conflicts = Conflicts(office)
    assert conflicts.count() == 0
    inbox = conflicts.inbox()
    assert (inbox.conflicts, inbox.total, inbox.hidden) == ((), 0, 1)
    asked = conflicts.inbox(Filter(waiting=True))
    assert [one.provisional for one in asked.conflicts] == [True]
    assert Exchange(office).take_in(missing).outcome == "applied"
    assert conflicts.inbox(Filter(waiting=True)).total == 0
    assert Clients(office).show(client).fields["birth_date"] == "1951-05-05"


def test_after_a_fortnight_it_is_asked_about_also_after_a_rebuild() -> None:
    office, clock, _, _ = a_gap()
    clock.forward(days=PROVISIONAL_DAYS - 1)
    with office.database.writing() as tables:
        tables.rows.rebuild_all()
    assert Conflicts(office).count() == 0
    clock.forward(days=1)
    assert Conflicts(office).count() == 1
    (conflict,) = Conflicts(office).inbox().conflicts
    assert not conflict.provisional
