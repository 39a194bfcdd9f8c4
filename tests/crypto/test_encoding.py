"""One spelling for every value: what is read back, and the many spellings that are not read."""

from __future__ import annotations

import gc
import struct

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.crypto.encoding import (
    LARGEST_INT,
    SMALLEST_INT,
    NotStrict,
    decode,
    decode_sequence,
    encode,
    encode_bytes,
    encode_number,
    encode_plain,
    encode_size,
)

whole_numbers = st.integers(SMALLEST_INT, LARGEST_INT)
scalars = st.none() | st.booleans() | whole_numbers | st.text(max_size=40) | st.binary(max_size=40)
keys = whole_numbers | st.text(max_size=30) | st.binary(max_size=30)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=30) | st.dictionaries(keys, inner, max_size=30),
    max_leaves=40,
)

REFUSED = {
    "nothing": "",
    "a shared value": "d81c80",
    "a value that holds itself": "d81c81d81d00",
    "a reference to nothing": "d81d00",
    "a regular expression": "d8236128",
    "a number of any length": "c24101",
    "a date": "c06161",
    "a string reference": "d81900",
    "a set": "d9010280",
    "the tag that says CBOR": "d9d9f701",
    "an unknown tag": "d9270f01",
    "a tag of 64 bits": "dbffffffffffffffff01",
    "not a number": "f97e00",
    "a half float": "f93c00",
    "a float": "fa3f800000",
    "a double": "fb3ff0000000000000",
    "undefined": "f7",
    "a simple value": "e0",
    "a long simple value": "f8ff",
    "true in two bytes": "f815",
    "a key twice": "a201010101",
    "a text key twice": "a2616101616102",
    "keys out of order": "a202010101",
    "text before bytes": "a26161014162 02".replace(" ", ""),
    "a list as key": "a1810101",
    "an empty list as key": "a18001",
    "a map as key": "a1a001",
    "true as key": "a1f501",
    "nothing as key": "a1f601",
    "a longer spelling of 1": "1801",
    "a longer spelling of -1": "3800",
    "a longer spelling of 255": "1900ff",
    "a longer length of bytes": "580141",
    "a longer length of text": "780161",
    "a longer length of a list": "980101",
    "a longer length of a map": "b8010101",
    "a list left open": "9f01ff",
    "a map left open": "bf0101ff",
    "bytes in pieces": "5f4101ff",
    "text in pieces": "7f6161ff",
    "a break alone": "ff",
    "a reserved length": "1c",
    "2^63": "1b8000000000000000",
    "2^64 - 1": "1bffffffffffffffff",
    "-2^63 - 1": "3b8000000000000000",
    "-2^64": "3bffffffffffffffff",
    "a list of 1 GiB": "9a40000000",
    "a list of 2^64 - 1": "9bffffffffffffffff",
    "bytes of 1 GiB": "5a40000000",
    "text of 2^63 - 1": "7b7fffffffffffffff",
    "a map of 2^63 - 1": "bb7fffffffffffffff",
    "broken UTF-8": "61ff",
    "half a surrogate pair": "63eda080",
    "an overlong letter": "62c0af",
    "a list cut short": "8201",
    "bytes cut short": "4201",
    "a number cut short": "1a0001",
}


@given(values)
def test_what_is_written_is_read_back(value: object) -> None:
    data = encode(value)
    assert decode(data, depth=60) == value
    assert cbor2.loads(data) == value


@given(st.lists(values, max_size=4))
def test_a_sequence_is_read_back(items: list[object]) -> None:
    data = b"".join(encode(item) for item in items)
    assert decode_sequence(data, depth=60) == items


@given(values, st.binary(min_size=1, max_size=3))
def test_nothing_may_follow(value: object, rest: bytes) -> None:
    with pytest.raises(NotStrict):
        decode(encode(value) + rest, depth=60)


@given(st.binary(max_size=60))
def test_whatever_is_read_has_no_other_spelling(data: bytes) -> None:
    try:
        value = decode(data)
    except NotStrict:
        return
    assert encode(value) == data


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED.keys())
def test_other_spellings_are_refused(data: str) -> None:
    with pytest.raises(NotStrict) as refused:
        decode(bytes.fromhex(data))
    assert refused.value.code == "not_strict"
    if data:
        with pytest.raises(NotStrict):
            decode_sequence(bytes.fromhex(data))
    # Inside a list, too.
    with pytest.raises(NotStrict):
        decode(b"\x81" + bytes.fromhex(data))


