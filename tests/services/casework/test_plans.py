"""Goals and steps: what is kept, how it counts, how it travels, and the paper that is taken home."""

from __future__ import annotations

import io

import pypdf
import pytest

from desktop_app.domain.values import ValueRefused
from desktop_app.reports.speaking import speaking
from desktop_app.services.casework.consents import ConsentMissing
from desktop_app.services.casework.plan_papers import PlanPapers
from desktop_app.services.casework.plans import Plan, Plans
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.reference_person import ReferencePeople
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.sync.erasing import Basis
from tests.builders import a_client, a_laptop, an_office, swap

WORDS = "Ne plus avoir peur du facteur."
KINDS = ("goal", "plan_step", "application", "tax_year", "document")


@pytest.fixture
def office() -> Session:
    return an_office(["Lac-Exemple", "Rivière-Exemple"])


def _step(plan: Plan, words: str) -> str:
    return next(one.record.id for one in plan.all_steps if one.words == words)


def test_a_goal_in_the_clients_words_moves_over_visits(office: Session) -> None:
    plans, client = Plans(office), a_client(office, language="fr")
    goal = plans.add_goal(
        client,
        {"words": WORDS, "language": "fr", "set_on": "2026-01-10", "target_on": "2026-06-30"},
    )
    plans.note_progress(goal, 20, "La première lettre est ouverte.", "2026-01-24")
    plans.note_progress(goal, 60, "Deux factures payées.", "2026-02-28")
    plans.note_progress(goal, None, "Une lettre lue seule.", "2026-03-01")
    (line,) = plans.of(client).goals
    assert (line.words, line.language, line.target_on, line.state) == (
        WORDS, "fr", "2026-06-30", "open",
    )  # fmt: skip
    assert [(one.on, one.percent) for one in line.progress] == [
        ("2026-01-24", 20), ("2026-02-28", 60), ("2026-03-01", None),
    ]  # fmt: skip
    assert line.percent == 60
    undo = Undo(office)
    plans.note_progress(goal, None, "C'est fini.", state="reached")
    (line,) = plans.of(client).goals
    assert (line.state, line.percent) == ("reached", 100)
    told = [(one.at[:10], str(one.title)) for one in Clients(office).show(client).timeline]
    assert ("2026-01-24", "Progress on a goal: 20 %") in told
    undo.undo_last()
    assert plans.of(client).goals[0].state == "open"


def test_steps_of_client_worker_and_partner_are_counted(office: Session) -> None:
    plans, client = Plans(office), a_client(office)
    goal = plans.add_goal(client, {"words": WORDS})
    plans.add_step(client, {"goal": goal, "words": "Open one letter a day", "alone": True,
                            "who": "worker", "due": "2026-04-01"})  # fmt: skip
    plans.add_step(client, {"goal": goal, "words": "Call the bank", "who": "worker",
                            "due": "2026-02-01"})  # fmt: skip
    plans.add_step(client, {"words": "Budget", "who": "partner", "partner": "ACEF Exemple"})
    plan = plans.of(client)
    assert [one.words for one in plan.goals[0].steps] == ["Call the bank", "Open one letter a day"]
    assert [(one.late, one.alone, one.who) for one in plan.goals[0].steps] == [
        (True, False, "worker"), (False, True, "client"),
    ]  # fmt: skip
    assert (plan.done, plan.steps, plan.percent) == (0, 3, 0)
    plans.tick(_step(plan, "Call the bank"), done=True)
    plan = plans.of(client)
    assert (plan.goals[0].percent, plan.percent) == (50, 33)
    assert plan.goals[0].steps[-1].done_on == "2026-03-02"
    plans.tick(_step(plan, "Call the bank"), done=False)
    assert plans.of(client).done == 0
    plans.delete(plans.of(client).goals[0].record)
    plan = plans.of(client)
    assert (plan.goals, [one.words for one in plan.others]) == ((), ["Budget"])
    with pytest.raises(ValueRefused):
        plans.add_step(client, {"words": " ", "who": "client"})


