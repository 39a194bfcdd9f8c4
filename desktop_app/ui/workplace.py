"""The window of one open vault: its screens, joined to the services behind them.

A screen is loaded when it is first shown, because loading all of them takes longer than anything
else between the passphrase and the first list; `main` loads most of them while nothing is done.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message, current_language, interface_languages
from desktop_app.services.casework.access import Access
from desktop_app.services.casework.alerts import Alerts
from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.attachments import Attachments
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.handover import Handovers
from desktop_app.services.clients.households import Households
from desktop_app.services.clients.list_columns import ListColumns
from desktop_app.services.directory.directory import Directory
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.processes.reader import read_attached
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.today import Today
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.papers import Papers
from desktop_app.services.undo import Undo
from desktop_app.services.unfinished import UnfinishedList
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.clock_watch import note_clock
from desktop_app.services.vault.locking import Due, Idle, lock, start_anew
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.settings import Settings, SettingsFile
from desktop_app.ui.clients import build as clients_screen
from desktop_app.ui.clients.services import ClientsServices, Named
from desktop_app.ui.journey.beside import board_page
from desktop_app.ui.practice.places import MESSAGES
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.door import SETTINGS
from desktop_app.ui.shared.hits import Group, Hit
from desktop_app.ui.shared.labels import State
from desktop_app.ui.shared.paper import PaperTold, bring_to_paper
from desktop_app.ui.shared.qt_jobs import ThreadJobs
from desktop_app.ui.shared.syllabics_input import SyllabicsInput
from desktop_app.ui.shell.join import join
from desktop_app.ui.shell.places import (
    CLIENTS,
    DIRECTORY,
    EXCHANGE,
    SCHEDULE,
    TODAY,
    Route,
)
from desktop_app.ui.shell.presenter import Look, ShellPresenter
from desktop_app.ui.shell.vault_services import VaultShellServices
from desktop_app.ui.shell.view import MainWindow
from desktop_app.ui.today import build as today_screen
from desktop_app.ui.today.services import TodayServices
from desktop_app.ui.vault_drafts import DraftsOf

if TYPE_CHECKING:
    from desktop_app.ui.exchange.services import ExchangeServices
    from desktop_app.ui.exchange.watching import Watching
    from desktop_app.ui.practice.messages_dialog import MessagesDesk
    from desktop_app.ui.shell.presenter import Command
    from desktop_app.ui.work_rooms import WorkRooms

_WIDTH, _HEIGHT = 1366, 768
_FOLDERS_MS: Final = 15_000
"""So often the watched folders are looked into, and what was written here goes into them."""

_MINUTE_MS = 60_000
_ID_LETTERS = 32
_WATCH_MS = 5_000
_TOUCHES = (QKeyEvent, QMouseEvent, QWheelEvent)


class Workplace(QObject):
    """Everything that is shown while a vault is open, until it is locked."""

    def __init__(
        self,
        app: QApplication,
        vault: OpenVault,
        settings: SettingsFile,
        jobs: ThreadJobs,
        *,
        zone: Callable[[], str],
        version: str,
    ) -> None:
        super().__init__()
        self._app, self._vault, self._settings, self._jobs = app, vault, settings, jobs
        self._zone, self._version = zone, version
        session = vault.session
        self._session = session
        self._organisation = Organisation(session)
        self._undo = Undo(session)
        kept = settings.load()
        self.window = MainWindow(tuple(one.code for one in interface_languages()))
        self.window.resize(_WIDTH, _HEIGHT)
        self._shell = ShellPresenter(
            self.window,
            VaultShellServices(vault, settings, self._undo, zone),
            jobs,
            Look(kept.palette, kept.text_percent, current_language()),
            clock=self._utc_now,
            lock=self.lock,
            route_of=_route_of,
        )
        join(self.window, self._shell, self._new_person)
        self._messages: MessagesDesk | None = None
        self.window.messages_asked.connect(self._show_messages)
        self._register()
        self.window.show_person(session.person_name)
        self.window.help_asked.connect(self._help)
        self.window.closing.connect(self._leave)
        jobs.busy_changed.connect(self.window.show_busy)
        self._idle = Idle(kept.cover_minutes, kept.lock_minutes, time.time())
        self._left = False
        app.installEventFilter(self)
        self.syllabics = SyllabicsInput(app, kept.syllabary, self._keep_syllabary)
        self._shell.add_commands_later(self._commands)
        self._watching: Watching | None = None
        self._timers = [
            self._every(_FOLDERS_MS, self._look_at_folders),
            self._every(_MINUTE_MS, self._shell.look_around),
            self._every(_WATCH_MS, self._watch),
        ]

    def show(self) -> None:
        """Show the window with its first place."""
        self._shell.begin()
        for notice in self._vault.notices:
            self.window.show_banner(Banner(State.WAITS, notice.message, ()))
        self._look_at_clocks()
        self._remind_of_papers()
        screen = self.window.screen().availableGeometry()
        if screen.width() <= _WIDTH or screen.height() <= _HEIGHT:
            self.window.showMaximized()
        else:
            self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _look_at_clocks(self) -> None:
        if self._session.database.read_only:
            return
        told = note_clock(self._session).message()
        if told is not None:
            self.window.show_banner(Banner(State.WAITS, told, ()))

    def _remind_of_papers(self) -> None:
        missing = [one for one in Papers(self._vault).states() if one.here and not one.printed_at]
        if not missing:
            return
        banner = Banner(
            State.WAITS,
            Message(
                "workplace",
                "The recovery papers are not printed yet. Without them, a forgotten passphrase "
                "cannot be helped.",
            ),
            (Message("workplace", "Print them now"), Message("workplace", "Later")),
        )

        def answered(which: int) -> None:
            self.window.drop_banner(banner)
            if which == 0:
                self.go(SETTINGS, "vault")

        banner.acted.connect(answered)
        self.window.show_banner(banner)

    # Screens

    def _register(self) -> None:
        made: dict[str, Callable[[], QWidget]] = {
            TODAY: self._today,
            CLIENTS: self._clients,
            DIRECTORY: self._directory,
            SCHEDULE: self._schedule,
            EXCHANGE: self._exchange,
            SETTINGS: self._settings_screen,
        }
        for place, factory in made.items():
            self.window.register(place, factory)

    def _today(self) -> QWidget:
        session = self._session
        unfinished = UnfinishedList(session, self._vault.drafts)
        return today_screen.build(
            TodayServices(
                Today(session),
                VisitPapers(session, self._zone()),
                session.environment.now,
                self._zone,
                self._communities,
                self._own_work,
                Backups(self._vault).copied_at,
                Tasks(session),
                Alerts(session),
                DraftsOf(self._vault),
                unfinished.all,
                unfinished.discard,
            ),
            self._jobs,
            self,
        )

    def _communities(self) -> tuple[str, ...]:
        return tuple(one.name for one in self._organisation.own_communities())

    def _clients(self) -> QWidget:
        session = self._session
        papers = VisitPapers(session, self._zone())
        return clients_screen.build(
            ClientsServices(
                Clients(session),
                Households(session),
                Schedule(session),
                session.registry,
                DraftsOf(self._vault),
                lambda: [
                    Named(one.id.hex(), one.name) for one in self._organisation.own_communities()
                ],
                self._workers,
                papers.next_slip,
                self._local_now,
                self._new_id,
                Handovers(session),
                AccessReport(session),
                self._erasures(),
                Attachments(session, read_attached),
                Access(session),
                ListColumns(session),
            ),
            self._jobs,
            self,
            lambda: self._rooms().of_a_file(),
            (board_page(lambda: self._rooms().journey(), self._jobs, self),),
        )

    def _rooms(self) -> WorkRooms:
        from desktop_app.ui.work_rooms import WorkRooms

        return WorkRooms(
            self._session,
            DraftsOf(self._vault),
            self._jobs,
            self,
            self._local_now,
            self._new_id,
            self._zone,
            self._shell.cover_if_pin,
        )

    def _erasures(self) -> Erasures | None:
        """Erasing, where the office's authority lies."""
        with self._session.database.reading() as tables:
            return Erasures(self._session) if self._session.has_authority(tables) else None

    def _directory(self) -> QWidget:
        from desktop_app.ui.directory import build as directory_screen
        from desktop_app.ui.directory.services import DirectoryServices

        session = self._session
        return directory_screen.build(
            DirectoryServices(
                Directory(session),
                VisitPapers(session, self._zone()),
                session.registry,
                DraftsOf(self._vault),
                lambda: session.is_office,
                session.environment.now,
                self._zone,
                self._organisation.communities,
                self._organisation.own_communities,
                self._new_id,
            ),
            self._jobs,
            self,
            self._rooms().of_a_service(),
        )

    def _schedule(self) -> QWidget:
        from desktop_app.services.casework.meeting_readiness import MeetingReadiness
        from desktop_app.ui.schedule import build as schedule_screen
        from desktop_app.ui.schedule.services import ScheduleServices

        session = self._session
        return schedule_screen.build(
            ScheduleServices(
                Schedule(session),
                Clients(session),
                Directory(session),
                VisitPapers(session, self._zone()),
                MeetingReadiness(session),
                session.registry,
                DraftsOf(self._vault),
                session.environment.now,
                self._zone,
                self._organisation.own_communities,
                lambda: [one.time_zone for one in self._organisation.communities()],
                self._own_work,
                self._new_id,
            ),
            self._jobs,
            self,
        )

    def _exchange_services(self) -> ExchangeServices:
        from desktop_app.services.exchange.exchange_desk import ExchangeDesk
        from desktop_app.ui.exchange.services import ExchangeServices

        def change(act: Callable[[Settings, Path], Settings]) -> Callable[[Path], None]:
            return lambda folder: _done(self._settings.change(lambda kept: act(kept, folder)))

        return ExchangeServices(
            ExchangeDesk(self._vault),
            lambda: [Path(place) for place in self._settings.load().places],
            change(Settings.with_place),
            self._local_now,
            watched=lambda: [Path(folder) for folder in self._settings.load().watched],
            watch=change(Settings.with_watched),
            unwatch=change(Settings.without_watched),
        )

    def _look_at_folders(self) -> None:
        """Look into the watched folders while nothing else is done."""
        if self._jobs.running() or self._session.database.read_only:
            return
        if self._watching is None:
            from desktop_app.ui.exchange.watching import Watching

            self._watching = Watching(self._exchange_services(), self._jobs, self)
        self._watching.look()

    def _exchange(self) -> QWidget:
        from desktop_app.ui.exchange import build as exchange_screen

        return exchange_screen.build(
            self._exchange_services(),
            self._jobs,
            self,
            {
                "conflicts": self._conflicts,
                "devices": self._devices,
                "duplicates": self._duplicates,
            },
        )

    def _conflicts(self) -> QWidget:
        from desktop_app.ui.conflicts import build as conflicts_screen
        from desktop_app.ui.conflicts.services import ConflictsServices

        return conflicts_screen.build(
            ConflictsServices.of(self._session, self._local_now), self._jobs, self
        )

    def _devices(self) -> QWidget:
        from desktop_app.ui.devices import build as devices_screen
        from desktop_app.ui.devices.services import DevicesServices

        return devices_screen.build(
            DevicesServices.of(self._session, self._local_now), self._jobs, self
        )

    def _duplicates(self) -> QWidget:
        from desktop_app.ui.duplicates import build as duplicates_screen
        from desktop_app.ui.duplicates.services import DuplicatesServices

        services = DuplicatesServices.of(self._vault, self._undo, self._local_now)
        return duplicates_screen.build(services, self._jobs, self)

    def _utc_now(self) -> datetime:
        """The clock of the vault, so that every part of the window shows one time."""
        return datetime.fromtimestamp(self._session.environment.now() / 1000, UTC)

    def _local_now(self) -> datetime:
        return self._utc_now().astimezone()

    def _own_work(self) -> str:
        """Whose appointments are shown: everybody's at the office, one's own in the field."""
        return "" if self._session.is_office else self._session.person.hex()

    def _new_id(self) -> uuid.UUID:
        return uuid.UUID(bytes=self._session.environment.new_id())

    def _workers(self) -> list[Named]:
        trust = self._session.trust
        people = {} if trust is None else trust.colleagues
        return sorted(
            (Named(one.id.hex(), one.name) for one in people.values()), key=lambda one: one.name
        )

    def _settings_screen(self) -> QWidget:
        from desktop_app.ui.settings import build as settings_screen
        from desktop_app.ui.settings.services import SettingsServices

        return settings_screen.build(
            SettingsServices(
                self._vault,
                self._settings,
                self._redraw,
                lambda backup: self.lock(),
                self._utc_now,
                self._version,
            ),
            self._jobs,
            self,
            self._rooms().of_the_settings(),
        )

    def _keep_syllabary(self, code: str) -> None:
        self._settings.change(lambda kept: replace(kept, syllabary=code))

    def _redraw(self, settings: Settings) -> None:
        self._shell.change_look(
            palette=settings.palette,
            text_percent=settings.text_percent,
            language=settings.language or None,
        )
        self._idle = Idle(settings.cover_minutes, settings.lock_minutes, time.time())

    # Ways out of a screen (ui.shared.door.Door)

    def go(self, place: str, detail: str = "") -> None:
        """Show another place, with a record open when `detail` is its id."""
        if place == MESSAGES:
            client, _, message = detail.partition("/")
            self._open_messages(client, message)
            return
        self._shell.go(Route(place, detail))

    def done(self, words: Message, undo: bool = False) -> None:
        """Say that something was done."""
        self.window.show_done(words, undo=undo)

    def problem(self, words: Message) -> None:
        """Say what went wrong."""
        self.window.show_problem(words)

    def changed(self) -> None:
        """Something was saved."""
        self._shell.look_around()

    def print_pdf(
        self,
        pdf: bytes,
        title: Message,
        *,
        named: Callable[[], bytes] | None = None,
        printed: Callable[[], None] | None = None,
    ) -> None:
        """Print a finished PDF, or let the person save it."""

        def done(words: Message) -> None:
            self.done(words)
            if printed is not None:
                printed()

        told = PaperTold(done, self.problem)
        bring_to_paper(pdf, title, self.window, self._jobs, told, named)

    # The window's own

    def _commands(self) -> Iterator[Command]:
        """What the search finds by its name, beside the places of the window."""
        from desktop_app.ui.commands import commands

        return commands(
            self.go,
            self._rooms(),
            office=self._session.is_office,
            messages=self._show_messages,
            syllabics=self.syllabics.toggle,
            lock=self.lock,
            cover=self._shell.cover,
        )

    def _show_messages(self) -> None:
        """What to say, for the client whose file is open."""
        here = self._shell.here
        client = here.detail.partition("/")[0] if here.place == CLIENTS else ""
        self._open_messages(client if len(client) == _ID_LETTERS else "")

    def _open_messages(self, client: str, message: str = "") -> None:
        if self._messages is None:
            from desktop_app.ui.practice.messages_dialog import MessagesDesk

            practice = self._rooms().practice()
            self._messages = MessagesDesk(practice, self._jobs, self, lambda: self.window)
        self._messages.open(client, message)

    def _new_person(self, words: str) -> None:
        self._shell.go(Route(CLIENTS, "new" if not words else f"new {words}"))

    def _help(self, topic: str) -> None:
        from desktop_app.ui.manual.view import show_manual

        show_manual(topic, self.window)

    def _every(self, milliseconds: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.timeout.connect(act)
        timer.start(milliseconds)
        return timer

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that somebody is there."""
        # Every event of the program passes here: its class is known at once, its type is not.
        if isinstance(event, _TOUCHES):
            self._idle.touched(time.time())
            if _is_cover_key(event) and QApplication.activeModalWidget() is not None:
                # The window's own key does not reach it past a dialog.
                if not self.window.covered:
                    self._shell.cover()
                return True
        return False

    def _watch(self) -> None:
        due = self._idle.due(time.time(), busy=bool(self._jobs.running()))
        if due is Due.LOCK:
            self.lock()
        elif due is Due.COVER and not self.window.covered:
            self._shell.cover()

    def lock(self) -> None:
        """Keep what is being typed, close the vault, and start anew at the unlock screen."""
        folder = self._vault.folder
        self._left = True
        lock(folder, (self._keep_typing, self._jobs.close, self._vault.close), start_anew)

    def _keep_typing(self) -> None:
        focused = self._app.focusWidget()
        if focused is not None:
            focused.clearFocus()  # leaving a field saves its draft
        self._app.processEvents()

    def _leave(self) -> None:
        if self._left:
            return
        self._left = True
        for timer in self._timers:
            timer.stop()
        self._keep_typing()
        self._jobs.close()
        copies = Backups(self._vault)
        if not self._session.database.read_only and not copies.is_current():
            try:
                copies.make()
            except PortageError as fault:
                self.window.show_problem(fault.message)
        self._vault.close()


def _is_cover_key(event: QEvent) -> bool:
    return (
        isinstance(event, QKeyEvent)
        and event.type() is QEvent.Type.KeyPress
        and event.key() == Qt.Key.Key_F12
    )


def _done(_: object) -> None:
    """For a call whose answer nobody needs."""


def _route_of(hit: Hit) -> Route:
    in_a_file = hit.group in (Group.PEOPLE, Group.WORK)
    return Route(CLIENTS if in_a_file else DIRECTORY, hit.key)
