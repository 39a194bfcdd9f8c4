"""What is decided while an organisation is started, or a laptop prepared to join one; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from desktop_app.language import Message, current_language
from desktop_app.services.trust.beginning import FirstCommunity, Founding, Judged, judge, propose
from desktop_app.services.trust.papers import PaperKind, Papers, PaperState
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.ui.shared.jobs import Jobs
from desktop_app.ui.unlock.services import UnlockDoor, UnlockServices

ORGANISATION: Final = "organisation"
LANGUAGES: Final = "languages"
REGION: Final = "region"
COMMUNITIES: Final = "communities"
LAPTOP: Final = "laptop"
PERSON: Final = "person"
PASSPHRASE: Final = "passphrase"  # noqa: S105  the name of a question

STARTING: Final = (ORGANISATION, LANGUAGES, REGION, COMMUNITIES, PERSON, PASSPHRASE)
JOINING: Final = (LAPTOP, PERSON, PASSPHRASE)

PAPER_TITLES: Final = {
    PaperKind.VAULT: Message("unlock", "Recovery paper of this vault"),
    PaperKind.ORGANISATION: Message("unlock", "Recovery kit of the organisation"),
}


@dataclass(slots=True, repr=False)
class Answers:
    """What was answered so far. Its repr shows nothing of it."""

    organisation: str = ""
    languages: tuple[str, ...] = ()
    region: str = ""
    communities: tuple[FirstCommunity, ...] = ()
    laptop: str = ""
    person: str = ""
    passphrase: str = field(default="")

    def __repr__(self) -> str:
        return "Answers()"


class StartingView(Protocol):
    """The pages of one question each, as their presenter sees them."""

    def show_question(self, name: str, number: int, count: int, answers: Answers) -> None:
        """Ask one question; the answer given before stands there."""

    def show_strength(self, judged: Judged | None) -> None:
        """Say how easily the passphrase is guessed; None while nothing is typed."""

    def show_proposal(self, phrase: str) -> None:
        """Offer a passphrase drawn by chance."""

    def show_problem(self, words: Message, *, restore: bool = False) -> None:
        """Say on the page that is shown what did not go."""

    def show_busy(self, words: Message, *, stoppable: bool) -> None:
        """Say that something takes its time."""

    def show_papers(self, states: Sequence[PaperState], *, recovered: bool) -> None:
        """Offer to print the recovery papers. recovered: the old one was just used up."""


class StartingPresenter:
    """Asks one question a page and then makes the vault.

    leave: what happens when one goes back from the first question. made: what happens with the
    vault of a laptop that wants to join. entered: goes into a vault whose papers were offered.
    """

    def __init__(
        self,
        view: StartingView,
        services: UnlockServices,
        jobs: Jobs,
        door: UnlockDoor,
        *,
        leave: Callable[[], None],
        made: Callable[[OpenVault], None],
        entered: Callable[[OpenVault], None],
    ) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._leave, self._made, self._entered = leave, made, entered
        self._questions: tuple[str, ...] = STARTING
        self._at = 0
        self._recovered = False
        self._vault: OpenVault | None = None
        self.answers = Answers()

    def start(self) -> None:
        """Begin with the first question of starting an organisation."""
        self._begin(STARTING)

    def join(self) -> None:
        """Begin with the first question of joining one."""
        self._begin(JOINING)

    def answer(self, value: object) -> None:
        """Take the answer of the page that is shown, and go on when it can be one."""
        name = self._questions[self._at]
        wrong = self._wrong(name, value)
        if wrong is not None:
            self._view.show_problem(wrong)
            return
        setattr(self.answers, name, value)
        if self._at + 1 < len(self._questions):
            self._at += 1
            self._ask()
        else:
            self._make()

    def back(self) -> None:
        """One question back; from the first one, away."""
        if self._at:
            self._at -= 1
            self._ask()
        else:
            self._leave()

    def judge(self, passphrase: str) -> None:
        """Say how strong what is typed is, with names that a guesser would try left out."""
        if not passphrase:
            self._view.show_strength(None)
            return
        own = self._own_words()
        self._jobs.start(
            "judge the passphrase",
            lambda progress: judge(passphrase, own),
            done=self._view.show_strength,
            failed=self._view.show_problem,
        )

    def propose(self) -> None:
        """Offer a passphrase drawn by chance."""
        self._view.show_proposal(propose(current_language()))

    def offer_papers(self, vault: OpenVault, *, recovered: bool = False) -> None:
        """Show the recovery papers of an open vault."""
        self._vault, self._recovered = vault, recovered
        self._jobs.start(
            "papers",
            lambda progress: Papers(vault).states(),
            done=lambda states: self._view.show_papers(states, recovered=recovered),
            failed=self._view.show_problem,
        )

    def print_paper(self, kind: PaperKind) -> None:
        """Hand the paper to the printer."""
        vault = self._vault
        if vault is not None:
            self._jobs.start(
                "make the paper",
                lambda progress: Papers(vault).recovery(kind),
                done=lambda pdf: self._print(vault, kind, pdf),
                failed=self._view.show_problem,
            )

    def save_paper(self, kind: PaperKind, path: Path) -> None:
        """Write the paper where the person said."""
        vault = self._vault
        if vault is not None:
            self._jobs.start(
                "save the paper",
                lambda progress: Papers(vault).save(kind, path),
                done=lambda nothing: self.offer_papers(vault, recovered=self._recovered),
                failed=self._view.show_problem,
            )

    def papers_done(self) -> None:
        """Go on; what was not printed is asked for later."""
        vault, self._vault = self._vault, None
        if vault is not None:
            self._entered(vault)

    def _begin(self, questions: tuple[str, ...]) -> None:
        self._questions, self._at = questions, 0
        self.answers = Answers(languages=(current_language(),))
        self._ask()

    def _ask(self) -> None:
        name = self._questions[self._at]
        self._view.show_question(name, self._at + 1, len(self._questions), self.answers)

    def _own_words(self) -> tuple[str, ...]:
        answers = self.answers
        places = (one.name for one in answers.communities)
        return (answers.person, answers.organisation, answers.laptop, *places)

    def _wrong(self, name: str, value: object) -> Message | None:
        empty = {
            ORGANISATION: Message("unlock", "Enter the name of the organisation."),
            LANGUAGES: Message("unlock", "Choose at least one language."),
            REGION: Message("unlock", "Choose the province or territory of your main office."),
            COMMUNITIES: Message("unlock", "Enter at least one community."),
            LAPTOP: Message("unlock", "Enter a name for this laptop."),
            PERSON: Message("unlock", "Enter your name, as your colleagues know it."),
            PASSPHRASE: Message("unlock", "Choose a passphrase."),
        }
        if not value:
            return empty[name]
        if name == PASSPHRASE:
            return judge(str(value), self._own_words()).why
        return None

    def _make(self) -> None:
        answers, beginnings = self.answers, self._services.beginnings
        self._view.show_busy(Message("unlock", "Making the encrypted vault"), stoppable=False)
        if self._questions == JOINING:
            self._jobs.start(
                "make the vault",
                lambda progress: beginnings.prepare_to_join(
                    answers.laptop, answers.person, answers.passphrase
                ),
                done=self._done,
                failed=self._not_made,
            )
            return
        founding = Founding(
            answers.organisation,
            answers.languages,
            answers.region,
            answers.communities,
            answers.person,
            answers.passphrase,
        )
        device = str(Message("unlock", "Office"))
        self._jobs.start(
            "make the vault",
            lambda progress: beginnings.found(founding, device),
            done=self._done,
            failed=self._not_made,
        )

    def _done(self, vault: OpenVault) -> None:
        self.answers = Answers()
        self._services.settings.change(lambda settings: settings.with_vault(vault.folder))
        if self._questions == JOINING:
            self._made(vault)
        else:
            self.offer_papers(vault)

    def _not_made(self, words: Message) -> None:
        self._ask()
        self._view.show_problem(words)

    def _print(self, vault: OpenVault, kind: PaperKind, pdf: bytes) -> None:
        def printed() -> None:
            self._jobs.start(
                "note the paper",
                lambda progress: Papers(vault).note_printed(kind),
                done=lambda nothing: self.offer_papers(vault, recovered=self._recovered),
                failed=self._view.show_problem,
            )

        self._door.print_pdf(pdf, PAPER_TITLES[kind], printed, self._view.show_problem)
