"""The window joined to real vaults, with 200 fictional people, as it is drawn for pictures."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication

from desktop_app.domain.errors import PortageError
from desktop_app.services import fiction
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.exchange import REFUSED, Exchange, Imported
from desktop_app.services.exchange.media import Direction, export_to
from desktop_app.services.exchange.refused_files import note_refused
from desktop_app.services.fiction import demo
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.session import Session
from desktop_app.services.trust.cut_offs import Found
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.papers import Papers
from desktop_app.services.vault import vaults
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.settings import SettingsFile
from desktop_app.storage.exchange import Peer
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.devices.view import DevicesScreen
from desktop_app.ui.schedule.view import ScheduleScreen
from desktop_app.ui.shared.door import SETTINGS
from desktop_app.ui.shared.qt_jobs import ThreadJobs
from desktop_app.ui.shell.places import CLIENTS, DIRECTORY, EXCHANGE, SCHEDULE, TODAY
from desktop_app.ui.shell.presenter import Look
from desktop_app.ui.shell.view import MainWindow
from desktop_app.ui.workplace import Workplace
from tests.builders import Bundle, Clock, an_environment, swap
from tests.ui.clients import rehearsal as clients_rehearsal
from tests.ui.today.rehearsal import ELSEWHERE, ZONE

PEOPLE: Final = 200
DAY: Final = date(2026, 11, 21)
_PATIENCE_S: Final = 60


class SlowClock(Clock):
    """A clock that hardly moves: making 200 people must not take it into another day."""

    def __call__(self) -> int:
        self.at += 1
        return self.at


def at_hour(hour: int, minute: int = 0, *, before: int = 0) -> int:
    """That UTC time of the day of the pictures, or so many days before it, in milliseconds."""
    moment = datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=UTC)
    return int((moment - timedelta(days=before)).timestamp() * 1000)


@dataclass
class WholeWorld:
    """An office and a laptop of the north, each open in a window of its own.

    jeanne: the file that is opened. appointment: of today, on the laptop. service: in the
    directory. kept: what each device remembers of its look.
    """

    north: Workplace
    office: Workplace
    vaults: tuple[OpenVault, ...]
    jobs: tuple[ThreadJobs, ...]
    jeanne: str
    appointment: str
    service: str
    kept: tuple[SettingsFile, ...]

    def wear(self, look: Look) -> None:
        """Remember a look as if somebody had chosen it in the settings."""
        for one in self.kept:
            one.change(
                lambda settings: replace(
                    settings,
                    palette=look.palette,
                    text_percent=look.text_percent,
                    language=look.language,
                )
            )

    def wait(self) -> None:
        """Until no job of either window runs."""
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            QApplication.processEvents()
            if not any(one.running() for one in self.jobs):
                break
            if time.monotonic() > deadline:
                raise TimeoutError(str([one.running() for one in self.jobs]))
            time.sleep(0.005)
        QApplication.processEvents()

    def stand_still(self) -> None:
        """The window tells when a vault was last saved by the time of its files."""
        saved = at_hour(14, 38) / 1000
        for vault in self.vaults:
            for path in vault.folder.glob("vault.db*"):
                os.utime(path, (saved, saved))

    def window(self, scene: WindowScene) -> MainWindow:
        """The window in which that is seen."""
        return (self.office if scene.office else self.north).window

    def close(self) -> None:
        """End the jobs, take the windows away and close the vaults."""
        for workplace in (self.north, self.office):
            workplace.window.hide()
            workplace.window.deleteLater()
            workplace.deleteLater()  # and with it the filter through which every event goes
        for jobs in self.jobs:
            jobs.close()
        for vault in self.vaults:
            vault.close()


@dataclass(frozen=True)
class WindowScene:
    """name: of the picture. show: brings the window there. office: it is the one of the office."""

    name: str
    show: Callable[[WholeWorld], object]
    office: bool = False


def _taken_in(vault: OpenVault, path: Path) -> None:
    """Import a file here, with the rehearsed clock; the writer process has the real one."""
    try:
        imported = Exchange(vault.session).take_in(Bundle(path.read_bytes()), file=path.name)
    except PortageError as refusal:
        imported = Imported(REFUSED, refusal.code, refusal.message)
    if imported.outcome in ("refused", "duplicate"):
        note_refused(vault, path, imported)


def _written(sender: OpenVault, receiver: OpenVault, stick: Path) -> Path:
    certificate = sender.session.require_trust().certificates[receiver.session.device]
    exchange = Exchange(sender.session)
    return export_to(exchange, [certificate], stick, Direction.TO_OFFICE, DAY).path


def _as_if_received(sender: OpenVault, receiver: OpenVault) -> None:
    """As if the receiver had said that it holds what the last bundle for it carried."""
    device = receiver.session.device
    with sender.session.database.reading() as tables:
        export, known = tables.exchange.exports(1)[0], tables.exchange.peers()[device]
    vector = known.vector | {feed: (seq, b"") for feed, (seq, _) in export.vector.items()}
    with sender.session.database.writing() as tables:
        tables.exchange.set_peer(Peer(device, known.control, vector, known.heard_at))


def _person(session: Session, given: str, family: str) -> str:
    """Somebody whose file lacks nothing."""
    clients = Clients(session)
    client = clients.add(
        {
            "given": given,
            "family": family,
            "birth_date": "1958-03-31",
            "language": "fr",
            "needs": "Remplir une demande.",
            "community": clients_rehearsal.PLACES[0],
            "telephone": "867 555 0142",
            "owner": session.person.hex(),
        }
    )
    clients.add_consent(client, "file", "2026-10-30", "spoken")
    return client


def _plan(session: Session, jeanne: str, people: list[str]) -> str:
    """The day of the pictures on the laptop; the id of the first appointment."""
    schedule = Schedule(session)

    def local(hour: int, minute: int = 0) -> datetime:
        return datetime(DAY.year, DAY.month, DAY.day, hour, minute)  # noqa: DTZ001  local time

    late = schedule.make(people[0], local(8, 30), ZONE, 30, "home", subject="Chauffage")
    schedule.mark(late, "no_show", "Route fermée")
    first = schedule.make(
        jeanne, local(15, 0), ZONE, 45, "in_person", "Bureau du hameau",
        subject="Déclaration 2024 et 2025", bring="Avis de cotisation\nPièce d'identité",
        ask_for="Maude Fictive",
    )  # fmt: skip
    schedule.make(
        people[1], local(14, 15), ZONE, 30, "telephone",
        subject="Allocation canadienne pour enfants",
        bring="Acte de naissance\nPreuve d'adresse",
    )  # fmt: skip
    schedule.make(
        people[2], local(15, 30), ELSEWHERE, 60, "video", "Bureau du logement",
        subject="Changement d'adresse, accompagnement au bureau du logement",
    )  # fmt: skip
    return first


def _disagree(office: Session, north: Session, people: list[str]) -> None:
    """Two more conflicts: a telephone, and a file that was deleted and changed."""
    swap(north, office)
    Clients(office).set(people[3], {"telephone": "867 555 0142"})
    Clients(north).set(people[3], {"telephone": "867 555 0177"})
    Clients(office).delete(people[4])
    Clients(north).set(people[4], {"pronouns": "elle"})
    swap(north, office)


def _bring(office: OpenVault, north: OpenVault, south: OpenVault, stick: Path) -> None:
    """Files that reach the office: one in part, one whole, one twice, one that was altered."""
    stick.mkdir()
    people = [_south(south.session, number) for number in range(8)]
    _written(south, office, stick)
    _as_if_received(south, office)
    for person in people[:5]:
        Clients(south.session).add_note(person, "Formulaire rempli ensemble.", DAY.isoformat())
    _taken_in(office, _written(south, office, stick))
    whole = _written(north, office, stick)
    _taken_in(office, whole)
    _taken_in(office, whole)
    altered = stick / "2026-11-20-03.portage"
    data = whole.read_bytes()
    altered.write_bytes(data[:-40] + bytes([data[-40] ^ 1]) + data[-39:])
    _taken_in(office, altered)
    trust = office.session.require_trust()
    back = [trust.certificates[north.session.device]]
    export_to(Exchange(office.session), back, stick, Direction.TO_LAPTOPS, DAY)


def _south(session: Session, number: int) -> str:
    given, family = fiction.longest_names()[number % len(fiction.longest_names())]
    community = Organisation(session).own_communities()[0].name
    return Clients(session).add(
        {"given": f"{given} {number}", "family": family, "community": community}
    )


def make_world(folder: Path) -> WholeWorld:
    """The demonstration of `portage demo`, some weeks into its work. folder: an empty one."""
    clock = SlowClock(at_hour(11, before=1))
    environment = an_environment(clock)
    made = demo.make(folder / "demo", PEOPLE, environment=environment)
    opened = {
        name: vaults.open_vault(path, made.passphrase, environment=environment)
        for name, path in (("office", made.office), ("north", made.north), ("south", made.south))
    }
    office, north = opened["office"], opened["north"]
    clock.at = at_hour(12, before=1)
    known = clients_rehearsal.World(
        office.session, north.session, clients_rehearsal.DraftShelf(), clock
    )
    people = [_person(north.session, *name) for name in fiction.longest_names()]
    jeanne = clients_rehearsal.jeanne(known)
    clients_rehearsal.in_conflict(known, jeanne)
    _disagree(office.session, north.session, people)
    first = _plan(north.session, jeanne, people)
    clock.at = at_hour(13)
    _bring(office, north, opened["south"], folder / "stick")
    clock.at = at_hour(14)
    clients_rehearsal.work_on(known, jeanne)
    for vault in (office, north):
        papers = Papers(vault)
        for state in papers.states():
            if state.here:
                papers.note_printed(state.kind)
    service = demo_service(north.session)
    clock.at = at_hour(14, 42)
    jobs = (ThreadJobs(), ThreadJobs())
    kept = tuple(SettingsFile(folder / f"settings-{name}") for name in ("north", "office"))
    places = [
        _workplace(vault, one, settings)
        for vault, one, settings in zip((north, office), jobs, kept, strict=True)
    ]
    laptop, main = places
    return WholeWorld(laptop, main, tuple(opened.values()), jobs, jeanne, first, service, kept)


def demo_service(session: Session) -> str:
    """The service of the fictional directory that says most about itself."""
    kind = session.registry["service"]
    with session.database.reading() as tables:
        rows = list(tables.rows.select(kind, "WHERE life = 1 ORDER BY n", ()))
    return max(rows, key=lambda row: len(row.values)).id.hex()


def _workplace(vault: OpenVault, jobs: ThreadJobs, settings: SettingsFile) -> Workplace:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    workplace = Workplace(
        app,
        vault,
        settings,
        jobs,
        zone=lambda: ZONE,
        version="0.1.0",
    )
    workplace.show()
    for timer in workplace.findChildren(QTimer):
        timer.stop()
    return workplace


def _go(
    place: str, detail: str = "", *, office: bool = False
) -> Callable[[WholeWorld], MainWindow]:
    def show(world: WholeWorld) -> MainWindow:
        workplace = world.office if office else world.north
        filled = detail.format(
            jeanne=world.jeanne, appointment=world.appointment, service=world.service
        )
        workplace.window.palette_box.close_palette()
        workplace.go(place, filled)
        world.wait()
        world.stand_still()
        workplace.changed()
        world.wait()
        return workplace.window

    return show


def _find_people(world: WholeWorld) -> MainWindow:
    window = _go(CLIENTS)(world)
    screen = window.screen_of(CLIENTS)
    assert isinstance(screen, ClientsScreen)
    screen.list.filter.line.clear()
    screen.list.narrowed.emit("")
    world.wait()
    return window


def _mistake(world: WholeWorld) -> MainWindow:
    """An appointment without what it needs."""
    window = _go(SCHEDULE, "new")(world)
    screen = window.screen_of(SCHEDULE)
    assert isinstance(screen, ScheduleScreen)
    screen.form.save.click()
    world.wait()
    return window


def _devices(world: WholeWorld) -> MainWindow:
    """The list, also where the guided path was left open before."""
    window = _go(EXCHANGE, "devices", office=True)(world)
    window.findChildren(DevicesScreen)[0].leave_path()
    return window


def _stolen(world: WholeWorld) -> MainWindow:
    """The first step when a laptop is gone."""
    window = _go(EXCHANGE, "devices", office=True)(world)
    screen = window.findChildren(DevicesScreen)[0]
    _, _, south = world.vaults
    screen.lost.emit(south.session.device.hex())
    world.wait()
    return window


def _consequences(world: WholeWorld) -> MainWindow:
    """The second step: what cutting it off does."""
    window = _stolen(world)
    window.findChildren(DevicesScreen)[0].path.found.emit(Found.LOCKED)
    world.wait()
    return window


def _search(world: WholeWorld) -> MainWindow:
    """The one search over people, services and commands."""
    window = _go(TODAY)(world)
    window.open_search()
    window.palette_box.box.setText("exem")
    world.wait()
    return window


def window_scenes() -> list[WindowScene]:
    """The window at every place, in the order in which they are drawn."""
    return [
        WindowScene("today", _go(TODAY)),
        WindowScene("clients-list", _find_people),
        WindowScene("clients-file", _go(CLIENTS, "{jeanne}")),
        WindowScene("clients-edit", _go(CLIENTS, "{jeanne}/edit")),
        WindowScene("directory-list", _go(DIRECTORY)),
        WindowScene("directory-entry", _go(DIRECTORY, "{service}")),
        WindowScene("schedule-week", _go(SCHEDULE)),
        WindowScene("schedule-errors", _mistake),
        WindowScene("exchange-laptop", _go(EXCHANGE)),
        WindowScene("exchange-office", _go(EXCHANGE, office=True), office=True),
        WindowScene("conflicts", _go(EXCHANGE, "conflicts", office=True), office=True),
        WindowScene("devices", _devices, office=True),
        WindowScene("duplicates", _go(EXCHANGE, "duplicates", office=True), office=True),
        WindowScene("devices-stolen", _stolen, office=True),
        WindowScene("devices-consequences", _consequences, office=True),
        WindowScene("search", _search),
        WindowScene("settings", _go(SETTINGS, "look")),
    ]
