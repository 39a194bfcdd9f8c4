"""A watched folder: what comes is taken in once, PCs keep in step, and their files go again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.domain.roles import Role
from desktop_app.services.exchange import media
from desktop_app.services.exchange.exchange import APPLIED, Exchange, Imported
from desktop_app.services.exchange.media import Direction, export_pack
from desktop_app.services.exchange.packs import OpenFile
from desktop_app.services.exchange.shared_folder import AGAIN_MINUTES, Round, SharedFolder
from desktop_app.services.session import Session
from desktop_app.services.trust.enrolment import accept
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.services.vault.dump import dump
from desktop_app.sync import bundle as files
from tests.builders import Bundle, Clock, a_client, a_laptop, an_environment, an_office, carry
from tests.services.exchange.clerk import folder_of

DAY = date(2026, 3, 2)


def reading_here(session: Session) -> Callable[[Path], Imported]:
    def take_in(path: Path) -> Imported:
        with path.open("rb") as file:
            return Exchange(session).take_in(OpenFile(file))

    return take_in


class Desk:
    """A vault and the folder that it watches."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.watched = SharedFolder(session, folder, reading_here(session))

    def look(self) -> Round:
        return self.watched.look(DAY, sure=True)


@dataclass
class Clerks:
    clock: Clock
    desks: list[Desk]
    folder: Path

    def settle(self, rounds: int = 12) -> None:
        """Let them look until nothing happens any more."""
        for _ in range(rounds):
            rounds_told = [desk.look() for desk in self.desks]
            if all(one.quiet for one in rounds_told):
                return
        raise AssertionError("the PCs never come to rest")

    def same(self) -> bool:
        return len({state(desk.session) for desk in self.desks}) == 1

    def names(self) -> list[str]:
        return sorted(one.name for one in self.folder.rglob("*") if one.is_file())


def state(session: Session) -> tuple[str, ...]:
    with session.database.reading() as tables:
        return tuple(dump(tables, session))


@pytest.fixture
def clerks(tmp_path: Path) -> Clerks:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    others = [
        a_laptop(office, name, role=Role.OFFICE, environment=an_environment(clock, at))
        for at, name in enumerate(("desk two", "desk three"), 2)
    ]
    for one in others:
        carry(office, one)
        carry(one, office)
    for one in others:
        carry(office, one)
    folder = tmp_path / "shared"
    folder.mkdir()
    return Clerks(clock, [Desk(one, folder) for one in (office, *others)], folder)


def test_pcs_keep_in_step_and_come_to_rest(clerks: Clerks) -> None:
    for at, desk in enumerate(clerks.desks):
        a_client(desk.session, f"Client {at}")
    clerks.settle()
    assert clerks.same()


def test_files_go_when_all_have_acknowledged_them(clerks: Clerks) -> None:
    for turn in range(5):
        a_client(clerks.desks[turn % 3].session, f"Client {turn}")
        clerks.settle()
    assert clerks.same()
    assert len(clerks.names()) <= len(clerks.desks)  # the last word of each


def test_a_pc_that_is_switched_off_is_not_written_to_over_and_over(clerks: Clerks) -> None:
    first, second, _ = clerks.desks
    written = 0
    for turn in range(8):
        a_client(first.session, f"Client {turn}")
        written += first.look().written is not None
        second.look()
    # The one that answers gets each change; the other gets a file only now and then.
    lagging = [one for one in first.watched._own() if len(one.addressees) == 2]
    assert written >= 4
    assert len(lagging) <= 2
    clerks.clock.forward(minutes=AGAIN_MINUTES + 1)
    clerks.settle()
    assert clerks.same()


def test_nothing_is_taken_in_twice(clerks: Clerks) -> None:
    first, second, _ = clerks.desks
    a_client(first.session, "Ana")
    first.look()
    assert len(second.look().came) == 1
    again = SharedFolder(second.session, clerks.folder, _never)
    assert not again.look(DAY, write=False, sure=True).came


def _never(path: Path) -> Imported:
    raise AssertionError(f"{path} was looked at again")


