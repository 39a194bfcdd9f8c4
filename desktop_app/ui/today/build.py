"""The screen of today, put together."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.today.presenter import TodayPresenter
from desktop_app.ui.today.services import TodayServices
from desktop_app.ui.today.view import TodayView


def build(services: TodayServices, jobs: Jobs, door: Door) -> QWidget:
    """The screen, with its presenter at work."""
    view = TodayView()
    presenter = TodayPresenter(view, services, jobs, door)
    view.shown_again.connect(presenter.activate)
    view.meeting_opened.connect(presenter.open_meeting)
    view.dealt_with.connect(presenter.deal_with)
    view.draft_opened.connect(presenter.go_on)
    view.draft_forgotten.connect(presenter.forget)
    view.pressed.connect(presenter.press)
    view.lettered.connect(presenter.letter)
    view.room.field_left.connect(presenter.asker.left)
    view.room.discarded.connect(presenter.asker.discard)
    view.room.given.connect(presenter.asker.give)
    view.share_asked.connect(presenter.share)
    view.plan_asked.connect(presenter.plan)
    view.paper_asked.connect(presenter.print_day)
    view.keep(presenter)
    return view
