"""C28 in full: fifty forks and fifty clones, every one noticed at the first exchange, nothing lost."""

from __future__ import annotations

import pytest

from tests.hostile.test_c28_forks import a_clone, a_fork
from tests.simulator.moves_copies import CopyHistory

pytestmark = pytest.mark.soak


@pytest.mark.parametrize("seed", range(50))
def test_a_fork_is_noticed(seed: int) -> None:
    a_fork(seed)


@pytest.mark.parametrize("seed", range(50))
def test_a_clone_is_noticed(seed: int) -> None:
    a_clone(seed)


@pytest.mark.parametrize("part", range(25))
def test_histories_with_copies_end_equal(part: int) -> None:
    for seed in range(1000 + 20 * part, 1020 + 20 * part):
        CopyHistory(seed).run_copies()
