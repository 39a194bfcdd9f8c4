"""What the screens of journeys are made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop_app.domain.fields import EntityType
from desktop_app.services.casework.actions import Actions
from desktop_app.services.casework.board import Boards
from desktop_app.services.casework.journeys import CASE, Journeys
from desktop_app.services.casework.programs import Programs
from desktop_app.services.casework.triages import Triages
from desktop_app.services.clients.clients import Clients
from desktop_app.services.forms.forms import Forms
from desktop_app.services.session import Session
from desktop_app.ui.shared.drafting import DraftBox


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here. id: 32 hexadecimal digits."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class JourneyServices:
    """The services behind the screens. me: the id of whoever is at work. office: whether what is
    settled for everybody may be changed here. clock: local time with its zone. case_kind, meeting_kind:
    a journey, and a meeting, with the fields that the organisation added. forms_about: whether there are forms about journeys."""

    journeys: Journeys
    programs: Programs
    triages: Triages
    actions: Actions
    boards: Boards
    clients: Clients
    drafts: DraftBox
    colleagues: Callable[[], Sequence[Colleague]]
    me: str
    office: Callable[[], bool]
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    case_kind: Callable[[], EntityType]
    meeting_kind: Callable[[], EntityType]
    forms_about: Callable[[], bool]

    @classmethod
    def of(
        cls,
        session: Session,
        drafts: DraftBox,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> JourneyServices:
        """Those of an open vault."""

        def colleagues() -> Sequence[Colleague]:
            trust = session.trust
            people = {} if trust is None else trust.colleagues
            found = [Colleague(one.id.hex(), one.name) for one in people.values()]
            return sorted(found, key=lambda one: one.name)

        return cls(
            Journeys(session), Programs(session), Triages(session), Actions(session),
            Boards(session), Clients(session), drafts, colleagues, session.person.hex(),
            lambda: session.is_office, clock, new_id, lambda: session.registry[CASE],
            lambda: session.registry["encounter"], lambda: Forms(session).any_about(CASE),
        )  # fmt: skip

    @property
    def today(self) -> str:
        """The day here, YYYY-MM-DD."""
        return self.clock().date().isoformat()
