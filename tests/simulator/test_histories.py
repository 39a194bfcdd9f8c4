"""Histories of a small organisation, in every one of which all must agree at the end.

`test_whole` has those in which everything happens.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.simulator.history import History
from tests.simulator.summary import Totals, tell

HISTORIES: Final = 160
EACH: Final = 20


@pytest.mark.parametrize("first", range(0, HISTORIES, EACH))
def test_histories_end_equal(first: int, record_property: Callable[[str, object], None]) -> None:
    totals = Totals()
    for seed in range(first, first + EACH):
        try:
            totals.add(History(seed).run())
        except AssertionError as broken:
            raise AssertionError(f"history {seed}: {broken}") from broken
    tell(record_property, totals)
    assert totals.histories == EACH
    assert totals.moves >= 60 * EACH


def test_a_history_is_the_same_whenever_it_is_told() -> None:
    assert History(3).run() == History(3).run()
