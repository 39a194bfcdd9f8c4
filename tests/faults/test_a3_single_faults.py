"""A3: one call of the system fails, each in turn: nothing is called saved that is not, and work goes on."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.laptop import Laptop, a_laptop_with_work, prove
from tests.faults.shim import build_shim
from tests.faults.test_a1_kills import cost_for
from tests.faults.work import opened
from tests.faults.workers import Workers

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="The loader of Linux is needed."),
    pytest.mark.skipif(shutil.which("cc") is None, reason="No C compiler is here."),
]

ERRORS = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS)
WORK = ("edit", "export", "backup", "drafts", "key", "restore", "passphrase")
TIMES = {"edit": 2, "export": 1, "backup": 1, "drafts": 4, "key": 1, "restore": 1, "passphrase": 1}
TOLD = {"disk_fault", "disk_full", "read_only", "backup_damaged"}
"""What a person may be told of a disk: never that the vault is damaged, nor another's fault."""


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    with Workers(build_shim(tmp_path_factory.mktemp("shim"))) as started:
        yield started


def with_fault(
    laptop: Laptop, workers: Workers, work: str, nth: int, number: int
) -> tuple[list[list[object]], int]:
    """(what the child said, how many calls there were). The nth call fails with that error."""
    under = str(laptop.folder.parent)
    fault = {"nth": nth, "errno": number, "under": under}
    workers.start(laptop.job(work, TIMES[work]) | {"fault": fault})
    words, _ = workers.rest()
    calls = next(int(word[1]) for word in words if word[0] == "calls")
    return words, calls


def sweep(
    laptop: Laptop, workers: Workers, work: str, faults: int, shift: int = 0
) -> tuple[int, int]:
    """Let so many calls fail, spread evenly over the work; gives (faults, refusals told)."""
    words, calls = with_fault(laptop, workers, work, 0, errno.EIO)
    assert not [word for word in words if word[0] in ("failed", "mistake")], words
    changes = 1 if work == "passphrase" else 0
    with laptop.reopened(work, changes) as vault:
        laptop.after[work] = laptop.state(vault)
    done = told = 0
    for number in range(faults):
        nth = 1 + (shift + number * max(1, calls // faults)) % calls
        failing = ERRORS[number % len(ERRORS)]
        laptop.put_back()
        words, met = with_fault(laptop, workers, work, nth, failing)
        said = f"{work}, call {nth} of {calls}, {os.strerror(failing)}: {words}"
        assert [word for word in words if word[0] == "mistake"] == [], said
        failed = {str(word[1]) for word in words if word[0] == "failed"}
        assert failed <= TOLD, said
        told += bool(failed)
        done += met >= nth
        changes = max((int(str(word[1])) for word in words if word[0] == "passphrase"), default=0)
        with laptop.reopened(work, changes) as vault:
            if failed and work == "passphrase":
                # What was called unsaved is not in force: the person goes on typing the old one.
                vault.check_passphrase("seven lanterns beside a slow river")
            prove(laptop, work, words, vault)
            vault.drafts.save("client", "", "given", "Suite", 1)
        # The disk answers again: the same work goes through, in a process of its own.
        if work in ("edit", "drafts") and number % 10 == 0:
            workers.start(laptop.job(work, 1))
            again, _ = workers.rest()
            assert not [word for word in again if word[0] in ("failed", "mistake")], again
            with opened(laptop.job(work)) as vault:
                prove(laptop, work, again if work == "drafts" else [], vault)
    return done, told


@pytest.mark.parametrize("work", WORK)
def test_a3_one_fault_of_the_disk(tmp_path: Path, workers: Workers, work: str) -> None:
    laptop = a_laptop_with_work(tmp_path, 3, cost_for(work))
    faults = 4 if work == "passphrase" else 18
    done, told = sweep(laptop, workers, work, faults, 1)
    assert done > faults // 2
    assert told
