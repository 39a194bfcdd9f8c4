"""A5, A6: sticks that are full, locked, pulled out or lying; bundles that were cut."""

from __future__ import annotations

import errno
import os
import re
import resource
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.errors import Cancelled, PortageError
from desktop_app.services.exchange.exchange import APPLIED, REFUSED, Exchange
from desktop_app.services.exchange.media import Direction, MediumFault, Written, export_to
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from tests.builders import Bundle, a_laptop, an_office
from tests.figures import Recorder, reached
from tests.hostile.corpus import CODES, corpus
from tests.hostile.laptops import copy_of, fingerprint, write_person

TODAY = date(2026, 11, 21)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Faults are made as POSIX makes them.")


def laptop_and_office() -> tuple[Session, Session]:
    office = an_office()
    north = a_laptop(office)
    write_person(north, "Ana")
    return north, office


def export(north: Session, folder: Path, progress: Progress | None = None) -> Written:
    trust = north.require_trust()
    return export_to(
        Exchange(north), trust.named("office"), folder, Direction.TO_OFFICE, TODAY, progress
    )


def refusal_of(north: Session, folder: Path) -> PortageError | None:
    try:
        export(north, folder)
    except PortageError as refusal:
        return refusal
    return None


def exported(session: Session) -> list[str]:
    with session.database.reading() as tables:
        return [one.file for one in tables.exchange.exports()]


def files_in(folder: Path) -> list[str]:
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())


def test_a_bundle_lies_whole_under_a_plain_name(tmp_path: Path) -> None:
    north, office = laptop_and_office()
    for number in (1, 2, 3):
        written = export(north, tmp_path)
        assert written.path == tmp_path / "to-office" / f"2026-11-21-{number:02d}.portage"
    assert exported(north)[0] == "to-office/2026-11-21-03.portage"
    assert not [
        one for one in files_in(tmp_path) if not re.fullmatch(r"to-office/[\d-]+\.portage", one)
    ]
    assert Exchange(office).take_in(Bundle(written.path.read_bytes())).outcome == APPLIED


def test_what_a_crash_left_is_cleaned_and_other_files_are_not(tmp_path: Path) -> None:
    north, _ = laptop_and_office()
    place = tmp_path / "to-office"
    place.mkdir()
    (place / "2026-11-20-04.portage.tmp").write_bytes(b"half")
    (place / "2026-11-21-07.portage").write_bytes(b"of another laptop")
    (place / "report.tmp").write_bytes(b"of another program")
    export(north, tmp_path)
    assert files_in(place) == ["2026-11-21-07.portage", "2026-11-21-08.portage", "report.tmp"]


def test_an_export_that_was_killed_leaves_a_temporary_file_alone(tmp_path: Path) -> None:
    code = textwrap.dedent(f"""
        import os, sys
        sys.path.insert(0, {str(Path(__file__).resolve().parents[2])!r})
        from pathlib import Path
        from tests.hostile.test_a5_a6_media import export, laptop_and_office
        os.fsync = lambda number: os.kill(os.getpid(), 9)
        export(laptop_and_office()[0], Path({str(tmp_path)!r}))
    """)
    killed = subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert killed.returncode == -9
    assert files_in(tmp_path) == ["to-office/2026-11-21-01.portage.tmp"]
    north, _ = laptop_and_office()
    export(north, tmp_path)
    assert files_in(tmp_path) == ["to-office/2026-11-21-01.portage"]


def test_stopping_leaves_nothing(tmp_path: Path) -> None:
    north, _ = laptop_and_office()
    progress = Progress.silent()
    progress.cancel()
    with pytest.raises(Cancelled):
        export(north, tmp_path, progress)
    assert (files_in(tmp_path), exported(north)) == ([], [])


def test_two_laptops_may_write_to_one_folder(tmp_path: Path) -> None:
    laptops = [laptop_and_office()[0] for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(lambda one: [export(one, tmp_path) for _ in range(5)], laptops))
    paths = {one.path for row in written for one in row}
    assert len(paths) == 20
    assert len(files_in(tmp_path)) == 20


