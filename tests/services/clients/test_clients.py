"""Clients: opening, changing, showing, listing, deleting; and what names may look like."""

from __future__ import annotations

import pytest

from desktop_app.domain.fields import Value
from desktop_app.domain.people.client_codes import code_for
from desktop_app.domain.roles import Role
from desktop_app.domain.values import ValueRefused
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.client_fields import UnknownField, first_item
from desktop_app.services.clients.clients import (
    Clients,
    CommunityNeeded,
    NameNeeded,
    UnknownPerson,
)
from desktop_app.services.clients.households import Households
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.editing import Editor
from desktop_app.services.exchange.sharing import ShareState, Sharing
from desktop_app.services.session import NotAllowed, NotHere
from desktop_app.services.trust.organisation import Organisation, UnknownCommunity
from tests.builders import a_client, a_laptop, an_office, bundle_for, carry, swap


def test_a_file_opens_with_a_name_and_is_then_to_complete() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    client = clients.add({"given": "Jeanne", "family": "Exemple"})
    shown = clients.show(client)
    assert shown.title == "Jeanne Exemple"
    assert shown.community == "Lac-Exemple"
    assert shown.incomplete
    assert [str(one) for one in shown.missing] == [
        "Date of birth",
        "A way to reach the person",
        "Preferred language",
        "Consent to keep a file",
    ]
    clients.set(
        client, {"birth_date": "~1951", "telephone": "819 555-0142", "language": "iu"}, "Called."
    )
    clients.add_consent(client, "file", "2026-03-01", "spoken")
    complete = clients.show(client)
    assert not complete.incomplete
    assert str(complete.age) == "about 75 years old"
    assert complete.birth == "about 1951"
    assert [line.incomplete for line in clients.page()] == [False]


def test_a_newcomer_is_served_in_any_mode_and_arrival_and_status_are_never_asked_for() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    client = clients.add({"given": "Samir", "family": "Exemple"})
    without = [str(one) for one in clients.show(client).missing]
    assert not {"Arrived in Canada", "Status in Canada", "Languages"} & set(without)
    clients.set(client, {"arrived_on": "2026-01", "status_in_canada": "claimant"})
    shown = clients.show(client)
    assert (shown.fields["arrived_on"], shown.fields["status_in_canada"]) == ("2026-01", "claimant")
    assert [str(one) for one in shown.missing] == without
    modes = [one.value for one in office.registry["encounter"].field("mode").choices]
    meetings = Records(office)
    for mode in modes:
        meetings.add(
            "encounter", client, {"mode": mode, "sort": "meeting", "happened_on": "2026-03-01"}
        )
    met = [item for item in clients.show(client).timeline if item.kind == "encounter"]
    assert len(met) == len(modes) >= 4


@pytest.mark.parametrize(
    "values", [{}, {"birth_date": "1951"}, {"given": "  "}, {"street": "Rue A"}]
)
def test_a_file_without_name_or_number_is_not_opened(values: dict[str, Value]) -> None:
    office = an_office(["Lac-Exemple"])
    with pytest.raises(NameNeeded):
        Clients(office).add(values)
    assert Clients(office).count() == 0


def test_a_file_with_a_number_only_has_its_place_in_the_list() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    coded = clients.add({"code": "A-17"})
    named = a_client(office)
    assert [(line.id, line.name) for line in clients.page()] == [
        (coded, "A-17"),
        (named, "Ana Exemple"),
    ]
    assert [str(one) for one in clients.find("a-17")[0].why] == ["Client number"]


def test_the_community_is_asked_for_where_there_are_several() -> None:
    office = an_office(["Lac-Exemple", "Rivière-Exemple"])
    clients = Clients(office)
    with pytest.raises(CommunityNeeded):
        clients.add({"given": "Ana"})
    with pytest.raises(UnknownCommunity):
        clients.add({"given": "Ana", "community": "Ailleurs"})
    client = clients.add({"given": "Ana", "community": "riviere-exemple"})
    by_id = Organisation(office).community_named("Rivière-Exemple").id
    assert clients.show(client).fields["community"] == by_id.hex()
    assert clients.page(community=by_id)[0].id == client
    assert clients.count(by_id) == 1
    lake = Organisation(office).community_named("Lac-Exemple").id
    assert clients.page(community=lake) == []
    assert clients.count(lake) == 0


