"""The screen of today: the day's appointments at the left, what waits and what is only here at the right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.words.calendar_words import day_heading
from desktop_app.language import Message
from desktop_app.services.exchange.sharing import Waiting
from desktop_app.services.trust.cut_offs import CutOff, untold_sentence
from desktop_app.ui.shared.asking import Asking
from desktop_app.ui.shared.buttons import Button, QuietButton
from desktop_app.ui.shared.dialogs import Decision
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Caption, Heading, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import ScrollPage, SideBySide
from desktop_app.ui.shared.record_room import RecordRoom
from desktop_app.ui.today.model import (
    Day,
    Meeting,
    Wait,
    chosen,
    deeds,
    drafts,
    heading_facts,
    meetings,
    share_facts,
    share_title,
    waits,
)

SHARE = "share"


class TodayView(ScrollPage):
    """Shows a day and emits what the person asks for.

    meeting_opened: the id of an appointment. dealt_with, pressed: the key of something that waits; pressed: by its button. lettered: with D or X.
    room: asks why something is put aside. draft_opened, draft_forgotten: the key of something typed.
    """

    shown_again = Signal()
    meeting_opened = Signal(str)
    dealt_with = Signal(str)
    pressed = Signal(str)
    lettered = Signal(str, str)
    draft_opened = Signal(str)
    draft_forgotten = Signal(str)
    share_asked = Signal()
    plan_asked = Signal()
    paper_asked = Signal()

    help_topic = "today"

    def __init__(self) -> None:
        super().__init__()
        self.column.addLayout(self._head())
        both = SideBySide((16, 9))
        both.main.addWidget(Heading(Message("today", "Appointments"), level=2))
        self.meetings = CardList(Message("today", "Appointments"))
        self.meetings.opened.connect(self.meeting_opened)
        self.meetings.acted.connect(self.meeting_opened)
        both.main.addWidget(self.meetings)
        self.free = EmptyState(
            Message("today", "No appointment today."),
            Message("today", "Make an appointment"),
            Message("today", "For example a follow-up, a home visit, a form to fill in together."),
            icon_name="calendar-days",
        )
        self.free.acted.connect(self.plan_asked)
        both.main.addWidget(self.free)
        both.main.addWidget(self._deeds())
        both.side.addWidget(self._drafts())
        both.side.addWidget(Heading(Message("today", "What waits"), level=2))
        self.waits = CardList(Message("today", "What waits"))
        self.waits.opened.connect(self.dealt_with)
        self.waits.acted.connect(self.dealt_with)
        both.side.addWidget(self.waits)
        both.side.addSpacing(space(3))
        both.side.addWidget(Heading(Message("today", "Left to share"), level=2))
        self.share = CardList(Message("today", "Left to share"))
        self.share.opened.connect(lambda key: self.share_asked.emit())
        self.share.acted.connect(lambda key: self.share_asked.emit())
        both.side.addWidget(self.share)
        self.column.addWidget(both)
        self.column.addStretch(1)
        self.free.hide()
        self._kept: object = None
        self._day: Day | None = None
        self._all = False
        self.room = RecordRoom(uuid4)
        self.room.setParent(self)
        self.room.hide()

    def keep(self, presenter: object) -> None:
        """Keep the presenter as long as the screen: a signal does not keep what it calls."""
        self._kept = presenter

    def _drafts(self) -> QWidget:
        self.begun = QWidget()
        column = QVBoxLayout(self.begun)
        column.setContentsMargins(0, 0, 0, space(3))
        column.setSpacing(space(2))
        column.addWidget(Heading(Message("today", "Typed and not saved"), level=2))
        self.drafts = CardList(Message("today", "Typed and not saved"), letters="X")
        self.drafts.opened.connect(self.draft_opened)
        self.drafts.acted.connect(self.draft_opened)
        self.drafts.lettered.connect(lambda key, letter: self._forget(key))
        column.addWidget(self.drafts)
        column.addWidget(
            Caption(Message("today", "It is kept until you save it. X forgets it, after asking."))
        )
        return self.begun

    def _forget(self, key: str) -> None:
        question = Decision(
            Message("today", "Forget what was typed?"),
            Message("today", "What was typed there was never saved, and is then gone."),
            Message("today", "Forget it"),
            parent=self,
        )
        question.accepted.connect(lambda: self.draft_forgotten.emit(key))
        question.finished.connect(lambda result: question.deleteLater())
        self.question = question
        question.open()

    def _deeds(self) -> QWidget:
        self.to_do = QWidget()
        column = QVBoxLayout(self.to_do)
        column.setContentsMargins(0, space(3), 0, 0)
        column.setSpacing(space(2))
        column.addWidget(Heading(Message("today", "To do, the most pressing first"), level=2))
        self.deeds = CardList(Message("today", "To do, the most pressing first"), letters="DX")
        self.deeds.opened.connect(self.dealt_with)
        self.deeds.acted.connect(self.pressed)
        self.deeds.lettered.connect(self.lettered)
        column.addWidget(self.deeds)
        self.more = QuietButton(Message("today", "Show all"))
        self.more.clicked.connect(self._show_all)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(
            Caption(
                Message(
                    "today",
                    "Enter opens the file, D marks a task done, X puts it aside with a reason.",
                )
            )
        )
        return self.to_do

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(space(3))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self.title, self.facts = Heading(), Second()
        titles.addWidget(self.title)
        titles.addWidget(self.facts)
        head.addLayout(titles, 3)
        holder = QWidget()
        actions = FlowLayout(holder, gap=space(2), align_right=True)
        self.plan = Button(Message("today", "New appointment"), icon_name="plus")
        self.plan.clicked.connect(self.plan_asked)
        self.paper = Button(
            Message("today", "Print my day"), icon_name="printer", key_hint="Ctrl+P"
        )
        self.paper.clicked.connect(self.paper_asked)
        actions.addWidget(self.plan)
        actions.addWidget(self.paper)
        head.addWidget(holder, 2, Qt.AlignmentFlag.AlignTop)
        return head

    # What the window may call

    def activate(self) -> None:
        """The screen is shown again: ask for fresh content."""
        self.shown_again.emit()

    def print_asked(self) -> None:
        """Print the day."""
        self.paper_asked.emit()

    # What the presenter says

    def show_day(self, day: Day) -> None:
        """Show a day; the keyboard stays on the row it is on."""
        self.title.set_words(partial(day_heading, day.view.day))
        self.facts.set_words(partial(heading_facts, day))
        rows = meetings(day)
        self.meetings.show_cards([_meeting_card(one) for one in rows])
        self.meetings.setVisible(bool(rows))
        self.free.setVisible(not rows)
        self._day = day
        self._show_deeds(day)
        begun = drafts(day, _local)
        self.begun.setVisible(bool(begun))
        self.drafts.show_cards([_wait_card(one) for one in begun])
        waiting = waits(day.view.waiting)
        self.waits.show_cards(
            [_wait_card(one) for one in waiting] if waiting else [_nothing_waits()]
        )
        untold = [_untold_card(one) for one in day.view.untold]
        if not untold or day.view.share.entries:
            untold.append(_share_card(day.view.share))
        self.share.show_cards(untold)

    def ask(self, asking: Asking, draft: Unfinished | None) -> None:
        """Open the dialog that asks why something is put aside."""
        self.room.ask(asking, draft)

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""
        self.room.show_problem(words)

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say at fields of the open dialog what cannot be kept."""
        self.room.show_errors(errors)

    def close_dialog(self) -> None:
        """What was asked is saved."""
        self.room.close_dialog()

    def _show_all(self) -> None:
        self._all = True
        if self._day is not None:
            self._show_deeds(self._day)

    def _show_deeds(self, day: Day) -> None:
        actions = day.view.actions
        shown = actions if self._all else chosen(actions)
        more = len(actions) - len(shown)
        self.to_do.setVisible(bool(actions))
        self.more.setVisible(more > 0)
        self.more.set_words(Message("today", "Show {n} more", {}, "Show {n} more", more))
        self.deeds.show_cards([_wait_card(one) for one in deeds(shown)])


