"""B22 in full: a draft is restored 100 times of 100."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.test_b22_drafts import lock_often
from tests.faults.workers import Workers
from tests.hostile.vault_on_disk import on_disk

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(os.name != "posix", reason="Forks as POSIX forks."),
]


def test_b22_a_hundred_times(tmp_path: Path) -> None:
    with Workers() as workers:
        assert lock_often(on_disk(tmp_path, 1), workers, 100) == 100