def test_aliases_stay_aliases_and_make_one_item() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    client = a_client(office)
    assert clients.set(client, {"telephone": "819 555-0142", "given": "Ana"}) == ("telephone",)
    item = first_item(bytes.fromhex(client), "phones")
    fields = clients.show(client).fields
    assert fields["telephone"] == "819 555-0142"
    assert fields[f"phones/{item}/preferred"] is True
    second = "phones/11111111-1111-4111-8111-111111111111"
    clients.set(client, {f"{second}/number": "819 555-0199"})
    assert clients.show(client).fields["telephone"] == "819 555-0142"
    clients.set(client, {f"{second}/preferred": True, f"phones/{item}/preferred": None})
    assert clients.show(client).fields["telephone"] == "819 555-0199"
    clients.set(client, {f"{second}/life": "deleted"})
    shown = clients.show(client).fields
    assert shown["telephone"] == "819 555-0142"
    assert f"{second}/number" not in shown
    assert clients.set(client, {"telephone": None}) == ("telephone",)
    assert "telephone" not in clients.show(client).fields


def test_unknown_fields_people_and_clients_are_refused() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    client = a_client(office)
    with pytest.raises(UnknownField):
        clients.set(client, {"shoe_size": "41"})
    with pytest.raises(UnknownField):
        clients.set(client, {"phones/no-id/number": "1"})
    with pytest.raises(UnknownField):
        clients.set(client, {"life": "deleted"})
    with pytest.raises(UnknownField):
        clients.set(client, {"phones/11111111-1111-4111-8111-111111111111/life": "maybe"})
    with pytest.raises(UnknownPerson):
        clients.set(client, {"owner": "Nemo"})
    for unknown in ("", "ana", "0" * 32):
        with pytest.raises(NotHere):
            clients.show(unknown)
    assert clients.set(client, {"owner": "odile exemple"}) == ("owner",)
    assert clients.page()[0].owner == "Odile Exemple"


NAMES = [
    "<b>Ana</b> & <script>alert(1)</script>",
    "Tłı̨chǫ ᐃᓄᒃ عمر שרה",
    "עדי\u200f (Adi)",
    "O'Brien-D'Arcy; DROP TABLE client",
    '"*) OR (NEAR',
    "=HYPERLINK(1)",
    "A" * 500,
]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_kept_as_they_were_typed(name: str) -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    client = clients.add({"given": name})
    assert clients.show(client).fields["given"] == name
    assert clients.page()[0].name == name
    assert [line.id for line in clients.find(name)] == [client]


@pytest.mark.parametrize(
    "name", ["A" * 10_000, "Ana\x07", "Ana\u202egnp.exe", "\x00", "Ana\ud800", "\u2066Ana"]
)
def test_names_that_cannot_be_kept_are_refused_with_a_sentence(name: str) -> None:
    office = an_office(["Lac-Exemple"])
    with pytest.raises(ValueRefused) as refused:
        Clients(office).add({"given": name})
    assert refused.value.field.name == "given"
    assert "Given names" in str(refused.value)
    assert "Nothing was changed." in str(refused.value)
    assert name not in str(refused.value)
    assert Clients(office).count() == 0


def test_two_laptops_that_add_a_first_telephone_meet_in_one_field() -> None:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(north)
    swap(north, office)
    Clients(north).set(client, {"telephone": "819 555-0111"})
    Clients(office).set(client, {"telephone": "819 555-0122"})
    swap(north, office)
    for session in (north, office):
        shown = Clients(session).show(client)
        contested = shown.contested["telephone"]
        assert [(one.value, one.author, one.device) for one in contested] == [
            ("819 555-0111", "Maude Exemple", "north"),
            ("819 555-0122", "Odile Exemple", "office"),
        ]
        assert not any(one.clock_wrong for one in contested)
        assert shown.fields["telephone"] == "819 555-0122"
    assert Conflicts(north).list() == Conflicts(office).list()


