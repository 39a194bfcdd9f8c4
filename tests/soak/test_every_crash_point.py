"""Every SQL statement and every write of an export and an import of 200 entries over three scopes:
killed there, and with a full disk and a pulled stick from there on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.crashes import ENDS, KINDS, WORK, exchanging
from tests.faults.shim import NEEDS_SHIM, build_shim
from tests.faults.workers import Workers
from tests.figures import Recorder, reached

pytestmark = [pytest.mark.soak, *NEEDS_SHIM]

PARTS = 4
"""So that the processes of a run can share the points; each tries every fourth."""


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("what", ENDS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("work", WORK)
def test_every_point(
    tmp_path: Path, work: str, kind: str, what: str, part: int, record_property: Recorder
) -> None:
    (tmp_path / "disk").mkdir()
    with Workers(build_shim(tmp_path)) as workers:
        ready = exchanging(tmp_path / "disk", workers)
        points = range(1 + part, ready.points[work, kind] + 1, PARTS)
        for nth in points:
            ready.prove(work, kind, nth, what)
    every = sum(ready.points.values())
    reached(record_property, f"crash/{what}", len(points), "points of export and import", every)
