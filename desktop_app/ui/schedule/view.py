"""The screen of the schedule: its two pages, and the dialogs of the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message
from desktop_app.services.schedule.schedule import AppointmentLine
from desktop_app.ui.schedule.dialogs import CancelDialog, MoveDialog
from desktop_app.ui.schedule.form_view import AppointmentPage
from desktop_app.ui.schedule.model import Week
from desktop_app.ui.schedule.services import Clock, ScheduleServices
from desktop_app.ui.schedule.warnings import Told
from desktop_app.ui.schedule.week_view import WeekPage
from desktop_app.ui.shared.dialogs import Dialog


class ScheduleScreen(QWidget):
    """Holds the pages and shows what the presenters say.

    looked, moved: a local time and the clock it is of, from the open dialog. cancelled: a reason; reason_left: as much of it as was typed.
    problem_met: something did not go, and no dialog is open to say it.
    """

    detail_asked = Signal(str)
    shown_again = Signal()
    looked = Signal(object, str)
    moved = Signal(object, str)
    cancelled = Signal(str)
    reason_left = Signal(str)
    problem_met = Signal(object)

    help_topic = "schedule"

    def __init__(self, services: ScheduleServices) -> None:
        super().__init__()
        clock = zone_or_utc(services.zone())

        def local(at: int) -> datetime:
            return datetime.fromtimestamp(at / 1000, UTC).astimezone(clock)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        column.addWidget(self._stack)
        self.week = WeekPage(services.worker())
        self.form = AppointmentPage(services.new_id, local)
        self._stack.addWidget(self.week)
        self._stack.addWidget(self.form)
        self._dialog: MoveDialog | CancelDialog | None = None
        self._arrives = False
        self._kept: tuple[object, ...] = ()

    def keep(self, *presenters: object) -> None:
        """Keep the presenters as long as the screen: a signal does not keep what it calls."""
        self._kept = presenters

    # What the window may call

    def show_detail(self, detail: str) -> None:
        """Show "" the week, "new" an empty form, "new/<client>/<subject>" one for somebody, an id the
        week of that appointment, "<id>/edit" its form."""
        self.detail_asked.emit(detail)

    def activate(self) -> None:
        """The screen is shown again: ask for fresh content."""
        self.shown_again.emit()

    def first_focus(self) -> QWidget | None:
        """Where the keyboard begins: where the page has put it already."""
        held = self.window().focusWidget()
        page = self.form if self.form_is_shown else self.week
        return held if page.isAncestorOf(held) else None

    def print_asked(self) -> None:
        """Print the day of the chosen appointment."""
        if self._stack.currentWidget() is self.week:
            self.week.day_asked.emit()

    # What the presenters say

    def show_form_page(self, form: bool) -> None:
        """Show the form, or the week; the keyboard goes into it."""
        page = self.form if form else self.week
        if self._stack.currentWidget() is self.form and not form:
            self.form.finish()
            self._arrives = True  # the week that is shown next has what the form was about
        self._stack.setCurrentWidget(page)
        if self.isVisible():
            page.take_focus()

    @property
    def form_is_shown(self) -> bool:
        """Whether the form is on the screen."""
        return self._stack.currentWidget() is self.form

    def show_week(self, week: Week, chosen: str) -> None:
        """Show a week."""
        arrives = self._arrives or not self.week.title.text()
        self._arrives = False
        self.week.show_week(week, chosen)
        if arrives and self.isVisible() and not self.form_is_shown:
            self.week.take_focus()

    def ask_move(self, line: AppointmentLine, clocks: Sequence[Clock]) -> None:
        """Ask for another time."""
        dialog = MoveDialog(line, clocks, self)
        dialog.looked.connect(self.looked)
        dialog.given.connect(self.moved)
        self._open(dialog)

    def ask_reason(self, line: AppointmentLine, typed: str) -> None:
        """Ask why an appointment is cancelled."""
        dialog = CancelDialog(line, typed, self)
        dialog.typed.connect(self.reason_left)
        dialog.given.connect(self.cancelled)
        self._open(dialog)

    @property
    def dialog(self) -> Dialog | None:
        """The dialog that is open."""
        return self._dialog

    def show_told(self, told: Told) -> None:
        """Say in the open dialog what there is to say of the time in it."""
        if isinstance(self._dialog, MoveDialog):
            self._dialog.show_told(told)

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved, or where the window says it."""
        if self._dialog is not None:
            self._dialog.show_problem(words)
        else:
            self.problem_met.emit(words)

    def close_dialog(self) -> None:
        """What was asked is saved."""
        if self._dialog is not None:
            self._dialog.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous() and self.form_is_shown:
            self.form.finish()

    def _open(self, dialog: MoveDialog | CancelDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(lambda result: self._over(dialog))
        dialog.open()

    def _over(self, dialog: MoveDialog | CancelDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None
        dialog.deleteLater()
        self.week.take_focus()
