"""The list of clients: a dense table, a filter above it, and where nobody is yet a way to begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import Field, Kind
from desktop_app.domain.own_fields import OwnFact
from desktop_app.language import Message
from desktop_app.services.clients.client_lines import ClientLine
from desktop_app.services.clients.list_columns import KeptColumns
from desktop_app.services.exchange.sharing import ShareState
from desktop_app.ui.clients.columns_dialog import ColumnsDialog
from desktop_app.ui.clients.list_presenter import found_words
from desktop_app.ui.clients.services import Named
from desktop_app.ui.clients.words import born_line, joined, language_words, name_words, sharing_sign
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton, Tall
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.fields import ChoiceField, TextField
from desktop_app.ui.shared.icons import icon
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.menus import Menu
from desktop_app.ui.shared.rooms import Room
from desktop_app.ui.shared.tables import Column, PageAsk, PagedModel, Table, TableOrEmpty
from desktop_app.ui.shared.unfinished import unfinished_words
from desktop_app.ui.shared.words import Words, say, unmarked

_PAUSE_MS: Final = 120
_WIDE: Final = 820
_NARROW: Final = 520
_LEAVES_FIRST: Final = ("owner", "language", "born", "complete")
"""Columns that make room first, in this order, where the window is narrow or the text large."""


def own_column(one: Field) -> Column[ClientLine]:
    """A field of the organisation's own as a column, by which the list can be sorted."""
    return Column(
        one.name,
        one.label,
        lambda line: str(OwnFact(one, line.listed.get(one.name))),
        sort_key=one.name,
        width=150,
        numbers=one.kind in (Kind.INTEGER, Kind.MONEY),
    )


def columns(today: Callable[[], date]) -> tuple[Column[ClientLine], ...]:
    """The columns of the list. today: on the clock of this place."""

    def shared_words(line: ClientLine) -> str:
        return "" if line.shared is None else say(sharing_sign(line.shared).words)

    def shared_state(line: ClientLine) -> State:
        # The shape of a state in a table is its own, so what has arrived is told by that of done.
        if line.shared is None or line.shared.state is ShareState.RECEIVED:
            return State.DONE
        return State(sharing_sign(line.shared).tone)

    def complete(line: ClientLine) -> str:
        if line.closed:
            return say(Message("clients", "Closed"))
        return say(Message("clients", "To complete")) if line.incomplete else ""

    return (
        Column("name", Message("clients", "Name"), name_words),
        Column(
            "why",
            Message("clients", "Found by"),
            lambda line: ", ".join(say(reason) for reason in line.why),
            width=230,
        ),
        Column(
            "born",
            Message("clients", "Born"),
            lambda line: born_line(line.birth_date, today(), short=True),
            width=135,
        ),
        Column(
            "community", Message("clients", "Community"), lambda line: line.community, width=140
        ),
        Column(
            "language",
            Message("clients", "Language"),
            lambda line: language_words(line.language),
            width=165,
        ),
        Column("owner", Message("clients", "Worker"), lambda line: line.owner, width=130),
        Column(
            "complete",
            Message("clients", "File"),
            complete,
            state=lambda line: State.NEUTRAL if line.closed else State.INFO,
            icon=lambda line: "lock" if line.closed else "",
            width=150,
        ),
        Column(
            "shared", Message("clients", "Sharing"), shared_words, state=shared_state, width=190
        ),
    )


