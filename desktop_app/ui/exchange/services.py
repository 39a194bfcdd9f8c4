"""What the exchange screen is made with; free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.services.exchange.exchange_desk import ExchangeDesk
from desktop_app.services.exchange.exchange_lines import Place


def _nothing(_: Path) -> None:
    """For a window in which no folder is watched."""


@dataclass(frozen=True, slots=True)
class ExchangeServices:
    """The services behind the exchange.

    sticks: the media that are plugged in now; None for those that the system tells of. folders:
    those in which bundles were put before, the last one first. remember: keep such a folder.
    clock: local time with its zone. watched: the folders that are watched; watch, unwatch: begin and
    end that.
    """

    desk: ExchangeDesk
    folders: Callable[[], Sequence[Path]]
    remember: Callable[[Path], None]
    clock: Callable[[], datetime]
    sticks: Callable[[], Sequence[Place]] | None = None
    watched: Callable[[], Sequence[Path]] = tuple
    watch: Callable[[Path], None] = _nothing
    unwatch: Callable[[Path], None] = _nothing
