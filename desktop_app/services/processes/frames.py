"""Values over a pipe: four bytes of length (big-endian), then one value in strict CBOR.

Lists that may be long travel in pieces, so that neither side holds their spelling as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, Final

from desktop_app.crypto.encoding import NotStrict, decode, decode_sequence, encode

FRAME_BYTES: Final = 16 * 1024 * 1024
PIECE_BYTES: Final = 512 * 1024
"""A piece of a list is ended at the first item beyond so many bytes."""

_DEPTH: Final = 24

Send = Callable[[object], None]


class FrameWrong(Exception):
    """What came through the pipe is not a frame: the other side is not what we started."""


class FrameTooLong(Exception):
    """One value is longer than a frame may be."""


def write_frame(out: BinaryIO, value: object) -> None:
    """Write one value and flush. Raises FrameTooLong beyond FRAME_BYTES, OSError at a closed pipe."""
    data = encode(value)
    if len(data) > FRAME_BYTES:
        raise FrameTooLong
    out.write(len(data).to_bytes(4, "big"))
    out.write(data)
    out.flush()


def read_raw(source: BinaryIO) -> bytes | None:
    """The bytes of the next frame; None at the end of the stream, also when a frame is cut."""
    head = source.read(4)
    if len(head) < 4:
        return None
    length = int.from_bytes(head, "big")
    if length > FRAME_BYTES:
        raise FrameWrong
    data = source.read(length)
    return data if len(data) == length else None


def value_of(raw: bytes) -> Any:
    """The value in a frame. Raises FrameWrong."""
    try:
        return decode(raw, depth=_DEPTH, text_limit=FRAME_BYTES)
    except NotStrict as fault:
        raise FrameWrong from fault


def pieces(name: str, items: Iterable[object]) -> Iterator[list[object]]:
    """Frames `["piece", name, items in CBOR, one after the other]` of a bearable size."""
    buffer = bytearray()
    for item in items:
        buffer += encode(item)
        if len(buffer) >= PIECE_BYTES:
            yield ["piece", name, bytes(buffer)]
            buffer.clear()
    if buffer:
        yield ["piece", name, bytes(buffer)]


def items_of(data: bytes) -> list[Any]:
    """The items of one piece. Raises FrameWrong."""
    try:
        return decode_sequence(data, depth=_DEPTH, text_limit=FRAME_BYTES)
    except NotStrict as fault:
        raise FrameWrong from fault
