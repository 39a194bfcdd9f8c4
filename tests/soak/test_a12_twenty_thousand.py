"""A12, compressed: 20,000 operations one after the other, open files and memory flat.

OPERATIONS may be raised for a night: 1,000,000 is what the floor names.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.test_a12_long_use import use
from tests.figures import Recorder, reached

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="Reads /proc."),
]

OPERATIONS = 20_000
GROWTH = 1.05


def test_a12_files_and_memory_stay_flat(tmp_path: Path, record_property: Recorder) -> None:
    told = use(tmp_path, OPERATIONS)
    settled = told[len(told) // 2 :]
    assert len({files for _, files, _ in settled}) == 1, told
    assert settled[-1][2] <= settled[0][2] * GROWTH, told
    reached(record_property, "A12", OPERATIONS, "operations with files and memory flat", OPERATIONS)