def test_two_laptops_work_on_one_plan(office: Session) -> None:
    north = a_laptop(office)
    client = a_client(office)
    goal = Plans(office).add_goal(client, {"words": WORDS})
    swap(office, north)
    Plans(office).note_progress(goal, 30, "seen by the office", "2026-03-01")
    Plans(north).note_progress(goal, 40, "seen up north", "2026-03-01")
    Plans(north).add_step(client, {"goal": goal, "words": "Call", "who": "worker"})
    swap(north, office)
    seen = [Plans(one).of(client).goals[0] for one in (office, north)]
    assert seen[0].progress == seen[1].progress
    assert seen[0].percent == seen[1].percent
    assert len(seen[0].progress) == 2
    assert [one.words for one in seen[0].steps] == ["Call"]


def test_the_printed_plan_names_whom_to_call_and_who_covers(office: Session) -> None:
    north = a_laptop(office)
    people = ReferencePeople(office)
    people.set_line("", "819 555 0100")
    people.set_line(office.person.hex(), "819 555 0101")
    client = a_client(office, "Jeanne", language="fr", owner=office.person.hex())
    plans = Plans(office)
    goal = plans.add_goal(client, {"words": WORDS, "target_on": "2026-06-30"})
    plans.add_step(client, {"goal": goal, "words": "Ouvrir une lettre", "alone": True,
                            "who": "client"})  # fmt: skip
    plans.add_goal(client, {"words": "Laissé de côté", "state": "set_aside"})
    text = _read(PlanPapers(office).plan(client))
    for words in (WORDS, "Votre plan", "Your plan", "Vous, en autonomie", "30 juin 2026",
                  "Odile Exemple", "819 555 0101", "La personne à appeler"):  # fmt: skip
        assert words in text
    assert "Laissé de côté" not in text
    assert "Jeanne" not in text
    assert "Jeanne Exemple" in _read(PlanPapers(office).plan(client, with_name=True))
    plans.add_step(client, {"words": "Écrire au propriétaire", "who": "partner"})
    with pytest.raises(ConsentMissing):
        PlanPapers(office).plan(client, with_name=True)
    assert "Écrire au propriétaire" in _read(PlanPapers(office).plan(client))
    Clients(office).add_consent(client, "share", "2026-01-01", "spoken")
    assert "Jeanne Exemple" in _read(PlanPapers(office).plan(client, with_name=True))
    swap(office, north)
    assert ReferencePeople(north).of(client).telephone == "819 555 0101"
    with pytest.raises(NotAllowed):
        ReferencePeople(north).set_line("", "819 555 0199")
    with pytest.raises(ValueRefused):
        people.set_line("", "nobody")
    people.set_line(office.person.hex(), "")
    assert people.of(client).telephone == "819 555 0100"


def test_a_language_without_these_words_falls_back_sentence_by_sentence(office: Session) -> None:
    client = a_client(office, language="iu")
    Plans(office).add_goal(client, {"words": "ᐃᒡᓗᖃᕈᒪᔪᖓ"})
    text = _read(PlanPapers(office).plan(client))
    assert "ᐃᒡᓗᖃᕈᒪᔪᖓ" in text
    assert "Your plan" in text
    # What the language lacks is said in that of the screen, the foot of the page too.
    with speaking("fr"):
        text = _read(PlanPapers(office).plan(client))
    assert "Votre plan" in text
    assert "Page 1 de 1" in text
    assert "Your plan" not in text


def test_work_about_a_client_moves_and_is_erased_with_the_file(office: Session) -> None:
    client, records = a_client(office), Records(office)
    plans = Plans(office)
    goal = plans.add_goal(client, {"words": WORDS})
    plans.add_step(client, {"goal": goal, "words": "Call", "who": "worker"})
    records.add("application", client, {"other": "Shelter allowance"})
    records.add("tax_year", client, {"year": 2024, "state": "not_filed"})
    records.add("document", client, {"name": "Passport", "state": "needed"})
    other = Organisation(office).community_named("Rivière-Exemple")
    Handovers(office).hand_over(client, other.id)
    with office.database.reading() as tables:
        for kind in KINDS:
            rows = list(tables.rows.select(office.registry[kind], "WHERE life = 1"))
            communities = {tables.log.scopes()[row.scope].community for row in rows}
            assert communities == {other.id}, kind
    erasures = Erasures(office)
    erasures.erase(client, Basis.ASKED)
    with office.database.reading() as tables:
        for kind in KINDS:
            assert not list(tables.rows.select(office.registry[kind], "")), kind


def _read(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
