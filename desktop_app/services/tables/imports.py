"""Taking in files of others: referral directories and lists of people.

One transaction each: cancelled or refused half-way, everything is as before. A dry run does the
same work and then lets it go. What an import wrote can be taken back as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final, TypeVar

from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Scope
from desktop_app.interchange import hsds, spreadsheet
from desktop_app.interchange.client_mapping import Mapping as ColumnsMapping
from desktop_app.interchange.client_rows import source_of
from desktop_app.interchange.hsds import HsdsResult
from desktop_app.interchange.hsds_shape import TABLE_NAMES
from desktop_app.interchange.spreadsheet import Table
from desktop_app.language import Message
from desktop_app.services.clients.client_lines import today_of
from desktop_app.services.clients.naming import id_bytes
from desktop_app.services.progress import Progress
from desktop_app.services.session import Session
from desktop_app.services.tables.import_people import (
    REPEATED,
    ColumnChoice,
    PeopleImport,
    column_choices,
    fitted,
    guessed,
    headings_key,
    outcome_of,
)
from desktop_app.services.tables.import_report import (
    ImportReport,
    MappingGuess,
    RowCount,
    UndoLine,
    import_notices,
    row_count,
)
from desktop_app.services.tables.import_undo import ImportUndo, KeptRecord, UndoReport
from desktop_app.services.tables.import_writing import BATCH, Incoming, Outcome, RecordWriter
from desktop_app.services.tables.list_reading import is_ours
from desktop_app.storage.database import Tables

__all__ = [
    "ColumnChoice",
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
            name: row_count(name, count, by_table, writer.items)
            for name, count in result.report.counts.items()
        }
        return ImportReport(
            path.name,
            dry_run,
            counted,
            result.report.refused,
            (*result.report.notices, *import_notices(writer, counted)),
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
            is_ours(table),
        )

    def choices(self) -> list[ColumnChoice]:
        """Everything that a column of a list of people may mean, for choosing."""
        return column_choices(self._session.registry)

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
            named = [one for one in read.people if one.id.hex() in names]
            known = people.known(named)

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
        people_count = RowCount(
            counts[Outcome.NEW], counts[Outcome.CHANGED], counts[Outcome.UNCHANGED],
            counts[Outcome.LEFT], repeated, len(read.refused) - repeated,
        )  # fmt: skip
        tables_read = {PEOPLE: people_count}
        return ImportReport(
            path.name,
            dry_run,
            tables_read,
            tuple(read.refused),
            (*table.notices, *import_notices(writer, tables_read)),
            0 if dry_run else writer.written,
            undo,
            columns.to_plain(),
            tuple(pairs),
            names,
            {one.id.hex(): one.row for one in named if one.id not in known},
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
