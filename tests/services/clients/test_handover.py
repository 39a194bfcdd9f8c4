"""A client goes to another community: the whole file, under the same ids, and nothing twice."""

from __future__ import annotations

import pytest

from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import AlreadyThere, HandedOver, Handovers
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import NotAllowed, NotHere, Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.storage.rows import Row
from desktop_app.sync.merge import SHOWN, same
from tests.builders import a_client, a_laptop, an_office, carry, swap

RIVER, LAKE = "Rivière-Exemple", "Lac-Exemple"


def world() -> tuple[Session, Session, Session, str]:
    """An office, a laptop of each community, and somebody of the river with a whole file."""
    office = an_office()
    river = a_laptop(office, "river", "Maude Exemple", [RIVER])
    lake = a_laptop(office, "lake", "Pita Exemple", [LAKE])
    client = a_client(
        river, "Jeanne", note="Relevé demandé.", community=RIVER, telephone="819 555-0142"
    )
    Clients(river).add_consent(client, "file", "2026-03-02", "spoken")
    swap(river, office)
    return office, river, lake, client


def place(session: Session, name: str) -> bytes:
    return Organisation(session).community_named(name).id


def shown(session: Session) -> set[str]:
    return {line.id for line in Clients(session).page()}


def sound(*sessions: Session) -> None:
    """Every row is what the log says."""
    for session in sessions:
        with session.database.reading() as tables:
            for kind in session.registry:
                for row in tables.rows.select(kind, ""):
                    folded = {
                        (one.number, n): state for one, n, state in tables.rows.folded(row.id)
                    }
                    assert same(row.state, folded[kind.number, row.scope])


def rows(session: Session, kind: str, entity: str) -> list[Row]:
    with session.database.reading() as tables:
        clause = "WHERE id = ? AND life = 1"
        return list(tables.rows.select(session.registry[kind], clause, (bytes.fromhex(entity),)))


def test_the_whole_file_goes_and_each_laptop_shows_it_where_it_is() -> None:
    office, river, lake, client = world()
    before = Clients(office).show(client)
    handed = Handovers(office).hand_over(client, place(office, LAKE))
    assert (handed.community, handed.records) == (LAKE, 4)
    after = Clients(office).show(client)
    assert after.community == LAKE
    assert [item.text for item in after.timeline] == [item.text for item in before.timeline] or {
        item.text for item in after.timeline
    } >= {item.text for item in before.timeline}
    assert after.fields["telephone"] == "819 555-0142"
    swap(office, river)
    swap(office, lake)
    assert (shown(office), shown(river), shown(lake)) == ({client}, set(), {client})
    at_lake = Clients(lake).show(client)
    assert at_lake.community == LAKE
    assert "Relevé demandé." in {item.text for item in at_lake.timeline}
    assert [one.id for one in Clients(lake).find("Jeanne")] == [client]
    assert Clients(river).find("Jeanne") == []
    with river.database.reading() as tables:
        row = tables.rows.get(river.registry["client"], bytes.fromhex(client))
        assert row is not None
        assert row.value("handed_over_to") == place(office, LAKE).hex()
    told = Clients(river).show(client).timeline[0]
    assert (told.kind, str(told.title)) == ("handed_over", f"Handed over to {LAKE}")
    assert told.author == office.person_called(office.person)
    history = Clients(river).history(client)
    assert "life" not in {line.path for line in history}
    assert history[0].path == "handed_over_to"
    with pytest.raises(HandedOver):
        Clients(river).restore(client)
    assert Clients(office).page(community=place(office, RIVER)) == []
    assert [one.id for one in Clients(office).page(community=place(office, LAKE))] == [client]
    assert Clients(office).count() == 1
    for kind in ("identity", "client"):
        assert len(rows(office, kind, client)) == 1
    sound(office, river, lake)


def test_work_goes_on_in_the_new_community_and_comes_to_the_office() -> None:
    office, river, lake, client = world()
    Handovers(office).hand_over(client, place(office, LAKE))
    swap(office, lake)
    Clients(lake).set(client, {"pronouns": "elle"}, note="Vue au lac.")
    swap(lake, office)
    assert Clients(office).show(client).fields["pronouns"] == "elle"
    Clients(office).set(client, {"family": "Autre"})
    swap(office, lake)
    swap(office, river)
    assert Clients(lake).show(client).fields["family"] == "Autre"
    assert Conflicts(office).count() == Conflicts(lake).count() == Conflicts(river).count() == 0
    sound(office, river, lake)


