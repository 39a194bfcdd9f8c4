"""The room of practice in a client's file: what to say, the reception of today, what is missing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal

from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.receptions import Reception
from desktop_app.services.casework.records import Record
from desktop_app.ui.practice.pieces import DOT
from desktop_app.ui.practice.services import FilePractice
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.labels import Badge, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.record_room import FileRecordRoom, button, buttons, group
from desktop_app.ui.shared.words import say


class PracticeRoom(FileRecordRoom):
    """The room. message_asked: the key of an agreed message. marked: a step and whether it is done."""

    message_asked = Signal(str)
    marked = Signal(str, bool)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self._kept: object = None
        self.messages: list[Button] = []
        self.steps: CardList | None = None

    def keep(self, presenter: object) -> None:
        """Keep the presenter as long as the room: a signal does not keep what it calls."""
        self._kept = presenter

    # What the presenter says

    def show_practice(self, shown: FilePractice) -> None:
        """Show what there is; the keyboard stays at the step that it was on."""
        self.clear()
        self._show_messages(shown)
        self._show_reception(shown.reception)
        self._show_quality(shown)
        self._show_reviews(shown)

    def _show_messages(self, shown: FilePractice) -> None:
        holder, column = group(
            Message("practice", "What to say"),
            Message(
                "practice",
                "The same words from the reception to the direction, in the language of the person. "
                "F9 shows them from everywhere.",
            ),
        )
        self.messages = [
            button(
                line.name,
                partial(self.message_asked.emit, line.key),
                "message-square-text",
            )
            for line in shown.messages
        ]
        column.addWidget(buttons(*self.messages))
        self.first = self.messages[0]
        self.column.addWidget(holder)

    def _show_reception(self, reception: Reception) -> None:
        remaining = reception.remaining
        badge = Badge(State.DONE, Message("practice", "All steps are done"))
        if remaining:
            badge = Badge(
                State.WAITS if reception.id else State.NEUTRAL,
                Message("practice", "{n} step remains", {}, "{n} steps remain", remaining),
            )
        title = Message("practice", "Reception of today")
        if not reception.steps:
            return
        holder, column = group(title, badge=badge)
        self.steps = CardList(title)
        self.steps.opened.connect(partial(self._toggle, reception))
        self.steps.acted.connect(partial(self._toggle, reception))
        self.steps.show_cards(
            [
                Card(
                    one.id,
                    one.words,
                    one.answer if str(one.answer) else "",
                    icon="circle-check" if one.done else "circle-dashed",
                    icon_ink="done" if one.done else "ink",
                    action=Message("practice", "Not done")
                    if one.done
                    else Message("practice", "Done"),
                )
                for one in reception.steps
            ]
        )
        column.addWidget(self.steps)
        self.column.addWidget(holder)

    def _toggle(self, reception: Reception, step: str) -> None:
        done = next((one.done for one in reception.steps if one.id == step), False)
        self.marked.emit(step, not done)

    def _show_quality(self, shown: FilePractice) -> None:
        quality = shown.quality
        title = Message("practice", "How complete the file is")
        words = Message("practice", "{n} % complete", {"n": quality.score})
        state = State.DONE if not quality.missing else State.INFO
        holder, column = group(title, badge=Badge(state, words))
        cards = [
            Card(name, said, icon="circle-dashed", quiet=True)
            for name, said in zip(quality.missing, quality.words(), strict=True)
        ]
        whole = Card(
            "",
            Message("practice", "Nothing is missing that the organisation asks for."),
            icon="circle-check",
            icon_ink="done",
            quiet=True,
        )
        missing = CardList(Message("practice", "What is missing"))
        missing.show_cards(cards or [whole])
        column.addWidget(missing)
        self.column.addWidget(holder)

    def _show_reviews(self, shown: FilePractice) -> None:
        if not shown.may_review and not shown.reviews:
            return
        title = Message("practice", "Reviews of this file")
        holder, column = group(title)
        if shown.may_review:
            review = button(
                Message("practice", "Write a review…"),
                partial(self.add_asked.emit, "review"),
                "file-check",
                Kind.SECONDARY,
            )
            column.addWidget(buttons(review))
        if shown.reviews:
            reviews = CardList(title)
            reviews.show_cards([_review(one) for one in shown.reviews])
            column.addWidget(reviews)
        self.column.addWidget(holder)


def _review(record: Record) -> Card:
    said = [record.text(name) for name in ("findings", "to_do")]
    return Card(
        record.id,
        partial(_review_words, record),
        "\n".join(part for part in said if part),
        icon="file-check",
        quiet=True,
    )


def _review_words(record: Record) -> str:
    score = Message("practice", "{n} % complete", {"n": record.number("score")})
    return DOT.join(
        part
        for part in (partial_date(record.text("reviewed_on")), record.author, say(score))
        if part
    )
