"""The screen of clients, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.attachments_presenter import AttachmentsPresenter
from desktop_app.ui.clients.file_presenter import FilePresenter
from desktop_app.ui.clients.file_view import FilePage
from desktop_app.ui.clients.form_presenter import FormPresenter
from desktop_app.ui.clients.history_view import HistoryPage
from desktop_app.ui.clients.list_presenter import RESUME, ListPresenter
from desktop_app.ui.clients.presenter import EDIT, HISTORY, ClientsPresenter
from desktop_app.ui.clients.privacy_presenter import PrivacyPresenter
from desktop_app.ui.clients.services import ClientsServices
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Room
from desktop_app.ui.shared.tables import PageAsk


def build(
    services: ClientsServices,
    jobs: Jobs,
    door: Door,
    rooms: Callable[[], Sequence[Room]] = tuple,
    pages: Sequence[Room] = (),
) -> QWidget:
    """The screen, with its presenters at work. rooms: of a client's file, beside its history;
    asked for when the first file is opened. pages: beside the list of clients, by the names of their routes."""
    screen = ClientsScreen(services, services.registry, rooms, pages)
    in_list = ListPresenter(screen.list, services, jobs, door)
    in_file = FilePresenter(screen, services, jobs, door)
    in_form = FormPresenter(screen.form, services, jobs, door)
    beside = [room.key for room in pages]
    presenter = ClientsPresenter(screen, in_list, in_file, in_form, beside)
    screen.detail_asked.connect(presenter.show)
    screen.shown_again.connect(presenter.activate)
    screen.left_sight.connect(presenter.hidden)
    _join_list(screen, in_list)
    privacy = PrivacyPresenter(
        screen, services, jobs, door, lambda: in_file.client, lambda: in_file.open(in_file.client)
    )
    _join_file(screen, in_file, presenter, privacy, services.erasures is not None)
    _join_form(screen, in_form)
    attachments = AttachmentsPresenter(
        screen, services, jobs, door, lambda: in_file.client, lambda: in_file.open(in_file.client)
    )
    # A signal does not keep the owner of a method alive.
    screen.files_chosen.connect(partial(AttachmentsPresenter.add, attachments))
    screen.attachment_opened.connect(partial(AttachmentsPresenter.open, attachments))
    screen.original_asked.connect(partial(AttachmentsPresenter.ask_original, attachments))
    screen.attachment_removed.connect(partial(AttachmentsPresenter.remove, attachments))
    screen.copy_wanted.connect(partial(AttachmentsPresenter.save, attachments))
    return screen


def _join_list(screen: ClientsScreen, presenter: ListPresenter) -> None:
    page = screen.list

    def ask(wanted: PageAsk) -> None:  # type: ignore[type-arg]
        presenter.page(wanted.first, wanted.count, wanted.after, wanted.sort_key, wanted.ascending)

    def answer(go_on: bool) -> None:
        if go_on:
            presenter.go_on()
        else:
            presenter.discard_unfinished()

    page.page_asked.connect(ask)
    page.narrowed.connect(presenter.narrow)
    page.community_chosen.connect(presenter.choose_community)
    page.columns_given.connect(presenter.keep_columns)
    page.opened.connect(presenter.open)
    page.new_asked.connect(presenter.new)
    page.doubles_asked.connect(presenter.decide_doubles)
    page.page_chosen.connect(presenter.show_page)
    page.unfinished_answered.connect(answer)


def _join_file(
    screen: ClientsScreen,
    presenter: FilePresenter,
    pages: ClientsPresenter,
    privacy: PrivacyPresenter,
    may_erase: bool,
) -> None:
    def go(ending: str) -> None:
        presenter.go(f"{pages.client}/{ending}" if ending else pages.client)

    def form_answered(go_on: bool) -> None:
        if go_on:
            go(RESUME)
        else:
            presenter.discard_form()

    def join(page: FilePage) -> None:
        page.print_asked.connect(presenter.print_slip)
        page.edit_asked.connect(partial(go, EDIT))
        page.history_asked.connect(partial(go, HISTORY))
        page.delete_asked.connect(presenter.delete)
        page.restore_asked.connect(presenter.restore)
        page.hand_over_asked.connect(presenter.ask_hand_over)
        page.may_erase = may_erase
        page.report_asked.connect(privacy.report)
        page.erase_asked.connect(privacy.ask_erase)
        page.leave_asked.connect(lambda: presenter.go(""))
        page.asked.connect(presenter.ask)
        page.conflict_asked.connect(presenter.decide_conflict)
        page.form_answered.connect(form_answered)
        page.withdraw_asked.connect(presenter.withdraw)
        page.household_left.connect(presenter.leave_household)
        page.separate_asked.connect(presenter.separate)
        page.client_opened.connect(presenter.go)
        page.room_asked.connect(go)
        page.narrowed.connect(presenter.narrow)

    def join_history(page: HistoryPage) -> None:
        page.back_asked.connect(lambda: go(""))

    screen.when_made(join, join_history)
    screen.handed_over.connect(presenter.hand_over)
    screen.erase_decided.connect(privacy.erase)
    screen.along_changed.connect(privacy.plan_again)
    screen.redact_decided.connect(privacy.redact)
    screen.field_left.connect(presenter.left)
    screen.given.connect(presenter.give)
    screen.discarded.connect(presenter.discard)
    screen.reason_given.connect(presenter.give_reason)
    screen.reason_left.connect(presenter.left_reason)
    screen.reason_discarded.connect(presenter.discard_reason)
    screen.reason_refused.connect(lambda: presenter.go(""))
    screen.note_wanted.connect(presenter.ask_note)
    screen.correct_asked.connect(lambda note: presenter.ask(Asked.NOTE, note))


def _join_form(screen: ClientsScreen, presenter: FormPresenter) -> None:
    page = screen.form

    def answer(go_on: bool) -> None:
        if go_on:
            presenter.go_on()
        else:
            presenter.discard_draft()

    page.left.connect(presenter.left)
    page.typed.connect(presenter.typed)
    page.save_asked.connect(presenter.save)
    page.leave_asked.connect(presenter.leave)
    page.unfinished_answered.connect(answer)
    page.likely_opened.connect(presenter.open_likely)
