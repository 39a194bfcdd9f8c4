"""The screen of doubles, put together."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop_app.ui.duplicates.presenter import DuplicatesPresenter
from desktop_app.ui.duplicates.services import DuplicatesServices
from desktop_app.ui.duplicates.view import DuplicatesScreen
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


def build(services: DuplicatesServices, jobs: Jobs, door: Door) -> QWidget:
    """The screen, with its presenter at work."""
    zone = services.clock().tzinfo

    def local(at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, zone)

    screen = DuplicatesScreen(services.registry, local)
    presenter = DuplicatesPresenter(screen, services, jobs, door)
    screen.detail_asked.connect(presenter.show)
    screen.shown_again.connect(presenter.activate)
    screen.chosen.connect(presenter.choose)
    screen.turned.connect(presenter.turn)
    screen.stood.connect(presenter.stand)
    screen.same_asked.connect(presenter.same)
    screen.different_asked.connect(presenter.different)
    screen.later_asked.connect(presenter.later)
    screen.undo_asked.connect(presenter.undo)
    screen.open_asked.connect(presenter.open_record)
    screen.compare_asked.connect(presenter.compare)
    screen.stop_asked.connect(presenter.stop_comparing)
    screen.back_asked.connect(presenter.leave)
    screen.keep(presenter)
    return screen
