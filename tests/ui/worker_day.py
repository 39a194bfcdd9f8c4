"""A worker's day in the real window, by keys alone: a small world, and the keyboard that walks it.

The people are those of the demonstration, with one elder more who speaks Inuktitut and has moved.
Two field laptops hold his file: the first half of the day is done on one, the second on the other.
"""

from __future__ import annotations

import io
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QMainWindow, QMenu, QWidget

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.roles import Role
from desktop_app.services import demo, vaults
from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.clients import Clients
from desktop_app.services.enrolment import accept
from desktop_app.services.environment import Environment
from desktop_app.services.exchange import Exchange
from desktop_app.services.households import Households
from desktop_app.services.media import Direction, export_to
from desktop_app.services.organisation import Organisation
from desktop_app.services.papers import Papers
from desktop_app.services.schedule import Schedule
from desktop_app.services.vaults import OpenVault
from desktop_app.settings import SettingsFile
from desktop_app.sync import bundle as files
from desktop_app.ui.shared.lists import CardRow
from desktop_app.ui.shared.qt_jobs import ThreadJobs
from desktop_app.ui.workplace import Workplace
from tests.builders import Bundle, an_environment
from tests.ui.whole_window import DAY, SlowClock, at_hour

PEOPLE: Final = 10
ZONE: Final = "America/Toronto"
ELDER: Final = "Simon Exemple"
PLACE: Final = "Kuujjuaq"
_FARTHEST: Final = 70
_PATIENCE_S: Final = 60
_NONE: Final = Qt.KeyboardModifier.NoModifier
CTRL: Final = Qt.KeyboardModifier.ControlModifier


@dataclass
class Day:
    """Two field laptops and their office. elder, niece: ids of clients who live together.
    visit: his appointment at home today."""

    office: OpenVault
    north: OpenVault
    east: OpenVault
    elder: str
    niece: str
    visit: str
    stick: Path
    folder: Path
    clock: SlowClock
    desks: list[Desk] = field(default_factory=list)

    def carry(self, sender: OpenVault, receiver: OpenVault) -> None:
        """A bundle as a real file on the stick, from one laptop to another."""
        certificate = sender.session.require_trust().certificates[receiver.session.device]
        to_office = certificate.role is Role.OFFICE
        way = Direction.TO_OFFICE if to_office else Direction.TO_LAPTOPS
        path = export_to(Exchange(sender.session), [certificate], self.stick, way, DAY).path
        taken = Exchange(receiver.session).take_in(
            Bundle(path.read_bytes()), accept_mass_change=True
        )
        assert taken.outcome in ("applied", "partial"), taken

    def desk(self, vault: OpenVault) -> Desk:
        """The window of one laptop, opened."""
        opened = Desk(vault, self.folder / f"settings-{vault.session.person.hex()}")
        self.desks.append(opened)
        return opened

    def close(self) -> None:
        """Take the windows away and close the vaults."""
        for desk in self.desks:
            desk.close()
        for vault in (self.office, self.north, self.east):
            vault.close()


def make_day(folder: Path) -> Day:
    """The demonstration of ten people, an elder with his niece, and a second laptop of the north."""
    clock = SlowClock(at_hour(11, before=1))
    environment = an_environment(clock)
    made = demo.make(folder / "demo", PEOPLE, environment=environment)
    office, north = (
        vaults.open_vault(path, made.passphrase, environment=environment)
        for path in (made.office, made.north)
    )
    east = _second_laptop(folder, office, north, environment)
    stick = folder / "stick"
    stick.mkdir()
    clock.at = at_hour(12)
    session = north.session
    community = next(
        one.id.hex() for one in Organisation(session).own_communities() if one.name == PLACE
    )
    known = {
        "family": "Exemple",
        "community": PLACE,
        "owner": session.person.hex(),
        "street": "12, rue de la Baie",
        "place": PLACE,
        "province": "QC",
        "postal_code": "J0M 1C0",
        "needs": "Comprendre son courrier.",
    }
    clients, schedule = Clients(session), Schedule(session)
    elder = clients.add(
        {
            **known, "given": "Simon", "birth_date": "1949-05-02", "language": "iu-x-qikiqt",
            "interpreter": True, "telephone": "819-555-0142",
        }
    )  # fmt: skip
    niece = clients.add({**known, "given": "Ana", "birth_date": "1990-01-20", "language": "fr"})
    for client in (elder, niece):
        clients.add_consent(client, "file", "2026-10-30", "spoken")
    clients.add_note(elder, "Préfère qu'on l'appelle avant de passer.", "2026-10-30")
    households = Households(session)
    home = households.add("Exemple", community)
    for client in (elder, niece):
        households.join(home, client, "other")
    morning = datetime(DAY.year, DAY.month, DAY.day, 10)  # noqa: DTZ001  local time
    visit = schedule.make(elder, morning, ZONE, 45, "home", subject="Courrier et prestations")
    Tasks(session).add(
        elder, {"title": "Rappeler la clinique juridique", "due_on": DAY.isoformat()}
    )
    for vault in (office, north, east):
        papers = Papers(vault)
        for state in papers.states():
            if state.here:
                papers.note_printed(state.kind)
    clock.at = at_hour(14, 42)
    return Day(office, north, east, elder, niece, visit, stick, folder, clock)


