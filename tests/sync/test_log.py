"""Entries and segments: written, chained, read back; every limit just below and just above."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.crypto.encoding import NotStrict, decode, encode
from desktop_app.sync.log import (
    GENESIS,
    MAXIMUM_BODY,
    MAXIMUM_OPERATIONS,
    MAXIMUM_TEXT,
    Body,
    EntryRefused,
    Header,
    Operation,
    Segment,
    SignedEnd,
    chain,
    decode_body,
    decode_head,
    decode_header,
    decode_segment,
    encode_body,
    encode_head,
    encode_header,
    encode_segment,
    feed_id,
    hash_of,
)

SALT = bytes(16)
ENTITY = bytes(range(16))
FEEDS = tuple(bytes((number,)) * 16 for number in range(4))

numbers = st.integers(0, (1 << 62) - 1)
dots = st.tuples(st.sampled_from(FEEDS), numbers, st.integers(0, 499))
some_dots = st.lists(dots, max_size=4).map(tuple)
keys = (
    st.integers(0, 65535)
    | st.binary(min_size=16, max_size=16)
    | st.binary(min_size=18, max_size=18)
)
values = st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.text(max_size=30)
operations = st.builds(Operation, keys, values, some_dots, some_dots)
bodies = st.builds(
    Body,
    st.integers(0, 65535),
    st.binary(min_size=16, max_size=16),
    st.none() | dots,
    st.lists(operations, min_size=1, max_size=6).map(tuple),
)


def a_body(*values: str | int | None) -> Body:
    return Body(2, ENTITY, None, tuple(Operation(1, value) for value in values))


@given(bodies)
def test_a_body_is_read_as_it_was_written(body: Body) -> None:
    assert decode_body(encode_body(body, SALT)) == body


def test_a_salt_makes_equal_bodies_differ() -> None:
    assert encode_body(a_body("a"), SALT) != encode_body(a_body("a"), bytes((1,)) * 16)


def test_five_hundred_operations_are_the_most() -> None:
    most = a_body(*range(MAXIMUM_OPERATIONS))
    assert len(decode_body(encode_body(most, SALT)).operations) == MAXIMUM_OPERATIONS
    for count in (0, MAXIMUM_OPERATIONS + 1):
        with pytest.raises(EntryRefused):
            encode_body(a_body(*range(count)), SALT)
        with pytest.raises(EntryRefused):
            decode_body(encode([SALT, 2, ENTITY, None, [], [[1, 1]] * count]))


def test_a_text_has_at_most_64_kibibytes() -> None:
    most = "é" * (MAXIMUM_TEXT // 2)
    assert decode_body(encode_body(a_body(most), SALT)).operations[0].value == most
    with pytest.raises(EntryRefused):
        encode_body(a_body(most + "a"), SALT)
    with pytest.raises(NotStrict):
        decode_body(encode([SALT, 2, ENTITY, None, [], [[1, most + "a"]]]))


def test_a_body_has_at_most_256_kibibytes() -> None:
    empty = len(encode_body(a_body("", "", "", "", "a" * 1000), SALT))
    texts = ["a" * 60_000] * 4
    # Each long text takes two bytes more for its own length than a short one does.
    rest = MAXIMUM_BODY - empty - 4 * (60_000 + 2) + 1000
    most = encode_body(a_body(*texts, "a" * rest), SALT)
    assert len(most) == MAXIMUM_BODY
    assert len(decode_body(most).operations) == 5
    with pytest.raises(EntryRefused):
        encode_body(a_body(*texts, "a" * (rest + 1)), SALT)
    with pytest.raises(EntryRefused):
        decode_body(most + b"a")


BODY: list[Any] = [SALT, 2, ENTITY, None, [FEEDS[0]], [[1, "a", [0, 1, 0]]]]


@pytest.mark.parametrize(
    ("at", "wrong"),
    [
        (0, bytes(15)), (0, "salt"), (1, -1), (1, 65536), (1, True), (2, bytes(17)), (2, None),
        (3, [0, 1]), (3, [1, 1, 0]), (3, "base"), (4, [bytes(15)]), (4, None), (4, [1]),
        (5, []), (5, None), (5, [[1]]), (5, [[1, 2, 3, 4, 5]]), (5, [["a", 1]]), (5, [[bytes(17), 1]]),
        (5, [[65536, 1]]), (5, [[-1, 1]]), (5, [[True, 1]]), (5, [[1, b"bytes"]]), (5, [[1, [1]]]),
        (5, [[1, {}]]), (5, [[1, 1, [0, 1]]]), (5, [[1, 1, [1, 1, 0]]]), (5, [[1, 1, [0, -1, 0]]]),
        (5, [[1, 1, [0, "1", 0]]]), (5, [[1, 1, [0, True, 0]]]), (5, [[1, 1, "dots"]]), (5, ["op"]),
    ],
)  # fmt: skip
def test_a_body_with_one_wrong_position_is_refused(at: int, wrong: Any) -> None:
    assert decode_body(encode(BODY)).operations
    with pytest.raises(EntryRefused):
        decode_body(encode([*BODY[:at], wrong, *BODY[at + 1 :]]))


@given(numbers, st.integers(0, (1 << 63) - 1), st.binary(min_size=16, max_size=16))
def test_a_header_is_read_as_it_was_written(seq: int, hlc: int, actor: bytes) -> None:
    header = Header(FEEDS[1], seq, bytes(32), hlc, actor, 1, 1, b"", 40, bytes(32))
    data = encode_header(header)
    assert decode_header(data) == header
    assert hash_of(data) == hashlib.sha256(data).digest()


def test_a_signed_end_is_read_as_it_was_written() -> None:
    assert decode_head(encode_head(FEEDS[0], 7, bytes(32), 9)) == SignedEnd(
        FEEDS[0], 7, bytes(32), 9
    )


@pytest.mark.parametrize(
    "wrong",
    [[], [FEEDS[0], 7, bytes(31), 9], [FEEDS[0], "7", bytes(32), 9], 5, ["a", 7, bytes(32), 9]],
)
def test_another_signed_end_is_refused(wrong: Any) -> None:
    with pytest.raises(EntryRefused):
        decode_head(encode(wrong))


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    count = draw(st.integers(1, 6))
    ids = st.binary(min_size=16, max_size=16)

    def column(one: st.SearchStrategy[Any]) -> tuple[Any, ...]:
        return tuple(draw(st.lists(one, min_size=count, max_size=count)))

    whole = st.binary(max_size=60)
    erased = st.tuples(st.integers(1, 1000), st.binary(min_size=32, max_size=32))
    return Segment(
        draw(ids), draw(ids), draw(ids), draw(st.integers(1, 1 << 40)), draw(st.binary(min_size=32, max_size=32)),
        column(st.integers(0, (1 << 63) - 1)), column(ids), column(st.integers(0, 65535)),
        column(st.integers(0, 65535)), column(ids | st.just(b"")), column(whole | erased), draw(whole),
    )  # fmt: skip


@given(segments())
def test_a_segment_is_read_as_it_was_written(segment: Segment) -> None:
    read = decode_segment(encode_segment(segment))
    assert read == segment
    assert read.end == read.start + len(read.bodies) - 1
    assert chain(read) == chain(segment)


@given(segments())
def test_the_chain_is_that_of_the_headers(segment: Segment) -> None:
    previous = segment.base
    for offset, one in enumerate(chain(segment)):
        header = decode_header(one.header)
        assert one.header == encode_header(header)
        assert header.previous == previous
        assert (header.feed, header.seq) == (segment.feed, segment.start + offset)
        assert (header.hlc, header.actor) == (one.hlc, one.actor)
        body = segment.bodies[offset]
        if isinstance(body, tuple):
            assert (header.body_length, header.body_hash) == body
            assert one.body is None
        else:
            assert (header.body_length, header.body_hash) == (len(body), hash_of(body))
        previous = one.link
        assert previous == hash_of(one.header)


@given(segments(), st.data())
def test_whatever_is_changed_in_a_segment_changes_the_last_link(
    segment: Segment, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(segment.bodies) - 1))
    last = chain(segment)[-1].link
    hlcs = list(segment.hlcs)
    hlcs[at] ^= 1
    changed = [
        replace(segment, base=bytes(32) if any(segment.base) else b"\1" * 32),
        replace(segment, start=segment.start + 1),
        replace(segment, nonce=bytes((segment.nonce[0] ^ 1,)) + segment.nonce[1:]),
        replace(segment, device=bytes((segment.device[0] ^ 1,)) + segment.device[1:]),
        replace(segment, scope=bytes((segment.scope[0] ^ 1,)) + segment.scope[1:]),
        replace(segment, hlcs=tuple(hlcs)),
        replace(segment, bodies=(*segment.bodies[:at], (5, bytes(32)), *segment.bodies[at + 1 :])),
    ]
    for one in changed:
        assert one == segment or chain(one)[-1].link != last


def test_an_erased_body_keeps_the_chain() -> None:
    body = encode_body(a_body("a"), SALT)
    segment = Segment(
        ENTITY, ENTITY, ENTITY, 1, GENESIS, (5, 3), (ENTITY,) * 2, (1, 1), (1, 1), (b"",) * 2,
        (body, body), b"",
    )  # fmt: skip
    erased = replace(segment, bodies=((len(body), hash_of(body)), body))
    assert chain(erased)[-1].link == chain(segment)[-1].link
    assert [one.body for one in chain(erased)] == [None, body]


PLAIN = decode(
    encode_segment(
        Segment(
            ENTITY, ENTITY, ENTITY, 1, GENESIS, (5, 3), (ENTITY, FEEDS[0]), (1, 1), (1, 1), (b"",) * 2,
            (b"body", (4, bytes(32))), b"head",
        )
    ),
    depth=4,
)  # fmt: skip


@pytest.mark.parametrize(
    ("at", "wrong"),
    [
        (0, 2), (0, None), (1, bytes(15)), (2, "scope"), (3, None), (4, 0), (4, -1), (4, 1 << 62),
        (4, True), (5, bytes(31)), (6, [5]), (6, [5, -6]), (6, [5, "a"]), (6, [5, (1 << 63) - 1]),
        (6, None), (7, [[ENTITY, FEEDS[0]], [0]]), (7, [[ENTITY], [0, 1]]), (7, [[ENTITY], [0, -1]]),
        (7, []), (7, [[]]), (7, [[bytes(15)]]), (7, [["a"]]), (8, [[-1]]), (8, [[65536]]), (8, [["a"]]),
        (9, [[-1]]), (9, [[True]]), (10, [[bytes(15)]]), (10, [[None]]), (11, []), (11, None),
        (11, [b"body", [4, bytes(31)]]), (11, [b"body", ["a", bytes(32)]]), (11, [b"body", 5]),
        (11, [b"body", [4]]), (12, None), (12, "head"),
    ],
)  # fmt: skip
def test_a_segment_with_one_wrong_position_is_refused(at: int, wrong: Any) -> None:
    assert decode_segment(encode(PLAIN)).bodies
    with pytest.raises(EntryRefused):
        decode_segment(encode([*PLAIN[:at], wrong, *PLAIN[at + 1 :]]))


def test_a_body_too_long_is_refused_before_it_is_read() -> None:
    for length, good in ((MAXIMUM_BODY, True), (MAXIMUM_BODY + 1, False)):
        wide = encode([*PLAIN[:11], [bytes(length), b""], PLAIN[12]])
        if good:
            assert len(decode_segment(wide).bodies) == 2
        else:
            with pytest.raises(EntryRefused):
                decode_segment(wide)


def test_feeds_of_another_device_scope_or_nonce_have_other_ids() -> None:
    one, other = FEEDS[0], FEEDS[1]
    ids = {feed_id(a, b, c) for a in (one, other) for b in (one, other) for c in (one, other)}
    assert len(ids) == 8
    assert {len(one) for one in ids} == {16}
