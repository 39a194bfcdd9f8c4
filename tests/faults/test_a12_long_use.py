"""A12: long use leaves no file open and takes no more memory. The floor asks for 72 hours and
1,000,000 operations; `make soak` does as many operations as are named there, without the waiting."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.workers import ROOT
from tests.figures import Recorder, reached

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Reads /proc.")


def use(folder: Path, operations: int) -> list[tuple[int, int, int]]:
    """(operations done, open files, resident KiB) at each tenth of the way, of a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.long_use", str(folder), str(operations)],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_a12_no_file_stays_open(tmp_path: Path, record_property: Recorder) -> None:
    told = use(tmp_path, 400)
    assert len({files for _, files, _ in told}) == 1, told
    reached(record_property, "A12", 400, "operations with open files flat", 20_000)
