from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.erasure.incidents import Incidents
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.cut_offs import CutOff, Found
from desktop_app.services.trust.devices import CutPreview, DeviceLine, Devices, DeviceStatus
from desktop_app.services.trust.forks import ForkLine
from desktop_app.services.trust.joining import Admission
from desktop_app.services.trust.organisation import Organisation
from desktop_app.ui.devices.build import build
from desktop_app.ui.devices.communities_dialog import CommunitiesDialog
from desktop_app.ui.devices.presenter import DevicesPresenter
from desktop_app.ui.devices.services import DevicesServices
from desktop_app.ui.devices.view import DevicesScreen
from desktop_app.ui.devices.words import Act, asks, incident_of, remaining
from desktop_app.ui.shared.jobs import ImmediateJobs
from desktop_app.ui.shared.labels import PlainLabel
from tests.builders import START, a_client, a_laptop, an_office, bundle_for, carry
from tests.ui.exchange.rehearsal import Way, show_detail
from tests.ui.picture import cut_off_text, nameless, prepare, rich_text_labels, settle


def clock() -> datetime:
    return datetime.fromtimestamp(START / 1000, UTC)


def an_organisation() -> tuple[Session, Session, Session]:
    """An office, and two laptops whose work it has."""
    office = an_office()
    north = a_laptop(office, "north", communities=["Lac-Exemple"])
    south = a_laptop(office, "south", "Pita Exemple")
    a_client(north, "Ana")
    a_client(south, "Béa", community="Rivière-Exemple")
    for laptop in (north, south):
        carry(laptop, office)
    return office, north, south


class Seen:
    """A view that keeps what it was told."""

    def __init__(self) -> None:
        self.lines: Sequence[DeviceLine] = ()
        self.may = False
        self.line: DeviceLine | None = None
        self.choices: Sequence[str] = ()
        self.choice: Sequence[DeviceLine] = ()
        self.preview: CutPreview | None = None
        self.step = 0
        self.found: Found | None = None
        self.cut: CutOff | None = None
        self.incidents = 0
        self.request = ("", "")

    def show_list(self, lines: Sequence[DeviceLine], chosen: int, may_cut_off: bool) -> None:
        self.lines, self.may = lines, may_cut_off

    def show_device(self, line: DeviceLine, may_cut_off: bool, choices: Sequence[str] = ()) -> None:
        self.line, self.choices = line, choices

    def show_request(self, file: str, digits: str) -> None:
        self.request = (file, digits)

    def show_choice(self, lines: Sequence[DeviceLine]) -> None:
        self.choice = lines

    def show_preview(self, preview: CutPreview) -> None:
        self.preview, self.step = preview, 1

    def show_consequences(self, preview: CutPreview, found: Found) -> None:
        self.preview, self.step, self.found = preview, 2, found

    def show_aftermath(self, preview: CutPreview, cut: CutOff) -> None:
        self.preview, self.step, self.cut = preview, 3, cut

    def incident_written(self) -> None:
        self.incidents += 1

    def incident_refused(self, words: Message) -> None:
        self.incidents -= 1

    def leave_path(self) -> None:
        self.step = 0


def line_of(session: Session, name: str) -> DeviceLine:
    return next(one for one in Devices(session).list() if one.name == name)


def local(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)


def stage(session: Session) -> tuple[Seen, DevicesPresenter, Way]:
    view, door = Seen(), Way()
    presenter = DevicesPresenter(view, DevicesServices.of(session, clock), ImmediateJobs(), door)
    presenter.activate()
    return view, presenter, door


def test_the_way_from_gone_to_cut_off_has_three_steps() -> None:
    office, north, _ = an_organisation()
    view, presenter, door = stage(office)
    presenter.begin("")
    assert [one.name for one in view.choice] == ["north", "south"]
    presenter.preview(north.device.hex())
    assert view.step == 1
    presenter.say_found(Found.OPEN)
    assert (view.step, view.found) == (2, Found.OPEN)
    assert all(one.status is DeviceStatus.ACTIVE for one in Devices(office).list())
    presenter.cut_off()
    assert view.step == 3
    assert door.changes == 1
    presenter.write()
    assert door.gone == [("exchange", "write")]
    assert view.step == 3  # what remains stands there when somebody comes back
    assert view.cut is not None
    assert view.preview is not None
    assert (view.cut.found, view.cut.behind, view.cut.incident) == (Found.OPEN, ("south",), "")
    presenter.write_incident({"title": "Vol", "noticed_on": "yesterday"})
    assert (view.incidents, Incidents(office).all()) == (-1, [])
    presenter.write_incident(incident_of(view.preview, view.cut, local, clock().date()))
    (line,) = Incidents(office).all()
    assert (line.values["people"], line.values["risk"]) == (1, "unknown")
    assert (view.incidents, view.cut.incident) == (0, line.id)
    assert [done for _, done in remaining(view.cut)] == [False, True, None]
    presenter.leave_path()
    status = {one.name: one.status for one in view.lines}
    assert status == {
        "office": DeviceStatus.ACTIVE,
        "north": DeviceStatus.CUT_OFF,
        "south": DeviceStatus.ACTIVE,
    }
    presenter.begin("")
    assert [one.name for one in view.choice] == ["south"]


