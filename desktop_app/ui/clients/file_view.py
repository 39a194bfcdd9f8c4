"""A client's file on the screen: who it is, what happened, and what there is to know and to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.fields import Registry
from desktop_app.language import Message
from desktop_app.services.exchange.sharing import Sharing
from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.attachments_view import ADD_KEY, AttachmentsPart
from desktop_app.ui.clients.file_cards import (
    CONSENT,
    address_cards,
    conflict_words,
    consent_cards,
    contact_cards,
    fact_cards,
    file_cards,
    household_cards,
    missing_cards,
    name_cards,
    number_cards,
)
from desktop_app.ui.clients.file_presenter import FileShown
from desktop_app.ui.clients.file_rooms import FileRooms
from desktop_app.ui.clients.history_part import HistoryPart
from desktop_app.ui.clients.initials import InitialsDisc
from desktop_app.ui.clients.words import born_line, joined, language_words, sharing_sign
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.icons import icon
from desktop_app.ui.shared.labels import Badge, Heading, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.menus import Menu
from desktop_app.ui.shared.page import ScrollPage, SideBySide
from desktop_app.ui.shared.rooms import Room
from desktop_app.ui.shared.unfinished import unfinished_words
from desktop_app.ui.shared.words import Words, say

_CONFLICTS_SHOWN = 3
_NARROW = 1000


class Section(QWidget):
    """A heading and a list of cards, hidden while there are none."""

    def __init__(self, title: Words) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, space(3))
        column.setSpacing(space(2))
        column.addWidget(Heading(title, level=2))
        self.cards = CardList(title)
        column.addWidget(self.cards)

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show these."""
        self.setVisible(bool(cards))
        self.cards.show_cards(cards)