@contextmanager
def failing(
    monkeypatch: pytest.MonkeyPatch, number: int, fault: int
) -> Iterator[Callable[[], int]]:
    """Have the `number`-th call to the medium fail; gives how many calls there were."""
    calls = 0

    def watched(genuine: Callable[..., Any]) -> Callable[..., Any]:
        def call(*told: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == number:
                raise OSError(fault, os.strerror(fault))
            return genuine(*told, **named)

        return call

    with monkeypatch.context() as patch:
        for owner, name in (
            (os, "open"), (os, "fsync"), (os, "fdopen"), (Path, "mkdir"), (Path, "replace"),
            (Path, "iterdir"), (Path, "open"), (Path, "stat"),
        ):  # fmt: skip
            patch.setattr(owner, name, watched(getattr(owner, name)))
        yield lambda: calls


FAULTS = {
    errno.EROFS: {"read_only"},
    errno.EACCES: {"read_only"},
    errno.ENOSPC: {"disk_full"},
    errno.EDQUOT: {"disk_full"},
    errno.ENODEV: {"medium_removed"},
    errno.ENOENT: {"medium_removed", "disk_fault"},
    errno.EIO: {"disk_fault"},
}


@pytest.mark.parametrize("fault", FAULTS, ids=errno.errorcode.get)
def test_every_single_fault_is_told_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    north, _ = laptop_and_office()
    old = export(north, tmp_path)
    kept, remembered = old.path.read_bytes(), 1
    number = told = 0
    while True:
        number += 1
        with failing(monkeypatch, number, fault) as calls:
            refusal = refusal_of(north, tmp_path)
            count = calls()
        if refusal is None:
            remembered += 1
            if count < number:
                break
        else:
            told += 1
            assert refusal.code in FAULTS[fault] | {"medium_removed"}
            assert "safe" in str(refusal)
        assert old.path.read_bytes() == kept
        assert len(exported(north)) == remembered
        assert len([one for one in files_in(tmp_path) if one.endswith(".portage")]) >= remembered
    assert told >= 7


def test_a_full_stick_is_told(tmp_path: Path) -> None:
    north, _ = laptop_and_office()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for limit in (0, 100, 1000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            with pytest.raises(PortageError) as refused:
                export(north, tmp_path)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert refused.value.code == "disk_full"
        assert (files_in(tmp_path), exported(north)) == ([], [])


def test_a_stick_that_is_not_there_is_told(tmp_path: Path) -> None:
    north, _ = laptop_and_office()
    with pytest.raises(PortageError) as refused:
        export(north, tmp_path / "stick")
    assert refused.value.code == "medium_removed"
    assert not (tmp_path / "stick").exists()


def test_a_stick_that_keeps_something_else_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    north, _ = laptop_and_office()
    genuine = os.fsync

    def lying(number: int) -> None:
        genuine(number)
        if Path(f"/proc/self/fd/{number}").readlink().suffix == ".tmp":
            os.pwrite(number, b"\0", 200)

    monkeypatch.setattr(os, "fsync", lying)
    with pytest.raises(MediumFault):
        export(north, tmp_path)
    assert (files_in(tmp_path), exported(north)) == ([], [])


def test_a_bundle_is_read_from_a_medium_that_cannot_be_written(tmp_path: Path) -> None:
    from desktop_app.services.processes.reader import ProcessBundleReader

    kept = corpus()
    for number, data in enumerate(kept.bundles[:20]):
        path = tmp_path / str(number) / "2026-03-02-01.portage"
        path.parent.mkdir()
        path.write_bytes(data)
        path.chmod(0o400)
        path.parent.chmod(0o500)
        receiver = copy_of(kept.receiver)
        assert Exchange(receiver).take_in(ProcessBundleReader(path)).outcome in (APPLIED, "partial")
        path.parent.chmod(0o700)


def test_a6_a_cut_bundle_is_refused_wherever_it_was_cut(record_property: Recorder) -> None:
    kept = corpus()
    receiver = copy_of(kept.receiver)
    before, exchange = fingerprint(receiver), Exchange(receiver)
    whole = max(kept.bundles, key=len)
    lengths = {len(whole) * part // 201 for part in range(1, 201)}
    by_sector = [
        (one, at) for one in kept.bundles for at in range(0, len(one), 512) if at < len(one)
    ]
    assert len(by_sector) >= 200
    for data, at in [(whole, at) for at in lengths] + by_sector:
        told = exchange.take_in(Bundle(data[:at]))
        assert (told.outcome, told.reason in CODES) == (REFUSED, True), (at, told)
        # What a pulled stick leaves is as often right in length and empty behind the cut.
        told = exchange.take_in(Bundle(data[:at].ljust(len(data), b"\0")))
        assert (told.outcome, told.reason in CODES) == (REFUSED, True), (at, told)
    assert fingerprint(receiver) == before
    reached(record_property, "A6", len(lengths), "lengths at which a bundle was cut", 200)
    reached(record_property, "A6", len(by_sector), "bounds of sectors at which one was cut", 200)
