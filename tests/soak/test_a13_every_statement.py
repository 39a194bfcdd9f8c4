"""A13 in full: the upgrade of a kept vault killed at every statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.shim import NEEDS_SHIM
from tests.faults.test_a13_migrations import kill_at_statements
from tests.figures import Recorder, reached

pytestmark = [pytest.mark.soak, *NEEDS_SHIM]

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_a13_killed_at_every_statement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int, record_property: Recorder
) -> None:
    killed = kill_at_statements(tmp_path, monkeypatch, part, PARTS)
    reached(record_property, "A13", killed, "statements of an upgrade at which it was killed")