def test_until_the_last_step_nothing_is_changed() -> None:
    office, north, _ = an_organisation()
    view, presenter, _ = stage(office)
    presenter.begin(north.device.hex())
    presenter.say_found(Found.LOCKED)
    presenter.go_back()
    assert view.step == 1
    presenter.leave_path()
    assert view.step == 0
    presenter.cut_off()
    assert all(one.status is DeviceStatus.ACTIVE for one in Devices(office).list())


def test_a_laptop_of_the_field_looks_and_cuts_nobody_off() -> None:
    _, north, _ = an_organisation()
    view, _, _ = stage(north)
    assert view.lines
    assert not view.may


def test_a_laptop_that_opens_nothing_any_more_asks_once_more_to_join(tmp_path: Path) -> None:
    office, north, _ = an_organisation()
    view, presenter, _ = stage(north)
    presenter.ask_anew(tmp_path)
    file, digits = view.request
    asked = Admission(office).read(tmp_path / file)
    assert (asked.device, asked.digits) == (north.device, digits)
    screen = screen_of(north)
    prepare(screen, (1254, 680), "fr", "light", 200)
    assert screen.anew.verb.isVisible()
    for _ in range(2):
        screen.show_request(file, digits)
        settle(screen)
    assert file in said(screen)
    assert cut_off_text(screen) == []
    assert nameless(screen) == []
    assert rich_text_labels(screen) == []
    of_the_office = screen_of(office)
    prepare(of_the_office)
    assert not of_the_office.anew.isVisible()


def screen_of(session: Session, door: Way | None = None, detail: str = "") -> DevicesScreen:
    services = DevicesServices.of(session, clock)
    screen = cast(DevicesScreen, build(services, ImmediateJobs(), door or Way()))
    show_detail(screen, detail)
    return screen


def said(screen: DevicesScreen) -> str:
    return "\n".join(
        label.text() for label in screen.findChildren(PlainLabel) if label.isVisibleTo(screen)
    )


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    window = focused.window()
    QTest.keyClick(focused, key)
    settle(window)


def test_a_stolen_laptop_is_cut_off_by_keys_alone() -> None:
    office, _, _ = an_organisation()
    door = Way()
    screen = screen_of(office, door)
    prepare(screen)
    screen.take_focus()
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is screen.cut
    press(Qt.Key.Key_Space)
    assert "What north may hold" in said(screen)
    press(Qt.Key.Key_Space)  # the first answer: shut down or locked
    assert "What happens when north is cut off" in said(screen)
    # The safe answer has the keyboard; the verb is two buttons before it.
    press(Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Space)
    assert "north is cut off" in said(screen)
    press(Qt.Key.Key_Space)
    assert door.gone == [("exchange", "write")]
    assert line_of(office, "north").status is DeviceStatus.CUT_OFF
    # What remains stands there; the incident is written down with what is known.
    press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is screen.path.incident
    press(Qt.Key.Key_Space)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(screen)
    (line,) = Incidents(office).all()
    assert line.values["title"] == "The laptop north was lost or stolen"
    assert line.values["people"] == 1
    assert "The incident stands in the register." in said(screen)
    screen.activateWindow()  # as the system does when a dialog has gone
    settle(screen)
    press(Qt.Key.Key_Escape)
    assert "When it was lost\nshut down or locked" in said(screen)
    press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is screen.remaining
    press(Qt.Key.Key_Space)
    assert "The incident stands in the register." in said(screen)


def test_escape_leaves_the_way_and_then_the_screen() -> None:
    office, _, _ = an_organisation()
    door = Way()
    screen = screen_of(office, door, "stolen")
    prepare(screen)
    assert "Which laptop is gone?" in said(screen)
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    settle(screen)
    assert "Which laptop is gone?" not in said(screen)
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    assert door.gone == [("exchange", "")]


