"""A laptop on which clients are on their way, and the screens of journeys joined to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.casework.journey_rules import BUILT_IN
from desktop_app.domain.casework.standards import dated
from desktop_app.domain.casework.triage import Given
from desktop_app.services.casework.actions import Actions
from desktop_app.services.casework.journeys import Journeys
from desktop_app.services.casework.programs import Programs
from desktop_app.services.casework.triages import Triages
from desktop_app.services.clients.clients import Clients
from desktop_app.services.session import Session
from desktop_app.ui.clients.build import build as clients_screen
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.journey import build
from desktop_app.ui.journey.beside import board_page
from desktop_app.ui.journey.board_view import BoardScreen
from desktop_app.ui.journey.services import JourneyServices
from desktop_app.ui.journey.settings_view import JourneySettings
from desktop_app.ui.journey.view import JourneyRoom
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.page import ScrollPage
from tests.ui.clients.rehearsal import TODAY, Way, World, a_world, jeanne

DISCOVER, INTAKE, PREPARE, SERVICE, FOLLOW_UP = (one.id for one in BUILT_IN.stages)


def services_of(world: World, session: Session | None = None) -> JourneyServices:
    """The services of the laptop, or of the office."""
    used = session or world.laptop
    zone = ZoneInfo("America/Toronto")
    return JourneyServices.of(
        used,
        world.drafts,
        lambda: datetime.fromtimestamp(world.clock.at / 1000, zone),
        lambda: UUID(bytes=used.environment.new_id()),
    )


def on_the_way(world: World, client: str) -> None:
    """Move Jeanne on to the third stage; others here and there."""
    laptop = world.laptop
    journeys, triages = Journeys(laptop), Triages(laptop)
    case = journeys.move(client, "", INTAKE, "2026-10-30")
    journeys.move(client, case, PREPARE, "2026-11-09")
    questions = triages.questions()
    given = [Given(one, one.answers[0]) for one in questions]
    given[3] = Given(questions[3], questions[3].answers[1])
    triages.keep(client, given, "2026-11-09")
    standards = Programs(laptop).standards()
    for number in (0, 1, 2, 6):
        journeys.check(client, case, standards[number].id, True, "2026-11-09")
    journeys.add_worker(client, case, {"name": "Clinique juridique Exemple", "role": "partner"})
    actions = Actions(laptop)
    template = Programs(laptop).templates()[0]
    actions.apply(client, template.id, dated(template, TODAY.replace(day=12)))
    actions.record_service(client, "Lettre lue et répondue", 30, "home", "2026-11-16")
    stages = (INTAKE, INTAKE, PREPARE, SERVICE, SERVICE, FOLLOW_UP, DISCOVER)
    for number, line in enumerate(Clients(laptop).page(60)):
        if line.id == client or number % 8 == 7:
            continue
        stage = stages[number % len(stages)]
        if stage != DISCOVER:
            journeys.move(line.id, "", stage, f"2026-{9 + number % 3:02d}-{1 + number % 20:02d}")


@cache
def known() -> tuple[World, str]:
    """A laptop with thirty people, and the file of one of them; only looked at."""
    world = a_world(30)
    client = jeanne(world)
    on_the_way(world, client)
    return world, client


@dataclass
class Desk:
    """The screen of clients with the room and the board, and the ways out of it."""

    world: World
    client: str
    screen: ClientsScreen
    way: Way

    @property
    def room(self) -> JourneyRoom:
        (found,) = self.screen.findChildren(JourneyRoom)
        return found

    @property
    def board(self) -> BoardScreen:
        (found,) = self.screen.findChildren(BoardScreen)
        return found

    def show(self, detail: str) -> None:
        """Open that page."""
        self.screen.show_detail(detail)
        self.screen.activate()


def a_desk(world: World, client: str) -> Desk:
    """The screen of clients on that laptop."""
    way, jobs, services = Way(), ImmediateJobs(), services_of(world)
    screen = clients_screen(
        world.services(), jobs, way,
        lambda: (build.file_room(services, jobs, way),),
        (board_page(lambda: services, jobs, way),),
    )  # fmt: skip
    assert isinstance(screen, ClientsScreen)
    return Desk(world, client, screen, way)


def settings_page(world: World, session: Session) -> tuple[JourneySettings, QWidget, Way]:
    """The page of the settings, inside a page that scrolls, as the settings have it."""
    way = Way()
    page = build.settings_room(services_of(world, session), ImmediateJobs(), way).make()
    assert isinstance(page, JourneySettings)
    holder = QWidget()
    holder.setProperty("ground", True)
    inside = QVBoxLayout(holder)
    inside.setContentsMargins(0, 0, 0, 0)
    scrolling = ScrollPage()
    scrolling.column.addWidget(page)
    inside.addWidget(scrolling)
    page.activate()
    return page, holder, way
