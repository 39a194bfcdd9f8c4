"""Reading files from outside in a capped process: bundles, tables, directories, language packs.

Each function gives what the reader of that kind gives, and raises its sentences, or ReaderStopped
when the process had to be ended. Nothing read is believed for its shape either: it comes through
the strict decoder once more on this side.
"""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop_app.crypto.sealing import BLOB_LIMIT, SealingKey
from desktop_app.domain.errors import Cancelled
from desktop_app.domain.people.attachments import ENDINGS, AttachedFile
from desktop_app.interchange.language_packs import Pack
from desktop_app.interchange.record import (
    ImportedRecord,
    Notice,
    Refusal,
    Report,
    TableCount,
    message_from_plain,
)
from desktop_app.interchange.refusals import NotReadable, open_from_outside
from desktop_app.language.catalogues import Catalogue, Entry
from desktop_app.services.processes.caps import MEBIBYTE, Caps
from desktop_app.services.processes.failures import EXIT_TOO_HEAVY, ReaderStopped
from desktop_app.services.processes.frames import FrameWrong, items_of
from desktop_app.services.processes.starting import Process, Silent
from desktop_app.services.progress import Progress
from desktop_app.storage.files import is_sayable
from desktop_app.sync import bundle as files
from desktop_app.sync import pack as packs
from desktop_app.sync.bundle import Frame
from desktop_app.sync.pack import Found, PackItem

if TYPE_CHECKING:  # what is behind them takes long to load, and only the child needs it
    from desktop_app.interchange.hsds import HsdsResult
    from desktop_app.interchange.spreadsheet import Table

BUNDLE_CAPS: Final = Caps(320 * MEBIBYTE, 900, False, 60, 1800)
TABLE_CAPS: Final = Caps(1024 * MEBIBYTE, 180, True, 240, 300)
PACK_CAPS: Final = Caps(256 * MEBIBYTE, 30, True, 60, 60)
ATTACHMENT_CAPS: Final = Caps(640 * MEBIBYTE, 60, False, 90, 120)

_ANSWER_BYTES: Final = 512 * MEBIBYTE
"""More than that is no answer: the sums of what the parsers let through stay below it."""

_HANDED_OVER: Final = ("bundle", "index", "look", "sealed", "attachment")

_LATE: Final = (-24, -14)  # ended by the system for working too long (SIGXCPU, SIGALRM)


class ProcessBundleReader:
    """Opens one bundle file in a process of its own. path: the file; it is only read."""

    def __init__(
        self,
        path: Path,
        progress: Progress | None = None,
        caps: Caps = BUNDLE_CAPS,
        place: tuple[int, int] | None = None,
    ) -> None:
        """place: where in a pack the bundle lies, (offset, length); None: it is the whole file."""
        self._path, self._progress, self._caps, self._place = path, progress, caps, place

    def frames(self, keys: Sequence[SealingKey]) -> Iterator[Frame]:
        """The frames of the bundle, as `sync.bundle.read_frames` gives them.

        Close the iterator (or let it end) to end the process.
        """
        details: dict[str, Any] = {"keys": [key.secret for key in keys]}
        if self._place is not None:
            details["place"] = list(self._place)
        with _Reading("bundle", self._path, details, self._caps, self._progress) as reading:
            while (frame := reading.next()) is not None:
                yield reading.bundle_frame(frame)

    def items(self) -> list[PackItem] | None:
        """The index of a pack; None when the file does not begin as one. Raises as `frames`."""
        if not packs.is_pack(_first_bytes(self._path)):
            return None
        found: list[PackItem] = []
        with _Reading("index", self._path, {}, self._caps, self._progress) as reading:
            while (frame := reading.next()) is not None:
                found.append(_item_of(frame))
                if len(found) > packs.ITEMS:
                    raise ReaderStopped("reader_failed")
        return found

    def look(
        self, items: Sequence[PackItem], keys: Sequence[SealingKey], device: bytes
    ) -> list[Found]:
        """What the lines of the index stand for, as `sync.pack.look` finds it."""
        details = {"keys": [key.secret for key in keys], "device": device}
        found: list[Found] = []
        with _Reading("look", self._path, details, self._caps, self._progress) as reading:
            while (frame := reading.next()) is not None:
                match frame:
                    case ["found", int(at), opens, bytes(file)] if 0 <= at < len(
                        items
                    ) and opens in (True, False, None):
                        found.append(Found(items[at], opens, file))
                    case _:
                        raise ReaderStopped("reader_failed")
                if len(found) > len(items):
                    raise ReaderStopped("reader_failed")
        return found

    def item(self, item: PackItem) -> ProcessBundleReader:
        """Opens one bundle of a pack."""
        place = (item.offset, item.length)
        return ProcessBundleReader(self._path, self._progress, self._caps, place)

    def sealed(self, items: Sequence[PackItem]) -> Iterator[tuple[PackItem, bytes]]:
        """The sealed bytes of these bundles of a pack, in their order."""
        details = {"places": [[one.offset, one.length] for one in items]}
        with _Reading("sealed", self._path, details, self._caps, self._progress) as reading:
            for one in items:
                data = bytearray()
                while (frame := reading.next()) != ["whole"]:
                    match frame:
                        case ["bytes", bytes(piece)] if len(data) + len(piece) <= one.length:
                            data += piece
                        case _:
                            raise ReaderStopped("reader_failed")
                yield one, bytes(data)


