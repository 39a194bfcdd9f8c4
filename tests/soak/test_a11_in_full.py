"""A11 in full: 50 limits of memory and 200 failed allocations during an import."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.laptop import a_laptop_with_work
from tests.faults.shim import NEEDS_SHIM, build_shim
from tests.faults.test_a11_memory import PEOPLE, starve_often
from tests.faults.workers import Workers
from tests.figures import Recorder, reached

pytestmark = [pytest.mark.soak, *NEEDS_SHIM]


def test_a11_fifty_limits_and_two_hundred_allocations(
    tmp_path: Path, record_property: Recorder
) -> None:
    with Workers(build_shim(tmp_path, "malloc.c"), PYTHONMALLOC="malloc") as workers:
        failed, went = starve_often(a_laptop_with_work(tmp_path, PEOPLE), workers, 50, 200)
    assert failed > 100
    assert went
    reached(record_property, "A11", 50, "limits of memory during an import", 50)
    reached(record_property, "A11", 200, "failed allocations during an import", 200)
