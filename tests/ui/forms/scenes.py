"""The rooms of forms: the lists, filling in, reading, and making forms and fields."""

from __future__ import annotations

from functools import cache

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.services.forms.answers import FilledForms
from desktop_app.ui.shared.page import ScrollPage
from tests.ui.forms import about
from tests.ui.forms.rehearsal import Rooms, some_rooms
from tests.ui.scene import Scene


@cache
def _rooms() -> Rooms:
    return some_rooms()


def _page(room: QWidget) -> QWidget:
    """The room as it lies in its page."""
    page = ScrollPage()
    page.column.addWidget(room)
    page.column.addStretch(1)
    holder = QWidget()
    holder.setProperty("ground", True)
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(page)
    return holder


def _lists() -> QWidget:
    return _page(_rooms().file_room())


def _filling() -> QWidget:
    rooms = _rooms()
    rooms.world.drafts.kept.clear()
    room = rooms.file_room()
    room.begin_asked.emit(rooms.form)
    room.page.answered.emit("heating", "", "wood")
    room.page.answered.emit("cost", "", "21000")
    return _page(room)


def _paged() -> QWidget:
    rooms = _rooms()
    rooms.world.drafts.kept.clear()
    room = rooms.file_room()
    room.begin_asked.emit(rooms.form)
    room.page._switch()
    return _page(room)


def _reading() -> QWidget:
    rooms = _rooms()
    room = rooms.file_room()
    first = FilledForms(rooms.world.laptop).of(rooms.client)[0]
    room.read_asked.emit(first.id)
    return _page(room)


def _office() -> QWidget:
    return _page(_rooms().office_room())


def _designer() -> QWidget:
    rooms = _rooms()
    room = rooms.office_room()
    room.form_opened.emit(rooms.form)
    return _page(room)


def _question() -> QWidget:
    rooms = _rooms()
    room = rooms.office_room()
    room.form_opened.emit(rooms.form)
    room.question_changed.emit("heating")
    dialog = room.dialog
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    dialog.setProperty("room", room)
    return dialog


def _field() -> QWidget:
    room = _rooms().office_room()
    room.field_asked.emit()
    dialog = room.dialog
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    dialog.setProperty("room", room)
    return dialog


def scenes() -> list[Scene]:
    """The rooms."""
    return [
        Scene("forms", _lists),
        Scene("forms-filling", _filling),
        Scene("forms-one-a-page", _paged),
        Scene("forms-reading", _reading),
        Scene("forms-office", _office),
        Scene("forms-designer", _designer),
        Scene("forms-question", _question),
        Scene("forms-field", _field),
    ]


def dialog_scenes() -> list[Scene]:
    """Forms and own fields of journeys, meetings and services, where people meet them."""
    return [
        Scene("forms-file", about.file_forms),
        Scene("forms-of-a-meeting", about.forms_of_a_meeting),
        Scene("forms-journey", about.journey_facts),
        Scene("forms-journey-asked", about.journey_asked),
        Scene("forms-service-given", about.service_asked),
        Scene("forms-meeting-whole", about.meeting_whole),
        Scene("forms-service", about.service_forms),
        Scene("forms-service-filling", about.service_filling),
    ]
