"""The client's form on the screen: the first minute, then everything else in its groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import Registry, Value
from desktop_app.domain.matching.matching import Pair
from desktop_app.language import Message
from desktop_app.services.clients.client_lines import ClientLine
from desktop_app.ui.clients.form_presenter import Likely, Opening
from desktop_app.ui.clients.form_shape import BEGIN, begin_group, field_keys, groups, told_by_names
from desktop_app.ui.clients.words import likely_reasons
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.form import Form
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import Heading, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import ScrollPage, SideBySide
from desktop_app.ui.shared.unfinished import KEEP_MS, announce_finished, unfinished_words
from desktop_app.ui.shared.words import Words

TYPING_PAUSE_MS = 250


class FormPage(QWidget):
    """One form at a time.

    left: a field and its new value. typed: what is in the form while it is typed, after a short
    pause. unfinished_answered: True to go on with the draft, False to forget it.
    likely_opened: the id of the client who is the same person.
    """

    left = Signal(str, object)
    typed = Signal(object)
    save_asked = Signal()
    leave_asked = Signal()
    unfinished_answered = Signal(bool)
    likely_opened = Signal(str)

    def __init__(
        self, registry: Registry, new_id: Callable[[], UUID], local: Callable[[int], datetime]
    ) -> None:
        """local: a moment in milliseconds UTC on the clock of this place."""
        super().__init__()
        self._registry, self._new_id, self._local = registry, new_id, local
        self._keys: tuple[str, ...] = ()
        self._opening = Opening((), (), None, None)
        self._banner: Banner | None = None
        self.form: Form | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(space(5), space(4), space(5), space(3))
        head.setSpacing(space(3))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self._title, self._under = Heading(), Second()
        titles.addWidget(self._title)
        titles.addWidget(self._under)
        head.addLayout(titles, 1)
        holder = QWidget()
        buttons = FlowLayout(holder, gap=space(2), align_right=True)
        self.leave = Button(Message("client form", "Leave"), key_hint="Esc")
        self.leave.clicked.connect(self.leave_asked)
        self.save = PrimaryButton(
            Message("client form", "Save"), icon_name="save", key_hint="Ctrl+S"
        )
        self.save.clicked.connect(self.save_asked)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.save)
        head.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        self._banner_room = QVBoxLayout()
        self._banner_room.setContentsMargins(space(5), 0, space(5), 0)
        column.addLayout(self._banner_room)
        self._page_room = QVBoxLayout()
        column.addLayout(self._page_room, 1)
        self._page: ScrollPage | None = None
        self._likely: CardList | None = None
        self._likely_room: QWidget | None = None
        self.more: Button | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._tell_typed)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_MS)
        self._keep.timeout.connect(self.keep_drafts)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave_asked)

    def show_form(self, opening: Opening, values: Mapping[str, Value]) -> None:
        """Lay the form out anew: the first minute for a new person, everything for a client."""
        self._opening = opening
        file = opening.file
        if file is None:
            self._title.set_words(Message("client form", "New person"))
            self._under.set_words(Message("client form", "What you type is kept as a draft."))
        else:
            self._title.set_words(file.title)
            self._under.set_words(
                Message("client form", "Leaving saves. What you type is kept as a draft.")
            )
        self._drop_banner()
        self._lay_out(values, whole=file is not None)
        self.take_focus()

    def show_unfinished(self, at: int) -> None:
        """Offer to go on with what was typed and not saved."""
        self._drop_banner()
        banner = Banner(
            State.WAITS,
            partial(unfinished_words, self._local, at),
            (Message("client form", "Go on with it"), Message("client form", "Discard it")),
        )
        banner.acted.connect(self._answer)
        self._banner = banner
        self._banner_room.addWidget(banner)
        # Typing on over a draft would mix two people: the question is answered first.
        if self._page is not None:
            self._page.setEnabled(False)
        self.save.setEnabled(False)
        banner.read_out()
        buttons = banner.findChildren(Button)
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def show_values(self, values: Mapping[str, Value]) -> None:
        """Show these values; where they go beyond the first minute, the whole form opens."""
        begin_only = self.more is not None
        if begin_only and any(key not in BEGIN for key in values):
            self._lay_out(values, whole=True)
        elif self.form is not None:
            self.form.show_values(values)
        self.take_focus()

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say what is missing, on top and at each field."""
        if self.form is not None:
            self.form.show_errors(dict(errors))
            if errors and self._page is not None:
                self._page.verticalScrollBar().setValue(0)

    def show_likely(self, likely: Likely) -> None:
        """Ask whether the new person is one of these."""
        if self._likely is None or self._likely_room is None:
            return
        self._likely.show_cards([_likely_card(line, pair) for line, pair in likely])
        self._likely_room.setVisible(bool(likely))
        if likely:
            words = Message("client form", "Is this the same person?")
            announce(self, words)

    def finish(self) -> Mapping[str, Message]:
        """Announce the field in which the cursor is; what keeps fields from being values."""
        form = self.form
        if form is None:
            return {}
        form.finish()
        problems = {key: form.field(key).problem() for key in self._keys}
        return {key: words for key, words in problems.items() if isinstance(words, Message)}

    def keep_drafts(self) -> None:
        """Announce what is typed so far, without a word about what is not finished."""
        if self.form is not None:
            announce_finished(self.form, self._keys)

    def take_focus(self) -> None:
        """The cursor goes into the first field."""
        if self.form is not None and self._keys:
            self.form.field(self._keys[0]).take_focus()

    def show_more(self) -> None:
        """Ask for everything, not only for what the first minute needs."""
        if self.form is not None:
            self.form.finish()
            self._lay_out(self.form.values(), whole=True)
            self.take_focus()

    def _lay_out(self, values: Mapping[str, Value], *, whole: bool) -> None:
        opening = self._opening
        new = opening.file is None
        choices = (self._registry, opening.communities, opening.workers)
        if not new:
            coded = opening.file is not None and opening.file.coded
            shape = groups(*choices, without=told_by_names(self._registry) if coded else ())
        elif whole:
            shape = (begin_group(*choices), *groups(*choices, without=BEGIN))
        else:
            shape = (begin_group(*choices),)
        if self._page is not None:
            self._page.hide()
            self._page.deleteLater()
        self._page, self.more = ScrollPage(), None
        self._page.column.setContentsMargins(space(5), space(1), space(5), space(5))
        self._keys = tuple(field_keys(shape))
        self.form = Form(shape, self._new_id)
        self.form.field_left.connect(self.left)
        self.form.edited.connect(self._pause.start)
        self.form.edited.connect(self._begin_keeping)
        self.form.field_left.connect(lambda key, value: self._pause.start())
        self.form.save_asked.connect(self.save_asked)
        self._likely = self._likely_room = None
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(space(5), space(4), space(5), space(4))
        inside.setSpacing(space(3))
        inside.addWidget(self.form)
        if new and not whole:
            self.more = Button(
                Message("client form", "Show the other fields"), icon_name="chevron-down"
            )
            self.more.clicked.connect(self.show_more)
            inside.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        if new:
            both = SideBySide((7, 3))
            both.main.addWidget(card)
            both.side.addWidget(self._side())
            self._page.column.addWidget(both)
        else:
            self._page.column.addWidget(card)
        self._page.column.addStretch(1)
        self._page_room.addWidget(self._page)
        self.form.show_values(values)
        self._page.show()
        # Saving comes after the last field, wherever the button stands.
        last = _last_in(card)
        if last is not None:
            QWidget.setTabOrder(last, self.leave)
            QWidget.setTabOrder(self.leave, self.save)

    def _side(self) -> QWidget:
        """Beside a new person: who it might already be, and how little is needed."""
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(4))
        self._likely_room = QWidget()
        room = QVBoxLayout(self._likely_room)
        room.setContentsMargins(0, 0, 0, 0)
        room.setSpacing(space(2))
        question = Message("client form", "Is this the same person?")
        room.addWidget(Heading(question, level=2))
        room.addWidget(
            Second(Message("client form", "If so, open that file instead of beginning another."))
        )
        self._likely = CardList(question)
        self._likely.opened.connect(self.likely_opened)
        self._likely.acted.connect(self.likely_opened)
        room.addWidget(self._likely)
        self._likely_room.hide()
        column.addWidget(self._likely_room)
        column.addWidget(
            _advice(
                Message("client form", "A minute is enough"),
                (
                    ("check", Message("client form", "A name or a nickname, and the community.")),
                    ("check", Message("client form", "What the person asks for, in their words.")),
                    (
                        "clock",
                        Message(
                            "client form", "The rest can wait. The file says what to complete."
                        ),
                    ),
                ),
            )
        )
        return side

    def _begin_keeping(self) -> None:
        if not self._keep.isActive():
            self._keep.start()

    def _tell_typed(self) -> None:
        if self.form is not None:
            self.typed.emit(self.form.values())

    def _answer(self, number: int) -> None:
        self._drop_banner()
        self.take_focus()
        self.unfinished_answered.emit(number == 0)

    def _drop_banner(self) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        self.save.setEnabled(True)
        if self._page is not None:
            self._page.setEnabled(True)


def _last_in(holder: QWidget) -> QWidget | None:
    """The widget in `holder` that Tab comes to last."""
    inside = [
        one
        for one in holder.findChildren(QWidget)
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.window() is holder.window()
    ]
    known = set(inside)
    for one in inside:
        following = one.nextInFocusChain()
        while following is not None and following is not one and following not in known:
            if following.focusPolicy() & Qt.FocusPolicy.TabFocus:
                return one
            following = following.nextInFocusChain()
    return inside[-1] if inside else None


def _likely_card(line: ClientLine, pair: Pair) -> Card:
    return Card(
        line.id,
        line.name,
        partial(likely_reasons, line, pair),
        icon="user-search",
        icon_ink="accent",
        action=Message("client form", "Open"),
    )


def _advice(title: Words, lines: tuple[tuple[str, Words], ...]) -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(space(4), space(3), space(4), space(3))
    column.setSpacing(space(2))
    column.addWidget(PlainLabel(title, bold=True))
    for icon_name, words in lines:
        row = QHBoxLayout()
        row.setSpacing(space(3))
        row.addWidget(IconMark(icon_name, "accent"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Second(words), 1)
        column.addLayout(row)
    return card
