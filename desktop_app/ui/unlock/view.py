"""The first screens in one widget: the band with the languages, and one page under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.progress import Step
from desktop_app.services.trust.beginning import Judged
from desktop_app.services.trust.papers import PaperState
from desktop_app.services.vault.backups import Backup
from desktop_app.ui.shared.choosing_files import choose_file, choose_folder, choose_new
from desktop_app.ui.unlock.joining_pages import AnswerPage, BusyPage, PapersPage, RequestPage
from desktop_app.ui.unlock.opening_pages import (
    AnewPage,
    DoorsPage,
    NoticesPage,
    RecoveryPage,
    RestorePage,
    UnlockPage,
    VaultsPage,
)
from desktop_app.ui.unlock.pages import Band, Page
from desktop_app.ui.unlock.presenter import VaultLine
from desktop_app.ui.unlock.questions import PassphrasePage, question_page
from desktop_app.ui.unlock.starting import Answers

SECOND_MS = 1000
ANSWER_ENDING = ".portage"


class UnlockScreen(QWidget):
    """Shows one page at a time and emits what the person asks for.

    choose_folder, choose_file, choose_new: ask for a folder, for a file of those endings, for a
    new file of that name; give None when the person leaves.
    """

    language_asked = Signal(str)
    vault_chosen = Signal(object)
    vault_forgotten = Signal(object)
    vaults_asked = Signal()
    doors_asked = Signal()
    start_asked = Signal()
    join_asked = Signal()
    demo_asked = Signal()
    stop_asked = Signal()
    unlock_asked = Signal(str, str)
    recovery_asked = Signal()
    recover_asked = Signal(str, str, str)
    code_typed = Signal(str)
    restore_asked = Signal()
    restore_chosen = Signal(object, str, str)
    notices_read = Signal()
    anew_asked = Signal()
    anew_named = Signal(str)
    anew_left = Signal()
    answered = Signal(object)
    back_asked = Signal()
    passphrase_typed = Signal(str)
    proposal_asked = Signal()
    print_asked = Signal(str)
    save_asked = Signal(str, object)
    papers_done = Signal()
    request_folder_chosen = Signal(object)
    answer_chosen = Signal(object)
    same_said = Signal()
    different_said = Signal()
    answer_left = Signal()

    help_topic = "first-steps"

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.band = Band()
        self.band.language_asked.connect(self.language_asked)
        column.addWidget(self.band)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self.choose_folder: Callable[[Message], Path | None] = self._ask_folder
        self.choose_file: Callable[[Message, str], Path | None] = self._ask_file
        self.choose_new: Callable[[Message, str], Path | None] = self._ask_new
        self._page: Page | None = None
        self._unlock: UnlockPage | None = None
        self._wait_left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(SECOND_MS)
        self._timer.timeout.connect(self._second)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._page

    def show_doors(self, *, back: bool) -> None:
        """Offer the three ways to begin."""
        page = DoorsPage(
            self.start_asked.emit,
            self.join_asked.emit,
            self.demo_asked.emit,
            self._other_folder,
            back=back,
        )
        if back:
            page.back_asked.connect(self.vaults_asked)
        self._show(page)

    def show_vaults(self, vaults: Sequence[VaultLine]) -> None:
        """Show the vaults that were opened on this computer."""
        page = VaultsPage(
            vaults,
            lambda index: self.vault_chosen.emit(vaults[index].folder),
            lambda index: self.vault_forgotten.emit(vaults[index].folder),
            self._other_folder,
            self.doors_asked.emit,
        )
        self._show(page)

    def show_unlock(self, name: str, people: Sequence[str], fiction: str = "") -> None:
        """Ask who it is, when there are several, and for the passphrase."""
        page = UnlockPage(name, people, self.recovery_asked.emit, self.vaults_asked.emit, fiction)
        page.given.connect(self.unlock_asked)
        page.back_asked.connect(self.vaults_asked)
        self._show(page)
        self._unlock = page

    def show_wait(self, seconds: int) -> None:
        """Let nothing be tried for so long, and count down."""
        self._wait_left = seconds
        if self._unlock is not None:
            self._unlock.show_waiting(seconds)
            self._timer.start()

    def show_recovery(self, name: str, people: Sequence[str]) -> None:
        """Ask for the code of the recovery paper and a new passphrase."""
        page = RecoveryPage(name, people)
        page.given.connect(self.recover_asked)
        page.code_typed.connect(self.code_typed)
        page.choose.typed.connect(self.passphrase_typed)
        page.choose.proposal_asked.connect(self.proposal_asked)
        page.back_asked.connect(self.vaults_asked)
        self._show(page)

    def show_code_problem(self, words: Message | None) -> None:
        """Say which line of the code is not as it was printed."""
        if isinstance(self._page, RecoveryPage):
            self._page.code.show_error(words)

    def show_restore(self, name: str, backups: Sequence[Backup], people: Sequence[str]) -> None:
        """Ask which backup shall stand in the vault's place."""
        page = RestorePage(name, backups, people)
        page.given.connect(
            lambda index, person, secret: self.restore_chosen.emit(
                backups[index].folder, person, secret
            )
        )
        page.back_asked.connect(self.vaults_asked)
        self._show(page)

    def show_problem(self, words: Message, *, restore: bool = False) -> None:
        """Say on the page that is shown what did not go; after waiting, on the one before."""
        if isinstance(self._page, BusyPage):
            self._back_from_busy()
        if self._page is None:
            return
        buttons = (
            ((Message("unlock", "Restore a backup"), self.restore_asked.emit),) if restore else ()
        )
        self._page.show_problem(words, buttons)
        if isinstance(self._page, UnlockPage):
            self._page.field.clear()
        self._page.take_focus()

    def show_notices(self, notices: Sequence[Message], *, copy: bool = False) -> None:
        """Say what the person should know before going on."""
        page = NoticesPage(notices, self.notices_read.emit, self.anew_asked.emit if copy else None)
        page.back_asked.connect(self.notices_read)
        self._show(page)

    def show_anew(self, name: str) -> None:
        """Say what making the copy a laptop of its own does, and ask for its name."""
        page = AnewPage(name)
        page.given.connect(self.anew_named)
        page.back_asked.connect(self.anew_left)
        self._show(page)

    def show_busy(self, words: Message, *, stoppable: bool) -> None:
        """Say that something takes its time; the page before stays as it was typed."""
        page = BusyPage(words, self.stop_asked.emit, stoppable=stoppable)
        page.back_asked.connect(self.stop_asked)
        self._show(page, keep=True)

    def show_step(self, step: Step) -> None:
        """Show how far it is."""
        if isinstance(self._page, BusyPage):
            self._page.show_step(step)

    def show_question(self, name: str, number: int, count: int, answers: Answers) -> None:
        """Ask one question; the answer given before stands there."""
        page = question_page(name, number, count, answers)
        page.answered.connect(self.answered)
        page.back_asked.connect(self.back_asked)
        if isinstance(page, PassphrasePage):
            page.choose.typed.connect(self.passphrase_typed)
            page.choose.proposal_asked.connect(self.proposal_asked)
        self._show(page)

    def show_strength(self, judged: Judged | None) -> None:
        """Say how easily the passphrase is guessed."""
        if isinstance(self._page, PassphrasePage | RecoveryPage):
            self._page.choose.show_strength(judged)

    def show_proposal(self, phrase: str) -> None:
        """Offer a passphrase drawn by chance."""
        if isinstance(self._page, PassphrasePage | RecoveryPage):
            self._page.choose.show_proposal(phrase)

    def show_papers(self, states: Sequence[PaperState], *, recovered: bool) -> None:
        """Offer to print the recovery papers."""
        page = PapersPage(states, self.papers_done.emit, recovered=recovered)
        page.print_asked.connect(self.print_asked)
        page.save_asked.connect(self._save_paper)
        page.back_asked.connect(self.papers_done)
        self._show(page)

    def show_request(self, laptop: str, digits: str, written: str) -> None:
        """Show this laptop's digits and what to do with the file."""
        page = RequestPage(
            laptop,
            digits,
            written,
            self._write_request,
            self._take_answer,
            self.vaults_asked.emit,
        )
        self._show(page)

    def show_answer(self, digits: str) -> None:
        """Show the organisation's digits, to be compared with its card."""
        page = AnswerPage(digits, self.same_said.emit, self.different_said.emit)
        page.back_asked.connect(self.answer_left)
        self._show(page)

    def activate(self) -> None:
        """The keyboard goes where the answer goes."""
        if self._page is not None:
            self._page.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: back from the page that is shown; nothing that was answered before is lost."""
        if event.key() == Qt.Key.Key_Escape and self._page is not None:
            self._page.back_asked.emit()
        else:
            super().keyPressEvent(event)

    def _show(self, page: Page, *, keep: bool = False) -> None:
        """Put a page in place of the one that is shown. keep: that one is needed again."""
        self._timer.stop()
        while self._stack.count() and not (keep and self._stack.count() == 1):
            self._drop(self._stack.widget(self._stack.count() - 1))
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._page = page
        self._unlock = page if isinstance(page, UnlockPage) else self._unlock if keep else None
        page.take_focus()

    def _back_from_busy(self) -> None:
        self._drop(self._stack.currentWidget())
        before = self._stack.currentWidget()
        self._page = before if isinstance(before, Page) else None

    def _drop(self, page: QWidget | None) -> None:
        if page is not None:
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()

    def _second(self) -> None:
        self._wait_left -= 1
        if self._unlock is not None:
            self._unlock.show_waiting(self._wait_left)
        if self._wait_left <= 0:
            self._timer.stop()

    def _other_folder(self) -> None:
        folder = self.choose_folder(Message("unlock", "Choose the folder of the vault"))
        if folder is not None:
            self.vault_chosen.emit(folder)

    def _save_paper(self, kind: str) -> None:
        path = self.choose_new(Message("unlock", "Save the paper as PDF"), f"portage-{kind}.pdf")
        if path is not None:
            self.save_asked.emit(kind, path)

    def _write_request(self) -> None:
        folder = self.choose_folder(Message("unlock", "Where shall the request be put?"))
        if folder is not None:
            self.request_folder_chosen.emit(folder)

    def _take_answer(self) -> None:
        path = self.choose_file(Message("unlock", "Choose the answer of the office"), ANSWER_ENDING)
        if path is not None:
            self.answer_chosen.emit(path)

    def _ask_folder(self, title: Message) -> Path | None:
        return choose_folder(self, title)

    def _ask_file(self, title: Message, ending: str) -> Path | None:
        return choose_file(self, title, f"Portage (*{ending})")

    def _ask_new(self, title: Message, name: str) -> Path | None:
        return choose_new(self, title, name, "PDF (*.pdf)")
