"""The plan as a paper to take home: in the client's language, with the person to ask."""

from __future__ import annotations

from datetime import UTC, date, datetime

from desktop_app.domain.casework.consents import Standing
from desktop_app.domain.casework.plans import PARTNER, REACHED, SET_ASIDE, WORKER
from desktop_app.domain.words.calendar_words import short_date, time_of_day
from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message, current_language, language
from desktop_app.reports import plan_paper
from desktop_app.reports.pdf import Printed
from desktop_app.reports.plan_paper import CallWhom, PaperGoal, PaperStep, PlanPaper
from desktop_app.services.casework.consents import ConsentMissing, Consents
from desktop_app.services.casework.plans import Plans, StepLine
from desktop_app.services.casework.reference_person import ReferencePerson
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation


class NameNotOnPlan(ConsentMissing):
    """A plan in which a partner has a step carries no name without the consent to share."""

    @staticmethod
    def words(why: Standing, purpose: Message | str) -> Message:
        """Why the name stays off, and the way out."""
        return Message(
            "plan",
            "A partner has a step in this plan, so the paper goes from hand to hand. The name needs the "
            "consent “{purpose}”, and the file holds none for today. Make it without the name, or ask "
            "the person and write the consent under Privacy if they agree.",
            {"purpose": purpose},
        )


class PlanPapers:
    """Prints plans. zone: whose clock the foot of a page shows; an IANA name."""

    def __init__(self, session: Session, zone: str = "UTC") -> None:
        self._session, self._zone = session, zone

    def plan(self, client: str, with_name: bool = False) -> bytes:
        """The plan of a client as a PDF: in the client's language, and in that of the screen beside
        it. Goals that were set aside are left out. with_name: print the client's name too; a plan in
        which a partner has a step goes from hand to hand, so that one needs the consent to share
        with others. Raises NotHere, ConsentMissing.
        """
        plan = Plans(self._session).of(client)
        goals = [one for one in plan.goals if one.state != SET_ASIDE]
        steps = (*(step for goal in goals for step in goal.steps), *plan.others)
        if with_name and any(one.who == PARTNER for one in steps):
            Consents(self._session).require(client, refused=NameNotOnPlan)
        worker = plan.reference.name
        paper = PlanPaper(
            organisation=Organisation(self._session).name(),
            day=today_of(self._session),
            goals=tuple(
                PaperGoal(
                    goal.words,
                    _day(goal.target_on),
                    goal.percent,
                    goal.state == REACHED,
                    tuple(_step(one, worker) for one in goal.steps),
                )
                for goal in goals
            ),
            others=tuple(_step(one, worker) for one in plan.others),
            call=call_whom(plan.reference),
            client_name=plan.name if with_name else "",
        )
        first, second = paper_languages(plan.language)
        return plan_paper.render(paper, printed_now(self._session, self._zone), first, second)


def paper_languages(spoken: str) -> tuple[str, str]:
    """The languages of a paper for a client: their own first, where it is known, and that of the
    screen beside it; the second is empty where both are one."""
    here = current_language()
    first = spoken if spoken and language(spoken) is not None else here
    return first, here if first != here else ""


def printed_now(session: Session, zone: str) -> Printed:
    """What the foot of each page says."""
    now = datetime.fromtimestamp(session.environment.now() / 1000, UTC)
    here = now.astimezone(zone_or_utc(zone))
    return Printed(session.person_name, f"{short_date(here.date())} {time_of_day(here)}", now)


def call_whom(reference: ReferencePerson) -> CallWhom:
    """The person to ask, as paper says it."""
    return CallWhom(
        reference.name,
        reference.telephone,
        reference.stand_in,
        reference.stand_in_telephone,
    )


def _step(step: StepLine, worker: str) -> PaperStep:
    name = worker if step.who == WORKER else step.partner
    return PaperStep(step.words, step.who, name, step.alone, _day(step.due), _day(step.done_on))


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None  # any laptop may write anything into a field