def _local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone()


def _meeting_card(one: Meeting) -> Card:
    sign = one.sign
    return Card(
        one.key,
        one.title,
        one.second,
        lead=one.time,
        badge=None if sign is None else (State(sign.tone), sign.words),
        badge_icon="" if sign is None else sign.icon,
        action=None if one.closed else Message("today", "Open"),
        chosen=one.now,
        closed=one.closed,
    )


def _wait_card(one: Wait) -> Card:
    return Card(
        one.key, one.title, one.reason, icon=one.icon, icon_ink=one.tone, action=one.verb,
        closed=one.verb is None,
    )  # fmt: skip


def _nothing_waits() -> Card:
    return Card(
        "",
        Message("today", "Nothing waits."),
        icon="circle-check",
        icon_ink="done",
        quiet=True,
    )


def _untold_card(cut: CutOff) -> Card:
    return Card(
        SHARE + cut.device,
        untold_sentence(cut),
        ", ".join(cut.behind),
        icon="shield-alert",
        icon_ink="waits",
        action=Message("today", "Prepare the bundle"),
    )


def _share_card(share: Waiting) -> Card:
    if not share.entries:
        return Card(
            SHARE,
            Message("today", "Nothing waits to be shared."),
            icon="package-check",
            icon_ink="done",
            quiet=True,
        )
    return Card(
        SHARE,
        share_title(share),
        partial(share_facts, share),
        icon="arrow-left-right",
        icon_ink="accent",
        action=Message("today", "Prepare the bundle"),
        primary=True,
    )
