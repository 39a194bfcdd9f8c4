"""What the room of documents decides: which papers are asked for, ticked and printed; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from desktop_app.domain.casework.documents import DOCUMENT, IN_HAND, NEEDED
from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.casework.documents import ClientDocuments, DocumentLine, Documents
from desktop_app.services.clients.attachments import AttachmentLine
from desktop_app.ui.shared.asking import Asker, Asking, AskingView
from desktop_app.ui.shared.awaited import Awaited
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

NAMES: Final = ("name", "state", "on", "expires_on", "attachment", "remark")


@dataclass(frozen=True, slots=True)
class DocumentsServices:
    """What the room works with. attached: the attached files of a client."""

    documents: Documents
    attached: Callable[[str], Sequence[AttachmentLine]]
    drafts: DraftBox
    today: Callable[[], str]


class DocumentsView(AskingView, Protocol):
    """The room as its presenter sees it."""

    def show_documents(self, found: ClientDocuments) -> None:
        """Show the papers of a client."""


class DocumentsPresenter:
    """The papers of one client at a time."""

    def __init__(
        self, view: DocumentsView, services: DocumentsServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._awaited: Awaited[tuple[ClientDocuments, Sequence[AttachmentLine]]] = Awaited()
        self.client = ""
        self.asker = Asker(view, services.drafts, jobs, door, self._again)

    def open(self, client: str) -> None:
        """Show this client's papers."""
        self.client = client
        services = self._services
        self._awaited.begin(client)

        def shown(found: tuple[ClientDocuments, Sequence[AttachmentLine]]) -> None:
            self._awaited.come(
                found[0].client, found, lambda told: self._view.show_documents(told[0])
            )

        self._jobs.start(
            "documents",
            lambda progress: (services.documents.of(client), services.attached(client)),
            done=shown,
            failed=self._door.problem,
        )

    def _again(self) -> None:
        self.open(self.client)

    def ask_for(self, checklist: str) -> None:
        """Put the papers of a list into the file."""
        client = self.client
        self.asker.write(
            lambda: self._services.documents.ask_for(client, checklist),
            Message("documents", "The documents of the list are in the file."),
        )

    def ask_document(self) -> None:
        """Ask for a paper outside of any list, once the papers are there."""
        self._awaited.then(self._ask_document)

    def _ask_document(self) -> None:
        client = self.client
        self.asker.ask(
            Asking(
                "document",
                client,
                DOCUMENT,
                Message("documents", "Add a document"),
                Message("documents", "Save the document"),
                Message("documents", "The document is in the list."),
                lambda values: self._services.documents.add(client, values),
                NAMES,
                begin={"state": NEEDED, "on": self._services.today()},
                choices={"attachment": self._files()},
            )
        )

    def change(self, document: str) -> None:
        """Ask for what is different in a paper."""
        line = self._line(document)
        if line is None:
            return
        self.asker.ask(
            Asking(
                "document changed",
                document,
                DOCUMENT,
                line.name,
                Message("documents", "Save the document"),
                Message("documents", "The document is changed."),
                lambda values: self._services.documents.change(line.record, values),
                NAMES if not line.checklist else NAMES[1:],
                known=line.record.values,
                choices={"attachment": self._files()},
                hint=line.why,
            )
        )

    def tick(self, document: str) -> None:
        """A paper is in hand, or has to be brought after all."""
        line = self._line(document)
        if line is None:
            return
        here = line.state != NEEDED
        self.asker.write(
            lambda: self._services.documents.tick(document, NEEDED if here else IN_HAND),
            Message("documents", "The document is to be brought.")
            if here
            else Message("documents", "The document is in hand."),
        )

    def print_list(self) -> None:
        """Print the list in the client's language."""
        client = self.client
        self._jobs.start(
            "documents paper",
            lambda progress: self._services.documents.paper(client),
            done=lambda pdf: self._door.print_pdf(pdf, Message("documents", "Documents to bring")),
            failed=self._door.problem,
        )

    def _line(self, document: str) -> DocumentLine | None:
        found = self._awaited.content
        lines = () if found is None else found[0].documents
        return next((one for one in lines if one.record.id == document), None)

    def _files(self) -> tuple[tuple[Value, str], ...]:
        found = self._awaited.content
        return () if found is None else tuple((one.id, one.name) for one in found[1])
