"""What is decided about people and the papers of the organisation; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop_app.crypto.recovery import RecoveryCode
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.trust.escrow import Escrow
from desktop_app.services.trust.keepers import Keepers, KeepersState
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.papers import Papers
from desktop_app.services.trust.rights import Rights
from desktop_app.storage.files import write_whole
from desktop_app.ui.settings.services import SettingsServices
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who works here. communities: their names; places: their ids. everywhere: in all
    communities. own: who is at work now."""

    id: bytes
    name: str
    role: Role
    communities: tuple[str, ...]
    places: tuple[bytes, ...]
    everywhere: bool
    own: bool


@dataclass(frozen=True, slots=True)
class PeopleState:
    """Who works here, and the organisation's papers. helped: laptops whose key lies here.
    communities: all of them, as (id, name)."""

    people: tuple[PersonLine, ...]
    keepers: KeepersState
    helped: tuple[str, ...]
    communities: tuple[tuple[bytes, str], ...]


class PeopleView(Protocol):
    """People and papers as their presenter sees them."""

    def show_people(self, state: PeopleState) -> None:
        """Show who works here and how the papers stand."""

    def show_code(self, laptop: str, code: str) -> None:
        """Show the code that opens the vault of a laptop once."""

    def close_dialog(self) -> None:
        """What the open dialog asked for is done."""

    def show_dialog_problem(self, words: Message) -> None:
        """Say in the open dialog what did not go."""


class PeoplePresenter:
    """Decides for people and papers."""

    def __init__(
        self, view: PeopleView, services: SettingsServices, jobs: Jobs, door: Door
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._helped: tuple[str, RecoveryCode] | None = None

    def activate(self) -> None:
        """Ask for everything again."""
        self._helped = None
        if self._services.vault.session.trust is None:
            return
        self._jobs.start(
            "people and papers",
            lambda progress: self._read(),
            done=self._view.show_people,
            failed=self._door.problem,
        )

    def remove(self, person: bytes, name: str) -> None:
        """Somebody works here no more."""
        session = self._services.vault.session
        done = Message(
            "settings",
            "{name} works here no more. The next bundle tells every laptop.",
            {"name": name},
        )
        self._jobs.start(
            "remove from the organisation",
            lambda progress: Rights(session).remove_person(person),
            done=lambda nothing: self._done(done),
            failed=self._door.problem,
        )

    def change(self, person: bytes, name: str, role: Role, communities: Sequence[bytes]) -> None:
        """Another name, role or other communities for somebody."""
        session = self._services.vault.session
        self._in_dialog(
            lambda: Rights(session).change_person(person, role, communities, name),
            Message(
                "settings",
                "Noted for {name}. The next bundle tells every laptop.",
                {"name": name},
            ),
        )

    def make_papers(
        self,
        keepers: int,
        new_authority: bool,
        codes: Sequence[str],
        signatures: int | None = None,
    ) -> None:
        """New papers with the codes of today's, as they were typed. signatures: how many office
        laptops have to sign an erasure from then on; None leaves it as it is."""
        session = self._services.vault.session

        def work() -> None:
            typed = [RecoveryCode.parse(code) for code in codes if code.strip()]
            threshold = 1 if keepers == 1 else 2
            Keepers(session).rotate(typed, keepers, threshold, new_authority, signatures)

        done = Message(
            "settings",
            "The new papers count now, and the old ones open nothing. Print each of the new ones.",
        )
        self._in_dialog(work, done)

    def print_paper(self, number: int) -> None:
        """Hand a keeper's paper to the printer."""
        papers = Papers(self._services.vault)
        self._jobs.start(
            "make the paper",
            lambda progress: papers.keeper(number),
            done=lambda pdf: self._door.print_pdf(
                pdf, Message("settings", "Recovery kit of the organisation")
            ),
            failed=self._door.problem,
        )

    def save_paper(self, number: int, path: Path) -> None:
        """Write a keeper's paper where the person said."""
        papers = Papers(self._services.vault)
        self._jobs.start(
            "save the paper",
            lambda progress: write_whole(path, papers.keeper(number)),
            done=lambda nothing: self._door.done(Message("settings", "The paper is saved.")),
            failed=self._door.problem,
        )

    def put_away(self, number: int) -> None:
        """The paper lies before the person: its secret is wiped here."""
        session = self._services.vault.session
        self._jobs.start(
            "put the paper away",
            lambda progress: Keepers(session).put_away(number),
            done=lambda nothing: self._done(
                Message(
                    "settings", "The secret of this paper is on paper only now. Put it in a safe."
                )
            ),
            failed=self._door.problem,
        )

    def help(self, laptop: str, code: str) -> None:
        """Somebody forgot a passphrase: the code of that laptop's vault, with the typed paper."""
        session = self._services.vault.session
        self._jobs.start(
            "settings dialog",
            lambda progress: Escrow(session).help(laptop, RecoveryCode.parse(code)),
            done=lambda found: self._found(laptop, found),
            failed=self._view.show_dialog_problem,
        )

    def print_help(self) -> None:
        """Print the code that is shown, as the recovery paper of that vault."""
        if self._helped is None:
            return
        laptop, code = self._helped
        papers = Papers(self._services.vault)
        self._jobs.start(
            "make the paper",
            lambda progress: papers.of_laptop(code, laptop),
            done=lambda pdf: self._door.print_pdf(
                pdf, Message("settings", "Recovery paper of a laptop")
            ),
            failed=self._view.show_dialog_problem,
        )

    def forget_help(self) -> None:
        """The code is not needed any more: nothing of it stays here."""
        self._helped = None

    def _found(self, laptop: str, code: RecoveryCode) -> None:
        self._helped = (laptop, code)
        self._view.show_code(laptop, code.text)

    def _read(self) -> PeopleState:
        session = self._services.vault.session
        names = {one.id: one.name for one in Organisation(session).communities()}
        people = [
            PersonLine(
                one.id,
                one.name,
                one.role,
                tuple(names[place] for place in one.communities if place in names),
                one.communities,
                one.role.value == "office" or set(names) <= set(one.communities),
                one.id == session.person,
            )
            for one in Rights(session).people()
        ]
        helped = tuple(one.name for one in Escrow(session).laptops())
        return PeopleState(tuple(people), Keepers(session).state(), helped, tuple(names.items()))

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

    def _done(self, words: Message) -> None:
        self._door.done(words)
        self._door.changed()
        self.activate()
