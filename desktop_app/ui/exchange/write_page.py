"""Where bundles are written: choose a place, see it done, be told that the stick may be removed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.exchange.exchange_lines import Outgoing, Place, Size
from desktop_app.services.exchange.media import Written
from desktop_app.services.progress import Step
from desktop_app.ui.exchange import words
from desktop_app.ui.exchange.details import SubPage
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.fields import ChoiceField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Heading, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.progress import ProgressCard
from desktop_app.ui.shared.words import Words

_LOOK_MS: Final = 2500
EVERYONE: Final = "everyone"


class WritePage(SubPage):
    """place_chosen: a folder (Path) to write to. other_asked: another folder is to be chosen.

    size_chosen, whom_chosen: how large the files may be, and for whom they are; None is the usual.

    look_asked: see again what is plugged in; asked every few seconds while the page is seen.
    """

    place_chosen = Signal(object)
    other_asked = Signal()
    size_chosen = Signal(object)
    whom_chosen = Signal(object)
    look_asked = Signal()
    cancel_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._places: tuple[Place, ...] = ()
        self._shown_once = False
        self._banner_room = QVBoxLayout()
        self._banner_room.setSpacing(space(2))
        self.column.addLayout(self._banner_room)
        self._banner: Banner | None = None
        self.task = ProgressCard("")
        self.task.cancel_asked.connect(self.cancel_asked)
        self.task.hide()
        self.column.addWidget(self.task)
        self.finished = EmptyState("", icon_name="package-check")
        self.finished.hide()
        self.column.addWidget(self.finished)
        self._done_title = Heading(Message("exchange", "Written"), level=2)
        self.column.addWidget(self._done_title)
        self.done = CardList(Message("exchange", "Written"))
        self.column.addWidget(self.done)
        self.choices = QWidget()
        chosen = FlowLayout(self.choices, gap=space(4))
        self.whom = ChoiceField(
            Message("exchange", "For whom?"),
            [(EVERYONE, Message("exchange", "The office and every other laptop, in one file"))],
            empty=Message("exchange", "The office"),
        )
        self.whom.left.connect(self.whom_chosen)
        self.how_large = ChoiceField(
            Message("exchange", "How large?"),
            [
                (Size.URGENT.value, Message("exchange", "8 MB at most: what is urgent goes first")),
                (Size.MAIL.value, Message("exchange", "For mail: several files of 8 MB")),
            ],
            empty=Message("exchange", "Everything in one file"),
        )
        self.how_large.left.connect(self.size_chosen)
        for field in (self.whom, self.how_large):
            chosen.addWidget(field)
        self.column.addWidget(self.choices)
        self._places_title = Heading(Message("exchange", "Where to?"), level=2)
        self.column.addWidget(self._places_title)
        self.places = CardList(Message("exchange", "Where to?"))
        self.places.opened.connect(self._choose)
        self.places.acted.connect(self._choose)
        self.column.addWidget(self.places)
        self.empty = EmptyState(
            Message("exchange", "Plug in a memory stick."),
            Message("exchange", "Choose a folder instead"),
            Message("exchange", "It appears here by itself. A shared folder does as well."),
            icon_name="usb",
            button_icon="folder-open",
        )
        self.empty.acted.connect(self.other_asked)
        self.column.addWidget(self.empty)
        self.other = Button(Message("exchange", "Another folder"), icon_name="folder-open")
        self.other.clicked.connect(self.other_asked)
        self.column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        self._what_title = Heading(Message("exchange", "What will be written"), level=2)
        self.column.addWidget(self._what_title)
        self.what = CardList(Message("exchange", "What will be written"))
        self.column.addWidget(self.what)
        self.column.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look_asked)
        self._show_finished(())
        self._offer(True)

    def begin(self) -> None:
        """The page is opened: what was told the last time is over."""
        self._say(None)
        self._show_finished(())
        for field in (self.whom, self.how_large):
            field.set_value(None)
        self._offer(True)

    def show_places(self, places: Sequence[Place], outgoing: Sequence[Outgoing]) -> None:
        """Show where bundles can be put, and which they are."""
        to_office = all(one.to_office for one in outgoing)
        self.title.set_words(
            Message("exchange", "The bundle for the office")
            if to_office
            else Message("exchange", "One file for all laptops")
        )
        self.facts.set_words(
            Message(
                "exchange",
                "It is sealed: only those it is for can open it. Everything stays on this laptop as well.",
            )
        )
        self.what.show_cards(
            [
                Card(
                    str(at),
                    ", ".join(one.names),
                    words.outgoing_words(one),
                    icon="laptop",
                    icon_ink="ink_second",
                    quiet=True,
                )
                for at, one in enumerate(outgoing)
            ]
        )
        if tuple(places) == self._places and self._shown_once:
            return
        self._places, self._shown_once = tuple(places), True
        self.places.show_cards([_place_card(one) for one in places])
        self._offer(not self.task.isVisibleTo(self))

    def show_choices(self, whom: bool) -> None:
        """Ask for whom it is; at the office that is clear."""
        self.whom.setVisible(whom)

    def show_writing(self, title: Message) -> None:
        """A bundle is being written."""
        self._say(None)
        self.finished.hide()
        self.task.begin(title)
        self.task.show()
        self._offer(False)
        self.task.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_step(self, step: Step) -> None:
        """How far it is."""
        self.task.show_step(step)

    def show_written(self, written: Sequence[Written], place: Place | None) -> None:
        """Everything is written and read back."""
        if place is not None and place.stick:
            sentence = Message("exchange", "Written and read back: you may remove the stick.")
        else:
            sentence = Message("exchange", "Written and read back: it lies in the folder.")
        self.task.hide()
        self.finished.set_words(
            sentence,
            Message(
                "exchange",
                "Portage learns that it arrived when a bundle comes back from there.",
            ),
        )
        self._show_finished(written)
        self.finished.show()
        self._offer(False)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, sentence)

    def show_problem(self, sentence: Words, written: Sequence[Written]) -> None:
        """Why it was not written, and what was before that."""
        self.task.hide()
        self._say(Banner(State.DANGER, sentence))
        self._show_finished(written)
        self._offer(True)
        announce(self, sentence)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def take_focus(self) -> None:
        """The keyboard goes to the first place, where Enter writes."""
        rows = self.places.rows()
        if self.places.isVisibleTo(self) and rows:
            rows[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().take_focus()

    def _offer(self, offered: bool) -> None:
        """Show the places, or leave the page to what is being done."""
        some = bool(self._places)
        for widget in (self._places_title, self.places, self.other, self.choices):
            widget.setVisible(offered and some)
        self.empty.setVisible(offered and not some)
        for widget in (self._what_title, self.what):
            widget.setVisible(offered)

    def _show_finished(self, written: Sequence[Written]) -> None:
        self.finished.hide()
        self._done_title.setVisible(bool(written))
        self.done.setVisible(bool(written))
        self.done.show_cards(
            [
                Card(
                    str(at),
                    words.receivers_words(_receivers(one)) or one.path.name,
                    partial(_written_words, one),
                    icon="package-check",
                    icon_ink="done",
                    quiet=True,
                )
                for at, one in enumerate(written)
            ]
        )

    def _say(self, banner: Banner | None) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
        self._banner = banner
        if banner is not None:
            self._banner_room.addWidget(banner)

    def _choose(self, key: str) -> None:
        place = next((one for one in self._places if str(one.folder) == key), None)
        if place is not None and not place.read_only:
            self.place_chosen.emit(Path(key))


def _place_card(place: Place) -> Card:
    return Card(
        str(place.folder),
        place.name,
        words.place_line(place),
        icon="usb" if place.stick else "folder-open",
        icon_ink="waits" if place.read_only else "accent",
        badge=(State.WAITS, Message("exchange", "read-only")) if place.read_only else None,
        badge_icon="lock" if place.read_only else "",
        action=None if place.read_only else Message("exchange", "Write here"),
        primary=not place.read_only and place.stick,
    )


def _receivers(written: Written) -> tuple[str, ...]:
    """The laptops that a file is for, each once."""
    found = dict.fromkeys(one.name for bundle in written.bundles for one in bundle.recipients)
    return tuple(found)


def _written_words(written: Written) -> str:
    parts: list[object] = [
        Message("exchange", "{n} change", {}, "{n} changes", written.entries),
        words.size_words(written.bytes),
        f"{written.path.parent.name}/{written.path.name}",
    ]
    if written.carried:
        parts.append(words.carried_words(written.carried))
    if written.left:
        parts.append(
            Message(
                "exchange",
                "{n} change did not fit and goes with the next file",
                {},
                "{n} changes did not fit and go with the next file",
                written.left,
            )
        )
    return words.joined(parts)
