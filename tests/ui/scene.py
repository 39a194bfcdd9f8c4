"""A screen as it can be drawn for a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget


@dataclass
class Scene:
    """name: of the picture. make: the screen with fictional people in it, ready to be shown."""

    name: str
    make: Callable[[], QWidget]
