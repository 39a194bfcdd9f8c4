"""A13: the vault of an earlier release, killed at a statement of its upgrade, opens with all it held.

Every statement is tried in tests/soak/test_a13_every_statement.py; that an older program leaves a
newer vault as it is, in tests/golden/test_golden.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.cuts import Scene
from tests.faults.power import everything_in, lay_out
from tests.faults.shim import NEEDS_SHIM, build_shim
from tests.faults.workers import Workers
from tests.figures import Recorder, reached

pytestmark = NEEDS_SHIM


def kill_at_statements(
    folder: Path, monkeypatch: pytest.MonkeyPatch, part: int = 0, every: int = 1
) -> int:
    """Kill the upgrade at the statements part + 1, part + 1 + every, ...; gives how many."""
    (folder / "scene").mkdir()
    scene = Scene(folder / "scene", "migration", monkeypatch)
    whole = everything_in(scene.disk)
    with Workers(build_shim(folder)) as workers:

        def upgraded(nth: int) -> list[list[object]]:
            lay_out(scene.disk, whole)
            point = {"kind": "sql", "nth": nth, "what": "kill", "under": str(scene.disk)}
            workers.start(scene.job() | {"point": point})
            return workers.rest()[0]

        statements = next(int(str(word[1])) for word in upgraded(0) if word[0] == "points")
        killed = range(1 + part, statements + 1, every)
        for nth in killed:
            words = upgraded(nth)
            assert not [word for word in words if word[0] in ("failed", "mistake")], words
            scene.prove([])
    return len(killed)


def test_a13_a_killed_upgrade_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_property: Recorder
) -> None:
    killed = kill_at_statements(tmp_path, monkeypatch, 5, 150)
    assert killed > 3
    reached(record_property, "A13", killed, "statements of an upgrade at which it was killed")
