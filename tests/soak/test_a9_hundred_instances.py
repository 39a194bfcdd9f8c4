"""A9 in full: a hundred Portages in turn have one vault, each refused to three others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.test_a9_two_instances import meet_often

pytestmark = pytest.mark.soak


def test_a9_a_hundred_times(tmp_path: Path) -> None:
    meet_often(tmp_path, 100)
