"""The pages for opening a vault: which one, who, the passphrase, the paper, a backup."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout

from desktop_app.domain.words.calendar_words import long_date, number, time_of_day
from desktop_app.language import Message
from desktop_app.services.vault.backups import Backup
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.choose_passphrase import ChoosePassphrase
from desktop_app.ui.shared.dialogs import SecretField
from desktop_app.ui.shared.fields import ChoiceField, LongTextField, TextField
from desktop_app.ui.shared.folders import folder_words
from desktop_app.ui.shared.labels import Second
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.words import Words
from desktop_app.ui.unlock.pages import Page, Steps
from desktop_app.ui.unlock.presenter import VaultLine
from desktop_app.ui.unlock.tiles import Tile, tile


class DoorsPage(Page):
    """The three ways to begin."""

    def __init__(
        self,
        start: Callable[[], None],
        join: Callable[[], None],
        demo: Callable[[], None],
        other: Callable[[], None],
        *,
        back: bool,
    ) -> None:
        super().__init__(
            Message("unlock", "Welcome to Portage"),
            Message(
                "unlock",
                "For people who help others where there is no internet. Everything stays on this laptop, encrypted.",
            ),
        )
        doors = (
            tile(
                Message("unlock", "Start an organisation"),
                Message("unlock", "Two minutes. This laptop becomes the office."),
                "building-2",
                start,
            ),
            tile(
                Message("unlock", "Join an organisation"),
                Message(
                    "unlock", "This laptop writes a request, and the office answers with a file."
                ),
                "handshake",
                join,
            ),
            tile(
                Message("unlock", "Try with fictional data"),
                Message("unlock", "Invented people and places. Nothing that you do here matters."),
                "footprints",
                demo,
            ),
        )
        for door in doors:
            self.body.addWidget(door)
        self.first = doors[0]
        if back:
            self.add_back()
        self.add_quiet(
            Message("unlock", "Open a vault in another folder"), other, icon_name="folder-open"
        )


class VaultsPage(Page):
    """The vaults that were opened on this computer, the last one first."""

    def __init__(
        self,
        vaults: Sequence[VaultLine],
        chosen: Callable[[int], None],
        forget: Callable[[int], None],
        other: Callable[[], None],
        doors: Callable[[], None],
    ) -> None:
        super().__init__(Message("unlock", "Which vault do you want to open?"))
        for index, line in enumerate(vaults):
            where = folder_words(line.folder.parent)
            second: Words = where
            if not line.there:
                second = Message(
                    "unlock",
                    "Not found now: {where}. Plug in the stick or drive, then press here.",
                    {"where": where},
                )
            made = Tile(line.name, second, icon_name="lock" if line.there else "usb")
            made.clicked.connect(lambda checked=False, i=index: chosen(i))
            self.body.addWidget(made)
            self.first = self.first or made
            if not line.there:
                words = Message("unlock", "Take it off this list (nothing is deleted)")
                off = Button(words, kind=Kind.QUIET, icon_name="x")
                off.set_name(partial(_about, words, line.name))
                off.clicked.connect(lambda checked=False, i=index: forget(i))
                self.body.addWidget(off, 0, Qt.AlignmentFlag.AlignRight)
        self.add_quiet(Message("unlock", "Open a vault in another folder"), other, "folder-open")
        self.add_quiet(Message("unlock", "Start, join or try"), doors, "plus")


def _about(words: Message, vault: str) -> str:
    """The words of a button, and which of several vaults it is about, for screen readers."""
    return f"{words}, {vault}"


class UnlockPage(Page):
    """Who it is, when there are several, and the passphrase.

    given: the name ("" when there is only one) and the passphrase. fiction: the passphrase of a vault
    with invented people, which is said to whoever comes back to it.
    """

    given = Signal(str, str)

    def __init__(
        self,
        name: str,
        people: Sequence[str],
        recovery: Callable[[], None],
        others: Callable[[], None],
        fiction: str = "",
    ) -> None:
        lead: Words = ""
        if len(people) == 1:
            lead = Message("unlock", "Hello, {name}.", {"name": people[0]})
        elif people:
            lead = Message("unlock", "Choose your name, then enter your passphrase.")
        super().__init__(Message("unlock", "Open {vault}", {"vault": name}), lead)
        self._people = list(people)
        self._tiles: list[Tile] = []
        invented = Message(
            "unlock",
            "Everybody in it is invented. It opens with: {passphrase}",
            {"passphrase": fiction},
        )
        self.field = SecretField(
            Message("unlock", "Passphrase"), help_text=invented if fiction else ""
        )
        if len(people) > 1:
            grid = QGridLayout()
            grid.setSpacing(space(3))
            for index, person in enumerate(people):
                made = Tile(person, avatar=person)
                made.setCheckable(True)
                made.setAutoExclusive(True)
                made.clicked.connect(lambda checked=False: self.field.take_focus())
                self._tiles.append(made)
                grid.addWidget(made, index // 2, index % 2)
            grid.setColumnStretch(0, 1)
            grid.setColumnStretch(1, 1)
            self._tiles[0].setChecked(True)
            self.body.addLayout(grid)
        self.body.addWidget(self.field)
        self.waiting = Second("")
        self.waiting.hide()
        self.body.addWidget(self.waiting)
        self.add_quiet(Message("unlock", "I have a recovery paper"), recovery, "life-buoy")
        self.add_quiet(Message("unlock", "Another vault"), others, "folder-open")
        self.open = self.add_primary(Message("unlock", "Open"), self._give, "lock-open")
        self.first = self.field.line

    def person(self) -> str:
        """The name that is chosen; "" when there is only one."""
        for made, name in zip(self._tiles, self._people, strict=False):
            if made.isChecked():
                return name
        return ""

    def show_waiting(self, seconds: int) -> None:
        """Count down; at 0 the next try may be made."""
        self.waiting.setVisible(seconds > 0)
        self.open.setEnabled(seconds <= 0)
        self.waiting.set_words(
            Message(
                "unlock",
                "You can try again in {n} second. Nothing is destroyed by wrong tries.",
                {},
                "You can try again in {n} seconds. Nothing is destroyed by wrong tries.",
                seconds,
            )
        )

    def _give(self) -> None:
        secret = self.field.secret()
        if not self.open.isEnabled():
            return
        if not secret:
            self.field.show_error(Message("unlock", "Enter your passphrase."))
            self.field.take_focus()
            return
        self.field.show_error(None)
        self.given.emit(self.person(), secret)


class RecoveryPage(Page):
    """The code of the recovery paper, the name, and a new passphrase.

    given: code, name, new passphrase. code_typed: the code after the field was left.
    """

    given = Signal(str, str, str)
    code_typed = Signal(str)

    def __init__(self, name: str, people: Sequence[str]) -> None:
        super().__init__(
            Message("unlock", "Open {vault} with its recovery paper", {"vault": name}),
            Message(
                "unlock",
                "Type the five lines of the paper, or paste what a scanner read from its square. The paper works once; a new one is printed afterwards.",
            ),
        )
        self.code = LongTextField(
            Message("unlock", "Recovery code"),
            help_text=Message(
                "unlock", "Small letters and missing spaces are understood, O and I too."
            ),
            rows=6,
        )
        self.code.left.connect(lambda value: self.code_typed.emit(str(value or "")))
        self.body.addWidget(self.code)
        self.person: ChoiceField | TextField
        if people:
            choices = [(one, one) for one in people]
            self.person = ChoiceField(Message("unlock", "Your name"), choices, required=True)
            self.person.set_value(people[0])
        else:
            self.person = TextField(Message("unlock", "Your name"))
        self.body.addWidget(self.person)
        self.choose = ChoosePassphrase(Message("unlock", "New passphrase"))
        self.body.addWidget(self.choose)
        self.add_back()
        self.open = self.add_primary(
            Message("unlock", "Open and choose this passphrase"), self._give, "lock-open"
        )
        self.first = self.code.text

    def _give(self) -> None:
        person = str(self.person.value() or "")
        if not person:
            self.person.show_error(Message("unlock", "Enter your name."))
            self.person.take_focus()
            return
        self.person.show_error(None)
        self.given.emit(self.code.text.toPlainText(), person, self.choose.field.secret())


class RestorePage(Page):
    """Which backup shall stand in the vault's place. given: index, name, passphrase."""

    given = Signal(int, str, str)

    def __init__(self, name: str, backups: Sequence[Backup], people: Sequence[str]) -> None:
        found = Message(
            "unlock",
            "The vault of now is set aside, nothing is deleted. What the others have already received comes back as you exchange bundles with them. "
            "What you wrote after the backup and nobody has received does not come back by itself: it stays only in the vault that was set aside, in the folder backups.",
        )
        none = Message(
            "unlock",
            "There is no backup beside this vault. Look on the second medium: open the folder of the copy as a vault.",
        )
        super().__init__(
            Message("unlock", "Restore {vault} from a backup", {"vault": name}),
            found if backups else none,
        )
        self.add_back()
        if not backups:
            return
        self.field = ChoiceField(
            Message("unlock", "Backup"),
            [(index, backup_words(one)) for index, one in enumerate(backups)],
            required=True,
        )
        self.field.set_value(0)
        self.body.addWidget(self.field)
        self._several = len(people) != 1
        self.person = TextField(Message("unlock", "Your name"))
        self.person.setVisible(self._several)
        self.body.addWidget(self.person)
        self.secret = SecretField(
            Message("unlock", "Passphrase"),
            help_text=Message("unlock", "The one that you had on the day of the backup."),
        )
        self.body.addWidget(self.secret)
        self.add_primary(Message("unlock", "Restore this backup"), self._give, "history")
        self.first = self.field.box

    def _give(self) -> None:
        if not self.secret.secret():
            self.secret.show_error(Message("unlock", "Enter your passphrase."))
            self.secret.take_focus()
            return
        index = self.field.value()
        person = str(self.person.value() or "") if self._several else ""
        self.given.emit(int(str(index)), person, self.secret.secret())


