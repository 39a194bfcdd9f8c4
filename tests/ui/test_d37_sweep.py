"""D37: thirty texts in every field of data, and every widget of the real screens looked at.

Nothing may be read as markup: no label and no tool tip but as plain text, no picture and no link in
any document, the marker picture never drawn, nothing outside ever opened.
"""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QWidget,
)

from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.build import build as clients_screen
from desktop_app.ui.clients.services import Named
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.conflicts.build import build as conflicts_screen
from desktop_app.ui.conflicts.services import ConflictsServices
from desktop_app.ui.devices.build import build as devices_screen
from desktop_app.ui.devices.services import DevicesServices
from desktop_app.ui.schedule.build import build as schedule_screen
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.dialogs import Decision
from desktop_app.ui.shared.hits import Group, Hit
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shell.view import MainWindow
from desktop_app.ui.today.build import build as today_screen
from tests.ui.clients import rehearsal as clients_rehearsal
from tests.ui.directory.scenes import directory_screen
from tests.ui.outside import Outside
from tests.ui.payloads import marker, payloads
from tests.ui.picture import prepare
from tests.ui.plan.rehearsal import a_desk
from tests.ui.privacy.scenes import room_of
from tests.ui.schedule.rehearsal import services as schedule_services
from tests.ui.sweeping import Hostile, Sweep, hostile
from tests.ui.today import rehearsal as today_rehearsal

ROOT = Path(__file__).resolve().parents[2]


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
    clients, schedule = Clients(world.laptop), Schedule(world.laptop)
    for at in range(len(world.texts)):
        # A name stands on a slip only where the person agrees to sharing it.
        client = schedule.show(world.ids["appointment"][at]).client
        clients.add_consent(client, "share", "2026-11-20", "spoken")
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


def test_the_room_and_the_page_of_one_person_read_no_markup(
    qapp: QApplication, world: Hostile, outside: Outside
) -> None:
    """Every text that somebody can type, as a payload: in the room, and on the page of the person."""
    own = clients_rehearsal.World(
        world.office, world.laptop, clients_rehearsal.DraftShelf(), world.clock
    )
    sweep = Sweep()
    desk = a_desk(own, world.ids["client"][0])
    prepare(desk.screen)
    for client in world.ids["client"][::4]:
        desk.client = client
        desk.show("privacy")
        room = room_of(desk)
        sweep.look(room, "room")
        room.add("page")
        assert room.choosing is not None
        sweep.look(room.choosing, "choosing")
        room.choosing.verb.click()
        assert room.page is not None
        sweep.look(room.page, "page")
        room.page.left.emit()
    assert sweep.faults == []
    assert sweep.looked_at > 300
