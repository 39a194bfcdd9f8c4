"""D37 for plans, benefits and documents: hostile texts in every field, and nothing read as markup."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_app.services.casework.agreements import Agreements
from desktop_app.services.casework.applications import Applications
from desktop_app.services.casework.benefit_list import BenefitList
from desktop_app.services.casework.documents import Documents
from desktop_app.services.casework.plan_papers import PlanPapers
from desktop_app.services.casework.plans import Plans
from desktop_app.services.casework.records import Records
from desktop_app.services.casework.reference_person import ReferencePeople
from desktop_app.services.casework.referrals import Referrals
from desktop_app.services.casework.tax_years import TaxYears
from tests.builders import swap
from tests.ui.benefits.scenes import papers_page, room_of
from tests.ui.outside import Outside
from tests.ui.payloads import marker, payloads
from tests.ui.picture import prepare
from tests.ui.plan.rehearsal import a_desk, a_file
from tests.ui.plan.scenes import plan_room
from tests.ui.sweeping import Sweep


def test_plans_benefits_and_documents_read_no_markup(
    qapp: QApplication, tmp_path: Path, outside: Outside
) -> None:
    world, client = a_file()
    known = [one for one in payloads(marker(tmp_path)) if len(one) <= 400 and "\x00" not in one]
    # Every text is tried in the sweep over the other screens; here as many as make a full page.
    texts = known[::2]
    written: list[str] = []
    people = ReferencePeople(world.office)
    for at, text in enumerate(texts):
        try:
            Records(world.office).add_shared("checklist", {"name_en": text, "name_fr": text})
            BenefitList(world.office).change(
                f"own.{at}", {"name_en": text, "name_fr": text, "about_en": text, "by_en": text}
            )
        except Exception:  # noqa: BLE001 - a text that the fields refuse is not shown anywhere
            continue
        written.append(text)
    assert len(written) > 8
    people.set_line(world.laptop.person.hex(), f"{written[0][:40]} 819 555 0100")
    swap(world.office, world.laptop)
    plans, applications = Plans(world.laptop), Applications(world.laptop)
    documents = Documents(world.laptop)
    referrals, agreements = Referrals(world.laptop), Agreements(world.laptop)
    years = TaxYears(world.laptop)
    for at, text in enumerate(written):
        goal = plans.add_goal(client, {"words": text})
        plans.note_progress(goal, at, text)
        plans.add_step(client, {"goal": goal, "words": text, "who": "partner", "partner": text})
        applications.start(client, {"other": text, "number": text}, another=True)
        years.set(client, 1990 + at, {"state": "not_filed", "remark": text})
        documents.add(client, {"name": text, "remark": text})
        if at % 20:
            continue
        referrals.add(client, {"to_name": text, "reason": text, "person": text})
        agreements.add(client, {"name": text, "until": "2026-12-01", "to_do": text, "words": text})
    sweep = Sweep()
    desk = a_desk(world, client)
    prepare(desk.screen)
    for room in ("plan", "benefits", "documents", "referrals"):
        desk.show(room)
        sweep.look(desk.screen, room)
    desk.show("plan")
    goal = plans.of(client).goals[0].record.id
    plan_room(desk).progress_asked.emit(goal)
    dialog = plan_room(desk).dialog
    assert dialog is not None
    sweep.look(dialog, "progress")
    dialog.reject()
    desk.show("benefits")
    room_of(desk).add("application")
    asked = room_of(desk).dialog
    assert asked is not None
    sweep.look(asked, "application")
    asked.reject()
    page = papers_page(world)
    prepare(page)
    sweep.look(page, "papers")
    sweep.page(PlanPapers(world.laptop).plan(client), "plan on paper")
    sweep.page(documents.paper(client), "documents on paper")
    assert sweep.faults == []
    assert sweep.looked_at > 250
