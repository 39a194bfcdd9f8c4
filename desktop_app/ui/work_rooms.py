"""Which rooms a client's file and the settings have, each made from the services of its subject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop_app.services.casework.families import Families
from desktop_app.services.casework.plan_papers import PlanPapers
from desktop_app.services.casework.plans import Plans
from desktop_app.services.clients import Clients
from desktop_app.services.households import Households
from desktop_app.services.session import Session
from desktop_app.ui import family
from desktop_app.ui.family.presenter import FamilyServices
from desktop_app.ui.followup.build import room as follow_up_room
from desktop_app.ui.followup.services import FollowUpServices
from desktop_app.ui.plan.build import room as plan_room
from desktop_app.ui.plan.presenter import PlanServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Room


@dataclass(frozen=True, slots=True)
class WorkRooms:
    """Makes the rooms. local_now: the time with its zone. new_id: ids for new items of a list.
    zone: whose clock papers show; an IANA name."""

    session: Session
    drafts: DraftBox
    jobs: Jobs
    door: Door
    local_now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    zone: Callable[[], str]

    def of_a_file(self) -> tuple[Room, ...]:
        """The rooms of a client's file, in the order of their tabs."""
        return (
            self._follow_up(),
            self._plan(),
            self._family(),
        )

    def _follow_up(self) -> Room:
        services = FollowUpServices.of(self.session, lambda: self.local_now().date())
        return follow_up_room(services, self.drafts, self.jobs, self.door, self.new_id)

    def _family(self) -> Room:
        session = self.session
        services = FamilyServices(
            Families(session),
            Households(session),
            Clients(session),
            self.drafts,
            lambda: self.local_now().date().isoformat(),
        )
        return family.build(
            services, session.registry, self.new_id, self._local, self.jobs, self.door
        )

    def _local(self, at: int) -> datetime:
        """A moment in milliseconds UTC on the clock of this place."""
        return datetime.fromtimestamp(at / 1000, self.local_now().tzinfo)

    def of_the_settings(self) -> tuple[Room, ...]:
        """What the office settles about case work, in the order of its tabs."""
        return ()

    def _plan(self) -> Room:
        papers = PlanPapers(self.session, self.zone())
        services = PlanServices(
            Plans(self.session),
            papers.plan,
            self.drafts,
            lambda: self.local_now().date().isoformat(),
        )
        return plan_room(services, self.jobs, self.door, self.new_id)
