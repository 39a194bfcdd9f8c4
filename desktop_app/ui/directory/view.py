"""The screen of the directory: its pages, and the dialogs of proposals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message
from desktop_app.services.directory.directory_entries import DirectoryEntry, PlaceEntry
from desktop_app.services.directory.proposals import ProposalLine
from desktop_app.services.trust.organisation import Community
from desktop_app.ui.directory.dialogs import PlaceDialog, ProposalDialog, ProposeDialog
from desktop_app.ui.directory.entry_view import EntryPage
from desktop_app.ui.directory.form_view import FormPage
from desktop_app.ui.directory.list_view import ListPage
from desktop_app.ui.directory.model import moment
from desktop_app.ui.directory.presenter import Page
from desktop_app.ui.directory.queue_view import QueuePage
from desktop_app.ui.directory.services import DirectoryServices
from desktop_app.ui.shared.rooms import Room


class DirectoryScreen(QWidget):
    """Holds the pages and shows what the presenters say.

    proposed: community, about, subject, text. answered: the id of a proposal, state, words.
    placed: the id of a location. problem_met: something did not go, and no dialog is open to say it.
    """

    detail_asked = Signal(str)
    shown_again = Signal()
    proposed = Signal(str, str, str, str)
    answered = Signal(str, str, str)
    placed = Signal(str)
    problem_met = Signal(object)

    help_topic = "directory"

    def __init__(self, services: DirectoryServices, rooms: Sequence[Room] = ()) -> None:
        super().__init__()
        zone = services.zone()
        clock = zone_or_utc(zone)

        def now() -> datetime:
            return moment(services.now())

        def local(at: int) -> datetime:
            return datetime.fromtimestamp(at / 1000, UTC).astimezone(clock)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        column.addWidget(self._stack)
        self.list = ListPage(now, services.zone, services.is_office())
        self.entry = EntryPage(services.registry, now, zone, rooms)
        self.form = FormPage(services.new_id, local)
        self.queue = QueuePage()
        self._pages: dict[Page, ListPage | EntryPage | FormPage | QueuePage] = {
            Page.LIST: self.list,
            Page.ENTRY: self.entry,
            Page.FORM: self.form,
            Page.PROPOSALS: self.queue,
        }
        for page in self._pages.values():
            self._stack.addWidget(page)
        self._dialog: ProposeDialog | ProposalDialog | PlaceDialog | None = None
        self._kept: tuple[object, ...] = ()

    def keep(self, *presenters: object) -> None:
        """Keep the presenters as long as the screen: a signal does not keep what it calls."""
        self._kept = presenters

    # What the window may call

    def show_detail(self, detail: str) -> None:
        """Show a page of the screen: "" the list, an id that entry."""
        self.detail_asked.emit(detail)

    def activate(self) -> None:
        """The screen is shown again: ask for fresh content."""
        self.shown_again.emit()

    def print_asked(self) -> None:
        """Print the entry that is open."""
        if self._stack.currentWidget() is self.entry:
            self.entry.print_asked.emit()

    # What the presenters say

    def show_page(self, page: Page) -> None:
        """Show this page; the keyboard goes into it."""
        widget = self._pages[page]
        if self._stack.currentWidget() is self.form and widget is not self.form:
            self.form.finish()
        self._stack.setCurrentWidget(widget)
        if self.isVisible():
            widget.take_focus()

    def show_entry(self, entry: DirectoryEntry, *, office: bool) -> None:
        """Show an entry."""
        self.entry.show_entry(entry, office=office)

    def show_proposals(
        self, lines: Sequence[ProposalLine], communities: Sequence[Community], *, office: bool
    ) -> None:
        """Show the queue of proposals."""
        self.queue.show_proposals(lines, communities, office=office)

    def read_proposal(self, line: ProposalLine, *, office: bool) -> None:
        """Show a proposal whole, with its answer."""
        dialog = ProposalDialog(line, self.queue.place_of(line), office=office, parent=self)
        dialog.answered.connect(lambda state, text: self.answered.emit(line.id, state, text))
        dialog.entry_asked.connect(self.entry.opened)
        self._open(dialog)

    def ask_proposal(self, entry: DirectoryEntry | None, places: Sequence[Community]) -> None:
        """Ask what should be changed or added."""
        dialog = ProposeDialog(entry, places, self)
        dialog.given.connect(self.proposed)
        self._open(dialog)

    def ask_place(self, places: Sequence[PlaceEntry]) -> None:
        """Ask at which of these locations a service is offered."""
        dialog = PlaceDialog(places, self)
        dialog.given.connect(self.placed)
        self._open(dialog)

    @property
    def dialog(self) -> ProposeDialog | ProposalDialog | PlaceDialog | None:
        """The dialog that is open."""
        return self._dialog

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved, in the open dialog where there is one."""
        if self._dialog is not None:
            self._dialog.show_problem(words)
        else:
            self.problem_met.emit(words)

    def close_dialog(self) -> None:
        """What was asked is saved."""
        if self._dialog is not None:
            self._dialog.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous() and self._stack.currentWidget() is self.form:
            self.form.finish()

    def _open(self, dialog: ProposeDialog | ProposalDialog | PlaceDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(lambda result: self._over(dialog))
        dialog.open()

    def _over(self, dialog: ProposeDialog | ProposalDialog | PlaceDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
        dialog.deleteLater()
