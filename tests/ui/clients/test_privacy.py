"""Erasing a person and reporting on one, from the menu of a file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.domain.roles import Role
from desktop_app.services.casework.access import Access
from desktop_app.services.clients.clients import Clients
from desktop_app.services.clients.timeline import TimelineItem
from desktop_app.services.duplicates.links import Links
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.erasure.erasure_words import file_in_words
from desktop_app.services.session import NotHere
from desktop_app.services.trust.office_settings import OfficeSettings
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel
from tests.builders import a_laptop
from tests.ui.clients.rehearsal import a_world


class _Door:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.printed: list[bytes] = []

    def go(self, place: str, detail: str = "") -> None:
        self.said.append(f"go {place} {detail}".strip())

    def done(self, words: object, undo: bool = False) -> None:
        self.said.append(str(words))

    def problem(self, words: object) -> None:
        self.said.append(str(words))

    def changed(self) -> None:
        self.said.append("changed")

    def print_pdf(self, pdf: bytes, title: object, **further: object) -> None:
        self.printed.append(pdf)


def test_the_office_erases_a_person_after_choosing_why(qtbot: QtBot) -> None:
    world = a_world(people=3)
    office = replace(world, laptop=world.office)
    client = Clients(world.office).page(limit=1)[0].id
    Access(world.office).open(client, "Demande de la personne")
    door = _Door()
    screen = build(office.services(), ImmediateJobs(), door)
    qtbot.addWidget(screen)
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(client)
    screen.activate()
    screen.file.report_asked.emit()
    assert door.printed[0].startswith(b"%PDF")
    assert screen.file.may_erase
    screen.file.erase_asked.emit()
    dialog = screen.erase_dialog
    assert dialog is not None
    dialog.verb.click()
    assert Clients(world.office).show(client).title  # no reason was chosen
    dialog.basis.set_value("asked")
    dialog.verb.click()
    assert "go clients" in door.said
    with pytest.raises(NotHere):
        Clients(world.office).show(client)
    assert len(Erasures(world.office).all()) == 1


def test_a_field_laptop_says_that_the_office_does_it(qtbot: QtBot) -> None:
    world = a_world(people=3)
    client = Clients(world.laptop).page(limit=1)[0].id
    screen = build(world.services(), ImmediateJobs(), _Door())
    qtbot.addWidget(screen)
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(client)
    screen.activate()
    screen.file.erase_asked.emit()
    dialog = screen.erase_dialog
    assert dialog is not None
    dialog.basis.set_value("asked")
    dialog.verb.click()
    assert screen.erase_dialog is dialog
    assert Clients(world.laptop).show(client).title
    without = replace(world.services(), erasures=None)
    other = build(without, ImmediateJobs(), _Door())
    qtbot.addWidget(other)
    assert isinstance(other, ClientsScreen)
    assert not other.file.may_erase


def test_the_office_removes_one_note_from_the_history(qtbot: QtBot) -> None:
    world = a_world(people=3)
    office = replace(world, laptop=world.office)
    client = Clients(world.office).page(limit=1)[0].id
    Access(world.office).open(client, "Demande de la personne")
    Clients(world.office).add_note(client, "Un chinook soufflait", "2026-03-03")
    Clients(world.office).add_note(client, "Il neige", "2026-03-03")
    door = _Door()
    screen = build(office.services(), ImmediateJobs(), door)
    qtbot.addWidget(screen)
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(client)
    screen.activate()

    def note() -> TimelineItem | None:
        items = (row.item for row in screen.file.timeline.rows())
        return next((one for one in items if "chinook" in one.text), None)

    shown = note()
    screen.file.timeline.opened.emit(shown)
    assert screen.item_dialog is not None
    assert screen.item_dialog.remove is not None
    screen.item_dialog.remove.click()
    dialog = screen.redact_dialog
    assert dialog is not None
    dialog.verb.click()
    assert note() is not None  # no reason was chosen
    dialog.basis.set_value("mistake")
    dialog.verb.click()
    assert note() is None
    assert [row.item.kind for row in screen.file.timeline.rows()].count("removed") == 1
    assert Clients(world.office).show(client).title

    screen.file.may_erase = False
    (left,) = [row.item for row in screen.file.timeline.rows() if row.item.kind == "note"][:1]
    screen.file.timeline.opened.emit(left)
    assert screen.item_dialog is not None
    assert screen.item_dialog.remove is None


def test_where_two_have_to_sign_nothing_is_said_to_be_erased(qtbot: QtBot) -> None:
    world = a_world(people=3)
    a_laptop(world.office, "office 2", "Luc Exemple", role=Role.OFFICE)
    OfficeSettings(world.office).set_signatures(2)
    office = replace(world, laptop=world.office)
    client = Clients(world.office).page(limit=1)[0].id
    Access(world.office).open(client, "Demande de la personne")
    door = _Door()
    screen = build(office.services(), ImmediateJobs(), door)
    qtbot.addWidget(screen)
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(client)
    screen.activate()
    screen.file.erase_asked.emit()
    dialog = screen.erase_dialog
    assert dialog is not None
    dialog.basis.set_value("asked")
    dialog.verb.click()
    assert any("Nothing is erased yet" in one for one in door.said)
    assert "go clients" not in door.said
    assert Clients(world.office).show(client).title


def test_each_linked_file_is_named_and_left_out_by_a_tick(qtbot: QtBot) -> None:
    world = a_world(people=3)
    office = replace(world, laptop=world.office)
    first, other = (one.id for one in Clients(world.office).page(limit=2))
    Links(world.office).link(first, other)
    screen = build(office.services(), ImmediateJobs(), _Door())
    qtbot.addWidget(screen)
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(first)
    screen.activate()
    screen.file.erase_asked.emit()
    dialog = screen.erase_dialog
    assert dialog is not None
    ((check, named),) = dialog.files
    # What tells two people of one name apart stands beside the tick, and for who cannot see it too.
    said = check.accessibleDescription()
    shown = " ".join(one.text() for one in dialog.findChildren(PlainLabel))
    plan = Erasures(world.office).plan(first)
    (file,) = plan.linked
    for facts in (file, plan):
        assert facts.birth_date
        assert facts.community
        assert file_in_words(facts.birth_date, facts.community) in shown
    assert f"{file.community} · {file.records} records" in said
    without = sum(Erasures(world.office).plan(first, []).records.values())
    along = sum(Erasures(world.office).plan(first, [other]).records.values())
    assert along - without in (file.records - 1, file.records)  # the link goes either way
    before = dialog.sentences[0].text()
    assert check.isChecked()
    check.setFocus()
    QTest.keyClick(check, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is dialog.basis.box  # what is ticked comes before the reason
    QTest.keyClick(check, Qt.Key.Key_Space)
    assert not check.isChecked()
    assert dialog.sentences[0].text() != before
    dialog.basis.set_value("asked")
    dialog.verb.click()
    kept = {one.id for one in Clients(world.office).page(limit=9)}
    assert named in kept
    assert first not in kept or named != other
