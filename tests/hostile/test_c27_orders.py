"""C27: the same bundles give the same state, however often and in whatever order they come."""

from __future__ import annotations

import random

from desktop_app.services.exchange.exchange import APPLIED, DUPLICATE, PARKED, PARTIAL, Exchange
from desktop_app.services.session import Session
from tests.builders import Bundle
from tests.hostile.laptops import copy_of, fingerprint, restore, state_of
from tests.hostile.orders import rounds

TAKEN = (APPLIED, DUPLICATE, PARKED, PARTIAL)


def take(receiver: Session, bundle: Bundle) -> str:
    told = Exchange(receiver).take_in(bundle)
    assert told.outcome in TAKEN, told
    assert not told.withheld
    return told.outcome


def settled(receiver: Session) -> list[str]:
    """The state when everything has come: nothing waits any more."""
    with receiver.database.reading() as tables:
        assert not tables.exchange.waiting()
    return state_of(receiver)


def in_order(fresh: Session, bundles: tuple[Bundle, ...]) -> list[str]:
    receiver = copy_of(fresh)
    for bundle in bundles:
        assert take(receiver, bundle) == APPLIED
    return settled(receiver)


def test_a_hundred_times_is_once() -> None:
    fresh, bundles = rounds(6)
    receiver = copy_of(fresh)
    assert take(receiver, bundles[0]) == APPLIED
    before = fingerprint(receiver)
    for _ in range(100):
        assert take(receiver, bundles[0]) == DUPLICATE
    assert fingerprint(receiver) == before


def test_orders_of_six() -> None:
    """The 120 that begin with the last bundle; the soak has all 720."""
    every_order_beginning_with(5)


def every_order_beginning_with(first: int) -> None:
    """120 orders as a tree: what two have in common at their beginning is taken in once."""
    fresh, bundles = rounds(6)
    expected = in_order(fresh, bundles)
    levels = [copy_of(fresh) for _ in range(6)]
    seen = {"orders": 0, PARKED: 0}

    def branch(depth: int, left: tuple[Bundle, ...]) -> None:
        if not left:
            assert settled(levels[depth]) == expected
            seen["orders"] += 1
            return
        for at, bundle in enumerate(left):
            receiver = restore(levels[depth + 1], levels[depth])
            seen[PARKED] += take(receiver, bundle) == PARKED
            branch(depth + 1, left[:at] + left[at + 1 :])

    seen[PARKED] += take(levels[0], bundles[first]) == PARKED
    branch(0, bundles[:first] + bundles[first + 1 :])
    assert seen["orders"] == 120
    assert seen[PARKED] > 20


def test_random_orders_of_many_with_repeats() -> None:
    fresh, bundles = rounds(40)
    expected = in_order(fresh, bundles)
    receiver, chance = copy_of(fresh), random.Random(27)
    for _ in range(6):
        shuffled = [*bundles, *chance.choices(bundles, k=10)]
        chance.shuffle(shuffled)
        for bundle in shuffled:
            take(receiver, bundle)
        assert settled(receiver) == expected
        restore(receiver, fresh)


def test_a_dry_run_changes_nothing_at_all() -> None:
    fresh, bundles = rounds(6)
    receiver = copy_of(fresh)
    before = fingerprint(receiver)
    for bundle in bundles:
        told = Exchange(receiver).take_in(bundle, dry_run=True)
        assert told.outcome in (APPLIED, PARKED)
        assert fingerprint(receiver) == before
