"""The maker of the kept files makes what it says: for the day on which a release ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.make import EACH, GIVES, HOLDS, PAPERS, kept_vaults, make
from tests.golden.told import state

pytestmark = pytest.mark.soak


def test_the_maker_makes_what_it_says_and_twice_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for place in (one, other):
        make(place, 9)
    for name in (f"vault-9/{HOLDS}", f"bundles-9/{GIVES}", f"bundles-9/{PAPERS}"):
        assert (one / name).read_bytes() == (other / name).read_bytes(), name
    assert (one / "bundles-9" / EACH).is_file()
    with kept_vaults(one, 9) as fresh, fresh() as vault:
        held = (one / "vault-9" / HOLDS).read_text(encoding="utf-8").splitlines()
        assert state(vault.session) == held
