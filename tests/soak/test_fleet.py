"""Three hundred laptops over two years; `LAPTOPS` and `WEEKS` may be lowered for a shorter night."""

from __future__ import annotations

import os
import sys

import pytest

from tests.simulator.large_fleet import LargeFleet

LAPTOPS = int(os.environ.get("PORTAGE_FLEET_LAPTOPS", "300"))
WEEKS = int(os.environ.get("PORTAGE_FLEET_WEEKS", "104"))

pytestmark = pytest.mark.soak


def test_a_fleet_over_two_years_ends_equal_and_loses_nothing() -> None:
    totals = LargeFleet(LAPTOPS, WEEKS).run()
    told = ", ".join(f"{number:,} {what}" for what, number in totals.items())
    sys.stdout.write(f"\nfleet: {told}\n")
    assert (totals["laptops"], totals["weeks"]) == (LAPTOPS, WEEKS)
    assert totals["acknowledged"] > 0
