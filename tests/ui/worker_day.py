"""A worker's day in the real window, by keys alone: a small world, and the keyboard that walks it.

The people are those of the demonstration, with one elder more who speaks Inuktitut and has moved.
Two field laptops hold his file: the first half of the day is done on one, the second on the other.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QKeyEvent, QShowEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QListView,
    QMainWindow,
    QMenu,
    QWidget,
)

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.roles import Role
from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.households import Households
from desktop_app.services.environment import Environment
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.fiction import demo
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.trust.beginning import DEMO_PASSPHRASE
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.trust.papers import Papers
from desktop_app.services.vault import vaults
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.settings import SettingsFile
from desktop_app.sync import bundle as files
from desktop_app.ui.clients.file_rooms import FileRooms
from desktop_app.ui.shared.labels import Caption
from desktop_app.ui.shared.lists import CardRow
from desktop_app.ui.shared.qt_jobs import ThreadJobs
from desktop_app.ui.shared.search_field import SearchField
from desktop_app.ui.workplace import Workplace
from tests.builders import Bundle, an_environment
from tests.ui.whole_window import DAY, SlowClock, at_hour

PEOPLE: Final = 10
ZONE: Final = "America/Toronto"
ELDER: Final = "Simon Exemple"
PLACE: Final = "Kuujjuaq"
TASK: Final = "Téléphoner à Ana"
_FARTHEST: Final = 70
_PATIENCE_S: Final = 60
_KEY: Final = Qt.Key
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
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

    def desk(self, vault: OpenVault) -> Desk:
        """The window of one laptop, opened; the stick has been used there before."""
        settings = self.folder / f"settings-{vault.session.person.hex()}"
        SettingsFile(settings).change(lambda kept: kept.with_place(self.stick))
        opened = Desk(vault, settings)
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
        folder / "east", "est", "Pita Démo", DEMO_PASSPHRASE, environment=environment, cost=FLOOR
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
        if isinstance(event, QShowEvent) and isinstance(watched, QWidget):
            # A list is what a file dialog offers while a path is typed.
            usual = isinstance(watched, QDialog | QMainWindow | QMenu | QListView)
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
            zone=lambda: ZONE, version="0.1.0",
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
        said = (getattr(one, "text", None) for one in labels)
        return [text for one in said if callable(one) and (text := str(one()))][:60]

    def room(self, words: str) -> None:
        """Ctrl+PgDown or Ctrl+PgUp, whichever is nearer, until that room of the file is open."""
        (rooms,) = self.window.findChildren(FileRooms)
        bar = rooms.tabs.bar
        names = [bar.tabText(at) for at in range(bar.count())]
        for _ in names:
            ahead = (names.index(words) - bar.currentIndex()) % len(names)
            if not ahead:
                return
            near = ahead <= len(names) // 2
            self.press(Qt.Key.Key_PageDown if near else Qt.Key.Key_PageUp, CTRL)
        raise AssertionError((words, names))

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
        found = self.window.palette_box.list
        # The first line is the heading of a group; the one that Enter takes is the current one.
        self.until(lambda: any(words in one.text() for one in found.selectedItems()))
        self.press(Qt.Key.Key_Return)

    def row(self, words: str) -> None:
        """Tab from list to list, and along each, until a row is called so."""
        passed = []
        for _ in range(_FARTHEST):
            if isinstance(self.focus(), CardRow):
                QTest.keyClick(self.focus(), Qt.Key.Key_Home)
                before = ""
                while self.said() != before:
                    before = self.said()
                    passed.append(before)
                    if words in before:
                        return
                    QTest.keyClick(self.focus(), Qt.Key.Key_Down)
            QTest.keyClick(self.focus(), Qt.Key.Key_Tab)
            QApplication.processEvents()
        raise AssertionError((words, passed))

    def until(self, shown: Callable[[], bool]) -> None:
        """Wait for what comes by itself after a pause in typing."""
        deadline = time.monotonic() + _PATIENCE_S
        while not shown():
            if time.monotonic() > deadline:
                raise TimeoutError(self.title())
            QApplication.processEvents()
            time.sleep(0.01)
        self.wait()

    def texts(self, room: str) -> list[str]:
        """Every text that a room of the open file shows, and what stands around it."""
        self.room(room)
        page = self.window.findChildren(FileRooms)[0].parentWidget()
        assert page is not None
        labels = (one for one in page.findChildren(QLabel) if one.isVisibleTo(page))
        # Under a sign that says where a record is stands the day on which this laptop heard so.
        told = (
            one for one in labels if not (isinstance(one, Caption) and _DAY.fullmatch(one.text()))
        )
        return [one.text() for one in told if one.text()]


Seen = Callable[[str], None]


def _unseen(name: str) -> None:
    """For whoever draws nothing."""


def the_visit(desk: Desk, seen: Seen = _unseen) -> None:
    """The first half: what was asked, said and begun while the worker is with the elder."""
    desk.press(_KEY.Key_1, CTRL)
    seen("today")
    desk.tab_to(ELDER)
    desk.press(_KEY.Key_Return)
    desk.press(_KEY.Key_M, CTRL)
    desk.type("Lettre du gouvernement relue ensemble. Le déménagement est réglé.")
    desk.save()
    desk.room("Parcours")
    desk.press(_KEY.Key_Return)
    seen("journey")
    desk.room("Prestations")
    desk.push("Repérer les prestations")
    desk.choose("avant impôt", "moins de")
    desk.choose("est-elle produite", "Non")
    desk.save()
    seen("hints")
    desk.press(_KEY.Key_Return)
    for name in ("Pension de la Sécurité", "Supplément de revenu garanti"):
        desk.push("Commencer une demande")
        desk.choose("Prestation", name)
        desk.save()
    seen("benefits")
    desk.room("Documents")
    desk.push("Les demander")
    desk.tab_to("Je l'ai en main", back=True)
    desk.press(_KEY.Key_Return)
    # The row comes back in another place, and the keyboard is on it.
    assert desk.said().startswith("Le demander")
    seen("documents")
    desk.room("Famille")
    desk.push("Changer l'adresse")
    desk.fill("Numéro et rue", "27, rue du Caribou")
    seen("move")
    desk.save()
    desk.press(_KEY.Key_4, CTRL)
    assert ELDER in desk.said()
    desk.press(_KEY.Key_K)
    assert desk.said().endswith("tenu")


def the_agreement(desk: Desk, folder: Path, seen: Seen = _unseen) -> str:
    """The second half: what is agreed, the papers that go home, the next time, and the day's end.

    folder: where the plan and the letter are written. Gives what Today says of what the day left to
    share.
    """
    desk.search(ELDER)
    if desk.title() == "Le dossier de quelqu'un d'autre":
        desk.type("Remplace Maude cet après-midi")
        desk.save()
    desk.room("Plan")
    desk.press(_KEY.Key_Return)
    desk.press(_KEY.Key_F8)
    desk.type("igluqarumajunga")  # becomes syllabics as it is typed
    seen("goal")
    desk.press(_KEY.Key_F8)
    desk.save()
    desk.tab_to("Noter un progrès")
    for words, who in (
        ("Ouvrir les lettres avec Ana", ""),
        ("Appeler la clinique juridique", "l'intervenante"),
        ("Écrire au propriétaire", "un partenaire"),
    ):
        desk.push("Ajouter une étape")
        desk.type(words)
        if who:
            desk.choose("Qui le fait", who)
        if who == "un partenaire":
            desk.fill("Quel partenaire", "Clinique juridique fictive")
        desk.save()
    seen("plan")
    desk.tab_to("Imprimer le plan", back=True)
    desk.press(_KEY.Key_Return)
    desk.tab_to("Avec le nom", back=True)
    desk.press(_KEY.Key_Space)
    desk.push("Enregistrer en PDF")
    # A partner has a step, and nobody asked the person yet.
    assert any("communiquer avec les organismes" in said for said in desk.problem())
    seen("consent")
    desk.press(_KEY.Key_Escape)
    desk.room("Vie privée")
    desk.row("communiquer avec")
    desk.press(_KEY.Key_Return)
    desk.save()
    desk.room("Plan")
    desk.push("Imprimer le plan")
    desk.print_to(folder / "plan", named=True)
    _the_next_time(desk, folder, seen)
    desk.room("Suivi")
    desk.push("Ajouter une tâche")
    desk.type(TASK)
    desk.fill("Pour quand, Année", DAY.strftime("%Y%m%d"))
    desk.tab_to("Promis")
    desk.press(_KEY.Key_Space)
    desk.save()
    desk.press(_KEY.Key_1, CTRL)
    desk.row(TASK)
    seen("to-do")
    desk.press(_KEY.Key_D)
    seen("end")
    assert not any(
        TASK in one.text() for one in desk.window.findChildren(QLabel) if one.isVisible()
    )
    desk.row("seulement ici")
    return desk.said()


def _the_next_time(desk: Desk, folder: Path, seen: Seen) -> None:
    """An appointment, and the letter that says when it is and whom to ask for."""
    desk.press(_KEY.Key_4, CTRL)
    desk.press(_KEY.Key_N)
    desk.type("Simon")
    field = desk.focus().parentWidget()
    assert isinstance(field, SearchField)
    desk.until(lambda: bool(field.list.rows()))
    desk.press(_KEY.Key_Return)
    desk.fill("Jour, Année", "20261205")
    desk.fill("Heure", "10:30")
    desk.choose("Mode de rencontre", "à domicile")
    desk.fill("Sujet", "Suite des demandes")
    desk.fill("À apporter", "Avis de cotisation")
    seen("appointment")
    desk.press(_KEY.Key_S, CTRL)
    # The keyboard is on what was made, so that P prints the letter for it.
    assert "10:30" in desk.said(), desk.said()
    assert ELDER in desk.said()
    assert desk.said().endswith("1 document à apporter")
    seen("next-time")
    desk.press(_KEY.Key_P)
    seen("print")
    desk.print_to(folder / "letter", named=True)
    desk.press(_KEY.Key_O)


def the_bundle(desk: Desk, place: Path) -> None:
    """Write what was done here for every other laptop, on the stick."""
    desk.press(_KEY.Key_5, CTRL)
    desk.push("Préparer le lot")
    desk.choose("Pour qui", "Le bureau et tous")
    desk.press(_KEY.Key_Return)
    desk.row(place.name)
    desk.press(_KEY.Key_Return)
    assert desk.said() == "Retour à l'échange"


def the_taking_in(desk: Desk, place: Path) -> list[str]:
    """Take in every file that lies on the stick; gives the texts that the exchange then shows."""
    # What a file dialog takes for several files that lie in different folders.
    names = " ".join(f'"{path}"' for path in sorted(place.rglob("*.portage")))

    def answer() -> None:
        # The system's dialog of files keeps the program waiting, so it is answered from outside.
        if QApplication.activeModalWidget() is None:
            QTimer.singleShot(10, answer)
            return
        desk.type(names)
        QTest.keyClick(desk.focus(), _KEY.Key_Return)

    desk.press(_KEY.Key_5, CTRL)
    QTimer.singleShot(10, answer)
    desk.push("Déposez ici les fichiers reçus")
    return [one.text() for one in desk.window.findChildren(QLabel) if one.isVisible()]
