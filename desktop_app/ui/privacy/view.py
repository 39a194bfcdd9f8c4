"""The room about privacy: what the person agrees to, who looked into the file, and what they read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal

from desktop_app.domain.casework.consents import Agreement
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.access import FilePrivacy, InterestLine, LookLine
from desktop_app.services.casework.consents import Purpose
from desktop_app.services.casework.read_back import ClientPage
from desktop_app.ui.privacy.client_view import ChooseDialog, ClientView, cover_the_work
from desktop_app.ui.shared.labels import PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import FileRecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say

_DOT = " · "
_LOOKS_SHOWN = 30

_SIGNS = {
    Agreement.NEVER_ASKED: (State.NEUTRAL, Message("consents", "not asked"), "circle-help"),
    Agreement.IN_FORCE: (State.DONE, Message("consents", "in force"), "circle-check"),
    Agreement.ENDS_SOON: (State.WAITS, Message("consents", "ends soon"), "clock"),
    Agreement.ENDED: (State.DANGER, Message("consents", "ended"), "ban"),
    Agreement.WITHDRAWN: (State.DANGER, Message("consents", "withdrawn"), "ban"),
}


class PrivacyRoom(FileRecordRoom):
    """The room. consent_asked: for which purpose; withdraw_asked: a consent; chosen: the keys of what
    the client is shown; said: how and in which words the client answers; typed: as much as they have typed. opened: a client.
    """

    consent_asked = Signal(str)
    withdraw_asked = Signal(str)
    reveal_asked = Signal()
    hide_asked = Signal()
    interest_asked = Signal()
    print_asked = Signal()
    page_asked = Signal()
    chosen = Signal(object)
    said = Signal(str, str)
    typed = Signal(str)
    left = Signal()

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self._purposes: tuple[Purpose, ...] = ()
        self.choosing: ChooseDialog | None = None
        self.page: ClientView | None = None

    # What the file may call

    def add(self, key: str) -> None:
        """Open the dialog that adds something."""
        if key == "interest":
            self.interest_asked.emit()
        else:
            self.page_asked.emit()

    # What the presenter says

    def show_privacy(self, guarded: FilePrivacy, purposes: Sequence[Purpose]) -> None:
        """Show how a client's file is guarded."""
        self.clear()
        self._purposes = tuple(purposes)
        page = button(Message("privacy", "Let the person read…"), self.page_asked.emit, "eye")
        self.first = page
        acts = [page]
        if guarded.revealed:
            acts.append(
                button(Message("privacy", "Show the code again"), self.hide_asked.emit, "eye-off")
            )
        elif guarded.coded and guarded.may_reveal:
            acts.append(
                button(Message("privacy", "Show who this is…"), self.reveal_asked.emit, "user")
            )
        acts.append(
            button(Message("privacy", "Declare an interest…"), self.interest_asked.emit, "ban")
        )
        self.column.addWidget(buttons(*acts))
        self.column.addWidget(Second(partial(_code_words, guarded)))
        title = Message("privacy", "What the person agrees to today")
        holder, column = group(title)
        column.addWidget(
            cards(title, [_purpose_card(one) for one in purposes], self._open, self._act)
        )
        self.column.addWidget(holder)
        title = Message("privacy", "Who looked into the file")
        holder, column = group(
            title,
            Message(
                "privacy",
                "Looks that needed a reason: a file of others, a name behind a code, a sensitive note.",
            ),
        )
        if guarded.looks:
            shown = guarded.looks[:_LOOKS_SHOWN]
            column.addWidget(
                cards(
                    title, [_look_card(n, one) for n, one in enumerate(shown)], _nothing, _nothing
                )
            )
            column.addWidget(
                buttons(
                    button(
                        Message("privacy", "Print all these looks…"),
                        self.print_asked.emit,
                        "printer",
                    )
                )
            )
        else:
            column.addWidget(PlainLabel(Message("privacy", "Nobody needed a reason so far.")))
        self.column.addWidget(holder)
        if guarded.interests:
            title = Message("privacy", "Declared interests")
            holder, column = group(title)
            column.addWidget(
                cards(title, [interest_card(one) for one in guarded.interests], _nothing, _nothing)
            )
            self.column.addWidget(holder)

    def _open(self, key: str) -> None:
        """Enter on a purpose asks for what is not in force; it takes nothing back."""
        if not next(one for one in self._purposes if one.standing.purpose == key).consent:
            self.consent_asked.emit(key)

    def _act(self, key: str) -> None:
        """The button of a purpose: withdraw what is in force, ask for what is not."""
        found = next(one for one in self._purposes if one.standing.purpose == key)
        if found.consent:
            self.withdraw_asked.emit(found.consent)
        else:
            self.consent_asked.emit(key)

    def choose(self, page: ClientPage) -> None:
        """Let the worker choose what the client is shown."""
        dialog = ChooseDialog(page, self)
        self.choosing = dialog
        dialog.chosen.connect(self.chosen)
        dialog.finished.connect(lambda result: self._chosen(dialog))
        dialog.open()

    def _chosen(self, dialog: ChooseDialog) -> None:
        self.choosing = None
        dialog.deleteLater()

    def show_page(self, page: ClientPage, typed: str) -> None:
        """Show one client this page and nothing else."""
        view = ClientView(page, typed)
        self.page = view
        view.typed.connect(self.typed)
        view.said.connect(self.said)
        view.left.connect(self._leave)
        cover_the_work(view, self)

    def thank(self) -> None:
        """What the client said is kept."""
        if self.page is not None:
            self.page.thank()

    def show_page_problem(self, words: Message) -> None:
        """Say on the page that it was not kept."""
        if self.page is not None:
            self.page.show_problem(words)

    def _leave(self) -> None:
        if self.page is not None:
            self.page.uncover()
            self.page = None
            self.left.emit()


