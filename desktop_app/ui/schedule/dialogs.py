"""What stops a person for a moment: another time, and why an appointment is cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.language import Message
from desktop_app.services.schedule.schedule import AppointmentLine
from desktop_app.ui.schedule.model import name_of
from desktop_app.ui.schedule.services import Clock
from desktop_app.ui.schedule.told_view import ToldBanners
from desktop_app.ui.schedule.warnings import Told
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.date_fields import DateField, TimeField
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import ChoiceField, TextField
from desktop_app.ui.shared.labels import Second


class MoveDialog(Dialog):
    """Another time. looked: a time was typed. given: local (naive) and the clock it is of."""

    looked = Signal(object, str)
    given = Signal(object, str)

    def __init__(
        self, line: AppointmentLine, clocks: Sequence[Clock], parent: QWidget | None = None
    ) -> None:
        super().__init__(Message("schedule", "Move the appointment"), parent)
        self.body.addWidget(Second(name_of(line), lines=2))
        self.day = DateField(Message("schedule", "Day"), required=True)
        self.time = TimeField(Message("schedule", "Time"), required=True)
        self.zone = ChoiceField(
            Message("schedule", "On the clock of"),
            [(one.zone, one.label) for one in clocks],
            required=True,
        )
        self.day.set_value(line.local.date().isoformat())
        self.time.set_value(f"{line.local:%H:%M}")
        self.zone.set_value(line.zone)
        for field in (self.day, self.time, self.zone):
            self.body.addWidget(field)
            field.left.connect(lambda value: self._look())
        self.told = ToldBanners()
        self.body.addWidget(self.told)
        self.add_button(Message("schedule", "Leave it as it is"), self.reject)
        self.verb = self.add_button(
            Message("schedule", "Move the appointment"), self._give, Kind.PRIMARY
        )
        self.time.take_focus()
        self.time.line.selectAll()
        self.time.line.returnPressed.connect(self._give)

    def show_told(self, told: Told) -> None:
        """Say what there is to say of the time."""
        self.told.show_told(told)

    def show_problem(self, words: Message) -> None:
        """Say why it was not moved; what was typed stays."""
        self.told.show_told(Told(words))

    def local(self) -> datetime | None:
        """The time that is typed, naive; None with a word at the field that is not readable."""
        for field in (self.day, self.time):
            wrong = field.problem() or (None if field.value() else _needed(field))
            field.show_error(wrong)
            if wrong:
                field.take_focus()
                return None
        return datetime.fromisoformat(f"{self.day.value()}T{self.time.value()}")

    def _look(self) -> None:
        readable = self.day.problem() is None and self.time.problem() is None
        if readable and self.day.value() and self.time.value():
            local = datetime.fromisoformat(f"{self.day.value()}T{self.time.value()}")
            self.looked.emit(local, str(self.zone.value() or ""))

    def _give(self) -> None:
        local = self.local()
        if local is not None:
            self.given.emit(local, str(self.zone.value() or ""))


def _needed(field: DateField | TimeField) -> Message:
    if isinstance(field, TimeField):
        return Message("schedule", "Enter the time, for example 13:30.")
    return Message("schedule", "Enter the day of the appointment.")


class CancelDialog(Dialog):
    """Why an appointment is cancelled. given: the reason, which may be empty. typed: as much of it as
    was typed, to be kept.
    """

    given = Signal(str)
    typed = Signal(str)

    def __init__(
        self, line: AppointmentLine, typed: str = "", parent: QWidget | None = None
    ) -> None:
        """typed: what was typed there earlier and not given."""
        super().__init__(Message("schedule", "Cancel the appointment"), parent)
        self.body.addWidget(Second(name_of(line), lines=2))
        self.reason = TextField(
            Message("schedule", "Reason"),
            help_text=Message("schedule", "For example: the road is closed. It can stay empty."),
        )
        self.reason.set_value(typed or None)
        self.reason.left.connect(lambda value: self.typed.emit(str(value or "")))
        self.body.addWidget(self.reason)
        self.told = ToldBanners()
        self.body.addWidget(self.told)
        self.add_button(Message("schedule", "Leave it as it is"), self.reject)
        self.verb = self.add_button(
            Message("schedule", "Cancel the appointment"), self._give, Kind.PRIMARY
        )
        self.reason.line.returnPressed.connect(self._give)
        self.reason.take_focus()

    def show_problem(self, words: Message) -> None:
        """Say why it was not cancelled; what was typed stays."""
        self.told.show_told(Told(words))

    def reject(self) -> None:
        """Leave; what was typed is announced before, so that it is kept."""
        self.reason.finish()
        super().reject()

    def _give(self) -> None:
        self.given.emit(str(self.reason.value() or ""))
