"""C31 for as long as SOAK_MINUTES says (10 if it says nothing; the floor is 8 hours a release).

What leads to lines that nothing led to before is written to `fuzz-found.jsonl` in the folder of the
run: put the shortest of it into tests/hostile/recipes.
"""

from __future__ import annotations

import itertools
import os
import random
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.figures import Recorder, reached
from tests.hostile.fuzzing import fuzz, kept
from tests.hostile.test_c31_fuzz import Tray
from tests.hostile.test_c31_parsers import NAMES, spoil_often

pytestmark = pytest.mark.soak

MINUTES = float(os.environ.get("SOAK_MINUTES", "10"))
MEMORY_KIB = 256 * 1024


def for_minutes(minutes: float) -> Iterator[int]:
    end = time.monotonic() + 60 * minutes
    for number in itertools.count():
        if time.monotonic() > end:
            return
        yield number


@pytest.mark.parametrize("seed", range(2))
def test_c31_bundles_for_hours(tmp_path: Path, seed: int, record_property: Recorder) -> None:
    tray, end = Tray(), time.monotonic() + 60 * MINUTES / 2
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tries, found = fuzz(
        tray.kitchen,
        kept(),
        random.Random(time.time_ns() + seed),
        lambda _: time.monotonic() < end,
        tray.take,
    )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= MEMORY_KIB
    (tmp_path / "fuzz-found.jsonl").write_text("".join(f"{one.to_text()}\n" for one in found))
    reached(record_property, "C31", tries, "bundles invented by the fuzzer")


@pytest.mark.parametrize("name", NAMES)
def test_c31_parsers_for_hours(tmp_path: Path, name: str, record_property: Recorder) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tries = 0

    def counted() -> Iterator[int]:
        nonlocal tries
        for number in for_minutes(MINUTES / len(NAMES)):
            tries = number + 1
            yield number

    assert spoil_often(name, tmp_path, counted(), time.time_ns())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= MEMORY_KIB
    reached(record_property, "C31", tries, f"spoiled inputs of the parser of a {name}")
