"""The page of one file that came: who wrote what in it, what waits, and what can be done about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from desktop_app.language import Message
from desktop_app.services.exchange.bundle_undo import BundleUndone
from desktop_app.services.exchange.bundle_words import (
    copy_words,
    index_words,
    paper_words,
    written_words,
)
from desktop_app.services.exchange.exchange_lines import (
    ByAuthor,
    Fate,
    Received,
    RecordList,
)
from desktop_app.ui.exchange import words
from desktop_app.ui.exchange.details import Records, SubPage
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, DangerButton
from desktop_app.ui.shared.dialogs import Decision
from desktop_app.ui.shared.labels import Badge, Heading, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.progress import ProgressCard
from desktop_app.ui.shared.words import Words


class ReceivedPage(SubPage):
    """One file that came: who wrote what in it, what waits, what was held back and why.

    undo_asked: take back what it brought; True: bring it in again. anyway_asked: take in what the
    brake held up. declined: do not take it in, said twice. write_asked: a bundle is to be written,
    which asks for what is missing.
    """

    undo_asked = Signal(bool)
    anyway_asked = Signal()
    declined = Signal()
    write_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, local: words.Local) -> None:
        super().__init__()
        self._local = local
        self._received: Received | None = None
        self.undo = Button(Message("exchange", "Undo this import"), icon_name="undo-2")
        self.undo.clicked.connect(self._ask_undo)
        self.decline = Button(Message("exchange", "Do not take it in"), icon_name="ban")
        self.decline.clicked.connect(self._ask_decline)
        self.question: Decision | None = None
        self.anyway = DangerButton("", icon_name="download")
        self.anyway.clicked.connect(self._ask_anyway)
        self.prepare = Button(Message("exchange", "Prepare the file"), icon_name="package-plus")
        self.prepare.clicked.connect(self.write_asked)
        for button in (self.prepare, self.undo, self.decline, self.anyway):
            self.buttons.addWidget(button)
        self.give_buttons_room()
        self.task = ProgressCard("")
        self.task.cancel_asked.connect(self.cancel_asked)
        self.task.hide()
        self.column.addWidget(self.task)
        self._badge = Badge(State.NEUTRAL, "")
        self.signs.insertWidget(0, self._badge)
        self._banner_room = QVBoxLayout()
        self._banner_room.setSpacing(space(2))
        self.column.addLayout(self._banner_room)
        self._banners: list[Banner] = []
        self._told: Words | None = None
        self._kept_title = Heading(Message("exchange", "What stays"), level=2)
        self.column.addWidget(self._kept_title)
        self.kept = CardList(Message("exchange", "What stays"))
        self.column.addWidget(self.kept)
        self._kept_title.hide()
        self.kept.hide()
        self._by_title = Heading(Message("exchange", "Who wrote what"), level=2)
        self.column.addWidget(self._by_title)
        self.by = CardList(Message("exchange", "Who wrote what"))
        self.column.addWidget(self.by)
        self.records = Records(Message("exchange", "What came with it"), local)
        self.column.addWidget(self.records)
        self.column.addStretch(1)

    def show_received(self, received: Received, records: RecordList) -> None:
        """Show this file."""
        if self._received is None or self._received.key != received.key:
            self._told = None
        self._received = received
        undone = received.undone_at is not None
        self.prepare.setVisible(bool(received.waiting))
        self.undo.setVisible(received.can_undo and bool(received.entries))
        self.undo.set_words(
            Message("exchange", "Bring it in again")
            if undone
            else Message("exchange", "Undo this import")
        )
        for button in (self.decline, self.anyway):
            button.setVisible(received.brake is not None)
        if received.brake is not None:
            self.anyway.set_words(words.anyway_words(received.brake))
        self.title.set_words(words.sender_line(received))
        moment = words.moment_words(self._local(received.at))
        self.facts.set_words(lambda: words.joined((moment, received.file)))
        sign = words.sign_of(received)
        self._badge.set_state(State(sign.tone), sign.words, sign.icon)
        self._show_banners(received)
        self.by.show_cards(
            [
                Card(
                    str(at),
                    one.person or Message("exchange", "Somebody who is not listed yet"),
                    partial(_author_words, one),
                    icon="circle-user-round",
                    icon_ink="ink_second",
                    quiet=True,
                )
                for at, one in enumerate(received.by)
            ]
        )
        self._by_title.setVisible(bool(received.by))
        self.by.setVisible(bool(received.by))
        brake = received.brake
        self.records.show_records(records, None if brake is None else words.held_up_title(brake))

    def show_undone(self, done: BundleUndone, *, again: bool) -> None:
        """What taking it back did; what stays is listed."""
        self._told = partial(words.undo_outcome, done, again=again)
        self.kept.show_cards(
            [
                Card(
                    str(at), one.title, one.reason, icon="file-text", icon_ink="ink_second",
                    quiet=True,
                )
                for at, one in enumerate(done.kept)
            ]
        )  # fmt: skip
        self._kept_title.setVisible(bool(done.kept))
        self.kept.setVisible(bool(done.kept))

    def _ask_undo(self) -> None:
        if self._received is not None:
            self.undo_asked.emit(self._received.undone_at is not None)

    def _ask_anyway(self) -> None:
        self.anyway_asked.emit()

    def _ask_decline(self) -> None:
        question = Decision(
            Message("exchange", "Leave this bundle out?"),
            Message(
                "exchange",
                "Nothing changes here, and its line leaves the list. The file stays where it is: drop it "
                "here again, and the question comes back.",
            ),
            Message("exchange", "Do not take it in"),
            danger=False,
            parent=self,
        )
        question.accepted.connect(self.declined)
        question.finished.connect(lambda result: question.deleteLater())
        self.question = question
        question.open()

    def _show_banners(self, received: Received) -> None:
        for banner in self._banners:
            banner.hide()
            banner.deleteLater()
        told: list[tuple[State, Words]] = []
        if self._told is not None:
            told.append((State.DONE, self._told))
        if received.undone_at is not None:
            told.append((State.WAITS, words.undone_words(self._local(received.undone_at))))
        if received.fate is Fate.REFUSED:
            held_up = received.brake is not None
            told.append((State.WAITS if held_up else State.DANGER, received.message or ""))
            if held_up:
                told.append((State.INFO, partial(words.left_words, received)))
        elif received.fate is Fate.KNOWN:
            told.append((State.INFO, lambda: words.known_words(received, self._local)))
        elif received.undone_at is None and words.says_what_came(received):
            told.append((State.INFO, words.changes_words(received)))
        for laptop, number in words.missing(received.waiting).items():
            told.append((State.WAITS, words.gap_words(laptop, number)))
        told += [(State.DANGER, one) for one in words.held_words(received)]
        told += [(State.WAITS, one) for one in words.held_to_do(received)]
        if received.conflicts:
            told.append(
                (
                    State.WAITS,
                    Message(
                        "exchange",
                        "{n} field was written differently by two people and waits for a decision.",
                        {},
                        "{n} fields were written differently by two people and wait for a decision.",
                        received.conflicts,
                    ),
                )
            )
        if received.set_aside:
            told.append(
                (
                    State.WAITS,
                    Message(
                        "exchange",
                        "{n} change of a laptop that was cut off no longer counts.",
                        {},
                        "{n} changes of a laptop that was cut off no longer count.",
                        received.set_aside,
                    ),
                )
            )
        told += [(State.DANGER, one) for one in copy_words(received.forked, received.twice)]
        told += [(State.DANGER, one) for one in paper_words(received.back, received.other_papers)]
        told += [
            (State.WAITS, one) for one in index_words(received.index_altered, received.untried)
        ]
        self._banners = [Banner(state, sentence) for state, sentence in told]
        for banner in self._banners:
            self._banner_room.addWidget(banner)


def _author_words(one: ByAuthor) -> str:
    """What somebody made new, changed and deleted."""
    return words.joined(written_words(one.kinds, one.contested))
