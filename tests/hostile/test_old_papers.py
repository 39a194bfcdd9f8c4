"""What somebody can do who found a paper of the organisation that was replaced since."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest

from desktop_app.crypto.signing import SigningKey
from desktop_app.sync import statements as trusted
from desktop_app.sync import trust as trusting
from desktop_app.sync.beliefs import digest_of
from desktop_app.sync.roots import Root, make_root, root_payload, sign_root
from desktop_app.sync.trust import Trust

OLD, NEW, OFFICE, OTHER = (SigningKey.from_secret(bytes((one,)) * 32) for one in (1, 2, 3, 4))
FIRST = make_root("Rehearsal", OLD, OFFICE.public)

Statement = tuple[str, bytes]


def papers(
    version: int,
    name: str,
    keys: Sequence[SigningKey] = (OLD,),
    by: Sequence[SigningKey] = (OLD,),
    authority: SigningKey = OFFICE,
) -> Statement:
    payload = root_payload(version, name, [one.public for one in keys], 1, [authority.public])
    return trusted.ROOT, sign_root(payload, by)


def believing(statements: Sequence[Statement]) -> Trust:
    trust = Trust.begin(FIRST)
    trust.take_all(statements)
    return trust


def test_papers_that_all_follow_each_other_are_soon_told_apart() -> None:
    """Two for each of twenty versions made a million rows; with each bundle and at each start."""
    many = [papers(version, f"{one}") for version in range(2, 22) for one in range(2)]
    assert believing(many).root.version == 21


def test_which_way_leads_to_the_newest_papers_is_the_same_in_any_order() -> None:
    """Two that were replaced both lead to the newest; which authority was replaced is asked of them."""
    some = [
        papers(2, "One"), papers(2, "Other", authority=OTHER), papers(3, "Newest", by=[OLD]),
    ]  # fmt: skip
    found = set()
    for order in itertools.permutations(some):
        trust = believing(order)
        assert trust.root.name == "Newest"
        found.add((trust.is_replaced(OTHER.public), trust.follows_from(_second(trust))))
    assert len(found) == 1


def _second(trust: Trust) -> Root:
    return next(
        root for root, _ in trust._roots.values() if (root.version, root.name) == (2, "One")
    )


def test_a_heap_of_other_papers_leaves_room_for_the_next_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They lose against those that count, so nobody is asked; then no new paper ever counted again."""
    monkeypatch.setattr(trusting, "ROOTS", 6)
    real = papers(2, "Rehearsal", [NEW], [OLD, NEW])
    rank = digest_of(_payload(real))
    heap = (papers(2, f"Heap {one}") for one in itertools.count())
    losing = list(itertools.islice((one for one in heap if digest_of(_payload(one)) < rank), 9))
    for order in ([real, *losing], [*losing, real]):
        trust = believing(order)
        assert trust.root.keys == (NEW.public,)
        assert sum(1 for kind, _, _ in trust.statements if kind == trusted.ROOT) == 7
        for version in (3, 4):
            assert trust.take(*papers(version, "Rehearsal", [NEW], [NEW]))
        assert trust.root.version == 4
        again = Trust.begin(FIRST)
        again.take_all([(kind, data) for (kind, _, _), data in trust.statements.items()])
        assert again.root == trust.root
    kept = {one.payload for one, _ in believing([real, *losing])._roots.values()}
    assert kept == {one.payload for one, _ in believing([*losing[::-1], real])._roots.values()}


def _payload(statement: Statement) -> bytes:
    root = Trust.begin(FIRST)
    root.take(*statement)
    return root.root.payload