def test_what_came_in_while_a_form_was_open_is_not_overwritten() -> None:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(north, birth_date="1951")
    swap(north, office)
    open_form = Clients(north).show(client)
    Clients(office).set(client, {"birth_date": "1951-03"})
    carry(office, north)
    Clients(north).set(client, {"birth_date": "1952"}, seen=open_form.seen)
    assert [one.value for one in Clients(north).show(client).contested["birth_date"]] == [
        "1951-03",
        "1952",
    ]


def test_only_here_then_in_a_bundle_then_received() -> None:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(north, note="Bonjour")
    clients = Clients(north)

    def waiting() -> tuple[int, int, dict[str, int]]:
        with north.database.reading() as tables:
            told = Sharing(tables, north).waiting()
        return told.entries, told.records, told.by_type

    assert clients.show(client).shared.state is ShareState.ONLY_HERE
    assert waiting() == (3, 2, {"identity": 1, "client": 1, "note": 1})
    bundle_for(north, office, file="2026-03-02-07.portage")
    shared = clients.show(client).shared
    assert (shared.state, shared.file) == (ShareState.IN_BUNDLE, "2026-03-02-07.portage")
    # A written bundle proves nothing: what would be lost is what it was.
    assert waiting() == (3, 2, {"identity": 1, "client": 1, "note": 1})
    carry(north, office)
    assert Clients(office).show(client).shared.state is ShareState.RECEIVED
    assert clients.show(client).shared.state is ShareState.IN_BUNDLE
    carry(office, north)
    received = clients.show(client).shared
    assert received.state is ShareState.RECEIVED
    assert received.at is not None
    assert waiting() == (0, 0, {})
    clients.set(client, {"pronouns": "elle"})
    assert clients.show(client).shared.state is ShareState.ONLY_HERE
    assert clients.page()[0].shared == clients.show(client).shared
    assert {line.path: line.shared.state for line in clients.history(client)}["pronouns"] is (
        ShareState.ONLY_HERE
    )


def test_another_laptop_that_is_no_office_proves_nothing() -> None:
    office = an_office(["Lac-Exemple"])
    north, south = a_laptop(office), a_laptop(office, "south", "Paul Exemple")
    carry(office, north)
    client = a_client(north)
    swap(north, south)
    assert Clients(south).show(client).title == "Ana Exemple"
    assert Clients(north).show(client).shared.state is ShareState.ONLY_HERE
    # Its writer has it as well.
    assert Clients(south).show(client).shared.state is ShareState.IN_BUNDLE
    with south.database.reading() as tables:
        assert Sharing(tables, south).waiting().entries == 0


def test_notes_are_only_added_to() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    client = a_client(office)
    first = clients.add_note(client, "Came by.", "2026-02-27", "in_person", 20)
    second = clients.add_note(client, "It was the 26th.", corrects=first)
    notes = [item for item in clients.show(client).timeline if item.kind == "note"]
    assert [(item.id, item.text, item.corrects) for item in notes] == [
        (second, "It was the 26th.", first),
        (first, "Came by.", ""),
    ]
    assert str(notes[1].title) == "Note, in person, 20 minutes"
    assert notes[1].at == "2026-02-27"
    assert not any(
        name.startswith(("set_note", "edit_note", "delete_note")) for name in dir(clients)
    )
    with pytest.raises(ValueRefused):
        clients.add_note(client, "   ")
    with pytest.raises(ValueRefused):
        clients.add_note(client, "Long", minutes=-5)
    with pytest.raises(NotHere):
        clients.add_note(client, "Of nobody", corrects=client)


