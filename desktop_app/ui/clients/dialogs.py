"""The dialogs that add something to a file, and the one that shows a whole note."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop_app.domain.fields import Kind, Registry, Value
from desktop_app.language import Message
from desktop_app.services.clients.timeline import TimelineItem
from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.services import Named
from desktop_app.ui.clients.words import joined, sharing_sign
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.form import Form, FormField, FormGroup, declared
from desktop_app.ui.shared.labels import Badge, PlainLabel, Second, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.rooms import Offer
from desktop_app.ui.shared.unfinished import KEEP_MS, announce_finished, unfinished_words
from desktop_app.ui.shared.words import Words, say

_NOTE = ("text", "happened_on", "mode", "minutes", "sensitive")
_CONSENT = ("purpose", "given_on", "how", "expires_on", "words")
_APPOINTMENT = ("minutes", "mode", "place", "subject", "ask_for", "bring")


def fields_of(
    asked: Asked, registry: Registry, households: Sequence[Named] = ()
) -> tuple[FormField, ...]:
    """The fields of a dialog, from the declarations of its record.

    households: those that are known already and can be joined.
    """

    def taken(record: str, names: Sequence[str]) -> tuple[FormField, ...]:
        one = registry[record]
        return tuple(declared(one.field(name)) for name in names)

    if asked is Asked.NOTE:
        return taken("note", _NOTE)
    if asked is Asked.CONSENT:
        return taken("consent", _CONSENT)
    if asked is Asked.HOUSEHOLD:
        known = FormField(
            "household",
            Message("client file", "A household that is known"),
            choices=tuple((one.id, one.name) for one in households),
        )
        new = FormField("name", Message("client file", "Or the name of a new household"))
        rest = taken("household_member", ("role", "from_on"))
        return (known, new, *rest) if households else (*taken("household", ("name",)), *rest)
    day = FormField("day", Message("client file", "Day"), Kind.DATE, required=True)
    time = FormField("time", Message("client file", "Time"), Kind.TIME, required=True)
    return (day, time, *taken("appointment", _APPOINTMENT))


class AddDialog(Dialog):
    """Asks for one thing that is added to a file. What is typed stays a draft until it is saved.

    given: what was typed, and the sentences of fields that cannot be read. field_left: as a form's.
    discarded: what was kept of an earlier time is not wanted.
    """

    given = Signal(object, object)
    field_left = Signal(str, object)
    discarded = Signal()

    def __init__(
        self,
        asked: Asked,
        registry: Registry,
        new_id: Callable[[], UUID],
        *,
        correction: bool = False,
        households: Sequence[Named] = (),
        parent: QWidget | None = None,
    ) -> None:
        title = Message("client file", "Correct a note") if correction else asked.title
        super().__init__(title, parent)
        if correction:
            self.body.addWidget(
                Second(
                    Message(
                        "client file",
                        "A note is never changed. What you write here stands beside the first one.",
                    )
                )
            )
        self._banner: Banner | None = None
        self._problem: Banner | None = None
        self._start: dict[str, Value] = {}
        fields = fields_of(asked, registry, households)
        self._keys = tuple(field.key for field in fields)
        self.form = Form((FormGroup(asked.about, fields),), new_id)
        self.form.field_left.connect(self.field_left)
        self.form.save_asked.connect(self._give)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_MS)
        self._keep.timeout.connect(lambda: announce_finished(self.form, self._keys))
        self.form.edited.connect(self._begin_keeping)
        self._page = ScrollPage(margin_steps=1)
        self._page.column.addWidget(self.form)
        self.body.addWidget(self._page, 1)
        self.add_button(Message("client file", "Not now"), self.reject)
        self.verb = self.add_button(asked.verb, self._give, ButtonKind.PRIMARY)
        self.fit()

    def begin(
        self, values: Mapping[str, Value], unfinished: int, local: Callable[[int], datetime]
    ) -> None:
        """Show what it begins with. unfinished: when it was typed before (milliseconds UTC), or 0."""
        self.form.show_values(values)
        if unfinished:
            banner = Banner(
                State.WAITS,
                partial(unfinished_words, local, unfinished),
                (Message("client file", "Begin anew"),),
            )
            banner.acted.connect(lambda number: self._begin_anew())
            self._banner = banner
            self.body.insertWidget(0, banner)
        self.form.field(self._keys[0]).take_focus()

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say what is missing."""
        self.form.show_errors(dict(errors))
        if errors:
            self._page.verticalScrollBar().setValue(0)

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved; what was typed stays."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def reject(self) -> None:
        """Leave; what was typed is kept as a draft."""
        self.form.finish()
        super().reject()

    def fit(self) -> None:
        """As large as the fields want, at most as large as the window."""
        parent = self.parentWidget()
        wide, high = scaled(640), self.form.sizeHint().height() + scaled(200)
        if parent is not None:
            window = parent.window().size()
            wide = min(wide, window.width() - space(8))
            high = min(high, window.height() - space(8))
            # A layout whose height follows its width would otherwise grow beyond the screen.
            self.setMaximumHeight(window.height() - space(8))
        self.resize(wide, high)

    def _begin_keeping(self) -> None:
        if not self._keep.isActive():
            self._keep.start()

    def _begin_anew(self) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner = None
        self.form.show_values({})
        self.discarded.emit()
        self.form.field(self._keys[0]).take_focus()

    def _give(self) -> None:
        self.form.finish()
        problems = {key: self.form.field(key).problem() for key in self._keys}
        wrong = {key: words for key, words in problems.items() if isinstance(words, Message)}
        self.given.emit(self.form.values(), wrong)


