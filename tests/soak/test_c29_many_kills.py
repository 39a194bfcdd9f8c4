"""C29 in full: the writer killed 200 times during imports; all or nothing each time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.test_c29_kills import kill_often
from tests.hostile.vault_on_disk import on_disk

pytestmark = [
    pytest.mark.soak,
    pytest.mark.skipif(os.name != "posix", reason="Kills as POSIX kills."),
]


def test_two_hundred_kills(tmp_path: Path) -> None:
    killed, nothing = kill_often(on_disk(tmp_path, 5000), tmp_path / "kept", 200, 2900)
    assert killed > 100
    assert nothing > 20
