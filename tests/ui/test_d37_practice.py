"""D37 in the rooms of practice: no text of the office or of a colleague is read as markup."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop_app.services.casework.file_reviews import FileReviews
from desktop_app.ui.practice.file_view import PracticeRoom
from desktop_app.ui.practice.messages_dialog import MessagesDesk
from desktop_app.ui.practice.office_view import OfficePractice
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.ui.clients.rehearsal import DraftShelf, Way, World
from tests.ui.outside import Outside
from tests.ui.picture import prepare
from tests.ui.plan.rehearsal import rooms_of
from tests.ui.practice.rehearsal import an_office_desk, services_of
from tests.ui.sweeping import Sweep, hostile, write_records


def test_practice_reads_no_markup(qapp: QApplication, tmp_path: Path, outside: Outside) -> None:
    """Every text of it a payload, in a world of its own."""
    world = hostile.__wrapped__(tmp_path)
    number, whole = len(world.texts), slice(None)
    day = ["2026-01-01"] * number
    write_records(
        world, world.office, "guideline", whole, topic=["other"] * number, in_force_from=day
    )
    write_records(
        world, world.office, "approved_message", whole, situation=["own"] * number,
        in_force_from=day,
    )  # fmt: skip
    write_records(
        world, world.office, "practice_exception", whole, topic=["other"] * number,
        happened_on=day,
    )  # fmt: skip
    client = world.ids["client"][0]
    FileReviews(world.office).add(
        client, {"findings": world.texts[3], "to_do": world.texts[4][:80]}
    )
    sweep, way = Sweep(), Way()
    played = World(world.office, world.office, DraftShelf(), world.clock)
    desk = an_office_desk(played, world.office)
    prepare(desk.screen)
    for page in ("guidelines", "messages", "agenda", "quality"):
        shown = desk.show(page)
        assert isinstance(shown, OfficePractice)
        sweep.look(desk.screen, page)
    for kind in rooms_of(played, way, played.drafts).of_a_file():
        if kind.key == "practice":
            room = kind.make()
            assert isinstance(room, PracticeRoom)
            prepare(room)
            room.open(client)
            sweep.look(room, "file")
    messages = MessagesDesk(services_of(world.office, played), ImmediateJobs(), way, lambda: None)
    messages.open(client)
    dialog = messages.dialog
    assert dialog is not None
    for key in list(dialog.tabs)[::8]:
        dialog.chosen.emit(key)
        sweep.look(dialog, f"message {key[:20]}")
    dialog.reject()
    assert desk.way.problems == []
    assert way.problems == []
    assert sweep.faults == []
    assert outside.opened == []
    seen = "\n".join(sweep.seen)
    assert [one for one in world.texts[:-3] if one[:40].split("\n")[0] not in seen] == []
