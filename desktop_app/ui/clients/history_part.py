"""The history of a file with what stands above it: the synthesis, what is open, how the person was
met, and what narrows the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.casework.encounters import ENCOUNTER
from desktop_app.domain.fields import Registry
from desktop_app.language import Message
from desktop_app.services.casework.engagement import Engagement, engagement_of
from desktop_app.services.casework.told import choice_words
from desktop_app.services.clients.timeline import TimelineItem
from desktop_app.ui.clients.narrowing import (
    Narrowing,
    kinds_of,
    open_of,
    people_of,
    synthesis_of,
)
from desktop_app.ui.clients.timeline import SHOWN_AT_ONCE, Timeline
from desktop_app.ui.clients.words import joined
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.fields import ChoiceField, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, Second
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.words import say

_PAUSE_MS: Final = 200
_OPEN_SHOWN: Final = 5
_MODES_SAID: Final = 3


class HistoryPart(QWidget):
    """opened: a thing of the history is to be shown whole. narrowed: a `Narrowing` is asked for.
    note_asked: the first note is to be written."""

    opened = Signal(object)
    narrowed = Signal(object)
    note_asked = Signal()

    def __init__(self, registry: Registry, local: Callable[[int], datetime]) -> None:
        super().__init__()
        self._registry = registry
        self._items: tuple[TimelineItem, ...] = ()
        self._on_top: dict[str, TimelineItem] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self.synthesis = CardList(Message("client file", "Synthesis"))
        self.open_things = CardList(Message("client file", "Promised, or still open"))
        self._headings = {
            "synthesis": Heading(Message("client file", "Synthesis"), level=2),
            "open": Heading(Message("client file", "Promised, or still open"), level=2),
        }
        for name, cards in (("synthesis", self.synthesis), ("open", self.open_things)):
            column.addWidget(self._headings[name])
            column.addWidget(cards)
            cards.opened.connect(self._open)
        self._more = Second()
        column.addWidget(self._more)
        column.addWidget(Heading(Message("client file", "History"), level=2))
        self.engagement = Second()
        column.addWidget(self.engagement)
        column.addWidget(self._bar())
        self.timeline = Timeline(local)
        self.timeline.opened.connect(self.opened)
        column.addWidget(self.timeline)
        self.none_fit = EmptyState(
            Message("client file", "Nothing in this history fits."),
            Message("client file", "Show everything"),
            icon_name="search",
        )
        self.none_fit.acted.connect(self.clear)
        column.addWidget(self.none_fit)
        self.empty = EmptyState(
            Message("client file", "No note yet."),
            Message("client file", "Add a note"),
            Message("client file", "What was said, what was done, what comes next."),
            icon_name="message-square-text",
        )
        self.empty.acted.connect(self.note_asked)
        column.addWidget(self.empty)
        column.addStretch(1)

    def _bar(self) -> QWidget:
        self.bar = QWidget()
        flow = FlowLayout(self.bar, gap=space(2))
        self.word = TextField(
            Message("client file", "Find in the history"),
            placeholder=Message("client file", "Find in the history"),
            width_letters=22,
        )
        self.kind = ChoiceField(
            Message("client file", "Kind"), (), empty=Message("client file", "Everything")
        )
        self.person = ChoiceField(
            Message("client file", "By whom"), (), empty=Message("client file", "By everybody")
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.word.edited.connect(self._pause.start)
        self.kind.left.connect(lambda value: self._tell())
        self.person.left.connect(lambda value: self._tell())
        for one in (self.word, self.kind, self.person):
            one.label.hide()
            flow.addWidget(one)
        return self.bar

    def retheme(self) -> None:
        """Take the heights of the size of text in force: the rows fold anew within this part."""
        layout = self.layout()
        if layout is not None:
            layout.invalidate()
            layout.activate()
        self.updateGeometry()

    def show_items(self, items: Sequence[TimelineItem]) -> None:
        """Show a history; what narrows it stays in force."""
        self._items = tuple(items)
        self.kind.set_choices(kinds_of(items, self._registry))
        self.person.set_choices([(name, name) for name in people_of(items)])
        wanted = self.wanted()
        self.bar.setVisible(len(items) > SHOWN_AT_ONCE or wanted.narrows)
        self._show_top(items)
        engagement = engagement_of(items)
        self.engagement.set_words(partial(engagement_words, engagement))
        self.engagement.setVisible(bool(engagement.times))
        self.none_fit.hide()
        self.timeline.show_items(items)
        if wanted.narrows:
            self._tell()

    def show_narrowed(self, items: Sequence[TimelineItem]) -> None:
        """Show those that fit."""
        self.timeline.show_items(items)
        self.timeline.setVisible(bool(items))
        self.none_fit.setVisible(not items)

    def wanted(self) -> Narrowing:
        """What is asked for now."""
        return Narrowing(
            str(self.kind.value() or ""),
            str(self.person.value() or ""),
            str(self.word.value() or ""),
        )

    def clear(self) -> None:
        """Narrow nothing any more."""
        for one in (self.word, self.kind, self.person):
            one.set_value(None)
        self._tell()

    def _tell(self) -> None:
        self.narrowed.emit(self.wanted())

    def _show_top(self, items: Sequence[TimelineItem]) -> None:
        synthesis, waiting = synthesis_of(items), open_of(items)
        self._on_top = {item.id: item for item in waiting}
        if synthesis is not None:
            self._on_top[synthesis.id] = synthesis
            self.synthesis.show_cards([_synthesis_card(synthesis)])
        shown = synthesis is not None
        self._headings["synthesis"].setVisible(shown)
        self.synthesis.setVisible(shown)
        self.open_things.show_cards([_open_card(item) for item in waiting[:_OPEN_SHOWN]])
        self._headings["open"].setVisible(bool(waiting))
        self.open_things.setVisible(bool(waiting))
        more = len(waiting) - _OPEN_SHOWN
        self._more.setVisible(more > 0)
        if more > 0:
            self._more.set_words(
                Message(
                    "client file", "{n} more is open, in the history below.", {},
                    "{n} more are open, in the history below.", more,
                )
            )  # fmt: skip

    def _open(self, key: str) -> None:
        if key in self._on_top:
            self.opened.emit(self._on_top[key])


def _synthesis_card(item: TimelineItem) -> Card:
    return Card(
        item.id,
        item.text,
        joined((item.at, item.author)),
        icon="file-text",
        icon_ink="accent",
        plain=True,
    )


def _open_card(item: TimelineItem) -> Card:
    return Card(
        item.id,
        item.title,
        item.text,
        icon="handshake" if item.promise else "clock",
        icon_ink="waits" if item.promise else "ink_second",
    )


def engagement_words(engagement: Engagement) -> str:
    """How often, how and by whom the person was met, in one sentence."""
    modes = ", ".join(
        f"{say(choice_words(ENCOUNTER, 'mode', mode))} {many}"
        for mode, many in engagement.modes[:_MODES_SAID]
        if mode
    )
    workers = ", ".join(f"{name} {many}" for name, many in engagement.workers[:_MODES_SAID] if name)
    met = Message(
        "client file", "Met {n} time, last on {day}", {"day": engagement.last},
        "Met {n} times, last on {day}", engagement.times,
    )  # fmt: skip
    return joined((say(met), modes, workers))
