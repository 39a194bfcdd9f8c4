"""Merging by hand and by chance: any admissible order of arrival gives what `fold` defines."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.fields import DELETED, LIFE, LIVE, FieldKey, Value, item_key
from desktop_app.sync import merge
from desktop_app.sync.merge import (
    DELETED_HERE_CHANGED_THERE,
    HIDDEN,
    SHOWN,
    LocalDot,
    LocalEntry,
    LocalOperation,
    State,
    edit_operations,
    fold,
    is_plain_first,
    life_operation,
    pack,
    pack_first,
    same,
    unpack,
)

ACTOR = bytes(16)
PHONE = item_key(1, bytes(range(16)), 1)
KEYS: tuple[FieldKey, ...] = (1, 2, PHONE)
VALUES: tuple[Value, ...] = ("a", "b", 3, True, None)


def rank(feed: int) -> bytes:
    """Feed ids in another order than the numbers, as on any real laptop."""
    return bytes((255 - feed,)) * 16


def write(feed: int, seq: int, *operations: LocalOperation, hlc: int = 0) -> LocalEntry:
    return LocalEntry(feed, seq, hlc or seq, ACTOR, operations)


def put(key: FieldKey, value: Value, *replaces: LocalDot) -> LocalOperation:
    return LocalOperation(key, value, replaces, ())


class Arriving:
    """A state that takes entries in one after the other, and remembers which."""

    def __init__(self) -> None:
        self.state = State()
        self.entries: list[LocalEntry] = []

    def take(self, entry: LocalEntry) -> None:
        self.entries.append(entry)
        here = {(one.feed, one.seq) for one in self.entries}
        self.state.apply(entry, lambda dot: dot[:2] in here, rank)


def a_history(random: Random, length: int) -> list[LocalEntry]:
    """Entries of up to four writers, each of whom had some of what the others wrote before."""
    entries: list[LocalEntry] = []
    held: dict[int, dict[int, int]] = {feed: {} for feed in range(random.randint(1, 4))}
    ends = dict.fromkeys(held, 0)
    for _ in range(length):
        feed = random.choice(list(held))
        for other in held:
            known = held[feed].get(other, 0)
            held[feed][other] = ends[other] if other == feed else random.randint(known, ends[other])
        known_here = [one for one in entries if one.seq <= held[feed].get(one.feed, 0)]
        state = fold(known_here, rank)
        kind = random.random()
        if kind < 0.15:
            operations = [life_operation(state, False)]
        elif kind < 0.25:
            operations = [life_operation(state, True)]
        else:
            wanted = {
                key: random.choice(VALUES) for key in random.sample(KEYS, random.randint(1, 3))
            }
            operations = edit_operations(state, wanted, rank)
        if operations:
            ends[feed] += 1
            entries.append(write(feed, ends[feed], *operations, hlc=random.randint(1, 50)))
    return entries


def shuffled(random: Random, entries: list[LocalEntry]) -> list[LocalEntry]:
    """The same entries in another order, those of each feed still one after the other."""
    queues: dict[int, list[LocalEntry]] = {}
    for one in entries:
        queues.setdefault(one.feed, []).append(one)
    out = []
    while queues:
        feed = random.choice(list(queues))
        out.append(queues[feed].pop(0))
        if not queues[feed]:
            del queues[feed]
    return out


@given(st.integers(0, 2**32), st.integers(1, 25))
def test_any_order_of_arrival_gives_the_fold(seed: int, length: int) -> None:
    random = Random(seed)
    entries = a_history(random, length)
    arriving = Arriving()
    for one in shuffled(random, entries):
        arriving.take(one)
        folded = fold(arriving.entries, rank)
        assert same(arriving.state, folded)
        assert folded.marks == arriving.state.marks
    assert not arriving.state.marks
    assert same(fold(shuffled(random, entries), rank), fold(entries, rank))


@pytest.mark.parametrize("seed", range(40))
def test_many_values_in_one_field_merge_as_few_do(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where many stand they are found by their dots, which must change nothing but the time it takes."""
    monkeypatch.setattr(merge, "MANY", 1)
    random = Random(seed)
    arriving = Arriving()
    for one in shuffled(random, a_history(random, 20)):
        arriving.take(one)
        folded = fold(arriving.entries, rank)
        assert same(arriving.state, folded)
        assert arriving.state.values(rank) == folded.values(rank)
        assert set(arriving.state.contested()) == set(folded.contested())


@given(st.integers(0, 2**32), st.integers(1, 25), st.integers(0, 24))
def test_packing_loses_nothing(seed: int, length: int, arrived: int) -> None:
    random = Random(seed)
    arriving = Arriving()
    for one in shuffled(random, a_history(random, length))[: arrived + 1]:
        arriving.take(one)
    state = arriving.state
    values = state.values(rank)
    assert same(state, unpack(pack(state), values.get, state.created, state.changed))


