"""Who is worth comparing with whom: nobody is passed over, and nothing grows with the square."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.matching.blocking import (
    ENOUGH,
    LARGEST,
    NEIGHBOURS,
    OF_RARE,
    OF_USUAL,
    RARE,
    Blocks,
    Few,
    order_code,
)

KEYS = st.lists(st.sampled_from("abcdefgh").map(lambda letter: ("kind", letter)), max_size=5)


def meetings(blocks: Blocks) -> set[tuple[int, int]]:
    return {(one, other) for one, others in blocks.meetings() for other in others}


@given(st.lists(KEYS, max_size=LARGEST))
def test_whoever_shares_three_keys_meets_or_two_of_which_one_is_rare(
    records: list[list[tuple[str, ...]]],
) -> None:
    blocks = Blocks()
    for keys in records:
        blocks.add(keys, 0, 0)
    holders = Counter(key for keys in records for key in set(keys))

    def count(one: list[tuple[str, ...]], other: list[tuple[str, ...]]) -> int:
        return sum(OF_RARE if holders[key] <= RARE else OF_USUAL for key in set(one) & set(other))

    expected = {
        (one, other)
        for other in range(len(records))
        for one in range(other)
        if count(records[one], records[other]) >= ENOUGH
    }
    assert meetings(blocks) == expected


def test_in_a_block_that_grew_too_large_everybody_meets_the_nearest_by_name_and_by_birth() -> None:
    size = 10 * LARGEST
    blocks = Blocks()
    births = [19000101 + (number * 7919) % size for number in range(size)]
    for number in range(size):
        blocks.add([("shared", str(key)) for key in range(ENOUGH)], number, births[number])
    found = meetings(blocks)
    for number in range(size - NEIGHBOURS):
        assert (number, number + NEIGHBOURS) in found
    by_birth = sorted(range(size), key=lambda number: births[number])
    for number in range(size - NEIGHBOURS):
        pair = sorted((by_birth[number], by_birth[number + NEIGHBOURS]))
        assert tuple(pair) in found
    assert len(found) <= size * 4 * 2 * NEIGHBOURS


def test_the_work_grows_with_the_number_of_records() -> None:
    def pairs(size: int) -> int:
        blocks = Blocks()
        for number in range(size):
            keys = [("all", "of them"), *(("half", str(number % 2), str(at)) for at in range(5))]
            blocks.add(keys, number * 37 % size, 0)
        return len(meetings(blocks))

    assert pairs(8000) < 2.2 * pairs(4000)


def test_a_few_meet_the_same_as_in_a_whole_table() -> None:
    records = [
        [("a", str(number % 50)), ("b", str(number % 30)), ("c", str(number % 7))]
        for number in range(300)
    ]
    chosen = range(0, 300, 10)
    few = Few()
    for number in chosen:
        few.add(records[number])
    few.settle([[] for _ in chosen])
    for number, keys in enumerate(records):
        expected = [at for at, one in enumerate(chosen) if len(set(records[one]) & set(keys)) >= 2]
        assert few.met_by(keys, []) == expected, number


def test_a_key_that_too_many_of_the_few_share_is_refined_by_what_tells_them_apart() -> None:
    few = Few()
    for number in range(3 * LARGEST):
        few.add([("place", "x"), ("street", str(number % 2))])
    few.settle([[str(number)] for number in range(3 * LARGEST)])
    assert few.met_by([("place", "x"), ("street", "1")], ["5"]) == [5]


def test_the_order_of_names_is_kept_in_their_codes() -> None:
    names = ["", "abel", "exemple", "fictif", "fictive", "zoe"]
    codes = [order_code(name, "ana") for name in names]
    assert codes == sorted(codes)
    assert max(Counter(codes).values()) == 1
