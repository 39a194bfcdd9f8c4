"""A7 in full: 10,000 flipped bits, and 20 times a vault and its newest backup damaged together."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.test_a7_bit_flips import IN_ALL, PARTS, drill, flip_often, kept_vault
from tests.figures import Recorder, reached

pytestmark = pytest.mark.soak

SHARE = {"vault.db": 6000, "vault.db-wal": 2000, "backup": 2000}


@pytest.mark.parametrize("part", PARTS)
def test_a7_ten_thousand_flips(tmp_path: Path, part: str, record_property: Recorder) -> None:
    noticed = flip_often(kept_vault(tmp_path), part, SHARE[part], 700 + PARTS.index(part))
    assert noticed > SHARE[part] // 2
    reached(record_property, "A7", SHARE[part], "flipped bits in vault, log and backups", IN_ALL)


@pytest.mark.parametrize("seed", range(20))
def test_a7_the_next_backup_serves(tmp_path: Path, seed: int) -> None:
    drill(kept_vault(tmp_path), random.Random(seed))
