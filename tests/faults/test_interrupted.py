"""The moments in which a crash hurts most, one by one: a restore and a change of keys cut short."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.vault_folder import (
    BACKUPS,
    DATABASE,
    SLOTS,
    exchange_files,
    is_being_restored,
    stage,
)
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.anchor import Anchor, Verdict
from tests.faults.laptop import Laptop, a_laptop_with_work
from tests.faults.work import CHEAP, opened, passphrase
from tests.hostile.laptops import write_person


@pytest.fixture
def laptop(tmp_path: Path) -> Laptop:
    return a_laptop_with_work(tmp_path, 1)


def by_passphrase(laptop: Laptop) -> OpenVault:
    assert vaults.is_vault(laptop.folder)
    assert vaults.people_of(laptop.folder)
    return vaults.open_vault(laptop.folder, passphrase(0), floor=CHEAP)


def names_moved(laptop: Laptop, *names: str) -> None:
    """Do so many of the moves as were done when the process ended."""
    aside = laptop.folder / BACKUPS / "replaced-2026-03-02-120000"
    aside.mkdir()
    for name in names:
        (laptop.folder / name).rename(aside / name)


CUTS: dict[str, Callable[[Laptop], None]] = {
    "decided": lambda laptop: None,
    "log moved": lambda laptop: names_moved(laptop, f"{DATABASE}-wal"),
    "database moved": lambda laptop: names_moved(laptop, DATABASE),
    "all moved": lambda laptop: names_moved(laptop, DATABASE, SLOTS),
    "exchanged": lambda laptop: exchange_files(laptop.folder),
}


@pytest.mark.parametrize("cut", CUTS)
def test_a1_a_restore_goes_on_wherever_it_was_cut(laptop: Laptop, cut: str) -> None:
    with by_passphrase(laptop) as vault, vault.session.database.reading() as tables:
        incarnation = tables.facts.number("incarnation")
    (laptop.folder / f"{DATABASE}-wal").touch()
    stage(laptop.folder, laptop.backup, "2026-03-02-120000")
    CUTS[cut](laptop)
    # As on another computer, where nothing remembers how far the vault had come.
    shutil.rmtree(vaults.anchor_folder())
    with by_passphrase(laptop) as vault:
        assert not is_being_restored(laptop.folder)
        with vault.session.database.reading() as tables:
            assert tables.facts.number("incarnation") > incarnation
        assert len(laptop.state(vault)) < len(laptop.before)
    with by_passphrase(laptop) as vault:
        assert vault.notices == []
        assert check(vault).ok
    kept = laptop.folder / BACKUPS / "replaced-2026-03-02-120000"
    assert {DATABASE, SLOTS} <= {one.name for one in kept.iterdir()}


def test_a1_a_restore_that_was_not_decided_never_happened(laptop: Laptop) -> None:
    partial = laptop.folder / "restoring.partial"
    partial.mkdir()
    shutil.copyfile(laptop.backup / DATABASE, partial / DATABASE)
    with by_passphrase(laptop) as vault:
        assert laptop.state(vault) == laptop.before
        assert vault.notices == []
    with backups.restore(laptop.folder, laptop.backup, passphrase(0), floor=CHEAP) as vault:
        assert len(laptop.state(vault)) < len(laptop.before)
    assert not partial.exists()


@pytest.mark.parametrize("done", ["slots", "drafts", "database", "anchor"])
def test_a1_a_change_of_keys_goes_on_wherever_it_was_cut(laptop: Laptop, done: str) -> None:
    new, last = os.urandom(32), ["slots", "drafts", "database", "anchor"].index(done)
    with opened(laptop.job("key")) as vault:
        vault.drafts.save("client", "", "given", "Brouillon", 1)
        vault._write(vault.slots.sealed_to_all([vault.key, new]))
        if last >= 1:
            vault.drafts.change_key(new)
        if last >= 2:
            vault.session.database.change_key(new)
        if last >= 3:
            Anchor(vaults.anchor_folder(), vault.vault_id, new).write(vault.mark())
    with by_passphrase(laptop) as vault:
        assert (vault.key == new) == (last >= 2)
        assert vault.verdict is Verdict.SOUND
        assert vault.notices == []
        assert [one.values for one in vault.drafts.all()] == [{"given": "Brouillon"}]
        assert laptop.state(vault) == laptop.before
        assert all(len(one.sealed) == 1 for one in vault.slots.slots)
    with by_passphrase(laptop) as vault:
        assert check(vault).ok
        assert len(vault.drafts.all()) == 1


@pytest.mark.expects_warnings
def test_a3_a_save_is_not_called_lost_because_the_anchor_could_not_be_written(
    laptop: Laptop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = tmp_path / "a file"
    nowhere.touch()
    with opened(laptop.job("edit")) as vault:
        monkeypatch.setattr(vault.anchor, "_path", nowhere / "x.anchor")
        write_person(vault.session, "Ana")
        assert len(laptop.state(vault)) == len(laptop.before) + 1
    with opened(laptop.job("edit")) as vault:
        assert vault.verdict is Verdict.SOUND
        assert check(vault).ok
