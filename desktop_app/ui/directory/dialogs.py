"""Proposals: writing one where people work, reading and answering one at the office."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.words.calendar_words import long_date
from desktop_app.language import Message
from desktop_app.services.directory.directory_entries import DirectoryEntry, PlaceEntry
from desktop_app.services.directory.proposals import DECLINED, TAKEN, WAITING, ProposalLine
from desktop_app.services.trust.organisation import Community
from desktop_app.ui.directory.model import joined, moment
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import ChoiceField, LongTextField, TextField
from desktop_app.ui.shared.labels import PlainLabel, Second, State
from desktop_app.ui.shared.words import say


class ProposeDialog(Dialog):
    """What should be changed or added. given: community, about, subject, text."""

    given = Signal(str, str, str, str)

    def __init__(
        self,
        entry: DirectoryEntry | None,
        places: Sequence[Community],
        parent: QWidget | None = None,
    ) -> None:
        title = (
            Message("directory", "Propose an entry")
            if entry is None
            else Message("directory", "Propose a change")
        )
        super().__init__(title, parent)
        self._about = "" if entry is None else entry.id
        self._problem: Banner | None = None
        self.body.addWidget(
            Second(Message("directory", "It goes to the office, which decides and answers."))
        )
        self.place = ChoiceField(
            Message("directory", "Written in"),
            [(one.id.hex(), one.name) for one in places],
            required=True,
        )
        if places:
            self.place.set_value(places[0].id.hex())
        self.place.setVisible(len(places) > 1)
        self.subject = TextField(Message("directory", "What it is about"))
        self.subject.set_value("" if entry is None else entry.title)
        self.text = LongTextField(
            Message("directory", "What should be changed or added"),
            required=True,
            help_text=Message("directory", "For example: the telephone number has changed."),
        )
        for field in (self.subject, self.text, self.place):
            self.body.addWidget(field)
        self.add_button(Message("directory", "Not now"), self.reject)
        self.verb = self.add_button(
            Message("directory", "Save the proposal"), self._give, Kind.PRIMARY
        )
        first = self.text if entry is not None else self.subject
        first.take_focus()

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved; what was typed stays."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def _give(self) -> None:
        text = str(self.text.value() or "")
        if not text:
            self.text.show_error(Message("directory", "Write what should be changed or added."))
            self.text.take_focus()
            return
        subject = str(self.subject.value() or "")
        self.given.emit(str(self.place.value() or ""), self._about, subject, text)


class PlaceDialog(Dialog):
    """Where a service is offered. given: the id of a location of its organisation."""

    given = Signal(str)

    def __init__(self, places: Sequence[PlaceEntry], parent: QWidget | None = None) -> None:
        super().__init__(Message("directory", "Offer it at a location"), parent)
        self._problem: Banner | None = None
        self.place = ChoiceField(
            Message("directory", "Location of the organisation"),
            [(one.id, joined((one.name, one.town))) for one in places],
            required=True,
        )
        self.place.set_value(places[0].id if places else None)
        self.place.setVisible(bool(places))
        self.body.addWidget(self.place)
        if not places:
            self.body.addWidget(
                PlainLabel(
                    Message(
                        "directory",
                        "The organisation has no further location. Add one on its own page first.",
                    )
                )
            )
        leave = self.add_button(Message("directory", "Leave"), self.reject)
        self.verb = self.add_button(
            Message("directory", "Offer it there"), self._give, Kind.PRIMARY
        )
        self.verb.setVisible(bool(places))
        if places:
            self.place.take_focus()
        else:
            leave.setFocus()

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def _give(self) -> None:
        self.given.emit(str(self.place.value() or ""))


class ProposalDialog(Dialog):
    """One proposal, whole. answered: state and words. entry_asked: the id it is about."""

    answered = Signal(str, str)
    entry_asked = Signal(str)

    def __init__(
        self, line: ProposalLine, place: str, *, office: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(line.subject or Message("directory", "Proposal"), parent)
        self._line = line
        self._problem: Banner | None = None
        self.body.addWidget(Second(lambda: written_by(line, place)))
        self.body.addWidget(PlainLabel(line.text, lines=12))
        if line.answer:
            self.body.addWidget(PlainLabel(Message("directory", "Answer of the office"), bold=True))
            self.body.addWidget(PlainLabel(line.answer, lines=6))
        self.answer = LongTextField(
            Message("directory", "Answer"),
            rows=2,
            help_text=Message("directory", "It goes back to whoever proposed. It can stay empty."),
        )
        answering = office and line.state == WAITING
        self.answer.setVisible(answering)
        self.body.addWidget(self.answer)
        leave = self.add_button(Message("directory", "Leave"), self.reject)
        if line.about:
            self.add_button(Message("directory", "See the entry"), self._see)
        if answering:
            self.decline = self.add_button(
                Message("directory", "Decline"), lambda: self._answer(DECLINED)
            )
            self.take = self.add_button(
                Message("directory", "Take it"), lambda: self._answer(TAKEN), Kind.PRIMARY
            )
            self.answer.take_focus()
        else:
            leave.setFocus()

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved; what was typed stays."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def _answer(self, state: str) -> None:
        self.answered.emit(state, str(self.answer.value() or ""))

    def _see(self) -> None:
        self.accept()
        self.entry_asked.emit(self._line.about)


def written_by(line: ProposalLine, place: str) -> str:
    """Who wrote a proposal, when and where."""
    return joined((line.by, long_date(moment(line.at).date()), say(place)))
