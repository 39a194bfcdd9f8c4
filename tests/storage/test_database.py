"""The encrypted database: keys, ciphers, faults of the disk, versions, columns."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections import Counter
from math import log2
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Field, Kind
from desktop_app.language import Message
from desktop_app.storage import connecting, schema
from desktop_app.storage.connection import Connection
from desktop_app.storage.connections import Connections
from desktop_app.storage.database import Database
from desktop_app.storage.errors import Damaged, DiskFull, NewerFile, NotEncrypted, ReadOnly
from desktop_app.storage.migrating import upgrade

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.db"


def test_only_the_key_opens_it(path: Path) -> None:
    Database.create(path, KEY).close()
    with pytest.raises(Damaged):
        Database.open(path, bytes(32))
    database = Database.open(path, KEY)
    with database.reading() as tables:
        assert tables.log.count() == 0
    database.close()


def test_wal_and_full_on_every_connection(path: Path) -> None:
    Database.create(path, KEY).close()
    database = Database.open(path, KEY)
    with database.reading() as tables:
        run = tables.connection.run
        assert run("PRAGMA journal_mode").scalar() == "wal"
        assert run("PRAGMA synchronous").scalar() == 2
        assert run("PRAGMA trusted_schema").scalar() == 0
        assert run("PRAGMA secure_delete").scalar() == 1
    database.close()


@pytest.mark.parametrize("attempt", range(20))
def test_b19_never_unencrypted(path: Path, attempt: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library without the cipher writes nothing: the program refuses to open or make a vault."""

    class Plain:
        Error = sqlite3.Error

        @staticmethod
        def connect(name: str, **options: object) -> object:
            connection = sqlite3.connect(
                name, uri=True, isolation_level=None, factory=_WithoutCipher
            )
            return connection

    monkeypatch.setattr(connecting, "sqlcipher", Plain)
    with pytest.raises(NotEncrypted):
        if attempt % 2:
            Database.create(path, KEY)
        else:
            connecting.connect(path, KEY, writable=True)
    assert not path.exists() or path.stat().st_size == 0


class _WithoutCipher(sqlite3.Connection):
    """Plain SQLite, which takes a key without a word and ignores it."""

    def set_key(self, key: str) -> None:
        self.execute(f'PRAGMA key = "{key}"')


def test_b19_the_file_looks_like_noise(path: Path) -> None:
    database = Database.create(path, KEY)
    with database.writing() as tables:
        for number in range(400):
            tables.facts.set_text(f"note {number}", "the same words again and again " * 8)
    database.checkpoint()
    database.close()
    data = path.read_bytes()
    assert data[:16] != b"SQLite format 3\0"
    counts = Counter(data)
    entropy = -sum(n / len(data) * log2(n / len(data)) for n in counts.values())
    assert entropy >= 7.9
    assert b"same words" not in data


