"""Power cuts over one kind of work: record it once, then prove many images of the disk."""

from __future__ import annotations

import json
import random
import shutil
import traceback
from pathlib import Path
from typing import Any, Final

import pytest

from desktop_app.domain.errors import PortageError
from desktop_app.services.vault import vaults
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.anchor import Verdict
from desktop_app.storage.migrating import KEPT
from tests.faults.laptop import Laptop, a_laptop_with_work, prove
from tests.faults.power import Disk, calls_in, everything_in, lay_out
from tests.faults.test_a1_kills import cost_for
from tests.faults.workers import Workers
from tests.golden.make import HERE, copied
from tests.golden.story import PASSPHRASE
from tests.golden.test_golden import lines, told

WORK: Final = (
    "edit", "bundle", "workbook", "migration", "passphrase", "key", "restore", "export", "backup",
    "drafts",
)  # fmt: skip
TIMES: Final = {"edit": 4, "passphrase": 1, "key": 2, "export": 2, "backup": 2, "drafts": 6}


class Scene:
    """A disk of its own (vault, what is kept beside it, stick), and work on it to be recorded."""

    def __init__(self, folder: Path, work: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.work, self.disk, self._outside = work, folder / "disk", folder
        self.disk.mkdir()
        monkeypatch.setenv("XDG_DATA_HOME", str(self.disk / "data"))
        if work == "migration":
            self._vault = copied(HERE, 1, self.disk / "vault")
            vault = vaults.open_vault(copied(HERE, 1, folder / "aside"), PASSPHRASE)
            self._key, self._person = vault.key, vault.session.person
            vault.close()
            shutil.rmtree(self.disk / "data")
        else:
            self.laptop: Laptop = a_laptop_with_work(self.disk, 20, cost_for(work))
            self.laptop.kept.rename(folder / "kept")
            self.laptop.kept = folder / "kept"

    def job(self) -> dict[str, Any]:
        if self.work != "migration":
            return self.laptop.job(self.work, TIMES.get(self.work, 1))
        return {
            "work": "open", "folder": str(self._vault), "key": self._key.hex(),
            "person": self._person.hex(), "times": 1,
        }  # fmt: skip

    def recorded(self, workers: Workers, careless: str = "") -> Disk:
        """Do the work once, writing down what reaches the disk."""
        before = everything_in(self.disk)
        log = self._outside / "calls"
        log.unlink(missing_ok=True)
        told = {"record": {"under": str(self.disk), "log": str(log)}, "careless": careless}
        workers.start(self.job() | told)
        words, _ = workers.rest()
        assert not [word for word in words if word[0] in ("failed", "mistake")], words
        if self.work not in ("migration", "edit"):
            changes = TIMES["passphrase"] if self.work == "passphrase" else 0
            with self.laptop.reopened(self.work, changes) as vault:
                self.laptop.after[self.work] = self.laptop.state(vault)
        return Disk(before, calls_in(log))

    def prove(self, words: list[list[Any]]) -> None:
        """What lies on the disk now opens without a hand, is sound, and has all that was promised."""
        if self.work == "migration":
            with vaults.open_with_key(self._vault, self._key, self._person) as vault:
                assert told(vault, 1) == lines(HERE / "vault-1" / "holds.jsonl")
                assert [one.values for one in vault.drafts.all()] == [{"given": "Brouillon"}]
                assert_sound(vault)
            # The file as it was before stays beside it: whole, or the upgrade has not begun.
            kept = HERE / "vault-1" / "vault.db"
            copies = list(self._vault.glob(f"vault.db{KEPT}?"))
            assert [one.read_bytes() for one in copies] == [kept.read_bytes()]
            return
        changes = max((int(word[1]) for word in words if word[0] == "passphrase"), default=0)
        with self.laptop.reopened(self.work, changes) as vault:
            prove(self.laptop, self.work, words, vault)
            vault.drafts.save("client", "", "given", "Suite", 1)


def assert_sound(vault: OpenVault) -> None:
    assert vault.verdict is not Verdict.ROLLED_BACK
    assert check(vault).ok, [str(one.message) for one in check(vault).problems]


def cut_often(scene: Scene, disk: Disk, images: int, seed: int) -> dict[str, int]:
    """Prove so many images; gives how often what went wrong, by its name. {} when all was well."""
    chance = random.Random(seed)
    wrong: dict[str, int] = {}
    busy = [at for at, call in enumerate(disk.calls) if call.what != "M"]
    for number in range(images):
        # Evenly over the work, and at chance between two of its calls.
        at = busy[(number * len(busy)) // images] + chance.choice((0, 1))
        image, marks = disk.cut(at, chance)
        lay_out(scene.disk, image)
        words = [json.loads(mark) for mark in marks]
        try:
            scene.prove(words)
        except (AssertionError, PortageError) as fault:
            place = traceback.extract_tb(fault.__traceback__)[-1]
            name = f"{type(fault).__name__} {fault!s:.200} at {place.line} (call {at} of {seed})"
            wrong[name] = wrong.get(name, 0) + 1
    return wrong