class ItemDialog(Dialog):
    """One thing of the history, whole. correct_asked: a note is to be corrected by another.
    read_asked: a sensitive note is to be read, for a reason. remove_asked: it is to be removed everywhere. may_remove: whether that is offered for a note. offers: what rooms of the file do with it,
    each with the name of its room; offered: that one of them is wanted, in that room."""

    correct_asked = Signal(str)
    read_asked = Signal(str)
    remove_asked = Signal(object)
    offered = Signal(str, str)

    def __init__(
        self,
        item: TimelineItem,
        local: Callable[[int], datetime],
        parent: QWidget | None = None,
        *,
        may_remove: bool = False,
        offers: Sequence[tuple[str, Offer]] = (),
    ) -> None:
        super().__init__(item.title, parent)
        self._item = item
        self.body.addWidget(Second(partial(written_words, item, local)))
        sign = sharing_sign(item.shared)
        line = QHBoxLayout()
        line.setSpacing(space(2))
        line.addWidget(Badge(State(sign.tone), sign.words, icon=sign.icon))
        if item.shared.at is not None:
            line.addWidget(Second(local(item.shared.at).date().isoformat()))
        line.addStretch(1)
        self.body.addLayout(line)
        if item.text:
            page = ScrollPage(margin_steps=0)
            page.setMinimumHeight(scaled(120))
            page.column.addWidget(PlainLabel(item.text), 0, Qt.AlignmentFlag.AlignTop)
            frame = QFrame()
            frame.setProperty("rule", True)
            frame.setFixedHeight(1)
            self.body.addWidget(frame)
            self.body.addWidget(page, 1)
        self.read: Button | None = None
        if item.withheld:
            self.read = self.add_button(
                Message("client file", "Read it with a reason…"),
                lambda: self.read_asked.emit(item.id),
            )
        elif item.kind == "note":
            self.add_button(
                Message("client file", "Correct this note"),
                lambda: self.correct_asked.emit(item.id),
            )
        self.offers: list[Button] = []
        for room, one in offers:
            made = self.add_button(
                one.words, partial(self.offered.emit, room, f"{one.kind}/{item.id}")
            )
            self.offers.append(made)
        self.remove: Button | None = None
        if item.kind == "note" and may_remove:
            self.remove = self.add_button(
                Message("client file", "Remove this note everywhere…"),
                lambda: self.remove_asked.emit(item),
            )
        close = self.add_button(Message("client file", "Close"), self.accept, ButtonKind.PRIMARY)
        self.setMinimumWidth(min(scaled(560), 1000))
        close.setFocus()


def written_words(item: TimelineItem, local: Callable[[int], datetime]) -> str:
    """Who wrote it, on which laptop, and when."""
    moment = local(item.written_at)
    return say(
        Message(
            "client file",
            "Written by {who}, {date} at {time}",
            {
                "who": joined((item.author, item.device)) or "?",
                "date": moment.date().isoformat(),
                "time": f"{moment:%H:%M}",
            },
        )
    )


class FactsDialog(Dialog):
    """The cells of one row of a table, whole: where columns had no room they stand here."""

    def __init__(
        self, title: Words, facts: Sequence[tuple[Words, Words]], parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent)
        page = ScrollPage(margin_steps=0)
        page.column.setSpacing(space(1))
        for name, value in facts:
            page.column.addWidget(Second(name))
            page.column.addWidget(PlainLabel(value))
            page.column.addSpacing(space(2))
        page.column.addStretch(1)
        self.body.addWidget(page, 1)
        close = self.add_button(Message("client file", "Close"), self.accept, ButtonKind.PRIMARY)
        self.resize(scaled(520), scaled(420))
        close.setFocus()
