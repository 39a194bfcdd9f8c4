"""What the first screens decide: which vault, who, and what to say when it does not open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message
from desktop_app.services.progress import Progress, Step
from desktop_app.services.trust.copies import other_name
from desktop_app.services.vault.backups import Backup
from desktop_app.services.vault.open_vault import MOVED
from desktop_app.services.vault.vaults import OpenVault, WrongPassphrase
from desktop_app.storage.errors import Damaged
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.unlock.services import UnlockDoor, UnlockServices

LONGEST_WAIT: Final = 30
DEMO_CLIENTS: Final = 300
_RESTORABLE: Final = frozenset({Damaged.code, "slots_damaged", "rolled_back"})

Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class VaultLine:
    """One vault in the list. there: its folder can be reached now (a stick may be out)."""

    folder: Path
    name: str
    there: bool


class UnlockView(Protocol):
    """The first screens as their presenter sees them."""

    def show_doors(self, *, back: bool) -> None:
        """Offer the three ways to begin; back: there are vaults to go back to."""

    def show_vaults(self, vaults: Sequence[VaultLine]) -> None:
        """Show the vaults that were opened on this computer."""

    def show_unlock(self, name: str, people: Sequence[str], fiction: str = "") -> None:
        """Ask who it is, when there are several, and for the passphrase.

        fiction: the passphrase itself, of a vault with invented people.
        """

    def show_wait(self, seconds: int) -> None:
        """Let nothing be tried for so long, and say so."""

    def show_recovery(self, name: str, people: Sequence[str]) -> None:
        """Ask for the code of the recovery paper and a new passphrase."""

    def show_restore(self, name: str, backups: Sequence[Backup], people: Sequence[str]) -> None:
        """Ask which backup shall stand in the vault's place."""

    def show_problem(self, words: Message, *, restore: bool = False) -> None:
        """Say on the page that is shown what did not go; restore: a backup may help."""

    def show_notices(self, notices: Sequence[Message], *, copy: bool) -> None:
        """Say what the person should know before going on. copy: the vault may be a second copy,
        which can be made a laptop of its own."""

    def show_anew(self, name: str) -> None:
        """Say what making the copy a laptop of its own does, and ask for its name."""

    def show_busy(self, words: Message, *, stoppable: bool) -> None:
        """Say that something takes its time."""

    def show_step(self, step: Step) -> None:
        """Show how far it is."""


class AfterOpening(Protocol):
    """The ways that go on with an open vault before the work is shown."""

    def papers(self, vault: OpenVault) -> None:
        """Offer to print the recovery papers."""

    def waiting(self, vault: OpenVault) -> None:
        """Show how the laptop joins an organisation."""


