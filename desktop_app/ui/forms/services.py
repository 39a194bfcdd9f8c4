"""What the rooms of forms work with, made from one session."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

from desktop_app.language import base_language
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.proposals import Proposals
from desktop_app.services.forms.answers import FilledForms
from desktop_app.services.forms.exchange_files import FormFiles
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.forms.form_papers import FormPapers
from desktop_app.services.forms.forms import Forms
from desktop_app.services.forms.quality import Quality
from desktop_app.services.forms.subjects import Subjects
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.ui.forms.fill_presenter import FormServices
from desktop_app.ui.forms.office_presenter import OfficeServices
from desktop_app.ui.shared.drafting import DraftBox


def form_services(session: Session, drafts: DraftBox, today: Callable[[], date]) -> FormServices:
    """For the rooms in which forms are filled in."""

    def remark(client: str, subject: str, words: str) -> str:
        # It goes the way of every proposal from the field: into the office's queue.
        file = Clients(session).show(client) if client else None
        community = "" if file is None else str(file.fields.get("community") or "")
        return Proposals(session).propose(community, "", subject[:400], words)

    def communities() -> list[tuple[str, str]]:
        return [(one.id.hex(), one.name) for one in Organisation(session).own_communities()]

    return FormServices(
        Forms(session),
        Subjects(session),
        FilledForms(session),
        FormPapers(session),
        drafts,
        today,
        time.monotonic,
        base_language,
        remark,
        communities,
    )


def office_services(
    session: Session, drafts: DraftBox, today: Callable[[], date]
) -> OfficeServices:
    """For the room of the settings."""

    def workers() -> list[tuple[str, str]]:
        trust = session.trust
        people = {} if trust is None else trust.colleagues
        return sorted(((one.id.hex(), one.name) for one in people.values()), key=lambda one: one[1])

    return OfficeServices(
        OwnFieldsDesk(session),
        Forms(session),
        FormFiles(session),
        FormPapers(session),
        Quality(session),
        drafts,
        workers,
        session.person.hex(),
        today,
        base_language,
    )
