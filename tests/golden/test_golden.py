"""What earlier releases wrote is read by this one: every kept vault and bundle, every way in."""

from __future__ import annotations

import itertools
import os
import random
import shutil
from pathlib import Path

import pytest

from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.backups import INFO
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.dump import dump
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage import schema
from desktop_app.storage.errors import NewerFile
from desktop_app.storage.migrating import KEPT
from tests.builders import Bundle, an_environment
from tests.golden.make import FILES, PASSPHRASE, make

HERE = Path(__file__).parent
RELEASES = sorted(int(one.name.split("-")[1]) for one in HERE.glob("vault-*"))


def kept_vault(number: int, folder: Path) -> Path:
    """A copy of a kept vault, as it comes to a laptop that never saw it."""
    shutil.rmtree(vaults.anchor_folder(), ignore_errors=True)
    place = folder / "vault"
    place.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(HERE / f"vault-{number}" / name, place / name)
    return place


def state(vault: OpenVault) -> list[str]:
    with vault.session.database.reading() as tables:
        return list(dump(tables, vault.session))


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def opened(folder: Path) -> OpenVault:
    return vaults.open_vault(folder, PASSPHRASE, environment=an_environment())


def test_there_is_one_of_each_kind() -> None:
    assert RELEASES
    for number in RELEASES:
        assert len(list((HERE / f"bundles-{number}").glob("*.portage"))) >= 7


@pytest.mark.parametrize("number", RELEASES)
def test_a_kept_vault_opens_with_all_it_held(tmp_path: Path, number: int) -> None:
    folder = kept_vault(number, tmp_path)
    original = (folder / "vault.db").read_bytes()
    for again in (False, True):
        with opened(folder) as vault:
            assert state(vault) == lines(HERE / f"vault-{number}" / "holds.jsonl")
            assert [one.code for one in check(vault).problems] == []
            assert [one.values for one in vault.drafts.all()] == [{"given": "Brouillon"}], again
    copies = list(folder.glob(f"vault.db{KEPT}*"))
    assert all(one.read_bytes() == original for one in copies)
    with vaults.open_vault(folder, PASSPHRASE) as vault:
        vault.change_key(os.urandom(32))
        assert check(vault).ok


@pytest.mark.parametrize("number", RELEASES)
def test_kept_bundles_give_the_same_in_any_order(tmp_path: Path, number: int) -> None:
    bundles = sorted((HERE / f"bundles-{number}").glob("*.portage"))
    expected = lines(HERE / f"bundles-{number}" / "gives.jsonl")
    chance = random.Random(number)
    orders = [bundles, bundles[::-1], *(chance.sample(bundles, len(bundles)) for _ in range(4))]
    for at, order in enumerate(orders):
        with opened(kept_vault(number, tmp_path / str(at))) as vault:
            for path in order:
                told = Exchange(vault.session).take_in(Bundle(path.read_bytes()))
                # Who was cut off is known to be so once the office's word has come.
                refused = told.outcome == "refused" and told.reason == "revoked_sender"
                assert told.outcome in ("applied", "partial", "parked", "duplicate") or refused
            for path in order:
                Exchange(vault.session).take_in(Bundle(path.read_bytes()))
            assert state(vault) == expected, [one.name for one in order]
            assert [one.code for one in check(vault).problems] == []


@pytest.mark.parametrize("number", RELEASES)
def test_a_backup_of_that_release_is_restored(tmp_path: Path, number: int) -> None:
    backup = kept_vault(number, tmp_path / "stick")
    shutil.copyfile(HERE / f"vault-{number}" / INFO, backup / INFO)
    whole = {one: one.read_bytes() for one in backup.iterdir()}
    with backups.restore(tmp_path / "new", backup, PASSPHRASE) as vault:
        assert state(vault) == lines(HERE / f"vault-{number}" / "holds.jsonl")
        assert check(vault).ok
    with opened(tmp_path / "new") as vault:
        assert check(vault).ok
    assert {one: one.read_bytes() for one in whole} == whole


def test_a13_an_older_program_leaves_a_newer_vault_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = kept_vault(RELEASES[-1], tmp_path)
    opened(folder).close()
    before = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    monkeypatch.setattr(schema, "VERSION", 0)
    with pytest.raises(NewerFile) as refused:
        opened(folder)
    assert "newer Portage" in str(refused.value)
    after = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    for name in itertools.filterfalse(lambda one: one.startswith("lock"), before):
        assert after[name] == before[name], name
    assert not {name for name in after if name.endswith("-wal") and after[name]}


def test_the_maker_makes_what_it_says(tmp_path: Path) -> None:
    make(tmp_path, 9)
    assert {one.name for one in (tmp_path / "vault-9").iterdir()} >= {*FILES, INFO, "holds.jsonl"}
    with opened(tmp_path / "vault-9") as vault:
        assert state(vault) == lines(tmp_path / "vault-9" / "holds.jsonl")