def _second_laptop(
    folder: Path, office: OpenVault, north: OpenVault, environment: Environment
) -> OpenVault:
    """A laptop of somebody else for the communities of the north; both know each other then."""
    east = vaults.create(
        folder / "east", "est", "Pita Démo", demo.PASSPHRASE, environment=environment, cost=FLOOR
    )
    held = [one.id for one in Organisation(north.session).own_communities()]
    request = Organisation(east.session).request()
    certificate = Organisation(office.session).approve(request, Role.WORKER, held)
    exchange = Exchange(office.session)
    for to, purpose in ((certificate, files.ENROLMENT), (None, None)):
        out = io.BytesIO()
        if to is not None and purpose is not None:
            exchange.record(exchange.write([to], out, purpose), "day")
            accept(east.session, Bundle(out.getvalue()))
            continue
        for vault in (east, north):
            out = io.BytesIO()
            known = office.session.require_trust().certificates[vault.session.device]
            exchange.record(exchange.write([known], out), "day")
            Exchange(vault.session).take_in(Bundle(out.getvalue()), accept_mass_change=True)
    return east


class _Strays(QObject):
    """Notices what shows up as a window of its own and is none: it would flash and take the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget):
            usual = isinstance(watched, QDialog | QMainWindow | QMenu)
            if (
                watched.isWindow()
                and not usual
                and not watched.inherits("QComboBoxPrivateContainer")
            ):
                self.seen.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


class Desk:
    """One window, and the keyboard in front of it.

    steps: how many keys each search for a place took, by what was looked for. lost: after which key
    nothing had the keyboard any more. printed: what was sent to the printer.
    """

    def __init__(self, vault: OpenVault, settings: Path) -> None:
        self.vault, self.jobs = vault, ThreadJobs()
        self.steps: dict[str, int] = {}
        self.lost: list[str] = []
        self.strays = _Strays()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.installEventFilter(self.strays)
        self.workplace = Workplace(
            app, vault, SettingsFile(settings), self.jobs,
            zone=lambda: ZONE, version="0.1.0", notices=lambda: "",
        )  # fmt: skip
        self.window = self.workplace.window
        self.workplace.show()
        self.window.showNormal()
        self.window.resize(1366, 768)
        for timer in self.workplace.findChildren(QTimer):
            timer.stop()
        self.wait()

    def close(self) -> None:
        """Take the window away; the vault stays open."""
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self.strays)
        self.window.hide()
        self.window.deleteLater()
        self.workplace.deleteLater()
        self.jobs.close()

    def wait(self) -> None:
        """Until no job runs and everything is drawn."""
        deadline = time.monotonic() + _PATIENCE_S
        for _ in range(3):
            while True:
                QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
                QApplication.processEvents()
                if not self.jobs.running():
                    break
                if time.monotonic() > deadline:
                    raise TimeoutError(str(self.jobs.running()))
                time.sleep(0.002)

    def focus(self) -> QWidget:
        """What has the keyboard."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup
        top = QApplication.activeModalWidget() or self.window
        if not top.isActiveWindow():
            top.activateWindow()
            QApplication.processEvents()
        found = QApplication.focusWidget()
        return top if found is None else found

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = _NONE) -> None:
        """One key, and what follows from it."""
        QTest.keyClick(self.focus(), key, modifier)
        self.wait()
        held = self.focus()
        if held.isWindow() and not isinstance(held, QMenu):
            self.lost.append(f"{modifier.name} {key.name} in {self.title()}")

    def type(self, words: str) -> None:
        """Write into what has the keyboard, any letter of any keyboard."""
        for letter in words:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(self.focus(), QKeyEvent(kind, 0, _NONE, letter))
        QApplication.processEvents()

    def title(self) -> str:
        """The dialog that is open, or the window."""
        top = QApplication.activeModalWidget()
        return self.window.windowTitle() if top is None else top.windowTitle()

    def said(self) -> str:
        """What a screen reader says of the place of the keyboard."""
        interface = QAccessible.queryAccessibleInterface(self.focus())
        if interface is None:
            return ""  # type: ignore[unreachable]  # None without an open dialog
        parts = [interface.text(QAccessible.Text.Name)]
        if isinstance(self.focus(), QComboBox):
            # Of a closed list the name is what is chosen, and its label says what it is about.
            parts = [one.text(QAccessible.Text.Name) for one, _ in interface.relations()] + parts
        return ", ".join(parts)

    def tab_to(self, words: str, *, back: bool = False) -> None:
        """Tab until what has the keyboard is called so."""
        key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
        passed = [self.said()]
        while words not in passed[-1]:
            if len(passed) > _FARTHEST:
                raise AssertionError(f"{words} was not reached by Tab: {passed}")
            QTest.keyClick(self.focus(), key)
            QApplication.processEvents()
            passed.append(self.said())
        self.steps[f"{self.title()}: {words}"] = len(passed) - 1

    def down_to(self, words: str) -> None:
        """Down until the row of a list is called so."""
        passed = [self.said()]
        while words not in passed[-1]:
            assert isinstance(self.focus(), CardRow), (words, passed)
            QTest.keyClick(self.focus(), Qt.Key.Key_Down)
            passed.append(self.said())
            assert passed[-1] != passed[-2], (words, passed)

    def push(self, words: str) -> None:
        """Tab to a button and press it."""
        self.tab_to(words)
        self.press(Qt.Key.Key_Return)

    def choose(self, field_name: str, words: str) -> None:
        """Tab to a closed list and go down to a line that begins so."""
        self.tab_to(field_name)
        box = self.focus()
        assert isinstance(box, QComboBox), field_name
        for _ in range(box.count()):
            if box.currentText().startswith(words):
                return
            QTest.keyClick(box, Qt.Key.Key_Down)
        raise AssertionError([box.itemText(index) for index in range(box.count())])

    def fill(self, field_name: str, words: str) -> None:
        """Tab to a field and write over what is in it."""
        self.tab_to(field_name)
        QTest.keyClick(self.focus(), Qt.Key.Key_A, CTRL)
        self.type(words)

    def save(self) -> None:
        """Ctrl+Enter: the dialog is saved and gone."""
        before = QApplication.activeModalWidget()
        self.press(Qt.Key.Key_Return, CTRL)
        after = QApplication.activeModalWidget()
        assert before is None or after is not before or not before.isVisible(), self.problem()

    def problem(self) -> list[str]:
        """What the open dialog says, for the message of a failure."""
        top = QApplication.activeModalWidget()
        labels = [] if top is None else top.findChildren(QWidget)
        return [text for one in labels if (text := getattr(one, "text", lambda: "")())][:60]

    def room(self, words: str) -> None:
        """Ctrl+PgDown until the room of a file is that one, and into it with the keyboard."""
        for _ in range(20):
            if self.room_name() == words:
                return
            self.press(Qt.Key.Key_PageDown, CTRL)
        raise AssertionError((words, self.room_name()))

    def room_name(self) -> str:
        """The tab that is chosen."""
        from desktop_app.ui.clients.file_rooms import FileRooms

        (rooms,) = self.window.findChildren(FileRooms)
        for one in rooms.tabs.findChildren(QWidget):
            if getattr(one, "isChecked", lambda: False)():
                return str(one.text()).strip()  # type: ignore[attr-defined]
        return ""

    def print_to(self, path: Path, *, named: bool) -> None:
        """Answer the question what becomes of a paper: into this file, with the name or without."""
        if named:
            self.tab_to("Avec le nom", back=True)
            self.press(Qt.Key.Key_Space)
        self.push("Enregistrer en PDF")
        QTest.keyClick(self.focus(), Qt.Key.Key_A, CTRL)
        self.type(str(path))
        self.press(Qt.Key.Key_Return)

    def search(self, words: str) -> None:
        """Ctrl+K, words, Enter: what is found first is opened."""
        self.press(Qt.Key.Key_K, CTRL)
        self.type(words)
        self.wait()
        self.press(Qt.Key.Key_Return)


def day_words(days: int = 0) -> str:
    """A day of the story, YYYY-MM-DD."""
    return (datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) + timedelta(days=days)).strftime(
        "%Y-%m-%d"
    )
