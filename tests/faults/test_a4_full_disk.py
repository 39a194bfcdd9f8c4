"""A4: a file system of 3 MiB is full; told so, nothing is lost; with room again work goes on."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import vaults
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.checking import check
from desktop_app.storage.errors import DiskFull
from tests.builders import Bundle
from tests.figures import Recorder, reached
from tests.hostile.vault_on_disk import OnDisk, on_disk

MEBIBYTE = 1 << 20
POINTS = 20


@contextlib.contextmanager
def small_disk(folder: Path, size: int) -> Iterator[Path]:
    """A file system of so many bytes; the test is skipped where nobody may mount one."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("Only who may mount file systems can have a small one.")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(disk: Path, but: int) -> Path:
    """Take all the room of a disk but so many bytes; gives what takes it."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    size = filler.stat().st_size
    with filler.open("rb+") as file:
        file.truncate(max(0, size - but))
    return filler


def work_until_full(laptop: OnDisk, disk: Path, but: int) -> int:
    """One point: work until the disk is full, make room, go on; gives how often it was full."""
    full = 0
    with vaults.open_with_key(laptop.folder, laptop.key, laptop.person) as vault:
        clients = Clients(vault.session)
        town = Organisation(vault.session).own_communities()[0].name
        filler = fill(disk, but)
        saved: dict[str, str] = {}

        def add(name: str) -> None:
            told = {"given": name, "family": "Exemple", "community": town}
            saved[clients.add(told, note="Une longue note. " * 400)] = name

        with contextlib.suppress(DiskFull):
            for number in range(100):
                add(f"Ana {number}")
        full += len(saved) < 100
        bundle = Bundle(laptop.bundle.read_bytes())
        told = Exchange(vault.session).take_in(bundle)
        assert told.outcome == "applied" or told.reason == "disk_full"
        full += told.outcome == "refused"
        try:
            Backups(vault).make()
        except DiskFull:
            full += 1
        with contextlib.suppress(DiskFull):
            vault.drafts.save("client", "", "given", "Brouillon", 1)
        filler.unlink()
        add("After")  # in the same session, without a start in between
        assert Exchange(vault.session).take_in(bundle).outcome in ("applied", "duplicate")
        vault.drafts.save("client", "", "given", "Suite", 2)
        for client, name in saved.items():
            assert clients.show(client).fields["given"] == name
        assert [one.code for one in check(vault).problems] == []
    with vaults.open_with_key(laptop.folder, laptop.key, laptop.person) as vault:
        assert {one.id for one in Clients(vault.session).page(limit=500)} >= set(saved)
        assert check(vault).ok
        assert [one.values for one in vault.drafts.all()] == [{"given": "Suite"}]
        assert not list((laptop.folder / vaults.BACKUPS).glob("*.partial"))
    return full


def fill_often(folder: Path, points: int) -> int:
    """How many of so many points, evenly between a full disk and one with some room, were full."""
    full = 0
    with small_disk(folder / "disk", 3 * MEBIBYTE) as disk:
        laptop = on_disk(disk, 5)
        laptop.keep(folder / "kept")
        for point in range(points):
            laptop.put_back(folder / "kept")
            full += work_until_full(laptop, disk, point * POINTS // points * 16_384) > 0
    return full


@pytest.mark.skipif(sys.platform != "linux", reason="Mounts as Linux does.")
def test_a4_a_full_disk(tmp_path: Path, record_property: Recorder) -> None:
    assert fill_often(tmp_path, 4) == 4
    reached(record_property, "A4", 4, "points at which 3 MiB were full", POINTS)
