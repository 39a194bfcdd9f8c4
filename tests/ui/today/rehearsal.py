"""A laptop and its office with a week of appointments and a directory, all of it fictional."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from desktop_app.domain.fields import Scope
from desktop_app.language import Message
from desktop_app.services import fiction
from desktop_app.services.casework.alerts import Alerts
from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.clients.clients import Clients
from desktop_app.services.conflicts.reviewers import name_reviewer
from desktop_app.services.editing import Editor
from desktop_app.services.fiction import FictionalRecord
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.today import Today
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.unfinished import UnfinishedWork
from desktop_app.ui.today.services import TodayServices
from tests.builders import Clock, a_laptop, an_environment, an_office, swap
from tests.ui.clients.rehearsal import DraftShelf

ZONE = "America/Iqaluit"
ELSEWHERE = "America/Regina"
TODAY = date(2026, 11, 21)
NOW = int(datetime(2026, 11, 21, 14, 30, tzinfo=UTC).timestamp() * 1000)
PLACES = ("Pangnirtung", "Kinngait")
HOSTILE = (
    "<b>Ana</b> <img src=x onerror=alert(1)>",
    "\u202eegnahcer\u202c \u0000 Exemple",
    "x" * 10_000,
    "מרים Exemple",
)


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
class World:
    """An office, a field laptop, and the people of the laptop by their given names."""

    office: Session
    laptop: Session
    clock: Clock
    people: dict[str, str] = field(default_factory=dict)
    drafts: DraftShelf = field(default_factory=DraftShelf)
    unfinished: tuple[UnfinishedWork, ...] = ()

    def services(self, session: Session | None = None) -> TodayServices:
        own = session or self.laptop
        return TodayServices(
            today=Today(own),
            papers=VisitPapers(own, ZONE),
            now=lambda: self.clock.at,
            zone=lambda: ZONE,
            communities=lambda: tuple(one.name for one in Organisation(own).own_communities()),
            worker=lambda: "" if own.is_office else own.person.hex(),
            last_copy=lambda: self.clock.at - 9 * 86_400_000,
            tasks=Tasks(own),
            alerts=Alerts(own),
            drafts=self.drafts,
            unfinished=lambda: self.unfinished,
            discard=self.drafts.discard,
        )


def a_world(zone: str = "America/Toronto") -> World:
    """Nobody has an appointment yet, and the directory is empty. zone: of the places."""
    clock = Clock(NOW)
    environment = an_environment(clock)
    office = an_office(
        PLACES, person="Josée Exemple", laptop="bureau", environment=environment, zone=zone
    )
    return World(office, a_laptop(office, "nord", "Maude Fictive"), clock)


def a_person(world: World, given: str, family: str = "Exemple", **values: str) -> str:
    """Somebody whose file lacks nothing. values: further fields by name."""
    clients = Clients(world.laptop)
    whole = {
        "given": given,
        "family": family,
        "birth_date": "1980-03-31",
        "language": "fr",
        "needs": "Remplir une demande.",
        "community": PLACES[0],
        "telephone": "867 555 0142",
        "owner": world.laptop.person.hex(),
        **values,
    }
    client = clients.add({name: value for name, value in whole.items() if value})
    clients.add_consent(client, "file", "2026-10-30", "spoken")
    world.people[given] = client
    return client


def a_day(world: World, *, conflict: bool = False) -> None:
    """Five appointments today, one of them in another place's local time. conflict: two values
    wait for a decision.
    """
    jeanne = a_person(world, "Jeanne", language="iu")
    marc = a_person(world, "Marc-Éric", "Fictif")
    paul = a_person(world, "Paul", "Démo")
    if conflict:
        in_conflict(world)
    swap(world.laptop, world.office)
    swap(world.laptop, world.office)
    schedule = Schedule(world.laptop)
    first = schedule.make(
        jeanne, _at(9, 0), ZONE, 45, "in_person", "Bureau du hameau",
        subject="Déclaration 2024 et 2025", bring="Avis de cotisation\nPièce d'identité",
        ask_for="Maude Fictive",
    )  # fmt: skip
    schedule.mark(first, "kept")
    schedule.make(
        marc, _at(10, 15), ZONE, 30, "telephone", subject="Allocation canadienne pour enfants",
        bring="Acte de naissance\nPreuve d'adresse",
    )  # fmt: skip
    late = schedule.make(paul, _at(8, 15), ZONE, 30, "home", subject="Chauffage")
    schedule.mark(late, "no_show", "Route fermée")
    code = Clients(world.laptop).add({"code": "Client 0417", "community": PLACES[0]})
    world.people["0417"] = code
    schedule.make(code, _at(11, 15), ZONE, 30, "in_person", subject="Premier contact")
    schedule.make(
        a_person(world, "Famille", "Exemple-Fictif", community=PLACES[1]),
        _at(12, 30), ELSEWHERE, 60, "video", "Bureau du logement",
        subject="Changement d'adresse, accompagnement au bureau du logement",
    )  # fmt: skip


def what_waits(world: World) -> None:
    """Tasks and warnings of the people of `a_day`: late, promised, urgent, and a file gone quiet."""
    tasks, people = Tasks(world.laptop), world.people
    tasks.add(
        people["Jeanne"],
        {"title": "Suivi des trois semaines", "due_on": "2026-11-20", "rhythm": "P3W"},
    )
    tasks.add(
        people["Marc-Éric"],
        {"title": "Lui lire la lettre de Revenu Québec", "due_on": "2026-11-23", "promise": True},
    )
    tasks.add(
        people["Jeanne"],
        {"title": "Clinique juridique fictive", "by": "partner", "due_on": "2026-11-05"},
    )
    Clients(world.laptop).set(people["0417"], {"first_contact": "2026-08-01"})


def in_conflict(world: World) -> None:
    """The office and the laptop write two birth dates apart from each other. Whoever works on the laptop
    is named to decide."""
    client = world.people["Jeanne"]
    for place in Organisation(world.office).communities():
        name_reviewer(world.office, place.id, world.laptop.person)
    swap(world.laptop, world.office)
    Clients(world.office).set(client, {"birth_date": "1951-04-02"})
    Clients(world.laptop).set(client, {"birth_date": "1952"})
    swap(world.laptop, world.office)


def with_directory(session: Session, seed: int = 7) -> None:
    """The fictional directory, written at the office."""
    write(session, fiction.referral_directory(seed, TODAY))


def write(session: Session, records: Iterable[FictionalRecord]) -> None:
    """Records of the directory as they are."""
    with session.database.writing(bulk=True) as tables:
        editor = Editor(session, tables)
        scope = session.scope(tables, Scope.DIRECTORY)
        for record in records:
            editor.edit(
                session.registry[record.entity], record.id.bytes, scope, record.values, new=True
            )
        editor.flush()


def _at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 21, hour, minute)  # noqa: DTZ001  local time of the place


def called(world: World, client: str, name: str) -> None:
    """Give somebody a family name that no form would take, as another program may send one."""
    kind = world.laptop.registry["identity"]
    with world.laptop.database.writing() as tables:
        row = tables.rows.get(kind, bytes.fromhex(client))
        assert row is not None
        editor = Editor(world.laptop, tables)
        editor.begin_act()
        editor.edit(kind, row.id, tables.log.scopes()[row.scope], {"family": name})
        editor.flush()
