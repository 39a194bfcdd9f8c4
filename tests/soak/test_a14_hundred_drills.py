"""A14 in full: a hundred restore drills."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.test_a14_backups import drill
from tests.figures import Recorder, reached

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("seed", range(1000, 1100))
def test_a14_a_restore_drill(tmp_path: Path, seed: int, record_property: Recorder) -> None:
    drill(tmp_path, seed)
    reached(record_property, "A14", 1, "restore drills", 100)
