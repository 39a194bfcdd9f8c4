"""The pages behind the first one: a file that came, what is only here, what was written, a look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.words.calendar_words import long_date, number
from desktop_app.language import Message
from desktop_app.services.exchange.bundle_words import (
    kinds_in_words,
)
from desktop_app.services.exchange.exchange_lines import (
    Overview,
    RecordLine,
    RecordList,
    Sent,
)
from desktop_app.services.exchange.inspecting import Inspected
from desktop_app.ui.exchange import words
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.tables import Column, PagedModel, Table, TableOrEmpty
from desktop_app.ui.shared.words import Words, say

_BESIDE = 760


class SubPage(QWidget):
    """A page with a title, a way back, and a column. back_asked: Esc or the button."""

    back_asked = Signal()

    def __init__(self, title: Words = "", *, scrolls: bool = True) -> None:
        super().__init__()
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        self.page: ScrollPage | None = None
        if scrolls:
            self.page = ScrollPage()
            outside.addWidget(self.page)
            self.column = self.page.column
        else:
            self.column = QVBoxLayout()
            self.column.setContentsMargins(space(5), space(4), space(5), space(5))
            self.column.setSpacing(space(3))
            outside.addLayout(self.column)
        titles = QVBoxLayout()
        titles.setSpacing(space(1))
        self.title = Heading(title, lines=2)
        self.facts = Second()
        titles.addWidget(self.title)
        titles.addWidget(self.facts)
        self.signs = QHBoxLayout()
        self.signs.setSpacing(space(2))
        self.signs.addStretch(1)
        titles.addLayout(self.signs)
        self.back = Button(
            Message("exchange", "Back to the exchange"), icon_name="arrow-left", key_hint="Esc"
        )
        self.back.clicked.connect(self.back_asked)
        holder = QWidget()
        self.buttons = FlowLayout(holder, gap=space(2), align_right=True)
        self.buttons.addWidget(self.back)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(space(3))
        self._head.addLayout(titles, 3)
        self._head.addWidget(holder, 2, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(self._head)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back_asked)

    def give_buttons_room(self) -> None:
        """The title of this page is short, and there are several buttons beside it."""
        self._head.setStretch(0, 2)
        self._head.setStretch(1, 3)

    def take_focus(self) -> None:
        """The keyboard goes to the way back, from where Tab leads through the page."""
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def retheme(self) -> None:
        """Without room beside the title, the buttons stand under it."""
        narrow = self.width() < scaled(_BESIDE)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._head.setDirection(way)

    def resizeEvent(self, event: object) -> None:
        self.retheme()


class Records(QWidget):
    """Records as cards. opened: place of the window and what is opened there."""

    opened = Signal(str, str)

    def __init__(self, title: Message, local: words.Local) -> None:
        super().__init__()
        self._local, self._title = local, title
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        self.heading = Heading(title, level=2)
        column.addWidget(self.heading)
        self.cards = CardList(title)
        self.cards.opened.connect(self._open)
        self.cards.acted.connect(self._open)
        column.addWidget(self.cards)
        self._more = Second()
        column.addWidget(self._more)

    def show_records(self, records: RecordList, title: Message | None = None) -> None:
        """Show these; without any there is nothing here at all. title: another than the usual."""
        self.heading.set_words(title or self._title)
        self.cards.set_name(title or self._title)
        self._more.set_words(
            Message("exchange", "Older ones are not listed here.")
            if title is None
            else Message("exchange", "There are more; they are not listed here.")
        )
        self.setVisible(bool(records.lines))
        self._more.setVisible(records.more)
        self.cards.show_cards([self._card(at, one) for at, one in enumerate(records.lines)])

    def _card(self, at: int, one: RecordLine) -> Card:
        icons = {"clients": "user", "directory": "map-pinned"}
        opens = bool(one.place) and not one.gone
        sign = Message("exchange", "deleted in part") if one.lost else None
        if one.gone:
            sign = Message("exchange", "deleted")
        return Card(
            f"{at} {one.place} {one.detail}",
            one.title,
            words.record_line(one, self._local),
            icon=icons.get(one.place, "file-text"),
            icon_ink="ink_second",
            badge=None if sign is None else (State.NEUTRAL, sign),
            badge_icon="" if sign is None else "trash-2",
            action=Message("exchange", "Open") if opens else None,
            quiet=not opens,
        )

    def _open(self, key: str) -> None:
        _, place, detail = key.split(" ")
        self.opened.emit(place, detail)


class OnlyHerePage(SubPage):
    """What would be lost with this laptop today. write_asked: a bundle is to be written."""

    write_asked = Signal()

    def __init__(self, local: words.Local) -> None:
        super().__init__(Message("exchange", "Only here"))
        self.write = PrimaryButton(
            Message("exchange", "Write the bundle for the office"), icon_name="package-plus"
        )
        self.write.clicked.connect(self.write_asked)
        self.buttons.addWidget(self.write)
        self.empty = EmptyState(
            Message("exchange", "The office has everything that was written here."),
            icon_name="package-check",
        )
        self.column.addWidget(self.empty)
        self.records = Records(Message("exchange", "What would be lost"), local)
        self.column.addWidget(self.records)
        self.column.addStretch(1)

    def show_only_here(self, overview: Overview, records: RecordList) -> None:
        """Show these records."""
        waiting = overview.only_here
        self.facts.set_words(
            Message(
                "exchange",
                "{n} change would be lost with this laptop today: {what}",
                {"what": kinds_in_words(waiting.by_type.items())},
                "{n} changes would be lost with this laptop today: {what}",
                waiting.entries,
            )
            if waiting.entries
            else ""
        )
        self.write.setVisible(bool(waiting.entries))
        self.empty.set_words(*words.all_sent_words(overview))
        self.empty.setVisible(not waiting.entries)
        self.records.show_records(records)


class SentPage(SubPage):
    """The bundles that were written here, and whether they arrived."""

    def __init__(self, local: Callable[[int], datetime]) -> None:
        super().__init__(Message("exchange", "Bundles written here"), scrolls=False)
        self.facts.set_words(
            Message(
                "exchange",
                "Received means that a bundle came back and said so. Writing the file is not enough.",
            )
        )
        columns: tuple[Column[Sent], ...] = (
            Column(
                "when",
                Message("exchange", "Written"),
                lambda one: f"{local(one.at):%Y-%m-%d %H:%M}",
                width=160,
            ),
            Column("file", Message("exchange", "File"), lambda one: one.file, width=280),
            Column("for", Message("exchange", "For"), lambda one: ", ".join(one.names)),
            Column(
                "entries",
                Message("exchange", "Changes"),
                lambda one: number(one.entries),
                width=110,
                numbers=True,
            ),
            Column(
                "received",
                Message("exchange", "Arrived"),
                lambda one: say(words.sent_sign(one).words),
                state=lambda one: State(words.sent_sign(one).tone),
                width=230,
            ),
        )
        self.rows: PagedModel[Sent] = PagedModel(columns)
        self.table: Table[Sent] = Table(
            self.rows, Message("exchange", "Bundles written here"), dense=True
        )
        empty = EmptyState(
            Message("exchange", "No bundle was written here yet."), icon_name="package"
        )
        self.column.addWidget(TableOrEmpty(self.table, empty), 1)

    def show_sent(self, lines: Sequence[Sent]) -> None:
        """Show these."""
        self.rows.show_rows(lines)
        if lines:
            self.table.choose(0)
        self.retheme()

    def retheme(self) -> None:
        """Show as many columns as have room at the size of text in force."""
        super().retheme()
        room = self.width() - 2 * space(5) - scaled(120)
        shown = {one.key: one.width for one in self.rows.columns if one.width}
        for key in ("file", "entries"):
            if sum(scaled(width) for width in shown.values()) > room:
                shown.pop(key, None)
        for at, one in enumerate(self.rows.columns):
            self.table.setColumnHidden(at, bool(one.width) and one.key not in shown)


class LookPage(SubPage):
    """What a bundle says of itself, before anything is imported. import_asked: take it in."""

    import_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.take = PrimaryButton(Message("exchange", "Import this file"), icon_name="download")
        self.take.clicked.connect(self.import_asked)
        self.buttons.addWidget(self.take)
        self._banner_room = QVBoxLayout()
        self.column.addLayout(self._banner_room)
        self._banner: Banner | None = None
        self.cards = CardList(Message("exchange", "What the file says of itself"))
        self.column.addWidget(self.cards)
        self.column.addStretch(1)

    def show_looked(self, file: str, seen: Inspected) -> None:
        """Show what is known of it."""
        sender = seen.sender
        self.title.set_words(
            Message("exchange", "Bundle from {laptop}", {"laptop": sender}) if sender else file
        )
        told = Message("exchange", "Nothing of it was imported by looking.")
        self.facts.set_words((lambda: words.joined((file, told))) if sender else told)
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
        self._banner = Banner(*_verdict(seen))
        self._banner_room.addWidget(self._banner)
        when = seen.written_at or ""
        facts: tuple[tuple[Message, Words, str], ...] = (
            (Message("exchange", "From"), seen.sender or "", "laptop"),
            (Message("exchange", "For"), ", ".join(seen.recipients or ()), "package"),
            (Message("exchange", "Organisation"), seen.organisation or "", "building-2"),
            (Message("exchange", "Written"), partial(_when, when), "calendar-days"),
            (
                Message("exchange", "Carries"),
                Message("exchange", "{n} change", {}, "{n} changes", seen.entries or 0),
                "file-text",
            ),
            (Message("exchange", "Size"), words.size_words(seen.bytes), "hard-drive"),
        )
        self.cards.show_cards(
            [
                Card(str(at), what, told, icon=icon, icon_ink="ink_second", quiet=True)
                for at, (what, told, icon) in enumerate(facts)
            ]
        )


def _verdict(seen: Inspected) -> tuple[State, Message]:
    if seen.known:
        return State.INFO, Message(
            "exchange", "This bundle was taken in before. Importing it again changes nothing."
        )
    if seen.signed:
        return State.DONE, Message(
            "exchange", "It comes from a laptop of your organisation, and its signature holds."
        )
    return State.WAITS, Message(
        "exchange",
        "Its sender is not known here yet, or was cut off. Importing it says which, and changes nothing if it is refused.",
    )


def _when(written_at: str) -> str:
    """The sender's day and time in words; the sender's clock may be wrong."""
    try:
        moment = datetime.fromisoformat(written_at).astimezone()
    except ValueError:
        return written_at
    return words.joined((long_date(moment.date()), f"{moment:%H:%M}"))
