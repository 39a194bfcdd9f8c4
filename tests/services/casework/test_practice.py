"""Approved messages, guidelines, the team's agenda and reviews on real vaults, and what travels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from desktop_app.domain.casework.file_quality import Norms
from desktop_app.domain.casework.neutral_messages import LANGUAGES
from desktop_app.domain.casework.practice import THE_FOUR
from desktop_app.domain.fields import Value
from desktop_app.domain.roles import Role
from desktop_app.language import use_language
from desktop_app.reports.pdf import Printed
from desktop_app.services.casework.approved_messages import (
    SPOKEN,
    WRITTEN,
    ApprovedMessages,
    TextNeeded,
)
from desktop_app.services.casework.file_quality import FileQuality, WeeksWrong
from desktop_app.services.casework.file_reviews import FileReviews
from desktop_app.services.casework.guidelines import GuidelineEmpty, Guidelines
from desktop_app.services.casework.receptions import Receptions
from desktop_app.services.casework.records import Records, new_item
from desktop_app.services.casework.team_agenda import TeamAgenda
from desktop_app.services.casework.versions import InForce
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.editing import Editor, derived_id
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.sync.erasing import Basis
from tests.builders import Clock, a_client, a_laptop, an_environment, an_office, carry, swap
from tests.reports.samples import text_by_pypdf as text_of

PRINTED = Printed("Maude Exemple", "2026-03-02 10:00")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def office(clock: Clock) -> Session:
    return an_office(environment=an_environment(clock))


@pytest.fixture
def north(office: Session) -> Session:
    return a_laptop(office)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def a_message(session: Session, day: str, situation: str = "late", **texts: str) -> str:
    values: dict[str, Value] = {"situation": situation, "in_force_from": day}
    for code, text in texts.items():
        item = new_item()
        values |= {f"texts/{item}/language": code, f"texts/{item}/text": text}
    return ApprovedMessages(session).add(values)


def a_guideline(session: Session, day: str, topic: str = "ethics", text: str = "Respect.") -> str:
    values: dict[str, Value] = {
        "topic": topic, "title_fr": "Code d'éthique", "title_en": "Code of ethics",
        "text_fr": "Le respect.", "text_en": text, "in_force_from": day, "accepted_by_each": True,
    }  # fmt: skip
    return Guidelines(session).add(values)


def test_the_four_are_there_from_the_first_day_and_say_that_they_are_not_approved(
    north: Session,
) -> None:
    shown = ApprovedMessages(north).shown(a_client(north))
    assert [one.key for one in shown.lines] == list(THE_FOUR)
    assert not any(one.approved for one in shown.lines)
    for one in shown.lines:
        assert set(one.texts) == set(LANGUAGES)
        assert one.texts["fr"] != one.texts["en"]


def test_the_text_of_the_office_is_said_in_the_clients_language_and_its_use_is_noted(
    office: Session, north: Session, clock: Clock
) -> None:
    first = a_message(office, "2026-01-01", fr="Vous êtes là, c'est bien.", en="Good, you came.")
    a_message(office, "2026-03-10", fr="Autre chose.", iu="ᑐᙵᓱᒋᑦ")
    swap(office, north)
    messages, client = ApprovedMessages(north), a_client(north, language="atj")
    shown = messages.shown(client)
    late = shown.lines[0]
    assert (late.id, late.version, late.approved, shown.spoken) == (first, 1, True, "atj")
    assert late.language_for(shown.spoken) == "fr"
    assert late.language_for("") == "en"
    undo = Undo(north)
    used = messages.used(client, late, SPOKEN)
    record = Records(north).get("encounter", used)
    assert (record.text("message"), record.text("sort")) == (first, "meeting")
    assert any(
        "Agreed message: If the person is late" in one.text
        for one in Clients(north).show(client).timeline
    )
    undo.undo_last()
    assert Records(north).of(client, "encounter") == ()
    messages.used(client, shown.lines[1], WRITTEN)
    clock.at = int(datetime(2026, 3, 10, 12, tzinfo=UTC).timestamp() * 1000)
    late = messages.shown(client).lines[0]
    assert (late.version, late.language_for("iu-x-qikiqt")) == (2, "iu")
    page = text_of(messages.paper(late, "fr", PRINTED))
    assert "Autre chose." in page
    assert "Organisation Exemple" in page


def test_what_is_in_force_does_not_change_and_a_worker_writes_none(
    office: Session, north: Session
) -> None:
    messages = ApprovedMessages(office)
    held = a_message(office, "2026-01-01", fr="Un", en="One")
    with pytest.raises(InForce):
        messages.change(held, {"in_force_from": "2026-02-01"})
    later = a_message(office, "2026-05-01", fr="Deux")
    messages.change(later, {"remark": "Le matin"})
    for texts in ({}, {"fr": ""}):
        with pytest.raises(TextNeeded):
            a_message(office, "2026-01-01", **texts)
    with pytest.raises(TextNeeded):
        a_message(office, "2026-01-01", "own", fr="Sans nom")
    swap(office, north)
    with pytest.raises(NotAllowed):
        a_message(north, "2026-01-01", fr="Moi")
    with pytest.raises(NotAllowed):
        ApprovedMessages(north).versions.withdraw(held)
    messages.versions.withdraw(held)
    assert not messages.shown().lines[0].approved
    values = {"situation": "own", "name": "Enfant seul", "in_force_from": "2026-01-01"}
    item = new_item()
    messages.add({**values, f"texts/{item}/language": "fr", f"texts/{item}/text": "Attends ici."})
    assert [str(one.name) for one in messages.shown().lines[4:]] == ["Enfant seul"]


def test_who_confirmed_which_version_is_known_and_nobody_confirms_for_another(
    office: Session, north: Session, clock: Clock
) -> None:
    first = a_guideline(office, "2026-01-01")
    swap(office, north)
    mine = Guidelines(north)
    line = mine.in_force()[0]
    assert (str(line.topic), str(line.title), line.confirmed_on) == (
        "code of ethics",
        "Code of ethics",
        "",
    )
    use_language("fr")
    assert (str(line.title), str(line.text)) == ("Code d'éthique", "Le respect.")
    use_language("en")
    undo = Undo(north)
    mine.confirm(first)
    mine.confirm(first)
    undo.undo_last()
    assert mine.in_force()[0].confirmed_on == ""
    mine.confirm(first)
    assert mine.in_force()[0].confirmed_on == "2026-03-02"
    with pytest.raises(NotAllowed):
        mine.standing()
    # Somebody says that the office has read it.
    kind = north.registry["acknowledgement"]
    community = Organisation(north).own_communities()[0].id
    with north.database.writing() as tables:
        editor = Editor(north, tables)
        scope = north.scope(tables, kind.scope, community)
        told = {"person": office.person.hex(), "guideline": first, "accepted_on": "2026-03-02"}
        made = derived_id(office.person, f"confirmed {first}")
        editor.edit(kind, made, scope, told, new=True)
        editor.flush()
    swap(north, office)
    (standing,) = Guidelines(office).standing()
    told_of = {one.person: (one.current, one.on) for one in standing.people}
    assert told_of == {"Maude Exemple": (True, "2026-03-02"), "Odile Exemple": (False, "")}
    assert standing.missing == 1
    a_guideline(office, "2026-03-05", text="Respect, always.")
    clock.forward(days=4)
    swap(office, north)
    (standing,) = Guidelines(office).standing()
    maude = next(one for one in standing.people if one.person == "Maude Exemple")
    assert (maude.current, maude.version, maude.on) == (False, 1, "2026-03-02")
    assert mine.in_force()[0].version == 2
    assert mine.in_force()[0].confirmed_on == ""
    with pytest.raises(GuidelineEmpty):
        Guidelines(office).add(
            {"topic": "other", "title_fr": "Vide", "in_force_from": "2026-01-01"}
        )


def test_a_coordinator_is_told_and_a_reader_confirms_nothing(office: Session) -> None:
    first = a_guideline(office, "2026-01-01")
    coordinator = a_laptop(office, "south", "Rémi Exemple", role=Role.COORDINATOR)
    reader = a_laptop(office, "east", "Lise Exemple", role=Role.READER)
    for one in (coordinator, reader):
        carry(office, one)
    assert Guidelines(coordinator).standing()
    with pytest.raises(NotAllowed):
        Guidelines(reader).confirm(first)


def test_a_matter_goes_to_the_team_without_a_person(office: Session, north: Session) -> None:
    agenda = TeamAgenda(north)
    assert agenda.names_in("Maude a crié", "") == ("Maude Exemple",)
    assert agenda.names_in("On a fermé trop tôt") == ()
    community = agenda.communities()[1]
    matter = agenda.add(
        {"topic": "confidentiality", "what": "Parlé dans le corridor", "wish": "Une salle"},
        community[0],
    )
    assert agenda.waiting()[0].community == community[1]
    swap(north, office)
    there = TeamAgenda(office)
    page = text_of(there.paper(PRINTED))
    assert "Parlé dans le corridor" in page
    assert "Une salle" in page
    assert "Maude" not in page.replace("Maude Exemple", "", 1)
    there.decide(matter, "La salle 2 est libre le matin")
    assert there.waiting() == ()
    swap(office, north)
    (decided,) = agenda.decided()
    assert (decided.decision, decided.decided_on) == ("La salle 2 est libre le matin", "2026-03-02")


def test_the_steps_of_reception_are_followed_in_one_visit_a_day(
    office: Session, north: Session, clock: Clock
) -> None:
    client, receptions = a_client(north), Receptions(north)
    today = receptions.today(client)
    assert (today.id, today.remaining) == ("", len(today.steps))
    receptions.mark(client, today.steps[0].id)
    swap(north, office)
    Receptions(office).mark(client, today.steps[1].id)
    receptions.mark(client, today.steps[2].id)
    swap(north, office)
    for session in (north, office):
        now = Receptions(session).today(client)
        assert [one.done for one in now.steps[:4]] == [True, True, True, False]
        assert now.remaining == len(now.steps) - 3
    assert len(Records(north).of(client, "reception_visit")) == 1
    receptions.mark(client, today.steps[0].id, done=False)
    assert not receptions.today(client).steps[0].done
    assert any(
        str(one.title) == "Received: 2 steps of reception done"
        for one in Clients(north).show(client).timeline
    )
    clock.forward(days=1)
    assert receptions.today(client).id == ""


def test_a_file_says_what_is_missing_and_the_least_complete_comes_first(
    office: Session, north: Session
) -> None:
    bare = a_client(north, given="Ana", family="Exemple")
    full = a_client(
        north, given="Béa", family="Exemple", birth_date="1980-01-01", language="fr",
        owner=north.person.hex(), telephone="819 555-0101",
    )  # fmt: skip
    Records(north).add("consent", full, {"purpose": "file", "given_on": "2026-03-01"})
    Records(north).add("note", full, {"text": "Vue", "happened_on": "2026-03-01"})
    desk = FileQuality(north)
    assert desk.of(full).missing == ("next_step",)
    Schedule(north).make(full, datetime(2026, 3, 9, 9, 0), "America/Toronto", 30)  # noqa: DTZ001
    assert desk.of(full).score == 100
    assert set(desk.of(bare).missing) == {
        "birth_date", "reach", "language", "consent", "owner", "contact", "next_step",
    }  # fmt: skip
    assert [one.client for one in desk.lines()] == [bare, full]
    assert [one.client for one in desk.lines(worker=north.person.hex())] == [full]
    with pytest.raises(NotAllowed):
        desk.settle(Norms())
    with pytest.raises(WeeksWrong):
        FileQuality(office).settle(Norms(contact_weeks=1000))
    norms = Norms(frozenset({"given", "family"}), False, False, False, False, 0)
    FileQuality(office).settle(norms)
    swap(office, north)
    assert desk.norms() == norms
    assert desk.of(bare).score == 100


def test_a_sample_is_drawn_again_alike_and_a_review_gives_a_task(
    office: Session, north: Session
) -> None:
    clients = [a_client(north, owner=north.person.hex()) for _ in range(6)]
    swap(north, office)
    drawn = FileQuality(office).sample("mars 2026", 3)
    assert len(drawn) == 3
    assert drawn == FileQuality(office).sample("mars 2026", 3)
    assert {one.client for one in FileQuality(north).sample("mars 2026", 3)} == {
        one.client for one in drawn
    }
    assert {one.client for one in FileQuality(office).sample("x", 99)} == set(clients)
    undo = Undo(office)
    client = drawn[0].client
    FileReviews(office).add(
        client, {"findings": "Objectif absent", "to_do": "Fixer un objectif", "sample": "mars 2026"}
    )
    (review,) = FileReviews(office).of(client)
    assert review.number("score") == drawn[0].quality.score
    (task,) = Records(office).of(client, "task")
    assert (task.text("title"), task.text("person")) == ("Fixer un objectif", north.person.hex())
    assert next(
        one.reviewed_on for one in FileQuality(office).lines() if one.client == client
    ) == "2026-03-02"  # fmt: skip
    undo.undo_last()
    assert FileReviews(office).of(client) == ()
    assert Records(office).of(client, "task") == ()


def test_what_is_about_a_person_goes_with_the_person(office: Session, north: Session) -> None:
    client = a_client(north, community="Rivière-Exemple")
    FileReviews(north).add(client, {"findings": "Tout va bien"})
    Receptions(north).mark(client, Receptions(north).today(client).steps[0].id)
    swap(north, office)
    assert "Tout va bien" in str(list(AccessReport(office).table(client, "fr").rows))
    place = next(one for one in Organisation(office).communities() if one.name == "Lac-Exemple")
    Handovers(office).hand_over(client, place.id)
    kinds, records = ("file_review", "reception_visit"), Records(office)
    with office.database.reading() as tables:
        for kind in kinds:
            (record,) = records.read_of(tables, client, kind)
            row = records.require(tables, kind, record.id)
            assert tables.log.scopes()[row.scope].community == place.id, kind
    Erasures(office).erase(client, Basis.ASKED)
    assert [records.all(kind) for kind in kinds] == [(), ()]
