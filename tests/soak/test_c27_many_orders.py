"""C27 in full: all 720 orders of 6 bundles, and 1,000 random orders of 40, give one state."""

from __future__ import annotations

import random

import pytest

from tests.hostile.laptops import copy_of, restore
from tests.hostile.orders import rounds
from tests.hostile.test_c27_orders import every_order_beginning_with, in_order, settled, take

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("first", range(6))
def test_all_orders_of_six(first: int) -> None:
    every_order_beginning_with(first)


@pytest.mark.parametrize("part", range(10))
def test_a_thousand_orders_of_forty(part: int) -> None:
    fresh, bundles = rounds(40)
    expected = in_order(fresh, bundles)
    receiver, chance = copy_of(fresh), random.Random(part)
    for _ in range(100):
        shuffled = [*bundles, *chance.choices(bundles, k=chance.randrange(1, 40))]
        chance.shuffle(shuffled)
        for bundle in shuffled:
            take(receiver, bundle)
        assert settled(receiver) == expected
        restore(receiver, fresh)
