"""A2: whatever of the last writes a power cut leaves on the disk, the vault opens with all that was
promised. The long run is in tests/soak/test_a2_five_thousand_images.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.cuts import WORK, Scene, cut_often
from tests.faults.shim import NEEDS_SHIM, build_shim
from tests.faults.workers import Workers
from tests.figures import Recorder, reached

pytestmark = NEEDS_SHIM


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    with Workers(build_shim(tmp_path_factory.mktemp("shim"))) as started:
        yield started


@pytest.mark.parametrize("work", WORK)
def test_a2_a_power_cut_loses_nothing(
    tmp_path: Path,
    workers: Workers,
    work: str,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Recorder,
) -> None:
    images = 3 if work == "passphrase" else 7  # each opening costs what a passphrase must cost
    scene = Scene(tmp_path, work, monkeypatch)
    wrong = cut_often(scene, scene.recorded(workers), images, 20 + WORK.index(work))
    assert wrong == {}
    reached(record_property, "A2", images, "images of a disk after a power cut", 5000)


@pytest.mark.parametrize(("careless", "work"), [("normal", "edit"), ("no fsync", "export")])
def test_a2_the_proof_would_notice(
    tmp_path: Path,
    workers: Workers,
    careless: str,
    work: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without the fsync that Portage asks for, some images lose what was promised."""
    scene = Scene(tmp_path, work, monkeypatch)
    assert cut_often(scene, scene.recorded(workers, careless), 25, 2)
