"""Saying that two files are one person, or are not; and taking it back exactly."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.people.links import (
    DIFFERENT,
    SAME,
    Link,
    choices_from_text,
    choices_to_text,
    groups_of,
    link_id,
)
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.directory.directory import Directory
from desktop_app.services.duplicates.links import Links, OfficeDecides, OneFileOnly
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.services.vault.dump import dump
from tests.builders import a_client, a_laptop, an_office, carry, swap


def state_without_links(session: Session) -> list[str]:
    with session.database.reading() as tables:
        return [line for line in dump(tables, session) if '"type": "link"' not in line]


def groups(session: Session) -> list[tuple[bytes, bytes]]:
    with session.database.reading() as tables:
        rows = tables.connection.run("SELECT member, lead FROM grouped ORDER BY member").all()
        return [(row[0], row[1]) for row in rows]


def twice_registered(session: Session) -> tuple[str, str]:
    first = a_client(session, "Ana", "First visit.", birth_date="1950-02-03")
    return first, a_client(session, "Anna", "At the fair.", birth_date="1950-03-02")


def test_linked_files_are_one_line_and_one_file() -> None:
    office = an_office(["Lac-Exemple"])
    clients, links = Clients(office), Links(office)
    first, second = twice_registered(office)
    other = a_client(office, "Zoé")
    links.link(second, first, keep=second)
    assert clients.count() == 2
    assert {(one.id, one.files) for one in clients.page()} == {(second, 2), (other, 1)}
    assert [one.id for one in clients.find("ana exemple")] == [second]
    for asked in (first, second):
        file = clients.show(asked)
        assert file.id == second
        assert [one.id for one in file.files] == [second, first]
        notes = {one.text: one.origin for one in file.timeline if one.kind == "note"}
        assert notes == {"First visit.": first, "At the fair.": second}
    assert clients.show(first, alone=True).files == ()


def test_what_was_chosen_to_stand_is_told_and_rewrites_nothing() -> None:
    office = an_office(["Lac-Exemple"])
    first, second = twice_registered(office)
    Links(office).link(first, second, choices={"birth_date": second})
    (leading, other) = Clients(office).show(first).files
    assert leading.id == first
    assert not leading.stands
    assert other.differs["birth_date"] == "1950-03-02"
    assert other.stands == {"birth_date"}
    assert Clients(office).show(first, alone=True).fields["birth_date"] == "1950-02-03"


def test_taking_a_link_back_restores_exactly_what_was() -> None:
    office = an_office(["Lac-Exemple"])
    first, second = twice_registered(office)
    before = state_without_links(office)
    lists = [one.id for one in Clients(office).page()]
    Links(office).link(first, second)
    assert state_without_links(office) == before
    Links(office).unlink(second, first)
    assert state_without_links(office) == before
    assert [one.id for one in Clients(office).page()] == lists
    assert groups(office) == []
    Links(office).link(first, second)
    assert Clients(office).count() == 1


def test_undo_takes_a_link_back_and_redo_brings_it() -> None:
    office = an_office(["Lac-Exemple"])
    first, second = twice_registered(office)
    undo = Undo(office)
    Links(office).link(first, second)
    told = str(undo.undo_last().title)
    assert "Ana Exemple" in told
    assert "Anna Exemple" in told
    assert Clients(office).count() == 2
    Links(office).link(first, second)
    assert Clients(office).count() == 1


def test_not_the_same_is_remembered_everywhere() -> None:
    office = an_office(["Lac-Exemple"])
    laptop = a_laptop(office)
    first, second = twice_registered(laptop)
    assert [(one.a, one.b) for one in Clients(laptop).duplicates()] == [(first, second)]
    Links(laptop).different(first, second)
    assert Clients(laptop).duplicates() == []
    swap(laptop, office)
    assert Clients(office).duplicates() == []
    Links(office).unlink(first, second)
    assert len(Clients(office).duplicates()) == 1


def test_two_verdicts_on_one_pair_meet_in_one_record_and_wait_for_somebody() -> None:
    office = an_office(["Lac-Exemple"])
    north, south = a_laptop(office), a_laptop(office, "south", "Rémi Exemple")
    first, second = twice_registered(north)
    carry(north, office)
    carry(office, south)
    Links(north).link(first, second)
    Links(south).different(second, first)
    for laptop in (north, south):
        carry(laptop, office)
    for laptop in (north, south):
        carry(office, laptop)
    for session in (office, north, south):
        (waiting,) = Conflicts(session).list()
        assert waiting.field == "verdict"
        assert waiting.name == "Ana Exemple and Anna Exemple"
        assert groups(session) == []
        assert Clients(session).duplicates() == []
    (waiting,) = Conflicts(office).list()
    Conflicts(office).resolve(waiting.id, SAME)
    assert Clients(office).count() == 1
    carry(office, south)
    assert groups(south) == groups(office)


def test_the_same_verdict_twice_is_no_conflict() -> None:
    office = an_office(["Lac-Exemple"])
    laptop = a_laptop(office)
    first, second = twice_registered(laptop)
    carry(laptop, office)
    Links(laptop).link(first, second)
    Links(office).link(second, first)
    swap(laptop, office)
    assert Conflicts(office).list() == []
    assert Conflicts(laptop).list() == []
    assert groups(office) == groups(laptop) != []


def test_groups_are_the_same_in_any_order_of_arrival() -> None:
    office = an_office(["Lac-Exemple"])
    laptops = [a_laptop(office, f"laptop {n}", f"Worker {n}") for n in range(3)]
    others = [a_laptop(office, f"other {n}", f"Other {n}") for n in range(3)]
    people = [a_client(office, name) for name in ("Ana", "Anna", "Hannah", "Anne")]
    for laptop in laptops:
        carry(office, laptop)
    for at, laptop in enumerate(laptops):
        Links(laptop).link(people[at], people[at + 1], keep=people[at + 1])
    ends = []
    for order, other in zip(permutations(laptops), others, strict=False):
        carry(office, other)
        for laptop in order:
            carry(laptop, other)
        ends.append(groups(other))
        assert Clients(other).count() == 1
    assert ends[0] == ends[1] == ends[2]


def test_across_communities_only_the_office_decides() -> None:
    office = an_office(["Lac-Exemple", "Rivière-Exemple"])
    laptop = a_laptop(office)
    first = a_client(laptop, "Ana", community="Lac-Exemple")
    second = a_client(laptop, "Ana", community="Rivière-Exemple")
    with pytest.raises(OfficeDecides):
        Links(laptop).link(first, second)
    carry(laptop, office)
    Links(office).link(first, second, reason="Moved in 2021, she says.")
    assert Clients(office).count() == 1
    communities = Organisation(office).own_communities()
    assert [Clients(office).count(one.id) for one in communities] == [1, 1]
    swap(office, laptop)
    assert Clients(laptop).count() == 1
    with office.database.reading() as tables:
        rows = list(tables.rows.select(office.registry["link"], ""))
        assert [row.value("reason") for row in rows] == [None]


def test_a_laptop_that_holds_one_of_two_shows_it_alone() -> None:
    office = an_office(["Lac-Exemple", "Rivière-Exemple"])
    laptop = a_laptop(office, communities=["Lac-Exemple"])
    first = a_client(office, "Ana", community="Lac-Exemple")
    second = a_client(office, "Ana", community="Rivière-Exemple")
    Links(office).link(first, second, keep=second)
    carry(office, laptop)
    assert [(one.id, one.files) for one in Clients(laptop).page()] == [(first, 1)]
    assert groups(laptop) == []


def test_a_deleted_file_leaves_its_group_and_comes_back_to_it() -> None:
    office = an_office(["Lac-Exemple"])
    first, second = twice_registered(office)
    Links(office).link(first, second)
    Clients(office).delete(first)
    assert [(one.id, one.files) for one in Clients(office).page()] == [(second, 1)]
    Clients(office).restore(first)
    assert [(one.id, one.files) for one in Clients(office).page()] == [(first, 2)]


def test_links_are_refused_with_a_sentence() -> None:
    office = an_office(["Lac-Exemple"])
    reader = a_laptop(office, "reader", role=Role.READER)
    first, second = twice_registered(office)
    carry(office, reader)
    with pytest.raises(OneFileOnly):
        Links(office).link(first, first)
    with pytest.raises(NotHere):
        Links(office).link(first, "ff" * 16)
    with pytest.raises(NotHere):
        Links(office).unlink(first, second)
    with pytest.raises(NotAllowed):
        Links(reader).link(first, second)
    Clients(office).delete(second)
    with pytest.raises(NotHere):
        Links(office).different(first, second)


def test_only_the_office_joins_organisations() -> None:
    office = an_office(["Lac-Exemple"])
    laptop = a_laptop(office)
    one = Directory(office).add("organisation", {"name": "Centre Exemple"})
    two = Directory(office).add("organisation", {"name": "Centre exemple inc."})
    carry(office, laptop)
    with pytest.raises(OfficeDecides):
        Links(laptop).link(one, two, about="organisation")
    service = Directory(office).add("service", {"name": "Repas", "organisation": two})
    assert len(Directory(office).find("centre exemple")) == 2
    Links(office).link(one, two, about="organisation")
    carry(office, laptop)
    assert groups(laptop) == groups(office) != []
    for session in (office, laptop):
        directory = Directory(session)
        assert [line.organisation_id for line in directory.find("repas")] == [one]
        for asked in (one, two):
            entry = directory.organisation(asked)
            assert entry.id == one
            assert [line.id for line in entry.services] == [service]
    Directory(office).delete("service", service)
    assert [line.id for line in Directory(office).find("centre exemple")] == [one]


IDS = st.integers(0, 9).map(lambda n: bytes([n]) * 16)
LINKS = st.lists(
    st.tuples(IDS, IDS, st.sampled_from((SAME, SAME, DIFFERENT)), st.booleans()).filter(
        lambda one: one[0] != one[1]
    ),
    max_size=14,
)


@given(LINKS, st.sets(IDS), st.randoms())
def test_groups_do_not_depend_on_the_order(
    drawn: list[tuple[bytes, bytes, str, bool]], absent: set[bytes], chance: random.Random
) -> None:
    present = {bytes([n]) * 16 for n in range(10)} - absent
    links = [Link(min(a, b), max(a, b), said, a if first else b) for a, b, said, first in drawn]
    found = groups_of(links, present)
    chance.shuffle(links)
    assert groups_of(links, present) == found
    members = [one for group in found for one in group.members]
    assert len(members) == len(set(members))
    for group in found:
        assert group.lead in group.members
        assert len(group.members) > 1
    together = {one: group.lead for group in found for one in group.members}
    for link in links:
        if link.verdict == SAME and {link.a, link.b} <= present:
            assert together[link.a] == together[link.b]


@given(st.dictionaries(st.text(max_size=12), IDS, max_size=5))
def test_choices_come_back(choices: dict[str, bytes]) -> None:
    assert choices_from_text(choices_to_text(choices)) == choices


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 3}', "null"])
def test_choices_of_another_shape_choose_nothing(text: str) -> None:
    assert choices_from_text(text) == {}


def test_the_id_of_a_verdict_follows_from_the_pair() -> None:
    one, other = bytes(16), bytes([1]) * 16
    assert link_id(one, other) == link_id(other, one)
    assert link_id(one, other).hex() == "c24fed255f9e5f3d8880be8d34233810"  # never changes
    with pytest.raises(ValueError, match="itself"):
        link_id(one, one)