class FilePage(QWidget):
    """One client's file.

    asked: something is to be added. opened: a thing of the history is to be shown whole.
    conflict_asked: where the values are compared. form_answered: True to go on with what was typed
    into the form and not saved. withdraw_asked, household_left, separate_asked,
    client_opened: ids. room_asked: the name of a room, "" for the history. narrowed: a `Narrowing` of the history.
    """

    print_asked = Signal()
    edit_asked = Signal()
    history_asked = Signal()
    delete_asked = Signal()
    restore_asked = Signal()
    hand_over_asked = Signal()
    report_asked = Signal()
    erase_asked = Signal()
    leave_asked = Signal()
    asked = Signal(object)
    opened = Signal(object)
    conflict_asked = Signal()
    form_answered = Signal(bool)
    withdraw_asked = Signal(str)
    household_left = Signal(str)
    separate_asked = Signal(str)
    client_opened = Signal(str)
    attach_asked = Signal()
    attachment_opened = Signal(str)
    room_asked = Signal(str)
    narrowed = Signal(object)

    def __init__(
        self,
        registry: Registry,
        local: Callable[[int], datetime],
        today: Callable[[], date],
        rooms: Sequence[Room] = (),
    ) -> None:
        """local: a moment in milliseconds UTC on the clock of this place. today: there."""
        super().__init__()
        self._registry, self._local, self._today = registry, local, today
        self._shown: FileShown | None = None
        self.may_erase = False
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        page = ScrollPage()
        outside.addWidget(page)
        self._page, self._inside = page, page.inside
        self._banner_room = QVBoxLayout()
        self._banner_room.setSpacing(space(2))
        page.column.addLayout(self._banner_room)
        self._banners: list[Banner] = []
        page.column.addLayout(self._head())
        self.rooms = FileRooms(rooms)
        self.rooms.asked.connect(self.room_asked)
        self.rooms.tabs.entered.connect(self._enter)
        page.column.addWidget(self.rooms.tabs)
        both = SideBySide((16, 9))
        self._history_room = both
        self.past = HistoryPart(registry, local)
        self.past.opened.connect(self.opened)
        self.past.narrowed.connect(self.narrowed)
        self.past.note_asked.connect(lambda: self.asked.emit(Asked.NOTE))
        self.timeline, self.empty = self.past.timeline, self.past.empty
        both.main.addWidget(self.past)
        self.sections = {
            "files": Section(Message("client file", "Files of this person")),
            "missing": Section(Message("client file", "To complete")),
            "contacts": Section(Message("client file", "How to reach")),
            "emails": Section(Message("fields", "E-mail addresses")),
            "address": Section(Message("client form", "Where")),
            "next": Section(Message("client file", "Next appointment")),
            "facts": Section(Message("client file", "To know")),
            "consents": Section(Message("client file", "Consents")),
            "household": Section(Message("client file", "Household")),
            "numbers": Section(Message("client file", "Numbers and cards")),
            "names": Section(Message("client file", "Other names")),
        }
        self.attached = AttachmentsPart(local)
        self.attached.add_asked.connect(self._attach)
        self.attached.opened.connect(self.attachment_opened)
        for name, section in self.sections.items():
            if name == "consents":
                both.side.addWidget(self.attached)
            both.side.addWidget(section)
        self.sections["missing"].cards.opened.connect(self._complete)
        self.sections["missing"].cards.acted.connect(self._complete)
        self.sections["consents"].cards.acted.connect(self.withdraw_asked)
        self.sections["files"].cards.acted.connect(self.separate_asked)
        self.sections["household"].cards.opened.connect(self._open_member)
        self.sections["household"].cards.acted.connect(self.household_left)
        page.column.addWidget(both)
        page.column.addWidget(self.rooms)
        page.column.addStretch(1)
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Esc", self.leave_asked.emit),
            ("F2", self.edit_asked.emit),
            ("Ctrl+E", self.edit_asked.emit),
            ("Ctrl+M", lambda: self.asked.emit(Asked.NOTE)),
            (ADD_KEY, self._attach),
            ("Ctrl+PgDown", lambda: self.rooms.step(1)),
            ("Ctrl+PgUp", lambda: self.rooms.step(-1)),
        )
        for sequence, run in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            # From room to room also while the keyboard is in the rail or nowhere.
            wide = sequence.startswith("Ctrl+Pg")
            shortcut.setContext(
                Qt.ShortcutContext.WindowShortcut
                if wide
                else Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            shortcut.activated.connect(run)

    def _head(self) -> QBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(space(4))
        self._disc = InitialsDisc()
        head.addWidget(self._disc, 0, Qt.AlignmentFlag.AlignTop)
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self._title = Heading(lines=2)
        self._facts = Second()
        titles.addWidget(self._title)
        titles.addWidget(self._facts)
        signs = QWidget()
        self._signs = FlowLayout(signs, gap=space(2))
        self._shared = Badge(State.NEUTRAL, "")
        self._incomplete = Badge(
            State.WAITS, Message("clients", "To complete"), icon="circle-dashed"
        )
        self._contested = Badge(
            State.DANGER, Message("client file", "Values differ"), icon="git-compare-arrows"
        )
        for badge in (self._shared, self._incomplete, self._contested):
            self._signs.addWidget(badge)
        titles.addSpacing(space(1))
        titles.addWidget(signs)
        head.addLayout(titles, 1)
        self._head_box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head_box.setSpacing(space(3))
        self._head_box.addLayout(head, 1)
        holder = QWidget()
        actions = FlowLayout(holder, gap=space(2), align_right=True)
        self.history = Button(Message("client file", "Changes"), icon_name="history")
        self.history.clicked.connect(self.history_asked)
        self.slip = Button(
            Message("client file", "Print the slip"), icon_name="printer", key_hint="Ctrl+P"
        )
        self.slip.clicked.connect(self.print_asked)
        self.edit = Button(Message("client file", "Edit"), icon_name="pencil", key_hint="F2")
        self.edit.clicked.connect(self.edit_asked)
        self.add = PrimaryButton(Message("client file", "Add"), icon_name="plus")
        self._menu = Menu(self.add)
        self.add.clicked.connect(self._open_menu)
        for button in (self.history, self.slip, self.edit, self.add):
            actions.addWidget(button)
        self._head_box.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
        return self._head_box

    @property
    def client(self) -> str:
        """Whose file is shown."""
        return "" if self._shown is None else self._shown.file.id

    def show_file(self, shown: FileShown) -> None:
        """Show a client's file."""
        another = self.client != shown.file.id
        self._shown = shown
        file = shown.file
        self._disc.show_name(file.title)
        self._title.set_words(file.title)
        self._facts.set_words(partial(self._said_facts, shown))
        told = [file.shared, *(item.shared for item in file.timeline)]
        sign = sharing_sign(Sharing.weakest(told))
        self._shared.set_state(State(sign.tone), sign.words, sign.icon)
        self._incomplete.setVisible(file.incomplete)
        self._contested.setVisible(bool(file.contested))
        self._show_banners(shown)
        self.timeline.setVisible(bool(file.timeline))
        self.past.show_items(file.timeline)
        noted = any(item.kind in ("note", "encounter") for item in file.timeline)
        self.empty.setVisible(not noted and not file.deleted)
        self.sections["files"].show_cards(file_cards(file))
        self.sections["missing"].show_cards(missing_cards(file))
        self.sections["contacts"].show_cards(contact_cards(file, "phones"))
        self.sections["emails"].show_cards(contact_cards(file, "emails"))
        self.sections["address"].show_cards(address_cards(file))
        self.sections["next"].show_cards(_next_cards(shown))
        self.sections["facts"].show_cards(fact_cards(file, self._registry))
        self.sections["consents"].show_cards(consent_cards(file.timeline))
        self.sections["household"].show_cards(
            household_cards(shown.households, file.id, self._registry)
        )
        self.sections["numbers"].show_cards(number_cards(file))
        self.sections["names"].show_cards(name_cards(file, self._registry))
        self.attached.show_lines(
            shown.attached or (), may_add=shown.attached is not None and not file.deleted
        )
        for button in (self.edit, self.add, self.slip):
            button.setEnabled(not file.deleted)
        if another:
            self._page.verticalScrollBar().setValue(0)
        if self._inside.isHidden():
            self._inside.show()
            self.take_focus()

    def show_nothing(self) -> None:
        """Whose file it is stays hidden until somebody says why it is opened."""
        self._inside.hide()

    def show_room(self, client: str, room: str) -> None:
        """Show a room of this client's file; "" is its history."""
        self.rooms.show_room(client, room)
        self._history_room.setVisible(not self.rooms.current)

    def take_focus(self) -> None:
        """The keyboard goes to what is done most often; in the tabs it stays, to go on to the next."""
        if not self.rooms.tabs.has_keyboard():
            self._enter()

    def _enter(self) -> None:
        """The keyboard goes into the room that is open."""
        if not self.rooms.take_focus():
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retheme()

    def retheme(self) -> None:
        """Without room beside the name, the actions stand under it."""
        narrow = self.width() < scaled(_NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._head_box.setDirection(way)

    def _said_facts(self, shown: FileShown) -> str:
        file = shown.file
        fields = file.fields
        owner = (
            say(Message("client file", "worker: {name}", {"name": shown.owner}))
            if shown.owner
            else ""
        )
        interpreter = (
            say(Message("client file", "interpreter needed")) if fields.get("interpreter") else ""
        )
        language = language_words(str(fields.get("language") or ""))
        born = (
            say(Message("client file", "born {dates}: not decided", {"dates": file.birth}))
            if "birth_date" in file.contested
            else born_line(str(fields.get("birth_date") or ""), self._today())
        )
        return joined(
            (
                born,
                file.community,
                ", ".join(part for part in (language, interpreter) if part),
                owner,
            )
        )

    def _show_banners(self, shown: FileShown) -> None:
        for banner in self._banners:
            banner.hide()
            banner.deleteLater()
        self._banners = []
        file = shown.file
        if file.moved_to:
            self._banner(
                State.INFO,
                Message(
                    "client file",
                    "This file was handed over to {community}. What is shown here stood in it then.",
                    {"community": file.moved_to},
                ),
                (),
                lambda number: None,
            )
        elif file.deleted:
            self._banner(
                State.WAITS,
                Message("client file", "This file was deleted. Nothing of it is lost."),
                (Message("client file", "Bring it back"),),
                lambda number: self.restore_asked.emit(),
            )
        if shown.unfinished:
            self._banner(
                State.WAITS,
                partial(unfinished_words, self._local, shown.unfinished),
                (Message("client form", "Go on with it"), Message("client form", "Discard it")),
                lambda number: self.form_answered.emit(number == 0),
            )
        for path in list(file.contested)[:_CONFLICTS_SHOWN]:
            self._banner(
                State.DANGER,
                partial(conflict_words, file, path, self._registry),
                (Message("client file", "Compare and decide"),),
                lambda number: self.conflict_asked.emit(),
            )

    def _banner(
        self,
        state: State,
        words: Words,
        buttons: tuple[Words, ...],
        answered: Callable[[int], None],
    ) -> None:
        banner = Banner(state, words, buttons)
        banner.acted.connect(answered)
        self._banners.append(banner)
        self._banner_room.addWidget(banner)

    def _open_menu(self) -> None:
        """Everything that can be added, below the button; made anew, so in the current language."""
        self._menu.clear()
        for asked in Asked:
            action = self._menu.addAction(icon(asked.icon, "ink", 17), say(asked.title))
            action.triggered.connect(lambda checked=False, asked=asked: self.asked.emit(asked))
        if self._shown is not None and self._shown.attached is not None:
            attach = self._menu.addAction(
                icon("file-up", "ink", 17), say(Message("attachments", "Attach a file…"))
            )
            attach.triggered.connect(lambda checked=False: self._attach())
        for room in self.rooms.rooms:
            if room.additions:
                self._menu.addSeparator()
            for one in room.additions:
                action = self._menu.addAction(icon(one.icon, "ink", 17), say(one.words))
                action.triggered.connect(
                    lambda checked=False, key=room.key, what=one.key: self.rooms.add(key, what)
                )
        self._menu.addSeparator()
        hand = self._menu.addAction(
            icon("arrow-left-right", "ink", 17),
            say(Message("client file", "Hand over to another community…")),
        )
        hand.triggered.connect(lambda checked=False: self.hand_over_asked.emit())
        report = self._menu.addAction(
            icon("file-text", "ink", 17),
            say(Message("client file", "Report on what is kept…")),
        )
        report.triggered.connect(lambda checked=False: self.report_asked.emit())
        # What takes the file away stands last and apart from what adds to it.
        self._menu.addSeparator()
        delete = self._menu.addAction(
            icon("trash-2", "danger", 17), say(Message("client file", "Delete this file"))
        )
        delete.triggered.connect(lambda checked=False: self.delete_asked.emit())
        if self.may_erase:
            erase = self._menu.addAction(
                icon("shield-alert", "danger", 17),
                say(Message("client file", "Erase this person everywhere…")),
            )
            erase.triggered.connect(lambda checked=False: self.erase_asked.emit())
        corner = self.add.mapToGlobal(self.add.rect().bottomRight())
        corner.setX(corner.x() - self._menu.sizeHint().width())
        self._menu.popup(corner)

    def _attach(self) -> None:
        shown = self._shown
        if shown is not None and shown.attached is not None and not shown.file.deleted:
            self.attach_asked.emit()

    def _complete(self, key: str) -> None:
        """The form has what is missing, except for a consent."""
        if key == CONSENT:
            self.asked.emit(Asked.CONSENT)
        else:
            self.edit_asked.emit()

    def _open_member(self, key: str) -> None:
        """Somebody else of the household; the household itself has no page."""
        households = () if self._shown is None else self._shown.households
        if any(one.client == key for home in households for one in home.members):
            self.client_opened.emit(key)


def _next_cards(shown: FileShown) -> list[Card]:
    meeting = shown.next
    if meeting is None:
        return []
    when = f"{meeting.local:%Y-%m-%d %H:%M}"
    return [
        Card(
            meeting.id,
            when,
            joined((meeting.subject, meeting.place)),
            icon="calendar-clock",
            icon_ink="accent",
        )
    ]
