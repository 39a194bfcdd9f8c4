"""A2 in full: 5,060 images of a disk after a power cut, over ten kinds of work."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.cuts import WORK, Scene, cut_often
from tests.faults.shim import NEEDS_SHIM, build_shim
from tests.faults.workers import Workers
from tests.figures import Recorder, reached

pytestmark = [pytest.mark.soak, *NEEDS_SHIM]

IMAGES = 540
TRIES = 200  # of a change of passphrase, where each opening costs what a passphrase must cost


@pytest.mark.parametrize("work", WORK)
def test_a2_five_thousand_power_cuts(
    tmp_path: Path, work: str, monkeypatch: pytest.MonkeyPatch, record_property: Recorder
) -> None:
    images = TRIES if work == "passphrase" else IMAGES
    scene = Scene(tmp_path, work, monkeypatch)
    with Workers(build_shim(tmp_path)) as workers:
        wrong = cut_often(scene, scene.recorded(workers), images, 2000 + WORK.index(work))
    assert wrong == {}
    reached(record_property, "A2", images, "images of a disk after a power cut", 5000)
