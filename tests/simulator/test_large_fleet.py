"""A small fleet over some weeks, so that the large one of the soak does not rust."""

from __future__ import annotations

from tests.simulator.large_fleet import LargeFleet


def test_a_small_fleet_over_some_weeks_ends_equal() -> None:
    totals = LargeFleet(laptops=6, weeks=8, seed=3).run()
    assert totals["laptops"] == 6
    assert totals["weeks"] == 8
    assert totals["entries"] > 50
    assert totals["acknowledged"] > 20
