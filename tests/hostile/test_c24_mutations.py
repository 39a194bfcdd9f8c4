"""C24: whatever is done to a bundle on its way, it is refused with a known reason, and nothing
in the vault changes. The long run is in tests/soak/test_c24_all_mutations.py."""

from __future__ import annotations

import pytest

from desktop_app.services.exchange.exchange import APPLIED, REFUSED, Exchange
from tests.builders import Bundle
from tests.hostile.corpus import CODES, corpus, mutations
from tests.hostile.laptops import copy_of, fingerprint, state_of


def test_the_bundles_are_real() -> None:
    kept = corpus()
    assert len(kept.bundles) >= 20
    receiver = copy_of(kept.receiver)
    outcomes = [Exchange(receiver).take_in(Bundle(data)).outcome for data in kept.bundles]
    assert set(outcomes) <= {APPLIED, "partial"}
    assert state_of(receiver) != state_of(kept.receiver)


@pytest.mark.parametrize("deep", [False, True], ids=["the file", "what is sealed in it"])
@pytest.mark.parametrize("part", range(4))
def test_every_mutation_is_refused(part: int, deep: bool) -> None:
    receiver = copy_of(corpus().receiver)
    before, exchange = fingerprint(receiver), Exchange(receiver)
    for number, data in enumerate(mutations(part, 400, deep)):
        told = exchange.take_in(Bundle(data))
        assert (told.outcome, told.reason in CODES) == (REFUSED, True), (number, told)
        assert told.message is not None
        assert "Nothing" in str(told.message)
    assert fingerprint(receiver) == before


def test_every_third_byte_of_a_small_bundle_counts() -> None:
    """The soak turns every bit."""
    kept = corpus()
    receiver = copy_of(kept.receiver)
    before, exchange = fingerprint(receiver), Exchange(receiver)
    small = min(kept.bundles, key=len)
    for at in range(0, len(small), 3):
        data = bytearray(small)
        data[at] ^= 1 << (at % 8)
        told = exchange.take_in(Bundle(bytes(data)))
        assert (told.outcome, told.reason in CODES) == (REFUSED, True), (at, told)
    assert fingerprint(receiver) == before


def test_every_third_byte_inside_the_seal_counts() -> None:
    """The soak turns every bit."""
    kept = corpus()
    receiver = copy_of(kept.receiver)
    before, exchange = fingerprint(receiver), Exchange(receiver)
    small = min(kept.plain, key=len)
    for at in range(0, len(small), 3):
        data = bytearray(small)
        data[at] ^= 1 << (at % 8)
        told = exchange.take_in(Bundle(kept.sealed(bytes(data))))
        assert (told.outcome, told.reason in CODES) == (REFUSED, True), (at, told)
    assert fingerprint(receiver) == before
