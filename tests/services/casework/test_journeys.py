"""Journeys on real vaults: moved, skipped, undone; two laptops apart; erased, handed over, told."""

from __future__ import annotations

import pytest

from desktop_app.domain.casework import journey
from desktop_app.domain.casework.journey_rules import BUILT_IN, Need
from desktop_app.domain.casework.triage import COMPLEX, SIMPLE, Given, next_question
from desktop_app.domain.roles import Role
from desktop_app.language import Label
from desktop_app.services.casework.journeys import CaseLine, Journeys, NotOptional
from desktop_app.services.casework.programs import (
    PROGRAM,
    QUESTION,
    CircularJump,
    LastStage,
    NameMissing,
    Programs,
    StageGiven,
)
from desktop_app.services.casework.triages import ReasonNeeded, Triages
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.conflicts.conflicts import Conflicts
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.services.vault.dump import dump
from desktop_app.sync.erasing import Basis
from tests.builders import a_client, a_laptop, an_office, swap

DISCOVER, INTAKE, PREPARE, SERVICE, FOLLOW_UP = (one.id for one in BUILT_IN.stages)


def an_office_and_a_laptop() -> tuple[Session, Session]:
    office = an_office()
    return office, a_laptop(office)


def only(session: Session, client: str, on: str = "") -> CaseLine:
    (case,) = Journeys(session).of(client, on).cases
    return case


def test_everybody_stands_in_the_first_stage_before_anything_is_written() -> None:
    office = an_office()
    client = a_client(office, first_contact="2026-02-20")
    case = only(office, client, "2026-03-20")
    assert (case.id, case.stage, case.standing.since) == ("", BUILT_IN.stages[0], "2026-02-20")
    assert (case.standing.days, case.standing.stuck) == (28, True)
    assert case.next == BUILT_IN.stages[1]
    assert [one.what for one in case.missing] == ["consent", "language", "reach"]


def test_what_is_missing_goes_as_it_is_done() -> None:
    office = an_office()
    clients = Clients(office)
    client = a_client(office, language="fr", telephone="867 555 0101")
    assert [one.what for one in only(office, client).missing] == ["consent"]
    consent = clients.add_consent(client, "file", "2026-03-01", "spoken")
    assert only(office, client).missing == ()
    clients.withdraw_consent(consent, "2026-03-02")
    assert [one.what for one in only(office, client).missing] == ["consent"]


def test_a_client_is_moved_on_and_back_and_the_days_are_kept() -> None:
    office = an_office()
    client = a_client(office, first_contact="2026-02-20")
    journeys = Journeys(office)
    case = journeys.move(client, "", INTAKE, "2026-03-01")
    assert journeys.move(client, case, SERVICE, "2026-03-05") == case
    journeys.move(client, case, INTAKE, "2026-03-06")
    now = only(office, client, "2026-03-10")
    assert (now.stage, now.standing.days) == (BUILT_IN.stages[1], 4)
    told = [(str(one.stage), one.entered_on, one.left_on) for one in now.spans]
    assert told == [
        ("Discover", "2026-02-20", "2026-03-01"),
        ("Intake and assessment", "2026-03-01", "2026-03-05"),
        ("Service", "2026-03-05", "2026-03-06"),
        ("Intake and assessment", "2026-03-06", ""),
    ]
    assert {one.by for one in now.spans} == {"Odile Exemple"}
    titles = [str(one.title) for one in Clients(office).show(client).timeline]
    assert "Journey, now in: Service" in titles


def test_a_move_is_undone_by_the_windows_undo() -> None:
    office = an_office()
    client = a_client(office)
    journeys, undo = Journeys(office), Undo(office)
    case = journeys.move(client, "", INTAKE)
    journeys.move(client, case, SERVICE)
    undo.undo_last()
    assert only(office, client).stage == BUILT_IN.stages[1]
    undo.undo_last()
    assert only(office, client).stage == BUILT_IN.stages[0]
    undo.redo()
    undo.redo()
    assert only(office, client).stage == BUILT_IN.stages[3]


def test_only_a_stage_that_allows_it_is_skipped() -> None:
    office = an_office()
    client = a_client(office)
    journeys = Journeys(office)
    with pytest.raises(NotOptional):
        journeys.skip(client, "")
    case = journeys.move(client, "", INTAKE, "2026-03-01")
    journeys.skip(client, case, "2026-03-02")
    now = only(office, client)
    assert now.stage == BUILT_IN.stages[3]
    assert [(str(one.stage), one.skipped) for one in now.spans][-2:] == [
        ("Preparation and transfer", True), ("Service", False),
    ]  # fmt: skip


