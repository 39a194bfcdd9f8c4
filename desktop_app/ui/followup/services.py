"""What the room of follow-up is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from desktop_app.services.casework.alerts import Alerts, Flag
from desktop_app.services.casework.records import Record, Records
from desktop_app.services.casework.signs import SignLine, Signs
from desktop_app.services.casework.tasks import TaskLine, Tasks
from desktop_app.services.session import Session


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the room shows of one client. prefers: the stored word of the preferred way to meet."""

    client: str
    flags: tuple[Flag, ...]
    tasks: tuple[TaskLine, ...]
    signs: tuple[SignLine, ...]
    prefers: str


@dataclass(frozen=True, slots=True)
class FollowUpServices:
    """The services behind the room. workers: (id, name) of those who can be given a task. today:
    the day on the clock of this place."""

    tasks: Tasks
    alerts: Alerts
    signs: Signs
    records: Records
    workers: Callable[[], Sequence[tuple[str, str]]]
    person: str
    today: Callable[[], date]

    @classmethod
    def of(cls, session: Session, today: Callable[[], date]) -> FollowUpServices:
        """Those of one vault."""

        def workers() -> Sequence[tuple[str, str]]:
            people = {} if session.trust is None else session.trust.colleagues
            named = ((one.id.hex(), one.name) for one in people.values())
            return sorted(named, key=lambda one: one[1])

        return cls(
            Tasks(session),
            Alerts(session),
            Signs(session),
            Records(session),
            workers,
            session.person.hex(),
            today,
        )

    def follow_up(self, client: str) -> FollowUp:
        """What there is to show of a client."""
        return FollowUp(
            client,
            self.alerts.of(client),
            self.tasks.open_of(client),
            self.signs.of(client),
            self.records.get("client", client).text("mode"),
        )

    def record(self, kind: str, identifier: str) -> Record:
        """One record, to be changed."""
        return self.records.get(kind, identifier)
