"""The exchange screen: its pages, and what is dropped on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.exchange.bundle_undo import BundleUndone
from desktop_app.services.exchange.exchange_lines import (
    Outgoing,
    Overview,
    Place,
    Received,
    RecordList,
    Sent,
    Watched,
)
from desktop_app.services.exchange.inspecting import Inspected
from desktop_app.services.exchange.media import Written
from desktop_app.services.progress import Step
from desktop_app.services.trust.joining import REQUEST_ENDING
from desktop_app.sync.bundle import SUFFIX
from desktop_app.ui.exchange.details import LookPage, OnlyHerePage, SentPage
from desktop_app.ui.exchange.drop_zone import files_of
from desktop_app.ui.exchange.home import HomePage
from desktop_app.ui.exchange.presenter import ROOMS, Page
from desktop_app.ui.exchange.received import ReceivedPage
from desktop_app.ui.exchange.write_page import WritePage
from desktop_app.ui.shared.choosing_files import choose_file, choose_files, choose_folder
from desktop_app.ui.shared.words import say


class ExchangeScreen(QWidget):
    """Holds the pages and shows what the presenter says.

    files_given: paths to import. look_given: one path to look into. folder_given: where to write.
    watch_given, unwatch_given: a folder to watch, or to watch no more.
    rooms: by route, what makes the screen that belongs under it, when it is first shown.
    """

    shown_again = Signal()
    detail_asked = Signal(str)
    files_given = Signal(object)
    look_given = Signal(object)
    folder_given = Signal(object)
    watch_given = Signal(object)
    unwatch_given = Signal(object)
    page_asked = Signal(str)
    record_opened = Signal(str, str)

    def __init__(
        self,
        clock: Callable[[], datetime],
        rooms: Mapping[str, Callable[[], QWidget]] | None = None,
    ) -> None:
        super().__init__()
        self._presenter: object = None
        zone = clock().tzinfo

        def local(at: int) -> datetime:
            return datetime.fromtimestamp(at / 1000, zone)

        def today() -> date:
            return clock().date()

        self._rooms = dict(rooms or {})
        self._page = Page.HOME
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        column.addWidget(self._stack)
        self.home = HomePage(local, today)
        self.write = WritePage()
        self.received = ReceivedPage(local)
        self.here = OnlyHerePage(local)
        self.sent = SentPage(local)
        self.look = LookPage()
        self._pages: dict[Page, QWidget] = {
            Page.HOME: self.home,
            Page.WRITE: self.write,
            Page.RECEIVED: self.received,
            Page.ONLY_HERE: self.here,
            Page.SENT: self.sent,
            Page.LOOK: self.look,
        }
        for page in self._pages.values():
            self._stack.addWidget(page)
        for sub in (self.write, self.received, self.here, self.sent, self.look):
            sub.back_asked.connect(lambda: self.page_asked.emit(""))
        self.home.page_asked.connect(self.page_asked)
        self.home.choose_asked.connect(self.choose_files)
        self.home.look_asked.connect(self._choose_to_look)
        self.home.watch_asked.connect(self._choose_to_watch)
        self.home.unwatch_asked.connect(lambda folder: self.unwatch_given.emit(Path(folder)))
        self.write.place_chosen.connect(self.folder_given)
        self.write.other_asked.connect(self._choose_folder)
        for asking in (self.here, self.received):
            asking.write_asked.connect(lambda: self.page_asked.emit(Page.WRITE.value))
        for records in (self.received.records, self.here.records):
            records.opened.connect(self.record_opened)
        self.setAcceptDrops(True)

    @property
    def help_topic(self) -> str:
        """The name of the page of the manual."""
        return str(getattr(self._stack.currentWidget(), "help_topic", "exchange"))

    def keep(self, presenter: object) -> None:
        """Keep whoever answers this screen's signals, which by themselves keep nobody."""
        self._presenter = presenter

    # What the window may call

    def show_detail(self, detail: str) -> None:
        """Show a page of the screen: "" the first one."""
        self.detail_asked.emit(detail)

    def activate(self) -> None:
        """The screen is shown again: ask for fresh content."""
        if self._page in ROOMS:
            self._call("activate")
        else:
            self.shown_again.emit()

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins: where files are given, or in the list of what lies under it."""
        if self._page is Page.HOME:
            return self.home.first_focus()
        table = getattr(self._stack.currentWidget(), "table", None)
        return table if isinstance(table, QWidget) and table.isVisible() else None

    def print_asked(self) -> None:
        """What lies under the exchange may print."""
        if self._page in ROOMS:
            self._call("print_asked")

    # What the presenter says

    def show_page(self, page: Page, rest: str) -> None:
        """Show this page; the keyboard goes into it."""
        if page in ROOMS and page.value not in self._rooms:
            page = Page.HOME
        widget = self._pages.get(page)
        if widget is None:
            widget = self._rooms[page.value]()
            self._pages[page] = widget
            self._stack.addWidget(widget)
        if page is Page.WRITE and self._page is not Page.WRITE:
            self.write.begin()
        self._page = page
        self._stack.setCurrentWidget(widget)
        if page in ROOMS:
            self._call("show_detail", rest)
        if self.isVisible():
            self._call("take_focus")

    def show_overview(self, overview: Overview, watched: Sequence[Watched] = ()) -> None:
        """Show how the exchange stands, and which folders are watched."""
        self.home.show_overview(overview, watched)

    def show_left(self, number: int) -> None:
        """Offer so many files that were given and not looked at."""
        self.home.show_left(number)

    def show_task(self, title: Message) -> None:
        """Something begins that takes its time."""
        self.home.task.begin(title)
        self.home.task.show()

    def show_step(self, step: Step) -> None:
        """How far it is."""
        for page in (self.write, self.received):
            if page.task.isVisibleTo(page):
                page.task.show_step(step)
                return
        self.home.task.show_step(step)

    def end_task(self) -> None:
        """Nothing runs any more."""
        self.home.task.hide()

    def show_received(self, received: Received, records: RecordList) -> None:
        """Show one file that came."""
        self.received.show_received(received, records)

    def show_undoing(self, title: Message) -> None:
        """An import is being taken back, or brought in again."""
        self.received.undo.setEnabled(False)
        self.received.task.begin(title)
        self.received.task.show()

    def end_undoing(self, done: BundleUndone | None, *, again: bool) -> None:
        """That is over."""
        self.received.undo.setEnabled(True)
        self.received.task.hide()
        if done is not None:
            self.received.show_undone(done, again=again)

    def show_only_here(self, overview: Overview, records: RecordList) -> None:
        """Show what would be lost."""
        self.here.show_only_here(overview, records)

    def show_sent(self, lines: Sequence[Sent]) -> None:
        """Show what was written here."""
        self.sent.show_sent(lines)

    def show_looked(self, file: str, seen: Inspected) -> None:
        """Show what a bundle says of itself."""
        self.look.show_looked(file, seen)

    def show_choices(self, whom: bool) -> None:
        """Ask for whom it is; at the office that is clear."""
        self.write.show_choices(whom)

    def show_places(self, places: Sequence[Place], outgoing: Sequence[Outgoing]) -> None:
        """Show where bundles can be put."""
        first = not self.write.places.rows()
        self.write.show_places(places, outgoing)
        if first and self._page is Page.WRITE and self.isVisible():
            self.write.take_focus()

    def show_writing(self, title: Message) -> None:
        """A bundle is being written."""
        self.write.show_writing(title)

    def show_written(self, written: Sequence[Written], place: Place | None) -> None:
        """Everything is written and read back."""
        self.write.show_written(written, place)

    def show_write_problem(self, words: Message, written: Sequence[Written]) -> None:
        """Why it was not written."""
        self.write.show_problem(words, written)

    # Files

    def choose_files(self) -> None:
        """Let the person choose the files to import."""
        found = choose_files(self, Message("exchange", "Choose the files to import"), _filter())
        if found:
            self.files_given.emit(found)

    def _choose_to_look(self) -> None:
        found = choose_file(self, Message("exchange", "Choose the file to look into"), _filter())
        if found is not None:
            self.look_given.emit(found)

    def _choose_to_watch(self) -> None:
        found = choose_folder(self, Message("exchange", "Choose the folder to watch"))
        if found is not None:
            self.watch_given.emit(found)

    def _choose_folder(self) -> None:
        found = choose_folder(self, Message("exchange", "Choose where the bundle goes"))
        if found is not None:
            self.folder_given.emit(found)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            self.home.zone.show_over(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.home.zone.show_over(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self.home.zone.show_over(False)
        files = files_of(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.files_given.emit(files)

    def _call(self, name: str, *arguments: str) -> None:
        method = getattr(self._stack.currentWidget(), name, None)
        if callable(method):
            method(*arguments)


def _filter() -> str:
    bundles = say(Message("exchange", "Portage bundles"))
    anything = say(Message("exchange", "All files"))
    return f"{bundles} (*{SUFFIX} *{REQUEST_ENDING});;{anything} (*)"
