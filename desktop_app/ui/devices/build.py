"""The screen of laptops, put together."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.ui.devices.presenter import DevicesPresenter
from desktop_app.ui.devices.services import DevicesServices
from desktop_app.ui.devices.view import DevicesScreen
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


def build(services: DevicesServices, jobs: Jobs, door: Door) -> QWidget:
    """The screen, with its presenter at work."""
    screen = DevicesScreen(services.clock)
    presenter = DevicesPresenter(screen, services, jobs, door)
    screen.detail_asked.connect(presenter.show)
    screen.shown_again.connect(presenter.activate)
    screen.chosen.connect(presenter.choose)
    screen.begun.connect(lambda: presenter.begin(""))
    screen.lost.connect(presenter.begin)
    screen.remaining_asked.connect(presenter.remaining)
    screen.back_asked.connect(presenter.leave)
    screen.decided.connect(presenter.decide)
    screen.given.connect(presenter.hold)
    screen.anew_asked.connect(presenter.ask_anew)
    path = screen.path
    path.chosen.connect(presenter.preview)
    path.found.connect(presenter.say_found)
    path.cut_asked.connect(presenter.cut_off)
    path.write_asked.connect(presenter.write)
    path.incident_given.connect(presenter.write_incident)
    path.back_asked.connect(presenter.go_back)
    path.left.connect(presenter.leave_path)
    screen.keep(presenter)
    return screen
