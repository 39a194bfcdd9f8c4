"""The question which service was given, with what the organisation's own fields ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import uuid4

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from desktop_app.domain.fields import Choice, Field, Value
from desktop_app.domain.people.people import MODES
from desktop_app.language import Message
from desktop_app.services.casework.actions import USUAL_SERVICES
from desktop_app.ui.journey.dialogs import AskingDialog, fit
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.fields import TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.form import Form, FormGroup, declared
from desktop_app.ui.shared.labels import Heading
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.unfinished import KEEP_MS, announce_finished
from desktop_app.ui.shared.words import Words

MINUTES: Final = (15, 30, 45, 60, 90)


class _Picks(QWidget):
    """A row of buttons of which one is chosen."""

    def __init__(self, choices: Sequence[tuple[Value, Words]], value: Value = None) -> None:
        super().__init__()
        flow = FlowLayout(self, gap=space(2))
        self._group = QButtonGroup(self)
        self._values: list[Value] = []
        self.buttons: list[Button] = []
        for one, words in choices:
            button = Button(words)
            button.setCheckable(True)
            button.setChecked(one == value)
            self._group.addButton(button, len(self._values))
            self._values.append(one)
            self.buttons.append(button)
            flow.addWidget(button)

    def value(self) -> Value:
        """The chosen one; None while there is none."""
        number = self._group.checkedId()
        return self._values[number] if number >= 0 else None


class ServiceDialog(AskingDialog):
    """Which service was given, how long, how. Three clicks: open, choose, record.

    given: what it was, minutes, mode, and what stands in the own fields, by name. mode: how the
    person prefers to meet, or empty. own: the fields that the organisation asks of a meeting.
    """

    given = Signal(str, int, str, object)

    def __init__(self, mode: str, own: Sequence[Field] = (), parent: QWidget | None = None) -> None:
        super().__init__(Message("actions", "Record a service"), parent)
        self._page = page = ScrollPage(margin_steps=1)
        self.what = _Picks([(str(one.label), one.label) for one in USUAL_SERVICES])
        self.other = TextField(Message("actions", "Or another one"))
        self.other.left.connect(lambda value: self.left.emit("other", value))
        self.minutes = _Picks(
            [(one, Message("actions", "{n} minute", {}, "{n} minutes", one)) for one in MINUTES],
            MINUTES[1],
        )
        self.mode = _Picks(_of(MODES), mode or MODES[0].value)
        for title, part in (
            (Message("actions", "What was done"), self.what),
            (None, self.other),
            (Message("actions", "How long"), self.minutes),
            (Message("fields", "How you met"), self.mode),
        ):
            if title is not None:
                page.column.addWidget(Heading(title, level=2))
            page.column.addWidget(part)
        self._own = tuple(own)
        items = tuple(declared(one) for one in own)
        asked = Message("actions", "What the organisation asks too")
        self.own = Form((FormGroup(asked, items),) if items else (), uuid4)
        self.own.field_left.connect(self.left)
        self.own.save_asked.connect(self._give)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_MS)
        names = [one.name for one in own]
        self._keep.timeout.connect(lambda: announce_finished(self.own, names))
        self.own.edited.connect(lambda: None if self._keep.isActive() else self._keep.start())
        page.column.addWidget(self.own)
        page.column.addStretch(1)
        self.body.addWidget(page, 1)
        fit(self, parent, 720, 720 if items else 560)
        self.verb = self.verbs(Message("actions", "Record it"), self._give)
        self.what.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def resume(self, values: Mapping[str, Value]) -> None:
        self.other.set_value(values.get("other"))
        self.own.show_values(values)

    def reject(self) -> None:
        """Leave; what was typed is announced before, so that it can be kept."""
        self.other.finish()
        self.own.finish()
        super().reject()

    def _give(self) -> None:
        words = str(self.other.value() or self.what.value() or "")
        wrong: dict[str, Words] = {}
        self.own.finish()
        told = self.own.values()
        for one in self._own:
            problem = self.own.field(one.name).problem()
            if isinstance(problem, Message):
                wrong[one.name] = problem
            elif one.required and told.get(one.name) is None:
                wrong[one.name] = Message("forms", "Fill this in.")
        self.own.show_errors(wrong)
        missing = Message("actions", "Choose what was done, or write it.")
        self.other.show_error(None if words else missing)
        if not words:
            self.other.take_focus()
        elif wrong:
            first = next(iter(wrong))
            self.own.go_to(first)
            self._page.ensureWidgetVisible(self.own.field(first))
        else:
            minutes, mode = self.minutes.value(), str(self.mode.value() or "")
            self.given.emit(words, minutes if isinstance(minutes, int) else 0, mode, told)


def _of(choices: Sequence[Choice]) -> list[tuple[Value, Words]]:
    return [(one.value, one.label) for one in choices]
