"""D37: thirty texts in every field of data, and every widget of the real screens looked at.

Nothing may be read as markup: no label and no tool tip but as plain text, no picture and no link in
any document, the marker picture never drawn, nothing outside ever opened.
"""

from __future__ import annotations

import ast
import io
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QImage, QTextDocument
from PySide6.QtGui import Qt as RichText
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QPlainTextEdit,
    QTextBrowser,
    QTextEdit,
    QWidget,
)

from desktop_app.domain.fields import EntityType, Kind, Scope, Value
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.backups import Holding
from desktop_app.services.directory import Directory
from desktop_app.services.editing import Editor
from desktop_app.services.erasure import ErasureLine
from desktop_app.services.incidents import Incidents
from desktop_app.services.likely_pairs import Duplicates
from desktop_app.services.organisation import Organisation
from desktop_app.services.retention import Proposal, Retention
from desktop_app.services.session import Session
from desktop_app.services.visit_papers import VisitPapers
from desktop_app.sync.erasing import Basis, ErasureKind
from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.build import build as clients_screen
from desktop_app.ui.clients.services import Named
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.conflicts.build import build as conflicts_screen
from desktop_app.ui.conflicts.services import ConflictsServices
from desktop_app.ui.devices.build import build as devices_screen
from desktop_app.ui.devices.services import DevicesServices
from desktop_app.ui.duplicates.build import build as doubles_screen
from desktop_app.ui.duplicates.view import DuplicatesScreen
from desktop_app.ui.schedule.build import build as schedule_screen
from desktop_app.ui.settings.dialogs import erasing_decision
from desktop_app.ui.settings.privacy import PrivacyState
from desktop_app.ui.settings.privacy_dialogs import change_incident_dialog
from desktop_app.ui.settings.view import SettingsScreen
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.dialogs import Decision
from desktop_app.ui.shared.hits import Group, Hit
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shell.view import MainWindow
from desktop_app.ui.today.build import build as today_screen
from tests.builders import Clock, a_laptop, an_environment, an_office, swap
from tests.ui.clients import rehearsal as clients_rehearsal
from tests.ui.directory.scenes import directory_screen
from tests.ui.duplicates.scenes import services_of as doubles_services
from tests.ui.payloads import MARK, UNFIT, marker, payloads
from tests.ui.picture import prepare
from tests.ui.schedule.rehearsal import services as schedule_services
from tests.ui.today import rehearsal as today_rehearsal

ROOT = Path(__file__).resolve().parents[2]
FREE = frozenset(
    {Kind.TEXT, Kind.LONG_TEXT, Kind.TELEPHONE, Kind.EMAIL, Kind.WEB, Kind.POSTAL_CODE}
)
"""The kinds of field that hold whatever somebody typed."""


