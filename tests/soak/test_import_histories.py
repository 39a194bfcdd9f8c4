"""Many more histories with handovers and undone imports than `make test` has time for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.simulator.summary import Totals, tell
from tests.simulator.test_moves_import import Busy

HISTORIES: Final = 2_000
EACH: Final = 50

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("first", range(0, HISTORIES, EACH))
def test_handovers_and_undone_imports_end_equal(
    first: int, record_property: Callable[[str, object], None]
) -> None:
    totals = Totals()
    for seed in range(first, first + EACH):
        totals.add(Busy(f"soak {seed}", moves=60).run())
    tell(record_property, totals)
    assert totals.histories == EACH
