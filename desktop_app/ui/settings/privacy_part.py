"""Privacy: what was erased and who has done it, files kept long enough, the register."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from desktop_app.language import Message
from desktop_app.services.backups import Holding
from desktop_app.services.erasure import ErasureLine
from desktop_app.services.retention import Proposal
from desktop_app.sync.erasing import ErasureKind
from desktop_app.ui.settings.parts import Part, button, button_row, card, heading
from desktop_app.ui.settings.privacy import PrivacyState
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.labels import Badge, PlainLabel, State
from desktop_app.ui.shared.words import say

_SHOWN = 50


class PrivacyPart(Part):
    """The page. sign_asked: the id of an erasure. decide_asked: proposals of the rules."""

    sign_asked = Signal(str)
    renew_asked = Signal()
    decide_asked = Signal(object)
    register_asked = Signal()
    rule_asked = Signal()
    incident_asked = Signal()

    def show_privacy(self, state: PrivacyState) -> None:
        """Show all of it anew."""
        self.empty()
        self.inside.addWidget(heading(Message("privacy", "Erased everywhere")))
        if not state.erasures:
            self.inside.addWidget(
                PlainLabel(
                    Message(
                        "privacy",
                        "Nothing was erased so far. The office erases a person from the menu of the file.",
                    )
                )
            )
        for line in state.erasures[:_SHOWN]:
            self.inside.addWidget(self._erasure(line, state.office))
        if state.holding:
            self.inside.addWidget(heading(Message("privacy", "Copies that may still hold it")))
            for held in state.holding[:_SHOWN]:
                self.inside.addWidget(PlainLabel(_held_words(held)))
            self.inside.addWidget(
                button_row(
                    button(
                        Message("privacy", "Make a new backup and destroy the older ones"),
                        self.renew_asked.emit,
                        "hard-drive",
                        Kind.DANGER,
                    )
                )
            )
        if not state.office:
            return
        self.inside.addWidget(heading(Message("privacy", "Files kept long enough")))
        if not state.proposals:
            self.inside.addWidget(
                PlainLabel(Message("privacy", "No rule proposes anything today."))
            )
        for proposal in state.proposals[:_SHOWN]:
            self.inside.addWidget(self._proposal(proposal))
        self.inside.addWidget(
            button_row(button(Message("privacy", "Add a rule"), self.rule_asked.emit, "plus"))
        )
        self.inside.addWidget(heading(Message("privacy", "Register of incidents")))
        self.inside.addWidget(
            PlainLabel(
                Message(
                    "privacy",
                    "{n} incident is in the register.",
                    plural="{n} incidents are in the register.",
                    n=state.incidents,
                )
            )
        )
        self.inside.addWidget(
            button_row(
                button(Message("privacy", "Add an incident"), self.incident_asked.emit, "plus"),
                button(
                    Message("privacy", "Print the register"), self.register_asked.emit, "printer"
                ),
            )
        )

    def _erasure(self, line: ErasureLine, office: bool) -> QFrame:
        what = (
            Message("privacy", "A person, {day}", {"day": _day(line.at)})
            if line.kind is ErasureKind.PERSON
            else Message("privacy", "A note, {day}", {"day": _day(line.at)})
        )
        if line.waits_for_signature:
            buttons = (
                [
                    button(
                        Message("privacy", "Sign it here"),
                        lambda: self.sign_asked.emit(line.id),
                        kind=Kind.PRIMARY,
                    )
                ]
                if office
                else []
            )
            waits = Badge(State.WAITS, Message("privacy", "waits for a signature"))
            second = Message(
                "privacy", "A second office laptop has to sign before anything is erased."
            )
            return card(what, second, waits, buttons)
        done = Message(
            "privacy", "{done} of {n} laptop", {"done": len(line.done)},
            "{done} of {n} laptops", line.total,
        )  # fmt: skip
        badge = Badge(State.WAITS if line.missing else State.DONE, done)
        return card(what, _missing_words(line), badge)

    def _proposal(self, one: Proposal) -> QFrame:
        words = {"rule": one.rule.name, "day": one.since.isoformat()}
        if one.held:
            held = Message("privacy", "Must be kept: {reason}", {"reason": one.held})
            return card(one.name, held)
        erase = one.rule.action == "erase"
        said = (
            Message("privacy", "Rule “{rule}”: to be erased since {day}.", words)
            if erase
            else Message("privacy", "Rule “{rule}”: to be closed since {day}.", words)
        )
        verb = (
            Message("privacy", "Erase for good") if erase else Message("privacy", "Close the file")
        )
        act = button(
            verb,
            lambda: self.decide_asked.emit([one]),
            kind=Kind.DANGER if erase else Kind.SECONDARY,
        )
        return card(one.name, said, None, [act])


def _missing_words(line: ErasureLine) -> Message:
    names = ", ".join(
        say(Message("privacy", "{name} (last heard {day})", {"name": name, "day": _day(at)}))
        if at
        else say(Message("privacy", "{name} (never heard)", {"name": name}))
        for name, at in line.missing
    )
    if names:
        return Message(
            "privacy", "Not yet: {names}. It follows with their next bundle.", {"names": names}
        )
    if line.gone:
        return Message(
            "privacy",
            "Done. Laptops that were cut off before are out of reach: {names}.",
            {"names": ", ".join(line.gone)},
        )
    return Message("privacy", "Done on every laptop.")


def _held_words(held: Holding) -> Message:
    if held.medium:
        return Message(
            "privacy",
            "On the medium {medium}, copied {day}: plug it in and delete the folder, or destroy the medium.",
            {"medium": held.medium, "day": _day(held.at)},
        )
    return Message("privacy", "Beside the vault: {name}", {"name": held.name})


def _day(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}"
