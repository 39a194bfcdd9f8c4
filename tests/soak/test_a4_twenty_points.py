"""A4 in full: a file system of 3 MiB is full at twenty points."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.test_a4_full_disk import POINTS, fill_often
from tests.figures import Recorder, reached

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="Mounts as Linux does."),
]


def test_a4_twenty_points(tmp_path: Path, record_property: Recorder) -> None:
    assert fill_often(tmp_path, POINTS) == POINTS
    reached(record_property, "A4", POINTS, "points at which 3 MiB were full", POINTS)
