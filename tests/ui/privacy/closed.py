"""Lists with a file in them that a declared interest closes to whoever is at work."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.services.casework.access import Access
from desktop_app.services.clients.clients import Clients
from desktop_app.ui.journey.board_presenter import EVERYBODY
from desktop_app.ui.shared.search_palette import SearchPalette
from desktop_app.ui.shell.vault_services import person_hit
from tests.ui.clients.rehearsal import World as ClientsWorld
from tests.ui.clients.rehearsal import a_world as clients_world
from tests.ui.duplicates.scenes import register_twice, screen_of
from tests.ui.exchange.rehearsal import Way
from tests.ui.journey.rehearsal import Desk, a_desk
from tests.ui.scene import Scene
from tests.ui.schedule.scenes import schedule_screen
from tests.ui.today.rehearsal import World, a_day, a_world, what_waits
from tests.ui.today.scenes import today_screen

WHY = "Ma belle-sœur"


@cache
def a_closed_day() -> World:
    """A day on which one meets somebody close; only looked at."""
    world = a_world()
    a_day(world)
    what_waits(world)
    Access(world.laptop).declare(world.people["Marc-Éric"], WHY)
    return world


@cache
def closed_files() -> tuple[ClientsWorld, str]:
    """A list of people, the file of one of whom is closed; only looked at."""
    world = clients_world(people=12)
    client = Clients(world.laptop).page(limit=3)[2].id
    Access(world.laptop).declare(client, WHY)
    return world, client


def on_desk(detail: str) -> Desk:
    """The screen of clients on that page."""
    desk = a_desk(*closed_files())
    desk.show(detail)
    if detail == "board":
        desk.board.worker_chosen.emit(EVERYBODY)
    return desk


def doubles(way: Way | None = None) -> QWidget:
    """Two pairs of files, one of which is closed."""
    world = clients_world()
    (first, _), _ = register_twice(world.laptop, 2)
    Access(world.laptop).declare(first, WHY)
    return screen_of(world.laptop, door=way)


def palette() -> SearchPalette:
    """The one search with the closed file found."""
    world, client = closed_files()
    host = QWidget()
    QVBoxLayout(host)
    host.resize(900, 500)
    box = SearchPalette(host)
    box.setProperty("host", host)
    box.open("ex")
    known = {one.id: one for one in Clients(world.laptop).page(limit=3)}
    box.show_hits("ex", [person_hit(known.pop(client)), *map(person_hit, known.values())])
    return box


def _day() -> QWidget:
    screen = today_screen(a_closed_day())
    screen.setProperty("ground", True)
    screen.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return screen


def _list() -> QWidget:
    return on_desk("").screen


def _board() -> QWidget:
    return on_desk("board").screen


def _search() -> QWidget:
    box = palette()
    host = box.property("host")
    assert isinstance(host, QWidget)
    return host


def scenes() -> list[Scene]:
    """The day, the week, the list, the board, the search and the doubles."""
    return [
        Scene("privacy-closed-today", _day),
        Scene("privacy-closed-week", lambda: schedule_screen(a_closed_day())),
        Scene("privacy-closed-list", _list),
        Scene("privacy-closed-board", _board),
        Scene("privacy-closed-search", _search),
        Scene("privacy-closed-doubles", doubles),
    ]