class Outside(QObject):
    """Stands where the browser and the file manager would be."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def opens(self, url: QUrl) -> None:
        """Note what somebody wanted to open."""
        self.opened.append(url.toString())


@pytest.fixture
def outside() -> Iterator[Outside]:
    """Whatever would be opened outside Portage is kept here instead."""
    there = Outside()
    schemes = ("http", "https", "file", "mailto", "javascript")
    for scheme in schemes:
        # Its declaration asks for bytes, and what is called for text.
        QDesktopServices.setUrlHandler(scheme, there, "opens")  # type: ignore[arg-type]
    yield there
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)
    assert there.opened == []


@dataclass
class Sweep:
    """Looks at a screen in every way and keeps what was wrong. seen: all texts that were shown."""

    faults: list[str] = field(default_factory=list)
    looked_at: int = 0
    seen: set[str] = field(default_factory=set)

    def look(self, root: QWidget, where: str) -> None:
        """Every widget, document, tool tip and cell under `root`, and the picture of it."""
        QApplication.processEvents()
        for widget in (root, *root.findChildren(QWidget)):
            self.looked_at += 1
            self._widget(widget, where)
        for document in root.findChildren(QTextDocument):
            self._document(document, where)
        self._drawn(root, where)

    def _widget(self, widget: QWidget, where: str) -> None:
        name = f"{where}: {type(widget).__name__}"
        for told in (widget.toolTip(), widget.statusTip(), widget.whatsThis()):
            self._tip(told, name)
        if isinstance(widget, QLabel):
            self.seen.add(widget.text())
            if widget.textFormat() is not Qt.TextFormat.PlainText:
                self.faults.append(f"{name} reads markup: {widget.text()[:60]!r}")
            if widget.openExternalLinks():
                self.faults.append(f"{name} opens links")
        elif isinstance(widget, QTextBrowser) or (
            isinstance(widget, QTextEdit) and widget.acceptRichText()
        ):
            self.faults.append(f"{name} takes rich text")
        elif isinstance(widget, QPlainTextEdit):
            self._document(widget.document(), name)
        elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
            self._cells(widget.model(), name)

    def _tip(self, told: str, where: str) -> None:
        """A tool tip may be HTML only if all data in it is escaped."""
        if not told or not RichText.mightBeRichText(told):
            return
        document = QTextDocument()
        document.setHtml(told)
        self._document(document, f"{where}, tool tip")

    def _document(self, document: QTextDocument, where: str) -> None:
        for found in document.allFormats():
            if found.isImageFormat() or found.isTableFormat():
                self.faults.append(f"{where} has a picture or a table")
            if found.isCharFormat() and (
                found.toCharFormat().isAnchor() or found.foreground().color() == MARK
            ):
                self.faults.append(f"{where} has a link or a colour of its own")

    def _cells(self, model: QAbstractItemModel, where: str) -> None:
        for row in range(min(model.rowCount(QModelIndex()), 60)):
            for column in range(model.columnCount(QModelIndex())):
                index = model.index(row, column)
                self.seen.add(str(model.data(index, Qt.ItemDataRole.DisplayRole) or ""))
                told = model.data(index, Qt.ItemDataRole.ToolTipRole)
                self._tip(str(told or ""), where)

    def _drawn(self, root: QWidget, where: str) -> None:
        image = root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        blue, green, red = MARK.blue(), MARK.green(), MARK.red()
        if bytes((blue, green, red, 255)) * 6 in bytes(image.constBits()):
            self.faults.append(f"{where}: the marker was drawn")

    def page(self, pdf: bytes, where: str) -> None:
        """What comes out of the printer."""
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
            self.seen.add(page.extract_text())
            if any(one.get_object().get("/Subtype") == "/Link" for one in page.get("/Annots", ())):
                self.faults.append(f"{where} has a link")
            if len(page.images):
                self.faults.append(f"{where} has a picture")


def fill(kind: EntityType, text: str, chance: random.Random) -> dict[str, Value]:
    """`text` in every field of that kind of record that takes free text, lists too."""
    values: dict[str, Value] = {one.name: text for one in kind.fields if one.kind in FREE}
    for items in kind.lists:
        item = uuid.UUID(int=chance.getrandbits(128), version=4)
        values |= {
            f"{items.name}/{item}/{one.name}": text for one in items.fields if one.kind in FREE
        }
    return values


@dataclass
class Hostile:
    """An office and a laptop whose every text is a payload. ids: of the records, by kind."""

    office: Session
    laptop: Session
    clock: Clock
    texts: tuple[str, ...]
    ids: dict[str, list[str]]

    def world(self) -> today_rehearsal.World:
        """As the rehearsals of the screens want it."""
        return today_rehearsal.World(self.office, self.laptop, self.clock)


def _write(
    world: Hostile, session: Session, kind_name: str, part: slice, **more: list[str]
) -> None:
    """One record a payload, as a program that checks nothing would send it. more: other fields."""
    kind, chance = session.registry[kind_name], random.Random(kind_name)
    held = Organisation(session).own_communities()[0].id
    inside = kind.scope in (Scope.CASES, Scope.NAMES)
    made = world.ids.setdefault(kind_name, [])
    with session.database.writing(bulk=True) as tables:
        editor = Editor(session, tables)
        scope = session.scope(tables, kind.scope, held if inside else bytes(16))
        for at in range(len(world.texts))[part]:
            # The two halves of a client have one id.
            halved = kind_name == "client"
            own = world.ids["identity"][at] if halved else session.environment.new_id().hex()
            values = fill(kind, world.texts[at], chance)
            values |= {name: listed[at] for name, listed in more.items()}
            editor.begin_act()
            editor.edit(kind, bytes.fromhex(own), scope, values, new=True)
            made.append(own)
        editor.flush()


def _write_directory(world: Hostile, part: slice) -> None:
    office, ids = world.office, world.ids
    _write(world, office, "organisation", part)
    _write(world, office, "service", part, organisation=ids["organisation"])
    _write(world, office, "location", part, organisation=ids["organisation"])
    _write(
        world, office, "service_at_location", part, service=ids["service"], location=ids["location"]
    )


def _write_cases(world: Hostile, part: slice) -> None:
    laptop, ids, number = world.laptop, world.ids, len(world.texts)
    community = Organisation(laptop).own_communities()[0].id.hex()
    owner = [laptop.person.hex()] * number
    _write(world, laptop, "identity", part)
    _write(world, laptop, "client", part, community=[community] * number, owner=owner)
    people = ids["client"]
    _write(world, laptop, "note", part, client=people)
    _write(world, laptop, "consent", part, client=people)
    _write(world, laptop, "household", part, community=[community] * number)
    _write(world, laptop, "household_member", part, client=people, household=ids["household"])
    _write(world, laptop, "proposal", part, about=ids["service"])
    _write(
        world,
        laptop,
        "appointment",
        part,
        client=people,
        service=ids["service"],
        location=ids["location"],
        starts_at=[f"2026-11-{16 + at % 7:02}T{13 + at % 9:02}:00Z" for at in range(number)],
        time_zone=[today_rehearsal.ZONE] * number,
        worker=owner,
        status=["planned"] * number,
    )


def _disagree(world: Hostile, session: Session, shift: int, part: slice) -> None:
    """Another family name and another date of birth than the others write."""
    kind, texts = session.registry["identity"], world.texts[part]
    with session.database.writing(bulk=True) as tables:
        editor = Editor(session, tables)
        for at, client in enumerate(world.ids["client"][part]):
            row = tables.rows.get(kind, bytes.fromhex(client))
            assert row is not None
            values: dict[str, Value] = {
                "family": texts[(at + shift) % len(texts)],
                "birth_date": str(1950 + shift),
            }
            editor.begin_act()
            editor.edit(kind, row.id, tables.log.scopes()[row.scope], values)
        editor.flush()


@cache
def hostile(folder: Path) -> Hostile:
    """Thirty records of every kind, which have travelled where a bundle takes them."""
    texts = payloads(marker(folder))
    clock = Clock(today_rehearsal.NOW)
    office = an_office(
        [text[:80] for text in texts[:6]],
        name=texts[0],
        person=texts[1],
        environment=an_environment(clock),
    )
    laptop = a_laptop(office, texts[2][:60], texts[3])
    world = Hostile(office, laptop, clock, texts, {})
    fit, unfit = slice(0, len(texts) - len(UNFIT)), slice(len(texts) - len(UNFIT), None)
    held = [one.id for one in Organisation(office).communities()]
    for text in texts[fit]:
        person = office.environment.new_id()
        Organisation(office).list_person(person, text, Role.WORKER, held)
    _write_directory(world, fit)
    swap(office, laptop)
    _write_cases(world, fit)
    swap(laptop, office)
    _disagree(world, office, 1, fit)
    _disagree(world, laptop, 2, fit)
    swap(laptop, office)
    _write_directory(world, unfit)
    _write_cases(world, unfit)
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, qapp_cls: type[QApplication]) -> Hostile:
    """Made once: the screens only look."""
    return hostile(tmp_path_factory.mktemp("payloads"))


def test_the_sweep_would_see_a_label_that_reads_markup(qapp: QApplication, tmp_path: Path) -> None:
    for text in payloads(marker(tmp_path))[:1]:
        sweep, label = Sweep(), QLabel(text)
        label.setToolTip(text)
        label.setMinimumSize(200, 200)
        prepare(label, (200, 200))
        sweep.look(label, "a label")
        assert [one for one in sweep.faults if "reads markup" in one]
        assert [one for one in sweep.faults if "tool tip" in one]
        assert [one for one in sweep.faults if "the marker was drawn" in one]


def test_clients_read_no_markup(qapp: QApplication, world: Hostile, outside: Outside) -> None:
    own = clients_rehearsal.World(
        world.office, world.laptop, clients_rehearsal.DraftShelf(), world.clock
    )
    way = clients_rehearsal.Way()
    screen = clients_screen(own.services(), ImmediateJobs(), way)
    assert isinstance(screen, ClientsScreen)
    prepare(screen)
    sweep = Sweep()
    for at, client in enumerate(world.ids["client"]):
        # The file of each; the form, which holds no label of data, and the history of some.
        for page in (
            "",
            *(("/edit",) if at % 15 == 0 else ()),
            *(("/history",) if at % 15 == 1 else ()),
        ):
            screen.show_detail(client + page)
            screen.activate()
            sweep.look(screen, f"client {at}{page}")
    asked = list(Asked)
    for at in range(len(asked)):
        screen.show_detail(world.ids["client"][at])
        screen.activate()
        screen.file.asked.emit(asked[at])
        if screen.dialog is not None:
            sweep.look(screen.dialog, f"dialog of client {at}")
            screen.dialog.reject()
    screen.show_detail("")
    screen.activate()
    sweep.look(screen, "list of clients")
    sweep.faults += _questions_of_a_file(screen, world).faults
    assert sweep.faults == []
    assert sweep.looked_at > 5000
    shown = "\n".join(sweep.seen)
    assert [one for one in world.texts[4:-3] if one[:60] not in shown] == []


def _questions_of_a_file(screen: ClientsScreen, world: Hostile) -> Sweep:
    """Handing over, erasing, a note whole, and removing it: for every third payload."""
    sweep = Sweep()
    for at, client in list(enumerate(world.ids["client"]))[::3]:
        screen.show_detail(client)
        screen.activate()
        screen.file.erase_asked.emit()
        assert screen.erase_dialog is not None
        sweep.look(screen.erase_dialog, f"erasing client {at}")
        screen.erase_dialog.show_problem(Message("test", "{name}", {"name": world.texts[at]}))
        sweep.look(screen.erase_dialog, f"erasing client {at}, refused")
        screen.erase_dialog.reject()
        notes = [row.item for row in screen.file.timeline.rows() if row.item.kind == "note"]
        screen.file.timeline.opened.emit(notes[0])
        whole = screen.item_dialog
        assert whole is not None
        sweep.look(whole, f"note {at}")
        assert whole.remove is not None
        whole.remove.click()
        assert screen.redact_dialog is not None
        sweep.look(screen.redact_dialog, f"removing note {at}")
        screen.redact_dialog.reject()
        communities = [Named(bytes(16).hex(), text) for text in world.texts]
        screen.ask_community(world.texts[at], communities)
        assert screen.hand_over_dialog is not None
        sweep.look(screen.hand_over_dialog, f"handing client {at} over")
        screen.hand_over_dialog.reject()
    assert sweep.looked_at > 500
    return sweep


def test_doubles_read_no_markup(qapp: QApplication, tmp_path: Path, outside: Outside) -> None:
    """Everybody twice, in a world of their own."""
    world = hostile.__wrapped__(tmp_path)
    number, whole = len(world.texts), slice(None)
    community = Organisation(world.office).own_communities()[0].id.hex()
    for _ in range(2):
        twins = replace(world, ids={})
        born = [f"{1930 + at}-07-19" for at in range(number)]
        _write(twins, world.office, "identity", whole, birth_date=born)
        _write(twins, world.office, "client", whole, community=[community] * number)
    for _ in range(2):
        _write(replace(world, ids={}), world.office, "organisation", whole)
    Duplicates(world.office).find_all()
    screen = doubles_screen(doubles_services(world.office), ImmediateJobs(), today_rehearsal.Way())
    prepare(screen)
    assert isinstance(screen, DuplicatesScreen)
    sweep = Sweep()
    screen.activate()
    pairs = Duplicates(world.office).pairs(1000)
    kinds = {pair.about for pair in pairs}
    for pair in pairs[:32]:
        screen.chosen.emit(pair.id)
        sweep.look(screen, f"doubles {pair.id}")
    assert len(pairs) >= number // 2
    assert kinds
    assert sweep.faults == []
    assert sweep.looked_at > 2000
    shown = "\n".join(sweep.seen)
    assert len([one for one in world.texts if one[:60] in shown]) > number // 2


def test_privacy_reads_no_markup(
    qapp: QApplication, world: Hostile, outside: Outside, tmp_path: Path
) -> None:
    office, texts, sweep = world.office, world.texts, Sweep()
    own = hostile.__wrapped__(tmp_path)
    every = len(texts)
    _write(own, own.office, "incident", slice(None), noticed_on=["2026-03-01"] * every)
    _write(
        own, own.office, "retention_rule", slice(None),
        since=["created"] * every, action=["erase", "close"] * every,
    )  # fmt: skip
    rules = tuple(Retention(own.office).rules())
    incidents = tuple(Incidents(own.office).all())
    assert len(rules) == len(incidents) == every
    day = date(2026, 3, 1)
    state = PrivacyState(
        True,
        tuple(
            ErasureLine(
                f"{at:032x}", ErasureKind.PERSON, Basis.ASKED, world.clock.at, 1, at % 5 == 0,
                ((text, 1),), ((text, at),), (text,),
            )
            for at, text in enumerate(texts)
        ),
        tuple(Holding(text, text * (at % 2), 0) for at, text in enumerate(texts)),
        tuple(
            Proposal(f"{at:032x}", text, rules[at], day, text * (at % 3 == 0))
            for at, text in enumerate(texts)
        ),
        rules,
        incidents,
        2,
        7,
    )  # fmt: skip
    screen = SettingsScreen("0", "")
    screen.show_detail("privacy")
    screen.show_privacy(state)
    prepare(screen)
    sweep.look(screen, "privacy")
    for at, incident in enumerate(incidents):
        dialog = change_incident_dialog(incident.values)
        dialog.show_problem(Message("test", "{name}", {"name": texts[at]}))
        dialog.show()
        sweep.look(dialog, f"incident {at}")
        dialog.reject()
        decision = erasing_decision([texts[at]], 1)
        decision.show()
        sweep.look(decision, f"erasing {at}")
        decision.reject()
    several = erasing_decision(texts, 0)
    several.show()
    sweep.look(several, "erasing several")
    several.reject()
    assert office.is_office
    assert sweep.faults == []
    shown = "\n".join(sweep.seen)
    assert [one for one in texts[:-3] if one[:60] not in shown] == []


def test_the_directory_reads_no_markup(
    qapp: QApplication, world: Hostile, outside: Outside
) -> None:
    sweep = Sweep()
    field_screen = directory_screen(world.world(), session=world.laptop)
    prepare(field_screen)
    sweep.look(field_screen, "list")
    field_screen.show_detail("proposals")
    field_screen.activate()
    sweep.look(field_screen, "proposals")
    screen = directory_screen(world.world(), session=world.office)
    prepare(screen)
    for at, service in enumerate(world.ids["service"]):
        screen.show_detail(service)
        screen.activate()
        sweep.look(screen, f"service {at}")
    for at in range(0, len(world.texts), 10):
        for detail in (world.ids["organisation"][at], f"{world.ids['service'][at]}/edit"):
            screen.show_detail(detail)
            screen.activate()
            sweep.look(screen, f"{detail} {at}")
    screen.show_detail("proposals")
    screen.activate()
    sweep.look(screen, "proposals at the office")
    assert sweep.faults == []
    assert sweep.looked_at > 3000


def test_schedule_today_conflicts_and_laptops_read_no_markup(
    qapp: QApplication, world: Hostile, outside: Outside
) -> None:
    sweep, own = Sweep(), world.world()
    schedule = schedule_screen(schedule_services(own), ImmediateJobs(), today_rehearsal.Way())
    today = today_screen(own.services(), ImmediateJobs(), today_rehearsal.Way())
    clock = clients_rehearsal.World(
        world.office, world.laptop, clients_rehearsal.DraftShelf(), world.clock
    ).services().clock  # fmt: skip
    conflicts = conflicts_screen(
        ConflictsServices.of(world.office, clock), ImmediateJobs(), today_rehearsal.Way()
    )
    laptops = devices_screen(
        DevicesServices.of(world.office, clock), ImmediateJobs(), today_rehearsal.Way()
    )
    for screen, details in (
        (laptops, ["", world.laptop.device.hex()]),
        (schedule, ["", *world.ids["appointment"][::3], f"{world.ids['appointment'][0]}/edit"]),
        (today, [""]),
        (conflicts, [""]),
    ):
        prepare(screen)
        for detail in details:
            for name, arguments in (("show_detail", (detail,)), ("activate", ())):
                getattr(screen, name, lambda *_: None)(*arguments)
            sweep.look(screen, f"{type(screen).__name__} {detail}")
    assert sweep.faults == []
    assert sweep.looked_at > 2000


def test_notices_dialogs_and_search_read_no_markup(
    qapp: QApplication, world: Hostile, outside: Outside
) -> None:
    sweep, window = Sweep(), MainWindow()
    window.register("today", QWidget)
    prepare(window)
    for text in world.texts:
        words = Message("test", "{name} is kept.", {"name": text})
        window.show_person(text)
        window.show_done(words, undo=True)
        window.show_problem(words)
        banner = Banner(State.WAITS, words, (Message("test", "Open"),))
        window.show_banner(banner)
        window.open_search()
        window.show_hits(text, [Hit("1", Group.PEOPLE, text, text, "user")])
        sweep.look(window, "window")
        window.palette_box.close_palette()
        dialog = Decision(words, words, words, parent=window)
        dialog.show()
        sweep.look(dialog, "decision")
        dialog.reject()
        for shown in window.findChildren(Banner):
            window.drop_banner(shown)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert sweep.faults == []


def test_paper_reads_no_markup(world: Hostile, outside: Outside) -> None:
    sweep = Sweep()
    papers = VisitPapers(world.laptop, today_rehearsal.ZONE)
    entries = VisitPapers(world.office, today_rehearsal.ZONE)
    for at in range(len(world.texts)):
        sweep.page(papers.slip(world.ids["appointment"][at], with_name=True), f"slip {at}")
        sweep.page(entries.entry("service", world.ids["service"][at]), f"service {at}")
    sweep.page(
        papers.day(date(2026, 11, 20), today_rehearsal.ZONE),
        "day",
    )
    assert Directory(world.office).count() == len(world.texts)
    assert sweep.faults == []


DATA_DOORS = frozenset({"QLabel", "QTextBrowser", "QMessageBox", "QToolTip", "QTextEdit"})
TIPS = frozenset({"setToolTip", "setWhatsThis", "setStatusTip", "setHtml", "setMarkdown"})
KNOWN = frozenset({"desktop_app/ui/shell/rail.py", "desktop_app/ui/schedule/grid.py"})
"""Beside ui/shared, only these set a tool tip; they escape it with `words.tooltip`."""


def test_screens_show_words_only_through_the_toolkit() -> None:
    found: list[str] = []
    for path in sorted((ROOT / "desktop_app" / "ui").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(("desktop_app/ui/shared/", "desktop_app/ui/manual/")):
            continue  # the toolkit itself, and pages that Portage brings along and no data
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Name) and called.id in DATA_DOORS:
                found.append(f"{name}:{node.lineno} {called.id}")
            if isinstance(called, ast.Attribute) and called.attr in TIPS:
                escaped = name in KNOWN and _is_escaped(node)
                found += [] if escaped else [f"{name}:{node.lineno} {called.attr}"]
    assert found == []


def _is_escaped(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    return (
        isinstance(first, ast.Call)
        and isinstance(first.func, ast.Name)
        and first.func.id == "tooltip"
    )


def test_labels_of_the_toolkit_are_plain() -> None:
    assert PlainLabel("<b>Ana</b>").textFormat() is Qt.TextFormat.PlainText
