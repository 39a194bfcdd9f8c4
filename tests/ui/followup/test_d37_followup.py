"""D37 on the follow-up and the history of a file: no text of anybody is read as markup."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.ui.clients.rehearsal import a_world, jeanne
from tests.ui.followup.scenes import file_with_follow_up
from tests.ui.outside import Outside
from tests.ui.payloads import marker, payloads
from tests.ui.picture import prepare, settle
from tests.ui.sweeping import Hostile, Sweep, write_records


def test_follow_up_and_history_read_no_markup(
    qapp: QApplication, tmp_path: Path, outside: Outside
) -> None:
    world, sweep = a_world(1), Sweep()
    client = jeanne(world)
    texts = payloads(marker(tmp_path))
    every, own = len(texts), Hostile(world.office, world.laptop, world.clock, texts, {})
    about, day = [client] * every, ["2026-11-20"] * every
    for kind, more in (
        ("task", {"due_on": day}),
        ("sign", {"noted_on": day, "sort": ["money"] * every}),
        ("encounter", {"happened_on": day, "sort": ["call"] * every}),
        ("note", {"happened_on": day, "sort": ["synthesis"] * every}),
        ("alert_dismissal", {"dismissed_on": day}),
    ):
        write_records(own, world.laptop, kind, slice(None), client=about, **more)
    screen = file_with_follow_up(world)
    prepare(screen)
    for detail in (f"{client}/followup", client):
        screen.show_detail(detail)
        screen.activate()
        settle(screen)
        sweep.look(screen, detail)
    assert sweep.faults == []
    assert sweep.looked_at > 500
    shown = "\n".join(sweep.seen)
    assert len([one for one in texts if one[:60] in shown]) > every // 2
