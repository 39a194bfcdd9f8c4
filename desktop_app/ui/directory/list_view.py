"""The list of the directory: a search box first, filters, and a table of what is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.language import Message, client_languages, language_name
from desktop_app.services.directory.directory_entries import ServiceLine
from desktop_app.services.schedule.visit_papers import city_of
from desktop_app.ui.directory.list_presenter import Asked, Counts, found_words
from desktop_app.ui.directory.model import Sign, line_name, open_sign, verified_cell, verified_sign
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.fields import Check, ChoiceField, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.tables import Column, PageAsk, PagedModel, Table, TableOrEmpty
from desktop_app.ui.shared.words import Words, say

_PAUSE_MS: Final = 120
_WIDE: Final = 1100
"""From this width on (at 100 % text) search and filters stand in one line."""
_LEAST_TABLE: Final = 240
_LEAVES_FIRST: Final = ("organisation", "verified", "telephone", "place")
"""Columns that make room first, in this order, where the window is narrow or the text large."""


def columns(
    now: Callable[[], datetime], zone: Callable[[], str]
) -> tuple[Column[ServiceLine], ...]:
    """The columns of the list. now: aware. zone: on whose clock openings are said."""

    def opening(line: ServiceLine) -> Sign:
        return open_sign(line.open, now(), zone(), places=(line.places_open, line.places))

    def verified(line: ServiceLine) -> Sign:
        return verified_sign(line.verified_on, stale=line.stale)

    return (
        Column("name", Message("directory", "Name"), line_name),
        Column(
            "organisation",
            Message("directory", "Organisation"),
            lambda line: line.organisation,
            width=225,
        ),
        Column("place", Message("directory", "Place"), lambda line: line.place, width=225),
        Column(
            "telephone", Message("directory", "Telephone"), lambda line: line.telephone, width=120
        ),
        Column(
            "open",
            Message("directory", "Opening"),
            lambda line: say(opening(line).words),
            state=lambda line: State(opening(line).tone),
            width=215,
        ),
        Column(
            "verified",
            Message("directory", "Verified"),
            verified_cell,
            state=lambda line: State(verified(line).tone),
            width=130,
        ),
    )


class ListPage(QWidget):
    """All entries, or those that words and filters find.

    page_asked carries a `PageAsk`. narrowed: words, open now, a language's code, a place's name.
    gone: a detail of this place.
    """

    page_asked = Signal(object)
    narrowed = Signal(str, bool, str, str)
    opened = Signal(object)
    new_asked = Signal()
    propose_asked = Signal()
    gone = Signal(str)

    def __init__(self, now: Callable[[], datetime], zone: Callable[[], str], office: bool) -> None:
        super().__init__()
        self._zone, self._office = zone, office
        self._found: Asked | None = None
        self._chosen = 0
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        page = ScrollPage()
        outside.addWidget(page)
        column = page.column
        column.addLayout(self._head())
        column.addWidget(self._filters())
        self.rows: PagedModel[ServiceLine] = PagedModel(columns(now, zone))
        self.rows.page_asked.connect(self._ask_page)
        self.table: Table[ServiceLine] = Table(
            self.rows, Message("directory", "Directory"), dense=True
        )
        self.table.opened.connect(self.opened)
        self.table.typed.connect(self._type_on)
        self.empty = EmptyState("", "", icon_name="map-pinned")
        self.empty.acted.connect(self._act)
        self._say_empty(Asked())
        self._below = TableOrEmpty(self.table, self.empty)
        column.addWidget(self._below, 1)
        self.retheme()

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(space(3))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self.title, self.count = Heading(Message("directory", "Directory")), Second()
        titles.addWidget(self.title)
        titles.addWidget(self.count)
        head.addLayout(titles, 1)
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(2), align_right=True)
        self.all = Button(Message("directory", "All entries"), icon_name="arrow-left")
        self.all.clicked.connect(lambda: self.gone.emit(""))
        self.all.hide()
        self.stale = Button(Message("directory", "To verify"), icon_name="clock")
        self.stale.clicked.connect(lambda: self.gone.emit("stale"))
        self.proposals = Button(Message("directory", "Proposals"), icon_name="message-square-text")
        self.proposals.clicked.connect(lambda: self.gone.emit("proposals"))
        self.new = Button(Message("directory", "New organisation"), icon_name="plus")
        self.new.clicked.connect(self.new_asked)
        self.propose = Button(Message("directory", "Propose an entry"), icon_name="plus")
        self.propose.clicked.connect(self.propose_asked)
        for button in (self.all, self.stale, self.proposals, self.new, self.propose):
            flow.addWidget(button)
        self.stale.setVisible(self._office)
        self.new.setVisible(self._office)
        self.propose.setVisible(not self._office)
        head.addWidget(holder, 2, Qt.AlignmentFlag.AlignTop)
        return head

    def _filters(self) -> QWidget:
        self._filter_room = QWidget()
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._filter_room)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(3))
        self._filter_line = line
        self.filter = TextField(
            Message("directory", "What is needed, who offers it, where"),
            placeholder=Message("directory", "For example: housing Kuujjuaq"),
        )
        self.filter.line.returnPressed.connect(self._open_chosen)
        self.filter.line.installEventFilter(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.filter.edited.connect(self._pause.start)
        line.addWidget(self.filter, 1)
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(4), align_bottom=True)
        self.language = ChoiceField(
            Message("directory", "Language"),
            [(one.code, partial(language_name, one.code)) for one in client_languages()],
            empty=Message("directory", "Any language"),
        )
        self.community = ChoiceField(
            Message("directory", "Community served"),
            (),
            empty=Message("directory", "Any community"),
        )
        self.open_now = Check(Message("directory", "Open now"))
        self.open_now.clicked.connect(lambda checked: self._tell())
        for field in (self.language, self.community):
            field.left.connect(lambda value: self._tell())
            flow.addWidget(field)
        flow.addWidget(self.open_now)
        line.addWidget(holder, 0)
        return self._filter_room

    # What the presenter says

    def show_counts(self, counts: Counts, *, office: bool) -> None:
        """Show what waits, and offer the communities in the filter."""
        self.community.set_choices([(name, name) for name in counts.communities])
        self.proposals.set_words(
            Message("directory", "Proposals ({n})", {"n": counts.proposals})
            if counts.proposals
            else Message("directory", "Proposals")
        )
        self.stale.set_words(
            Message("directory", "To verify ({n})", {"n": counts.stale})
            if counts.stale
            else Message("directory", "To verify")
        )

    def show_stale_only(self, stale: bool) -> None:
        """Only what is to be verified, without the filters."""
        self.title.set_words(
            Message("directory", "Entries to verify")
            if stale
            else Message("directory", "Directory")
        )
        self._filter_room.setVisible(not stale)
        self.all.setVisible(stale)
        self.stale.setVisible(self._office and not stale)

    def show_total(self, total: int) -> None:
        """Begin anew with that many entries."""
        self._found = None
        self._say_empty(Asked())
        self.count.set_words(partial(_total_words, total, self._zone))
        self._keep_choice(lambda: self.rows.show_total(total))

    def put_page(self, first: int, lines: Sequence[ServiceLine]) -> None:
        """The lines of a page."""
        self.rows.put_page(first, lines)

    def show_found(self, asked: Asked, lines: Sequence[ServiceLine]) -> None:
        """What is found; the first is chosen."""
        another, self._found = asked != self._found, asked
        self._say_empty(asked)
        said = found_words(asked, len(lines))
        self.count.set_words(said)
        if another:
            self._chosen = 0
            self.rows.show_rows(lines)
            if lines:
                self.table.choose(0)
            announce(self, said)
        else:
            self._keep_choice(lambda: self.rows.show_rows(lines))

    def take_focus(self) -> None:
        """The cursor goes into the search, or to the table where nothing is searched."""
        if self._filter_room.isHidden():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.filter.take_focus()

    # What the person does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down choose from the search box, where the page would only scroll."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            steps: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            step = steps.get(event.key(), 0)
            if step:
                row = self.table.currentIndex().row() + step
                if 0 <= row < self.rows.rowCount():
                    self.table.choose(row)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the search, or leaves what is to be verified."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._filter_room.isHidden():
            self.gone.emit("")
        else:
            self.filter.set_value(None)
            self._tell()
            self.filter.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retheme()

    def retheme(self) -> None:
        """Lay out for the size of text in force."""
        wide = self.width() >= scaled(_WIDE)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._filter_line.direction() is not way:
            self._filter_line.setDirection(way)
            # Another direction alone does not ask for the room that it needs.
            self._filter_line.update()
            self._filter_room.updateGeometry()
        self._below.setMinimumHeight(scaled(_LEAST_TABLE))
        self._fit_columns()

    def retranslate(self) -> None:
        """Headings may be longer in another language."""
        self._fit_columns()

    def _fit_columns(self) -> None:
        """A name keeps a third of a line; what has no room stays in the entry itself."""
        room = self.width() - 2 * space(5) - scaled(250)
        shown = {one.key: one.width for one in self.rows.columns if one.width}
        for key in _LEAVES_FIRST:
            if sum(scaled(width) for width in shown.values()) > room:
                shown.pop(key, None)
        for number, one in enumerate(self.rows.columns):
            self.table.setColumnHidden(number, bool(one.width) and one.key not in shown)

    def _say_empty(self, asked: Asked) -> None:
        words, example = _empty_words(asked, self._office)
        self.empty.set_words(words, example)
        self.empty.button.set_words(
            Message("directory", "New organisation")
            if self._office
            else Message("directory", "Propose an entry")
        )
        self.empty.button.setVisible(not asked.stale)

    def _act(self) -> None:
        if self._office:
            self.new_asked.emit()
        else:
            self.propose_asked.emit()

    def _keep_choice(self, show: Callable[[], None]) -> None:
        kept = max(self.table.currentIndex().row(), 0)
        show()
        if kept < self.rows.rowCount():
            self.table.choose(kept)

    def _ask_page(self, ask: PageAsk[ServiceLine]) -> None:
        self.page_asked.emit(ask)

    def _tell(self) -> None:
        self._pause.stop()
        self.narrowed.emit(
            str(self.filter.value() or ""),
            self.open_now.isChecked(),
            str(self.language.value() or ""),
            str(self.community.value() or ""),
        )

    def _type_on(self, text: str) -> None:
        """Letters typed over the table go into the search."""
        if not self._filter_room.isHidden():
            self.filter.take_focus()
            self.filter.line.setText(self.filter.line.text() + text)
            self._pause.start()

    def _open_chosen(self) -> None:
        """Enter in the search opens the chosen row."""
        row = self.table.current_row()
        if self._pause.isActive():
            self._tell()
        elif row is not None:
            self.opened.emit(row)


def _total_words(total: int, zone: Callable[[], str]) -> str:
    counted = say(Message("directory", "{n} service", {}, "{n} services", total))
    clock = say(
        Message(
            "directory",
            "opening times as the clock here shows them ({place})",
            {"place": city_of(zone())},
        )
    )
    return f"{counted} · {clock}"


def _empty_words(asked: Asked, office: bool) -> tuple[Words, Words]:
    if asked.stale:
        return (
            Message("directory", "Every entry was verified not long ago."),
            Message("directory", "Entries come here when nobody has verified them for 180 days."),
        )
    if asked.words:
        return (
            Message("directory", "Nothing is found for “{words}”.", {"words": asked.words[:60]}),
            Message("directory", "Try fewer words, another word for the need, or no filter."),
        )
    if not asked.everything:
        return (
            Message("directory", "Nothing fits these filters."),
            Message("directory", "Take one of them away to see more."),
        )
    return (
        Message("directory", "The directory is empty."),
        Message("directory", "Begin with an organisation; its services and locations come after.")
        if office
        else Message(
            "directory", "It comes with a bundle of the office. You can propose an entry."
        ),
    )
