"""The pages of joining, of the recovery papers, and of waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.words.calendar_words import long_date
from desktop_app.language import Message
from desktop_app.services.progress import Step
from desktop_app.services.trust.papers import PaperKind, PaperState
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.digits import Digits
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Badge, Heading, Second, State
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.progress import ProgressCard
from desktop_app.ui.shared.words import Words
from desktop_app.ui.unlock.pages import Page, Steps
from desktop_app.ui.unlock.starting import PAPER_TITLES


class RequestPage(Page):
    """The laptop's own digits, and what to do with the file."""

    def __init__(
        self,
        laptop: str,
        digits: str,
        written: str,
        write: Callable[[], None],
        answer: Callable[[], None],
        others: Callable[[], None],
    ) -> None:
        super().__init__(
            Message("unlock", "{laptop} wants to join", {"laptop": laptop}),
            Message(
                "unlock", "Three steps. You can close Portage between them; nothing is forgotten."
            ),
        )
        if written:
            banner = Banner(
                State.DONE,
                Message(
                    "unlock",
                    "The request is written: {file}. You may remove the stick.",
                    {"file": written},
                ),
            )
            self.body.addWidget(banner)
        self.body.addWidget(
            Steps(
                (
                    Message("unlock", "Write the request onto a stick and take it to the office."),
                    Message(
                        "unlock",
                        "Read these digits to the office, by voice or from paper. The office must see the same ones.",
                    ),
                    Message("unlock", "Bring the answer back and open it here."),
                )
            )
        )
        self.body.addWidget(Digits(digits, Message("unlock", "Digits of this laptop")))
        self.add_quiet(Message("unlock", "Another vault"), others, "folder-open")
        if written:
            self._left.addWidget(self._again(write))
            self.first = self.add_primary(
                Message("unlock", "I have the answer"), answer, "file-check"
            )
        else:
            self.add_quiet(Message("unlock", "I have the answer"), answer, "file-check")
            self.first = self.add_primary(Message("unlock", "Write the request"), write, "usb")

    def _again(self, write: Callable[[], None]) -> Button:
        button = Button(Message("unlock", "Write the request again"), icon_name="usb")
        button.clicked.connect(lambda checked=False: write())
        return button


class AnswerPage(Page):
    """The organisation's digits beside the card of the office."""

    def __init__(
        self, digits: str, same: Callable[[], None], different: Callable[[], None]
    ) -> None:
        super().__init__(
            Message("unlock", "Are these the digits on the card of the office?"),
            Message(
                "unlock",
                "Compare all six groups with the printed card, or read them aloud to somebody whose voice you know. Never take them from the stick.",
            ),
        )
        self.body.addWidget(Digits(digits, Message("unlock", "Digits of the organisation")))
        self.add_back()
        button = Button(Message("unlock", "They are not the same"), icon_name="x")
        button.clicked.connect(lambda checked=False: different())
        self._left.addWidget(button)
        self.add_primary(Message("unlock", "They are the same"), same, "check")
        self.first = button


class PapersPage(Page):
    """The recovery papers: print or save, now or later.

    print_asked, save_asked: which paper, by its kind.
    """

    print_asked = Signal(str)
    save_asked = Signal(str)

    def __init__(
        self, states: Sequence[PaperState], done: Callable[[], None], *, recovered: bool
    ) -> None:
        if recovered:
            lead = Message(
                "unlock",
                "The paper that you used opens nothing any more: destroy it. Print the new one and put it where the old one was.",
            )
        else:
            lead = Message(
                "unlock",
                "If the passphrase is forgotten or this laptop is lost, only these papers help. Keep them in a safe or a locked drawer, never with the laptop.",
            )
        super().__init__(Message("unlock", "Print your recovery papers"), lead)
        self._prints: list[Button] = []
        shown = [one for one in states if one.here]
        for state in shown:
            self.body.addWidget(self._paper(state))
        ready = all(one.printed_at for one in shown)
        if ready:
            self.go_on = self.add_primary(Message("unlock", "Go on"), done, "arrow-right")
        else:
            self.go_on = self.add_other(Message("unlock", "Do it later"), done)
        if not ready:
            self.body.addWidget(
                Second(Message("unlock", "A reminder stays on the screen until they are printed."))
            )
        self.first = self._prints[0] if not ready else self.go_on

    def _paper(self, state: PaperState) -> QWidget:
        card = QFrame()
        card.setProperty("card", True)
        column = QVBoxLayout(card)
        column.setContentsMargins(space(5), space(4), space(5), space(4))
        column.setSpacing(space(2))
        head = QHBoxLayout()
        head.addWidget(Heading(PAPER_TITLES[state.kind], level=2), 1)
        head.addWidget(_printed_badge(state))
        column.addLayout(head)
        column.addWidget(Second(_PURPOSES[state.kind]))
        row = QWidget()
        flow = FlowLayout(row, gap=space(2))
        for words, icon, signal in (
            (Message("unlock", "Print"), "printer", self.print_asked),
            (Message("unlock", "Save as PDF"), "file-down", self.save_asked),
        ):
            first = icon == "printer" and not state.printed_at
            button = Button(words, icon_name=icon, kind=Kind.PRIMARY if first else Kind.SECONDARY)
            button.set_name(_named(words, PAPER_TITLES[state.kind]))
            button.clicked.connect(
                lambda checked=False, kind=state.kind, ask=signal: ask.emit(kind.value)
            )
            self._prints.append(button)
            flow.addWidget(button)
        column.addWidget(row)
        return card


_PURPOSES = {
    PaperKind.VAULT: Message("unlock", "Opens this vault once when the passphrase is forgotten."),
    PaperKind.ORGANISATION: Message(
        "unlock",
        "Holds the founding key of the organisation. Whoever has it can speak for the organisation: the safest place is the right one.",
    ),
}


def _named(action: Message, paper: Message) -> Callable[[], str]:
    """What a button does with which paper, for screen readers."""
    return lambda: f"{action}, {paper}"


def _printed_badge(state: PaperState) -> Badge:
    if not state.printed_at:
        return Badge(State.WAITS, Message("unlock", "Not printed yet"))
    day = datetime.fromtimestamp(state.printed_at / 1000, UTC).astimezone().date()

    def words() -> str:
        return str(Message("unlock", "Printed {date}", {"date": long_date(day)}))

    return Badge(State.DONE, words)


class BusyPage(Page):
    """Something takes its time."""

    def __init__(self, words: Words, stop: Callable[[], None], *, stoppable: bool) -> None:
        super().__init__(words)
        self.card = ProgressCard(Message("unlock", "A moment"))
        self.card.cancel.setVisible(stoppable)
        self.card.cancel_asked.connect(stop)
        self.body.addWidget(self.card)
        self.first = self.card.cancel if stoppable else None

    def show_step(self, step: Step) -> None:
        """Show how far it is."""
        self.card.show_step(step)
