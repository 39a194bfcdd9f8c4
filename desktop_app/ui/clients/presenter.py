"""Which page of the clients is open: the list, a file, its history, its form; free of Qt.

Pages are named by the detail of a route: "" the list, "new" and "new <words>" an empty form,
"<id>" a file, "<id>/edit" its form, "<id>/history" its changes, "<id>/<room>" a room of the file.
"resume" and "<id>/resume" go on with what was typed into such a form and not saved; "<id>/resume <form>"
with what was typed into a dialog of the file.
Further pages, such as the board, live in folders of their own and go by the names of their rooms.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final, Protocol

from desktop_app.ui.clients.file_presenter import FilePresenter
from desktop_app.ui.clients.form_presenter import FormPresenter
from desktop_app.ui.clients.list_presenter import NEW, RESUME, ListPresenter

EDIT: Final = "edit"
HISTORY: Final = "history"


class Page(StrEnum):
    """The pages of the screen."""

    LIST = "list"
    FILE = "file"
    FORM = "form"
    HISTORY = "history"
    BESIDE = "beside"


class ScreenView(Protocol):
    """The screen as its presenter sees it."""

    def show_page(self, page: Page) -> None:
        """Show this page; the keyboard goes into it."""

    def show_room(self, client: str, room: str) -> None:
        """Show a room of that client's file; "" is its history."""

    def resume(self, form: str) -> None:
        """Open the dialog of the file whose draft has that name."""

    def show_beside(self, key: str) -> None:
        """Show the page of that name, which lives in a folder of its own, and let it ask."""


class ClientsPresenter:
    """Leads from page to page. What is typed into a form is never lost on the way."""

    def __init__(
        self,
        view: ScreenView,
        in_list: ListPresenter,
        in_file: FilePresenter,
        in_form: FormPresenter,
        beside: Collection[str] = (),
    ) -> None:
        """beside: the names of pages that live in folders of their own."""
        self._view, self._beside = view, frozenset(beside)
        self._list, self._file, self._form = in_list, in_file, in_form
        self._detail: str | None = None

    @property
    def page(self) -> Page:
        """The page that is open."""
        first, _, last = (self._detail or "").partition("/")
        if not first:
            return Page.LIST
        if first in self._beside:
            return Page.BESIDE
        if self._is_new or last in (EDIT, RESUME):
            return Page.FORM
        return Page.HISTORY if last == HISTORY else Page.FILE

    @property
    def client(self) -> str:
        """Whose pages are open; "" in the list and for a new person."""
        if self._is_new or self.page is Page.BESIDE:
            return ""
        return (self._detail or "").split("/")[0]

    @property
    def room(self) -> str:
        """The room of the file that is open; "" for its history."""
        return (self._detail or "").partition("/")[2] if self.page is Page.FILE else ""

    @property
    def _is_new(self) -> bool:
        return (self._detail or "").partition(" ")[0] in (NEW, RESUME)

    def show(self, detail: str) -> None:
        """Open the page of that name. The page that is left keeps what was typed."""
        if detail == self._detail and self.page is Page.FORM and self._form.is_open:
            self._view.show_page(Page.FORM)
            return
        if self._detail is not None and self.page is Page.FORM:
            self._form.hidden()
        client, _, last = detail.partition("/")
        form = last.partition(" ")[2] if last.startswith(f"{RESUME} ") else ""
        self._detail = client if form else detail
        if self.page is Page.BESIDE:
            self._view.show_beside(detail.partition("/")[0])
            return
        # The keyboard goes into the page, so what is open in it stands there first.
        if self.page is Page.FILE:
            self._view.show_room(self.client, self.room)
        self._view.show_page(self.page)
        if form:
            self._file.open(client)
            self._view.resume(form)
        if self.page is Page.FORM:
            words = detail.partition(" ")[2] if self._is_new else ""
            resume = detail == RESUME or detail.endswith(f"/{RESUME}")
            self._form.open(self.client, words, resume=resume)

    def activate(self) -> None:
        """Ask again for what is shown; a form keeps what is being typed."""
        if self._detail is None:
            self.show("")
        match self.page:
            case Page.LIST:
                self._list.begin()
            case Page.FILE:
                self._file.open(self.client)
                self._view.show_room(self.client, self.room)
            case Page.BESIDE:
                self._view.show_beside((self._detail or "").partition("/")[0])
            case Page.HISTORY:
                self._file.open_history(self.client)

    def hidden(self) -> None:
        """Another place or the cover is shown: what was typed is kept."""
        if self._detail is not None and self.page is Page.FORM:
            self._form.hidden()