def test_a_file_that_grows_is_left_alone(clerks: Clerks) -> None:
    first, second, _ = clerks.desks
    a_client(first.session, "Ana")
    written = first.look().written
    assert written is not None
    whole = written.path.read_bytes()
    watched = SharedFolder(second.session, clerks.folder, reading_here(second.session))
    for size in (len(whole) // 3, len(whole) // 2):
        written.path.write_bytes(whole[:size])
        told = watched.look(DAY, write=False)
        assert (told.came, told.waiting) == ((), 1)
    written.path.write_bytes(whole)
    assert watched.look(DAY, write=False).waiting == 1
    [came] = watched.look(DAY, write=False).came
    assert came.imported.outcome == APPLIED


def test_a_temporary_file_is_none_of_ours(clerks: Clerks) -> None:
    first, second, _ = clerks.desks
    a_client(first.session, "Ana")
    written = first.look().written
    assert written is not None
    written.path.rename(written.path.with_name(written.path.name + ".tmp"))
    assert not second.look().came


@pytest.mark.skipif(os.name != "posix", reason="Names of any bytes are those of POSIX.")
def test_a_name_that_is_no_text_stops_nothing(clerks: Clerks) -> None:
    strange = clerks.folder / os.fsdecode(b"2026-03-02-\xff.portage")
    strange.write_bytes(b"somebody left this")
    a_client(clerks.desks[0].session, "Ana")
    clerks.settle()
    assert clerks.same()


def test_what_is_for_others_is_passed_over_in_silence(clerks: Clerks) -> None:
    first, second, third = clerks.desks
    a_client(first.session, "Ana")
    certificates = [first.session.require_trust().certificates[third.session.device]]
    export_pack(
        Exchange(first.session), certificates, clerks.folder, Direction.TO_OFFICE, DAY, alone=True
    )
    assert not second.watched.look(DAY, write=False, sure=True).came


def test_a_spoiled_file_is_told_once(clerks: Clerks) -> None:
    _, second, _ = clerks.desks
    (clerks.folder / "2026-03-02-44.portage").write_bytes(b"age-encryption.org/v1\nspoiled")
    assert [came.imported.reason for came in second.look().came] == ["altered"]
    assert not second.look().came


def test_a_folder_that_is_away_is_no_fault(clerks: Clerks) -> None:
    away = SharedFolder(clerks.desks[0].session, clerks.folder / "away")
    assert away.look(DAY).quiet


def test_a_crash_leaves_no_file_that_nobody_removes(
    clerks: Clerks, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = clerks.desks[0]
    a_client(first.session, "Ana")

    class Crash(BaseException):
        pass

    def crash(folder: Path) -> None:
        raise Crash

    def leave(path: Path, missing_ok: bool = False) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(media, "sync_folder", crash)
        patch.setattr(Path, "unlink", leave)
        with pytest.raises(Crash):
            first.look()
    assert len(clerks.names()) == 1
    clerks.settle()
    assert clerks.same()
    assert len(clerks.names()) <= len(clerks.desks)


def test_what_is_not_watched_any_more_leaves_nothing(clerks: Clerks) -> None:
    first = clerks.desks[0]
    a_client(first.session, "Ana")
    first.look()
    assert first.watched.forget() == 1
    assert not clerks.names()
    assert first.watched.forget() == 0


def test_a_laptop_takes_in_what_comes_and_writes_nothing(tmp_path: Path) -> None:
    office = an_office()
    north = a_laptop(office)
    a_client(office, "Ana")
    export_pack(
        Exchange(office),
        [office.require_trust().certificates[north.device]],
        tmp_path,
        Direction.TO_LAPTOPS,
        DAY,
    )
    desk = Desk(north, tmp_path)
    told = desk.look()
    assert [came.imported.outcome for came in told.came] == [APPLIED]
    assert told.written is None


# Real processes


@dataclass(frozen=True)
class OnDisk:
    folder: Path
    key: bytes
    person: bytes


def three_vaults(folder: Path) -> Iterator[OnDisk]:
    with ExitStack() as stack:
        opened = [
            stack.enter_context(
                vaults.create(
                    folder / name,
                    name,
                    f"Person {name}",
                    "seven lanterns beside a slow river",
                    cost=FLOOR,
                )
            )
            for name in ("one", "two", "three")
        ]
        office = opened[0].session
        organisation = Organisation(office)
        organisation.start("Exemple", [{"name": "Lac", "region": "QC", "time_zone": "UTC"}])
        held = [one.id for one in organisation.communities()]
        for vault in opened[1:]:
            issued = organisation.approve(Organisation(vault.session).request(), Role.OFFICE, held)
            answer = folder / "answer"
            with answer.open("wb") as file:
                Exchange(office).write([issued], file, files.ENROLMENT)
            accept(vault.session, Bundle(answer.read_bytes()))
        for vault in opened[1:]:
            carry(vault.session, office)
        for vault in opened[1:]:
            carry(office, vault.session)
        for vault in opened:
            yield OnDisk(vault.folder, vault.key, vault.session.person)


def test_three_pcs_write_constantly_and_one_is_killed(tmp_path: Path) -> None:
    clerks = list(three_vaults(tmp_path))
    shared = tmp_path / "shared"
    shared.mkdir()

    def start(clerk: OnDisk, name: str, rounds: int) -> subprocess.Popen[str]:
        arguments = [str(clerk.folder), clerk.key.hex(), clerk.person.hex(), str(shared)]
        return subprocess.Popen(
            [sys.executable, "-m", "tests.services.exchange.clerk", *arguments, str(rounds), name],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[3],
            env=dict(os.environ),
        )

    running = [start(clerk, f"P{at}", 10) for at, clerk in enumerate(clerks)]
    victim = running[1]
    assert victim.stdout is not None
    for _ in range(4):
        victim.stdout.readline()
    victim.kill()
    victim.wait()
    victim.stdout.close()
    running[1] = start(clerks[1], "P1 again", 5)
    for one in running:
        assert one.stdout is not None
        one.communicate()
        assert one.returncode == 0
    with ExitStack() as stack:
        opened = [
            stack.enter_context(vaults.open_with_key(one.folder, one.key, one.person))
            for one in clerks
        ]
        watched = [folder_of(vault, shared) for vault in opened]
        for _ in range(15):
            told = [one.look(DAY, sure=True) for one in watched]
            if all(one.quiet for one in told):
                break
        else:
            raise AssertionError("the PCs never come to rest")
        states = [state(vault.session) for vault in opened]
        assert states[0] == states[1] == states[2]
        assert len([line for line in states[0] if "P1 again" in line]) >= 5
    left = [one for one in shared.rglob("*") if one.is_file()]
    assert len(left) <= len(clerks)