def test_two_laptops_that_move_a_client_alike_meet_without_a_word() -> None:
    office, north = an_office_and_a_laptop()
    client = a_client(office)
    swap(office, north)
    for session in (office, north):
        Journeys(session).move(client, "", INTAKE, "2026-03-03")
    swap(office, north)
    for session in (office, north):
        case = only(session, client)
        assert (case.stage, len(case.spans)) == (BUILT_IN.stages[1], 2)
        assert Conflicts(session).list() == []


def test_two_laptops_that_move_a_client_apart_ask_one_question() -> None:
    office, north = an_office_and_a_laptop()
    client = a_client(office)
    case = Journeys(office).move(client, "", INTAKE, "2026-03-01")
    swap(office, north)
    Journeys(office).move(client, case, PREPARE, "2026-03-03")
    Journeys(north).move(client, case, SERVICE, "2026-03-04")
    swap(office, north)
    for session in (office, north):
        assert only(session, client).contested
        (conflict,) = Conflicts(session).list()
        assert (conflict.entity_type, conflict.field) == ("case", "stage")
        assert {one.value for one in conflict.values} == {PREPARE, SERVICE}
    (conflict,) = Conflicts(office).list()
    chosen = next(one for one in conflict.values if one.value == SERVICE)
    Conflicts(office).resolve(conflict.id, chosen.value)
    swap(office, north)
    for session in (office, north):
        now = only(session, client)
        assert (now.stage, now.contested) == (BUILT_IN.stages[3], False)
        assert [one.left_on for one in now.spans].count("") == 1
    with office.database.reading() as here, north.database.reading() as there:
        assert list(dump(here, office)) == list(dump(there, north))


def test_a_journey_ends_with_what_came_of_it_and_can_be_taken_up_again() -> None:
    office = an_office()
    client = a_client(office)
    journeys = Journeys(office)
    case = journeys.move(client, "", SERVICE, "2026-03-01")
    journeys.end(client, case, "reached", "Trois ans déclarés.", "2026-03-09")
    file = journeys.of(client)
    ended = next(one for one in file.cases if one.id == case)
    assert (ended.outcome, ended.closed_on, ended.next) == ("reached", "2026-03-09", None)
    assert all(one.left_on for one in ended.spans)
    assert file.cases[0].open
    again = journeys.begin(client, BUILT_IN.id, "2026-04-01")
    assert again != case
    journeys.end(client, again, "lost", "", "2026-04-02")
    journeys.take_up(case, "2026-05-01")
    assert next(one for one in journeys.of(client).cases if one.id == case).open


def test_who_serves_in_which_role_and_what_each_did_last() -> None:
    office, north = an_office_and_a_laptop()
    client = a_client(office, owner=office.person.hex())
    swap(office, north)
    Clients(north).add_note(client, "Appelée.", "2026-03-01", "telephone", 10)
    journeys = Journeys(office)
    swap(office, north)
    journeys.add_worker(
        client, "", {"person": north.person.hex(), "role": "reviewer"}, "2026-03-02"
    )
    journeys.add_worker(client, "", {"name": "Clinique Exemple", "role": "partner"})
    journeys.cover(client, north.person.hex())
    people = {(one.name, one.role): one for one in journeys.of(client).served.people}
    assert set(people) == {
        ("Odile Exemple", "owner"), ("Maude Exemple", "covers"),
        ("Maude Exemple", "reviewer"), ("Clinique Exemple", "partner"),
    }  # fmt: skip
    last = people["Maude Exemple", "reviewer"]
    assert (str(last.last), last.last_on) == ("Note, by telephone, 10 minutes", "2026-03-01")
    journeys.end_worker(last.case, last.item, "2026-03-08")
    ended = [one.to_on for one in journeys.of(client).served.people if one.role == "reviewer"]
    assert ended == ["2026-03-08"]


def test_a_transfer_keeps_who_had_the_file_before() -> None:
    office, north = an_office_and_a_laptop()
    client = a_client(office, owner=office.person.hex())
    swap(office, north)
    Journeys(north).transfer(client, north.person.hex())
    swap(office, north)
    served = Journeys(office).of(client).served
    assert served.owner == north.person.hex()
    assert [(one.before, one.after) for one in served.owners] == [
        ("Odile Exemple", "Maude Exemple"), ("", "Odile Exemple"),
    ]  # fmt: skip


