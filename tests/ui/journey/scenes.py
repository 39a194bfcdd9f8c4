"""The journey as it is drawn for pictures: room, board, dialogs, settings; all people fictional."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_app.ui.journey.settings_view import JourneySettings
from desktop_app.ui.journey.triage_dialog import TriageDialog
from desktop_app.ui.journey.view import JourneyRoom
from desktop_app.ui.shared.fields import ChoiceField
from desktop_app.ui.shared.record_dialog import RecordDialog
from tests.ui.clients.rehearsal import a_world
from tests.ui.journey.rehearsal import a_desk, known, settings_page
from tests.ui.scene import Scene


def _room() -> QWidget:
    world, client = known()
    desk = a_desk(world, client)
    desk.show(f"{client}/journey")
    return desk.screen


def _board() -> QWidget:
    desk = a_desk(*known())
    desk.show("board")
    return desk.screen


def _board_empty() -> QWidget:
    desk = a_desk(a_world(), "")
    desk.show("board")
    return desk.screen


def _settings() -> QWidget:
    world, _ = known()
    page, holder, _ = settings_page(world, world.office)
    holder.setProperty("kept", page)
    return holder


def _stage() -> QWidget:
    def ask(page: JourneySettings) -> None:
        assert page._settled is not None
        program = page._settled.programs[0]
        page._ask_stage(program, program.stages[1])

    return _asked(ask)


def _question() -> QWidget:
    """A question of the triage of which an answer leads back in a circle."""

    def ask(page: JourneySettings) -> None:
        assert page._settled is not None
        first, second = page._settled.questions[:2]
        page._ask_question(second.id, second.paths())
        dialog = page.dialog
        assert isinstance(dialog, RecordDialog)
        dialog.findChildren(ChoiceField)[0].set_value(first.id)
        dialog.verb.click()

    return _asked(ask)


def _asked(ask: Callable[[JourneySettings], None]) -> QWidget:
    world, _ = known()
    page, holder, _ = settings_page(world, world.office)
    ask(page)
    dialog = page.dialog
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    dialog.setProperty("kept", holder)
    return dialog


def _dialog(then: Callable[[JourneyRoom], None]) -> QWidget:
    world, client = known()
    desk = a_desk(world, client)
    desk.show(f"{client}/journey")
    room = desk.room
    then(room)
    dialog = room.dialog
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    # The dialog is all that is drawn; what it is joined to has to stay.
    dialog.setProperty("kept", desk)
    return dialog


def _result(room: JourneyRoom) -> None:
    room.add("triage")
    dialog = room.dialog
    assert isinstance(dialog, TriageDialog)
    for answer in (0, 2, 0, 1, 0):
        dialog.answers[answer].click()


def scenes() -> list[Scene]:
    """The room, the board with people and without anybody, the settings."""
    return [
        Scene("journey", _room),
        Scene("journey-board", _board),
        Scene("journey-board-empty", _board_empty),
        Scene("journey-settings", _settings),
    ]


def dialog_scenes() -> list[Scene]:
    """The dialogs, each by itself."""
    return [
        Scene("journey-triage", lambda: _dialog(lambda room: room.add("triage"))),
        Scene("journey-triage-result", lambda: _dialog(_result)),
        Scene("journey-service", lambda: _dialog(lambda room: room.add("service"))),
        Scene("journey-template", lambda: _dialog(lambda room: room.add("template"))),
        Scene("journey-worker", lambda: _dialog(lambda room: room.add("worker"))),
        Scene("journey-owner", lambda: _dialog(lambda room: room._ask_owner())),
        Scene("journey-stage", _stage),
        Scene("journey-question", _question),
    ]
