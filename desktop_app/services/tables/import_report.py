"""What is told of an import: every row of every table counted by what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.matching.matching import Pair
from desktop_app.interchange.client_mapping import Mapping as ColumnsMapping
from desktop_app.interchange.hsds_shape import CHILDREN, TABLE_NAMES
from desktop_app.interchange.record import Notice, Refusal, TableCount
from desktop_app.language import Message
from desktop_app.services.tables.import_writing import ItemCount, Outcome, RecordWriter


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
    def doubled_rows(self) -> frozenset[int]:
        """Where in the file the new people stand who may be here already, or in an earlier row."""
        found = (
            [self.rows[one] for one in (pair.a, pair.b) if one in self.rows]
            for pair in self.duplicates
        )
        return frozenset(max(rows) for rows in found if rows)

    @property
    def unchanged(self) -> dict[str, int]:
        """Rows that said what was there already, by table."""
        return {name: count.unchanged + count.left for name, count in self.tables.items()}


@dataclass(frozen=True, slots=True)
class MappingGuess:
    """What a file looks like before it is imported. saved: the mapping was used before.

    sample: the first rows. columns of `mapping` stand in the order of `headings`. ours: Portage wrote
    the file, and its rows say of which records they are (`services.tables.list_reading`).
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
    ours: bool = False


@dataclass(frozen=True, slots=True)
class UndoLine:
    """An import that was made here. at, undone_at: UTC milliseconds; undone_at 0 for not."""

    id: str
    at: int
    title: str
    undone_at: int


def row_count(
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


def import_notices(writer: RecordWriter, tables: Mapping[str, RowCount]) -> Sequence[Notice]:
    """What a person should know of the records that were there before."""
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
