"""A laptop with fictional people, the real services on it, and lists in place of what is outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Registry, Value
from desktop_app.language import Message
from desktop_app.services import fiction
from desktop_app.services.casework.access import Access
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.clients.households import Households
from desktop_app.services.clients.list_columns import ListColumns
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.ui.clients.services import ClientsServices, Named
from tests.builders import Clock, a_laptop, an_environment, an_office, bundle_for, carry, swap

TODAY = date(2026, 11, 21)
NOON = int(datetime(2026, 11, 21, 15, 0, tzinfo=UTC).timestamp() * 1000)
PLACES = ("Pangnirtung", "Lac-Exemple", "Rivière-Exemple")
SLIP = b"%PDF-1.4 slip"


@dataclass
class Way:
    """A door that remembers who went through it."""

    gone: list[tuple[str, str]] = field(default_factory=list)
    said: list[tuple[str, bool]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    changes: int = 0
    printed: list[bytes] = field(default_factory=list)

    def go(self, place: str, detail: str = "") -> None:
        self.gone.append((place, detail))

    def done(self, words: Message, undo: bool = False) -> None:
        self.said.append((str(words), undo))

    def problem(self, words: Message) -> None:
        self.problems.append(str(words))

    def changed(self) -> None:
        self.changes += 1

    def print_pdf(
        self,
        pdf: bytes,
        title: Message,
        *,
        named: Callable[[], bytes] | None = None,
        printed: Callable[[], None] | None = None,
    ) -> None:
        self.printed.append(pdf)


@dataclass
class KeptDraft:
    """What was typed and when, in milliseconds UTC."""

    values: dict[str, Value]
    at: int


@dataclass
class DraftShelf:
    """Drafts in memory."""

    kept: dict[tuple[str, str], KeptDraft] = field(default_factory=dict)

    def save(self, form: str, record: str, field: str, value: Value) -> None:
        draft = self.kept.setdefault((form, record), KeptDraft({}, NOON))
        draft.values[field] = value

    def find(self, form: str, record: str) -> KeptDraft | None:
        return self.kept.get((form, record))

    def discard(self, form: str, record: str) -> None:
        self.kept.pop((form, record), None)


@dataclass
class World:
    """A field laptop and its office."""

    office: Session
    laptop: Session
    drafts: DraftShelf
    clock: Clock

    @property
    def clients(self) -> Clients:
        return Clients(self.laptop)

    def services(self) -> ClientsServices:
        session = self.laptop
        zone = ZoneInfo("America/Toronto")

        def named() -> list[Named]:
            return [
                Named(one.id.hex(), one.name) for one in Organisation(session).own_communities()
            ]

        def workers() -> list[Named]:
            people = session.require_trust().people.values()
            return [Named(one.id.hex(), one.name) for one in people]

        def slip(client: str, with_name: bool) -> bytes | None:
            return None if Schedule(session).next_for(client) is None else SLIP

        return ClientsServices(
            clients=Clients(session),
            households=Households(session),
            schedule=Schedule(session),
            registry=session.registry,
            drafts=self.drafts,
            communities=named,
            workers=workers,
            slip=slip,
            clock=lambda: datetime.fromtimestamp(self.clock.at / 1000, zone),
            new_id=lambda: UUID(bytes=session.environment.new_id()),
            handovers=Handovers(session),
            report=AccessReport(session),
            erasures=Erasures(session),
            access=Access(session),
            columns=ListColumns(session),
        )


def a_world(
    people: int = 0, registry: Registry | None = None, places: Sequence[str] = PLACES
) -> World:
    """A laptop with that many fictional people; the first half is known at the office."""
    clock = Clock(NOON)
    environment = an_environment(clock)
    office = an_office(
        places,
        person="Josée Exemple",
        laptop="bureau",
        environment=environment,
        registry=registry or STANDARD,
    )
    laptop = a_laptop(office, "nord", "Maude Fictive", registry=registry)
    world = World(office, laptop, DraftShelf(), clock)
    own = [one.name for one in Organisation(laptop).own_communities()]
    chosen = fiction.clients(7, people, TODAY, fiction.communities(7, TODAY), ())
    for number, one in enumerate(chosen):
        values: dict[str, Value] = {**one.identity.values, **one.client.values}
        values |= {"community": own[number % len(own)], "owner": laptop.person.hex()}
        values = {path: value for path, value in values.items() if path != "life"}
        world.clients.add(values)
        if number == people // 2:
            swap(laptop, office)
            swap(laptop, office)
    return world


def jeanne(world: World) -> str:
    """The file of a woman who has been served for some weeks."""
    clients, laptop = world.clients, world.laptop
    phone, other, mail = (UUID(bytes=laptop.environment.new_id()) for _ in range(3))
    name, card, tongue = (UUID(bytes=laptop.environment.new_id()) for _ in range(3))
    values: dict[str, Value] = {
        "given": "Jeanne",
        "family": "Exemple",
        "birth_date": "~1951",
        "community": PLACES[0],
        "language": "iu",
        "interpreter": True,
        "owner": laptop.person.hex(),
        "needs": "Ne plus avoir peur du facteur.",
        "safety": "Chien attaché derrière la maison; frapper à la porte de côté.",
        "code": "N-0417",
        f"phones/{phone}/number": "867 555 0142",
        f"phones/{phone}/label": "chez elle",
        f"phones/{phone}/preferred": True,
        f"phones/{phone}/safe_to_message": True,
        f"phones/{other}/number": "867 555 0177",
        f"phones/{other}/label": "ancien conjoint",
        f"phones/{other}/do_not_contact": True,
        f"emails/{mail}/address": "jeanne@courriel.example",
        "street": "12, chemin de l'Exemple",
        "place": PLACES[0],
        "province": "NU",
        f"names/{name}/name": "ᔮᓐ ᐃᒃᓵᒻᐳᓪ",
        f"names/{name}/sort": "spelling",
        f"identifiers/{card}/value": "000 000 042",
        f"identifiers/{card}/sort": "carte d'assurance maladie",
        f"languages/{tongue}/language": "fr",
    }
    client = clients.add(values)
    clients.add_consent(client, "file", "2026-10-30", "spoken")
    share = clients.add_consent(client, "share", "2026-10-30", "signed")
    clients.withdraw_consent(share, "2026-11-16")
    clients.add_note(
        client,
        "Aiguillage vers la clinique juridique : appelée ensemble, reçue, pas commencé.",
        "2026-10-30",
        "telephone",
        20,
    )
    swap(laptop, world.office)
    swap(laptop, world.office)
    clients.add_note(
        client,
        "Trois documents corrigés après le déménagement; accusé remis en inuktitut.",
        "2026-11-09",
        "in_person",
        25,
    )
    carry(laptop, world.office)
    note = clients.add_note(
        client,
        "A apporté son avis de cotisation 2023. Préfère qu'on parle d'argent sans la famille.",
        "2026-11-20",
        "in_person",
        40,
    )
    clients.add_note(client, "C'était l'avis de 2022.", "2026-11-20", corrects=note)
    Schedule(laptop).make(
        client,
        datetime(2026, 11, 27, 9, 0),  # noqa: DTZ001  local time of the place, without its zone
        minutes=45,
        place="Bureau du hameau",
        subject="Déclaration 2024 et 2025",
    )
    homes = Households(laptop)
    home = homes.add("Famille Exemple-Fictif", PLACES[0])
    son = clients.add({"given": "Marc-Éric", "family": "Fictif", "community": PLACES[0]})
    homes.join(home, client, "elder", "2019")
    homes.join(home, son, "adult")
    return client


def in_conflict(world: World, client: str) -> None:
    """The office and the laptop write two birth dates apart from each other."""
    swap(world.laptop, world.office)
    Clients(world.office).set(client, {"birth_date": "1951-04-02"})
    world.clients.set(client, {"birth_date": "1952"})
    swap(world.laptop, world.office)


def work_on(world: World, client: str) -> None:
    """What was written since the last bundle: some of it in another bundle, some only here."""
    clients = world.clients
    lines = clients.page(30)
    clients.add_note(client, "Relevé de loyer demandé au bureau du logement.", "2026-11-20")
    for line in lines[2:20:4]:
        clients.set(line.id, {"pronouns": "elle"})
    bundle_for(world.laptop, world.office, file="2026-11-20-02.portage")
    clients.add_note(
        client, "Revient jeudi avec le relevé; sa nièce interprète.", "2026-11-21", "telephone", 10
    )
    for line in lines[1:24:5]:
        clients.set(line.id, {"pronouns": "il"})


def values_of(world: World, client: str) -> Mapping[str, Value]:
    """What stands in a client's file."""
    return world.clients.show(client).fields
