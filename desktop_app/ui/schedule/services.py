"""What the screen of the schedule is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from desktop_app.domain.fields import Registry
from desktop_app.services.casework.meeting_readiness import MeetingReadiness
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.visit_papers import VisitPapers, city_of
from desktop_app.services.trust.organisation import Community
from desktop_app.ui.shared.drafting import DraftBox

_COMMUNITIES_NAMED = 3


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of a place, as it can be chosen. zone: its IANA name. label: what it is called."""

    zone: str
    label: str


@dataclass(frozen=True, slots=True)
class ScheduleServices:
    """The services behind the screen of the schedule.

    now: UTC milliseconds. zone: the IANA name of the clock where the person works. communities:
    those that this laptop holds. further_zones: clocks that can be chosen beside those of the
    communities. worker: whose appointments are shown, "" for everybody's. new_id: ids for forms.
    """

    schedule: Schedule
    clients: Clients
    directory: Directory
    papers: VisitPapers
    readiness: MeetingReadiness
    registry: Registry
    drafts: DraftBox
    now: Callable[[], int]
    zone: Callable[[], str]
    communities: Callable[[], Sequence[Community]]
    further_zones: Callable[[], Sequence[str]]
    worker: Callable[[], str]
    new_id: Callable[[], UUID]

    def clocks(self) -> tuple[Clock, ...]:
        """The clocks that an appointment can be kept by, those of the communities first."""
        return clock_choices(self.zone(), self.communities(), self.further_zones())

    def zone_of(self, community: str) -> str:
        """The clock of a community, by its id in 32 hexadecimal digits; empty when unknown."""
        return next((one.time_zone for one in self.communities() if one.id.hex() == community), "")


def clock_choices(
    own: str, communities: Iterable[Community], further: Iterable[str]
) -> tuple[Clock, ...]:
    """Every clock once: that of the person, those of the communities, the others."""
    kept: dict[str, list[str]] = {own: []}
    for one in communities:
        kept.setdefault(one.time_zone, []).append(one.name)
    for zone in further:
        kept.setdefault(zone, [])
    return tuple(Clock(zone, _label(zone, names)) for zone, names in kept.items() if zone)


def _label(zone: str, communities: Sequence[str]) -> str:
    city = city_of(zone)
    named = [name for name in communities if name != city][:_COMMUNITIES_NAMED]
    return f"{city} ({', '.join(named)})" if named else city