def test_no_tag_number_is_known() -> None:
    heads = [bytes([0xC0 | tag]) for tag in range(24)]
    heads += [b"\xd8" + bytes([tag]) for tag in range(24, 256)]
    heads += [b"\xd9" + struct.pack(">H", tag) for tag in range(256, 65_536)]
    heads += [b"\xda" + struct.pack(">I", 1 << bit) for bit in range(16, 32)]
    for head in heads:
        with pytest.raises(NotStrict):
            decode(head + b"\x80")


@pytest.mark.parametrize("head", [b"\x81", b"\xa1\x00", b"\xc1", b"\x9f", b"\xd8\x1c"])
def test_a_million_levels_are_refused(head: bytes) -> None:
    with pytest.raises(NotStrict):
        decode(head * 1_000_000 + b"\x00")


def test_depth_counts_what_holds_something() -> None:
    assert decode(b"\x81" * 8 + b"\x01")
    with pytest.raises(NotStrict):
        decode(b"\x81" * 9 + b"\x01")
    assert decode(b"\x81\x81\x01", depth=2) == [[1]]
    with pytest.raises(NotStrict):
        decode(b"\x81\x81\x01", depth=1)


def test_text_is_bounded_in_bytes() -> None:
    assert decode(encode("é" * 5), text_limit=10) == "é" * 5
    with pytest.raises(NotStrict):
        decode(encode("é" * 5), text_limit=9)
    with pytest.raises(NotStrict):
        decode(encode({"long key": 1}), text_limit=7)
    with pytest.raises(NotStrict):
        decode(encode("a" * 65_537))
    assert decode(encode(b"a" * 65_537)) == b"a" * 65_537


def test_keys_lie_in_the_order_of_their_bytes() -> None:
    # RFC 8949, 4.2.1, its own example, less the keys of kinds we do not use.
    written = encode({"aa": 5, 100: 2, -1: 3, "z": 4, 10: 1})
    assert written.hex() == "a50a0118640220036 17a0462616105".replace(" ", "")
    assert encode({1000: 1, "a": 2, b"x": 3}).hex() == "a31903e801417803616102"


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**63, -(2**63) - 1, {1, 2}, bytearray(b"x"), object(), {True: 1}],
    ids=["float", "nan", "2^63", "-2^63-1", "set", "bytearray", "object", "true as key"],
)
def test_what_has_no_place_in_our_files_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)
    with pytest.raises(TypeError):
        encode([{1: value}])


def test_half_a_letter_is_not_written() -> None:
    with pytest.raises(TypeError):
        encode("\ud800")
    with pytest.raises(TypeError):
        encode({"\ud800": 1})


def test_tuples_become_lists() -> None:
    assert decode(encode((1, ("a", None)))) == [1, ["a", None]]


def test_the_collector_runs_again_after_long_input() -> None:
    long = encode([[number] for number in range(40_000)])
    assert len(decode(long)) == 40_000
    with pytest.raises(NotStrict):
        decode(long + b"\x00")
    assert gc.isenabled()


def test_the_error_does_not_quote_what_was_read() -> None:
    with pytest.raises(NotStrict) as refused:
        decode(b"\xa2\x69Ana Maria\x01\x69Ana Maria\x02")
    assert "Ana" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@given(
    st.lists(
        st.one_of(
            st.integers(-(2**63), 2**63 - 1),
            st.text(
                st.characters(exclude_characters=[chr(code) for code in range(0xD800, 0xE000)]),
                max_size=20,
            ),
            st.binary(max_size=40),
            st.booleans(),
            st.none(),
            st.lists(st.integers(0, 300), max_size=5),
        ),
        max_size=12,
    )
)
def test_the_short_way_writes_the_same_bytes(value: list[object]) -> None:
    assert encode_plain(value) == encode(value)


@given(st.integers(0, LARGEST_INT), st.binary(max_size=300), st.integers(0, 300))
def test_parts_put_together_by_hand_are_the_same_bytes(
    number: int, value: bytes, items: int
) -> None:
    assert encode_number(number) == encode(number)
    assert encode_bytes(value) == encode(value)
    assert encode_size(items) + encode_number(0) * items == encode([0] * items)
