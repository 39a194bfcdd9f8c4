"""An exchange with history: files taken in, waiting, known and refused, and a stick to write to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services import fiction
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.exchange import DUPLICATE, REFUSED, Exchange, Imported
from desktop_app.services.exchange.exchange_desk import ExchangeDesk
from desktop_app.services.exchange.exchange_lines import Place
from desktop_app.services.exchange.refused_files import note_refused
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.exchange import Peer
from desktop_app.ui.conflicts.build import build as build_conflicts
from desktop_app.ui.conflicts.services import ConflictsServices
from desktop_app.ui.exchange.build import build
from desktop_app.ui.exchange.services import ExchangeServices
from desktop_app.ui.shared.jobs import ImmediateJobs, Jobs
from tests.builders import Bundle, a_client
from tests.desks import Desks

TODAY = date(2026, 11, 21)
ZONE = ZoneInfo("America/Toronto")


@dataclass
class Way:
    """A door that remembers who went through it, and leads inside the screen that it is given."""

    gone: list[tuple[str, str]] = field(default_factory=list)
    said: list[tuple[str, bool]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    changes: int = 0
    screen: QWidget | None = None

    def go(self, place: str, detail: str = "") -> None:
        self.gone.append((place, detail))
        if place == "exchange" and self.screen is not None:
            show_detail(self.screen, detail)

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
        """Nothing here is printed."""


def show_detail(screen: QWidget, detail: str) -> None:
    """What the window does to show a page of a screen."""
    for name, arguments in (("show_detail", (detail,)), ("activate", ())):
        method = getattr(screen, name)
        method(*arguments)


@dataclass
class Rehearsal:
    """One laptop's exchange screen. places: what is plugged in. kept: folders remembered.

    watched: folders that are watched.
    """

    world: Desks
    vault: OpenVault
    places: list[Place] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    watched: list[Path] = field(default_factory=list)
    door: Way = field(default_factory=Way)

    @property
    def desk(self) -> ExchangeDesk:
        return ExchangeDesk(self.vault)

    def services(self) -> ExchangeServices:
        return ExchangeServices(
            desk=self.desk,
            folders=lambda: tuple(self.kept),
            remember=self.kept.append,
            clock=lambda: datetime.fromtimestamp(self.world.clock.at / 1000, ZONE),
            sticks=lambda: tuple(self.places),
            watched=lambda: tuple(self.watched),
            watch=self.watched.append,
            unwatch=self.watched.remove,
        )

    def screen(self, jobs: Jobs | None = None, detail: str = "") -> QWidget:
        """The screen, showing that page."""
        used = jobs or ImmediateJobs()
        services = self.services()
        conflicts = ConflictsServices.of(self.vault.session, services.clock)
        screen = build(
            services,
            used,
            self.door,
            {"conflicts": lambda: build_conflicts(conflicts, used, self.door)},
        )
        self.door.screen = screen
        show_detail(screen, detail)
        # Whoever holds the screen holds the vaults behind it.
        screen.setProperty("rehearsal", self)
        return screen


def stick(world: Desks, name: str = "CLE-MAUDE", *, read_only: bool = False) -> Place:
    """The stick of the world as the system would tell of it."""
    return Place(world.stick, name, 7_400_000_000, read_only=read_only, stick=True)


def people(vault: OpenVault, seed: int, count: int, notes: int = 1) -> list[str]:
    """So many fictional people, written on that laptop, with notes and some appointments."""
    session = vault.session
    community = Organisation(session).own_communities()[0].name
    clients, schedule = Clients(session), Schedule(session)
    made = []
    for number, one in enumerate(
        fiction.clients(seed, count, TODAY, fiction.communities(seed, TODAY), ())
    ):
        values: dict[str, Value] = {**one.identity.values, **one.client.values}
        values |= {"community": community, "owner": session.person.hex()}
        values = {path: value for path, value in values.items() if path != "life"}
        client = clients.add(values)
        for _ in range(notes):
            clients.add_note(client, "Relevé de loyer demandé.", "2026-11-20")
        if number % 3 == 0:
            start = datetime(2026, 11, 27, 9, 0)  # noqa: DTZ001  local time of the place
            schedule.make(client, start, minutes=45, place="Bureau du hameau")
        made.append(client)
    return made


def pretend_received(sender: OpenVault, receiver: OpenVault) -> None:
    """As if the receiver had said that it holds what the sender's last bundle carried."""
    device = receiver.session.device
    with sender.session.database.reading() as tables:
        export = tables.exchange.exports(1)[0]
        known = tables.exchange.peers()[device]
    vector = known.vector | {feed: (seq, b"") for feed, (seq, _) in export.vector.items()}
    with sender.session.database.writing() as tables:
        tables.exchange.set_peer(Peer(device, known.control, vector, known.heard_at))


def busy_office(world: Desks) -> Rehearsal:
    """An office that has received a bundle, a part of one, one twice, and one that was altered."""
    desk = ExchangeDesk(world.office)
    people(world.north, 3, 9, notes=2)
    north = world.bundle(world.north, world.office)
    desk.take_in(north)
    people(world.south, 5, 12)
    world.bundle(world.south, world.office)
    pretend_received(world.south, world.office)
    people(world.south, 6, 7)
    desk.take_in(world.bundle(world.south, world.office))
    desk.take_in(north)
    altered = world.stick / "2026-11-20-02.portage"
    data = north.read_bytes()
    altered.write_bytes(data[:-40] + bytes([data[-40] ^ 1]) + data[-39:])
    desk.take_in(altered)
    altered.unlink()
    return Rehearsal(world, world.office, [stick(world, "CLE-BUREAU")])


def held_up(world: Desks, number: int = 8) -> tuple[Rehearsal, list[str], Path]:
    """An office where a bundle waits that would delete so many people; their ids, and the file."""
    ids = [a_client(world.north.session, f"Ana {one}") for one in range(number)]
    world.carry(world.north, world.office)
    for one in ids:
        Clients(world.north.session).delete(one)
    path = world.bundle(world.north, world.office)
    give(world.office, path)
    return Rehearsal(world, world.office, [stick(world)]), ids, path


def give(vault: OpenVault, path: Path) -> Imported:
    """Take a file in as the screen does, without the processes of the window."""
    imported = Exchange(vault.session).take_in(Bundle(path.read_bytes()), file=path.name)
    if imported.outcome in (REFUSED, DUPLICATE):
        note_refused(vault, path, imported)
    return imported


def contested(world: Desks, number: int) -> list[str]:
    """So many people about whom the office and the laptop `north` wrote different things."""
    ids = people(world.north, 11, number, notes=0)
    world.carry(world.north, world.office)
    world.carry(world.office, world.north)
    office, north = Clients(world.office.session), Clients(world.north.session)
    for at, one in enumerate(ids):
        if at % 3 == 0:
            office.set(one, {"birth_date": "1951-04-02"})
            north.set(one, {"birth_date": "1952"})
        elif at % 3 == 1:
            office.set(one, {"telephone": "867 555 0142"})
            north.set(one, {"telephone": "867 555 0177"})
        else:
            office.delete(one)
            north.set(one, {"pronouns": "elle"})
    world.carry(world.north, world.office)
    world.carry(world.office, world.north)
    return ids
