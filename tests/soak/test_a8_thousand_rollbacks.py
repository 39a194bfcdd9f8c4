"""A8 in full: 1,000 rollbacks, 250 in each way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.rollbacks import WAYS, some_days
from tests.faults.test_a8_rollbacks import roll_back_often
from tests.hostile.vault_on_disk import on_disk

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("way", WAYS)
def test_a8_two_hundred_and_fifty_rollbacks(tmp_path: Path, way: str) -> None:
    days = some_days(on_disk(tmp_path, 1), tmp_path, 10)
    roll_back_often(days, way, 250, 800 + WAYS.index(way))
