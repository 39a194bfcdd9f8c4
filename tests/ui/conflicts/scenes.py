"""The pictures of the conflicts."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tests.desks import desks
from tests.ui.exchange.rehearsal import Rehearsal, contested
from tests.ui.scene import Scene

_KEPT: list[tempfile.TemporaryDirectory[str]] = []


def _office(people: int) -> QWidget:
    folder = tempfile.TemporaryDirectory(prefix="portage-scene-")
    _KEPT.append(folder)
    world = desks(Path(folder.name))
    contested(world, people)
    return Rehearsal(world, world.office).screen(detail="conflicts")


def scenes() -> list[Scene]:
    """The inbox with decisions to take, and without."""
    return [
        Scene("conflicts", lambda: _office(24)),
        Scene("conflicts-empty", lambda: _office(0)),
    ]