def test_consent_is_given_and_taken_back() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    client = a_client(office)
    consent = clients.add_consent(client, "file", "2026-02-01", "spoken", words="Oui.")
    with pytest.raises(ValueRefused):
        clients.withdraw_consent(consent, "2026-01-31")
    with pytest.raises(ValueRefused):
        clients.add_consent(client, "everything", "2026-02-01", "spoken")
    with pytest.raises(ValueRefused):
        clients.add_consent(client, "file", "", "spoken")
    assert "Consent to keep a file" not in map(str, clients.show(client).missing)
    clients.withdraw_consent(consent, "2026-03-01")
    shown = clients.show(client)
    assert "Consent to keep a file" in map(str, shown.missing)
    assert [str(item.title) for item in shown.timeline if item.kind == "consent"] == [
        "No longer agrees to: keep a file about me",
        "Agreed to: keep a file about me",
    ]


def test_a_deleted_person_is_hidden_and_comes_back_whole() -> None:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(north, "Jeanne", telephone="819 555-0142")
    swap(north, office)
    clients = Clients(north)
    clients.delete(client)
    swap(north, office)
    for session in (north, office):
        assert Clients(session).find("jeanne") == []
        assert Clients(session).find("0142") == []
        assert Clients(session).page() == []
        assert Clients(session).count() == 0
        assert Clients(session).show(client).deleted
        with pytest.raises(NotHere):
            Clients(session).set(client, {"given": "Anne"})
    clients.restore(client)
    swap(north, office)
    for session in (north, office):
        assert [line.name for line in Clients(session).find("jeanne")] == ["Jeanne Exemple"]
        assert [line.name for line in Clients(session).find("0142")] == ["Jeanne Exemple"]
        shown = Clients(session).show(client)
        assert not shown.deleted
        assert shown.fields["telephone"] == "819 555-0142"


def test_history_says_who_wrote_what_over_what() -> None:
    office = an_office(["Lac-Exemple"])
    north = a_laptop(office)
    client = a_client(north, telephone="819 555-0142")
    swap(north, office)
    Clients(office).set(client, {"telephone": "819 555-0143"})
    swap(north, office)
    Clients(north).delete(client)
    lines = Clients(north).history(client)
    told = [
        (line.path, line.before, line.after, line.person, line.device)
        for line in lines
        if line.path in ("telephone", "life")
    ]
    assert told == [
        ("life", None, "deleted", "Maude Exemple", "north"),
        ("life", None, "deleted", "Maude Exemple", "north"),
        ("telephone", "819 555-0142", "819 555-0143", "Odile Exemple", "office"),
        ("telephone", None, "819 555-0142", "Maude Exemple", "north"),
    ]
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)


def test_the_timeline_is_one_list_newest_first() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    client = a_client(office, note="First visit.")
    clients.set(client, {"street": "1, rue Exemple", "language": "fr"})
    clients.add_note(client, "Long ago.", "2019-05-04")
    items = clients.show(client).timeline
    assert [(item.kind, str(item.title)) for item in items] == [
        ("changed", "Changed: Street and number, Preferred language"),
        ("note", "Note"),
        ("created", "File opened"),
        ("note", "Note"),
    ]
    assert items[-1].at == "2019-05-04"
    assert {item.author for item in items} == {"Odile Exemple"}
    assert {item.shared.state for item in items} == {ShareState.RECEIVED}


def test_an_appointment_stands_on_the_day_of_its_place() -> None:
    office = an_office(["Lac-Exemple"])
    client = a_client(office)
    with office.database.writing() as tables:
        client_row = tables.rows.get(office.registry["client"], bytes.fromhex(client))
        assert client_row is not None
        editor = Editor(office, tables)
        editor.edit(
            office.registry["appointment"],
            office.environment.new_id(),
            tables.log.scopes()[client_row.scope],
            {
                "client": client,
                "starts_at": "2026-03-10T02:30Z",
                "time_zone": "America/Iqaluit",
                "status": "planned",
                "subject": "Benefits",
            },
            new=True,
        )
        editor.flush()
    item = Clients(office).show(client).timeline[0]
    assert (item.kind, item.at, item.text) == ("appointment", "2026-03-09", "Benefits")
    assert str(item.title) == "Appointment on 2026-03-09 22:30, planned"


