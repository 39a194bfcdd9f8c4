"""What a disk may hold after the power went: the calls of a process, written down, and played again.

What was written to a file before its last fsync is there. Of what was written after it anything may
be there: all, nothing, some writes and not others, some sectors of a write. Names (made, renamed,
removed) come in their order, up to any point after the last fsync of a folder that they touch.
"""

from __future__ import annotations

import random
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SECTOR: Final = 512
_HEAD: Final = struct.Struct("=cIIQQ")
_NAMES: Final = "CDRU"


@dataclass(frozen=True, slots=True)
class Call:
    """what: W(rite), T(runcate), F(sync), C(reate), D (make a folder), R(ename), U(nlink), M(ark)."""

    what: str
    path: str
    other: str
    at: int
    length: int
    data: bytes


def calls_in(log: Path) -> list[Call]:
    """What shim.c wrote down."""
    whole, at, found = log.read_bytes(), 0, []
    while at < len(whole):
        what, first, second, place, length = _HEAD.unpack_from(whole, at)
        at += _HEAD.size
        path, other = whole[at : at + first], whole[at + first : at + first + second]
        at += first + second
        size = length if what in b"WM" else 0
        found.append(
            Call(what.decode(), path.decode(), other.decode(), place, length, whole[at : at + size])
        )
        at += size
    return found


@dataclass(slots=True)
class _File:
    """whole: as the process saw it. sure: as it was at the last fsync. since: what came after."""

    whole: bytearray
    sure: bytes
    since: list[Call] = field(default_factory=list)


@dataclass(slots=True)
class _Names:
    """Where each file and folder (None) is found, as paths relative to nothing."""

    held: dict[str, _File | None]

    def apply(self, call: Call, made: dict[int, _File], key: int) -> None:
        if call.what == "C":
            self.held[call.path] = made[key]
        elif call.what == "D":
            self.held[call.path] = None
        elif call.what == "U":
            self.held.pop(call.path, None)
        else:
            for old in [p for p in self.held if p == call.path or p.startswith(call.path + "/")]:
                self.held[call.other + old[len(call.path) :]] = self.held.pop(old)


class Disk:
    """One process's calls, over what was there before them.

    before: (path, content or None for a folder) of everything.
    """

    def __init__(self, before: dict[str, bytes | None], calls: list[Call]) -> None:
        self._before = before
        self.calls = calls

    def cut(self, at: int, chance: random.Random) -> tuple[dict[str, bytes | None], list[bytes]]:
        """(what lies on the disk when the power goes before call number `at`, the marks so far)."""
        first = {
            path: None if data is None else _File(bytearray(data), data)
            for path, data in self._before.items()
        }
        now, made = _Names(dict(first)), {}
        names: list[tuple[int, Call]] = []
        sure_names = 0
        marks: list[bytes] = []
        for key, call in enumerate(self.calls[:at]):
            if call.what == "M":
                marks.append(call.data)
            elif call.what in _NAMES:
                if call.what == "C":
                    made[key] = _File(bytearray(), b"")
                names.append((key, call))
                now.apply(call, made, key)
            elif call.what == "F" and now.held.get(call.path, b"") is None:
                touched = [n for n, (_, one) in enumerate(names) if _touches(one, call.path)]
                sure_names = max([sure_names, *(n + 1 for n in touched)])
            else:
                file = now.held.get(call.path)
                if file is not None:
                    _take(file, call)
        kept = _Names(dict(first))
        for key, call in names[: chance.randint(sure_names, len(names))]:
            kept.apply(call, made, key)
        way = chance.choice(("all", "nothing", "some", "some", "torn", "torn"))
        contents: dict[int, bytes] = {}
        image: dict[str, bytes | None] = {}
        for path, file in kept.held.items():
            if file is None:
                image[path] = None
            else:
                if id(file) not in contents:
                    contents[id(file)] = _after(file, way, chance)
                image[path] = contents[id(file)]
        return image, marks


def _touches(call: Call, folder: str) -> bool:
    return any(one.rpartition("/")[0] == folder for one in (call.path, call.other) if one)


def _take(file: _File, call: Call) -> None:
    if call.what == "F":
        file.sure, file.since = bytes(file.whole), []
    else:
        _write(file.whole, call)
        file.since.append(call)


def _write(content: bytearray, call: Call) -> None:
    if call.what == "T":
        if call.at < len(content):
            del content[call.at :]
        else:
            content.extend(bytes(call.at - len(content)))
        return
    if call.at > len(content):
        content.extend(bytes(call.at - len(content)))
    content[call.at : call.at + len(call.data)] = call.data


def _after(file: _File, way: str, chance: random.Random) -> bytes:
    """The file as the disk has it: what is sure, and of the rest what chance says."""
    if way == "all" or not file.since:
        return bytes(file.whole)
    if way == "nothing":
        return file.sure
    content = bytearray(file.sure)
    likely = chance.choice((0.1, 0.5, 0.9))
    for call in file.since:
        if chance.random() < likely:
            _write(content, call)
        elif way == "torn" and call.what == "W":
            for piece in _sectors(call):
                if chance.random() < 0.5:
                    _write(content, piece)
    return bytes(content)


def _sectors(call: Call) -> Iterator[Call]:
    """A write as the sectors of the disk that it touches."""
    start, end = call.at, call.at + len(call.data)
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        data = call.data[start - call.at : stop - call.at]
        yield Call("W", call.path, "", start, len(data), data)
        start = stop


def everything_in(folder: Path) -> dict[str, bytes | None]:
    """All files and folders below a folder, and itself."""
    found: dict[str, bytes | None] = {str(folder): None}
    for path in folder.rglob("*"):
        found[str(path)] = None if path.is_dir() else path.read_bytes()
    return found


def lay_out(folder: Path, image: dict[str, bytes | None]) -> None:
    """Make a folder hold an image and nothing else. What the engine shares between processes
    (`-shm`) is memory, and gone."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path, data in image.items():
        place = Path(path)
        if data is None:
            place.mkdir(parents=True, exist_ok=True)
        elif not path.endswith("-shm"):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
