"""This vault: who may open it, its recovery papers, its backups, and the check."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.words.calendar_words import long_date, number, time_of_day, time_since
from desktop_app.language import Message
from desktop_app.services.progress import Step
from desktop_app.services.trust.papers import PaperKind, PaperState
from desktop_app.services.vault.backups import Backup
from desktop_app.services.vault.checking import MENDED_BY_BACKUP, CheckReport
from desktop_app.ui.settings.parts import Part, button, button_row, card, empty, heading
from desktop_app.ui.settings.presenter import PAPER_TITLES, BackupState, VaultState
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, Kind
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.folders import folder_words
from desktop_app.ui.shared.labels import Badge, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.page import SideBySide
from desktop_app.ui.shared.progress import ProgressCard
from desktop_app.ui.shared.words import Words

_PURPOSES = {
    PaperKind.VAULT: Message("settings", "Opens this vault once when the passphrase is forgotten."),
    PaperKind.ORGANISATION: Message(
        "settings", "Holds the founding key of the organisation. It opens no vault."
    ),
}


class VaultPart(Part):
    """Who may open this vault, and the papers that help when a passphrase is forgotten."""

    passphrase_asked = Signal()
    person_asked = Signal()
    removal_asked = Signal(str)
    print_asked = Signal(str)
    save_asked = Signal(str)

    def show_vault(self, state: VaultState) -> None:
        """Show the vault as it stands."""
        self.empty()
        both = SideBySide((1, 1))
        self.inside.addWidget(both)
        both.main.addWidget(
            heading(
                Message("settings", "People who can open this vault"),
                Message(
                    "settings",
                    "On one laptop, people are kept apart by Portage and not by encryption: whoever opens the vault could read all of it.",
                ),
            )
        )
        people = CardList(Message("settings", "People who can open this vault"))
        people.show_cards([self._person(name, state) for name in state.people])
        people.acted.connect(self.removal_asked)
        both.main.addWidget(people)
        add = button(Message("settings", "Add a person"), self.person_asked.emit, "user-plus")
        change = button(
            Message("settings", "Change my passphrase"), self.passphrase_asked.emit, "key-round"
        )
        for one in (add, change):
            one.setEnabled(not state.read_only)
        both.main.addWidget(button_row(add, change))
        both.main.addSpacing(space(3))
        where = heading(Message("settings", "Where the vault lies"), folder_words(state.folder))
        both.main.addWidget(where)
        both.side.addWidget(
            heading(
                Message("settings", "Recovery papers"),
                Message(
                    "settings", "Keep them in a safe or a locked drawer, never with the laptop."
                ),
            )
        )
        for paper in state.papers:
            both.side.addWidget(self._paper(paper))

    def _person(self, name: str, state: VaultState) -> Card:
        own = name == state.own
        return Card(
            name,
            name,
            Message("settings", "You are at work now") if own else "",
            icon="circle-user-round",
            icon_ink="accent",
            action=None if own or state.read_only else Message("settings", "Remove"),
        )

    def _paper(self, state: PaperState) -> QWidget:
        title = PAPER_TITLES[state.kind]
        if not state.here:
            badge = Badge(State.NEUTRAL, Message("settings", "Not on this laptop"))
            return card(title, _PURPOSES[state.kind], badge)
        kind = Kind.SECONDARY if state.printed_at else Kind.PRIMARY
        ask = partial(self.print_asked.emit, state.kind.value)
        show = button(Message("settings", "Print"), ask, "printer", kind)
        keep = button(
            Message("settings", "Save as PDF"),
            partial(self.save_asked.emit, state.kind.value),
            "file-down",
        )
        for one in (show, keep):
            one.set_name(_joined(one.accessibleName(), title))
        return card(title, _PURPOSES[state.kind], printed_badge(state), (show, keep))


def _joined(words: str, title: Message) -> Words:
    """A button's words and what it belongs to, for screen readers."""
    return lambda: f"{words}, {title}"


def printed_badge(state: PaperState) -> Badge:
    """Whether the paper that opens today was printed, and when."""
    if not state.printed_at:
        return Badge(State.WAITS, Message("settings", "Not printed yet"))
    day = _local(state.printed_at).date()
    return Badge(
        State.DONE,
        lambda: str(Message("settings", "Printed {date}", {"date": long_date(day)})),
    )


