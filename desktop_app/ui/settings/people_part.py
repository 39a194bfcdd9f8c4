"""People and papers: who works here, who keeps the organisation's papers, help with a passphrase."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.roles import ROLE_NAMES
from desktop_app.language import Message
from desktop_app.services.trust.keepers import ESCROW, KeepersState, PaperLine
from desktop_app.ui.settings.parts import Part, button, button_row, card, heading
from desktop_app.ui.settings.people import PeopleState, PersonLine
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.labels import Badge, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import SideBySide
from desktop_app.ui.shared.words import Words


class PeoplePart(Part):
    """Emits what is asked for: a person's line, with the state that it stands in; papers by number."""

    change_asked = Signal(object, object)
    papers_asked = Signal(object)
    print_asked = Signal(int)
    save_asked = Signal(int)
    put_away_asked = Signal(int)
    help_asked = Signal(object)

    def show_people(self, state: PeopleState) -> None:
        """Show who works here and how the papers stand; buttons only where they do something."""
        self.empty()
        both = SideBySide((16, 13))
        self.inside.addWidget(both)
        self._people(both.main, state)
        self._papers(both.side, state.keepers)
        self._help(both.side, state)

    def _people(self, column: QVBoxLayout, state: PeopleState) -> None:
        column.addWidget(
            heading(
                Message("settings", "People who work here"),
                Message(
                    "settings",
                    "What somebody wrote stays when they leave; nothing new of theirs is taken in.",
                ),
            )
        )
        cards = CardList(Message("settings", "People who work here"))
        may = state.keepers.authority and state.keepers.allowed
        cards.show_cards([_person(str(at), one, may) for at, one in enumerate(state.people)])
        cards.acted.connect(lambda key: self.change_asked.emit(state.people[int(key)], state))
        column.addWidget(cards)
        if not may:
            column.addWidget(Second(Message("settings", "Only the office changes this list.")))

    def _papers(self, column: QVBoxLayout, state: KeepersState) -> None:
        column.addWidget(
            heading(
                Message("settings", "Papers of the organisation"),
                Message(
                    "settings",
                    "They name the office that may let laptops in. With them, another laptop of the office takes over when this one is lost.",
                ),
            )
        )
        column.addWidget(PlainLabel(_kept(state), bold=True))
        if state.signatures > 1:
            column.addWidget(
                PlainLabel(
                    Message(
                        "settings",
                        "What is erased has to be signed by two of these laptops: {names}",
                        {"names": ", ".join(state.signers)},
                    )
                )
            )
        if state.waiting:
            column.addWidget(
                Banner(
                    State.WAITS,
                    Message(
                        "settings",
                        "Print each paper and look at it. Then say that it lies before you: its secret is wiped from this laptop.",
                    ),
                )
            )
        for one in state.waiting:
            column.addWidget(self._waiting(one))
        if state.allowed:
            column.addWidget(
                button_row(
                    button(
                        Message("settings", "Make new papers…"),
                        lambda: self.papers_asked.emit(state),
                        "refresh-cw",
                    )
                )
            )
        column.addSpacing(space(3))

    def _waiting(self, one: PaperLine) -> QWidget:
        title = paper_title(one)
        show = button(
            Message("settings", "Print"),
            partial(self.print_asked.emit, one.number),
            "printer",
            Kind.PRIMARY,
        )
        keep = button(
            Message("settings", "Save as PDF"),
            partial(self.save_asked.emit, one.number),
            "file-down",
        )
        away = button(
            Message("settings", "It lies before me"),
            partial(self.put_away_asked.emit, one.number),
            "check",
        )
        for each in (show, keep, away):
            each.set_name(_joined(each.accessibleName(), title))
        badge = Badge(State.WAITS, Message("settings", "Still in this laptop"))
        return card(title, "", badge, (show, keep, away))

    def _help(self, column: QVBoxLayout, state: PeopleState) -> None:
        if not state.keepers.allowed:
            return
        column.addWidget(
            heading(
                Message("settings", "Forgotten passphrase"),
                Message(
                    "settings",
                    "With the paper of the organisation you get the code that opens the vault of a laptop once. Read it out by telephone, or print it.",
                ),
            )
        )
        if not state.helped:
            column.addWidget(
                Second(
                    Message(
                        "settings", "No laptop can be helped yet: its key comes with its bundles."
                    )
                )
            )
            return
        column.addWidget(
            button_row(
                button(
                    Message("settings", "Help with a forgotten passphrase…"),
                    lambda: self.help_asked.emit(state.helped),
                    "life-buoy",
                )
            )
        )


def paper_title(one: PaperLine) -> Message:
    """What a paper is called on the screen."""
    if one.number == ESCROW:
        return Message("settings", "Paper for forgotten passphrases")
    if one.of == 1:
        return Message("settings", "Recovery kit of the organisation")
    return Message(
        "settings",
        "Recovery kit of the organisation, paper {number} of {of}",
        {"number": one.number, "of": one.of},
    )


def _kept(state: KeepersState) -> Message:
    if state.keepers == 1:
        return Message("settings", "One paper speaks for the organisation.")
    return Message(
        "settings",
        "{keepers} papers with different keepers; any {threshold} of them together speak for the organisation.",
        {"keepers": state.keepers, "threshold": state.threshold},
    )


def _person(key: str, one: PersonLine, may: bool) -> Card:
    return Card(
        key,
        one.name,
        _about(one),
        icon="circle-user-round",
        icon_ink="accent",
        action=Message("settings", "Change…") if may else None,
    )


def _about(one: PersonLine) -> Words:
    def words() -> str:
        parts = [str(ROLE_NAMES[one.role])]
        if one.everywhere:
            parts.append(str(Message("settings", "all communities")))
        elif one.communities:
            parts.append(", ".join(one.communities))
        if one.own:
            parts.append(str(Message("settings", "You are at work now")))
        return " · ".join(parts)

    return words


def _joined(words: str, title: Message) -> Words:
    """A button's words and what it belongs to, for screen readers."""
    return lambda: f"{words}, {title}"
