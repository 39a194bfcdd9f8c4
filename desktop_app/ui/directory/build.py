"""The screen of the directory, put together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.ui.directory.form_presenter import FormPresenter
from desktop_app.ui.directory.list_presenter import ListPresenter
from desktop_app.ui.directory.presenter import DirectoryPresenter
from desktop_app.ui.directory.services import DirectoryServices
from desktop_app.ui.directory.view import DirectoryScreen
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Room
from desktop_app.ui.shared.tables import PageAsk


def build(
    services: DirectoryServices, jobs: Jobs, door: Door, rooms: Sequence[Room] = ()
) -> QWidget:
    """The screen, with its presenters at work. rooms: what else stands at a service, such as forms."""
    screen = DirectoryScreen(services, rooms)
    in_list = ListPresenter(screen.list, services, jobs, door)
    in_form = FormPresenter(screen.form, services, jobs, door)
    presenter = DirectoryPresenter(screen, in_list, in_form, services, jobs, door)
    screen.keep(in_list, in_form, presenter)

    def show(detail: str) -> None:
        screen.list.show_stale_only(detail == "stale")
        presenter.show(detail)

    screen.detail_asked.connect(show)
    screen.shown_again.connect(presenter.activate)
    screen.problem_met.connect(door.problem)
    screen.proposed.connect(presenter.propose)
    screen.answered.connect(presenter.answer)
    _join_list(screen, in_list, presenter)
    entry = screen.entry
    entry.edit_asked.connect(presenter.edit)
    entry.verify_asked.connect(presenter.verify)
    entry.print_asked.connect(presenter.print_entry)
    entry.delete_asked.connect(presenter.delete)
    entry.restore_asked.connect(presenter.restore)
    entry.leave_asked.connect(lambda: presenter.go(""))
    entry.opened.connect(presenter.go)
    entry.added.connect(presenter.add_to)
    entry.place_asked.connect(presenter.ask_place)
    screen.placed.connect(presenter.offer_at)
    form = screen.form
    form.left.connect(in_form.left)
    form.save_asked.connect(in_form.save)
    form.leave_asked.connect(in_form.leave)
    form.discard_asked.connect(in_form.discard)
    queue = screen.queue
    queue.opened.connect(presenter.read)
    queue.leave_asked.connect(lambda: presenter.go(""))
    queue.propose_asked.connect(in_list.propose)
    return screen


def _join_list(
    screen: DirectoryScreen, in_list: ListPresenter, presenter: DirectoryPresenter
) -> None:
    page = screen.list

    def ask(wanted: PageAsk) -> None:  # type: ignore[type-arg]
        in_list.page(wanted.first, wanted.count)

    page.page_asked.connect(ask)
    page.narrowed.connect(in_list.narrow)
    page.opened.connect(in_list.open)
    page.new_asked.connect(in_list.make)
    page.propose_asked.connect(in_list.propose)
    page.gone.connect(presenter.go)
