"""B20 and E44 in full: every command of a carry, its refusals and a crash, watched."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults.test_b20_canaries import leave_no_trace

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(sys.platform != "linux", reason="Reads /proc."),
]


def test_b20_and_e44_a_whole_carry(tmp_path: Path) -> None:
    leave_no_trace(tmp_path, whole=True)
