"""What the settings decide: the look, who may open the vault, papers, backups, and the check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from desktop_app.language import Message
from desktop_app.services.progress import Step
from desktop_app.services.session import Session
from desktop_app.services.trust.beginning import Judged, judge
from desktop_app.services.trust.papers import PaperKind, Papers, PaperState
from desktop_app.services.vault.backups import Backup, Backups
from desktop_app.services.vault.checking import CheckReport, check
from desktop_app.settings import Settings
from desktop_app.ui.settings.services import SettingsServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

PAPER_TITLES: Final = {
    PaperKind.VAULT: Message("settings", "Recovery paper of this vault"),
    PaperKind.ORGANISATION: Message("settings", "Recovery kit of the organisation"),
}


@dataclass(frozen=True, slots=True)
class VaultState:
    """This vault: who can open it, who is at work, where its papers stand."""

    name: str
    folder: Path
    people: tuple[str, ...]
    own: str
    papers: tuple[PaperState, ...]
    read_only: bool


@dataclass(frozen=True, slots=True)
class BackupState:
    """The backups, newest first. copied_at: UTC milliseconds, 0 for never. overdue: a copy on a
    second medium is due."""

    backups: tuple[Backup, ...]
    copied_at: int
    overdue: bool


class SettingsView(Protocol):
    """The settings as their presenter sees them."""

    def show_settings(self, settings: Settings) -> None:
        """Show how Portage looks and speaks on this device."""

    def show_vault(self, state: VaultState) -> None:
        """Show who may open this vault, and its papers."""

    def show_strength(self, judged: Judged | None) -> None:
        """Say how strong the passphrase being chosen is."""

    def close_dialog(self) -> None:
        """What the open dialog asked for is done."""

    def show_dialog_problem(self, words: Message) -> None:
        """Say in the open dialog what did not go."""

    def show_backups(self, state: BackupState, now: datetime) -> None:
        """Show the backups. now: UTC."""

    def show_working(self, words: Message | None) -> None:
        """Say what runs now; None: nothing runs any more."""

    def show_step(self, step: Step) -> None:
        """Show how far it is."""

    def show_check(self, report: CheckReport) -> None:
        """Show what the check found."""


class SettingsPresenter:
    """Decides for the look, this vault, its backups and the check."""

    def __init__(
        self, view: SettingsView, services: SettingsServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door

    @property
    def _session(self) -> Session:
        return self._services.vault.session

    def activate(self) -> None:
        """Ask for everything again."""
        self._view.show_settings(self._services.settings.load())
        self._ask_vault()
        self._ask_backups()

    # The look

    def change(self, **values: object) -> None:
        """Change what is given, at once, and keep it for the next start."""

        def changed(settings: Settings) -> Settings:
            return replace(settings, **values)  # type: ignore[arg-type]  # names of its fields

        settings = self._services.settings.change(changed)
        self._services.look(settings)
        self._view.show_settings(settings)

    # This vault

    def judge(self, passphrase: str, name: str = "") -> None:
        """Say how strong what is typed is."""
        if not passphrase:
            self._view.show_strength(None)
            return
        own = (name or self._session.person_name, self._services.vault.slots.name)
        self._jobs.start(
            "judge the passphrase",
            lambda progress: judge(passphrase, own),
            done=self._view.show_strength,
            failed=self._view.show_dialog_problem,
        )

    def change_passphrase(self, old: str, new: str) -> None:
        """Give the person at work another passphrase."""
        vault = self._services.vault
        done = Message(
            "settings", "Your passphrase is changed. The old one opens nothing any more."
        )
        self._in_dialog(lambda: vault.change_passphrase(old, new), done)

    def add_person(self, name: str, passphrase: str) -> None:
        """Let a colleague open this vault."""
        vault = self._services.vault
        done = Message("settings", "{name} can open this vault now.", {"name": name})
        self._in_dialog(lambda: vault.add_person(name.strip(), passphrase), done)

    def remove_person(self, name: str) -> None:
        """Take a colleague's way in away; the papers printed before are void afterwards."""
        vault = self._services.vault
        done = Message(
            "settings",
            "{name} cannot open this vault any more. Print its recovery paper again: the old one opens nothing now.",
            {"name": name},
        )
        self._view.show_working(Message("settings", "Giving the vault another key"))
        self._jobs.start(
            "remove a person",
            lambda progress: vault.remove_person(name),
            done=lambda nothing: self._done(done),
            failed=self._failed,
        )

    def print_paper(self, kind: PaperKind) -> None:
        """Hand a recovery paper to the printer."""
        papers = Papers(self._services.vault)
        self._jobs.start(
            "make the paper",
            lambda progress: papers.recovery(kind),
            done=lambda pdf: self._print(papers, kind, pdf),
            failed=self._failed,
        )

    def save_paper(self, kind: PaperKind, path: Path) -> None:
        """Write a recovery paper where the person said."""
        papers = Papers(self._services.vault)
        self._jobs.start(
            "save the paper",
            lambda progress: papers.save(kind, path),
            done=lambda nothing: self._done(Message("settings", "The paper is saved.")),
            failed=self._failed,
        )

    # Backups

    def make_backup(self) -> None:
        """Copy the vault, open the copy and check it."""
        backups = Backups(self._services.vault)
        done = Message("settings", "The backup is made, and it was opened and checked.")
        self._work(Message("settings", "Making a backup"), backups.make, done)

    def copy_backup(self, medium: Path) -> None:
        """Put a checked copy on a second medium."""
        backups = Backups(self._services.vault)
        done = Message("settings", "The copy is on the second medium and was read back.")
        self._work(
            Message("settings", "Copying to the second medium"),
            lambda progress: backups.copy_to(medium, progress),
            done,
        )

    def restore(self, backup: Path) -> None:
        """The person has decided: lock, and ask for the passphrase of that day."""
        self._services.restore(backup)

    # The check

    def check(self) -> None:
        """Prove everything about the vault that can be proven."""
        vault = self._services.vault
        self._view.show_working(Message("settings", "Checking the vault"))
        self._jobs.start(
            "settings work",
            lambda progress: check(vault, progress),
            done=self._checked,
            failed=self._failed,
            progressed=self._view.show_step,
        )

    def stop(self) -> None:
        """Let what runs stop at its next step."""
        self._jobs.cancel("settings work")

    def _checked(self, report: CheckReport) -> None:
        self._view.show_working(None)
        self._view.show_check(report)

    def _ask_vault(self) -> None:
        vault = self._services.vault

        def read() -> VaultState:
            return VaultState(
                vault.slots.name,
                vault.folder,
                tuple(one.name for one in vault.slots.slots),
                self._session.person_name,
                Papers(vault).states(),
                self._session.database.read_only,
            )

        self._jobs.start(
            "this vault",
            lambda progress: read(),
            done=self._view.show_vault,
            failed=self._failed,
        )

    def _ask_backups(self) -> None:
        backups = Backups(self._services.vault)
        self._jobs.start(
            "backups",
            lambda progress: BackupState(
                tuple(backups.list()), backups.copied_at(), backups.is_overdue()
            ),
            done=lambda state: self._view.show_backups(state, self._services.clock()),
            failed=self._failed,
        )

    def _work(self, words: Message, work: Callable[..., object], done: Message) -> None:
        self._view.show_working(words)
        self._jobs.start(
            "settings work",
            work,
            done=lambda outcome: self._done(done),
            failed=self._failed,
            progressed=self._view.show_step,
        )

    def _in_dialog(self, work: Callable[[], object], done: Message) -> None:
        self._jobs.start(
            "settings dialog",
            lambda progress: work(),
            done=lambda nothing: self._dialog_done(done),
            failed=self._view.show_dialog_problem,
        )

    def _dialog_done(self, words: Message) -> None:
        self._view.close_dialog()
        self._done(words)

    def _print(self, papers: Papers, kind: PaperKind, pdf: bytes) -> None:
        def printed() -> None:
            self._jobs.start(
                "note the paper",
                lambda progress: papers.note_printed(kind),
                done=lambda nothing: self._ask_vault(),
                failed=self._failed,
            )

        self._door.print_pdf(pdf, PAPER_TITLES[kind], printed=printed)

    def _done(self, words: Message) -> None:
        self._view.show_working(None)
        self._door.done(words)
        self._door.changed()
        self._ask_vault()
        self._ask_backups()

    def _failed(self, words: Message) -> None:
        self._view.show_working(None)
        self._door.problem(words)


__all__ = ["PAPER_TITLES", "BackupState", "SettingsPresenter", "SettingsView", "VaultState"]
