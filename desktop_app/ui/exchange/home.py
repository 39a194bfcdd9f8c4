"""The first page of the exchange: what came, what waits, what is only here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.exchange.exchange_lines import Overview, Received, Watched
from desktop_app.ui.exchange import words
from desktop_app.ui.exchange.drop_zone import DropZone
from desktop_app.ui.exchange.home_cards import (
    RECEIVED,
    WATCH,
    carried_cards,
    decide_cards,
    here_cards,
    return_cards,
    watched_cards,
)
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton, QuietButton
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage, SideBySide
from desktop_app.ui.shared.progress import ProgressCard

_FIRST: Final = 12
_NARROW: Final = 1000


class HomePage(QWidget):
    """choose_asked, look_asked: files are to be chosen. page_asked: the route of another page.

    left_asked, left_declined: what was given before and not looked at is taken in, or left out.
    watch_asked: a folder to watch is to be chosen. unwatch_asked: this folder is watched no more.
    """

    choose_asked = Signal()
    look_asked = Signal()
    cancel_asked = Signal()
    page_asked = Signal(str)
    left_asked = Signal()
    left_declined = Signal()
    watch_asked = Signal()
    unwatch_asked = Signal(str)

    def __init__(self, local: Callable[[int], datetime], today: Callable[[], date]) -> None:
        super().__init__()
        self._local, self._today = local, today
        self._received: tuple[Received, ...] = ()
        self._opened = ""
        self._all_shown = False
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        page = ScrollPage()
        outside.addWidget(page)
        page.column.addLayout(self._make_head())
        both = SideBySide((16, 9))
        self.zone = DropZone()
        self.zone.choose_asked.connect(self.choose_asked)
        both.main.addWidget(self.zone)
        self.left = Banner(
            State.WAITS,
            "",
            (Message("exchange", "Take in now"), Message("exchange", "Leave out")),
        )
        self.left.acted.connect(self._answer_left)
        self.left.hide()
        self._left = 0
        both.main.addWidget(self.left)
        self.task = ProgressCard("")
        self.task.cancel_asked.connect(self.cancel_asked)
        self.task.hide()
        both.main.addWidget(self.task)
        both.main.addSpacing(space(2))
        self._today_title = Heading(Message("exchange", "Received today"), level=2)
        self.today = CardList(Message("exchange", "Received today"))
        self._before_title = Heading(Message("exchange", "Received before"), level=2)
        self.before = CardList(Message("exchange", "Received before"))
        self.empty = EmptyState(
            Message("exchange", "No bundle has come yet."),
            Message("exchange", "Import files"),
            Message(
                "exchange",
                "A bundle is a file whose name ends in .portage, on a stick or in a shared folder.",
            ),
            icon_name="package-open",
            button_icon="folder-open",
        )
        self.empty.acted.connect(self.choose_asked)
        self.more = QuietButton(Message("exchange", "Show all that came"))
        self.more.clicked.connect(self._show_all)
        for widget in (
            self._today_title, self.today, self._before_title, self.before, self.empty,
        ):  # fmt: skip
            both.main.addWidget(widget)
        both.main.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        for cards in (self.today, self.before):
            cards.opened.connect(self._open_received)
            cards.acted.connect(self._open_received)
        self._make_side(both)
        page.column.addWidget(both)
        page.column.addStretch(1)

    def _make_head(self) -> QBoxLayout:
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(Heading(Message("exchange", "Exchange")))
        self._where = Second()
        titles.addWidget(self._where)
        holder = QWidget()
        actions = FlowLayout(holder, gap=space(2), align_right=True)
        self.choose = Button(Message("exchange", "Import files"), icon_name="folder-open")
        self.choose.clicked.connect(self.choose_asked)
        self.look = Button(Message("exchange", "Look inside a file"), icon_name="eye")
        self.look.clicked.connect(self.look_asked)
        self.laptops = Button(Message("exchange", "Laptops"), icon_name="laptop")
        self.laptops.clicked.connect(lambda: self.page_asked.emit("devices"))
        self.write = PrimaryButton(
            Message("exchange", "Write the bundle for the office"), icon_name="package-plus"
        )
        self.write.clicked.connect(lambda: self.page_asked.emit("write"))
        for button in (self.laptops, self.choose, self.look, self.write):
            actions.addWidget(button)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(space(3))
        self._head.addLayout(titles, 1)
        self._head.addWidget(holder, 2, Qt.AlignmentFlag.AlignTop)
        return self._head

    def _make_side(self, both: SideBySide) -> None:
        self.decide = CardList(Message("exchange", "To decide"))
        self._here_title = Heading(level=2)
        self.here = CardList(Message("exchange", "Only here"))
        self.sent = CardList(Message("exchange", "Written last"))
        self._sent_title = Heading(Message("exchange", "Written last"), level=2)
        both.side.addWidget(Heading(Message("exchange", "To decide"), level=2))
        both.side.addWidget(self.decide)
        both.side.addSpacing(space(2))
        both.side.addWidget(self._here_title)
        both.side.addWidget(self.here)
        both.side.addSpacing(space(2))
        both.side.addWidget(self._sent_title)
        both.side.addWidget(self.sent)
        self.watched = CardList(Message("exchange", "Watched folder"))
        both.side.addSpacing(space(2))
        both.side.addWidget(Heading(Message("exchange", "Watched folder"), level=2))
        both.side.addWidget(self.watched)
        self.watched.acted.connect(self._change_watched)
        for cards in (self.decide, self.here, self.sent):
            cards.opened.connect(self._go)
            cards.acted.connect(self._go)

    def show_left(self, number: int) -> None:
        """Offer so many files that were given before and not looked at; 0: none."""
        if number and number != self._left:  # it is read out once
            self.left.show_sentence(
                Message(
                    "exchange",
                    "{n} file that you gave has not been looked at.",
                    {},
                    "{n} files that you gave have not been looked at.",
                    number,
                )
            )
        self._left = number
        self.left.setVisible(number > 0)

    def _answer_left(self, button: int) -> None:
        if button == 0:
            self.left_asked.emit()
        else:
            self.left_declined.emit()

    def _open_received(self, key: str) -> None:
        self._opened = key
        self.page_asked.emit(RECEIVED + key)

    def _go(self, key: str) -> None:
        """Keys of the cards at the side begin with the page that they lead to."""
        page = key.partition(" ")[0]
        if page.startswith(RECEIVED):
            self._open_received(page.removeprefix(RECEIVED))
        elif page:
            self.page_asked.emit(page)

    def _change_watched(self, key: str) -> None:
        if key == WATCH:
            self.watch_asked.emit()
        else:
            self.unwatch_asked.emit(key)

    # What the screen says

    def show_overview(self, overview: Overview, watched: Sequence[Watched] = ()) -> None:
        """Show how the exchange stands, and which folders are watched."""
        self._received = overview.received
        self._where.set_words(partial(_where_words, overview))
        if overview.office:
            verb = Message("exchange", "Prepare the return file")
        else:
            verb = Message("exchange", "Write the bundle for the office")
        self.write.set_words(verb)
        self.write.setEnabled(bool(overview.outgoing))
        self._show_received()
        self.decide.show_cards(decide_cards(overview))
        self._here_title.set_words(
            Message("exchange", "To send back")
            if overview.office
            else Message("exchange", "Only here")
        )
        here = return_cards(overview) if overview.office else here_cards(overview)
        self.here.show_cards(here + carried_cards(overview))
        self.watched.show_cards(watched_cards(watched))
        last = overview.last_sent
        self._sent_title.setVisible(last is not None)
        self.sent.setVisible(last is not None)
        if last is not None:
            cards = [
                Card(
                    "sent",
                    words.receivers_words(last.names) or last.file.rpartition("/")[2],
                    words.sent_line(last, self._local),
                    icon="package",
                    icon_ink="ink_second",
                    action=Message("exchange", "All"),
                )
            ]
            if last.received is not None:
                sign = words.sent_sign(last)
                ink = sign.tone if sign.tone in ("done", "waits") else "ink_second"
                cards.append(
                    Card("sent state", sign.words, icon=sign.icon, icon_ink=ink, quiet=True)
                )
            self.sent.show_cards(cards)

    def _show_all(self) -> None:
        self._all_shown = True
        self._show_received()
        rows = self.before.rows()
        if len(rows) > _FIRST:
            rows[_FIRST].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_received(self) -> None:
        now = self._today()
        fresh = [one for one in self._received if self._local(one.at).date() == now]
        older = [one for one in self._received if self._local(one.at).date() != now]
        shown = older if self._all_shown else older[: max(0, _FIRST - len(fresh))]
        self.today.show_cards([self._card(one) for one in words.worst_first(fresh)])
        self.before.show_cards([self._card(one) for one in shown])
        self._today_title.setVisible(bool(fresh))
        self.today.setVisible(bool(fresh))
        self._before_title.setVisible(bool(shown))
        self.before.setVisible(bool(shown))
        self.more.setVisible(len(shown) < len(older))
        self.empty.setVisible(not self._received)

    def _card(self, one: Received) -> Card:
        icon, ink = words.icon_of(one)
        sign = words.sign_of(one)
        return Card(
            one.key,
            words.sender_line(one),
            words.received_line(one, self._local, self._today()),
            icon=icon,
            icon_ink=ink,
            badge=(State(sign.tone), sign.words),
            badge_icon=sign.icon,
            action=Message("exchange", "See")
            if one.brake is None
            else Message("exchange", "Decide"),
        )

    def first_focus(self) -> QWidget:
        """Where the keyboard begins: on the file that was looked at, or the place for files."""
        for row in (*self.today.rows(), *self.before.rows()):
            if row.card.key == self._opened:
                return row
        return self.zone

    def take_focus(self) -> None:
        """The keyboard goes there."""
        self.first_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retheme()

    def retheme(self) -> None:
        """Without room beside the title, the buttons stand under it."""
        narrow = self.width() < scaled(_NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._head.setDirection(way)


def _where_words(overview: Overview) -> str:
    laptops: object = ""
    if overview.office:
        laptops = Message("exchange", "{n} other laptop", {}, "{n} other laptops", overview.laptops)
    return words.joined((overview.organisation, overview.device, laptops))
