"""In which order what is to be done stands: by deadline and by need, so that each place in the list
can be explained in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_app.domain.casework.tasks import IMPORTANT, URGENT

_NEED_DAYS: Final = {URGENT: 14, IMPORTANT: 5}
_PROMISE_DAYS: Final = 5
_WEIGHT_DAYS: Final = {3: 14, 2: 5, 1: 0}
_UNDATED: Final = 10
_FARTHEST: Final = 60


@dataclass(frozen=True, slots=True)
class Pressing:
    """What decides the place of one thing. due: by when, or since when it holds; None where nobody
    said. need: as a task says it; promise: the person was promised it; weight: of a warning, 1 to
    3, 0 for a task."""

    due: date | None = None
    need: str = ""
    promise: bool = False
    weight: int = 0


def place(one: Pressing, today: date) -> int:
    """The smaller, the earlier in the list: days that are left, less what need and promises weigh.

    Counted in days: an urgent thing stands where an ordinary one due two weeks earlier would, a
    promise or an important thing where one due five days earlier would. What is overdue for more than two
    months stands no earlier for it, so that old things do not bury those of today.
    """
    left = _UNDATED if one.due is None else (one.due - today).days
    left = max(-_FARTHEST, min(_FARTHEST, left))
    if one.weight:
        # A warning is not a deadline: that it has held for long does not make it more urgent.
        left = max(left, 0)
    earlier = _NEED_DAYS.get(one.need, 0) + (_PROMISE_DAYS if one.promise else 0)
    return left - earlier - _WEIGHT_DAYS.get(one.weight, 0)
