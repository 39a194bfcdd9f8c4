"""The screen of clients: its pages, and the dialogs of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.fields import Registry, Value
from desktop_app.domain.people.privacy import FILE_ACCESS
from desktop_app.language import Message
from desktop_app.services.clients.attachments import AttachmentLine, Opened
from desktop_app.services.clients.timeline import ChangeLine, TimelineItem
from desktop_app.services.erasure.erasure_plan import ErasurePlan
from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.attachments_view import AttachmentDialog, files_to_attach
from desktop_app.ui.clients.dialogs import AddDialog, ItemDialog
from desktop_app.ui.clients.erase_dialog import EraseDialog, RedactDialog
from desktop_app.ui.clients.file_presenter import FileShown
from desktop_app.ui.clients.file_view import FilePage
from desktop_app.ui.clients.form_view import FormPage
from desktop_app.ui.clients.hand_over_dialog import HandOverDialog
from desktop_app.ui.clients.history_view import HistoryPage
from desktop_app.ui.clients.list_view import ListPage
from desktop_app.ui.clients.presenter import Page
from desktop_app.ui.clients.services import ClientsServices, Named
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.record_dialog import RecordDialog
from desktop_app.ui.shared.rooms import BesidePage, Room

_Dialogs = RecordDialog | AddDialog | HandOverDialog | EraseDialog | RedactDialog | AttachmentDialog


class ClientsScreen(QWidget):
    """Holds the pages and shows what the presenters say.

    left_sight: the screen is no longer seen. field_left, given, discarded: of the open dialog.
    erase_decided: the reason and the linked files that go along; along_changed: those. redact_decided: the id of a note, and the reason. correct_asked:
    the id of a note that is to be corrected by a new one. files_chosen: paths of files to attach.
    attachment_opened, original_asked, attachment_removed: the id of an attached file. copy_wanted: such an id, and where
    the copy goes. reason_given: the id of a sensitive note ("" for the file), and why it is looked at;
    reason_left, reason_discarded: as much of it as was typed, and that it is not wanted;
    reason_refused: the file stays closed. note_wanted: the id of a sensitive note.
    """

    left_sight = Signal()
    shown_again = Signal()
    detail_asked = Signal(str)
    field_left = Signal(object, str, object)
    given = Signal(object, object, object)
    discarded = Signal(object)
    handed_over = Signal(str)
    erase_decided = Signal(str, object)
    along_changed = Signal(object)
    redact_decided = Signal(str, str)
    correct_asked = Signal(str)
    files_chosen = Signal(list)
    attachment_opened = Signal(str)
    original_asked = Signal(str)
    attachment_removed = Signal(str)
    copy_wanted = Signal(str, str)
    reason_given = Signal(str, str)
    reason_left = Signal(str, object)
    reason_discarded = Signal(str)
    reason_refused = Signal()
    note_wanted = Signal(str)

    help_topic = "clients"

    def __init__(
        self,
        services: ClientsServices,
        registry: Registry,
        rooms: Callable[[], Sequence[Room]] = tuple,
        pages: Sequence[Room] = (),
    ) -> None:
        super().__init__()
        self._pages = {room.key: room for room in pages}
        self._beside: dict[str, QWidget] = {}
        self._services, self._registry, self._rooms = services, registry, rooms
        zone = services.clock().tzinfo

        def local(at: int) -> datetime:
            return datetime.fromtimestamp(at / 1000, zone)

        def today() -> date:
            return services.clock().date()

        self._local: Callable[[int], datetime] = local
        self._correcting = False
        self._dialog: _Dialogs | None = None
        self.item_dialog: ItemDialog | None = None
        self._names: Sequence[Named] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        column.addWidget(self._stack)
        self.list = ListPage(local, today, pages)
        self.form = FormPage(registry, services.new_id, local)
        self._today = today
        self._file: FilePage | None = None
        self._history: HistoryPage | None = None
        self._join_file: Callable[[FilePage], None] = lambda page: None
        self._join_history: Callable[[HistoryPage], None] = lambda page: None
        for page in (self.list, self.form):
            self._stack.addWidget(page)

    @property
    def file(self) -> FilePage:
        """The page of one file, made when the first file is opened."""
        if self._file is None:
            self._file = FilePage(self._registry, self._local, self._today, self._rooms())
            self._file.opened.connect(self._show_item)
            self._file.attach_asked.connect(self._choose_files)
            self._file.attachment_opened.connect(self.attachment_opened)
            self._stack.addWidget(self._file)
            self._join_file(self._file)
        return self._file

    @property
    def history(self) -> HistoryPage:
        """The page of changes, made when it is first asked for."""
        if self._history is None:
            self._history = HistoryPage(self._registry, self._local)
            self._stack.addWidget(self._history)
            self._join_history(self._history)
        return self._history

    def when_made(
        self, file: Callable[[FilePage], None], history: Callable[[HistoryPage], None]
    ) -> None:
        """Have the pages that are made later joined to their presenter then."""
        self._join_file, self._join_history = file, history

    # What the window may call

    def show_detail(self, detail: str) -> None:
        """Show a page of the screen: "" the list, an id the file of that client."""
        self.detail_asked.emit(detail)

    def activate(self) -> None:
        """The screen is shown again: ask for fresh content."""
        self.shown_again.emit()

    def first_focus(self) -> QWidget | None:
        """Where the keyboard goes when the screen is shown: into the page that is open."""
        page = self._stack.currentWidget()
        if not isinstance(page, FilePage):
            return None
        page.take_focus()
        held = self.window().focusWidget()
        return held if page.isAncestorOf(held) else None

    def print_asked(self) -> None:
        """Print the slip of the client whose file is open."""
        if self._file is not None and self._stack.currentWidget() is self._file:
            self._file.print_asked.emit()

    def new_asked(self) -> None:
        """Open an empty file."""
        self.list.new_asked.emit()

    # What presenters say

    def show_page(self, page: Page) -> None:
        """Show this page; the keyboard goes into it."""
        widget = self._page(page)
        self._stack.setCurrentWidget(widget)
        if self.isVisible():
            widget.take_focus()

    def _page(self, page: Page) -> ListPage | FilePage | FormPage | HistoryPage:
        if page is Page.FILE:
            return self.file
        if page is Page.HISTORY:
            return self.history
        return self.form if page is Page.FORM else self.list

    def show_beside(self, key: str) -> None:
        """Show a page that lives in a folder of its own; made when it is first shown."""
        page = self._beside.get(key)
        if page is None:
            page = self._beside[key] = self._pages[key].make()
            self._stack.addWidget(page)
        another = self._stack.currentWidget() is not page
        self._stack.setCurrentWidget(page)
        shown = cast(BesidePage, page)
        shown.activate()
        if another and self.isVisible():
            shown.take_focus()

    def show_room(self, client: str, room: str) -> None:
        """Show a room of that client's file; "" is its history."""
        self.file.show_room(client, room)

    def resume(self, form: str) -> None:
        """Open the dialog of the file whose draft has that name."""
        if any(form == one.value for one in Asked):
            self.file.asked.emit(Asked(form))
        else:
            self.file.rooms.resume(form)

    def show_file(self, shown: FileShown) -> None:
        """Show a client's file."""
        self.file.show_file(shown)

    def show_narrowed(self, items: Sequence[TimelineItem]) -> None:
        """Show those things of the history that fit what is asked for."""
        self.file.past.show_narrowed(items)

    def show_history(self, title: str, lines: Sequence[ChangeLine], names: Sequence[Named]) -> None:
        """Show who changed what."""
        self.history.show_history(title, lines, names)

    def ask(
        self,
        asked: Asked,
        values: Mapping[str, Value],
        unfinished: int,
        households: Sequence[Named] = (),
    ) -> None:
        """Open the dialog that adds something."""
        dialog = AddDialog(
            asked,
            self._registry,
            self._services.new_id,
            correction=self._correcting,
            households=households,
            parent=self,
        )
        self._correcting = False
        self._dialog = dialog
        dialog.field_left.connect(lambda key, value: self.field_left.emit(asked, key, value))
        dialog.given.connect(lambda values, wrong: self.given.emit(asked, values, wrong))
        dialog.discarded.connect(lambda: self.discarded.emit(asked))
        dialog.finished.connect(lambda result: self._dialog_over(dialog))
        dialog.begin(values, unfinished, self._local)
        dialog.open()

    @property
    def dialog(self) -> AddDialog | None:
        """The dialog that is open to add something."""
        return self._dialog if isinstance(self._dialog, AddDialog) else None

    @property
    def reason_dialog(self) -> RecordDialog | None:
        """The open question why something is looked at."""
        return self._dialog if isinstance(self._dialog, RecordDialog) else None

    def ask_reason(self, note: str, draft: Unfinished | None) -> None:
        """Ask why a file of others is opened, or this sensitive note is read."""
        title, verb = (
            (Message("client file", "Read a sensitive note"), Message("client file", "Read it"))
            if note
            else (
                Message("client file", "A file of somebody else"),
                Message("client file", "Open the file"),
            )
        )
        dialog = RecordDialog(
            FILE_ACCESS,
            title,
            verb,
            self,
            self._services.new_id,
            names=("reason",),
            hint=Message(
                "client file",
                "Say why. Your name, the day and the reason stay in the file, for the person to read.",
            ),
        )
        if not note:
            self.file.show_nothing()
        self._dialog = dialog
        dialog.given.connect(
            lambda values: self.reason_given.emit(note, str(values.get("reason") or ""))
        )
        dialog.field_left.connect(lambda key, value: self.reason_left.emit(note, value))
        dialog.discarded.connect(lambda: self.reason_discarded.emit(note))
        if not note:
            dialog.rejected.connect(self.reason_refused)
        if draft is not None:
            dialog.resume(draft.values, draft.at, self._local)
        dialog.finished.connect(lambda result: self._dialog_over(dialog))
        dialog.open()

    @property
    def hand_over_dialog(self) -> HandOverDialog | None:
        """The open question where the file goes."""
        return self._dialog if isinstance(self._dialog, HandOverDialog) else None

    def ask_community(self, name: str, communities: Sequence[Named]) -> None:
        """Let the person choose which community the file is handed over to."""
        dialog = HandOverDialog(name, communities, self)
        self._dialog = dialog
        dialog.given.connect(self.handed_over)
        dialog.finished.connect(lambda result: self._dialog_over(dialog))
        dialog.open()

    @property
    def erase_dialog(self) -> EraseDialog | None:
        """The open question whether a person is erased."""
        return self._dialog if isinstance(self._dialog, EraseDialog) else None

    def ask_erase(self, name: str, plan: ErasurePlan) -> None:
        """Ask whether this person is erased for good, and why."""
        dialog = EraseDialog(name, plan, self)
        self._dialog = dialog
        dialog.decided.connect(self.erase_decided)
        dialog.along_changed.connect(self.along_changed)
        dialog.finished.connect(lambda result: self._dialog_over(dialog))
        dialog.open()

    def show_erase_plan(self, plan: ErasurePlan) -> None:
        """Say anew in the open question how much goes."""
        if self.erase_dialog is not None:
            self.erase_dialog.show_plan(plan)

    @property
    def redact_dialog(self) -> RedactDialog | None:
        """The open question whether a note is removed."""
        return self._dialog if isinstance(self._dialog, RedactDialog) else None

    @property
    def attachment_dialog(self) -> AttachmentDialog | None:
        """The attached file that is looked at."""
        return self._dialog if isinstance(self._dialog, AttachmentDialog) else None

    def show_attachment(self, line: AttachmentLine, opened: Opened | None) -> None:
        """Show one attached file."""
        dialog = AttachmentDialog(line, opened, self._local, self)
        self._dialog = dialog
        dialog.original_asked.connect(lambda: self.original_asked.emit(line.id))
        dialog.remove_asked.connect(lambda: self.attachment_removed.emit(line.id))
        dialog.save_asked.connect(lambda path: self.copy_wanted.emit(line.id, path))
        dialog.finished.connect(lambda result: self._dialog_over(dialog))
        dialog.open()

    def close_attachment(self) -> None:
        """What was asked of the attached file is done."""
        if self.attachment_dialog is not None:
            self.attachment_dialog.accept()

    def _choose_files(self) -> None:
        self.files_chosen.emit(files_to_attach(self))

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say in the open dialog what is missing."""
        if isinstance(self._dialog, AddDialog):
            self._dialog.show_errors(errors)

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""
        if self._dialog is not None:
            self._dialog.show_problem(words)

    def close_dialog(self) -> None:
        """What was asked is saved."""
        if self._dialog is not None:
            self._dialog.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.left_sight.emit()

    def _dialog_over(self, dialog: _Dialogs) -> None:
        if self._dialog is dialog:
            self._dialog = None
        dialog.deleteLater()

    def _show_item(self, item: TimelineItem) -> None:
        dialog = ItemDialog(
            item,
            self._local,
            self,
            may_remove=self.file.may_erase,
            offers=self.file.rooms.offers(item.kind),
        )
        self.item_dialog = dialog
        dialog.correct_asked.connect(lambda note: self._correct(dialog, note))
        dialog.read_asked.connect(lambda note: self._read_note(dialog, note))
        dialog.remove_asked.connect(lambda item: self._ask_redact(dialog, item))
        dialog.offered.connect(lambda room, what: self._take_offer(dialog, room, what))
        dialog.finished.connect(lambda result: self._item_over(dialog))
        dialog.open()

    def _read_note(self, whole: ItemDialog, note: str) -> None:
        whole.accept()
        self.note_wanted.emit(note)

    def _take_offer(self, whole: ItemDialog, room: str, what: str) -> None:
        whole.accept()
        self.file.rooms.add(room, what)

    def _item_over(self, dialog: ItemDialog) -> None:
        if self.item_dialog is dialog:
            self.item_dialog = None
        dialog.deleteLater()

    def _ask_redact(self, whole: ItemDialog, item: TimelineItem) -> None:
        whole.accept()
        dialog = RedactDialog(item, self)
        self._dialog = dialog
        dialog.given.connect(lambda basis: self.redact_decided.emit(item.id, basis))
        dialog.finished.connect(lambda result: self._dialog_over(dialog))
        dialog.open()

    def _correct(self, dialog: ItemDialog, note: str) -> None:
        self._correcting = True
        dialog.accept()
        self.correct_asked.emit(note)