class UnlockPresenter:
    """Decides for the list of vaults and the screens on which one is opened."""

    def __init__(
        self,
        view: UnlockView,
        services: UnlockServices,
        jobs: Jobs,
        door: UnlockDoor,
        after: AfterOpening,
    ) -> None:
        self._view, self._services, self._jobs = view, services, jobs
        self._door, self._after = door, after
        self._folder = Path()
        self._wrong = 0
        self._not_before = 0.0
        self._noticed: OpenVault | None = None

    def begin(self, folder: Path | None = None) -> None:
        """Show what fits: that vault, the only one there is, the list, or the three doors."""
        vaults = self._vaults()
        there = [one for one in vaults if one.there]
        if folder is not None:
            self.choose(folder)
        elif len(vaults) == 1 and there:
            self.choose(there[0].folder)
        elif vaults:
            self._view.show_vaults(vaults)
        else:
            self._view.show_doors(back=False)

    def vaults(self) -> None:
        """Show the list of vaults, or the doors where there is none."""
        vaults = self._vaults()
        if vaults:
            self._view.show_vaults(vaults)
        else:
            self._view.show_doors(back=False)

    def doors(self) -> None:
        """Show the three ways to begin."""
        self._view.show_doors(back=bool(self._vaults()))

    def choose(self, folder: Path) -> None:
        """Ask for the passphrase of that vault; while its stick is out, say so above the list."""
        vaults = self._vaults()
        if any(one.folder == folder for one in vaults) and not folder.is_dir():
            self._view.show_vaults(vaults)
            self._view.show_problem(
                Message(
                    "unlock",
                    "The vault {vault} is not reached yet. Nothing is lost. Plug in the stick or drive "
                    "that it lies on, wait a moment, then press it again.",
                    {"vault": folder.name},
                )
            )
            return
        self._folder = folder
        self._wrong, self._not_before = 0, 0.0
        self._start(
            "people of the vault",
            lambda progress: self._services.beginnings.people(folder),
            lambda people: self._view.show_unlock(
                folder.name, people, self._services.beginnings.demo_passphrase(folder, people)
            ),
            self._no_people,
        )

    def unlock(self, person: str, passphrase: str) -> None:
        """Try a passphrase; after a wrong one the next try waits longer, and nothing else happens."""
        if self._services.clock() < self._not_before:
            return
        folder = self._folder
        self._view.show_busy(Message("unlock", "Opening the vault"), stoppable=False)
        self._start(
            "open the vault",
            lambda progress: self._services.beginnings.open(folder, person, passphrase, progress),
            self.go_on,
            self._not_opened,
        )

    def ask_recovery(self) -> None:
        """The person has a recovery paper."""
        folder = self._folder
        self._start(
            "people of the vault",
            lambda progress: self._services.beginnings.people(folder),
            lambda people: self._view.show_recovery(folder.name, people),
            lambda fault: self._view.show_recovery(folder.name, ()),
        )

    def check_code(self, text: str) -> Message | None:
        """What is wrong with the code as it is typed so far, with the line; None when it is right."""
        try:
            self._services.beginnings.read_code(text)
        except PortageError as fault:
            return fault.message
        return None

    def recover(self, text: str, person: str, passphrase: str) -> None:
        """Open with the paper, which is used up, and offer the new one."""
        folder, beginnings = self._folder, self._services.beginnings
        self._view.show_busy(Message("unlock", "Opening with the recovery paper"), stoppable=False)
        self._start(
            "recover",
            lambda progress: beginnings.recover(
                folder, beginnings.read_code(text), person.strip(), passphrase
            ),
            self._recovered,
            lambda fault: self._view.show_problem(fault.message),
        )

    def ask_restore(self, folder: Path | None = None) -> None:
        """Show the backups beside the vault."""
        self._folder = folder or self._folder
        asked = self._folder

        def read(progress: Progress) -> tuple[list[Backup], list[str]]:
            try:
                people = self._services.beginnings.people(asked)
            except PortageError:
                people = []
            return self._services.beginnings.backups(asked), people

        self._start(
            "backups of the vault",
            read,
            lambda both: self._view.show_restore(asked.name, both[0], both[1]),
            lambda fault: self._view.show_problem(fault.message),
        )

    def restore(self, backup: Path, person: str, passphrase: str) -> None:
        """Put the backup in the vault's place and open it."""
        folder = self._folder
        self._view.show_busy(Message("unlock", "Restoring the backup"), stoppable=False)
        self._start(
            "restore",
            lambda progress: self._services.beginnings.restore(
                folder, backup, person.strip(), passphrase
            ),
            self.go_on,
            lambda fault: self._view.show_problem(fault.message),
        )

    def try_demo(self) -> None:
        """Make a fictional organisation and open it."""
        folder = self._services.beginnings.demo_folder()
        self._view.show_busy(Message("unlock", "Inventing people and places"), stoppable=True)
        self._jobs.start(
            "demo",
            lambda progress: self._services.demo(folder, DEMO_CLIENTS, progress),
            done=self.go_on,
            failed=self._no_demo,
            progressed=self._view.show_step,
        )

    def stop(self) -> None:
        """The person does not want to wait."""
        self._jobs.cancel("demo")

    def go_on(self, vault: OpenVault) -> None:
        """A vault is open: say what must be known, then show the work or how to join."""
        self._wrong, self._not_before = 0, 0.0
        notices = [one.message for one in vault.notices]
        if vault.session.database.read_only:
            notices.append(
                Message(
                    "unlock",
                    "This vault can be read but not changed, because it lies on a disk that cannot be written to. "
                    "To work in it, copy its folder to this computer's own disk.",
                )
            )
        if notices:
            self._noticed = vault
            self._view.show_notices(notices, copy=self._is_copy(vault))
        else:
            self.enter(vault)

    def read_notices(self) -> None:
        """The person has read what was to be known."""
        vault, self._noticed = self._noticed, None
        if vault is not None:
            self.enter(vault)

    def _is_copy(self, vault: OpenVault) -> bool:
        return any(one.code == MOVED.code for one in vault.notices) and (
            self._services.beginnings.may_become_new(vault)
        )

    def ask_anew(self) -> None:
        """The other copy goes on, so this one wants to be a laptop of its own."""
        if self._noticed is not None:
            self._view.show_anew(other_name(self._noticed.session))

    def keep_as_it_is(self) -> None:
        """This is not a second copy after all."""
        if self._noticed is not None:
            notices = [one.message for one in self._noticed.notices]
            self._view.show_notices(notices, copy=self._is_copy(self._noticed))

    def become_new(self, name: str) -> None:
        """This copy is a laptop of its own from now on: show how it joins."""
        vault, beginnings = self._noticed, self._services.beginnings
        if vault is None:
            return

        def done(nothing: None) -> None:
            self._noticed = None
            self.enter(vault)

        self._jobs.start(
            "become a new laptop",
            lambda progress: beginnings.become_new(vault, name.strip()),
            done=done,
            failed=self._view.show_problem,
        )

    def enter(self, vault: OpenVault) -> None:
        """Remember the vault for the next start, and go in."""
        self._services.settings.change(lambda settings: settings.with_vault(vault.folder))
        trust = vault.session.trust
        if trust is None or trust.certificate(vault.session.device) is None:
            self._after.waiting(vault)
        else:
            self._door.opened(vault)

    def forget(self, folder: Path) -> None:
        """Take a vault off the list; its folder stays."""
        self._services.settings.change(lambda settings: settings.without_vault(folder))
        self.vaults()

    def _vaults(self) -> list[VaultLine]:
        folders = [Path(one) for one in self._services.settings.load().vaults]
        return [VaultLine(one, one.name, (one / "vault.db").is_file()) for one in folders]

    def _recovered(self, vault: OpenVault) -> None:
        self._services.settings.change(lambda settings: settings.with_vault(vault.folder))
        self._after.papers(vault)

    def _no_people(self, fault: PortageError) -> None:
        self._view.show_unlock(self._folder.name, ())
        self._view.show_problem(fault.message, restore=fault.code in _RESTORABLE)

    def _not_opened(self, fault: PortageError) -> None:
        self._view.show_problem(fault.message, restore=fault.code in _RESTORABLE)
        if fault.code == WrongPassphrase.code:
            self._wrong += 1
            seconds = min(2 ** (self._wrong - 1), LONGEST_WAIT)
            self._not_before = self._services.clock() + seconds
            self._view.show_wait(seconds)

    def _no_demo(self, words: Message) -> None:
        self.doors()
        self._view.show_problem(words)

    def _start(
        self,
        name: str,
        work: Callable[[Progress], Outcome],
        done: Callable[[Outcome], None],
        refused: Callable[[PortageError], None],
    ) -> None:
        """A job whose refusal is wanted with its code, not only with its sentence."""

        def tried(progress: Progress) -> tuple[Outcome | None, PortageError | None]:
            try:
                return work(progress), None
            except PortageError as fault:
                return None, fault

        def ended(both: tuple[Outcome | None, PortageError | None]) -> None:
            outcome, fault = both
            if fault is not None:
                refused(fault)
            else:
                done(outcome)  # type: ignore[arg-type]  # it is there when nothing was refused

        self._jobs.start(
            name,
            tried,
            done=ended,
            failed=self._view.show_problem,
            progressed=self._view.show_step,
        )