def test_steps_are_ticked_and_what_remains_is_seen() -> None:
    office, north = an_office_and_a_laptop()
    client = a_client(office, first_contact="2026-03-01")
    journeys = Journeys(office)
    before = only(office, client).checks
    reception = [one for one in before if one.standard.sort == journey.RECEPTION]
    assert len(reception) == 6
    strategy = [one for one in before if one.standard.sort == journey.STRATEGY]
    assert strategy[1].due == "2026-03-15"
    case = journeys.check(client, "", reception[0].standard.id, True, "2026-03-02")
    swap(office, north)
    journeys_north = Journeys(north)
    journeys_north.check(client, case, reception[1].standard.id, True, "2026-03-03")
    swap(office, north)
    done = [one for one in only(office, client).checks if one.done_on]
    assert [(one.done_on, one.by) for one in done] == [
        ("2026-03-02", "Odile Exemple"), ("2026-03-03", "Maude Exemple"),
    ]  # fmt: skip
    journeys.check(client, case, reception[0].standard.id, False)
    assert len([one for one in only(office, client).checks if one.done_on]) == 1


def test_an_organisation_renames_reorders_and_adds_stages() -> None:
    office, north = an_office_and_a_laptop()
    client = a_client(office)
    programs, undo = Programs(office), Undo(office)
    need = Need("0192b2a0-0000-7000-8000-000000000001", journey.WORDS, Label.of("clé remise", ""))
    programs.change_stage(
        BUILT_IN.id,
        DISCOVER,
        StageGiven(Label.of("Premier contact", "First contact"), stuck_after=3),
    )
    programs.change_stage(
        BUILT_IN.id, INTAKE, StageGiven(Label.of("Admission", "Intake"), needs=(need,))
    )
    swap(office, north)
    case = only(north, client)
    assert str(case.stage and case.stage.name) == "First contact"
    assert [str(one.words) for one in case.missing] == ["clé remise"]
    here = Journeys(north).check(client, "", need.id, True)
    assert only(north, client).missing == ()
    added = programs.add_stage(BUILT_IN.id, StageGiven(Label.of("Bilan", "")))
    assert programs.move_stage(BUILT_IN.id, added, -1)
    assert not programs.move_stage(BUILT_IN.id, DISCOVER, -1)
    order = [str(one.name) for one in programs.programs()[0].stages]
    assert order == [
        "First contact", "Intake", "Preparation and transfer", "Service", "Bilan", "Follow-up",
    ]  # fmt: skip
    undo.undo_last()
    undo.undo_last()
    assert len(programs.programs()[0].stages) == 5
    programs.remove_stage(BUILT_IN.id, DISCOVER)
    swap(office, north)
    gone = only(north, client)
    assert (gone.id, gone.stage, gone.next) == (here, None, programs.programs()[0].stages[0])
    with pytest.raises(NotAllowed):
        Programs(north).remove_stage(BUILT_IN.id, INTAKE)
    for one in programs.programs()[0].stages[:-1]:
        programs.remove_stage(BUILT_IN.id, one.id)
    with pytest.raises(LastStage):
        programs.remove_stage(BUILT_IN.id, programs.programs()[0].stages[0].id)
    with pytest.raises(NameMissing):
        programs.save(PROGRAM, BUILT_IN.id, {"name_fr": None, "name_en": None})


def test_undoing_the_first_change_gives_the_built_in_back_and_it_can_be_changed_again() -> None:
    office = an_office()
    programs, undo = Programs(office), Undo(office)
    programs.save(PROGRAM, BUILT_IN.id, {"name_fr": "Autre"})
    programs.remove_stage(BUILT_IN.id, INTAKE)
    undo.undo_last()
    undo.undo_last()
    assert programs.programs() == [BUILT_IN]
    programs.save(PROGRAM, BUILT_IN.id, {"name_en": "Other"})
    (now,) = programs.programs()
    assert (now.name.french, now.name.text) == (BUILT_IN.name.french, "Other")
    assert now.stages == BUILT_IN.stages


def test_two_offices_that_change_different_stages_apart_meet() -> None:
    office = an_office()
    second = a_laptop(office, "second", "Paul Exemple", role=Role.OFFICE)
    Programs(office).change_stage(BUILT_IN.id, DISCOVER, StageGiven(Label.of("Un", "One")))
    Programs(second).change_stage(BUILT_IN.id, SERVICE, StageGiven(Label.of("Quatre", "Four")))
    swap(office, second)
    for session in (office, second):
        (program,) = Programs(session).programs()
        assert [program.stages[0].name.text, program.stages[3].name.text] == ["One", "Four"]


