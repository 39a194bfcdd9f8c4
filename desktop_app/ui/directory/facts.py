"""Parts of an entry: facts under bold titles, a list of what to bring, the hours of the week."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.directory.opening_rows import DayHours, HoursTable
from desktop_app.ui.directory.model import Fact
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import Heading, PlainLabel, Second
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import rule
from desktop_app.ui.shared.words import Words


class Section(QWidget):
    """A heading with a card under it, hidden while there is nothing in it."""

    def __init__(self, title: Words) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, space(3))
        column.setSpacing(space(2))
        self.heading = Heading(title, level=2)
        column.addWidget(self.heading)
        self._card = QFrame()
        self._card.setProperty("card", True)
        column.addWidget(self._card)
        self._inside = QVBoxLayout(self._card)
        self._inside.setContentsMargins(space(4), space(2), space(4), space(2))
        self._inside.setSpacing(space(2))
        self.hide()

    def show_facts(self, facts: Sequence[Fact], icon_name: str = "") -> None:
        """Show these, separated by lines. icon_name: in front of each."""
        self._empty()
        for number, fact in enumerate(facts):
            if number:
                self._inside.addWidget(rule())
            self._inside.addWidget(_fact(fact, icon_name))
        self.setVisible(bool(facts))

    def show_hours(self, hours: HoursTable, today: int) -> None:
        """Show the week with today in bold, and what else is said. today: 0 is Monday."""
        self._empty()
        if hours.days:
            holder = QWidget()
            grid = QGridLayout(holder)
            grid.setContentsMargins(0, space(1), 0, space(1))
            grid.setHorizontalSpacing(space(5))
            grid.setVerticalSpacing(space(1))
            for row, day in enumerate(hours.days):
                bold = day.day == today
                grid.addWidget(PlainLabel(partial(_name, day), bold=bold), row, 0)
                grid.addWidget(PlainLabel(partial(_times, day), bold=bold), row, 1)
            grid.setColumnStretch(1, 1)
            self._inside.addWidget(holder)
        for remark in hours.remarks:
            self._inside.addWidget(Second(remark))
        self.setVisible(bool(hours))

    def _empty(self) -> None:
        while (item := self._inside.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _fact(fact: Fact, icon_name: str) -> QWidget:
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, space(1), 0, space(1))
    line.setSpacing(space(3))
    if icon_name:
        line.addWidget(IconMark(icon_name, "accent"), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(PlainLabel(fact.title, bold=True))
    if fact.text:
        words.addWidget(PlainLabel(fact.text, ink="ink"))
    line.addLayout(words, 1)
    return row


def _name(day: DayHours) -> str:
    return day.name[:1].upper() + day.name[1:]


def _times(day: DayHours) -> str:
    return day.times
