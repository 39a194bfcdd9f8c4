"""Benefits and papers in the settings: telephones, lists of documents, the list of benefits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal

from desktop_app.domain.words.calendar_words import money, partial_date
from desktop_app.language import Message
from desktop_app.services.casework.benefit_list import BenefitLine
from desktop_app.services.casework.documents import in_language
from desktop_app.services.casework.reference_person import Line
from desktop_app.ui.papers.presenter import PapersShown
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import RecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say

_DOT = " · "


class PapersRoom(RecordRoom):
    """The room. line_asked: whose telephone; list_asked: which list; benefit_asked: a code."""

    asked_again = Signal()
    line_asked = Signal(str)
    list_asked = Signal(str)
    benefit_asked = Signal(str)
    load_asked = Signal()

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)

    def activate(self) -> None:
        """Ask for everything again."""
        self.asked_again.emit()

    def show_papers(self, shown: PapersShown) -> None:
        """Show everything."""
        self.clear()
        change = Message("papers", "Change…") if shown.office else None
        title: Message = Message("papers", "Whom clients call")
        holder, column = group(
            title,
            Message("papers", "Every paper for a client names the worker with this telephone."),
        )
        lines = [_line_card(one, change) for one in shown.lines]
        column.addWidget(cards(title, lines, self._line, self._line))
        self.column.addWidget(holder)
        title = Message("papers", "Lists of documents")
        holder, column = group(
            title, Message("papers", "What a service or a benefit asks for, and what for.")
        )
        if shown.lists:
            column.addWidget(
                cards(
                    title,
                    [
                        Card(
                            one.id,
                            partial(in_language, one.name_en, one.name_fr),
                            partial(_count_words, len(one.items)),
                            icon="file-text",
                            action=change,
                        )
                        for one in shown.lists
                    ],
                    self.list_asked.emit,
                    self.list_asked.emit,
                )
            )
        if shown.office:
            column.addWidget(
                buttons(
                    button(
                        Message("papers", "Add a list…"), lambda: self.list_asked.emit(""), "plus"
                    )
                )
            )
        self.column.addWidget(holder)
        self._show_benefits(shown, change)

    def _show_benefits(self, shown: PapersShown, change: Message | None) -> None:
        title = Message("papers", "Benefits")
        edition = {"edition": shown.loaded or shown.shipped}
        holder, column = group(title, Message("papers", "Edition {edition}", edition))
        if shown.office and shown.loaded != shown.shipped:
            column.addWidget(
                buttons(
                    button(
                        Message("papers", "Take edition {edition} in", {"edition": shown.shipped}),
                        self.load_asked.emit,
                        "download",
                    )
                )
            )
        today = date.fromisoformat(shown.today)
        unchecked = sum(one.to_check and not one.has_ended(today) for one in shown.benefits)
        if unchecked:
            column.addWidget(
                PlainLabel(partial(_unchecked_words, unchecked, len(shown.benefits), shown.office))
            )
        column.addWidget(
            cards(
                title,
                [_benefit_card(one, today, change) for one in shown.benefits],
                self.benefit_asked.emit,
                self.benefit_asked.emit,
            )
        )
        self.column.addWidget(holder)

    def _line(self, key: str) -> None:
        self.line_asked.emit("" if key == "office" else key)


def _line_card(line: Line, change: Message | None) -> Card:
    return Card(
        line.person or "office",
        line.name or Message("papers", "The office"),
        line.telephone or Message("papers", "no telephone yet"),
        icon="phone",
        action=change,
    )


def _benefit_card(line: BenefitLine, today: date, change: Message | None) -> Card:
    badge: tuple[State, Message] | None = None
    if line.has_ended(today):
        badge = (State.NEUTRAL, Message("papers", "ended"))
    elif line.to_check:
        badge = (State.WAITS, Message("papers", "to be checked"))
    elif line.is_stale(today):
        badge = (State.WAITS, Message("papers", "to verify"))
    elif line.values.get("own") is True:
        badge = (State.INFO, Message("papers", "kept by the office"))
    return Card(
        line.code,
        partial(_benefit_name, line),
        partial(_benefit_words, line, today),
        icon="receipt-text",
        badge=badge,
        action=change,
    )


def _benefit_name(line: BenefitLine) -> str:
    place = line.text("province")
    return f"{line.name} ({place})" if place else line.name


def _benefit_words(line: BenefitLine, today: date) -> str:
    parts = [line.said("by")]
    amount = line.amount(today)
    if amount:
        parts.append(say(Message("papers", "up to {amount}", {"amount": money(amount)})))
    as_of = line.text("as_of")
    if as_of:
        parts.append(say(Message("papers", "facts of {day}", {"day": partial_date(as_of)})))
    else:
        parts.append(say(Message("papers", "the day of the facts is not known")))
    parts.append(_host(line.text("source")))
    words = _DOT.join(part for part in parts if part)
    if line.to_check and not line.has_ended(today):
        check = Message("papers", "To be checked by the office before anybody counts on it.")
        words = f"{words}\n{say(check)}"
    return words


def _host(source: str) -> str:
    """The beginning of an address, by which somebody knows whose page it was."""
    return source.removeprefix("https://").removeprefix("http://").split("/")[0]


def _unchecked_words(unchecked: int, benefits: int, office: bool) -> str:
    """How much of the list the office has not checked yet, and how it is done."""
    told = say(
        Message(
            "papers",
            "{n} of {benefits} benefits is to be checked by the office before use.",
            {"benefits": benefits},
            "{n} of {benefits} benefits are to be checked by the office before use.",
            unchecked,
        )
    )
    if not office:
        return told
    how = Message(
        "papers",
        "Change one, write where its facts are from and of which day they are, and answer No to "
        "“To be checked”.",
    )
    return f"{told} {say(how)}"


def _count_words(count: int) -> str:
    return say(Message("papers", "{n} line", {}, "{n} lines", count))
