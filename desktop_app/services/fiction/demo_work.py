"""Fictional work about a few people of the demo: goals and steps, applications, tax years, papers."""

from __future__ import annotations

from datetime import timedelta

from desktop_app.services.casework.applications import Applications
from desktop_app.services.casework.benefit_list import BenefitList
from desktop_app.services.casework.documents import Documents
from desktop_app.services.casework.plans import Plans
from desktop_app.services.casework.tax_years import TaxYears
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.session import Session

_GOALS = (
    ("Je veux ouvrir mon courrier sans avoir peur.", "Ouvrir le courrier chaque mardi"),
    ("I want to know who to call about my pension.", "Keep the slip by the telephone"),
    ("Je veux un logement où mes petits-enfants peuvent dormir.", "Garder les reçus de loyer"),
)


def begin_work(session: Session) -> None:
    """Begin work for the first people of a laptop, as its worker would."""
    kind = session.registry["client"]
    with session.database.reading() as tables:
        rows = tables.rows.select(kind, "WHERE life = 1 ORDER BY n LIMIT ?", (len(_GOALS),))
        clients = [row.id.hex() for row in rows]
    benefits = {one.code: one.id for one in BenefitList(session).all()}
    plans, applications = Plans(session), Applications(session)
    years, documents = TaxYears(session), Documents(session)
    today = today_of(session)
    before = (today - timedelta(days=40)).isoformat()
    for (words, alone), client in zip(_GOALS, clients, strict=False):
        goal = plans.add_goal(
            client,
            {
                "words": words,
                "set_on": before,
                "target_on": (today + timedelta(days=80)).isoformat(),
            },
        )
        plans.note_progress(goal, 30, "", (today - timedelta(days=12)).isoformat())
        plans.add_step(client, {"goal": goal, "words": alone, "who": "client", "alone": True})
        applications.start(client, {"benefit": benefits["ca.groceries"]}, state="sent", on=before)
        years.set(client, today.year - 1, {"state": "gathering"})
        years.set(client, today.year - 2, {"state": "not_filed"})
        documents.add(client, {"name": "Avis de cotisation", "state": "in_hand"})
        documents.add(client, {"name": "Preuve de loyer"})
