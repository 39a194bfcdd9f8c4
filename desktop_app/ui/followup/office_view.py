"""A part of the settings: from when on a file is flagged, and the hours of help with technology."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from itertools import groupby
from typing import Final
from uuid import UUID

from PySide6.QtCore import Signal

from desktop_app.domain.casework.technical_help import HelpMonth
from desktop_app.language import Message
from desktop_app.services.casework.technical_help import QUESTION
from desktop_app.ui.followup.office_presenter import THRESHOLDS, FollowUpOffice
from desktop_app.ui.shared.choosing_files import choose_new
from desktop_app.ui.shared.labels import Second
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import RecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say

_MONTHS: Final = 12
_FILE: Final = "portage-help.xlsx"


class FollowUpOfficeRoom(RecordRoom):
    """The part. shown_again: it is shown. change_asked: other numbers. help_named: a path."""

    shown_again = Signal()
    change_asked = Signal()
    help_named = Signal(object)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self._kept: object = None

    def keep(self, presenter: object) -> None:
        """Keep the presenter as long as the part: a signal does not keep what it calls."""
        self._kept = presenter

    def activate(self) -> None:
        """Ask for everything again: it is shown, or something changed."""
        self.shown_again.emit()

    def show_office(self, shown: FollowUpOffice, called: Callable[[str], Message | str]) -> None:
        """Show the numbers and the hours."""
        self.clear()
        title = Message("follow-up", "From when on a file asks to be looked at")
        holder, column = group(title)
        numbers = asdict(shown.thresholds)
        listed = [
            Card(field.name, field.label, lead=str(numbers[field.name]), quiet=True)
            for field in THRESHOLDS.fields
        ]
        column.addWidget(cards(title, listed, lambda key: None, lambda key: None))
        if shown.may_change:
            column.addWidget(
                buttons(
                    button(
                        Message("follow-up", "Change the numbers…"),
                        self.change_asked.emit,
                        "pencil",
                    )
                )
            )
        else:
            column.addWidget(Second(Message("follow-up", "The office changes these numbers.")))
        self.column.addWidget(holder)
        self._show_help(shown.help, called)

    def _show_help(
        self, months: tuple[HelpMonth, ...], called: Callable[[str], Message | str]
    ) -> None:
        title = Message("follow-up", "Hours of help with technology")
        holder, column = group(title, QUESTION)
        listed = [
            Card(
                month,
                month,
                partial(_kinds, found, called),
                lead=_hours(sum(one.minutes for one in found)),
                quiet=True,
            )
            for month, group_of in groupby(months, lambda one: one.month)
            if (found := tuple(group_of))
        ][:_MONTHS]
        nothing = Card("", Message("follow-up", "No help was timed yet."), icon="clock", quiet=True)
        column.addWidget(cards(title, listed or [nothing], lambda key: None, lambda key: None))
        if listed:
            column.addWidget(
                buttons(
                    button(
                        Message("follow-up", "Save the hours as a workbook…"),
                        self._choose,
                        "file-down",
                    )
                )
            )
        self.column.addWidget(holder)

    def _choose(self) -> None:
        title = Message("follow-up", "Save the hours as a workbook")
        path = choose_new(self, title, _FILE, "XLSX (*.xlsx)")
        if path is not None:
            self.help_named.emit(path)


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def _kinds(found: tuple[HelpMonth, ...], called: Callable[[str], Message | str]) -> str:
    return " · ".join(f"{say(called(one.kind))} {_hours(one.minutes)}" for one in found)
