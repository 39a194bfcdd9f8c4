"""What a person may ask of their file: to see all that is kept, and to be erased; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from desktop_app.language import Message, base_language
from desktop_app.services.clients.access_report import TITLE
from desktop_app.services.erasure.erasure_plan import ErasurePlan
from desktop_app.sync.erasing import Basis
from desktop_app.ui.clients.services import ClientsServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

_WAITS = Message(
    "erasure",
    "Nothing is erased yet: a second office laptop has to sign first. It finds the request in Settings, "
    "Privacy, after the next bundle between the two.",
)


class PrivacyView(Protocol):
    """The question as its presenter sees it."""

    def ask_erase(self, name: str, plan: ErasurePlan) -> None:
        """Ask whether this person is erased for good, and why."""

    def show_erase_plan(self, plan: ErasurePlan) -> None:
        """Say anew in the open question how much goes."""

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not done."""

    def close_dialog(self) -> None:
        """It is done."""


class PrivacyPresenter:
    """Reports on a file and has a person or a note erased. client: whose file is open. reopen: show
    it anew."""

    def __init__(
        self,
        view: PrivacyView,
        services: ClientsServices,
        jobs: Jobs,
        door: Door,
        client: Callable[[], str],
        reopen: Callable[[], None],
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._client, self._reopen = client, reopen
        self._asked = ""

    def report(self) -> None:
        """Print, or save, all that is kept about the person."""
        report, client = self._services.report, self._client()
        if report is None:
            return
        language = base_language()
        self._jobs.start(
            "access report",
            lambda progress: report.file(client, ".pdf", language),
            done=lambda pdf: self._door.print_pdf(pdf, TITLE),
            failed=self._door.problem,
        )

    def ask_erase(self) -> None:
        """Find out what would go, and ask."""
        erasures, client = self._services.erasures, self._client()
        if erasures is None:
            return
        self._asked = client
        self._jobs.start(
            "erasure plan",
            lambda progress: erasures.plan(client),
            done=lambda plan: self._view.ask_erase(plan.name or plan.client, plan),
            failed=self._door.problem,
        )

    def plan_again(self, along: Sequence[str]) -> None:
        """Other linked files are to go along: find out anew what would go."""
        erasures, client = self._services.erasures, self._asked
        if erasures is None:
            return
        self._jobs.start(
            "erasure plan",
            lambda progress: erasures.plan(client, along),
            done=self._view.show_erase_plan,
            failed=self._view.show_problem,
        )

    def erase(self, basis: str, along: Sequence[str] | None = None) -> None:
        """Erase the person whose question is open. along: which linked files go too."""
        erasures, client = self._services.erasures, self._asked
        if erasures is None:
            return

        def done(waits: bool) -> None:
            self._view.close_dialog()
            self._door.done(
                _WAITS
                if waits
                else Message(
                    "erasure",
                    "The person is erased here. Settings, Privacy tells which laptops still have to do it, "
                    "and which backups still hold the file.",
                )
            )
            self._door.changed()
            if not waits:
                self._door.go("clients")

        self._jobs.start(
            "erase",
            lambda progress: erasures.waits(erasures.erase(client, Basis(basis), along)),
            done=done,
            failed=self._view.show_problem,
        )

    def redact(self, note: str, basis: str) -> None:
        """Remove one note of the open file everywhere."""
        erasures = self._services.erasures
        if erasures is None:
            return

        def done(waits: bool) -> None:
            self._view.close_dialog()
            self._door.done(
                _WAITS
                if waits
                else Message(
                    "erasure",
                    "The note is removed here. Settings, Privacy tells which laptops still have to do it, "
                    "and which backups still hold it.",
                )
            )
            self._door.changed()
            self._reopen()

        self._jobs.start(
            "redact",
            lambda progress: erasures.waits(erasures.redact(note, Basis(basis))),
            done=done,
            failed=self._view.show_problem,
        )
