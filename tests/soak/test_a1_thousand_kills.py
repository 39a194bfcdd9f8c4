"""A1 in full: 1,050 kills, 150 in each kind of work."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.laptop import KINDS, a_laptop_with_work
from tests.faults.test_a1_kills import cost_for, kill_often
from tests.faults.workers import Workers

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(os.name != "posix", reason="Kills as POSIX kills."),
]


@pytest.mark.parametrize("work", KINDS)
def test_a1_a_hundred_and_fifty_kills(tmp_path: Path, work: str) -> None:
    with Workers() as workers:
        killed = kill_often(
            a_laptop_with_work(tmp_path, 400, cost_for(work)),
            workers,
            work,
            150,
            1000 + KINDS.index(work),
        )
    assert killed > 75
