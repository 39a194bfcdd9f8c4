from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest

from desktop_app.language import Message
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange import exchange_desk
from desktop_app.services.exchange.bundle_contents import SMALLEST
from desktop_app.services.exchange.bundle_undo import BundleUndone
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.exchange.exchange_lines import (
    Fate,
    Outgoing,
    Overview,
    Place,
    Received,
    RecordList,
    Sent,
    Watched,
)
from desktop_app.services.exchange.inspecting import Inspected
from desktop_app.services.exchange.media import Direction, Written, export_to
from desktop_app.services.progress import Step
from desktop_app.ui.exchange.presenter import ExchangePresenter, Page
from desktop_app.ui.exchange.watching import Watching
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.builders import a_client
from tests.desks import Desks, desks
from tests.ui.exchange.rehearsal import Rehearsal, Way, stick


class Seen:
    """A view that keeps what it was told."""

    def __init__(self) -> None:
        self.pages: list[tuple[Page, str]] = []
        self.overview: Overview | None = None
        self.watched: Sequence[Watched] = ()
        self.left = 0
        self.whom = False
        self.tasks: list[str] = []
        self.steps: list[Step] = []
        self.ended = 0
        self.undoing = ""
        self.undone: BundleUndone | None = None
        self.received: tuple[Received, RecordList] | None = None
        self.here: RecordList | None = None
        self.sent: Sequence[Sent] = ()
        self.looked: tuple[str, Inspected] | None = None
        self.places: Sequence[Place] = ()
        self.outgoing: Sequence[Outgoing] = ()
        self.written: Sequence[Written] = ()
        self.written_on: Place | None = None
        self.write_problem = ""

    def show_page(self, page: Page, rest: str) -> None:
        self.pages.append((page, rest))

    def show_overview(self, overview: Overview, watched: Sequence[Watched]) -> None:
        self.overview, self.watched = overview, watched

    def show_left(self, number: int) -> None:
        self.left = number

    def show_task(self, title: Message) -> None:
        self.tasks.append(str(title))

    def show_step(self, step: Step) -> None:
        self.steps.append(step)

    def end_task(self) -> None:
        self.ended += 1

    def show_received(self, received: Received, records: RecordList) -> None:
        self.received = (received, records)

    def show_undoing(self, title: Message) -> None:
        self.undoing = str(title)

    def end_undoing(self, done: BundleUndone | None, *, again: bool) -> None:
        self.undone = done

    def show_only_here(self, overview: Overview, records: RecordList) -> None:
        self.here = records

    def show_sent(self, lines: Sequence[Sent]) -> None:
        self.sent = lines

    def show_looked(self, file: str, seen: Inspected) -> None:
        self.looked = (file, seen)

    def show_choices(self, whom: bool) -> None:
        self.whom = whom

    def show_places(self, places: Sequence[Place], outgoing: Sequence[Outgoing]) -> None:
        self.places, self.outgoing = places, outgoing

    def show_writing(self, title: Message) -> None:
        self.tasks.append(str(title))

    def show_written(self, written: Sequence[Written], place: Place | None) -> None:
        self.written, self.written_on = written, place

    def show_write_problem(self, words: Message, written: Sequence[Written]) -> None:
        self.write_problem, self.written = str(words), written


class Led(Way):
    """A door that leads back into the presenter, as the window does."""

    presenter: ExchangePresenter

    def go(self, place: str, detail: str = "") -> None:
        self.gone.append((place, detail))
        if place == "exchange":
            self.presenter.show(detail)
            self.presenter.activate()


class Stage:
    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal, self.view, self.door = rehearsal, Seen(), Led()
        self.presenter = ExchangePresenter(
            self.view, rehearsal.services(), ImmediateJobs(), self.door
        )
        self.door.presenter = self.presenter
        self.presenter.show("")
        self.presenter.activate()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Desks]:
    made = desks(tmp_path)
    yield made
    made.close()


def test_several_files_go_in_one_after_the_other_after_a_backup(world: Desks) -> None:
    a_client(world.north.session, "Ana")
    a_client(world.south.session, "Béa")
    north, south = (world.bundle(one, world.office) for one in (world.north, world.south))
    letter = world.stick / "lettre.txt"
    letter.write_text("Bonjour")
    stage = Stage(Rehearsal(world, world.office))

    stage.presenter.import_files([north, letter, south, north])

    assert stage.view.tasks == [
        "Making a backup first",
        f"{north.name}, 1 of 3",
        "lettre.txt, 2 of 3",
        f"{south.name}, 3 of 3",
    ]
    assert any("You can go on working meanwhile" in str(one.what) for one in stage.view.steps)
    assert stage.view.ended == 1
    assert stage.door.said == [
        ("3 files were looked at: 2 taken in, 0 known before, 0 waiting for you, 1 refused.", False)
    ]
    assert stage.view.overview is not None
    assert {one.fate for one in stage.view.overview.received} == {Fate.IMPORTED, Fate.REFUSED}
    assert Clients(world.office.session).count() == 2
    assert not stage.presenter.importing
    assert (world.office.folder / "backups").is_dir()
    assert stage.door.changes == 3


