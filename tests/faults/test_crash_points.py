"""Killed at a statement or a write, the disk full or the stick pulled there: nothing is lost, and
the exchange completes. Every point is tried in tests/soak/test_every_crash_point.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.crashes import ENDS, KINDS, WORK, Exchanging, exchanging
from tests.faults.shim import NEEDS_SHIM, build_shim
from tests.faults.workers import Workers
from tests.figures import Recorder, reached

pytestmark = NEEDS_SHIM

SAMPLE = {"kill": 10, "full": 4, "unplugged": 4}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    folder = tmp_path_factory.mktemp("crashes")
    (folder / "disk").mkdir()
    with pytest.MonkeyPatch.context() as patch, Workers(build_shim(folder)) as workers:
        patch.setenv("XDG_DATA_HOME", str(folder / "data"))
        yield exchanging(folder / "disk", workers)


@pytest.mark.parametrize("what", ENDS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("work", WORK)
def test_a_sample_of_the_points(
    ready: Exchanging,
    monkeypatch: pytest.MonkeyPatch,
    work: str,
    kind: str,
    what: str,
    record_property: Recorder,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(ready.laptop.folder.parents[1] / "data"))
    points = ready.spread(work, kind, SAMPLE[what], 3)
    met = [ready.prove(work, kind, nth, what) for nth in points]
    assert any(met)
    reached(record_property, f"crash/{what}", len(points), "points of export and import")