def test_a_program_of_ones_own_stands_beside_and_a_client_is_in_both() -> None:
    office = an_office()
    client = a_client(office)
    programs, journeys = Programs(office), Journeys(office)
    own = programs.add_program(Label.of("Logement", "Housing"))
    journeys.move(client, "", INTAKE)
    journeys.begin(client, own)
    cases = journeys.of(client).cases
    assert {str(one.program.name) for one in cases} == {"Access to benefits", "Housing"}
    assert journeys.of(client).others == ()
    programs.close(PROGRAM, own)
    assert [one.id for one in programs.programs()] == [BUILT_IN.id]
    assert len(journeys.of(client).cases) == 2


def test_questions_of_the_triage_do_not_go_round_in_a_circle() -> None:
    office = an_office(["Lac-Exemple"])
    programs = Programs(office)
    first, second, third = programs.questions()[:3]
    answer = first.answers[1].id
    programs.save(QUESTION, first.id, {f"answers/{answer}/next": third.id})
    assert programs.questions()[0].answers[1].next == third.id
    north = a_laptop(office)
    asked = Triages(north).questions()
    assert next_question(asked, [Given(asked[0], asked[0].answers[1])]) == asked[2]
    before = programs.questions()
    back = third.answers[0].id
    with pytest.raises(CircularJump, match="circle") as refused:
        programs.save(QUESTION, third.id, {f"answers/{back}/next": second.id})
    assert refused.value.path == f"answers/{back}/next"
    # Another order may close a circle too; so may a question that is asked again.
    programs.close(QUESTION, second.id)
    programs.save(QUESTION, third.id, {f"answers/{back}/next": second.id})
    with pytest.raises(CircularJump) as refused:
        programs.close(QUESTION, second.id, closed=False)
    assert refused.value.path == ""
    programs.save(QUESTION, third.id, {f"answers/{back}/next": None})
    with pytest.raises(CircularJump):
        programs.put_in_order(QUESTION, [third.id, first.id])
    programs.close(QUESTION, second.id, closed=False)
    assert programs.questions() == before


def test_triage_is_kept_in_its_words_and_overridden_only_in_writing() -> None:
    office = an_office()
    client = a_client(office)
    triages, programs = Triages(office), Programs(office)
    questions = triages.questions()
    given = [Given(one, one.answers[0]) for one in questions]
    given[3] = Given(questions[3], questions[3].answers[1])
    made = triages.keep(client, given, "2026-03-02")
    programs.save(QUESTION, questions[3].id, {"question_en": "Another question?"})
    programs.close(QUESTION, questions[4].id)
    assert len(triages.questions()) == 4
    (line,) = triages.of(client)
    assert (line.result, line.reasons) == (COMPLEX, ("Several years were not filed.",))
    assert line.answers[3].question == "How many years were not filed?"
    with pytest.raises(ReasonNeeded):
        triages.override(made, SIMPLE, "  ")
    triages.override(made, SIMPLE, "Années déjà préparées par la comptable.")
    (line,) = triages.of(client)
    assert (line.treated_as, line.overridden) == (SIMPLE, "Années déjà préparées par la comptable.")
    told = next(one for one in Clients(office).show(client).timeline if one.kind == "triage")
    assert str(told.title) == "Triage: simple"
    triages.follow(made)
    assert triages.of(client)[0].treated_as == COMPLEX


def test_it_is_handed_over_told_in_the_report_and_erased_with_the_person() -> None:
    office = an_office()
    client = a_client(office)
    journeys, triages = Journeys(office), Triages(office)
    case = journeys.move(client, "", INTAKE)
    made = triages.keep(client, [Given(one, one.answers[0]) for one in triages.questions()])
    report = AccessReport(office).table(client, "en")
    assert "Intake and assessment" in {row[3] for row in report.rows}
    other = next(one for one in Organisation(office).communities() if one.name == "Rivière-Exemple")
    Handovers(office).hand_over(client, other.id)
    assert only(office, client).stage == BUILT_IN.stages[1]
    assert len(triages.of(client)) == 1
    Erasures(office).erase(client, Basis.ASKED)
    with office.database.reading() as tables:
        for kind, identifier in (("case", case), ("triage", made)):
            one = office.registry[kind]
            assert tables.rows.get(one, bytes.fromhex(identifier)) is None
