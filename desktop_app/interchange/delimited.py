"""Tables written as text: CSV and its relatives, in the encodings that people really send."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from desktop_app.interchange.refusals import Damaged, NotASpreadsheet

CELL_LIMIT: Final = 65_536
"""Characters in one cell; the csv module refuses a cell that grows beyond it while reading."""

_SEPARATORS: Final = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read. guessed: nothing in the bytes proved the encoding."""

    text: str
    encoding: str
    guessed: bool = False


def decode(data: bytes, name: str) -> Decoded:
    """The text of a file: by its mark, else UTF-8, else UTF-16 without mark, else Windows-1252.

    Raises NotASpreadsheet for bytes that are no text.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            try:
                return Decoded(data.decode(encoding), encoding.removesuffix("-sig"))
            except UnicodeDecodeError as fault:
                raise Damaged(name) from fault
    if b"\x00" in data[:4096]:
        return _unmarked_wide(data, name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return Decoded(data.decode("cp1252", "replace"), "cp1252", guessed=True)


def _unmarked_wide(data: bytes, name: str) -> Decoded:
    """UTF-16 shows as a NUL in every other byte of roman letters; anything else is no text."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) * 2 < len(sample) // 2 or min(even, odd) * 10 > max(even, odd):
        if sample.count(0) * 50 > len(sample):
            raise NotASpreadsheet(name)
        return Decoded(data.decode("utf-8", "replace"), "utf-8", guessed=True)
    try:
        return Decoded(data.decode(encoding), "utf-16", guessed=True)
    except UnicodeDecodeError as fault:
        raise Damaged(name) from fault


def separator(text: str) -> tuple[str, int]:
    """The sign between cells, and how many characters at the start only name it (`sep=;`)."""
    first = text[:20].split("\n", 1)[0].rstrip("\r")
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], text.index("\n") + 1
    best, most = ",", 0
    sample = text[:64_000]
    for sign in _SEPARATORS:
        widths = []
        try:
            for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign):
                if row:
                    widths.append(len(row))
                if len(widths) == 20:
                    break
        except csv.Error:
            continue
        widths = widths[:-1] if len(widths) > 2 and len(text) > len(sample) else widths
        if not widths or widths[0] < 2:
            continue
        agreed = sum(width == widths[0] for width in widths) * widths[0]
        if agreed > most:
            best, most = sign, agreed
    return best, 0


def rows(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, numbered from 1 as a spreadsheet program numbers them.

    Raises Damaged when a quotation mark is never closed or a cell grows beyond all measure.
    """
    previous = csv.field_size_limit(CELL_LIMIT)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        for number, row in enumerate(reader, start=1):
            if any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as fault:
        raise Damaged(name) from fault
    finally:
        csv.field_size_limit(previous)
