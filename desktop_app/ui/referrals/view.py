"""The room of referrals and agreements on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal

from desktop_app.domain.casework.referrals import DONE, DRAFTED, REFERRAL
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.agreements import AgreementLine
from desktop_app.services.casework.referrals import ReferralLine
from desktop_app.services.casework.told import choice_words
from desktop_app.ui.referrals.presenter import ADD, AGREE, days_words, ends_words
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import FileRecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say

_DOT = " · "
_LATE_DAYS = 14
_SOON_DAYS = 60


class ReferralRoom(FileRecordRoom):
    """The room. opened: a client. add_asked: what is to be added. change_asked, hear_asked: a referral;
    renew_asked, end_asked: an agreement.
    """

    change_asked = Signal(str)
    hear_asked = Signal(str)
    renew_asked = Signal(str)
    end_asked = Signal(str)

    # What the presenter says

    def show_referrals(
        self, referrals: Sequence[ReferralLine], agreements: Sequence[AgreementLine]
    ) -> None:
        """Show a client's referrals and agreements."""
        self.clear()
        refer = button(
            Message("referrals", "Refer to a service…"),
            partial(self.add_asked.emit, ADD),
            "arrow-right",
            Kind.PRIMARY,
        )
        self.first = refer
        agree = button(
            Message("agreements", "Note an agreement…"), partial(self.add_asked.emit, AGREE), "plus"
        )
        self.column.addWidget(buttons(refer, agree))
        title = Message("referrals", "Referrals")
        if referrals:
            holder, column = group(
                title, Message("referrals", "What goes on first, the longest without news on top.")
            )
            shown = [_referral_card(one) for one in referrals]
            column.addWidget(cards(title, shown, self.change_asked.emit, self.hear_asked.emit))
            self.column.addWidget(holder)
        else:
            empty = EmptyState(
                Message("referrals", "Nobody was asked to take over yet."),
                Message("referrals", "Refer to a service…"),
                Message("referrals", "A legal clinic, a shelter, a tax clinic: call it together."),
                icon_name="arrow-right",
            )
            empty.acted.connect(partial(self.add_asked.emit, ADD))
            self.column.addWidget(empty)
        if agreements:
            title = Message("agreements", "Agreements")
            holder, column = group(title)
            agreed = [_agreement_card(one) for one in agreements]
            column.addWidget(cards(title, agreed, self.renew_asked.emit, self.end_asked.emit))
            self.column.addWidget(holder)


def _referral_card(line: ReferralLine) -> Card:
    late = line.days is not None and line.days >= _LATE_DAYS
    tone = State.WAITS if line.state == DRAFTED or late else State.INFO
    if not line.open:
        tone = State.DONE if line.state == DONE else State.NEUTRAL
    action = Message("referrals", "What was heard…") if line.open else None
    if line.state == DRAFTED:
        action = Message("referrals", "It was sent…")
    return Card(
        line.record.id,
        line.to,
        partial(_referral_words, line),
        icon="arrow-right",
        icon_ink="accent" if line.open else "ink_second",
        badge=(tone, choice_words(REFERRAL, "state", line.state)),
        action=action,
    )


def _referral_words(line: ReferralLine) -> str:
    record = line.record
    waits = days_words(line)
    parts = [
        record.text("reason"),
        say(choice_words(REFERRAL, "means", record.text("means"))) if record.text("means") else "",
        record.text("person"),
        say(Message("referrals", "sent on {day}", {"day": partial_date(record.text("sent_on"))}))
        if record.text("sent_on")
        else "",
        say(waits) if waits is not None else "",
    ]
    said = _DOT.join(" ".join(part.split()) for part in parts if part)
    for news in line.news[:2]:
        told = (partial_date(news.on), say(choice_words(REFERRAL, "state", news.state)), news.words)
        said += "\n" + _DOT.join(part for part in told if part)
    return said


def _agreement_card(line: AgreementLine) -> Card:
    soon = line.days is not None and line.days <= _SOON_DAYS
    record = line.record
    day = partial_date(record.text("ended_on") if line.days is None else record.text("until"))
    return Card(
        record.id,
        record.text("name"),
        partial(_agreement_words, line) if _agreement_words(line) else "",
        icon="handshake",
        icon_ink="ink_second" if line.days is None else "accent",
        badge=(
            State.NEUTRAL if line.days is None else State.WAITS if soon else State.INFO,
            ends_words(line, day),
        ),
        action=None if line.days is None else Message("agreements", "Ended today"),
    )


def _agreement_words(line: AgreementLine) -> str:
    record = line.record
    to_do = record.text("to_do")
    parts = [
        record.text("with_whom"),
        say(Message("agreements", "before it ends: {to_do}", {"to_do": to_do})) if to_do else "",
        record.text("words"),
    ]
    return _DOT.join(" ".join(part.split()) for part in parts if part)
