"""The form of an appointment: whom, when on whose clock, where, and what to bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import Kind, Value
from desktop_app.domain.people.people import MODES
from desktop_app.domain.words.calendar_words import short_date, time_of_day
from desktop_app.language import Message
from desktop_app.ui.schedule.form_presenter import Opening
from desktop_app.ui.schedule.person_facts import person_facts
from desktop_app.ui.schedule.services import Clock
from desktop_app.ui.schedule.told_view import ToldBanners
from desktop_app.ui.schedule.warnings import Told
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.form import Form, FormField, FormGroup
from desktop_app.ui.shared.found import Found
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.search_field import SearchField
from desktop_app.ui.shared.words import say

_TIMES: Final = ("day", "time", "zone", "minutes")
_FIELDS: Final = (*_TIMES, "mode", "place", "subject", "ask_for", "bring")
"""The fields between the person and the service, in the order in which they stand."""


def groups(clocks: Sequence[Clock]) -> tuple[FormGroup, ...]:
    """The fields between the person and the service."""
    return (
        FormGroup(
            Message("schedule", "When"),
            (
                FormField("day", Message("schedule", "Day"), Kind.DATE, required=True),
                FormField("time", Message("schedule", "Time"), Kind.TIME, required=True),
                FormField(
                    "zone",
                    Message("schedule", "On the clock of"),
                    help=Message("schedule", "The place where you meet."),
                    required=True,
                    choices=tuple((one.zone, one.label) for one in clocks),
                ),
                FormField(
                    "minutes",
                    Message("schedule", "Minutes"),
                    Kind.INTEGER,
                    help=Message("schedule", "Usually 30."),
                ),
            ),
        ),
        FormGroup(
            Message("schedule", "Where and how"),
            (
                FormField(
                    "mode",
                    Message("fields", "How you meet"),
                    choices=tuple((one.value, one.label) for one in MODES),
                ),
                FormField("place", Message("fields", "Place")),
                FormField("subject", Message("fields", "What it is about")),
                FormField("ask_for", Message("fields", "Whom to ask for")),
                FormField(
                    "bring",
                    Message("fields", "What to bring"),
                    Kind.LONG_TEXT,
                    help=Message("schedule", "One thing on each line."),
                    wide=True,
                ),
            ),
        ),
    )


class AppointmentPage(QWidget):
    """One form at a time.

    left: a field and its new value. looked: what is in the form after a part of the time changed.
    save_asked: what is in the form, and what keeps fields from being values.
    unfinished_answered: True to go on with the draft, False to forget it.
    """

    left = Signal(str, object)
    looked = Signal(object)
    clients_asked = Signal(str)
    services_asked = Signal(str)
    client_chosen = Signal(str)
    service_chosen = Signal(str)
    save_asked = Signal(object, object)
    leave_asked = Signal()
    discard_asked = Signal()

    def __init__(self, new_id: Callable[[], UUID], local: Callable[[int], datetime]) -> None:
        """local: a moment in milliseconds UTC on the clock of this place."""
        super().__init__()
        self._new_id, self._local = new_id, local
        self._banner: Banner | None = None
        self._touched: set[str] = set()
        self.form: Form | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        self._banner_room = QVBoxLayout()
        self._banner_room.setContentsMargins(space(5), 0, space(5), 0)
        self._banner_room.setSpacing(space(2))
        self.told = ToldBanners()
        self._banner_room.addWidget(self.told)
        column.addLayout(self._banner_room)
        self._page_room = QVBoxLayout()
        column.addLayout(self._page_room, 1)
        self._page: ScrollPage | None = None
        # The form itself takes Ctrl+S; the buttons above it lie outside the form.
        for keys, around, run in (("Esc", self, self.leave), ("Ctrl+S", self.save, self.save)):
            shortcut = QShortcut(QKeySequence(keys), around)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run.click)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(space(5), space(4), space(5), space(3))
        head.setSpacing(space(3))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self.title = Heading()
        titles.addWidget(self.title)
        titles.addWidget(Second(Message("schedule", "What you type is kept as a draft.")))
        head.addLayout(titles, 1)
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(2), align_right=True)
        self.leave = Button(Message("schedule", "Leave"), key_hint="Esc")
        self.leave.clicked.connect(self._leave)
        self.save = PrimaryButton(
            Message("schedule", "Save the appointment"), icon_name="save", key_hint="Ctrl+S"
        )
        self.save.clicked.connect(self._save)
        flow.addWidget(self.leave)
        flow.addWidget(self.save)
        head.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def show_form(self, opening: Opening) -> None:
        """Lay the form out with these values."""
        new = opening.line is None
        self.title.set_words(
            Message("schedule", "New appointment") if new else Message("schedule", "Appointment")
        )
        self._touched = set() if new else set(opening.values)
        self._lay_out(opening)
        self._show_unfinished(opening.unfinished)
        self.take_focus()
        self._look()

    def _lay_out(self, opening: Opening) -> None:
        if self._page is not None:
            self._page.hide()
            self._page.deleteLater()
        self._page = ScrollPage()
        self._page.column.setContentsMargins(space(5), space(1), space(5), space(5))
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(space(5), space(4), space(5), space(4))
        inside.setSpacing(space(3))
        self.client = SearchField(
            Message("schedule", "Person"),
            Message("schedule", "Name, number, telephone or date of birth"),
            required=True,
        )
        self.client.show_choice(opening.client)
        self.client.words_asked.connect(self.clients_asked)
        self.client.left.connect(partial(self._left, "client"))
        self.client.chosen.connect(self.client_chosen)
        self.person = Second()
        self.person.hide()
        form = Form(groups(opening.clocks), self._new_id)
        form.show_values(opening.values)
        form.field_left.connect(self._left)
        form.save_asked.connect(self._save)
        form.summary.followed.connect(self._follow)
        self.form = form
        inside.addWidget(form)
        # What is wrong stands on top, above the person too.
        fields = form.layout()
        if isinstance(fields, QVBoxLayout):
            fields.insertWidget(1, self.client)
            fields.insertWidget(2, self.person)
        self.service = SearchField(
            Message("fields", "Service"),
            Message("schedule", "What is needed, or the name of the organisation"),
            help_text=Message(
                "schedule", "From the directory. It tells the place and what to bring."
            ),
        )
        self.service.show_choice(opening.service)
        self.service.words_asked.connect(self.services_asked)
        self.service.left.connect(partial(self._left, "service"))
        self.service.chosen.connect(self.service_chosen)
        if isinstance(fields, QVBoxLayout):
            fields.insertWidget(fields.count() - 1, self.service)
        self._page.column.addWidget(card)
        self._page.column.addStretch(1)
        self._page_room.addWidget(self._page)
        self._order_keys(form)

    def _order_keys(self, form: Form) -> None:
        """Tab goes as the fields stand. Widgets of a window follow each other as they came into it, and
        the person and the service came after the fields between them.
        """
        between = [form.field(one) for one in _FIELDS]
        found = (self.client.list, self.service.list)
        inputs = [one for field in between for one in field.inputs()]
        ordered = (self.client.line, found[0], *inputs, self.service.line, found[1])
        for one in found:
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # Qt orders only what takes the keyboard
        for before, after in pairwise((form.summary, *ordered)):
            QWidget.setTabOrder(before, after)
        for one in found:
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_clients(self, words: str, found: Sequence[Found]) -> None:
        """Who is found for these words."""
        self.client.show_found(words, found)

    def show_person(self, facts: Mapping[str, Value]) -> None:
        """Say what the file of the person holds that matters for booking."""
        known = dict(facts)
        self.person.set_words(partial(person_facts, known))
        self.person.setVisible(bool(person_facts(known)))

    def show_services(self, words: str, found: Sequence[Found]) -> None:
        """Which services are found for these words."""
        self.service.show_found(words, found)

    def fill(self, values: Mapping[str, Value]) -> None:
        """Put values into fields in which nothing was typed yet."""
        if self.form is None:
            return
        for key, value in values.items():
            if key not in self._touched:
                field = self.form.field(key)
                field.set_value(value)
                self.left.emit(key, value)
        self._look()

    def show_told(self, told: Told) -> None:
        """Say what there is to say of the time."""
        self.told.show_told(told)

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say what is missing, on top and at each field."""
        if self.form is None or self._page is None:
            return
        self.client.show_error(errors.get("client"))
        self.service.show_error(errors.get("service"))
        self.form.show_errors(dict(errors))
        if errors:
            self._page.ensureWidgetVisible(self.form.summary)

    def values(self) -> dict[str, Value]:
        """What is in the form now, without what is empty."""
        if self.form is None:
            return {}
        whole = self.form.values()
        whole |= {"client": self.client.value(), "service": self.service.value()}
        return {key: value for key, value in whole.items() if value is not None}

    def take_focus(self) -> None:
        """The cursor goes to the person, or to the time when the person is known."""
        if self.form is None:
            return
        if self.client.value() is None:
            self.client.take_focus()
        else:
            self.form.field("day").take_focus()

    def finish(self) -> None:
        """Announce the field in which the cursor is, so that nothing typed is lost."""
        if self.form is not None:
            self.client.finish()
            self.form.finish()
            self.service.finish()

    def _left(self, key: str, value: Value) -> None:
        self._touched.add(key)
        self.left.emit(key, value)
        if key in (*_TIMES, "client"):
            self._look()

    def _look(self) -> None:
        self.looked.emit(self.values())

    def _save(self) -> None:
        if self.form is None:
            return
        self.finish()
        fields = {
            "client": self.client,
            "service": self.service,
            **{name: self.form.field(name) for name in ("day", "time", "minutes")},
        }
        problems = {key: field.problem() for key, field in fields.items()}
        unreadable = {key: words for key, words in problems.items() if isinstance(words, Message)}
        self.save_asked.emit(self.values(), unreadable)

    def _leave(self) -> None:
        self.finish()
        self.leave_asked.emit()

    def _follow(self, key: str) -> None:
        if key == "client":
            self.client.take_focus()
        elif key == "service":
            self.service.take_focus()

    def _show_unfinished(self, at: int) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if not at:
            return
        banner = Banner(
            State.WAITS,
            partial(_unfinished, self._local, at),
            (Message("schedule", "Begin anew"),),
        )
        banner.acted.connect(lambda number: self.discard_asked.emit())
        self._banner = banner
        self._banner_room.addWidget(banner)
        banner.read_out()


def _unfinished(local: Callable[[int], datetime], at: int) -> str:
    moment = local(at)
    return say(
        Message(
            "schedule",
            "This was typed on {date} at {time} and not saved. It is kept.",
            {"date": short_date(moment.date()), "time": time_of_day(moment)},
        )
    )
