"""Bringing a table of people in, and writing one: what the room decides; free of Qt.

The way goes from the file to its columns, to a rehearsal that changes nothing, to the import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol, TypeVar

from desktop_app.interchange.client_mapping import Mapping
from desktop_app.language import Message
from desktop_app.services.progress import Progress, Step
from desktop_app.services.tables.import_undo import UndoReport
from desktop_app.services.tables.imports import (
    ColumnChoice,
    ImportReport,
    Imports,
    MappingGuess,
    UndoLine,
)
from desktop_app.services.tables.list_reading import ListReading, ReadBack
from desktop_app.services.tables.list_tables import Listed
from desktop_app.ui.shared.door import Door
from desktop_app.ui.shared.jobs import Jobs

T = TypeVar("T")

JOB: Final = "table"
_READING: Final = Message("tables", "Looking at the table")
_REHEARSING: Final = Message("tables", "Trying; nothing is written")
_IMPORTING: Final = Message("tables", "Bringing the people in")
_UNDOING: Final = Message("tables", "Taking the import back")
_WRITING: Final = Message("tables", "Writing the table")
_TAKING: Final = Message("lists", "Writing what was changed")


@dataclass(frozen=True, slots=True)
class TablesServices:
    """The services behind the room. write: writes a list into that file and gives how many rows.
    reading: reads a list back that was changed in a spreadsheet."""

    imports: Imports
    write: Callable[[Listed, Path], int]
    reading: ListReading


class TablesView(Protocol):
    """The room as its presenter sees it."""

    def show_start(self, imports: Sequence[UndoLine]) -> None:
        """Show how to begin, and the imports that were made here."""

    def show_columns(
        self, file: str, guess: MappingGuess, columns: Mapping, choices: Sequence[ColumnChoice]
    ) -> None:
        """Ask what each column means."""

    def show_rehearsal(self, report: ImportReport, left_out: frozenset[int]) -> None:
        """Show what would become of each row. left_out: numbers of rows that are not taken."""

    def show_read_back(self, found: ReadBack, chosen: frozenset[str]) -> None:
        """Show what was changed in a list that Portage wrote. chosen: the columns that are taken."""

    def show_done(self, report: ImportReport) -> None:
        """Show what became of the rows."""

    def show_working(self, words: Message | None) -> None:
        """Say what runs now; None: nothing."""

    def show_step(self, step: Step) -> None:
        """Show how far it is."""

    def show_problem(self, words: Message) -> None:
        """Say what did not go, and that nothing was changed."""


class TablesPresenter:
    """One table at a time."""

    def __init__(self, view: TablesView, services: TablesServices, jobs: Jobs, door: Door) -> None:
        self._view, self._services, self._jobs, self._door = view, services, jobs, door
        self._path: Path | None = None
        self._guess: MappingGuess | None = None
        self._columns = Mapping(())
        self._left_out: frozenset[int] = frozenset()
        self._decided: frozenset[int] = frozenset()
        self._report: ImportReport | None = None
        self._back: ReadBack | None = None
        self._chosen: frozenset[str] = frozenset()
        self._busy = False

    def activate(self) -> None:
        """Show how to begin, unless something is on its way."""
        if self._path is None and not self._busy:
            self.begin()

    def begin(self) -> None:
        """Leave the table, of which nothing was written, and begin anew."""
        self._path = self._guess = self._report = self._back = None
        self._left_out = self._decided = frozenset()
        self._jobs.start(
            "tables made",
            lambda progress: self._services.imports.undoable(),
            done=self._view.show_start,
            failed=self._door.problem,
        )

    def choose(self, path: Path, sheet: str | None = None) -> None:
        """Look into this file."""

        services = self._services

        def look(progress: Progress) -> tuple[MappingGuess, ReadBack | None]:
            guess = services.imports.guess(path, sheet)
            return guess, services.reading.compare(path, progress) if guess.ours else None

        def done(found: tuple[MappingGuess, ReadBack | None]) -> None:
            guess, back = found
            self._path, self._guess, self._columns = path, guess, guess.mapping
            self._left_out = self._decided = frozenset()
            if back is None:
                self._show_columns()
                return
            self._back, self._chosen = back, frozenset(back.columns)
            self._view.show_read_back(back, self._chosen)

        self._work(_READING, look, done)

    def choose_column(self, column: str, taken: bool) -> None:
        """Take what was changed in this column, or leave it."""
        self._chosen = self._chosen | {column} if taken else self._chosen - {column}
        if self._back is not None:
            self._view.show_read_back(self._back, self._chosen)

    def take_back(self) -> None:
        """Take what was changed in the chosen columns."""
        back = self._back
        if back is None:
            return

        def done(count: int) -> None:
            self._path = self._back = None
            self._door.done(
                Message("lists", "{n} value was changed.", {}, "{n} values were changed.", count),
                undo=True,
            )
            self._door.changed()
            self.begin()

        self._work(
            _TAKING,
            lambda progress: self._services.reading.take(back, self._chosen, progress),
            done,
        )

    def choose_sheet(self, sheet: str) -> None:
        """Another sheet of the same workbook."""
        if self._path is not None and self._guess is not None and sheet != self._guess.sheet:
            self.choose(self._path, sheet)

    def mean(self, number: int, path: str) -> None:
        """A column means something else; "" leaves it out."""
        columns = list(self._columns.columns)
        columns[number] = replace(columns[number], path=path)
        self._columns = Mapping(tuple(columns))

    def order(self, number: int, order: str) -> None:
        """In which order the dates of a column are written: DMY, MDY or YMD."""
        columns = list(self._columns.columns)
        columns[number] = replace(columns[number], date_order=order, order_asked=False)
        self._columns = Mapping(tuple(columns))

    def back_to_columns(self) -> None:
        """Look at the columns again."""
        self._show_columns()

    def rehearse(self) -> None:
        """See what would become of each row, without writing anything. Rows of people who may be here
        already are left aside until somebody chooses to take them."""

        def done(report: ImportReport) -> None:
            self._report = report
            doubles = report.doubled_rows
            self._left_out = (doubles - self._decided) | (self._left_out & doubles)
            self._view.show_rehearsal(report, self._left_out)

        self._take(_REHEARSING, done, dry_run=True)

    def leave_out(self, row: int, out: bool) -> None:
        """Do not take this row, or take it after all."""
        self._decided |= {row}
        self._left_out = self._left_out | {row} if out else self._left_out - {row}
        if self._report is not None:
            self._view.show_rehearsal(self._report, self._left_out)

    def take(self) -> None:
        """Bring the people in."""

        def done(report: ImportReport) -> None:
            self._path = None
            self._view.show_done(report)
            self._door.changed()

        self._take(_IMPORTING, done, dry_run=False)

    def undo(self, identifier: str) -> None:
        """Take an import back."""

        def done(report: UndoReport) -> None:
            values = {"deleted": report.deleted, "kept": len(report.kept)}
            self._door.done(
                Message(
                    "tables",
                    "{deleted} records were taken back; {kept} stay because somebody changed them since.",
                    values,
                )
                if report.kept
                else Message("tables", "{deleted} records were taken back.", values)
            )
            self._door.changed()
            self.begin()

        self._work(
            _UNDOING, lambda progress: self._services.imports.undo(identifier, progress), done
        )

    def write(self, listed: Listed, path: Path) -> None:
        """Write a list into this file."""

        def done(count: int) -> None:
            self._door.done(
                Message(
                    "tables",
                    "{n} row was written. The file is not encrypted: keep it as you keep paper.",
                    plural="{n} rows were written. The file is not encrypted: keep it as you keep paper.",
                    n=count,
                )
            )

        self._work(_WRITING, lambda progress: self._services.write(listed, path), done)

    def stop(self) -> None:
        """Stop what runs; everything stays as it was."""
        self._jobs.cancel(JOB)

    def _show_columns(self) -> None:
        if self._path is not None and self._guess is not None:
            choices = self._services.imports.choices()
            self._view.show_columns(self._path.name, self._guess, self._columns, choices)

    def _take(self, words: Message, done: Callable[[ImportReport], None], *, dry_run: bool) -> None:
        path, guess = self._path, self._guess
        if path is not None and guess is not None:
            self._work(
                words,
                lambda progress: self._taken(path, guess.sheet, progress, dry_run=dry_run),
                done,
            )

    def _taken(self, path: Path, sheet: str, progress: Progress, *, dry_run: bool) -> ImportReport:
        return self._services.imports.clients(
            path,
            self._columns,
            dry_run,
            progress,
            sheet=sheet or None,
            # A rehearsal looks at every row, so that what is left aside can still be chosen.
            leave_out=frozenset() if dry_run else self._left_out,
        )

    def _work(
        self, words: Message, work: Callable[[Progress], T], done: Callable[[T], None]
    ) -> None:
        if self._busy:
            return
        self._busy = True
        self._view.show_working(words)

        def over(outcome: T) -> None:
            self._busy = False
            self._view.show_working(None)
            done(outcome)

        def failed(problem: Message) -> None:
            self._busy = False
            self._view.show_working(None)
            self._view.show_problem(problem)

        self._jobs.start(JOB, work, over, failed, self._view.show_step)
