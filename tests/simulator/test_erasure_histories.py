"""Histories in which people are erased, and bugs that they must catch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from desktop_app.services.exchange import segments
from desktop_app.storage.rows import Row, Rows
from desktop_app.sync.erasing import Stripping
from desktop_app.sync.log import Body
from tests.simulator.checks import Broken
from tests.simulator.moves_erasure import ErasureHistory
from tests.simulator.summary import Totals, tell

HISTORIES: Final = 8
EACH: Final = 8
SEEDS: Final = range(30_000, 30_020)
Patch = pytest.MonkeyPatch


@pytest.mark.parametrize("first", range(0, HISTORIES, EACH))
def test_nothing_erased_is_left(first: int, record_property: Callable[[str, object], None]) -> None:
    totals = Totals()
    for seed in range(first, first + EACH):
        try:
            totals.add(ErasureHistory(f"erasure {seed}").run())
        except AssertionError as broken:
            raise AssertionError(f"history {seed}: {broken}") from broken
    tell(record_property, totals)
    assert totals.erased


def late_arrival_kept(patch: Patch) -> None:
    """What arrives after an erasure is written as it is."""
    patch.setattr(
        segments, "stripping", lambda session, tables: Stripping(session.registry, {}, {})
    )


def only_named_records(patch: Patch) -> None:
    """Only the records that the statement names are stripped, not what else names the person."""

    def concerns(strips: Stripping, body: Body) -> bool:
        return body.entity in strips.subjects

    patch.setattr(Stripping, "concerns", concerns)


def search_kept(patch: Patch) -> None:
    """Rows go, and their words stay in the index of the search, under a number that no row has."""
    genuine = Rows._remove

    def remove(rows: Rows, row: Row) -> None:
        text = rows.derived(row).search
        genuine(rows, row)
        run = rows._connection.run
        number = run("SELECT coalesce(max(rowid), 0) + ? FROM search", (1 << 40,)).scalar_one()
        run("INSERT INTO search(rowid, text) VALUES (?, ?)", (number, text))

    patch.setattr(Rows, "_remove", remove)


def not_passed_on(patch: Patch) -> None:
    """Only the office tells of erasures, and only once."""
    from desktop_app.services.exchange import trust_section

    patch.setattr(trust_section, "untold", lambda *_: False)


BUGS: Final = (
    late_arrival_kept,
    only_named_records,
    search_kept,
    not_passed_on,
)


@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_caught(plant: Callable[[Patch], None], monkeypatch: Patch) -> None:
    ErasureHistory(SEEDS[0])  # the fleet is enrolled before the bug is there
    plant(monkeypatch)
    with pytest.raises(Broken):
        for seed in SEEDS:
            ErasureHistory(seed).run()
