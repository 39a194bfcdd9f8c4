"""One encrypted database: opening it, and the two ways in (reading, writing).

Every connection gives its key first, then proves that the cipher works, that WAL and FULL are on,
and that the key fits, before anything else may happen. Source of the settings: docs/decisions/0003.
"""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlcipher3.dbapi2 as sqlcipher

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.errors import PortageError
from desktop_app.domain.fields import Registry
from desktop_app.domain.roles import Role
from desktop_app.storage import schema
from desktop_app.storage.changes import Changes
from desktop_app.storage.connecting import CACHE_KIB, connect, has_key, reset_key
from desktop_app.storage.connection import Connection
from desktop_app.storage.connections import Connections, OneConnection
from desktop_app.storage.erasures import ErasureTables
from desktop_app.storage.errors import Busy, Damaged, DiskFault, NewerFile, ReadOnly, said
from desktop_app.storage.escrow import EscrowTables
from desktop_app.storage.exchange import ExchangeTables
from desktop_app.storage.facts import Facts
from desktop_app.storage.groups import GroupTables
from desktop_app.storage.likely import LikelyTables
from desktop_app.storage.log import LogTables
from desktop_app.storage.migrating import copy_before, upgrade
from desktop_app.storage.own_fields import DIGEST, follow_definitions, learnt
from desktop_app.storage.reviews import ReviewTables
from desktop_app.storage.rows import Rows
from desktop_app.storage.trust import TrustTables

BULK_CACHE_KIB: Final = 262_144
_FORGOTTEN: Final = b""
"""In place of a digest: no digest is empty, so the next transaction learns the fields anew."""

_SEARCH_VOCABULARIES: Final = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_word USING fts5vocab('main', 'search', 'row')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_place "
    "USING fts5vocab('main', 'search', 'instance')",
)
_SEARCH_QUESTIONS: Final = (
    # Words that a search finds in more or fewer texts than hold them.
    "SELECT 1 FROM temp.search_word AS word WHERE word.doc != (SELECT count(*) FROM search "
    """WHERE search MATCH '"' || replace(word.term, '"', '""') || '"') LIMIT 1""",
    # The same for beginnings of two and three letters, which have an index of their own.
    *(
        f"SELECT 1 FROM (SELECT substr(term, 1, {length}) AS letters, count(DISTINCT doc) AS texts "
        f"FROM temp.search_place WHERE length(term) >= {length} GROUP BY 1) WHERE texts != "
        """(SELECT count(*) FROM search WHERE search MATCH '"' || replace(letters, '"', '""') || '" *') """
        "LIMIT 1"
        for length in (2, 3)
    ),
)


class Tables:
    """All tables inside one transaction."""

    def __init__(self, connection: Connection, registry: Registry) -> None:
        self.connection = connection
        self.registry = registry
        self.changes = Changes()
        self.facts = Facts(connection)
        self.log = LogTables(connection, self.facts)
        self.rows = Rows(connection, registry, self.log, self.changes.records)
        self.groups = GroupTables(connection, registry)
        self.likely = LikelyTables(connection)
        self.trust = TrustTables(connection)
        self.exchange = ExchangeTables(connection)
        self.escrow = EscrowTables(connection)
        self.reviews = ReviewTables(connection, self.rows)
        self.erasures = ErasureTables(connection, self.facts, self.log)

    def follow_links(self) -> None:
        """Keep the groups of linked records in step with what this transaction changed."""
        if self.changes.everything:
            self.groups.rebuild()
        else:
            self.groups.follow(self.changes.records)


