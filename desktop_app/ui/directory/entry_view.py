"""An entry of the directory on the screen: what to bring first, then everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.casework.online_only import online_only, warning
from desktop_app.domain.fields import Registry
from desktop_app.domain.words.local_time import zone_or_utc
from desktop_app.language import Message
from desktop_app.services.directory.directory_entries import DirectoryEntry, ServiceLine
from desktop_app.services.schedule.visit_papers import city_of
from desktop_app.ui.directory.facts import Section
from desktop_app.ui.directory.model import (
    Fact,
    accessibility_facts,
    contact_facts,
    entry_open_sign,
    head_facts,
    line_name,
    open_sign,
    own_fact_lines,
    place_facts,
    service_facts,
    telephone_facts,
    verified_sign,
)
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Badge, Heading, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import ScrollPage, SideBySide
from desktop_app.ui.shared.rooms import FileRoom, Room


class EntryPage(QWidget):
    """One entry. opened: the id of another. added: the kind of a new entry of this organisation."""

    edit_asked = Signal()
    verify_asked = Signal()
    print_asked = Signal()
    delete_asked = Signal()
    restore_asked = Signal()
    leave_asked = Signal()
    place_asked = Signal()
    opened = Signal(str)
    added = Signal(str)

    def __init__(
        self,
        registry: Registry,
        now: Callable[[], datetime],
        zone: str,
        rooms: Sequence[Room] = (),
    ) -> None:
        """now: aware. zone: of whoever reads, for places that tell none. rooms: of a service."""
        super().__init__()
        self._rooms = tuple(rooms)
        self._made: dict[str, QWidget] = {}
        self._entry = ""
        self._registry, self._now, self._zone = registry, now, zone
        self._banners: list[Banner] = []
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        self._page = ScrollPage()
        outside.addWidget(self._page)
        column = self._page.column
        column.addLayout(self._head())
        self._banner_room = QVBoxLayout()
        self._banner_room.setSpacing(space(2))
        column.addLayout(self._banner_room)
        both = SideBySide((16, 11))
        self.bring = Section(Message("directory", "What to bring"))
        self.about = Section(Message("directory", "To know"))
        self.hours = Section(Message("directory", "Hours"))
        self.people = Section(Message("directory", "Whom to ask for"))
        self.telephones = Section(Message("directory", "How to reach"))
        self.places = Section(Message("directory", "Where"))
        self.access = Section(Message("directory", "Accessibility"))
        self.trust = Section(Message("directory", "How sure this is"))
        self._services_title = Heading(Message("directory", "Services"), level=2)
        self.services = CardList(Message("directory", "Services"))
        self.services.opened.connect(self.opened)
        self._owner_title = Heading(Message("directory", "Organisation"), level=2)
        self.owner = CardList(Message("directory", "Organisation"))
        for cards in (self.services, self.owner):
            cards.acted.connect(self.opened)
        self.owner.opened.connect(self.opened)
        for part in (self.bring, self._services_title, self.services, self.about):
            both.main.addWidget(part)
        self._add_room = QWidget()
        adding = FlowLayout(self._add_room, gap=space(2))
        self.add_service = Button(Message("directory", "Add a service"), icon_name="plus")
        self.add_service.clicked.connect(lambda: self.added.emit("service"))
        self.add_place = Button(Message("directory", "Add a location"), icon_name="plus")
        self.add_place.clicked.connect(lambda: self.added.emit("location"))
        self.offer = Button(Message("directory", "Offer it at a location"), icon_name="map-pinned")
        self.offer.clicked.connect(self.place_asked)
        adding.addWidget(self.offer)
        adding.addWidget(self.add_service)
        adding.addWidget(self.add_place)
        both.main.addWidget(self._add_room)
        side = (self.hours, self.people, self.telephones, self.places, self.access)
        for part in (*side, self._owner_title, self.owner, self.trust):
            both.side.addWidget(part)
        column.addWidget(both)
        self._facts = both
        self._room_column = column
        column.addStretch(1)
        keys: tuple[tuple[str, Callable[[], None]], ...] = (
            ("Esc", self.leave_asked.emit),
            ("F2", self.edit_asked.emit),
            ("Ctrl+E", self.edit_asked.emit),
        )
        for sequence, run in keys:
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(run)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(space(3))
        titles = QVBoxLayout()
        titles.setSpacing(0)
        self.title, self.facts = Heading(lines=3), Second(lines=3)
        titles.addWidget(self.title)
        titles.addWidget(self.facts)
        signs = QWidget()
        flow = FlowLayout(signs, gap=space(2))
        self.open_badge = Badge(State.NEUTRAL, "")
        self.verified_badge = Badge(State.NEUTRAL, "")
        self.status_badge = Badge(State.WAITS, "")
        self.contested = Badge(
            State.DANGER, Message("directory", "Two values wait"), icon="git-compare-arrows"
        )
        for badge in (self.open_badge, self.verified_badge, self.status_badge, self.contested):
            flow.addWidget(badge)
        titles.addSpacing(space(1))
        titles.addWidget(signs)
        head.addLayout(titles, 3)
        holder = QWidget()
        actions = FlowLayout(holder, gap=space(2), align_right=True)
        self.back = Button(
            Message("directory", "Directory"), icon_name="arrow-left", key_hint="Esc"
        )
        self.back.clicked.connect(self.leave_asked)
        self.delete = Button(Message("directory", "Delete"), icon_name="trash-2")
        self.delete.clicked.connect(self.delete_asked)
        self.paper = Button(
            Message("directory", "Print the slip"), icon_name="printer", key_hint="Ctrl+P"
        )
        self.paper.clicked.connect(self.print_asked)
        self.edit = Button(Message("directory", "Edit"), icon_name="pencil", key_hint="F2")
        self.edit.clicked.connect(self.edit_asked)
        self.verify = PrimaryButton(Message("directory", "Verified today"), icon_name="check")
        self.verify.clicked.connect(self.verify_asked)
        self.room_buttons: dict[str, Button] = {}
        for room in self._rooms:
            to_room = Button(room.words, icon_name=room.icon)
            to_room.clicked.connect(partial(self._go_to, room.key))
            to_room.hide()
            self.room_buttons[room.key] = to_room
        shown = (self.back, self.delete, *self.room_buttons.values(), self.paper, self.edit)
        for button in (*shown, self.verify):
            actions.addWidget(button)
        head.addWidget(holder, 2, Qt.AlignmentFlag.AlignTop)
        return head

    def show_entry(self, entry: DirectoryEntry, *, office: bool) -> None:
        """Show an entry. office: it may be changed here."""
        now = self._now()
        self.title.set_words(entry.title or Message("directory", "Without a name"))
        self.facts.set_words(partial(head_facts, entry))
        self.facts.setVisible(bool(head_facts(entry)))
        self._show_signs(entry, now)
        self._show_banners(entry)
        self.edit.set_words(
            Message("directory", "Edit") if office else Message("directory", "Propose a change")
        )
        for button in (self.verify, self.delete):
            button.setVisible(office and not entry.deleted)
        self.edit.setEnabled(not entry.deleted)
        self._add_room.setVisible(office and entry.kind != "location" and not entry.deleted)
        for button in (self.add_service, self.add_place):
            button.setVisible(entry.kind == "organisation")
        self.offer.setVisible(entry.kind == "service" and entry.organisation is not None)
        self.bring.show_facts([Fact(one) for one in entry.documents], "file-text")
        own = own_fact_lines(self._registry[entry.kind], entry)
        self.about.show_facts((*service_facts(entry), *own))
        zone = entry.time_zone or self._zone
        today = now.astimezone(zone_or_utc(zone)).weekday()
        self.hours.heading.set_words(
            Message("directory", "Hours, local time of {place}", {"place": city_of(zone)})
        )
        self.hours.show_hours(entry.hours, today)
        self.people.show_facts(contact_facts(entry), "user")
        self.telephones.show_facts(telephone_facts(entry), "phone")
        self.places.show_facts(place_facts(entry, now, self._zone), "map-pinned")
        self.access.show_facts(accessibility_facts(entry))
        self.services.show_cards([_card(one, now, self._zone) for one in entry.services])
        for part in (self._services_title, self.services):
            part.setVisible(bool(entry.services))
        owner = entry.organisation
        self.owner.show_cards([] if owner is None else [_owner(owner)])
        for part in (self._owner_title, self.owner):
            part.setVisible(owner is not None)
        self.trust.show_facts([Fact(entry.verified)], "clock" if entry.stale else "circle-check")
        self._show_rooms(entry)

    def _show_rooms(self, entry: DirectoryEntry) -> None:
        """What other subjects have to say of a service; a room may want the page for itself."""
        service = entry.kind == "service" and not entry.deleted
        if entry.id != self._entry or not service:
            self._facts.show()
        self._entry = entry.id
        for room in self._rooms if service else ():
            if room.key not in self._made:
                made = room.make()
                made.whole_asked.connect(lambda whole: self._facts.setVisible(not whole))  # type: ignore[attr-defined]
                made.offered.connect(self.room_buttons[room.key].setVisible)  # type: ignore[attr-defined]
                self._made[room.key] = made
                self._room_column.insertWidget(self._room_column.count() - 1, made)
            widget = self._made[room.key]
            widget.show()
            cast(FileRoom, widget).open(entry.id)
        if not service:
            for widget in (*self._made.values(), *self.room_buttons.values()):
                widget.hide()

    def _go_to(self, key: str) -> None:
        """The keyboard goes to what a room has, and the page with it."""
        cast(FileRoom, self._made[key]).take_focus()
        self._page.ensureWidgetVisible(self._made[key])

    def take_focus(self) -> None:
        """The keyboard goes to what is done most often."""
        self.paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_signs(self, entry: DirectoryEntry, now: datetime) -> None:
        opening = entry_open_sign(entry, now, self._zone)
        self.open_badge.set_state(State(opening.tone), opening.words, opening.icon)
        self.open_badge.setVisible(entry.kind != "organisation")
        verified = verified_sign(entry.verified_on, stale=entry.stale)
        self.verified_badge.set_state(State(verified.tone), verified.words, verified.icon)
        status = str(entry.fields.get("status") or "active")
        kind = self._registry[entry.kind]
        choices = next((one.choices for one in kind.fields if one.name == "status"), ())
        label = next((one.label for one in choices if one.value == status), None)
        self.status_badge.set_state(State.WAITS, label or status, "ban")
        self.status_badge.setVisible(status != "active")
        self.contested.setVisible(bool(entry.contested))

    def _show_banners(self, entry: DirectoryEntry) -> None:
        for banner in self._banners:
            banner.hide()
            banner.deleteLater()
        self._banners = []
        if entry.deleted:
            words = Message("directory", "This entry was deleted. Nothing of it is lost.")
            banner = Banner(State.WAITS, words, (Message("directory", "Bring it back"),))
            banner.acted.connect(lambda number: self.restore_asked.emit())
            self._banners.append(banner)
        alert = entry.fields.get("alert")
        if isinstance(alert, str) and alert.strip():
            self._banners.append(Banner(State.WAITS, alert))
        lacking = online_warning(entry)
        if lacking is not None and not entry.deleted:
            banner = Banner(State.WAITS, lacking, (Message("directory", "Edit"),))
            banner.acted.connect(lambda number: self.edit_asked.emit())
            self._banners.append(banner)
        for banner in self._banners:
            self._banner_room.addWidget(banner)


def _card(line: ServiceLine, now: datetime, zone: str) -> Card:
    sign = open_sign(line.open, now, zone, places=(line.places_open, line.places))
    return Card(
        line.id,
        line_name(line),
        line.place,
        badge=(State(sign.tone), sign.words),
        badge_icon=sign.icon,
        action=Message("directory", "Open"),
    )


def _owner(line: ServiceLine) -> Card:
    return Card(
        line.id,
        line_name(line),
        line.telephone,
        icon="building-2",
        icon_ink="accent",
        action=Message("directory", "Open"),
    )


def online_warning(entry: DirectoryEntry) -> Message | None:
    """What is said of a service that can be had on the web alone; None where nothing is to be said."""
    fields = entry.fields
    if entry.kind != "service" or not online_only(
        bool(fields.get("website") or fields.get("email")),
        any(one.text("number") for one in entry.items.get("phones", ())),
        bool(entry.locations),
    ):
        return None
    return warning(str(fields.get("online_reason") or ""))
