"""Histories full of verdicts on pairs of files, and bugs planted into groups that they must catch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop_app.domain.people import links
from desktop_app.storage import groups
from desktop_app.storage.groups import GroupTables
from tests.simulator.checks import Broken
from tests.simulator.moves_links import LinkHistory

SEEDS = range(30_000, 30_016)
Patch = pytest.MonkeyPatch


def test_groups_are_the_same_everywhere_at_the_end() -> None:
    for seed in SEEDS[:8]:
        try:
            assert LinkHistory(seed).run().histories == 1
        except AssertionError as broken:
            raise AssertionError(f"history {seed}: {broken}") from broken


def groups_of_yesterday(patch: Patch) -> None:
    """Groups are not worked out again when a linked file is deleted or comes back."""
    patch.setattr(GroupTables, "_touches", lambda tables, records: False)


def contested_is_same(patch: Patch) -> None:
    """A pair of which one says the same and another says not the same is shown as one."""
    genuine = GroupTables.links

    def all_links(tables: GroupTables, about: str = "") -> list[links.Link]:
        found = {(one.a, one.b): one for one in genuine(tables, about)}
        if about == links.ORGANISATION:
            return list(found.values())
        rows = tables._connection.run(
            "SELECT f_a, f_b, f_verdict, f_keep FROM link WHERE life != 0 AND contested"
        )
        for a, b, verdict, keep in rows:
            if a and b and verdict:
                pair = (bytes.fromhex(a), bytes.fromhex(b))
                found[pair] = links.Link(*pair, verdict, bytes.fromhex(keep or a))
        return list(found.values())

    patch.setattr(GroupTables, "links", all_links)


def only_direct_links(patch: Patch) -> None:
    """Of three files linked in a row, the first and the last are not one."""

    def groups_of(found: Any, present: Any) -> list[links.Group]:
        seen: set[bytes] = set()
        made = []
        for link in found:
            if {link.a, link.b} <= set(present) and not seen & {link.a, link.b}:
                seen |= {link.a, link.b}
                made.append(links.Group(link.a, (link.a, link.b)))
        return made

    patch.setattr(groups, "groups_of", groups_of)


def last_link_wins(patch: Patch) -> None:
    """Which file leads follows from the order in which the links came."""
    genuine = links.groups_of
    told: list[bytes] = []

    def groups_of(found: Any, present: Any) -> list[links.Group]:
        made = []
        for group in genuine(found, present):
            told.extend(one for one in group.members if one not in told)
            made.append(links.Group(max(group.members, key=told.index), group.members[:-1] or ()))
        return made

    patch.setattr(groups, "groups_of", groups_of)


@pytest.mark.parametrize(
    "plant",
    [groups_of_yesterday, contested_is_same, only_direct_links, last_link_wins],
    ids=lambda plant: plant.__name__,
)
def test_a_planted_bug_is_caught(plant: Callable[[Patch], None], monkeypatch: Patch) -> None:
    plant(monkeypatch)
    with pytest.raises(Broken):
        for seed in SEEDS:
            LinkHistory(seed).run()
