"""C24 in full: 100,000 mutations of real bundles, and every bit of a small one. Hours are not
needed, but half of one; the short run is in tests/hostile/test_c24_mutations.py."""

from __future__ import annotations

import resource

import pytest

from desktop_app.services.exchange.exchange import REFUSED, Exchange
from tests.builders import Bundle
from tests.hostile.corpus import CODES, corpus, mutations
from tests.hostile.laptops import copy_of, fingerprint

pytestmark = pytest.mark.soak

MEBIBYTE = 1024


@pytest.mark.parametrize("deep", [False, True], ids=["the file", "what is sealed in it"])
@pytest.mark.parametrize("part", range(10))
def test_a_hundred_thousand_mutations(part: int, deep: bool) -> None:
    receiver = copy_of(corpus().receiver)
    before, exchange = fingerprint(receiver), Exchange(receiver)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, data in enumerate(mutations(1000 + part, 5000, deep)):
        told = exchange.take_in(Bundle(data))
        assert (told.outcome, told.reason in CODES) == (REFUSED, True), (number, told)
    assert fingerprint(receiver) == before
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak <= 256 * MEBIBYTE


@pytest.mark.parametrize("deep", [False, True], ids=["the file", "what is sealed in it"])
def test_every_bit_of_a_small_bundle(deep: bool) -> None:
    kept = corpus()
    receiver = copy_of(kept.receiver)
    before, exchange = fingerprint(receiver), Exchange(receiver)
    small = min(kept.plain if deep else kept.bundles, key=len)
    for at in range(8 * len(small)):
        data = bytearray(small)
        data[at // 8] ^= 1 << (at % 8)
        spoiled = kept.sealed(bytes(data)) if deep else bytes(data)
        told = exchange.take_in(Bundle(spoiled))
        assert (told.outcome, told.reason in CODES) == (REFUSED, True), (at, told)
    assert fingerprint(receiver) == before
