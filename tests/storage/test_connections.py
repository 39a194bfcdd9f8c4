"""One connection and those that are lent: what comes back, what an error tells, who gets which."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from desktop_app.storage.connecting import connect
from desktop_app.storage.connection import Connection
from desktop_app.storage.connections import IDLE_AT_MOST, Connections, OneConnection

KEY = bytes(range(32))
SECRET = "Ana Exemple, 12 rue Fictive"


@pytest.fixture
def connection() -> Iterator[Connection]:
    made = Connection(connect(None, KEY, writable=True))
    made.run("CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, age INTEGER)")
    yield made
    made.close()


def _lends(path: Path) -> Connections:
    return Connections(lambda: connect(path, KEY, writable=True))


def test_rows_come_as_tuples(connection: Connection) -> None:
    connection.run_many("INSERT INTO person VALUES (?, ?, ?)", [(1, "a", None), (2, "b", 3)])
    assert connection.run("SELECT * FROM person").all() == [(1, "a", None), (2, "b", 3)]
    assert [name for _, name, _ in connection.run("SELECT * FROM person")] == ["a", "b"]
    assert connection.run("SELECT id, name FROM person WHERE id = ?", (2,)).one() == (2, "b")
    assert connection.run("SELECT name FROM person WHERE id = ?", (1,)).scalar() == "a"
    assert connection.run("UPDATE person SET age = 1").rowcount == 2


def test_a_row_that_is_not_there(connection: Connection) -> None:
    nothing = "SELECT id FROM person"
    assert connection.run(nothing).all() == []
    assert connection.run(nothing).first() is None
    assert connection.run(nothing).scalar() is None
    for ask in (connection.run(nothing).one, connection.run(nothing).scalar_one):
        with pytest.raises(LookupError):
            ask()


def test_what_was_asked_once_holds_nothing_back(connection: Connection) -> None:
    connection.run_many("INSERT INTO person VALUES (?, ?, 1)", [(1, "a"), (2, "b")])
    kept = connection.run("SELECT id FROM person")
    assert kept.first() == (1,)
    connection.run("DROP TABLE person")  # refused while a question is open


@pytest.mark.parametrize(
    ("sql", "parameters"),
    [
        ("INSERT INTO person(name) VALUES (?)", (SECRET,)),
        ("INSERT INTO person(name) VALUES (?)", (SECRET, SECRET)),
        ("INSERT INTO person(name, age) VALUES (?, ?)", (SECRET, object())),
        ("INSERT INTO person(name, age) VALUES (?, ?)", (SECRET + "\ud800", 1)),
        ("INSERT INTO person(name, age) VALUES (?, ?)", (SECRET, 1 << 70)),
        ("INSERT INTO person(id, name) VALUES (?, 'b')", (SECRET,)),
        ("INSERT INTO person(id, name) VALUES (?, NULL)", (7,)),
        ("INSERT INTO nowhere(name) VALUES (?)", (SECRET,)),
        ("INSERT INTO person(name) VALUES ?", (SECRET,)),
        ("SELECT * FROM person WHERE json(?)", (SECRET,)),
    ],
)
def test_no_error_tells_what_was_bound(
    connection: Connection, sql: str, parameters: tuple[object, ...]
) -> None:
    connection.run("INSERT INTO person(name) VALUES (?)", (SECRET,))
    with pytest.raises((sqlcipher.Error, ValueError, OverflowError)) as one:
        connection.run(sql, parameters).all()
    with pytest.raises((sqlcipher.Error, ValueError, OverflowError)) as many:
        connection.run_many(sql.replace("SELECT", "DELETE").replace("* ", ""), [parameters])
    for raised in (one, many):
        assert "Ana" not in str(raised.value)
        assert "Fictive" not in str(raised.value)


def test_idle_connections_are_lent_again_and_few_are_kept(tmp_path: Path) -> None:
    lends, opened = _lends(tmp_path / "vault.db"), IDLE_AT_MOST + 3
    barrier = threading.Barrier(opened)
    used: list[Connection] = []

    def work() -> None:
        with lends.lent() as connection:
            used.append(connection)
            barrier.wait(timeout=30)

    threads = [threading.Thread(target=work) for _ in range(opened)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len({id(one) for one in used}) == opened
    assert sum(_is_open(one) for one in used) == IDLE_AT_MOST
    with lends.lent() as connection:
        assert connection in used
    lends.dispose()
    assert not any(_is_open(one) for one in used)


def test_what_was_left_undone_is_undone(tmp_path: Path) -> None:
    lends = _lends(tmp_path / "vault.db")
    with lends.lent() as connection:
        connection.run("CREATE TABLE a (x)")
        connection.run("BEGIN IMMEDIATE")
        connection.run("INSERT INTO a VALUES (1)")
    with lends.lent() as again:
        assert again is connection
        assert not again.in_transaction
        assert again.run("SELECT count(*) FROM a").scalar() == 0
    lends.dispose()


def test_a_connection_in_use_goes_when_it_comes_back(tmp_path: Path) -> None:
    lends = _lends(tmp_path / "vault.db")
    with lends.lent() as connection:
        lends.dispose()
        assert connection.run("SELECT 1").scalar() == 1
    assert not _is_open(connection)
    with lends.lent() as another:
        assert another is not connection
    lends.dispose()
    lends.dispose()


def test_in_memory_there_is_one_for_all() -> None:
    lends = OneConnection(lambda: connect(None, KEY, writable=True))
    found: list[object] = []

    def work() -> None:
        with lends.lent() as mine:
            found.append(mine.run("SELECT count(*) FROM a").scalar())

    with lends.lent() as mine:
        mine.run("CREATE TABLE a (x)")
        mine.run("BEGIN")
        mine.run("INSERT INTO a VALUES (1)")
        other = threading.Thread(target=work)
        other.start()
        mine.run("COMMIT")
    other.join()
    assert found == [1]
    lends.dispose()


def _is_open(connection: Connection) -> bool:
    try:
        return bool(connection.run("SELECT 1").scalar())
    except sqlcipher.ProgrammingError:
        return False
