"""The exchange screen, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from desktop_app.ui.exchange.presenter import ExchangePresenter
from desktop_app.ui.exchange.services import ExchangeServices
from desktop_app.ui.exchange.sticks import mounted
from desktop_app.ui.exchange.view import ExchangeScreen
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


def build(
    services: ExchangeServices,
    jobs: Jobs,
    door: Door,
    rooms: Mapping[str, Callable[[], QWidget]] | None = None,
) -> QWidget:
    """The screen, with its presenter at work. rooms: by route (`presenter.ROOMS`), what makes
    the screen that is shown under it."""
    if services.sticks is None:
        services = replace(services, sticks=mounted)
    screen = ExchangeScreen(services.clock, rooms)
    presenter = ExchangePresenter(screen, services, jobs, door)
    screen.detail_asked.connect(presenter.show)
    screen.shown_again.connect(presenter.activate)
    screen.files_given.connect(presenter.import_files)
    screen.look_given.connect(presenter.look_inside)
    screen.folder_given.connect(presenter.write_to)
    screen.watch_given.connect(presenter.watch)
    screen.unwatch_given.connect(presenter.unwatch)
    screen.write.size_chosen.connect(presenter.choose_size)
    screen.write.whom_chosen.connect(presenter.choose_whom)
    screen.page_asked.connect(presenter.go)
    screen.record_opened.connect(presenter.open_record)
    screen.home.cancel_asked.connect(presenter.cancel_import)
    screen.home.left_asked.connect(presenter.take_left)
    screen.home.left_declined.connect(presenter.leave_left)
    screen.write.look_asked.connect(presenter.look_for_places)
    screen.write.cancel_asked.connect(presenter.cancel_writing)
    screen.look.import_asked.connect(presenter.import_looked)
    screen.received.undo_asked.connect(presenter.undo_import)
    screen.received.anyway_asked.connect(presenter.import_anyway)
    screen.received.declined.connect(presenter.decline)
    screen.received.cancel_asked.connect(presenter.cancel_undo)
    screen.keep(presenter)
    return screen
