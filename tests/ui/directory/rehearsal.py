"""An office and a laptop with a fictional directory in it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from desktop_app.domain.fields import Value
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.ui.directory.services import DirectoryServices
from tests.builders import swap
from tests.ui.schedule.rehearsal import Shelf
from tests.ui.today.rehearsal import ZONE, World, a_world, with_directory

VERIFIED = date(2026, 10, 1)


def services(
    world: World, session: Session | None = None, shelf: Shelf | None = None
) -> DirectoryServices:
    """The real services, on the laptop unless another session is given."""
    own = session or world.laptop
    organisation = Organisation(own)
    return DirectoryServices(
        directory=Directory(own),
        papers=VisitPapers(own, ZONE),
        registry=own.registry,
        drafts=shelf or Shelf(),
        is_office=lambda: own.is_office,
        now=lambda: world.clock.at,
        zone=lambda: ZONE,
        communities=organisation.communities,
        own_communities=organisation.own_communities,
        new_id=lambda: UUID(bytes=own.environment.new_id()),
    )


def a_clinic(world: World) -> str:
    """A service with everything that an entry can say, at the office and on the laptop; its id."""
    office = world.office
    directory = Directory(office)

    def listed(name: str, *items: dict[str, Value]) -> dict[str, Value]:
        return {
            f"{name}/{UUID(bytes=office.environment.new_id())}/{field}": value
            for item in items
            for field, value in item.items()
        }

    def each(name: str, *items: dict[str, Value]) -> dict[str, Value]:
        whole: dict[str, Value] = {}
        for item in items:
            one = UUID(bytes=office.environment.new_id())
            whole |= {f"{name}/{one}/{field}": value for field, value in item.items()}
        return whole

    owner = directory.add(
        "organisation",
        {"name": "Clinique juridique Imaginaire", **listed("phones", {"number": "867 555 0100"})},
    )
    service = directory.add(
        "service",
        {
            "name": "Aide juridique et papiers d'identité",
            "organisation": owner,
            "description": "Une avocate et une technicienne aident à obtenir, remplacer ou corriger "
            "un acte de naissance, une carte, un permis.",
            "status": "active",
            "eligibility": "Toute personne qui vit au Nunavut",
            "minimum_age": 16,
            "cost": "Gratuit",
            "how_to_apply": "Téléphoner ou passer; aucun rendez-vous le jeudi matin.",
            "wait_time": "Environ deux semaines",
            "email": "aide@clinique.example",
            "alert": "Fermé du 21 décembre au 4 janvier.",
            **each(
                "documents",
                {"document": "Toute preuve d'identité, même expirée"},
                {"document": "Preuve d'adresse ou lettre du hameau"},
                {"document": "Le formulaire 12-B, s'il a été reçu"},
            ),
            **each(
                "contacts",
                {
                    "name": "Odile Inventée",
                    "title": "Technicienne juridique",
                    "telephone": "867 555 0111",
                },
            ),
            **each(
                "phones", {"number": "867 555 0110", "description": "Accueil, en inuktitut aussi"}
            ),
            **each("languages", {"language": "iu"}, {"language": "fr"}, {"language": "en"}),
            **each("accessibility", {"description": "Rampe d'accès, porte automatique"}),
            **each("areas", {"name": "Pangnirtung"}, {"name": "Kinngait"}),
        },
    )
    place = directory.add(
        "location",
        {
            "name": "Bureau d'Iqaluit",
            "organisation": owner,
            "time_zone": ZONE,
            "transportation": "À deux minutes à pied du bureau de poste.",
            **each(
                "addresses",
                {
                    "street": "14, chemin de l'Exemple",
                    "place": "Iqaluit",
                    "province": "NU",
                    "postal_code": "X0A 0H0",
                },
            ),
            **each(
                "hours",
                {"days": "MO,TU,WE,TH,FR", "opens_at": "09:00", "closes_at": "12:00"},
                {"days": "MO,TU,WE,TH,FR", "opens_at": "13:00", "closes_at": "17:00"},
                {"days": "SA", "opens_at": "09:00", "closes_at": "17:00"},
            ),
        },
    )
    directory.add("service_at_location", {"service": service, "location": place})
    directory.verify("service", service, VERIFIED)
    swap(world.office, world.laptop)
    return service


def a_full_world() -> World:
    """The fictional directory, at the office and on the laptop."""
    world = a_world()
    with_directory(world.office)
    swap(world.office, world.laptop)
    return world


def propose_some(world: World) -> str:
    """Two proposals from the field, one of them answered; the id of the one that waits."""
    clinic = a_clinic(world)
    field, office = Directory(world.laptop), Directory(world.office)
    first = field.propose("", "", "Banque alimentaire", "Ouverte le mardi, derrière l'école.")
    waiting = field.propose(
        "", clinic, "Aide juridique", "Le bureau est au 2e étage depuis le 1er novembre."
    )
    swap(world.laptop, world.office)
    office.answer(first, "declined", "Elle y est déjà, sous un autre nom.")
    swap(world.laptop, world.office)
    return waiting
