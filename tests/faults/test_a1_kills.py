"""A1: killed at any moment of any work, the vault opens, is sound, and has all that was promised."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.crypto.passphrase import FLOOR, KeyCost
from tests.faults.laptop import KINDS, Laptop, a_laptop_with_work, prove
from tests.faults.work import CHEAP
from tests.faults.workers import Workers

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Kills as POSIX kills.")

TIMES = {
    "edit": 12,
    "bundle": 1,
    "workbook": 1,
    "passphrase": 2,
    "key": 6,
    "restore": 2,
    "export": 8,
}


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers() as started:
        yield started


def cost_for(work: str) -> KeyCost:
    return FLOOR if work == "passphrase" else CHEAP


def kill_often(laptop: Laptop, workers: Workers, work: str, times: int, seed: int) -> int:
    """Kill that work so often at random moments and prove the vault each time; gives how often the
    child was still at work."""
    job = laptop.job(work, TIMES[work])
    started = 0.0
    number = workers.start(job)
    assert number
    while True:
        word = workers.heard()
        if word[0] == "at work":
            started = time.monotonic()
        assert word[0] not in ("failed", "mistake"), word
        if word[0] == "ended":
            break
    whole = time.monotonic() - started
    changes = TIMES[work] if work == "passphrase" else 0
    with laptop.reopened(work, changes) as vault:
        laptop.after[work] = laptop.state(vault)
    chance, killed = random.Random(seed), 0
    for _ in range(times):
        laptop.put_back()
        words, at_work = workers.killed_after(job, chance.uniform(0.0, 1.0) * whole)
        assert not [word for word in words if word[0] in ("failed", "mistake")], words
        killed += at_work
        changes = max((word[1] for word in words if word[0] == "passphrase"), default=0)
        with laptop.reopened(work, changes) as vault:
            prove(laptop, work, words, vault)
    return killed


@pytest.mark.parametrize("work", KINDS)
def test_a1_a_kill_loses_nothing(tmp_path: Path, workers: Workers, work: str) -> None:
    laptop = a_laptop_with_work(tmp_path, 120, cost_for(work))
    assert kill_often(laptop, workers, work, 6, 100 + KINDS.index(work))
