"""The pictures of the laptops."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from desktop_app.services.trust.cut_offs import Found
from desktop_app.services.trust.devices import Devices
from desktop_app.ui.devices.build import build
from desktop_app.ui.devices.communities_dialog import CommunitiesDialog
from desktop_app.ui.devices.services import DevicesServices
from desktop_app.ui.devices.view import DevicesScreen
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.record_dialog import RecordDialog
from tests.builders import START, a_client, a_laptop, an_office, carry
from tests.ui.exchange.rehearsal import Way, show_detail
from tests.ui.scene import Scene

_HELD: list[QWidget] = []
"""Screens behind dialogs, as long as these are drawn."""


def _screen(step: int) -> QWidget:
    """The list (0), the guided way at that step, or the list after it (4)."""
    office = an_office(laptop="bureau")
    north = a_laptop(office, "nord", communities=["Lac-Exemple"])
    a_laptop(office, "sud", "Pita Exemple")
    a_client(north, "Ana")
    carry(north, office)
    services = DevicesServices.of(office, lambda: datetime.fromtimestamp(START / 1000, UTC))
    screen = build(services, ImmediateJobs(), Way())
    assert isinstance(screen, DevicesScreen)
    show_detail(screen, "")
    if step:
        screen.lost.emit(north.device.hex())
    if step > 1:
        screen.path.found.emit(Found.UNKNOWN)
    if step > 2:
        screen.path.cut_asked.emit()
    if step > 3:
        screen.path.left.emit()
    return screen


def _incident() -> QWidget:
    """The line of the register, with what is known already."""
    screen = _screen(3)
    assert isinstance(screen, DevicesScreen)
    screen.resize(1366, 768)
    screen.path.incident.click()
    dialog = screen.path.findChild(RecordDialog)
    assert dialog is not None
    dialog.setParent(None)
    _HELD.append(screen)
    return dialog


def _communities() -> QWidget:
    """The question which communities a laptop holds."""
    office = an_office(("Rivière-Exemple", "Lac-Exemple", "Cap-Exemple"), laptop="bureau")
    a_laptop(office, "nord", communities=("Rivière-Exemple", "Cap-Exemple"))
    line = next(one for one in Devices(office).list() if not one.own)
    dialog = CommunitiesDialog(line, Devices(office).communities())
    dialog.boxes[0].setChecked(False)
    dialog.boxes[1].setChecked(True)
    return dialog


def _asks_anew() -> QWidget:
    """A laptop that opens nothing any more, and its request."""
    office = an_office(laptop="bureau")
    north = a_laptop(office, "nord", communities=["Lac-Exemple"])
    services = DevicesServices.of(north, lambda: datetime.fromtimestamp(START / 1000, UTC))
    screen = build(services, ImmediateJobs(), Way())
    assert isinstance(screen, DevicesScreen)
    show_detail(screen, "")
    screen.show_request("2026-11-21-01.portage-request", "12345 67890 12345 67890 12345 67890")
    return screen


def scenes() -> list[Scene]:
    """The list, and each step of the way when a laptop is gone."""
    return [
        Scene("devices", lambda: _screen(0)),
        Scene("devices-stolen", lambda: _screen(1)),
        Scene("devices-consequences", lambda: _screen(2)),
        Scene("devices-remaining", lambda: _screen(3)),
        Scene("devices-cut-off", lambda: _screen(4)),
        Scene("devices-incident", _incident),
        Scene("devices-communities", _communities),
        Scene("devices-anew", _asks_anew),
    ]
