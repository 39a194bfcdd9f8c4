"""The questions about papers: new ones with the codes of today's, and a forgotten passphrase."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.roles import ROLE_NAMES, Role
from desktop_app.language import Message
from desktop_app.services.trust.keepers import KeepersState
from desktop_app.ui.settings.dialogs import AskingDialog
from desktop_app.ui.settings.people import PersonLine
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Decision
from desktop_app.ui.shared.fields import Check, ChoiceField, LongTextField, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import PlainLabel, Second
from desktop_app.ui.shared.look import Size, space
from desktop_app.ui.shared.words import Words

_CODE_HELP = Message("settings", "The five lines, or what a scanner read from the square.")


class ChangePerson(AskingDialog):
    """given: name, role and communities (ids) of somebody who works here. removal_asked: they leave."""

    given = Signal(str, object, object)
    removal_asked = Signal()

    def __init__(
        self,
        line: PersonLine,
        communities: Sequence[tuple[bytes, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            Message("settings", "{name}: role and communities", {"name": line.name}),
            parent,
            scrolls=True,
        )
        self.name = TextField(Message("settings", "Name"), required=True)
        self.name.set_value(line.name)
        self.role = ChoiceField(
            Message("settings", "Role"),
            [(one.value, ROLE_NAMES[one]) for one in Role],
            required=True,
        )
        self.role.set_value(line.role.value)
        # Whoever is at work could shut themselves out of this very screen.
        self.role.setVisible(not line.own)
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(5))
        self.places = [(Check(name), place) for place, name in communities]
        for box, place in self.places:
            box.setChecked(place in line.places)
            flow.addWidget(box)
        for each in (
            self.name,
            self.role,
            PlainLabel(Message("settings", "Communities"), bold=True),
            holder,
            Second(Message("settings", "What somebody wrote until now stays as it is.")),
        ):
            self.asks.addWidget(each)
        self.asks.addStretch(1)
        self.say_below()
        self.leaves = self.add_button(
            Message("settings", "Works here no more…"), self.removal_asked.emit
        )
        self.leaves.setVisible(not line.own)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(Message("settings", "Save"), self._give, Kind.PRIMARY)
        self.name.take_focus()

    def _give(self) -> None:
        name = str(self.name.value() or "").strip()
        if not name:
            self.name.show_error(Message("settings", "Enter the name of your colleague."))
            self.name.take_focus()
            return
        self.name.show_error(None)
        held = tuple(place for box, place in self.places if box.isChecked())
        self.given.emit(name, Role(str(self.role.value())), held)


class NewPapers(AskingDialog):
    """given: how many keepers, whether the office's key is replaced, the codes as typed, and how
    many office laptops have to sign an erasure (None: as it is)."""

    given = Signal(int, bool, object, object)

    def __init__(self, state: KeepersState, parent: QWidget | None = None) -> None:
        super().__init__(Message("settings", "Make new papers"), parent, scrolls=True)
        self.keepers = ChoiceField(
            Message("settings", "Who shall keep papers"),
            [
                ("3", Message("settings", "Three people; any two of them together suffice")),
                ("1", Message("settings", "One person; the one paper suffices")),
            ],
            required=True,
        )
        self.keepers.set_value("3")
        self.asks.addWidget(self.keepers)
        self.stolen = Check(
            Message("settings", "Replace the key of the office too (it was stolen)")
        )
        if state.authority:
            self.asks.addWidget(self.stolen)
        else:
            self.asks.addWidget(
                Second(
                    Message(
                        "settings",
                        "This laptop becomes the one that lets laptops in. The other one can do it no more: cut it off afterwards.",
                    )
                )
            )
        self._two = state.signatures > 1
        self._enough = len(state.offices) > 1  # of the office, to name them anew
        names = ", ".join(state.offices if self._enough else state.signers)
        self.two = Check(Message("settings", "Two office laptops have to sign what is erased"))
        self.two.setChecked(self._two)
        if self._two or self._enough:
            self.asks.addWidget(self.two)
            self.asks.addWidget(
                Second(
                    Message(
                        "settings",
                        "A stolen office laptop alone then erases nobody. These sign: {names}",
                        {"names": names},
                    )
                )
            )
        here = sum(1 for one in state.waiting if one.number)
        self.codes: list[LongTextField] = []
        for number in range(1, max(0, state.threshold - here) + 1):
            field = LongTextField(
                _code_label(number, state.threshold),
                help_text=_CODE_HELP if number == 1 else "",
                rows=2,
            )
            self.codes.append(field)
            self.asks.addWidget(field)
        self.say_below()
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(
            Message("settings", "Make the new papers"), self._give, Kind.PRIMARY
        )
        self.asks.addStretch(1)
        self.keepers.take_focus()

    def done(self, result: int) -> None:
        """Close; nothing of it stays in the widgets."""
        for field in self.codes:
            field.text.clear()
        super().done(result)

    def _give(self) -> None:
        codes = [field.text.toPlainText() for field in self.codes]
        asked = None
        if self.two.isChecked() != self._two or (self._two and self._enough):
            asked = 2 if self.two.isChecked() else 1
        self.given.emit(int(str(self.keepers.value())), self.stolen.isChecked(), codes, asked)


class ForgottenPassphrase(AskingDialog):
    """given: the laptop and the code of the organisation's paper. print_asked: the code shown."""

    given = Signal(str, str)
    print_asked = Signal()

    def __init__(self, laptops: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(Message("settings", "Help with a forgotten passphrase"), parent)
        self.lead = Second(
            Message(
                "settings",
                "Be sure who is calling: whoever has the code and the laptop can read its vault.",
            )
        )
        self.body.addWidget(self.lead)
        self.laptop = ChoiceField(
            Message("settings", "Laptop"), [(one, one) for one in laptops], required=True
        )
        self.laptop.set_value(laptops[0])
        self.body.addWidget(self.laptop)
        self.code = LongTextField(
            Message("settings", "Code of the organisation's paper"), help_text=_CODE_HELP, rows=6
        )
        self.body.addWidget(self.code)
        self.found = PlainLabel("", size=Size.TITLE, bold=True)
        self.found.hide()
        self.body.addWidget(self.found)
        self.how = PlainLabel(
            Message(
                "settings",
                "On the laptop: choose ‘I have a recovery paper’ at the unlock screen and type these five lines. The code works once.",
            )
        )
        self.how.hide()
        self.body.addWidget(self.how)
        self.say_below()
        self.back = self.add_button(Message("dialogs", "Go back"), self.reject)
        self.paper = self.add_button(Message("settings", "Print"), self.print_asked.emit)
        self.paper.hide()
        self.verb = self.add_button(
            Message("settings", "Show the code of the laptop"), self._give, Kind.PRIMARY
        )
        self.code.take_focus()

    def show_code(self, laptop: str, code: str) -> None:
        """Show the code that opens the vault of that laptop once."""
        self.code.text.clear()
        for widget in (self.lead, self.laptop, self.code, self.problem, self.verb):
            widget.hide()
        self.heading.set_words(Message("settings", "Code for {laptop}", {"laptop": laptop}))
        self.found.set_words(code)
        for shown in (self.found, self.how, self.paper):
            shown.show()
        self.paper.setFocus()

    def show_problem(self, words: Words) -> None:
        """Say what did not go, and go back to the code; what was typed stays."""
        super().show_problem(words)
        self.code.take_focus()

    def done(self, result: int) -> None:
        """Close; nothing of it stays in the widgets."""
        self.code.text.clear()
        self.found.set_words("")
        super().done(result)

    def _give(self) -> None:
        self.given.emit(str(self.laptop.value()), self.code.text.toPlainText())


def leaving_decision(name: str, parent: QWidget | None = None) -> Decision:
    """Asks whether somebody shall not work here any more, and says what that means."""
    return Decision(
        Message("settings", "Remove {name} from the organisation?", {"name": name}),
        Message(
            "settings",
            "1. What {name} wrote until now stays.\n"
            "2. Nothing that {name} writes from now on is taken in, on any laptop that had your next bundle.\n"
            "3. On the laptop where {name} works, remove the person there too: the vault then gets another key.\n\n"
            "This cannot be undone; who comes back is let in anew.",
            {"name": name},
        ),
        Message("settings", "Remove this person"),
        parent=parent,
    )


def _code_label(number: int, of: int) -> Message:
    if of == 1:
        return Message("settings", "Code of today's paper")
    return Message(
        "settings",
        "Code of one of today's papers ({number} of {of})",
        {"number": number, "of": of},
    )
