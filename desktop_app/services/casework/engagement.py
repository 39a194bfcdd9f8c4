"""How a person was met until now: how often, how, by whom, and when last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from desktop_app.services.clients.timeline import TimelineItem


@dataclass(frozen=True, slots=True)
class Engagement:
    """times: days and people count once together, however much was written about them. modes,
    workers: how many of these, the most first; a mode is the stored word, "" where none was
    written.. last: YYYY-MM-DD."""

    times: int
    modes: tuple[tuple[str, int], ...]
    workers: tuple[tuple[str, int], ...]
    last: str


def engagement_of(items: Iterable[TimelineItem]) -> Engagement:
    """How the person was met, from the history of the file.

    A kept appointment and the note about it are one meeting: the same day and the same worker. Of
    several ways written for one meeting the one that somebody wrote down counts.
    """
    met: dict[tuple[str, str], str] = {}
    for one in items:
        if one.met:
            about = (one.at, one.met_by)
            met[about] = met.get(about) or one.mode
    modes = Counter(met.values())
    workers = Counter(worker for _, worker in met)
    return Engagement(
        len(met),
        tuple(sorted(modes.items(), key=lambda one: (-one[1], one[0]))),
        tuple(sorted(workers.items(), key=lambda one: (-one[1], one[0]))),
        max((day for day, _ in met), default=""),
    )