def read_table(
    path: Path, sheet: str | None = None, progress: Progress | None = None, caps: Caps = TABLE_CAPS
) -> Table:
    """The table of `interchange.spreadsheet.read_table`, read in a process of its own."""
    from desktop_app.interchange.spreadsheet import Table

    told = _answer("table", path, {"sheet": sheet}, caps, progress)
    rows = told.items.get("rows", [])
    try:
        return Table(
            [str(one) for one in told.head["headings"]],
            [row[1:] for row in rows],
            [int(row[0]) for row in rows],
            [str(one) for one in told.head["sheet_names"]],
            str(told.head["sheet"]),
            told.notices(),
            told.refused(),
            [str(one) for one in told.head["codes"]],
        )
    except _SHAPE as fault:
        raise ReaderStopped("reader_failed") from fault


def read_directory(
    path: Path, source: str = "hsds", progress: Progress | None = None, caps: Caps = TABLE_CAPS
) -> HsdsResult:
    """The result of `interchange.hsds.read`, read in a process of its own."""
    from desktop_app.interchange.hsds import HsdsResult

    told = _answer("hsds", path, {"source": source}, caps, progress)
    try:
        counts = {
            str(table): TableCount.from_plain(count) for table, count in told.head["counts"].items()
        }
        records = tuple(ImportedRecord.from_plain(one) for one in told.items.get("records", []))
        report = Report(counts, tuple(told.refused()), tuple(told.notices()))
        return HsdsResult(records, report, bool(told.head["own"]))
    except _SHAPE as fault:
        raise ReaderStopped("reader_failed") from fault


def read_pack(path: Path, progress: Progress | None = None, caps: Caps = PACK_CAPS) -> Pack:
    """The pack of `interchange.language_packs.read_pack`, read in a process of its own."""
    told = _answer("pack", path, {}, caps, progress)
    try:
        header = {str(name): str(value) for name, value in told.head["header"].items()}
        entries = tuple(
            Entry(
                str(one[0]), str(one[1]), one[2], tuple(map(str, one[3])), dict(one[4]),
                frozenset(one[5]), int(one[6]),
            )
            for one in told.items.get("entries", [])
        )  # fmt: skip
        rule = header.get("Plural-Forms", "").partition("plural=")[2].rstrip("; ")
        catalogue = Catalogue(
            header, entries, int(told.head["forms"]), gettext.c2py(rule[:300] or "0")
        )
        refused = tuple(
            (int(line), message_from_plain(why)) for line, why in told.items.get("refused", [])
        )
        return Pack(str(told.head["code"]), catalogue, refused)
    except _SHAPE as fault:
        raise ReaderStopped("reader_failed") from fault


def read_attached(
    path: Path, progress: Progress | None = None, caps: Caps = ATTACHMENT_CAPS
) -> AttachedFile:
    """The file of `interchange.attached_file.read_attached`, read in a process of its own."""
    with _Reading("attachment", path, {}, caps, progress) as reading:
        match reading.next():
            case [
                "attached", str(kind), int(size), int(small), bool(own),
            ] if kind in ENDINGS and 0 < size <= BLOB_LIMIT and 0 <= small <= BLOB_LIMIT:  # fmt: skip
                data = reading.bytes_of(size)
                preview = data if own else reading.bytes_of(small)
            case _:
                raise ReaderStopped("reader_failed")
        if reading.next() is not None:
            raise ReaderStopped("reader_failed")
    return AttachedFile(kind, data, preview)


_SHAPE: Final = (KeyError, TypeError, ValueError, IndexError, AttributeError)


@dataclass(slots=True)
class _Told:
    """An answer put together. items: the long lists, by name."""

    head: Mapping[str, Any] = field(default_factory=dict)
    items: dict[str, list[Any]] = field(default_factory=dict)

    def notices(self) -> list[Notice]:
        return [Notice.from_plain(one) for one in self.items.get("notices", [])]

    def refused(self) -> list[Refusal]:
        return [Refusal.from_plain(one) for one in self.items.get("refused", [])]


