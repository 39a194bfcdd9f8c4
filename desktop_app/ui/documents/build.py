"""The room of documents put together."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from desktop_app.language import Message
from desktop_app.ui.documents.presenter import DocumentsPresenter, DocumentsServices
from desktop_app.ui.documents.view import DocumentsRoom
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.shared.rooms import Addition, Room


def room(services: DocumentsServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]) -> Room:
    """The room; its widget is made when it is first shown."""
    return Room(
        "documents",
        Message("documents", "Documents"),
        "file-check",
        lambda: build(services, jobs, door, new_id),
        (Addition("document", Message("documents", "Document to bring"), "file-check"),),
    )


def build(
    services: DocumentsServices, jobs: Jobs, door: Door, new_id: Callable[[], UUID]
) -> DocumentsRoom:
    """The widget of the room."""
    view = DocumentsRoom(new_id)
    presenter = DocumentsPresenter(view, services, jobs, door)
    # A partial keeps the presenter: a signal holds its methods only weakly.
    view.opened.connect(partial(DocumentsPresenter.open, presenter))
    view.list_asked.connect(presenter.ask_for)
    view.document_asked.connect(presenter.ask_document)
    view.change_asked.connect(presenter.change)
    view.tick_asked.connect(presenter.tick)
    view.print_asked.connect(presenter.print_list)
    view.answered_by(presenter.asker)
    return view
