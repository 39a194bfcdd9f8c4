"""C31: bundles that a fuzzer invents are refused with a known reason or withheld, and what is
refused changes nothing. Longer, and keeping what it finds: tests/soak/test_c31_hours.py."""

from __future__ import annotations

import random

from desktop_app.services.exchange.exchange import REFUSED, Exchange
from tests.builders import Bundle
from tests.figures import Recorder, reached
from tests.hostile.corpus import CODES
from tests.hostile.fuzzing import Kitchen, Recipe, fuzz, kept, parts_of
from tests.hostile.laptops import copy_of, fingerprint, restore
from tests.hostile.test_c25_payloads import WITHHELD, laptops

OUTCOMES = {"applied", "partial", "parked", "duplicate"}


class Tray:
    """A laptop that takes in what the kitchen sends and stands each time as it did before."""

    def __init__(self) -> None:
        office, north, south = laptops()
        self.kitchen = Kitchen(south, north, office)
        self._north, self._receiver = north, copy_of(north)
        self._whole = fingerprint(self._receiver)
        self.refused = self.taken = 0

    def take(self, recipe: Recipe, data: bytes) -> None:
        told = Exchange(self._receiver).take_in(Bundle(data))
        what = (recipe.to_text(), told.outcome, told.reason)
        if told.outcome == REFUSED:
            assert told.reason in CODES | {"trust_refused"}, what
            assert told.message is not None, what
            self.refused += 1
            if self.refused % 20 == 0:
                self.check(recipe)
        else:
            assert told.outcome in OUTCOMES, what
            assert set(told.withheld) <= WITHHELD, what
            self.taken += 1
            self.check(recipe, changed=True)

    def check(self, recipe: Recipe, changed: bool = False) -> None:
        if not changed:
            assert fingerprint(self._receiver) == self._whole, recipe.to_text()
        restore(self._receiver, self._north)


def test_c31_what_a_fuzzer_invents(record_property: Recorder) -> None:
    tray, tries = Tray(), 300
    count, _ = fuzz(
        tray.kitchen, kept(), random.Random(31), lambda done: done < tries, tray.take, watch=False
    )
    assert tray.refused > 100
    reached(record_property, "C31", count, "bundles invented by the fuzzer")


def test_c31_recipes_are_kept_of_every_part_of_a_bundle() -> None:
    parts = set(parts_of(kept()))
    assert parts >= {"manifest", "trust", "segment", "signed segment", "body", "statement roster"}
    assert parts <= set(Tray().kitchen.trees)
