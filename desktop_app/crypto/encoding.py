"""Deterministic CBOR: the one spelling of every value that Portage signs, seals or sends.

RFC 8949, core deterministic encoding (section 4.2.1), narrowed to the types we use: whole numbers
of 64 bits, text, bytes, true, false, nothing, arrays and maps. Floats and tags do not exist here.
This is the only module that imports cbor2.

Why reading is quick: cbor2 reads in native code under strict settings, then one walk over the
values adds up the length that their shortest spelling would have. No item can be written shorter
than that, so the sum equals the length of the data only if every head was the shortest one and
nothing was left over. Writing everything again to compare took twice as long (measured).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from itertools import pairwise
from typing import Any, Final, TypeAlias

import cbor2

from desktop_app.domain.errors import PortageError
from desktop_app.language import Message

Key: TypeAlias = int | str | bytes
Value: TypeAlias = "int | str | bytes | bool | list[Value] | dict[Key, Value] | None"

SMALLEST_INT: Final = -(2**63)
LARGEST_INT: Final = 2**63 - 1  # what SQLite holds; a sequence number beyond it is an attack

_SMALL: Final = tuple(bytes((number,)) for number in range(24))
_AS_THEY_ARE: Final = frozenset({str, bytes, bool, type(None)})
_PAUSE_COLLECTOR_FROM: Final = 65_536  # bytes; below it the pause costs more than it saves


class NotStrict(PortageError):
    """The bytes are not the deterministic CBOR that Portage writes."""

    code = "not_strict"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "files",
                "This content is not written the way Portage writes it, so it was not read. "
                "Nothing was changed. Ask the sender for a new file.",
            )
        )


def encode(value: object) -> bytes:
    """The deterministic CBOR of `value`: map keys in the order of their own encoded bytes.

    value: int within signed 64 bit, str, bytes, bool, None, a list or tuple of these, or a dict
    from int, str or bytes to these. Raises TypeError for anything else (floats, out-of-range
    numbers and text that UTF-8 cannot hold included): that is a mistake of the caller.
    """
    try:
        return cbor2.dumps(_in_order(value))
    except (cbor2.CBOREncodeError, UnicodeEncodeError) as fault:
        raise TypeError("text that UTF-8 cannot hold") from fault


def encode_plain(value: list[Any]) -> bytes:
    """`encode` for lists that this program built itself from numbers, text, bytes, booleans and
    None: the same bytes in a third of the time, because nothing is checked and no map is ordered.
    """
    return cbor2.dumps(value)


def encode_number(number: int) -> bytes:
    """`encode` for a whole number that is not negative."""
    if number < 24:
        return _SMALL[number]
    if number < 0x100:
        return bytes((0x18, number))
    if number < 0x10000:
        return b"\x19" + number.to_bytes(2, "big")
    if number < 0x1_0000_0000:
        return b"\x1a" + number.to_bytes(4, "big")
    return b"\x1b" + number.to_bytes(8, "big")


def encode_size(number: int) -> bytes:
    """The head of an array of so many items, which are to follow."""
    head = encode_number(number)
    return bytes((head[0] | 0x80,)) + head[1:]


def encode_bytes(value: bytes) -> bytes:
    """`encode` for bytes."""
    head = encode_number(len(value))
    return bytes((head[0] | 0x40,)) + head[1:] + value


def decode(data: bytes, *, depth: int = 8, text_limit: int = 65_536) -> Any:
    """The one value written in `data`.

    depth: how many arrays and maps that hold something may lie in each other.
    text_limit: bytes of UTF-8 in one text.
    A value of one byte may take some 60 bytes in memory: callers bound the length of `data`.
    Raises NotStrict for tags, floats, lengths left open, repeated keys, longer spellings than
    needed, keys out of order, numbers beyond 64 bits signed, broken UTF-8 and trailing bytes.
    """
    if len(data) >= _PAUSE_COLLECTOR_FROM:
        with _strictly(len(data)):
            return _decoded(data, depth, text_limit)
    try:  # the same without a context: bodies are short and come by the hundred thousand
        return _decoded(data, depth, text_limit)
    except _FAULTS:
        raise NotStrict from None


def _decoded(data: bytes, depth: int, text_limit: int) -> Any:
    value = cbor2.loads(data, max_depth=depth, **_STRICT)
    if _length(value, text_limit) != len(data):
        raise NotStrict
    return value


def decode_sequence(data: bytes, *, depth: int = 8, text_limit: int = 65_536) -> list[Any]:
    """The values written one after the other in `data` (RFC 8742), each as strict as `decode`.

    Nothing at all is an empty sequence. Raises NotStrict as `decode` does.
    """
    values: list[Value] = []
    with _strictly(len(data)):
        decoder = cbor2.CBORDecoder(BytesIO(data), max_depth=depth, **_STRICT)
        length = 0
        # A longer spelling leaves `length` behind, and the decoder then runs into the end.
        while length < len(data):
            value = decoder.decode()
            length += _length(value, text_limit)
            values.append(value)
        if length != len(data):
            raise NotStrict
    return values


def _refuse_tag(*_: object) -> None:
    raise ValueError("tag")


class _EveryTag(dict[int, Callable[[Any, bool], Any]]):
    """Answers for every tag number, so that cbor2's own builders of dates, patterns, shared and
    cyclic values are never reached, whichever a later version adds."""

    def __missing__(self, number: int) -> Callable[[Any, bool], Any]:
        return _refuse_tag

    def __getitem__(self, number: int) -> Callable[[Any, bool], Any]:
        return _refuse_tag

    def __contains__(self, number: object) -> bool:
        return True


_STRICT: Final[dict[str, Any]] = {
    "tag_hook": _refuse_tag,
    "semantic_decoders": _EveryTag(),
    "allow_indefinite": False,
    "allow_duplicate_keys": False,
    "str_errors": "strict",
}


_FAULTS: Final = (cbor2.CBORError, ValueError, TypeError, OverflowError)


@contextmanager
def _strictly(length: int) -> Iterator[None]:
    """Turn the decoder's faults into NotStrict, and pause the cyclic collector for long input.

    Decoded values hold no cycles; collecting while millions of lists appear doubles the time.
    """
    pause = length >= _PAUSE_COLLECTOR_FROM and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    except _FAULTS:
        raise NotStrict from None  # the library's own sentence may quote what it read
    finally:
        if pause:
            gc.enable()


def _head(number: int) -> int:
    """Length in bytes of the shortest head that carries `number` (not negative)."""
    if number < 24:
        return 1
    if number < 0x100:
        return 2
    if number < 0x10000:
        return 3
    return 5 if number < 0x1_0000_0000 else 9


def _length(value: Any, text_limit: int) -> int:
    """How many bytes the shortest spelling of `value` takes; raises NotStrict for foreign types.

    Written for speed: it sees every item of every bundle. Every item counts one byte, and what it
    takes beyond that byte is added.
    """
    total = 1
    pending: list[Any] = [(value,)]
    for items in pending:
        # A list stands for itself; a tuple holds the keys and values of a map. (A tuple met as an
        # item is an array used as a key, and is refused like any foreign type.)
        if type(items) is list:
            total += len(items)
        for item in items:
            kind = type(item)
            if kind is int:
                if -24 <= item < 24:
                    continue
                if -0x100 <= item < 0x100:
                    total += 1
                elif SMALLEST_INT <= item <= LARGEST_INT:
                    total += _beyond(item if item >= 0 else -1 - item)
                else:
                    raise NotStrict
            elif kind is bytes:
                size = len(item)
                total += size if size < 24 else size + _beyond(size)
            elif kind is list:
                if item:
                    pending.append(item)
                    if len(item) >= 24:
                        total += _beyond(len(item))
            elif kind is str:
                size = len(item) if item.isascii() else len(item.encode())
                if size > text_limit:
                    raise NotStrict
                total += size if size < 24 else size + _beyond(size)
            elif kind is dict:
                ranks = [_rank(key) for key in item]
                if any(a >= b for a, b in pairwise(ranks)):
                    raise NotStrict
                total += 2 * len(item) + _beyond(len(item))
                pending.append((*item.keys(), *item.values()))
            elif item is not None and kind is not bool:
                raise NotStrict
    return total


def _beyond(number: int) -> int:
    """How many bytes the shortest head of `number` (not negative) takes beyond its first."""
    if number < 24:
        return 0
    if number < 0x100:
        return 1
    if number < 0x10000:
        return 2
    return 4 if number < 0x1_0000_0000 else 8


def _rank(key: object) -> tuple[int, int, bytes]:
    """Sorts as the encoded key does: by kind, then by number or length, then by content."""
    if isinstance(key, bool):
        raise TypeError("a map key of type bool")
    if isinstance(key, int):
        return (0, key, b"") if key >= 0 else (1, -1 - key, b"")
    if isinstance(key, bytes):
        return 2, len(key), key
    if isinstance(key, str):
        raw = key.encode()
        return 3, len(raw), raw
    raise TypeError(f"a map key of type {type(key).__name__}")


def _in_order(value: object) -> object:
    """`value` checked, with plain types only and the keys of every map in encoded order."""
    if isinstance(value, (list, tuple)):
        return [
            item
            if (kind := type(item)) in _AS_THEY_ARE
            or (kind is int and SMALLEST_INT <= item <= LARGEST_INT)
            else _in_order(item)
            for item in value
        ]
    if value is None or isinstance(value, (bool, bytes)):
        return value
    if isinstance(value, int):
        if not SMALLEST_INT <= value <= LARGEST_INT:
            raise TypeError("a whole number beyond 64 bits")
        return int(value)
    if isinstance(value, dict):
        return {_in_order(key): _in_order(value[key]) for key in sorted(value, key=_rank)}
    if isinstance(value, str):
        return str.__str__(value)
    raise TypeError(f"a value of type {type(value).__name__}")
