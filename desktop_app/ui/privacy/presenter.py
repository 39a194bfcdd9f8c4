"""What the room about privacy decides: what is asked for, what is shown, what a person reads; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from desktop_app.domain.people.notes import CONSENT
from desktop_app.domain.people.privacy import DECLARED_INTEREST, FILE_ACCESS, READ_BACK
from desktop_app.language import Message
from desktop_app.services.casework.access import Access, FilePrivacy
from desktop_app.services.casework.consents import Consents, Purpose
from desktop_app.services.casework.look_papers import LookPapers
from desktop_app.services.casework.read_back import ClientPage, ReadBacks
from desktop_app.services.clients.clients import Clients
from desktop_app.ui.shared.asking import Asker, Asking, AskingView
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.draft_keeper import DraftKeeper
from desktop_app.ui.shared.drafting import DraftBox
from desktop_app.ui.shared.jobs import Jobs

WORDS: Final = "words"
CONSENT_NAMES: Final = ("purpose", "given_on", "how", "expires_on", "words")


@dataclass(frozen=True, slots=True)
class PrivacyServices:
    """What the room works with. cover: hides the window where a PIN of this session lifts it again;
    does nothing where none was chosen.
    """

    access: Access
    consents: Consents
    clients: Clients
    read_backs: ReadBacks
    papers: LookPapers
    drafts: DraftBox
    now: Callable[[], datetime]
    cover: Callable[[], None]


class PrivacyView(AskingView, Protocol):
    """The room as its presenter sees it."""

    def show_privacy(self, guarded: FilePrivacy, purposes: Sequence[Purpose]) -> None:
        """Show how a client's file is guarded."""

    def choose(self, page: ClientPage) -> None:
        """Let the worker choose what the client is shown."""

    def show_page(self, page: ClientPage, typed: str) -> None:
        """Show one client this page and nothing else. typed: what they began to say and did not send."""

    def thank(self) -> None:
        """What the client said is kept: let them give the laptop back."""

    def show_page_problem(self, words: Message) -> None:
        """Say on the page that it was not kept."""


class PrivacyPresenter:
    """One client's file at a time."""

    def __init__(
        self, view: PrivacyView, services: PrivacyServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._page: ClientPage | None = None
        self.client = ""
        self._drafts = DraftKeeper(services.drafts, jobs, door)
        self.asker = Asker(view, services.drafts, jobs, door, self._again)

    def open(self, client: str) -> None:
        """Show how this client's file is guarded."""
        self.client = client
        services = self._services

        def shown(found: tuple[FilePrivacy, Sequence[Purpose]]) -> None:
            if client == self.client:
                self._view.show_privacy(*found)

        self._jobs.start(
            "privacy",
            lambda progress: (services.access.of(client), services.consents.of(client)),
            done=shown,
            failed=self._door.problem,
        )

    def _again(self) -> None:
        self.open(self.client)

    def ask_consent(self, purpose: str = "") -> None:
        """Ask for a consent. purpose: to what, when that is known."""
        client, services = self.client, self._services

        def save(values: object) -> None:
            told = dict(values)  # type: ignore[call-overload]
            services.clients.add_consent(
                client, *(str(told.get(name) or "") for name in CONSENT_NAMES)
            )

        self.asker.ask(
            Asking(
                "consent",
                client,
                CONSENT,
                Message("client file", "Add a consent"),
                Message("client file", "Save the consent"),
                Message("client file", "The consent is saved."),
                save,
                CONSENT_NAMES,
                begin={
                    "purpose": purpose or None,
                    "given_on": self._services.now().date().isoformat(),
                },
            )
        )

    def withdraw(self, consent: str) -> None:
        """The client takes a consent back, today."""
        day = self._services.now().date().isoformat()
        self.asker.write(
            lambda: self._services.clients.withdraw_consent(consent, day),
            Message("client file", "The consent is withdrawn as of today."),
        )

    def ask_reveal(self) -> None:
        """Ask why the identity behind the code is to be shown."""
        client = self.client
        self.asker.ask(
            Asking(
                "file_access",
                client,
                FILE_ACCESS,
                Message("privacy", "Show who this is"),
                Message("privacy", "Show who it is"),
                Message("privacy", "The identity is shown, for this file alone."),
                lambda values: self._services.access.reveal(
                    client, str(values.get("reason") or "")
                ),
                ("reason",),
                hint=Message(
                    "privacy",
                    "Say why. Your name, the day and the reason stay in the file, for the person to "
                    "read.",
                ),
                undo=False,
            )
        )

    def hide(self) -> None:
        """Show the code again."""
        self.asker.write(
            self._services.access.hide,
            Message("privacy", "The code stands in place of the name again."),
            undo=False,
        )

    def ask_interest(self) -> None:
        """Ask why whoever is at work keeps out of this file."""
        client = self.client

        def save(values: object) -> None:
            told = dict(values)  # type: ignore[call-overload]
            self._services.access.declare(client, str(told.get("why") or ""))
            self._door.go("clients", "")

        self.asker.ask(
            Asking(
                "declared_interest",
                client,
                DECLARED_INTEREST,
                Message("privacy", "Declare an interest"),
                Message("privacy", "Keep me out of this file"),
                Message(
                    "privacy", "The file is closed to you from now on. The office can open it."
                ),
                save,
                ("why",),
                hint=Message(
                    "privacy",
                    "Somebody of your family, a friend, a neighbour, money between you: say which. You "
                    "will not open this file any more until the office ends it.",
                ),
            )
        )

    def print_looks(self) -> None:
        """Print who looked into the file, for the client."""
        client = self.client
        self._jobs.start(
            "looks paper",
            lambda progress: self._services.papers.looks(client),
            done=lambda pdf: self._door.print_pdf(
                pdf, Message("privacy", "Who looked into the file")
            ),
            failed=self._door.problem,
        )

    # The page that the client reads

    def choose_page(self) -> None:
        """Choose what the client is shown."""
        client = self.client
        self._jobs.start(
            "client page",
            lambda progress: self._services.read_backs.page(client),
            done=self._view.choose,
            failed=self._door.problem,
        )

    def show_page(self, keys: Sequence[str]) -> None:
        """Show the client what was chosen."""
        client, chosen = self.client, tuple(keys)

        def ask() -> tuple[ClientPage, str]:
            draft = self._services.drafts.find(READ_BACK.name, client)
            typed = "" if draft is None else str(draft.values.get(WORDS) or "")
            return self._services.read_backs.page(client, chosen), typed

        def shown(found: tuple[ClientPage, str]) -> None:
            self._page = found[0]
            self._view.show_page(*found)

        self._jobs.start(
            "client page",
            lambda progress: ask(),
            done=shown,
            failed=self._door.problem,
        )

    def typed(self, words: str) -> None:
        """The client says what is not right: as much of it as there is, is kept as a draft."""
        page = self._page
        if page is not None:
            self._drafts.keep(READ_BACK.name, page.client, WORDS, words)

    def said(self, how: str, words: str) -> None:
        """Keep what the client says of the page."""
        page = self._page
        if page is None:
            return

        def kept(made: str) -> None:
            self._drafts.forget(READ_BACK.name, page.client)
            self._view.thank()

        self._jobs.start(
            "read back",
            lambda progress: self._services.read_backs.keep(page, how, words),
            done=kept,
            failed=self._view.show_page_problem,
        )

    def left(self) -> None:
        """The worker has the laptop again, and proves it where a PIN was chosen."""
        self._page = None
        self._services.cover()
        self._door.changed()
        self._again()