def test_where_the_names_are_not_held_the_number_stands_for_the_person() -> None:
    office = an_office(["Lac-Exemple"])
    coded = a_client(office, "Jeanne", code="K-0077")
    bare = a_client(office, "Paul")
    with office.database.writing() as tables:
        tables.connection.run("DELETE FROM identity")
        tables.connection.run("DELETE FROM scope WHERE kind = 'names'")
    clients = Clients(office)
    assert [(line.id, line.name) for line in clients.page()] == [
        (bare, code_for(bytes.fromhex(bare))),
        (coded, "K-0077"),
    ]
    assert [line.name for line in clients.find("k-0077")] == ["K-0077"]
    assert clients.find("jeanne") == []
    assert clients.show(coded).title == "K-0077"
    assert clients.count() == 2


def test_values_of_another_program_do_not_stop_a_list() -> None:
    office = an_office(["Lac-Exemple"])
    client = a_client(office, "Jeanne")
    strange: dict[str, dict[str, Value]] = {
        "identity": {"birth_date": "winter", "family": 12},
        "client": {"owner": "nobody", "language": True, "community": "zz"},
        "appointment": {"client": client, "starts_at": "soon", "time_zone": "Mars"},
        "household_member": {"client": client, "household": "home", "from_on": "once"},
        "note": {"client": client, "happened_on": "then", "text": "Kept."},
    }
    community = Organisation(office).communities()[0].id
    with office.database.writing() as tables:
        editor = Editor(office, tables)
        for name, values in strange.items():
            kind = office.registry[name]
            scope = office.scope(tables, kind.scope, community)
            known = name in ("identity", "client")
            record = bytes.fromhex(client) if known else office.environment.new_id()
            editor.edit(kind, record, scope, values, new=not known)
        editor.flush()
    clients = Clients(office)
    assert [line.id for line in clients.page()] == [line.id for line in clients.find("jeanne")]
    office.opened.add(bytes.fromhex(client))  # with a reason: its owner is nobody who works here
    shown = clients.show(client)
    assert shown.birth == "winter"
    assert shown.age is None
    assert {item.kind for item in shown.timeline} >= {"appointment", "household", "note"}
    assert clients.duplicates() == []
    assert Households(office).of(client) == ()


def test_a_reader_may_look_and_not_write() -> None:
    office = an_office(["Lac-Exemple"])
    client = a_client(office, "Jeanne")
    reader = a_laptop(office, "reading", "Lise Exemple", role=Role.READER)
    assert Clients(reader).show(client).title == "Jeanne Exemple"
    with pytest.raises(NotAllowed):
        Clients(reader).set(client, {"given": "Anne"})
    with pytest.raises(NotAllowed):
        Clients(reader).delete(client)
    assert Clients(reader).show(client).title == "Jeanne Exemple"


def test_a_laptop_holds_its_own_communities_only() -> None:
    office = an_office(["Lac-Exemple", "Rivière-Exemple"])
    here = a_client(office, "Ana", community="Lac-Exemple")
    there = a_client(office, "Béa", community="Rivière-Exemple")
    south = a_laptop(office, "south", "Paul Exemple", ["Lac-Exemple"])
    assert [line.id for line in Clients(south).page()] == [here]
    with pytest.raises(NotHere):
        Clients(south).show(there)
    with pytest.raises(NotHere):
        Clients(south).add({"given": "Zoé", "community": "Rivière-Exemple"})


def test_pages_follow_one_another_and_offsets_jump() -> None:
    office = an_office(["Lac-Exemple"])
    clients = Clients(office)
    for number in range(23):
        clients.add({"given": f"Ana {number:02}", "family": "Exemple" if number % 2 else "Autre"})
    whole = [line.id for line in clients.page()]
    names = [line.name for line in clients.page()]
    assert names == sorted(names, key=lambda name: (name.split()[2], name))
    walked: list[str] = []
    while page := clients.page(limit=5, after=walked[-1] if walked else None):
        walked += [line.id for line in page]
    assert walked == whole
    assert [line.id for line in clients.page(limit=4, offset=10)] == whole[10:14]
    assert clients.page(offset=40) == []
    assert clients.count() == 23