def backup_words(backup: Backup) -> Callable[[], str]:
    """A backup in one line: its day, its time, how many people it holds."""

    def words() -> str:
        at = datetime.fromtimestamp(backup.at / 1000, UTC).astimezone()
        values = {
            "date": long_date(at.date()),
            "time": time_of_day(at),
            "clients": number(backup.clients),
        }
        said = str(
            Message(
                "unlock",
                "{date}, {time}, {clients} client",
                values,
                "{date}, {time}, {clients} clients",
                backup.clients,
            )
        )
        return said[:1].upper() + said[1:]

    return words


class NoticesPage(Page):
    """What the person should know before going on."""

    def __init__(
        self,
        notices: Sequence[Message],
        read: Callable[[], None],
        anew: Callable[[], None] | None = None,
    ) -> None:
        """anew: the vault may be a second copy, which can become a laptop of its own."""
        super().__init__(Message("unlock", "Before you go on"))
        cards = CardList(Message("unlock", "Before you go on"))
        cards.show_cards(
            [
                Card(str(index), notice, icon="info", icon_ink="waits", quiet=True)
                for index, notice in enumerate(notices)
            ]
        )
        self.body.addWidget(cards)
        if anew is not None:
            self.add_other(
                Message("unlock", "It is a second copy: make it a laptop of its own"),
                anew,
                "laptop",
            )
        self.first = self.add_primary(Message("unlock", "Go on"), read, "arrow-right")


