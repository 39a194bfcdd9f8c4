"""The follow-up of a file on real vaults, by keyboard; and its history, narrowed."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.services.casework.records import Records
from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.casework.thresholds import AlertSettings
from desktop_app.services.clients.clients import Clients
from desktop_app.ui.clients.narrowing import Narrower, Narrowing, open_of, synthesis_of
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.lists import CardRow
from tests.builders import a_client
from tests.ui.clients.rehearsal import Way, World, a_world, jeanne
from tests.ui.followup.scenes import file_with_follow_up, follow_up_of, office_page, worked_on
from tests.ui.picture import prepare, settle


def _shown(qtbot: QtBot, world: World, client: str, way: Way) -> ClientsScreen:
    screen = file_with_follow_up(world, way)
    qtbot.addWidget(screen)
    prepare(screen)
    screen.show()
    screen.show_detail(f"{client}/followup")
    settle(screen)
    return screen


def test_a_task_is_done_and_a_warning_put_aside_by_keyboard(qtbot: QtBot) -> None:
    world, way = a_world(3), Way()
    client = jeanne(world)
    worked_on(world, client)
    room = follow_up_of(_shown(qtbot, world, client, way))
    assert room.tasks is not None
    assert room.flags is not None
    first = room.tasks.rows()[0]
    assert "Lui rapporter" in str(first.card.title)
    QTest.keyClick(first, Qt.Key.Key_D)
    assert way.said[-1][1]
    assert all("Lui rapporter" not in str(row.card.title) for row in room.tasks.rows())
    before = len(room.flags.rows())
    QTest.keyClick(room.flags.rows()[0], Qt.Key.Key_X)
    dialog = room.dialog
    assert dialog is not None
    QTest.keyClicks(dialog.form.field("reason").inputs()[0], "Accord redonne")
    dialog.form.finish()
    assert [one.values for one in world.drafts.kept.values()] == [{"reason": "Accord redonne"}]
    QTest.mouseClick(dialog.verb, Qt.MouseButton.LeftButton)
    assert world.drafts.kept == {}
    assert len(room.flags.rows()) == before - 1


def test_a_sign_is_noted_in_one_click_and_counted(qtbot: QtBot) -> None:
    world, way = a_world(3), Way()
    client = jeanne(world)
    room = follow_up_of(_shown(qtbot, world, client, way))
    for _ in range(3):
        QTest.mouseClick(room.sign_buttons["food"], Qt.MouseButton.LeftButton)
    assert "(3)" in room.sign_buttons["food"].text()
    assert room.flags is not None
    assert any("3 weak signs" in str(row.card.second) for row in room.flags.rows())


def test_contacts_are_found_by_client_person_and_word_in_both_scripts() -> None:
    world = a_world(3)
    client = jeanne(world)
    worked_on(world, client)
    records = Records(world.laptop)
    records.add(
        "encounter", client, {"happened_on": "2026-11-02", "sort": "call", "text": "ᐅᖃᓕᒫᕐᕕᒃ"}
    )
    items = Clients(world.laptop).show(client).timeline
    narrower = Narrower(items)

    def found(**wanted: str) -> list[str]:
        return [str(one.title) for one in narrower.take(Narrowing(**wanted))]

    assert found(words="cheq") == ["Telephone call, 12 min, begun by the person"]
    assert found(words="uqali") == ["Telephone call"]
    assert found(words="ᐅᖃᓕ") == ["Telephone call"]
    assert len(found(kind="encounter")) == 6
    assert found(kind="encounter", person="Personne Fictive") == []
    assert found(words="mon dossier", kind="note") == []
    assert len(found()) == len(items)


def test_promises_stand_on_top_and_the_newest_synthesis_opens_the_file() -> None:
    world = a_world(3)
    client = jeanne(world)
    worked_on(world, client)
    clients, records = Clients(world.laptop), Records(world.laptop)
    items = clients.show(client).timeline
    assert [one.promise for one in open_of(items)] == [True, False, False]
    Tasks(world.laptop).done(open_of(items)[0].id)
    assert not any(one.promise for one in open_of(clients.show(client).timeline))
    made = records.add(
        "note",
        client,
        {"sort": "synthesis", "text": "Nouvelle synthèse", "happened_on": "2026-11-20"},
    )
    newest = synthesis_of(clients.show(client).timeline)
    assert newest is not None
    assert newest.text == "Nouvelle synthèse"
    clients.add_note(client, "Synthèse corrigée", "2026-11-21", corrects=made)
    corrected = synthesis_of(clients.show(client).timeline)
    assert corrected is not None
    assert corrected.text == "Synthèse corrigée"


def test_the_office_settles_the_numbers_and_sees_the_hours_lost_to_connecting(
    qtbot: QtBot, tmp_path: Path
) -> None:
    world, way = a_world(0), Way()
    client = a_client(world.office)
    for day, minutes in (("2026-10-03", 80), ("2026-10-30", 25)):
        Records(world.office).add(
            "encounter", client,
            {"sort": "technical_help", "happened_on": day, "help_kind": "account", "minutes": minutes},
        )  # fmt: skip
    page = office_page(world, way)
    qtbot.addWidget(page)
    titles = [(str(row.card.lead), str(row.card.title)) for row in page.findChildren(CardRow)]
    assert ("1:45", "2026-10") in titles
    page.change_asked.emit()
    assert page.dialog is not None
    page.given.emit({"quiet_weeks": 5})
    assert AlertSettings(world.office).thresholds().quiet_weeks == 5
    page.help_named.emit(tmp_path / "hours.xlsx")
    opening, sheet = load_workbook(tmp_path / "hours.xlsx").worksheets
    assert str(opening["A2"].value).endswith("month by month?")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows == [["2026-10", "account or password", 2, 1, 105]]
