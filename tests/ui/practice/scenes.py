"""The room of practice in a file and beside the settings, each page and dialog."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.ui.practice.agenda_page import AgendaPage
from desktop_app.ui.practice.file_view import PracticeRoom
from desktop_app.ui.practice.quality_page import QualityPage
from desktop_app.ui.practice.texts_page import TextsPage
from desktop_app.ui.shared.record_room import RecordRoom
from tests.ui.clients.rehearsal import Way, World
from tests.ui.plan.rehearsal import Desk, a_desk
from tests.ui.practice.rehearsal import OfficeDesk, a_messages_desk, an_office_desk, practised
from tests.ui.scene import Scene


@cache
def _known() -> tuple[World, str]:
    return practised()


def practice_room(desk: Desk) -> PracticeRoom:
    """The widget of the room in the file."""
    (room,) = desk.screen.file.rooms.findChildren(PracticeRoom)
    return room


def _file() -> QWidget:
    desk = a_desk(*_known())
    desk.show("practice")
    return desk.screen


def _page(key: str, of_the_office: bool = True) -> QWidget:
    world, _ = _known()
    desk = an_office_desk(world, world.office if of_the_office else world.laptop)
    desk.show(key)
    # What it is joined to has to stay as long as it is drawn.
    desk.screen.setProperty("desk", desk)
    desk.screen.setProperty("ground", True)
    return desk.screen


def _freed(dialog: QDialog, desk: object) -> QWidget:
    dialog.hide()
    dialog.setParent(None)
    # The dialog is all that is drawn; what it is joined to has to stay.
    dialog.setProperty("desk", desk)
    return dialog


def _asked(key: str, then: Callable[[RecordRoom], None]) -> QWidget:
    world, _ = _known()
    desk: OfficeDesk = an_office_desk(world, world.office)
    page = desk.show(key).page(key)
    assert isinstance(page, RecordRoom)
    then(page)
    assert page.dialog is not None
    return _freed(page.dialog, desk)


def _message() -> QWidget:
    world, client = _known()
    desk = a_messages_desk(world, Way())
    desk.open(client)
    assert desk.dialog is not None
    return _freed(desk.dialog, desk)


def _matter(page: RecordRoom) -> None:
    assert isinstance(page, AgendaPage)
    page.add_asked.emit()


def _approve(page: RecordRoom) -> None:
    assert isinstance(page, TextsPage)
    page.renew_asked.emit("no_show")


def _norms(page: RecordRoom) -> None:
    assert isinstance(page, QualityPage)
    page.settle_asked.emit()


def scenes() -> list[Scene]:
    """The rooms."""
    return [
        Scene("practice-file", _file),
        Scene("practice-guidelines", lambda: _page("guidelines")),
        Scene("practice-confirm", lambda: _page("guidelines", of_the_office=False)),
        Scene("practice-messages", lambda: _page("messages")),
        Scene("practice-agenda", lambda: _page("agenda", of_the_office=False)),
        Scene("practice-quality", lambda: _page("quality")),
    ]


def dialog_scenes() -> list[Scene]:
    """Their dialogs."""
    return [
        Scene("practice-message", _message),
        Scene("practice-matter", lambda: _asked("agenda", _matter)),
        Scene("practice-approve", lambda: _asked("messages", _approve)),
        Scene("practice-norms", lambda: _asked("quality", _norms)),
    ]