@pytest.mark.parametrize(
    ("language", "palette", "percent"),
    [("en", "light", 100), ("fr", "dark", 100), ("fr", "light", 200), ("en", "dark", 200)],
)
def test_every_step_is_whole_in_both_languages_and_sizes(
    language: str, palette: str, percent: int
) -> None:
    office, north, _ = an_organisation()
    screen = screen_of(office)
    screen.take_focus()
    path = screen.path
    steps: tuple[Callable[[], object], ...] = (
        lambda: screen.chosen.emit(north.device.hex()),
        screen.begun.emit,
        lambda: screen.lost.emit(north.device.hex()),
        lambda: path.found.emit(Found.UNKNOWN),
        path.cut_asked.emit,
    )
    for step in steps:
        step()
        prepare(screen, (1254, 680), language, palette, percent)
        settle(screen)
        assert cut_off_text(screen) == []
        assert nameless(screen) == []
        assert rich_text_labels(screen) == []


def test_late_work_of_a_laptop_is_looked_at_and_let_count() -> None:
    office, north, _ = an_organisation()
    Organisation(office).revoke("north")
    client = a_client(north, "Chloé")
    assert Exchange(office).take_in(bundle_for(north, office)).outcome == "partial"
    door = Way()
    screen = screen_of(office, door)
    prepare(screen)
    screen.chosen.emit(north.device.hex())
    settle(screen)
    assert "changes by Maude Exemple" in said(screen)
    assert Clients(office).count() == 2
    screen.decided.emit(Act.ADMIT_LATE)
    settle(screen)
    assert door.said[0][0].startswith("2 changes of north count now.")
    assert "changes by Maude Exemple" not in said(screen)
    assert Clients(office).count() == 3
    assert Clients(office).show(client).fields["given"] == "Chloé"


def test_late_work_that_is_left_asks_no_more() -> None:
    office, north, _ = an_organisation()
    Organisation(office).revoke("north")
    a_client(north, "Chloé")
    Exchange(office).take_in(bundle_for(north, office))
    screen = screen_of(office)
    screen.chosen.emit(north.device.hex())
    screen.decided.emit(Act.LEAVE_LATE)
    assert Clients(office).count() == 2
    assert all(one.late is None for one in Devices(office).list())


def test_two_copies_and_two_histories_are_told_with_what_to_do() -> None:
    office, north, _ = an_organisation()
    line = next(one for one in Devices(office).list() if one.name == "north")
    fork = ForkLine(bytes(16).hex(), north.device, "north", 3, decided=False)
    asked = asks(replace(line, twice=True, forks=(fork,)), True)
    assert [[act for act, _ in one.acts] for one in asked] == [
        [Act.JOIN_HISTORIES],
        [Act.FORGET_COPIES],
    ]
    assert "3 changes of the other one lie here" in str(asked[0].told)
    assert [one.acts for one in asks(replace(line, twice=True, forks=(fork,)), False)] == [(), ()]


def test_a_laptop_holds_other_communities_after_the_consequences_were_read() -> None:
    office, north, south = an_organisation()
    screen = screen_of(office)
    prepare(screen)
    assert not screen.communities.isVisible()
    screen.chosen.emit(south.device.hex())
    assert screen.communities.isVisible()
    screen.communities.click()
    (dialog,) = screen.findChildren(CommunitiesDialog)
    assert not dialog.verb.isEnabled()
    for box in dialog.boxes:
        box.setChecked(False)
    assert "is cut off" in dialog.told()
    assert not dialog.verb.isEnabled()
    dialog.boxes[0].setChecked(True)
    assert "gets nothing new about Rivière-Exemple" in dialog.told()
    assert "lies aside when it comes" in dialog.told()
    dialog.verb.click()
    assert line_of(office, "south").communities == ("Lac-Exemple",)
    # What was written there before it heard of it waits for an answer, and the office can go back.
    client = a_client(south, "Zoé", community="Rivière-Exemple")
    carry(office, south)
    told = Exchange(office).take_in(bundle_for(south, office))
    assert (told.outcome, told.reason) == ("partial", "beyond_cut")
    screen.shown_again.emit()
    (ask,) = asks(line_of(office, "south"), True)
    assert "about Rivière-Exemple, which it holds no more" in str(ask.told)
    assert [act for act, _ in ask.acts] == [Act.ADMIT_LATE, Act.LEAVE_LATE]
    screen.communities.click()
    again = screen.findChildren(CommunitiesDialog)[-1]
    assert [box.isChecked() for box in again.boxes] == [True, False]
    again.boxes[1].setChecked(True)
    assert "gets everything about Rivière-Exemple" in again.told()
    again.verb.click()
    assert not asks(line_of(office, "south"), True)
    assert Clients(office).show(client).fields["given"] == "Zoé"
    carry(office, south)
    assert Clients(south).show(client).fields["given"] == "Zoé"
    assert not stage(north)[0].choices
