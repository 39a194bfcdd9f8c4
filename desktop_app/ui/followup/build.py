"""The room of follow-up, put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop_app.language import Message
from desktop_app.services.casework.technical_help import TechnicalHelp
from desktop_app.services.casework.thresholds import AlertSettings
from desktop_app.services.session import Session
from desktop_app.ui.followup.office_presenter import OfficePresenter, OfficeServices
from desktop_app.ui.followup.office_view import FollowUpOfficeRoom
from desktop_app.ui.followup.presenter import FollowUpPresenter
from desktop_app.ui.followup.services import FollowUpServices
from desktop_app.ui.followup.view import FollowUpRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Offer, Room

FOLLOW_UP: Final = "followup"


def build(
    services: FollowUpServices,
    drafts: DraftBox,
    jobs: Jobs,
    door: Door,
    new_id: Callable[[], UUID],
) -> QWidget:
    """The room, with its presenter at work."""
    view = FollowUpRoom(new_id)
    presenter = FollowUpPresenter(view, services, drafts, jobs, door)
    view.opened.connect(presenter.open)
    view.add_asked.connect(presenter.add)
    view.done_asked.connect(presenter.done)
    view.change_asked.connect(presenter.change_task)
    view.task_aside_asked.connect(presenter.put_task_aside)
    view.flag_aside_asked.connect(presenter.put_flag_aside)
    view.sign_noted.connect(presenter.note_sign)
    view.sign_settled.connect(presenter.settle_sign)
    view.answered_by(presenter.asker)
    view.keep(presenter)
    return view


def room(
    services: FollowUpServices,
    drafts: DraftBox,
    jobs: Jobs,
    door: Door,
    new_id: Callable[[], UUID],
) -> Room:
    """The room as a client's file shows it."""
    return Room(
        FOLLOW_UP,
        Message("follow-up", "Follow-up"),
        "copy-check",
        lambda: build(services, drafts, jobs, door, new_id),
        (
            Addition("encounter", Message("follow-up", "Write down a contact…"), "phone"),
            Addition("task", Message("follow-up", "Add a task…"), "plus"),
            Addition("sign", Message("follow-up", "Note a weak sign…"), "eye"),
            Addition(
                "help",
                Message("follow-up", "Time help with technology…"),
                "laptop",
                "technical_help",
            ),
            Addition("synthesis", Message("follow-up", "Write a synthesis…"), "file-text"),
        ),
        (Offer("encounter", Message("follow-up", "Change it…"), "pencil"),),
    )


def office_room(
    session: Session,
    drafts: DraftBox,
    jobs: Jobs,
    door: Door,
    new_id: Callable[[], UUID],
) -> Room:
    """What the office settles about follow-up, as the settings show it."""

    def make() -> QWidget:
        view = FollowUpOfficeRoom(new_id)
        services = OfficeServices(
            AlertSettings(session), TechnicalHelp(session), lambda: session.is_office
        )
        presenter = OfficePresenter(view, services, drafts, jobs, door)
        view.shown_again.connect(presenter.activate)
        view.change_asked.connect(presenter.change)
        view.help_named.connect(presenter.save_help)
        view.answered_by(presenter.asker)
        view.keep(presenter)
        return view

    return Room(FOLLOW_UP, Message("follow-up", "Follow-up"), "copy-check", make)
