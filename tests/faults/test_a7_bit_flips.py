"""A7: one bit anywhere in the vault's file, its log or a backup is wrong: it is noticed, the person
is told which backup to take, and that one restores. In full in tests/soak/test_a7_ten_thousand_flips.py."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.domain.errors import PortageError
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.backups import INFO, BackupDamaged, Backups
from desktop_app.services.vault.checking import check
from tests.faults.rollbacks import Days, is_noticed
from tests.faults.work import CHEAP
from tests.figures import Recorder, reached
from tests.hostile.laptops import state_of, write_person
from tests.hostile.vault_on_disk import PASSPHRASE, OnDisk, on_disk

IN_ALL = 10_000
PARTS = ("vault.db", "vault.db-wal", "backup")


@dataclass
class Kept:
    """A vault as a crash leaves it, its log full, and backups of it, newest first. key: of these."""

    days: Days
    laptop: OnDisk
    backups: list[Path]
    key: bytes
    rows: dict[str, list[str]]


def kept_vault(folder: Path) -> Kept:
    laptop = on_disk(folder, 1)
    vault = vaults.open_with_key(laptop.folder, laptop.key, laptop.person)
    made: list[Path] = []
    for number in range(3):
        for one in range(4):
            write_person(vault.session, f"Ana {number} {one}")
        newest = Backups(vault).make()
        made.insert(0, newest.folder)
    key = Backups(vault).key_of(newest)
    vault.session.database.checkpoint()
    for number in range(6):
        write_person(vault.session, f"Bo {number}", preferred="ᐊᓇ " * 40)
    place = folder / "as it was"
    place.mkdir()
    for name in ("vault.db", "vault.db-wal"):
        shutil.copyfile(laptop.folder / name, place / name)
    vault.close()
    days = Days(laptop, [place], made[0])
    days.today()
    rows = days.rows()
    return Kept(days, laptop, made, key, rows)


def flip(path: Path, chance: random.Random) -> str:
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))
    return f"{path.name} at {at} of {len(data)}"


def flip_often(kept: Kept, part: str, times: int, seed: int) -> int:
    """Flip so many bits, one at a time; each is noticed or costs nothing. Gives how many of them
    were noticed."""
    chance, noticed = random.Random(seed), 0
    for _ in range(times):
        kept.days.today()
        if part == "backup":
            whole = kept.backups[0]
            path = whole / chance.choice(("vault.db", "vault.db", "vault.db", INFO))
            before = path.read_bytes()
            flip(path, chance)
            with pytest.raises(BackupDamaged):
                backups.read_info(whole)
                backups.verify(whole, kept.key)
            path.write_bytes(before)
            noticed += 1
        else:
            what = flip(kept.laptop.folder / part, chance)
            if is_noticed(kept.laptop):
                noticed += 1
            else:
                # A page of which the log holds a newer one, or a log's end that nobody reads: then
                # nothing was lost by it.
                assert kept.days.rows() == kept.rows, what
    kept.days.today()
    assert not is_noticed(kept.laptop)
    backups.verify(kept.backups[0], kept.key)
    return noticed


def drill(kept: Kept, chance: random.Random) -> None:
    """The vault's file and its newest backup are both damaged: the next one is named, and restores."""
    folder = kept.laptop.folder
    shutil.copytree(folder, folder.parent / "untouched")
    flip(folder / "vault.db", chance)
    flip(kept.backups[0] / "vault.db", chance)
    with pytest.raises(BackupDamaged) as refused:
        backups.restore(folder, kept.backups[0], PASSPHRASE, floor=CHEAP)
    instead = refused.value.instead
    assert instead is not None
    assert instead.folder == kept.backups[1]
    assert "choose that one" in str(refused.value)
    with backups.restore(folder, instead.folder, PASSPHRASE, floor=CHEAP) as vault:
        assert check(vault).ok
        names = " ".join(state_of(vault.session))
        assert "Ana 1 3" in names
        assert "Ana 2 0" not in names
    shutil.rmtree(folder)
    (folder.parent / "untouched").rename(folder)
    shutil.rmtree(vaults.anchor_folder())


@pytest.mark.parametrize("part", PARTS)
def test_a7_a_flipped_bit_is_noticed(tmp_path: Path, part: str, record_property: Recorder) -> None:
    kept = kept_vault(tmp_path)
    assert flip_often(kept, part, 12, 70 + PARTS.index(part)) > 6
    reached(record_property, "A7", 12, "flipped bits in vault, log and backups", IN_ALL)


def test_a7_the_person_is_told_which_backup_serves(tmp_path: Path) -> None:
    drill(kept_vault(tmp_path), random.Random(7))


def test_a7_a_vault_with_a_flipped_bit_is_left_as_it_is(tmp_path: Path) -> None:
    kept = kept_vault(tmp_path)
    path = kept.laptop.folder / "vault.db"
    data = bytearray(path.read_bytes())
    data[20] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(PortageError) as refused:
        vaults.open_with_key(kept.laptop.folder, kept.laptop.key, kept.laptop.person)
    assert "Restore the newest backup" in str(refused.value)
    assert path.read_bytes() == bytes(data)
