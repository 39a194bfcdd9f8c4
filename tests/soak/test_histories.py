"""Many more histories, and longer ones, than `make test` has time for.

Whole ones, in which everything happens, those in which the rare things happen often, and those full
of ordinary work, of erasures, of links, of handovers and undone imports, of laptops that exist
twice. `HISTORIES` and `LONG_MOVES` may be raised for a night.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.simulator.copies_among_all import CopiesAmongAll
from tests.simulator.history import History
from tests.simulator.moves_copies import CopyHistory
from tests.simulator.moves_erasure import ErasureHistory
from tests.simulator.moves_links import LinkHistory
from tests.simulator.summary import Totals, tell
from tests.simulator.test_moves_import import Busy
from tests.simulator.whole import WholeHistory

HISTORIES: Final = 10_000
SPECIAL: Final = 500
"""Of each special kind."""

LONG_HISTORIES: Final = 300
LONG_MOVES: Final = 600
"""The 104th failed once: a bundle was undone whose papers had made work count that was here before."""

EACH: Final = 100
FIRST: Final = 1_000_000  # others than those of `make test`

pytestmark = pytest.mark.soak


class OftenRestored(WholeHistory):
    """Much of what is rare: an office that is put back, new papers, months that pass, erasures."""

    def offered(self) -> list[tuple[Callable[[], object], int]]:
        return [
            *super().offered(),
            (self.rotate, 8), (self.back_up_office, 10), (self.restore_office, 10),
            (self.months_pass, 4), (self.let_in, 6), (self.erase, 16), (self.back_up, 8),
            (self.restore_vault, 10), (self.attach, 14), (self.change_clock, 6),
            (self.send_pack, 8), (self.take_pack, 12), (self.change_rights, 4),
        ]  # fmt: skip


@pytest.mark.parametrize("first", range(FIRST, FIRST + HISTORIES, EACH))
def test_whole_histories_end_equal(
    first: int, record_property: Callable[[str, object], None]
) -> None:
    totals = Totals()
    for seed in range(first, first + EACH):
        totals.add(WholeHistory(seed).run())
    tell(record_property, totals)
    assert totals.histories == EACH


@pytest.mark.parametrize("first", range(FIRST, FIRST + SPECIAL, EACH))
@pytest.mark.parametrize("kind", [History, ErasureHistory, LinkHistory, Busy, OftenRestored])
def test_special_histories_end_equal(
    kind: type[History], first: int, record_property: Callable[[str, object], None]
) -> None:
    totals = Totals()
    for seed in range(first, first + EACH):
        totals.add(kind(seed).run())
    tell(record_property, totals)
    assert totals.histories == EACH


@pytest.mark.parametrize("first", range(FIRST, FIRST + SPECIAL, EACH))
@pytest.mark.parametrize("kind", [CopyHistory, CopiesAmongAll])
def test_laptops_that_exist_twice_end_equal(
    kind: type[CopyHistory], first: int, record_property: Callable[[str, object], None]
) -> None:
    totals = Totals()
    for seed in range(first, first + EACH):
        history = kind(seed)
        history.run_copies()
        totals.add(history.totals)
    tell(record_property, totals)
    assert totals.histories == EACH


@pytest.mark.parametrize("seed", range(LONG_HISTORIES))
def test_long_histories_end_equal(
    seed: int, record_property: Callable[[str, object], None]
) -> None:
    kind = WholeHistory if seed % 2 else History
    totals = kind(f"long {seed}", LONG_MOVES).run()
    tell(record_property, totals)
    assert totals.moves == LONG_MOVES
