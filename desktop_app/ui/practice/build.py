"""The rooms of practice put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop_app.language import Message
from desktop_app.ui.practice.agenda_page import AgendaPage
from desktop_app.ui.practice.agenda_presenter import AgendaPresenter
from desktop_app.ui.practice.file_presenter import FilePracticePresenter
from desktop_app.ui.practice.file_view import PracticeRoom
from desktop_app.ui.practice.guidelines_page import GuidelinesPage
from desktop_app.ui.practice.guidelines_presenter import GuidelinesPresenter
from desktop_app.ui.practice.office_view import OfficePractice
from desktop_app.ui.practice.places import MESSAGES
from desktop_app.ui.practice.quality_page import QualityPage
from desktop_app.ui.practice.quality_presenter import QualityPresenter
from desktop_app.ui.practice.services import PracticeServices
from desktop_app.ui.practice.texts_page import TextsPage
from desktop_app.ui.practice.texts_presenter import TextsPresenter
from desktop_app.ui.shared.asking import Asker
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.record_room import RecordRoom
from desktop_app.ui.shared.rooms import Addition, Room


def file_room(
    services: PracticeServices,
    drafts: DraftBox,
    jobs: Jobs,
    door: Door,
    new_id: Callable[[], UUID],
) -> Room:
    """The room of a client's file; its widget is made when it is first shown."""

    def build() -> QWidget:
        view = PracticeRoom(new_id)
        presenter = FilePracticePresenter(view, services, drafts, jobs, door)
        view.opened.connect(presenter.open)
        view.add_asked.connect(presenter.add)
        view.message_asked.connect(presenter.show_message)
        view.marked.connect(presenter.mark)
        view.answered_by(presenter.asker)
        view.keep(presenter)
        return view

    additions = [Addition(MESSAGES, Message("practice", "Agreed messages…"), "message-square-text")]
    if services.guidelines.may_see_standing():
        additions.append(
            Addition("review", Message("practice", "Review of the file…"), "file-check")
        )
    return Room(
        "practice",
        Message("practice", "Practice"),
        "handshake",
        build,
        tuple(additions),
    )


def office_room(
    services: PracticeServices,
    drafts: DraftBox,
    jobs: Jobs,
    door: Door,
    new_id: Callable[[], UUID],
) -> Room:
    """The room beside the settings; its pages are made when they are first shown."""
    join = _Joined(services, drafts, jobs, door, new_id)
    pages = {
        "guidelines": (Message("practice", "Guidelines"), "book-open", join.guidelines),
        "messages": (Message("practice", "Agreed messages"), "message-square-text", join.texts),
        "agenda": (Message("practice", "Agenda of the team"), "users-round", join.agenda),
        "quality": (Message("practice", "How complete files are"), "file-check", join.quality),
    }
    words = Message("practice", "Practice")
    return Room("practice", words, "handshake", lambda: OfficePractice(pages))


@dataclass(frozen=True, slots=True)
class _Joined:
    """Makes the pages, each with its presenter at work."""

    services: PracticeServices
    drafts: DraftBox
    jobs: Jobs
    door: Door
    new_id: Callable[[], UUID]

    def guidelines(self) -> QWidget:
        view = GuidelinesPage(self.new_id)
        presenter = GuidelinesPresenter(view, self.services, self.drafts, self.jobs, self.door)
        # A partial keeps the presenter: a signal holds its methods only weakly.
        view.opened.connect(partial(GuidelinesPresenter.open, presenter))
        view.write_asked.connect(presenter.write)
        view.confirmed.connect(presenter.confirm)
        view.renew_asked.connect(presenter.renew)
        view.change_asked.connect(presenter.change)
        view.withdraw_asked.connect(presenter.withdraw)
        return _asked(view, presenter.asker)

    def texts(self) -> QWidget:
        view = TextsPage(self.new_id)
        presenter = TextsPresenter(
            view, self.services, self.drafts, self.jobs, self.door, self.new_id
        )
        view.opened.connect(partial(TextsPresenter.open, presenter))
        view.write_asked.connect(presenter.write)
        view.shown_asked.connect(presenter.show_message)
        view.renew_asked.connect(presenter.renew)
        view.change_asked.connect(presenter.change)
        view.withdraw_asked.connect(presenter.withdraw)
        return _asked(view, presenter.asker)

    def agenda(self) -> QWidget:
        view = AgendaPage(self.new_id)
        presenter = AgendaPresenter(view, self.services, self.drafts, self.jobs, self.door)
        view.opened.connect(partial(AgendaPresenter.open, presenter))
        view.add_asked.connect(presenter.add)
        view.decide_asked.connect(presenter.decide)
        view.print_asked.connect(presenter.print_agenda)
        return _asked(view, presenter.asker)

    def quality(self) -> QWidget:
        view = QualityPage(self.new_id)
        presenter = QualityPresenter(view, self.services, self.drafts, self.jobs, self.door)
        view.opened.connect(partial(QualityPresenter.open, presenter))
        view.narrowed.connect(presenter.narrow)
        view.drawn.connect(presenter.draw)
        view.all_asked.connect(presenter.show_all)
        view.gone.connect(presenter.go)
        view.review_asked.connect(presenter.review)
        view.settle_asked.connect(presenter.settle)
        return _asked(view, presenter.asker)


def _asked(view: RecordRoom, asker: Asker) -> RecordRoom:
    """What is typed into the dialogs of a page goes to whoever asks."""
    view.field_left.connect(asker.left)
    view.discarded.connect(asker.discard)
    view.given.connect(asker.give)
    return view
