"""The rooms of forms put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from desktop_app.language import Message
from desktop_app.ui.forms.fill_presenter import DRAFT, FormServices
from desktop_app.ui.forms.office_presenter import OfficePresenter, OfficeServices
from desktop_app.ui.forms.office_view import OfficeFormsRoom
from desktop_app.ui.forms.presenter import FormsPresenter
from desktop_app.ui.forms.view import FormsRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Offer, Room


def room(services: FormServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]) -> Room:
    """The room of a client's file; its widget is made when it is first shown."""
    words = Message("forms", "Forms about it…")
    return Room(
        "forms",
        Message("forms", "Forms"),
        "file-text",
        lambda: build(services, jobs, door, new_id),
        (Addition("form", Message("forms", "Filled form"), "file-text", DRAFT),),
        tuple(
            Offer(kind, words, "file-text", partial(services.forms.any_about, kind))
            for kind in ("encounter", "case")
        ),
    )


def build(services: FormServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]) -> FormsRoom:
    """The widget of the room."""
    view, presenter = _joined(services, jobs, door, new_id)
    # A partial keeps the presenter: a signal holds its methods only weakly.
    view.opened.connect(partial(FormsPresenter.open, presenter))
    return view


def service_room(
    services: FormServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]
) -> Room:
    """The room at a service of the directory."""
    return Room(
        "forms",
        Message("forms", "Forms"),
        "file-text",
        lambda: build_service(services, jobs, door, new_id),
    )


def build_service(
    services: FormServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]
) -> FormsRoom:
    """The same at a service of the directory; hidden where there is no form about one."""
    view, presenter = _joined(services, jobs, door, new_id)
    view.opened.connect(partial(FormsPresenter.open_service, presenter))
    return view


def _joined(
    services: FormServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]
) -> tuple[FormsRoom, FormsPresenter]:
    view = FormsRoom(new_id)
    presenter = FormsPresenter(view, services, jobs, door)
    view.begin_asked.connect(presenter.begin)
    view.add_asked.connect(presenter.add)
    view.all_asked.connect(presenter.show_all)
    view.go_on_asked.connect(presenter.go_on)
    view.read_asked.connect(presenter.read)
    view.delete_asked.connect(presenter.delete)
    view.blank_asked.connect(presenter.print_blank)
    view.print_asked.connect(presenter.print_filled)
    view.back_asked.connect(presenter.again)
    view.community_chosen.connect(presenter.choose_community)
    fill, page = presenter.fill, view.page
    page.answered.connect(fill.answered)
    page.state_chosen.connect(fill.state_chosen)
    page.time_asked.connect(fill.add_time)
    page.saved.connect(lambda complete: fill.save(complete=complete))
    page.left.connect(fill.put_away)
    page.begun_anew.connect(fill.begin_anew)
    view.remarked.connect(fill.question_it)
    return view, presenter


def office_room(
    services: OfficeServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]
) -> Room:
    """The room of the settings."""
    return Room(
        "forms",
        Message("forms", "Forms and fields"),
        "file-text",
        lambda: build_office(services, jobs, door, new_id),
    )


def build_office(
    services: OfficeServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]
) -> OfficeFormsRoom:
    """The widget of the room of the settings."""
    view = OfficeFormsRoom(new_id)
    presenter = OfficePresenter(view, services, jobs, door)
    # A partial keeps the presenter: a signal holds its methods only weakly.
    view.shown.connect(partial(OfficePresenter.activate, presenter))
    view.field_asked.connect(presenter.ask_field)
    view.field_changed.connect(presenter.change_field)
    view.field_acted.connect(presenter.act_on_field)
    view.form_asked.connect(presenter.ask_form)
    view.form_opened.connect(presenter.design)
    view.form_changed.connect(presenter.change_form)
    view.publish_asked.connect(presenter.publish)
    view.retire_asked.connect(presenter.retire)
    view.blank_asked.connect(presenter.print_blank)
    view.file_given.connect(presenter.take_file)
    view.file_wanted.connect(presenter.write_file)
    view.back_asked.connect(presenter.back)
    view.question_asked.connect(presenter.ask_question)
    view.question_chosen.connect(presenter.add_after)
    view.question_changed.connect(presenter.change_question)
    view.question_moved.connect(presenter.move)
    view.question_deleted.connect(presenter.delete_question)
    view.trial.answered.connect(presenter.tried)
    view.trial.state_chosen.connect(presenter.tried_state)
    view.trial.time_asked.connect(presenter.tried_time)
    view.answered_by(presenter.asker)
    return view
