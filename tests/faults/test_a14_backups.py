"""A14: what a backup brings back is what was there; a damaged newest one sends to the next; thinning
never takes the last good one. In full in tests/soak/test_a14_hundred_drills.py."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from desktop_app.crypto.passphrase import FLOOR
from desktop_app.services.environment import Environment
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault import backups, vaults
from desktop_app.services.vault.backups import BackupDamaged, Backups
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.clock_watch import note_clock
from tests.builders import Clock, a_client, an_environment
from tests.faults.test_a7_bit_flips import flip
from tests.figures import Recorder, reached
from tests.hostile.laptops import state_of

PASSPHRASE = "seven lanterns beside a slow river"
DAY_MINUTES = 24 * 60


def drill(folder: Path, seed: int) -> None:
    """Weeks of work with backups; one of them is restored, from beside a damaged one or elsewhere."""
    chance, clock = random.Random(seed), Clock()
    environment = an_environment(clock, seed)
    states: dict[Path, list[str]] = {}
    with vaults.create(
        folder / "vault", "north", "Maude Exemple", PASSPHRASE, environment=environment, cost=FLOOR
    ) as vault:
        Organisation(vault.session).start(
            "Organisation Exemple", [{"name": "Lac-Exemple", "time_zone": "America/Toronto"}]
        )
        for number in range(chance.randrange(3, 12)):
            a_client(vault.session, f"Ana {number}")
            clock.forward(minutes=chance.choice((5, 600, DAY_MINUTES, 9 * DAY_MINUTES)))
            made = Backups(vault).make()
            states[made.folder] = state_of(vault.session)
        listed = [one.folder for one in Backups(vault).list()]
        assert listed[0] == made.folder
        assert [one.name for one in listed] == sorted((one.name for one in listed), reverse=True)
    damaged = chance.randrange(len(listed)) if len(listed) > 1 else 0
    target = folder / "vault" if chance.random() < 0.5 else folder / "another laptop"
    chosen = listed[0]
    if damaged:
        for one in listed[:damaged]:
            flip(one / "vault.db", chance)
        with pytest.raises(BackupDamaged) as refused:
            backups.restore(target, listed[0], PASSPHRASE, environment=environment)
        assert refused.value.instead is not None
        chosen = refused.value.instead.folder
        assert chosen == listed[damaged]
    with backups.restore(target, chosen, PASSPHRASE, environment=environment) as restored:
        assert state_of(restored.session) == states[chosen]
        assert check(restored).ok
        a_client(restored.session, "After")
    with vaults.open_vault(target, PASSPHRASE, environment=environment) as again:
        assert check(again).ok
        assert len(state_of(again.session)) > len(states[chosen])


@pytest.mark.parametrize("seed", range(5))
def test_a14_a_restore_drill(tmp_path: Path, seed: int, record_property: Recorder) -> None:
    drill(tmp_path, seed)
    reached(record_property, "A14", 1, "restore drills", 100)


def test_a14_thinning_never_takes_the_last_good_one(tmp_path: Path) -> None:
    """Every older one rotted on the disk, and the clock went back: the one just proven stays."""
    clock = Clock()
    environment: Environment = an_environment(clock)
    with vaults.create(
        tmp_path / "vault", "north", "Maude Exemple", PASSPHRASE, environment=environment
    ) as vault:
        copies = Backups(vault)
        for number in range(8):
            clock.forward(minutes=5)
            flip(copies.make().folder / "vault.db", random.Random(number))
        clock.forward(days=-400)
        for _ in range(8):
            clock.forward(minutes=5)
            good = copies.make()
            assert good.folder.is_dir()
            assert backups.verify(good.folder, copies.key_of(good)) == good.mark
            shutil.rmtree(good.folder)


def test_a14_a_clock_decades_ahead_destroys_no_backup(tmp_path: Path) -> None:
    clock = Clock()
    with vaults.create(
        tmp_path / "vault",
        "north",
        "Maude Exemple",
        PASSPHRASE,
        environment=an_environment(clock),
        cost=FLOOR,
    ) as vault:
        note_clock(vault.session)
        kept = Backups(vault).make()
        clock.forward(days=40 * 365)
        Backups(vault).make()
        assert backups.verify(kept.folder, Backups(vault).key_of(kept)) == kept.mark
        clock.forward(days=-40 * 365 + 400)
        Backups(vault).make()
        assert not kept.folder.exists(), "its time is over by a clock that can be right"


def test_a14_a_byte_of_what_a_backup_says_of_itself_is_noticed(tmp_path: Path) -> None:
    with vaults.create(tmp_path / "vault", "north", "Maude Exemple", PASSPHRASE, cost=FLOOR) as one:
        made = Backups(one).make()
        path = made.folder / backups.INFO
        whole = path.read_bytes()
        for at in range(8 * len(whole)):
            spoiled = bytearray(whole)
            spoiled[at // 8] ^= 1 << at % 8
            path.write_bytes(bytes(spoiled))
            with pytest.raises(BackupDamaged):
                backups.read_info(made.folder)
            assert Backups(one).list() == []
