"""A laptop with a week of appointments in two places whose clocks differ, all of it fictional."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from desktop_app.domain.fields import Value
from desktop_app.services.casework.meeting_readiness import MeetingReadiness
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.services.trust.organisation import Organisation
from desktop_app.ui.schedule.services import ScheduleServices
from tests.builders import swap
from tests.ui.today.rehearsal import ELSEWHERE, NOW, ZONE, World, a_person, a_world, with_directory

__all__ = ["Shelf", "a_week", "a_world", "services"]


@dataclass
class Kept:
    """What was typed and when, in milliseconds UTC."""

    values: dict[str, Value]
    at: int


@dataclass
class Shelf:
    """Drafts in memory."""

    kept: dict[tuple[str, str], Kept] = field(default_factory=dict)

    def save(self, form: str, record: str, field: str, value: Value) -> None:
        self.kept.setdefault((form, record), Kept({}, NOW)).values[field] = value

    def find(self, form: str, record: str) -> Kept | None:
        return self.kept.get((form, record))

    def discard(self, form: str, record: str) -> None:
        self.kept.pop((form, record), None)

    def values(self, record: str = "") -> Mapping[str, Value]:
        """What is kept of a new appointment."""
        kept = self.kept.get(("appointment", record))
        return {} if kept is None else kept.values


def services(world: World, shelf: Shelf | None = None) -> ScheduleServices:
    """The real services on the laptop."""
    session = world.laptop
    return ScheduleServices(
        schedule=Schedule(session),
        clients=Clients(session),
        directory=Directory(session),
        papers=VisitPapers(session, ZONE),
        readiness=MeetingReadiness(session),
        registry=session.registry,
        drafts=shelf or Shelf(),
        now=lambda: world.clock.at,
        zone=lambda: ZONE,
        communities=Organisation(session).own_communities,
        further_zones=lambda: (ELSEWHERE, "America/Rankin_Inlet"),
        worker=session.person.hex,
        new_id=lambda: UUID(bytes=session.environment.new_id()),
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time of November 2026."""
    return datetime(2026, 11, day, hour, minute)  # noqa: DTZ001  local time of the place


def a_week(world: World, *, directory: bool = False) -> dict[str, str]:
    """The week of November 16: ids of the appointments by a word."""
    if directory:
        with_directory(world.office)
        swap(world.laptop, world.office)
    people = {
        name: a_person(world, name, family)
        for name, family in (
            ("Jeanne", "Exemple"),
            ("Marc-Éric", "Fictif"),
            ("Paul", "Démo"),
            ("Aputi", "Échantillon"),
        )
    }
    schedule = Schedule(world.laptop)
    made = {
        "kept": schedule.make(
            people["Jeanne"], at(16, 9), ZONE, 45, "in_person", "Bureau du hameau",
            subject="Déclaration 2024 et 2025",
        ),
        "late": schedule.make(people["Marc-Éric"], at(16, 13, 30), ZONE, 60, "telephone",
                              subject="Allocation canadienne pour enfants"),
        "missed": schedule.make(people["Paul"], at(17, 10), ZONE, 30, "home", subject="Chauffage"),
        "cancelled": schedule.make(people["Aputi"], at(18, 11), ZONE, 60, "video"),
        "elsewhere": schedule.make(
            people["Jeanne"], at(18, 8, 30), ELSEWHERE, 90, "in_person", "Salle communautaire",
            subject="Visite à Regina",
        ),
        "over": schedule.make(people["Paul"], at(19, 9), ZONE, 60, "in_person", "Bureau",
                              subject="Permis de conduire"),
        "under": schedule.make(people["Aputi"], at(19, 9, 30), ZONE, 60, "telephone",
                               subject="Suivi"),
        "next": schedule.make(
            people["Jeanne"], at(21, 11), ZONE, 45, "in_person", "Bureau du hameau, 2e étage",
            subject="Demande de passeport", ask_for="Maude Fictive",
            bring="Pièce d'identité\nDeux photos",
        ),
        "after": schedule.make(people["Marc-Éric"], at(21, 14), ZONE, 30, "home",
                               subject="Signature"),
    }  # fmt: skip
    schedule.mark(made["kept"], "kept")
    schedule.mark(made["late"], "late")
    schedule.mark(made["missed"], "no_show")
    schedule.cancel(made["cancelled"], "Route fermée")
    return made