def _nothing(key: str) -> None:
    """Cards that only tell."""


def _code_words(guarded: FilePrivacy) -> str:
    code = Message("privacy", "Code of the file: {code}", {"code": guarded.code})
    if not guarded.may_reveal:
        return _DOT.join((say(code), say(Message("privacy", "the names are not on this laptop"))))
    return say(code)


def _purpose_card(one: Purpose) -> Card:
    state, words, icon = _SIGNS[one.standing.state]
    action = (
        Message("client file", "Withdraw") if one.consent else Message("privacy", "Ask the person…")
    )
    if one.standing.in_force and not one.consent:
        action = None  # type: ignore[assignment]
    return Card(
        one.standing.purpose,
        one.label,
        partial(_purpose_words, one),
        icon=icon,
        badge=(state, words),
        badge_icon=icon,
        action=action,
    )


def _purpose_words(one: Purpose) -> str:
    now = one.standing
    if now.state is Agreement.NEVER_ASKED:
        told = Message("consents", "Nobody asked.")
    elif now.state is Agreement.ENDED:
        told = Message("consents", "Ended on {day}.", {"day": partial_date(now.since)})
    elif now.state is Agreement.WITHDRAWN:
        told = Message("consents", "Withdrawn on {day}.", {"day": partial_date(now.since)})
    elif now.until:
        told = Message(
            "consents",
            "Given on {day}, until {end}.",
            {"day": partial_date(now.since), "end": partial_date(now.until)},
        )
    else:
        told = Message("consents", "Given on {day}.", {"day": partial_date(now.since)})
    parts = [say(told)]
    if not now.in_force:
        parts.append(say(one.stops))
    if one.needed and not now.in_force:
        parts.append(say(Message("consents", "The file holds applications that rest on it.")))
    return " ".join(parts)


def _look_card(number: int, one: LookLine) -> Card:
    return Card(
        str(number),
        one.reason,
        partial(_look_words, one),
        icon="eye",
        icon_ink="ink_second",
    )


def _look_words(one: LookLine) -> str:
    return _DOT.join(
        part for part in (partial_date(one.day), one.person, say(one.what), one.device) if part
    )


def interest_card(one: InterestLine, name: bool = False, action: Message | None = None) -> Card:
    """One declared interest. name: say of whom it is."""
    return Card(
        one.id,
        one.why,
        partial(_interest_words, one, name),
        icon="ban",
        icon_ink="ink_second" if one.ended else "danger",
        action=None if one.ended else action,
    )


def _interest_words(one: InterestLine, name: bool) -> str:
    told = {"day": partial_date(one.declared), "end": partial_date(one.ended)}
    days = (
        Message("privacy", "from {day} to {end}", told)
        if one.ended
        else Message("privacy", "since {day}", told)
    )
    return _DOT.join(part for part in (one.person, one.name if name else "", say(days)) if part)
