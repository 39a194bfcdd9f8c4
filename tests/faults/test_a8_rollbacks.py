"""A8: whatever old bytes stand in the place of new ones, opening or proving the vault says so."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.rollbacks import WAYS, Days, is_noticed, some_days
from tests.hostile.vault_on_disk import on_disk


def roll_back_often(days: Days, way: str, times: int, seed: int) -> None:
    chance = random.Random(seed)
    days.today()
    assert not is_noticed(days.laptop)
    rows = days.rows()
    for _ in range(times):
        days.today()
        what = days.roll_back(way, chance)
        # A page that nothing uses any more may be old: then no row of any table is.
        assert is_noticed(days.laptop) or (way == "pages" and days.rows() == rows), what


@pytest.mark.parametrize("way", WAYS)
def test_a8_a_rollback_is_noticed(tmp_path: Path, way: str) -> None:
    days = some_days(on_disk(tmp_path, 1), tmp_path)
    roll_back_often(days, way, 10, 80 + WAYS.index(way))