class ListPage(QWidget):
    """All clients, or those that the filter finds. page_chosen: the name of a further page.

    page_asked carries a `PageAsk`. narrowed: what stands in the filter. community_chosen: an id,
    "" for all. unfinished_answered: True to go on with the new person who was not saved.
    """

    page_asked = Signal(object)
    narrowed = Signal(str)
    community_chosen = Signal(str)
    opened = Signal(object)
    new_asked = Signal()
    doubles_asked = Signal()
    page_chosen = Signal(str)
    unfinished_answered = Signal(bool)
    columns_given = Signal(object)

    def __init__(
        self,
        local: Callable[[int], datetime],
        today: Callable[[], date],
        pages: Sequence[Room] = (),
    ) -> None:
        """local: a moment in milliseconds UTC on the clock of this place. pages: to go to."""
        super().__init__()
        self._local = local
        self._banner: Banner | None = None
        self._column = column = QVBoxLayout(self)
        self._banner_room = QVBoxLayout()
        column.addLayout(self._banner_room)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setSpacing(space(3))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self._title = Heading(Message("clients", "Clients"))
        titles.addWidget(self._title)
        self._counted: Words = ""
        self._count = Second()
        titles.addWidget(self._count)
        self.choose_columns = Button(
            Message("clients", "Columns…"),
            kind=ButtonKind.QUIET,
            icon_name="list-filter",
            tall=Tall.LIST,
        )
        self.choose_columns.clicked.connect(self._ask_columns)
        self._has_columns, self._communities = False, dict[str, str]()
        self._pages = tuple(pages)
        self._offered: tuple[Field, ...] = ()
        self._kept = KeptColumns()
        self.columns_dialog: ColumnsDialog | None = None
        self._titles = titles
        self._head.addLayout(titles, 1)
        self.filter = TextField(
            Message("clients", "Find"),
            placeholder=Message("clients", "Name, number, telephone or date of birth"),
        )
        # The words inside say what it is for; its name stays for screen readers.
        self.filter.label.hide()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._tell_narrowed)
        self.filter.edited.connect(self._pause.start)
        self.filter.line.returnPressed.connect(self._open_chosen)
        self._head.addWidget(self.filter, 3)
        self.community = ChoiceField(
            Message("clients", "Community"), (), empty=Message("clients", "All communities")
        )
        self.community.label.hide()
        self.community.left.connect(lambda value: self.community_chosen.emit(str(value or "")))
        self._head.addWidget(self.community, 0)
        self.doubles = Button(Message("clients", "Duplicates"), icon_name="git-merge")
        self.doubles.clicked.connect(self.doubles_asked)
        self._head.addWidget(self.doubles, 0, Qt.AlignmentFlag.AlignVCenter)
        self.pages: list[Button] = []
        for room in pages:
            button = Button(room.words, icon_name=room.icon)
            button.clicked.connect(lambda checked=False, key=room.key: self.page_chosen.emit(key))
            self.pages.append(button)
            self._head.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.new = PrimaryButton(
            Message("clients", "New person"), icon_name="user-plus", key_hint="Ctrl+N"
        )
        self.new.clicked.connect(self.new_asked)
        self._head.addWidget(self.new, 0, Qt.AlignmentFlag.AlignVCenter)
        self.view = Button(Message("clients", "View"), icon_name="list-filter")
        self.view.set_name(Message("clients", "View: which community, which columns"))
        self.view.clicked.connect(self._open_menu)
        self.menu = Menu(self.view)
        self._head.addWidget(self.view, 0, Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(self._head)
        column.addWidget(self.choose_columns, 0, Qt.AlignmentFlag.AlignRight)
        self._usual = columns(today)
        self.rows: PagedModel[ClientLine] = PagedModel(
            self._usual, grey=lambda line: bool(line.closed)
        )
        self.rows.page_asked.connect(self._ask_page)
        self.table: Table[ClientLine] = Table(self.rows, Message("clients", "Clients"), dense=True)
        self.table.opened.connect(self.opened)
        self.table.typed.connect(self._type_on)
        self.empty = EmptyState(
            Message("clients", "Nobody has a file here yet."),
            Message("clients", "New person"),
            Message("clients", "A name or a nickname and a community are enough to begin."),
            icon_name="users",
            button_icon="user-plus",
        )
        self.empty.acted.connect(self.new_asked)
        column.addWidget(TableOrEmpty(self.table, self.empty), 1)
        self._searching = False
        self.table.setColumnHidden(self._number("why"), True)

    def show_columns(self, offered: Sequence[Field], kept: KeptColumns) -> None:
        """Show these columns, in that order of the rows."""
        self._offered, self._kept = tuple(offered), kept
        self._has_columns = True
        own = [own_column(one) for one in offered if one.name in kept.columns]
        usual = [one for one in self._usual if one.key in (*kept.columns, "name", "why")]
        # Sharing stays at the end, where the eye looks for it.
        last = [one for one in usual if one.key == "shared"]
        self.rows.set_columns((*(one for one in usual if one not in last), *own, *last))
        self.table.show_order(kept.sort, kept.ascending)
        self._fit()

    def _ask_columns(self) -> None:
        dialog = ColumnsDialog(self._offered, self._kept, self)
        dialog.given.connect(self.columns_given)
        dialog.finished.connect(lambda result: dialog.deleteLater())
        self.columns_dialog = dialog
        dialog.open()

    def show_communities(self, communities: Sequence[Named]) -> None:
        """Offer these in the filter; with a single one there is nothing to choose."""
        self._communities = {one.id: one.name for one in communities}
        self.community.set_choices([(one.id, one.name) for one in communities])
        self._fit()

    def show_total(self, total: int, *, filtered: bool) -> None:
        """Begin anew with that many clients."""
        self._show_why(False)
        if filtered:
            self._say_empty(
                Message("clients", "Nobody in this community has a file here yet."),
                Message("clients", "Choose all communities to see everybody."),
            )
        else:
            self._say_empty(
                Message("clients", "Nobody has a file here yet."),
                Message("clients", "A name or a nickname and a community are enough to begin."),
            )
        self._show_count(Message("clients", "{n} person", {}, "{n} people", total))
        kept = self.table.currentIndex().row()
        self.rows.show_total(total)
        if 0 <= kept < total:
            self.table.choose(kept)

    def put_page(self, first: int, lines: Sequence[ClientLine]) -> None:
        """The lines of a page."""
        self.rows.put_page(first, lines)

    def show_found(self, words: str, lines: Sequence[ClientLine]) -> None:
        """What the filter finds, each with the reason; the first is chosen."""
        self._show_why(True)
        self._say_empty(
            Message("clients", "Nobody is found for “{words}”.", {"words": words[:60]}),
            Message("clients", "Try fewer letters, another spelling, or the date of birth."),
        )
        said = found_words(len(lines))
        self._show_count(said)
        self.rows.show_rows(lines)
        if lines:
            self.table.choose(0)
        announce(self, said)

    def show_unfinished(self, at: int) -> None:
        """Offer to go on with a new person who was typed and not saved; 0: nobody."""
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if not at:
            return
        banner = Banner(
            State.WAITS,
            partial(unfinished_words, self._local, at),
            (Message("client form", "Go on with it"), Message("client form", "Discard it")),
        )
        banner.acted.connect(lambda number: self.unfinished_answered.emit(number == 0))
        self._banner = banner
        self._banner_room.addWidget(banner)

    def take_focus(self) -> None:
        """The cursor goes into the filter."""
        self.filter.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes from the filter to the table; Esc empties the filter."""
        if event.key() == Qt.Key.Key_Down and self.filter.line.hasFocus():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            if not self.table.currentIndex().isValid():
                self.table.choose(0)
        elif event.key() == Qt.Key.Key_Escape and self.filter.value() is not None:
            self.filter.set_value(None)
            self._tell_narrowed()
            self.filter.take_focus()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def retheme(self) -> None:
        """Show as much as has room at the size of text in force."""
        self._fit()

    def retranslate(self) -> None:
        """Headings may be longer in another language."""
        self._fit()

    @property
    def folded(self) -> bool:
        """Whether the people need the room: then one button holds all that is above them."""
        return self.width() < scaled(_WIDE)

    @property
    def shown_count(self) -> str:
        """How many people the list says it shows."""
        return self._count.text()

    def _show_count(self, words: Words) -> None:
        self._counted = words
        self._count.set_words(self._said_count)

    def _said_count(self) -> str:
        """How many; and of which community, where no box shows it."""
        place = self._communities.get(str(self.community.value() or ""), "")
        return joined((say(self._counted), place if self.folded else ""))

    def _open_menu(self) -> None:
        """What the button holds, below it; made anew, so in the current language."""
        menu = self.menu
        menu.clear()
        if len(self._communities) > 1:
            everywhere = say(Message("clients", "All communities"))
            for key, name in (("", everywhere), *self._communities.items()):
                line = menu.addAction(unmarked(say(name)))
                line.setCheckable(True)
                line.setChecked(key == str(self.community.value() or ""))
                line.triggered.connect(lambda checked=False, key=key: self._choose_place(key))
            menu.addSeparator()
        if self._has_columns:
            line = menu.addAction(
                icon("list-filter", "ink", 17), say(Message("clients", "Columns…"))
            )
            line.triggered.connect(lambda checked=False: self._ask_columns())
        for room in self._pages:
            line = menu.addAction(icon(room.icon, "ink", 17), say(room.words))
            line.triggered.connect(lambda checked=False, key=room.key: self.page_chosen.emit(key))
        line = menu.addAction(icon("git-merge", "ink", 17), say(Message("clients", "Duplicates")))
        line.triggered.connect(lambda checked=False: self.doubles_asked.emit())
        corner = self.view.mapToGlobal(self.view.rect().bottomRight())
        corner.setX(max(0, corner.x() - menu.sizeHint().width()))
        menu.popup(corner)

    def _choose_place(self, community: str) -> None:
        self.community.set_value(community or None)
        self.community_chosen.emit(community)

    def _say_empty(self, sentence: Words, example: Words) -> None:
        self.empty.set_words(sentence, example)

    def _number(self, key: str) -> int:
        return next(n for n, column in enumerate(self.rows.columns) if column.key == key)

    def _show_why(self, searching: bool) -> None:
        if searching != self._searching:
            self._searching = searching
            self._fit()

    def _fit(self) -> None:
        """The people come first: what is above them folds before they do."""
        folded = self.folded
        edge, between = (space(2), space(2)) if folded else (space(4), space(3))
        self._column.setContentsMargins(space(5), edge, space(5), edge)
        self._column.setSpacing(between)
        # The band of the window says the place, and has the button for a new person.
        for widget in (self._title, self.new, self.doubles, *self.pages):
            widget.setVisible(not folded)
        self.community.setVisible(len(self._communities) > 1 and not folded)
        self.choose_columns.setVisible(self._has_columns and not folded)
        self.view.setVisible(folded)
        self._head.setStretchFactor(self._titles, 0 if folded else 1)
        narrow = self.width() < scaled(_NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._head.setDirection(way)
        self._count.set_words(self._said_count)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """A name keeps a third of a line; what has no room stays in the file itself."""
        room = self.width() - 2 * space(5) - scaled(220)
        shown = {one.key: one.width for one in self.rows.columns if one.width}
        if not self._searching:
            shown.pop("why", None)
        chosen = [one.key for one in self.rows.columns if one.sort_key]
        for key in (*_LEAVES_FIRST, *reversed(chosen)):
            if sum(scaled(width) for width in shown.values()) > room:
                shown.pop(key, None)
        for number, one in enumerate(self.rows.columns):
            self.table.setColumnHidden(number, bool(one.width) and one.key not in shown)

    def _ask_page(self, ask: PageAsk[ClientLine]) -> None:
        self.page_asked.emit(ask)

    def _tell_narrowed(self) -> None:
        self._pause.stop()
        self.narrowed.emit(str(self.filter.value() or ""))

    def _type_on(self, text: str) -> None:
        """Letters typed over the table go into the filter."""
        self.filter.take_focus()
        self.filter.line.setText(self.filter.line.text() + text)
        self._pause.start()

    def _open_chosen(self) -> None:
        """Enter in the filter opens the chosen row."""
        row = self.table.current_row()
        if self._pause.isActive():
            self._tell_narrowed()
        elif row is not None:
            self.opened.emit(row)
