"""Codes in place of names, looks with a reason, sensitive notes, declared interests."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.fields import Scope, Value
from desktop_app.domain.people.attachments import TEXT
from desktop_app.domain.people.client_codes import code_for, tail_of
from desktop_app.domain.people.privacy import OPENED, REVEALED
from desktop_app.domain.roles import Role
from desktop_app.domain.values import ValueRefused
from desktop_app.services.casework.access import Access, NamesNotHeld, OwnInterest
from desktop_app.services.casework.agenda import CLOSED
from desktop_app.services.casework.board import Boards
from desktop_app.services.casework.finding import find_work
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.attachments import Attachments
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.codes import CODES_SETTING, HIDDEN_VALUE, OFF, ON, NamesHidden
from desktop_app.services.clients.discretion import REASONS_SETTING, ReasonNeeded
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.clients.households import Households
from desktop_app.services.clients.interests import KeptOut
from desktop_app.services.duplicates.links import Links
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.processes.reader import read_attached
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.today import Today
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.tables.list_tables import Listed, list_table
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.rights import Rights
from desktop_app.services.undo import NothingToUndo, Undo
from desktop_app.sync.bundle import ENROLMENT
from desktop_app.sync.erasing import Basis
from tests.builders import Bundle, a_client, a_laptop, a_vault, an_office, swap

KINDS = ("file_access", "read_back", "declared_interest")


def attach(session: Session, client: str, name: str) -> str:
    """An attached file of which nothing but the entry is here."""
    sealed = {"blob": "ab" * 32, "key": "cd" * 32, "preview": "ab" * 32, "preview_key": "cd" * 32}
    told: dict[str, Value] = {"name": name, "media_type": TEXT, "bytes": 12, **sealed}
    return Records(session).add("attachment", client, told)


@pytest.fixture
def office() -> Session:
    return an_office(["Lac-Exemple", "Rivière-Exemple"])


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_the_same_everywhere_and_read_back_by_ear(client: bytes) -> None:
    code = code_for(client)
    assert not set(code) & set("ILOU")
    heard = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert tail_of(code) == tail_of(heard) == client[-5:]
    assert tail_of(code[:-1]) is None


def test_with_codes_nothing_tells_who_it_is(office: Session) -> None:
    north = a_laptop(office)
    client = a_client(
        north, "Ana", family="Kanatase", birth_date="1961-04-02", telephone="819 555 0142",
        street="12, rue de l'Exemple", needs="Un logement",
    )  # fmt: skip
    Clients(north).set(client, {"family": "Kanatasé"})
    Households(north).join(
        Households(north).add("Famille Kanatasé", Clients(north).line(client).community_id),
        client,
        "adult",
    )
    made = Schedule(north).make(client, datetime(2026, 3, 9, 9), "America/Toronto")  # noqa: DTZ001
    files = Attachments(north, read_attached)
    paper = attach(north, client, "Kanatase.txt")
    swap(north, office)
    OfficeSettings(office).set_text(CODES_SETTING, ON)
    swap(office, north)
    code, clients = code_for(bytes.fromhex(client)), Clients(north)
    hidden = ("Ana", "Kanatas", "1961", "0142", "rue de l")
    shown = clients.show(client)
    said = [
        repr(clients.page()), repr(shown), repr(clients.history(client)),
        repr(Households(north).of(client)), repr(Schedule(north).show(made)),
        list_table(north, Listed.CLIENTS, ".csv")[1].decode(), repr(clients.find(code.lower())),
    ]  # fmt: skip
    for text in said:
        assert [one for one in hidden if one in text] == []
    assert (shown.title, shown.coded, shown.fields["needs"]) == (code, True, "Un logement")
    assert [one.id for one in clients.find(code)] == [client]
    assert clients.find("Kanatase") == []
    assert HIDDEN_VALUE in [one.after for one in clients.history(client)]
    for ask in (lambda: AccessReport(north).table(client, "en"), lambda: files.preview(paper),
                lambda: files.original(paper)):  # fmt: skip
        with pytest.raises(NamesHidden):
            ask()
    assert [one.name for one in files.of(client)] == [f"{HIDDEN_VALUE}.txt"]
    # Saving something else writes nothing over what is hidden.
    clients.set(client, {"needs": "Un bail"}, seen=shown.seen)
    OfficeSettings(office).set_text(CODES_SETTING, OFF)
    swap(north, office)
    again = Clients(north).show(client)
    assert (again.title, again.fields["birth_date"]) == ("Ana Kanatasé", "1961-04-02")


def test_who_holds_the_names_shows_one_with_a_reason_that_travels(office: Session) -> None:
    north = a_laptop(office)
    client, other = a_client(north, "Ana"), a_client(north, "Paul")
    OfficeSettings(office).set_text(CODES_SETTING, ON)
    swap(office, north)
    access, undo = Access(north), Undo(north)
    with pytest.raises(ValueRefused):
        access.reveal(client, " ")
    assert Clients(north).show(client).title == code_for(bytes.fromhex(client))
    access.reveal(client, "Letter to a landlord")
    assert Clients(north).show(client).title == "Ana Exemple"
    assert Clients(north).show(other).title == code_for(bytes.fromhex(other))
    assert "Ana" not in repr(Clients(north).page())
    access.reveal(other, "Call")
    assert Clients(north).show(client).coded
    access.left_for(other)
    assert not Clients(north).show(other).coded
    access.left_for(client)
    assert Clients(north).show(other).coded
    access.reveal(other, "Call again")
    access.hide()
    assert Clients(north).show(other).coded
    swap(north, office)
    (look,) = Access(office).of(client).looks
    assert (look.sort, look.reason, look.person) == (
        REVEALED,
        "Letter to a landlord",
        "Maude Exemple",
    )
    with pytest.raises(NothingToUndo):
        undo.undo_last()


def test_a_file_of_others_opens_with_a_reason_only(office: Session) -> None:
    north = a_laptop(office)
    own = a_client(north, "Ana", owner=north.person.hex())
    nobodys = a_client(north, "Lia")
    others = a_client(north, "Paul", owner=office.person.hex())
    covered = a_client(north, "Rosa", owner=office.person.hex(), covered_by=north.person.hex())
    files = Attachments(north, read_attached)
    paper = attach(north, others, "Paul_Exemple.txt")
    for one in (own, nobodys, covered):
        assert Clients(north).show(one).id == one
        assert not Access(north).reason_needed(one)
    for ask, what in (
        (Clients(north).show, others), (Clients(north).history, others), (files.of, others),
        (files.preview, paper), (files.original, paper), (files.ask_original, paper),
        (lambda one: AccessReport(north).table(one, "en"), others),
    ):  # fmt: skip
        with pytest.raises(ReasonNeeded):
            ask(what)
    with pytest.raises(NotAllowed):
        OfficeSettings(north).set_text(REASONS_SETTING, OFF)
    OfficeSettings(office).set_text(REASONS_SETTING, OFF)
    swap(office, north)
    assert Clients(north).show(others).title == "Paul Exemple"
    OfficeSettings(office).set_text(REASONS_SETTING, ON)
    swap(office, north)
    assert Access(north).reason_needed(others)
    assert Clients(north).line(others).name == "Paul Exemple"
    Access(north).open(others, "Colleague is ill")
    assert Clients(north).show(others).title == "Paul Exemple"
    swap(north, office)
    (look,) = Access(office).of(others).looks
    assert (look.sort, look.reason) == (OPENED, "Colleague is ill")
    rows = AccessReport(office).table(others, "en").rows
    assert any("Colleague is ill" in str(row) for row in rows)
    # A deleted file of others opens with a reason too, and the look stays in it.
    Clients(north).delete(own)
    swap(north, office)
    assert Access(office).reason_needed(own)
    Access(office).open(own, "Deleted by mistake?")
    assert Clients(office).show(own).deleted


def test_a_laptop_that_may_only_read_gives_a_reason_and_writes_nothing(office: Session) -> None:
    others = a_client(office, "Paul", owner=office.person.hex(), community="Lac-Exemple")
    reader = a_laptop(office, "reader", "Lise Exemple", role=Role.READER)
    swap(office, reader)
    with pytest.raises(ReasonNeeded):
        Clients(reader).show(others)
    Access(reader).open(others, "Figures of the year")
    assert Clients(reader).show(others).title == "Paul Exemple"
    assert Access(reader).of(others).looks == ()


def test_a_sensitive_note_is_read_by_few_and_by_others_with_a_reason(office: Session) -> None:
    north = a_laptop(office)
    south = a_laptop(office, "south", "Pita Exemple")
    client = a_client(north, "Ana", owner=office.person.hex())
    note = Clients(north).add_note(client, "Violence à la maison", sensitive=True)
    swap(north, office)
    swap(office, south)

    def notes(session: Session) -> list[str]:
        return [one.text for one in Clients(session).show(client).timeline if one.kind == "note"]

    for one in (north, south):
        Access(one).open(client, "On call tonight")
    assert notes(north) == notes(office) == ["Violence à la maison"]
    assert notes(south) == [""]
    (item,) = (one for one in Clients(south).show(client).timeline if one.kind == "note")
    assert item.withheld
    Access(south).read_note(note, "On call tonight")
    assert notes(south) == ["Violence à la maison"]
    assert [one.sort for one in Access(south).of(client).looks] == ["note_read", "opened"]


def test_who_declares_an_interest_is_kept_out_of_the_file(office: Session) -> None:
    north = a_laptop(office)
    client = a_client(north, "Ana")
    note = Clients(north).add_note(client, "Une note")
    consent = Clients(north).add_consent(client, "share", "2026-02-01", "spoken")
    files, schedule = Attachments(north, read_attached), Schedule(north)
    paper = attach(north, client, "paper.txt")
    meeting = schedule.make(
        client, datetime(2026, 3, 2, 15), "America/Toronto", subject="Le bail",  # noqa: DTZ001
    )  # fmt: skip
    twin = a_client(north, "Anna", birth_date="1961-04-02")
    Records(north).add(
        "task",
        client,
        {"title": "Dire à Ana", "due_on": "2026-03-01", "person": north.person.hex()},
    )
    interest = Access(north).declare(client, "She is my aunt")
    for refused in (
        lambda: Clients(north).show(client),
        lambda: Clients(north).history(client),
        lambda: Clients(north).set(client, {"needs": "x"}),
        lambda: Clients(north).add_note(client, "x"),
        lambda: Records(north).of(client, "note"),
        lambda: Records(north).get("note", note),
        lambda: AccessReport(north).table(client, "en"),
        lambda: Access(north).of(client),
        lambda: Clients(north).withdraw_consent(consent, "2026-03-01"),
        lambda: files.of(client),
        lambda: files.original(paper),
        lambda: files.remove(paper),
        lambda: schedule.show(meeting),
        lambda: schedule.of(client),
        lambda: schedule.mark(meeting, "kept"),
        lambda: schedule.move(meeting, datetime(2026, 3, 3, 15)),  # noqa: DTZ001
        lambda: schedule.make(client, datetime(2026, 3, 4, 9), "America/Toronto"),  # noqa: DTZ001
        lambda: Links(north).link(client, twin),
    ):
        with pytest.raises(KeptOut, match="She is my aunt"):
            refused()
    # Lists tell who and when; nothing of what is in the file, and the reason is for no bystander.
    (line,) = schedule.day(date(2026, 3, 2), "America/Toronto")
    assert (line.client_name, line.subject, line.closed) == ("Ana Exemple", "", "She is my aunt")
    day = Today(north).view(north.environment.now(), "America/Toronto")
    (action,) = (one for one in day.actions if one.client == client)
    assert (action.kind, str(action.reason)) == (CLOSED, "Closed to you")
    assert [one for one in day.waiting if one.target.id == client] == []
    (card,) = (
        one
        for column in Boards(north).view().columns
        for one in column.cards
        if one.client == client
    )
    assert card.closed == "She is my aunt"
    assert find_work(north, "dire", 9) == ()
    assert Clients(north).find("Ana")[0].closed
    assert b"Anna" in list_table(north, Listed.CLIENTS, ".csv")[1]
    assert b"Ana," not in list_table(north, Listed.CLIENTS, ".csv")[1]
    known = {one.id: one for one in Clients(north).page()}
    shut = known[client]
    assert (shut.name, shut.closed) == ("Ana Exemple", "She is my aunt")
    told = (shut.birth_date, shut.community, shut.language, shut.owner, shut.shared, shut.why)
    assert told == ("", "", "", "", None, ())
    assert shut.listed == {}
    assert not known[twin].closed
    with pytest.raises(NotAllowed):
        Access(north).end(interest)
    # Of the office too nobody lets themselves in again while somebody else could.
    clerk = a_laptop(office, "clerk", "Luc Exemple", role=Role.OFFICE)
    swap(north, office)
    swap(office, clerk)
    own = Access(clerk).declare(twin, "My neighbour")
    with pytest.raises(OwnInterest):
        Access(clerk).end(own)
    assert Clients(office).show(client).title == "Ana Exemple"
    assert [one.why for one in Access(office).interests()] == ["She is my aunt"]
    Access(office).end(interest)
    swap(office, north)
    assert Clients(north).show(client).title == "Ana Exemple"


def test_the_new_kinds_go_along_and_are_erased(office: Session) -> None:
    client = a_client(office, "Ana", community="Lac-Exemple")
    access = Access(office)
    access.open(client, "A reason")
    records = Records(office)
    records.add("read_back", client, {"what": "x", "how": "right", "confirmed_on": "2026-03-01"})
    access.end(access.declare(client, "Neighbour"))
    there = Organisation(office).community_named("Rivière-Exemple").id
    Handovers(office).hand_over(client, there)
    with office.database.reading() as tables:
        for kind in KINDS:
            (row,) = tables.rows.select(office.registry[kind], "WHERE life = 1")
            assert tables.log.scopes()[row.scope].community == there
    Erasures(office).erase(client, Basis.ASKED)
    with office.database.reading() as tables:
        for kind in KINDS:
            assert list(tables.rows.select(office.registry[kind], "WHERE life = 1")) == []


def test_a_laptop_let_in_without_the_names_never_receives_one(office: Session) -> None:
    client = a_client(office, "Ana", family="Kanatase", community="Lac-Exemple", needs="Un bail")
    bare = a_vault("bare", "Pita Exemple", office.environment, office.registry)
    places = [one.id for one in Organisation(office).communities()]
    request = Organisation(bare).request()
    certificate = Organisation(office).approve(request, Role.WORKER, places, names=False)
    out = io.BytesIO()
    Exchange(office).record(Exchange(office).write([certificate], out, ENROLMENT), "to-bare")
    accept(bare, Bundle(out.getvalue()))
    swap(office, bare)
    shown = Clients(bare).show(client)
    assert (shown.title, shown.fields["needs"]) == (code_for(bytes.fromhex(client)), "Un bail")
    with bare.database.reading() as tables:
        assert list(tables.rows.select(bare.registry["identity"], "")) == []
        bodies = [one.body or b"" for one in tables.log.entries_of(bytes.fromhex(client))]
    assert bodies
    assert not any(b"Kanatase" in one for one in bodies)
    with pytest.raises(NamesNotHeld):
        Access(bare).reveal(client, "Curious")
    Rights(office).change_laptop("bare", Role.WORKER, places[:1])
    trust = office.require_trust()
    again = trust.certificates[bare.device]
    assert Scope.NAMES not in {one.kind for one in again.scopes}
