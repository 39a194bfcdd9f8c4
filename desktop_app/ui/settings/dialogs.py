"""The few questions of the settings that stop a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.domain.words.regions import REGIONS, zone_place, zones_of
from desktop_app.language import Message
from desktop_app.ui.settings.privacy import time_in_words
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.choose_passphrase import ChoosePassphrase
from desktop_app.ui.shared.dialogs import Decision, Dialog, SecretField
from desktop_app.ui.shared.fields import ChoiceField, TextField
from desktop_app.ui.shared.labels import PlainLabel, Second
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.words import Words


class AskingDialog(Dialog):
    """Stays open until what it asked for is done, and says in itself what did not go.

    scrolls: what it asks may be higher than the smallest screen. asks: the column that it goes into.
    """

    def __init__(
        self, title: Words, parent: QWidget | None = None, *, scrolls: bool = False
    ) -> None:
        super().__init__(title, parent)
        self._page = ScrollPage(margin_steps=1) if scrolls else None
        self.asks = self.body
        if self._page is not None:
            self.asks = self._page.column
            self.asks.setSpacing(space(2))
            self.body.addWidget(self._page, 1)
        self.problem = PlainLabel("", ink="danger", bold=True)
        self.problem.hide()

    def say_below(self) -> None:
        """What it asks is complete: what does not go is said under it."""
        self.body.addWidget(self.problem)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as what it asks, or as the smallest screen; then it scrolls."""
        if self._page is not None:
            inside = self.asks.totalHeightForWidth(self.minimumWidth() - 2 * space(6))
            self._page.setFixedHeight(min(inside, 768 - scaled(180)))
        super().showEvent(event)

    def show_problem(self, words: Words) -> None:
        """Say what did not go; what was typed stays."""
        self.problem.set_words(words)
        self.problem.show()


class ChangePassphrase(AskingDialog):
    """given: the old and the new passphrase. typed: what the new one is so far."""

    given = Signal(str, str)
    typed = Signal(str)
    proposal_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Message("settings", "Change my passphrase"), parent)
        self.old = SecretField(Message("settings", "Passphrase until now"))
        self.choose = ChoosePassphrase(Message("settings", "New passphrase"))
        self.choose.typed.connect(self.typed)
        self.choose.proposal_asked.connect(self.proposal_asked)
        self.body.addWidget(self.old)
        self.body.addWidget(self.choose)
        self.say_below()
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(
            Message("settings", "Change the passphrase"), self._give, Kind.PRIMARY
        )
        self.old.line.setFocus()

    def show_problem(self, words: Words) -> None:
        """Say what did not go, and go back to the passphrase; what was typed stays."""
        super().show_problem(words)
        self.old.take_focus()

    def done(self, result: int) -> None:
        """Close; nothing of it stays in the widgets."""
        self.old.clear()
        self.choose.field.clear()
        super().done(result)

    def _give(self) -> None:
        if not self.old.secret():
            self.old.show_error(Message("settings", "Enter the passphrase that you have now."))
            self.old.take_focus()
            return
        self.old.show_error(None)
        self.given.emit(self.old.secret(), self.choose.field.secret())


class AddPerson(AskingDialog):
    """given: the name and the passphrase of the colleague."""

    given = Signal(str, str)
    typed = Signal(str)
    proposal_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Message("settings", "Add a person to this vault"), parent)
        self.body.addWidget(
            Second(
                Message("settings", "Let your colleague sit here and choose the passphrase unseen.")
            )
        )
        self.name = TextField(Message("settings", "Name"), required=True)
        self.choose = ChoosePassphrase(Message("settings", "Passphrase"))
        self.choose.typed.connect(self.typed)
        self.choose.proposal_asked.connect(self.proposal_asked)
        self.body.addWidget(self.name)
        self.body.addWidget(self.choose)
        self.say_below()
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(Message("settings", "Add"), self._give, Kind.PRIMARY)
        self.name.line.setFocus()

    def done(self, result: int) -> None:
        """Close; nothing of it stays in the widgets."""
        self.choose.field.clear()
        super().done(result)

    def _give(self) -> None:
        name = self.name.value()
        if not name:
            self.name.show_error(Message("settings", "Enter the name of your colleague."))
            self.name.take_focus()
            return
        self.name.show_error(None)
        self.given.emit(str(name), self.choose.field.secret())


class AddCommunity(Dialog):
    """given: name, province or territory, and the clock of the place."""

    given = Signal(str, str, str)

    def __init__(self, region: str = "", parent: QWidget | None = None) -> None:
        super().__init__(Message("settings", "Add a community"), parent)
        self.name = TextField(Message("settings", "Name"), required=True)
        self.region = ChoiceField(
            Message("settings", "Province or territory"),
            [(one.code, one.name) for one in REGIONS],
            required=True,
        )
        self.zone = ChoiceField(Message("settings", "Same local time as"), [], required=True)
        self.region.left.connect(lambda code: self._offer(str(code or "")))
        for field in (self.name, self.region, self.zone):
            self.body.addWidget(field)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.add_button(Message("settings", "Add"), self._give, Kind.PRIMARY)
        self.region.set_value(region or None)
        self._offer(region)
        self.name.line.setFocus()

    def _offer(self, region: str) -> None:
        """The clocks that are kept there."""
        zones = zones_of(region)
        self.zone.set_choices([(zone, zone_place(zone)) for zone in zones])
        self.zone.set_value(zones[0])

    def _give(self) -> None:
        name, region = self.name.value(), self.region.value()
        if not name:
            self.name.show_error(Message("settings", "Enter the name of the community."))
            self.name.take_focus()
            return
        if not region:
            self.region.show_error(Message("settings", "Choose the province or territory."))
            self.region.take_focus()
            return
        self.given.emit(str(name), str(region), str(self.zone.value()))
        self.accept()


