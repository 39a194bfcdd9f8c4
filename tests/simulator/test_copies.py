"""Histories in which laptops exist twice: nothing is lost, and all are equal in the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from desktop_app.services.editing import Editor
from desktop_app.services.exchange import bundle_contents
from desktop_app.services.trust import forks
from tests.simulator.checks import Broken
from tests.simulator.copies_among_all import CopiesAmongAll
from tests.simulator.moves_copies import CopyHistory
from tests.simulator.summary import Totals, tell

SEEDS: Final = (tuple(range(8)), (20, 30, 115))
"""The last three once lost a note, or left two laptops apart."""
AMONG_ALL: Final = (11, 13, 26)
"""Each once left a copy without an erasure, or without the certificates of new papers, for good."""

Patch = pytest.MonkeyPatch


@pytest.mark.parametrize("seeds", SEEDS, ids=("some", "found"))
def test_copies_end_equal(
    seeds: tuple[int, ...], record_property: Callable[[str, object], None]
) -> None:
    totals = Totals()
    for seed in seeds:
        history = CopyHistory(seed)
        try:
            history.run_copies()
        except AssertionError as broken:
            raise AssertionError(f"history {seed}: {broken}") from broken
        totals.add(history.totals)
    tell(record_property, totals)
    assert totals.copied >= len(seeds)
    assert totals.forks


def test_the_second_history_left_out_is_caught(monkeypatch: Patch) -> None:
    """The office decides, and what the other history says is not written anew."""

    def nothing(editor: Editor, body: object, scope: object, header: object) -> tuple[bytes, int]:
        return bytes(16), 1

    monkeypatch.setattr(Editor, "write_anew", nothing)
    with pytest.raises(Broken):
        for seed in range(2, 40):
            CopyHistory(seed).run_copies()


def test_a_decision_that_nobody_follows_is_caught(monkeypatch: Patch) -> None:
    """Laptops keep the history that they had, whatever the office said."""
    monkeypatch.setattr(forks, "contradicted", lambda *_: None)
    with pytest.raises(Broken):
        for seed in range(13, 40):  # the first that meets it
            CopyHistory(seed).run_copies()


def test_trusting_the_word_of_a_twin_is_caught(monkeypatch: Patch) -> None:
    """What one copy holds is believed of the other one too."""
    monkeypatch.setattr(bundle_contents, "twins_of", lambda tables, device: [])
    with pytest.raises(Broken):
        for seed in range(40):
            CopyHistory(seed).run_copies()


@pytest.mark.parametrize("seed", AMONG_ALL)
def test_copies_among_all_else_end_equal(seed: int) -> None:
    CopiesAmongAll(seed).run_copies()