@pytest.mark.parametrize("carried", [True, False])
def test_what_the_old_community_changed_unaware_is_asked_about(carried: bool) -> None:
    office, river, lake, client = world()
    Handovers(office).hand_over(client, place(office, LAKE))
    Clients(river).set(client, {"telephone": "819 555-0199"})
    swap(river, office)
    assert Clients(office).show(client).fields["telephone"] == "819 555-0142"
    (conflict,) = Conflicts(office).list()
    assert conflict.moved == LAKE
    assert [str(one) for one in conflict.changed] == ["Telephone number"]
    assert "after being handed over to Lac-Exemple" in str(conflict.title)
    Conflicts(office).resolve(conflict.id, "live" if carried else "deleted")
    assert Conflicts(office).count() == 0
    expected = "819 555-0199" if carried else "819 555-0142"
    swap(office, lake)
    swap(office, river)
    for session in (office, lake):
        assert Clients(session).show(client).fields["telephone"] == expected
    assert shown(river) == set()
    assert Conflicts(river).count() == 0
    sound(office, river, lake)


def test_a_note_written_unaware_comes_along_the_next_time() -> None:
    office, river, lake, client = world()
    Handovers(office).hand_over(client, place(office, LAKE))
    Clients(river).add_note(client, "Vue à la rivière.", "2026-03-03")
    swap(river, office)
    assert "Vue à la rivière." in {one.text for one in Clients(office).show(client).timeline}
    assert Handovers(office).hand_over(client, place(office, LAKE)).records == 1
    with pytest.raises(AlreadyThere):
        Handovers(office).hand_over(client, place(office, LAKE))
    swap(office, lake)
    assert "Vue à la rivière." in {one.text for one in Clients(lake).show(client).timeline}
    sound(office, river, lake)


def test_it_is_undone_in_one_step_and_handed_back_after_that() -> None:
    office, river, lake, client = world()
    undo = Undo(office)
    Handovers(office).hand_over(client, place(office, LAKE))
    undo.undo_last()
    swap(office, river)
    swap(office, lake)
    assert (shown(office), shown(river), shown(lake)) == ({client}, {client}, set())
    assert Clients(river).show(client).community == RIVER
    Handovers(office).hand_over(client, place(office, LAKE))
    swap(office, lake)
    Clients(lake).set(client, {"pronouns": "elle", "telephone": None})
    swap(lake, office)
    Handovers(office).hand_over(client, place(office, RIVER))
    swap(office, river)
    swap(office, lake)
    assert (shown(office), shown(river), shown(lake)) == ({client}, {client}, set())
    fields = Clients(river).show(client).fields
    assert (fields.get("pronouns"), fields.get("telephone")) == ("elle", None)
    assert Clients(river).show(client).community == RIVER
    assert all(row.state.life() == SHOWN for row in rows(river, "client", client))
    sound(office, river, lake)


def test_only_who_holds_both_may_do_it() -> None:
    office, river, lake, client = world()
    assert [one.name for one in Handovers(office).places(client)] == [LAKE]
    assert Handovers(river).places(client) == []
    with pytest.raises(NotAllowed):
        Handovers(river).hand_over(client, place(river, LAKE))
    with pytest.raises(NotHere):
        Handovers(lake).hand_over(client, place(lake, LAKE))
    both = a_laptop(office, "both", "Cléo Exemple", role=Role.WORKER)
    assert [one.name for one in Handovers(both).places(client)] == [LAKE]
    assert Handovers(both).hand_over(client, place(both, LAKE)).records == 4


def test_what_stands_side_by_side_still_does_afterwards() -> None:
    office, river, lake, client = world()
    Clients(river).set(client, {"birth_date": "1951"})
    Clients(office).set(client, {"birth_date": "1952"})
    swap(river, office)
    Handovers(office).hand_over(client, place(office, LAKE))
    swap(office, lake)
    (conflict,) = Conflicts(lake).list()
    assert {one.value for one in conflict.values} == {"1951", "1952"}
    swap(office, river)
    assert Conflicts(river).list() == []
    assert carry(lake, office).outcome == "applied"
    assert Schedule(lake) is not None