class NameReviewer(Dialog):
    """given: the person's id, or nothing when the coordinators decide."""

    given = Signal(str)

    def __init__(
        self,
        community: str,
        people: Sequence[tuple[bytes, str]],
        chosen: bytes,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            Message("settings", "Who decides for {community}?", {"community": community}), parent
        )
        self.person = ChoiceField(
            Message(
                "settings", "When two people wrote different things, this person is asked first"
            ),
            [(one.hex(), name) for one, name in people],
            empty=Message("settings", "The coordinators, otherwise the office"),
        )
        self.person.set_value(chosen.hex() or None)
        self.body.addWidget(self.person)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.add_button(Message("settings", "Save"), self._give, Kind.PRIMARY)
        self.person.take_focus()

    def _give(self) -> None:
        self.given.emit(str(self.person.value() or ""))
        self.accept()


def removal_decision(name: str, parent: QWidget | None = None) -> Decision:
    """Asks whether a colleague shall not open this vault any more."""
    return Decision(
        Message("settings", "Remove {name} from this vault?", {"name": name}),
        Message(
            "settings",
            "The passphrase of {name} opens nothing any more, and the vault gets another key. What was written stays. "
            "The recovery paper of this vault must be printed again.",
            {"name": name},
        ),
        Message("settings", "Remove this person"),
        parent=parent,
    )


def restore_decision(backup: Callable[[], str], parent: QWidget | None = None) -> Decision:
    """Asks whether a backup shall stand in the vault's place. backup: says which."""

    def explanation() -> str:
        return str(
            Message(
                "settings",
                "{backup}. Portage locks, then asks for the passphrase that you had then.\n\n"
                "The vault of today is set aside, nothing is deleted. What the others have already "
                "received comes back as you exchange bundles with them. What you wrote after the backup and "
                "nobody has received does not come back by itself: it stays only in the vault that "
                "was set aside.",
                {"backup": backup()},
            )
        )

    return Decision(
        Message("settings", "Restore this backup?"),
        explanation,
        Message("settings", "Lock and restore"),
        keep=Message("settings", "Do nothing"),
        parent=parent,
    )


def erasing_decision(
    names: Sequence[str], closing: int = 0, parent: QWidget | None = None
) -> Decision:
    """Asks whether files whose time is over are erased everywhere. names: whose. closing: how many
    others are only closed."""
    title = (
        Message("privacy", "Erase {name} everywhere?", {"name": names[0]})
        if len(names) == 1
        else Message(
            "privacy",
            "Erase {n} person everywhere?",
            {},
            "Erase {n} people everywhere?",
            len(names),
        )
    )
    decision = Decision(
        title,
        Message(
            "privacy",
            "The whole file goes, here at once and on the other laptops with their next bundle. Nothing can "
            "bring it back: not Ctrl+Z, not an old bundle, not a backup.",
        ),
        Message("privacy", "Erase for good"),
        parent=parent,
    )
    if len(names) > 1:
        listed = ScrollPage(margin_steps=0)
        listed.setMinimumHeight(scaled(96))
        for name in names:
            listed.column.addWidget(PlainLabel(name))
        listed.column.addStretch(1)
        decision.body.addWidget(listed, 1)
        high = 768 if parent is None else parent.window().height()
        decision.setMaximumHeight(high - space(8))
    if closing:
        decision.body.addWidget(
            PlainLabel(
                Message(
                    "privacy",
                    "{n} more file is closed; that can be changed again.",
                    {},
                    "{n} more files are closed; that can be changed again.",
                    closing,
                )
            )
        )
    return decision


def renewal_decision(parent: QWidget | None = None) -> Decision:
    """Asks whether all older backups beside the vault are destroyed."""
    return Decision(
        Message("privacy", "Destroy the older backups?"),
        Message(
            "privacy",
            "A new backup is made and checked first. Then every older one beside this vault is destroyed, "
            "and you can no longer go back to an earlier day. Copies on sticks stay: destroy them yourself.",
        ),
        Message("privacy", "Make a new one and destroy the older ones"),
        parent=parent,
    )


def shortening_decision(days: int, parent: QWidget | None = None) -> Decision:
    """Asks whether forgotten bundles shall open for a shorter time. days: for how long then."""
    told = {"time": time_in_words(days)}
    return Decision(
        Message("privacy", "Let forgotten bundles open for {time} at most?", told),
        Message(
            "privacy",
            "Once a laptop has heard of it, older bundles open there no more: those in a drawer, in a "
            "mailbox or on a lost stick. Choosing longer again does not bring that back. The laptop that wrote a "
            "bundle still has what is in it and can write another.",
        ),
        Message("privacy", "Shorten it"),
        parent=parent,
    )