def test_b21_only_the_owner_may_read(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "vault.db"
        database = Database.create(path, KEY)
        with database.writing() as tables:
            tables.facts.set_text("a", "b")
        files = [*tmp_path.iterdir()]
        assert {one.name for one in files} >= {"vault.db", "vault.db-wal", "vault.db-shm"}
        assert {stat.S_IMODE(one.stat().st_mode) for one in files} == {0o600}
        database.close()
    finally:
        os.umask(before)


def test_a_failing_block_leaves_nothing(path: Path) -> None:
    database = Database.create(path, KEY)
    heard: list[object] = []
    database.after_commit(heard.append)
    with pytest.raises(RuntimeError, match="stop"), database.writing() as tables:
        tables.facts.set_text("name", "value")
        raise RuntimeError("stop")
    with database.reading() as tables:
        assert tables.facts.get("name") is None
    assert heard == []
    with database.writing() as tables:
        tables.facts.set_text("name", "value")
    assert len(heard) == 1
    database.close()


def test_a_newer_file_is_left_alone(path: Path) -> None:
    database = Database.create(path, KEY)
    with database.writing() as tables:
        tables.connection.run("PRAGMA user_version = 99")
    database.checkpoint()
    database.close()
    before = path.read_bytes()
    with pytest.raises(NewerFile):
        Database.open(path, KEY)
    assert path.read_bytes() == before


def test_a5_opens_for_reading_where_nothing_can_be_written(path: Path, tmp_path: Path) -> None:
    database = Database.create(path, KEY)
    with database.writing() as tables:
        tables.facts.set_text("name", "value")
    database.checkpoint()
    database.close()
    copy = tmp_path / "medium" / "vault.db"
    copy.parent.mkdir()
    copy.write_bytes(path.read_bytes())
    read_only = Database(
        Connections(lambda: connecting.connect(copy, KEY, writable=False)), STANDARD, True
    )
    with read_only.reading() as tables:
        assert tables.facts.text("name") == "value"
    with pytest.raises(ReadOnly), read_only.writing():
        pass
    read_only.close()
    assert sorted(one.name for one in copy.parent.iterdir()) == ["vault.db"]


def test_a_full_disk_is_said_and_nothing_is_half_written(path: Path) -> None:
    database = Database.create(path, KEY)
    with database.reading() as tables:
        pages = tables.connection.run("PRAGMA page_count").scalar_one()
    with pytest.raises(DiskFull), database.writing() as tables:
        tables.connection.run(f"PRAGMA max_page_count = {pages + 2}")
        for number in range(200):
            tables.facts.set(f"big {number}", bytes(4000))
    with database.writing() as tables:
        tables.connection.run("PRAGMA max_page_count = 1000000")
        tables.facts.set_text("after", "goes on")
    with database.reading() as tables:
        assert tables.facts.get("big 0") is None
        assert tables.facts.text("after") == "goes on"
    database.close()


def test_changing_the_key(path: Path) -> None:
    database = Database.create(path, KEY)
    with database.writing() as tables:
        tables.facts.set_text("name", "value")
    new = bytes(reversed(range(32)))
    database.change_key(new)
    database.close()
    with pytest.raises(Damaged):
        Database.open(path, KEY)
    again = Database.open(path, new)
    with again.reading() as tables:
        assert tables.facts.text("name") == "value"
        assert tables.connection.run("PRAGMA journal_mode").scalar() == "wal"
    again.close()


def test_migrations_and_tables_agree() -> None:
    upgraded = Connection(connecting.connect(None, KEY, writable=True))
    upgrade(upgraded, 0)
    fresh = Connection(connecting.connect(None, KEY, writable=True))
    schema.create(fresh)
    assert _shape(upgraded) == _shape(fresh)
    for connection in (upgraded, fresh):
        assert connection.run("PRAGMA user_version").scalar() == schema.VERSION
        connection.close()


def _shape(connection: Connection) -> dict[str, tuple[Any, ...]]:
    """All that the engine knows of each table: its words, columns and indexes."""
    found: dict[str, tuple[Any, ...]] = {}
    for kind, name, sql in connection.run("SELECT type, name, sql FROM sqlite_master"):
        told: list[Any] = [" ".join((sql or "").split())]
        if kind == "table":
            told += connection.run(f'PRAGMA table_info("{name}")').all()
            told += sorted(connection.run(f'PRAGMA index_list("{name}")'))
        else:
            told += connection.run(f'PRAGMA index_xinfo("{name}")').all()
        found[name] = (kind, *told)
    return found


def test_an_older_file_is_copied_then_upgraded(path: Path, tmp_path: Path) -> None:
    database = Database.create(path, KEY)
    with database.writing() as tables:
        for statement in schema.STATEMENTS:
            if made := re.match(r"\s*CREATE TABLE (\w+)", statement):
                tables.connection.run(f"DROP TABLE {made[1]}")
        tables.connection.run("PRAGMA user_version = 0")
    database.close()
    upgraded = Database.open(path, KEY)
    with upgraded.reading() as tables:
        assert tables.log.count() == 0
        assert tables.rows.is_current()
    upgraded.close()
    assert (tmp_path / f"vault.db.before-version-{schema.VERSION}").is_file()


def test_rows_follow_the_declarations(path: Path) -> None:
    Database.create(path, KEY).close()
    extra = Field(
        900,
        "shoe_size",
        Kind.INTEGER,
        Message("fields", "Name"),
        Message("fields", "Name"),
        listed=True,
    )
    database = Database.open(path, KEY, STANDARD.with_field("client", extra))
    with database.reading() as tables:
        assert tables.rows.is_current()
        columns = tables.connection.run('PRAGMA table_info("client")').all()
    assert "f_shoe_size" in [column[1] for column in columns]
    database.close()


def test_the_feeds_of_a_device_are_counted_as_they_come() -> None:
    """Also those that an entry named before their first piece came, and whose device was not known."""
    device, other = b"d" * 16, b"o" * 16
    with Database.create(None, bytes(32)).writing() as tables:
        log = tables.log
        log.add_feed(b"1" * 16, device, 1, b"n" * 16, False)
        named = log.known_feed(b"2" * 16)
        for expected in (1, 2):
            again = Counter(one.device for one in log.feeds().values())
            assert log.begun_by(device) == again[device] == expected
            assert log.begun_by(b"") == again[b""]
            log.settle_feed(log.feeds()[named], device, 1, b"n" * 16)
        log.add_feed(b"3" * 16, other, 1, b"n" * 16, False)
        assert (log.begun_by(device), log.begun_by(other), log.begun_by(b"")) == (2, 1, 0)
