"""Histories with handovers and undone imports, all on the real code."""

from __future__ import annotations

import pytest

from desktop_app.services.clients import handover
from tests.simulator.checks import Broken
from tests.simulator.moves_import import ImportHistory

RUNS = 4


class Busy(ImportHistory):
    """Little else than the new moves."""

    def market_day(self) -> None:
        for _ in range(3):
            self.look()
        super().market_day()


@pytest.mark.parametrize("seed", range(RUNS))
def test_everything_agrees_after_handovers_and_undone_imports(seed: int) -> None:
    Busy(f"import {seed}", moves=60).run()


def found_by_some_history(*seeds: int) -> bool:
    for seed in seeds:
        try:
            Busy(f"planted {seed}", moves=60).run()
        except Broken:
            return True
    return False


def test_a_handover_that_does_not_close_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = handover.Handovers._move

    def leaving_it_open(self: handover.Handovers, tables, editor, row, community) -> None:  # type: ignore[no-untyped-def]
        real(self, tables, editor, row, community)
        editor.set_life(row.type, row.id, tables.log.scopes()[row.scope], True)

    monkeypatch.setattr(handover.Handovers, "_move", leaving_it_open)
    assert found_by_some_history(*range(4))
