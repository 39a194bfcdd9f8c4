"""The week as lists of days, where columns would have no room."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.words.calendar_words import day_heading, time_of_day
from desktop_app.language import Message
from desktop_app.ui.schedule.chosen import ChosenPanel
from desktop_app.ui.schedule.model import DOT, Placed, Week, facts_of, name_of, sign_of, times_of
from desktop_app.ui.shared.labels import Heading, State
from desktop_app.ui.shared.lists import Card, CardList, CardRow
from desktop_app.ui.shared.look import space


class WeekList(QWidget):
    """Every day that has appointments; those of the chosen one's day have the panel under them.

    chosen, opened: the id of an appointment.
    """

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space(2))
        self._rows: list[CardRow] = []
        self._lists: dict[int, CardList] = {}

    def rows(self) -> tuple[CardRow, ...]:
        """The appointments in their order."""
        return tuple(self._rows)

    def show_week(self, week: Week, chosen: str) -> None:
        """Show a week; the keyboard stays in the list when it was there."""
        held = any(row.hasFocus() for row in self._rows)
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, ChosenPanel):
                continue
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows, self._lists = [], {}
        for number, day in enumerate(week.days):
            placed = week.of_day(number)
            if not placed:
                continue
            title = partial(day_heading, day)
            self._column.addWidget(Heading(title, level=2))
            cards = CardList(title)
            cards.opened.connect(self.opened)
            cards.show_cards([_card(one, week) for one in placed])
            self._lists[number] = cards
            self._column.addWidget(cards)
            for row in cards.rows():
                row.step_asked.disconnect()
                row.step_asked.connect(partial(self._step, row))
                row.installEventFilter(self)
                self._rows.append(row)
        self._column.addStretch(1)
        if held:
            self.take_focus(chosen)

    def place_panel(self, panel: ChosenPanel, day: int) -> None:
        """Put the panel under the appointments of a day."""
        cards = self._lists.get(day)
        if cards is not None:
            self._column.insertWidget(self._column.indexOf(cards) + 1, panel)

    def take_focus(self, chosen: str) -> None:
        """The keyboard goes to that appointment."""
        for row in self._rows:
            if row.card.key == chosen:
                row.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, CardRow):
            self.chosen.emit(watched.card.key)
        return super().eventFilter(watched, event)

    def _step(self, row: CardRow, by: int) -> None:
        number = self._rows.index(row) + by
        if 0 <= number < len(self._rows):
            self._rows[number].setFocus(Qt.FocusReason.TabFocusReason)


def _card(placed: Placed, week: Week) -> Card:
    line = placed.line
    sign = sign_of(line)
    return Card(
        line.id,
        partial(name_of, line),
        partial(_second, placed, week) if _second(placed, week) else "",
        lead=time_of_day(line.local),
        badge=(State(sign.tone), sign.words),
        badge_icon=sign.icon,
        closed=bool(line.closed),
    )


def _second(placed: Placed, week: Week) -> str:
    line = placed.line
    elsewhere = times_of(line, week.zone).partition(" ")[2]
    words = str(Message("schedule", "Local time of {place}", {"place": elsewhere}))
    parts = (facts_of(line, worker=line.worker), words if elsewhere else "")
    return DOT.join(part for part in parts if part)
