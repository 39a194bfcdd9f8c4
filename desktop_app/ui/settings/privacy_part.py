"""Privacy: what was erased and who has done it, files kept long enough, the register."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.domain.fields import Value
from desktop_app.domain.people.retention import Rule
from desktop_app.language import Message
from desktop_app.services.erasure.erasure import ErasureLine
from desktop_app.services.erasure.erasure_words import day_of
from desktop_app.services.erasure.incidents import Incident
from desktop_app.services.erasure.retention import Proposal
from desktop_app.services.vault.backups import Holding
from desktop_app.ui.settings.erasures import done_card, refused_card, waiting_card
from desktop_app.ui.settings.parts import Part, button, button_row, card, heading
from desktop_app.ui.settings.privacy import PrivacyState, time_in_words
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.fields import Check, ChoiceField
from desktop_app.ui.shared.labels import Badge, PlainLabel, State
from desktop_app.ui.shared.words import say

_SHOWN = 50
_KEY_LIVES = ((7, 2), (14, 2), (30, 2), (30, 3), (30, 6), (30, 12), (30, 24))
"""How often a laptop makes a key for bundles, in days, and how many it keeps: together for how long a
bundle opens."""
_MONTHS = (1, 3, 6, 12, 18, 24, 36, 60, 120)


class PrivacyPart(Part):
    """The page. sign_asked, drop_asked: an erasure that waits. file_asked: the id of a file.
    decide_asked: proposals of the rules that were ticked. rule_dropped: the id of a rule. incident_change_asked: a line of the register.
    signatures_chosen, months_chosen: what the office settles. key_life_asked: for how many days bundles
    opened until now, and after how many days a laptop shall make a key and how many keep."""

    sign_asked = Signal(object)
    drop_asked = Signal(object)
    file_asked = Signal(str)
    renew_asked = Signal()
    decide_asked = Signal(object)
    register_asked = Signal()
    rule_asked = Signal()
    incident_asked = Signal()
    incident_change_asked = Signal(object)
    register_save_asked = Signal()
    rule_dropped = Signal(str)
    signatures_chosen = Signal(int)
    months_chosen = Signal(int)
    key_life_asked = Signal(int, int, int)

    def show_privacy(self, state: PrivacyState) -> None:
        """Show all of it anew; the keyboard stays where it was, or comes as near as it can."""
        before = self._reached()
        focused = self.window().focusWidget()
        place = before.index(focused) if focused in before else -1
        self.empty()
        self._show(state)
        after = self._reached()
        if place >= 0 and after:
            nearest = after[min(place, len(after) - 1)]
            QTimer.singleShot(0, nearest, nearest.setFocus)  # once the layout has shown it

    def _reached(self) -> list[QWidget]:
        """What the tab key reaches, from top to bottom."""
        found: list[QWidget] = []
        for at in range(self.inside.count()):
            item = self.inside.itemAt(at)
            group = None if item is None else item.widget()
            if group is not None:
                found += [
                    one
                    for one in group.findChildren(QWidget)
                    if one.focusPolicy() & Qt.FocusPolicy.TabFocus
                    and one.window() is self.window()  # not the list of a choice
                    and not _taken_away(one)
                ]
        return found

    def _show(self, state: PrivacyState) -> None:
        self._show_erasures(state)
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
        self._show_settings(state)
        self._show_proposals(state)
        self._show_rules(state)
        self._show_register(state)

    def _show_erasures(self, state: PrivacyState) -> None:
        """Those that wait first: somebody has to decide on them."""
        shown = state.erasures[:_SHOWN]
        waiting = [one for one in shown if one.waits_for_signature]
        done = [one for one in shown if not one.waits_for_signature]
        if waiting:
            self.inside.addWidget(heading(Message("privacy", "Erasures that wait for a signature")))
            for line in waiting:
                self.inside.addWidget(self._erasure(line, state.office))
        if state.refused:
            self.inside.addWidget(heading(Message("privacy", "Erasures that were refused")))
            for refused in state.refused[:_SHOWN]:
                self.inside.addWidget(refused_card(refused))
        self.inside.addWidget(heading(Message("privacy", "Erased everywhere")))
        if not done:
            self.inside.addWidget(
                PlainLabel(
                    Message(
                        "privacy",
                        "Nothing was erased so far. The office erases a person from the menu of the file.",
                    )
                )
            )
        for line in done:
            self.inside.addWidget(done_card(line))

    def _show_settings(self, state: PrivacyState) -> None:
        """What the office settles for the whole organisation."""
        self.inside.addWidget(
            heading(
                Message("privacy", "Settled for the organisation"),
                Message(
                    "privacy", "It counts on every laptop once the next bundle has come there."
                ),
            )
        )
        self.signatures = ChoiceField(
            Message("privacy", "Who has to agree before something is erased"),
            (
                (1, Message("privacy", "the office laptop with the key")),
                (2, Message("privacy", "two office laptops")),
            ),
        )
        _join(self.signatures, state.signatures, self.signatures_chosen)
        self.inside.addWidget(self.signatures)
        self.months = ChoiceField(
            Message("privacy", "How long backups beside a vault are kept"),
            tuple(
                (number, Message("privacy", "{n} month", {}, "{n} months", number))
                for number in sorted({*_MONTHS, state.months})
            ),
            help_text=Message(
                "privacy",
                "Older ones are destroyed: until then they may still hold what was erased.",
            ),
        )
        _join(self.months, state.months, self.months_chosen)
        self.inside.addWidget(self.months)
        self._show_key_life(state.key_days, state.keys_kept)

    def _show_key_life(self, days: int, kept: int) -> None:
        """For how long a bundle opens that nobody took in: one choice for both that make it up."""
        now = days * kept
        lives = {one * number: (one, number) for one, number in _KEY_LIVES} | {now: (days, kept)}
        self.key_life = ChoiceField(
            Message("privacy", "After how long a forgotten bundle opens no more"),
            tuple((one, time_in_words(one)) for one in sorted(lives)),
            help_text=Message(
                "privacy",
                "Shorter is safer for a stick that was lost; a bundle that lay in a drawer for that long "
                "opens for nobody any more. The laptop that wrote it still has what is in it.",
            ),
        )
        self.key_life.set_value(now)

        def left(value: Value) -> None:
            if isinstance(value, int) and value != now:
                self.key_life_asked.emit(now, *lives[value])
            else:
                self.key_life.set_value(now)

        self.key_life.left.connect(left)
        self.inside.addWidget(self.key_life)

    def _show_proposals(self, state: PrivacyState) -> None:
        self.inside.addWidget(
            heading(
                Message("privacy", "Files kept long enough"),
                Message("privacy", "Rules only propose. Tick what is to be done."),
            )
            if state.proposals
            else heading(Message("privacy", "Files kept long enough"))
        )
        self.checks: list[tuple[Check, Proposal]] = []
        if not state.proposals:
            self.inside.addWidget(
                PlainLabel(Message("privacy", "No rule proposes anything today."))
            )
            return
        for proposal in state.proposals[:_SHOWN]:
            self.inside.addWidget(self._proposal(proposal))
        more = len(state.proposals) - _SHOWN
        if more > 0:
            self.inside.addWidget(
                PlainLabel(
                    Message(
                        "privacy",
                        "{n} more file is shown when these are decided.",
                        {},
                        "{n} more files are shown when these are decided.",
                        more,
                    )
                )
            )
        # What can be undone and what cannot are never done by the same button.
        self.close_files = button("", lambda: self._decide("close"), "check")
        self.carry_out = button("", lambda: self._decide("erase"), "trash-2", Kind.DANGER)
        self.tick_all = button(Message("privacy", "Tick all"), self._tick_all)
        self._note_ticks()
        self.inside.addWidget(button_row(self.tick_all, self.close_files, self.carry_out))

    def _show_rules(self, state: PrivacyState) -> None:
        self.inside.addWidget(heading(Message("privacy", "Rules of how long files are kept")))
        if not state.rules:
            self.inside.addWidget(PlainLabel(Message("privacy", "There is no rule yet.")))
        for rule in state.rules:
            self.inside.addWidget(self._rule(rule))
        self.inside.addWidget(
            button_row(button(Message("privacy", "Add a rule"), self.rule_asked.emit, "plus"))
        )

    def _show_register(self, state: PrivacyState) -> None:
        self.inside.addWidget(heading(Message("privacy", "Register of incidents")))
        self.inside.addWidget(
            PlainLabel(
                Message(
                    "privacy",
                    "{n} incident is in the register.",
                    plural="{n} incidents are in the register.",
                    n=len(state.incidents),
                )
            )
        )
        for incident in state.incidents[:_SHOWN]:
            self.inside.addWidget(self._incident(incident))
        buttons = [button(Message("privacy", "Add an incident"), self.incident_asked.emit, "plus")]
        if state.incidents:
            buttons += [
                button(
                    Message("privacy", "Print the register"), self.register_asked.emit, "printer"
                ),
                button(
                    Message("privacy", "Save the register as a workbook…"),
                    self.register_save_asked.emit,
                    "file-text",
                ),
            ]
        self.register = button_row(*buttons)
        self.inside.addWidget(self.register)

    def _tick_all(self) -> None:
        for check, _ in self.checks:
            check.setChecked(True)
        self._note_ticks()
        (self.close_files if self.close_files.isEnabled() else self.carry_out).setFocus()

    def _note_ticks(self) -> None:
        self.tick_all.setVisible(bool(self.checks))
        for action, shown, verb in (
            ("close", self.close_files, _close_words),
            ("erase", self.carry_out, _erase_words),
        ):
            number = len({one.client for one in self._ticked(action)})
            shown.set_words(verb(number))
            shown.setEnabled(bool(number))
            shown.setVisible(any(one.rule.action == action for _, one in self.checks))

    def _ticked(self, action: str) -> list[Proposal]:
        return [
            one for check, one in self.checks if check.isChecked() and one.rule.action == action
        ]

    def _decide(self, action: str) -> None:
        self.decide_asked.emit(self._ticked(action))

    def _erasure(self, line: ErasureLine, office: bool) -> QFrame:
        return waiting_card(
            line,
            office,
            lambda: self.sign_asked.emit(line),
            lambda: self.drop_asked.emit(line),
            self.file_asked.emit,
        )

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
        check = Check(verb)
        check.setAccessibleDescription(one.name)
        check.toggled.connect(lambda on: self._note_ticks())
        self.checks.append((check, one))
        frame = card(one.name, said)
        column = frame.layout()
        if column is not None:
            column.addWidget(check)
        return frame

    def _rule(self, rule: Rule) -> QFrame:
        counted = _counted_words(rule)
        doing = (
            Message("privacy", "Proposes to erase the file.")
            if rule.action == "erase"
            else Message("privacy", "Proposes to close the file.")
        )
        drop = button(
            Message("privacy", "Delete this rule"), lambda: self.rule_dropped.emit(rule.id)
        )
        return card(rule.name, lambda: f"{say(counted)} {say(doing)}", None, [drop])

    def _incident(self, incident: Incident) -> QFrame:
        told = {name: str(value or "") for name, value in incident.values.items()}
        settled = bool(told["closed_on"])
        badge = Badge(
            State.DONE if settled else State.WAITS,
            Message("privacy", "settled") if settled else Message("privacy", "not settled"),
        )
        noticed = Message(
            "privacy",
            "Noticed {day}. To be kept until {until}.",
            {
                "day": told["noticed_on"],
                "until": "?" if incident.keep_until is None else incident.keep_until.isoformat(),
            },
        )
        change = button(
            Message("privacy", "Change or complete"),
            lambda: self.incident_change_asked.emit(incident),
            "pencil",
        )
        return card(told["title"], noticed, badge, [change])


def _join(field: ChoiceField, number: int, chosen: SignalInstance) -> None:
    """Show a number that is settled, and announce another; the empty line chooses nothing."""
    field.set_value(number)

    def left(value: Value) -> None:
        if isinstance(value, int):
            chosen.emit(value)
        else:
            field.set_value(number)

    field.left.connect(left)


def _taken_away(widget: QWidget) -> bool:
    """Whether somebody hid it; what is new in a layout is shown a little later."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def _close_words(number: int) -> Message:
    """What the button does, to how many."""
    if not number:
        return Message("privacy", "Close the ticked files")
    return Message("privacy", "Close {n} file", {}, "Close {n} files", number)


def _erase_words(number: int) -> Message:
    """What the button does, to how many."""
    if not number:
        return Message("privacy", "Erase the ticked files for good")
    return Message("privacy", "Erase {n} file for good", {}, "Erase {n} files for good", number)


def _counted_words(rule: Rule) -> Message:
    """When the time of a file is over by this rule."""
    if rule.since == "closed":
        return Message(
            "privacy",
            "{n} month after the day the file was closed.",
            {},
            "{n} months after the day the file was closed.",
            rule.months,
        )
    if rule.since == "created":
        return Message(
            "privacy",
            "{n} month after the day the file was opened.",
            {},
            "{n} months after the day the file was opened.",
            rule.months,
        )
    return Message(
        "privacy",
        "{n} month after the last entry in the file.",
        {},
        "{n} months after the last entry in the file.",
        rule.months,
    )


def _held_words(held: Holding) -> Message:
    if held.medium:
        return Message(
            "privacy",
            "On the medium {medium}, copied {day}: plug it in and delete the folder, or destroy the medium.",
            {"medium": held.medium, "day": day_of(held.at)},
        )
    return Message("privacy", "Beside the vault: {name}", {"name": held.name})
