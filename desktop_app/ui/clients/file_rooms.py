"""The tabs of a client's file, and the room that is open under them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.ui.shared.rooms import FileRoom, Offer, Room
from desktop_app.ui.shared.tab_strip import Tab, TabStrip


class FileRooms(QWidget):
    """Shows one room at a time, or none: then the history is seen, which the page itself has.

    asked: the name of the room to go to, "" for the history. tabs: the line of them, placed by the
    page.
    """

    asked = Signal(str)

    def __init__(self, rooms: Sequence[Room]) -> None:
        super().__init__()
        self.rooms = tuple(rooms)
        self.current = ""
        self._client = ""
        self._made: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        tabs = [Tab("", Message("client file", "History"), "history")]
        tabs += [Tab(room.key, room.words, room.icon) for room in self.rooms]
        self.tabs = TabStrip(Message("client file", "Parts of the file"), tabs)
        self.tabs.chosen.connect(self.asked)
        if not self.rooms:
            self.tabs.hide()
        self.hide()

    def show_room(self, client: str, key: str) -> None:
        """Show that client's room of this name; the history where there is none."""
        self._client = client
        self.current = key if key in self.tabs.keys else ""
        self.tabs.show_chosen(self.current)
        for name, widget in self._made.items():
            widget.setVisible(name == self.current)
        self.setVisible(bool(self.current))
        if self.current:
            self._room(self.current).open(client)

    def step(self, by: int) -> None:
        """Ask for the next room, or the one before."""
        self.asked.emit(self.tabs.after(by))

    def add(self, key: str, what: str) -> None:
        """Add something in a room, which is shown then."""
        if self.current != key:
            self.asked.emit(key)
        self._room(key).add(what)

    def resume(self, form: str) -> bool:
        """Open the dialog whose draft has that name; False when no room has it.

        form: also `<room>/<what>`, where a room is to go on with one record.
        """
        key, _, what = form.partition("/")
        if what and any(room.key == key for room in self.rooms):
            self.add(key, what)
            return True
        for room in self.rooms:
            for one in room.additions:
                if form in (one.key, one.form):
                    self.add(room.key, one.key)
                    return True
        return False

    def offers(self, kind: str) -> tuple[tuple[str, Offer], ...]:
        """What rooms do with a record of that kind, each with the name of its room."""
        return tuple(
            (room.key, one)
            for room in self.rooms
            for one in room.offers
            if one.kind == kind and one.shown()
        )

    def take_focus(self) -> bool:
        """The keyboard goes into the room; False when none is open."""
        if self.current:
            self._room(self.current).take_focus()
            room = self._made[self.current]
            focused = self.focusWidget()
            if focused is None or not room.isAncestorOf(focused):  # type: ignore[redundant-expr]  # None before the window has the keyboard
                # Nothing is in it yet: the keyboard waits on the room until something is.
                room.setFocus(Qt.FocusReason.OtherFocusReason)
                room.installEventFilter(self)
        return bool(self.current)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A room in which the keyboard waits was filled."""
        if event.type() is QEvent.Type.LayoutRequest and watched is self._made.get(self.current):
            room = self._made[self.current]
            if room.hasFocus():
                self._room(self.current).take_focus()
            if not room.hasFocus():
                room.removeEventFilter(self)
        return False

    def _room(self, key: str) -> FileRoom:
        if key not in self._made:
            widget = next(room for room in self.rooms if room.key == key).make()
            self._made[key] = widget
            self._column.addWidget(widget)
            widget.setVisible(key == self.current)
        return cast(FileRoom, self._made[key])