class Database:
    """The vault's database in this process."""

    def __init__(
        self,
        connections: Connections,
        registry: Registry,
        read_only: bool,
        path: Path | None = None,
    ) -> None:
        self._connections = connections
        self._path = path
        self.registry = registry.copy()
        self._role: Role | None = None
        self._learnt: bytes | None = None
        self.read_only = read_only
        self._after_commit: list[Callable[[Tables], None]] = []

    @classmethod
    def create(cls, path: Path | None, key: bytes, registry: Registry = STANDARD) -> Database:
        """A new, empty database at `path`; None keeps it in memory (for rehearsals)."""
        database = cls(_connections(path, key, writable=True), registry, False, path)
        with database._transaction("BEGIN IMMEDIATE") as connection:
            schema.create(connection)
            Tables(connection, database.registry).rows.create()
        return database

    @classmethod
    def open(
        cls,
        path: Path,
        key: bytes,
        registry: Registry = STANDARD,
        *,
        prepare: bool = True,
        step: Callable[[int, int], None] = lambda done, total: None,
    ) -> Database:
        """The existing database at `path`.

        prepare: rebuild the tables that screens read when the declarations have changed. step:
        then called with (records done, records in all); what it raises leaves everything as it was.
        Raises Damaged (also for a key that does not fit), NewerFile, NotEncrypted, DiskFault.
        """
        if not path.is_file():
            raise Damaged
        writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        database = cls(_connections(path, key, writable), registry, not writable, path)
        try:
            with database._transaction("BEGIN") as connection:
                version = connection.run("PRAGMA user_version").scalar_one()
        except sqlcipher.DatabaseError as fault:
            raise said(fault) or Damaged() from fault
        if version > schema.VERSION:
            database.close()
            raise NewerFile
        if version < schema.VERSION and writable and prepare:
            database.checkpoint()
            copy_before(path, version)
            with database._transaction("BEGIN IMMEDIATE") as connection:
                upgrade(connection, version)
        if writable and prepare:
            try:
                database._prepare_rows(step)
            except BaseException:
                database.close()
                raise
        return database

    def _prepare_rows(self, step: Callable[[int, int], None]) -> None:
        with self.reading() as tables:
            fresh = tables.rows.is_current()
        if not fresh:
            with self.writing() as tables:
                tables.rows.rebuild_all(step)
                tables.changes.everything = True

    @property
    def folder(self) -> Path | None:
        """Where the database lies; None for one in memory."""
        return None if self._path is None else self._path.parent

    def close(self) -> None:
        """Give the file back; safe to call twice."""
        self._connections.dispose()

    @contextmanager
    def reading(self) -> Iterator[Tables]:
        """One consistent look at the database."""
        with self._transaction("BEGIN") as connection:
            yield self._tables(connection)

    def _tables(self, connection: Connection) -> Tables:
        """All tables, once the registry knows the fields that the organisation has added.

        They may have changed in another process, or by a transaction that undid itself.
        """
        tables = Tables(connection, self.registry)
        digest = tables.facts.get(DIGEST)
        if digest != self._learnt:
            self.registry.adopt(learnt(tables.rows, tables.log, self._role))
            self._learnt = digest
        return tables

    def look_as(self, role: Role | None) -> None:
        """Know only those fields of the organisation's own that this role may see."""
        if role is not self._role:
            self._role = role
            self._learnt = _FORGOTTEN

    @contextmanager
    def writing(self, bulk: bool = False) -> Iterator[Tables]:
        """One transaction: committed when the block ends, undone by any exception.

        bulk: raise the page cache while it lasts.
        """
        if self.read_only:
            raise ReadOnly
        with _resting_collector(bulk), self._transaction("BEGIN IMMEDIATE", bulk) as connection:
            tables = self._tables(connection)
            yield tables
            tables.follow_links()
            if follow_definitions(
                tables.rows, tables.log, tables.facts, tables.changes, self._role
            ):
                # The commit may fail yet: whoever asks next learns what is kept then.
                self._learnt = _FORGOTTEN
            tables.log.finish()
        for act in self._after_commit:
            act(tables)

    def after_commit(self, act: Callable[[Tables], None]) -> None:
        """Have `act` called after every commit, in the same thread."""
        self._after_commit.append(act)

    @contextmanager
    def _transaction(self, begin: str, bulk: bool = False) -> Iterator[Connection]:
        with _said_faults(), self._connections.lent() as connection:
            if bulk:
                connection.run(f"PRAGMA cache_size = -{BULK_CACHE_KIB}")
            connection.run(begin)
            try:
                yield connection
            except BaseException:
                connection.undo()
                raise
            try:
                connection.run("COMMIT")
            except BaseException:
                connection.undo()
                raise
            finally:
                if bulk:
                    connection.run(f"PRAGMA cache_size = -{CACHE_KIB}")

    def backup_to(self, path: Path, key: bytes, step: Callable[[int, int], None]) -> None:
        """A consistent copy of the whole database at `path`, under the same key, page by page.

        step: called with (pages left, pages in all).
        """
        target = connect(path, key, writable=True)
        try:
            with _said_faults(), self._connections.lent() as connection:
                connection.raw.backup(
                    target, pages=2048, progress=lambda _, left, total: step(left, total)
                )
        finally:
            target.close()

    def change_key(self, key: bytes) -> None:
        """Encrypt the whole file anew under `key`; a crash or a fault leaves it under the old one.

        Nobody else may be at work in this database meanwhile. Raises DiskFull, DiskFault, Busy.
        """
        if self._path is None:
            raise ValueError("a database in memory has no key to change")
        self._connections.dispose()  # the engine leaves its write-ahead log only when it is alone
        try:
            with _said_faults(), self._connections.lent() as connection:
                connection.run("PRAGMA wal_checkpoint(TRUNCATE)")
                mode = connection.run("PRAGMA journal_mode = DELETE").scalar_one()
                if mode != "delete":
                    raise Busy
                reset_key(connection.raw, key)
        finally:
            # The next connection turns the write-ahead log on again.
            self._connections.dispose()
            changed = has_key(self._path, key)
            if changed:
                self._connections = _connections(self._path, key, writable=True)
        if not changed:
            raise DiskFault

    def checkpoint(self) -> None:
        """Bring everything from the write-ahead log into the database file."""
        with _said_faults(), self._connections.lent() as connection:
            connection.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def search_is_sound(self) -> bool:
        """Whether every word of every text is found by searching for it, and by its beginning.

        The engine's own check reads the index from end to end, as a search does not: what leads
        into it could be old unnoticed. Not asked on a medium that cannot be written to, as the
        engine takes the question for a change.
        """
        if self.read_only:
            return True
        try:
            with self._transaction("BEGIN IMMEDIATE") as connection:
                for statement in _SEARCH_VOCABULARIES:
                    connection.run(statement)
                connection.run("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)")
                return not any(connection.run(question).first() for question in _SEARCH_QUESTIONS)
        except (Damaged, ReadOnly, sqlcipher.Error):
            return False  # whatever the index says of itself, it is not sound

    def faults(self) -> list[str]:
        """What the engine's own checks find: cipher integrity page by page, then structure.

        The first reads the file alone. A power cut while the write-ahead log was brought into it
        leaves torn pages there of which the log still holds whole ones: they are no damage.
        """
        found = self._faults()
        if found and not self.read_only:
            with contextlib.suppress(PortageError):
                self.checkpoint()
                found = self._faults()
        if found and self._path is not None:
            # A connection that met a damaged page refuses to write from then on, as if the disk did.
            self._connections.dispose()
        return found

    def _faults(self) -> list[str]:
        found: list[str] = []
        with _said_faults(), self._connections.lent() as connection:
            for pragma in ("cipher_integrity_check", "integrity_check(20)"):
                try:
                    rows = connection.run(f"PRAGMA {pragma}").all()
                except sqlcipher.Error as fault:
                    found.append(str(fault))
                    continue
                found += [str(row[0]) for row in rows if row[0] != "ok"]
        return found


@contextmanager
def _said_faults() -> Iterator[None]:
    """Turn the engine's faults inside the block into sentences; mistakes of ours stay as they are."""
    try:
        yield
    except sqlcipher.Error as fault:
        told = said(fault)
        if told is None:
            raise
        raise told from fault


@contextmanager
def _resting_collector(rest: bool) -> Iterator[None]:
    """Bulk work makes millions of objects and no cycles: looking for cycles costs it a fifth."""
    rest = rest and gc.isenabled()
    if rest:
        gc.disable()
    try:
        yield
    finally:
        if rest:
            gc.enable()


def _connections(path: Path | None, key: bytes, writable: bool) -> Connections:
    if path is None:
        return OneConnection(lambda: connect(None, key, writable))
    return Connections(lambda: connect(path, key, writable))
