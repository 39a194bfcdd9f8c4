"""The page about privacy, on a real vault: rules, incidents, erasures, and ending old backups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame
from pytestqt.qtbot import QtBot

from desktop_app.domain.fields import Value
from desktop_app.domain.roles import Role
from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.erasure.incidents import Incidents
from desktop_app.services.erasure.retention import Retention
from desktop_app.services.session import NotAllowed, Session
from desktop_app.services.trust.office_settings import MonthsWrong, OfficeSettings
from desktop_app.services.vault.backups import Backups
from desktop_app.settings import SettingsFile
from desktop_app.sync.erasing import Basis
from desktop_app.ui.settings.build import build
from desktop_app.ui.settings.services import SettingsServices
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.dialogs import Decision
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel
from desktop_app.ui.shared.record_dialog import RecordDialog
from tests.builders import a_client, a_laptop, carry, swap
from tests.desks import Desks, desks


class _Door:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.printed: list[bytes] = []

    def go(self, place: str, detail: str = "") -> None:
        self.said.append(f"{place} {detail}".strip())

    def done(self, words: Message, undo: bool = False) -> None:
        self.said.append(str(words))

    def problem(self, words: Message) -> None:
        self.said.append(str(words))

    def changed(self) -> None:
        pass

    def print_pdf(
        self,
        pdf: bytes,
        title: Message,
        *,
        named: Callable[[], bytes] | None = None,
        printed: Callable[[], None] | None = None,
    ) -> None:
        self.printed.append(pdf)


def _screen(world: Desks, folder: Path, door: _Door, session: Session | None = None) -> Any:
    """The settings of the office, or of another laptop whose session this is."""
    services = SettingsServices(
        vault=replace(world.office, session=session or world.office.session),
        settings=SettingsFile(folder / "settings.json"),
        look=lambda settings: None,
        restore=lambda backup: None,
        clock=lambda: datetime.fromtimestamp(world.clock.at / 1000, UTC),
        version="0",
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
    assert "done on 1 laptop of 3" in said
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


def test_everything_that_is_due_is_ticked_by_keyboard_and_erased_at_once(
    qtbot: QtBot, tmp_path: Path
) -> None:
    world, door = desks(tmp_path), _Door()
    session = world.office.session
    for name in ("Ana", "Béatrice", "Camil"):
        Clients(session).set(a_client(session, name), {"status": "closed"})
    kept = a_client(session, "Dina", legal_hold="recours collectif")
    Clients(session).set(kept, {"status": "closed"})
    Retention(session).add_rule(
        {"name": "Un mois", "since": "closed", "months": 1, "action": "erase"}
    )
    world.clock.forward(days=60)
    screen = _screen(world, tmp_path, door)
    qtbot.addWidget(screen)
    screen.activate()
    screen.show_detail("privacy")
    part = screen.privacy
    assert len(part.checks) == 3
    assert not part.carry_out.isEnabled()
    assert part.close_files.isHidden()
    QTest.keyClick(part.checks[0][0], Qt.Key.Key_Space)
    assert part.carry_out.isEnabled()
    QTest.keyClick(part.tick_all, Qt.Key.Key_Space)
    assert all(check.isChecked() for check, _ in part.checks)
    QTest.keyClick(part.checks[1][0], Qt.Key.Key_Space)
    left = part.checks[1][1].client
    assert part.carry_out.text().strip() == "Erase 2 files for good"
    QTest.keyClick(part.carry_out, Qt.Key.Key_Space)
    asked = cast(Decision, screen.dialog)
    assert "2" in asked.windowTitle()
    assert asked.focusWidget() in (None, asked.keep)
    asked.verb.click()
    assert {one.id for one in Clients(session).page()} == {left, kept}
    assert len(Erasures(session).all()) == 2

    (rule,) = Retention(session).rules()
    screen.privacy.rule_dropped.emit(rule.id)
    assert Retention(session).rules() == []
    assert {one.id for one in Clients(session).page()} == {left, kept}
    world.close()


def test_incidents_are_completed_and_saved_as_a_workbook(qtbot: QtBot, tmp_path: Path) -> None:
    world, door = desks(tmp_path), _Door()
    session = world.office.session
    Incidents(session).add(
        {
            "title": "Clé perdue", "noticed_on": "2026-03-01", "circumstances": "Dans un taxi",
            "facts": "Noms", "risk": "no", "measures": "Clés chiffrées", "told_how": "Par lettre",
        }
    )  # fmt: skip
    screen = _screen(world, tmp_path, door)
    qtbot.addWidget(screen)
    screen.activate()
    (line,) = Incidents(session).all()
    screen.privacy.incident_change_asked.emit(line)
    dialog = cast(RecordDialog, screen.dialog)
    assert dialog.form.field("title").value() == "Clé perdue"
    dialog.form.field("title").set_value(None)
    dialog.verb.click()
    assert screen.dialog is dialog  # what has to be there was emptied
    for name, value in (("title", "Clé retrouvée"), ("told_how", None), ("people", 4)):
        dialog.form.field(name).set_value(value)
    dialog.form.field("closed_on").set_value("2026-03-09")
    dialog.verb.click()
    (changed,) = Incidents(session).all()
    assert dict(changed.values) == {
        **line.values, "title": "Clé retrouvée", "told_how": None, "people": 4,
        "closed_on": "2026-03-09",
    }  # fmt: skip

    path = tmp_path / "registre.xlsx"
    screen.choose_new = lambda title, name: path
    screen.privacy.register_save_asked.emit()
    _, sheet = openpyxl.load_workbook(path).worksheets
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "Clé retrouvée" in cells
    screen.choose_new = lambda title, name: tmp_path / "nowhere" / "registre.xlsx"
    before = len(door.said)
    screen.privacy.register_save_asked.emit()
    assert len(door.said) == before + 1
    world.close()


def test_a_second_office_sees_whom_it_would_erase_and_signs_or_refuses_by_keys(
    qtbot: QtBot, tmp_path: Path
) -> None:
    world, door = desks(tmp_path), _Door()
    office = world.office.session
    second = a_laptop(office, "bureau 2", "Luc Exemple", role=Role.OFFICE)
    OfficeSettings(office).set_signatures(2)
    ids = [a_client(office, name, birth_date="1951-03-02") for name in ("Ana", "Béa")]
    swap(office, second)
    asked = [Erasures(office).erase(one, Basis.ASKED) for one in ids]
    carry(office, second)
    screen = _screen(world, tmp_path, door, second)
    qtbot.addWidget(screen)
    screen.show_detail("privacy")
    screen.activate()
    screen.show()

    def card_of(name: str) -> QFrame:
        QApplication.processEvents()
        frames: list[QFrame] = screen.privacy.findChildren(QFrame)
        return next(
            one
            for one in frames
            if one.property("card")
            and one.isVisibleTo(screen)
            and any(name in label.text() for label in one.findChildren(PlainLabel))
        )

    def press(name: str, words: str) -> None:
        buttons = card_of(name).findChildren(Button)
        pressed = next(one for one in buttons if words in one.text())
        pressed.setFocus()
        QTest.keyClick(pressed, Qt.Key.Key_Space)
        QApplication.processEvents()

    said = " ".join(one.text() for one in card_of("Ana Exemple").findChildren(PlainLabel))
    assert "1951" in said
    assert "1 person" in said
    assert "The person asked for it" in said
    press("Ana Exemple", "Open the file")
    assert door.said == [f"clients {ids[0]}"]

    press("Ana Exemple", "Sign and erase")
    asks = cast(Decision, screen.dialog)
    assert "Ana Exemple" in asks.windowTitle()
    assert asks.focusWidget() in (None, asks.keep)
    QTest.keyClick(asks.keep, Qt.Key.Key_Space)
    assert Clients(second).count() == 2  # nothing was signed
    press("Ana Exemple", "Sign and erase")
    QTest.keyClick(cast(Decision, screen.dialog).verb, Qt.Key.Key_Space)
    assert [one.id for one in Clients(second).page()] == [ids[1]]

    press("Béa Exemple", "Do not erase")
    qtbot.waitUntil(
        lambda: screen.focusWidget().isVisible(), timeout=2000
    )  # the pressed one is gone
    assert [one.id for one in Erasures(second).refused()] == [asked[1]]
    assert Clients(second).count() == 1
    assert "Refused: it is not carried out" in door.said[-1]
    assert "Refused by Luc Exemple" in " ".join(
        one.text() for one in card_of("Béa Exemple").findChildren(PlainLabel)
    )

    # Where it was asked for, the request is withdrawn, and another one is asked.
    carry(second, office)
    again = Erasures(office).erase(ids[1], Basis.MISTAKE)
    own = _screen(world, tmp_path, door)
    qtbot.addWidget(own)
    own.show_detail("privacy")
    own.activate()
    own.show()
    screen = own
    withdraw = next(
        one for one in own.privacy.findChildren(Button) if "Withdraw the request" in one.text()
    )
    QTest.keyClick(withdraw, Qt.Key.Key_Space)
    assert {one.id for one in Erasures(office).refused()} == {asked[1], again}
    assert "Withdrawn" in door.said[-1]
    carry(office, second)
    assert not [one for one in Erasures(second).all() if one.waits_for_signature]
    world.close()


def test_the_office_settles_signatures_and_months(qtbot: QtBot, tmp_path: Path) -> None:
    world, door = desks(tmp_path), _Door()
    screen = _screen(world, tmp_path, door)
    qtbot.addWidget(screen)
    screen.activate()
    settings = OfficeSettings(world.office.session)
    assert (settings.signatures(), settings.months()) == (1, 12)
    screen.privacy.months.box.setCurrentIndex(3)
    screen.privacy.months.finish()
    assert settings.months() == 6
    screen.privacy.months.box.setCurrentIndex(0)
    screen.privacy.months.finish()
    assert (settings.months(), screen.privacy.months.value()) == (6, 6)
    screen.privacy.signatures.set_value(1)
    screen.privacy.signatures.box.setCurrentIndex(2)
    screen.privacy.signatures.finish()  # there is one office laptop only
    assert settings.signatures() == 1
    assert screen.privacy.signatures.value() == 1
    a_laptop(world.office.session, "bureau 2", "Luc Exemple", role=Role.OFFICE)
    screen.privacy.signatures_chosen.emit(2)
    assert (settings.signatures(), screen.privacy.signatures.value()) == (2, 2)
    # How long a forgotten bundle opens: longer at once, shorter after a question.
    part = screen.privacy
    assert part.key_life.value() == 180
    part.key_life.box.setCurrentIndex(part.key_life.box.findText("12 months"))
    part.key_life.finish()
    assert (settings.key_days(), settings.keys_kept()) == (30, 12)
    for verb, left in (("keep", (30, 12)), ("verb", (7, 2))):
        part.key_life.box.setCurrentIndex(part.key_life.box.findText("14 days"))
        part.key_life.finish()
        assert (settings.key_days(), settings.keys_kept()) == (30, 12)
        decision = cast(Decision, screen.dialog)
        assert "14 days" in decision.windowTitle()
        QTest.keyClick(getattr(decision, verb), Qt.Key.Key_Space)
        assert (settings.key_days(), settings.keys_kept()) == left
        assert part.key_life.value() == left[0] * left[1]
    with pytest.raises(MonthsWrong):
        settings.set_months(0)
    with pytest.raises(NotAllowed):
        OfficeSettings(world.north.session).set_months(3)
    world.close()