keys = st.integers(0, 300) | st.builds(
    item_key, st.integers(0, 255), st.binary(min_size=16, max_size=16), st.integers(0, 255)
)
dots = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 3)), max_size=1)
operations = st.builds(
    LocalOperation, keys, st.sampled_from(VALUES), dots.map(tuple), dots.map(tuple)
) | st.builds(LocalOperation, keys, st.sampled_from(VALUES), st.just(()), st.just(()))


@given(
    st.lists(operations, min_size=1, max_size=30), st.integers(1, 1 << 40), st.integers(0, 1 << 60)
)
def test_a_first_entry_without_a_state_is_what_the_fold_says(
    written: list[LocalOperation], seq: int, hlc: int
) -> None:
    entry = LocalEntry(2, seq, hlc, ACTOR, tuple(written))
    state = fold([entry], rank)
    if is_plain_first(entry):
        assert state.is_plain()
        assert pack_first(entry) == pack(state)
        assert state.values(rank) == {one.key: one.value for one in written}
        assert (state.life(), state.contested()) == (SHOWN, [])
        assert state.created == state.changed == (hlc, rank(2), ACTOR)
    else:
        assert any(one.replaces or one.seen or one.key == LIFE for one in written) or len(
            {one.key for one in written}
        ) < len(written)


@given(st.integers(0, 2**32), st.integers(1, 20))
def test_an_edit_leaves_one_value_and_no_conflict(seed: int, length: int) -> None:
    random = Random(seed)
    arriving = Arriving()
    for one in shuffled(random, a_history(random, length)):
        arriving.take(one)
    wanted = {key: random.choice(VALUES) for key in KEYS}
    operations = edit_operations(arriving.state, wanted, rank)
    contested = set(arriving.state.contested())
    assert contested <= {one.key for one in operations}
    if operations:
        arriving.take(write(9, 1, *operations))
    assert not arriving.state.contested()
    assert {key: arriving.state.shown(key, rank) for key in KEYS} == wanted
    assert not edit_operations(arriving.state, wanted, rank)


def test_the_newer_by_sight_stands_whatever_its_clock_says() -> None:
    arriving = Arriving()
    arriving.take(write(1, 1, put(1, "old"), hlc=1_000_000))
    arriving.take(write(2, 1, put(1, "new", (1, 1, 0)), hlc=1))
    assert arriving.state.shown(1, rank) == "new"
    assert not arriving.state.contested()


def test_equal_values_written_apart_are_no_conflict() -> None:
    arriving = Arriving()
    arriving.take(write(1, 1, put(1, "same")))
    arriving.take(write(2, 1, put(1, "same")))
    assert len(arriving.state.heads[1]) == 2
    assert not arriving.state.contested()
    assert not edit_operations(arriving.state, {1: "same"}, rank)


def test_the_last_tie_break_is_the_feed_id_not_its_local_number() -> None:
    arriving = Arriving()
    arriving.take(write(1, 1, put(1, "one"), hlc=5))
    arriving.take(write(2, 1, put(1, "two"), hlc=5))
    assert arriving.state.shown(1, rank) == "one"


def test_what_is_replaced_before_it_comes_never_stands() -> None:
    arriving = Arriving()
    arriving.take(write(2, 1, put(1, "new", (1, 1, 0))))
    assert arriving.state.marks == {(1, (1, 1, 0))}
    arriving.take(write(1, 1, put(1, "old")))
    assert arriving.state.values(rank) == {1: "new"}
    assert not arriving.state.marks


def test_saving_an_open_form_keeps_what_came_meanwhile() -> None:
    arriving = Arriving()
    arriving.take(write(1, 1, put(1, "a")))
    seen: dict[FieldKey, tuple[LocalDot, ...]] = {1: arriving.state.dots(1)}
    arriving.take(write(2, 1, put(1, "b", (1, 1, 0))))
    operations = edit_operations(arriving.state, {1: "c"}, rank, seen)
    assert operations == [put(1, "c", (1, 1, 0))]
    arriving.take(write(3, 1, *operations))
    assert {head.value for head in arriving.state.heads[1]} == {"b", "c"}


@pytest.mark.parametrize(
    ("seen", "life"), [(((1, 1, 0), (2, 1, 0)), HIDDEN), (((1, 1, 0),), DELETED_HERE_CHANGED_THERE)]
)
def test_a_delete_hides_only_what_its_author_saw(seen: tuple[LocalDot, ...], life: int) -> None:
    arriving = Arriving()
    arriving.take(write(1, 1, put(1, "a")))
    arriving.take(write(2, 1, put(2, "b")))
    arriving.take(write(3, 1, LocalOperation(LIFE, DELETED, (), seen)))
    assert arriving.state.life() == life


def test_a_restored_record_is_shown_again() -> None:
    arriving = Arriving()
    arriving.take(write(1, 1, put(1, "a")))
    arriving.take(write(1, 2, life_operation(arriving.state, False)))
    assert arriving.state.life() == HIDDEN
    back = life_operation(arriving.state, True)
    assert back.value == LIVE
    arriving.take(write(1, 3, back))
    assert arriving.state.life() == SHOWN
    assert not arriving.state.seen
