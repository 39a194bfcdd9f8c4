"""The screen of conflicts, put together."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop_app.ui.conflicts.presenter import ConflictsPresenter
from desktop_app.ui.conflicts.services import ConflictsServices
from desktop_app.ui.conflicts.view import ConflictsScreen
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


def build(services: ConflictsServices, jobs: Jobs, door: Door) -> QWidget:
    """The screen, with its presenter at work."""
    zone = services.clock().tzinfo

    def local(at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, zone)

    screen = ConflictsScreen(services.registry, local)
    presenter = ConflictsPresenter(screen, services, jobs, door)
    screen.detail_asked.connect(presenter.show)
    screen.shown_again.connect(presenter.activate)
    screen.chosen.connect(presenter.choose)
    screen.taken.connect(presenter.take)
    screen.all_taken.connect(presenter.take_all)
    screen.both_kept.connect(presenter.keep_both)
    screen.narrowed.connect(presenter.narrow)
    screen.other_asked.connect(presenter.ask_value)
    screen.given.connect(presenter.give_value)
    screen.open_asked.connect(presenter.open_record)
    screen.back_asked.connect(presenter.leave)
    screen.keep(presenter)
    return screen
