"""The form of an entry, built from its declarations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import EntityType
from desktop_app.domain.words.calendar_words import short_date, time_of_day
from desktop_app.language import Message
from desktop_app.ui.directory.form_presenter import Opening
from desktop_app.ui.directory.form_shape import (
    list_fields,
    list_names,
    plain_fields,
    verified_fields,
)
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.form import Form, FormGroup, declared
from desktop_app.ui.shared.item_rows import FormList
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.words import say


def groups(kind: EntityType) -> tuple[FormGroup, ...]:
    """What it is, its lists, and how far it can be trusted."""
    lists = []
    for name in list_names(kind):
        one = next(items for items in kind.lists if items.name == name)
        lists.append(FormList(name, one.label, one.one, list_fields(kind, name)))
    return (
        FormGroup(kind.label, tuple(declared(one) for one in plain_fields(kind))),
        FormGroup(Message("directory", "Lists"), tuple(lists)),
        FormGroup(
            Message("directory", "How sure this is"),
            tuple(declared(one) for one in verified_fields(kind)),
        ),
    )


class FormPage(QWidget):
    """One form at a time. left: a path and its value. save_asked: what keeps fields from being
    values, by path."""

    left = Signal(str, object)
    save_asked = Signal(object)
    leave_asked = Signal()
    discard_asked = Signal()

    def __init__(self, new_id: Callable[[], UUID], local: Callable[[int], datetime]) -> None:
        """local: a moment in milliseconds UTC on the clock of this place."""
        super().__init__()
        self._new_id, self._local = new_id, local
        self._banner: Banner | None = None
        self._page: ScrollPage | None = None
        self._keys: tuple[str, ...] = ()
        self.form: Form | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(space(5), space(4), space(5), space(3))
        head.setSpacing(space(3))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self.title, self.under = Heading(lines=2), Second()
        titles.addWidget(self.title)
        titles.addWidget(self.under)
        head.addLayout(titles, 1)
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(2), align_right=True)
        self.leave = Button(Message("directory", "Leave"), key_hint="Esc")
        self.leave.clicked.connect(self._leave)
        self.save = PrimaryButton(
            Message("directory", "Save the entry"), icon_name="save", key_hint="Ctrl+S"
        )
        self.save.clicked.connect(self._save)
        flow.addWidget(self.leave)
        flow.addWidget(self.save)
        head.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._banner_room = QVBoxLayout()
        self._banner_room.setContentsMargins(space(5), 0, space(5), 0)
        column.addLayout(self._banner_room)
        self._page_room = QVBoxLayout()
        column.addLayout(self._page_room, 1)
        # The form itself takes Ctrl+S; the buttons above it lie outside the form.
        for keys, around, run in (("Esc", self, self.leave), ("Ctrl+S", self.save, self.save)):
            shortcut = QShortcut(QKeySequence(keys), around)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run.click)

    def show_form(self, opening: Opening) -> None:
        """Lay the form out with these values."""
        kind, entry = opening.kind, opening.entry
        self.title.set_words(
            Message("directory", "New entry: {kind}", {"kind": kind.label})
            if entry is None
            else entry.title
        )
        owner = opening.organisation
        self.under.set_words(
            Message("directory", "What you type is kept as a draft.")
            if owner is None
            else owner.title
        )
        if self._page is not None:
            self._page.hide()
            self._page.deleteLater()
        page = ScrollPage()
        page.column.setContentsMargins(space(5), space(1), space(5), space(5))
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(space(5), space(4), space(5), space(4))
        shape = groups(kind)
        form = Form(shape, self._new_id)
        form.show_values(opening.values)
        form.field_left.connect(self.left)
        form.save_asked.connect(self._save)
        inside.addWidget(form)
        page.column.addWidget(card)
        page.column.addStretch(1)
        self._page_room.addWidget(page)
        self._page, self.form = page, form
        self._keys = tuple(one.name for one in (*plain_fields(kind), *verified_fields(kind)))
        self._show_unfinished(opening.unfinished)
        self.take_focus()

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say what is missing, on top and at each field."""
        if self.form is not None and self._page is not None:
            self.form.show_errors(dict(errors))
            if errors:
                self._page.verticalScrollBar().setValue(0)

    def take_focus(self) -> None:
        """The cursor goes into the first field."""
        if self.form is not None:
            self.form.field(self._keys[0]).take_focus()

    def finish(self) -> None:
        """Announce the field in which the cursor is, so that nothing typed is lost."""
        if self.form is not None:
            self.form.finish()

    def _save(self) -> None:
        if self.form is None:
            return
        self.finish()
        problems = {key: self.form.field(key).problem() for key in self._keys}
        self.save_asked.emit(
            {key: words for key, words in problems.items() if isinstance(words, Message)}
        )

    def _leave(self) -> None:
        self.finish()
        self.leave_asked.emit()

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
            (Message("directory", "Begin anew"),),
        )
        banner.acted.connect(lambda number: self.discard_asked.emit())
        self._banner = banner
        self._banner_room.addWidget(banner)
        banner.read_out()


def _unfinished(local: Callable[[int], datetime], at: int) -> str:
    moment = local(at)
    return say(
        Message(
            "directory",
            "This was typed on {date} at {time} and not saved. It is kept.",
            {"date": short_date(moment.date()), "time": time_of_day(moment)},
        )
    )
