"""The queue of proposals: what waits for the office first, then what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.directory.proposals import WAITING, ProposalLine
from desktop_app.services.trust.organisation import Community
from desktop_app.ui.directory.dialogs import written_by
from desktop_app.ui.directory.model import proposal_sign
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.page import ScrollPage

SHOWN_AT_ONCE: Final = 50
_LONGEST_TITLE: Final = 120


class QueuePage(QWidget):
    """All proposals. opened: the id of one."""

    opened = Signal(str)
    leave_asked = Signal()
    propose_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._places: dict[str, str] = {}
        self._lines: tuple[ProposalLine, ...] = ()
        self._office = False
        self._shown = SHOWN_AT_ONCE
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        page = ScrollPage()
        outside.addWidget(page)
        head = QHBoxLayout()
        titles = QVBoxLayout()
        titles.setSpacing(0)
        titles.addWidget(Heading(Message("directory", "Proposals")))
        self.count = Second()
        titles.addWidget(self.count)
        head.addLayout(titles, 1)
        self.back = Button(
            Message("directory", "Directory"), icon_name="arrow-left", key_hint="Esc"
        )
        self.back.clicked.connect(self.leave_asked)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        page.column.addLayout(head)
        self.cards = CardList(Message("directory", "Proposals"))
        self.cards.opened.connect(self.opened)
        self.cards.acted.connect(self.opened)
        page.column.addWidget(self.cards)
        self.more = Button(Message("directory", "Show older"))
        self.more.clicked.connect(self._show_more)
        page.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.empty = EmptyState(
            Message("directory", "No proposal was written yet."),
            Message("directory", "Propose an entry"),
            Message(
                "directory", "What you learn on the way keeps the directory true for everybody."
            ),
            icon_name="message-square-text",
        )
        self.empty.acted.connect(self.propose_asked)
        page.column.addWidget(self.empty)
        page.column.addStretch(1)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave_asked)

    def show_proposals(
        self, lines: Sequence[ProposalLine], communities: Sequence[Community], *, office: bool
    ) -> None:
        """Show these; the keyboard stays on the one it is on."""
        self._places = {one.id.hex(): one.name for one in communities}
        self._lines, self._office = tuple(lines), office
        waiting = sum(1 for line in lines if line.state == WAITING)
        self.count.set_words(
            Message("directory", "{n} waits for the office", {}, "{n} wait for the office", waiting)
        )
        self._fill()

    def place_of(self, line: ProposalLine) -> str:
        """The name of the community where a proposal was written."""
        return self._places.get(line.community, "")

    def take_focus(self) -> None:
        """The keyboard goes to the first proposal."""
        rows = self.cards.rows()
        (rows[0] if rows else self.back).setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill(self) -> None:
        self.cards.show_cards([self._card(line) for line in self._lines[: self._shown]])
        self.cards.setVisible(bool(self._lines))
        self.empty.setVisible(not self._lines)
        self.empty.button.setVisible(not self._office)
        self.more.setVisible(len(self._lines) > self._shown)

    def _show_more(self) -> None:
        first = self._shown
        self._shown += SHOWN_AT_ONCE
        self._fill()
        self.cards.rows()[first].setFocus(Qt.FocusReason.TabFocusReason)

    def _card(self, line: ProposalLine) -> Card:
        sign = proposal_sign(line)
        answer = self._office and line.state == WAITING
        return Card(
            line.id,
            (line.subject or line.text)[:_LONGEST_TITLE],
            partial(written_by, line, self.place_of(line)),
            badge=(State(sign.tone), sign.words),
            badge_icon=sign.icon,
            action=Message("directory", "Answer") if answer else Message("directory", "Read"),
        )
