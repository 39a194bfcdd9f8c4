"""A client's file with its rooms, on a laptop with fictional people and the real services."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from desktop_app.services.casework.plans import Plans
from desktop_app.services.casework.reference_person import ReferencePeople
from desktop_app.services.session import Session
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.work_rooms import WorkRooms
from tests.builders import swap
from tests.ui.clients.rehearsal import DraftShelf, Way, World, a_world, jeanne

ZONE = "America/Toronto"


@dataclass
class Desk:
    """The screen of clients with every room in it, and the door that it goes through."""

    world: World
    client: str
    screen: ClientsScreen
    way: Way = field(default_factory=Way)

    def show(self, room: str) -> None:
        """Show a room of the client's file."""
        self.screen.show_detail(f"{self.client}/{room}")
        self.screen.activate()


def rooms_of(
    world: World, way: Way, drafts: DraftShelf, session: Session | None = None
) -> WorkRooms:
    """The rooms of that laptop, or of another one."""
    session, services = session or world.laptop, world.services()

    def new_id() -> UUID:
        return UUID(bytes=session.environment.new_id())

    return WorkRooms(session, drafts, ImmediateJobs(), way, services.clock, new_id, lambda: ZONE)


def a_file() -> tuple[World, str]:
    """A laptop and the file of a woman, with a telephone for the worker who answers for it."""
    world = a_world()
    client = jeanne(world)
    people = ReferencePeople(world.office)
    people.set_line("", "819 555 0100")
    people.set_line(world.laptop.person.hex(), "819 555 0117")
    swap(world.laptop, world.office)
    return world, client


def a_desk(world: World, client: str) -> Desk:
    """The screen over that laptop."""
    way = Way()
    rooms = rooms_of(world, way, world.drafts).of_a_file()
    screen = build(world.services(), ImmediateJobs(), way, lambda: rooms)
    assert isinstance(screen, ClientsScreen)
    return Desk(world, client, screen, way)


def planned(world: World, client: str) -> None:
    """Two goals with steps of everybody, and what has moved."""
    plans = Plans(world.laptop)
    letters = plans.add_goal(
        client,
        {
            "words": "Ne plus avoir peur du facteur : ouvrir mon courrier moi-même.",
            "language": "fr",
            "set_on": "2026-09-14",
            "target_on": "2027-01-31",
        },
    )
    plans.note_progress(letters, 20, "A ouvert deux lettres ensemble.", "2026-10-30")
    plans.note_progress(letters, 60, "Ouvre son courrier le mardi; trois restent.", "2026-11-20")
    plans.add_step(client, {"goal": letters, "words": "Ouvrir le courrier chaque mardi",
                            "who": "client", "alone": True, "due": "2026-12-01"})  # fmt: skip
    plans.add_step(client, {"goal": letters, "words": "Appeler le bureau du logement",
                            "who": "worker", "due": "2026-11-18"})  # fmt: skip
    done = plans.add_step(client, {"goal": letters, "words": "Relire l'avis de cotisation",
                                   "who": "partner", "partner": "Clinique Exemple"})  # fmt: skip
    plans.tick(done, done=True)
    plans.add_goal(client, {"words": "ᐃᒡᓗᖃᕈᒪᔪᖓ", "language": "iu", "set_on": "2026-11-20"})