def _answer(
    task: str, path: Path, details: dict[str, Any], caps: Caps, progress: Progress | None
) -> _Told:
    told, size = _Told(), 0
    with _Reading(task, path, details, caps, progress) as reading:
        while (frame := reading.next()) is not None:
            match frame:
                case ["head", dict(head)]:
                    told.head = head
                case ["piece", str(name), bytes(data)]:
                    size += len(data)
                    if size > _ANSWER_BYTES:
                        raise ReaderStopped("too_heavy")
                    told.items.setdefault(name, []).extend(reading.items(data))
                case _:
                    raise ReaderStopped("reader_failed")
    return told


class _Reading:
    """One file being read by one process, from its start to its end."""

    def __init__(
        self,
        task: str,
        path: Path,
        details: dict[str, Any],
        caps: Caps,
        progress: Progress | None,
    ) -> None:
        self._task, self._details, self._caps = task, details, caps
        self._path, self._progress = path, progress
        self._stack = ExitStack()

    def __enter__(self) -> _Reading:
        with ExitStack() as stack:
            number = self._opened(stack)
            self._process = stack.enter_context(
                Process(
                    "reader",
                    quiet=self._caps.quiet,
                    total=self._caps.total,
                    handed_over=[] if number is None else [number],
                )
            )
            if sys.platform == "win32":
                from desktop_app.services.processes.windows_job import confine

                stack.enter_context(confine(self._process.handle, self._caps.memory))
            limits = {
                name: value
                for name, value in asdict(self._caps).items()
                if name in ("memory", "processor", "files")
            }
            self._process.tell([self._task, limits, self._details, number])
            self._stack = stack.pop_all()
        return self

    def _opened(self, stack: ExitStack) -> int | None:
        """A bundle is opened here and handed over, so that its reader may open no file at all."""
        if self._task not in _HANDED_OVER or sys.platform == "win32":
            if not is_sayable(self._path):
                raise NotReadable(self._path.name)
            self._details["path"] = str(self._path.absolute())
            return None
        try:
            if not self._path.is_file():  # before opening: a pipe would never answer
                raise NotReadable(self._path.name)
            number = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as fault:
            raise NotReadable(self._path.name) from fault
        stack.callback(os.close, number)
        return number

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def next(self) -> list[Any] | None:
        """What the process says next; None when it has said all. Raises ReaderStopped."""
        try:
            frame: list[Any] | None = self._process.hear(self._check)
        except Silent:
            raise ReaderStopped("too_slow") from None
        except FrameWrong as fault:
            raise ReaderStopped("reader_failed") from fault
        if frame is None:
            raise ReaderStopped(_reason(self._process.exit_code()))
        return None if frame == ["end"] else frame

    def _check(self) -> None:
        if self._progress is not None and self._progress.stop_asked:
            raise Cancelled

    def items(self, data: bytes) -> list[Any]:
        try:
            return items_of(data)
        except FrameWrong as fault:
            raise ReaderStopped("reader_failed") from fault

    def bundle_frame(self, frame: list[Any]) -> Frame:
        """A frame of a bundle; the bytes of a section are put together again."""
        match frame:
            case ["manifest", bytes(signed)] if len(signed) <= files.MANIFEST_BYTES:
                return ("manifest", signed)
            case ["section", int(number), int(size)] if 0 <= size <= files.SECTION_OPEN:
                return ("section", (number, self.bytes_of(size)))
            case _:
                raise ReaderStopped("reader_failed")

    def bytes_of(self, size: int) -> bytes:
        """So many bytes, put together again out of the pieces that come next."""
        content = bytearray()
        while len(content) < size:
            match self.next():
                case ["bytes", bytes(piece)] if 0 < len(piece) <= size - len(content):
                    content += piece
                case _:
                    raise ReaderStopped("reader_failed")
        return bytes(content)


def _first_bytes(path: Path) -> bytes:
    """The first bytes of a file, by which a pack is told from a bundle."""
    with open_from_outside(path) as file:
        return file.read(len(packs.MAGIC))


def _item_of(frame: list[Any]) -> PackItem:
    match frame:
        case [
            "line", bytes(file), int(length), int(kind), int(days), bytes(salt), list(tags),
            int(offset),
        ] if length > 0 and offset > 0 and all(type(one) is bytes for one in tags):  # fmt: skip
            return PackItem(file, length, kind, days, salt, tuple(tags), offset)
        case _:
            raise ReaderStopped("reader_failed")


def _reason(code: int | None) -> str:
    """Why a process ended before its work was done, from how it ended."""
    if code in _LATE or code is None:
        return "too_slow"
    if code == EXIT_TOO_HEAVY or code < 0:
        return "too_heavy"
    return "reader_failed"
