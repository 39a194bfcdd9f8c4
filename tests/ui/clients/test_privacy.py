"""Erasing a person and reporting on one, from the menu of a file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.services.clients import Clients
from desktop_app.services.erasure import Erasures
from desktop_app.services.session import NotHere
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
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

    def print_pdf(self, pdf: bytes, title: object) -> None:
        self.printed.append(pdf)


def test_the_office_erases_a_person_after_choosing_why(qtbot: QtBot) -> None:
    world = a_world(people=3)
    office = replace(world, laptop=world.office)
    client = Clients(world.office).page(limit=1)[0].id
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
