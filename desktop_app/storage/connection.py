"""A connection to the database as every question uses it: written SQL in, tuples out.

Nothing stands between a question and the engine's own driver but this, because bundles come in
through here (docs/decisions/0025-plain-sql.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

Row = tuple[Any, ...]
"""The values of one row, in the order in which the statement names its columns."""


class Answer(sqlcipher.Cursor):  # type: ignore[misc]
    """What one statement gave. Rows are read from the database when they are asked for, once each.

    rowcount: how many rows an INSERT, UPDATE or DELETE changed.
    """

    if TYPE_CHECKING:
        rowcount: int

        def __iter__(self) -> Iterator[Row]: ...

    def all(self) -> list[Row]:
        """Every row that is left."""
        rows: list[Row] = self.fetchall()
        return rows

    def first(self) -> Row | None:
        """The next row, or None when there is none; the others are not read."""
        row: Row | None = self.fetchone()
        self.close()
        return row

    def one(self) -> Row:
        """The next row. Raises LookupError when there is none."""
        row = self.first()
        if row is None:
            raise LookupError("the statement gave no row")
        return row

    def scalar(self) -> Any:
        """The first value of the next row, or None when there is no row."""
        row = self.first()
        return None if row is None else row[0]

    def scalar_one(self) -> Any:
        """The first value of the next row. Raises LookupError when there is no row."""
        return self.one()[0]


class Connection:
    """One connection, in the hands of one thread at a time.

    It begins and ends no transaction by itself: BEGIN and COMMIT are statements like any other.
    raw: the driver's own connection, for what no statement can say (copying pages, changing the
    key). What the driver raises holds the names of tables and columns, never what was bound.
    """

    __slots__ = ("raw",)

    def __init__(self, raw: Any) -> None:
        self.raw = raw

    def run(self, sql: str, parameters: Row = ()) -> Answer:
        """Execute one statement. parameters: a value for each place in it."""
        answer: Answer = self.raw.cursor(Answer).execute(sql, parameters)
        return answer

    def run_many(self, sql: str, rows: Iterable[Row]) -> None:
        """Execute one statement that gives no rows, once for each of these."""
        self.raw.executemany(sql, rows)

    @property
    def in_transaction(self) -> bool:
        """Whether something was begun that is neither committed nor undone."""
        return bool(self.raw.in_transaction)

    def undo(self) -> None:
        """Undo everything since BEGIN, if there was one."""
        if self.raw.in_transaction:
            self.raw.rollback()

    def close(self) -> None:
        """Give the file back; what was begun is undone."""
        self.raw.close()
