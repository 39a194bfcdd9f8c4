"""The screen of the schedule, put together."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop_app.ui.schedule.form_presenter import NEW, FormPresenter
from desktop_app.ui.schedule.presenter import EDIT, WeekPresenter
from desktop_app.ui.schedule.services import ScheduleServices
from desktop_app.ui.schedule.view import ScheduleScreen
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


def build(services: ScheduleServices, jobs: Jobs, door: Door) -> QWidget:
    """The screen, with its presenters at work."""
    screen = ScheduleScreen(services)
    in_week = WeekPresenter(screen, services, jobs, door)
    in_form = FormPresenter(screen.form, services, jobs, door)
    screen.keep(in_week, in_form)
    opened: list[str | None] = [None]

    def show(detail: str) -> None:
        """Pages by the detail of a route."""
        first, _, rest = detail.partition("/")
        form = first == NEW or rest == EDIT
        again = detail == opened[0] and form and screen.form_is_shown
        opened[0] = detail
        if again:
            return
        screen.show_form_page(form)
        if first == NEW:
            client, _, subject = rest.partition("/")
            in_form.open("", client, subject)
        elif form:
            in_form.open(first)
        elif first:
            in_week.open(first)

    def activate() -> None:
        if not screen.form_is_shown:
            in_week.activate()

    screen.detail_asked.connect(show)
    screen.shown_again.connect(activate)
    screen.problem_met.connect(door.problem)
    screen.looked.connect(in_week.look_at)
    screen.moved.connect(in_week.move)
    screen.cancelled.connect(in_week.cancel)
    screen.reason_left.connect(in_week.left_reason)
    _join_week(screen, in_week)
    _join_form(screen, in_form)
    return screen


def _join_week(screen: ScheduleScreen, presenter: WeekPresenter) -> None:
    page = screen.week
    page.stepped.connect(presenter.step)
    page.now_asked.connect(presenter.this_week)
    page.new_asked.connect(presenter.make)
    page.chosen.connect(presenter.choose)
    page.opened.connect(presenter.edit)
    page.marked.connect(presenter.mark)
    page.move_asked.connect(presenter.ask_move)
    page.cancel_asked.connect(presenter.ask_cancel)
    page.edit_asked.connect(presenter.edit)
    page.client_asked.connect(presenter.open_client)
    page.words_asked.connect(presenter.show_words)
    page.slip_asked.connect(presenter.print_slip)
    page.day_asked.connect(presenter.print_day)


def _join_form(screen: ScheduleScreen, presenter: FormPresenter) -> None:
    page = screen.form
    page.left.connect(presenter.left)
    page.looked.connect(presenter.look_at)
    page.clients_asked.connect(presenter.find_client)
    page.services_asked.connect(presenter.find_service)
    page.client_chosen.connect(presenter.choose_client)
    page.service_chosen.connect(presenter.choose_service)
    page.save_asked.connect(presenter.save)
    page.leave_asked.connect(presenter.leave)
    page.discard_asked.connect(presenter.discard)