class AnewPage(Page):
    """What making a second copy a laptop of its own does. given: its name."""

    given = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__(
            Message("unlock", "Make this copy a laptop of its own"),
            Message(
                "unlock",
                "For when the vault was copied and the other laptop goes on with its own. "
                "Everything in it stays.",
            ),
        )
        self.add_back()
        self.body.addWidget(
            Steps(
                (
                    Message(
                        "unlock",
                        "It gets another name and new keys, and asks the office to be let in: you "
                        "write its request and bring back the answer, as with a new laptop.",
                    ),
                    Message(
                        "unlock",
                        "Until the answer is here, nothing can be written or read on it.",
                    ),
                    Message(
                        "unlock",
                        "What was written on this copy alone and has not gone to the office in a "
                        "bundle stays here only. If there is any, go back, go on, and write a "
                        "bundle for the office first.",
                    ),
                )
            )
        )
        self.name = TextField(Message("unlock", "Name of this laptop"), required=True)
        self.name.set_value(name)
        self.body.addWidget(self.name)
        self.add_primary(Message("unlock", "Make it a laptop of its own"), self._give, "check")
        self.first = self.name.line

    def _give(self) -> None:
        name = str(self.name.value() or "").strip()
        if name:
            self.given.emit(name)
        else:
            self.name.show_error(Message("unlock", "Enter a name for this laptop."))
            self.name.take_focus()
