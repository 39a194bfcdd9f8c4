"""What the reader process does: open one file from outside and say what is in it.

Nothing here knows the vault. Each task gives frames; the last one is `["end"]`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

from desktop_app.services.processes.frames import PIECE_BYTES, Send, pieces

_NEEDED: Final = {
    "bundle": ("desktop_app.sync.bundle", "desktop_app.sync.pack"),
    "index": ("desktop_app.sync.pack",),
    "sealed": ("desktop_app.sync.pack",),
    "look": ("desktop_app.sync.pack",),
    "table": ("desktop_app.interchange.spreadsheet",),
    "hsds": ("desktop_app.interchange.hsds",),
    "pack": ("desktop_app.interchange.language_packs",),
    "attachment": ("desktop_app.interchange.attached_file",),
}


def prepare(task: str) -> None:
    """Import what the task needs, before the caps forbid opening files. KeyError: no such task."""
    for name in _NEEDED[task]:
        importlib.import_module(name)


def perform(task: str, details: dict[str, Any], file: BinaryIO | None, send: Send) -> None:
    """Do one task. file: the opened file where the parent handed one over, else None."""
    act: Callable[[dict[str, Any], BinaryIO | None], Iterator[object]] | None = {
        "table": _table,
        "hsds": _directory,
        "pack": _pack,
    }.get(task)
    if act is None:
        if file is not None:
            _HANDED_OVER[task](details, file, send)
        else:
            with Path(details["path"]).open("rb") as opened:
                _HANDED_OVER[task](details, opened, send)
    else:
        for frame in act(details, file):
            send(frame)
    send(["end"])


def _bundle(details: dict[str, Any], file: BinaryIO, send: Send) -> None:
    from desktop_app.crypto.sealing import SealingKey
    from desktop_app.sync.bundle import Frame, read_frames
    from desktop_app.sync.pack import part_of

    keys = [SealingKey.from_secret(secret) for secret in details["keys"]]

    def give(frame: Frame) -> None:
        kind, content = frame
        if kind == "manifest":
            send(["manifest", content])
            return
        number, data = content
        send(["section", number, len(data)])
        whole = memoryview(data)
        for at in range(0, len(data), PIECE_BYTES):
            send(["bytes", bytes(whole[at : at + PIECE_BYTES])])

    place = details.get("place")
    read_frames(file if place is None else part_of(file, *place), keys, give)


def _index(_: dict[str, Any], file: BinaryIO, send: Send) -> None:
    """The index of a pack, line by line."""
    from desktop_app.sync.pack import read_index

    for one in read_index(file):
        tags = list(one.tags)
        send(["line", one.file, one.length, one.kind, one.days, one.salt, tags, one.offset])


def _look(details: dict[str, Any], file: BinaryIO, send: Send) -> None:
    """Which bundles of a pack the keys open, whatever its index says; by their place in it."""
    from desktop_app.crypto.sealing import SealingKey
    from desktop_app.sync.pack import look, read_index

    keys = [SealingKey.from_secret(secret) for secret in details["keys"]]
    items = read_index(file)
    places = {one.file: at for at, one in enumerate(items)}
    for one in look(file, items, keys, details["device"]):
        send(["found", places[one.item.file], one.opens, one.file])


def _sealed(details: dict[str, Any], file: BinaryIO, send: Send) -> None:
    """Sealed bundles of a pack as they are, in pieces. details: their places (offset, length)."""
    for offset, length in details["places"]:
        file.seek(offset)
        left = length
        while left:
            piece = file.read(min(left, PIECE_BYTES))
            if not piece:
                break
            left -= len(piece)
            send(["bytes", piece])
        send(["whole"])


def _attachment(_: dict[str, Any], file: BinaryIO, send: Send) -> None:
    """A file to attach: what it is, then its bytes and those of its preview, in pieces."""
    from desktop_app.interchange.attached_file import read_attached

    read = read_attached(file)
    own = read.preview is read.data
    send(["attached", read.media_type, len(read.data), 0 if own else len(read.preview), own])
    for data in (read.data,) if own else (read.data, read.preview):
        whole = memoryview(data)
        for at in range(0, len(data), PIECE_BYTES):
            send(["bytes", bytes(whole[at : at + PIECE_BYTES])])


_HANDED_OVER: Final[dict[str, Callable[[dict[str, Any], BinaryIO, Send], None]]] = {
    "bundle": _bundle,
    "look": _look,
    "index": _index,
    "sealed": _sealed,
    "attachment": _attachment,
}


def _table(details: dict[str, Any], _: BinaryIO | None) -> Iterator[object]:
    from desktop_app.interchange.spreadsheet import read_table

    table = read_table(Path(details["path"]), details["sheet"])
    yield [
        "head",
        {
            "headings": table.headings,
            "sheet_names": table.sheet_names,
            "sheet": table.sheet,
            "codes": table.codes,
        },
    ]
    yield from pieces(
        "rows", ([row, *cells] for row, cells in zip(table.row_numbers, table.rows, strict=True))
    )
    yield from pieces("notices", (notice.to_plain() for notice in table.notices))
    yield from pieces("refused", (refusal.to_plain() for refusal in table.refused))


def _directory(details: dict[str, Any], _: BinaryIO | None) -> Iterator[object]:
    from desktop_app.interchange.hsds import read

    result = read(Path(details["path"]), details["source"])
    counts = {table: count.to_plain() for table, count in result.report.counts.items()}
    yield ["head", {"own": result.own, "counts": counts}]
    yield from pieces("records", (record.to_plain() for record in result.records))
    yield from pieces("notices", (notice.to_plain() for notice in result.report.notices))
    yield from pieces("refused", (refusal.to_plain() for refusal in result.report.refused))


def _pack(details: dict[str, Any], _: BinaryIO | None) -> Iterator[object]:
    from desktop_app.interchange.language_packs import read_pack
    from desktop_app.interchange.record import message_to_plain

    pack = read_pack(Path(details["path"]))
    yield [
        "head",
        {
            "code": pack.code,
            "header": dict(pack.catalogue.header),
            "forms": pack.catalogue.plural_count,
        },
    ]
    yield from pieces(
        "entries",
        (
            [
                one.context, one.text, one.plural, list(one.forms), dict(one.notes),
                sorted(one.flags), one.line,
            ]
            for one in pack.catalogue.entries
        ),
    )  # fmt: skip
    yield from pieces("refused", ([line, message_to_plain(why)] for line, why in pack.refused))
