"""A small fleet over some weeks, so that the large one of the soak does not rust."""

from __future__ import annotations

from tests.simulator.large_fleet import LargeFleet


def test_a_small_fleet_over_some_weeks_ends_equal() -> None:
    totals = LargeFleet(laptops=8, weeks=10, seed=3, trouble=40).run()
    assert (totals["laptops"], totals["weeks"]) == (8, 10)
    assert totals["entries"] > 50
    assert totals["acknowledged"] > 20
    assert min(totals[what] for what in ("restored", "stolen", "erased", "clocks")) > 0
