"""A3 in full: more than 2,000 calls of the system fail, one at a time, over all kinds of work."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests.faults.laptop import a_laptop_with_work
from tests.faults.shim import build_shim
from tests.faults.test_a1_kills import cost_for
from tests.faults.test_a3_single_faults import WORK, sweep
from tests.faults.workers import Workers

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="The loader of Linux is needed."),
    pytest.mark.skipif(shutil.which("cc") is None, reason="No C compiler is here."),
]


@pytest.mark.parametrize("work", WORK)
def test_a3_faults_at_every_call(tmp_path: Path, work: str) -> None:
    laptop = a_laptop_with_work(tmp_path, 3, cost_for(work))
    faults = 100 if work == "passphrase" else 340
    with Workers(build_shim(tmp_path)) as workers:
        done, told = sweep(laptop, workers, work, faults)
    assert done > faults // 2
    assert told > faults // 4
