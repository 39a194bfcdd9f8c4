"""What is decided while a laptop waits to be let in; no Qt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from desktop_app.language import Message
from desktop_app.services.exchange.exchange import REFUSED, Imported
from desktop_app.services.progress import Progress
from desktop_app.services.trust.joining import Joining
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.unlock.services import UnlockServices


class JoiningView(Protocol):
    """The pages of joining as their presenter sees them."""

    def show_request(self, laptop: str, digits: str, written: str) -> None:
        """Show this laptop's digits and what to do with the file. written: its name, "" as long
        as there is none."""

    def show_answer(self, digits: str) -> None:
        """Show the organisation's digits, to be compared with its card."""

    def show_problem(self, words: Message, *, restore: bool = False) -> None:
        """Say on the page that is shown what did not go."""

    def show_busy(self, words: Message, *, stoppable: bool) -> None:
        """Say that something takes its time."""


class JoiningPresenter:
    """Writes the request, takes the answer, and lets people compare digits in between.

    entered: goes into the vault once it belongs to an organisation.
    """

    def __init__(
        self,
        view: JoiningView,
        services: UnlockServices,
        jobs: Jobs,
        *,
        entered: Callable[[OpenVault], None],
    ) -> None:
        self._view, self._services, self._jobs = view, services, jobs
        self._entered = entered
        self._vault: OpenVault
        self._laptop, self._digits, self._written = "", "", ""
        self._answer, self._told = Path(), ""

    def wait(self, vault: OpenVault) -> None:
        """Show the digits of this laptop's request."""
        self._vault = vault
        self._digits, self._written = "", ""

        def ask(progress: Progress) -> tuple[str, str, str]:
            joining = self._joining()
            return joining.name(), joining.digits(), joining.written()

        def show(told: tuple[str, str, str]) -> None:
            name, digits, self._written = told
            self._laptop = name or vault.slots.name
            self._show(digits)

        self._jobs.start("digits", ask, done=show, failed=self._view.show_problem)

    def write(self, folder: Path) -> None:
        """Put the request there."""
        self._jobs.start(
            "write the request",
            lambda progress: self._joining().write_request(folder),
            done=self._wrote,
            failed=self._view.show_problem,
        )

    def take(self, answer: Path) -> None:
        """Look whose answer this is; nothing is joined before the digits were compared."""
        self._answer = answer
        self._view.show_busy(Message("unlock", "Reading the answer"), stoppable=False)
        self._jobs.start(
            "look at the answer",
            lambda progress: self._joining().look(answer),
            done=self._looked,
            failed=self._refused,
        )

    def same(self) -> None:
        """The digits are those on the card: join."""
        answer, told = self._answer, self._told
        self._view.show_busy(
            Message("unlock", "Joining the organisation and taking in what it sent"),
            stoppable=False,
        )
        self._jobs.start(
            "join",
            lambda progress: self._joining().join(answer, told),
            done=self._joined,
            failed=self._refused,
        )

    def different(self) -> None:
        """The digits are not those on the card: nothing is joined."""
        self._show(self._digits)
        self._view.show_problem(
            Message(
                "unlock",
                "This laptop did not join, and nothing was changed. Do not use this file; "
                "call the office by a number that you already know.",
            )
        )

    def back(self) -> None:
        """From the comparison back to the laptop's own digits."""
        self._show(self._digits)

    def _joining(self) -> Joining:
        return Joining(self._vault.session, self._services.reader)

    def _show(self, digits: str) -> None:
        self._digits = digits
        self._view.show_request(self._laptop, digits, self._written)

    def _wrote(self, path: Path) -> None:
        self._written = path.name
        self._show(self._digits)

    def _looked(self, digits: str) -> None:
        self._told = digits
        self._view.show_answer(digits)

    def _refused(self, words: Message) -> None:
        self._show(self._digits)
        self._view.show_problem(words)

    def _joined(self, imported: Imported) -> None:
        if imported.outcome == REFUSED and imported.message is not None:
            self._refused(imported.message)
        else:
            self._entered(self._vault)
