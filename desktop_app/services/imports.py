"""Taking in files of others: referral directories and lists of people.

One transaction each: cancelled or refused half-way, everything is as before. A dry run does the
same work and then lets it go. What an import wrote can be taken back as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope
from desktop_app.domain.matching import Pair
from desktop_app.interchange import hsds, spreadsheet
from desktop_app.interchange.client_mapping import Mapping as ColumnsMapping
from desktop_app.interchange.client_rows import source_of
from desktop_app.interchange.hsds import HsdsResult
from desktop_app.interchange.hsds_shape import CHILDREN, TABLE_NAMES
from desktop_app.interchange.record import Notice, Refusal, TableCount
from desktop_app.interchange.spreadsheet import Table
from desktop_app.language import Message
from desktop_app.services.client_lines import today_of
from desktop_app.services.import_people import (
    REPEATED,
    PeopleImport,
    fitted,
    guessed,
    headings_key,
    outcome_of,
)
from desktop_app.services.import_undo import ImportUndo, KeptRecord, UndoReport
from desktop_app.services.import_writing import BATCH, Incoming, ItemCount, Outcome, RecordWriter
from desktop_app.services.naming import id_bytes
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.storage.database import Tables

__all__ = [
    "ImportReport",
    "Imports",
    "KeptRecord",
    "MappingGuess",
    "MappingWrong",
    "RowCount",
    "UndoLine",
    "UndoReport",
]

PEOPLE: Final = "people"
"""The one table that a list of people is, in its report."""

_SAMPLE: Final = 5
_Result = TypeVar("_Result")
_READING: Final = Message("imports", "Reading the file")
_COMPARING: Final = Message("imports", "Looking for likely duplicates")
_WRITING: Final = Message("imports", "Comparing and writing")


class MappingWrong(PortageError):
    """A saved mapping is not written as Portage writes it."""

    code = "mapping_wrong"

    def __init__(self) -> None:
        super().__init__(
            Message(
                "imports",
                "This is not a mapping of columns, or not for this file. Nothing was imported. "
                "Let Portage guess the columns, and save the mapping again.",
            )
        )


class _Rehearsed(Exception):
    """Ends the transaction of a dry run so that nothing of it stays."""


@dataclass(frozen=True, slots=True)
class RowCount:
    """What became of the rows of one table of the file; the sum is the rows read.

    repeated: said a second time what another row had said. left: of records that were deleted here
    and stay so.
    """

    taken: int = 0
    changed: int = 0
    unchanged: int = 0
    left: int = 0
    repeated: int = 0
    refused: int = 0

    @property
    def read(self) -> int:
        """All rows of the table."""
        return self.taken + self.changed + self.unchanged + self.left + self.repeated + self.refused


@dataclass(frozen=True, slots=True)
class ImportReport:
    """How an import went. tables: by the name of the table in the file. entries: changes written
    (none after a dry run, though `tables` counts them). undo: the number for taking it back, empty
    when nothing was written. mapping, duplicates, doubts: only for lists of people; a duplicate's
    `a` and `b` are ids, of new people those that they get; `names` says who they are, and `rows`
    where the new ones stand in the file.
    """

    file: str
    dry_run: bool
    tables: Mapping[str, RowCount]
    refused: tuple[Refusal, ...]
    notices: tuple[Notice, ...]
    entries: int = 0
    undo: str = ""
    mapping: dict[str, Any] | None = None
    duplicates: tuple[Pair, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    doubts: tuple[Message, ...] = ()

    @property
    def taken(self) -> dict[str, int]:
        """Rows that brought something new, by table."""
        return {name: count.taken for name, count in self.tables.items()}

    @property
    def changed(self) -> dict[str, int]:
        """Rows that changed something that was there, by table."""
        return {name: count.changed for name, count in self.tables.items()}

    @property
    def unchanged(self) -> dict[str, int]:
        """Rows that said what was there already, by table."""
        return {name: count.unchanged + count.left for name, count in self.tables.items()}


@dataclass(frozen=True, slots=True)
class MappingGuess:
    """What a file looks like before it is imported. saved: the mapping was used before.

    sample: the first rows. columns of `mapping` stand in the order of `headings`.
    """

    mapping: ColumnsMapping
    saved: bool
    headings: tuple[str, ...]
    sample: tuple[tuple[str | int | bool | None, ...], ...]
    row_count: int
    sheet: str
    sheets: tuple[str, ...]
    notices: tuple[Notice, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class UndoLine:
    """An import that was made here. at, undone_at: UTC milliseconds; undone_at 0 for not."""

    id: str
    at: int
    title: str
    undone_at: int


class Imports:
    """Imports of files, and taking them back.

    read_hsds, read_table: open a file from outside, in the window's program in a process of its own.
    """

    def __init__(
        self,
        session: Session,
        read_hsds: Callable[[Path], HsdsResult] = hsds.read,
        read_table: Callable[[Path, str | None], Table] = spreadsheet.read_table,
    ) -> None:
        self._session = session
        self._read_hsds = read_hsds
        self._read_table = read_table

    # Directories

    def directory(
        self, path: Path, dry_run: bool = False, progress: Progress | None = None
    ) -> ImportReport:
        """Take in a referral directory in HSDS 2 or 3.

        Raises NotAllowed outside the office, a FileRefused when nothing can be read, Cancelled.
        """
        told = progress or Progress.silent()
        session = self._session
        with session.database.reading() as tables:
            session.check_may_write(session.scope(tables, Scope.DIRECTORY))
        told.step(0, None, _READING)
        result = self._read_hsds(path)

        def write(tables: Tables, writer: RecordWriter) -> dict[str, dict[Outcome, int]]:
            scope = session.scope(tables, Scope.DIRECTORY)
            by_table: dict[str, dict[Outcome, int]] = {}
            total = len(result.records)
            for at in range(0, total, BATCH):
                told.step(at, total, _WRITING)
                part = result.records[at : at + BATCH]
                outcomes = writer.write(
                    [
                        Incoming(session.registry[one.entity], one.id, scope, one.values)
                        for one in part
                    ]
                )
                for one, outcome in zip(part, outcomes, strict=True):
                    counts = by_table.setdefault(
                        TABLE_NAMES.get(one.table, one.table), dict.fromkeys(Outcome, 0)
                    )
                    counts[outcome] += 1
            told.step(total, total, _WRITING)
            return by_table

        by_table, writer, undo = self._written(path.name, dry_run, write)
        counted = {
            name: _row_count(name, count, by_table, writer.items)
            for name, count in result.report.counts.items()
        }
        return ImportReport(
            path.name,
            dry_run,
            counted,
            result.report.refused,
            (*result.report.notices, *_notices(writer, counted)),
            0 if dry_run else writer.written,
            undo,
        )

    # Lists of people

    def guess(self, path: Path, sheet: str | None = None) -> MappingGuess:
        """What the columns of a file most likely mean, or what they meant the last time.

        Raises a FileRefused when nothing can be read.
        """
        table = self._read_table(path, sheet)
        with self._session.database.reading() as tables:
            saved = self._saved(tables, table)
        return MappingGuess(
            saved or guessed(table, self._session.registry),
            saved is not None,
            tuple(table.headings),
            tuple(tuple(row) for row in table.rows[:_SAMPLE]),
            len(table.rows),
            table.sheet,
            tuple(table.sheet_names),
            tuple(table.notices),
            tuple(table.refused),
        )

    def mapping_from_text(self, text: str) -> ColumnsMapping:
        """A mapping that was saved as a file. Raises MappingWrong."""
        try:
            plain = json.loads(text)
            return ColumnsMapping.from_plain(plain)
        except (ValueError, TypeError) as fault:
            raise MappingWrong from fault

    def clients(
        self,
        path: Path,
        mapping: ColumnsMapping | None = None,
        dry_run: bool = False,
        progress: Progress | None = None,
        *,
        sheet: str | None = None,
        community: str = "",
        leave_out: Collection[int] = (),
    ) -> ImportReport:
        """Take in the people of a workbook or a CSV file, one a row.

        mapping: what the columns mean; as the last time, or guessed, when left out. community: of
        rows that name none, by id or name. leave_out: numbers of rows not to take, for example
        likely duplicates that a dry run listed. Raises MappingWrong, a FileRefused, Cancelled.
        """
        told = progress or Progress.silent()
        session = self._session
        told.step(0, None, _READING)
        table = self._read_table(path, sheet)
        source = source_of(path)
        with session.database.reading() as tables:
            columns = self._columns(tables, table, mapping)
            people = PeopleImport(session, tables, today_of(session), community)
            read = people.read(table, columns, source, leave_out)
            pairs, names = people.duplicates(
                read.people, lambda done: told.step(done, None, _COMPARING)
            )

        def write(tables: Tables, writer: RecordWriter) -> dict[Outcome, int]:
            into = PeopleImport(session, tables, today_of(session), community)
            counts = dict.fromkeys(Outcome, 0)
            for at in range(0, len(read.people), BATCH):
                told.step(at, len(read.people), _WRITING)
                part = [list(into.incoming(one)) for one in read.people[at : at + BATCH]]
                outcomes = iter(writer.write([record for records in part for record in records]))
                for records in part:
                    counts[outcome_of([next(outcomes) for _ in records])] += 1
            told.step(len(read.people), len(read.people), _WRITING)
            tables.exchange.save_mapping(
                headings_key(table.headings), json.dumps(columns.to_plain(), ensure_ascii=False)
            )
            return counts

        counts, writer, undo = self._written(path.name, dry_run, write)
        repeated = sum(1 for one in read.refused if one.reason == REPEATED)
        row_count = RowCount(
            counts[Outcome.NEW], counts[Outcome.CHANGED], counts[Outcome.UNCHANGED],
            counts[Outcome.LEFT], repeated, len(read.refused) - repeated,
        )  # fmt: skip
        tables_read = {PEOPLE: row_count}
        return ImportReport(
            path.name,
            dry_run,
            tables_read,
            tuple(read.refused),
            (*table.notices, *_notices(writer, tables_read)),
            0 if dry_run else writer.written,
            undo,
            columns.to_plain(),
            tuple(pairs),
            names,
            {one.id.hex(): one.row for one in read.people if one.id.hex() in names},
            tuple(read.doubts),
        )

    def _columns(
        self, tables: Tables, table: Table, mapping: ColumnsMapping | None
    ) -> ColumnsMapping:
        if mapping is None:
            return self._saved(tables, table) or guessed(table, self._session.registry)
        columns = fitted(mapping, table, self._session.registry)
        if columns is None:
            raise MappingWrong
        return columns

    def _saved(self, tables: Tables, table: Table) -> ColumnsMapping | None:
        text = tables.exchange.mapping(headings_key(table.headings))
        if text is None:
            return None
        return fitted(self.mapping_from_text(text), table, self._session.registry)

    # Taking back

    def undoable(self) -> list[UndoLine]:
        """The imports that were made on this laptop, the newest first."""
        with self._session.database.reading() as tables:
            return [
                UndoLine(identifier.hex(), at, title, undone_at)
                for identifier, at, title, undone_at in tables.exchange.undos()
                if title
            ]

    def undo(self, undo_id: str, progress: Progress | None = None) -> UndoReport:
        """Take an import back: delete and restore what nobody has touched since, list the rest.

        Raises NothingToUndo, AlreadyUndone, NotAllowed, Cancelled.
        """
        told = progress or Progress.silent()
        with self._session.database.writing(bulk=True) as tables:
            return ImportUndo(self._session, tables, told).take_back(id_bytes(undo_id))

    # Both

    def _written(
        self, title: str, dry_run: bool, write: Callable[[Tables, RecordWriter], _Result]
    ) -> tuple[_Result, RecordWriter, str]:
        """Run `write` in one transaction and keep what undoes it. Gives its result, its writer and
        the number for taking it back."""
        session = self._session
        undo = b""
        try:
            with session.database.writing(bulk=True) as tables:
                writer = RecordWriter(session, tables)
                result = write(tables, writer)
                kept = writer.finish()
                if dry_run:
                    raise _Rehearsed
                if writer.written:
                    undo = session.environment.new_id()
                    now = session.environment.now()
                    tables.exchange.add_undo(undo, now, title, kept.to_plain())
        except _Rehearsed:
            pass
        return result, writer, undo.hex()


def _row_count(
    table: str,
    count: TableCount,
    records: Mapping[str, Mapping[Outcome, int]],
    items: Mapping[tuple[str, str], ItemCount],
) -> RowCount:
    """How the taken rows of a source table went: as records, or as items of other records."""
    known = TABLE_NAMES.get(table.lower(), table)
    told = records.get(known)
    if told is None:
        child = CHILDREN.get(known)
        names = {known, "attributes"} if child is None else {child.items}
        met = [
            found for (kind, name), found in items.items() if kind in count.into and name in names
        ]
        told = {
            Outcome.NEW: sum(one.new for one in met),
            Outcome.CHANGED: sum(one.changed for one in met),
            Outcome.UNCHANGED: sum(one.unchanged for one in met),
            Outcome.LEFT: 0,
        }
    if sum(told.values()) != count.taken:
        # Several rows became one, or one became several: all are told by what they became.
        met_as = [outcome for outcome in Outcome if told[outcome]] or [Outcome.UNCHANGED]
        together = met_as[0] if len(met_as) == 1 else Outcome.CHANGED
        told = {**dict.fromkeys(Outcome, 0), together: count.taken}
    return RowCount(
        told[Outcome.NEW], told[Outcome.CHANGED], told[Outcome.UNCHANGED], told[Outcome.LEFT],
        count.repeated, count.refused,
    )  # fmt: skip


def _notices(writer: RecordWriter, tables: Mapping[str, RowCount]) -> Sequence[Notice]:
    notices = []
    if writer.corrections:
        notices.append(
            Notice(
                "corrections_kept",
                Message(
                    "imports",
                    "{n} field was corrected here since, and the file says what it said before. "
                    "The correction was kept.",
                    {},
                    "{n} fields were corrected here since, and the file says what it said before. "
                    "The corrections were kept.",
                    writer.corrections,
                ),
                writer.corrections,
            )
        )
    left = sum(count.left for count in tables.values())
    if left:
        notices.append(
            Notice(
                "left_deleted",
                Message(
                    "imports",
                    "{n} record was deleted here, and stays so. Restore it to take it in again.",
                    {},
                    "{n} records were deleted here, and stay so. Restore them to take them in again.",
                    left,
                ),
                left,
            )
        )
    return notices
