"""The screen of the directory as it is drawn for pictures."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.services.session import Session
from desktop_app.ui.directory.build import build
from desktop_app.ui.directory.view import DirectoryScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.ui.directory.rehearsal import a_clinic, a_full_world, propose_some, services
from tests.ui.scene import Scene
from tests.ui.schedule.rehearsal import Shelf
from tests.ui.today.rehearsal import Way, World, a_world


def directory_screen(
    world: World,
    detail: str = "",
    session: Session | None = None,
    way: Way | None = None,
    shelf: Shelf | None = None,
) -> DirectoryScreen:
    """The screen on that page."""
    screen = build(services(world, session, shelf), ImmediateJobs(), way or Way())
    assert isinstance(screen, DirectoryScreen)
    screen.show_detail(detail)
    screen.activate()
    return screen


def _list() -> QWidget:
    world = a_full_world()
    a_clinic(world)
    return directory_screen(world)


def _nothing() -> QWidget:
    screen = directory_screen(a_full_world())
    screen.list.filter.line.setText("patinage")
    screen.list.narrowed.emit("patinage", False, "", "")
    return screen


def _stale() -> QWidget:
    world = a_full_world()
    return directory_screen(world, "stale", world.office)


def _entry() -> QWidget:
    world = a_world()
    return directory_screen(world, a_clinic(world))


def _at_office() -> QWidget:
    world = a_world()
    clinic = a_clinic(world)
    entry = services(world).directory.service(clinic)
    assert entry.organisation is not None
    return directory_screen(world, entry.organisation.id, world.office)


def _form() -> QWidget:
    world = a_world()
    return directory_screen(world, f"{a_clinic(world)}/edit", world.office)


def _queue() -> QWidget:
    world = a_world()
    propose_some(world)
    return directory_screen(world, "proposals", world.office)


def scenes() -> list[Scene]:
    """The list, full, empty and without a find; an entry; the office's form and queue."""
    return [
        Scene("directory-list", _list),
        Scene("directory-nothing", _nothing),
        Scene("directory-empty", lambda: directory_screen(a_world())),
        Scene("directory-stale", _stale),
        Scene("directory-entry", _entry),
        Scene("directory-organisation", _at_office),
        Scene("directory-form", _form),
        Scene("directory-proposals", _queue),
    ]
