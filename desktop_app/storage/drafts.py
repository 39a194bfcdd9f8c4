"""The second encrypted file: what is being typed, what was refused, what was given and waits.

Drafts never wait for an import, and history is not flooded by them. Refused
files are noted here, because a refusal leaves the vault's database as it is, byte for byte. So are
the files that somebody gave, until each was looked at: a crash must not forget them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Final

import sqlcipher3.dbapi2 as sqlcipher

from desktop_app.crypto.encoding import decode, encode
from desktop_app.domain.fields import Value
from desktop_app.storage.connecting import connect, has_key, reset_key
from desktop_app.storage.errors import Damaged, DiskFault, ReadOnly, said

_KEPT_LINES: Final = 500


@dataclass(frozen=True, slots=True)
class Draft:
    """Unfinished work on one form. record: hexadecimal id, empty for a new record. at: UTC ms."""

    form: str
    record: str
    values: dict[str, Value]
    at: int


class Drafts:
    """Drafts by form and record, one field at a time."""

    def __init__(self, path: Path, key: bytes, read_only: bool = False) -> None:
        self._lock = Lock()
        self._read_only = read_only
        self._path, self._key = path, key
        self._connection: Any = None
        if read_only and not path.is_file():
            return
        self._connection = connect(path, key, not read_only)
        if not read_only:
            with self._writing() as cursor:
                cursor.execute(
                    "CREATE TABLE IF NOT EXISTS draft(form TEXT, record TEXT, field TEXT, value BLOB, "
                    "at INTEGER, PRIMARY KEY(form, record, field)) WITHOUT ROWID"
                )
                cursor.execute(
                    "CREATE TABLE IF NOT EXISTS refusal(number INTEGER PRIMARY KEY, at INTEGER, line BLOB)"
                )
                cursor.execute(
                    "CREATE TABLE IF NOT EXISTS given(number INTEGER PRIMARY KEY, path BLOB UNIQUE)"
                )

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        if self._read_only or self._connection is None:
            raise ReadOnly
        with self._lock:
            cursor = self._connection.cursor()
            try:
                cursor.execute("BEGIN IMMEDIATE")
                yield cursor
                cursor.execute("COMMIT")
            except sqlcipher.Error as fault:
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise said(fault) or Damaged() from fault
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.rollback()
                raise
            finally:
                cursor.close()

    def save(self, form: str, record: str, field: str, value: Value, at: int) -> None:
        """Keep one field as it was left."""
        with self._writing() as cursor:
            cursor.execute(
                "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?)",
                (form, record, field, encode(value), at),
            )

    def discard(self, form: str, record: str) -> None:
        """Forget a draft: it was saved as an entry, or the person does not want it."""
        with self._writing() as cursor:
            cursor.execute("DELETE FROM draft WHERE form = ? AND record = ?", (form, record))

    def discard_about(self, records: Iterable[str]) -> None:
        """Forget every draft that is about these records or names one of them, and what the
        write-ahead log still holds of it. records: hexadecimal ids."""
        named = list(records)
        with self._writing() as cursor:
            for one in named:
                cursor.execute(
                    "DELETE FROM draft WHERE (form, record) IN (SELECT form, record FROM draft "
                    "WHERE instr(record, ?) OR instr(value, CAST(? AS BLOB)))",
                    (one, one),
                )
        with self._lock:
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def all(self) -> list[Draft]:
        """Every draft, the latest first."""
        if self._connection is None:
            return []
        found: dict[tuple[str, str], Draft] = {}
        rows = self._read("SELECT form, record, field, value, at FROM draft ORDER BY at")
        for form, record, field, value, at in rows:
            known = found.get((form, record))
            values = {} if known is None else known.values
            values[field] = decode(value)
            found[(form, record)] = Draft(form, record, values, at)
        return sorted(found.values(), key=lambda draft: -draft.at)

    def note_refusal(self, at: int, line: dict[str, Any]) -> None:
        """Remember that a file was refused or was known already."""
        with self._writing() as cursor:
            cursor.execute("INSERT INTO refusal(at, line) VALUES (?, ?)", (at, encode(line)))
            cursor.execute(
                "DELETE FROM refusal WHERE number <= (SELECT max(number) FROM refusal) - ?",
                (_KEPT_LINES,),
            )

    def refusals(self) -> list[tuple[int, int, dict[str, Any]]]:
        """(number, at, line) of refused and known files, newest first."""
        if self._connection is None:
            return []
        rows = self._read("SELECT number, at, line FROM refusal ORDER BY number DESC")
        return [(row[0], row[1], decode(row[2])) for row in rows]

    def forget_refusals(self, numbers: Iterable[int]) -> None:
        """Forget these lines: whoever looked at them does not want the files."""
        with self._writing() as cursor:
            cursor.executemany("DELETE FROM refusal WHERE number = ?", [(one,) for one in numbers])

    def keep_given(self, paths: Iterable[Path]) -> None:
        """Remember that these files were given and wait to be looked at, in this order."""
        rows = [(os.fsencode(one.absolute()),) for one in paths]
        with self._writing() as cursor:
            cursor.executemany("INSERT OR IGNORE INTO given(path) VALUES (?)", rows)

    def given(self) -> list[Path]:
        """The files that were given and not looked at yet, in the order in which they were given."""
        if self._connection is None:
            return []
        return [
            Path(os.fsdecode(row[0]))
            for row in self._read("SELECT path FROM given ORDER BY number")
        ]

    def forget_given(self, paths: Iterable[Path]) -> None:
        """These files wait no more: they were looked at, or nobody wants them."""
        rows = [(os.fsencode(one.absolute()),) for one in paths]
        with self._writing() as cursor:
            cursor.executemany("DELETE FROM given WHERE path = ?", rows)

    def _read(self, question: str) -> list[Any]:
        with self._lock:
            try:
                rows: list[Any] = self._connection.execute(question).fetchall()
            except sqlcipher.Error as fault:
                raise said(fault) or Damaged() from fault
            return rows

    def change_key(self, new: bytes) -> None:
        """Encrypt the file anew under another key; a crash or a fault leaves it under the old one.

        Raises DiskFull, DiskFault.
        """
        with self._lock:
            try:
                self._connection.execute("PRAGMA journal_mode = DELETE")
                reset_key(self._connection, new)
            except sqlcipher.Error as fault:
                raise said(fault) or Damaged() from fault
            finally:
                # Begun again: what a connection believes of its key after a fault is not to be
                # trusted, and a new one turns the write-ahead log on.
                self._connection.close()
                changed = has_key(self._path, new)
                self._key = new if changed else self._key
                self._connection = connect(self._path, self._key, True)
            if not changed:
                raise DiskFault

    def close(self) -> None:
        """Give the file back; safe to call twice."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
