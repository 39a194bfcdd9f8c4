"""Fields that the organisation adds: asked on every laptop after a bundle, old values never lost."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.fields import Scope, Value, own_names
from desktop_app.domain.own_fields import SORTS, Definition, own_fields
from desktop_app.domain.roles import Role
from desktop_app.domain.values import ValueRefused
from desktop_app.language import use_language
from desktop_app.services.casework.records import Records, new_item
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.editing import Editor
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.forms.fields import ChoicesNeeded, FieldInUse, OwnFieldsDesk
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.tables.imports import Imports
from desktop_app.services.tables.list_tables import Listed, list_table
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault.dump import dump
from tests.builders import a_client, a_laptop, an_office, bundle_for, carry, swap


def told(session: Session, **values: Value) -> dict[str, Value]:
    """A complete definition."""
    return {
        "about": "client",
        "sort": "text",
        "label_fr": "Numéro de bande",
        "label_en": "Band number",
        "purpose_fr": "Pour les programmes qui le demandent.",
        "purpose_en": "For programs that ask for it.",
        "keeper": session.person.hex(),
        "review_on": "2027-03-01",
        "state": "published",
        **values,
    }


def found(session: Session, words: str) -> list[str]:
    return [one.id for one in Clients(session).find(words)]


def lines(session: Session, kind: Scope) -> list[str]:
    community = Organisation(session).own_communities()[0].id
    with session.database.reading() as tables:
        scope = session.scope(tables, kind, community if kind is Scope.CASES else bytes(16))
        return list(dump(tables, session, scope.id))


def test_a_field_made_at_the_office_is_asked_on_both_laptops_after_a_bundle() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    client = a_client(north)
    made = OwnFieldsDesk(office).add(told(office, searched=True))
    for laptop in (north, south):
        carry(office, laptop)
        field = laptop.registry["client"].field("own_band_number")
        assert field.number == bytes.fromhex(made)
        use_language("fr")
        assert str(field.label) == "Numéro de bande"
        assert str(field.purpose) == "Pour les programmes qui le demandent."
        use_language("en")
        assert str(field.label) == "Band number"
    Clients(north).set(client, {"own_band_number": "B-4471 Niskapisuin"})
    swap(north, south)
    assert Clients(south).show(client).fields["own_band_number"] == "B-4471 Niskapisuin"
    assert found(south, "niskapisuin") == [client]


def test_a_value_that_comes_before_its_definition_is_kept_and_found_once_it_comes() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    OwnFieldsDesk(office).add(told(office, searched=True))
    carry(office, north)
    client = a_client(north, own_band_number="Niskapisuin")
    community = Organisation(north).own_communities()[0].id
    number = north.registry["client"].field("own_band_number").number
    # Here the value stands under the id of a definition that has not come yet.
    with south.database.writing() as tables:
        scope, kind = south.scope(tables, Scope.CASES, community), south.registry["client"]
        editor = Editor(south, tables)
        begun: dict[str, Value] = {"community": community.hex()}
        editor.edit(kind, bytes.fromhex(client), scope, begun, new=True)
        editor.flush()
        editor.set_back(kind, bytes.fromhex(client), scope, {number: ["Niskapisuin"]})
        editor.flush()
    assert found(south, "niskapisuin") == []
    carry(office, south)
    assert found(south, "niskapisuin") == [client]
    assert Clients(south).show(client).fields["own_band_number"] == "Niskapisuin"


def test_a_laptop_without_the_definition_loses_nothing_and_dumps_the_same() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    client = a_client(south)
    swap(south, north)
    OwnFieldsDesk(office).add(told(office))
    carry(office, north)
    Clients(north).set(client, {"own_band_number": "B-1"})
    Clients(south).set(client, {"given": "Anna"})
    swap(north, south)
    carry(south, office)
    assert Clients(office).show(client).fields["own_band_number"] == "B-1"
    assert Clients(office).show(client).fields["given"] == "Anna"
    assert lines(north, Scope.CASES) == lines(south, Scope.CASES) == lines(office, Scope.CASES)
    assert any("B-1" in one for one in lines(office, Scope.CASES))
    assert all("own_" not in json.loads(one)["fields"] for one in lines(office, Scope.CASES))


def test_two_values_of_one_own_field_wait_for_a_decision() -> None:
    office = an_office()
    north, south = a_laptop(office, "north"), a_laptop(office, "south", "Pita Exemple")
    OwnFieldsDesk(office).add(told(office))
    client = a_client(office)
    for laptop in (north, south):
        carry(office, laptop)
    Clients(north).set(client, {"own_band_number": "B-1"})
    Clients(south).set(client, {"own_band_number": "B-2"})
    swap(north, south)
    (waiting,) = Conflicts(south).list()
    assert waiting.field == "own_band_number"
    assert str(waiting.label) == "Band number"
    assert {one.value for one in waiting.values} == {"B-1", "B-2"}


def test_a_retired_field_is_asked_no_more_and_its_values_stay_in_the_history() -> None:
    office = an_office()
    desk = OwnFieldsDesk(office)
    made = desk.add(told(office, searched=True))
    client = a_client(office, own_band_number="Niskapisuin")
    desk.retire(made)
    assert not any(one.name == "own_band_number" for one in office.registry["client"].fields)
    assert "own_band_number" not in Clients(office).show(client).fields
    assert found(office, "niskapisuin") == []
    changes = Clients(office).history(client)
    assert [one.after for one in changes if str(one.label) == "Band number"] == ["Niskapisuin"]
    desk.publish(made)
    assert Clients(office).show(client).fields["own_band_number"] == "Niskapisuin"
    assert found(office, "niskapisuin") == [client]


def test_what_people_wrote_keeps_fitting_its_field() -> None:
    office = an_office()
    desk = OwnFieldsDesk(office)
    made = desk.add(told(office))
    for name, value in (("sort", "date"), ("about", "service"), ("code", "other")):
        with pytest.raises(FieldInUse):
            desk.change(made, {name: value})
    desk.change(made, {"label_en": "Number of the band"})
    assert str(office.registry["client"].field("own_band_number").label) == "Number of the band"


def test_nothing_is_published_without_purpose_keeper_and_review_date() -> None:
    office = an_office()
    desk = OwnFieldsDesk(office)
    for name in ("purpose_fr", "purpose_en", "keeper", "review_on", "label_fr", "label_en"):
        with pytest.raises(ValueRefused):
            desk.add({**told(office), name: None})
    made = desk.add(told(office, state="draft"))
    for name in ("purpose_fr", "keeper", "review_on"):
        with pytest.raises(ValueRefused):
            desk.change(made, {name: None, "state": "published"})
    assert desk.get(made).text("state") == "draft"


def test_only_the_office_decides_what_is_asked() -> None:
    office = an_office()
    north = a_laptop(office)
    with pytest.raises(NotAllowed):
        OwnFieldsDesk(north).add(told(office))
    # What a laptop writes among its cases decides nothing, though it is such a record.
    community = Organisation(north).own_communities()[0].id
    with north.database.writing() as tables:
        editor = Editor(north, tables)
        kind, scope = north.registry["custom_field"], north.scope(tables, Scope.CASES, community)
        editor.edit(kind, north.environment.new_id(), scope, told(office), new=True)
        editor.flush()
    imported = Exchange(office).take_in(bundle_for(north, office))
    assert imported.withheld == ["misplaced"]
    for laptop in (north, office):
        assert not laptop.registry["client"].has_field("own_band_number")


def test_what_tells_who_somebody_is_goes_with_the_names() -> None:
    office = an_office()
    made = OwnFieldsDesk(office).add(told(office, identifying=True))
    assert OwnFieldsDesk(office).get(made).text("about") == "identity"
    assert office.registry["identity"].field("own_band_number").identifying


def test_answers_of_a_list_are_kept_by_their_words_and_named_after_they_are_retired() -> None:
    office = an_office()
    desk = OwnFieldsDesk(office)
    with pytest.raises(ChoicesNeeded):
        desk.add(told(office, sort="choice"))
    first, second = new_item(), new_item()
    choices: dict[str, Value] = {
        f"choices/{first}/french": "À pied",
        f"choices/{first}/english": "On foot",
        f"choices/{second}/french": "En motoneige",
        f"choices/{second}/english": "By snowmobile",
    }
    made = desk.add({**told(office, sort="choice", code="transport"), **choices})
    client = a_client(office, own_transport="by_snowmobile")
    with pytest.raises(ValueRefused):
        Clients(office).set(client, {"own_transport": "by plane"})
    desk.change(made, {f"choices/{second}/retired": True})
    field = office.registry["client"].field("own_transport")
    assert [one.value for one in field.choices] == ["on_foot", "by_snowmobile"]
    assert str(field.choices[1].label) == "By snowmobile (no longer used)"
    assert Clients(office).show(client).fields["own_transport"] == "by_snowmobile"


def test_a_field_for_the_office_is_neither_shown_nor_searched_by_a_worker() -> None:
    office = an_office()
    north = a_laptop(office)
    OwnFieldsDesk(office).add(told(office, seen_by="office", searched=True))
    client = a_client(office, own_band_number="Niskapisuin")
    carry(office, north)
    north.database.look_as(Role.WORKER)
    assert "own_band_number" not in Clients(north).show(client).fields
    assert found(north, "niskapisuin") == []
    assert north.registry["client"].field("own_band_number").secret
    north.database.look_as(Role.OFFICE)
    assert Clients(north).show(client).fields["own_band_number"] == "Niskapisuin"


_DEFINITIONS = st.lists(
    st.builds(
        Definition,
        st.integers(0, 5).map(lambda n: bytes([n]) * 16),
        st.fixed_dictionaries(
            {
                "about": st.sampled_from(["client", "identity", "moon", None]),
                "sort": st.sampled_from([*(one.value for one in SORTS), "", 4]),
                "state": st.sampled_from(["draft", "published", "retired", None]),
                "code": st.sampled_from(["band", "Band", "", "ᐊᓇ", "own", None]),
                "seen_by": st.sampled_from(["everyone", "office", "coordinator", "x", None]),
                "label_fr": st.sampled_from(["Bande", "", None]),
            }
        ),
        st.lists(
            st.dictionaries(
                st.sampled_from(["value", "french", "english", "place", "retired"]),
                st.sampled_from(["a", "b", "", 1, True, None]),
            ),
            max_size=4,
        ).map(tuple),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(_DEFINITIONS, st.randoms(use_true_random=False), st.sampled_from([None, *Role]))
def test_the_order_in_which_definitions_came_does_not_matter(
    definitions: list[Definition], chance: random.Random, role: Role | None
) -> None:
    mixed = list(definitions)
    chance.shuffle(mixed)
    made = own_fields(mixed, role)
    assert made == own_fields(definitions, role)
    for fields in made.values():
        names = [one.name for one in (*fields.asked, *fields.former)]
        assert len(set(names)) == len(names)
        assert all(one.startswith("own_") for one in names)


def test_a_column_of_a_workbook_goes_into_an_own_field_and_out_again(tmp_path: Path) -> None:
    office = an_office(("Lac-Exemple",))
    OwnFieldsDesk(office).add(told(office))
    path = tmp_path / "liste.csv"
    path.write_text("Prénom,Nom de famille,Numéro de bande\nAna,Exemple,ᐊᓇ-1\n", encoding="utf-8")
    imports = Imports(office)
    assert imports.guess(path).mapping.columns[2].path == "client.own_band_number"
    imports.clients(path)
    (line,) = Clients(office).page()
    assert Clients(office).show(line.id).fields["own_band_number"] == "ᐊᓇ-1"
    count, data = list_table(office, Listed.CLIENTS, ".csv")
    assert count == 1
    assert "client.own_band_number" in data.decode("utf-8-sig").splitlines()[0]
    assert "ᐊᓇ-1" in data.decode("utf-8-sig")


def test_a_field_that_has_to_be_filled_in_is_listed_as_missing_in_the_file() -> None:
    office = an_office()
    client = a_client(office)
    OwnFieldsDesk(office).add(told(office, needed=True))
    assert "Band number" in [str(one) for one in Clients(office).show(client).missing]
    Clients(office).set(client, {"own_band_number": "B-1"})
    assert "Band number" not in [str(one) for one in Clients(office).show(client).missing]


def test_a_field_of_a_meeting_and_of_a_service_is_kept_and_travels() -> None:
    office = an_office()
    north = a_laptop(office)
    desk = OwnFieldsDesk(office)
    desk.add(told(office, about="encounter", sort="money", code="fare"))
    desk.add(told(office, about="service", code="stairs", sort="yes_no"))
    client = a_client(office)
    carry(office, north)
    records = Records(north)
    assert own_names(records.kind("encounter")) == ("own_fare",)
    assert own_names(north.registry["service"]) == ("own_stairs",)
    values: dict[str, Value] = {"sort": "meeting", "happened_on": "2026-03-02", "own_fare": 1250}
    made = records.add("encounter", client, values)
    carry(north, office)
    (met,) = Records(office).of(client, "encounter")
    assert (met.id, met.values["own_fare"]) == (made, 1250)
