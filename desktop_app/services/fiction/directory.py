"""A small referral directory of organisations that do not exist."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_app.domain.fields import Value
from desktop_app.services.fiction.places import PLACES, Place
from desktop_app.services.fiction.record import FictionalRecord, listed, new_id, stated

_IDENTITY_FR: Final = ("Une pièce d'identité avec photo", "Preuve d'adresse")
_IDENTITY_EN: Final = ("One piece of identification with a photo", "Proof of address")
_INCOME_FR: Final = ("Feuillets d'impôt", "Numéro d'assurance sociale")
_INCOME_EN: Final = ("Tax slips", "Social insurance number")
_CHILD_FR: Final = ("Acte de naissance de l'enfant", "Carte d'assurance maladie")
_CHILD_EN: Final = ("Birth certificate of the child", "Health card")
_LETTERS_FR: Final = ("Toutes les lettres reçues",)
_LETTERS_EN: Final = ("Every letter you received",)

_WEEK: Final = (("MO,TU,WE,TH,FR", "09:00", "12:00"), ("MO,TU,WE,TH,FR", "13:00", "16:30"))
_MORNINGS: Final = (("MO,WE,FR", "08:30", "12:00"),)
_EVENINGS: Final = (("TU,TH", "17:00", "20:00"), ("SA", "10:00", "14:00"))
_ALWAYS: Final = (("MO,TU,WE,TH,FR,SA,SU", "00:00", "23:59"),)


@dataclass(frozen=True, slots=True)
class _Offer:
    """One organisation with its service. towns: names of PLACES where it has a door."""

    name: str
    service: str
    description: str
    who: str
    cost: str
    documents: tuple[str, ...]
    hours: tuple[tuple[str, str, str], ...]
    towns: tuple[str, ...]
    alternate: str = ""


_OFFERS: Final = (
    _Offer("Clinique juridique Exemple du Nord", "Conseils juridiques gratuits",
           "Droit du logement, de la famille et des prestations, par téléphone ou sur place.",
           "Toute personne à faible revenu", "Gratuit", _LETTERS_FR, _WEEK,
           ("Kuujjuaq", "Uashat mak Mani-utenam")),
    _Offer("Sample Legal Clinic", "Legal information and advice",
           "Housing, family and benefit questions, by telephone or in person.",
           "Anyone with a low income", "Free", _LETTERS_EN, _WEEK, ("Iqaluit", "Rankin Inlet")),
    _Offer("Comptoir alimentaire Démo", "Dépannage alimentaire",
           "Un panier par ménage toutes les deux semaines.", "Résidents de la communauté",
           "Gratuit", ("Preuve d'adresse",), _MORNINGS, ("Nutashkuan", "Ekuanitshit")),
    _Offer("Fictional Food Bank", "Food hampers", "One hamper for each household every two weeks.",
           "Residents of the community", "Free", ("Proof of address",), _MORNINGS,
           ("Iqaluit", "Arviat")),
    _Offer("Maison de la famille Imaginaire", "Halte-garderie et soutien aux parents",
           "Des matinées pour les parents et les enfants de moins de cinq ans.",
           "Parents d'enfants de 0 à 5 ans", "Gratuit", _CHILD_FR, _MORNINGS,
           ("Manawan", "Wemotaci")),
    _Offer("Pretend Family Centre", "Parent and child drop-in",
           "Mornings for parents with children under five.", "Parents of children aged 0 to 5",
           "Free", _CHILD_EN, _MORNINGS, ("Nain", "Cambridge Bay")),
    _Offer("Bureau d'aide fiscale Modèle", "Déclarations de revenus simples",
           "Des bénévoles remplissent les déclarations simples de toutes les années en retard.",
           "Revenu modeste", "Gratuit", _INCOME_FR, _EVENINGS,
           ("Blanc-Sablon", "Unamen Shipu", "Pakua-shipu")),
    _Offer("Example Tax Help Desk", "Simple tax returns",
           "Volunteers complete simple returns, late years too.", "Modest income", "Free",
           _INCOME_EN, _EVENINGS, ("Churchill", "Norway House")),
    _Offer("Centre de santé Fictif", "Consultation infirmière", "Soins courants et vaccination.",
           "Toute personne", "Couvert par la carte d'assurance maladie",
           ("Carte d'assurance maladie",), _WEEK, ("Kangiqsujuaq", "Salluit", "Inukjuak")),
    _Offer("Invented Health Centre", "Nurse appointments", "Everyday care and vaccination.",
           "Everyone", "Covered by the health card", ("Health card",), _WEEK,
           ("Pangnirtung", "Kinngait", "Pond Inlet")),
    _Offer("Logis Brouillon", "Demande de logement", "Aide pour remplir et suivre la demande.",
           "Adultes sans logement convenable", "Gratuit", (*_IDENTITY_FR, "Preuve de revenu"),
           _WEEK, ("Puvirnituq", "Kuujjuaq")),
    _Offer("Placeholder Housing Office", "Housing application",
           "Help to complete and follow an application.", "Adults without a suitable home",
           "Free", (*_IDENTITY_EN, "Proof of income"), _WEEK, ("Baker Lake", "Gjoa Haven")),
    _Offer("Ligne d'écoute Théorique", "Écoute jour et nuit",
           "Quelqu'un répond à toute heure, en français, en anglais et avec interprète.",
           "Toute personne", "Gratuit", (), _ALWAYS, ("Uashat mak Mani-utenam",)),
    _Offer("Storybook Listening Line", "Someone to talk to, day and night",
           "Somebody answers at any hour, in English, in French and with an interpreter.",
           "Everyone", "Free", (), _ALWAYS, ("Iqaluit",)),
    _Offer("École Prototype", "Alphabétisation des adultes",
           "Lecture, écriture et calcul, à son rythme.", "Adultes de 16 ans et plus", "Gratuit",
           ("Une pièce d'identité avec photo",), _EVENINGS, ("Opitciwan", "Mistissini")),
    _Offer("Practice Learning Centre", "Adult learning",
           "Reading, writing and numbers at one's own pace.", "Adults aged 16 and over", "Free",
           ("One piece of identification with a photo",), _EVENINGS,
           ("Attawapiskat", "Sandy Lake")),
    _Offer("Emploi Maquette", "Recherche d'emploi", "Curriculum vitæ, entrevues, premiers jours.",
           "Personnes qui cherchent un emploi", "Gratuit", _IDENTITY_FR, _WEEK, ("Chisasibi",)),
    _Offer("Template Employment Office", "Finding work", "Résumés, interviews and first days.",
           "People who look for work", "Free", _IDENTITY_EN, _WEEK, ("Hopedale", "Natuashish")),
    _Offer("Transport Esquisse", "Accompagnement vers les soins",
           "Transport et accompagnement vers un rendez-vous médical au sud.",
           "Personnes avec une référence médicale", "Remboursé", ("La lettre de référence",),
           _WEEK, ("Matimekush-Lac John", "Kawawachikamach")),
    _Offer("Outline Medical Travel", "Travel to care",
           "Travel and company to a medical appointment in the south.",
           "People with a medical referral", "Repaid", ("The referral letter",), _WEEK,
           ("Kugluktuk", "Resolute", "Grise Fiord")),
    _Offer("Refuge Inventé", "Hébergement d'urgence",
           "Un lit, un repas et du soutien. L'adresse est donnée au téléphone.",
           "Personnes en danger", "Gratuit", (), _ALWAYS, ("Sheshatshiu",)),
    _Offer("Imagined Shelter", "Emergency shelter",
           "A bed, a meal and support. The address is given by telephone.", "People in danger",
           "Free", (), _ALWAYS, ("Churchill",)),
    _Offer("Pensions et rentes Scénario", "Demande de pension",
           "Pension de la sécurité de la vieillesse et supplément de revenu garanti.",
           "Personnes de 64 ans et plus", "Gratuit", ("Acte de naissance", "Relevé bancaire"),
           _MORNINGS, ("Blanc-Sablon", "Unamen Shipu")),
    _Offer("Scenario Pension Desk", "Pension application",
           "Old age security and the guaranteed income supplement.", "People aged 64 and over",
           "Free", ("Birth certificate", "Bank statement"), _MORNINGS,
           ("Fort Good Hope", "Old Crow")),
    _Offer("Interprètes Échantillon", "Interprétation par téléphone",
           "Une interprète au bout du fil, sur rendez-vous.", "Organismes et clients", "Gratuit",
           (), _WEEK, ("Kuujjuaq", "Manawan"), alternate="Sample Interpreters"),
)  # fmt: skip


def referral_directory(seed: int, on: date) -> Iterator[FictionalRecord]:
    """Organisations, then their services, locations and what is where, references after what
    they refer to. Verified at various times before `on`, some of them long ago.
    """
    chance = random.Random(f"{seed} directory")
    by_name = {place.name: place for place in PLACES}
    for number, offer in enumerate(_OFFERS):
        yield from _offered(chance, on, number, offer, [by_name[town] for town in offer.towns])


def _offered(
    chance: random.Random, on: date, number: int, offer: _Offer, places: list[Place]
) -> Iterator[FictionalRecord]:
    verified = (on - timedelta(days=chance.choice((5, 20, 60, 120, 400)))).isoformat()
    about: dict[str, Value] = {"verified_on": verified}
    phone = f"{places[0].calling}-555-01{number:02d}"
    site = f"organisme{number:02d}.example"
    organisation = FictionalRecord(
        "organisation",
        new_id(chance, on),
        stated(
            {
                "name": offer.name,
                "alternate_name": offer.alternate,
                "description": offer.description,
                "email": f"bonjour@{site}",
                "website": f"https://www.{site}",
                **about,
            }
        )
        | listed(chance, on, "phones", [{"number": phone}]),
    )
    yield organisation
    yield from _service(chance, on, offer, organisation, places, about)


def _service(
    chance: random.Random,
    on: date,
    offer: _Offer,
    organisation: FictionalRecord,
    places: list[Place],
    about: dict[str, Value],
) -> Iterator[FictionalRecord]:
    tongues = dict.fromkeys(one for place in places for one in place.languages)
    values = stated(
        {
            "name": offer.service,
            "organisation": organisation.id.hex,
            "description": offer.description,
            "status": "active",
            "eligibility": offer.who,
            "cost": offer.cost,
            **about,
        }
    )
    values |= listed(chance, on, "languages", [{"language": one} for one in tongues])
    values |= listed(chance, on, "documents", [{"document": one} for one in offer.documents])
    values |= listed(chance, on, "areas", [{"name": place.name} for place in places])
    service = FictionalRecord("service", new_id(chance, on), values)
    yield service
    for place in places:
        location = _location(chance, on, offer, organisation, place, about)
        yield location
        yield FictionalRecord(
            "service_at_location",
            new_id(chance, on),
            {"service": service.id.hex, "location": location.id.hex, **about},
        )


def _location(
    chance: random.Random,
    on: date,
    offer: _Offer,
    organisation: FictionalRecord,
    place: Place,
    about: dict[str, Value],
) -> FictionalRecord:
    house = chance.randrange(1, 400)
    street = f"{house}, rue de la Démonstration" if place.french else f"{house} Demo Street"
    values = stated(
        {
            "name": f"{offer.name}, {place.name}",
            "organisation": organisation.id.hex,
            "time_zone": place.time_zone,
            **about,
        }
    )
    hours: list[dict[str, Value]] = [
        {"days": days, "opens_at": opens, "closes_at": closes}
        for days, opens, closes in offer.hours
    ]
    values |= listed(chance, on, "hours", hours)
    address: dict[str, Value] = {
        "street": street,
        "place": place.name,
        "province": place.province,
        "postal_code": f"{place.postal} 0X0",
        "country": "CA",
    }
    values |= listed(chance, on, "addresses", [address])
    return FictionalRecord("location", new_id(chance, on), values)
