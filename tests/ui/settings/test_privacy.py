"""The page about privacy, on a real vault: rules, incidents, erasures, and ending old backups."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from pytestqt.qtbot import QtBot

from desktop_app.domain.fields import Value
from desktop_app.language import Message
from desktop_app.services.backups import Backups
from desktop_app.services.clients import Clients
from desktop_app.services.erasure import Erasures
from desktop_app.services.incidents import Incidents
from desktop_app.services.retention import Retention
from desktop_app.settings import SettingsFile
from desktop_app.sync.erasing import Basis
from desktop_app.ui.settings.build import build
from desktop_app.ui.settings.privacy_dialogs import RecordDialog
from desktop_app.ui.settings.services import SettingsServices
from desktop_app.ui.shared.dialogs import Decision
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel
from tests.builders import a_client
from tests.desks import Desks, desks


class _Door:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.printed: list[bytes] = []

    def go(self, place: str, detail: str = "") -> None:
        self.said.append(place)

    def done(self, words: Message, undo: bool = False) -> None:
        self.said.append(str(words))

    def problem(self, words: Message) -> None:
        self.said.append(str(words))

    def changed(self) -> None:
        pass

    def print_pdf(self, pdf: bytes, title: Message) -> None:
        self.printed.append(pdf)


def _screen(world: Desks, folder: Path, door: _Door) -> Any:
    services = SettingsServices(
        vault=world.office,
        settings=SettingsFile(folder / "settings.json"),
        look=lambda settings: None,
        restore=lambda backup: None,
        clock=lambda: datetime.fromtimestamp(world.clock.at / 1000, UTC),
        version="0",
        notices=lambda: "",
    )
    return build(services, ImmediateJobs(), door)


def test_the_office_sees_receipts_decides_and_registers(qtbot: QtBot, tmp_path: Path) -> None:
    world, door = desks(tmp_path), _Door()
    session = world.office.session
    old = a_client(session, "Ana")
    Clients(session).set(old, {"status": "closed"})
    gone = a_client(session, "Béatrice")
    Backups(world.office).make()
    Erasures(session).erase(gone, Basis.ASKED)
    screen = _screen(world, tmp_path, door)
    qtbot.addWidget(screen)
    screen.activate()
    screen.show_detail("privacy")

    screen.privacy.rule_asked.emit()
    dialog = cast(RecordDialog, screen.dialog)
    dialog.verb.click()
    assert not Retention(session).rules()
    rule: dict[str, Value] = {"name": "Un mois", "since": "closed", "months": 1, "action": "erase"}
    for name, value in rule.items():
        dialog.form.field(name).set_value(value)
    dialog.verb.click()
    assert [one.name for one in Retention(session).rules()] == ["Un mois"]

    screen.incident_given.emit(
        {
            "title": "Clé perdue", "noticed_on": "2026-03-01", "circumstances": "Dans un taxi",
            "facts": "Noms", "risk": "no", "measures": "Clés chiffrées",
        }
    )  # fmt: skip
    assert len(Incidents(session).all()) == 1
    screen.register_asked.emit()
    assert door.printed[0].startswith(b"%PDF")

    world.clock.forward(days=60)
    screen.activate()
    said = " ".join(one.text() for one in screen.privacy.findChildren(PlainLabel))
    assert "1 of 3" in said or "1 portable sur 3" in said
    assert "Ana Exemple" in said
    (proposal,) = Retention(session).due()
    screen.privacy.decide_asked.emit([proposal])
    cast(Decision, screen.dialog).verb.click()
    assert not Retention(session).due()
    assert len(Erasures(session).all()) == 2

    assert len(Backups(world.office).list()) == 1
    before = Backups(world.office).list()[0].folder
    screen.privacy.renew_asked.emit()
    cast(Decision, screen.dialog).verb.click()
    assert [one.folder for one in Backups(world.office).list()] != [before]
    assert not before.exists()
    world.close()
