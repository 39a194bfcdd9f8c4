"""The room for family as it is drawn for pictures; all people are fictional."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop_app.services.casework.families import Families
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import Households
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.ui import family
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.family.presenter import ADD, MOVE, FamilyServices
from desktop_app.ui.family.view import FamilyRoom
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.rooms import Room
from tests.ui.clients.rehearsal import TODAY, Way, World, a_world, jeanne
from tests.ui.scene import Scene


def a_family() -> tuple[World, str, dict[str, str]]:
    """Jeanne, who lives with her partner, has a niece who interprets, and a daughter elsewhere."""
    world = a_world()
    client = jeanne(world)
    file = Clients(world.laptop).show(client)
    home = {name: file.fields.get(name) for name in ("street", "unit", "place")}
    known = {"community": file.community, "family": "Fictive"}
    people = {
        "partner": world.clients.add({"given": "Simeonie", **known, **home}),
        "daughter": world.clients.add(
            {"given": "Aline", "street": "7, rue Haute", "place": file.community, **known}
        ),
    }
    households = Households(world.laptop)
    house = households.add("Jeanne et Simeonie", file.community)
    for one in (client, people["partner"]):
        households.join(house, one, "adult", "2019")
    families = Families(world.laptop)
    families.add(client, {"relation": "partner", "other": people["partner"], "from_on": "2019"})
    families.add(client, {"relation": "child", "other": people["daughter"]})
    families.add(
        client,
        {"relation": "interpreter", "other_name": "Lucie, sa nièce", "telephone": "819 555-0147",
         "words": "Disponible le soir"},
    )  # fmt: skip
    Schedule(world.laptop).make(
        client, datetime.fromisoformat("2026-12-01T13:30"), mode="home", subject="Déclarations"
    )
    return world, client, people


def room_of(world: World, way: Way) -> Room:
    """The room over the real services of a laptop."""
    session = world.laptop
    services = FamilyServices(
        Families(session), Households(session), world.clients, session.registry, world.drafts,
        TODAY.isoformat,
    )  # fmt: skip
    return family.build(
        services, lambda: UUID(bytes=session.environment.new_id()), ImmediateJobs(), way
    )


def screen_of(world: World, client: str, way: Way) -> tuple[ClientsScreen, FamilyRoom]:
    """The file of a client with the room open."""
    screen = build(world.services(), ImmediateJobs(), way, lambda: (room_of(world, way),))
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(f"{client}/family")
    screen.activate()
    part = screen.file.rooms.findChild(FamilyRoom)
    assert part is not None
    return screen, part


@cache
def _known() -> tuple[World, str]:
    world, client, _ = a_family()
    return world, client


def _room() -> QWidget:
    screen, _ = screen_of(*_known(), Way())
    return screen


def _dialog(key: str) -> QWidget:
    screen, part = screen_of(*_known(), Way())
    screen.resize(1366, 768)
    part.add(key)
    dialog = part.dialog
    assert dialog is not None
    dialog.setProperty("kept", screen)
    return dialog


def scenes() -> list[Scene]:
    """The room in a file."""
    return [Scene("family", _room)]


def dialog_scenes() -> list[Scene]:
    """Its dialogs."""
    return [
        Scene("family-relationship", lambda: _dialog(ADD)),
        Scene("family-move", lambda: _dialog(MOVE)),
    ]
