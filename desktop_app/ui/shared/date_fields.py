"""Dates and times as they are typed: boxes for year, month and day; partly known, or about."""

from __future__ import annotations

import calendar
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.ui.shared.fields import Check, Field
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.look import scaled
from desktop_app.ui.shared.words import Words, say

ABOUT = "~"
"""Before a date of which only the neighbourhood is known."""


class DateField(Field):
    """Year / month / day. partial: month and day may be missing, and the date may be 'about'.

    The value is `YYYY-MM-DD`; partial ones also `YYYY-MM`, `YYYY`, and any of them after `~`.
    """

    def __init__(
        self,
        label: Words,
        *,
        help_text: Words = "",
        required: bool = False,
        partial: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, help_text=help_text, required=required, parent=parent)
        self._partial = partial
        self.year, self.month, self.day = QLineEdit(), QLineEdit(), QLineEdit()
        self._names: tuple[tuple[QLineEdit, Message, Message, int], ...] = (
            (self.year, Message("dates", "Year"), Message("dates", "YYYY"), 4),
            (self.month, Message("dates", "Month"), Message("dates", "MM"), 2),
            (self.day, Message("dates", "Day"), Message("dates", "DD"), 2),
        )
        for number, (box, _, _, letters) in enumerate(self._names):
            if number:
                self.row.addWidget(PlainLabel("/", ink="ink_second"))
            box.setMaxLength(letters)
            box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            box.editingFinished.connect(self._maybe_finish)
            box.textEdited.connect(self._typed)
            self.row.addWidget(box)
        self.about = Check(Message("dates", "About"))
        self.about.clicked.connect(lambda checked: self.finish())
        if not partial:
            self.about.hide()
        self.row.addWidget(self.about)
        self.row.addStretch(1)
        self.retranslate()
        self.retheme()

    def inputs(self) -> Sequence[QWidget]:
        return (self.year, self.month, self.day)

    def value(self) -> Value:
        parts = [box.text().strip() for box in (self.year, self.month, self.day)]
        if not parts[0]:
            return None
        given = [parts[0], *(part.zfill(2) for part in parts[1:] if part)]
        text = "-".join(given)
        return ABOUT + text if self._partial and self.about.isChecked() else text

    def problem(self) -> Words | None:
        year, month, day = (box.text().strip() for box in (self.year, self.month, self.day))
        if not (year or month or day):
            return None
        if len(year) != 4 or not year.isdecimal() or year == "0000":
            return Message("dates", "Enter the year with 4 digits, for example 1980.")
        if not self._partial and not (month and day):
            return Message(
                "dates", "Enter the year, the month and the day, for example 1980 03 31."
            )
        if not month:
            return Message("dates", "Enter the month too, or leave the day empty.") if day else None
        if not month.isdecimal() or not 1 <= int(month) <= 12:
            return Message("dates", "Enter the month as a number from 1 to 12.")
        last = calendar.monthrange(int(year), int(month))[1]
        if day and not (day.isdecimal() and 1 <= int(day) <= last):
            return Message("dates", "Enter the day as a number from 1 to {last}.", {"last": last})
        return None

    def retranslate(self) -> None:
        label = say(self._label_words)
        for box, name, example, _ in self._names:
            box.setPlaceholderText(say(example))
            box.setAccessibleName(f"{label}, {say(name)}")
            box.setAccessibleDescription(self.error())

    def retheme(self) -> None:
        """Take the size of text in force."""
        for box, _, _, letters in self._names:
            box.setFixedWidth(box.fontMetrics().horizontalAdvance("M" * letters) + scaled(34))

    def _name_inputs(self) -> None:
        self.retranslate()

    def _typed(self, text: str) -> None:
        """A full box hands the cursor on, so that 19800331 can be typed in one go."""
        self.edited.emit()
        box = self.focusWidget()
        if box is self.year and len(text) == 4:
            self.month.setFocus(Qt.FocusReason.TabFocusReason)  # what stands there is written over
        elif box is self.month and len(text) == 2:
            self.day.setFocus(Qt.FocusReason.TabFocusReason)

    def _maybe_finish(self) -> None:
        """Going from box to box inside the date is not leaving it."""
        window = self.window()
        now = window.focusWidget()
        if now not in (self.year, self.month, self.day) or now is self.day:
            if now in (self.year, self.month):
                return
            self.finish()

    def _show(self, value: Value) -> None:
        text = "" if value is None else str(value)
        self.about.setChecked(text.startswith(ABOUT))
        parts = text.removeprefix(ABOUT).split("-")
        for number, box in enumerate((self.year, self.month, self.day)):
            box.setText(parts[number] if number < len(parts) else "")


class TimeField(Field):
    """A time of day, 24 hours: `HH:MM`; `930` and `9h30` are understood."""

    def __init__(
        self,
        label: Words,
        *,
        help_text: Words = "",
        required: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, help_text=help_text, required=required, parent=parent)
        self.line = QLineEdit()
        self.row.addWidget(self.line)
        self.row.addStretch(1)
        self.line.editingFinished.connect(self._finish_time)
        self.line.textEdited.connect(lambda text: self.edited.emit())
        self.retranslate()
        self.retheme()

    def inputs(self) -> Sequence[QWidget]:
        return (self.line,)

    def value(self) -> Value:
        return read_time(self.line.text())

    def problem(self) -> Words | None:
        if self.line.text().strip() and self.value() is None:
            return Message("dates", "Enter the time with hours and minutes, for example 13:30.")
        return None

    def retranslate(self) -> None:
        super().retranslate()
        self.line.setPlaceholderText(say(Message("dates", "HH:MM")))

    def retheme(self) -> None:
        """Take the size of text in force."""
        self.line.setFixedWidth(self.line.fontMetrics().horizontalAdvance("HH:MM") + scaled(30))

    def _finish_time(self) -> None:
        value = self.value()
        if isinstance(value, str):
            self.line.setText(value)
        self.finish()

    def _show(self, value: Value) -> None:
        self.line.setText("" if value is None else str(value))


def read_time(typed: str) -> str | None:
    """`HH:MM` from what people type for a time of day; None when it is none."""
    text = typed.strip().lower().replace("h", ":").replace(".", ":").replace(" ", "")
    if text.endswith(":"):
        text += "00"
    if text.isdecimal() and text.isascii():
        text = f"{text}:00" if len(text) <= 2 else f"{text[:-2]}:{text[-2:]}"
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(hours) <= 2 and len(minutes) == 2):
        return None
    if int(hours) > 23 or int(minutes) > 59:
        return None
    return f"{int(hours):02d}:{int(minutes):02d}"