class BackupPart(Part):
    """The backups, their copy on a second medium, and the check of the vault."""

    make_asked = Signal()
    copy_asked = Signal()
    restore_asked = Signal(object)
    check_asked = Signal()
    stop_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._work = ProgressCard("")
        self._work.cancel_asked.connect(self.stop_asked)
        self._work.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(space(3))
        self._found = QVBoxLayout()
        self._found.setSpacing(space(2))
        both = SideBySide((16, 11))
        self.inside.addWidget(self._work)
        self.inside.addWidget(both)
        both.main.addWidget(
            heading(
                Message("settings", "Backups"),
                Message(
                    "settings",
                    "Made by themselves when you close Portage and before anything risky; each one is opened and checked.",
                ),
            )
        )
        self._make = button(
            Message("settings", "Make a backup now"), self.make_asked.emit, "save", Kind.PRIMARY
        )
        self._copy = button(
            Message("settings", "Copy to a second medium"), self.copy_asked.emit, "usb"
        )
        both.main.addWidget(button_row(self._make, self._copy))
        both.main.addLayout(self._list)
        both.side.addWidget(
            heading(
                Message("settings", "Check the vault"),
                Message(
                    "settings",
                    "Reads every page and every change, and compares each record with its history. Nothing is changed.",
                ),
            )
        )
        self._backups: tuple[Backup, ...] = ()
        self._now = datetime.now(UTC)
        self._cards: CardList | None = None
        self._way_out: Button | None = None
        self._check = button(
            Message("settings", "Check the vault now"), self.check_asked.emit, "file-check"
        )
        both.side.addWidget(button_row(self._check))
        both.side.addLayout(self._found)

    def show_backups(self, state: BackupState, now: datetime) -> None:
        """Show the backups, the newest first. now: UTC."""
        empty(self._list)
        self._backups, self._now, self._cards = state.backups, now, None
        self._list.addWidget(_copy_banner(state, now))
        if not state.backups:
            self._list.addWidget(
                EmptyState(
                    Message("settings", "There is no backup yet."),
                    example=Message("settings", "The first one is made when you close Portage."),
                    icon_name="hard-drive",
                )
            )
            return
        cards = CardList(Message("settings", "Backups"))
        cards.show_cards([_backup_card(index, one) for index, one in enumerate(state.backups)])
        cards.acted.connect(lambda key: self.restore_asked.emit(state.backups[int(key)]))
        self._list.addWidget(cards)
        self._cards = cards

    def show_working(self, words: Message | None) -> None:
        """Say what runs now; its buttons wait."""
        for one in (self._make, self._copy, self._check):
            one.setEnabled(words is None)
        rows = () if self._cards is None else self._cards.rows()
        for button_ in (self._way_out, *(row.button for row in rows)):
            if button_ is not None:
                button_.setEnabled(words is None)
        self._work.setVisible(words is not None)
        if words is not None:
            self._work.begin(words)

    def show_step(self, step: Step) -> None:
        """Show how far it is."""
        self._work.show_step(step)

    def show_check(self, report: CheckReport) -> None:
        """Show what was found, one sentence a problem."""
        empty(self._found)
        self._way_out = None
        counted = {"entries": number(report.entries), "clients": number(report.clients)}
        if report.ok:
            banner = Banner(
                State.DONE,
                Message(
                    "settings",
                    "The vault is whole: {entries} changes and {clients} clients were looked at.",
                    counted,
                ),
            )
            self._found.addWidget(banner)
            banner.read_out()
            return
        for problem in report.problems:
            self._found.addWidget(Banner(State.DANGER, problem.message))
        if any(one.code in MENDED_BY_BACKUP for one in report.problems):
            self._found.addWidget(self._what_now())

    def _what_now(self) -> QWidget:
        """How old the newest backup is, what would be missing, and one button."""
        title = Message("settings", "What to do now")
        if not self._backups:
            return card(
                title,
                Message(
                    "settings",
                    "There is no backup beside this vault. Change nothing more on this laptop and call the office. "
                    "If you have a copy on a second medium, bring it along.",
                ),
            )
        newest = self._backups[0]

        def said() -> str:
            ago = time_since(datetime.fromtimestamp(newest.at / 1000, UTC), self._now)
            return str(
                Message(
                    "settings",
                    "The newest backup was opened and checked when it was made: {backup} ({ago}). What was written since then and the "
                    "others have received comes back as you exchange bundles with them. What nobody has received will be missing: "
                    "write it down before you go on. If you are not sure, call the office first.",
                    {"backup": _backup_moment(newest), "ago": ago},
                )
            )

        self._way_out = button(
            Message("settings", "Restore this backup"),
            partial(self.restore_asked.emit, newest),
            "history",
            Kind.PRIMARY,
        )
        return card(title, said, None, (self._way_out,))


def _copy_banner(state: BackupState, now: datetime) -> Banner:
    if not state.copied_at:
        return Banner(
            State.WAITS,
            Message(
                "settings",
                "No copy was put on a second medium yet. A backup on the same disk does not help when the laptop is lost.",
            ),
        )
    ago = Message(
        "settings",
        "Last copy on a second medium: {ago}.",
        {"ago": time_since(datetime.fromtimestamp(state.copied_at / 1000, UTC), now)},
    )
    return Banner(State.WAITS if state.overdue else State.DONE, ago)


def backup_title(backup: Backup) -> str:
    """The day and the time of a backup, in words."""
    said = _backup_moment(backup)
    return said[:1].upper() + said[1:]


def _backup_moment(backup: Backup) -> str:
    """The same inside a sentence."""
    at = _local(backup.at)
    return str(
        Message(
            "settings",
            "{date}, {time}",
            {"date": long_date(at.date()), "time": time_of_day(at)},
        )
    )


def _backup_card(index: int, backup: Backup) -> Card:
    return Card(
        str(index),
        lambda: backup_title(backup),
        Message(
            "settings",
            "{clients} client, {size} MB",
            {
                "clients": number(backup.clients),
                "size": number(max(1, round(backup.bytes / 1_000_000))),
            },
            "{clients} clients, {size} MB",
            backup.clients,
        ),
        icon="hard-drive",
        badge=(State.DONE, Message("settings", "checked")),
        action=Message("settings", "Restore"),
    )


def _local(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone()
