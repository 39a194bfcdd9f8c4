"""What the screen of clients is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop_app.domain.fields import Registry
from desktop_app.services.casework.access import Access
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.attachments import Attachments
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.clients.households import Households
from desktop_app.services.clients.list_columns import ListColumns
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.ui.shared.drafting import DraftBox


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that can be chosen. id: 32 hexadecimal digits."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ClientsServices:
    """The services behind the screen of clients.

    communities: those whose files this laptop may hold. workers: who may be responsible for a
    file. slip: the PDF of the slip for a client's next appointment, with the name or without,
    None when there is none. clock: local time with its zone. new_id: ids for new items of a list. handovers: handing files
    over to other communities. report: all that is kept about one person. erasures: where persons may
    be erased, None elsewhere. attachments: the attached files.
    access: opening files and notes with a reason; None where nothing is written down. columns: which
    ones the list shows; None where they are not chosen.
    """

    clients: Clients
    households: Households
    schedule: Schedule
    registry: Registry
    drafts: DraftBox
    communities: Callable[[], Sequence[Named]]
    workers: Callable[[], Sequence[Named]]
    slip: Callable[[str, bool], bytes | None]
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    handovers: Handovers | None = None
    report: AccessReport | None = None
    erasures: Erasures | None = None
    attachments: Attachments | None = None
    access: Access | None = None
    columns: ListColumns | None = None

    def places(self, client: str) -> Sequence[Named]:
        """The communities that a client can be handed over to from here."""
        if self.handovers is None:
            return ()
        return [Named(one.id.hex(), one.name) for one in self.handovers.places(client)]