class PowerCut(BaseException):
    """Nothing of the program goes on."""


def test_what_was_given_and_not_looked_at_is_offered_after_a_crash(
    world: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_client(world.north.session, "Ana")
    north = world.bundle(world.north, world.office)
    south = world.bundle(world.south, world.office)
    stage = Stage(Rehearsal(world, world.office))

    def power_cut(*given: object) -> None:
        raise PowerCut

    with monkeypatch.context() as patch:
        patch.setattr(exchange_desk, "run", power_cut)
        with pytest.raises(PowerCut):
            stage.presenter.import_files([north, south])
    again = Stage(Rehearsal(world, world.office))
    assert again.view.left == 2
    # One stick was pulled out meanwhile; what lay on it goes on waiting.
    away = south.rename(south.with_suffix(".away"))
    again.presenter.take_left()
    assert Clients(world.office.session).count() == 1
    assert again.view.left == 1
    assert "1 file was looked at: 1 taken in" in again.door.said[0][0]
    again.presenter.take_left()
    assert f"Put back the stick that holds {south.name}" in again.door.problems[0]
    away.rename(south)
    again.presenter.leave_left()
    assert again.view.left == 0
    assert "Nothing was taken in" in again.door.said[1][0]
    assert Stage(Rehearsal(world, world.office)).view.left == 0
    assert south.is_file()


def test_a_folder_without_bundles_says_so(world: Desks, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    stage = Stage(Rehearsal(world, world.office))
    stage.presenter.import_files([empty])
    assert "no bundle for this laptop" in stage.door.problems[0]


def test_a_request_to_join_is_looked_at_once_the_bundles_are_in(
    world: Desks, tmp_path: Path
) -> None:
    a_client(world.north.session, "Ana")
    request = tmp_path / "2026-03-02-01.portage-request"
    request.write_bytes(b"looked at in the settings, not here")
    stage = Stage(Rehearsal(world, world.office))

    stage.presenter.import_files([request, world.bundle(world.north, world.office)])

    assert stage.view.overview is not None
    assert [one.fate for one in stage.view.overview.received] == [Fate.IMPORTED]
    assert stage.door.gone == [("settings", f"let-in/{request}")]
    stage.presenter.import_files([request])
    assert stage.door.gone == [("settings", f"let-in/{request}")] * 2
    assert stage.door.problems == []


def test_details_lead_to_the_clients_file(world: Desks) -> None:
    client = a_client(world.north.session, "Ana")
    stage = Stage(Rehearsal(world, world.office))
    stage.presenter.import_files([world.bundle(world.north, world.office)])
    assert stage.view.overview is not None

    stage.presenter.go(f"received/{stage.view.overview.received[0].key}")

    assert stage.view.received is not None
    line = stage.view.received[1].lines[0]
    stage.presenter.open_record(line.place, line.detail)
    assert stage.door.gone[-1] == ("clients", client)


def test_looking_inside_comes_before_importing(world: Desks) -> None:
    a_client(world.north.session, "Ana")
    path = world.bundle(world.north, world.office)
    stage = Stage(Rehearsal(world, world.office))

    stage.presenter.look_inside(path)

    assert stage.view.pages[-1] == (Page.LOOK, "")
    assert stage.view.looked is not None
    assert stage.view.looked[0] == path.name
    assert stage.view.looked[1].sender == "north"
    assert Clients(world.office.session).count() == 0
    stage.presenter.import_looked()
    assert Clients(world.office.session).count() == 1
    assert stage.view.pages[-1] == (Page.HOME, "")


def test_what_cannot_be_looked_into_says_why(world: Desks, tmp_path: Path) -> None:
    letter = tmp_path / "lettre.portage"
    letter.write_text("Bonjour")
    stage = Stage(Rehearsal(world, world.office))
    stage.presenter.look_inside(letter)
    assert "not a sealed Portage file" in stage.door.problems[0]
    assert stage.view.ended == 1
    stage.presenter.show("look")
    assert stage.view.pages[-1] == (Page.HOME, "")


def test_a_laptop_writes_for_the_office_and_claims_nothing(world: Desks) -> None:
    a_client(world.north.session, "Ana")
    rehearsal = Rehearsal(world, world.north, [stick(world)])
    stage = Stage(rehearsal)
    stage.presenter.go("write")
    assert [one.name for one in stage.view.places] == ["CLE-MAUDE"]

    stage.presenter.write_to(world.stick)

    assert [one.path.parent.name for one in stage.view.written] == ["to-office"]
    assert stage.view.written_on == stick(world)
    assert rehearsal.kept == []
    stage.presenter.go("sent")
    assert stage.view.sent[0].received is False
    assert rehearsal.desk.overview().only_here.entries > 0


def test_the_office_writes_one_file_for_all_into_a_folder_and_remembers_it(
    world: Desks, tmp_path: Path
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    rehearsal = Rehearsal(world, world.office)
    stage = Stage(rehearsal)
    stage.presenter.go("write")
    stage.presenter.write_to(shared)
    assert len(stage.view.written) == 1
    assert len(stage.view.written[0].exported.recipients) == 2
    assert stage.view.written_on is None
    assert rehearsal.kept == [shared]


def test_a_stick_that_was_removed_is_told_and_can_be_tried_again(world: Desks) -> None:
    stage = Stage(Rehearsal(world, world.north, [stick(world)]))
    stage.presenter.go("write")
    stage.presenter.write_to(world.stick / "gone")
    assert "The memory stick was removed" in stage.view.write_problem
    assert stage.view.written == ()
    stage.presenter.write_to(world.stick)
    assert len(stage.view.written) == 1


def test_a_laptop_writes_one_file_for_all_when_asked(world: Desks) -> None:
    world.carry(world.office, world.north)
    a_client(world.north.session, "Ana")
    stage = Stage(Rehearsal(world, world.north, [stick(world)]))
    stage.presenter.go("write")
    assert stage.view.whom
    stage.presenter.choose_whom("everyone")
    assert {name for one in stage.view.outgoing for name in one.names} == {"office", "south"}
    stage.presenter.write_to(world.stick)
    [written] = stage.view.written
    assert written.path.parent.name == "to-laptops"
    assert len(written.bundles) == 2
    assert Stage(Rehearsal(world, world.office)).view.whom is False


def test_for_mail_there_are_several_files(world: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_desk, "MAIL_BYTES", SMALLEST)
    for number in range(12):
        a_client(world.north.session, f"Client {number}", Random(number).randbytes(9000).hex())
    stage = Stage(Rehearsal(world, world.north, [stick(world)]))
    stage.presenter.go("write")
    stage.presenter.choose_size("mail")
    stage.presenter.write_to(world.stick)
    assert len(stage.view.written) > 1
    assert all(one.bytes <= SMALLEST for one in stage.view.written)
    stage.presenter.go("")
    stage.presenter.go("write")
    stage.presenter.choose_size("urgent")
    stage.presenter.write_to(world.stick)
    [written] = stage.view.written
    assert written.bytes <= SMALLEST
    assert written.left


def test_a_folder_is_watched_and_left_alone_again(world: Desks, tmp_path: Path) -> None:
    rehearsal = Rehearsal(world, world.north)
    stage = Stage(rehearsal)
    folder = tmp_path / "shared"
    stage.presenter.show("")
    stage.presenter.watch(folder)
    assert [(one.folder, one.there) for one in stage.view.watched] == [(folder, False)]
    folder.mkdir()
    stage.presenter.activate()
    assert [one.there for one in stage.view.watched] == [True]
    stage.presenter.unwatch(folder)
    assert stage.view.watched == []


def test_what_comes_into_a_watched_folder_is_taken_in_and_told(
    world: Desks, tmp_path: Path
) -> None:
    a_client(world.north.session, "Ana")
    certificate = world.north.session.require_trust().certificates[world.office.session.device]
    export_to(
        Exchange(world.north.session),
        [certificate],
        tmp_path,
        Direction.TO_OFFICE,
        date(2026, 3, 2),
    )
    rehearsal = Rehearsal(world, world.office, watched=[tmp_path])
    watching = Watching(rehearsal.services(), ImmediateJobs(), rehearsal.door)
    watching.look()
    assert rehearsal.door.said == []  # perhaps it is still being written
    watching.look()
    assert "came through the watched folder" in rehearsal.door.said[0][0]
    (tmp_path / "spoiled.portage").write_bytes(b"age-encryption.org/v1\nspoiled")
    for _ in range(4):
        watching.look()
    assert len(rehearsal.door.problems) == 1
    assert len(rehearsal.door.said) == 1


def test_an_unknown_route_is_the_first_page(world: Desks) -> None:
    stage = Stage(Rehearsal(world, world.office))
    stage.presenter.show("00ff")
    assert stage.view.pages[-1] == (Page.HOME, "")
    stage.presenter.show("conflicts/abc")
    assert stage.view.pages[-1] == (Page.CONFLICTS, "abc")


def test_an_import_is_taken_back_and_brought_in_again(world: Desks) -> None:
    stage = Stage(Rehearsal(world, world.office))
    before = Clients(world.office.session).count()
    a_client(world.north.session, "Béa")
    world["office"].take_in(world.bundle(world.north, world.office))
    (received,) = world["office"].overview().received
    assert received.can_undo
    stage.presenter.show(f"received/{received.key}")
    stage.presenter.undo_import(False)
    assert stage.view.undone == BundleUndone((("client", 1),), (), ())
    assert Clients(world.office.session).count() == before
    assert world["office"].received_one(received.key).undone_at is not None
    stage.presenter.undo_import(True)
    assert Clients(world.office.session).count() == before + 1
    assert world["office"].received_one(received.key).undone_at is None
